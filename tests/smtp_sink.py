#!/usr/bin/env python3
"""A mail server on loopback in a process of its own, for tests that kill the sender.

    smtp_sink.py DIR [--port N] [--delay-ms N]

Prints {"port": N} when it is ready. Each message that it takes becomes DIR/<n>.eml and a line {"message_id", "rcpt", "n"}
in DIR/index.jsonl, written before the sender gets its answer. --delay-ms waits between the two: time for a kill to hit
after DATA.
"""

import argparse
import json
import os
import pathlib
import socketserver
import threading
import time
from email.parser import BytesHeaderParser


class Sink(socketserver.ThreadingTCPServer):
    """Takes everything from everybody."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, folder, delay):
        super().__init__(("127.0.0.1", port), Talk)
        self.folder = folder
        self.delay = delay
        self.lock = threading.Lock()
        self.taken = sum(1 for _ in folder.glob("*.eml"))

    def take(self, recipients, content):
        headers = BytesHeaderParser().parsebytes(content)
        with self.lock:
            self.taken += 1
            (self.folder / f"{self.taken}.eml").write_bytes(content)
            line = {"message_id": headers["Message-ID"], "rcpt": recipients, "n": self.taken}
            with open(self.folder / "index.jsonl", "a", encoding="utf-8") as index:
                index.write(json.dumps(line) + "\n")


class Talk(socketserver.StreamRequestHandler):
    """One conversation; just enough of RFC 5321."""

    disable_nagle_algorithm = True

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        try:
            self.converse()
        except ConnectionError:
            pass  # the sender was killed

    def converse(self):
        self.say("220 sink.example")
        recipients = []
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"EHLO":
                self.say("250-sink.example")
                self.say("250 8BITMIME")
            elif command == b"RCPT":
                recipients.append(line.decode().partition("<")[2].partition(">")[0])
                self.say("250 ok")
            elif command == b"DATA":
                self.say("354 go ahead")
                content = self.content()
                if content is None:
                    return
                self.server.take(recipients, content)
                recipients = []
                time.sleep(self.server.delay)
                self.say("250 queued")
            elif command == b"QUIT":
                self.say("221 bye")
                return
            elif command in (b"MAIL", b"RSET", b"NOOP"):
                recipients = []
                self.say("250 ok")
            else:
                self.say("502 what?")

    def content(self):
        """Everything up to the lone dot, without dot-stuffing; None when the sender went away first."""
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
        return None


def main():
    parser = argparse.ArgumentParser(description="A mail server on loopback that keeps what it takes.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay-ms", type=int, default=0)
    wishes = parser.parse_args()
    os.makedirs(wishes.folder, exist_ok=True)
    with Sink(wishes.port, wishes.folder, wishes.delay_ms / 1000) as sink:
        print(json.dumps({"port": sink.server_address[1]}), flush=True)
        sink.serve_forever()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A mail server on loopback in a process of its own, for tests that kill the sender.

    smtp_sink.py DIR [--port N] [--delay-ms N] [--misbehave 0.2] [--seed 7]

Prints {"port": N} when it is ready. Each message that it takes becomes DIR/<n>.eml and a line {"message_id", "rcpt", "n",
"at", "dropped"} in DIR/index.jsonl, written before the sender gets its answer: `at` is seconds since 1970, `dropped` says
that the sender gets none, because the connection is cut off instead. --delay-ms waits between the two: time for a kill to
hit after DATA.

--misbehave is the share of the transactions that go wrong: no service at the door, a recipient or a message put off with
4xx, the connection cut before DATA or after it, a slow answer. What was done is noted in DIR/misbehaviour.
"""

import argparse
import json
import os
import pathlib
import random
import socketserver
import threading
import time
from email.parser import BytesHeaderParser

WHIMS = ("421 at the door", "451 at RCPT", "cut before DATA", "452 after DATA", "cut after DATA", "slow")
SLOW = 0.7


class Sink(socketserver.ThreadingTCPServer):
    """Takes everything from everybody, when it is in the mood."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, wishes):
        super().__init__(("127.0.0.1", wishes.port), Talk)
        self.folder = wishes.folder
        self.delay = wishes.delay_ms / 1000
        self.misbehave = wishes.misbehave
        self.whims = random.Random(wishes.seed)
        self.lock = threading.Lock()
        self.taken = sum(1 for _ in self.folder.glob("*.eml"))

    def whim(self, among):
        """How to misbehave now, if at all; each whim is drawn where it belongs, so that all are as frequent."""
        with self.lock:
            if self.whims.random() >= self.misbehave:
                return None
            whim = self.whims.choice(WHIMS)
            if whim not in among:
                return None
            with open(self.folder / "misbehaviour", "a", encoding="utf-8") as notes:
                print(whim, file=notes)
        return whim

    def take(self, recipients, content, dropped):
        headers = BytesHeaderParser().parsebytes(content)
        with self.lock:
            self.taken += 1
            (self.folder / f"{self.taken}.eml").write_bytes(content)
            line = {"message_id": headers["Message-ID"], "rcpt": recipients, "n": self.taken,
                    "at": time.time(), "dropped": dropped}
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
        if self.server.whim(WHIMS[:1]):
            self.say("421 4.3.2 no service just now")
            return
        self.say("220 sink.example")
        recipients = []
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"EHLO":
                self.say("250-sink.example")
                self.say("250 8BITMIME")
            elif command == b"RCPT":
                whim = self.server.whim(WHIMS[1:3])
                if whim == "cut before DATA":
                    return
                if whim:
                    self.say("451 4.7.1 greylisted, come again")
                else:
                    recipients.append(line.decode().partition("<")[2].partition(">")[0])
                    self.say("250 ok")
            elif command == b"DATA":
                if not self.data(recipients):
                    return
                recipients = []
            elif command == b"QUIT":
                self.say("221 bye")
                return
            elif command in (b"MAIL", b"RSET", b"NOOP"):
                recipients = []
                self.say("250 ok")
            else:
                self.say("502 what?")

    def data(self, recipients):
        """Takes a message; False when the conversation is over."""
        self.say("354 go ahead")
        content = self.content()
        if content is None:
            return False
        whim = self.server.whim(WHIMS[3:])
        if whim == "452 after DATA":
            self.say("452 4.3.1 no room")
            return True
        dropped = whim == "cut after DATA"
        self.server.take(recipients, content, dropped)
        if dropped:
            return False
        time.sleep(SLOW if whim else self.server.delay)
        self.say("250 queued")
        return True

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
    parser.add_argument("--misbehave", type=float, default=0)
    parser.add_argument("--seed", type=int, default=0)
    wishes = parser.parse_args()
    os.makedirs(wishes.folder, exist_ok=True)
    with Sink(wishes) as sink:
        print(json.dumps({"port": sink.server_address[1]}), flush=True)
        sink.serve_forever()


if __name__ == "__main__":
    main()

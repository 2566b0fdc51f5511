#!/usr/bin/env python3
"""Plays random years to the program and to the rules, and compares what both say.

    play.py --binary target/debug/trueup [--seed N] [--years N] [--parallel N] [--first] [--print]

A world is a ledger with a few customers and their contracts, for fourteen months. `rules.py` states the programme's rules
once more, slowly; `world.py` knows about all contracts of a ledger; `story.py` draws what happens. Here the same events go
to the real binary: data files to `apply`, reports to `ingest`, devices to a Lens server, the rest as commands, each under
its own `--now`. Day by day `status --json` and `quote list --json` must show what the rules say, and in the end
`outbox list --json` the letters.

What was met on the way is counted and printed; with --every-state nothing may be missing. A difference is printed with its story, month
by month, after what it can be shown without was left out. The same seed gives the same stories; --print shows them.
"""

import argparse
import collections
import copy
import functools
import json
import multiprocessing
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lens_server  # noqa: E402
from rules import DAY, check_examples, first_day, month_of  # noqa: E402
from story import draw  # noqa: E402
from world import World, utc  # noqa: E402

MODELS = {"headset": "Voyager 4320", "video": "Studio X50", "voice": "CCX 500"}
UNKNOWN, ACCESSORY = "X500", "TC8"
# A difference is made smaller for so long.
SHRINK_SECONDS = 120

# What has to be met at least once.
MUST_BE_MET = [f"{what}: {word}" for what, words in {
    "audit": ["due", "collecting", "audited", "waiting", "held", "failed", "not_audited"],
    "line": ["ok", "watch", "action", "unaudited"],
    "quote": ["draft", "held", "approved", "sent", "po_received", "expired", "superseded", "withdrawn"],
    "PO": ["full", "partial", "on time, within validity", "late, in a later month than the quote", "for one that is sent",
           "for one that is expired", "for one that is superseded", "different amount", "the same again",
           "after the term's end"],
    "held for": ["price_missing", "amount", "unknown_models", "first_true_up", "totals_changed"],
    "exception": [f"{name} (A41)" for name in ("trigger_percent", "trigger_basis", "charge_basis", "proration", "discount_percent")],
    "currency": ["EUR", "USD", "JPY", "KWD"],
    "person": ["approves one that is draft", "approves one that is held", "issues anew one that is expired (A40)",
               "withdraws one that is sent (A25)", "withdraws one that is expired (A25)"],
    "opened again": ["other counts", "the same counts", "its quote is superseded", "its quote is withdrawn",
                     "with what was open before", "held, what was published stands", "refused, it is ordered"],
    "rule": ["N is exactly B (R18)", "N is one below B (R18)", "X is 0 (A18, A28)", "decrease (R29, A43)",
             "early order counts (A42)", "early order lies ahead (A42)", "compared with an open quote (R27)",
             "audit accepted by a person", "next version of one that is sent (R27, A26)",
             "next version of one that is expired (R27, A26)", "several categories on one quote (R19)",
             "price was missing and has come", "a price on its first day (R25)", "no audit is owed before managed_from (A36)", "the rest of one that was sent (A39)",
             "a tranche keeps a price that is past (A38)", "a price that began later (R25)",
             "broken first month (A42)", "broken last month (R25, A7)"],
}.items() for word in words]


class Difference(Exception):
    """The program and the rules are not at one."""

    def __init__(self, about, text):
        super().__init__(text)
        self.about, self.event = about, None


def same(about, what, expected, found):
    if expected != found:
        def brief(value):
            return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
        raise Difference(about, f"{what}\n  by the rules    {brief(expected)}\n  by the program  {brief(found)}")


# ---------------------------------------------------------------- the program


class Inventory:
    """What the Lens server knows: the customers' tenants and what is in them just now."""

    credentials = [{"name": "nordcom", "client_id": "id", "client_secret": "hush"}]

    def __init__(self, story):
        self.seed, self.hidden = story["seed"], set()
        self.all = [{"tenant": c["tenant"], "customer": c["id"], "credential": "nordcom"} for c in story["customers"]]
        self.devices = {c["tenant"]: [] for c in self.all}

    @property
    def contracts(self):
        return [one for one in self.all if one["tenant"] not in self.hidden]

    def list(self, tenant, models, seen):
        self.devices[tenant] = [
            {"node": {"id": f"{n:012x}", "serialNumber": f"S{n}", "hardwareModel": model, "lastDetected": seen}}
            for n, model in enumerate(models)]


class Lens(lens_server.Lens):
    """The tests' Lens server, which can be made to wait."""

    def __init__(self, inventory):
        self.may_answer = threading.Event()
        self.may_answer.set()
        super().__init__(inventory)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def devices(self, credential, words, variables):
        self.may_answer.wait(60)
        return super().devices(credential, words, variables)


class Program:
    """The binary in a folder of its own."""

    def __init__(self, binary, story, folder, met):
        self.binary, self.story, self.folder, self.met = binary, story, Path(folder), met
        self.looked_at, self.inventory = None, Inventory(story)
        self.lens = Lens(self.inventory)
        settings = story["settings"]
        address = f"http://127.0.0.1:{self.lens.server_port}"
        (self.folder / "trueup.toml").write_text(f"""
[database]
url = "sqlite://ledger.db"
[seller]
name = "Poly Services EMEA"
address = ["Example Street 1"]
[lens]
token_url = "{address}/oauth/token"
graphql_url = "{address}/graphql"
page_size = 500
[lens.credentials.nordcom]
client_id = "id"
client_secret = "hush"
[mail]
from = "service@example.com"
per_minute = 0
[schedule]
timezone = "Europe/Rome"
[release]
true_up_quote = "{settings['true_up_quote']}"
hold_first_true_up = {str(settings['hold_first_true_up']).lower()}
hold_amount = "{settings['hold_amount']}"
hold_growth_percent = {settings['hold_growth_percent']}
hold_drop_percent = {settings['hold_drop_percent']}
hold_devices = {settings['hold_devices']}
[documents]
quote_valid_days = {settings['quote_valid_days']}
""", encoding="utf-8")

    def close(self):
        self.lens.may_answer.set()
        self.lens.shutdown()
        self.lens.server_close()

    def start(self, at, *arguments):
        # Nothing of the machine's own settings, proxies or secrets.
        return subprocess.Popen([self.binary, "--now", utc(at), *arguments], cwd=self.folder, env={"USER": "tester"},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self, process, codes, about=None):
        out, err = process.communicate(timeout=120)
        if process.returncode not in codes:
            command = " ".join(map(str, process.args[1:]))
            raise Difference(about, f"trueup {command}\nended with {process.returncode} instead of {codes}\n{out}{err}")
        return out

    def run(self, event, codes, *arguments):
        self.end(self.start(event["at"], *arguments), codes, event.get("quote") or event.get("customer"))

    def json(self, at, *arguments):
        return json.loads(self.end(self.start(at, *arguments, "--json"), [0]))

    # ------------------------------------------------ events

    def do_apply(self, event, world, codes):
        (self.folder / "data.toml").write_text(data_file(self.story, world), encoding="utf-8")
        self.run(event, codes, "apply", "data.toml")

    def do_devices(self, event, world, codes):
        seen = utc(event["at"]).replace("Z", ".000Z")
        self.inventory.list(world.customers[event["customer"]]["tenant"], models(event), seen)

    def do_outage(self, event, world, codes):
        tenant, hidden = world.customers[event["customer"]]["tenant"], self.inventory.hidden
        (hidden.add if event["out"] else hidden.discard)(tenant)

    def do_ingest(self, event, world, codes):
        rows = [f"{model};S{ordinal};{event['at']:%Y-%m-%d}" for ordinal, model in enumerate(models(event))]
        text = "\n".join(["Device Model;Serial Number;Last Detected", *rows, ""])
        (self.folder / "report.csv").write_text(text, encoding="utf-8")
        self.run(event, codes, "ingest", "inventory", "report.csv", "--customer", event["customer"])

    def do_run(self, event, world, codes):
        arguments = ["run"] + [word for name in event["contracts"] for word in ("--contract", name)]
        if event["accept"]:
            arguments += ["--accept-held", event["accept"]]
        if event.get("reopen"):
            arguments += ["--reopen", event["reopen"]]
        if event["watched"] and world.asked_lens:
            self.watch(event, codes, arguments, world.asked_lens[0])
        else:
            self.run(event, codes, *arguments)

    def watch(self, event, codes, arguments, contract):
        """Lens does not answer for a while: the audit that waits for it is being collected."""
        self.lens.may_answer.clear()
        run, until, state = self.start(event["at"], *arguments), time.monotonic() + 30, None
        while state != "collecting" and time.monotonic() < until:
            state = self.json(event["at"], "status", "--contract", contract)["audits"][0]["state"]
        self.lens.may_answer.set()
        self.end(run, codes)
        same(contract, f"{contract} while Lens does not answer", "collecting", state)
        self.met["audit: collecting"] += 1

    def do_approve(self, event, world, codes):
        self.run(event, codes, "quote", "approve", event["quote"])

    def do_withdraw(self, event, world, codes):
        self.run(event, codes, "quote", "withdraw", event["quote"], "--reason", "a mistake")

    def do_po(self, event, world, codes):
        arguments = ["--po", event["po"], "--date", event["date"].isoformat()]
        if event["amount"]:
            arguments += ["--amount", event["amount"]]
        for category, units in sorted(event["units"].items()):
            arguments += ["--units", f"{category}={units}"]
        self.run(event, codes, "quote", "record-po", event["quote"], *arguments)

    def do_look(self, event, world, codes):
        compare(self, world, event["at"])


def models(event):
    counted = [MODELS[category] for category, count in sorted(event["counts"].items()) for _ in range(count)]
    # One device more, which is never counted: a report without any would be no report.
    return counted + [UNKNOWN] * event["unknown"] + [ACCESSORY]


def data_file(story, world):
    """The data files as they are now."""
    table = lens_server.table
    parts = [table("partner", {"id": "nordcom", "name": "Nordcom S.p.A.", "language": "it", "quotes_to": ["orders@example.com"]}),
             table("csm", {"id": "rossi", "name": "Giulia Rossi", "email": "rossi@example.com", "language": "en"})]
    for customer in story["customers"]:
        books = world.of_customer(customer["id"])
        inventory = {"source": "report"}
        if customer["source"] == "lens":
            inventory = {"source": "lens", "credential": "nordcom", "tenants": [customer["tenant"]]}
        person = {"id": customer["id"], "name": customer["id"], "partner": "nordcom", "csm": "rossi", "inventory": inventory}
        parts += [table("customer", person)] if books else []
        for book in books:
            parts.append(contract_file(book.contract | {"customer": customer["id"]}))
    return "\n".join(parts)


def contract_file(contract):
    table, lists = lens_server.table, {"categories": "category", "prices": "price", "orders": "order"}
    parts = [table("contract", {key: value for key, value in contract.items() if key not in lists and key != "arrives"})]
    return "\n".join(parts + [table(f"contract.{lists[key]}", entry) for key in lists for entry in contract[key]])


# ---------------------------------------------------------------- comparing


def play(binary, story, met, within):
    """Plays a story in a folder. Raises Difference; its `event` is the number of the event at which it was seen."""
    world = World(story)
    with tempfile.TemporaryDirectory(dir=within) as folder:
        program = Program(binary, story, folder, met)
        try:
            for number, event in enumerate(story["events"]):
                try:
                    codes = world.do(copy.deepcopy(event))
                    getattr(program, "do_" + event["do"])(event, world, codes)
                except Difference as difference:
                    difference.event = number
                    raise
                if codes[0] in (1, 2):
                    met[f"refused: {event['do']}"] += 1
            letters(program, world, story["events"][-1]["at"])
        finally:
            program.close()
    met += world.met()


def compare(program, world, at):
    met, running = program.met, month_of(at.date())
    # The month before is looked at again once, when it is closed.
    closed = [] if program.looked_at == running else [month_of(first_day(running) - DAY)]
    program.looked_at = running
    for month in [*closed, running]:
        expected = world.status(month, at)
        shown = {audit["contract"]: audit for audit in program.json(at, "status", "--month", month)["audits"]}
        same(None, f"contracts in the status of {month}", sorted(expected), sorted(shown))
        for name, audit in expected.items():
            met[f"audit: {audit['state']}"] += 1
            found = shown[name] | {"counted": (shown[name]["source"] or {}).get("counted")}
            for key, value in audit.items():
                same(name, f"{name} in {month}: {key}", value, found[key])
            for line in audit.get("categories", []):
                met[f"line: {line['state']}"] += 1
    shown = {quote["number"]: quote for quote in program.json(at, "quote", "list")}
    expected = world.quotes()
    same(None, "numbers of quotes", sorted(expected), sorted(shown))
    for number, quote in expected.items():
        met[f"quote: {quote['state']}"] += 1
        found = shown[number]
        same_quote(number, quote, found)
    if expected and closed:
        number = max(expected)
        same(number, f"{number}: as shown and as listed", shown[number], program.json(at, "quote", "show", number))


def same_quote(number, expected, found):
    reasons = sorted((found["reason"] or "").split(", ")) if found["state"] == "held" else []
    # Since when a price is agreed is told beside it; the rules here state the price itself.
    lines = [{key: value for key, value in line.items() if key != "price_from"} for line in found["lines"]]
    shown = {**found, "lines": lines, "reasons": reasons}
    for key, value in expected.items():
        same(number, f"{number}: {key}", value, shown[key])
    # Its history ends where it stands; that it has expired may not have been written down yet.
    last = found["history"][-1]["state"]
    same(number, f"{number}: end of the history", expected["state"], "expired" if (expected["state"], last) == ("expired", "sent") else last)


def letters(program, world, at):
    """Each audit has its report, and one more for each time it was opened again; each quote that was released has its letter, and no other letter about a quote is there."""
    program.end(program.start(at, "run"), [0, 3])
    world.do({"do": "run", "at": at, "contracts": [], "accept": None, "watched": False})
    listed = program.json(at, "outbox", "list")
    found = collections.Counter((letter["contract"], letter["kind"], letter["quote"]) for letter in listed
                                if letter["kind"] in ("csm_report", "true_up_quote"))
    expected = collections.Counter()
    for name, book in world.books.items():
        expected[name, "csm_report", None] += sum(audit["state"] == "audited" for audit in book.audits.values()) + book.reopened
        for quote in book.quotes:
            expected[name, "true_up_quote", quote["number"]] += quote["issued_on"] is not None
    same(None, "letters", sorted(map(str, (+expected).items())), sorted(map(str, found.items())))


# ---------------------------------------------------------------- telling a difference


def shrink(binary, story, difference, within):
    """Leaves out customers and events as long as a difference remains, within a time."""
    until = time.monotonic() + SHRINK_SECONDS

    def still(smaller):
        try:
            play(binary, smaller, collections.Counter(), within)
            return None
        except Difference as found:
            return found

    def attempt(smaller):
        nonlocal story, difference
        found = still(smaller) if time.monotonic() < until else None
        if found:
            story, difference = smaller, found
            story["events"] = story["events"][: (found.event if found.event is not None else len(story["events"])) + 1]
        return found is not None

    if difference.event is not None:
        story = story | {"events": story["events"][: difference.event + 1]}
    about = difference.about or ""
    theirs = [c for c in story["customers"] if any(p["id"] in about for p in c["contracts"]) or c["id"] == about]
    for customer in theirs or story["customers"]:
        mine = {p["id"] for p in customer["contracts"]}
        if attempt(story | {"customers": [customer], "events": [only(event, customer["id"], mine) for event in story["events"]
                                                                 if about_these(event, customer["id"], mine)]}):
            break
    size = len(story["events"]) // 2
    while size and time.monotonic() < until:
        at = 1
        while at < len(story["events"]) - 1:
            events = story["events"][:at] + story["events"][at + size :]
            if len(events) < 2 or not attempt(story | {"events": events}):
                at += size
        size //= 2
    return story, difference


def about_these(event, customer, contracts):
    if "quote" in event:
        return any(name in event["quote"] for name in contracts)
    return event.get("customer", customer) == customer and (event["do"] != "run" or set(event["contracts"]) <= contracts)


def only(event, _customer, contracts):
    if event["do"] != "apply":
        return event
    return event | {"changes": [change for change in event["changes"] if change["contract"] in contracts]}


def tell(story, write=print):
    """The story month by month, with what changes by the rules."""
    world, before, month = World(story), {}, None
    write(f"settings: {story['settings']}")
    for event in story["events"]:
        if month_of(event["at"].date()) != month:
            month = month_of(event["at"].date())
            write(f"-------- {month}")
        codes = world.do(copy.deepcopy(event))
        words = {key: value for key, value in event.items() if key not in ("do", "at", "changes") and value not in (None, [], {}, False)}
        refused = f"  -> refused ({codes[0]})" if codes[0] in (1, 2) else ""
        write(f"{event['at']:%d %H:%M} {event['do']} " + ", ".join(f"{key} {value}" for key, value in words.items()) + refused)
        for change in event.get("changes", []):
            if change["what"] == "contract":
                write("    " + contract_file(world.books[change["contract"]].contract).replace("\n", "\n    "))
            else:
                write(f"    {change}")
        now = world.stands()
        for what, stands in now.items():
            if before.get(what) != stands:
                write(f"    {what}: {stands}")
        before = now


# ---------------------------------------------------------------- all of it


def one(arguments, within, number):
    """One world: what was met, and how it differs."""
    story, met = draw(arguments.seed, number, arguments.customers), collections.Counter()
    try:
        play(arguments.binary, story, met, within)
    except Difference as difference:
        lines = [f"world {number}: {difference}", "", "made smaller:"]
        if arguments.first:
            return met, lines[0]
        smaller, difference = shrink(arguments.binary, story, difference, within)
        tell(smaller, lines.append)
        return met, "\n".join([*lines, "", str(difference)])
    return met, None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=lambda text: str(Path(text).resolve()))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=2)
    parser.add_argument("--years", type=int, help="about so many contract years, instead of worlds")
    parser.add_argument("--customers", type=int, default=3, help="of each world")
    parser.add_argument("--parallel", type=int, default=2)
    parser.add_argument("--first", action="store_true", help="end at the first difference, without its story")
    parser.add_argument("--every-state", action="store_true", help="end with 1 if something was never met")
    parser.add_argument("--print", action="store_true", help="show the stories, play nothing")
    arguments = parser.parse_args()
    check_examples()
    worlds = range(arguments.worlds)
    if arguments.years:
        # Every third customer or so has two contracts.
        worlds = range(max(1, -(-arguments.years * 3 // (4 * arguments.customers))))
    if arguments.print:
        for number in worlds:
            tell(draw(arguments.seed, number, arguments.customers))
        return 0
    met, differences, begun = collections.Counter(), [], time.monotonic()
    # Leaving the pool ends the worlds that are still played.
    with tempfile.TemporaryDirectory(prefix="trueup-years-") as folder, multiprocessing.Pool(arguments.parallel) as pool:
        for more, difference in pool.imap_unordered(functools.partial(one, arguments, folder), worlds):
            met += more
            differences += [difference] if difference else []
            if difference and arguments.first:
                break
    width = max(map(len, met), default=0)
    for what, times in sorted(met.items()):
        print(f"{what:{width}} {times:6}")
    missing = [] if differences or not arguments.every_state else [what for what in MUST_BE_MET if not met[what]]
    print(f"seed {arguments.seed}: {len(worlds)} worlds of {arguments.customers} customers, {time.monotonic() - begun:.0f} s")
    for difference in differences:
        print(f"\n{difference}")
    if missing:
        print(f"never met: {'; '.join(missing)}")
    return 1 if differences or missing else 0


if __name__ == "__main__":
    sys.exit(main())

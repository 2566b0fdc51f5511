#!/usr/bin/env python3
"""Plays random years of headset returns to the program and to the rules, and compares what both say.

    play.py --binary target/debug/trueup [--seed N] [--worlds N] [--first] [--every-state]

A world is a ledger with a few customers, their contracts and renewals, and a price list that gets new versions. In each
month returns come in, some of them twice, with other quantities, another product, or cancelled; then the program runs, and
now and then a person withdraws a notice or releases one. `rules.py` states the rules once more, slowly. After each run
`notice list --json` and `status --json` must show what the rules say, and in the end `outbox list --json` each letter once.
"""

import argparse
import collections
import csv
import io
import json
import random
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True

from rules import Chain, check_examples, position  # noqa: E402

SETTINGS = """
[database]
url = "sqlite://ledger.db"
[seller]
name = "Poly Services EMEA"
[lens]
token_url = "http://127.0.0.1:9/oauth/token"
graphql_url = "http://127.0.0.1:9/graphql"
[mail]
from = "Poly+ Enterprise Service <service@example.com>"
transport = "folder"
folder = "outbox"
per_minute = 0
[schedule]
timezone = "Europe/Rome"
[release]
hold_amount = "%s"
"""
PARTIES = """
[[partner]]
id = "nordcom"
name = "Nordcom S.p.A."
language = "%s"
quotes_to = ["ordini@nordcom.example"]
[[csm]]
id = "rossi"
name = "Giulia Rossi"
email = "giulia.rossi@example.com"
language = "en"
"""
# Part number, model, whether it is a headset and no speakerphone.
PRODUCTS = [("783R0AA", "Blackwire 8225", True), ("8D3F1AA", "Savi 7220", True), ("", "EncorePro 525", True),
            ("772C9AA", "Sync 20", False)]
MUST_BE_MET = ["sent", "superseded", "final", "withdrawn", "held", "watch", "over", "no overage any more", "a warning",
               "split where the allowance ends", "a price that is missing", "released once it had a price",
               "a renewal in the year", "all units billed", "headsets only", "base at_date", "base year_end",
               "a corrected row", "held after a withdrawal", "a final statement of no overage"]


class Difference(Exception):
    pass


def same(what, expected, found):
    if expected != found:
        raise Difference(f"{what}\n  by the rules    {json.dumps(expected, default=str)}\n"
                         f"  by the program  {json.dumps(found, default=str)}")


class World:
    def __init__(self, seed, binary):
        self.dice, self.binary, self.met = random.Random(seed), binary, collections.Counter()
        self.folder = tempfile.TemporaryDirectory(prefix="returns-")
        self.path = Path(self.folder.name)
        self.limit = self.dice.choice([400, 3000, 50000])
        self.versions, self.rows, self.chains = [], {}, {}
        self.applied = date(2026, 2, 3)
        (self.path / "trueup.toml").write_text(SETTINGS % f"{self.limit}.00")
        text = PARTIES % self.dice.choice(["it", "en"])
        for number in range(5):
            text += self.customer(f"c{number}")
        (self.path / "data.toml").write_text(text)

    # ------------------------------------------------ what there is

    def customer(self, name):
        """A customer with a contract, and perhaps one before or after it that the chain of renewals joins."""
        dice, self.rows[name] = self.dice, {}
        start = date(2025, 1, 1) + timedelta(days=dice.randrange(60, 460))
        contracts = [self.contract(f"{name.upper()}-1", start, start + timedelta(days=dice.choice([364, 364, 200])))]
        if dice.random() < 0.6:
            begin = contracts[0]["end"] + timedelta(days=dice.choice([1, 1, 20]))
            contracts.append(self.contract(f"{name.upper()}-2", begin, begin + timedelta(days=364)))
            self.met["a renewal in the year"] += 1
        self.chains[name] = Chain(contracts, self.applied, self.limit)
        text = f'[[customer]]\nid = "{name}"\nname = "{name}"\npartner = "nordcom"\ncsm = "rossi"\nsite_id = "site-{name}"\n'
        text += 'country = "IT"\ninventory = { source = "report" }\n'
        for at, contract in enumerate(contracts):
            text += f'[[contract]]\nid = "{contract["id"]}"\ncustomer = "{name}"\ncurrency = "EUR"\n'
            text += f'term_start = {contract["start"]}\nterm_end = {contract["end"]}\n'
            text += f'renews = "{contracts[at - 1]["id"]}"\n' if at else ""
            text += f'rma_percent = "{float(contract["percent"]):g}"\nrma_base = "{contract["base"]}"\n'
            text += f'rma_scope = "{contract["scope"]}"\nrma_billing = "{contract["billing"]}"\n'
            text += f'[[contract.category]]\ncategory = "headset"\nordered = {contract["ordered"]}\n'
            for day, units in contract["orders"]:
                text += f'[[contract.order]]\ndate = {day}\ncategory = "headset"\nunits = {units}\n'
        return text

    def contract(self, name, start, end):
        dice = self.dice
        base = dice.choice(["max", "max", "max", "at_date", "year_end"])
        scope, billing = dice.choice(["category"] * 3 + ["headsets_only"]), dice.choice(["overage"] * 3 + ["all"])
        orders = sorted((start + timedelta(days=dice.randrange((end - start).days)), dice.randrange(1, 70))
                        for _ in range(dice.randrange(4)))
        self.met[f"base {base}"] += 1
        return {"id": name, "start": start, "end": end, "ordered": dice.choice([0, 19, 39, 60, 99, 100, 140]),
                "orders": orders, "base": base, "scope": scope, "billing": billing,
                "percent": dice.choice([Fraction(5), Fraction(5), Fraction(15, 2), Fraction(10)])}

    # ------------------------------------------------ what happens

    def play(self):
        self.command([0], self.applied, "apply", "data.toml")
        for month in range(14):
            first = date(2026 + (month + 1) // 12, (month + 1) % 12 + 1, 1)
            self.month(first)
        self.letters()

    def month(self, first):
        dice = self.dice
        today = first + timedelta(days=dice.randrange(2, 12))
        if dice.random() < 0.35 or (not self.versions and dice.random() < 0.4):
            self.price_list(first, today)
        self.returns(today)
        self.run(today)
        person = dice.random()
        if person < 0.25:
            self.withdraw(today)
        elif person < 0.6:
            self.approve(today)
        # Later in the month: nothing new, or corrections only.
        if dice.random() < 0.5:
            later = today + timedelta(days=dice.randrange(1, 10))
            if dice.random() < 0.5:
                self.returns(later)
            self.run(later)

    def price_list(self, first, today):
        """A new version, valid from the first of this month or of one to come; now and then a product is missing."""
        valid = first if self.dice.random() < 0.7 else (first + timedelta(days=40)).replace(day=1)
        if any(version["from"] == valid for version in self.versions):
            return
        name, rows, prices = f"v{len(self.versions) + 1}", [], {}
        for part, model, _ in PRODUCTS:
            if self.dice.random() < 0.8:
                price = self.dice.randrange(40, 400)
                by_part = part and self.dice.random() < 0.6
                rows.append(["poly-eur", name, valid, part if by_part else "", "" if by_part else model, f"{price}.00", "EUR"])
                prices[part if by_part else model] = price
        if not rows:
            return
        self.versions.append({"version": name, "from": valid, "prices": prices})
        header = ["list", "version", "valid_from", "part_number", "model", "list_price", "currency"]
        self.table("prices.csv", [header, *rows])
        self.command([0], today, "apply", "prices.csv")

    def returns(self, today):
        """A file of new and of corrected rows of all customers, in any order."""
        lines = []
        for name, rows in self.rows.items():
            for _ in range(self.dice.randrange(4)):
                lines.append((name, self.new_row(name, today)))
                if self.dice.random() < 0.2:
                    lines.append((name, self.next_line(lines[-1][1])))
            for key in [key for key in rows if self.dice.random() < 0.06]:
                lines.append((name, self.corrected(rows[key])))
                self.met["a corrected row"] += 1
        self.dice.shuffle(lines)
        header = ["rma_number", "rma_line", "site_id", "authorised_at", "created_at", "status", "part_number", "product",
                  "category", "quantity", "reason_code"]
        table = []
        for name, row in lines:
            self.rows[name][row["number"], row["line"]] = row
            table.append([row["number"], row["line"], f"site-{name}", row["written"], row["written"][:10], row["status"],
                          row["part"], row["model"], row["category"], row["quantity"], row["reason"]])
        if table:
            self.table("returns.csv", [header, *table])
            self.command([0, 3], today, "ingest", "rma", "returns.csv", "--partner", "nordcom")

    def new_row(self, name, today):
        dice = self.dice
        contracts = self.chains[name].contracts
        days = [today - timedelta(days=dice.randrange(1, 45)) for _ in range(20)]
        day = next((day for day in days if any(c["start"] <= day <= c["end"] for c in contracts)), days[0])
        if day < contracts[0]["start"]:
            day = contracts[0]["start"] if contracts[0]["start"] <= today else day
        # An hour before midnight in UTC is the next day in Rome.
        late = dice.random() < 0.2
        written = f"{day - timedelta(days=1)}T23:30:00Z" if late else str(day)
        part, model, headset = dice.choice(PRODUCTS)
        return {"number": f"{name}-{dice.randrange(1, 60)}", "line": dice.randrange(1, 13), "day": day, "written": written,
                "status": dice.choice(["authorised"] * 6 + ["shipped", "awaiting_return", "returned", "closed", "rejected",
                                                             "cancelled", "not_returned"]),
                "part": part, "model": model, "headset": headset, "quantity": dice.choice([1, 1, 1, 2, 3]),
                "category": dice.choice(["headset"] * 7 + ["video"]), "reason": dice.choice(["", "", "battery", "recall"])}

    def next_line(self, row):
        """Another product in the same RMA: which of both comes first is told by nothing but the line (A45)."""
        part, model, headset = self.dice.choice(PRODUCTS)
        return {**row, "line": row["line"] % 12 + 1, "part": part, "model": model, "headset": headset}

    def corrected(self, row):
        change = self.dice.choice(["status", "quantity", "product"])
        if change == "status":
            return {**row, "status": self.dice.choice(["cancelled", "closed", "rejected", "authorised"])}
        if change == "quantity":
            return {**row, "quantity": self.dice.randrange(1, 5)}
        part, model, headset = self.dice.choice(PRODUCTS)
        return {**row, "part": part, "model": model, "headset": headset}

    def run(self, today):
        for name, chain in self.chains.items():
            chain.look(self.rows[name], self.versions, today)
            chain.deliver()
        self.command([0, 3], today, "run")
        self.compare(today)

    def withdraw(self, today):
        standing = [(chain, notice) for chain in self.chains.values() for notice in chain.notices]
        if standing:
            chain, notice = self.dice.choice(standing)
            code = chain.withdraw(notice["number"])
            self.command([code], today, "notice", "withdraw", notice["number"], "--reason", "goodwill")
            self.compare(today)

    def approve(self, today):
        waiting = [(chain, notice) for chain in self.chains.values() for notice in chain.notices if notice["state"] == "held"]
        if waiting:
            chain, notice = self.dice.choice(waiting)
            code = chain.approve(notice["number"], self.versions, today)
            self.command([code], today, "notice", "approve", notice["number"])
            self.compare(today)

    # ------------------------------------------------ what is seen

    def compare(self, today):
        found = {notice["number"]: notice for notice in self.command([0], today, "notice", "list", "--json")}
        expected = [notice for chain in self.chains.values() for notice in chain.notices]
        same(f"{today}: notices", sorted(notice["number"] for notice in expected), sorted(found))
        for notice in expected:
            shown = found[notice["number"]]
            self.count(notice)
            for key, value in self.shape(notice).items():
                same(f"{today}: {notice['number']}, {key}", value, shown[key])
        status = self.command([0], today, "status", "--json")
        chain_of = {c["id"]: (name, chain) for name, chain in self.chains.items() for c in chain.contracts}
        for audit in status["audits"]:
            name, chain = chain_of[audit["contract"]]
            now = position(chain.of_year(today.year), self.rows[name], today.year, today)
            self.met[now["state"]] += 1
            rma = {"year": today.year, "base": now["base"], "units": now["units"], "allowed": now["allowed"],
                   "overage": now["overage"], "rate_percent": now["rate"], "state": now["state"]}
            same(f"{today}: status of {audit['contract']}", rma, audit["rma"])

    def shape(self, notice):
        lines = [{
            "rma_number": row["number"], "rma_line": row["line"], "units": units, "authorised_on": str(row["day"]),
            "part_number": row["part"] or None, "list_price": price and f"{price[1]}.00",
            "price_list": price and "poly-eur", "price_version": price and price[0],
            "amount": price and f"{price[1] * units}.00",
        } for (row, units), price in zip(notice["billed"], notice["prices"])]
        return {
            "state": notice["state"], "contract": notice["contract"], "year": notice["year"], "version": notice["version"],
            "final": notice["final"], "issued_on": notice["issued_on"] and str(notice["issued_on"]), "currency": "EUR",
            "total": None if notice["total"] is None else f"{notice['total']}.00", "base": notice["base"],
            "base_on": str(notice["base_on"]), "units": notice["units"], "allowed": notice["allowed"],
            "overage": notice["overage"], "rate_percent": notice["rate"], "lines": Lines(lines),
        }

    def count(self, notice):
        self.met[notice["state"]] += 1
        self.met["no overage any more"] += not notice["billed"]
        self.met["a final statement of no overage"] += notice["final"] and not notice["billed"]
        self.met["a price that is missing"] += notice["total"] is None
        self.met["released once it had a price"] += notice["version"] > 1 and notice["state"] == "sent"
        self.met["all units billed"] += notice["terms"]["billing"] == "all"
        self.met["headsets only"] += notice["terms"]["scope"] == "headsets_only"
        self.met["held after a withdrawal"] += notice["state"] == "held" and notice["total"] not in (None,) and notice["total"] <= self.limit
        self.met["split where the allowance ends"] += any(units < row["quantity"] for row, units in notice["billed"])

    def letters(self):
        """Each warning once; each notice once, if it was ever released."""
        outbox = self.command([0], date(2027, 4, 1), "outbox", "list", "--json")
        found = collections.Counter((letter["kind"], letter["contract"]) for letter in outbox if letter["kind"].startswith("rma_"))
        expected = collections.Counter()
        for chain in self.chains.values():
            for _, _, contract, _ in chain.warnings:
                expected["rma_warning", contract] += 1
                self.met["a warning"] += 1
            for notice in chain.notices:
                if notice["issued_on"]:
                    expected["rma_overage_notice", notice["contract"]] += 1
        same("letters", sorted(expected.items()), sorted(found.items()))

    # ------------------------------------------------ the program

    def command(self, codes, today, *arguments):
        now = datetime(today.year, today.month, today.day, 12).strftime("%Y-%m-%dT%H:%M:%SZ")
        done = subprocess.run([self.binary, "--now", now, *arguments], cwd=self.path, capture_output=True, text=True,
                              env={"USER": "tester"})
        if done.returncode not in codes:
            raise Difference(f"{today}: trueup {' '.join(arguments)} ended with {done.returncode}, expected {codes}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout) if "--json" in arguments else None

    def table(self, name, rows):
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        (self.path / name).write_text(text.getvalue())


class Lines(list):
    """Lines of a notice: what the rules do not state of them is not compared."""

    def __ne__(self, found):
        return len(self) != len(found) or any({key: line[key] for key in mine} != mine for mine, line in zip(self, found))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=6)
    parser.add_argument("--first", action="store_true", help="stop at the first difference")
    parser.add_argument("--every-state", action="store_true", help="nothing may be left unmet")
    arguments = parser.parse_args()
    check_examples()
    met, differences = collections.Counter(), 0
    for number in range(arguments.worlds):
        world = World(f"{arguments.seed}-{number}", str(Path(arguments.binary).resolve()))
        try:
            world.play()
        except Difference as difference:
            differences += 1
            print(f"world {number} of seed {arguments.seed}: {difference}", flush=True)
            if arguments.first:
                break
        met += world.met
    for what in MUST_BE_MET:
        print(f"{met[what]:7}  {what}")
    unmet = [what for what in MUST_BE_MET if not met[what]]
    if arguments.every_state and unmet:
        print("not met: " + ", ".join(unmet))
    return 1 if differences or (arguments.every_state and unmet) else 0


if __name__ == "__main__":
    sys.exit(main())

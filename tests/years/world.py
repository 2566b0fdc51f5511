"""All contracts of one ledger, and what happens to them: commands, listings, reports, time.

A story is a list of events. `World.do` says what each event does by the rules, and `World.status` and `World.quotes` what
the program has to show afterwards. Whoever plays the story gives the same events to the program.
"""

import collections
import copy
from datetime import datetime, timedelta, timezone

from rules import OPEN, Book, Refused, categories, last_day, month_of


def utc(local):
    """A time in Rome as the world writes it: two hours from the last Sunday of March to that of October, else one."""
    def last_sunday(month):
        day = last_day(f"{local.year}-{month:02}")
        return day - timedelta(days=(day.weekday() + 1) % 7)

    begins = datetime.combine(last_sunday(3), datetime.min.time()) + timedelta(hours=2)
    ends = datetime.combine(last_sunday(10), datetime.min.time()) + timedelta(hours=3)
    offset = timedelta(hours=2 if begins <= local < ends else 1)
    return (local - offset).replace(tzinfo=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class World:
    def __init__(self, story):
        self.settings = story["settings"]
        self.customers = {customer["id"]: customer for customer in story["customers"]}
        self.to_come = {contract["id"]: (customer["id"], copy.deepcopy(contract))
                        for customer in story["customers"] for contract in customer["contracts"]}
        self.books, self.customer_of = {}, {}
        # What Lens would list now, who cannot be read, what a month's audits rest on, who asked Lens in the last run.
        self.listing, self.outages, self.snapshots, self.asked_lens = {}, set(), {}, []

    def met(self):
        return sum((book.met for book in self.books.values()), collections.Counter())

    # ------------------------------------------------ events

    def do(self, event):
        """Does it; gives the exit codes that the program may answer with (product.md section 2)."""
        for book in self.books.values():
            book.expire(event["at"].date())  # by date, even before anybody wrote it down (product.md section 6)
        try:
            getattr(self, "do_" + event["do"])(event, event["at"].date())
        except Refused as refused:
            return [refused.code]
        return [0, 3] if event["do"] == "run" else [0]

    def do_apply(self, event, day):
        """New contracts, and what was agreed since: orders, prices, an early end."""
        for change in event["changes"]:
            if change["what"] == "contract":
                customer, contract = self.to_come.pop(change["contract"])
                self.books[contract["id"]] = Book(contract, self.settings, day)
                self.customer_of[contract["id"]] = customer
            elif change["contract"] in self.books:
                self.agree(self.books[change["contract"]].contract, change)

    def agree(self, contract, change):
        if change["what"] == "order":
            contract["orders"].append(change["order"])
        elif change["what"] == "price":
            contract["prices"].append(change["price"])
        elif change["what"] == "ended_on":
            contract["ended_on"] = change["ended_on"]
        elif change["what"] == "missing_price":
            for category in contract["categories"]:
                if category["category"] == change["category"]:
                    category["unit_annual_price"] = change["unit_annual_price"]

    def do_devices(self, event, _day):
        self.listing[event["customer"]] = (event["counts"], event["unknown"])

    def do_outage(self, event, _day):
        (self.outages.add if event["out"] else self.outages.discard)(event["customer"])

    def do_ingest(self, event, day):
        """A report is for the running month only (R24); once an audit rests on one, another is refused (R17)."""
        month, books = month_of(day), self.of_customer(event["customer"])
        if not books:
            raise Refused(2, "no such customer")
        if any(book.audits.get(month, {}).get("state") == "audited" for book in books):
            raise Refused(1, f"{month} is audited")
        self.snapshots[event["customer"], month] = (event["counts"], event["unknown"])
        for book in books:
            if book.audits.get(month, {}).get("state") == "waiting":
                book.audits[month] = {"state": "due", "reason": None}

    def of_customer(self, customer):
        return [book for contract, book in self.books.items() if self.customer_of[contract] == customer]

    def do_run(self, event, day):
        """Closes what is over, audits what is due, delivers."""
        month, self.asked_lens = month_of(day), []
        if not all(name in self.books for name in event["contracts"]):
            raise Refused(2, "no such contract")
        if event.get("reopen"):
            # All or nothing: what cannot be opened again is refused before anything is done.
            for name in event["contracts"]:
                self.books[name].may_reopen(month)
            for name in event["contracts"]:
                self.reopen(name, self.books[name], day, event["accept"])
        for name, book in sorted(self.books.items()):
            book.close_before(month)
            named = name in event["contracts"]
            if event["contracts"] and not named:
                continue
            if not (month in book.audits or (book.due(day) and (self.fallen_due(event["at"]) or named))):
                continue
            audit = book.audits.setdefault(month, {"state": "due", "reason": None})
            # A held audit waits for a person; naming it, or accepting it, is a person's decision.
            if audit["state"] in ("due", "waiting", "failed") or (audit["state"] == "held" and (named or event["accept"])):
                self.audit(name, book, day, event["accept"] and audit["state"] == "held")
        for book in self.books.values():
            book.deliver()

    def fallen_due(self, at):
        """`schedule.audit` is 06:00 on the first of a month."""
        return at.day > 1 or at.hour >= 6

    def audit(self, name, book, day, accepted):
        customer, month = self.customer_of[name], month_of(day)
        if self.customers[customer]["source"] == "lens" and (customer, month) not in self.snapshots:
            if customer in self.outages:
                book.audits[month] = {"state": "failed", "reason": "tenant_not_visible"}
                return
            # The contracts of a customer share what was listed.
            self.snapshots[customer, month] = self.listing.get(customer, ({}, 0))
            self.asked_lens.append(name)
        if (customer, month) not in self.snapshots:
            book.audits[month] = {"state": "waiting", "reason": "no_report"}  # R16
            return
        counts, unknown = self.snapshots[customer, month]
        book.audit(day, counts, unknown, accepted)

    def reopen(self, name, book, day, accepted):
        """A published month is listed anew and audited once more; a partner's report is the same as before (R17)."""
        customer, month = self.customer_of[name], month_of(day)
        if self.customers[customer]["source"] == "lens":
            if customer in self.outages:
                book.met["opened again: Lens does not answer, what was published stands"] += 1
                return
            self.snapshots[customer, month] = self.listing.get(customer, ({}, 0))
        counts, unknown = self.snapshots[customer, month]
        book.reopen(day, counts, unknown, bool(accepted))

    def do_approve(self, event, day):
        self.book_of(event["quote"]).approve(event["quote"], day)

    def do_withdraw(self, event, _day):
        self.book_of(event["quote"]).withdraw(event["quote"])

    def do_po(self, event, day):
        book = self.book_of(event["quote"])
        book.record_po(event["quote"], event["po"], day, event["date"], event["amount"], event["units"])

    def book_of(self, number):
        for book in self.books.values():
            if any(quote["number"] == number for quote in book.quotes):
                return book
        raise Refused(2, f"there is no quote {number}")

    def do_look(self, _event, _day):
        """Changes nothing."""

    # ------------------------------------------------ what has to be shown

    def status(self, month, at):
        """`trueup status --month M --json`, by contract, without what the rules say nothing of."""
        return {name: shown for name, book in sorted(self.books.items()) if (shown := self.shown_audit(name, book, month, at))}

    def shown_audit(self, name, book, month, at):
        day, running = at.date(), month_of(at.date())
        audit = book.audits.get(month)
        if audit is None:
            if month != running or not book.due(day) or not self.fallen_due(at):
                return None
            audit = {"state": "due", "reason": None}
        shown = {"contract": name, "customer": self.customer_of[name], "state": audit["state"], "reason": audit["reason"],
                 "quote": None}
        if audit["state"] == "audited":
            # As the audit found them.
            shown["categories"] = audit["lines"]
            shown["counted"] = sum(line["counted"] for line in audit["lines"])
            if audit["quote"]:
                # The one issued by this audit, in its present state.
                quote = book.find(audit["quote"])
                shown["quote"] = {
                    "number": quote["number"], "state": quote["state"], "currency": book.contract["currency"],
                    "total": quote["total"], "valid_until": quote["valid_until"] and quote["valid_until"].isoformat()}
        elif month == running:
            shown["categories"] = [book.unaudited_line(category, day) for category in categories(book.contract)]
        return shown

    def quotes(self):
        """`trueup quote list --json`, by number."""
        return {quote["number"]: self.shown_quote(name, book, quote) for name, book in self.books.items() for quote in book.quotes}

    def shown_quote(self, name, book, quote):
        order = quote["purchase_order"]
        return {
            "number": quote["number"], "state": quote["state"], "contract": name, "customer": self.customer_of[name],
            "month": quote["month"], "version": quote["version"], "currency": book.contract["currency"],
            "issued_on": quote["issued_on"] and quote["issued_on"].isoformat(),
            "valid_until": quote["valid_until"] and quote["valid_until"].isoformat(),
            "total": quote["total"], "supersedes": quote["supersedes"], "lines": quote["lines"], "after": quote["after"],
            "reasons": sorted(quote["reasons"]) if quote["state"] == "held" else [],
            "purchase_order": order and order | {"date": order["date"].isoformat()},
        }

    def stands(self):
        """Where everything stands, in few words, by what it is about: to be printed where it changes."""
        found = {}
        for name, book in sorted(self.books.items()):
            for month, audit in sorted(book.audits.items()):
                words = audit["state"] + (f" ({audit['reason']})" if audit["reason"] else "")
                for line in audit.get("lines", []):
                    words += (f"\n      {line['category']}: T {line['contracted']}, X {line['compared_with']}, B {line['baseline']}, "
                              f"N {line['counted']}: {line['state']}")
                found[f"{name} {month}"] = words
            for quote in book.quotes:
                lines = [f"{l['units']} {l['category']} from {l['charge_from']}, {l['months']} months at {l['unit_annual_price']}: {l['amount']}"
                         for l in quote["lines"]]
                words = quote["state"] + (f" ({', '.join(quote['reasons'])})" if quote["state"] == "held" else "")
                if quote["state"] in OPEN:
                    words += f", {quote['total']} {book.contract['currency']}, valid until {quote['valid_until']}"
                    words += "".join(f"\n      {line}" for line in lines)
                found[quote["number"]] = words
        return found

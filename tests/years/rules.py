"""The rules for counts, quotes and orders a second time: slow, and so plain that one can see that they are right.

Nothing here is shared with src/. Where the program has a formula, this counts: the baseline is found by trying one number
after the other, months are added up day by day, T and X are summed anew from all orders each time they are needed. Each
rule stands beside the number that it has in the programme.

`Book` is everything about one contract. It is told what happens, and says what `status --json` and `quote list --json`
have to show from then on. What it is told are plain values: dates, numbers, and a contract as its data file has it.
"""

import calendar
import collections
from datetime import date, timedelta
from fractions import Fraction

CATEGORIES = ["headset", "video", "voice"]
DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}  # ISO 4217
OPEN = ["draft", "held", "approved", "sent", "expired"]  # A25
DAY = timedelta(days=1)


# ---------------------------------------------------------------- calendar


def month_of(day):
    return f"{day.year:04}-{day.month:02}"


def first_day(month):
    return date(int(month[:4]), int(month[5:]), 1)


def last_day(month):
    first = first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def following(month):
    return month_of(last_day(month) + DAY)


def days(first, last):
    """Each day from the first to the last, both included."""
    day = first
    while day <= last:
        yield day
        day += DAY


def end_of_term(contract):
    """The last day of cover, included (product.md section 4)."""
    return min(contract["term_end"], contract.get("ended_on") or contract["term_end"])


# ---------------------------------------------------------------- numbers


def ceiling(value):
    whole = 0
    while whole < value:
        whole += 1
    return whole


def trigger_percent(contract):
    return Fraction(contract.get("trigger_percent", "5"))  # R18


def baseline(x, contract):
    """B = max(X + 1, ceil(X (100 + t) / 100)), found by counting up (R13, A2, A28, A41)."""
    b = x + 1
    while 100 * b < x * (100 + trigger_percent(contract)):
        b += 1
    return b


def triggers(n, x, contract):
    """A true-up is due: N > X and 100 (N - X) >= t X (R18, A1); of the baseline where so agreed (A41)."""
    t = trigger_percent(contract)
    if contract.get("trigger_basis") == "baseline":
        return n > x and 100 * n >= baseline(x, contract) * (100 + t)
    return n > x and 100 * (n - x) >= t * x


def watched(n, x, contract):
    """From three fifths of t on (A41: 3 % of 5 %)."""
    return n > x and 100 * (n - x) >= trigger_percent(contract) * Fraction(3, 5) * x


def charged_units(n, x, contract):
    """N - X (R21), or N - B where so agreed (A3, A41)."""
    if contract.get("charge_basis") == "baseline":
        return max(0, n - baseline(x, contract))
    return n - x


def percent(n, x):
    """The increase, cut toward zero to two decimals (A29, A43); not available for X = 0 (A28)."""
    if x == 0:
        return None
    hundredths = abs(n - x) * 10_000 // x
    return ("-" if n < x and hundredths else "") + f"{hundredths // 100}.{hundredths % 100:02}"


def months(first, last):
    """A day is worth one day of its own month: full months come to 1, broken ones to their day share (R25, A7, A42)."""
    return sum((Fraction(1, last_day(month_of(day)).day) for day in days(first, last)), Fraction(0))


def line_amount(units, price, first, last, contract):
    """Exact: units x price / 12 x months, or x days / 365, less the discount (R25, A41)."""
    if contract.get("proration") == "day":
        years = Fraction(len(list(days(first, last))), 365)
    else:
        years = months(first, last) / 12
    return units * Fraction(price) * years * (100 - Fraction(contract.get("discount_percent", "0"))) / 100


def half_up(value, decimals):
    """The nearest number with so many decimals; the upper one from the half on (A5)."""
    step = Fraction(1, 10**decimals)
    below = value // step
    return (below + (1 if value - below * step >= step / 2 else 0)) * step


def text(value, decimals):
    """A number that has so many decimals, written out."""
    whole = int(value * 10**decimals)
    assert whole == value * 10**decimals and whole >= 0
    digits = str(whole).rjust(decimals + 1, "0")
    return digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}"


def short(value, decimals):
    """The same without zeros at the end."""
    written = text(value, decimals)
    return written.rstrip("0").rstrip(".") if "." in written else written


def price_text(price, currency):
    """A price as it was agreed, with at least the decimals of its currency."""
    given = len(price.partition(".")[2])
    return text(Fraction(price), max(given, DECIMALS[currency]))


# ---------------------------------------------------------------- the contract as its data file has it


def categories(contract):
    listed = [c["category"] for c in contract["categories"]]
    return [name for name in CATEGORIES if name in listed]


def terms(contract, name):
    [category] = [c for c in contract["categories"] if c["category"] == name]
    return category


def ordered_at_start(category):
    """T = I + G, G = ceil(p x F) (R12, A4)."""
    if "ordered" in category:
        return category["ordered"]
    return category["installed"] + ceiling(Fraction(category["growth_prepaid_percent"] * category["growth_forecast"], 100))


def early_orders(contract, name, day):
    """What was ordered outside any quote counts from its date on (A25, A42)."""
    return sum(order["units"] for order in contract["orders"] if order["category"] == name and order["date"] <= day)


def ordered_by_data(contract, name, day):
    return ordered_at_start(terms(contract, name)) + early_orders(contract, name, day)


def price_on(contract, name, day):
    """The price book at that day (R25): the latest price begun by then; none means to be confirmed."""
    price = terms(contract, name).get("unit_annual_price")
    for dated in sorted((p for p in contract["prices"] if p["category"] == name), key=lambda p: p["from"]):
        if dated["from"] <= day:
            price = dated["unit_annual_price"]
    return price


# ---------------------------------------------------------------- everything about one contract


class Refused(Exception):
    """The program has to refuse this, and to change nothing."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code = code


class Book:
    """One contract: its quotes, its orders, its audits. `met` counts what was met, in the words of the programme."""

    def __init__(self, contract, settings, first_applied):
        self.contract, self.settings, self.first_applied = contract, settings, first_applied
        self.quotes, self.orders, self.audits, self.met = [], [], {}, collections.Counter()
        # While a month is audited again: what was open before it. And how often that came to a new report.
        self.before, self.reopened = [], 0

    # ------------------------------------------------ what is ordered, quoted, compared (A25)

    def contracted(self, name, day):
        """Ordered at the start, early orders, and what POs dated by then ordered (A25, A39)."""
        return ordered_by_data(self.contract, name, day) + sum(
            units for ordered_on, category, units in self.orders if category == name and ordered_on <= day)

    def compared_with(self, name, day):
        """Contracted, and the units of open quotes: draft, held, approved, sent, expired (A25, A26)."""
        quoted = [t for quote in self.quotes if quote["state"] in OPEN for t in quote["tranches"]] + self.before
        return self.contracted(name, day) + sum(t["units"] for t in quoted if t["category"] == name)

    def open_quote(self):
        """There is one at most (A38)."""
        found = [quote for quote in self.quotes if quote["state"] in OPEN]
        assert len(found) <= 1, found
        return found[0] if found else None

    def find(self, number):
        for quote in self.quotes:
            if quote["number"] == number:
                return quote
        raise Refused(2, f"there is no quote {number}")

    # ------------------------------------------------ which audits are owed

    def owed(self, month):
        """From the month of the latest of term start, managed_from and first apply, to that of the last day (A36, A42)."""
        start = max(self.contract["term_start"], self.contract.get("managed_from") or date.min, self.first_applied)
        return month_of(start) <= month <= month_of(end_of_term(self.contract))

    def due(self, day):
        """No audit begins before the term or after its last day (A36, A42)."""
        return self.owed(month_of(day)) and self.contract["term_start"] <= day <= end_of_term(self.contract)

    def close_before(self, month):
        """A month that is over without an audit is not audited, for good, and keeps its last reason (R16, R24)."""
        earlier = month_of(self.first_applied)
        while earlier < month:
            if self.owed(earlier) and earlier not in self.audits:
                self.audits[earlier] = {"state": "due", "reason": None}
            begun = month_of(max(self.contract["term_start"], self.first_applied))
            self.met["rule: no audit is owed before managed_from (A36)"] += begun <= earlier and earlier < month_of(
                self.contract.get("managed_from") or date.min)
            earlier = following(earlier)
        for closed, audit in self.audits.items():
            if closed < month and audit["state"] not in ("audited", "not_audited"):
                audit["state"], audit["reason"] = "not_audited", audit["reason"] or "not_run"

    # ------------------------------------------------ the audit

    def audit(self, day, counts, unknown, accepted, replaced=None):
        """Compares N with X, category by category (R14, R19); a true-up makes a quote (R20), in place of the one that the
        month's earlier audit issued, if it is audited again."""
        month, contract = month_of(day), self.contract
        lines, new, doubtful = [], [], False
        for name in categories(contract):
            n, x = counts.get(name, 0), self.compared_with(name, day)
            line = self.unaudited_line(name, day)
            line |= {"counted": n, "increase": n - x, "increase_percent": percent(n, x)}
            if triggers(n, x, contract):
                line["state"] = "action"  # R18
                units = charged_units(n, x, contract)
                if units:
                    # R23; what a charge from the baseline does not charge is not in X either (A25).
                    line |= {"new_contracted": x + units, "new_baseline": baseline(x + units, contract)}
                    # R22, R25: from this month on, at the price of today.
                    new.append({"category": name, "month": month, "units": units, "price": price_on(contract, name, day)})
            else:
                could = unknown > 0 and triggers(n + unknown, x, contract)  # A30
                doubtful = doubtful or could  # A16
                line["state"] = "watch" if could or watched(n, x, contract) else "ok"
            lines.append(line)
        objection = self.objection(lines, month)
        if objection and not accepted:
            self.audits[month] = {"state": "held", "reason": objection}
            return
        self.audits[month] = {"state": "audited", "reason": None, "lines": lines, "day": day, "quote": None,
                              "totals": {name: ordered_by_data(contract, name, day) for name in categories(contract)}}
        self.note_lines(lines, day, bool(objection))
        before, self.before = self.before, []
        if replaced and not (before or new):
            replaced["state"], replaced["reasons"] = "withdrawn", []
            self.met["opened again: its quote is withdrawn"] += 1
        elif new or before:
            self.true_up(day, month, new, doubtful, replaced, before)

    def may_reopen(self, month):
        """Only a published month, and none with an order for what it quoted (product.md section 5)."""
        if self.audits.get(month, {}).get("state") != "audited":
            raise Refused(1, f"{month} is not published")
        if any(q["purchase_order"] or q["rest"] for q in self.quotes if q["audit"] == month):
            self.met["opened again: refused, it is ordered"] += 1
            raise Refused(1, f"{month} is ordered")

    def reopen(self, day, counts, unknown, accepted):
        """The published month once more, as if its audit had issued nothing: what is open of earlier months stays, what it
        quoted itself is superseded, or withdrawn if nothing is left to quote. While a person has to look, all stands."""
        month = month_of(day)
        published = self.audits[month]
        mine = [q for q in self.quotes if q["audit"] == month and q["state"] in OPEN]
        replaced, was = (mine[0], mine[0]["state"]) if mine else (None, None)
        if replaced:
            replaced["state"] = "opened again"
            self.before = [t for t in replaced["tranches"] if t["month"] < month]
            self.met["opened again: with what was open before"] += bool(self.before)
        self.audit(day, counts, unknown, accepted, replaced)
        if self.audits[month]["state"] == "held":
            self.audits[month], self.before = published, []
            if replaced:
                replaced["state"] = was
            self.met["opened again: held, what was published stands"] += 1
            return
        self.reopened += 1
        counted = [[line["counted"] for line in audit["lines"]] for audit in (published, self.audits[month])]
        self.met["opened again: other counts" if counted[0] != counted[1] else "opened again: the same counts"] += 1

    def unaudited_line(self, name, day):
        x = self.compared_with(name, day)
        return {"category": name, "contracted": self.contracted(name, day), "compared_with": x,
                "baseline": baseline(x, self.contract), "counted": None, "increase": None, "increase_percent": None,
                "state": "unaudited", "new_contracted": None, "new_baseline": None}

    def last_audited(self, before):
        found = [month for month, audit in self.audits.items() if month < before and audit["state"] == "audited"]
        return self.audits[max(found)] if found else None

    def objection(self, lines, month):
        """Why a person has to look first: N far above X, or far below the last audited N (product.md `[release]`)."""
        last, limits = self.last_audited(month), self.settings
        for line in lines:
            n, x = line["counted"], line["compared_with"]
            if n - x >= limits["hold_devices"] and 100 * (n - x) > limits["hold_growth_percent"] * x:
                return "growth"
            for old in last["lines"] if last else []:
                before = old["counted"]
                if (old["category"] == line["category"] and before - n >= limits["hold_devices"]
                        and 100 * (before - n) > limits["hold_drop_percent"] * before):
                    return "drop"
        return None

    def note_lines(self, lines, day, accepted):
        self.met["rule: audit accepted by a person"] += accepted
        for line in lines:
            n, x, name = line["counted"], line["compared_with"], line["category"]
            self.met["rule: N is exactly B (R18)"] += n == line["baseline"] and line["state"] == "action"
            self.met["rule: N is one below B (R18)"] += n == line["baseline"] - 1 and n > x
            self.met["rule: X is 0 (A18, A28)"] += x == 0
            self.met["rule: decrease (R29, A43)"] += n < x
            self.met["rule: early order counts (A42)"] += early_orders(self.contract, name, day) > 0
            self.met["rule: early order lies ahead (A42)"] += early_orders(self.contract, name, day) < early_orders(self.contract, name, date.max)
            self.met["rule: compared with an open quote (R27)"] += x > self.contracted(name, day)
            for exception in ("trigger_percent", "trigger_basis", "charge_basis", "proration", "discount_percent"):
                self.met[f"exception: {exception} (A41)"] += line["state"] == "action" and exception in self.contract

    # ------------------------------------------------ quotes

    def true_up(self, day, month, new, doubtful, replaced, before):
        """The next version of the open quote with all its tranches, or the first quote of this month (R27, A38)."""
        open_quote = replaced or self.open_quote()
        old = before if replaced else open_quote["tranches"] if open_quote else []
        if replaced:
            self.met["opened again: its quote is superseded"] += 1
        elif open_quote:
            self.met[f"rule: next version of one that is {open_quote['state']} (R27, A26)"] += 1
        if open_quote:
            open_quote["state"] = "superseded"
        quote = self.make(day, old + new, open_quote, month)
        self.met["rule: several categories on one quote (R19)"] += len(new) > 1
        reasons = self.hold_reasons(quote, doubtful, month)
        if reasons:
            quote["state"], quote["reasons"] = "held", reasons
            for reason in reasons:
                self.met[f"held for: {reason}"] += 1
        elif self.settings["true_up_quote"] == "approval":
            quote["state"] = "draft"
        else:
            self.release(quote, day)
        self.audits[month]["quote"] = quote["number"]

    def make(self, day, tranches, superseded, audit, rest=False):
        """A quote with its lines; what it says never changes afterwards. `audit` is the month whose audit issued it."""
        contract, tranches = self.contract, [dict(t) for t in tranches]
        for tranche in tranches:
            # A tranche keeps the price of its first quote (A38); only a price to be confirmed is still to come.
            today = price_on(contract, tranche["category"], day)
            self.met["rule: price was missing and has come"] += tranche["price"] is None and today is not None
            self.met["rule: a tranche keeps a price that is past (A38)"] += tranche["price"] not in (None, today)
            tranche["price"] = tranche["price"] or today
            self.met["rule: a price that began later (R25)"] += (
                tranche["price"] is not None and tranche["price"] != terms(contract, tranche["category"]).get("unit_annual_price"))
            self.met["rule: a price on its first day (R25)"] += tranche["price"] == today is not None and any(
                (price["category"], price["from"]) == (tranche["category"], day) for price in contract["prices"])
        tranches.sort(key=lambda t: (CATEGORIES.index(t["category"]), t["month"]))
        month = min(t["month"] for t in tranches)  # the month of the first open tranche (A27, A38)
        version = 1 + max([q["version"] for q in self.quotes if q["month"] == month], default=0)
        quote = {
            "number": f"TU-{contract['id']}-{month}-v{version}", "month": month, "version": version,
            "supersedes": superseded["number"] if superseded else None, "tranches": tranches, "state": "draft",
            "reasons": [], "issued_on": None, "valid_until": None, "purchase_order": None, "audit": audit, "rest": rest,
        }
        quote["lines"] = [self.quote_line(tranche, tranches) for tranche in tranches]
        amounts = [line["amount"] for line in quote["lines"]]
        # Totals add rounded lines (A5); no total while a price is missing.
        quote["total"] = None if None in amounts else text(sum(map(Fraction, amounts)), DECIMALS[contract["currency"]])
        self.quotes.append(quote)
        quote["after"] = [  # R23: what holds once it is ordered
            {"category": name, "contracted": self.compared_with(name, day),
             "baseline": baseline(self.compared_with(name, day), contract)}
            for name in categories(contract) if name in [t["category"] for t in tranches]]
        return quote

    def quote_line(self, tranche, tranches):
        contract = self.contract
        # From the first of the true-up month, or of the term, to the end of the term (R22, A42).
        first, last = max(first_day(tranche["month"]), contract["term_start"]), end_of_term(contract)
        self.met["rule: broken first month (A42)"] += first.day > 1
        self.met["rule: broken last month (R25, A7)"] += last != last_day(month_of(last))
        self.met[f"currency: {contract['currency']}"] += 1
        decimals, price = DECIMALS[contract["currency"]], tranche["price"]
        same = [t for t in tranches if t["category"] == tranche["category"]]
        return {
            "category": tranche["category"], "tranche": same.index(tranche) + 1, "units": tranche["units"],
            "unit_annual_price": price and price_text(price, contract["currency"]),
            "unit_monthly_price": price and text(half_up(Fraction(price) / 12, 4), 4),
            "charge_from": first.isoformat(), "charge_to": last.isoformat(), "months": short(half_up(months(first, last), 4), 4),
            # Rounded once per line (R25, A5).
            "amount": price and text(half_up(line_amount(tranche["units"], price, first, last, contract), decimals), decimals),
        }

    def hold_reasons(self, quote, doubtful, month):
        """Why the quote waits for a person (product.md `[release]`, A16)."""
        reasons = []
        if quote["total"] is None:
            reasons.append("price_missing")
        elif Fraction(quote["total"]) > Fraction(self.settings["hold_amount"]):
            reasons.append("amount")
        if doubtful:
            reasons.append("unknown_models")
        if self.settings["hold_first_true_up"]:
            releases = [q["issued_on"] for q in self.quotes if q["issued_on"]]
            if not releases:
                reasons.append("first_true_up")
            elif self.totals_changed_since(releases, month):
                reasons.append("totals_changed")
        return reasons

    def totals_changed_since(self, releases, month):
        """An audit found other orders in the data files than the audit before it, and nothing was released after that."""
        audited = sorted(m for m, audit in self.audits.items() if audit["state"] == "audited" and m <= month)
        for before, now in zip(audited, audited[1:]):
            changed = self.audits[before]["totals"] != self.audits[now]["totals"]
            released_after = now != month and max(releases) >= self.audits[now]["day"]
            if changed and not released_after:
                return True
        return False

    def release(self, quote, day):
        """Issue date and validity count from the release (product.md section 5, R26)."""
        quote["state"], quote["reasons"] = "approved", []
        quote["issued_on"], quote["valid_until"] = day, day + self.settings["quote_valid_days"] * DAY

    def deliver(self):
        """The mail server takes every letter at once."""
        for quote in self.quotes:
            if quote["state"] == "approved":
                quote["state"] = "sent"

    def expire(self, day):
        """`expired` is a label after the last day of validity (A26)."""
        for quote in self.quotes:
            if quote["state"] == "sent" and day > quote["valid_until"]:
                quote["state"] = "expired"

    # ------------------------------------------------ what people do with quotes

    def approve(self, number, day):
        """Lets a quote out that waits; an expired one goes out as its next version (A40)."""
        quote = self.find(number)
        if quote["state"] not in ("draft", "held", "expired"):
            raise Refused(1, f"{number} is {quote['state']}")
        if quote["state"] != "expired" and quote["total"] is not None:
            self.met[f"person: approves one that is {quote['state']}"] += 1
            self.release(quote, day)
            return
        for tranche in quote["tranches"]:
            if not (tranche["price"] or price_on(self.contract, tranche["category"], day)):
                raise Refused(1, "price to confirm")
        self.met[f"person: issues anew one that is {quote['state']} (A40)"] += 1
        quote["state"] = "superseded"
        self.release(self.make(day, quote["tranches"], quote, quote["audit"]), day)

    def withdraw(self, number):
        """Takes its units out again (A25)."""
        quote = self.find(number)
        if quote["state"] not in OPEN:
            raise Refused(1, f"{number} is {quote['state']}")
        self.met[f"person: withdraws one that is {quote['state']} (A25)"] += 1
        quote["state"], quote["reasons"] = "withdrawn", []

    def record_po(self, number, po, day, dated, amount, units):
        """A PO moves units into contracted; what it leaves open is issued anew (A25, A27, A39)."""
        quote = self.find(number)
        if quote["purchase_order"]:
            if quote["purchase_order"]["number"] == po:
                self.met["PO: the same again"] += 1
                return  # nothing changes
            raise Refused(1, f"{number} has its PO")
        if quote["state"] in ("draft", "held", "withdrawn") or not quote["issued_on"]:
            raise Refused(1, f"{number} is {quote['state']}, or never went out")
        open_quote = self.open_quote()
        still_open = [dict(t) for t in open_quote["tranches"]] if open_quote else []
        orderable = self.covered(quote, [dict(t) for t in still_open], {})
        if not orderable:
            raise Refused(1, f"nothing that {number} held is still open")
        for name, wanted in units.items():
            if wanted > sum(t["units"] for t in orderable if t["category"] == name):
                raise Refused(2, f"{number} holds less than that")
        taken = self.covered(quote, still_open, units)
        rest = [t for t in still_open if t["units"]]
        worth = sum(self.worth(quote, tranche) for tranche in taken)
        self.note_po(quote, dated, amount, worth, day, taken)
        self.orders += [(dated, t["category"], t["units"]) for t in taken]
        before, open_quote["state"] = open_quote["state"], "superseded"
        quote["state"] = "po_received"
        # Its amount is what it covers, unless it says another one; that alone is only flagged.
        amount = worth if amount is None else Fraction(amount)
        quote["purchase_order"] = {"number": po, "date": dated, "amount": text(amount, DECIMALS[self.contract["currency"]])}
        if rest:
            self.issue_rest(day, rest, open_quote, before)

    def issue_rest(self, day, rest, superseded, before):
        """Issued that day (A39), if what it supersedes was out; else it waits for a person as that did, as far as what
        it waited for still holds."""
        new = self.make(day, rest, superseded, superseded["audit"], rest=True)
        over = new["total"] is not None and Fraction(new["total"]) > Fraction(self.settings["hold_amount"])
        gone = {"price_missing": new["total"] is not None, "amount": not over}
        new["reasons"] = [reason for reason in superseded["reasons"] if not gone.get(reason)] if before == "held" else []
        if before in ("approved", "sent", "expired"):
            self.release(new, day)
        elif new["reasons"]:
            new["state"] = "held"
        elif before == "held" and self.settings["true_up_quote"] == "auto":
            self.release(new, day)
        self.met[f"rule: the rest of one that was {before} (A39)"] += 1

    def covered(self, quote, still_open, units):
        """The tranches that this version held, as far as they are open, or the named units of them, oldest first; they are
        taken out of `still_open`."""
        taken, wanted = [], dict(units)
        for tranche in sorted(quote["tranches"], key=lambda t: t["month"]):
            for left in still_open:
                if (left["category"], left["month"]) != (tranche["category"], tranche["month"]):
                    continue
                count = min(left["units"], tranche["units"])
                if units:
                    count = min(count, wanted.get(tranche["category"], 0))
                    wanted[tranche["category"]] = wanted.get(tranche["category"], 0) - count
                if count:
                    taken.append(tranche | {"units": count})
                    left["units"] -= count
        return taken

    def worth(self, quote, taken):
        """What these units come to as they were quoted."""
        [line] = [line for line, tranche in zip(quote["lines"], quote["tranches"])
                  if (tranche["category"], tranche["month"]) == (taken["category"], taken["month"])]
        first, last = date.fromisoformat(line["charge_from"]), date.fromisoformat(line["charge_to"])
        exact = line_amount(taken["units"], taken["price"], first, last, self.contract)
        return half_up(exact, DECIMALS[self.contract["currency"]])

    def note_po(self, quote, dated, amount, worth, day, taken):
        full = sum(t["units"] for t in taken) == sum(t["units"] for t in quote["tranches"])
        self.met["PO: full" if full else "PO: partial"] += 1
        self.met[f"PO: for one that is {quote['state']}"] += 1
        self.met["PO: different amount"] += amount is not None and Fraction(amount) != worth
        self.met["PO: late, in a later month than the quote"] += month_of(day) > month_of(quote["issued_on"])
        self.met["PO: on time, within validity"] += day <= quote["valid_until"]
        self.met["PO: after the term's end"] += dated > end_of_term(self.contract)


# ---------------------------------------------------------------- the programme's examples


def check_examples():
    """E1 to E13: what this file says is what the programme says."""
    settings = {"true_up_quote": "auto", "hold_first_true_up": False, "quote_valid_days": 30, "hold_amount": "50000.00",
                "hold_growth_percent": 30, "hold_drop_percent": 30, "hold_devices": 10}

    def book(total, end=date(2027, 3, 31)):
        contract = {"id": "PPE", "term_start": date(2026, 4, 1), "term_end": end, "currency": "EUR", "prices": [], "orders": [],
                    "categories": [{"category": "headset", "ordered": total, "unit_annual_price": "18.00"}]}
        return Book(contract, settings, date(2026, 4, 1))

    def audit(book, day, n):
        before = len(book.quotes)
        book.audit(day, {"headset": n}, 0, True)
        book.deliver()
        [line] = book.audits[month_of(day)]["lines"]
        return line["state"], line["baseline"], book.quotes[-1]["total"] if len(book.quotes) > before else None

    november, december = date(2026, 11, 1), date(2026, 12, 1)
    assert ordered_at_start({"installed": 950, "growth_forecast": 100, "growth_prepaid_percent": 50}) == 1000  # E1
    assert audit(book(1000), november, 1049) == ("watch", 1050, None)  # E2, E3
    assert audit(book(101), november, 106)[:2] == ("watch", 107) and audit(book(101), november, 107)[0] == "action"  # E5
    assert audit(book(19), november, 20)[:2] == ("action", 20)  # E6
    assert audit(book(0), november, 0)[:2] == ("ok", 1) and audit(book(0), november, 1)[0] == "action"  # E7
    assert audit(book(1000, date(2027, 4, 14)), november, 1050)[2] == "410.00"  # E9
    e8 = book(1000)
    assert audit(e8, november, 1050) == ("action", 1050, "375.00")  # E4, E8
    assert audit(e8, december, 1080) == ("ok", 1103, None)  # E11
    e8.audits.pop("2026-12")
    assert audit(e8, december, 1103) == ("action", 1103, "693.00")  # E11
    e10 = book(1000)
    audit(e10, november, 1050)
    e10.record_po("TU-PPE-2026-11-v1", "PO-1", november, november, "375.00", {})
    assert audit(e10, date(2027, 2, 1), 1110) == ("action", 1103, "180.00")  # E10
    assert audit(e10, date(2027, 3, 1), 1110) == ("ok", 1166, None)
    assert audit(book(1050), november, 900)[0] == "ok" and audit(book(1050), november, 1040)[0] == "ok"  # E12
    e13 = book(1000)
    assert audit(e13, date(2027, 3, 1), 1050)[0] == "action" and e13.quotes[-1]["lines"][0]["months"] == "1"  # E13
    assert percent(104_999, 100_000) == "4.99" and percent(900, 1050) == "-14.28"  # A29, A43

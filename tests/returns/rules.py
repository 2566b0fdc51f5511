"""The RMA threshold once more (R33-R40, A9-A11, A33, A34, A44, A45), slowly: day by day and unit by unit.

It shares nothing with the program but the rule numbers. A chain of renewals is looked at on the day of each run; what it
was told before is remembered here as the ledger remembers it there.
"""

from datetime import date, timedelta
from fractions import Fraction

LEFT_OUT = {"requested", "rejected", "cancelled", "duplicate", "recall"}
COUNTED = {"authorised", "shipped", "awaiting_return", "returned", "closed", "not_returned"}


def days_of(year):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def covering(chain, day):
    """The contract that gives cover on a day."""
    for contract in chain:
        if contract["start"] <= day <= contract["end"]:
            return contract
    return None


def total_on(contract, day):
    """T: ordered at the start, and every early order from its date (A25, A42)."""
    return contract["ordered"] + sum(units for at, units in contract["orders"] if at <= day)


def in_force(chain, day):
    """The last contract that had begun (A44)."""
    begun = [contract for contract in chain if contract["start"] <= day]
    return begun[-1] if begun else chain[0]


def base_of(chain, kind, year, day):
    """The base and the first day of the year on which it was in force; none before the first day of cover."""
    covered = [(each, total_on(covering(chain, each), each)) for each in days_of(year) if covering(chain, each)]
    so_far = [(each, total) for each, total in covered if each <= day]
    if not so_far:
        return None
    looked_at = covered if kind == "year_end" else so_far
    base = max(total for _, total in looked_at) if kind == "max" else looked_at[-1][1]
    return base, next(each for each, total in looked_at if total == base)


def cut(value):
    """Two decimals, cut (A29)."""
    hundredths = value * 100 // 1
    return f"{hundredths // 100}.{hundredths % 100:02}"


def position(chain, rows, year, today):
    """Where a year stands; rows are those that hold, by number and line."""
    day = min(today, date(year, 12, 31))
    terms = in_force(chain, day)
    found = base_of(chain, terms["base"], year, day)
    if not found:
        return None
    base, base_on = found
    units = []
    for row in sorted(rows.values(), key=lambda row: (row["day"], row["number"], row["line"])):
        if row["day"].year != year or row["day"] > day or row["status"] not in COUNTED or row["category"] != "headset":
            continue
        if row["reason"].lower() in ("recall", "duplicate") or not covering(chain, row["day"]):
            continue
        if terms["scope"] == "headsets_only" and not row["headset"]:
            continue
        units += [row] * row["quantity"]
    allowed = 0
    while Fraction(allowed + 1, 1) * 100 <= base * terms["percent"]:
        allowed += 1
    over = len(units) > allowed
    billed = [] if not over else units if terms["billing"] == "all" else units[allowed:]
    return {
        "terms": terms, "year": year, "base": base, "base_on": base_on, "units": len(units), "allowed": allowed,
        "overage": len(units) - allowed if over else 0, "billed": lines(billed),
        "rate": cut(Fraction(100 * len(units), base)) if base else None,
        "state": "over" if over else "watch" if units and 5 * len(units) >= 4 * allowed else "ok",
    }


def lines(units):
    """Units put together again by RMA line, in their order: [row, how many]."""
    found = []
    for unit in units:
        if found and found[-1][0] is unit:
            found[-1][1] += 1
        else:
            found.append([unit, 1])
    return found


def same_units(one, other):
    """Whether two notices bill the same (A44)."""
    def key(billed):
        return sorted((row["number"], row["line"], row["part"], row["model"], units) for row, units in billed)
    return key(one) == key(other)


def price_on(versions, day, row):
    """The price in the version in force, and nowhere else (R38, A44): by part number, then by model."""
    begun = [version for version in versions if version["from"] <= day]
    if not begun:
        return None
    version = max(begun, key=lambda version: version["from"])
    for key in ("part", "model"):
        if row[key] and row[key] in version["prices"]:
            return version["version"], version["prices"][row[key]]
    return None


class Chain:
    """The contracts of one chain of renewals, and what the partner was told of them."""

    def __init__(self, contracts, applied, limit):
        self.contracts, self.applied, self.limit = contracts, applied, limit
        self.notices, self.warnings = [], []

    def cover_ends(self, year):
        return max(contract["end"] for contract in self.of_year(year))

    def of_year(self, year):
        return [contract for contract in self.contracts if contract["start"].year <= year <= contract["end"].year]

    def look(self, rows, versions, today):
        """A run on a day: what it tells of last year and of this one."""
        for year in (today.year - 1, today.year):
            chain = self.of_year(year)
            known = rows or any(notice["year"] == year for notice in self.notices)
            if not chain or not known or not self.is_managed(chain, year, today):
                continue
            now = position(chain, rows, year, today)
            if now:
                closing = today > date(year, 12, 31) or today > self.cover_ends(year)
                if not closing:
                    self.warn(now, today)
                self.notify(now, versions, today, closing)

    def is_managed(self, chain, year, today):
        """Nothing is told of what was over before the contract was applied (A36)."""
        until = min(date(year, 12, 31), self.cover_ends(year))
        return any(max(contract["start"], self.applied) <= until and contract["start"] <= today for contract in chain)

    def warn(self, now, today):
        due = {"ok": None, "watch": 1, "over": 2}[now["state"]]
        if due and all(level < due for year, level, _, _ in self.warnings if year == now["year"]):
            self.warnings.append((now["year"], due, now["terms"]["id"], today.strftime("%Y-%m")))

    def notify(self, now, versions, today, closing):
        told = [notice for notice in self.notices if notice["year"] == now["year"]]
        standing = [notice for notice in told if notice["state"] != "superseded"]
        last = standing[-1] if standing else None
        released = any(notice["issued_on"] for notice in told)
        prices = [price_on(versions, today, row) for row, _ in now["billed"]]
        if last is None:
            if now["overage"] or (released and closing):
                self.issue(now, prices, today, closing, None)
            return
        is_final = last["final"] and last["contract"] == now["terms"]["id"]
        if last["state"] == "held" and last["total"] is None and now["overage"] and all(prices):
            self.issue(now, prices, today, is_final or closing, last)
        elif is_final:
            return
        elif not now["overage"] and not released:
            if last["state"] == "held":
                last["state"] = "superseded"
        elif closing or not same_units(now["billed"], last["billed"]):
            self.issue(now, prices, today, closing, last)

    def issue(self, now, prices, today, is_final, last):
        contract = now["terms"]["id"]
        same = [notice["version"] for notice in self.notices
                if notice["year"] == now["year"] and notice["contract"] == contract]
        version = max(same, default=0) + 1
        withdrawn = last is not None and last["state"] == "withdrawn"
        if last is not None and not withdrawn:
            last["state"] = "superseded"
        total = sum(units * price[1] for (_, units), price in zip(now["billed"], prices)) if all(prices) else None
        held = total is None or total > self.limit or withdrawn
        self.notices.append({
            **now, "contract": contract, "version": version, "final": is_final, "prices": prices, "total": total,
            "state": "held" if held else "approved", "issued_on": None if held else today, "number":
            f"RMA-{contract}-{now['year']}-v{version}",
        })

    def deliver(self):
        for notice in self.notices:
            if notice["state"] == "approved":
                notice["state"] = "final" if notice["final"] else "sent"

    # ------------------------------------------------ what a person does

    def withdraw(self, number):
        notice = self.by_number(number)
        if notice["state"] in ("superseded", "withdrawn"):
            return 1
        notice["state"] = "withdrawn"
        return 0

    def approve(self, number, versions, today):
        """Gives the exit code; at the prices of today, as the next version where they are others (R38)."""
        notice = self.by_number(number)
        prices = [price_on(versions, today, row) for row, _ in notice["billed"]]
        if notice["state"] != "held" or not all(prices):
            return 1
        if prices == notice["prices"]:
            notice["state"], notice["issued_on"] = "approved", today
            return 0
        same = [other["version"] for other in self.notices
                if other["year"] == notice["year"] and other["contract"] == notice["contract"]]
        version = max(same) + 1
        total = sum(units * price[1] for (_, units), price in zip(notice["billed"], prices))
        self.notices.append({
            **notice, "version": version, "prices": prices, "total": total, "state": "approved", "issued_on": today,
            "number": f"RMA-{notice['contract']}-{notice['year']}-v{version}",
        })
        notice["state"] = "superseded"
        return 0

    def by_number(self, number):
        return next(notice for notice in self.notices if notice["number"] == number)


def check_examples():
    """E15 to E19, so that a mistake in here is found first."""
    def rows(count):
        first = date(2026, 5, 1)
        each = {"line": 1, "quantity": 1, "status": "authorised", "category": "headset", "reason": "", "headset": True,
                "model": "m"}
        return {at: {**each, "number": f"R-{at:04}", "day": first + timedelta(days=at),
                     "part": "X" if at in (50, 51) else "Y" if at > 51 else "Z"} for at in range(count)}

    def stand(count, orders=()):
        contract = {"id": "C", "start": date(2026, 4, 1), "end": date(2027, 3, 31), "ordered": 1000, "orders": orders,
                    "percent": Fraction(5), "base": "max", "scope": "category", "billing": "overage"}
        return position([contract], rows(count), 2026, date(2026, 11, 1))

    rise = [(date(2026, 9, 1), 50)]
    for count, orders, expected in [(50, (), ("5.00", 50, 0)), (51, (), ("5.10", 50, 1)), (52, rise, ("4.95", 52, 0)),
                                    (53, rise, ("5.04", 52, 1)), (40, (), ("4.00", 50, 0))]:
        found = stand(count, orders)
        assert (found["rate"], found["allowed"], found["overage"]) == expected, (count, found)
    assert stand(40)["state"] == "watch"
    prices = [{"version": "1", "from": date(2026, 1, 1), "prices": {"X": 319, "Y": 99}}]
    billed = stand(54)["billed"]
    assert sum(units * price_on(prices, date(2026, 11, 1), row)[1] for row, units in billed) == 836

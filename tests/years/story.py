"""Draws a year: customers, contracts, and month by month what is counted and what people do.

The dice look at the rules' own numbers, so that counts fall on both sides of each line and quotes meet every fate. What
comes out is a list of events with plain values, which can be played again, in part too.
"""

import copy
import random
from datetime import date, datetime, time, timedelta

from rules import CATEGORIES, DAY, baseline, categories, ceiling, end_of_term, first_day, following, last_day, month_of, trigger_percent
from world import World

MONTHS = 14
SIZES = [0, 1, 7, 19, 20, 21, 40, 59, 60, 61, 99, 100, 101, 120]
PRICES = {
    "EUR": ["18.00", "37.35", "12.345", "7", "0.01"],
    "USD": ["219.95", "39.25", "0.005"],
    "JPY": ["1850", "2999.5", "41", "7"],
    "KWD": ["5.125", "0.0125", "11.5"],
}
SETTINGS = [
    {"true_up_quote": "auto", "hold_first_true_up": False, "quote_valid_days": 30, "hold_amount": "50000.00"},
    {"true_up_quote": "approval", "hold_first_true_up": True, "quote_valid_days": 20, "hold_amount": "4000.00"},
    {"true_up_quote": "auto", "hold_first_true_up": True, "quote_valid_days": 45, "hold_amount": "400.00"},
    {"true_up_quote": "approval", "hold_first_true_up": False, "quote_valid_days": 70, "hold_amount": "50000.00"},
]
# What may become of a quote on a day on which somebody looks at it, in percent.
WISHES = {
    "draft": {"approve": 45, "po": 5, "withdraw": 6},
    "held": {"approve": 45, "po": 5, "withdraw": 6},
    "approved": {},
    "sent": {"po": 22, "part": 14, "withdraw": 5, "approve": 3},
    "expired": {"po": 15, "part": 8, "approve": 22, "withdraw": 6},
    "superseded": {"po": 6, "part": 2, "withdraw": 1, "approve": 1},
    "po_received": {"same po": 3, "po": 1, "withdraw": 1, "approve": 1},
    "withdrawn": {"po": 2, "withdraw": 1, "approve": 1},
}


def draw(seed, number, customers):
    """A story: settings, customers with their contracts, events. The same numbers give the same story."""
    rng = random.Random(f"{seed} {number}")
    start = date(rng.choice([2026, 2027, 2028]), rng.randint(1, 12), 1)
    settings = SETTINGS[number % len(SETTINGS)] | {"hold_growth_percent": 30, "hold_drop_percent": 30, "hold_devices": 10}
    dice = Dice(rng, start)
    story = {"seed": seed, "settings": settings, "customers": [dice.customer(number, n) for n in range(customers)], "events": []}
    Author(rng, story, start, dice).write()
    return story


class Dice:
    """Customers and contracts."""

    def __init__(self, rng, start):
        self.rng, self.start = rng, start
        self.end = last_day(month_of(start + 30 * MONTHS * DAY))

    def chance(self, share):
        return self.rng.random() < share

    def a_day(self, first, last):
        return date.fromordinal(self.rng.randint(first.toordinal(), last.toordinal()))

    def customer(self, world, ordinal):
        name = f"w{world}c{ordinal}"
        customer = {"id": name, "source": self.rng.choice(["lens", "report"]), "contracts": [],
                    "tenant": f"00000000-{self.rng.getrandbits(16):04x}-4000-8000-{ordinal:012x}"}
        listed = self.rng.sample(CATEGORIES, self.rng.choice([1, 1, 1, 2, 3]))
        kind = self.rng.choice(["one", "one", "one", "two", "successive"])
        first = self.contract(f"{name}-A", listed)
        customer["contracts"].append(first)
        if kind == "two" and len(listed) < 3:
            # Two contracts of one customer over different categories.
            rest = [c for c in CATEGORIES if c not in listed]
            customer["contracts"].append(self.contract(f"{name}-B", self.rng.sample(rest, 1)))
        if kind == "successive":
            # Handed over: the one ends early, the next day another begins.
            first["ended_on"] = self.a_day(max(first["term_start"], self.start) + 40 * DAY, self.end - 90 * DAY)
            first["term_end"] = max(first["term_end"], first["ended_on"])
            second = self.contract(f"{name}-B", listed)
            second["term_start"] = first["ended_on"] + DAY
            second["term_end"] = max(second["term_end"], second["term_start"] + 200 * DAY)
            customer["contracts"].append(second)
        for contract in customer["contracts"]:
            self.only_within_term(contract)
            # A36: some are imported in mid-term.
            contract["arrives"] = self.a_day(self.start + 35 * DAY, self.start + 150 * DAY) if self.chance(0.15) else self.start
        return customer

    def contract(self, name, listed):
        rng, chance = self.rng, self.chance
        begins = self.a_day(self.start - 240 * DAY, self.start + 100 * DAY)
        begins = begins if chance(0.35) else begins.replace(day=1)
        ends = max(begins, self.start) + rng.randint(75, 420) * DAY
        ends = ends if chance(0.45) else last_day(month_of(ends))
        contract = {"id": name, "term_start": begins, "term_end": ends, "currency": rng.choice(list(PRICES)),
                    "categories": [], "prices": [], "orders": []}
        if chance(0.25):
            contract["managed_from"] = self.a_day(self.start, self.start + 70 * DAY)
        # Agreed exceptions (A41).
        if chance(0.25):
            contract["trigger_percent"] = rng.choice(["3", "7.5", "10", "2.25"])
        if chance(0.15):
            contract["trigger_basis"] = "baseline"
        if chance(0.15):
            contract["charge_basis"] = "baseline"
        if chance(0.25):
            contract["proration"] = "day"
        if chance(0.25):
            contract["discount_percent"] = rng.choice(["5", "12.5", "33.33"])
        for category in listed:
            contract["categories"].append(self.category(contract, category))
            for _ in range(rng.choice([0, 0, 1, 2])):
                self.later_price(contract, category, self.start)
            if chance(0.35):
                # Ordered early, in the past or ahead (A42).
                contract["orders"].append(self.order(category, self.start - 60 * DAY, self.end))
        return contract

    def category(self, contract, name):
        category, size = {"category": name}, self.rng.choice(SIZES)
        if self.chance(0.4):
            category |= {"installed": size, "growth_forecast": self.rng.randint(0, 30),
                         "growth_prepaid_percent": self.rng.choice([0, 33, 50, 100])}
        else:
            category["ordered"] = size
        if self.chance(0.75):
            category["unit_annual_price"] = self.price(contract)
        return category

    def price(self, contract):
        return self.rng.choice(PRICES[contract["currency"]])

    def later_price(self, contract, category, earliest):
        """From a day on which no other price of the category begins; none where it would begin after the contract."""
        begins = self.a_day(earliest, self.end)
        # Half of them on the first of a month, when most audits are made: a price holds on its first day.
        begins = begins if self.chance(0.5) else max(begins.replace(day=1), earliest)
        price = {"category": category, "from": begins, "unit_annual_price": self.price(contract)}
        if all((p["category"], p["from"]) != (category, begins) for p in contract["prices"]):
            contract["prices"].append(price)

    def order(self, category, earliest, latest):
        return {"date": self.a_day(earliest, latest), "category": category, "units": self.rng.randint(1, 12)}

    def only_within_term(self, contract):
        def inside(day):
            return contract["term_start"] < day <= end_of_term(contract)
        contract["prices"] = [price for price in contract["prices"] if inside(price["from"])]
        contract["orders"] = [order for order in contract["orders"] if inside(order["date"])]


class Author:
    """Goes through the months; keeps a world of its own, to see where each thing stands."""

    def __init__(self, rng, story, start, dice):
        self.rng, self.story, self.start, self.dice, self.chance = rng, story, start, dice, dice.chance
        self.world, self.counts, self.arrived, self.orders = World(story), {}, set(), 0

    def write(self):
        month = month_of(self.start)
        # Somebody watches a run once: its audits are being collected meanwhile.
        watched = self.rng.randint(2, MONTHS - 3)
        for ordinal in range(MONTHS):
            # Now and then the program is down for a month.
            runs = ordinal in (0, watched) or not self.chance(0.05)
            first, length = first_day(month), last_day(month).day
            self.change_counts(month)
            self.step(first.replace(day=self.rng.choice([1, 1, 2, 4, 8])), "first", runs, ordinal == watched)
            self.step(first.replace(day=self.rng.randint(10, 18)), "second", runs)
            if self.chance(0.35):
                self.step(first.replace(day=self.rng.randint(20, length)), "third", runs and self.chance(0.7))
            month = following(month)

    # ------------------------------------------------ one day

    def step(self, day, which, runs, watched=False):
        hour = self.rng.choice([(7, 5), (9, 40), (13, 15), (17, 30)])
        if day.day > 1 and self.chance(0.15):
            hour = self.rng.choice([(0, 10), (23, 25)])  # near midnight, where Rome and UTC are not at one
        self.at = datetime.combine(day, time(*hour))
        self.apply(which)
        if which == "first":
            if self.chance(0.3):
                self.add("look")  # audits are due, quotes may have expired unnoticed
            self.news_from_sources()
        elif which == "second":
            for customer in sorted(self.world.outages):
                self.add("outage", customer=customer, out=False)
            self.late_reports(0.6)
        else:
            self.late_reports(0.4)
        if runs:
            self.add("run", contracts=[], accept=None, watched=watched)
            if self.chance(0.3):
                self.add("look")
        self.held_audits(which)
        if runs:
            self.open_again()
        self.people_at_quotes()
        self.add("look")

    def add(self, do, **values):
        event = {"do": do, "at": self.at} | values
        self.at += timedelta(minutes=1)
        self.story["events"].append(event)
        self.world.do(copy.deepcopy(event))

    def apply(self, which):
        """The data files each month: the same again, with what was agreed since."""
        changes, today = [], self.at.date()
        for customer in self.story["customers"]:
            for contract in customer["contracts"]:
                if contract["id"] not in self.arrived and contract["arrives"] <= today:
                    self.arrived.add(contract["id"])
                    changes.append({"what": "contract", "contract": contract["id"]})
        for name, book in sorted(self.world.books.items()):
            if book.contract["term_start"] < today < end_of_term(book.contract) - 3 * DAY:
                change = self.agreed(book.contract, today)
                changes += [change | {"contract": name}] if change else []
        if which == "first" or changes:
            self.add("apply", changes=changes)

    def agreed(self, contract, today):
        """What partner and seller agreed on since; most months nothing."""
        category, end = self.rng.choice(contract["categories"]), end_of_term(contract)
        name = category["category"]
        prices = [price["from"] for price in contract["prices"] if price["category"] == name]
        draw = self.rng.random()
        if "unit_annual_price" not in category and not prices and draw < 0.4:
            return {"what": "missing_price", "category": name, "unit_annual_price": self.dice.price(contract)}
        if draw < 0.05:
            # It may have become known late, and it may lie ahead.
            order = self.dice.order(name, max(contract["term_start"] + DAY, today - 10 * DAY), min(end, today + 40 * DAY))
            return {"what": "order", "order": order}
        if draw < 0.09:
            begins = self.dice.a_day(today + DAY, end)
            price = {"category": name, "from": begins, "unit_annual_price": self.dice.price(contract)}
            return {"what": "price", "price": price} if begins not in prices else None
        if draw < 0.11 and "ended_on" not in contract and end - today > 40 * DAY:
            ended = self.dice.a_day(today + 5 * DAY, today + 40 * DAY)
            dates = [order["date"] for order in contract["orders"]] + [price["from"] for price in contract["prices"]]
            return {"what": "ended_on", "ended_on": ended} if all(day <= ended for day in dates) else None
        return None

    # ------------------------------------------------ devices

    def change_counts(self, month, only=None):
        """What is there to be counted this month, near the lines that matter."""
        for name, customer in self.world.customers.items():
            if only not in (None, name):
                continue
            wanted, unknown = dict(self.counts.get(name, ({}, 0))[0]), 0
            for contract in customer["contracts"]:
                book = self.world.books.get(contract["id"])
                for category in contract["categories"]:
                    listed = category["category"]
                    wanted.setdefault(listed, category.get("ordered", category.get("installed")))
                    if book is not None and book.owed(month):
                        wanted[listed] = self.near_a_line(book, listed, month, wanted[listed])
                        unknown = self.rng.choice([0, 0, 0, 0, 1, 2])
            self.counts[name] = (wanted, unknown)

    def near_a_line(self, book, name, month, before):
        x = book.compared_with(name, first_day(month))
        b, t = baseline(x, book.contract), trigger_percent(book.contract)
        line = b if book.contract.get("trigger_basis") != "baseline" else ceiling(b * (100 + t) / 100)
        three_fifths = ceiling(x + x * t * 3 / 500)
        count = {
            "as before": before, "just below": line - 1, "on the line": line, "just above": line + 1, "watch": three_fifths,
            "not quite": three_fifths - 1, "some more": x + self.rng.randint(1, 9), "fewer": before - self.rng.randint(0, 6),
            "far fewer": before // 2 - 6, "far more": x + x // 2 + self.rng.randint(9, 14),
        }
        [choice] = self.rng.choices(list(count), [22, 12, 14, 10, 6, 6, 12, 6, 4, 5])
        return max(0, count[choice])

    def news_from_sources(self):
        for name, customer in self.world.customers.items():
            if not self.world.of_customer(name):
                continue
            counts, unknown = self.counts[name]
            if customer["source"] == "lens":
                self.add("devices", customer=name, counts=counts, unknown=unknown)
                if self.chance(0.12):
                    self.add("outage", customer=name, out=True)
            elif self.chance(0.7):
                self.add("ingest", customer=name, counts=counts, unknown=unknown)

    def late_reports(self, share):
        """A late report is audited in the month it arrives (R24); some never come (R16)."""
        for name, customer in self.world.customers.items():
            there = (name, month_of(self.at.date())) in self.world.snapshots
            if customer["source"] == "report" and self.world.of_customer(name) and not there and self.chance(share):
                counts, unknown = self.counts[name]
                self.add("ingest", customer=name, counts=counts, unknown=unknown)

    def held_audits(self, which):
        for name, book in sorted(self.world.books.items()):
            held = book.audits.get(month_of(self.at.date()), {}).get("state") == "held"
            if held and which != "first" and self.chance(0.5):
                self.add("run", contracts=[name], accept="that is how many there are", watched=False)

    def open_again(self):
        """A published month is opened again (product.md section 5): the tenant lists something else by then, or the same."""
        for name, book in sorted(self.world.books.items()):
            month = month_of(self.at.date())
            issued = [quote for quote in book.quotes if quote["audit"] == month]
            if book.audits.get(month, {}).get("state") != "audited" or not self.chance(0.25 if issued else 0.08):
                continue
            customer = self.world.customer_of[name]
            if self.world.customers[customer]["source"] == "lens" and self.chance(0.8):
                self.change_counts(month, customer)
                counts, unknown = self.counts[customer]
                if issued and self.chance(0.4):
                    # What made the true-up was a mistake.
                    ordered = {listed: book.contracted(listed, self.at.date()) for listed in categories(book.contract)}
                    self.counts[customer] = counts, unknown = counts | ordered, 0
                self.add("devices", customer=customer, counts=counts, unknown=unknown)
            accept = "that is how many there are" if self.chance(0.4) else None
            self.add("run", contracts=[name], accept=accept, watched=False, reopen="a site was missing")

    # ------------------------------------------------ quotes

    def people_at_quotes(self):
        """What partners and CSMs do with quotes."""
        for _, book in sorted(self.world.books.items()):
            for quote in list(book.quotes):
                wishes = WISHES[quote["state"]]
                [wish] = self.rng.choices([*wishes, None], [*wishes.values(), 100 - sum(wishes.values())])
                if wish in ("approve", "withdraw"):
                    self.add(wish, quote=quote["number"])
                elif wish:
                    self.order(quote, wish)

    def order(self, quote, wish):
        today = self.at.date()
        self.orders += 1
        order = {"quote": quote["number"], "po": f"PO-{self.orders}", "date": today, "amount": quote["total"], "units": {}}
        if wish == "same po":
            order["po"] = quote["purchase_order"]["number"]
        if quote["issued_on"] and self.chance(0.4):
            order["date"] = self.dice.a_day(max(quote["issued_on"], today - 12 * DAY), today)
        if wish == "part":
            totals = {}
            for tranche in quote["tranches"]:
                totals[tranche["category"]] = totals.get(tranche["category"], 0) + tranche["units"]
            for category in self.rng.sample(sorted(totals), self.rng.randint(1, len(totals))):
                order["units"][category] = self.rng.randint(1, totals[category])
            order["amount"] = None
        if self.chance(0.2):
            order["amount"] = self.rng.choice(["100", "1", "375"])
        elif self.chance(0.3):
            order["amount"] = None
        self.add("po", **order)

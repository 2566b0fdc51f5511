#!/usr/bin/env python3
"""A Lens server with customers of its own, and the truth about what an audit of them must find.

It shares no file with src/: the rules of the programme are written a second time here, with fractions, so that an
error in one of the two shows up as a difference. Standard library only.

    lens_server.py --seed 7 --contracts 20 --month 2026-11 --out DIR [--largest 400] [--fixed e4,e8,e9,mine=100:140] [--faults]
                   [--misbehave 0.1] [--delay-ms 20]

writes DIR/data/*.toml (for `trueup apply DIR/data`) and DIR/truth.json, prints {"port": N} as one line and serves the
token endpoint (/oauth/token) and GraphQL (/graphql) on loopback until its standard input closes. What --misbehave does to
its share of the requests (silence, 500, a page of HTML, 429 with Retry-After, a body cut short, a slow one) is noted in
DIR/misbehaviour. The audit has to be run between the 12th and the last day of the month (terms that begin in it begin before the 12th).

A fixed contract is an example of the programme or NAME=ORDERED:COUNTED. Its tenant and its devices follow from seed and
name alone, so that a second server with another month and another count goes on where the first one stopped.

    lens_server.py --self-check

tries the rules against the programme's examples and a whole generated world against its own listing over HTTP.
"""

import argparse
import calendar
import contextlib
import datetime
import hashlib
import io
import json
import random
import re
import secrets
import sys
import tempfile
import threading
import time
import tomllib
import urllib.error
import urllib.request
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CATEGORIES = ("headset", "video", "voice")
# As `[release]` has it unless it says otherwise.
HOLD_AMOUNT = 50_000
DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "JPY": 0, "KWD": 3}

# Model text as Lens lists it, name in the catalogue.
MODELS = {
    "headset": [
        ("Voyager Focus 2 Series", "Voyager Focus 2 Series"),
        ("Voyager 4320", "Voyager 4320 Series"),
        ("Plantronics Voyager 5200", "Voyager 5200 Series"),
        ("Blackwire 3220", "Blackwire 3220"),
        ("BLACKWIRE 3225", "Blackwire 3225"),
        ("Savi 8220 Series", "Savi 8220 Series"),
        ("Studio P15", "Poly Studio P15"),
        ("Voyager\u00a0Focus 2 UC", None),
        ("EncorePro 525", None),
    ],
    "video": [
        ("Studio X50", "Poly Studio X50"),
        ("Poly Studio X70 ", "Poly Studio X70"),
        ("G7500", "G 7500 Video Endpoint"),
        ("Studio USB", "Poly Studio USB"),
    ],
    "voice": [
        ("Edge E350", "Edge E350"),
        ("CCX 500", "CCX 500"),
        ("VVX 450", "Poly VVX 450"),
        ("Poly Trio 8500", "Poly Trio 8500"),
        ("Rove 30", "Rove 30"),
    ],
}
NOT_COUNTED = {
    "software": ["Lens Desktop", "Desktop App", "Microsoft Teams Room"],
    "third_party": ["Logitech Tap Controller", "Yealink UVC86"],
    "infrastructure": ["RealPresence DMA"],
    "accessory": ["TC8", "Studio E70", "EagleEye Cube", "Voyager 9999 Charge Case"],
    "unknown_model": ["Foo 1", "X500", ""],
}
# Ordered and counted.
EXAMPLES = {"e3": (1000, 1049), "e4": (1000, 1050), "e5": (101, 107), "e6": (19, 20), "e7": (0, 1),
            "e8": (1000, 1050), "e9": (1000, 1050)}
NO_SERIAL = [None, "", "N/A", "n/a", "0", "0000000", "NONE", "Unknown", "-"]


# ---------------------------------------------------------------- the rules, a second time


def day(text):
    return datetime.date.fromisoformat(text)


def ceil(value):
    return -(-value.numerator // value.denominator)


def baseline(compared, percent):
    """A41: the smallest whole number that triggers, and never the comparison itself."""
    return max(compared + 1, ceil(Fraction(compared) * (100 + percent) / 100))


def triggers(counted, compared, percent, basis):
    """R18, A1, A41."""
    if counted <= compared:
        return False
    if basis == "baseline":
        return 100 * counted >= baseline(compared, percent) * (100 + percent)
    return 100 * (counted - compared) >= percent * compared


def watches(counted, compared, percent):
    """Product page, section 5: from three fifths of the trigger on."""
    return counted > compared and 100 * (counted - compared) >= percent * Fraction(3, 5) * compared


def percent_text(counted, compared):
    """A29, A43: cut toward zero to two decimals; A28: none for an order of nothing."""
    if compared == 0:
        return None
    hundredths = abs(counted - compared) * 10_000 // compared
    sign = "-" if counted < compared and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02}"


def months(first, last):
    """R25, A7, A42: full months, and days of a broken one by the days of that month."""
    total = Fraction(0)
    at = first.replace(day=1)
    while at <= last:
        length = calendar.monthrange(at.year, at.month)[1]
        end = at.replace(day=length)
        covered = (min(last, end) - max(first, at)).days + 1
        total += Fraction(covered, length)
        at = end + datetime.timedelta(days=1)
    return total


def round_half_up(value, digits):
    scaled = value * 10**digits
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)


def money(value, digits):
    """R25, A5: half up, to the smallest unit of the currency."""
    units = round_half_up(value, digits)
    return str(units) if digits == 0 else f"{units // 10**digits}.{units % 10**digits:0{digits}}"


def at_most_four_decimals(value):
    text = money(value, 4)
    return text.rstrip("0").rstrip(".")


def amount(units, price, first, last, contract):
    """R25, A41: the exact amount of a line, before rounding."""
    discount = 1 - Fraction(contract.get("discount_percent", "0")) / 100
    if contract.get("proration") == "day":
        return units * Fraction(price) * ((last - first).days + 1) / 365 * discount
    return units * Fraction(price) / 12 * months(first, last) * discount


def price_at(contract, category, month):
    """The price book on any day of the month that an audit can run on."""
    later = [p for p in contract["prices"] if p["category"] == category["category"] and day(p["from"]) <= month]
    return later[-1]["unit_annual_price"] if later else category.get("unit_annual_price")


def ordered(category):
    """R12, A4."""
    if "ordered" in category:
        return category["ordered"]
    growth = Fraction(category["growth_forecast"]) * category["growth_prepaid_percent"] / 100
    return category["installed"] + ceil(growth)


def contracted(contract, category, month):
    """A25, A42: the order, and what was ordered early until the month began."""
    early = [o["units"] for o in contract["orders"] if o["category"] == category["category"] and day(o["date"]) <= month]
    return ordered(category) + sum(early)


def judge(device, contract):
    """The category of a device, or the first reason against it; duplicates are found later."""
    counting, listed = contract["counting"], {c["category"] for c in contract["categories"]}
    kind = device["kind"]
    if device["text"] in counting["accessories"]:
        kind = counting["accessories"][device["text"]]
    if device["text"] == "Sync 40":
        kind = counting["sync_rooms_as"]
    if kind not in CATEGORIES:
        return None, kind
    stale_days = counting["stale_days"]
    if stale_days and device["age"] is not None and device["age"] > stale_days:
        return None, "stale"
    if kind not in listed:
        return None, "category_not_contracted"
    return kind, None


def count(devices, contract):
    """Counted devices with their category, and the reasons of the others (A20, A31)."""
    verdicts = [(device, *judge(device, contract)) for device in devices]
    best = {}
    for device, category, _ in verdicts:
        if category:
            key = device["twin"] or device["node"]["id"]
            # The most recently detected copy is kept; twins never tie.
            age = device["age"] if device["age"] is not None else 10**6
            if key not in best or age < best[key][0]:
                best[key] = (age, device["node"]["id"])
    kept = {identity for _, identity in best.values()}
    result = []
    for device, category, reason in verdicts:
        if category and device["node"]["id"] not in kept:
            category, reason = None, "duplicate"
        result.append((device, category, reason))
    return result


def truth_of(contract, devices, month):
    """What an audit of this contract in `month` (its first day) must find."""
    counts, models, reasons = dict.fromkeys((c["category"] for c in contract["categories"]), 0), {}, {}
    for device, category, reason in count(devices, contract):
        if category:
            counts[category] += 1
            key = f"{category}/{device['name']}"
            models[key] = models.get(key, 0) + 1
        else:
            reasons[reason] = reasons.get(reason, 0) + 1
    unknown = reasons.get("unknown_model", 0)
    percent = Fraction(contract.get("trigger_percent", "5"))
    basis, charge = contract.get("trigger_basis", "ordered"), contract.get("charge_basis", "ordered")
    digits = DIGITS[contract["currency"]]
    first, last = max(month, day(contract["term_start"])), day(contract["term_end"])
    lines, categories, held, doubtful = [], [], False, False
    for category in sorted(contract["categories"], key=lambda c: CATEGORIES.index(c["category"])):
        name, compared = category["category"], contracted(contract, category, month)
        counted = counts[name]
        action = triggers(counted, compared, percent, basis)
        units = max(0, counted - (baseline(compared, percent) if charge == "baseline" else compared)) if action else 0
        watch = watches(counted, compared, percent)
        watch |= triggers(counted + unknown, compared, percent, basis)  # A30
        held |= counted - compared >= 10 and 100 * (counted - compared) > 30 * compared
        categories.append({
            "category": name, "contracted": compared, "compared_with": compared,
            "baseline": baseline(compared, percent), "counted": counted, "increase": counted - compared,
            "increase_percent": percent_text(counted, compared),
            "state": "action" if action else "watch" if watch else "ok",
            # A25: compared with grows by the units of the quote, which are all of N - X unless agreed otherwise.
            "new_contracted": compared + units if action else None,
            "new_baseline": baseline(compared + units, percent) if action else None,
        })
        doubtful |= not action and triggers(counted + unknown, compared, percent, basis)
        if action:
            price = price_at(contract, category, month)
            exact = None if price is None else amount(units, price, first, last, contract)
            lines.append({
                "category": name, "units": units, "unit_annual_price": price,
                "charge_from": first.isoformat(), "charge_to": last.isoformat(),
                "months": at_most_four_decimals(months(first, last)),
                "amount": None if exact is None else money(exact, digits),
            })
    quote = None
    if lines:
        amounts = [line["amount"] for line in lines]
        total = None if None in amounts else money(sum(map(Fraction, amounts)), digits)
        quote = {"currency": contract["currency"], "lines": lines, "total": total,
                 "held": [word for word, holds in (
                     ("price_missing", total is None), ("unknown_models", doubtful),  # A16
                     ("amount", total is not None and Fraction(total) > HOLD_AMOUNT)) if holds]}
    return {
        "contract": contract["id"], "customer": contract["customer"], "partner": contract["partner"],
        "csm": contract["csm"], "tenant": contract["tenant"], "credential": contract["credential"],
        "listed": len(devices), "counted": sum(counts.values()), "counted_by_category": counts, "by_model": models,
        "not_counted": reasons, "categories": categories, "quote": quote, "held_by_growth": held,
    }


# ---------------------------------------------------------------- the world


class World:
    """Partners, customers, contracts and devices, drawn from one seed."""

    def __init__(self, seed, contracts, month, fixed=(), largest=400):
        self.random = random.Random(seed)
        self.seed, self.month, self.largest = seed, day(month + "-01"), largest
        self.partners, self.csms, self.contracts, self.devices = [], [], [], {}
        self.credentials = [
            {"name": f"py-{letter}", "client_id": f"client-{letter}-{seed}", "client_secret": f"secret-{letter}-{seed}"}
            for letter in "ab"
        ]
        for number in range(max(1, (contracts + 2) // 3)):
            self.partners.append(self.partner(number))
        for number, language in enumerate(("it", "en")):
            self.csms.append({"id": f"csm-{number}", "name": f"Cesàr {number}", "language": language,
                              "email": f"csm-{number}@example.com"})
        for number in range(contracts):
            self.add(self.contract(number))
        for name in fixed:
            self.add_fixed(name)

    def partner(self, number):
        return {
            "id": f"partner-{number}", "name": f"Pàrtner {number} \"S.p.A.\"", "language": self.random.choice(["it", "en"]),
            "address": [f"Via Roma {number}", "20121 Milano"], "vat_number": f"IT{number:011}",
            "partner_id": f"P-{number}", "quotes_to": [f"orders-{number}@example.com"],
            "notices_to": [f"service-{number}@example.com"],
        }

    def tenant(self):
        digits = f"{self.random.getrandbits(96):024x}"
        return f"00000000-{digits[:4]}-4{digits[4:7]}-8{digits[7:10]}-{digits[10:22]}"

    def base(self, identity):
        return {
            "id": identity, "customer": f"customer-{identity}", "partner": self.random.choice(self.partners)["id"],
            "csm": self.random.choice(self.csms)["id"], "tenant": self.tenant(),
            "credential": self.random.choice(self.credentials)["name"], "currency": "EUR",
            "term_start": "2026-04-01", "term_end": "2027-03-31", "orders": [], "prices": [], "categories": [],
            "counting": {"stale_days": 180, "sync_rooms_as": "headset", "accessories": {}},
        }

    def contract(self, number):
        chance, contract = self.random.random, self.base(f"PPE-{self.month.year}-{number:04}")
        contract["currency"] = self.random.choice(["EUR", "EUR", "EUR", "USD", "GBP", "CHF", "JPY", "KWD"])
        contract["term_start"], contract["term_end"] = self.term()
        if chance() < 0.2:
            contract["trigger_percent"] = self.random.choice(["3", "7.5", "10"])
        if chance() < 0.1:
            contract["trigger_basis"] = "baseline"
        if chance() < 0.1:
            contract["charge_basis"] = "baseline"
        if chance() < 0.1:
            contract["proration"] = "day"
        if chance() < 0.15:
            contract["discount_percent"] = self.random.choice(["5", "12.5", "33.33"])
        counting = contract["counting"]
        counting["stale_days"] = self.random.choice([180, 180, 90, 365, 0])
        counting["sync_rooms_as"] = self.random.choice(["headset", "video"])
        if chance() < 0.2:
            counting["accessories"]["TC8"] = "video"
        for name in self.random.sample(CATEGORIES, self.random.choice([1, 1, 2, 3])):
            contract["categories"].append(self.category(contract, name))
        return contract

    def term(self):
        month, draw = self.month, self.random
        if draw.random() < 0.2:
            start = month.replace(day=draw.randint(2, 11))
        else:
            start = (month - datetime.timedelta(days=draw.randint(1, 330))).replace(day=1)
        last_day = calendar.monthrange(month.year, month.month)[1]
        end = month.replace(day=last_day) + datetime.timedelta(days=draw.choice([0, draw.randint(1, 800)]))
        if draw.random() < 0.6:
            end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        return start.isoformat(), end.isoformat()

    def price(self, currency):
        digits = DIGITS[currency]
        units = self.random.randint(5, 400) * 10**digits + self.random.randrange(10**digits)
        return money(Fraction(units, 10**digits), digits)

    def category(self, contract, name):
        draw, category = self.random, {"category": name}
        many = [draw.randint(30, self.largest), draw.randint(30, self.largest)]
        size = draw.choice([0, draw.randint(1, 30), 19, 20, min(101, self.largest), *many])
        if draw.random() < 0.5:
            category["ordered"] = size
        else:
            forecast, percent = draw.randint(0, 40), draw.choice([0, 33, 50, 75, 100])
            category |= {"installed": size, "growth_forecast": forecast, "growth_prepaid_percent": percent}
        if draw.random() < 0.93:
            category["unit_annual_price"] = self.price(contract["currency"])
        if draw.random() < 0.2:
            # The first day of the audited month, or the first day after it: never a day the audit may or may not reach.
            following = (self.month + datetime.timedelta(days=32)).replace(day=1)
            start = draw.choice([self.month, following])
            if day(contract["term_start"]) < start <= day(contract["term_end"]):
                contract["prices"].append(
                    {"category": name, "from": start.isoformat(), "unit_annual_price": self.price(contract["currency"])})
        month_before = (self.month - datetime.timedelta(days=1)).replace(day=3)
        if draw.random() < 0.15 and month_before >= day(contract["term_start"]):
            contract["orders"].append({"date": month_before.isoformat(), "category": name, "units": draw.randint(1, 20)})
        return category

    def target(self, contract, category):
        """How many devices to count: mostly near the trigger, seldom far above it."""
        draw = self.random
        compared, percent = contracted(contract, category, self.month), Fraction(contract.get("trigger_percent", "5"))
        line = baseline(compared, percent)
        if contract.get("trigger_basis") == "baseline":
            line = max(line, ceil(Fraction(line) * (100 + percent) / 100))
        near = line + draw.randint(-2, 2)
        wide = compared + draw.randint(-compared // 5, compared // 4 + 1)
        far = compared + draw.randint(10, 20) + compared // 2
        counted = max(0, draw.choices([near, wide, compared, far], [55, 30, 10, 5])[0])
        if contract.get("charge_basis") == "baseline" and triggers(counted, compared, percent, "ordered"):
            # A true-up of no units is nobody's wish.
            counted = max(counted, baseline(compared, percent) + 1)
        return counted

    def add(self, contract):
        self.contracts.append(contract)
        devices = self.devices[contract["tenant"]] = []
        for category in contract["categories"]:
            for _ in range(self.target(contract, category)):
                devices.append(self.countable(contract, category["category"]))
        self.noise(contract, devices)
        self.finish(devices)

    def add_fixed(self, example):
        """The programme's examples, or NAME=ORDERED:COUNTED: headsets at EUR 18.00 a year."""
        name, _, numbers = example.partition("=")
        total, counted = map(int, numbers.split(":")) if numbers else EXAMPLES[name]
        self.random = random.Random(f"{self.seed} {name}")
        contract = self.base(f"PPE-{name.upper()}")
        if name == "e9":
            contract["term_end"] = "2027-04-14"
        contract["categories"] = [{"category": "headset", "ordered": total, "unit_annual_price": "18.00"}]
        self.contracts.append(contract)
        devices = self.devices[contract["tenant"]] = [self.countable(contract, "headset") for _ in range(counted)]
        self.finish(devices)

    def countable(self, contract, category):
        """A device that counts in that category, in one of the dresses such devices come in."""
        choices = list(MODELS[category])
        if contract["counting"]["sync_rooms_as"] == category:
            choices.append(("Sync 40", "Sync 40"))
        choices += [(text, text) for text, agreed in contract["counting"]["accessories"].items() if agreed == category]
        text, name = self.random.choice(choices)
        return self.device(category, text, name, self.random.choice([None, -20, 0, 1, 2, 3, 10, 20]))

    def noise(self, contract, devices):
        """Devices that must not change a count."""
        draw = self.random
        for kind, texts in NOT_COUNTED.items():
            most = 3 if kind == "unknown_model" else 8
            for _ in range(draw.choice([0, 0, draw.randint(0, most)])):
                text = draw.choice(texts)
                if text not in contract["counting"]["accessories"]:
                    devices.append(self.device(kind, text, text, draw.choice([None, 1, 5])))
        listed = [c["category"] for c in contract["categories"]]
        for category in CATEGORIES:
            for _ in range(draw.choice([0, draw.randint(0, 5)])):
                # Not contracted, or stale where the contract knows staleness.
                if category not in listed:
                    text, name = draw.choice(MODELS[category])
                    devices.append(self.device(category, text, name, draw.choice([3, 500])))
                elif contract["counting"]["stale_days"]:
                    text, name = draw.choice(MODELS[category])
                    devices.append(self.device(category, text, name, 500))
        self.twins(contract, devices)

    def twins(self, contract, devices):
        """Older copies of devices that are there already: same serial, or no serial and the same MAC."""
        candidates = [d for d in devices if judge(d, contract)[0] and d["age"] is not None and d["age"] >= 0]
        for original in self.random.sample(candidates, min(len(candidates), self.random.randint(0, 6))):
            age = self.random.choice([original["age"] + 1, original["age"] + 7, 500])
            copy = self.device(original["kind"], original["text"], original["name"], age)
            for member in ("serialNumber", "macAddress"):
                copy["node"][member] = original["node"][member]
            serial = original["node"]["serialNumber"]
            if serial in NO_SERIAL and not original["node"]["macAddress"]:
                original["node"]["macAddress"] = copy["node"]["macAddress"] = self.mac()
            original["twin"] = copy["twin"] = copy["node"]["id"]
            devices.append(copy)

    def mac(self):
        digits = f"4825{self.random.getrandbits(32):08x}"
        return ":".join(digits[i : i + 2] for i in range(0, 12, 2))

    def device(self, kind, text, name, age):
        """`age` in days before the audited month; negative lies after it, none was never detected."""
        draw = self.random
        identity = f"{draw.getrandbits(48):012x}"
        serial = f"{draw.choice('SA')}{draw.getrandbits(40):010X}" if draw.random() < 0.9 else draw.choice(NO_SERIAL)
        if draw.random() < 0.03:
            serial = draw.randint(10**9, 10**12)  # a number where text is expected
        seen = None
        if age is not None:
            moment = datetime.datetime.combine(self.month, datetime.time(9, 18, 43, 740_000))
            # What lies after the month is in the future on every day that the audit can run on.
            moment += datetime.timedelta(days=-age if age >= 0 else 31 - age)
            seen = moment.isoformat(timespec="milliseconds") + "Z"
        node = {
            "id": identity, "name": draw.choice([None, "deskie", "Büro Żółw 会议", "x" * 40]),
            "displayName": None, "serialNumber": serial,
            "macAddress": draw.choice([self.mac(), self.mac(), None, ""]),
            "hardwareModel": text, "hardwareProduct": None, "hardwareFamily": None, "productId": None,
            "softwareVersion": draw.choice(["8.6.0.1321", "0225_0_0", None, 8.6]), "connected": draw.choice([True, False, None]),
            "lastDetected": seen, "site": draw.choice([None, {"name": "Home"}, {"name": None}]),
            "room": draw.choice([None, {"name": "Sala 1"}]),
        }
        dress = draw.random()
        if text and dress < 0.05:
            node |= {"hardwareModel": draw.choice([None, "", " "]), "hardwareProduct": text, "hardwareFamily": "Other"}
        elif text and dress < 0.08:
            node |= {"hardwareModel": None, "hardwareProduct": "", "hardwareFamily": text}
        return {"kind": kind, "text": text, "name": (name or text).replace("\u00a0", " "), "age": age, "twin": None, "node": node}

    def finish(self, devices):
        devices.sort(key=lambda device: device["node"]["id"])

    def truth(self):
        return {
            "seed": self.seed, "month": f"{self.month:%Y-%m}", "credentials": self.credentials,
            "contracts": [truth_of(c, self.devices[c["tenant"]], self.month) for c in self.contracts],
        }

    # -------------------------------------------------- data files

    def write(self, folder):
        data = folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        people = [table("partner", partner) for partner in self.partners] + [table("csm", csm) for csm in self.csms]
        (data / "people.toml").write_text("\n".join(people), encoding="utf-8")
        for contract in self.contracts:
            (data / f"{contract['id'].lower()}.toml").write_text(self.contract_file(contract), encoding="utf-8")
        (folder / "truth.json").write_text(json.dumps(self.truth(), indent=1, ensure_ascii=False), encoding="utf-8")

    def contract_file(self, contract):
        inventory = {"source": "lens", "credential": contract["credential"], "tenants": [contract["tenant"]]}
        customer = {
            "id": contract["customer"], "name": f"Cliente {contract['id']}", "partner": contract["partner"],
            "csm": contract["csm"], "site_id": "100234", "country": "IT", "inventory": inventory,
        }
        exceptions = ("trigger_percent", "trigger_basis", "charge_basis", "proration", "discount_percent")
        head = {"id": contract["id"], "customer": contract["customer"], "term_start": day(contract["term_start"]),
                "term_end": day(contract["term_end"]), "currency": contract["currency"]}
        head |= {key: contract[key] for key in exceptions if key in contract}
        parts = [table("customer", customer), table("contract", head)]
        parts += [table("contract.category", category) for category in contract["categories"]]
        parts += [table("contract.price", price | {"from": day(price["from"])}) for price in contract["prices"]]
        parts += [table("contract.order", order | {"date": day(order["date"])}) for order in contract["orders"]]
        counting = contract["counting"] | {
            "accessories": [{"model": m, "category": c} for m, c in contract["counting"]["accessories"].items()]}
        parts.append("[contract.counting]\n" + members(counting))
        return "\n".join(parts)


def table(name, values):
    return f"[[{name}]]\n{members(values)}"


def members(values):
    return "".join(f"{key} = {toml(value)}\n" for key, value in values.items())


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, datetime.date)):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"


# ---------------------------------------------------------------- the server


WHIMS = ("silence", "500", "html", "429", "cut short", "slow")
# Longer than the request_timeout of whoever tests silence.
SILENCE = 1.3


class Lens(ThreadingHTTPServer):
    """Tokens, tenants and pages of devices. It answers two queries and refuses everything else loudly."""

    daemon_threads = True

    def __init__(self, world, faults=False, delay=0, misbehave=0, notes=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.world, self.lock, self.delay = world, threading.Lock(), delay
        self.tokens, self.pages = {}, {}
        self.faults = random.Random(world.seed + 1) if faults else None
        self.misbehave, self.whims, self.notes = misbehave, random.Random(world.seed + 2), notes

    def whim(self):
        """How to misbehave towards this request; mostly not at all."""
        with self.lock:
            if self.whims.random() >= self.misbehave:
                return None
            whim = self.whims.choice(WHIMS)
            with open(self.notes, "a", encoding="utf-8") as notes:
                print(whim, file=notes)
        return whim

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client that was killed is no fault
            super().handle_error(request, client_address)

    def token(self, body):
        try:
            asked = json.loads(body)
        except ValueError:
            asked = None
        for credential in self.world.credentials:
            expected = {"client_id": credential["client_id"], "client_secret": credential["client_secret"],
                        "grant_type": "client_credentials"}
            if asked == expected:
                token = secrets.token_hex(24)
                with self.lock:
                    self.tokens[token] = [credential["name"], 150]
                return 200, {"access_token": token, "expires_in": 86400, "token_type": "Bearer"}
        return 401, {"error": "access_denied", "error_description": "Unauthorized"}

    def graphql(self, body, authorization):
        request = json.loads(body)
        query, variables = request["query"], request.get("variables") or {}
        words = set(re.findall(r"\w+", query))
        if " user" in query or words & {"user", "mutation", "subscription", "email"}:
            print(f"lens_server: a query that must never be sent: {query}", file=sys.stderr, flush=True)
            return 400, errors("Users and changes are never asked for", "GRAPHQL_VALIDATION_FAILED")
        with self.lock:
            held = self.tokens.get((authorization or "").removeprefix("Bearer "))
            if held is not None:
                held[1] -= 1
        if held is None or held[1] < 0:
            return 401, errors("You must be logged in to run this query", "UNAUTHENTICATED")
        if "deviceSearch" in words:
            time.sleep(self.delay)
            return self.devices(held[0], words, variables)
        if "tenants" in words:
            mine = [c for c in self.world.contracts if c["credential"] == held[0]]
            rows = [{"id": c["tenant"], "name": c["customer"], "type": "ENTERPRISE", "region": {"id": "us-1"},
                     "deviceCount": len(self.world.devices[c["tenant"]])} for c in mine]
            return 200, {"data": {"tenants": [project(row, words) for row in rows]}}
        return 400, errors(f"Cannot query this: {query}", "GRAPHQL_VALIDATION_FAILED")

    def devices(self, credential, words, variables):
        tenant, params = variables["tenantId"], variables["params"]
        if not any(c["tenant"] == tenant and c["credential"] == credential for c in self.world.contracts):
            return 200, {"data": {"tenant": None}}
        size, token = params.get("pageSize") or 10, params.get("nextToken")
        if not 1 <= size <= 5000:
            return 400, errors("pageSize must be between 1 and 5000", "BAD_USER_INPUT")
        start = 0
        if token is not None:
            start = self.pages.get((tenant, size, token))
            if start is None:
                return 400, errors("nextToken is not valid", "BAD_USER_INPUT")
        devices = self.world.devices[tenant]
        page, end = devices[start : start + size], start + size
        following = None
        if end < len(devices):
            # The same at each request, so that two listings of one tenant leave the same rows.
            following = hashlib.sha256(f"{self.world.seed} {tenant} {size} {end}".encode()).hexdigest()[:32]
            self.pages[tenant, size, following] = end
        info = {"totalCount": len(devices), "countOnPage": len(page), "nextToken": following, "hasNextPage": following is not None}
        search = {"edges": [{"node": project(device["node"], words)} for device in page], "pageInfo": project(info, words)}
        if "error" in words:
            search["error"] = None
        return 200, {"data": {"tenant": {"inventory": {"deviceSearch": search}}}}


def project(values, words):
    """The members that the query names somewhere: close enough to GraphQL for documents of one level each."""
    return {key: value for key, value in values.items() if key in words}


def errors(message, code):
    return {"errors": [{"message": message, "extensions": {"code": code, "stacktrace": ["at /srv/lens/index.js"]}}]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one piece

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whim = self.server.whim()
        if whim == "silence":
            time.sleep(SILENCE)
            self.close_connection = True
            return
        fault = self.fault(whim)
        if fault:
            status, headers, text = fault
            return self.answer(status, text, headers)
        try:
            if self.path == "/oauth/token":
                status, value = self.server.token(body)
            elif self.path == "/graphql":
                status, value = self.server.graphql(body, self.headers.get("Authorization"))
            else:
                status, value = 404, {"error": "not found"}
        except Exception as error:  # a request we cannot make sense of must not look like a passing fault
            print(f"lens_server: {error!r} for {body[:500]!r}", file=sys.stderr, flush=True)
            status, value = 400, errors(repr(error), "BAD_REQUEST")
        text, kind = json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": "application/json"}
        return self.answer(status, text, kind, whim)

    def fault(self, whim):
        if whim == "500":
            return 500, {"Content-Type": "application/json"}, json.dumps(errors("Internal server error", "INTERNAL")).encode()
        if whim == "html":
            return 503, {"Content-Type": "text/html"}, b"<!doctype html><html><h1>Service Unavailable</h1></html>"
        if whim == "429":
            return 429, {"Retry-After": "1"}, b""
        if self.server.faults is None:
            return None
        with self.server.lock:
            draw = self.server.faults.random()
        if draw < 0.02:
            return 502, {"Content-Type": "text/html"}, b"<html>Bad Gateway</html>"
        if draw < 0.04:
            return 429, {"Retry-After": "0"}, b""
        if draw < 0.06:
            return 400, {"Content-Type": "application/json"}, json.dumps(errors("Rate limit exceeded", "RATE_LIMITED")).encode()
        return None

    def answer(self, status, body, headers, whim=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        half = len(body) // 2 if whim else len(body)
        self.wfile.write(body[:half])
        if whim == "cut short":
            self.close_connection = True
        elif whim:
            self.wfile.flush()
            time.sleep(0.5)
            self.wfile.write(body[half:])

    def log_message(self, *_):
        pass


# ---------------------------------------------------------------- self-check


def self_check():
    check_examples()
    for seed in range(1, 31):
        check_world(World(seed, 12, "2026-11", ["e4", "e8", "e9"]))
    check_server(World(4711, 8, "2026-11", ["e8"]))
    print("lens_server.py: the self-check passed")


def check_examples():
    def found(total, counted, term_end="2027-03-31", month="2026-11-01"):
        world = World(0, 0, "2026-11")
        contract = world.base("PPE") | {"term_end": term_end}
        contract["categories"] = [{"category": "headset", "ordered": total, "unit_annual_price": "18.00"}]
        devices = [world.countable(contract, "headset") for _ in range(counted)]
        return truth_of(contract, devices, day(month))

    def line(truth):
        return (truth["categories"][0]["state"], truth["categories"][0]["baseline"],
                truth["categories"][0]["new_baseline"], truth["quote"] and truth["quote"]["total"])

    assert ordered({"installed": 950, "growth_forecast": 100, "growth_prepaid_percent": 50}) == 1000  # E1
    assert line(found(1000, 1049)) == ("watch", 1050, None, None)  # E2, E3
    assert line(found(1000, 1050)) == ("action", 1050, 1103, "375.00")  # E4, E8
    assert line(found(101, 106))[:2] == ("watch", 107) and line(found(101, 107))[0] == "action"  # E5
    assert line(found(19, 20))[:2] == ("action", 20)  # E6
    assert line(found(0, 0))[:2] == ("ok", 1) and line(found(0, 1))[:2] == ("action", 1)  # E7, A28
    assert line(found(1000, 1050, "2027-04-14"))[3] == "410.00"  # E9
    assert found(1000, 1050, "2027-04-14")["quote"]["lines"][0]["months"] == "5.4667"
    assert line(found(1050, 1110, month="2027-02-01"))[2:] == (1166, "180.00")  # E10
    assert line(found(1050, 900)) == ("ok", 1103, None, None)  # E12
    assert found(1000, 1050, month="2027-03-01")["quote"]["lines"][0]["months"] == "1"  # E13
    assert percent_text(104_999, 100_000) == "4.99" and percent_text(900, 1050) == "-14.28"  # A29, A43
    assert money(Fraction(5, 2), 0) == "3" and money(Fraction("1.0005"), 3) == "1.001"  # A5
    assert months(day("2026-11-11"), day("2026-11-30")) == Fraction(20, 30)  # A42


def check_world(world):
    with tempfile.TemporaryDirectory() as folder:
        world.write(Path(folder))
        files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (Path(folder) / "data").iterdir()]
    assert sum(len(file.get("contract", [])) for file in files) == len(world.contracts)
    assert sum(len(file.get("partner", [])) for file in files) == len(world.partners)
    for truth in world.truth()["contracts"]:
        assert truth["listed"] == truth["counted"] + sum(truth["not_counted"].values()), truth
        assert truth["counted"] == sum(truth["by_model"].values()) == sum(truth["counted_by_category"].values()), truth
        for category in truth["categories"]:
            assert (category["state"] == "action") == (category["new_baseline"] is not None), category


def check_server(world):
    server = Lens(world)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"

    def post(path, value, token=None):
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(address + path, json.dumps(value).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    grant = {"grant_type": "client_credentials"}
    assert post("/oauth/token", grant | {"client_id": "x", "client_secret": "y"})[0] == 401
    document = "query($tenantId: ID!, $params: DeviceFindArgs) { tenant { deviceSearch { id pageInfo totalCount nextToken } } }"
    assert post("/graphql", {"query": document})[0] == 401
    for credential in world.credentials:
        member = {key: credential[key] for key in ("client_id", "client_secret")}
        token = post("/oauth/token", grant | member)[1]["access_token"]
        with contextlib.redirect_stderr(io.StringIO()):
            assert post("/graphql", {"query": "{ tenants { id user { name } } }"}, token)[0] == 400
        tenants = post("/graphql", {"query": "{ tenants { id } }"}, token)[1]["data"]["tenants"]
        assert len(tenants) == sum(c["credential"] == credential["name"] for c in world.contracts)
        for tenant in tenants:
            ids, following = [], None
            while following is not None or not ids:
                params = {"pageSize": 97, "nextToken": following}
                value = {"query": document, "variables": {"tenantId": tenant["id"], "params": params}}
                search = post("/graphql", value, token)[1]["data"]["tenant"]["inventory"]["deviceSearch"]
                ids += [edge["node"]["id"] for edge in search["edges"]]
                following = search["pageInfo"]["nextToken"]
                if search["pageInfo"]["totalCount"] == 0:
                    break
            assert ids == sorted(set(ids)) and len(ids) == search["pageInfo"]["totalCount"], tenant
    server.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contracts", type=int, default=10)
    parser.add_argument("--month", default="2026-11")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--largest", type=int, default=400, help="the most devices that a random contract orders of a category")
    parser.add_argument("--fixed", default="", help="examples of the programme, such as e4,e8,e9, or NAME=ORDERED:COUNTED")
    parser.add_argument("--faults", action="store_true", help="now and then a 502, a 429 or a rate limit")
    parser.add_argument("--misbehave", type=float, default=0, help="the share of requests that are answered badly or not at all")
    parser.add_argument("--delay-ms", type=int, default=0, help="how long a page of devices takes")
    parser.add_argument("--self-check", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_check:
        return self_check()
    if arguments.out is None:
        parser.error("--out is needed")
    fixed = [name for name in arguments.fixed.split(",") if name]
    world = World(arguments.seed, arguments.contracts, arguments.month, fixed, arguments.largest)
    world.write(arguments.out)
    notes = arguments.out / "misbehaviour"
    server = Lens(world, arguments.faults, arguments.delay_ms / 1000, arguments.misbehave, notes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Breaks the program in one rule after the other, and shows that the random years notice each time.

    broken.py SCRATCH [--only WORD]... [--list]

Works on a copy of the source in SCRATCH (about a minute each, and the disk space of one build, which stays there so that
a second call is faster); the repository itself is not touched. Ends with 0 if every variant was noticed, and none where
nothing was broken.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# The years of the test come first; where they notice nothing, six more worlds follow.
PLAY = ["tests/years/play.py", "--seed", "20", "--worlds", "8"]

# What is broken, where, and how: the text there, and what takes its place.
VARIANTS = [
    ("R18 the trigger is strict: exactly 5 % is no true-up", "src/domain/audit.rs",
     ">= percent * fraction(compared_with, 1)", "> percent * fraction(compared_with, 1)"),
    ("A41 the watch line is strict", "src/domain/audit.rs",
     "fraction(100, 1) >= line", "fraction(100, 1) > line"),
    ("A30 unknown units are no reason to watch", "src/domain/audit.rs",
     "|| (unknown > 0 && triggers(n + unknown, x, exceptions))", ""),
    ("R21 charged are N - B", "src/domain/audit.rs",
     "Basis::Ordered => counted.saturating_sub(self.compared_with),", "Basis::Ordered => counted.saturating_sub(self.baseline),"),
    ("R23 the new baseline is 5 % over B", "src/domain/audit.rs",
     "line.new_baseline = Some(baseline(x + units, exceptions.trigger_percent));",
     "line.new_baseline = Some(baseline(line.baseline, exceptions.trigger_percent));"),
    ("R13 B is rounded down", "src/domain/contract.rs",
     "ceil(&line).max(compared_with + 1)", "line.floor().to_integer().to_u64().unwrap_or(u64::MAX).max(compared_with + 1)"),
    ("A4 growth units are rounded down", "src/domain/contract.rs",
     "ceil(&(growth_prepaid_percent.exact() * fraction(growth_forecast, 100)))",
     "(growth_prepaid_percent.exact() * fraction(growth_forecast, 100)).floor().to_integer().to_u64().unwrap_or(0)"),
    ("A42 an early order counts before its date", "src/domain/contract.rs",
     "order.category == category && order.date <= day", "order.category == category"),
    ("A42 an early order counts from the day after its date", "src/domain/contract.rs",
     "order.category == category && order.date <= day", "order.category == category && order.date < day"),
    ("R25 the first price holds for ever", "src/domain/contract.rs",
     "dated.or_else(first)", "dated.filter(|_| false).or_else(first)"),
    ("R25 a later price begins the day after", "src/domain/contract.rs",
     "price.category == category && price.from <= day", "price.category == category && price.from < day"),
    ("A36 managed_from is ignored", "src/domain/contract.rs",
     "self.managed_from.unwrap_or(self.term.start).max(self.term.start)", "self.term.start"),
    ("A29 percentages are rounded up", "src/domain/money.rs",
     "BigInt::from(10).pow(decimals)).trunc()", "BigInt::from(10).pow(decimals)).ceil()"),
    ("A5 amounts are rounded down", "src/domain/money.rs",
     "(scaled + half).floor()", "scaled.floor()"),
    ("R25 every currency has two decimals", "src/domain/money.rs",
     "Ok(Self { code, decimals })", "Ok(Self { code, decimals: decimals.max(2) })"),
    ("R25 amounts are rounded per unit", "src/domain/true_up.rs",
     "units * exact(price.decimal()) * years * kept",
     "units * exact(rounded(&(exact(price.decimal()) * years * kept), 2))"),
    ("R22 charged from the month after", "src/domain/true_up.rs",
     "tranche.first_month.first_day().max(term.start)", "tranche.first_month.next().first_day().max(term.start)"),
    ("A7 a broken month counts in full", "src/domain/true_up.rs",
     "Month::of(from).through(Month::of(to)).map(share).sum()",
     "fraction(Month::of(from).through(Month::of(to)).map(share).count() as u64, 1)"),
    ("A42 a month is charged from its first day, also where the term begins later", "src/domain/true_up.rs",
     "tranche.first_month.first_day().max(term.start)", "tranche.first_month.first_day()"),
    ("A41 the last day is not charged by the day", "src/domain/true_up.rs",
     "((to - from).num_days() + 1).max(0)", "(to - from).num_days().max(0)"),
    ("A26 a tranche begins anew with each version", "src/domain/true_up.rs",
     "    tranches.extend(new);", "    tranches.iter_mut().for_each(|tranche| tranche.first_month = Month::of(day));\n    tranches.extend(new);"),
    ("A38 an old tranche gets the price of today", "src/domain/true_up.rs",
     "tranches.iter_mut().filter(|tranche| tranche.unit_annual_price.is_none())", "tranches.iter_mut()"),
    ("A38 the next version holds only what is new", "src/domain/true_up.rs",
     "open.map(|open| open.tranches.clone()).unwrap_or_default()", "open.map(|_| Vec::<Tranche>::new()).unwrap_or_default()"),
    ("A26 an expired quote is compared with no longer", "src/domain/state.rs",
     "Self::Draft | Self::Held | Self::Approved | Self::Sent | Self::Expired", "Self::Draft | Self::Held | Self::Approved | Self::Sent"),
    ("A25 a withdrawn quote keeps its units", "src/domain/state.rs",
     "Self::Draft | Self::Held | Self::Approved | Self::Sent | Self::Expired",
     "Self::Draft | Self::Held | Self::Approved | Self::Sent | Self::Expired | Self::Withdrawn"),
    ("R27 audits compare with what is paid", "src/domain/decide.rs",
     "compared_with: contracted + open(category)", "compared_with: contracted"),
    ("R29 a decrease lowers what is compared with", "src/domain/decide.rs",
     "(category, Standing { contracted, compared_with: contracted + open(category) })",
     "(category, Standing { contracted, compared_with: ledger.last.as_ref().and_then(|last| counts(last).get(&category).copied())"
     ".map_or(contracted + open(category), |n| n.min(contracted + open(category))) })"),
    ("R25 the price of the true-up month's first day", "src/domain/true_up.rs",
     "let (unit_annual_price, price_from) = price(contract, category, day);",
     "let (unit_annual_price, price_from) = price(contract, category, first_month.first_day());"),
    ("A25 the units of a PO are counted twice", "src/flow/ledger.rs",
     "*ordered_by_quote.entry(category).or_default() += units;", "*ordered_by_quote.entry(category).or_default() += 2 * units;"),
    ("A39 a part order covers the newest tranche first", "src/domain/purchase_order/mod.rs",
     "    for tranche in available(facts) {", "    for tranche in available(facts).into_iter().rev() {"),
    ("A27 a PO for a superseded version is taken for all that is open", "src/domain/purchase_order/mod.rs",
     "facts.quote.tranches.iter().filter_map(open).collect();", "facts.open.map(|open| open.tranches.clone()).unwrap_or_default();"),
    ("A39 what a part order leaves is not issued again", "src/domain/purchase_order/mod.rs",
     "let rest = rest(facts.open", "let rest = rest(facts.open.filter(|_| order.units.is_none())"),
    ("A26 what an order leaves begins anew", "src/domain/purchase_order/mod.rs",
     "Tranche { units: tranche.units.saturating_sub(taken), ..tranche.clone() }",
     "Tranche { units: tranche.units.saturating_sub(taken), first_month: tranche.first_month.next(), ..tranche.clone() }"),
    ("A39 what an order leaves goes out, also if nobody released it", "src/flow/order.rs",
     "    if RELEASED.contains(&open.state) {\n        return", "    if !open.state.as_str().is_empty() {\n        return"),
    ("A26 a quote expires on its last day", "src/flow/status/mod.rs",
     "if until < today => QuoteState::Expired", "if until <= today => QuoteState::Expired"),
]


def copy_of_the_source(scratch):
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    for path in scratch.rglob("src/**/*.rs"):
        if str(path.relative_to(scratch)) not in files:
            path.unlink()  # moved or gone since the last call: the compiler would find both
    for name in filter(None, files):
        target = scratch / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != (ROOT / name).read_bytes():
            shutil.copyfile(ROOT / name, target)


def build(scratch):
    """Builds the program; gives what went wrong."""
    # What it rests on is built once and runs thousands of times; the program itself is built anew for each variant.
    cargo = ["cargo", "build", "--quiet", "--bin", "trueup", "--no-default-features",
             "--config", "profile.dev.debug=false", "--config", "profile.dev.package.'*'.opt-level=1"]
    built = subprocess.run(cargo, cwd=scratch, capture_output=True, text=True)
    return f"does not build: {built.stderr.strip()[-600:]}" if built.returncode else None


def noticed(scratch):
    """Builds what is there and plays; gives the first difference that was seen."""
    failure = build(scratch)
    if failure:
        return None, failure
    script, *options = PLAY
    play = [sys.executable, str(scratch / script), "--binary", str(scratch / "target/debug/trueup"), "--first", *options]
    played = subprocess.run(play, cwd=scratch, capture_output=True, text=True)
    differences = [line for line in played.stdout.splitlines() if line.startswith("world ")]
    if played.returncode and not differences:
        return None, f"could not be played: {(played.stdout + played.stderr)[-600:]}"
    return bool(differences), differences[0] if differences else "not noticed"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--only", action="append", default=[], help="variants whose description contains this")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    variants = [v for v in VARIANTS if not arguments.only or any(word in v[0] for word in arguments.only)]
    if arguments.list:
        print("\n".join(variant[0] for variant in variants))
        return 0
    wrong = 0
    copy_of_the_source(arguments.scratch)
    if not arguments.only:
        variants = [("nothing is broken", None, None, None), *variants]
    for what, name, old, new in variants:
        begun, file = time.monotonic(), name and arguments.scratch / name
        text = name and file.read_text(encoding="utf-8")
        if name:
            assert text.count(old) == 1, f"{what}: {text.count(old)} places in {name}"
            file.write_text(text.replace(old, new), encoding="utf-8")
        caught, how = noticed(arguments.scratch)
        if name:
            file.write_text(text, encoding="utf-8")
        wrong += caught is not bool(name)
        verdict = {True: "noticed", False: "NOT NOTICED", None: "FAILED"}[caught] if name else {False: "agreed", True: "DIFFERED", None: "FAILED"}[caught]
        print(f"{verdict:11}  {what}  ({time.monotonic() - begun:.0f} s)\n             {how}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Breaks the threshold in one rule after the other, and shows that the random years of returns notice each time.

    broken.py SCRATCH [--only WORD]... [--list]

Works on a copy of the source in SCRATCH, as `tests/years/broken.py` does; the repository itself is not touched. Ends with
0 if every variant was noticed, and none where nothing was broken.
"""

import importlib.util
import sys
from pathlib import Path

sys.dont_write_bytecode = True

HERE = Path(__file__).resolve().parent
PLAY = ["tests/returns/play.py", "--worlds", "8"]

# What is broken, where, and how: the text there, and what takes its place.
VARIANTS = [
    ("R34 the threshold is not strict", "src/domain/rma/position.rs",
     "overage: units.saturating_sub(allowed),", "overage: (units + 1).saturating_sub(allowed.max(1)),"),
    ("R34 the allowance is rounded up", "src/domain/rma/position.rs",
     "percent.exact()).floor()", "percent.exact()).ceil()"),
    ("R35 the base is that of the year's end", "src/domain/rma/base.rs",
     "RmaBase::Max => all().map(|base| base.total).max()?", "RmaBase::Max => all().max_by_key(|base| base.on)?.total"),
    ("R35 an order counts before its date", "src/domain/rma/base.rs",
     "let on = (*from).max(first);", "let on = first.max(cover.term.start);"),
    ("A44 the base is dated by its last step", "src/domain/rma/base.rs",
     ".min_by_key(|base| base.on)\n}", ".max_by_key(|base| base.on)\n}"),
    ("R37 units go by number, whatever their date", "src/domain/rma/mod.rs",
     "(NaiveDate, &str, u32) {\n        (self.authorised_on, &self.rma_number, self.rma_line)",
     "(&str, u32, NaiveDate) {\n        (&self.rma_number, self.rma_line, self.authorised_on)"),
    ("A45 the lines of an RMA go backwards", "src/domain/rma/mod.rs",
     "(self.authorised_on, &self.rma_number, self.rma_line)", "(self.authorised_on, &self.rma_number, u32::MAX - self.rma_line)"),
    ("R38 the price is that of the first version", "src/domain/price_list.rs",
     "begun.max_by_key(|version| version.valid_from)", "begun.min_by_key(|version| version.valid_from)"),
    ("R38 a version is in force before its day", "src/domain/price_list.rs",
     "version.list == list && version.valid_from <= day", "version.list == list && version.valid_from <= day + chrono::Days::new(45)"),
    ("R37 a row is billed whole where the allowance ends", "src/domain/rma/position.rs",
     "RmaUnit { units: row.units - within, ..row.clone() }", "row.clone()"),
    ("R36 units outside of the term count", "src/domain/rma/position.rs",
     "let outside = !covers", "let outside = covers.is_empty() && !covers"),
    ("A10 speakerphones count as headsets", "src/flow/rma/mod.rs",
     'const NO_HEADSETS: [&str; 3] = ["Sync", "Calisto", "Studio P"];', 'const NO_HEADSETS: [&str; 0] = [];'),
    ("A44 watch from the percentage, not from the allowance", "src/domain/rma/position.rs",
     "units > 0 && u128::from(units) * 5 >= u128::from(allowed) * 4", "units > 0 && u128::from(units) * 5 > u128::from(allowed) * 4"),
    ("A33 no final statement", "src/domain/rma/notice.rs",
     "if closing || bills_otherwise(position, billing, last) {", "if bills_otherwise(position, billing, last) {"),
    ("A44 a version at each run", "src/domain/rma/notice.rs",
     "billed(now.iter()) != billed(before.lines.iter().map(|line| &line.unit))", "!now.is_empty() || !before.lines.is_empty()"),
    ("A44 a renewal begins a year of its own", "src/flow/rma/mod.rs",
     "            root = before;", "            break;"),
]


def main():
    found = importlib.util.spec_from_file_location("years_broken", HERE.parent / "years/broken.py")
    years = importlib.util.module_from_spec(found)
    found.loader.exec_module(years)
    years.VARIANTS, years.PLAY, years.__doc__ = VARIANTS, PLAY, __doc__
    return years.main()


if __name__ == "__main__":
    sys.exit(main())

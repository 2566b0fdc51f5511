//! When N will reach B at the growth of the last three audited months (documents.md section 1.4). An estimate: it
//! stands in reports, marked as such, and never in a quote.

use num_traits::{Signed, ToPrimitive};

use crate::domain::money::fraction;
use crate::domain::month::Month;
use crate::domain::outcome::Reaches;

/// The forecast of one category.
///
/// `audited` holds month and count of the audited months, oldest first, the present one last; `baseline` is what N is
/// compared with from now on; nothing is said of months after `last`, the last month of the term.
pub fn reaches_baseline(audited: &[(Month, u64)], baseline: u64, last: Month) -> Reaches {
    let Some([(first, before), _, (now, count)]) = audited.len().checked_sub(3).map(|at| &audited[at..]) else {
        return Reaches::NoForecast;
    };
    if *count >= baseline {
        return Reaches::Reached;
    }
    let months = first.through(*now).count() - 1;
    let growth = fraction(*count, 1) - fraction(*before, 1);
    if !growth.is_positive() {
        return Reaches::NotInTerm;
    }
    let needed = (fraction(baseline - count, 1) * fraction(months, 1) / growth).ceil().to_integer().to_u32();
    match needed {
        Some(needed) if needed <= 1_200 && now.plus(needed) <= last => Reaches::In(now.plus(needed)),
        _ => Reaches::NotInTerm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn the_forecast_needs_three_audited_months_and_growth() {
        let last = month("2027-03");
        let audited = |counts: [u64; 3]| {
            let months = ["2026-09", "2026-10", "2026-11"].map(month);
            months.into_iter().zip(counts).collect::<Vec<_>>()
        };
        let table = [
            (audited([1000, 1010, 1020]), 1050, Reaches::In(month("2027-02"))),
            (audited([1000, 1010, 1019]), 1050, Reaches::In(month("2027-03"))),
            (audited([1000, 1005, 1009]), 1050, Reaches::NotInTerm),
            (audited([1000, 1030, 1050]), 1050, Reaches::Reached),
            (audited([1020, 1020, 1020]), 1050, Reaches::NotInTerm),
            (audited([1030, 1020, 1010]), 1050, Reaches::NotInTerm),
        ];
        for (audited, baseline, expected) in table {
            assert_eq!(reaches_baseline(&audited, baseline, last), expected, "{audited:?}");
        }
        assert_eq!(reaches_baseline(&audited([1, 2, 3])[1..], 10, last), Reaches::NoForecast);
        let gap = [(month("2026-05"), 1000), (month("2026-10"), 1010), (month("2026-11"), 1030)];
        assert_eq!(reaches_baseline(&gap, 1050, last), Reaches::In(month("2027-03")), "5 a month over six months");
    }
}

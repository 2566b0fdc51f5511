//! Counting a snapshot: the walks of `domain::count` over evidence that arrives chunk by chunk.
//!
//! Never holds more than one chunk; the arithmetic runs off the async threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};

use crate::document::devices::{self, DeviceList};
use crate::document::workbook::DeviceSheets;
use crate::domain::catalogue::Catalogue;
use crate::domain::category::Category;
use crate::domain::contract::Contract;
use crate::domain::count::{Judge, Repeats, Tally, Verdict};
use crate::domain::device::Observation;
use crate::domain::outcome::Reason;
use crate::domain::replaced::{Listed, Replacements};
use crate::flow::evidence::Evidence;
use crate::store::Db;

/// By what a snapshot is counted.
#[derive(Debug, Clone)]
pub struct Measure {
    /// The catalogue in use.
    pub catalogue: Arc<Catalogue>,
    /// The contract with its counting profile.
    pub contract: Arc<Contract>,
    /// When the snapshot was taken.
    pub taken_at: DateTime<Utc>,
    /// That day in the schedule's time zone.
    pub day: NaiveDate,
    /// What RMAs have replaced (A21).
    pub replacements: Arc<Replacements>,
}

/// A list that every device is written to with its verdict.
#[derive(Debug)]
pub enum Listing {
    /// For programs.
    Csv(Box<DeviceList>),
    /// The device sheets of a workbook.
    Sheets(Box<DeviceSheets>),
}

impl Listing {
    fn push(&mut self, device: &Observation, verdict: devices::Verdict<'_>) -> Result<()> {
        match self {
            Self::Csv(list) => Ok(list.push(device, verdict)?),
            Self::Sheets(sheets) => Ok(sheets.push(device, verdict)?),
        }
    }
}

/// One device on a walk, with its verdict as if it had no copies.
struct Visit<'a> {
    device: &'a Observation,
    verdict: Verdict,
    /// Its place in the snapshot.
    position: u64,
    judge: &'a mut Judge,
}

/// Counts `evidence`; with a `list`, every device is written to it with its verdict.
pub async fn count(
    db: &Db,
    evidence: &Evidence,
    measure: &Measure,
    list: Option<Listing>,
) -> Result<(Tally, Option<Listing>)> {
    let measure = &Walked { measure, replaced: replaced(db, evidence, measure).await? };
    let repeats = walk(db, evidence, measure, Repeats::default(), |repeats, visit| {
        if visit.verdict.counts.is_ok() {
            repeats.push(visit.device);
        }
        Ok(())
    });
    let mut duplicates = repeats.await?.into_duplicates();
    if !duplicates.is_empty() {
        let weighed = walk(db, evidence, measure, duplicates, |duplicates, visit| {
            if visit.verdict.counts.is_ok() {
                duplicates.weigh(visit.device, visit.position);
            }
            Ok(())
        });
        duplicates = weighed.await?;
    }
    let sums = walk(db, evidence, measure, (duplicates, Tally::default(), list), |(duplicates, tally, list), visit| {
        let Visit { device, mut verdict, position, judge } = visit;
        if verdict.counts.is_ok() && duplicates.is_duplicate(device, position) {
            verdict.counts = Err(Reason::Duplicate);
        }
        tally.push(device, &verdict, judge);
        if let Some(list) = list {
            let (category, reason) = (verdict.counts.ok(), verdict.counts.err());
            list.push(device, devices::Verdict { category, reason, model: &verdict.model, recognised_by: verdict.by })?;
        }
        Ok(())
    });
    let (_, tally, list) = sums.await?;
    Ok((tally, list))
}

/// N by category only.
pub async fn counts(db: &Db, evidence: &Evidence, measure: &Measure) -> Result<BTreeMap<Category, u64>> {
    Ok(count(db, evidence, measure, None).await?.0.counted().clone())
}

/// A measure whose replacements were looked up in the evidence.
struct Walked<'a> {
    measure: &'a Measure,
    /// Serial numbers to leave out.
    replaced: Arc<BTreeSet<String>>,
}

/// The devices that RMAs have replaced and that are listed beside what took their place.
async fn replaced(db: &Db, evidence: &Evidence, measure: &Measure) -> Result<Arc<BTreeSet<String>>> {
    if measure.replacements.is_empty() {
        return Ok(Arc::default());
    }
    let nothing = &Walked { measure, replaced: Arc::default() };
    let listed = walk(db, evidence, nothing, Listed::new(&measure.replacements), |listed, visit| {
        listed.push(visit.device);
        Ok(())
    });
    Ok(Arc::new(listed.await?.replaced(&measure.replacements)))
}

async fn walk<S: Send + 'static>(
    db: &Db,
    evidence: &Evidence,
    by: &Walked<'_>,
    mut state: S,
    visit: fn(&mut S, Visit<'_>) -> Result<()>,
) -> Result<S> {
    let Walked { measure, replaced } = by;
    let judge = Judge::new(measure.catalogue.clone(), measure.contract.clone(), measure.taken_at, measure.day);
    let mut judge = judge.without_replaced(replaced.clone());
    let mut position = 0;
    for index in 0..evidence.chunks() {
        let chunk = evidence.chunk(db, index).await?;
        let task = move || -> Result<_> {
            // Proved to be UTF-8 once, not once for every text of every device.
            let lines = std::str::from_utf8(&chunk).context("the evidence is damaged: it is not UTF-8")?;
            for line in lines.split('\n').filter(|line| !line.is_empty()) {
                let device: Observation = serde_json::from_str(line)
                    .with_context(|| format!("the evidence is damaged: device {} of the snapshot", position + 1))?;
                let verdict = judge.verdict(&device);
                visit(&mut state, Visit { device: &device, verdict, position, judge: &mut judge })?;
                position += 1;
            }
            Ok((state, judge, position))
        };
        (state, judge, position) =
            tokio::task::spawn_blocking(task).await.context("counting stopped in the middle")??;
    }
    Ok(state)
}

//! `trueup demo --years N`: what happens in the years of a contract, played day by day by the same code as the commands.
//!
//! `simulator::years` says what people do, what Lens lists and what the files say; all that is told at the end is read
//! from the ledger.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{Datelike, NaiveDate, TimeDelta};
use tokio::net::TcpListener;

use super::{Manner, chronicle, open, summary, write, write_data, write_settings};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{apply, print, run};
use crate::clock::Clock;
use crate::domain::ids::{ContractId, PartnerId};
use crate::domain::month::Month;
use crate::domain::purchase_order::Given;
use crate::flow::run::Request;
use crate::flow::{Engine, intake, onboard, order, release, reopen, rma_intake};
use crate::simulator::years::{Deed, SIDES, Side, Version, Years};
use crate::simulator::{Simulator, World};
use crate::store::{duties, quotes};

/// After the third has begun, so that the partner's file of the second is there.
const MANNER: Manner = Manner { audit: "0 6 3 * *", hold_first_true_up: true };

/// Plays so many years into `dir`.
pub(super) async fn play(global: &Global, dir: &Path, years: u8) -> Result<Exit, Failure> {
    let ledger = dir.join("trueup.db");
    if ledger.exists() {
        let ledger = ledger.display();
        return Err(Failure::usage(format!(
            "{ledger} is there already: years are played on a new ledger; name another folder"
        )));
    }
    let years = Years::of(years);
    let world = years.world();
    let world = Arc::new(world);
    let listener = TcpListener::bind("127.0.0.1:0").await.context("the Lens simulator finds no port on loopback")?;
    let lens = Simulator::start(listener, world.clone())?;
    write_data(dir, &years.files(years.eve()))?;
    write_settings(dir, &lens, std::iter::once(years.credential()), &MANNER)?;
    let engine = open(global, dir).await?;
    let mut player = Player { engine, dir, world, years, day: years.eve() };
    let deeds: Vec<_> = years.deeds().collect();
    for of_day in deeds.chunk_by(|(one, _), (other, _)| one == other) {
        player.pass(of_day[0].0).await?;
        for (_, deed) in of_day {
            player.everywhere(deed).await?;
        }
        // What follows from it leaves at once.
        player.tick().await?;
    }
    player.pass(years.last_day()).await?;
    lens.stop().await?;
    chronicle::tell(global, &player.engine, dir, years).await?;
    Ok(Exit::Done)
}

struct Player<'a> {
    engine: Engine,
    dir: &'a Path,
    world: Arc<World>,
    years: Years,
    /// The day whose morning was the last to pass.
    day: NaiveDate,
}

impl Player<'_> {
    /// Lets time pass to a day, as a daemon does: on mornings on which nothing is due nothing happens.
    async fn pass(&mut self, until: NaiveDate) -> Result<(), Failure> {
        while self.day < until {
            self.day = self.day.succ_opt().context("the calendar goes on")?;
            let (calendar, day) = (&self.engine.calendar, self.day);
            // A minute after the audits fall due.
            let morning = calendar.moment_on(day) + TimeDelta::minutes(1);
            let audits = calendar.due_at(Month::of(day)).is_some_and(|due| calendar.day(due) == day);
            self.engine.clock = Clock::shifted(morning);
            if day.day() == 1 || audits || self.owes().await? {
                self.tick().await?;
            }
            if day.day() == 1 {
                self.told(Month::of(day.pred_opt().unwrap_or(day))).await?;
            }
        }
        let noon = self.engine.calendar.start_of(until) + TimeDelta::hours(12);
        self.engine.clock = Clock::shifted(noon);
        Ok(())
    }

    async fn owes(&self) -> Result<bool> {
        let mut tx = self.engine.db.read().await?;
        Ok(!duties::due(&mut tx, self.engine.clock.now()).await?.is_empty())
    }

    async fn tick(&self) -> Result<(), Failure> {
        run::tick(&self.engine, &Request::default()).await
    }

    /// A word about a month that is over, while the next ones are played.
    async fn told(&self, month: Month) -> Result<()> {
        let status = crate::flow::status::status(&self.engine, month, &[]).await?;
        if !status.audits.is_empty() {
            print::note(format_args!("{month}  {}", summary(&status)));
        }
        Ok(())
    }

    async fn everywhere(&mut self, deed: &Deed) -> Result<(), Failure> {
        if *deed == Deed::Apply {
            let data = write_data(self.dir, &self.years.files(self.day))?;
            apply::take_over(&self.engine, &[data], false, false).await?;
            return Ok(());
        }
        for side in &SIDES {
            self.act(side, deed).await?;
        }
        Ok(())
    }

    async fn act(&mut self, side: &Side, deed: &Deed) -> Result<(), Failure> {
        let engine = &mut self.engine;
        side.acts_as.clone_into(&mut engine.by);
        let now = engine.clock.now();
        let contract = in_force(engine, side)?;
        match *deed {
            Deed::Apply => {}
            Deed::Report(owned) => {
                let file = side.report(owned, now)?;
                write(&folder(self.dir)?.join(&file.name), file.text.as_bytes())?;
                intake::inventory(engine, &side.customer.parse()?, &file.name, file.text.as_bytes()).await?;
            }
            Deed::List(owned) => side.list(&self.world, owned, now),
            Deed::TotalOff(by) => side.total_off(&self.world, by),
            Deed::Onboard => drop(onboard::onboard(engine, &side.customer.parse()?).await?),
            Deed::Returns(rows) => {
                let file = side.returns(rows, now);
                write(&folder(self.dir)?.join(&file.name), file.text.as_bytes())?;
                let partner: PartnerId = side.partner.parse()?;
                rma_intake::rma(engine, Some(&partner), &file.name, file.text.into_bytes()).await?;
            }
            Deed::Run => {
                let request = Request { contracts: vec![contract], ..Request::default() };
                run::tick(engine, &request).await?;
            }
            Deed::Approve => {
                let number = number(engine, &contract, Version::Open).await?;
                release::approve(engine, &number).await?;
            }
            Deed::Withdraw(reason) => {
                let number = number(engine, &contract, Version::Open).await?;
                release::withdraw(engine, &number, side.own(reason)).await?;
            }
            Deed::Reopen(reason) => {
                reopen::reopen(engine, &[contract], side.own(reason), None).await?;
            }
            Deed::Order { version, po, date, amount, units } => {
                let number = number(engine, &contract, version).await?;
                let units: Vec<_> = units.iter().map(|&units| units.to_owned()).collect();
                let partner = Some(side.partner);
                let given = Given { number: po, partner, date, amount, units: &units };
                order::record(engine, &number, &given).await?;
            }
        }
        "demo".clone_into(&mut engine.by);
        Ok(())
    }
}

/// The contract of a side that gives cover today, or the first one to come.
fn in_force(engine: &Engine, side: &Side) -> Result<ContractId> {
    let today = engine.calendar.day(engine.clock.now());
    let [first, second] = side.contracts;
    Ok(if today < Years::renewed_on() { first } else { second }.parse()?)
}

async fn number(engine: &Engine, contract: &ContractId, version: Version) -> Result<String> {
    let mut tx = engine.db.read().await?;
    let all = quotes::of_contract(&mut tx, contract).await?;
    let open = all.into_iter().find(|stored| stored.state.is_open());
    let open = open.with_context(|| format!("{contract} has no open quote on that day"))?;
    match version {
        Version::Open => Ok(open.quote.number),
        Version::Before => open.quote.supersedes.context("the open quote is the first version"),
    }
}

/// Where the files lie that the partners send.
fn folder(dir: &Path) -> Result<std::path::PathBuf> {
    let folder = dir.join("reports");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

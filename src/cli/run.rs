//! `trueup run`: what one tick owes, once, by hand.

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Run};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{print, status};
use crate::domain::state::AuditState;
use crate::flow::deliver::Deliverer;
use crate::flow::run::{self, Request};
use crate::flow::status::Status;
use crate::flow::{Engine, duty};

/// Runs it.
pub(super) async fn run(global: &Global, arguments: &Run) -> Result<Exit, Failure> {
    let access = if arguments.dry_run { Access::Dry } else { Access::Write };
    let engine = app::open(global, access).await?;
    let month = app::running_month(&engine, arguments.month)?;
    let request = Request {
        contracts: arguments.contract.clone(),
        early: arguments.month.is_some(),
        accept_held: arguments.accept_held.clone(),
    };
    known(&engine, &request).await?;
    let status = if arguments.dry_run {
        let status = run::rehearse(&engine, &request).await?;
        print::note("dry run: nothing was written, nothing is sent");
        status
    } else {
        tick(&engine, &request).await?;
        crate::flow::status::status(&engine, month, &request.contracts).await?
    };
    status::print(global, &status)?;
    Ok(exit(&status))
}

/// Audits, duties and deliveries of this moment.
pub(super) async fn tick(engine: &Engine, request: &Request) -> Result<(), Failure> {
    let bar = print::progress("auditing");
    let finished = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    run::audit_all(engine, request, finished).await?;
    bar.finish_and_clear();
    duty::do_all(engine).await?;
    let deliverer = Deliverer::new(engine.db.clone(), engine.clock.clone(), engine.settings.mail.clone())?;
    if let Some(stop) = deliverer.run_until_idle().await?.stopped {
        print::warning(format_args!("mail stands still: {stop}"));
    }
    Ok(())
}

/// A contract that is not declared is a wrong question.
async fn known(engine: &Engine, request: &Request) -> Result<(), Failure> {
    let mut tx = engine.db.read().await?;
    let register = crate::flow::register::Register::load(&mut tx).await?;
    match request.contracts.iter().find(|contract| !register.contracts.contains_key(contract)) {
        Some(contract) => Err(app::unknown("contract", contract, "`trueup apply` declares them")),
        None => Ok(()),
    }
}

/// An audit that somebody else is still at is not done either.
fn exit(status: &Status) -> Exit {
    let unfinished = status.audits.iter().any(|audit| matches!(audit.state, AuditState::Due | AuditState::Collecting));
    if unfinished { Exit::NeedsPerson } else { status::exit(status) }
}

//! `trueup run`: what one tick owes, once, by hand.

use crate::cli::app::{self, Access};
use crate::cli::arguments::{Global, Run};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{print, status};
use crate::domain::ids::ContractId;
use crate::domain::state::AuditState;
use crate::flow::deliver::Deliverer;
use crate::flow::run::{self, Request};
use crate::flow::status::Status;
use crate::flow::{Engine, duty, reopen};

/// Runs it.
pub(super) async fn run(global: &Global, arguments: &Run) -> Result<Exit, Failure> {
    let access = if arguments.dry_run { Access::Dry } else { Access::Write };
    let (engine, month) = app::open_month(global, arguments.month, access).await?;
    let request = Request {
        contracts: arguments.contract.clone(),
        early: arguments.month.is_some(),
        accept_held: arguments.accept_held.clone(),
        ..Request::default()
    };
    app::known(&engine, &request.contracts).await?;
    let mut unpublished = Vec::new();
    if let Some(reason) = &arguments.reopen {
        unpublished = reopen(&engine, &request, reason).await?;
    }
    let status = if arguments.dry_run {
        let status = run::rehearse(&engine, &request).await?;
        print::note("dry run: nothing was written, nothing is sent");
        status
    } else {
        tick(&engine, &request).await?;
        crate::flow::status::status(&engine, month, &request.contracts).await?
    };
    status::print(global, &status)?;
    Ok(if unpublished.is_empty() { exit(&status) } else { Exit::NeedsPerson })
}

/// Audits published months once more; tells of those that could not be, whose earlier audit stands.
async fn reopen(engine: &Engine, request: &Request, reason: &str) -> Result<Vec<(ContractId, String)>, Failure> {
    let reopened = reopen::reopen(engine, &request.contracts, reason, request.accept_held.as_deref()).await;
    let unpublished = reopened.map_err(|refused| match refused {
        reopen::Refused::Failed(error) => Failure::Failed(error),
        refused @ reopen::Refused::Contracts(_) => refused.into(),
    })?;
    for (contract, why) in &unpublished {
        print::warning(format_args!(
            "{contract}: not audited again, what was published stands; to be settled together with --reopen: {why}"
        ));
    }
    Ok(unpublished)
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

/// An audit that somebody else is still at is not done either.
fn exit(status: &Status) -> Exit {
    let unfinished = status.audits.iter().any(|audit| matches!(audit.state, AuditState::Due | AuditState::Collecting));
    if unfinished { Exit::NeedsPerson } else { status::exit(status) }
}

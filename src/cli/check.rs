//! `trueup check`: everything that can be wrong, told at once and before it matters.

use std::time::Duration;

use anyhow::Result;
use secrecy::ExposeSecret;

use crate::cli::app;
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure, chain};
use crate::cli::print;
use crate::document;
use crate::domain::ids::CustomerId;
use crate::domain::party::Inventory;
use crate::flow::listing::LensClients;
use crate::flow::register::Register;
use crate::mail::transport::Transport;
use crate::settings::Settings;
use crate::source::retry::Retry;
use crate::store::{Db, Open, StoreError};

/// A check waits no longer than this for Lens; an audit has the patience of the settings.
const PATIENCE: Duration = Duration::from_secs(20);

/// Checks settings, templates and ledger; with `online` also mail server, Lens credentials and tenants.
pub(super) async fn check(global: &Global, online: bool) -> Result<Exit, Failure> {
    // Without settings nothing else can be looked at; their problems are listed whole.
    let (mut settings, _) = app::settings(global)?;
    settings.lens.retry = Retry::within(settings.lens.retry.give_up_after.min(PATIENCE));
    let mut findings = Findings::default();
    findings.good("settings".to_owned());
    match document::load_with_fonts(settings.templates.as_deref(), settings.fonts.as_deref()) {
        Ok(_) => findings.good("templates in every language".to_owned()),
        Err(errors) => errors.0.iter().for_each(|error| findings.bad(format!("templates: {error}"))),
    }
    let register = ledger(&settings, &mut findings).await;
    if let Some(register) = &register {
        credentials(&settings, register, &mut findings);
        rma_files(register, &mut findings);
    }
    if online {
        mail(&settings, &mut findings).await;
        lens(&settings, register.as_ref(), &mut findings).await?;
    }
    findings.print(global)
}

/// What the ledger declares, if it can be read.
async fn ledger(settings: &Settings, findings: &mut Findings) -> Option<Register> {
    let read = async {
        let db = Db::open(settings.database_url.expose_secret(), Open::Existing).await?;
        let register = async {
            db.check().await?;
            Register::load(&mut db.read().await?).await
        };
        let register = register.await;
        db.close().await;
        register
    };
    match read.await {
        Ok(register) => {
            findings.good(format!("ledger: {} contracts", register.contracts.len()));
            Some(register)
        }
        Err(error) => {
            match error.downcast_ref() {
                Some(StoreError::NoLedger { .. }) => findings.good(chain(&error)),
                _ => findings.bad(format!("ledger: {}", chain(&error))),
            }
            None
        }
    }
}

#[derive(Default)]
struct Findings {
    good: Vec<String>,
    bad: Vec<String>,
}

impl Findings {
    fn good(&mut self, text: String) {
        self.good.push(text);
    }

    fn bad(&mut self, text: String) {
        self.bad.push(text);
    }

    fn print(&self, global: &Global) -> Result<Exit, Failure> {
        if global.json {
            print::json(&serde_json::json!({"ok": self.good, "problems": self.bad}))?;
        } else {
            for text in &self.good {
                print::out(format_args!("ok       {text}"))?;
            }
            for text in &self.bad {
                print::out(format_args!("problem  {text}"))?;
            }
        }
        Ok(if self.bad.is_empty() { Exit::Done } else { Exit::Failed })
    }
}

/// Credentials that customers need and the settings lack.
fn credentials(settings: &Settings, register: &Register, findings: &mut Findings) {
    for customer in register.customers.values() {
        let Inventory::Lens { tenants } = &customer.inventory else { continue };
        for tenant in tenants {
            if !settings.credentials.contains_key(&tenant.credential) {
                findings.bad(format!(
                    "customer {}: credential {} is not in the settings; add [lens.credentials.{}]",
                    customer.id, tenant.credential, tenant.credential
                ));
            }
        }
    }
}

/// How the RMA files of partners are read, where they are not in our own schema.
fn rma_files(register: &Register, findings: &mut Findings) {
    for partner in register.partners.values() {
        let Some(mapping) = &partner.rma else { continue };
        let dates = mapping.date_format.map_or_else(|| "YYYY-MM-DD".to_owned(), |format| format.to_string());
        let (columns, words) = (mapping.columns.len(), mapping.statuses.len());
        findings.good(format!(
            "RMA files of {}: {columns} columns, dates as {dates}, {words} words for the status are the partner's own",
            partner.id
        ));
    }
}

async fn mail(settings: &Settings, findings: &mut Findings) {
    let login = match Transport::new(&settings.mail) {
        Ok(transport) => transport.probe().await.map_err(|stop| stop.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match login {
        Ok(()) => findings.good("mail: the transport takes letters".to_owned()),
        Err(error) => findings.bad(format!("mail: {error}")),
    }
}

/// Asks each credential for its tenants: those that customers claim, and those that nobody does.
async fn lens(settings: &Settings, register: Option<&Register>, findings: &mut Findings) -> Result<()> {
    let clients = LensClients::new(settings.lens.clone(), settings.credentials.values().cloned());
    for name in settings.credentials.keys() {
        let tenants = match clients.tenants(name).await? {
            Ok(tenants) => tenants,
            Err(error) => {
                findings.bad(error.to_string());
                continue;
            }
        };
        findings.good(format!("Lens credential {name}: {} tenants visible", tenants.len()));
        let claimed = register.into_iter().flat_map(|register| claims(register, name)).collect::<Vec<_>>();
        for tenant in tenants.iter().filter(|tenant| claimed.iter().all(|(_, id)| *id != tenant.id)) {
            findings.good(format!("Lens credential {name}: no customer claims tenant {} ({})", tenant.id, tenant.name));
        }
        for (customer, id) in claimed.iter().filter(|(_, id)| tenants.iter().all(|tenant| tenant.id != *id)) {
            findings.bad(format!(
                "customer {customer}: tenant {id} is not visible to credential {name}; check the id and its access request"
            ));
        }
    }
    Ok(())
}

/// Customers and the tenants that they are read from with this credential.
fn claims<'a>(register: &'a Register, credential: &'a str) -> impl Iterator<Item = (&'a CustomerId, &'a str)> {
    register.customers.values().flat_map(move |customer| {
        let tenants = match &customer.inventory {
            Inventory::Lens { tenants } => tenants.as_slice(),
            Inventory::Report => &[],
        };
        let tenants = tenants.iter().filter(move |tenant| tenant.credential == credential);
        tenants.map(|tenant| (&customer.id, tenant.id.as_str()))
    })
}

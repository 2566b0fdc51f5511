//! `trueup check`: everything that can be wrong, told at once and before it matters.

use anyhow::Result;

use crate::cli::app::{self, Access};
use crate::cli::arguments::Global;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print;
use crate::domain::party::Inventory;
use crate::flow::Engine;
use crate::flow::register::Register;
use crate::mail::transport::Transport;

/// Checks settings, templates and ledger; with `online` also mail server, Lens credentials and tenants.
pub(super) async fn check(global: &Global, online: bool) -> Result<Exit, Failure> {
    // Settings and templates are checked by opening; what is wrong with them ends the command with every problem.
    let engine = app::open(global, Access::Dry).await?;
    let register = {
        let mut tx = engine.db.read().await?;
        Register::load(&mut tx).await?
    };
    let mut findings = Findings::default();
    findings.good(format!("settings, templates in every language, ledger: {} contracts", register.contracts.len()));
    credentials(&engine, &register, &mut findings);
    if online {
        mail(&engine, &mut findings).await;
        lens(&engine, &register, &mut findings).await?;
    }
    findings.print(global)
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
fn credentials(engine: &Engine, register: &Register, findings: &mut Findings) {
    for customer in register.customers.values() {
        let Inventory::Lens { tenants } = &customer.inventory else { continue };
        for tenant in tenants {
            if !engine.settings.credentials.contains_key(&tenant.credential) {
                findings.bad(format!(
                    "customer {}: credential {} is not in the settings; add [lens.credentials.{}]",
                    customer.id, tenant.credential, tenant.credential
                ));
            }
        }
    }
}

async fn mail(engine: &Engine, findings: &mut Findings) {
    let login = match Transport::new(&engine.settings.mail) {
        Ok(transport) => transport.probe().await,
        Err(error) => Err(error.to_string()),
    };
    match login {
        Ok(()) => findings.good("mail: the transport takes letters".to_owned()),
        Err(error) => findings.bad(format!("mail: {error}")),
    }
}

/// Asks each credential for its tenants: those that customers claim, and those that nobody does.
async fn lens(engine: &Engine, register: &Register, findings: &mut Findings) -> Result<()> {
    for name in engine.settings.credentials.keys() {
        let tenants = match engine.lens.tenants(name).await? {
            Ok(tenants) => tenants,
            Err(error) => {
                findings.bad(error.to_string());
                continue;
            }
        };
        findings.good(format!("Lens credential {name}: {} tenants visible", tenants.len()));
        let claimed = |id: &str| {
            register.customers.values().find(|customer| match &customer.inventory {
                Inventory::Lens { tenants } => {
                    tenants.iter().any(|tenant| tenant.credential == *name && tenant.id == id)
                }
                Inventory::Report => false,
            })
        };
        for tenant in tenants {
            if claimed(&tenant.id).is_none() {
                findings
                    .good(format!("Lens credential {name}: no customer claims tenant {} ({})", tenant.id, tenant.name));
            }
        }
        for customer in register.customers.values() {
            let Inventory::Lens { tenants: wanted } = &customer.inventory else { continue };
            for tenant in wanted.iter().filter(|tenant| tenant.credential == *name) {
                if !tenants.iter().any(|seen| seen.id == tenant.id) {
                    findings.bad(format!(
                        "customer {}: tenant {} is not visible to credential {name}; check the id and its access request",
                        customer.id, tenant.id
                    ));
                }
            }
        }
    }
    Ok(())
}

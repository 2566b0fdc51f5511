//! Both databases for every store test: a SQLite file, and a schema in a throw-away PostgreSQL cluster that is made
//! from the installed binaries once for each test process and goes away with it.
//!
//! Where PostgreSQL is not installed its half is skipped, visibly; with `TRUEUP_REQUIRE_POSTGRES=1` that is a failure.
//! Each test that ran notes its name in `target/tmp/store-tests.sqlite` or `.postgres`: sorted, the two are the same.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Once, OnceLock};

use sqlx::{Connection, Executor, PgConnection, QueryBuilder};
use tempfile::TempDir;
use trueup::store::{Db, Open};

/// Runs each of these `async fn name(place: Place)` on both databases, as `name::on_sqlite` and `name::on_postgres`.
macro_rules! on_both {
    ($($name:ident,)+) => {
        $(mod $name {
            use crate::support::databases::{Place, note};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$name(Place::sqlite()).await;
                note("sqlite", module_path!());
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(place) = Place::postgres().await {
                    super::$name(place).await;
                    note("postgres", module_path!());
                }
            }
        })+
    };
}
pub(crate) use on_both;

/// An empty place for one ledger.
pub(crate) struct Place {
    /// As in the settings.
    pub(crate) url: String,
    /// Where the SQLite file lies; removed with the place.
    folder: Option<TempDir>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("ledger.db").display());
        Self { url, folder: Some(folder) }
    }

    /// A new schema; none if PostgreSQL is not installed and need not be.
    pub(crate) async fn postgres() -> Option<Self> {
        static SERVER: OnceLock<Option<Server>> = OnceLock::new();
        Some(SERVER.get_or_init(Server::start).as_ref()?.place().await)
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.folder.is_some()
    }

    /// Opens the ledger, which may be empty.
    pub(crate) async fn open(&self) -> Db {
        Db::open(&self.url, Open::Create).await.unwrap()
    }

    /// Opens the ledger, migrated.
    pub(crate) async fn ledger(&self) -> Db {
        let db = self.open().await;
        db.migrate().await.unwrap();
        db
    }
}

/// Notes that a test ran on a database. The first note of a process begins both lists anew.
pub(crate) fn note(database: &str, test: &str) {
    static BEGUN: Once = Once::new();
    let list = |database| Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("store-tests.{database}"));
    BEGUN.call_once(|| {
        for database in ["sqlite", "postgres"] {
            fs::write(list(database), "").unwrap();
        }
    });
    let mut list = fs::OpenOptions::new().append(true).open(list(database)).unwrap();
    // One write, so that tests that end together do not mix their lines.
    list.write_all(format!("{test}\n").as_bytes()).unwrap();
}

/// A throw-away PostgreSQL server.
pub(crate) struct Server {
    port: u16,
    /// Its watchdog: it stops the server and removes its files when our end of its stdin closes, however we end.
    watchdog: Mutex<Watchdog>,
}

struct Watchdog {
    process: Child,
    answers: BufReader<ChildStdout>,
}

/// `$1` folder, `$2` binaries, `$3` port. It answers each order when it is done. A signal of the terminal must not keep it
/// from cleaning up.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
start() {
    "$2/pg_ctl" -D "$1/data" -l "$1/log" -w -s -o "-p $3 -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories='$1' -c fsync=off -c max_connections=300" start >>"$1/log" 2>&1
}
stop() { "$2/pg_ctl" -D "$1/data" -m immediate -w stop >>"$1/log" 2>&1; }
"$2/initdb" -D "$1/data" -U trueup -A trust -E UTF8 --no-locale --no-sync >"$1/log" 2>&1 && start "$@" &&
echo ready || cat "$1/log"
while read -r order; do "$order" "$@" && echo done; done
stop "$@"
rm -rf "$1"
"#;

impl Server {
    /// A server of one's own; none if PostgreSQL is not installed and need not be.
    pub(crate) fn start() -> Option<Self> {
        let Some(binaries) = binaries() else {
            let required = std::env::var_os("TRUEUP_REQUIRE_POSTGRES").is_some_and(|value| value == "1");
            assert!(!required, "TRUEUP_REQUIRE_POSTGRES=1, and no PostgreSQL server is installed");
            // Past the harness, which would keep the output of a test that passes.
            let skipped = b"SKIPPED: the store tests on PostgreSQL: no server is installed\n";
            io::stderr().write_all(skipped).unwrap();
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // Short, as the path of a socket must be; the watchdog removes it.
        let folder = tempfile::Builder::new().prefix("trueup-pg-").tempdir().unwrap().keep();
        let mut command = as_somebody(&folder);
        command.args(["sh", "-c", WATCHDOG, "sh"]).arg(&folder).arg(binaries).arg(port.to_string());
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).current_dir(&folder).spawn().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let mut watchdog = Watchdog { process, answers };
        assert_eq!(watchdog.answer(), "ready", "the PostgreSQL server did not start: {}", folder.display());
        Some(Self { port, watchdog: Mutex::new(watchdog) })
    }

    /// A new schema.
    pub(crate) async fn place(&self) -> Place {
        static SCHEMAS: AtomicU32 = AtomicU32::new(1);
        let schema = format!("test_{}", SCHEMAS.fetch_add(1, Ordering::Relaxed));
        let server = format!("postgres://trueup@127.0.0.1:{}/postgres", self.port);
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let mut create = QueryBuilder::new("CREATE SCHEMA ");
        connection.execute(create.push(&schema).build()).await.unwrap();
        connection.close().await.unwrap();
        Place { url: format!("{server}?options=-csearch_path%3D{schema}"), folder: None }
    }

    /// Ends it as a crash would, or brings it up again.
    pub(crate) fn run(&self, runs: bool) {
        let mut watchdog = self.watchdog.lock().unwrap();
        let orders = watchdog.process.stdin.as_mut().unwrap();
        writeln!(orders, "{}", if runs { "start" } else { "stop" }).unwrap();
        assert_eq!(watchdog.answer(), "done");
    }
}

impl Watchdog {
    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

/// A command to be given a program: PostgreSQL refuses to be run by root, so that somebody else has to.
fn as_somebody(folder: &Path) -> Command {
    if id(&["-u"]).as_deref() != Some("0") {
        return Command::new("env");
    }
    let user = ["postgres", "nobody"].into_iter().find(|user| id(&["-u", user]).is_some()).unwrap();
    let number = |flag| id(&[flag, user]).unwrap();
    let (user, group) = (number("-u"), number("-g"));
    std::os::unix::fs::chown(folder, user.parse().ok(), group.parse().ok()).unwrap();
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]);
    command
}

fn id(args: &[&str]) -> Option<String> {
    output(Command::new("id").args(args))
}

fn output(command: &mut Command) -> Option<String> {
    let done = command.stderr(Stdio::null()).output().ok().filter(|done| done.status.success())?;
    Some(String::from_utf8(done.stdout).ok()?.trim().to_owned())
}

/// Where `postgres` and `initdb` are: as `pg_config` says, where Debian puts them, or on the path.
fn binaries() -> Option<PathBuf> {
    let told = output(Command::new("pg_config").arg("--bindir")).map(PathBuf::from);
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let complete = |folder: &PathBuf| ["postgres", "initdb", "pg_ctl"].iter().all(|name| folder.join(name).exists());
    told.into_iter().chain(debian.into_iter().rev()).chain(path).find(complete)
}

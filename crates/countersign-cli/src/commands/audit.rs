//! `countersign audit`: the audit trail of `serve`.

use std::io;
use std::pin::pin;

use clap::Subcommand;
use countersign::time::UnixSeconds;
use countersign_partner::{
    AuditEntry, Break, Checked, Config, Head, Outcome as Ending, TrailCheck,
};
use futures_util::TryStreamExt;
use serde_json::json;
use url::Url;

use crate::hint::quoted;
use crate::moment::moment;
use crate::output::text::{Cell, Text, harmless};
use crate::output::{json, style, unwritable};
use crate::serve::store::{Order, SqlUrl, StoreUrl, Trail};
use crate::{Exit, Failure, Io, Outcome};

/// What `countersign audit` does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the newest entries: who asked for what, and what came of it
    List(ListArgs),
    /// Check that no entry was altered, removed or moved, and print the heads to keep elsewhere
    ///
    /// Each process of `serve` writes a chain of its own, in which every entry carries the hash of the one before, and
    /// whose first entry seals the chains that were there. What was written after the last start can be cut off unseen,
    /// and whoever may write the store can write all of it anew: give the heads of an earlier check, kept where that one
    /// has no hand.
    Verify(VerifyArgs),
    /// Print the trail as FHIR AuditEvents, one in a line
    Export(ExportArgs),
}

/// Which trail.
#[derive(Debug, clap::Args)]
pub struct StoreArgs {
    /// The store as given to serve: sqlite:FILE, or postgres://… with its password in PGPASSWORD
    #[arg(long, value_name = "STORE")]
    store: StoreUrl,
}

/// Which of its entries.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// Only those of this client
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Only those written at this moment or later: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<UnixSeconds>,
}

/// What `countersign audit list` takes.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    which: Which,
    /// How many, the newest
    #[arg(long, value_name = "N", default_value_t = 50)]
    last: usize,
}

/// What `countersign audit verify` takes.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// A head that an earlier check printed, WRITER/NUMBER/HASH; may be given again
    #[arg(long = "head", value_name = "HEAD", num_args = 1..)]
    heads: Vec<Head>,
}

/// What `countersign audit export` takes.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    which: Which,
    /// The address of the partner, as its events name it
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8481")]
    base_url: Url,
}

/// What the partner of `serve` is called.
const NAME: &str = "Tern Valley Health";

pub(super) async fn run(command: Command, io: &mut Io) -> Result<Outcome, Failure> {
    match command {
        Command::List(args) => list(args).await,
        Command::Verify(args) => verify(args).await,
        Command::Export(args) => export(args, io).await,
    }
}

impl StoreArgs {
    async fn trail(&self) -> Result<Trail, Failure> {
        Ok(Trail::open(self.url()?).await?)
    }

    fn url(&self) -> Result<&SqlUrl, Failure> {
        match &self.store {
            StoreUrl::Sql(url) => Ok(url),
            StoreUrl::Memory => Err(Failure::new(
                "store.memory",
                "what is kept in memory is the process's alone, and gone with it",
            )
            .hint(
                "ask the running partner for GET /fhir/AuditEvent, or let it keep its trail: \
                 countersign serve --store sqlite:partner.db",
            )),
        }
    }
}

impl Which {
    fn since(&self) -> UnixSeconds {
        self.since.unwrap_or(UnixSeconds::new(i64::MIN))
    }

    fn has(&self, entry: &AuditEntry) -> bool {
        self.client.as_ref().is_none_or(|client| *client == entry.client_id)
    }
}

async fn list(args: ListArgs) -> Result<Outcome, Failure> {
    let trail = args.store.trail().await?;
    let mut entries = pin!(trail.entries(Order::Newest, args.which.since()));
    let (mut shown, mut spoilt, mut is_more) = (Vec::new(), 0_usize, false);
    while let Some(entry) = entries.try_next().await? {
        match entry {
            Ok(entry) if !args.which.has(&entry) => {}
            Ok(_) if shown.len() == args.last => {
                is_more = true;
                break;
            }
            Ok(entry) => shown.push(entry),
            Err(_) => spoilt += 1,
        }
    }
    shown.reverse();
    let mut text = Text::default();
    if !shown.is_empty() {
        let names = ["time", "client", "did", "ended", "what"];
        let names = names.map(|name| Cell::styled(style::FAINT, name)).to_vec();
        text.rows(0, [names].into_iter().chain(shown.iter().map(row)));
    }
    let mut words = Text::default();
    if shown.is_empty() {
        words.words(0, "There is no such entry.");
    }
    if is_more {
        words.words(0, format!("There are more than these {}: --last N shows N.", args.last));
    }
    if spoilt > 0 {
        let says =
            format!("{spoilt} among them cannot be read; countersign audit verify says why.");
        words.words(0, Cell::styled(style::BAD, says));
    }
    Ok(Outcome {
        text: text.finish(),
        json: json!({ "entries": shown, "more": is_more, "spoilt": spoilt }),
        words: words.finish(),
        ..Outcome::default()
    })
}

fn row(entry: &AuditEntry) -> Vec<Cell> {
    let ended = match entry.outcome {
        Ending::Done => Cell::styled(style::GOOD, "done"),
        Ending::Refused => Cell::styled(style::BAD, "refused"),
    };
    let what = match (&entry.reason, &entry.query) {
        (Some(reason), Some(query)) => format!("{query} · {reason}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) if entry.action == "start" => match entry.resources.len() {
            0 => "seals nothing".to_owned(),
            1 => "seals 1 chain".to_owned(),
            chains => format!("seals {chains} chains"),
        },
        (None, None) => entry.resources.join(", "),
    };
    vec![
        Cell::styled(style::FAINT, entry.at.to_string()),
        Cell::value(&entry.client_id),
        Cell::from(&entry.action),
        ended,
        Cell::value(what),
    ]
}

async fn verify(args: VerifyArgs) -> Result<Outcome, Failure> {
    let trail = args.store.trail().await?;
    Ok(match check(&trail, &args.heads).await? {
        Ok(checked) => whole(&checked, &args.store.store),
        Err(broken) => parted(&broken),
    })
}

async fn check(trail: &Trail, kept: &[Head]) -> Result<Result<Checked, Break>, Failure> {
    let mut check = TrailCheck::default();
    let mut entries = pin!(trail.entries(Order::Chains, UnixSeconds::new(i64::MIN)));
    while let Some(entry) = entries.try_next().await? {
        if let Err(broken) = entry.and_then(|entry| check.see(&entry)) {
            return Ok(Err(broken));
        }
    }
    Ok(check.finish(kept))
}

fn whole(checked: &Checked, store: &StoreUrl) -> Outcome {
    let heads: Vec<String> = checked.heads.iter().map(Head::to_string).collect();
    let entries = match checked.entries {
        1 => "1 entry, as it was written".to_owned(),
        entries => format!("{entries} entries, as they were written"),
    };
    let mut text = Text::default();
    text.rows(0, [[Cell::styled(style::GOOD, "WHOLE"), entries.into()]]);
    text.gap();
    text.words(0, Cell::styled(style::NAME, "Heads to keep elsewhere"));
    text.rows(2, heads.iter().map(|head| [Cell::from(head)]));
    // Not wrapped: it is there to be pasted.
    let store = store.to_string();
    let (quoted, kept) = (quoted(&store), heads.join(" "));
    let again = format!("countersign audit verify --store {quoted} --head {kept}");
    let words = format!(
        "With them a later check finds what was cut off or written anew:\n  {}",
        harmless(&again)
    );
    let json = json!({ "whole": true, "store": store, "entries": checked.entries, "heads": heads });
    Outcome { text: text.finish(), json, words, ..Outcome::default() }
}

fn parted(broken: &Break) -> Outcome {
    let mut text = Text::default();
    text.rows(0, [[Cell::styled(style::BAD, "BROKEN"), broken.to_string().into()]]);
    let mut words = Text::default();
    words.words(
        0,
        "This is what was found first; there may be more. Compare with a backup, and see who may write the store.",
    );
    Outcome {
        exit: Exit::Rejected,
        text: text.finish(),
        json: json!({ "whole": false, "code": broken.code(), "message": broken.to_string() }),
        words: words.finish(),
        ..Outcome::default()
    }
}

/// Writes each event as it comes: a trail may be larger than the memory.
async fn export(args: ExportArgs, io: &mut Io) -> Result<Outcome, Failure> {
    let trail = args.store.trail().await?;
    let config = Config::new(NAME, &args.base_url);
    let mut entries = pin!(trail.entries(Order::Oldest, args.which.since()));
    let mut count = 0_u64;
    while let Some(entry) = entries.try_next().await? {
        let entry = entry.map_err(|broken| {
            Failure::new(broken.code(), broken.to_string())
                .hint("nothing was left out before it; countersign audit verify checks all of it")
        })?;
        if !args.which.has(&entry) {
            continue;
        }
        let event = entry.to_audit_event(&config);
        match writeln!(io.stdout, "{}", json::line(&event)) {
            Ok(()) => count += 1,
            // Whoever closed the pipe has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Ok(Outcome::default());
            }
            Err(error) => return Err(unwritable(&error)),
        }
    }
    io.stdout.flush().map_err(|error| unwritable(&error))?;
    let words = match count {
        1 => "1 event".to_owned(),
        count => format!("{count} events"),
    };
    Ok(Outcome { words, ..Outcome::default() })
}

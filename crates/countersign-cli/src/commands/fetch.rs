//! `countersign fetch`: the whole walk, to records.

mod circle;
mod end;
mod export;
mod gathered;
mod records;
mod written;

use std::path::PathBuf;

use countersign::fhir::Summary;
use countersign::rules::Profile;
use countersign::token::{AccessToken, TokenRequest};
use serde_json::{Value, json};
use url::Url;

use crate::client::ClientOptions;
use crate::curl::Curl;
use crate::http::{Http, HttpOptions, partner_url};
use crate::output::{json, summary};
use crate::output_file::Target;
use crate::visit::Visit;
use crate::walk::{self, Endpoint, Stop};
use crate::{Failure, Io, Outcome};
use end::{End, unless_interrupted};
use gathered::Gathered;
use records::{Records, To};
use written::Written;

const EXAMPLES: &str = "\
Examples:
  countersign fetch --fhir https://ehr.example/fhir --key key.json --client-id ID \\
    --scope system/Patient.rs 'Patient?name=shaw'
  countersign fetch --fhir https://ehr.example/fhir --key key.json --client-id ID \\
    --scope 'system/*.rs' 'Patient/$export' --out patients.ndjson";

/// What `countersign fetch` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The FHIR base
    #[arg(long, value_name = "BASE")]
    fhir: String,
    /// What to ask for, such as "system/Patient.rs"
    #[arg(long, value_name = "TEXT")]
    scope: String,
    /// What to get, such as 'Patient?name=shaw', Patient/odalys-shaw or 'Patient/$export'; an export is printed as with --all
    #[arg(value_name = "QUERY", required = true)]
    queries: Vec<String>,
    /// Follow the links to further pages, and print each resource as it comes: NDJSON, with either format
    #[arg(long)]
    all: bool,
    /// Write the resources of --all or of an export to this file, for its owner alone, once all are there
    #[arg(long, value_name = "FILE", conflicts_with_all = ["summary", "curl"])]
    out: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "out")]
    force: bool,
    /// Print patients, medications and allergies in a few lines each; up to 64 MiB
    #[arg(long)]
    summary: bool,
    /// Print the same as commands for curl, with an assertion that was not sent; nothing but discovery is asked
    #[arg(long, conflicts_with_all = ["all", "summary"])]
    curl: bool,
    #[command(flatten)]
    client: ClientOptions,
    #[command(flatten)]
    http: HttpOptions,
}

pub(super) async fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    Stop::settle(walk(args, io).await)
}

async fn walk(args: Args, io: &mut Io) -> Result<Outcome, Stop> {
    let to = args.to()?;
    let base = partner_url(&args.fhir)?;
    let client = args.client.read(io)?;
    let http = Http::new(&args.http, io)?;
    let discovered = walk::discover(&http, &base, &Profile::SPEC).await?;
    let endpoint = Endpoint::discovered(&discovered)?;
    if args.curl {
        let assertion =
            client.assertion(endpoint.url.as_str(), endpoint.alg(&client)?, io.now(), io)?;
        let token = TokenRequest::new(&args.scope, assertion);
        let commands = commands(&token, &endpoint, &base, &args.queries, &args.http)?;
        return Ok(Outcome {
            text: commands.join("\n\n"),
            json: json!({ "commands": commands }),
            words: client.once(io.now()),
            ..Outcome::default()
        });
    }
    let mut visit = Visit::begin(&http, &base, &client, &endpoint, &args.scope, io).await?;
    let mut records = Records::new(to, io);
    if let Err(end) = read(&args, &mut visit, &mut records, io).await {
        return Ok(end.settle(records.came())?);
    }
    let words = records.words(&visit, &endpoint);
    match records.to {
        To::Memory(gathered) => {
            let (text, json) = shown(&gathered, &args, io);
            Ok(Outcome { text, json, words, ..Outcome::default() })
        }
        To::Lines(written) => match written.finish(io) {
            Ok(()) => Ok(Outcome { words, ..Outcome::default() }),
            Err(end) => Ok(end.settle(None)?),
        },
    }
}

impl Args {
    /// Where the resources go.
    fn to(&self) -> Result<To<'_>, Failure> {
        let passes_on = self.all || self.queries.iter().any(|query| export::is_export(query));
        let file = self.out.as_deref().map(|path| Target::at(path, self.force)).transpose()?;
        match passes_on && !self.summary {
            true => Ok(To::Lines(Written::to(file)?)),
            false if file.is_none() => Ok(To::Memory(Gathered::default())),
            false => {
                Err(Failure::new("fetch.out", "--out takes resources, and this prints a page")
                    .hint(
                        "print its resources with --all, or let the shell write the page: > FILE",
                    ))
            }
        }
    }
}

/// All that is asked for.
async fn read(
    args: &Args,
    visit: &mut Visit<'_>,
    records: &mut Records<'_>,
    io: &mut Io,
) -> Result<(), End> {
    for query in &args.queries {
        if export::is_export(query) {
            export::export(query, visit, records, io).await?;
            continue;
        }
        let mut next = Some(query.clone());
        while let Some(query) = next {
            let page = unless_interrupted(visit.get(&query, io)).await?;
            next = records.take(page, args.all, io)?;
        }
    }
    Ok(())
}
/// A page as it came; of several, one JSON a line.
fn shown(gathered: &Gathered, args: &Args, io: &Io) -> (String, Value) {
    if args.summary {
        let summary = Summary::read(gathered.resources(), io.now());
        return (summary::text(&summary), json!(summary));
    }
    let bodies: Vec<&Value> = gathered.bodies().collect();
    let text = match bodies[..] {
        [one] => json::written(one),
        _ => bodies.iter().map(|body| json::line(body)).collect::<Vec<_>>().join("\n"),
    };
    (text, json!(bodies))
}

/// The token into a variable of the shell, then each query with it.
fn commands(
    token: &TokenRequest,
    endpoint: &Endpoint,
    base: &Url,
    queries: &[String],
    options: &HttpOptions,
) -> Result<Vec<String>, Failure> {
    let token = Curl::token(token, endpoint.url.url(), options)?;
    let mut commands = vec![format!("token=$({token} | jq --raw-output .access_token)")];
    let unknown = AccessToken::new("token");
    for query in queries {
        if export::is_export(query) {
            let says = "an export takes more than curl: it is waited for, and has many files";
            return Err(Failure::new("curl", says).hint("leave out --curl"));
        }
        let request = countersign::fhir::search_request(base, query, &unknown)?;
        commands.push(Curl::get(&request, options)?.to_string());
    }
    Ok(commands)
}

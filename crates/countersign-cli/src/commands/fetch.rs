//! `countersign fetch`: the whole walk, to records.

mod export;
mod gathered;

use countersign::fhir::Summary;
use countersign::rules::Profile;
use countersign::token::{AccessToken, TokenRequest};
use serde_json::{Value, json};
use url::Url;

use crate::client::ClientOptions;
use crate::curl::Curl;
use crate::http::{Http, HttpOptions, partner_url};
use crate::output::{json, summary};
use crate::progress::Progress;
use crate::visit::Visit;
use crate::walk::{self, Endpoint, Stop};
use crate::{Failure, Io, Outcome};
use gathered::Gathered;

const EXAMPLES: &str = "\
Examples:
  countersign fetch --fhir https://ehr.example/fhir --key key.json --client-id ID \\
    --scope system/Patient.rs 'Patient?name=shaw'
  countersign fetch --fhir https://ehr.example/fhir --key key.json --client-id ID \\
    --scope 'system/*.rs' 'Patient/$export' > patients.ndjson";

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
    /// What to get, such as 'Patient?name=shaw', Patient/odalys-shaw or 'Patient/$export'
    #[arg(value_name = "QUERY", required = true)]
    queries: Vec<String>,
    /// Follow the links to further pages, up to 64 MiB in all, and print each resource on a line
    #[arg(long)]
    all: bool,
    /// Print patients, medications and allergies in a few lines each
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
    let progress = Progress::new(io.is_watched);
    let mut gathered = Gathered::default();
    for query in &args.queries {
        if export::is_export(query) {
            export::export(query, &mut visit, &mut gathered, &progress, io).await?;
            continue;
        }
        let mut next = Some(query.clone());
        while let Some(query) = next {
            next = gathered.take(visit.get(&query, io).await?, args.all)?;
            progress.show(gathered.so_far());
        }
    }
    drop(progress);
    let (text, json) = shown(&gathered, &args, io);
    Ok(Outcome { text, json, words: gathered.words(&visit, &endpoint), ..Outcome::default() })
}

/// A page as it came; of several, or of all, one JSON a line.
fn shown(gathered: &Gathered, args: &Args, io: &Io) -> (String, Value) {
    if args.summary {
        let summary = Summary::read(gathered.resources(), io.now());
        return (summary::text(&summary), json!(summary));
    }
    let in_lines = args.all || args.queries.iter().any(|query| export::is_export(query));
    let values: Vec<&Value> = match in_lines {
        true => gathered.resources().map(|(_, resource)| resource).collect(),
        false => gathered.bodies().collect(),
    };
    let text = match values[..] {
        [one] if !in_lines => json::written(one),
        _ => values.iter().map(|value| json::line(value)).collect::<Vec<_>>().join("\n"),
    };
    (text, json!(values))
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

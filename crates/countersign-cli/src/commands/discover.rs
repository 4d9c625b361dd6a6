//! `countersign discover`: what a partner says about itself, and what is wrong with it.

use countersign::discovery::Metadata;
use countersign::exchange::Skew;
use countersign::finding::Status;
use countersign::rules::Profile;
use serde_json::{Value, json};
use url::Url;

use crate::http::{Http, HttpOptions, partner_url, shown};
use crate::output::report;
use crate::output::style::NAME;
use crate::output::text::{Cell, Text};
use crate::walk::{self, Discovered};
use crate::{Exit, Failure, Io, Outcome, profile};

const EXAMPLES: &str = "\
Examples:
  countersign discover https://ehr.example/fhir
  countersign discover https://ehr.example/fhir --format json | jq -r .tokenEndpoint";

/// What `countersign discover` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The FHIR base
    #[arg(value_name = "BASE")]
    base: String,
    /// Whose strictness the document is judged by
    #[arg(long, value_name = "PROFILE", default_value = "spec", value_parser = profile::parser())]
    profile: &'static Profile,
    #[command(flatten)]
    http: HttpOptions,
}

pub(super) async fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let base = partner_url(&args.base)?;
    let http = Http::new(&args.http, io)?;
    let discovered = walk::discover(&http, &base, args.profile).await?;
    let is_bad = discovered.configuration.is_err()
        || discovered.findings.iter().any(|finding| finding.status == Status::Fail);
    Ok(Outcome {
        exit: if is_bad { Exit::Rejected } else { Exit::Done },
        text: text(&discovered, &base, args.profile),
        json: document(&discovered, &base),
        ..Outcome::default()
    })
}

/// What a client needs, then what is wrong.
fn text(discovered: &Discovered, base: &Url, profile: &'static Profile) -> String {
    let mut text = Text::default();
    text.words(0, Cell::styled(NAME, shown(base)));
    text.gap();
    if let Ok(configuration) = &discovered.configuration {
        let metadata = configuration.metadata();
        let mut rows = vec![row("token endpoint", configuration.token_endpoint().as_str())];
        rows.extend(lists(metadata).into_iter().map(|(name, list)| row(name, &listed(list))));
        rows.extend(metadata.issuer.as_deref().map(|issuer| row("issuer", issuer)));
        text.rows(0, rows);
        text.gap();
    }
    if let Some(statement) = &discovered.fallback {
        text.words(
            0,
            match discovered.configuration {
                Ok(_) => format!(
                    "The token endpoint is from the capability statement, {}.",
                    shown(&statement.url)
                ),
                Err(_) => format!(
                    "The capability statement, {}, names no token endpoint either.",
                    shown(&statement.url)
                ),
            },
        );
        text.gap();
    }
    if discovered.answer.url.origin() != base.origin() {
        text.words(0, format!("The document came from {}.", shown(&discovered.answer.url)));
        text.gap();
    }
    report::faults(&mut text, profile, &discovered.findings);
    if let Some(skew) = skew(discovered) {
        let finding = skew.finding(profile);
        if finding.status != Status::Pass {
            report::faults(&mut text, profile, &[finding]);
        }
    }
    text.finish()
}

fn row(name: &str, value: &str) -> [Cell; 2] {
    [Cell::from(name), Cell::value(value)]
}

fn lists(metadata: &Metadata) -> [(&'static str, &Option<Vec<String>>); 4] {
    [
        ("algorithms", &metadata.signing_algs),
        ("authentication", &metadata.auth_methods),
        ("scopes", &metadata.scopes_supported),
        ("capabilities", &metadata.capabilities),
    ]
}

fn listed(list: &Option<Vec<String>>) -> String {
    match list {
        None => "not said".to_owned(),
        Some(list) if list.is_empty() => "none".to_owned(),
        Some(list) => list.join(" "),
    }
}

fn skew(discovered: &Discovered) -> Option<Skew> {
    let answer = &discovered.answer;
    Skew::from_headers(answer.response.headers(), answer.sent_at, answer.received_at).ok()
}

fn document(discovered: &Discovered, base: &Url) -> Value {
    let configuration = discovered.configuration.as_ref().ok();
    let document = configuration.and_then(|found| serde_json::from_str::<Value>(found.raw()).ok());
    let metadata = configuration.map(|found| found.metadata());
    json!({
        "fhirBase": base.as_str(),
        "from": discovered.fallback.as_ref().unwrap_or(&discovered.answer).url.as_str(),
        "tokenEndpoint": configuration.map(|found| found.token_endpoint()),
        "algs": metadata.and_then(|found| found.signing_algs.as_ref()),
        "authMethods": metadata.and_then(|found| found.auth_methods.as_ref()),
        "scopes": metadata.and_then(|found| found.scopes_supported.as_ref()),
        "clockAheadSeconds": skew(discovered).map(|skew| skew.ahead()),
        "error": discovered.configuration.as_ref().err().map(|error| json!({
            "code": error.code(),
            "message": error.to_string(),
        })),
        "findings": discovered.findings,
        "document": document,
    })
}

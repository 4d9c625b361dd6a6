//! `countersign token`: discovery, assertion, token.

use countersign::finding::{Finding, Status};
use countersign::rules::Profile;
use countersign::scope::ScopeSet;
use countersign::token::{TokenRequest, lint};
use serde_json::{Value, json};

use crate::client::{Client, ClientOptions};
use crate::curl::Curl;
use crate::http::{Http, HttpOptions, partner_url};
use crate::output::json;
use crate::output::style::{self, GOOD};
use crate::output::text::{Cell, Text};
use crate::walk::{self, Endpoint, Granted, Stop};
use crate::{Failure, Io, Outcome};

const EXAMPLES: &str = "\
Examples:
  countersign token --fhir https://ehr.example/fhir --key key.json --client-id ID \\
    --scope system/Patient.rs
  countersign token --token-endpoint https://ehr.example/token --key key.json --client-id ID \\
    --scope system/Patient.rs --curl                   the same for curl, not sent";

/// What `countersign token` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The FHIR base, whose discovery document says where tokens are given
    #[arg(
        long,
        value_name = "BASE",
        required_unless_present = "token_endpoint",
        conflicts_with = "token_endpoint"
    )]
    fhir: Option<String>,
    /// Where tokens are given, without discovery
    #[arg(long, value_name = "URL")]
    token_endpoint: Option<String>,
    /// What to ask for, such as "system/Patient.rs"
    #[arg(long, value_name = "TEXT")]
    scope: String,
    /// Print the same as commands for curl, with an assertion that was not sent; nothing but discovery is asked
    #[arg(long)]
    curl: bool,
    #[command(flatten)]
    client: ClientOptions,
    #[command(flatten)]
    http: HttpOptions,
}

pub(super) async fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    Stop::settle(ask(args, io).await)
}

async fn ask(args: Args, io: &mut Io) -> Result<Outcome, Stop> {
    let client = args.client.read(io)?;
    let http = Http::new(&args.http, io)?;
    let endpoint = match (&args.fhir, &args.token_endpoint) {
        (Some(base), _) => {
            let discovered = walk::discover(&http, &partner_url(base)?, &Profile::SPEC).await?;
            Endpoint::discovered(&discovered)?
        }
        (None, Some(url)) => Endpoint::given(url)?,
        (None, None) => unreachable!("clap asks for one of the two"),
    };
    let alg = endpoint.alg(&client)?;
    if args.curl {
        let assertion = client.assertion(endpoint.url.as_str(), alg, http.now(), io)?;
        let request = TokenRequest::new(&args.scope, assertion);
        let command = Curl::token(&request, endpoint.url.url(), &args.http)?;
        return Ok(Outcome {
            text: command.to_string(),
            json: json!({ "commands": [command.to_string()] }),
            words: client.once(http.now()),
            ..Outcome::default()
        });
    }
    let granted = walk::token(&http, &client, &endpoint.url, alg, &args.scope, io).await?;
    Ok(outcome(&granted, &client, &endpoint, &args.scope))
}

fn outcome(granted: &Granted, client: &Client, endpoint: &Endpoint, asked: &str) -> Outcome {
    // It was read as an object already.
    let json: Value = serde_json::from_slice(granted.answer.response.body()).unwrap_or_default();
    Outcome {
        text: json::written(&json),
        json,
        words: words(granted, client, endpoint, asked),
        ..Outcome::default()
    }
}

/// Who has what, until when; then what is unusual about the answer.
fn words(granted: &Granted, client: &Client, endpoint: &Endpoint, asked: &str) -> String {
    let mut text = Text::default();
    let scope =
        granted.response.scope.as_deref().unwrap_or("as asked, since the answer does not say");
    text.rows(
        0,
        [
            [Cell::styled(GOOD, "token"), Cell::from(format!("for {}", client.id))],
            [Cell::from("scope"), Cell::value(scope)],
            [Cell::from("until"), Cell::from(granted.ends_at.to_string())],
        ],
    );
    text.gap();
    text.rows(0, warnings(granted, endpoint, asked));
    text.finish()
}

/// What a client should know of: less than it asked for, above all.
pub(super) fn findings(granted: &Granted, asked: &str) -> Vec<Finding> {
    let response = &granted.answer.response;
    let asked = ScopeSet::parse(asked).ok();
    let (status, headers, body) = (response.status(), response.headers(), response.body());
    lint(status, headers, body, asked.as_ref(), &Profile::SPEC)
}

/// The same in words.
pub(super) fn warnings(granted: &Granted, endpoint: &Endpoint, asked: &str) -> Vec<[Cell; 2]> {
    let in_the_clear =
        "the assertion and the token went over http, where whoever is in between can read them";
    let in_the_clear = endpoint
        .url
        .is_in_the_clear()
        .then(|| [style::status(Status::Warn), Cell::from(in_the_clear)]);
    // The token is there: what fails by the specification is a warning.
    let wrong = findings(granted, asked)
        .into_iter()
        .filter(|finding| matches!(finding.status, Status::Fail | Status::Warn))
        .map(|finding| [style::status(Status::Warn), Cell::from(&finding.message)]);
    in_the_clear.into_iter().chain(wrong).collect()
}

//! `countersign verify`: an assertion, judged.

use std::borrow::Cow;

use countersign::assertion::inspect::decode;
use countersign::finding::{Report, Verdict};
use countersign::inspect::inspect;
use countersign::jwk::JwkSet;
use countersign::jws::tidy;
use countersign::limits::{KEY_SET_OCTETS, TOKEN_OCTETS};
use countersign::rules::Profile;
use countersign::time::{Seconds, UnixSeconds};
use countersign::verify::{Client, Expectations, judge};

use crate::input::Input;
use crate::moment::moment;
use crate::outcome::Judged;
use crate::output::{json, report, style};
use crate::pasted::Pasted;
use crate::profile;
use crate::source::Source;
use crate::{Exit, Failure, Io, Outcome};

/// What `countersign verify` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The assertion: a file, the token itself, or - for stdin, where it is read from unless said
    #[arg(value_name = "TOKEN", default_value = "-", hide_default_value = true)]
    token: Pasted,
    /// The client's public keys: a JWK, a JWKS, an array of JWK, or PEM
    #[arg(long, value_name = "FILE|URL")]
    keys: Source,
    /// Who should have made it
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Whom it should be for: the token endpoint, exactly as discovery gives it
    #[arg(long, value_name = "URL")]
    aud: Option<String>,
    /// As strict as whom; several give a report each [default: spec]
    #[arg(long = "profile", value_name = "PROFILE", value_parser = profile::parser(), value_delimiter = ',')]
    profiles: Vec<&'static Profile>,
    /// When it is judged: RFC 3339, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<UnixSeconds>,
    /// How far clocks may disagree [default: the profile's]
    #[arg(long, value_name = "SECONDS")]
    leeway: Option<u32>,
    /// List what passed and what was skipped, too
    #[arg(long)]
    all: bool,
}

/// Room for what stands around a pasted token.
const PASTED_OCTETS: usize = 2 * TOKEN_OCTETS;

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    if args.token == Pasted::Stdin && args.keys == Source::Input(Input::Stdin) {
        return Err(Failure::new(
            "input.twice",
            "both the assertion and its keys are read from stdin",
        )
        .hint("give one of them as a file"));
    }
    let (keys, mut words) = read_keys(&args.keys, io)?;
    let (subject, text) = args.token.read_text("the assertion", PASTED_OCTETS, io)?;
    let token = assertion_in(&text);
    words.extend(not_compared(&args));
    let profiles = if args.profiles.is_empty() { vec![&Profile::SPEC] } else { args.profiles };
    let expect = Expectations {
        client: args.client_id.as_deref().map_or(Client::Any, Client::Known),
        audience: args.aud.as_deref(),
        leeway: args.leeway.map(|seconds| Seconds::new(seconds.into())),
        ..Expectations::default()
    };
    let now = args.at.unwrap_or_else(|| io.now());
    let reports = judge(&token, Some(&keys), &expect, &profiles, now);
    let accepted = reports.iter().all(|report| report.verdict() == Verdict::Accepted);
    let judged = reports
        .iter()
        .map(|report| Judged { subject: subject.clone(), document: None, report: report.clone() })
        .collect();
    Ok(Outcome {
        exit: if accepted { Exit::Done } else { Exit::Rejected },
        text: shown(&reports, &profiles, &about(&token, &reports), args.all),
        json: json::one_or_several(&reports),
        judged,
        words: words.join("\n"),
    })
}

/// The keys, and what has to be said about how they came.
fn read_keys(source: &Source, io: &mut Io) -> Result<(JwkSet, Vec<String>), Failure> {
    let text = match source {
        Source::Input(input) => input.read_text(KEY_SET_OCTETS, io)?,
        Source::Url(url) => {
            return Err(Failure::new("keys.not-fetched", format!("{url}: not fetched")));
        }
    };
    let keys = JwkSet::read(&text).map_err(|error| Failure::from(error).about(source))?;
    let is_private = inspect(&text, io.now()).kind.is_private();
    let words = is_private
        .then(|| format!("{source}: private keys, of which the public halves were taken"));
    Ok((keys, words.into_iter().collect()))
}

/// The assertion of a token request's body, decoded as a server does it; any other text as it is.
fn assertion_in(text: &str) -> Cow<'_, str> {
    let body = text.trim();
    let in_form = || {
        form_urlencoded::parse(body.as_bytes())
            .find_map(|(name, value)| (name == "client_assertion").then_some(value))
    };
    let is_form = body.contains('&') && !body.contains(char::is_whitespace);
    is_form.then(in_form).flatten().unwrap_or(Cow::Borrowed(text))
}

/// What acceptance does not cover, since nobody said what to expect.
fn not_compared(args: &Args) -> Option<String> {
    let what = match (&args.client_id, &args.aud) {
        (None, None) => "client and audience were not compared: give --client-id and --aud",
        (None, Some(_)) => "the client was not compared: give --client-id",
        (Some(_), None) => "the audience was not compared: give --aud",
        (Some(_), Some(_)) => return None,
    };
    Some(what.to_owned())
}

fn shown(reports: &[Report], profiles: &[&'static Profile], about: &str, all: bool) -> String {
    match (reports, profiles) {
        ([one], [profile]) => {
            let about = format!("by profile {}, {about}", profile.id);
            report::one(style::verdict(one.verdict()), &about, profile, &one.findings, all)
        }
        _ => report::several(about, reports, all),
    }
}

/// Who the assertion says it is from, and which key it names.
fn about(token: &str, reports: &[Report]) -> String {
    let decoded = decode(token).ok().or_else(|| decode(tidy(token)?.jws.as_str()).ok());
    let client = decoded.as_ref().and_then(|decoded| decoded.claim_text("iss"));
    let client = client.map_or_else(|| "no client named".to_owned(), |id| format!("client {id}"));
    let first = reports.first();
    let kid = first.and_then(|report| report.kid.as_deref());
    let kid = kid.map_or_else(|| "no kid".to_owned(), |kid| format!("kid {kid}"));
    let key = first.and_then(|report| report.key.as_deref());
    let key = key.map(|thumbprint| format!(", signed by key {thumbprint}")).unwrap_or_default();
    format!("{client}, {kid}{key}")
}

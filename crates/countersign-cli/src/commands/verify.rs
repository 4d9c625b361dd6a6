//! `countersign verify`: an assertion, judged.

use std::borrow::Cow;

use countersign::assertion::inspect::decode;
use countersign::finding::{Report, Status, Verdict};
use countersign::inspect::inspect;
use countersign::jwk::JwkSet;
use countersign::jws::tidy;
use countersign::limits::KEY_SET_OCTETS;
use countersign::rules::Profile;
use countersign::rules::code::jwks::FETCH_FAILED;
use countersign::time::{Seconds, UnixSeconds};
use countersign::verify::{Client, Expectations, judge};
use url::Url;

use crate::http::{HttpOptions, get_document, shown};
use crate::input::{Input, stdin_twice};
use crate::key_file::about_file;
use crate::moment::moment;
use crate::outcome::Judged;
use crate::output::text::Text;
use crate::output::{json, report, style};
use crate::pasted::{PASTED_OCTETS, Pasted};
use crate::profile;
use crate::source::{Source, fetched};
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
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    at: Option<UnixSeconds>,
    /// How far clocks may disagree [default: the profile's]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    leeway: Option<u32>,
    /// List what passed and what was skipped, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    http: HttpOptions,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    if args.token == Pasted::Stdin && args.keys == Source::Input(Input::Stdin) {
        return Err(stdin_twice("both the assertion and its keys"));
    }
    let mut words = Text::default();
    let keys = read_keys(&args, &mut words, io)?;
    let (subject, text) = args.token.read_text("the assertion", PASTED_OCTETS, io)?;
    let token = assertion_in(&text);
    if let Some(what) = not_compared(&args) {
        words.words(0, what);
    }
    let profiles = asked(&args.profiles);
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
        text: told(&reports, &profiles, &about(&token, &reports), args.all),
        json: json::one_or_several(&reports),
        judged,
        words: words.finish(),
    })
}

/// The profiles to judge by, each once.
fn asked(profiles: &[&'static Profile]) -> Vec<&'static Profile> {
    let mut asked: Vec<&'static Profile> = Vec::new();
    for profile in profiles {
        if !asked.contains(profile) {
            asked.push(profile);
        }
    }
    if asked.is_empty() { vec![&Profile::SPEC] } else { asked }
}

/// The keys; `words` takes what has to be said about how they came.
fn read_keys(args: &Args, words: &mut Text, io: &mut Io) -> Result<JwkSet, Failure> {
    let source = &args.keys;
    let input = match source {
        Source::Input(input) => input,
        Source::Url(url) => return fetch_keys(url, args, words, io),
    };
    let text = input.read_text(KEY_SET_OCTETS, io)?;
    input.check_filled(text.as_bytes())?;
    let keys = JwkSet::read(&text).map_err(|error| about_file(error.into(), input))?;
    if inspect(&text, io.now()).kind.is_private() {
        words.words(0, format!("{source}: private keys, of which the public halves were taken"));
    }
    Ok(keys)
}

/// The keys at an address; `words` takes what is wrong with the way in which they are served.
fn fetch_keys(url: &Url, args: &Args, words: &mut Text, io: &Io) -> Result<JwkSet, Failure> {
    let profile = args.profiles.first().copied().unwrap_or(&Profile::SPEC);
    let answer = get_document(url, KEY_SET_OCTETS, &args.http, io)?;
    let mut findings = fetched(url, &answer, profile);
    findings.retain(|finding| finding.status == Status::Fail);
    // What a partner could not take from there is not judged with: an answer of 404 may hold keys all the same.
    if let Some(failed) = findings.iter().find(|finding| finding.code == &FETCH_FAILED) {
        let says = format!("{}: {}", shown(url), in_a_sentence(&failed.message));
        let failure = Failure::new(failed.code.id, says);
        return Err(failure.hint(failed.evidence.near_miss.as_deref().unwrap_or(failed.code.fix)));
    }
    let text = String::from_utf8_lossy(answer.response.body());
    let keys = JwkSet::read(&text).map_err(|error| Failure::from(error).about(&shown(url)))?;
    if !findings.is_empty() {
        words.words(0, format!("what is wrong with the key set at {}:", shown(url)));
        report::faults(words, profile, &findings);
        words.gap();
    }
    Ok(keys)
}

/// A finding's sentence, to go on with after a colon.
fn in_a_sentence(message: &str) -> String {
    let mut rest = message.chars();
    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
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
fn not_compared(args: &Args) -> Option<&'static str> {
    let what = match (&args.client_id, &args.aud) {
        (None, None) => "client and audience were not compared: give --client-id and --aud",
        (None, Some(_)) => "the client was not compared: give --client-id",
        (Some(_), None) => "the audience was not compared: give --aud",
        (Some(_), Some(_)) => return None,
    };
    Some(what)
}

fn told(reports: &[Report], profiles: &[&'static Profile], about: &str, all: bool) -> String {
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

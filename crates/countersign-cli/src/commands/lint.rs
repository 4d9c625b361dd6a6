//! `countersign lint`: a key set or a discovery document, judged.

use countersign::discovery;
use countersign::finding::{Report, Status};
use countersign::limits::DOCUMENT_OCTETS;
use countersign::lint::{Linted, LintedKind, lint};
use countersign::rules::Profile;
use serde_json::json;
use url::Url;

use crate::http::{Answer, HttpOptions, get_document};
use crate::outcome::Judged;
use crate::output::text::Cell;
use crate::output::{json, report, style};
use crate::profile;
use crate::source::{Source, fetched};
use crate::{Exit, Failure, Io, Outcome};

/// What `countersign lint` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A key set or a smart-configuration: a file, an address, or - for stdin
    #[arg(value_name = "FILE|URL")]
    document: Source,
    /// As strict as whom
    #[arg(long, value_name = "PROFILE", value_parser = profile::parser(), default_value = "spec")]
    profile: &'static Profile,
    /// List what passed and what was skipped, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    http: HttpOptions,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let (text, linted) = match &args.document {
        Source::Input(input) => {
            let text = input.read_text(DOCUMENT_OCTETS, io)?;
            let linted = lint(&text, args.profile);
            (text, linted)
        }
        Source::Url(url) => {
            let answer = get_document(url, DOCUMENT_OCTETS, &args.http, io)?;
            let text = String::from_utf8_lossy(answer.response.body()).into_owned();
            let linted = lint_answer(url, &answer, &text, args.profile);
            (text, linted)
        }
    };
    Ok(outcome(&args, linted, text))
}

/// The document, and the way in which it came.
fn lint_answer(url: &Url, answer: &Answer, text: &str, profile: &Profile) -> Linted {
    let linted = lint(text, profile);
    let findings = match (linted.document, fhir_base(url)) {
        (LintedKind::Jwks, _) | (LintedKind::Other, None) => fetched(url, answer, profile),
        (_, Some(base)) => discovery::lint_fetch(&answer.response, &base, profile),
        // A discovery document that lies elsewhere is judged as a file is.
        (_, None) => linted.findings,
    };
    Linted { findings, ..linted }
}

/// The FHIR base whose discovery document is at that address.
fn fhir_base(url: &Url) -> Option<Url> {
    let path = url.path().strip_suffix("/.well-known/smart-configuration")?;
    let mut base = url.clone();
    base.set_path(path);
    base.set_query(None);
    Some(base)
}

fn outcome(args: &Args, linted: Linted, document: String) -> Outcome {
    let Linted { document: kind, findings } = linted;
    let failed = findings.iter().any(|finding| finding.status == Status::Fail);
    let (exit, verdict) = match failed {
        true => (Exit::Rejected, Cell::styled(style::BAD, "FAILED")),
        false => (Exit::Done, Cell::styled(style::GOOD, "PASSED")),
    };
    let about = format!("by profile {}, {} from {}", args.profile.id, name(kind), args.document);
    Outcome {
        exit,
        text: report::one(verdict, &about, args.profile, &findings, args.all),
        json: json!({ "document": kind.as_str(), "findings": json::value(&findings) }),
        judged: vec![Judged {
            subject: args.document.subject(),
            document: Some(document),
            report: Report { profile: args.profile.id.into(), kid: None, key: None, findings },
        }],
        ..Outcome::default()
    }
}

fn name(kind: LintedKind) -> &'static str {
    match kind {
        LintedKind::Jwks => "the key set",
        LintedKind::SmartConfiguration => "the discovery document",
        _ => "the document",
    }
}

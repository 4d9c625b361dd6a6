//! `countersign doctor`: walks the chain from the FHIR base to a record, and says which link is broken.

mod chain;
mod examination;

use std::path::PathBuf;

use countersign::redact::SupportBundle;

use crate::client::ClientOptions;
use crate::http::{Http, HttpOptions, partner_url};
use crate::output_file::{Readers, Target};
use crate::{Exit, Failure, Io, Outcome};
use chain::Chain;
use examination::Examination;

const EXAMPLES: &str = "\
Examples:
  countersign doctor --fhir https://ehr.example/fhir --key key.json --client-id ID
  countersign doctor --fhir https://ehr.example/fhir --key key.json --client-id ID \\
    --key-set https://client.example/jwks.json --bundle support.json";

/// What `countersign doctor` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The FHIR base
    #[arg(long, value_name = "BASE")]
    fhir: String,
    /// What to ask for; unless given, one scope of those that the partner lists
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,
    /// The key set URL as registered, to be looked at as the partner does; the one of --jku unless given
    #[arg(long, value_name = "URL")]
    key_set: Option<String>,
    /// Write all that was sent and found to this file, without secrets and records, for the partner's support
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "bundle")]
    force: bool,
    #[command(flatten)]
    client: ClientOptions,
    #[command(flatten)]
    http: HttpOptions,
}

pub(super) async fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let base = partner_url(&args.fhir)?;
    let target = args.bundle.as_deref().map(|path| Target::at(path, args.force)).transpose()?;
    let client = args.client.read(io)?;
    let key_set = args.key_set.as_deref().or(client.jku.as_deref()).map(partner_url).transpose()?;
    let http = Http::new(&args.http, io)?;

    let mut examination = Examination::new(&http, &base, &client, io.now());
    examination.walk(args.scope.as_deref(), key_set.as_ref(), io).await?;
    let Examination { chain, bundle, .. } = examination;

    let mut words = String::new();
    if let Some(target) = target {
        target.write(&told(bundle, &chain).to_json(), Readers::Owner)?;
        words = format!("what was sent and found is in {target}, without secrets and records");
    }
    Ok(Outcome {
        exit: if chain.is_whole() { Exit::Done } else { Exit::Rejected },
        text: chain.text(),
        json: chain.json(&base, &client.id),
        words,
        ..Outcome::default()
    })
}

/// The bundle, with how each link was found.
fn told(bundle: SupportBundle, chain: &Chain) -> SupportBundle {
    chain.lines().fold(bundle, |bundle, line| bundle.note(&line))
}

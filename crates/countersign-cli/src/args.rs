//! What can be asked of the command.

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::*;

const FIRST_STEPS: &str = "\
Examples:
  countersign keygen --out key.json
  countersign jwks key.json > jwks.json
  countersign doctor --fhir https://ehr.example/fhir --key key.json --client-id larkmoor-nightly

Exit codes: 0 done or accepted, 1 rejected or refused, 2 could not be run";

/// SMART on FHIR Backend Services, made plain: keys, assertions, tokens, and why a partner refuses.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, max_term_width = 100, after_help = FIRST_STEPS)]
pub struct Cli {
    /// How results are printed: text or json; by verify and lint also sarif or junit
    #[arg(
        long,
        value_enum,
        default_value_t,
        global = true,
        hide_possible_values = true,
        display_order = 100
    )]
    pub format: Format,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person.
    #[default]
    Text,
    /// For a program.
    Json,
    /// For code scanning; `verify` and `lint` alone.
    Sarif,
    /// For a CI gate; `verify` and `lint` alone.
    Junit,
}

/// The commands, in the order of the flow.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a key pair.
    Keygen(keygen::Args),
    /// Look at a key, or convert it.
    #[command(subcommand)]
    Key(key::Command),
    /// Print the kid of a key.
    Kid(kid::Args),
    /// Print the public key set of keys.
    Jwks(jwks::Args),
    /// Make a signed client assertion.
    Assert(assert::Args),
    /// Decode a token and explain every part; nothing is verified.
    Inspect(inspect::Args),
    /// Verify a client assertion, and report everything that is found.
    Verify(verify::Args),
    /// Compare two assertions, the differences that matter first.
    Compare(compare::Args),
    /// Lint a key set or a discovery document.
    Lint(lint::Args),
    /// Fetch a partner's discovery document and lint it.
    Discover(discover::Args),
    /// Get an access token.
    Token(token::Args),
    /// Get records: discovery, assertion, token, query.
    Fetch(fetch::Args),
    /// Walk the whole chain and report each link.
    Doctor(doctor::Args),
    /// Explain a finding code or a rule.
    Rule(rule::Args),
    /// Explain a refusal: its causes, likeliest first.
    Explain(explain::Args),
    /// Run a strict partner, and watch what a client sends to it.
    Serve(serve::Args),
    /// Read, check or export the audit trail of `serve`.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Print the completions of a shell.
    Completions(completions::Args),
    /// Print the manual page.
    Man(man::Args),
}

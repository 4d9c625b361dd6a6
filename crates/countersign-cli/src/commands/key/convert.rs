//! `countersign key convert`.

use clap::ValueEnum;
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::key::{AnyKey, Imported, KeyError, PrivateKey, PublicKey};
use countersign::kid::KeyId;
use serde_json::json;
use zeroize::Zeroizing;

use crate::input::Input;
use crate::key_file::{Passphrase, settled_alg, settled_kid, signing_alg};
use crate::output_file::{OutputFile, Readers};
use crate::{Failure, Io, Outcome};

const EXAMPLES: &str = "\
Examples:
  countersign key convert damaged.pem --to pkcs8 --out key.pem
  countersign key convert key.pem --to jwk --kid 2026-11 --out key.json
  countersign key convert key.pem --to env-line --name CLIENT_KEY >> .env";

/// What `countersign key convert` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The key: PEM, DER, JWK or a certificate in a file, or - for stdin
    file: Input,
    /// The form wanted
    #[arg(long, value_name = "FORM", value_enum)]
    to: Form,
    /// The kid of the JWK [default: the file's own, else derived]
    #[arg(long, value_name = "TEXT")]
    kid: Option<KeyId>,
    /// The alg of the JWK [default: the file's own, else the key's first choice]
    #[arg(long, value_parser = signing_alg(), ignore_case = true)]
    alg: Option<Alg>,
    /// The variable of an env-line [default: PRIVATE_KEY]
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    out: OutputFile,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// A form that a key is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A JWK, private or public as the key is.
    Jwk,
    /// A private key in PEM, -----BEGIN PRIVATE KEY-----.
    Pkcs8,
    /// An RSA key in PEM, -----BEGIN RSA PRIVATE KEY----- or RSA PUBLIC KEY.
    Pkcs1,
    /// An EC private key in PEM, -----BEGIN EC PRIVATE KEY-----.
    Sec1,
    /// The public half in PEM, -----BEGIN PUBLIC KEY-----.
    Spki,
    /// A private key in one line of an environment file, NAME="-----BEGIN …\n…".
    EnvLine,
}

/// A key, written.
enum Written {
    Private(Zeroizing<String>),
    Public(String),
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    args.check()?;
    let target = args.out.target()?;
    let imported = args.passphrase.open(&args.file, io)?;
    let written = args.write(&imported).map_err(|failure| failure.about(&args.file))?;
    let (key, readers) = match &written {
        Written::Private(key) => (key.as_str(), Readers::Owner),
        Written::Public(key) => (key.as_str(), Readers::All),
    };
    let repairs: Vec<String> =
        imported.repairs.iter().map(|repair| format!("repaired: {repair}")).collect();
    let mut words = repairs.join("\n");
    let mut json = json!({
        "isPrivate": readers == Readers::Owner,
        "repairs": imported.repairs.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    let Some(target) = target else {
        json["key"] = key.into();
        return Ok(Outcome { text: key.trim_end().to_owned(), json, words, ..Outcome::default() });
    };
    target.write(key, readers)?;
    json["out"] = target.to_string().into();
    if !words.is_empty() {
        words.push('\n');
    }
    words.push_str(&format!("{target} written"));
    Ok(Outcome { json, words, ..Outcome::default() })
}

impl Args {
    /// That no option was given in vain.
    fn check(&self) -> Result<(), Failure> {
        let vain = match self.to {
            Form::Jwk => self.name.as_ref().map(|_| ("--name", "env-line")),
            _ if self.kid.is_some() => Some(("--kid", "jwk")),
            _ if self.alg.is_some() => Some(("--alg", "jwk")),
            Form::EnvLine => None,
            _ => self.name.as_ref().map(|_| ("--name", "env-line")),
        };
        match vain {
            Some((option, form)) => {
                let says = format!("{option} is for --to {form} alone");
                Err(Failure::new("convert.option", says))
            }
            None => Ok(()),
        }
    }

    fn write(&self, imported: &Imported) -> Result<Written, Failure> {
        match (self.to, &imported.key) {
            (Form::Spki, key) => Ok(Written::Public(key.public().to_spki_pem())),
            (Form::Jwk, key) => {
                let public = key.public();
                let kid = settled_kid(self.kid.as_ref(), imported.kid.as_deref(), &public)?;
                let alg = settled_alg(self.alg, imported.alg.as_deref(), &public)?;
                Ok(match key {
                    AnyKey::Private(key) => Written::Private(key.to_jwk_secret(&kid, alg)),
                    AnyKey::Public(_) => {
                        Written::Public(publish::public_jwk(&Jwk::new(public, kid, alg)))
                    }
                })
            }
            (_, AnyKey::Private(key)) => self.write_private(key).map(Written::Private),
            (Form::Pkcs1, AnyKey::Public(key)) => {
                key.to_pkcs1_pem().map(Written::Public).ok_or_else(|| not_rsa(key))
            }
            (_, AnyKey::Public(_)) => Err(KeyError::PublicOnly.into()),
        }
    }

    fn write_private(&self, key: &PrivateKey) -> Result<Zeroizing<String>, Failure> {
        match self.to {
            Form::Pkcs1 => key.to_pkcs1_pem_secret().ok_or_else(|| not_rsa(&key.public())),
            Form::Sec1 => key.to_sec1_pem_secret().ok_or_else(|| {
                Failure::new("convert.form", "RSA keys have no SEC 1 form")
                    .hint("their own forms are --to pkcs8 and --to pkcs1")
            }),
            Form::EnvLine => {
                let name = self.name.as_deref().unwrap_or("PRIVATE_KEY");
                key.to_env_line_secret(name).ok_or_else(|| {
                    let says = format!("{name:?} is no name of a variable");
                    Failure::new("convert.name", says)
                        .hint("letters, digits and _ make one, no digit first")
                })
            }
            Form::Pkcs8 | Form::Jwk | Form::Spki => Ok(key.to_pkcs8_pem_secret()),
        }
    }
}

fn not_rsa(key: &PublicKey) -> Failure {
    let says = format!("{} keys have no PKCS#1 form", key.kind());
    Failure::new("convert.form", says).hint("their own forms are --to pkcs8 and --to sec1")
}

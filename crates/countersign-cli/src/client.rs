//! The client that a command speaks for: its key, its name, and the assertions it signs.

use clap::builder::NonEmptyStringValueParser;
use countersign::assertion::Assertion;
use countersign::discovery::best_alg;
use countersign::jws::Alg;
use countersign::limits::ASSERTION_LIFETIME;
use countersign::time::{Seconds, UnixSeconds};

use crate::key_file::{KeyFile, SigningKey};
use crate::{Failure, Io};

/// Who asks.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Client")]
pub(crate) struct ClientOptions {
    #[command(flatten)]
    key: KeyFile,
    /// The client id at the partner: both iss and sub
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    client_id: String,
    /// How long an assertion is good for, 1 to 300 seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = ASSERTION_LIFETIME,
        value_parser = clap::value_parser!(i64).range(1..=ASSERTION_LIFETIME),
        allow_negative_numbers = true
    )]
    lifetime: i64,
    /// The key set URL as registered, to send along in the assertion
    #[arg(long, value_name = "URL")]
    jku: Option<String>,
}

/// A client with its key.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) key: SigningKey,
    lifetime: Seconds,
    pub(crate) jku: Option<String>,
}

impl ClientOptions {
    /// Reads the key.
    ///
    /// # Errors
    /// [`Failure`] when there is no private key to be read.
    pub(crate) fn read(&self, io: &mut Io) -> Result<Client, Failure> {
        Ok(Client {
            key: self.key.read(io)?,
            id: self.client_id.clone(),
            lifetime: Seconds::new(self.lifetime),
            jku: self.jku.clone(),
        })
    }
}

impl Client {
    /// What to sign under at a partner that lists those: as asked, else the best that both can do. Nothing when they have none
    /// in common.
    pub(crate) fn alg(&self, listed: &[Alg]) -> Option<Alg> {
        if self.key.is_alg_said {
            return Some(self.key.alg);
        }
        best_alg(listed, Some(self.key.alg.key_type()))
    }

    /// What the client says of itself to `audience`, to be signed under `alg`.
    pub(crate) fn claims(
        &self,
        audience: &str,
        alg: Alg,
        jti: String,
        at: UnixSeconds,
    ) -> Assertion {
        Assertion {
            lifetime: self.lifetime,
            jku: self.jku.clone(),
            ..Assertion::new(&self.id, audience, self.key.kid.clone(), alg, jti, at)
        }
    }

    /// An assertion that was never used before, signed.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be built, or not signed under `alg`.
    pub(crate) fn assertion(
        &self,
        audience: &str,
        alg: Alg,
        now: UnixSeconds,
        io: &mut Io,
    ) -> Result<String, Failure> {
        let assertion = self.claims(audience, alg, io.new_jti(), now);
        Ok(self.key.sign(&assertion, io)?.as_str().to_owned())
    }

    /// That what is printed holds an assertion.
    pub(crate) fn once(&self, now: UnixSeconds) -> String {
        let until = now + self.lifetime;
        format!("the assertion is good once, until {until}; whoever has it until then can use it")
    }
}

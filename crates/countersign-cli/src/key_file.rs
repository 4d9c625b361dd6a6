//! Keys as commands are given them: a file, and a passphrase that is never an argument.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use countersign::assertion::Assertion;
use countersign::jws::{Alg, CompactJws};
use countersign::key::{Imported, KeyError, PrivateKey, PublicKey, import};
use countersign::kid::{KeyId, KidMethod, derive};
use countersign::limits::KEY_OCTETS;
use zeroize::Zeroizing;

use crate::hint::quoted;
use crate::input::{Input, stdin_twice};
use crate::{Failure, Io};

/// Longest passphrase file that is read, in octets.
const PASSPHRASE_OCTETS: usize = 4 * 1024;

/// The passphrase of a key, where it has one.
#[derive(Debug, clap::Args)]
pub(crate) struct Passphrase {
    /// A file whose first line is the passphrase; unless given, it is asked on the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<Input>,
}

/// The private key that a command signs with, and what it is called.
#[derive(Debug, clap::Args)]
pub(crate) struct KeyFile {
    /// The private key: PEM, DER or JWK in a file, or - for stdin
    #[arg(long, value_name = "FILE")]
    key: Input,
    #[command(flatten)]
    passphrase: Passphrase,
    /// The kid it is registered under [default: the file's own, else derived]
    #[arg(long, value_name = "TEXT")]
    kid: Option<KeyId>,
    /// What to sign under [default: the file's own, else the key's first choice]
    #[arg(long, value_parser = signing_alg(), ignore_case = true)]
    alg: Option<Alg>,
}

/// A private key with its name and what it signs under.
#[derive(Debug)]
pub(crate) struct SigningKey {
    pub(crate) key: PrivateKey,
    pub(crate) kid: KeyId,
    pub(crate) alg: Alg,
    /// Whether the command or the file says so, and not the key's type alone.
    pub(crate) is_alg_said: bool,
}

impl Passphrase {
    /// Reads a key in whichever form it comes. Only an encrypted one is asked for its passphrase.
    ///
    /// # Errors
    /// [`Failure`] when the file cannot be read or holds no key, or the passphrase is missing or wrong.
    pub(crate) fn open(&self, file: &Input, io: &mut Io) -> Result<Imported, Failure> {
        let octets = Zeroizing::new(file.read(KEY_OCTETS, io)?);
        self.open_octets(file, &octets, io)
    }

    /// The same of a file that was read already.
    ///
    /// # Errors
    /// As [`Passphrase::open`].
    pub(crate) fn open_octets(
        &self,
        file: &Input,
        octets: &[u8],
        io: &mut Io,
    ) -> Result<Imported, Failure> {
        file.check_filled(octets)?;
        let read = match import(octets, None) {
            Err(KeyError::Encrypted) => match self.passphrase(file, io)? {
                Some(passphrase) => import(octets, Some(&passphrase)),
                None => Err(KeyError::Encrypted),
            },
            read => read,
        };
        read.map_err(|error| about_file(error.into(), file))
    }

    fn passphrase(&self, key: &Input, io: &mut Io) -> Result<Option<Zeroizing<String>>, Failure> {
        let Some(file) = &self.passphrase_file else { return ask(key, io) };
        if (file, key) == (&Input::Stdin, &Input::Stdin) {
            return Err(stdin_twice("both the key and its passphrase"));
        }
        let text = Zeroizing::new(file.read_text(PASSPHRASE_OCTETS, io)?);
        let line = text.lines().next().unwrap_or_default();
        if line.is_empty() {
            let says = format!("{file}: its first line is empty, wanted the passphrase");
            return Err(Failure::new("passphrase.empty", says));
        }
        Ok(Some(Zeroizing::new(line.to_owned())))
    }
}

/// A failure about a file, whose name goes into the command of the hint too, in the place of `FILE` or `FILE.pub`.
pub(crate) fn about_file(failure: Failure, file: &Input) -> Failure {
    let mut failure = failure.about(file);
    if let (Input::File(_), Some(hint)) = (file, &failure.hint) {
        let name = file.to_string();
        let word = |word: &str| match word.strip_prefix("FILE") {
            Some(end) if end.is_empty() || end.starts_with('.') => quoted(&name).into_owned(),
            _ => word.to_owned(),
        };
        failure.hint = Some(hint.split(' ').map(word).collect::<Vec<_>>().join(" "));
    }
    failure
}

fn ask(key: &Input, io: &Io) -> Result<Option<Zeroizing<String>>, Failure> {
    let Some(ask) = io.ask else { return Ok(None) };
    let answer = ask(&format!("Passphrase of {key}: "));
    let answer = answer.map_err(|error| {
        Failure::new("passphrase.unread", format!("the terminal gave no passphrase: {error}"))
    })?;
    Ok(Some(answer))
}

impl KeyFile {
    /// Reads the key, and settles its `kid` and `alg`: as asked, else as its JWK says, else as fits the key.
    ///
    /// # Errors
    /// [`Failure`] when the file holds no private key, or what its JWK says cannot be used.
    pub(crate) fn read(&self, io: &mut Io) -> Result<SigningKey, Failure> {
        let Imported { key, kid, alg, .. } = self.passphrase.open(&self.key, io)?;
        let key = key.into_private().map_err(|error| Failure::from(error).about(&self.key))?;
        let public = key.public();
        let named = || {
            let kid = settled_kid(self.kid.as_ref(), kid.as_deref(), &public)?;
            Ok((kid, settled_alg(self.alg, alg.as_deref(), &public)?))
        };
        let is_alg_said = self.alg.is_some() || alg.is_some();
        let (kid, alg) = named().map_err(|failure: Failure| failure.about(&self.key))?;
        Ok(SigningKey { key, kid, alg, is_alg_said })
    }
}

impl SigningKey {
    /// The assertion, signed.
    ///
    /// # Errors
    /// [`Failure`] when the assertion is refused, or the key operation failed.
    pub(crate) fn sign(&self, assertion: &Assertion, io: &mut Io) -> Result<CompactJws, Failure> {
        let input = assertion.signing_input()?;
        let signature = self.key.sign(input.alg(), input.as_str().as_bytes(), &mut *io.rng)?;
        input
            .with_signature(&signature)
            .map_err(|error| Failure::new("signature-form", error.to_string()))
    }
}

/// The value of an option that names an algorithm to sign under, in letters of either case.
pub(crate) fn signing_alg() -> impl TypedValueParser<Value = Alg> {
    PossibleValuesParser::new(Alg::SIGNED.map(Alg::as_str))
        .map(|name| name.to_ascii_uppercase().parse().expect("one of the names above"))
}

/// What a key is called: as asked, else as its JWK says, else as is derived from it.
///
/// # Errors
/// [`Failure`] when the JWK says what no `kid` is.
pub(crate) fn settled_kid(
    asked: Option<&KeyId>,
    own: Option<&str>,
    key: &PublicKey,
) -> Result<KeyId, Failure> {
    match (asked, own) {
        (Some(kid), _) => Ok(kid.clone()),
        (None, Some(own)) => KeyId::new(own).map_err(|error| {
            Failure::new("kid", format!("the kid of the JWK is refused: {error}"))
        }),
        (None, None) => Ok(derive(key, KidMethod::default_for(key))),
    }
}

/// What a key signs under: as asked, else as its JWK says, else its first choice.
///
/// # Errors
/// [`Failure`] when that is for another type of key, or nothing is signed under it.
pub(crate) fn settled_alg(
    asked: Option<Alg>,
    own: Option<&str>,
    key: &PublicKey,
) -> Result<Alg, Failure> {
    let able = key.algs();
    let said = asked.map(Alg::as_str).or(own);
    let Some(said) = said else { return Ok(able[0]) };
    able.iter().copied().find(|alg| alg.as_str() == said).ok_or_else(|| {
        let able: Vec<&str> = able.iter().map(|alg| alg.as_str()).collect();
        let whose = if asked.is_some() { "" } else { ", as its JWK says" };
        Failure::new("sign.key-mismatch", format!("{} keys cannot sign {said}{whose}", key.kind()))
            .hint(format!("this one signs {}: --alg {}", able.join(", "), able[0]))
    })
}

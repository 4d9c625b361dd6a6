//! An assertion that holds to the specification.

use crate::assertion::Draft;
use crate::jws::{Alg, SigningInput};
use crate::kid::KeyId;
use crate::limits::ASSERTION_LIFETIME;
use crate::time::{Seconds, UnixSeconds};

/// What goes into a client assertion; [`Assertion::signing_input`] makes the octets to sign.
///
/// ```
/// use countersign::assertion::Assertion;
/// use countersign::jws::Alg;
/// use countersign::kid::KeyId;
/// use countersign::time::UnixSeconds;
///
/// let now = UnixSeconds::new(1_778_594_600);
/// let assertion = Assertion {
///     jku: Some("https://client.example/jwks.json".into()),
///     ..Assertion::new("larkmoor-nightly", "https://ehr.example/token", KeyId::new("893bdf2b355443ac")?, Alg::Rs384, "a-uuid", now)
/// };
/// let draft = assertion.draft()?;
/// assert_eq!(draft.header_json(), r#"{"alg":"RS384","typ":"JWT","kid":"893bdf2b355443ac","jku":"https://client.example/jwks.json"}"#);
/// assert_eq!(draft.claim("exp"), Some(&1_778_594_900.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The client id: both `iss` and `sub`.
    pub client_id: String,
    /// The token endpoint, exactly as discovery gave it: `aud`.
    pub audience: String,
    /// Names the key that signs, as the published key set does.
    pub kid: KeyId,
    /// What it is signed under.
    pub alg: Alg,
    /// A value never used before: `jti`.
    pub jti: String,
    /// When it is made: `iat`.
    pub issued_at: UnixSeconds,
    /// How long it is good for: `exp` − `iat`, 1 to 300 s.
    pub lifetime: Seconds,
    /// The key set URL as registered, where the client wants to send it.
    pub jku: Option<String>,
}

/// Why an assertion is not built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssertionError {
    /// The lifetime is not 1 to 300 s.
    #[error("a lifetime of {got} s, wanted 1 to {ASSERTION_LIFETIME} s")]
    Lifetime {
        /// What was asked for, in seconds.
        got: i64,
    },
    /// A value that every partner refuses when it is empty.
    #[error("{claim} is empty")]
    Empty {
        /// The claim.
        claim: &'static str,
    },
}

impl AssertionError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lifetime { .. } => "assertion.lifetime",
            Self::Empty { .. } => "assertion.empty",
        }
    }
}

impl Assertion {
    /// An assertion made `now` that is good for five minutes.
    pub fn new(
        client_id: impl Into<String>,
        audience: impl Into<String>,
        kid: KeyId,
        alg: Alg,
        jti: impl Into<String>,
        now: UnixSeconds,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            audience: audience.into(),
            kid,
            alg,
            jti: jti.into(),
            issued_at: now,
            lifetime: Seconds::new(ASSERTION_LIFETIME),
            jku: None,
        }
    }

    /// The header and claims, still to be signed.
    ///
    /// # Errors
    /// [`AssertionError`] when the lifetime is not 1 to 300 s, or the client id, audience or `jti` is empty.
    pub fn draft(&self) -> Result<Draft, AssertionError> {
        if !(1..=ASSERTION_LIFETIME).contains(&self.lifetime.get()) {
            return Err(AssertionError::Lifetime { got: self.lifetime.get() });
        }
        for (claim, value) in
            [("iss", &self.client_id), ("aud", &self.audience), ("jti", &self.jti)]
        {
            if value.is_empty() {
                return Err(AssertionError::Empty { claim });
            }
        }
        let mut draft = Draft::default();
        draft.set_header("alg", self.alg.as_str());
        draft.set_header("typ", "JWT");
        draft.set_header("kid", self.kid.as_str());
        if let Some(jku) = &self.jku {
            draft.set_header("jku", jku.as_str());
        }
        draft.set_claim("iss", self.client_id.as_str());
        draft.set_claim("sub", self.client_id.as_str());
        draft.set_claim("aud", self.audience.as_str());
        draft.set_claim("exp", (self.issued_at + self.lifetime).get());
        draft.set_claim("iat", self.issued_at.get());
        draft.set_claim("jti", self.jti.as_str());
        Ok(draft)
    }

    /// The octets to sign; hand the signature to [`SigningInput::with_signature`].
    ///
    /// # Errors
    /// As [`Assertion::draft`].
    pub fn signing_input(&self) -> Result<SigningInput, AssertionError> {
        Ok(self.draft()?.signing_input(self.alg))
    }
}

//! One token request with everything it is made of.

use core::fmt;

use http::StatusCode;
use zeroize::Zeroizing;

use super::DefectError;
use crate::assertion::{Assertion, Draft};
use crate::jwk::{Jwk, publish};
use crate::jws::Alg;
use crate::key::PrivateKey;
use crate::kid::KeyId;
use crate::time::UnixSeconds;
use crate::token::{ASSERTION_TYPE, GRANT_TYPE};

/// What the client knows of the partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Where the request goes, exactly as discovery gives it.
    pub token_endpoint: String,
    /// Where the records are.
    pub fhir_base: String,
    /// The partner's base URL, whether or not it is published as `issuer`.
    pub issuer: String,
    /// The algorithms that the partner lists.
    pub algs: Vec<Alg>,
}

/// A token request before it is signed and encoded. A new one is as it should be.
#[derive(Clone, Debug)]
pub struct Attempt<'k> {
    /// The client's key pair.
    pub key: &'k PrivateKey,
    /// A throw-away pair of the same kind. A defect may publish it, its private half too.
    pub spare: &'k PrivateKey,
    /// The client's id.
    pub client_id: String,
    /// The name under which the client's key is published.
    pub kid: KeyId,
    /// What is signed under.
    pub alg: Alg,
    /// The moment at which the request is made.
    pub now: UnixSeconds,
    /// Header and claims.
    pub draft: Draft,
    /// How they are signed.
    pub signing: Signing,
    /// Claims that take the place of the signed ones once the signature is made.
    pub swapped: Option<Draft>,
    /// What the client's key set URL answers.
    pub key_set: KeySetReply,
    /// The request around the assertion.
    pub post: Post,
    /// How often it is sent.
    pub times: u8,
    /// Who it is sent to.
    pub partner: Partner,
}

/// How an assertion is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// With the client's key, R and S side by side where it is ECDSA.
    Key,
    /// With the client's key, R and S wrapped in DER.
    Der,
    /// By an HMAC whose secret is the PEM of the public key.
    PublicPemAsSecret,
    /// Not at all.
    Nothing,
}

/// What the client's key set URL answers.
#[derive(Clone, PartialEq, Eq)]
pub struct KeySetReply {
    /// The status.
    pub status: StatusCode,
    /// The body, a key set unless the status says otherwise.
    pub text: Zeroizing<String>,
}

/// The request around the assertion; its method is POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// `grant_type`.
    pub grant_type: String,
    /// `scope`.
    pub scope: String,
    /// How the client says who it is.
    pub proof: Proof,
    /// How the parameters are written.
    pub encoding: Encoding,
}

/// How the client says who it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// By the assertion, beside this `client_assertion_type`.
    Assertion {
        /// `client_assertion_type`.
        kind: String,
    },
    /// By a shared secret in the `Authorization` header.
    Basic {
        /// The secret.
        secret: Zeroizing<String>,
    },
}

/// How the parameters of the request are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As a form.
    Form,
    /// As a JSON object.
    Json,
}

impl<'k> Attempt<'k> {
    /// The request that a client makes which holds to the specification: `assertion` signed by `key`, which is published
    /// under its `kid` and alone, and asking for `scope`.
    ///
    /// # Errors
    /// [`DefectError::Spare`] when the two pairs are of different kinds, [`DefectError::Assertion`] as
    /// [`Assertion::draft`].
    pub fn new(
        assertion: &Assertion,
        key: &'k PrivateKey,
        spare: &'k PrivateKey,
        partner: Partner,
        scope: &str,
    ) -> Result<Self, DefectError> {
        if key.kind() != spare.kind() {
            return Err(DefectError::Spare { spare: spare.kind(), key: key.kind() });
        }
        let jwk = Jwk::new(key.public(), assertion.kid.clone(), assertion.alg);
        Ok(Self {
            key,
            spare,
            client_id: assertion.client_id.clone(),
            kid: assertion.kid.clone(),
            alg: assertion.alg,
            now: assertion.issued_at,
            draft: assertion.draft()?,
            signing: Signing::Key,
            swapped: None,
            key_set: KeySetReply::found(publish::public_set(&[jwk])),
            post: Post {
                grant_type: GRANT_TYPE.to_owned(),
                scope: scope.to_owned(),
                proof: Proof::Assertion { kind: ASSERTION_TYPE.to_owned() },
                encoding: Encoding::Form,
            },
            times: 1,
            partner,
        })
    }
}

impl KeySetReply {
    /// 200, with this body.
    pub(super) fn found(text: impl Into<String>) -> Self {
        Self { status: StatusCode::OK, text: Zeroizing::new(text.into()) }
    }
}

impl fmt::Debug for KeySetReply {
    /// A defect may have put a private key in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySetReply({}, {} octets)", self.status.as_u16(), self.text.len())
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assertion { kind } => f.debug_struct("Assertion").field("kind", kind).finish(),
            Self::Basic { .. } => f.write_str("Basic(…)"),
        }
    }
}

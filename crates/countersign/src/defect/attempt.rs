//! One token request with everything it is made of, and how it is signed and encoded.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, StatusCode};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Needs;
use crate::assertion::{Assertion, AssertionError, Draft};
use crate::encoding::base64url;
use crate::jwk::{Jwk, publish};
use crate::jws::{Alg, CompactError, CompactJws};
use crate::key::{KeyKind, PrivateKey, SignError};
use crate::kid::KeyId;
use crate::time::UnixSeconds;
use crate::token::{ASSERTION_TYPE, FORM_TYPE, GRANT_TYPE};

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
    pub times: usize,
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

/// What goes over the wire, and what has to stand around it.
#[derive(Clone)]
pub struct Sent {
    /// The assertion, if one is sent.
    pub assertion: Option<CompactJws>,
    /// The requests, in the order sent.
    pub requests: Vec<Request<Vec<u8>>>,
    /// What the client's key set URL answers meanwhile.
    pub key_set: KeySetReply,
    /// The algorithms that the partner lists.
    pub algs: Vec<Alg>,
}

/// Why there is nothing to send.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DefectError {
    /// The client's key is of a kind that the defect cannot be made with.
    #[error("{defect} needs {needs}, got {got}")]
    Key {
        /// Id of the defect.
        defect: &'static str,
        /// What it can be made with.
        needs: Needs,
        /// Kind of the client's key.
        got: KeyKind,
    },
    /// The throw-away pair would not pass for another key of the client.
    #[error("the spare key is {spare}, wanted {key} like the client's own")]
    Spare {
        /// Kind of the spare key.
        spare: KeyKind,
        /// Kind of the client's key.
        key: KeyKind,
    },
    /// The good assertion cannot be built.
    #[error(transparent)]
    Assertion(#[from] AssertionError),
    /// The key cannot sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The assertion is longer than any that is looked at.
    #[error(transparent)]
    Form(#[from] CompactError),
    /// The token endpoint is no address that HTTP can send to.
    #[error("the request cannot be sent: {0}")]
    Request(#[from] http::Error),
}

impl DefectError {
    /// A stable name, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key { .. } => "defect.key",
            Self::Spare { .. } => "defect.spare",
            Self::Assertion(error) => error.code(),
            Self::Sign(error) => error.code(),
            Self::Form(_) => "defect.form",
            Self::Request(_) => "defect.request",
        }
    }
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

    /// Signs and encodes it, right or wrong.
    ///
    /// # Errors
    /// [`DefectError`] when the key cannot sign under the algorithm, the assertion grows too long, or the token endpoint
    /// is no address.
    pub fn send(&self, rng: &mut dyn CryptoRng) -> Result<Sent, DefectError> {
        let assertion = match self.post.proof {
            Proof::Assertion { .. } => Some(self.sign(rng)?),
            Proof::Basic { .. } => None,
        };
        let request = self.request(assertion.as_ref())?;
        Ok(Sent {
            assertion,
            requests: vec![request; self.times],
            key_set: self.key_set.clone(),
            algs: self.partner.algs.clone(),
        })
    }

    fn sign(&self, rng: &mut dyn CryptoRng) -> Result<CompactJws, DefectError> {
        let input = self.draft.signing_input(self.alg);
        let octets = input.as_str().as_bytes();
        let signature = match self.signing {
            Signing::Key => self.key.sign(self.alg, octets, rng)?,
            Signing::Der => der(self.alg, &self.key.sign(self.alg, octets, rng)?),
            Signing::PublicPemAsSecret => hmac(self.key.public().to_spki_pem().as_bytes(), octets),
            Signing::Nothing => Vec::new(),
        };
        let sent = self.swapped.as_ref().unwrap_or(&self.draft).signing_input(self.alg);
        let text = format!("{}.{}", sent.as_str(), base64url::encode(&signature));
        Ok(CompactJws::parse(&text)?)
    }

    fn request(&self, assertion: Option<&CompactJws>) -> Result<Request<Vec<u8>>, DefectError> {
        let post = &self.post;
        let mut parameters =
            vec![("grant_type", post.grant_type.as_str()), ("scope", post.scope.as_str())];
        if let (Proof::Assertion { kind }, Some(assertion)) = (&post.proof, assertion) {
            parameters.push(("client_assertion_type", kind));
            parameters.push(("client_assertion", assertion.as_str()));
        }
        let (media_type, body) = match post.encoding {
            Encoding::Form => (
                FORM_TYPE,
                form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish(),
            ),
            Encoding::Json => {
                let members =
                    parameters.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
                ("application/json", serde_json::Value::Object(members.collect()).to_string())
            }
        };
        let mut request = Request::post(self.partner.token_endpoint.as_str())
            .header(CONTENT_TYPE, media_type)
            .header(ACCEPT, "application/json");
        if let Proof::Basic { secret } = &post.proof {
            request = request.header(AUTHORIZATION, basic(&self.client_id, secret)?);
        }
        Ok(request.body(body.into_bytes())?)
    }
}

impl KeySetReply {
    /// 200, with this body.
    pub(super) fn found(text: impl Into<String>) -> Self {
        Self { status: StatusCode::OK, text: Zeroizing::new(text.into()) }
    }
}

/// R and S in DER. Other signatures have no such form and stay as they are.
fn der(alg: Alg, raw: &[u8]) -> Vec<u8> {
    let wrapped =
        match alg {
            Alg::Es256 => p256::ecdsa::Signature::from_slice(raw)
                .map(|both| both.to_der().as_bytes().to_vec()),
            Alg::Es384 => p384::ecdsa::Signature::from_slice(raw)
                .map(|both| both.to_der().as_bytes().to_vec()),
            _ => return raw.to_vec(),
        };
    wrapped.unwrap_or_else(|_| raw.to_vec())
}

/// The secret here is public: a key that anybody may read is what the defect takes for one.
fn hmac(secret: &[u8], octets: &[u8]) -> Vec<u8> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).expect("an HMAC takes a secret of any length");
    mac.update(octets);
    mac.finalize().into_bytes().to_vec()
}

/// User and password as OAuth wants them: form-encoded first (RFC 6749 §2.3.1).
fn basic(client_id: &str, secret: &str) -> Result<HeaderValue, http::Error> {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let both = format!("{}:{}", encoded(client_id), encoded(secret));
    let mut value =
        HeaderValue::from_str(&format!("Basic {}", data_encoding::BASE64.encode(both.as_bytes())))?;
    value.set_sensitive(true);
    Ok(value)
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

impl fmt::Debug for Sent {
    /// The bodies hold an assertion, which is a credential until it ends.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("assertion", &self.assertion)
            .field("requests", &self.requests.len())
            .field("key_set", &self.key_set)
            .field("algs", &self.algs)
            .finish()
    }
}

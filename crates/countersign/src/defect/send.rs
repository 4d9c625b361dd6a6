//! An attempt signed and encoded, right or wrong.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request};
use rand_core::CryptoRng;
use sha2::Sha256;

use super::{Attempt, Encoding, KeySetReply, Needs, Proof, Signing};
use crate::assertion::AssertionError;
use crate::encoding::base64url;
use crate::jws::{Alg, CompactError, CompactJws};
use crate::key::{KeyKind, SignError};
use crate::token::FORM_TYPE;

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

impl Attempt<'_> {
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
            requests: vec![request; self.times.into()],
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

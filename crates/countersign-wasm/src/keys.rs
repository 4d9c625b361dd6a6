//! Key pairs. The private half stays in the wasm's memory until a method that says so gives it out.

use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::key::{self, Generation, KeyError, KeyKind, PublicKey};
use countersign::kid::{self, KeyId, KidMethod};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, json, read};
use crate::random::rng;

/// A private key, held here.
#[wasm_bindgen]
pub struct PrivateKey {
    key: key::PrivateKey,
    read: Option<Read>,
}

/// What reading it told.
#[derive(Serialize)]
struct Read {
    kid: Option<String>,
    alg: Option<String>,
    repairs: Vec<String>,
}

#[wasm_bindgen]
impl PrivateKey {
    /// Reads a private key in whichever form it comes.
    ///
    /// # Errors
    /// There is none in it, or it is refused.
    pub fn read(octets: &[u8], passphrase: Option<String>) -> Result<PrivateKey, JsValue> {
        let imported = key::import(octets, passphrase.as_deref()).map_err(refused)?;
        let read = Some(Read {
            kid: imported.kid,
            alg: imported.alg,
            repairs: imported.repairs.iter().map(ToString::to_string).collect(),
        });
        let key = imported.key.into_private().map_err(refused)?;
        Ok(Self { key, read })
    }

    /// What reading it told, as JSON; nothing for a key that was made.
    #[wasm_bindgen(getter)]
    pub fn told(&self) -> Option<String> {
        self.read.as_ref().map(json)
    }

    /// The public half, as JSON: what it is, and its JWK.
    #[wasm_bindgen(getter)]
    pub fn public(&self) -> String {
        described(&self.key.public())
    }

    /// Signs, and gives the raw octets of a JWS signature.
    ///
    /// # Errors
    /// `alg` is not for this type of key.
    pub fn sign(&self, alg: &str, input: &[u8]) -> Result<Vec<u8>, JsValue> {
        let alg = alg_of(alg)?;
        self.key
            .sign(alg, input, &mut rng())
            .map_err(|error| Failure::new(error.code(), error).about("alg").into())
    }

    /// The private key in DER, for the host's own engine. Whoever takes it wipes it.
    #[wasm_bindgen(js_name = exportPkcs8Der)]
    pub fn export_pkcs8_der(&self) -> Vec<u8> {
        self.key.to_pkcs8_der_secret().to_vec()
    }

    /// The private key in PEM.
    #[wasm_bindgen(js_name = exportPkcs8Pem)]
    pub fn export_pkcs8_pem(&self) -> String {
        self.key.to_pkcs8_pem_secret().to_string()
    }

    /// The private key as a JWK.
    ///
    /// # Errors
    /// `kid` or `alg` is refused.
    #[wasm_bindgen(js_name = exportJwk)]
    pub fn export_jwk(&self, kid: &str, alg: &str) -> Result<String, JsValue> {
        let kid = kid_of(kid)?;
        let alg = alg_of(alg)?;
        Ok(self.key.to_jwk_secret(&kid, alg).to_string())
    }
}

/// A key being made, a few milliseconds at a time.
#[wasm_bindgen]
pub struct KeyGeneration(Generation);

#[wasm_bindgen]
impl KeyGeneration {
    /// Begins. `kind` is `P-256`, `P-384` or `RSA` and a number of bits.
    ///
    /// # Errors
    /// No key of that kind is made.
    #[wasm_bindgen(constructor)]
    pub fn new(kind: &str) -> Result<KeyGeneration, JsValue> {
        let kind: KeyKind = kind.parse().map_err(|error| Failure::wrong("alg", error))?;
        Generation::new(kind).map(Self).map_err(refused)
    }

    /// Goes on for a few milliseconds, and gives the key once there is one.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn advance(&mut self) -> Result<Option<PrivateKey>, JsValue> {
        let made = self.0.advance(&mut rng()).map_err(refused)?;
        Ok(made.map(|key| PrivateKey { key, read: None }))
    }

    /// How far it is, as JSON.
    #[wasm_bindgen(getter)]
    pub fn progress(&self) -> String {
        json(&self.0.progress())
    }
}

/// Reads the public half of a key in whichever form it comes, a private one among them.
///
/// # Errors
/// There is no key in it, or it is refused.
#[wasm_bindgen(js_name = readPublicKey)]
pub fn read_public_key(octets: &[u8]) -> Result<String, JsValue> {
    let imported = key::import(octets, None).map_err(refused)?;
    Ok(described(&imported.key.public()))
}

/// The `kid` of a public JWK: `modulus`, `thumbprint`, or the default of its type.
///
/// # Errors
/// It is no public JWK, or it has no modulus.
#[wasm_bindgen(js_name = keyId)]
pub fn key_id(jwk: &str, method: Option<String>) -> Result<String, JsValue> {
    let jwk = Jwk::parse(jwk).map_err(|error| Failure::new(error.code(), error).about("key"))?;
    let key = jwk.public_key();
    let method = match method.as_deref() {
        None => KidMethod::default_for(key),
        Some("thumbprint") => KidMethod::Thumbprint,
        Some(_) if key.modulus().is_none() => {
            let says = "an EC key has no modulus; use the method \"thumbprint\"";
            return Err(Failure::wrong("method", says).into());
        }
        Some(_) => KidMethod::Modulus,
    };
    Ok(kid::derive(key, method).as_str().to_owned())
}

/// A key as it is to be published.
#[derive(Deserialize)]
struct ToPublish {
    jwk: serde_json::Value,
    kid: String,
    alg: String,
}

/// The key set of these keys, through the publish guard.
///
/// # Errors
/// One of them is no public key, or its `kid` or `alg` is refused.
#[wasm_bindgen(js_name = publicJwks)]
pub fn public_jwks(keys: &str) -> Result<String, JsValue> {
    let keys: Vec<ToPublish> = read(keys, "key")?;
    let published = keys.iter().map(|key| {
        let jwk = Jwk::parse(&key.jwk.to_string())
            .map_err(|error| Failure::new(error.code(), error).about("key"))?;
        let kid = kid_of(&key.kid)?;
        let alg = alg_of(&key.alg)?;
        Ok(Jwk::new(jwk.public_key().clone(), kid, alg))
    });
    let published: Vec<Jwk> = published.collect::<Result<_, Failure>>()?;
    Ok(publish::public_set(&published))
}

#[derive(Serialize)]
struct Described {
    kind: String,
    bits: Option<usize>,
    algs: Vec<&'static str>,
    jwk: Box<RawValue>,
}

fn described(key: &PublicKey) -> String {
    let kid = kid::derive(key, KidMethod::default_for(key));
    let jwk = publish::public_jwk(&Jwk::new(key.clone(), kid, key.algs()[0]));
    let bits = match key.kind() {
        KeyKind::Rsa { bits } => Some(bits),
        KeyKind::P256 | KeyKind::P384 => None,
    };
    json(&Described {
        kind: key.kind().to_string(),
        bits,
        algs: key.algs().iter().map(|alg| alg.as_str()).collect(),
        jwk: RawValue::from_string(jwk).expect("just written"),
    })
}

/// Whether a text may name a key.
///
/// # Errors
/// It is empty, too long, or has a control character.
#[wasm_bindgen(js_name = checkKid)]
pub fn check_kid(kid: &str) -> Result<(), JsValue> {
    Ok(kid_of(kid).map(drop)?)
}

pub(crate) fn kid_of(kid: &str) -> Result<KeyId, Failure> {
    KeyId::new(kid).map_err(|error| Failure::wrong("kid", error))
}

pub(crate) fn alg_of(name: &str) -> Result<Alg, Failure> {
    name.parse().map_err(|error| Failure::wrong("alg", error))
}

fn refused(error: KeyError) -> JsValue {
    Failure::new(error.code(), error).about("key").into()
}

//! Every way in which people derive a `kid`, to recognise one that was made otherwise than the published one.

use sha2::{Digest, Sha256};

use super::thumbprint_octets;
use crate::encoding::base64url;
use crate::key::PublicKey;

/// One way to derive a `kid`, and what it gives for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// How it is made, as the end of the sentence "The `kid` is …".
    pub how: &'static str,
    /// What comes out.
    pub kid: String,
}

/// What every known way gives for this key, the two of this project first.
///
/// Digests other than SHA-256 are not computed.
///
/// ```
/// use countersign::kid;
///
/// let key = countersign_testkit::keys::rsa_2048().public();
/// let ways = kid::derivations(&key);
/// assert_eq!(ways[0].how, "the first 16 hex digits of SHA-256 over the modulus");
/// assert_eq!(ways[1].kid, kid::thumbprint(&key));
/// ```
pub fn derivations(key: &PublicKey) -> Vec<Derivation> {
    let mut ways = Vec::new();
    let mut add = |how, kid| ways.push(Derivation { how, kid });
    let modulus = key.modulus();
    if let Some(n) = &modulus {
        add("the first 16 hex digits of SHA-256 over the modulus", short(n));
    }
    let thumbprint = thumbprint_octets(key);
    add("the RFC 7638 thumbprint", base64url::encode(&thumbprint));
    if let Some(n) = &modulus {
        let lower = base16ct::lower::encode_string(n);
        let upper = base16ct::upper::encode_string(n);
        add("SHA-256 over the modulus, in hex", hex(n));
        // Java's BigInteger.toByteArray() puts a zero octet in front of a number whose first bit is set.
        add(
            "made of the modulus with a zero octet in front, as Java writes it",
            short(&[&[0], &n[..]].concat()),
        );
        add("made of the modulus as lower-case hex text", short(lower.as_bytes()));
        add("made of the modulus as upper-case hex text", short(upper.as_bytes()));
        add(
            "made of what `openssl rsa -modulus` prints",
            short(format!("Modulus={upper}\n").as_bytes()),
        );
        add("made of `n` as base64url text", short(base64url::encode(n).as_bytes()));
    }
    add("the RFC 7638 thumbprint in hex", base16ct::lower::encode_string(&thumbprint));
    add(
        "the first 16 hex digits of the RFC 7638 thumbprint",
        base16ct::lower::encode_string(&thumbprint[..8]),
    );
    let spki = key.to_spki_der();
    add("SHA-256 over the SPKI, in base64url", base64url::encode(&Sha256::digest(&spki)));
    add("SHA-256 over the SPKI, in hex", hex(&spki));
    add("the first 16 hex digits of SHA-256 over the SPKI", short(&spki));
    add("made of the SPKI as PEM text", short(key.to_spki_pem().as_bytes()));
    if let Some(pkcs1) = key.to_pkcs1_der() {
        let digest = Sha256::digest(&pkcs1);
        add("SHA-256 over the PKCS#1 form, in base64url", base64url::encode(&digest));
        add("the first 16 hex digits of SHA-256 over the PKCS#1 form", short(&pkcs1));
    }
    ways
}

/// How `kid` was made from this key, if in a known way. Case, padding and the alphabet of base64 are looked past.
///
/// ```
/// use countersign::kid;
///
/// let key = countersign_testkit::keys::p384().public();
/// let padded = format!("{}=", kid::thumbprint(&key));
/// assert_eq!(kid::recognise(&padded, &key), Some("the RFC 7638 thumbprint"));
/// assert_eq!(kid::recognise("2026-11", &key), None);
/// ```
pub fn recognise(kid: &str, key: &PublicKey) -> Option<&'static str> {
    // SHA-256 in hex with a colon between the octets.
    const LONGEST: usize = 96;

    if kid.is_empty() || kid.len() > LONGEST {
        return None;
    }
    let plain = plain(kid);
    derivations(key).into_iter().find(|way| self::plain(&way.kid) == plain).map(|way| way.how)
}

/// The characters that tell kids apart when case, padding, separators and the base64 alphabet are looked past.
fn plain(kid: &str) -> String {
    kid.trim()
        .trim_end_matches('=')
        .chars()
        .filter(|c| *c != ':')
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

fn short(octets: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(octets)[..8])
}

fn hex(octets: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(octets))
}

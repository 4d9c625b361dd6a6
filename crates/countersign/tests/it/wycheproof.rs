//! The signature vectors of Wycheproof (C2SP, once Google): known attacks and edge cases, each through
//! [`PublicKey::verify`].
//!
//! A vector is accepted here exactly when it is *valid* and made as JWS makes signatures: RS256 to RS512, PS256 to
//! PS512 with the hash in the mask and a salt as long as the hash (RFC 7518 §3.5), ES256, ES384. Sets of other hashes,
//! masks or salts run as well, under the algorithm of JWS that comes nearest, and there valid signatures must be
//! refused. So must the *acceptable* ones everywhere, all of which leave a NULL out of DigestInfo (`MissingNull`):
//! RFC 8017 §8.2.2 lets a verifier take that, no JWS signer writes it, and what is let in needlessly is room for
//! forgeries.
//!
//! `cargo test --test it wycheproof -- --nocapture` prints the table of sets.

use std::collections::BTreeMap;

use countersign::jws::Alg;
use countersign::key::{KeyError, PublicKey, SignatureError};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set {
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    #[serde(rename = "type")]
    kind: String,
    sha: String,
    /// The hash of the mask, for PSS.
    mgf_sha: Option<String>,
    /// The length of the salt, for PSS.
    s_len: Option<usize>,
    public_key: Numbers,
    public_key_der: Hex,
    tests: Vec<Vector>,
}

/// The numbers of an RSA key.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Numbers {
    modulus: Option<Hex>,
    public_exponent: Option<Hex>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    tc_id: usize,
    comment: String,
    flags: Vec<String>,
    msg: Hex,
    sig: Hex,
    result: String,
}

struct Hex(Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        HEXLOWER.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}

/// How vectors of a group are verified.
struct Way {
    alg: Alg,
    /// Whether JWS makes signatures as this group does.
    is_jws: bool,
    /// How the comment starts on a vector that is wrong in this group, but right for JWS.
    right_here: Option<String>,
}

/// What became of the vectors of a set, or of some sets.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    accepted: usize,
    /// Accepted as well: wrong in a set of another hash or salt, and just how JWS makes it.
    right_here: usize,
    refused: usize,
    /// By the code of the reason why their key is none here.
    skipped: BTreeMap<&'static str, usize>,
}

#[test]
fn rsa_pkcs1() {
    use wycheproof::rsa_pkcs1_verify::TestName;

    let sets = TestName::all();
    assert_eq!(sets.len(), 24);
    let tally = run("RSASSA-PKCS1-v1_5", sets.iter().map(|set| (set, set.json_data())));
    let skipped = BTreeMap::new();
    assert_eq!(tally, Tally { accepted: 89, right_here: 12, refused: 6101, skipped });
}

#[test]
fn rsa_pss() {
    use wycheproof::rsa_pss_verify::TestName;

    let sets = TestName::all();
    assert_eq!(sets.len(), 26);
    let tally = run("RSASSA-PSS", sets.iter().map(|set| (set, set.json_data())));
    let skipped = BTreeMap::new();
    assert_eq!(tally, Tally { accepted: 775, right_here: 2, refused: 2720, skipped });
}

#[test]
fn ecdsa() {
    use wycheproof::ecdsa::TestName;

    let sets = TestName::all();
    assert_eq!(sets.len(), 73);
    let tally = run("ECDSA", sets.iter().map(|set| (set, set.json_data())));
    // 56 sets on curves that keys here do not have.
    let skipped = BTreeMap::from([("key.ec.curve-unsupported", 22_495)]);
    assert_eq!(tally, Tally { accepted: 734, right_here: 0, refused: 6674, skipped });
}

#[expect(clippy::print_stdout, reason = "shown with --nocapture")]
fn run(family: &str, sets: impl Iterator<Item = (impl core::fmt::Debug, &'static str)>) -> Tally {
    let mut total = Tally::default();
    let mut table = family.to_owned();
    for (name, json) in sets {
        let set: Set = serde_json::from_str(json).expect("a set of vectors");
        let mut tally = Tally::default();
        for group in set.test_groups {
            group.run(&format!("{name:?}"), &mut tally);
        }
        table += &format!("\n{name:?} {tally:?}");
        total.add(tally);
    }
    println!("{table}\nall {total:?}");
    total
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.right_here += other.right_here;
        self.refused += other.refused;
        for (reason, vectors) in other.skipped {
            *self.skipped.entry(reason).or_default() += vectors;
        }
    }
}

impl Group {
    fn run(&self, set: &str, tally: &mut Tally) {
        let key = match self.key() {
            Ok(key) => key,
            Err(error) => {
                *tally.skipped.entry(error.code()).or_default() += self.tests.len();
                return;
            }
        };
        let way = self.way(&key);
        for vector in &self.tests {
            let outcome = self.verify(&key, way.alg, vector);
            let Vector { tc_id, comment, flags, result, .. } = vector;
            assert!(result != "acceptable" || *flags == ["MissingNull"], "{set} {tc_id}");
            let right_here = !way.is_jws
                && result == "invalid"
                && way.right_here.as_ref().is_some_and(|start| comment.starts_with(start));
            let wanted = way.is_jws && result == "valid" || right_here;
            assert_eq!(outcome.is_ok(), wanted, "{set} {tc_id} {result}: {comment} {outcome:?}");
            match (wanted, right_here) {
                (true, false) => tally.accepted += 1,
                (true, true) => tally.right_here += 1,
                (false, _) => tally.refused += 1,
            }
        }
    }

    fn key(&self) -> Result<PublicKey, KeyError> {
        let key = PublicKey::from_spki_der(&self.public_key_der.0);
        let Numbers { modulus: Some(n), public_exponent: Some(e) } = &self.public_key else {
            return key;
        };
        // Hexadecimal numbers have a zero octet in front where the next one would look like a sign.
        let [n, e] = [n, e].map(|Hex(octets)| octets.strip_prefix(&[0]).unwrap_or(octets));
        let same = PublicKey::from_rsa(n, e);
        if self.kind == "RsassaPssWithParametersVerify" {
            // As SPKI it may only do PSS with these parameters, and is no key here; its numbers are.
            assert_eq!(key.map_err(|error| error.code()), Err("key.algorithm.unsupported"));
        } else {
            assert_eq!(key, same);
        }
        same
    }

    fn way(&self, key: &PublicKey) -> Way {
        let (rsa, pss, salt) = match self.sha.as_str() {
            "SHA-384" => (Alg::Rs384, Alg::Ps384, 48),
            "SHA-512" => (Alg::Rs512, Alg::Ps512, 64),
            _ => (Alg::Rs256, Alg::Ps256, 32),
        };
        let hashes_with = |names: &[&str]| names.contains(&self.sha.as_str());
        let rsa_hash = hashes_with(&["SHA-256", "SHA-384", "SHA-512"]);
        match key.algs() {
            [alg @ Alg::Es256] => {
                Way { alg: *alg, is_jws: hashes_with(&["SHA-256"]), right_here: None }
            }
            [alg @ Alg::Es384] => {
                Way { alg: *alg, is_jws: hashes_with(&["SHA-384"]), right_here: None }
            }
            _ if self.kind.starts_with("RsassaPss") => {
                let mask = rsa_hash && self.mgf_sha.as_ref() == Some(&self.sha);
                let right_here = mask.then(|| format!("s_len changed to {salt}"));
                Way { alg: pss, is_jws: mask && self.s_len == Some(salt), right_here }
            }
            _ => {
                let right_here = "The message is hashed with SHA-256 instead of ".to_owned();
                Way { alg: rsa, is_jws: rsa_hash, right_here: Some(right_here) }
            }
        }
    }

    /// DER, which JWS has none of, is refused as it is and verified as R and S.
    fn verify(&self, key: &PublicKey, alg: Alg, vector: &Vector) -> Result<(), SignatureError> {
        let (msg, sig) = (&vector.msg.0, &vector.sig.0);
        if self.kind != "EcdsaVerify" {
            return key.verify(alg, msg, sig);
        }
        let as_it_is = key.verify(alg, msg, sig);
        assert!(as_it_is.is_err(), "{} as DER", vector.tc_id);
        key.raw_from_der(sig).map_or(as_it_is, |raw| key.verify(alg, msg, &raw))
    }
}

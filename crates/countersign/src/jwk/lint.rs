//! Judges a key set as a partner would meet it: findings `jwks.*`.

use serde_json::{Map, Value};

use super::set::read_keys;
use super::{Entry, Jwk, JwkError, JwkSetError, respelled};
use crate::finding::Finding;
use crate::jws::Alg;
use crate::key::{KeyError, KeyKind, PublicKey};
use crate::kid;
use crate::limits::RSA_MAX_BITS;
use crate::rules::code::jwks;
use crate::rules::{Code, Profile};

/// RFC 7638 thumbprints of keys whose private half a specification prints.
pub const PUBLISHED_TEST_KEYS: [(&str, &str); 8] = [
    ("I99tVmIhN2uhvx12lO4Zrjk9OhGDH6LvIyYALIZivws", "the RS384 sample of SMART App Launch"),
    ("gpusNZnFRvG96B1APEttC6NcJetjhM0q2LJagnlW6Tc", "the ES384 sample of SMART App Launch"),
    ("IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8", "RFC 7515 A.2"),
    ("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "RFC 7515 A.3"),
    ("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "RFC 7517 A.1, RSA"),
    ("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s", "RFC 7517 A.1, EC"),
    ("9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI", "RFC 7520 §3.3"),
    ("dHri3SADZkrush5HU_50AoRhcKFryN-PI6jPBtPL55M", "RFC 7520 §3.1"),
];

/// The specification that prints this key, if one does.
///
/// ```
/// use countersign::jwk::published_test_key;
///
/// assert_eq!(published_test_key(&countersign_testkit::keys::p256().public()), None);
/// ```
pub fn published_test_key(key: &PublicKey) -> Option<&'static str> {
    let thumbprint = kid::thumbprint(key);
    PUBLISHED_TEST_KEYS.iter().find(|(known, _)| *known == thumbprint).map(|(_, source)| *source)
}

/// The checks in their order, with what is so when nothing was found.
const CHECKS: [(&Code, &str); 18] = [
    (&jwks::FORM, "The document is an object with an array of keys"),
    (&jwks::EMPTY, "There is a key that can be used"),
    (&jwks::PRIVATE_MEMBER, "No key shows a private member"),
    (&jwks::SYMMETRIC, "No shared secret is in the set"),
    (&jwks::PUBLISHED_TEST_KEY, "No key is a sample of a specification"),
    (&jwks::KID_MISSING, "Every key has a kid"),
    (&jwks::KID_DUPLICATE, "No kid stands twice"),
    (&jwks::KEY_DUPLICATE, "No key stands twice"),
    (&jwks::ALG_MISSING, "Every key has an alg"),
    (&jwks::ALG_MISMATCH, "Every alg fits its key"),
    (&jwks::USE_WRONG, "No use is other than sig"),
    (&jwks::KEY_OPS_WRONG, "No key_ops speaks against verifying"),
    (&jwks::RSA_SMALL, "No RSA key is under 2048 bits"),
    (&jwks::RSA_EXPONENT, "Every RSA exponent is sound"),
    (&jwks::RSA_LARGE, "No RSA key is over 4096 bits"),
    (&jwks::ENCODING, "Every number is in its canonical form"),
    (&jwks::EC_OFF_CURVE, "Every point lies on its curve"),
    (&jwks::KTY_UNKNOWN, "Every key is RSA or EC on P-256 or P-384"),
];

/// Judges the text of a key set by `profile`. One finding or more per check, in the order of the checks; when the text
/// is no key set, the other checks are skipped. Evidence names private members and never their values.
///
/// ```
/// use countersign::{finding::Status, jwk, rules::Profile};
///
/// let findings = jwk::lint(r#"{"kty": "RSA", "n": "…", "e": "AQAB"}"#, &Profile::SPEC);
/// assert_eq!((findings[0].code.id, findings[0].status), ("jwks.form", Status::Fail));
/// assert_eq!(findings[0].evidence.got.as_deref(), Some("a single JWK"));
/// ```
pub fn lint(text: &str, profile: &Profile) -> Vec<Finding> {
    let keys = match read_keys(text) {
        Ok(keys) => keys,
        Err(error) => return unreadable(&error, profile),
    };
    let mut judge = Judge { profile, findings: Vec::new() };
    let entries: Vec<Entry> =
        keys.iter().enumerate().map(|(index, key)| Entry::new(index, key)).collect();
    judge.set(&entries);
    for (entry, value) in entries.iter().zip(&keys) {
        match value {
            Value::Object(members) => judge.key(entry, members),
            _ => judge.fault(&jwks::FORM, subject(entry, ""), "An element of `keys` is no object"),
        }
    }
    judge.finish()
}

struct Judge<'a> {
    profile: &'a Profile,
    findings: Vec<Finding>,
}

impl Judge<'_> {
    /// What only the keys together show.
    fn set(&mut self, entries: &[Entry]) {
        if !entries.iter().any(|entry| entry.key.is_ok()) {
            let message =
                if entries.is_empty() { "keys is empty" } else { "none of the keys can be used" };
            self.fault(&jwks::EMPTY, "Keys", message);
        }
        let mut kids = std::collections::HashMap::new();
        let mut thumbprints = std::collections::HashMap::new();
        for entry in entries {
            if let Some(kid) = entry.kid.as_deref().filter(|kid| !kid.is_empty())
                && let Some(first) = kids.insert(kid, entry.index)
            {
                let message = format!("keys[{first}] and keys[{}] have the same kid", entry.index);
                self.push(
                    self.finding(&jwks::KID_DUPLICATE, subject(entry, ".kid"), message)
                        .got(short(kid)),
                );
            }
            if let Ok(jwk) = &entry.key
                && let Some(first) =
                    thumbprints.insert(kid::thumbprint(jwk.public_key()), entry.index)
            {
                let message = format!("keys[{first}] and keys[{}] are the same key", entry.index);
                self.fault(&jwks::KEY_DUPLICATE, subject(entry, ""), message);
            }
        }
    }

    /// What one key shows.
    fn key(&mut self, entry: &Entry, members: &Map<String, Value>) {
        let symmetric = matches!(entry.key, Err(JwkError::Key(KeyError::Symmetric)));
        if !entry.private_members.is_empty() && !symmetric {
            let message = "a public key set shows members of the private half";
            let finding = self.finding(&jwks::PRIVATE_MEMBER, subject(entry, ""), message);
            self.push(
                finding
                    .got(entry.private_members.join(" "))
                    .expected("none of d p q dp dq qi oth k"),
            );
        }
        match &entry.key {
            Ok(jwk) => self.usable(entry, jwk),
            Err(JwkError::Key(error)) => self.refused(entry, error),
            // A member beside the key is of the wrong type; each is looked at below.
            Err(_) => {}
        }
        if let Some(fault) = &entry.misspelled {
            self.misspelled(entry, fault, members);
        }
        self.kid(entry, members);
        self.key_use(entry, members);
        self.key_ops(entry, members);
    }

    fn usable(&mut self, entry: &Entry, jwk: &Jwk) {
        let key = jwk.public_key();
        if let Some(source) = published_test_key(key) {
            let finding = self.finding(
                &jwks::PUBLISHED_TEST_KEY,
                subject(entry, ""),
                format!("this is the key of {source}"),
            );
            self.push(finding.got(kid::thumbprint(key)));
        }
        if let KeyKind::Rsa { bits } = key.kind()
            && bits > RSA_MAX_BITS
        {
            let finding = self.finding(
                &jwks::RSA_LARGE,
                subject(entry, ".n"),
                format!("the RSA modulus has {bits} bits"),
            );
            self.push(finding.got(bits.to_string()).expected("2048 to 4096"));
        }
        let fitting = key.algs().iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(", ");
        match jwk.alg() {
            None => {
                let finding = self.finding(
                    &jwks::ALG_MISSING,
                    subject(entry, ".alg"),
                    "the key names no alg",
                );
                self.push(finding.expected(fitting));
            }
            Some(alg) if !fits(alg, key.kind()) => {
                let message = format!("A {} key cannot do the alg it names", key.kind());
                let finding = self.finding(&jwks::ALG_MISMATCH, subject(entry, ".alg"), message);
                self.push(finding.got(short(alg)).expected(fitting));
            }
            Some(_) => {}
        }
    }

    fn refused(&mut self, entry: &Entry, error: &KeyError) {
        let (code, member): (&'static Code, &str) = match error {
            KeyError::Symmetric => (&jwks::SYMMETRIC, ".kty"),
            KeyError::KtyUnsupported { .. } | KeyError::MemberMissing { member: "kty" } => {
                (&jwks::KTY_UNKNOWN, ".kty")
            }
            KeyError::CurveUnsupported { .. } => (&jwks::KTY_UNKNOWN, ".crv"),
            KeyError::RsaTooSmall { .. } => (&jwks::RSA_SMALL, ".n"),
            KeyError::RsaTooLarge { .. } => (&jwks::RSA_LARGE, ".n"),
            KeyError::RsaExponent { .. } => (&jwks::RSA_EXPONENT, ".e"),
            KeyError::OffCurve { .. } => (&jwks::EC_OFF_CURVE, ""),
            _ => (&jwks::ENCODING, ""),
        };
        self.fault(code, subject(entry, member), error.to_string());
    }

    fn misspelled(&mut self, entry: &Entry, fault: &KeyError, members: &Map<String, Value>) {
        let (KeyError::LeadingZero { member }
        | KeyError::MemberEncoding { member, .. }
        | KeyError::Width { member, .. }) = fault
        else {
            return self.fault(&jwks::ENCODING, subject(entry, ""), fault.to_string());
        };
        let mut finding = self.finding(
            &jwks::ENCODING,
            format!("keys[{}].{member}", entry.index),
            fault.to_string(),
        );
        if let Some(written) = members.get(*member).and_then(Value::as_str) {
            finding = finding.got(written);
        }
        if let Some(meant) = respelled(members).get(*member).and_then(Value::as_str) {
            finding = finding.expected(meant);
        }
        self.push(finding);
    }

    fn kid(&mut self, entry: &Entry, members: &Map<String, Value>) {
        let message = match members.get("kid") {
            None => "the key has no kid",
            Some(Value::String(kid)) if kid.is_empty() => "the kid is empty",
            Some(Value::String(_)) => return,
            Some(_) => "the kid is no string",
        };
        let mut finding = self.finding(&jwks::KID_MISSING, subject(entry, ".kid"), message);
        if let Ok(jwk) = &entry.key {
            let thumbprint = kid::thumbprint(jwk.public_key());
            finding = finding.expected(match kid::modulus(jwk.public_key()) {
                Some(modulus) => format!("{modulus} (of the modulus) or {thumbprint} (RFC 7638)"),
                None => format!("{thumbprint} (RFC 7638)"),
            });
        }
        self.push(finding);
    }

    fn key_use(&mut self, entry: &Entry, members: &Map<String, Value>) {
        if let Some(key_use) = members.get("use").filter(|key_use| **key_use != "sig") {
            let finding =
                self.finding(&jwks::USE_WRONG, subject(entry, ".use"), "the key's use is not sig");
            self.push(finding.got(short(&key_use.to_string())).expected("\"sig\""));
        }
    }

    fn key_ops(&mut self, entry: &Entry, members: &Map<String, Value>) {
        let Some(key_ops) = members.get("key_ops") else { return };
        let ops = key_ops.as_array().map(Vec::as_slice).unwrap_or_default();
        if ops.iter().any(|op| op == "verify") && !ops.iter().any(|op| op == "sign") {
            return;
        }
        let message = "the key's key_ops do not fit a public key that verifies";
        let finding = self.finding(&jwks::KEY_OPS_WRONG, subject(entry, ".key_ops"), message);
        self.push(finding.got(short(&key_ops.to_string())).expected("[\"verify\"]"));
    }

    fn fault(
        &mut self,
        code: &'static Code,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.push(self.finding(code, subject, message));
    }

    fn finding(
        &self,
        code: &'static Code,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(code, self.profile.level(code).status, subject, message)
    }

    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds what held, and puts all in the order of the checks.
    fn finish(mut self) -> Vec<Finding> {
        for (code, message) in CHECKS {
            if !self.findings.iter().any(|finding| finding.code == code) {
                self.findings.push(Finding::pass(code, "keys", message));
            }
        }
        self.findings.sort_by_key(|finding| {
            (CHECKS.iter().position(|(code, _)| *code == finding.code), finding.subject.clone())
        });
        self.findings
    }
}

/// The findings of a text that is no key set.
fn unreadable(error: &JwkSetError, profile: &Profile) -> Vec<Finding> {
    let status = profile.level(&jwks::FORM).status;
    let mut form = Finding::new(&jwks::FORM, status, "document", error.to_string())
        .expected(r#"{"keys": [ … ]}"#);
    if let JwkSetError::NotASet { given } = error {
        form = form.got(given.to_string());
    }
    let rest = CHECKS.iter().filter(|(code, _)| *code != &jwks::FORM);
    let skipped = rest
        .map(|(code, _)| Finding::skipped(code, "keys", "Waits for a document that is a key set"));
    core::iter::once(form).chain(skipped).collect()
}

/// Whether a key of that kind can do the algorithm.
fn fits(alg: &str, kind: KeyKind) -> bool {
    match (alg.parse::<Alg>(), kind) {
        (Ok(Alg::Es256), _) => kind == KeyKind::P256,
        (Ok(Alg::Es384), _) => kind == KeyKind::P384,
        (Ok(_), _) => matches!(kind, KeyKind::Rsa { .. }),
        (Err(_), _) => false,
    }
}

fn subject(entry: &Entry, member: &str) -> String {
    format!("keys[{}]{member}", entry.index)
}

/// A stranger's text, short enough to repeat.
fn short(text: &str) -> String {
    const MOST: usize = 80;

    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

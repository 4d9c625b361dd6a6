//! Keys and certificates as text: PEM by its labels, SSH, PuTTY, DER in base64. None of them is read.

use super::Kind;
use super::der::{self, Structure};
use super::peel::{Pasted, Peel, base64_octets};
use super::view::{Inspection, PartView};
use crate::finding::Part;
use crate::limits::INSPECTED_PARTS;
use crate::redact::shown;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// No label is longer.
const LABEL_OCTETS: usize = 64;

/// Labels of PEM (RFC 7468 and older custom), with what stands under them.
const LABELS: [(&str, Kind, &str); 17] = [
    ("PRIVATE KEY", Kind::PrivateKey, "private key (PKCS#8)"),
    ("ENCRYPTED PRIVATE KEY", Kind::EncryptedPrivateKey, "private key under a passphrase (PKCS#8)"),
    ("RSA PRIVATE KEY", Kind::PrivateKey, "private RSA key (PKCS#1)"),
    ("EC PRIVATE KEY", Kind::PrivateKey, "private EC key (SEC 1)"),
    ("DSA PRIVATE KEY", Kind::PrivateKey, "private DSA key"),
    ("OPENSSH PRIVATE KEY", Kind::SshPrivateKey, "private SSH key (OpenSSH)"),
    ("PUBLIC KEY", Kind::PublicKey, "public key (SPKI)"),
    ("RSA PUBLIC KEY", Kind::PublicKey, "public RSA key (PKCS#1)"),
    ("CERTIFICATE", Kind::Certificate, "certificate (X.509)"),
    ("X509 CERTIFICATE", Kind::Certificate, "certificate (X.509)"),
    ("TRUSTED CERTIFICATE", Kind::Certificate, "certificate (X.509, with OpenSSL's trust)"),
    ("CERTIFICATE REQUEST", Kind::CertificateRequest, "request for a certificate (PKCS#10)"),
    ("NEW CERTIFICATE REQUEST", Kind::CertificateRequest, "request for a certificate (PKCS#10)"),
    ("X509 CRL", Kind::Pem, "list of revoked certificates"),
    ("PKCS7", Kind::Pem, "bundle of certificates (PKCS#7)"),
    ("EC PARAMETERS", Kind::Pem, "name of a curve"),
    ("SSH2 PUBLIC KEY", Kind::SshPublicKey, "public SSH key"),
];

/// Types of SSH public keys.
const SSH_TYPES: [&str; 8] = [
    "ssh-rsa",
    "ssh-ed25519",
    "ssh-dss",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// PEM, SSH or PuTTY.
pub(super) fn recognise(pasted: &Pasted<'_>) -> Option<Inspection> {
    let text = pasted.text();
    let first = text.split_ascii_whitespace().next()?;
    let quoted = text.starts_with('"') && text.ends_with('"') && text.len() > 1;
    if text.contains(BEGIN) && !quoted {
        let mut found = pem(pasted);
        if !text.starts_with(BEGIN) {
            found.layers.push(Peel::Surroundings.layer());
        }
        return Some(found);
    }
    if text.starts_with("PuTTY-User-Key-File-") {
        return Some(Inspection::new(Kind::SshPrivateKey, "A private SSH key (PuTTY)"));
    }
    if SSH_TYPES.contains(&first) {
        return Some(Inspection::new(
            Kind::SshPublicKey,
            format!("A public SSH key ({first}); a key set wants it as JWK"),
        ));
    }
    text.starts_with("---- BEGIN SSH2 ").then(|| {
        match text.lines().next().is_some_and(|line| line.contains("PRIVATE")) {
            true => Inspection::new(Kind::SshPrivateKey, "A private SSH key (SSH2)"),
            false => Inspection::new(Kind::SshPublicKey, "A public SSH key (SSH2)"),
        }
    })
}

/// DER in base64, with the layer that it was in.
pub(super) fn recognise_base64(text: &str) -> Option<Inspection> {
    let (peel, octets) = base64_octets(text)?;
    let mut found = recognise_der(&octets)?;
    found.layers.push(peel.layer());
    Some(found)
}

/// DER.
pub(super) fn recognise_der(octets: &[u8]) -> Option<Inspection> {
    let (kind, name) = match der::name(octets)? {
        Structure::Pkcs8 => (Kind::PrivateKey, "A private key (PKCS#8), as DER"),
        Structure::Pkcs8Encrypted => {
            (Kind::EncryptedPrivateKey, "A private key under a passphrase (PKCS#8), as DER")
        }
        Structure::Pkcs1Private => (Kind::PrivateKey, "A private RSA key (PKCS#1), as DER"),
        Structure::Sec1 => (Kind::PrivateKey, "A private EC key (SEC 1), as DER"),
        Structure::Pkcs12 => {
            (Kind::EncryptedPrivateKey, "Keys and certificates under a passphrase (PKCS#12)")
        }
        Structure::Pkcs1Public => (Kind::PublicKey, "A public RSA key (PKCS#1), as DER"),
        Structure::Spki => (Kind::PublicKey, "A public key (SPKI), as DER"),
        Structure::Certificate => (Kind::Certificate, "A certificate (X.509), as DER"),
        Structure::Request => {
            (Kind::CertificateRequest, "A request for a certificate (PKCS#10), as DER")
        }
    };
    let part = PartView::new("DER", Part::Document, octets.len());
    Some(Inspection::new(kind, name).with([part]))
}

fn pem(pasted: &Pasted<'_>) -> Inspection {
    let blocks = blocks(pasted.text());
    let mut words: Vec<String> = blocks.iter().map(|block| block.words.clone()).collect();
    let kind = blocks
        .iter()
        .map(|block| block.kind)
        .find(|kind| kind.is_private())
        .or_else(|| {
            let first = blocks.first()?.kind;
            blocks.iter().all(|block| block.kind == first).then_some(first)
        })
        .unwrap_or(Kind::Pem);
    let name = match blocks.len() {
        1 => format!("A {}, as PEM", words.remove(0)),
        count => {
            words.truncate(8);
            format!("{count} blocks of PEM: {}", words.join(", "))
        }
    };
    let further = blocks.len().saturating_sub(INSPECTED_PARTS);
    let views = blocks.into_iter().take(INSPECTED_PARTS).map(|block| PartView {
        encoded: pasted.place(&block.place),
        fault: block.fault,
        ..PartView::new(block.label, Part::Document, block.octets)
    });
    Inspection { further_parts: further, ..Inspection::new(kind, name).with(views) }
}

/// One block of PEM.
struct Block {
    label: String,
    kind: Kind,
    words: String,
    place: core::ops::Range<usize>,
    octets: usize,
    fault: Option<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(BEGIN).map(|found| at + found) {
        let behind = start + BEGIN.len();
        let next = text[behind..].find(BEGIN).map_or(text.len(), |found| behind + found);
        let block = &text[start..next];
        let ended = block.find(END).map(|end| {
            let dashes = block[end + END.len()..].find(DASHES);
            (end, dashes.map_or(block.len(), |dashes| end + END.len() + dashes + DASHES.len()))
        });
        let (body_end, length) = ended.unwrap_or((block.len(), block.len()));
        let label: String =
            text[behind..].chars().take(LABEL_OCTETS).take_while(|c| *c != '-').collect();
        let body =
            block[..body_end].get(BEGIN.len() + label.len() + DASHES.len()..).unwrap_or_default();
        blocks.push(Block {
            kind: kind(&label, body),
            words: words(&label, body),
            label: shown(&label),
            place: start..start + length,
            octets: base64_octets(body).map_or(0, |(_, octets)| octets.len()),
            fault: ended.is_none().then(|| "The END line is missing".to_owned()),
        });
        at = next;
    }
    blocks
}

fn kind(label: &str, body: &str) -> Kind {
    let known = LABELS.iter().find(|(known, ..)| *known == label).map(|(_, kind, _)| *kind);
    match known {
        // The older way to put a passphrase on a key: a header says so (RFC 1421 §4.6.1.1).
        Some(Kind::PrivateKey) if body.contains("ENCRYPTED") => Kind::EncryptedPrivateKey,
        Some(kind) => kind,
        None if label.contains("PRIVATE") => Kind::PrivateKey,
        None => Kind::Pem,
    }
}

fn words(label: &str, body: &str) -> String {
    match LABELS.iter().find(|(known, ..)| *known == label) {
        Some((_, Kind::PrivateKey, words)) if body.contains("ENCRYPTED") => {
            format!("{words} under a passphrase")
        }
        Some((.., words)) => (*words).to_owned(),
        None => format!("block labelled {}", shown(label)),
    }
}

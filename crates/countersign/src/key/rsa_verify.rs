//! RSA signatures verified: RSAVP1, EMSA-PKCS1-v1_5 and EMSA-PSS (RFC 8017 §5.2.2, §9).
//!
//! **Public values only**, and for that reason neither the arithmetic nor the comparisons are constant time. The one
//! type here is made of the modulus and the exponent of a public key, and computes with them and a signature; the
//! arithmetic is out of everybody else's reach.

mod modular;

use modular::Modulus;
use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};

use super::SignatureError;
use super::public::{bits, check_length};
use crate::jws::Alg;

/// The numbers of a public RSA key, such as [`check_rsa`](super::public::check_rsa) lets pass.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct RsaPublic {
    n: Vec<u8>,
    e: u64,
}

impl RsaPublic {
    /// From checked numbers: big-endian octets, the first not zero.
    pub(super) fn new(n: &[u8], e: &[u8]) -> Self {
        let e = e.iter().fold(0, |value, octet| value << 8 | u64::from(*octet));
        Self { n: n.to_vec(), e }
    }

    /// The modulus, big-endian and without leading zeros.
    pub(super) fn modulus(&self) -> &[u8] {
        &self.n
    }

    /// The public exponent, big-endian and without leading zeros.
    pub(super) fn exponent(&self) -> Vec<u8> {
        self.e.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect()
    }

    /// Verifies a signature as long as the modulus.
    pub(super) fn verify(
        &self,
        alg: Alg,
        input: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let (hash, is_pss) = match alg {
            Alg::Rs256 => (Hash::Sha256, false),
            Alg::Rs384 => (Hash::Sha384, false),
            Alg::Rs512 => (Hash::Sha512, false),
            Alg::Ps256 => (Hash::Sha256, true),
            Alg::Ps384 => (Hash::Sha384, true),
            Alg::Ps512 => (Hash::Sha512, true),
            Alg::Es256 | Alg::Es384 => return Err(SignatureError::KeyMismatch),
        };
        check_length(signature, self.n.len())?;
        let encoded = self.recover(signature).ok_or(SignatureError::Invalid)?;
        let digest = hash.digest(&[input]);
        let matches = if is_pss {
            is_pss_encoding(hash, &digest, &encoded, bits(&self.n))
        } else {
            encoded == pkcs1v15_encoding(hash, &digest, encoded.len())
        };
        if matches { Ok(()) } else { Err(SignatureError::Invalid) }
    }

    /// RSAVP1: what was signed, as many octets as the modulus has. Nothing when the signature, which is as long, is
    /// not below the modulus.
    fn recover(&self, signature: &[u8]) -> Option<Vec<u8>> {
        (signature < &self.n[..]).then(|| Modulus::new(&self.n).power(signature, self.e))
    }
}

/// The hash of an algorithm; PSS uses it for its mask too (RFC 7518 §3.5).
#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of the parts, one after the other.
    fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            parts.iter().fold(D::new(), |hash, part| hash.chain_update(part)).finalize().to_vec()
        }
        match self {
            Self::Sha256 => digest::<Sha256>(parts),
            Self::Sha384 => digest::<Sha384>(parts),
            Self::Sha512 => digest::<Sha512>(parts),
        }
    }

    /// The DER of DigestInfo up to the hash (RFC 8017 §9.2, note 1).
    const fn digest_info(self) -> [u8; 19] {
        let (whole, identifier, octets) = match self {
            Self::Sha256 => (0x31, 1, 0x20),
            Self::Sha384 => (0x41, 2, 0x30),
            Self::Sha512 => (0x51, 3, 0x40),
        };
        [
            0x30, whole, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
            identifier, 0x05, 0x00, 0x04, octets,
        ]
    }
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2). The whole encoding is made and compared: one that is parsed can be forged.
fn pkcs1v15_encoding(hash: Hash, digest: &[u8], length: usize) -> Vec<u8> {
    let info = hash.digest_info();
    // A modulus has 256 octets at least; three, the longest DigestInfo and eight of padding are 94.
    let padding = vec![0xff; length - 3 - info.len() - digest.len()];
    [&[0, 1], &padding[..], &[0], &info, digest].concat()
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2) with a salt as long as the hash.
fn is_pss_encoding(hash: Hash, digest: &[u8], encoded: &[u8], modulus_bits: usize) -> bool {
    // The encoding has a bit less than the modulus, so that it may have an octet less.
    let unused = 8 * encoded.len() - (modulus_bits - 1);
    let (unused, encoded) = match (unused, encoded) {
        (8, [0, encoded @ ..]) => (0, encoded),
        (8, _) => return false,
        _ => (unused, encoded),
    };
    // A modulus has 256 octets at least, so hash, salt and the two single octets fit.
    let (masked, tail) = encoded.split_at(encoded.len() - digest.len() - 1);
    let (seed, trailer) = tail.split_at(digest.len());
    let used = 0xff >> unused;
    if trailer != [0xbc] || masked[0] & !used != 0 {
        return false;
    }
    let mut block: Vec<u8> = masked
        .iter()
        .zip(mask(hash, seed, masked.len()))
        .map(|(octet, mask)| octet ^ mask)
        .collect();
    block[0] &= used;
    let (padding, salt) = block.split_at(block.len() - digest.len());
    matches!(padding, [zeros @ .., 1] if zeros.iter().all(|octet| *octet == 0))
        && hash.digest(&[&[0; 8], digest, salt]) == seed
}

/// MGF1 (RFC 8017 §B.2.1).
fn mask(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0_u32..).flat_map(|counter| hash.digest(&[seed, &counter.to_be_bytes()]));
    blocks.take(length).collect()
}

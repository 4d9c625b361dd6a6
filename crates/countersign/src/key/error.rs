//! Why a key was refused, or a signature.

use super::foreign::Advice;
use super::{Curve, Foreign, KeyKind, Structure};
use crate::jws::Alg;
use crate::limits::{RSA_EXPONENT_BITS, RSA_MIN_BITS};

/// Why a key could not be made or read. No variant holds private material.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text or DER is longer than any key.
    #[error("{got} octets are more than a key takes; at most {limit} are looked at")]
    TooLong {
        /// Length found, in octets.
        got: usize,
        /// The bound, in octets.
        limit: usize,
    },
    /// Not PEM at all (RFC 7468).
    #[error("not PEM: {reason}; a PEM key starts with -----BEGIN PRIVATE KEY----- or the like")]
    Pem {
        /// What the PEM reader says.
        reason: String,
    },
    /// PEM of something else.
    #[error("the PEM block is labelled {got:?}, wanted {want}")]
    PemLabel {
        /// Label found.
        got: String,
        /// Labels that would do.
        want: &'static str,
    },
    /// A form that is named and not read.
    #[error("{form} is not read; {}", Advice(*.form))]
    Foreign {
        /// What it is.
        form: Foreign,
    },
    /// DER whose end is missing.
    #[error("the key is cut off: {got} octets, wanted {want}; copy the whole of it")]
    CutOff {
        /// Length found, in octets.
        got: usize,
        /// Length that its first octets announce.
        want: usize,
    },
    /// A private key behind a passphrase, and no passphrase given.
    #[error("the private key is encrypted; its passphrase is wanted")]
    Encrypted,
    /// A passphrase that does not open the key.
    #[error("the passphrase does not open the private key")]
    PassphraseWrong,
    /// An encryption that would cost more time or memory than is given to it.
    #[error(
        "the encryption asks for {got} {what}, at most {limit} are granted; encrypt the key anew: {command}"
    )]
    EncryptionBounds {
        /// What there is too much of.
        what: &'static str,
        /// How much of it.
        got: u64,
        /// The bound.
        limit: u64,
        /// The command that does it.
        command: &'static str,
    },
    /// An encryption that is not read.
    #[error("keys encrypted with {scheme} are not read; encrypt the key anew: {command}")]
    EncryptionUnsupported {
        /// Name or object identifier of the scheme.
        scheme: String,
        /// The command that does it.
        command: &'static str,
    },
    /// Octets that are not the structure they should be (X.690 DER).
    #[error("not a {structure}: {reason}")]
    Der {
        /// The structure wanted.
        structure: &'static str,
        /// What the DER reader says.
        reason: String,
    },
    /// An algorithm that keys here do not have.
    #[error("keys of the algorithm {got} are not supported; RSA and EC on P-256 or P-384 are")]
    AlgorithmUnsupported {
        /// Name or object identifier found.
        got: String,
    },
    /// A curve that keys here do not lie on.
    #[error("the curve {got} is not supported; P-256 and P-384 are")]
    CurveUnsupported {
        /// Name or object identifier found.
        got: String,
    },
    /// A JWK Set where one key is wanted.
    #[error("this is a JWK Set of {keys} keys, wanted one key; give one element of \"keys\"")]
    KeySet {
        /// How many keys it has.
        keys: usize,
    },
    /// Not JSON, or not a JWK's members.
    #[error("not a JWK: {reason}, at line {line} column {column}")]
    Json {
        /// What is wrong, without any value of the text.
        reason: String,
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1, in octets.
        column: usize,
    },
    /// A JWK member that this key type needs.
    #[error("the member {member:?} is missing")]
    MemberMissing {
        /// Name of the member.
        member: &'static str,
    },
    /// A JWK member that should be a string.
    #[error("the member {member:?} is no string")]
    MemberType {
        /// Name of the member.
        member: &'static str,
    },
    /// A JWK member in another than the canonical base64url (RFC 7515 §2).
    #[error("the member {member:?} is not base64url: {reason}")]
    MemberEncoding {
        /// Name of the member.
        member: &'static str,
        /// Where it broke.
        reason: String,
    },
    /// A number with zero octets in front (RFC 7518 §2, Base64urlUInt).
    #[error("{member:?} starts with a zero octet; a number is written in its fewest octets")]
    LeadingZero {
        /// Name of the member.
        member: &'static str,
    },
    /// A coordinate or private value that is not as wide as the curve (RFC 7518 §6.2.1.2).
    #[error("{member:?} has {got} octets, wanted {want} on {curve}")]
    Width {
        /// Name of the member.
        member: &'static str,
        /// Curve of the key.
        curve: Curve,
        /// Width found, in octets.
        got: usize,
        /// Width wanted, in octets.
        want: usize,
    },
    /// A `kty` that keys here do not have.
    #[error("the key type {got:?} is not supported; RSA and EC are")]
    KtyUnsupported {
        /// Value of `kty`.
        got: String,
    },
    /// A shared secret (`kty` `oct`), which no signature here may rest on.
    #[error("a symmetric key (oct) is no key pair; RSA or EC is wanted")]
    Symmetric,
    /// A public key where a private one is wanted.
    #[error("this is a public key; it has no private half to sign with")]
    PublicOnly,
    /// A private key where only public ones are read.
    #[error(
        "this is a private key, {structure}, and public keys are read here; take its public half: openssl pkey -in FILE -pubout"
    )]
    Private {
        /// What the label says it is.
        structure: Structure,
    },
    /// An RSA modulus too small to sign with (RFC 7518 §3.3).
    #[error("the RSA modulus has {got} bits, wanted at least {want}")]
    RsaTooSmall {
        /// Width found, in bits.
        got: usize,
        /// Least width, in bits.
        want: usize,
    },
    /// An RSA modulus so large that it only costs time.
    #[error("the RSA modulus has {got} bits, wanted at most {limit}")]
    RsaTooLarge {
        /// Width found, in bits.
        got: usize,
        /// Greatest width, in bits.
        limit: usize,
    },
    /// A number of bits that keys are not made with.
    #[error("RSA keys of {got} bits are not made; wanted 2048, 3072 or 4096")]
    RsaBits {
        /// Width asked for, in bits.
        got: usize,
    },
    /// An RSA modulus that two divides.
    #[error("the RSA modulus is even; it is no product of two odd primes")]
    RsaModulusEven,
    /// An RSA public exponent that is 1, even or too wide.
    #[error(
        "the RSA public exponent is {got}, wanted an odd number from 3 to {RSA_EXPONENT_BITS} bits, best 65537"
    )]
    RsaExponent {
        /// The exponent, or its width when it is wide.
        got: String,
    },
    /// An RSA key of more than two primes.
    #[error("the RSA key has more than two primes, wanted exactly two")]
    RsaMultiPrime,
    /// Only some of `p q dp dq qi` (RFC 7518 §6.3.2).
    #[error("the member {member:?} is missing; of p, q, dp, dq and qi a key has all or none")]
    RsaCrtIncomplete {
        /// The first one missing.
        member: &'static str,
    },
    /// A point that does not satisfy the curve's equation.
    #[error("the point x, y does not lie on {curve}")]
    OffCurve {
        /// Curve named by the key.
        curve: Curve,
    },
    /// A private value that is zero or not below the curve's order.
    #[error("the private value d is out of range on {curve}")]
    PrivateRange {
        /// Curve of the key.
        curve: Curve,
    },
    /// A private half that belongs to another public half, or that contradicts itself.
    #[error("the private half does not match the public half of this {kind} key: {what}")]
    PrivateMismatch {
        /// Kind of the key.
        kind: KeyKind,
        /// Which relation does not hold.
        what: &'static str,
    },
    /// Key generation was cancelled by its caller.
    #[error("key generation was cancelled")]
    Cancelled,
}

impl KeyError {
    /// A stable name, for programs.
    ///
    /// ```
    /// use countersign::key::{KeyError, PublicKey};
    ///
    /// let error = PublicKey::from_rsa(&[0xc1; 128], &[1, 0, 1]).expect_err("1024 bits");
    /// assert_eq!(error.code(), "key.rsa.too-small");
    /// assert_eq!(error.to_string(), "the RSA modulus has 1024 bits, wanted at least 2048");
    /// ```
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "key.too-long",
            Self::Pem { .. } => "key.pem",
            Self::PemLabel { .. } => "key.pem.label",
            Self::Foreign { .. } => "key.form.unsupported",
            Self::CutOff { .. } => "key.cut-off",
            Self::Encrypted => "key.encrypted",
            Self::PassphraseWrong => "key.passphrase.wrong",
            Self::EncryptionBounds { .. } => "key.encryption.bounds",
            Self::EncryptionUnsupported { .. } => "key.encryption.unsupported",
            Self::Der { .. } => "key.der",
            Self::AlgorithmUnsupported { .. } => "key.algorithm.unsupported",
            Self::CurveUnsupported { .. } => "key.ec.curve-unsupported",
            Self::KeySet { .. } => "key.jwk.set",
            Self::Json { .. } => "key.jwk.json",
            Self::MemberMissing { .. } => "key.jwk.member-missing",
            Self::MemberType { .. } => "key.jwk.member-type",
            Self::MemberEncoding { .. } => "key.jwk.encoding",
            Self::LeadingZero { .. } => "key.jwk.leading-zero",
            Self::Width { .. } => "key.ec.width",
            Self::KtyUnsupported { .. } => "key.kty.unsupported",
            Self::Symmetric => "key.kty.symmetric",
            Self::PublicOnly => "key.public-only",
            Self::Private { .. } => "key.private",
            Self::RsaTooSmall { .. } => "key.rsa.too-small",
            Self::RsaTooLarge { .. } => "key.rsa.too-large",
            Self::RsaBits { .. } => "key.rsa.bits",
            Self::RsaModulusEven => "key.rsa.modulus-even",
            Self::RsaExponent { .. } => "key.rsa.exponent",
            Self::RsaMultiPrime => "key.rsa.multi-prime",
            Self::RsaCrtIncomplete { .. } => "key.rsa.crt-incomplete",
            Self::OffCurve { .. } => "key.ec.off-curve",
            Self::PrivateRange { .. } => "key.ec.private-range",
            Self::PrivateMismatch { .. } => "key.private-mismatch",
            Self::Cancelled => "key.generate.cancelled",
        }
    }

    pub(super) const fn too_small(got: usize) -> Self {
        Self::RsaTooSmall { got, want: RSA_MIN_BITS }
    }
}

/// Why nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The key cannot do the algorithm.
    #[error("a {kind} key cannot sign {alg}")]
    KeyMismatch {
        /// Algorithm asked for.
        alg: Alg,
        /// Kind of the key.
        kind: KeyKind,
    },
    /// An algorithm that is verified and never signed with.
    #[error("{alg} is only verified here, wanted one of RS256, RS384, PS256, PS384, ES256, ES384")]
    VerifyOnly {
        /// Algorithm asked for.
        alg: Alg,
    },
    /// The computation failed its own check, so no signature is given out.
    #[error("the private key operation failed")]
    Failed,
}

impl SignError {
    /// A stable name, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeyMismatch { .. } => "sign.key-mismatch",
            Self::VerifyOnly { .. } => "sign.verify-only",
            Self::Failed => "sign.failed",
        }
    }
}

/// Why a signature does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The key cannot do the algorithm; nothing was computed.
    #[error("a key of this type cannot verify this algorithm")]
    KeyMismatch,
    /// Not as many octets as a signature of this key has.
    #[error("the signature has {got} octets, wanted {want}")]
    Length {
        /// Length found, in octets.
        got: usize,
        /// Length wanted, in octets.
        want: usize,
    },
    /// An ECDSA signature in DER, where JWS wants R and S side by side (RFC 7518 §3.4).
    #[error("the signature is DER; JWS wants R and S side by side")]
    Der,
    /// An ECDSA signature whose R or S is zero (CVE-2022-21449).
    #[error("R or S of the signature is zero")]
    Zero,
    /// A well-formed signature over other octets or by another key.
    #[error("the signature is not this key's over these octets")]
    Invalid,
}

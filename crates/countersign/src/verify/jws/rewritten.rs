//! The signing input with the claims written again, for a signer that signed another spelling than it sent.

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use crate::assertion::inspect::Decoded;
use crate::encoding::base64url;

/// Without white space, as most libraries write JSON.
pub(in crate::verify) fn compact(decoded: &Decoded) -> Option<String> {
    input(decoded, claims(decoded)?.to_string().as_bytes())
}

/// With a space behind each comma and colon, as Python writes JSON.
pub(in crate::verify) fn spaced(decoded: &Decoded) -> Option<String> {
    let mut text = Vec::new();
    claims(decoded)?.serialize(&mut Serializer::with_formatter(&mut text, Spaced)).ok()?;
    input(decoded, &text)
}

fn claims(decoded: &Decoded) -> Option<Value> {
    serde_json::from_str(core::str::from_utf8(decoded.jws.payload()).ok()?).ok()
}

/// Nothing when it is what was sent: that was tried.
fn input(decoded: &Decoded, claims: &[u8]) -> Option<String> {
    let header = decoded.jws.signing_input().split_once('.')?.0;
    (claims != decoded.jws.payload()).then(|| format!("{header}.{}", base64url::encode(claims)))
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + std::io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(
        &mut self,
        out: &mut W,
    ) -> std::io::Result<()> {
        out.write_all(b": ")
    }
}

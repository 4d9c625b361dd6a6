//! Three parts, base64url, and a JSON object in the first two.

use crate::assertion::inspect::Decoded;
use crate::finding::{Finding, Part};
use crate::jws::CompactError;
use crate::rules::code::jws;
use crate::verify::judge::Judge;

/// The text is no compact JWS: everything else waits for one.
pub(in crate::verify) fn broken(judge: &mut Judge<'_>, error: &CompactError) {
    let code = match error {
        CompactError::Encoding { .. } => &jws::BASE64URL,
        _ => &jws::PARTS,
    };
    let mut finding =
        judge.fault(code, "assertion", format!("The assertion cannot be read: {error}"));
    finding = match error {
        CompactError::Parts { parts: 5 } => finding.near_miss(
            "Five parts are an encrypted JWT (JWE); this flow signs and does not encrypt.",
        ),
        _ => finding,
    };
    judge.add(finding);
    for (code, subject) in [
        (&jws::ALG_MISSING, "header.alg"),
        (&jws::KID_MISSING, "header.kid"),
        (&jws::SIGNATURE_UNVERIFIED, "signature"),
        (&crate::rules::code::jwt::ISS_MISSING, "claims.iss"),
        (&crate::rules::code::jwt::AUD_MISSING, "claims.aud"),
        (&crate::rules::code::jwt::EXP_MISSING, "claims.exp"),
        (&crate::rules::code::jwt::JTI_MISSING, "claims.jti"),
    ] {
        judge.skip(code, subject, "Not checked: needs an assertion that can be read");
    }
}

/// The text is a compact JWS; its header and claims are objects or not.
pub(in crate::verify) fn intact(judge: &mut Judge<'_>, decoded: &Decoded) {
    judge.pass(&jws::PARTS, "assertion", "Three parts of unpadded base64url");
    for (code, part, subject, name, read) in [
        (&jws::HEADER_JSON, Part::Header, "header", "header", &decoded.header),
        (&jws::PAYLOAD_JSON, Part::Payload, "claims", "claims", &decoded.claims),
    ] {
        match read {
            Ok(_) => judge.pass(
                code,
                subject,
                format!("The {name} is one JSON object").replace("claims is", "claims are"),
            ),
            Err(error) => {
                let octets =
                    if part == Part::Header { decoded.jws.header() } else { decoded.jws.payload() };
                let finding: Finding = judge
                    .fault(
                        code,
                        subject,
                        format!("The {name} cannot be read as a JSON object: {error}"),
                    )
                    .at(part, 0..octets.len());
                judge.add(finding);
            }
        }
    }
}

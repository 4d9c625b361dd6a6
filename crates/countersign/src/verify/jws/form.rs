//! Three parts, base64url, and a JSON object in the first two.

use crate::assertion::inspect::Decoded;
use crate::encoding::json::JsonError;
use crate::finding::{Finding, Part};
use crate::jws::{CompactError, Tidied};
use crate::rules::Code;
use crate::rules::code::{jws, jwt};
use crate::verify::judge::Judge;
use crate::verify::verification::Untidy;

/// What stands for the checks that wait for an assertion that can be read.
const WAITING: [(&Code, &str); 7] = [
    (&jws::ALG_MISSING, "header.alg"),
    (&jws::KID_MISSING, "header.kid"),
    (&jws::SIGNATURE_UNVERIFIED, "signature"),
    (&jwt::ISS_MISSING, "claims.iss"),
    (&jwt::AUD_MISSING, "claims.aud"),
    (&jwt::EXP_MISSING, "claims.exp"),
    (&jwt::JTI_MISSING, "claims.jti"),
];

/// There is no compact JWS in the text: everything else waits for one.
pub(in crate::verify) fn broken(judge: &mut Judge<'_>, error: &CompactError) {
    let mut finding = refused(judge, code(error), error);
    if matches!(error, CompactError::Parts { parts: 5 }) {
        finding = finding.near_miss(
            "Five parts are an encrypted JWT (JWE); this flow signs and does not encrypt.",
        );
    }
    judge.add(finding);
    for (code, subject) in WAITING {
        judge.skip(code, subject, "Not checked: needs an assertion that can be read");
    }
}

/// There is a compact JWS, perhaps only once the text was tidied; its header and claims are objects or not.
pub(in crate::verify) fn intact(judge: &mut Judge<'_>, decoded: &Decoded, pasted: Option<&Untidy>) {
    match pasted {
        None => judge.pass(&jws::PARTS, "assertion", "Three parts of unpadded base64url"),
        Some(untidy) => judge.add(untidied(judge, untidy)),
    }
    object(judge, &jws::HEADER_JSON, Part::Header, decoded.jws.header(), &decoded.header);
    object(judge, &jws::PAYLOAD_JSON, Part::Payload, decoded.jws.payload(), &decoded.claims);
}

fn untidied(judge: &Judge<'_>, untidy: &Untidy) -> Finding {
    let only_encoding = untidy.tidied.iter().all(|tidied| tidied.is_encoding());
    let code = if only_encoding { &jws::BASE64URL } else { &jws::PARTS };
    let list = untidy.tidied.iter().map(Tidied::to_string).collect::<Vec<_>>().join(", ");
    refused(judge, code, &untidy.error)
        .got(list.clone())
        .expected("the compact form alone")
        .near_miss(format!(
            "The text has {list}. Without that it is a token; the checks below are of the token."
        ))
}

fn refused(judge: &Judge<'_>, code: &'static Code, error: &CompactError) -> Finding {
    judge.fault(code, "assertion", format!("The assertion cannot be read as sent: {error}"))
}

fn code(error: &CompactError) -> &'static Code {
    match error {
        CompactError::Encoding { .. } => &jws::BASE64URL,
        _ => &jws::PARTS,
    }
}

fn object<T>(
    judge: &mut Judge<'_>,
    code: &'static Code,
    part: Part,
    octets: &[u8],
    read: &Result<T, JsonError>,
) {
    let (name, are) = (part.name(), if part == Part::Header { "is" } else { "are" });
    match read {
        Ok(_) => judge.pass(code, name, format!("The {name} {are} one JSON object")),
        Err(error) => {
            let message = format!("The {name} cannot be read as a JSON object: {error}");
            let finding = judge.fault(code, name, message).at(part, place(octets, error));
            judge.add(finding);
        }
    }
}

/// The octet at which the JSON broke; the whole part when the fault is of the whole.
fn place(octets: &[u8], error: &JsonError) -> core::ops::Range<usize> {
    let line_start = match error.line {
        0 => None,
        1 => Some(0),
        line => {
            let breaks = octets.iter().enumerate().filter(|(_, octet)| **octet == b'\n');
            breaks.map(|(at, _)| at + 1).nth(line - 2)
        }
    };
    let at = line_start.map(|start| start + error.column.saturating_sub(1));
    match at {
        Some(at) if at < octets.len() => at..at + 1,
        _ => 0..octets.len(),
    }
}

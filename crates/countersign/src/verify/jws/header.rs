//! `alg`, `typ`, `jku`, `crit`, and keys that travel in the header.

use crate::jws::Alg;
use crate::rules::Code;
use crate::rules::code::jws;
use crate::verify::judge::{Judge, Members, as_sent};
use crate::verify::urls::{self, Address};

/// Signature algorithms that exist and are not computed here.
const NOT_COMPUTED: [&str; 2] = ["ES512", "EdDSA"];

/// The checks in front of `kid`: `typ` and `alg`.
pub(in crate::verify) fn check(judge: &mut Judge<'_>, header: Members<'_>) {
    check_typ(judge, header);
    check_alg(judge, header);
}

/// The checks behind `kid`.
pub(in crate::verify) fn check_rest(judge: &mut Judge<'_>, header: Members<'_>) {
    check_jku(judge, header);
    check_crit(judge, header);
    check_embedded(judge, header);
}

fn check_typ(judge: &mut Judge<'_>, header: Members<'_>) {
    let Some(typ) = header.get("typ") else {
        let finding =
            judge.fault(&jws::TYP_MISSING, "header.typ", "The header has no `typ`").expected("JWT");
        return judge.add(finding);
    };
    if typ.value == "JWT" {
        return judge.pass(&jws::TYP_MISSING, "header.typ", "`typ` is `JWT`");
    }
    let mut finding =
        judge.fault(&jws::TYP_WRONG, "header.typ", "`typ` is not `JWT`").expected("JWT");
    if typ.value == "client-authentication+jwt" {
        finding = finding
            .near_miss("A draft (RFC 7523bis) asks for this value; SMART 2.2 asks for `JWT`.");
    }
    judge.add(header.shown(finding, typ));
}

fn check_alg(judge: &mut Judge<'_>, header: Members<'_>) {
    let subject = "header.alg";
    let Some(member) = header.get("alg") else {
        let finding = judge
            .fault(&jws::ALG_MISSING, subject, "The header has no `alg`")
            .expected("RS384 or ES384");
        return judge.add(finding);
    };
    let name = as_sent(member);
    let listed = judge.expect.algs.iter().map(|alg| alg.as_str()).collect::<Vec<_>>();
    let taken = if listed.is_empty() { judge.profile.algs } else { &listed };
    let known = name.parse::<Alg>();
    let exists = member.value.is_string() && (known.is_ok() || not_computed(&name));
    let baseline = known.is_ok_and(Alg::is_baseline);
    let (code, message): (&'static Code, String) = if name.eq_ignore_ascii_case("none") {
        (&jws::ALG_NONE, "`alg` is none: nothing is signed".into())
    } else if name.starts_with("HS") {
        (&jws::ALG_SYMMETRIC, format!("`alg` is {name}, an HMAC with a shared secret"))
    } else if !exists {
        (&jws::ALG_UNSUPPORTED, format!("`alg` is {name}, which the partner does not take"))
    } else if !taken.is_empty() && !taken.contains(&name.as_str()) {
        (&jws::ALG_UNSUPPORTED, format!("`alg` is {name}, which the partner does not list"))
    } else if baseline || listed.contains(&name.as_str()) {
        let message = format!("`alg` is {name}, which the partner takes");
        return judge.pass(&jws::ALG_MISSING, subject, message);
    } else {
        (&jws::ALG_NOT_BASELINE, format!("`alg` is {name}, neither RS384 nor ES384"))
    };
    let wanted = if taken.is_empty() { "RS384, ES384".to_owned() } else { taken.join(", ") };
    judge.add(header.shown(judge.fault(code, subject, message).expected(wanted), member));
}

fn check_jku(judge: &mut Judge<'_>, header: Members<'_>) {
    let (Some(jku), subject) = (header.get("jku"), "header.jku") else { return };
    if !jku.value.as_str().and_then(Address::parse).is_some_and(|url| url.is_guarded()) {
        let message = "`jku` is not an https URL";
        let finding = judge.fault(&jws::JKU_NOT_HTTPS, subject, message).expected("an https URL");
        judge.add(header.shown(finding, jku));
    }
    match judge.expect.jwks_url {
        _ if judge.expect.client == crate::verify::Client::Any => {
            judge.skip(
                &jws::JKU_NOT_REGISTERED,
                subject,
                "Not compared: needs the key set URL that the client registered",
            );
        }
        Some(registered) if jku.value == registered => {
            judge.pass(&jws::JKU_NOT_REGISTERED, subject, "`jku` is the registered key set URL");
        }
        registered => {
            let message = "`jku` is not the key set URL that the client registered";
            let mut finding = judge.fault(&jws::JKU_NOT_REGISTERED, subject, message).expected(
                registered.unwrap_or("no `jku`: the client registered its keys by value"),
            );
            if let (Some(sent), Some(registered)) = (jku.value.as_str(), registered)
                && let Some(near) = urls::difference(sent, registered)
            {
                finding = finding.near_miss(near);
            }
            judge.add(header.shown(finding, jku));
        }
    }
}

/// `crit` names extensions that must be understood. The one that is known is `b64`, and a JWT may not use it.
fn check_crit(judge: &mut Judge<'_>, header: Members<'_>) {
    if let Some(b64) = header.get("b64")
        && b64.value != true
    {
        let message = "`b64` is false: the payload would not be encoded, which a JWT must be";
        let finding = judge.fault(&jws::B64_FALSE, "header.b64", message).expected("no `b64`");
        judge.add(header.shown(finding, b64));
    }
    let Some(crit) = header.get("crit") else { return };
    let names = crit.value.as_array().map(Vec::as_slice).unwrap_or_default();
    let known = !names.is_empty() && names.iter().all(|name| name == "b64");
    if known && header.get("b64").is_some() {
        return judge.pass(&jws::CRIT_UNKNOWN, "header.crit", "`crit` names `b64` alone");
    }
    let message = "The header demands extensions that are not known here";
    let finding = judge.fault(&jws::CRIT_UNKNOWN, "header.crit", message).expected("no `crit`");
    judge.add(header.shown(finding, crit));
}

fn check_embedded(judge: &mut Judge<'_>, header: Members<'_>) {
    for name in ["jwk", "x5c", "x5u"] {
        let Some(member) = header.get(name) else { continue };
        let message = format!("The header carries `{name}`; it is not used");
        let finding = judge.fault(&jws::EMBEDDED_KEY, &format!("header.{name}"), message);
        judge.add(finding.at(header.part, member.span.clone()));
    }
}

/// Whether the name is an algorithm that exists and is not computed here.
pub(super) fn not_computed(name: &str) -> bool {
    NOT_COMPUTED.contains(&name)
}

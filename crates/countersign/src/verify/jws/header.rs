//! `alg`, `typ`, `jku`, `crit`, and keys that travel in the header.

use crate::jws::Alg;
use crate::rules::Code;
use crate::rules::code::jws;
use crate::verify::judge::{Judge, Members, as_sent};

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
    match judge.expect.jwks_url {
        _ if judge.expect.client == crate::verify::Client::Any => {
            judge.skip(
                &jws::JKU_NOT_REGISTERED,
                subject,
                "Not compared: needs the key set URL that the client registered",
            );
        }
        Some(url) if jku.value == url => {
            judge.pass(&jws::JKU_NOT_REGISTERED, subject, "`jku` is the registered key set URL");
        }
        registered => {
            let finding = judge
                .fault(
                    &jws::JKU_NOT_REGISTERED,
                    subject,
                    "`jku` is not the key set URL that the client registered",
                )
                .expected(
                    registered.unwrap_or("no `jku`: the client registered its keys by value"),
                );
            judge.add(header.shown(finding, jku));
        }
    }
}

fn check_crit(judge: &mut Judge<'_>, header: Members<'_>) {
    let Some(crit) = header.get("crit") else { return };
    let finding = judge
        .fault(
            &jws::CRIT_UNKNOWN,
            "header.crit",
            "The header demands extensions that are not known here",
        )
        .expected("no `crit`");
    judge.add(header.shown(finding, crit));
}

fn check_embedded(judge: &mut Judge<'_>, header: Members<'_>) {
    for name in ["jwk", "x5c", "x5u"] {
        let Some(member) = header.get(name) else { continue };
        let finding = judge
            .fault(
                &jws::EMBEDDED_KEY,
                &format!("header.{name}"),
                format!("The header carries `{name}`; it is not used"),
            )
            .at(header.part, member.span.clone());
        judge.add(finding);
    }
}

/// Whether the name is an algorithm that exists and is not computed here.
pub(super) fn not_computed(name: &str) -> bool {
    NOT_COMPUTED.contains(&name)
}

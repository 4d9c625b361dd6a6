//! Defects of the token request.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Attempt, Defect, Encoding, Needs, Proof, Reply};
use crate::encoding::base64url;
use crate::rules::Profile;
use crate::rules::code::{request, scope};

pub(super) const DEFECTS: &[Defect] = &[
    Defect {
        id: "json-body",
        number: 23,
        title: "JSON body",
        what: "The parameters are sent as JSON, like to any other interface. OAuth takes a form.",
        needs: Needs::AnyKey,
        finds: &request::CONTENT_TYPE,
        follows: &[],
        reply: Reply::INVALID_REQUEST,
        elsewhere: &[],
        change: |attempt, _| attempt.post.encoding = Encoding::Json,
    },
    Defect {
        id: "basic",
        number: 24,
        title: "Basic instead of an assertion",
        what: "The client sends its id and a shared secret in the Authorization header and no assertion: how most token \
               endpoints elsewhere are used.",
        needs: Needs::AnyKey,
        finds: &request::AUTH_BASIC,
        follows: &[&request::ASSERTION_TYPE_MISSING, &request::ASSERTION_MISSING],
        reply: Reply::INVALID_CLIENT,
        // It does not look at the header, and then misses the assertion.
        elsewhere: &[(Profile::LAUNCHER.id, &request::ASSERTION_TYPE_MISSING)],
        change: |attempt, rng| send_a_secret(attempt, rng),
    },
    Defect {
        id: "grant-type",
        number: 25,
        title: "grant_type of another flow",
        what: "`grant_type` is jwt-bearer, a flow in which the JWT is the grant itself. The name is in the \
               `client_assertion_type` too, so the two are mixed up.",
        needs: Needs::AnyKey,
        finds: &request::GRANT_TYPE_WRONG,
        follows: &[],
        reply: Reply::UNSUPPORTED_GRANT_TYPE,
        elsewhere: &[],
        change: |attempt, _| {
            attempt.post.grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned();
        },
    },
    Defect {
        id: "assertion-type",
        number: 26,
        title: "Assertion type misspelt",
        what: "`client_assertion_type` is written with underscores, like the name of the parameter. It is a fixed text and \
               is compared as one.",
        needs: Needs::AnyKey,
        finds: &request::ASSERTION_TYPE_WRONG,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            let kind = "urn:ietf:params:oauth:client_assertion_type:jwt-bearer".to_owned();
            attempt.post.proof = Proof::Assertion { kind };
        },
    },
    Defect {
        id: "scope-order",
        number: 27,
        title: "Scope letters out of order",
        what: "The scope says `.sr` for search and read. The letters have one order, c r u d s, and what is out of it may \
               be refused.",
        needs: Needs::AnyKey,
        finds: &scope::ORDER,
        follows: &[&scope::NONE_GRANTED],
        reply: Reply::INVALID_SCOPE,
        elsewhere: &[],
        change: |attempt, _| attempt.post.scope = "system/Patient.sr".to_owned(),
    },
];

fn send_a_secret(attempt: &mut Attempt<'_>, rng: &mut dyn CryptoRng) {
    let mut octets = Zeroizing::new([0; 16]);
    rng.fill_bytes(octets.as_mut_slice());
    let secret = Zeroizing::new(base64url::encode(octets.as_slice()));
    attempt.post.proof = Proof::Basic { secret };
}

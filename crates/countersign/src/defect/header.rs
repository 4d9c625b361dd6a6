//! Defects of the JOSE header.

use super::{Attempt, Defect, KeySetReply, Needs, Reply, Signing};
use crate::jwk::{Jwk, publish};
use crate::jws::Alg;
use crate::kid::{self, KidMethod};
use crate::rules::Profile;
use crate::rules::code::jws;

pub(super) const DEFECTS: &[Defect] = &[
    Defect {
        id: "no-kid",
        number: 1,
        title: "No kid",
        what: "The header does not name the key. Most libraries leave `kid` out unless they are told to write it.",
        needs: Needs::AnyKey,
        finds: &jws::KID_MISSING,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| attempt.draft.remove_header("kid"),
    },
    Defect {
        id: "kid-method",
        number: 2,
        title: "kid by another method than the key set",
        what: "The header names the key by its thumbprint (RFC 7638), the key set by its modulus. It happens when two \
               programs each derive the name for themselves.",
        needs: Needs::Rsa,
        finds: &jws::KID_UNKNOWN,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| name_by_the_other_method(attempt),
    },
    Defect {
        id: "kid-other-key",
        number: 3,
        title: "kid of the other key",
        what: "Two keys are published, one signs and the other is named. It happens when the key is changed and the name \
               in the settings is not.",
        needs: Needs::AnyKey,
        finds: &jws::SIGNATURE_INVALID,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| name_the_spare_key(attempt),
    },
    Defect {
        id: "alg-none",
        number: 16,
        title: "alg none",
        what: "The header says that nothing is signed, and nothing is. It is left over from a test, or it is an attack.",
        needs: Needs::AnyKey,
        finds: &jws::ALG_NONE,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            attempt.draft.set_header("alg", "none");
            attempt.signing = Signing::Nothing;
        },
    },
    Defect {
        id: "hs256-public-key",
        number: 17,
        title: "HS256 with the public key as secret",
        what: "The assertion carries an HMAC, and its secret is the text of the public key. A server that lets the header \
               choose the algorithm would accept it from anybody.",
        needs: Needs::AnyKey,
        finds: &jws::ALG_SYMMETRIC,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            attempt.draft.set_header("alg", "HS256");
            attempt.signing = Signing::PublicPemAsSecret;
        },
    },
    Defect {
        id: "alg-not-listed",
        number: 28,
        title: "RS256 where it is not listed",
        what: "The partner lists RS384 and ES384, and the client signs under RS256, which is what most libraries do when \
               they are not told.",
        needs: Needs::Rsa,
        finds: &jws::ALG_UNSUPPORTED,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        // Both have lists of their own, with RS256 on them.
        elsewhere: &[
            (Profile::LAUNCHER.id, &jws::ALG_NOT_BASELINE),
            (Profile::EPIC.id, &jws::ALG_NOT_BASELINE),
        ],
        change: |attempt, _| {
            attempt.partner.algs = vec![Alg::Rs384, Alg::Es384];
            attempt.alg = Alg::Rs256;
            attempt.draft.set_header("alg", Alg::Rs256.as_str());
            let jwk = Jwk::new(attempt.key.public(), attempt.kid.clone(), Alg::Rs256);
            attempt.key_set = KeySetReply::found(publish::public_set(&[jwk]));
        },
    },
];

fn name_by_the_other_method(attempt: &mut Attempt<'_>) {
    let key = attempt.key.public();
    let thumbprint = kid::derive(&key, KidMethod::Thumbprint);
    let other =
        if attempt.kid == thumbprint { kid::derive(&key, KidMethod::Modulus) } else { thumbprint };
    attempt.draft.set_header("kid", other.as_str());
}

fn name_the_spare_key(attempt: &mut Attempt<'_>) {
    let spare = attempt.spare.public();
    let name = kid::derive(&spare, KidMethod::default_for(&spare));
    attempt.draft.set_header("kid", name.as_str());
    let set = [
        Jwk::new(attempt.key.public(), attempt.kid.clone(), attempt.alg),
        Jwk::new(spare, name, attempt.alg),
    ];
    attempt.key_set = KeySetReply::found(publish::public_set(&set));
}

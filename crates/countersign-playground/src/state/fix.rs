//! What the page can put right by itself, by the code of the finding.

use countersign::finding::Part;
use countersign::rules::Code;

use super::turn::Turn;
use super::walk::{Outcome, Run, SCOPE, Step};

/// Something the page can put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The finding's code.
    pub code: &'static str,
    /// The button: *Put the kid back and send again*.
    pub label: String,
}

/// What is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    /// A header member gets the value it has by itself.
    Header(&'static str),
    /// A claim gets the value it has by itself.
    Claim(&'static str),
    /// Both parties do.
    Parties,
    /// Signing anew is all: it takes fresh times, a fresh `jti`, and the key that is held.
    Sign,
    /// The scope that the page offers.
    Scope,
    /// The client is registered anew.
    Register,
}

/// First match wins: an id, or the start of one.
const REMEDIES: &[(&str, Remedy, &str)] = &[
    ("jws.kid.missing", Remedy::Header("kid"), "Put the kid back and send again"),
    ("jws.kid.", Remedy::Header("kid"), "Name the key that signed and send again"),
    ("jws.alg.", Remedy::Header("alg"), "Put the algorithm back and send again"),
    ("jws.typ.", Remedy::Header("typ"), "Put typ back and send again"),
    ("jws.jku.", Remedy::Header("jku"), "Leave jku out and send again"),
    ("jws.signature.", Remedy::Sign, "Sign anew and send again"),
    ("jwt.aud.", Remedy::Claim("aud"), "Put the token endpoint in aud and send again"),
    ("jwt.jti.", Remedy::Claim("jti"), "Take a fresh jti and send again"),
    ("jwt.exp.", Remedy::Claim("exp"), "Take fresh times and send again"),
    ("jwt.iat.", Remedy::Claim("iat"), "Take fresh times and send again"),
    ("jwt.nbf.", Remedy::Claim("nbf"), "Take fresh times and send again"),
    ("jwt.lifetime.", Remedy::Claim("exp"), "Take fresh times and send again"),
    ("jwt.iss", Remedy::Parties, "Put the client id in iss and sub and send again"),
    ("jwt.sub.", Remedy::Parties, "Put the client id in iss and sub and send again"),
    ("jwt.client.unknown", Remedy::Register, "Register this client and send again"),
    ("jwks.", Remedy::Register, "Register the key set anew and send again"),
    ("request.scope.", Remedy::Scope, "Ask for what this page offers and send again"),
    ("scope.", Remedy::Scope, "Ask for what this page offers and send again"),
];

/// What can be done about a fault.
pub(super) fn of(code: &'static Code) -> Option<Fix> {
    remedy(code.id).map(|(_, label)| Fix { code: code.id, label: label.to_owned() })
}

fn remedy(code: &str) -> Option<(Remedy, &'static str)> {
    let row = REMEDIES.iter().find(|(prefix, _, _)| code.starts_with(prefix));
    row.map(|(_, remedy, label)| (*remedy, *label))
}

impl Turn<'_> {
    /// Puts right what the refusal was about, signs anew and sends again.
    pub(super) fn apply_fix(&mut self) {
        let Some(Outcome::Refused(refused)) = &self.state.walk.token.outcome else { return };
        let Some((remedy, _)) = refused.fix.as_ref().and_then(|fix| remedy(fix.code)) else {
            return;
        };
        if remedy == Remedy::Header("alg") && self.change_alg() {
            return;
        }
        let assertion = &mut self.state.walk.assertion;
        match remedy {
            Remedy::Header(name) => assertion.let_go(Part::Header, name),
            Remedy::Claim(name) => {
                // Times hang together.
                for name in [name, "exp", "iat"] {
                    assertion.let_go(Part::Payload, name);
                }
            }
            Remedy::Parties => {
                for name in ["iss", "sub"] {
                    assertion.let_go(Part::Payload, name);
                }
            }
            Remedy::Sign => {}
            Remedy::Scope => self.set_scope(SCOPE.to_owned()),
            Remedy::Register => return self.register_and_send(),
        }
        self.sign_again(true);
    }

    /// Takes an algorithm that the partner lists, where the one that is set is none; whether it was so.
    fn change_alg(&mut self) -> bool {
        let walk = &mut self.state.walk;
        let listed =
            walk.discovery.found.as_ref().map(|found| found.algs.as_slice()).unwrap_or_default();
        let best = walk.machine.as_ref().and_then(|machine| machine.best_alg(None));
        let Some(best) = best.filter(|_| !listed.contains(&walk.keys.alg)) else { return false };
        walk.assertion.let_go(Part::Header, "alg");
        self.walk_on_from_keys();
        self.choose_alg(best);
        self.keys_for_run();
        true
    }

    /// From the registration to the token.
    fn register_and_send(&mut self) {
        for name in ["iss", "sub"] {
            self.state.walk.assertion.let_go(Part::Payload, name);
        }
        self.publish();
        self.walk_on_from_keys();
        self.register();
    }

    fn walk_on_from_keys(&mut self) {
        self.state.walk.run =
            Run::Going { at: Step::Keys, last: Step::Token, since_ms: self.at.ms };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remedy_is_for_some_code() {
        for (prefix, _, _) in REMEDIES {
            let named = countersign::rules::code::codes().any(|code| code.id.starts_with(prefix));
            assert!(named || *prefix == "jwt.nbf.", "{prefix}");
        }
    }

    #[test]
    fn the_forgotten_kid_is_put_back() {
        let code = Code::by_id("jws.kid.missing").expect("a known code");
        assert_eq!(
            of(code).map(|fix| fix.label).as_deref(),
            Some("Put the kid back and send again")
        );
        assert_eq!(of(Code::by_id("request.method").expect("a known code")), None);
    }
}

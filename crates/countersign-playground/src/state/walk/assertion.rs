//! Step 3, Assertion: say who you are, and sign it.

use std::rc::Rc;

use countersign::assertion::Draft;
use countersign::finding::{Part, Report};
use countersign::jws::CompactJws;
use countersign::kid::KeyId;
use countersign::limits::ASSERTION_LIFETIME;
use countersign::time::{Seconds, UnixSeconds};
use serde_json::Value;

use super::{Step, StepState};
use crate::partners::embedded;
use crate::state::turn::{Turn, Wait};
use crate::state::{Action, Publication, keys};
use crate::worker::message::Ask;

/// How long after the last edit it is signed again, in milliseconds.
const SETTLES: u32 = 150;
/// Claims that are numbers.
const NUMBERS: [&str; 3] = ["exp", "iat", "nbf"];
/// What is never used twice, so that typing it does not make it stay.
const ONCE: [&str; 3] = ["exp", "iat", "jti"];

/// The room of step 3.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assertion {
    /// How far the step is; [`StepState::findings`] are the checks of this page, by the profile of the specification.
    pub step: StepState,
    /// The header, in the order written.
    pub header: Vec<Field>,
    /// The claims, in the order written.
    pub claims: Vec<Field>,
    /// The last edit's number.
    pub edit: u32,
    /// The assertion of that edit is still to be signed; [`token`](Self::token) is of an earlier one.
    pub unsigned: bool,
    /// The assertion.
    pub token: Option<Rc<str>>,
    /// The checks of this page.
    pub report: Option<Rc<Report>>,
    /// Length of the signature in octets.
    pub signature_octets: Option<usize>,
}

/// A header member or claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Rc<str>,
    /// Its value, as typed. A number for `exp`, `iat` and `nbf` where it reads as one, else a string.
    pub text: String,
    /// Whether it is sent; one that is not can be put back.
    pub sent: bool,
    /// It was typed, left out or put back by hand, so it stays when the others are made anew.
    pub by_hand: bool,
}

impl Assertion {
    /// The fields of one part.
    pub fn fields(&self, part: Part) -> &[Field] {
        match part {
            Part::Header => &self.header,
            _ => &self.claims,
        }
    }

    /// A claim's text, if it is sent.
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims
            .iter()
            .find(|field| field.sent && &*field.name == name)
            .map(|field| field.text.as_str())
    }

    /// When it ends, if `exp` is a number.
    pub fn ends_at(&self) -> Option<UnixSeconds> {
        self.claim("exp")?.parse().ok().map(UnixSeconds::new)
    }
}

impl Field {
    fn new(name: &str, value: &Value) -> Self {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Self { name: name.into(), text, sent: true, by_hand: false }
    }

    /// What stands in the assertion: what was typed, as the type that it is where that can be read from it.
    fn value(&self) -> Value {
        if NUMBERS.contains(&&*self.name)
            && let Ok(number) = self.text.parse::<serde_json::Number>()
        {
            return number.into();
        }
        if &*self.name == "aud"
            && let Ok(Value::Array(audiences)) = serde_json::from_str(&self.text)
        {
            return audiences.into();
        }
        self.text.as_str().into()
    }
}

impl Assertion {
    fn fields_mut(&mut self, part: Part) -> &mut Vec<Field> {
        match part {
            Part::Header => &mut self.header,
            _ => &mut self.claims,
        }
    }

    fn field_mut(&mut self, part: Part, name: &str) -> Option<&mut Field> {
        self.fields_mut(part).iter_mut().find(|field| &*field.name == name)
    }

    pub(in crate::state) fn leave_out(&mut self, part: Part, name: &str) {
        if let Some(field) = self.field_mut(part, name) {
            (field.sent, field.by_hand) = (false, true);
        }
    }

    /// Lets go of what was typed, so that the field is made anew with the others.
    pub(in crate::state) fn let_go(&mut self, part: Part, name: &str) {
        if let Some(field) = self.field_mut(part, name) {
            field.by_hand = false;
        }
    }

    /// Header and claims as they will be signed.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        for field in self.header.iter().filter(|field| field.sent) {
            draft.set_header(&field.name, field.value());
        }
        for field in self.claims.iter().filter(|field| field.sent) {
            draft.set_claim(&field.name, field.value());
        }
        draft
    }

    /// Takes fresh values for all that was not typed by hand, or can be used only once.
    fn take(&mut self, fresh: &Draft, jku: Option<&str>) {
        let anew = |old: &[Field], fresh: &[(String, Value)]| -> Vec<Field> {
            fresh
                .iter()
                .map(|(name, value)| {
                    let kept = old.iter().find(|field| *field.name == **name && field.by_hand);
                    match kept {
                        Some(kept) if !kept.sent || !ONCE.contains(&&**name) => kept.clone(),
                        _ => Field::new(name, value),
                    }
                })
                .collect()
        };
        let old_jku =
            self.header.iter().find(|field| &*field.name == "jku" && field.by_hand).cloned();
        self.header = anew(&self.header, fresh.header());
        self.claims = anew(&self.claims, fresh.claims());
        // Not every partner knows `jku`, and none needs it: it is there to be put in.
        let jku = jku.map(|jku| Field { sent: false, ..Field::new("jku", &jku.into()) });
        self.header.extend(old_jku.or(jku));
    }
}

impl Turn<'_> {
    /// Makes every field anew that was not typed by hand; whether there is a key and a token endpoint to sign it for.
    /// Without them their fields are empty.
    pub(in crate::state) fn refresh(&mut self) -> bool {
        let walk = &mut self.state.walk;
        let kid = walk.keys.key.as_ref().and_then(|key| KeyId::new(key.kid.as_str()).ok());
        let lifetime = Seconds::new(ASSERTION_LIFETIME);
        let (keys, jti, now) = (&walk.keys, &self.at.uuid, self.state.now);
        let built = match (&walk.machine, kid) {
            (Some(machine), Some(kid)) => machine.assertion(kid, keys.alg, jti, lifetime, now).ok(),
            (_, _) => None,
        };
        let whole = built.is_some();
        let draft = built.unwrap_or_else(|| {
            let mut draft = Draft::default();
            draft.set_header("alg", keys.alg.as_str());
            draft.set_header("typ", "JWT");
            draft.set_header("kid", keys.key.as_ref().map_or("", |key| &key.kid));
            draft.set_claim("iss", keys.client_id.as_str());
            draft.set_claim("sub", keys.client_id.as_str());
            draft.set_claim(
                "aud",
                walk.discovery.found.as_ref().map_or("", |found| &found.token_endpoint),
            );
            draft.set_claim("exp", (now + lifetime).get());
            draft.set_claim("iat", now.get());
            draft.set_claim("jti", jti.as_str());
            draft
        });
        let jku = (keys.publication == Publication::ByUrl).then_some(embedded::JWKS_URL);
        walk.assertion.take(&draft, jku);
        whole
    }

    /// Fresh times, a fresh `jti`, and a signature.
    pub(in crate::state) fn sign_again(&mut self, then_send: bool) {
        if self.refresh() {
            self.edited();
            self.sign(then_send);
        } else {
            let found = self.state.walk.discovery.found.is_some();
            let needs = match (found, &self.state.walk.keys.key) {
                (false, _) => "it needs the token endpoint first, from step 1, Discovery",
                (true, None) => "it needs a key pair first, from step 2, Keys",
                (true, Some(_)) => "it needs a client id first, from step 2, Keys",
            };
            self.failed(Step::Assertion, Some(needs.to_owned()));
        }
    }

    /// A field is typed.
    pub(in crate::state) fn edit(&mut self, part: Part, name: &str, text: String) {
        if let Some(field) = self.state.walk.assertion.field_mut(part, name) {
            field.text = text;
            (field.sent, field.by_hand) = (true, true);
            self.edited();
            let edit = self.state.walk.assertion.edit;
            self.later(SETTLES, Action::EditSettled(edit));
        }
    }

    /// A field is left out, or put back.
    pub(in crate::state) fn include(&mut self, part: Part, name: &str, sent: bool) {
        if let Some(field) = self.state.walk.assertion.field_mut(part, name) {
            (field.sent, field.by_hand) = (sent, true);
            self.edited();
            self.sign(false);
        }
    }

    /// A `jti` that was never used.
    pub(in crate::state) fn new_jti(&mut self) {
        let jti = self.at.uuid.clone();
        if let Some(field) = self.state.walk.assertion.field_mut(Part::Payload, "jti") {
            (field.text, field.sent) = (jti, true);
            self.edited();
            self.sign(false);
        }
    }

    /// No edit came behind that one for a while.
    pub(in crate::state) fn settled(&mut self, edit: u32) {
        let assertion = &self.state.walk.assertion;
        if assertion.edit == edit && assertion.unsigned {
            self.sign(false);
        }
    }

    /// The fields are other ones than were signed.
    pub(in crate::state) fn edited(&mut self) {
        let assertion = &mut self.state.walk.assertion;
        assertion.edit += 1;
        assertion.unsigned = true;
        self.changed(Step::Assertion);
    }

    /// Signs the fields as they are.
    pub(in crate::state) fn sign(&mut self, then_send: bool) {
        self.begin(Step::Assertion);
        let Some(key) = self.state.walk.keys.key.clone() else {
            return self.failed(
                Step::Assertion,
                Some("it needs a key pair first, from step 2, Keys".to_owned()),
            );
        };
        let assertion = &self.state.walk.assertion;
        let typed = assertion.header.iter().find(|field| field.sent && &*field.name == "alg");
        let alg = typed
            .and_then(|field| field.text.parse().ok())
            .filter(|alg| keys::fits(key.kind, *alg));
        let (edit, draft) = (assertion.edit, assertion.draft());
        let alg = alg.unwrap_or(key.alg);
        self.ask(Wait::Signature { edit, then_send }, Ask::Sign { key: key.key, alg, draft });
    }

    /// Takes the assertion, has it checked, and sends it where that was asked for.
    pub(in crate::state) fn signed(
        &mut self,
        edit: u32,
        then_send: bool,
        token: &str,
        took_ms: f64,
    ) {
        let walk = &mut self.state.walk;
        if edit != walk.assertion.edit {
            return;
        }
        walk.assertion.token = Some(token.into());
        walk.assertion.unsigned = false;
        walk.assertion.step.own_ms = Some(took_ms);
        walk.assertion.signature_octets =
            CompactJws::parse(token).ok().map(|jws| jws.signature().len());
        let keys = &walk.keys;
        let found = walk.discovery.found.as_ref();
        let question = Ask::Judge {
            token: token.to_owned(),
            jwks: keys.key.as_ref().map(|key| key.jwks.clone()),
            client_id: keys.client_id.clone(),
            audience: found.map(|found| found.token_endpoint.clone()),
            fhir_base: Some(walk.discovery.base.clone()),
            jwks_url: (keys.publication == Publication::ByUrl)
                .then(|| embedded::JWKS_URL.to_owned()),
            algs: found.map(|found| found.algs.clone()).unwrap_or_default(),
        };
        self.ask(Wait::Checks { edit }, question);
        self.done(Step::Assertion);
        if then_send {
            self.send_token();
        }
    }

    /// Takes the checks of this page.
    pub(in crate::state) fn checked(&mut self, edit: u32, report: Report) {
        let assertion = &mut self.state.walk.assertion;
        if edit == assertion.edit {
            assertion.step.findings = Rc::new(report.findings.clone());
            assertion.report = Some(Rc::new(report));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_typed_is_sent_as_the_type_that_it_reads_as() {
        let value =
            |name, text: &str| Field { text: text.into(), ..Field::new(name, &"".into()) }.value();
        for (name, text, sent) in [
            ("exp", "1778594900", json!(1_778_594_900)),
            ("exp", "1778594900.5", json!(1_778_594_900.5)),
            ("exp", "tomorrow", json!("tomorrow")),
            ("exp", "", json!("")),
            ("sub", "12", json!("12")),
            ("aud", r#"["a","b"]"#, json!(["a", "b"])),
            ("aud", "[a", json!("[a")),
        ] {
            assert_eq!(value(name, text), sent, "{name} = {text}");
        }
    }
}

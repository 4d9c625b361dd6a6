//! The token is fine, and the FHIR server refuses (RFC 6750 §3.1, FHIR R4).

use super::{Row, Rule, Sign};
use crate::exchange::Step;
use crate::explain::body::Kind;
use crate::rules::code::{fhir, scope};

pub(super) const RULES: &[Rule] = &[
    Rule { when: &[Sign::Challenge("invalid_token")], causes: &[EXPIRED, OTHER_SERVER, CUT_TOKEN] },
    Rule { when: &[Sign::Challenge("insufficient_scope")], causes: &[SCOPE, NARROWER] },
    Rule { when: &[QUERY, Sign::Status(&[401]), Sign::BareChallenge], causes: &[NOT_SENT] },
    Rule {
        when: &[QUERY, Sign::Status(&[401])],
        causes: &[EXPIRED, OTHER_SERVER, NOT_SENT_PERHAPS],
    },
    Rule { when: &[QUERY, Sign::Status(&[403])], causes: &[SCOPE, NARROWER, POLICY] },
    Rule { when: &[QUERY, Sign::Issue(&["expired", "login"])], causes: &[EXPIRED, OTHER_SERVER] },
    Rule { when: &[QUERY, Sign::Issue(&["forbidden", "security"])], causes: &[SCOPE, POLICY] },
    Rule { when: &[QUERY, Sign::Status(&[404, 410])], causes: &[NO_RECORD, WRONG_BASE] },
    Rule { when: &[QUERY, Sign::Status(&[406])], causes: &[ACCEPT] },
    Rule { when: &[QUERY, Sign::Status(&[400, 422])], causes: &[PARAMETER, WRONG_BASE] },
    Rule {
        when: &[QUERY, Sign::StatusWithin(200, 299), Sign::Body(&[Kind::Resource, Kind::Outcome])],
        causes: &[EMPTY_RESULT],
    },
];

const QUERY: Sign = Sign::Step(Step::Query);

const EXPIRED: Row = Row {
    title: "The access token has ended",
    why: "Tokens of this flow last minutes, and a FHIR server says no more than that the token is not valid.",
    test: "Get a new token and send the same request at once.",
    fix: "Renew the token shortly before `expires_in` is over, and once on a 401.",
    ..Row::LIKELY
};

const OTHER_SERVER: Row = Row {
    title: "The token is another server's, environment's or tenant's",
    why: "A FHIR server knows only the tokens of its own token endpoint.",
    test: "Read `token_endpoint` in the discovery document of this FHIR base and compare it with where the token is from.",
    fix: "Get the token where the discovery document of this FHIR base says.",
    ..Row::POSSIBLE
};

const CUT_TOKEN: Row = Row {
    title: "The token was changed on the way",
    why: "A token that was cut, quoted or broken by a line end is another token.",
    test: "Compare the length of the token in the request with the one in the token response.",
    fix: "Send `access_token` as it came, behind `Bearer` and one space.",
    ..Row::REMOTE
};

const NOT_SENT: Row = Row {
    title: "The token did not arrive",
    why: "A server that gets a token and refuses it says why; one that gets none only asks for it.",
    test: "Send the request with `curl -v` and look for the Authorization header, also behind a redirect.",
    fix: "Send `Authorization: Bearer` with the token; HTTP clients drop it when a redirect leads to another host.",
    ..Row::LIKELY
};

const NOT_SENT_PERHAPS: Row = Row {
    title: "The token did not arrive",
    why: "Proxies strip the Authorization header, and HTTP clients drop it when a redirect leads to another host.",
    test: "Send the request with `curl -v` and look for the Authorization header, also behind a redirect.",
    fix: "Send `Authorization: Bearer` with the token to the final address.",
    ..Row::POSSIBLE
};

const SCOPE: Row = Row {
    title: "The token's scope does not cover this request",
    why: "Reading a record needs `r`, searching needs `s`, each for the type that is asked for.",
    test: "Compare `scope` of the token response with the type and the interaction of the request.",
    fix: "Ask for a token with a scope that covers the type, `r` to read and `s` to search.",
    codes: &[&scope::INSUFFICIENT],
    ..Row::LIKELY
};

const NARROWER: Row = Row {
    title: "Less was granted than was asked",
    why: "A token endpoint may leave out scopes and still answer 200.",
    test: "Read `scope` of the token response instead of the one in the request.",
    fix: "Have the missing scopes registered for the client.",
    codes: &[&scope::PARTIAL],
    ..Row::POSSIBLE
};

const POLICY: Row = Row {
    title: "The site lets this client see less than its scope says",
    why: "A site decides beside the scopes: by patient, by department, by the user that the client is mapped to.",
    test: "Ask for one record that the site says is free, a test patient for example.",
    fix: "Ask the site which records the client may see; nothing in the client changes that.",
    ..Row::POSSIBLE
};

const NO_RECORD: Row = Row {
    title: "There is no such record",
    why: "404 is for an id that is not known, 410 for one that was deleted.",
    test: "Search for the record by another property instead of reading it by id.",
    fix: "Take ids from search results of this server, and keep none of another environment.",
    codes: &[&fhir::STATUS],
    ..Row::LIKELY
};

const WRONG_BASE: Row = Row {
    title: "The address is not this server's FHIR base and a type",
    why: "A type that the server does not have, or a base with a part missing, is not found either.",
    test: "Ask for `metadata` below the same base: it is open and lists the types.",
    fix: "Use the FHIR base as the partner publishes it, and types that its CapabilityStatement lists.",
    codes: &[&fhir::STATUS],
    ..Row::POSSIBLE
};

const ACCEPT: Row = Row {
    title: "The request asks for a format that the server does not write",
    why: "406 is the answer to an `Accept` or `_format` that the server cannot follow.",
    test: "Send the request with `Accept: application/fhir+json` and without `_format`.",
    fix: "Send `Accept: application/fhir+json`.",
    codes: &[&fhir::CONTENT_TYPE],
    ..Row::LIKELY
};

const PARAMETER: Row = Row {
    title: "A search parameter, a modifier or a value is not understood",
    why: "The OperationOutcome most often names it.",
    test: "Send the request with one parameter alone, then add the others one by one.",
    fix: "Use parameters that the CapabilityStatement lists, dates as `YYYY-MM-DD`, and escape `|` and spaces.",
    codes: &[&fhir::STATUS],
    ..Row::LIKELY
};

const EMPTY_RESULT: Row = Row {
    title: "Nothing is wrong with this reply",
    why: "A search without a hit is a success with `total` 0, and a parameter that the server does not know is left out silently.",
    test: "Compare the `self` link of the Bundle with the parameters that were sent.",
    fix: "Send `Prefer: handling=strict` to have unknown parameters refused.",
    codes: &[&fhir::SELF_MISSING],
    ..Row::POSSIBLE
};

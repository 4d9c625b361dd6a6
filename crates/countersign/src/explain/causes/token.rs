//! A success of the token endpoint, and whether it is one.

use super::{Row, Rule, Sign};
use crate::exchange::Step;
use crate::explain::body::Kind;
use crate::rules::code::{request, scope, token};

pub(super) const RULES: &[Rule] = &[
    Rule { when: &[Sign::TokenFault("token_type")], causes: &[TOKEN_TYPE] },
    Rule { when: &[Sign::TokenFault("access_token")], causes: &[NO_TOKEN] },
    Rule { when: &[Sign::TokenFault("")], causes: &[TWICE] },
    Rule { when: &[Sign::Body(&[Kind::Token])], causes: &[GRANTED] },
    Rule {
        when: &[Sign::StatusWithin(200, 299), Sign::Step(Step::Token), Sign::Body(&[Kind::Json])],
        causes: &[WRAPPED, NO_TOKEN],
    },
    Rule {
        when: &[Sign::StatusWithin(200, 299), Sign::Step(Step::Token), Sign::Body(&[Kind::Text])],
        causes: &[BARE],
    },
    Rule {
        when: &[Sign::Step(Step::Token), Sign::Body(&[Kind::Discovery, Kind::Resource])],
        causes: &[NOT_TOKEN_ENDPOINT],
    },
    Rule {
        when: &[
            Sign::StatusWithin(200, 299),
            Sign::Step(Step::Discovery),
            Sign::Body(&[Kind::Discovery]),
        ],
        causes: &[DISCOVERED],
    },
];

const TOKEN_TYPE: Row = Row {
    title: "`token_type` is missing, or is not bearer",
    why: "A client must not use a token of a kind that it does not know (RFC 6749 §7.1).",
    test: "Read `token_type` of the answer.",
    fix: "Tell the partner; a DPoP or MAC token is for another kind of client.",
    codes: &[&token::TYPE],
    ..Row::LIKELY
};

const NO_TOKEN: Row = Row {
    title: "The answer has no `access_token` that can be used",
    why: "It is a success by its status and has no token, or one that is empty or no string.",
    test: "Read the names of the answer's members.",
    fix: "Tell the partner; check that the address is the token endpoint and not the authorization endpoint.",
    codes: &[&token::ACCESS_TOKEN_MISSING],
    ..Row::LIKELY
};

const TWICE: Row = Row {
    title: "The answer has a member twice, or is no plain JSON object",
    why: "Which one counts would depend on the reader.",
    test: "Read the names of the answer's members.",
    fix: "Tell the partner.",
    codes: &[&token::NOT_JSON],
    ..Row::LIKELY
};

const GRANTED: Row = Row {
    title: "Nothing is wrong with this reply: it has an access token",
    why: "What fails then fails later, most often because less was granted than was asked.",
    test: "Compare `scope` of the answer with what was asked, and send the FHIR request with this token.",
    fix: "Where the FHIR server refuses, explain that reply instead.",
    codes: &[&scope::PARTIAL],
    ..Row::POSSIBLE
};

const WRAPPED: Row = Row {
    title: "Something in front wraps the answer in JSON of its own",
    why: "A gateway may answer 200 and put the error or the token inside.",
    test: "Read the answer's members: look for a token or an error one level down.",
    fix: "Ask the partner for the address of the token endpoint itself.",
    codes: &[&token::ACCESS_TOKEN_MISSING],
    ..Row::LIKELY.modelled()
};

const BARE: Row = Row {
    title: "The answer is text where JSON was due",
    why: "A token endpoint answers with a JSON object.",
    test: "Look at the `Content-Type` of the answer and at what the text is.",
    fix: "Ask the partner for the address of the token endpoint itself.",
    codes: &[&token::NOT_JSON],
    ..Row::LIKELY
};

const NOT_TOKEN_ENDPOINT: Row = Row {
    title: "The request went to another address of the server, and not to the token endpoint",
    why: "The answer is a document that is read with GET.",
    test: "Compare the address and the method with `token_endpoint` of the discovery document.",
    fix: "POST the form to `token_endpoint`.",
    codes: &[&request::METHOD],
    ..Row::LIKELY
};

const DISCOVERED: Row = Row {
    title: "Nothing is wrong with this reply: it is a discovery document",
    why: "What it says can still be incomplete.",
    test: "Lint the discovery document.",
    fix: "Go on with its `token_endpoint`.",
    ..Row::POSSIBLE
};

//! No reply at all: what a browser or curl says instead.

use super::{Row, Rule, Sign};
use crate::explain::BrowserFailure;
use crate::explain::body::Kind;
use crate::rules::code::discovery;

pub(super) const RULES: &[Rule] = &[
    Rule { when: &[Sign::Browser(BrowserFailure::FailedToFetch)], causes: FAILED_TO_FETCH },
    Rule { when: &[Sign::Browser(BrowserFailure::MixedContent)], causes: &[MIXED_CONTENT] },
    Rule { when: &[Sign::Browser(BrowserFailure::Offline)], causes: &[OFFLINE] },
    Rule { when: &[Sign::Browser(BrowserFailure::TimedOut)], causes: &[DOWN, CORS_REMOTE] },
    Rule { when: &[Sign::Body(&[Kind::Text]), Sign::Says(NO_HOST)], causes: &[WRONG_HOST] },
    Rule { when: &[Sign::Body(&[Kind::Text]), Sign::Says(NO_CONNECTION)], causes: &[DOWN, CLOSED] },
    Rule { when: &[Sign::Body(&[Kind::Text]), Sign::Says(NO_TRUST)], causes: &[TLS] },
];

const NO_HOST: &[&str] =
    &["could not resolve host", "enotfound", "name or service not known", "err_name_not_resolved"];
const NO_CONNECTION: &[&str] = &[
    "failed to connect",
    "connection refused",
    "econnrefused",
    "connection timed out",
    "etimedout",
    "econnreset",
    "operation timed out",
];
const NO_TRUST: &[&str] = &[
    "ssl certificate problem",
    "unable to get local issuer certificate",
    "self signed certificate",
    "self-signed certificate",
    "certificate has expired",
    "tls handshake",
    "wrong version number",
    "unrecognized name",
];

const FAILED_TO_FETCH: &[Row] = &[
    Row {
        title: "The partner does not let pages of this origin read its replies (CORS)",
        why: "A browser tells a page nothing else then. Where discovery can be read and the token endpoint cannot, CORS is open on the one and closed on the other.",
        test: "Send the same request with curl or through the relay: if that gets a reply, it is CORS.",
        fix: "Ask the partner to allow the origin on the token endpoint, or send from a server, where CORS does not apply.",
        ..Row::LIKELY.observed()
    },
    Row {
        title: "The partner is down, or cannot be reached from this network",
        why: "To a page this looks the same as CORS.",
        test: "Open the discovery document in a tab of its own.",
        fix: "Try again later, from a network that the partner lets in.",
        ..Row::POSSIBLE.observed()
    },
    Row {
        title: "The certificate of the partner is not trusted here",
        why: "To a page this looks the same as CORS.",
        test: "Open the address in a tab of its own: the browser then names the certificate's fault.",
        fix: "Have the partner send its whole certificate chain, or trust its authority where it is a private one.",
        ..Row::POSSIBLE.observed()
    },
    Row {
        title: "The page is on https and the address on http",
        why: "Browsers send no such request, loopback excepted.",
        test: "Look at the scheme of both addresses.",
        fix: "Use the partner's https address.",
        codes: &[&discovery::TOKEN_ENDPOINT_HTTP],
        ..Row::REMOTE.observed()
    },
];

const MIXED_CONTENT: Row = Row {
    title: "A page on https may not ask an address on http",
    why: "Browsers send no such request, loopback excepted.",
    test: "Open the same address with https.",
    fix: "Use the partner's https address, or the page from http on this machine.",
    codes: &[&discovery::TOKEN_ENDPOINT_HTTP],
    ..Row::LIKELY.observed()
};

const OFFLINE: Row = Row {
    title: "This machine has no network",
    why: "Nothing was sent.",
    test: "Open any other site.",
    fix: "Connect and try again.",
    ..Row::LIKELY.observed()
};

const CORS_REMOTE: Row = Row {
    title: "Something on the way swallows the request",
    why: "A firewall that drops packets gives no answer at all.",
    test: "Send the same request with curl from another network.",
    fix: "Ask whoever runs the network to let the partner's host through.",
    ..Row::REMOTE.modelled()
};

const DOWN: Row = Row {
    title: "The partner is down, or cannot be reached from this network",
    why: "No connection came about, so nothing that was sent has been judged.",
    test: "Ask for the discovery document with curl, from here and from another network.",
    fix: "Try again later, or ask the partner to let your address in.",
    ..Row::LIKELY.observed()
};

const CLOSED: Row = Row {
    title: "The address names the wrong host or port",
    why: "Where nothing listens the connection is refused at once.",
    test: "Compare the host and the port with `token_endpoint` of the discovery document.",
    fix: "Take the token endpoint from discovery instead of writing it down.",
    ..Row::POSSIBLE.observed()
};

const WRONG_HOST: Row = Row {
    title: "The host's name is not known in DNS",
    why: "Nothing was sent: the name is misspelt, or is known only inside the partner's network.",
    test: "Look the name up, here and through a public resolver.",
    fix: "Take the FHIR base as the partner publishes it, and the token endpoint from its discovery document.",
    codes: &[&discovery::FETCH_FAILED],
    ..Row::LIKELY.observed()
};

const TLS: Row = Row {
    title: "The certificate of the partner is not trusted here",
    why: "The connection ended before the request was sent.",
    test: "Show the chain with `openssl s_client -connect HOST:443 -servername HOST`.",
    fix: "Have the partner send its whole chain; behind a proxy that opens TLS, trust the proxy's authority.",
    ..Row::LIKELY.observed()
};

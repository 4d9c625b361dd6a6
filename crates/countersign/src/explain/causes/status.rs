//! Replies that are told by their status and the form of their body, before anything in them is read.

use super::{Row, Rule, Sign};
use crate::exchange::Step;
use crate::explain::body::Kind;
use crate::rules::code::{discovery, fhir, jwt, request, token};

pub(super) const RULES: &[Rule] = &[
    Rule { when: &[Sign::Status(&[415])], causes: &[CONTENT_TYPE] },
    Rule { when: &[Sign::Status(&[405])], causes: &[METHOD, REDIRECTED, NOT_TOKEN_ENDPOINT] },
    Rule { when: &[Sign::Status(&[406])], causes: &[ACCEPT] },
    Rule { when: &[Sign::Status(&[404, 410]), DISCOVERY], causes: &[NO_DISCOVERY, BASE] },
    Rule {
        when: &[Sign::Status(&[404, 410]), Sign::NotStep(Step::Discovery)],
        causes: &[FHIR_BASE_AS_TOKEN, TENANT, MOVED],
    },
    Rule { when: &[Sign::StatusWithin(300, 399)], causes: &[REDIRECT, LOGIN_REDIRECT] },
    Rule { when: &[Sign::Status(&[407])], causes: &[PROXY] },
    Rule { when: &[Sign::Status(&[413, 414, 431])], causes: &[TOO_LARGE] },
    Rule { when: &[Sign::Status(&[429])], causes: &[TOO_MANY, SHARED_LIMIT] },
    Rule { when: &[Sign::Status(&[500, 501])], causes: &[SERVER_FAULT, AUD_ARRAY] },
    Rule { when: &[Sign::StatusWithin(502, 599)], causes: &[UNAVAILABLE] },
    Rule {
        when: &[Sign::StatusWithin(200, 299), Sign::Body(PAGES)],
        causes: &[LOGIN_PAGE, WRONG_ADDRESS],
    },
    Rule {
        when: &[Sign::StatusWithin(400, 403), Sign::Says(&["missing authentication token"])],
        causes: &[AWS_PATH],
    },
    Rule {
        when: &[Sign::StatusWithin(400, 403), Sign::Says(&["subscription key", "api key"])],
        causes: &[API_KEY],
    },
    Rule { when: &[Sign::Status(&[401, 403]), DISCOVERY], causes: &[DISCOVERY_CLOSED] },
    Rule {
        when: &[
            Sign::Status(&[400, 401, 403]),
            Sign::Body(NO_JSON),
            Sign::NotStep(Step::Discovery),
        ],
        causes: &[GATEWAY, WRONG_ADDRESS, ALLOW_LIST],
    },
    Rule { when: &[Sign::StatusWithin(200, 299), Sign::Body(&[Kind::Empty])], causes: &[EMPTY] },
    Rule { when: &[Sign::Body(&[Kind::CutOff])], causes: &[CUT_OFF] },
    Rule { when: &[Sign::Body(&[Kind::Binary])], causes: &[COMPRESSED] },
    Rule { when: &[Sign::Body(&[Kind::TooLarge])], causes: &[OVERSIZED] },
    Rule { when: &[Sign::NoStatus, Sign::Body(PAGES)], causes: &[LOGIN_PAGE, WRONG_ADDRESS] },
];

const DISCOVERY: Sign = Sign::Step(Step::Discovery);
const PAGES: &[Kind] = &[Kind::Page, Kind::Login];
const NO_JSON: &[Kind] =
    &[Kind::Page, Kind::Login, Kind::Text, Kind::Empty, Kind::Binary, Kind::Json];

const CONTENT_TYPE: Row = Row {
    title: "The body is not sent as a form",
    why: "415 says that the server does not take this media type; many HTTP clients send JSON unless told otherwise.",
    test: "Look at the `Content-Type` of the request as it leaves, with `curl -v` for example.",
    fix: "Send `application/x-www-form-urlencoded`, with the parameters in the body.",
    codes: &[&request::CONTENT_TYPE],
    ..Row::LIKELY
};

const METHOD: Row = Row {
    title: "The request that arrived is not a POST",
    why: "405 says that the address is there and takes another method; a token endpoint takes POST alone.",
    test: "Send the same parameters to the same address with `curl -v -X POST`, not following redirects.",
    fix: "POST the form.",
    codes: &[&request::METHOD],
    ..Row::LIKELY
};

const REDIRECTED: Row = Row {
    title: "A redirect turned the POST into a GET",
    why: "HTTP clients follow 301 and 302 with GET and leave the form behind; http to https is the usual case.",
    test: "Send the request without following redirects and look for a 301 or 302.",
    fix: "Use the address that the redirect leads to, as the discovery document has it.",
    codes: &[&request::METHOD],
    ..Row::POSSIBLE
};

const NOT_TOKEN_ENDPOINT: Row = Row {
    title: "The address is not the token endpoint",
    why: "The authorization endpoint, for one, takes GET and not POST.",
    test: "Compare the address with `token_endpoint` of the discovery document.",
    fix: "Take the token endpoint from discovery instead of writing it down.",
    ..Row::POSSIBLE
};

const ACCEPT: Row = Row {
    title: "The request asks for a format that the server does not write",
    why: "406 is the answer to an `Accept` that the server cannot follow.",
    test: "Send the same request with `Accept: application/json`.",
    fix: "Send `Accept: application/json`, and `application/fhir+json` to the FHIR server.",
    codes: &[&fhir::CONTENT_TYPE],
    ..Row::LIKELY
};

const NO_DISCOVERY: Row = Row {
    title: "There is no smart-configuration below this address",
    why: "It stands at the FHIR base, less one slash at its end, and `/.well-known/smart-configuration`.",
    test: "Ask for `metadata` below the same base: if that is found, the server has no smart-configuration.",
    fix: "Take the token endpoint from the CapabilityStatement's `oauth-uris`, or ask the partner for it.",
    codes: &[&discovery::FETCH_FAILED],
    ..Row::LIKELY
};

const BASE: Row = Row {
    title: "The FHIR base is wrong, or lacks its tenant or version",
    why: "Most servers have a part of the path for each tenant or FHIR version.",
    test: "Compare the base with the one in the partner's documentation, part by part.",
    fix: "Use the FHIR base as the partner publishes it.",
    codes: &[&discovery::FETCH_FAILED],
    ..Row::POSSIBLE
};

const FHIR_BASE_AS_TOKEN: Row = Row {
    title: "The request went to an address that is not the token endpoint, the FHIR base for example",
    why: "404 says that nothing answers there to such a request.",
    test: "Compare the address with `token_endpoint` of the discovery document.",
    fix: "Take the token endpoint from discovery instead of writing it down.",
    ..Row::LIKELY
};

const TENANT: Row = Row {
    title: "The tenant is missing in the address, or another's",
    why: "Where a server has many tenants, the token endpoint names one.",
    test: "Read the discovery document of the FHIR base in use and compare the tenant.",
    fix: "Take the token endpoint from the discovery document of the FHIR base in use.",
    ..Row::POSSIBLE
};

const MOVED: Row = Row {
    title: "A gateway in front of the server does not know this path",
    why: "Then the body is the gateway's, often a page, and the server never saw the request.",
    test: "Read the `Server` and `Via` headers and the first lines of the body.",
    fix: "Ask the partner under which address the token endpoint is open to you.",
    ..Row::REMOTE
};

const REDIRECT: Row = Row {
    title: "The address has moved: to https, or to one with or without a slash",
    why: "A token endpoint redirects nobody; what stands in front of it does.",
    test: "Read the `Location` header and compare it with the address that was asked.",
    fix: "Use the address in `Location`, if it is the one that the discovery document has.",
    codes: &[&request::METHOD],
    ..Row::LIKELY
};

const LOGIN_REDIRECT: Row = Row {
    title: "A proxy or a single sign-on wants somebody to log in first",
    why: "It takes the request for a person's.",
    test: "Open the `Location` in a browser: if it asks for a password, it is this.",
    fix: "Ask whoever runs the proxy to let the token endpoint through without a login.",
    codes: &[&token::NOT_JSON],
    ..Row::POSSIBLE
};

const PROXY: Row = Row {
    title: "A proxy on your own side wants to be logged in to",
    why: "407 is a proxy's own; the partner never saw the request.",
    test: "Send the request from a network without a proxy.",
    fix: "Give the HTTP client the proxy's credentials, or have the partner's host exempted.",
    ..Row::LIKELY
};

const TOO_LARGE: Row = Row {
    title: "The request is larger than the server takes",
    why: "An assertion is about a kilobyte; a certificate chain in its header, or an assertion in the address, makes it too large.",
    test: "Inspect the assertion that was sent and look for `x5c` in its header, and for parameters in the address.",
    fix: "Leave `x5c` out, and send the parameters in the body.",
    ..Row::LIKELY
};

const TOO_MANY: Row = Row {
    title: "Too many requests: a token is fetched for every call",
    why: "A token is good for minutes, and servers count token requests; athenahealth lets 50 a minute through, 5 in preview.",
    test: "Count the token requests of the last minute in your own log.",
    fix: "Keep the token until shortly before `expires_in` is over; wait as long as `Retry-After` says. Only waiting helps now.",
    ..Row::LIKELY
};

const SHARED_LIMIT: Row = Row {
    title: "Others share the limit: the same client id or the same address",
    why: "Limits are counted by client, by address, or for everybody together.",
    test: "Stop all other instances and try again after a minute.",
    fix: "Share one token between instances, and spread the load.",
    ..Row::POSSIBLE.modelled()
};

const SERVER_FAULT: Row = Row {
    title: "The partner's server failed at this request",
    why: "500 is the server's own fault, whatever it was that it did not expect.",
    test: "Send a plain, freshly signed request once more.",
    fix: "Give the partner's support the time and the request id.",
    ..Row::LIKELY
};

const AUD_ARRAY: Row = Row {
    title: "`aud` is an array, and the server expects a string",
    why: "The SMART launcher answers 500 to it.",
    test: "Inspect the assertion that was sent and read `aud`.",
    fix: "Send `aud` as one string.",
    codes: &[&jwt::AUD_ARRAY, &jwt::AUD_MULTIPLE],
    ..Row::POSSIBLE.observed()
};

const UNAVAILABLE: Row = Row {
    title: "The partner's server is down or overloaded",
    why: "What stands in front of it answered in its place.",
    test: "Ask for the discovery document, now and in a few minutes.",
    fix: "Only waiting helps: try again with growing pauses, not before `Retry-After` is over.",
    ..Row::LIKELY
};

const LOGIN_PAGE: Row = Row {
    title: "A login page or a proxy answered in place of the server",
    why: "Neither a token endpoint nor a FHIR server answers with a page.",
    test: "Read the page's title, and the `Server` and `Via` headers.",
    fix: "Ask whoever runs what stands in front to let this address through without a login.",
    codes: &[&token::NOT_JSON, &fhir::CONTENT_TYPE, &discovery::FETCH_FAILED],
    ..Row::LIKELY
};

const WRONG_ADDRESS: Row = Row {
    title: "The address is one for people, not for programs",
    why: "A portal's address differs from the API's by a part of the path or of the host.",
    test: "Compare the address with `token_endpoint` of the discovery document.",
    fix: "Take the token endpoint from discovery instead of writing it down.",
    codes: &[&token::NOT_JSON],
    ..Row::POSSIBLE
};

const AWS_PATH: Row = Row {
    title: "The path or the method is not one that the gateway knows",
    why: "Amazon's API Gateway says “Missing Authentication Token” to any route that it does not have.",
    test: "Compare the path and the method with the discovery document.",
    fix: "Take the token endpoint from discovery, and POST.",
    codes: &[&request::METHOD],
    ..Row::LIKELY
};

const API_KEY: Row = Row {
    title: "The gateway in front wants an API key of its own",
    why: "The words are a gateway's; the token endpoint behind it never saw the request.",
    test: "Look in the partner's developer portal for a key or a subscription of this API.",
    fix: "Send the gateway's key in the header that the partner names.",
    ..Row::LIKELY
};

const DISCOVERY_CLOSED: Row = Row {
    title: "The discovery document is closed, or the address is not the FHIR base",
    why: "Discovery is open to everybody; where it is not, something in front asks for a login.",
    test: "Open the same address in a browser without being logged in.",
    fix: "Ask the partner to open `/.well-known/smart-configuration`, or for the right FHIR base.",
    codes: &[&discovery::FETCH_FAILED],
    ..Row::LIKELY
};

const GATEWAY: Row = Row {
    title: "A gateway refused before the token endpoint saw the request",
    why: "A token endpoint refuses in JSON with an `error`; this is not one.",
    test: "Read the `Server` and `Via` headers: they name what answered.",
    fix: "Ask the partner what its gateway demands: a key, a client certificate, an address that it lets in.",
    codes: &[&token::NOT_JSON],
    ..Row::LIKELY
};

const ALLOW_LIST: Row = Row {
    title: "Your address or your client's name is not let in",
    why: "Firewalls refuse addresses, countries, and HTTP clients without a usual `User-Agent`.",
    test: "Send the same request from another network, and with the `User-Agent` of a browser.",
    fix: "Have the addresses that you send from allowed.",
    ..Row::POSSIBLE.modelled()
};

const EMPTY: Row = Row {
    title: "The answer was taken for a success and has nothing in it",
    why: "A token endpoint answers with JSON in any case; an empty success comes from something in front of it, or from an OPTIONS request.",
    test: "Send the request with `curl -v` and look which method left, and how long the answer is.",
    fix: "POST the form to the token endpoint of the discovery document.",
    codes: &[&token::NOT_JSON],
    ..Row::LIKELY
};

const CUT_OFF: Row = Row {
    title: "The body was cut off on its way or when it was copied",
    why: "It begins as JSON and ends in the middle.",
    test: "Compare the length of the body with `Content-Length`, and send the request once more.",
    fix: "Read the body to its end; if it is cut again, look at the time-outs of proxies on the way.",
    codes: &[&token::NOT_JSON],
    ..Row::LIKELY
};

const COMPRESSED: Row = Row {
    title: "The body is compressed, and the client did not unpack it",
    why: "Servers compress when the request says that the client can unpack.",
    test: "Send the request with `Accept-Encoding: identity`.",
    fix: "Let the HTTP client unpack (`curl --compressed`), or do not offer it.",
    codes: &[&token::NOT_JSON],
    ..Row::LIKELY
};

const OVERSIZED: Row = Row {
    title: "This is not the answer of a token endpoint or one page of a search",
    why: "It is larger than a megabyte, and was not read.",
    test: "Look at the first lines and at the `Content-Type`.",
    fix: "Check the address; ask for pages with `_count` where it is a search.",
    codes: &[&token::NOT_JSON],
    ..Row::LIKELY
};

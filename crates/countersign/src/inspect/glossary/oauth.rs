//! The token request and its answers.

use super::{Glossary, row};

/// Parameters of a token request (RFC 6749, RFC 7521, RFC 7523).
pub const TOKEN_REQUEST: Glossary = &[
    row(
        "grant_type",
        "The kind of request; `client_credentials` in Backend Services",
        "RFC 6749 §4.4.2",
    ),
    row("scope", "What is asked for, as names with blanks between them", "RFC 6749 §3.3"),
    row("client_assertion_type", "Says that the assertion is a JWT", "RFC 7523 §2.2"),
    row("client_assertion", "The signed JWT by which the client proves who it is", "RFC 7521 §4.2"),
    row(
        "client_id",
        "The client; optional beside an assertion, and then the same as in it",
        "RFC 7521 §4.2",
    ),
    row(
        "client_secret",
        "A secret that client and server share; Backend Services has none",
        "RFC 6749 §2.3.1",
    ),
    row("assertion", "A JWT that is the grant itself: another flow", "RFC 7523 §2.1"),
    row("code", "The authorization code that is traded for a token", "RFC 6749 §4.1.3"),
    row("code_verifier", "Proves that the code was asked for by the same client", "RFC 7636 §4.5"),
    row("redirect_uri", "Where the code was sent to", "RFC 6749 §4.1.3"),
    row("refresh_token", "Traded for a fresh access token", "RFC 6749 §6"),
    row(
        "username",
        "Whose password is sent along: a flow that is no longer used",
        "RFC 6749 §4.3.2",
    ),
    row("password", "A person's password: a flow that is no longer used", "RFC 6749 §4.3.2"),
    row("audience", "Whom the token is for; a vendor's parameter", ""),
    row("aud", "The FHIR server that the token is for", "SMART App Launch 2.2, App Launch"),
    row("resource", "The server that the token is for", "RFC 8707 §2"),
    row("token", "The token that is asked about or revoked", "RFC 7009 §2.1"),
    row("token_type_hint", "Of which type that token is", "RFC 7009 §2.1"),
    row("state", "A value that the server gives back unchanged", "RFC 6749 §4.1.1"),
];

/// Members of a token response (RFC 6749 §5.1; SMART App Launch 2.2).
pub const TOKEN_RESPONSE: Glossary = &[
    row("access_token", "The token: whoever holds it may use it", "RFC 6749 §5.1"),
    row(
        "token_type",
        "How the token is used; `Bearer` in an Authorization header",
        "RFC 6749 §7.1",
    ),
    row("expires_in", "How many seconds the token is good for, from now", "RFC 6749 §5.1"),
    row("scope", "What was granted, which may be less than was asked for", "RFC 6749 §3.3"),
    row(
        "refresh_token",
        "Traded for a fresh access token; Backend Services gives none",
        "RFC 6749 §6",
    ),
    row(
        "id_token",
        "Says who logged in; Backend Services has nobody log in",
        "OpenID Connect Core §3.1.3.3",
    ),
    row("patient", "The patient in context", "SMART App Launch 2.2, Scopes"),
    row("encounter", "The encounter in context", "SMART App Launch 2.2, Scopes"),
    row("fhirContext", "Further resources in context", "SMART App Launch 2.2, Scopes"),
    row(
        "fhirUser",
        "The FHIR resource of the person who logged in",
        "SMART App Launch 2.2, Scopes",
    ),
    row(
        "need_patient_banner",
        "Whether the app has to show who the patient is",
        "SMART App Launch 2.2, Scopes",
    ),
    row("intent", "What the app was opened for", "SMART App Launch 2.2, Scopes"),
    row(
        "smart_style_url",
        "Where the look of the surrounding system is described",
        "SMART App Launch 2.2, Scopes",
    ),
    row(
        "tenant",
        "The organisation at the server that the token is for",
        "SMART App Launch 2.2, Scopes",
    ),
    row("authorization_details", "What was granted, in detail", "RFC 9396 §7"),
];

/// Members of an OAuth error (RFC 6749 §5.2).
pub const OAUTH_ERROR: Glossary = &[
    row("error", "The reason as a code, such as invalid_client or invalid_scope", "RFC 6749 §5.2"),
    row(
        "error_description",
        "The reason in words, for the developer; some servers leave it null",
        "RFC 6749 §5.2",
    ),
    row("error_uri", "Where the server says more about it", "RFC 6749 §5.2"),
    row("state", "The value that the client sent, given back", "RFC 6749 §4.1.2.1"),
];

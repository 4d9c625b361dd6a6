//! Discovery documents.

use super::{Glossary, row};

const SMART: &str = "SMART App Launch 2.2, Conformance";
const RFC_8414: &str = "RFC 8414 §2";
const OPENID: &str = "OpenID Connect Discovery §3";

/// Members of a SMART configuration (SMART App Launch 2.2, Conformance; RFC 8414).
pub const SMART_CONFIGURATION: Glossary = &[
    row("token_endpoint", "Where tokens are asked for, and the `aud` of an assertion", SMART),
    row(
        "token_endpoint_auth_methods_supported",
        "How clients may prove who they are; `private_key_jwt` for an assertion",
        SMART,
    ),
    row(
        "token_endpoint_auth_signing_alg_values_supported",
        "The algorithms that an assertion may be signed under",
        SMART,
    ),
    row(
        "grant_types_supported",
        "The kinds of token request; `client_credentials` for Backend Services",
        SMART,
    ),
    row("scopes_supported", "Scopes that may be asked for; not all of them need be listed", SMART),
    row("capabilities", "What the server can do, by SMART's names", SMART),
    row(
        "code_challenge_methods_supported",
        "How an authorization code is protected; S256, never plain",
        SMART,
    ),
    row("response_types_supported", "What the authorization endpoint may answer with", SMART),
    row("authorization_endpoint", "Where a person logs in; not part of Backend Services", SMART),
    row("issuer", "The name of the server in the ID tokens it makes", SMART),
    row("jwks_uri", "Where the server's own key set is", SMART),
    row("registration_endpoint", "Where a client may register itself", SMART),
    row("introspection_endpoint", "Where a token can be asked about", SMART),
    row("revocation_endpoint", "Where a token can be ended early", SMART),
    row("management_endpoint", "Where a person sees and ends what apps may do", SMART),
    row(
        "user_access_brand_bundle",
        "Where the organisations behind the server are described",
        SMART,
    ),
    row(
        "user_access_brand_identifier",
        "Which of those organisations this server belongs to",
        SMART,
    ),
    row("associated_endpoints", "Other FHIR servers that tokens of this one are good for", SMART),
    row("smart_app_state_endpoint", "Where apps keep their state", SMART),
];

/// Members of an OpenID configuration or of an authorization server's metadata.
pub const OPENID_CONFIGURATION: Glossary = &[
    row("issuer", "The name of the server, and the `iss` of its ID tokens", RFC_8414),
    row("authorization_endpoint", "Where a person logs in", RFC_8414),
    row("token_endpoint", "Where tokens are asked for", RFC_8414),
    row("userinfo_endpoint", "Where it can be asked who logged in", OPENID),
    row("jwks_uri", "Where the server's own key set is", RFC_8414),
    row("registration_endpoint", "Where a client may register itself", RFC_8414),
    row("introspection_endpoint", "Where a token can be asked about", RFC_8414),
    row("revocation_endpoint", "Where a token can be ended early", RFC_8414),
    row(
        "end_session_endpoint",
        "Where a person logs out",
        "OpenID Connect RP-Initiated Logout §2.1",
    ),
    row("scopes_supported", "Scopes that may be asked for", RFC_8414),
    row("response_types_supported", "What the authorization endpoint may answer with", RFC_8414),
    row("response_modes_supported", "By which way the authorization endpoint answers", RFC_8414),
    row("grant_types_supported", "The kinds of token request", RFC_8414),
    row("subject_types_supported", "Whether `sub` is the same for every client", OPENID),
    row(
        "id_token_signing_alg_values_supported",
        "The algorithms that ID tokens are signed under",
        OPENID,
    ),
    row("token_endpoint_auth_methods_supported", "How clients may prove who they are", RFC_8414),
    row(
        "token_endpoint_auth_signing_alg_values_supported",
        "The algorithms that an assertion may be signed under",
        RFC_8414,
    ),
    row("code_challenge_methods_supported", "How an authorization code is protected", RFC_8414),
    row("claims_supported", "Claims that the server may make about a person", OPENID),
    row("claims_parameter_supported", "Whether single claims can be asked for", OPENID),
    row("request_parameter_supported", "Whether a request may come as a JWT", OPENID),
    row(
        "request_uri_parameter_supported",
        "Whether a request may be fetched from an address",
        OPENID,
    ),
    row("service_documentation", "Where developers read on", RFC_8414),
];

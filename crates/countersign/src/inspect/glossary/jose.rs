//! JOSE headers, claims, keys.

use super::{Glossary, row};

/// Members of a JOSE header (RFC 7515, RFC 7516, RFC 7518).
pub const HEADER: Glossary = &[
    row(
        "alg",
        "The algorithm of the signature, or of the key encryption in a JWE",
        "RFC 7515 §4.1.1",
    ),
    row("kid", "Names the key that signed, as the published key set names it", "RFC 7515 §4.1.4"),
    row("typ", "What the whole is; `JWT` for a client assertion", "RFC 7515 §4.1.9"),
    row("cty", "What the payload is, where it is no plain claims", "RFC 7515 §4.1.10"),
    row(
        "jku",
        "Where the key set is published; must be the URL that was registered",
        "RFC 7515 §4.1.2",
    ),
    row(
        "jwk",
        "The public key itself; a verifier never trusts a key that comes with the token",
        "RFC 7515 §4.1.3",
    ),
    row(
        "x5u",
        "Where the certificate of the key can be fetched; never a source of trust",
        "RFC 7515 §4.1.5",
    ),
    row("x5c", "The certificate chain of the key; never a source of trust", "RFC 7515 §4.1.6"),
    row("x5t", "SHA-1 thumbprint of the certificate of the key", "RFC 7515 §4.1.7"),
    row("x5t#S256", "SHA-256 thumbprint of the certificate of the key", "RFC 7515 §4.1.8"),
    row(
        "crit",
        "Names header members that whoever does not understand must refuse",
        "RFC 7515 §4.1.11",
    ),
    row("b64", "Whether the payload is base64url; `false` changes what is signed", "RFC 7797 §3"),
    row(
        "nonce",
        "A value of the server's that the signer repeats, against replay",
        "RFC 8555 §6.5.2",
    ),
    row("url", "The address that a signed request is for", "RFC 8555 §6.4.1"),
    row("enc", "The algorithm that encrypts the content", "RFC 7516 §4.1.2"),
    row("zip", "How the content was compressed before it was encrypted", "RFC 7516 §4.1.3"),
    row("epk", "The sender's one-time public key for key agreement", "RFC 7518 §4.6.1.1"),
    row("apu", "Says who the sender is, in key agreement", "RFC 7518 §4.6.1.2"),
    row("apv", "Says who the receiver is, in key agreement", "RFC 7518 §4.6.1.3"),
    row(
        "iv",
        "The initialisation vector that the content key was wrapped with",
        "RFC 7518 §4.7.1.1",
    ),
    row("tag", "The authentication tag that the content key was wrapped with", "RFC 7518 §4.7.1.2"),
    row("p2s", "The salt that a passphrase is stretched with", "RFC 7518 §4.8.1.1"),
    row("p2c", "How many rounds a passphrase is stretched by", "RFC 7518 §4.8.1.2"),
];

/// Claims of a JWT (RFC 7519, OpenID Connect, SMART App Launch).
pub const CLAIMS: Glossary = &[
    row("iss", "Who made it; the client id in a client assertion", "RFC 7519 §4.1.1"),
    row("sub", "Whom it is about; the client id again in a client assertion", "RFC 7519 §4.1.2"),
    row(
        "aud",
        "Whom it is for; the token endpoint, character by character, in a client assertion",
        "RFC 7519 §4.1.3",
    ),
    row(
        "exp",
        "When it ends, in seconds since 1970; at most five minutes ahead in a client assertion",
        "RFC 7519 §4.1.4",
    ),
    row("nbf", "When it begins to be good, in seconds since 1970", "RFC 7519 §4.1.5"),
    row("iat", "When it was made, in seconds since 1970", "RFC 7519 §4.1.6"),
    row("jti", "A value never used before, by which a replay is noticed", "RFC 7519 §4.1.7"),
    row("scope", "What it permits, as names with blanks between them", "RFC 8693 §4.2"),
    row("scp", "What it permits; a vendor's spelling of `scope`", ""),
    row("client_id", "The client that asked for it", "RFC 8693 §4.3"),
    row("azp", "The client that it was issued to", "OpenID Connect Core §2"),
    row("auth_time", "When the person logged in, in seconds since 1970", "OpenID Connect Core §2"),
    row(
        "nonce",
        "The value that the client sent with its request, repeated against replay",
        "OpenID Connect Core §2",
    ),
    row("acr", "How sure the server is of who logged in", "OpenID Connect Core §2"),
    row("amr", "How the person logged in", "RFC 8176 §1"),
    row(
        "at_hash",
        "Half a hash of the access token that came along",
        "OpenID Connect Core §3.1.3.6",
    ),
    row(
        "c_hash",
        "Half a hash of the authorization code that came along",
        "OpenID Connect Core §3.3.2.11",
    ),
    row("s_hash", "Half a hash of the `state` that came along", ""),
    row(
        "sid",
        "Names the session of the person who logged in",
        "OpenID Connect Front-Channel Logout §3",
    ),
    row("act", "Who acts for the subject", "RFC 8693 §4.1"),
    row("may_act", "Who may act for the subject", "RFC 8693 §4.4"),
    row("cnf", "The key that whoever uses it must prove to have", "RFC 7800 §3.1"),
    row("htm", "The HTTP method that a proof is for", "RFC 9449 §4.2"),
    row("htu", "The address that a proof is for", "RFC 9449 §4.2"),
    row("ath", "A hash of the access token that a proof goes with", "RFC 9449 §4.2"),
    row("events", "What happened, in a security event", "RFC 8417 §2.2"),
    row(
        "fhirUser",
        "The FHIR resource of the person who logged in",
        "SMART App Launch 2.2, Scopes",
    ),
    row(
        "profile",
        "The FHIR resource of the person, in older servers; else a page about them",
        "OpenID Connect Core §5.1",
    ),
    row("name", "The person's full name", "OpenID Connect Core §5.1"),
    row("given_name", "The person's given names", "OpenID Connect Core §5.1"),
    row("family_name", "The person's family name", "OpenID Connect Core §5.1"),
    row(
        "preferred_username",
        "The name that the person goes by at the server",
        "OpenID Connect Core §5.1",
    ),
    row("email", "The person's mail address", "OpenID Connect Core §5.1"),
    row(
        "email_verified",
        "Whether the server checked the mail address",
        "OpenID Connect Core §5.1",
    ),
    row(
        "updated_at",
        "When what is said of the person last changed, in seconds since 1970",
        "OpenID Connect Core §5.1",
    ),
    row("patient", "The patient in context", "SMART App Launch 2.2, Scopes"),
    row("encounter", "The encounter in context", "SMART App Launch 2.2, Scopes"),
    row("tenant", "The organisation at the server that it is for; a vendor's claim", ""),
    row("jwks", "A key set; in a software statement, the client's", "RFC 7591 §2"),
    row("jwks_uri", "Where a key set is; in a software statement, the client's", "RFC 7591 §2"),
];

/// Members of a JWK (RFC 7517, RFC 7518 §6).
pub const JWK: Glossary = &[
    row("kty", "The type of key: RSA, EC, OKP, or oct for a shared secret", "RFC 7517 §4.1"),
    row("use", "What the key is for: `sig` to sign, `enc` to encrypt", "RFC 7517 §4.2"),
    row("key_ops", "What may be done with the key; `verify` for a public one", "RFC 7517 §4.3"),
    row("alg", "The one algorithm that the key is meant for", "RFC 7517 §4.4"),
    row("kid", "The name by which a JWT's header finds the key", "RFC 7517 §4.5"),
    row("x5u", "Where the certificate of the key can be fetched", "RFC 7517 §4.6"),
    row("x5c", "The certificate chain of the key, in addition to the key itself", "RFC 7517 §4.7"),
    row("x5t", "SHA-1 thumbprint of the certificate", "RFC 7517 §4.8"),
    row("x5t#S256", "SHA-256 thumbprint of the certificate", "RFC 7517 §4.9"),
    row("n", "The RSA modulus: the public key itself", "RFC 7518 §6.3.1.1"),
    row("e", "The RSA public exponent, nearly always 65537 (`AQAB`)", "RFC 7518 §6.3.1.2"),
    row("crv", "The curve that the key lies on", "RFC 7518 §6.2.1.1"),
    row(
        "x",
        "The x coordinate of the public point, or the whole public key of type OKP",
        "RFC 7518 §6.2.1.2",
    ),
    row("y", "The y coordinate of the public point", "RFC 7518 §6.2.1.3"),
    row(
        "d",
        "Private: the private exponent or the private value itself",
        "RFC 7518 §6.3.2.1, §6.2.2.1",
    ),
    row("p", "Private: the first prime of the RSA modulus", "RFC 7518 §6.3.2.2"),
    row("q", "Private: the second prime of the RSA modulus", "RFC 7518 §6.3.2.3"),
    row("dp", "Private: the exponent for the first prime", "RFC 7518 §6.3.2.4"),
    row("dq", "Private: the exponent for the second prime", "RFC 7518 §6.3.2.5"),
    row("qi", "Private: the coefficient of both primes", "RFC 7518 §6.3.2.6"),
    row("oth", "Private: further primes of the RSA modulus", "RFC 7518 §6.3.2.7"),
    row("k", "Private: the shared secret itself", "RFC 7518 §6.4.1"),
    row(
        "ext",
        "Whether a browser may export the key; of no meaning elsewhere",
        "Web Cryptography §15",
    ),
    row("iat", "When the key was made, in seconds since 1970; a custom of some servers", ""),
    row(
        "nbf",
        "When the key begins to be used, in seconds since 1970; a custom of some servers",
        "",
    ),
    row("exp", "When the key ends, in seconds since 1970; a custom of some servers", ""),
];

/// Members of a key set (RFC 7517 §5).
pub const KEY_SET: Glossary = &[row(
    "keys",
    "The keys, in any order; one that is not understood is passed over",
    "RFC 7517 §5.1",
)];

//! The list: which names and shapes are secrets.

use core::fmt;

use serde::Serialize;

use crate::key::PRIVATE_MEMBERS;

/// A kind of secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Secret {
    /// Private key material: PEM, DER in base64, the private members of a JWK, a PuTTY file.
    PrivateKey,
    /// A passphrase or password.
    Password,
    /// A secret that client and server share.
    ClientSecret,
    /// The signature of a JWT, without which it cannot be replayed.
    Signature,
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
    /// An ID token: it tells who somebody is.
    IdToken,
    /// An encrypted token (JWE), behind its header.
    EncryptedToken,
    /// An authorization code, or the verifier that belongs to it.
    Code,
    /// What an `Authorization` header, a URL or a command carries to log in.
    Credentials,
    /// A cookie.
    Cookie,
    /// Records of patients; left out of a support bundle only.
    PatientData,
}

impl Secret {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 12] = [
        Self::PrivateKey,
        Self::Password,
        Self::ClientSecret,
        Self::Signature,
        Self::AccessToken,
        Self::RefreshToken,
        Self::IdToken,
        Self::EncryptedToken,
        Self::Code,
        Self::Credentials,
        Self::Cookie,
        Self::PatientData,
    ];

    /// What to call it in a sentence.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PrivateKey => "private key",
            Self::Password => "password",
            Self::ClientSecret => "client secret",
            Self::Signature => "signature",
            Self::AccessToken => "access token",
            Self::RefreshToken => "refresh token",
            Self::IdToken => "ID token",
            Self::EncryptedToken => "encrypted token",
            Self::Code => "authorization code",
            Self::Credentials => "credentials",
            Self::Cookie => "cookie",
            Self::PatientData => "patient data",
        }
    }

    /// What stands in its place.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::PrivateKey => "[private key hidden]",
            Self::Password => "[password hidden]",
            Self::ClientSecret => "[client secret hidden]",
            Self::Signature => "[signature hidden]",
            Self::AccessToken => "[access token hidden]",
            Self::RefreshToken => "[refresh token hidden]",
            Self::IdToken => "[ID token hidden]",
            Self::EncryptedToken => "[encrypted token hidden]",
            Self::Code => "[authorization code hidden]",
            Self::Credentials => "[credentials hidden]",
            Self::Cookie => "[cookie hidden]",
            Self::PatientData => "[patient data hidden]",
        }
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a name makes its value a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Wherever it stands, also at the end of a longer name: `SMART_CLIENT_SECRET`.
    Anywhere,
    /// As a form parameter; in JSON the name means other things too.
    Parameter,
    /// In a JWK: a quoted name, or a value that looks like one.
    Jwk,
    /// In what `openssl` prints: hexadecimal over many lines.
    Dump,
}

/// Names in lower case without `_` and `-`.
const NAMES: [(&str, Secret, Place); 26] = [
    ("accesstoken", Secret::AccessToken, Place::Anywhere),
    ("refreshtoken", Secret::RefreshToken, Place::Anywhere),
    ("idtoken", Secret::IdToken, Place::Anywhere),
    ("idtokenhint", Secret::IdToken, Place::Anywhere),
    ("token", Secret::AccessToken, Place::Parameter),
    ("clientsecret", Secret::ClientSecret, Place::Anywhere),
    ("secret", Secret::ClientSecret, Place::Anywhere),
    ("apikey", Secret::Credentials, Place::Anywhere),
    ("password", Secret::Password, Place::Anywhere),
    ("passwd", Secret::Password, Place::Anywhere),
    ("pwd", Secret::Password, Place::Anywhere),
    ("passphrase", Secret::Password, Place::Anywhere),
    ("code", Secret::Code, Place::Parameter),
    ("codeverifier", Secret::Code, Place::Anywhere),
    ("devicecode", Secret::Code, Place::Anywhere),
    ("authorization", Secret::Credentials, Place::Anywhere),
    ("cookie", Secret::Cookie, Place::Anywhere),
    ("cookies", Secret::Cookie, Place::Anywhere),
    ("privatekey", Secret::PrivateKey, Place::Anywhere),
    ("privateexponent", Secret::PrivateKey, Place::Dump),
    ("prime1", Secret::PrivateKey, Place::Dump),
    ("prime2", Secret::PrivateKey, Place::Dump),
    ("exponent1", Secret::PrivateKey, Place::Dump),
    ("exponent2", Secret::PrivateKey, Place::Dump),
    ("coefficient", Secret::PrivateKey, Place::Dump),
    ("priv", Secret::PrivateKey, Place::Dump),
];

/// No name is longer.
const NAME_OCTETS: usize = 64;

/// What the value of that name is, and where.
pub(super) fn named(name: &str) -> Option<(Secret, Place)> {
    if PRIVATE_MEMBERS.contains(&name) {
        return Some((Secret::PrivateKey, Place::Jwk));
    }
    if name.len() > NAME_OCTETS {
        return None;
    }
    let plain: String =
        name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect();
    let named = |(known, _, place): &&(&str, Secret, Place)| match place {
        Place::Anywhere => plain.ends_with(known),
        _ => plain == *known,
    };
    NAMES.iter().find(named).map(|&(_, secret, place)| (secret, place))
}

/// What the value of a JSON member of that name is, where it is secret.
pub(crate) fn member_secret(name: &str) -> Option<Secret> {
    match named(name)? {
        (secret, Place::Anywhere | Place::Jwk) => Some(secret),
        _ => None,
    }
}

/// What the value of a form parameter of that name is, where it is secret.
pub(crate) fn parameter_secret(name: &str) -> Option<Secret> {
    match named(name)? {
        (secret, Place::Anywhere | Place::Parameter) => Some(secret),
        _ => None,
    }
}

/// A stranger's text, without secrets and short enough to repeat.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 160;
    const LOOKED_AT: usize = 8 * MOST;

    let head = text.char_indices().nth(LOOKED_AT).map_or(text, |(end, _)| &text[..end]);
    let redacted = super::redact(head).text;
    match redacted.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &redacted[..end]),
        None if head.len() < text.len() => format!("{redacted}…"),
        None => redacted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_the_name_in_brackets() {
        for secret in Secret::ALL {
            assert_eq!(secret.mark(), format!("[{secret} hidden]"));
        }
    }

    #[test]
    fn names_in_any_spelling() {
        for (name, secret) in [
            ("access_token", Some(Secret::AccessToken)),
            ("accessToken", Some(Secret::AccessToken)),
            ("SMART_CLIENT_SECRET", Some(Secret::ClientSecret)),
            ("Set-Cookie", Some(Secret::Cookie)),
            ("Proxy-Authorization", Some(Secret::Credentials)),
            ("qi", Some(Secret::PrivateKey)),
            ("token_endpoint", None),
            ("client_secret_basic", None),
            ("code", None),
            ("x", None),
        ] {
            assert_eq!(member_secret(name), secret, "{name}");
        }
    }
}

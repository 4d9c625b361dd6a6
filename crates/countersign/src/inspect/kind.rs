//! What a text can turn out to be.

use serde::Serialize;

/// What was pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// A JWT that has the claims of a client assertion.
    ClientAssertion,
    /// A JWT that has the claims of an ID token.
    IdToken,
    /// An access token: a JWT, or what came behind `Bearer`.
    AccessToken,
    /// Another JWT.
    Jwt,
    /// A signed text that holds no claims.
    Jws,
    /// An encrypted JWT.
    Jwe,
    /// A JOSE header, decoded.
    Header,
    /// Claims, decoded.
    Claims,
    /// A public key as JWK.
    PublicJwk,
    /// A private key as JWK.
    PrivateJwk,
    /// A shared secret as JWK.
    SecretJwk,
    /// A key set, or a list of keys.
    KeySet,
    /// A key set that holds private keys or shared secrets.
    PrivateKeySet,
    /// A public key as PEM or DER.
    PublicKey,
    /// A private key as PEM or DER.
    PrivateKey,
    /// A private key that a passphrase protects.
    EncryptedPrivateKey,
    /// An X.509 certificate.
    Certificate,
    /// A request for a certificate.
    CertificateRequest,
    /// PEM of something else, or of several things.
    Pem,
    /// An SSH public key.
    SshPublicKey,
    /// An SSH private key, of OpenSSH or PuTTY.
    SshPrivateKey,
    /// A token request: a form, or the same as JSON.
    TokenRequest,
    /// The answer to a token request.
    TokenResponse,
    /// An OAuth error.
    OauthError,
    /// A SMART discovery document.
    SmartConfiguration,
    /// An OpenID or OAuth discovery document.
    OpenidConfiguration,
    /// A FHIR OperationOutcome.
    OperationOutcome,
    /// A FHIR Bundle.
    Bundle,
    /// A FHIR CapabilityStatement.
    CapabilityStatement,
    /// Another FHIR resource.
    Resource,
    /// Other JSON.
    Json,
    /// Another form.
    Form,
    /// The credentials of HTTP Basic.
    BasicCredentials,
    /// A curl command.
    Curl,
    /// The head of an HTTP message, without a body.
    HttpHead,
    /// An address.
    Url,
    /// An HTML page.
    Html,
    /// XML.
    Xml,
    /// Octets that are no text.
    Binary,
    /// Nothing, or white space.
    Empty,
    /// More than is looked at.
    TooLarge,
    /// Nothing that is known here.
    Unknown,
}

impl Kind {
    /// Whether it holds a private key or a shared secret, so that it must not be passed on.
    ///
    /// ```
    /// use countersign::inspect::Kind;
    ///
    /// assert!(Kind::PrivateJwk.is_private());
    /// assert!(!Kind::KeySet.is_private());
    /// ```
    pub const fn is_private(self) -> bool {
        matches!(
            self,
            Self::PrivateJwk
                | Self::SecretJwk
                | Self::PrivateKeySet
                | Self::PrivateKey
                | Self::EncryptedPrivateKey
                | Self::SshPrivateKey
                | Self::BasicCredentials
        )
    }
}

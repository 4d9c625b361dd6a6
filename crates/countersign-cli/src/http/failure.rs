//! Why no answer came, and what to do about it. Nothing here repeats a token, an assertion or a password.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::{CertificateError, Error as TlsError};
use url::Url;

use super::resolve::NoAddress;
use crate::Failure;

/// A request that got no whole answer.
#[derive(Debug)]
pub(super) struct SendError {
    url: Url,
    pub(super) trouble: Trouble,
}

/// What kept the answer away.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The name has no address.
    UnknownHost { host: String },
    /// Nothing listens there.
    Refused,
    /// The network leads nowhere.
    Unreachable { why: String },
    /// The two ends do not agree on TLS, or the certificate is no good.
    Tls(Box<TlsError>),
    /// No answer within the time.
    TimedOut { after: Duration },
    /// The answer had begun, and then nothing came within the time.
    Stalled { after: Duration },
    /// The connection ended before the answer did.
    Broken { why: String },
    /// The answer is longer than `limit` octets.
    TooLarge { limit: usize },
    /// What carries a secret was sent elsewhere.
    Redirect { to: String },
    /// From https to http.
    Downgrade { to: String },
    /// An address that is none.
    RedirectUnreadable,
    /// One after the other.
    Redirects,
}

impl SendError {
    pub(super) fn new(url: &Url, trouble: Trouble) -> Self {
        Self { url: url.clone(), trouble }
    }
}

impl Trouble {
    /// What a library's error comes down to.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        if let Some(NoAddress { host, .. }) = find(error) {
            return Self::UnknownHost { host: host.clone() };
        }
        if let Some(error) = find::<TlsError>(error) {
            return Self::Tls(Box::new(error.clone()));
        }
        if error.is_timeout() {
            let why = format!("no connection within {} s", super::CONNECTING.as_secs());
            return Self::Unreachable { why };
        }
        let why = last(error);
        match find::<io::Error>(error).map(io::Error::kind) {
            Some(io::ErrorKind::ConnectionRefused) => Self::Refused,
            _ if error.is_connect() => Self::Unreachable { why },
            _ => Self::Broken { why },
        }
    }

    /// Whether another try may go better.
    pub(super) fn passes(&self) -> bool {
        matches!(self, Self::Refused | Self::Unreachable { .. } | Self::Broken { .. })
    }
}

impl From<SendError> for Failure {
    fn from(SendError { url, trouble }: SendError) -> Self {
        let (host, address) = (host(&url), shown(&url));
        match trouble {
            Trouble::UnknownHost { host } => {
                Self::new("http.host", format!("no address is known for {host}"))
                    .hint("compare the name letter by letter; some names are known only inside a VPN")
            }
            Trouble::Refused => Self::new("http.refused", format!("nothing listens at {host}"))
                .hint("compare the host and the port, and see whether the server is up"),
            Trouble::Unreachable { why } => {
                Self::new("http.unreachable", format!("{host} cannot be reached: {why}"))
                    .hint("see whether a VPN, a firewall or HTTPS_PROXY stands in between")
            }
            Trouble::Tls(error) => tls(&host, &error),
            Trouble::TimedOut { after } => {
                let seconds = after.as_secs();
                Self::new("http.time-out", format!("no answer within {seconds} s from {address}"))
                    .hint(format!("give it longer: --timeout {}", seconds.saturating_mul(4)))
            }
            Trouble::Stalled { after } => {
                let seconds = after.as_secs();
                Self::new("http.time-out", format!("nothing more came within {seconds} s from {address}"))
                    .hint(format!("give it longer: --timeout {}", seconds.saturating_mul(4)))
            }
            Trouble::Broken { why } => {
                let says = format!("{address}: the connection ended before the answer did: {why}");
                Self::new("http.broken", says)
                    .hint("try again; if it stays so, something between here and the server cuts answers off")
            }
            Trouble::TooLarge { limit } => {
                Self::new("http.too-large", format!("{address}: more than {limit} octets"))
                    .hint("see whether this is the right address; of a search, ask for smaller pages: _count=50")
            }
            Trouble::Redirect { to } => {
                let says = format!("{address} leads to {to}, and no token or assertion is sent after it");
                Self::new("http.redirect", says)
                    .hint("if that is the right address, give it instead; if not, tell the partner")
            }
            Trouble::Downgrade { to } => {
                Self::new("http.redirect", format!("{address} leads from https to http: {to}"))
                    .hint("what is read there may have been changed on the way: ask the partner for an https address")
            }
            Trouble::RedirectUnreadable => {
                Self::new("http.redirect", format!("{address} leads to what is no address"))
                    .hint("ask the partner, or whoever runs the gateway in front of it")
            }
            Trouble::Redirects => {
                let says = format!("{address} leads on after {} redirects", super::REDIRECTS);
                Self::new("http.redirect", says)
                    .hint("open the address in a browser to see where it ends, and give that")
            }
        }
    }
}

fn tls(host: &str, error: &TlsError) -> Failure {
    use CertificateError::{Expired, ExpiredContext, NotValidForName, NotValidForNameContext};
    use CertificateError::{NotValidYet, NotValidYetContext, UnknownIssuer};

    let failure = |says: &str| Failure::new("http.tls", format!("{host}: {says}"));
    match error {
        TlsError::InvalidCertificate(Expired | ExpiredContext { .. }) => {
            failure("its certificate has ended")
                .hint("only the partner can renew it; if it is new, the clock here is wrong")
        }
        TlsError::InvalidCertificate(NotValidYet | NotValidYetContext { .. }) => {
            failure("its certificate is not good yet").hint("set the clock here by NTP")
        }
        TlsError::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            failure("its certificate is for another name")
                .hint("compare the host letter by letter; an address in numbers seldom has a certificate")
        }
        TlsError::InvalidCertificate(UnknownIssuer) => {
            failure("its certificate is from an authority that is not known here").hint(
                "if it is a private one, give its certificate: --ca FILE\n\
                 if it is a public one, the server may send no intermediate certificate, or the system have no list of authorities",
            )
        }
        TlsError::InvalidCertificate(error) => failure(&format!("its certificate: {error}"))
            .hint("only the partner can put this right"),
        TlsError::InvalidMessage(_) => failure("what answers there does not speak TLS")
            .hint("compare the port; a server on this machine may be http://"),
        error => failure(&format!("TLS: {error}"))
            .hint("TLS 1.2 and 1.3 are spoken here; see what the server or a proxy in between does"),
    }
}

/// The address of a partner, which is https or http and carries no password.
///
/// # Errors
/// [`Failure`] when it is another thing.
pub(crate) fn partner_url(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text.trim()).map_err(|error| {
        let hint = format!("an address begins with its scheme: https://{}", text.trim());
        let failure = Failure::new("http.url", format!("{text:?} is no address: {error}"));
        if text.contains("://") { failure } else { failure.hint(hint) }
    })?;
    checked(url)
}

/// The same, of what was read as a URL already.
pub(super) fn checked(url: Url) -> Result<Url, Failure> {
    let wrong = |says: String| Failure::new("http.url", says);
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("the address carries a user name or password".to_owned())
            .hint("leave it out; a header for a gateway can be read from a file: --header @FILE"));
    }
    if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
        return Err(wrong(format!("{} is no address to ask, wanted https://…", shown(&url))));
    }
    Ok(url)
}

/// An address as it may be shown: without a password, and without the values that were searched for.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Of a URL that cannot have them there is nothing to take off.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    if url.query().is_some() {
        url.set_query(None);
        return format!("{url}?…");
    }
    url.to_string()
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The first error of that type below `error`.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    below(error).find_map(|error| error.downcast_ref())
}

/// What is at the bottom of it.
fn last(error: &(dyn Error + 'static)) -> String {
    below(error).last().map(ToString::to_string).unwrap_or_default()
}

fn below<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| inside(*error))
}

fn inside<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>() {
        // The error that another was made of is not its source.
        Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
        None => error.source(),
    }
}

//! A reply in, ranked causes out: what most likely went wrong, what speaks for it, and one test for each.
//!
//! What came back is read as far as it goes: status, headers, body, any of them. Its words are compared with what other
//! servers are known to answer ([`rules::replies`](crate::rules::replies)), its shape with tables of causes. Where the
//! assertion is given it is judged too, by the partner's clock if the reply has a `Date`: causes that it shows come
//! first, causes that it disproves are set aside.
//!
//! ```
//! use countersign::explain::{Likelihood, Seen, explain};
//!
//! let seen = Seen {
//!     status: Some(401),
//!     body: br#"{"error":"invalid_client","error_description":"Missing token 'kid' header"}"#,
//!     ..Seen::default()
//! };
//! let explanation = explain(&seen);
//! assert_eq!(explanation.causes[0].codes[0].id, "jws.kid.missing");
//! assert_eq!(explanation.causes[0].likelihood, Likelihood::Likely);
//! assert_eq!(explanation.partner.map(|partner| partner.id).as_deref(), Some("launcher"));
//! ```

mod assertion;
mod body;
mod causes;
mod challenge;
mod clock;
mod explanation;
mod facts;
mod incident;
mod partner;
mod paste;
mod rank;
mod reply;
mod shown;

pub use explanation::{Cause, Explanation, Fact, FactKind, Likelihood, Partner, RuledOut};
pub use paste::Pasted;

use core::fmt;

use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::exchange::Step;
use crate::time::UnixSeconds;

/// What came back, and what is known about the request. Everything may be left out.
///
/// ```
/// use countersign::explain::{BrowserFailure, Seen, explain};
///
/// let seen = Seen { browser: Some(BrowserFailure::FailedToFetch), ..Seen::default() };
/// assert!(explain(&seen).causes[0].title.contains("CORS"));
/// ```
#[derive(Clone, Default)]
pub struct Seen<'a> {
    /// The HTTP status.
    pub status: Option<u16>,
    /// The headers, those that could be read.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: &'a [u8],
    /// The client assertion that was sent.
    pub assertion: Option<&'a str>,
    /// The address that was asked. At the token step it is what `aud` is compared with.
    pub request_url: Option<&'a str>,
    /// When the reply came, by the client's clock.
    pub now: Option<UnixSeconds>,
    /// How the browser failed, where no reply could be read.
    pub browser: Option<BrowserFailure>,
    /// What was being done; guessed from the reply when not given.
    pub step: Option<Step>,
}

/// Why a page has no reply to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BrowserFailure {
    /// `fetch` was rejected and the browser does not tell a page why: CORS, DNS, TLS and a server that is down look
    /// alike.
    FailedToFetch,
    /// The page is on `https:` and the address on `http:`.
    MixedContent,
    /// The browser says that it is offline.
    Offline,
    /// Nothing came within the time that the page waits.
    TimedOut,
}

impl fmt::Debug for Seen<'_> {
    /// Shows neither the body, which may hold a token, nor the assertion.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen")
            .field("status", &self.status)
            .field("body", &format_args!("{} octets", self.body.len()))
            .field("assertion", &self.assertion.map(|_| "…"))
            .field("now", &self.now)
            .field("browser", &self.browser)
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// Says what a reply most likely means. The same input gives the same explanation; there is always one cause.
///
/// The body is read up to [`DOCUMENT_OCTETS`](crate::limits::DOCUMENT_OCTETS). What is repeated of it is cut to
/// [`EXPLAIN_SHOWN_CHARS`](crate::limits::EXPLAIN_SHOWN_CHARS), with tokens and secrets masked.
///
/// ```
/// use countersign::explain::{Seen, explain};
///
/// let epic = Seen { status: Some(400), body: br#"{"error":"invalid_client","error_description":null}"#, ..Seen::default() };
/// let explanation = explain(&epic);
/// assert_eq!(explanation.reading, "400 `invalid_client` with a description that is null, the way Epic answers");
/// assert_eq!(explanation.causes[0].codes[0].id, "jwt.client.unknown");
/// ```
#[must_use]
pub fn explain(seen: &Seen<'_>) -> Explanation {
    let reading = reply::Reading::new(seen);
    let matches = causes::words::matches(&reading);
    let partner = partner::guess(&reading, &matches);
    let judged = assertion::Judged::new(&reading, partner.as_ref());
    let found = causes::find(&reading, &matches);
    let (causes, ruled_out) = rank::rank(&reading, found, judged.as_ref());
    Explanation {
        reading: reading.sentence(partner.as_ref()),
        causes,
        ruled_out,
        facts: facts::facts(&reading, judged.as_ref()),
        would_help: reading.would_help(),
        partner,
    }
}

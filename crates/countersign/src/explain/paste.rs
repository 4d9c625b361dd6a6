//! What people paste: a raw response, the output of curl, a status with a body, or the body alone.

use core::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::Seen;
use crate::limits::{DOCUMENT_OCTETS, EXPLAIN_HEADERS};

/// A reply as somebody pasted it, taken apart.
///
/// ```
/// use countersign::explain::{Pasted, explain};
///
/// let pasted = Pasted::read("HTTP/1.1 401 Unauthorized\r\nServer: AkamaiGHost\r\n\r\n{\"error\":\"invalid_client\"}");
/// assert_eq!((pasted.status, pasted.headers.len(), pasted.body.len()), (Some(401), 1, 26));
/// assert_eq!(explain(&pasted.seen()).reading, "401 `invalid_client` without a description");
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Pasted {
    /// The HTTP status, if the text begins with one.
    pub status: Option<u16>,
    /// The headers in front of the body.
    pub headers: HeaderMap,
    /// The rest.
    pub body: String,
}

impl Pasted {
    /// Takes the text apart. Of several responses, as curl shows them when it follows a redirect, the last one counts.
    /// What is not understood is left in the body.
    ///
    /// The output of `curl -v` keeps the lines behind `<`, and `curl -i` is a raw response.
    ///
    /// ```
    /// use countersign::explain::Pasted;
    ///
    /// let curl = "> POST /token HTTP/2\n> Accept: */*\n>\n< HTTP/2 429\n< Retry-After: 30\n<\n* Connection #0 left intact\nslow down";
    /// let pasted = Pasted::read(curl);
    /// assert_eq!((pasted.status, pasted.body.as_str()), (Some(429), "slow down"));
    /// assert_eq!(pasted.headers["retry-after"], "30");
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.len() > DOCUMENT_OCTETS {
            return Self { body: text.to_owned(), ..Self::default() };
        }
        if text.lines().any(|line| line.starts_with("< HTTP/")) {
            return Self::response(&without_curl(text));
        }
        Self::response(text)
    }

    /// The reply as [`explain`](super::explain()) takes it; the rest of [`Seen`] is the caller's to fill in.
    #[must_use]
    pub fn seen(&self) -> Seen<'_> {
        Seen {
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.as_bytes(),
            ..Seen::default()
        }
    }

    fn response(text: &str) -> Self {
        let mut pasted = Self::default();
        let mut rest = text;
        while let Some((status, behind)) = status_line(rest) {
            let (headers, body) = headers(behind);
            (pasted.status, pasted.headers, rest) = (Some(status), headers, body);
        }
        pasted.body = rest.to_owned();
        pasted
    }
}

impl fmt::Debug for Pasted {
    /// Shows neither headers nor body: a token may stand in either.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pasted")
            .field("status", &self.status)
            .field("headers", &self.headers.len())
            .field("body", &format_args!("{} octets", self.body.len()))
            .finish()
    }
}

/// A status, and what stands behind its line: `HTTP/1.1 401 Unauthorized`, `HTTP/2 401`, or `401 Unauthorized` alone.
fn status_line(text: &str) -> Option<(u16, &str)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let number = if first.starts_with("HTTP/") { words.next()? } else { first };
    let status = number.parse::<u16>().ok().filter(|status| (100..600).contains(status))?;
    Some((status, rest))
}

/// The headers at the start, and what stands behind them and one empty line.
fn headers(text: &str) -> (HeaderMap, &str) {
    let mut headers = HeaderMap::new();
    let mut rest = text;
    while headers.len() < EXPLAIN_HEADERS {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim_end();
        if line.is_empty() {
            return (headers, behind);
        }
        let Some((name, value)) = header(line) else { break };
        headers.append(name, value);
        rest = behind;
    }
    (headers, rest)
}

fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    Some((name.parse().ok()?, value.trim().parse().ok()?))
}

/// The response in what `curl -v` prints: its headers without `<`, and the lines that are neither curl's nor the
/// request's.
fn without_curl(text: &str) -> String {
    let mut response = String::with_capacity(text.len());
    for line in text.lines() {
        let is_other = ["* ", "> ", "} [", "{ ["].iter().any(|mark| line.starts_with(mark))
            || line.trim_end() == ">";
        if is_other {
            continue;
        }
        let kept = match line.strip_prefix('<') {
            Some(header) if header.is_empty() || header.starts_with([' ', '\r']) => {
                header.trim_start()
            }
            _ => line,
        };
        response.push_str(kept);
        response.push('\n');
    }
    response.truncate(response.trim_end().len());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_taken_apart() {
        for (text, status, headers, body) in [
            ("", None, 0, ""),
            (r#"{"error":"invalid_client"}"#, None, 0, r#"{"error":"invalid_client"}"#),
            ("TypeError: Failed to fetch", None, 0, "TypeError: Failed to fetch"),
            ("401 Unauthorized\n{}", Some(401), 0, "{}"),
            ("HTTP/2 400\ndate: Tue, 12 May 2026 14:02:06 GMT\n\n{}", Some(400), 1, "{}"),
            (
                "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\n<html>",
                Some(200),
                2,
                "<html>",
            ),
            ("HTTP/1.1 400 Bad Request\n{\"a\":1}", Some(400), 0, "{\"a\":1}"),
            ("HTTP/1.1 999 Odd\n\nx", None, 0, "HTTP/1.1 999 Odd\n\nx"),
            (
                "*   Trying\n> GET / HTTP/2\n>\n< HTTP/2 415\n< server: x\n<\n<p>no</p>",
                Some(415),
                1,
                "<p>no</p>",
            ),
        ] {
            let pasted = Pasted::read(text);
            let got = (pasted.status, pasted.headers.len(), pasted.body.as_str());
            assert_eq!(got, (status, headers, body), "{text}");
        }
    }
}

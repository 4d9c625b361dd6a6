//! As much of HTTP/1.1 as a browser needs to read files: one thread per connection, kept open between requests.
//!
//! A thread each, because a browser holds six idle connections for as long as it likes: a pool would run dry.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Octets of a request's line and headers that are read.
const HEAD: u64 = 64 * 1024;

/// How long a connection may be idle.
const IDLE: Duration = Duration::from_secs(120);

/// What was asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
}

/// What is answered.
pub(super) struct Response {
    /// Code and reason, `200 OK`.
    pub(super) status: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Response {
    /// A line of text.
    pub(super) fn text(status: &'static str, line: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: format!("{line}\n").into_bytes() }
    }
}

/// Answers requests until the browser goes.
///
/// # Errors
///
/// The connection broke, or was idle too long; nobody is left to tell.
pub(super) fn converse(
    stream: &TcpStream,
    answer: impl Fn(&Request) -> Response,
) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut from = BufReader::new(stream);
    while let Some(request) = read(&mut from)? {
        let Response { status, headers, body } = answer(&request);
        // A body that came with another method is not read, so that nothing after it can be.
        let last = !matches!(request.method.as_str(), "GET" | "HEAD");
        let mut octets = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
        if last {
            octets += "Connection: close\r\n";
        }
        headers.iter().for_each(|(name, value)| octets += &format!("{name}: {value}\r\n"));
        let mut octets = (octets + "\r\n").into_bytes();
        if request.method != "HEAD" {
            octets.extend(body);
        }
        (&*stream).write_all(&octets)?;
        if last {
            break;
        }
    }
    Ok(())
}

/// The next request, or nothing when the browser has closed. Its headers change no answer, and are passed over.
fn read(from: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut head = from.take(HEAD);
    let (mut first, mut line) = (String::new(), String::new());
    if head.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    loop {
        line.clear();
        let read = head.read_line(&mut line)?;
        if read == 0 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the head of a request is too long, or not whole",
            ));
        }
        if line.trim_end().is_empty() {
            break;
        }
    }
    let mut words = first.split_whitespace().map(str::to_owned);
    Ok(words.next().zip(words.next()).map(|(method, target)| Request { method, target }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> Vec<String> {
        let mut text = text.as_bytes();
        let mut targets = Vec::new();
        while let Ok(Some(request)) = read(&mut text) {
            targets.push(request.target);
        }
        targets
    }

    #[test]
    fn requests_follow_each_other() {
        assert_eq!(
            reads("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /a.js HTTP/1.1\r\n\r\n"),
            ["/", "/a.js"]
        );
    }

    #[test]
    fn half_a_request_and_an_endless_one_are_refused() {
        assert!(reads("GET / HTTP/1.1\r\nHost: x\r\n").is_empty());
        let endless = format!("GET / HTTP/1.1\r\n{}", "X: y\r\n".repeat(20_000));
        assert!(reads(&endless).is_empty());
    }
}

//! Requests and answers as text, for a support bundle. What somebody sends along is left out: nobody knows what it is.

use std::fmt::Write;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::Answer;

impl Answer {
    /// The request, head and body.
    pub(crate) fn request_text(&self) -> String {
        let request = &self.request;
        let line = format!("{} {}", request.method(), request.uri());
        text(&line, request.headers(), request.body())
    }

    /// The response, head and body.
    pub(crate) fn response_text(&self) -> String {
        let response = &self.response;
        let line = format!("{:?} {}", response.version(), response.status());
        text(&line, response.headers(), response.body())
    }
}

fn text(line: &str, headers: &HeaderMap, body: &[u8]) -> String {
    let mut text = format!("{line}\n");
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        // A token is hidden by whoever keeps the text, which says that there was one.
        let is_said = *name == AUTHORIZATION || !headers[name].is_sensitive();
        let value = if is_said { value.as_ref() } else { "(not shown)" };
        writeln!(text, "{name}: {value}").expect("a String takes everything");
    }
    text.push('\n');
    text.push_str(&String::from_utf8_lossy(body));
    text
}

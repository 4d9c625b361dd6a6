//! Requests as commands for curl, for whoever wants to do without this one.

use std::borrow::Cow;
use std::fmt;

use countersign::token::TokenRequest;
use http::Request;
use http::header::AUTHORIZATION;
use url::Url;

use crate::Failure;
use crate::http::HttpOptions;

/// A command, an option with its value on each line, quoted for a shell.
#[derive(Clone, Debug)]
pub(crate) struct Curl {
    lines: Vec<String>,
    address: String,
}

impl Curl {
    /// A request without a body. One with a token names the shell's variable `token` instead of showing it.
    ///
    /// # Errors
    /// [`Failure`] when it has what no shell can be given.
    pub(crate) fn get(request: &Request<Vec<u8>>, options: &HttpOptions) -> Result<Self, Failure> {
        let mut lines = vec!["curl --silent --show-error --fail-with-body --globoff".to_owned()];
        let has_token = request.headers().contains_key(AUTHORIZATION);
        if !has_token {
            lines.push("--location --max-redirs 3".to_owned());
        }
        for (name, value) in options.curl() {
            lines.push(format!("{name} {}", quoted(&value)?));
        }
        for (name, value) in request.headers() {
            if name == AUTHORIZATION {
                lines.push("--header \"Authorization: Bearer $token\"".to_owned());
                continue;
            }
            let header = format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()));
            lines.push(format!("--header {}", quoted(&header)?));
        }
        let address = quoted(&request.uri().to_string())?.into_owned();
        Ok(Self { lines, address })
    }

    /// A token request, posted to `endpoint`.
    ///
    /// # Errors
    /// [`Failure`] when it has what no shell can be given.
    pub(crate) fn token(
        request: &TokenRequest,
        endpoint: &Url,
        options: &HttpOptions,
    ) -> Result<Self, Failure> {
        let mut lines = vec!["curl --silent --show-error --fail-with-body --globoff".to_owned()];
        for (name, value) in options.curl() {
            lines.push(format!("{name} {}", quoted(&value)?));
        }
        lines.push("--header 'Accept: application/json'".to_owned());
        for (name, value) in request.parameters() {
            lines.push(format!("--data-urlencode {}", quoted(&format!("{name}={value}"))?));
        }
        Ok(Self { lines, address: quoted(endpoint.as_str())?.into_owned() })
    }
}

impl fmt::Display for Curl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            write!(f, "{line} \\\n  ")?;
        }
        f.write_str(&self.address)
    }
}

fn quoted(text: &str) -> Result<Cow<'_, str>, Failure> {
    shlex::try_quote(text)
        .map_err(|_| Failure::new("curl", "a value has a zero octet, which no shell can be given"))
}

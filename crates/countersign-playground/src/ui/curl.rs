//! A request as a command for a terminal.

use super::mask::bearer;
use super::wire::Request;

/// Stands in a copy for a token that was not shown.
const HIDDEN_TOKEN: &str = "$ACCESS_TOKEN";
/// As above, for an assertion.
const HIDDEN_ASSERTION: &str = "$CLIENT_ASSERTION";

/// The request as a command. What was not shown is not copied: its place is taken by a variable of the shell.
pub fn curl(request: &Request, reveal: bool) -> String {
    let mut command = format!("curl -X {} {}", request.method, quoted(&request.url));
    for (name, value) in &request.headers {
        let header = match bearer(name, value) {
            Some(_) if !reveal => format!("\"{name}: Bearer {HIDDEN_TOKEN}\""),
            _ => quoted(&format!("{name}: {value}")),
        };
        command.push_str(&format!(" \\\n  -H {header}"));
    }
    if request.is_form() {
        for pair in request.body.split('&') {
            let argument = match pair.split_once('=') {
                Some(("client_assertion", _)) if !reveal => {
                    format!("\"client_assertion={HIDDEN_ASSERTION}\"")
                }
                _ => quoted(pair),
            };
            command.push_str(&format!(" \\\n  --data-raw {argument}"));
        }
    } else if !request.body.is_empty() {
        command.push_str(&format!(" \\\n  --data-raw {}", quoted(&request.body)));
    }
    command
}

/// Quoted for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request {
            method: "POST".into(),
            url: "https://ternvalley.example/auth/token".into(),
            headers: vec![
                ("Content-Type".into(), "application/x-www-form-urlencoded".into()),
                ("Authorization".into(), "Bearer tv_0123456789abcdef".into()),
            ],
            body: "scope=it%27s+here&client_assertion=aaaa.bbbb.cccc".into(),
            ..Request::default()
        }
    }

    #[test]
    fn a_copied_request_carries_no_secret_that_was_not_shown() {
        let command = curl(&request(), false);
        assert!(!command.contains("tv_0123") && !command.contains("aaaa.bbbb"));
        assert!(command.contains("\"Authorization: Bearer $ACCESS_TOKEN\""));
        assert!(command.contains("--data-raw \"client_assertion=$CLIENT_ASSERTION\""));
        assert!(curl(&request(), true).contains("--data-raw 'client_assertion=aaaa.bbbb.cccc'"));
    }

    #[test]
    fn a_quote_cannot_leave_its_argument() {
        assert_eq!(quoted("a'b"), r"'a'\''b'");
    }
}

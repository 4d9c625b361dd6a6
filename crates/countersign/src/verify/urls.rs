//! In what two URLs differ that should be the same, character by character.

/// A URL with a host, taken apart as far as comparing needs. A parser of every spelling that browsers take would weigh
/// more than all other checks; what such a parser alone would put right stays as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    scheme: String,
    user: &'a str,
    host: String,
    /// Nothing where it is the scheme's own.
    port: Option<u16>,
    path: &'a str,
    /// Query and fragment.
    rest: &'a str,
}

impl<'a> Address<'a> {
    /// Nothing where there is no host, or one that is not plain letters, digits, dots, hyphens or an IPv6 address.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (path, rest) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let (user, authority) = authority.rsplit_once('@').unwrap_or(("", authority));
        let bracketed = authority.rfind(']').unwrap_or(0);
        let (host, port) = match authority[bracketed..].find(':').map(|at| at + bracketed) {
            Some(at) => (&authority[..at], authority[at + 1..].parse().ok().map(Some)?),
            None => (authority, None),
        };
        let is_plain = |octet: u8| octet.is_ascii_alphanumeric() || b"-._[]:".contains(&octet);
        if host.is_empty() || !host.bytes().all(is_plain) {
            return None;
        }
        let scheme = scheme.to_ascii_lowercase();
        let own = match scheme.as_str() {
            "https" => Some(443),
            "http" => Some(80),
            _ => None,
        };
        Some(Self {
            port: port.filter(|port| Some(*port) != own),
            scheme,
            user,
            host: host.to_ascii_lowercase(),
            path: if path.is_empty() { "/" } else { path },
            rest,
        })
    }

    /// Https, or this machine, where nobody is on the way.
    pub(super) fn is_guarded(&self) -> bool {
        self.scheme == "https" || matches!(&*self.host, "localhost" | "127.0.0.1" | "[::1]")
    }
}

/// The one small thing in which `got` differs from `want`, as a sentence; nothing when they are the same or far apart.
pub(super) fn difference(got: &str, want: &str) -> Option<String> {
    if got == want {
        return None;
    }
    if got.trim() == want {
        return Some("There is white space around it.".into());
    }
    if got.trim_end_matches('/') == want.trim_end_matches('/') {
        let too_many = got.len() > want.len();
        let says = if too_many {
            "There is a `/` too many at the end."
        } else {
            "A `/` is missing at the end."
        };
        return Some(says.into());
    }
    let (sent, wanted) = (Address::parse(got.trim())?, Address::parse(want)?);
    if sent == wanted {
        let at = got.chars().zip(want.chars()).take_while(|(a, b)| a == b).count();
        let what = if got.eq_ignore_ascii_case(want) { "in case" } else { "in spelling" };
        return Some(format!(
            "The same address to a browser, written otherwise: it differs {what}, first at character {}.",
            at + 1
        ));
    }
    let mut differs = Vec::new();
    if sent.scheme != wanted.scheme {
        differs.push(format!("the scheme is {}", sent.scheme));
    }
    if sent.host != wanted.host {
        differs.push(format!("the host is {}", sent.host));
    }
    if sent.port != wanted.port {
        let port = sent.port.map_or_else(|| "the default".to_owned(), |port| port.to_string());
        differs.push(format!("the port is {port}"));
    }
    if sent.path != wanted.path {
        differs.push(path(sent.path, wanted.path));
    }
    if sent.rest != wanted.rest {
        differs.push("something stands behind the path".into());
    }
    match &differs[..] {
        [one] => Some(format!("They differ in one thing: {one}.")),
        _ => None,
    }
}

fn path(got: &str, want: &str) -> String {
    let (got, want): (Vec<_>, Vec<_>) = (got.split('/').collect(), want.split('/').collect());
    let unlike: Vec<_> = got.iter().zip(&want).filter(|(a, b)| a != b).collect();
    match unlike[..] {
        _ if got.last() == Some(&"authorize") => {
            "it is the authorization endpoint, not the token endpoint".into()
        }
        [(got, want)] if got.eq_ignore_ascii_case(want) => {
            format!("the case of `{got}` in the path")
        }
        [(got, want)] => {
            format!("the path has `{got}` for `{want}`, perhaps another tenant or version")
        }
        _ => "the path".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_guarded_by_https_or_by_not_leaving_the_machine() {
        let is_guarded = |text| Address::parse(text).is_some_and(|url| url.is_guarded());
        for text in [
            "https://a.example/jwks",
            "HTTPS://u@A.example:8443?x",
            "http://[::1]:80/",
            "http://LocalHost",
        ] {
            assert!(is_guarded(text), "{text}");
        }
        for text in [
            "http://a.example",
            "https:/a.example",
            "https://",
            "https://a b",
            "http://localhost@a.example",
            "https://a:x",
            "jwks",
        ] {
            assert!(!is_guarded(text), "{text}");
        }
    }

    /// What is called the same address is the same to a parser as browsers have it.
    #[test]
    fn an_address_is_never_more_alike_than_a_browser_has_it() {
        const SPELLINGS: [&str; 16] = [
            "https://ehr.example/token",
            "https://ehr.example:443/token",
            "HTTPS://EHR.example/token",
            "https://ehr.example:0443/token",
            "https://ehr.example/Token",
            "https://ehr.example/./token",
            "https://ehr.example/token?",
            "https://ehr.example/token#",
            "https://ehr.example:80/token",
            "http://ehr.example:80/token",
            "http://ehr.example/token",
            "https://u@ehr.example/token",
            "https://ehr.example",
            "https://ehr.example/",
            "https://ehr.example?",
            "https://ehr.example/%74oken",
        ];
        let same = |a: &str, b: &str| Address::parse(a) == Address::parse(b);
        let mut alike = 0;
        for a in SPELLINGS {
            for b in SPELLINGS {
                assert!(!same(a, b) || url::Url::parse(a) == url::Url::parse(b), "{a} {b}");
                alike += usize::from(a != b && same(a, b));
            }
        }
        assert_eq!(alike, 16, "four ways to write one, and two to write each of two others");
    }

    #[test]
    fn names_the_one_difference() {
        const WANT: &str = "https://ehr.example/tenant-a/oauth2/token";
        for (got, says) in [
            ("https://ehr.example/tenant-a/oauth2/token/", "There is a `/` too many at the end."),
            (" https://ehr.example/tenant-a/oauth2/token", "There is white space around it."),
            (
                "http://ehr.example/tenant-a/oauth2/token",
                "They differ in one thing: the scheme is http.",
            ),
            (
                "https://proxy.example/tenant-a/oauth2/token",
                "They differ in one thing: the host is proxy.example.",
            ),
            (
                "https://ehr.example:8443/tenant-a/oauth2/token",
                "They differ in one thing: the port is 8443.",
            ),
            (
                "https://ehr.example/tenant-b/oauth2/token",
                "They differ in one thing: the path has `tenant-b` for `tenant-a`, perhaps another tenant or version.",
            ),
            (
                "https://ehr.example/Tenant-A/oauth2/token",
                "They differ in one thing: the case of `Tenant-A` in the path.",
            ),
            (
                "https://ehr.example/tenant-a/oauth2/authorize",
                "They differ in one thing: it is the authorization endpoint, not the token endpoint.",
            ),
            (
                "https://EHR.example:443/tenant-a/oauth2/token",
                "The same address to a browser, written otherwise: it differs in spelling, first at character 9.",
            ),
        ] {
            assert_eq!(difference(got, WANT).as_deref(), Some(says), "{got}");
        }
        for far in [WANT, "https://elsewhere.example/x", "ehr", ""] {
            assert_eq!(difference(far, WANT), None, "{far}");
        }
    }
}

//! In what two URLs differ that should be the same, character by character.

use url::Url;

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
    let (Ok(sent), Ok(wanted)) = (Url::parse(got.trim()), Url::parse(want)) else { return None };
    if sent == wanted {
        let at = got.chars().zip(want.chars()).take_while(|(a, b)| a == b).count();
        let what = if got.eq_ignore_ascii_case(want) { "in case" } else { "in spelling" };
        return Some(format!(
            "The same address to a browser, written otherwise: it differs {what}, first at character {}.",
            at + 1
        ));
    }
    let mut differs = Vec::new();
    if sent.scheme() != wanted.scheme() {
        differs.push(format!("the scheme is {}", sent.scheme()));
    }
    if sent.host_str() != wanted.host_str() {
        differs.push(format!("the host is {}", sent.host_str().unwrap_or("missing")));
    }
    if sent.port() != wanted.port() {
        let port = sent.port().map_or_else(|| "the default".to_owned(), |port| port.to_string());
        differs.push(format!("the port is {port}"));
    }
    if sent.path() != wanted.path() {
        differs.push(path(sent.path(), wanted.path()));
    }
    if sent.query() != wanted.query() || sent.fragment() != wanted.fragment() {
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

//! How two texts differ, in the most telling words.

use url::Url;

/// One sentence about two values of `name` that are not equal.
pub(super) fn of_texts(name: &str, left: &str, right: &str) -> String {
    if left.trim() == right.trim() {
        return format!("`{name}` differs in white space around it");
    }
    if left.strip_suffix('/') == Some(right) {
        return format!("The left `{name}` has one more slash at the end");
    }
    if right.strip_suffix('/') == Some(left) {
        return format!("The right `{name}` has one more slash at the end");
    }
    if left.eq_ignore_ascii_case(right) {
        return format!("`{name}` differs in upper and lower case only, {}", first(left, right));
    }
    let urls = Url::parse(left).ok().zip(Url::parse(right).ok());
    match urls.and_then(|(a, b)| piece(&a, &b)) {
        Some(piece) => format!("`{name}` differs in {piece}"),
        None => format!("`{name}` differs, {}", first(left, right)),
    }
}

/// The first piece of two addresses that is not the same.
fn piece(left: &Url, right: &Url) -> Option<String> {
    let port = |url: &Url| url.port().map_or("none".to_owned(), |port| port.to_string());
    let pieces = [
        ("its scheme", left.scheme().to_owned(), right.scheme().to_owned()),
        ("its host", host(left), host(right)),
        ("its port", port(left), port(right)),
        ("its path", left.path().to_owned(), right.path().to_owned()),
        ("its query", query(left), query(right)),
    ];
    if left == right {
        return Some("spelling only: to a browser both are the same address".to_owned());
    }
    if left.cannot_be_a_base() || right.cannot_be_a_base() {
        return None;
    }
    let (name, left, right) = pieces.into_iter().find(|(_, left, right)| left != right)?;
    let bare = |path: &str| path.trim_end_matches('/').to_owned();
    if name == "its path" && bare(&left) == bare(&right) {
        return Some("the slashes at the end of its path".to_owned());
    }
    Some(format!("{name}, `{}` and `{}`", short(&left), short(&right)))
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

fn query(url: &Url) -> String {
    url.query().unwrap_or_default().to_owned()
}

/// The first character that differs, counted from 1.
fn first(left: &str, right: &str) -> String {
    let same = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
    let at = |text: &str| match text.chars().nth(same) {
        Some(c) => format!("{c:?}"),
        None => "nothing".to_owned(),
    };
    format!("from character {} on: {} and {}", same + 1, at(left), at(right))
}

fn short(text: &str) -> String {
    const MOST: usize = 60;

    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_telling_words() {
        let at = "https://ehr.example/token";
        for (right, says) in [
            ("https://ehr.example/token/", "The right `aud` has one more slash at the end"),
            ("http://ehr.example/token", "`aud` differs in its scheme, `https` and `http`"),
            ("https://ehr.example:8443/token", "`aud` differs in its port, `none` and `8443`"),
            (
                "https://ehr.example:443/token",
                "`aud` differs in spelling only: to a browser both are the same address",
            ),
            (
                "https://EHR.example/token",
                "`aud` differs in upper and lower case only, from character 9 on: 'e' and 'E'",
            ),
            (
                "https://idp.example/token",
                "`aud` differs in its host, `ehr.example` and `idp.example`",
            ),
            (
                "https://ehr.example/authorize",
                "`aud` differs in its path, `/token` and `/authorize`",
            ),
            ("https://ehr.example/token//", "`aud` differs in the slashes at the end of its path"),
            ("https://ehr.example/token?a", "`aud` differs in its query, `` and `a`"),
            ("https://ehr.example/token ", "`aud` differs in white space around it"),
            ("larkmoor", "`aud` differs, from character 1 on: 'h' and 'l'"),
            ("https", "`aud` differs, from character 6 on: ':' and nothing"),
        ] {
            assert_eq!(of_texts("aud", at, right), says);
        }
    }
}

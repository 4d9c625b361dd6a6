//! Sentences as the core writes them, numbers as a person says them.

use yew::prelude::*;

/// A sentence whose names of fields stand in backticks: they are set as code.
pub fn prose(text: &str) -> Html {
    text.split('`')
        .enumerate()
        .map(|(at, part)| {
            if at % 2 == 1 {
                html! { <code>{part.to_owned()}</code> }
            } else {
                html! { {part.to_owned()} }
            }
        })
        .collect()
}

/// As [`prose`], the first sentence strong.
pub fn lead(text: &str) -> Html {
    match text.split_once(". ") {
        Some((first, rest)) => {
            html! { <><b>{prose(first)}{"."}</b>{" "}{prose(rest)}</> }
        }
        None => html! { <b>{prose(text)}</b> },
    }
}

/// A small number as a word, a large one as digits.
///
/// ```
/// use countersign_playground::ui::text::count;
///
/// assert_eq!(count(3), "three");
/// assert_eq!(count(13), "13");
/// ```
pub fn count(number: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// Number and noun: `1 check`, `11 checks`.
pub fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Number in words and noun: `one patient`, `three medications`, `two allergies`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A sentence begun with a capital.
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// A finding's message as a sentence. One that begins with the name of something is left as it is.
pub fn sentence(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    if first.bytes().all(|letter| letter.is_ascii_lowercase()) {
        capital(text)
    } else {
        text.to_owned()
    }
}

/// An address with places to break at.
pub fn breakable(url: &str) -> Html {
    let mut parts = vec![];
    let mut from = 0;
    for (at, sign) in url.char_indices() {
        if matches!(sign, '/' | '?' | '&' | '=') {
            parts.push(html! { <>{url[from..=at].to_owned()}<wbr /></> });
            from = at + 1;
        }
    }
    parts.push(html! { {url[from..].to_owned()} });
    html! { <span class="url">{for parts}</span> }
}

/// Milliseconds as a person reads them: `9 ms`, `0.7 s`.
pub fn took(ms: f64) -> String {
    if ms < 999.5 { format!("{} ms", whole(ms).max(1)) } else { seconds(ms) }
}

/// Milliseconds in seconds, to a tenth, whatever they come to: `0.7 s`.
pub fn seconds(ms: f64) -> String {
    let tenths = whole(ms / 100.0);
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// The nearest whole number; none is below 0. Formatting a fraction brings 10 KB of arithmetic with it.
pub fn whole(number: f64) -> u64 {
    // A cast saturates, and a time is far from where that would matter.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (number + 0.5) as u64;
    whole
}

/// Octets as a person reads them: `412 B`, `3.1 kB`.
pub fn size(octets: usize) -> String {
    if octets < 1000 {
        format!("{octets} B")
    } else {
        format!("{}.{} kB", octets / 1000, octets % 1000 / 100)
    }
}

/// The first and last characters of something secret or long: enough to tell two apart.
pub fn masked(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    if letters.len() <= 12 {
        return "…".to_owned();
    }
    let start: String = letters[..6].iter().collect();
    let end: String = letters[letters.len() - 3..].iter().collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said() {
        assert_eq!(counted(1, "patient", "patients"), "one patient");
        assert_eq!(counted(0, "allergy", "allergies"), "no allergies");
        assert_eq!(took(9.2), "9 ms");
        assert_eq!(took(0.1), "1 ms");
        assert_eq!(took(712.0), "712 ms");
        assert_eq!(took(999.4), "999 ms");
        assert_eq!(took(999.6), "1.0 s");
        assert_eq!(took(1_234.0), "1.2 s");
        assert_eq!(seconds(49.0), "0.0 s");
        assert_eq!(seconds(f64::NAN), "0.0 s");
        assert_eq!(size(3_149), "3.1 kB");
        assert_eq!(sentence("the key is there"), "The key is there");
        assert_eq!(sentence("token_endpoint is there"), "token_endpoint is there");
        assert_eq!(capital("three reasons"), "Three reasons");
    }

    #[test]
    fn a_mask_hides_what_is_short_altogether() {
        assert_eq!(masked("tv_6Jq0123456789x0E"), "tv_6Jq…x0E");
        assert_eq!(masked("short"), "…");
        assert_eq!(masked("ééééééééééééééééé"), "éééééé…ééé");
    }
}

//! PEM as it looks after it went through hands: each damage by itself, with the repair that is named for it.

use countersign::key::{KeyError, PrivateKey, Repair, Structure, import, rescue};
use countersign::limits::KEY_OCTETS;
use countersign_testkit::keys;
use data_encoding::BASE64;
use proptest::prelude::*;

use super::forms::form;

use Repair::*;

type Row = (&'static str, fn(&str) -> String, &'static [Repair]);

/// The base64 of a PEM.
fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

/// The lines of a PEM, each through `change`.
fn lines(pem: &str, change: fn(&str) -> String) -> String {
    pem.lines().map(change).collect()
}

/// The base64 in lines of another width.
fn wrapped(pem: &str, width: usize) -> String {
    let body = bare(pem);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(width)
        .map(|line| core::str::from_utf8(line).expect("ASCII"))
        .collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

const ROWS: &[Row] = &[
    ("as it is", str::to_owned, &[]),
    ("no line break at the end", |pem| pem.trim_end().to_owned(), &[]),
    ("text around", |pem| format!("Key of “prod”:\n\n{pem}\nkeep it\u{a0}safe\n"), &[]),
    ("in a code fence", |pem| format!("```pem\n{pem}```\n"), &[]),
    ("literal line breaks", |pem| pem.replace('\n', "\\n"), &[EscapedLineBreaks]),
    ("escaped twice", |pem| pem.replace('\n', "\\\\n"), &[EscapedLineBreaks]),
    ("Windows breaks, literal", |pem| pem.replace('\n', "\\r\\n"), &[EscapedLineBreaks]),
    ("literal and real breaks", |pem| pem.replace('\n', "\\n\n"), &[EscapedLineBreaks, BlankSpace]),
    ("backslashes lost", |pem| pem.replace('\n', "n"), &[LostBackslashes]),
    ("a dash lost", |pem| pem.replacen("-----", "----", 1), &[DashCount]),
    ("a dash too many", |pem| pem.replace("-----", "------"), &[DashCount]),
    ("dashes lost in front", |pem| pem.replace("-----BEGIN", "BEGIN"), &[DashCount]),
    ("dashes lost behind", |pem| pem.replace("KEY-----", "KEY"), &[DashCount]),
    ("en dashes", |pem| pem.replace("--", "–"), &[Dashes, DashCount]),
    ("em dashes", |pem| pem.replace("-----", "—-"), &[Dashes, DashCount]),
    ("five typographic dashes", |pem| pem.replace('-', "‐"), &[Dashes]),
    ("one line", |pem| pem.replace('\n', ""), &[LineBreaksLost]),
    ("spaces for line breaks", |pem| pem.replace('\n', " "), &[LineBreaksLost]),
    (
        "the header's line break lost",
        |pem| pem.replacen("KEY-----\n", "KEY-----", 1),
        &[LineBreaksLost],
    ),
    ("Windows", |pem| pem.replace('\n', "\r\n"), &[LineEnds]),
    ("old Mac", |pem| pem.replace('\n', "\r"), &[LineEnds]),
    ("byte order mark", |pem| format!("\u{feff}{pem}"), &[ByteOrderMark]),
    ("non-breaking spaces", |pem| pem.replace(' ', "\u{a0}"), &[UnicodeSpaces]),
    ("zero-width spaces", |pem| pem.replace("\nM", "\n\u{200b}M"), &[InvisibleCharacters]),
    ("quotes", |pem| format!("\"{}\"", pem.trim_end()), &[Quotes]),
    ("apostrophes", |pem| format!("'{pem}'"), &[Quotes]),
    ("three quotes", |pem| format!("\"\"\"{pem}\"\"\""), &[Quotes]),
    ("a quote behind alone", |pem| format!("{}\"", pem.trim_end()), &[Quotes]),
    ("curly quotes", |pem| format!("“{}”", pem.trim_end()), &[SmartQuotes]),
    (
        "a JSON string",
        |pem| serde_json::to_string(pem).expect("a string"),
        &[Quotes, EscapedLineBreaks],
    ),
    (
        "a member of a JSON object",
        |pem| serde_json::json!({"type": "x", "private_key": pem, "z": 1}).to_string(),
        &[JsonMember, EscapedLineBreaks],
    ),
    (
        "JSON in JSON, slashes escaped",
        |pem| {
            let inner = serde_json::json!({"key": pem}).to_string().replace('/', "\\/");
            serde_json::to_string(&inner).expect("a string")
        },
        &[JsonMember, EscapedLineBreaks, Escapes],
    ),
    (
        "characters as numbers",
        |pem| {
            format!(
                "\"{}\"",
                pem.replace('\n', "\\n").replace('+', "\\u002b").replace('=', "\\u003d")
            )
        },
        &[Quotes, EscapedLineBreaks, Escapes],
    ),
    (
        "an environment line",
        |pem| format!("KEY=\"{}\"\n", pem.replace('\n', "\\n")),
        &[Assignment, EscapedLineBreaks],
    ),
    (
        "an environment file",
        |pem| format!("# keys\nA=1\nexport KEY='{}'\nB=2\n", pem.trim_end()),
        &[Assignment],
    ),
    (
        "an environment line, curly",
        |pem| format!("KEY=“{}”", pem.replace('\n', "\\n")),
        &[Assignment, SmartQuotes, EscapedLineBreaks],
    ),
    ("a value in PowerShell", |pem| format!("$env:KEY = '{pem}'"), &[Assignment]),
    (
        "YAML",
        |pem| format!("app:\n  key: |\n{}", lines(pem, |line| format!("    {line}\n"))),
        &[YamlValue, Indentation],
    ),
    (
        "YAML, folded",
        |pem| format!("key: >-\n{}", lines(pem, |line| format!("  {line}\n"))),
        &[YamlValue, Indentation],
    ),
    (
        "YAML in one line",
        |pem| format!("key: \"{}\"", pem.replace('\n', "\\n")),
        &[YamlValue, EscapedLineBreaks],
    ),
    ("indented", |pem| lines(pem, |line| format!("\t{line}\n")), &[Indentation]),
    ("blanks behind", |pem| lines(pem, |line| format!("{line}  \n")), &[BlankSpace]),
    ("empty lines", |pem| pem.replace('\n', "\n\n"), &[BlankSpace]),
    ("blanks in the header", |pem| pem.replacen("PRIVATE KEY", "PRIVATE  KEY", 1), &[BlankSpace]),
    (
        "source code",
        |pem| format!("String key = {};", lines(pem, |line| format!("  \"{line}\\n\" +\n"))),
        &[Assignment, EscapedLineBreaks, QuotedLines],
    ),
    (
        "source code of another language",
        |pem| lines(pem, |line| format!("'{line}\\n'\n")),
        &[Quotes, EscapedLineBreaks, QuotedLines],
    ),
    (
        "indented and then escaped",
        |pem| {
            format!("\"{}\"", lines(pem, |line| format!("\\t{line}\\n")).trim_start_matches("\\t"))
        },
        &[Quotes, Indentation, EscapedLineBreaks, Escapes],
    ),
    ("lines continued", |pem| pem.replace('\n', "\\\n"), &[Continuations]),
    ("lines of 76", |pem| wrapped(pem, 76), &[LineWidth]),
    ("lines of 48", |pem| wrapped(pem, 48), &[LineWidth]),
    ("base64 in one line", |pem| wrapped(pem, 100_000), &[LineWidth]),
    ("base64 again", |pem| BASE64.encode(pem.as_bytes()), &[Base64]),
    (
        "base64 again, in an environment line",
        |pem| format!("KEY={}", BASE64.encode(pem.replace('\n', "\r\n").as_bytes())),
        &[Base64, LineEnds],
    ),
    ("no footer", |pem| pem.replace("-----END PRIVATE KEY-----", ""), &[FooterMissing]),
    ("no header", |pem| pem.replace("-----BEGIN PRIVATE KEY-----", ""), &[HeaderMissing]),
    (
        "no header, an environment line",
        |pem| {
            format!("K={}", pem.replace("-----BEGIN PRIVATE KEY-----\n", "").replace('\n', "\\n"))
        },
        &[Assignment, EscapedLineBreaks, HeaderMissing],
    ),
    ("neither", bare, &[ArmourMissing { is: Structure::Pkcs8 }]),
    (
        "neither, lines kept",
        |pem| {
            lines(
                pem,
                |line| if line.starts_with('-') { String::new() } else { format!("{line}\n") },
            )
        },
        &[ArmourMissing { is: Structure::Pkcs8 }],
    ),
    (
        "neither, an environment line",
        |pem| format!("export KEY=\"{}\"", bare(pem)),
        &[Assignment, ArmourMissing { is: Structure::Pkcs8 }],
    ),
    (
        "neither, YAML",
        |pem| format!("key: |\n  {}\n", bare(pem)),
        &[YamlValue, ArmourMissing { is: Structure::Pkcs8 }],
    ),
];

/// Damages that need a given ending or label.
fn labelled_rows() -> Vec<(String, Vec<Repair>, Structure)> {
    let (rsa, p256) = (keys::RSA_2048.pem, keys::P256.pem);
    let pkcs1 = form!("rsa-2048.pkcs1.pem");
    let public = keys::rsa_2048().public();
    let spki = public.to_spki_pem();
    let pkcs1_public = public.to_pkcs1_pem().expect("RSA");
    let was = |text: &str| text.to_owned();
    vec![
        (
            p256.replace("END PRIVATE", "END EC PRIVATE"),
            vec![Footer { was: was("EC PRIVATE KEY") }],
            Structure::Pkcs8,
        ),
        (
            rsa.replace("PRIVATE", "RSA PRIVATE"),
            vec![Label { was: was("RSA PRIVATE KEY"), is: Structure::Pkcs8 }],
            Structure::Pkcs8,
        ),
        (
            pkcs1.replace("RSA PRIVATE", "PRIVATE"),
            vec![Label { was: was("PRIVATE KEY"), is: Structure::Pkcs1 }],
            Structure::Pkcs1,
        ),
        (
            pkcs1_public.replace("RSA PUBLIC", "PUBLIC"),
            vec![Label { was: was("PUBLIC KEY"), is: Structure::Pkcs1Public }],
            Structure::Pkcs1Public,
        ),
        (
            spki.replace("PUBLIC KEY", "PUBKEY"),
            vec![Label { was: was("PUBKEY"), is: Structure::Spki }],
            Structure::Spki,
        ),
        (
            form!("p256.crt.pem").replace("CERTIFICATE", "X509 CERTIFICATE"),
            vec![Label { was: was("X509 CERTIFICATE"), is: Structure::Certificate }],
            Structure::Certificate,
        ),
        (spki.replace('=', ""), vec![], Structure::Spki),
        (form!("p256.sec1.pem").replace('=', ""), vec![Padding], Structure::Sec1),
        (form!("p256.sec1.pem").replace("==", "===="), vec![Padding], Structure::Sec1),
    ]
}

#[test]
fn each_damage_is_repaired_and_named() {
    for (name, damage, repairs) in ROWS {
        for test_key in [keys::RSA_2048, keys::P256, keys::P384] {
            let damaged = damage(test_key.pem);
            let rescued = rescue(&damaged).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(*rescued.pem, test_key.pem, "{name}");
            // A slash or a plus that is not in the key needed no escape.
            let escaped = ["\\/", "\\u00", "\\t"].iter().any(|escape| damaged.contains(escape));
            let expected: Vec<&Repair> =
                repairs.iter().filter(|repair| **repair != Escapes || escaped).collect();
            assert_eq!(rescued.repairs.iter().collect::<Vec<_>>(), expected, "{name}");
            assert_eq!(rescued.left, Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn wrong_labels_and_padding_are_repaired_and_named() {
    for (damaged, repairs, structure) in labelled_rows() {
        let rescued = rescue(&damaged).unwrap_or_else(|error| panic!("{error}: {damaged}"));
        assert_eq!((rescued.structure, &rescued.repairs), (structure, &repairs), "{damaged}");
        assert!(rescued.pem.starts_with(&format!("-----BEGIN {}-----\n", structure.label())));
    }
}

#[test]
fn several_damages_at_once() {
    let pem = keys::RSA_2048.pem.replace("-----", "–––").replace('\n', "\\n");
    let damaged = format!("\u{feff}export KEY=“{}”;\r\n", pem.trim_end_matches("\\n"));
    let rescued = rescue(&damaged).expect("a key");
    assert_eq!(*rescued.pem, keys::RSA_2048.pem);
    assert_eq!(
        rescued.repairs,
        [ByteOrderMark, Assignment, SmartQuotes, EscapedLineBreaks, Dashes, DashCount]
    );
}

#[test]
fn every_good_pem_passes_without_repairs() {
    let mut good: Vec<String> = keys::ALL.iter().map(|key| key.pem.to_owned()).collect();
    for test_key in keys::ALL {
        let key = test_key.private();
        good.push(key.public().to_spki_pem());
        good.extend(key.public().to_pkcs1_pem());
        good.extend(key.to_pkcs1_pem_secret().map(|pem| pem.to_string()));
        good.extend(key.to_sec1_pem_secret().map(|pem| pem.to_string()));
    }
    good.extend(
        [
            form!("p256.scrypt.pem"),
            form!("p256.refused-pbes1.pem"),
            form!("p256.crt.pem"),
            form!("p256-v1.crt.pem"),
        ]
        .map(str::to_owned),
    );
    for pem in good {
        let rescued = rescue(&pem).expect("good PEM");
        assert_eq!((&*rescued.pem, rescued.repairs), (&pem, vec![]));
    }
}

#[test]
fn two_keys_in_one_line_are_told_apart() {
    let (first, second) = (keys::P256.pem, keys::P384.pem);
    let escaped = format!("{first}{second}").replace('\n', "\\n");
    let rescued = rescue(&escaped).expect("the first");
    assert_eq!(*rescued.pem, first);
    assert_eq!(rescued.repairs, [EscapedLineBreaks]);
    assert_eq!(rescued.left, ["PRIVATE KEY"]);
    let joined = format!("{}{second}", first.trim_end());
    let rescued = rescue(&joined).expect("the first");
    assert_eq!((&**rescued.pem, rescued.repairs), (first, vec![]));
}

#[test]
fn what_cannot_be_rescued_is_refused_and_says_why() {
    let pem = keys::RSA_2048.pem;
    let half = &pem[..pem.len() / 2];
    let body = bare(pem);
    let spki = bare(&keys::rsa_2048().public().to_spki_pem());
    for (text, code, says) in [
        (String::new(), "key.pem", "no line -----BEGIN"),
        ("hello".to_owned(), "key.pem", "no line -----BEGIN"),
        ("aGVsbG8gd29ybGQh".to_owned(), "key.pem", "no line -----BEGIN"),
        (BASE64.encode(b"-----BEGIN nothing"), "key.pem", "no line -----BEGIN"),
        (half.to_owned(), "key.cut-off", "octets, wanted 1217; copy the whole of it"),
        (body[..body.len() - 6].to_owned(), "key.cut-off", "wanted 1217"),
        (body[..body.len() - 7].to_owned(), "key.cut-off", "wanted 1217"),
        (pem.replacen("\nM", "\n\u{e9}M", 1), "key.pem", "'é' in line 2 of the block is no base64"),
        (pem.replacen("\nM", "\n\\xM", 1), "key.pem", "in line 2 of the block is no base64"),
        (
            format!("-----BEGIN PRIVATE KEY-----\n{body}{body}\n"),
            "key.pem",
            "the base64 ends before its last line",
        ),
        (format!("-----BEGIN PUBLIC KEY-----\n{spki}{spki}"), "key.der", "trailing data"),
        (form!("p256.sec1.pem")[..70].to_owned(), "key.pem.label", "EC PARAMETERS"),
        ("-----BEGIN DH PARAMETERS-----\nMAYCAQUCAQI=\n".to_owned(), "key.pem.label", "DH PARAM"),
        ("-----BEGIN THING-----\nAAAA\n-----END THING-----".to_owned(), "key.pem.label", "THING"),
        ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----".to_owned(), "key.der", "key"),
        ("A".repeat(KEY_OCTETS + 1), "key.too-long", "65537 octets"),
    ] {
        let error = rescue(&text).expect_err(code);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert!(import(&text, None).is_err());
    }
    assert_eq!(rescue(form!("p256.openssh")).expect_err("foreign").code(), "key.form.unsupported");
}

/// What was lost in the middle cannot be known, so the key that comes out must not be another one.
#[test]
fn a_changed_character_is_never_taken_for_the_key() {
    let pem = keys::P256.pem;
    let key = keys::p256();
    for (at, c) in pem.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
        let mut changed = pem.to_owned();
        changed.replace_range(at..=at, if c == 'A' { "B" } else { "A" });
        if let Ok(imported) = import(&changed, None) {
            // Within the header and the footer nothing of the key can change.
            assert_eq!(imported.key.public(), key.public(), "{changed}");
            assert!(!imported.repairs.is_empty(), "{changed}");
        }
    }
}

#[test]
fn nothing_of_a_key_is_in_what_is_said_about_it() {
    for test_key in keys::ALL {
        let body = bare(test_key.pem);
        for (name, damage, _) in ROWS {
            let damaged = damage(test_key.pem);
            let rescued = rescue(&damaged).expect("a key");
            let said: String = rescued.repairs.iter().map(ToString::to_string).collect();
            let said = format!("{said} {rescued:?}");
            assert!(
                !body
                    .as_bytes()
                    .windows(12)
                    .any(|part| { said.as_bytes().windows(12).any(|spoken| spoken == part) }),
                "{name}"
            );
        }
    }
    let error: KeyError =
        rescue(&keys::P256.pem.replace("\nM", "\n\u{e9}M")).expect_err("no base64");
    assert!(!error.to_string().contains("MIG"), "{error}");
}

#[test]
fn every_repair_has_its_sentence() {
    let all: Vec<Repair> = ROWS
        .iter()
        .flat_map(|(_, _, repairs)| repairs.iter().cloned())
        .chain(labelled_rows().into_iter().flat_map(|(_, repairs, _)| repairs))
        .collect();
    for repair in &all {
        let sentence = repair.to_string();
        assert!(sentence.starts_with(|c: char| c.is_ascii_uppercase()), "{sentence}");
        assert!(!sentence.ends_with('.'), "{sentence}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("-----".to_owned()),
        Just("BEGIN".to_owned()),
        Just("END".to_owned()),
        Just(" PRIVATE KEY".to_owned()),
        Just(" CERTIFICATE".to_owned()),
        Just("\n".to_owned()),
        Just("\\n".to_owned()),
        Just("\\u00".to_owned()),
        Just("KEY=\"".to_owned()),
        Just("key: |\n".to_owned()),
        Just("n".to_owned()),
        Just("—".to_owned()),
        Just("“".to_owned()),
        Just(bare(keys::P256.pem)),
        "[A-Za-z0-9+/=]{0,70}",
        "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_a_rescue_panic(pieces in proptest::collection::vec(piece(), 0..14)) {
        let text = pieces.concat();
        if let Ok(rescued) = rescue(&text) {
            prop_assert!(rescued.pem.len() <= KEY_OCTETS);
            // What came out is canonical: it passes again, and with nothing to repair.
            let again = rescue(&rescued.pem).expect("canonical");
            prop_assert_eq!(&*again.pem, &*rescued.pem);
            prop_assert_eq!(again.repairs, vec![]);
            // What needed no repair stands in the text as it came out.
            if rescued.repairs.is_empty() {
                prop_assert!(text.contains(rescued.pem.trim_end()), "{text:?}");
            }
        }
        let _ = import(&text, Some(""));
    }

    #[test]
    fn no_octets_make_an_import_panic(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = import(&octets, Some(""));
        let _ = rescue(&String::from_utf8_lossy(&octets));
    }

    #[test]
    fn no_bent_form_makes_an_import_panic(
        form in 0_usize..6,
        at in any::<proptest::sample::Index>(),
        octet: u8,
        binary: bool,
    ) {
        let pem = [
            form!("p256.scrypt.pem"),
            form!("p256.aes128-sha512.pem"),
            form!("p256.crt.pem"),
            form!("p256.csr.pem"),
            form!("p256.p7b.pem"),
            form!("p384.sec1.pem"),
        ][form];
        let mut octets = if binary { super::forms::der(pem) } else { pem.into() };
        let at = at.index(octets.len());
        octets[at] = octet;
        let _ = import(&octets, Some("countersign"));
    }

    #[test]
    fn two_damages_are_repaired_together(first in 0..ROWS.len(), second in 0..ROWS.len()) {
        let (_, damage, _) = ROWS[first];
        let (_, further, _) = ROWS[second];
        // Not every pair can be undone, but none yields another key.
        if let Ok(rescued) = rescue(&further(&damage(keys::P256.pem))) {
            let key = PrivateKey::from_pem(&rescued.pem).expect("canonical");
            prop_assert_eq!(key.public(), keys::p256().public());
        }
    }
}

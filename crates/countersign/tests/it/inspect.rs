//! What a pasted text is called, what is said of its members, and where they stand.

use countersign::inspect::{Inspection, Kind, PartView, Peel, inspect, inspect_octets};
use countersign::limits::DOCUMENT_OCTETS;
use countersign::time::UnixSeconds;
use countersign_testkit::{NOW, keys};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use proptest::prelude::*;
use serde_json::Value;

use crate::redact::{pieces, private_texts, wrappings};

const JWS: &str = include_str!("../../../../tests/vectors/jws/jws.json");
const SMART: &str = include_str!("../../../../tests/vectors/kid/smart-keys.json");
const REPLIES: &str = r#"{"error":"invalid_client","error_description":null}"#;

/// RFC 7516 A.1.
const JWE: &str = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.\
    OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGe\
    ipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDb\
    Sv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaV\
    mqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je8\
    1860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi\
    6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6US04U3b.\
    5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6ji\
    SdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ";

/// A certificate and a request for one over the test key `p256`, by OpenSSL 3.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBcTCCARigAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1sYXJrbW9v
ciB0ZXN0MB4XDTI2MTEyNTEzMzUxM1oXDTI2MTIyNTEzMzUxM1owGDEWMBQGA1UE
AwwNbGFya21vb3IgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNghpTqB
+YsoLqcb6QXqLgdQ8eZ4C1CsPrDRATee6UVIM5g9zDo52f68ja30sBM3vyIh7Ius
Pg22/bJV1bIoD2yjUzBRMB0GA1UdDgQWBBRQVC41VvrMIW5lgWX60B9/XkGwbTAf
BgNVHSMEGDAWgBRQVC41VvrMIW5lgWX60B9/XkGwbTAPBgNVHRMBAf8EBTADAQH/
MAoGCCqGSM49BAMCA0cAMEQCIFE5XYKr+pj081IOaeRRsWh3nMCuo9aLFqys7vUr
7ozoAiBmp08WHFsJUYgbsisVqwyW+tqWrBKawwtcJjMK5S/mlw==
-----END CERTIFICATE-----
";
const REQUEST: &str = "-----BEGIN CERTIFICATE REQUEST-----
MIHRMHoCAQAwGDEWMBQGA1UEAwwNbGFya21vb3IgdGVzdDBZMBMGByqGSM49AgEG
CCqGSM49AwEHA0IABNghpTqB+YsoLqcb6QXqLgdQ8eZ4C1CsPrDRATee6UVIM5g9
zDo52f68ja30sBM3vyIh7IusPg22/bJV1bIoD2ygADAKBggqhkjOPQQDAgNHADBE
AiBToGVyfG5lUcHYeI9Ji2LX5hqKoP2USP81Diw/5F1ZZwIgPy6xvCtO0YJFDQMb
hRjzCOeaHtEEW/UGjoysjj3fmPI=
-----END CERTIFICATE REQUEST-----
";
/// How OpenSSL begins an encrypted PKCS#8 key and a PKCS#12 file, and a whole PKCS#1 public key of it.
const DER: [(&str, Kind); 3] = [
    ("MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgq1w3bKK9MpgICCAAw", Kind::EncryptedPrivateKey),
    ("MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEH", Kind::EncryptedPrivateKey),
    (
        "MIIBCgKCAQEA3VQYyHQoUuHYL/bgemG4E4NJK3ZRdnXVyELWFC4dUYW95Ckr4qORtmXaFq0FRSEI\
         4Cvkt9FkAt6PSHBw89dAEqYcdrKOJvhBPo7cTDkGmeqxGtbfUFEeZhHekrZAUcXG0+mNRjk5kOzg\
         BYlTk6uN+Q/R7uV1jEnIE9sj8zTeehxtRWrH9052raTwgM432zjxzLR7Kb4SvQ4pRlEoItWbII3z\
         mjZ7xDgmzCVbZjRavpvlM0qBPeFMLZuu525xv2tJD7WWrW59hNdLV4iACXlV1uQCWFJWP+HoXbc+\
         LY0IZrx9FSerk0q5jmC+SmkASRj/+Mu2yXseY7w2YjQ5cM0R6wIDAQAB",
        Kind::PublicKey,
    ),
];

fn token(name: &str) -> String {
    let file: Value = serde_json::from_str(JWS).expect("JSON");
    let vectors = file["vectors"].as_array().expect("an array");
    let vector = vectors.iter().find(|vector| vector["name"] == name).expect("a vector");
    vector["token"].as_str().expect("a string").to_owned()
}

fn look(text: &str) -> Inspection {
    inspect(text, NOW)
}

fn body(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn names(part: &PartView) -> Vec<&str> {
    part.members.iter().map(|member| member.name.as_str()).collect()
}

#[test]
fn each_text_by_its_name() {
    let (a2, smart) = (token("rfc7515-a2"), token("smart-rs384"));
    let smart_keys: Value = serde_json::from_str(SMART).expect("JSON");
    let key_set = &smart_keys["files"]["RS384.public"];
    let public = key_set["keys"][0].to_string();
    let spki = keys::p256().public().to_spki_pem();
    let form =
        format!("grant_type=client_credentials&scope=system%2F*.read&client_assertion={smart}");
    let curl = format!("curl -X POST https://ehr.example/token -d 'client_assertion={smart}'");
    let rows: Vec<(String, Kind, &str)> = vec![
        (a2.clone(), Kind::Jwt, "A signed JWT"),
        (token("rfc7515-a3"), Kind::Jwt, "A signed JWT"),
        (token("rfc7520-4.1"), Kind::Jws, "A signed text (JWS) that holds no claims"),
        (smart.clone(), Kind::ClientAssertion, "A signed JWT: a SMART client assertion"),
        (
            token("smart-rs384-alg-none"),
            Kind::ClientAssertion,
            "An unsigned JWT (`alg` is none): a SMART client assertion",
        ),
        (
            a2.rsplit_once('.').expect("a dot").0.into(),
            Kind::Jwt,
            "A JWT without its signature: two parts, not three",
        ),
        (JWE.into(), Kind::Jwe, "An encrypted JWT (JWE): only its header can be read"),
        (public.clone(), Kind::PublicJwk, "A public RSA key of 2048 bits as JWK"),
        (keys::P384.jwk.into(), Kind::PrivateJwk, "A PRIVATE EC key on P-384 as JWK"),
        (
            r#"{"kty":"oct","k":"c2VjcmV0"}"#.into(),
            Kind::SecretJwk,
            "A shared secret as JWK (`kty` is oct)",
        ),
        (key_set.to_string(), Kind::KeySet, "A key set (JWKS) of 1 key"),
        (format!("[{public}]"), Kind::KeySet, "A list of 1 key; a key set puts them into `keys`"),
        (
            format!(r#"{{"keys":[{public},{}]}}"#, keys::P256.jwk),
            Kind::PrivateKeySet,
            "A key set (JWKS) of 2 keys, 1 of them PRIVATE",
        ),
        (keys::P256.pem.into(), Kind::PrivateKey, "A private key (PKCS#8), as PEM"),
        (spki.clone(), Kind::PublicKey, "A public key (SPKI), as PEM"),
        (CERTIFICATE.into(), Kind::Certificate, "A certificate (X.509), as PEM"),
        (REQUEST.into(), Kind::CertificateRequest, "A request for a certificate (PKCS#10), as PEM"),
        (
            format!("{CERTIFICATE}{}", keys::P256.pem),
            Kind::PrivateKey,
            "2 blocks of PEM: certificate (X.509), private key (PKCS#8)",
        ),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n".into(),
            Kind::EncryptedPrivateKey,
            "A private RSA key (PKCS#1) under a passphrase, as PEM",
        ),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----".into(),
            Kind::SshPrivateKey,
            "A private SSH key (OpenSSH), as PEM",
        ),
        (
            "-----BEGIN COFFEE-----\nAA==\n-----END COFFEE-----".into(),
            Kind::Pem,
            "A block labelled COFFEE, as PEM",
        ),
        (body(CERTIFICATE), Kind::Certificate, "A certificate (X.509), as DER"),
        (body(REQUEST), Kind::CertificateRequest, "A request for a certificate (PKCS#10), as DER"),
        (body(&spki), Kind::PublicKey, "A public key (SPKI), as DER"),
        (body(keys::RSA_2048.pem), Kind::PrivateKey, "A private key (PKCS#8), as DER"),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@here".into(),
            Kind::SshPublicKey,
            "A public SSH key (ssh-ed25519); a key set wants it as JWK",
        ),
        (
            "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA".into(),
            Kind::SshPrivateKey,
            "A private SSH key (PuTTY)",
        ),
        (REPLIES.into(), Kind::OauthError, "An OAuth error: invalid_client"),
        (
            r#"{"access_token":"t","token_type":"bearer","expires_in":300}"#.into(),
            Kind::TokenResponse,
            "A token response",
        ),
        (
            r#"{"token_endpoint":"https://a.example/t","capabilities":[]}"#.into(),
            Kind::SmartConfiguration,
            "A SMART discovery document",
        ),
        (
            r#"{"issuer":"https://a.example","jwks_uri":"https://a.example/j"}"#.into(),
            Kind::OpenidConfiguration,
            "An OpenID or OAuth discovery document",
        ),
        (
            r#"{"resourceType":"OperationOutcome","issue":[]}"#.into(),
            Kind::OperationOutcome,
            "A FHIR OperationOutcome: what a server says about a request",
        ),
        (
            r#"{"resourceType":"Bundle","type":"searchset"}"#.into(),
            Kind::Bundle,
            "A FHIR Bundle: the answer to a search",
        ),
        (
            r#"{"resourceType":"CapabilityStatement"}"#.into(),
            Kind::CapabilityStatement,
            "A FHIR CapabilityStatement: what a server can do",
        ),
        (
            r#"{"resourceType":"Patient","id":"a"}"#.into(),
            Kind::Resource,
            "A FHIR resource of the type Patient",
        ),
        (r#"{"alg":"RS384","kid":"a"}"#.into(), Kind::Header, "A JOSE header, decoded"),
        (r#"{"iss":"a","exp":1}"#.into(), Kind::Claims, "The claims of a JWT, decoded"),
        (r#"{"a":1}"#.into(), Kind::Json, "A JSON object"),
        ("[1,2]".into(), Kind::Json, "A JSON array of 2 elements"),
        (
            form.clone(),
            Kind::TokenRequest,
            "A token request, as a form, with a SMART client assertion in it",
        ),
        (
            format!(r#"{{"grant_type":"client_credentials","client_assertion":"{smart}"}}"#),
            Kind::TokenRequest,
            "A token request as JSON; the specification wants a form, with a SMART client assertion in it",
        ),
        ("a=1&b=2".into(), Kind::Form, "A form"),
        (curl, Kind::Curl, "A curl command, with a SMART client assertion in it"),
        ("curl https://ehr.example".into(), Kind::Curl, "A curl command"),
        (
            format!("POST /token HTTP/1.1\r\nHost: a\r\n\r\n{form}"),
            Kind::TokenRequest,
            "A token request, as a form, with a SMART client assertion in it",
        ),
        (
            format!("HTTP/1.1 401 Unauthorized\nServer: a\n\n{REPLIES}"),
            Kind::OauthError,
            "An OAuth error: invalid_client",
        ),
        (
            "HTTP/1.1 204 No Content\n".into(),
            Kind::HttpHead,
            "The head of an HTTP message without a body: HTTP/1.1 204 No Content",
        ),
        (
            "Authorization: Bearer tv_6Jq".into(),
            Kind::AccessToken,
            "An access token that only its server can read",
        ),
        (
            "Basic bGFyazpzM2NyM3Q=".into(),
            Kind::BasicCredentials,
            "Credentials of HTTP Basic: a client id and a shared secret, which Backend Services does not use",
        ),
        (
            "https://ehr.example/fhir/Patient?name=shaw".into(),
            Kind::Url,
            "An address at ehr.example",
        ),
        (
            "<!DOCTYPE html><html>".into(),
            Kind::Html,
            "An HTML page: perhaps a login, or what a proxy says",
        ),
        (
            "<Bundle xmlns=\"http://hl7.org/fhir\"/>".into(),
            Kind::Xml,
            "A FHIR resource as XML; ask for JSON instead",
        ),
        ("\0\u{1}\u{2}".into(), Kind::Binary, "3 octets that are no text"),
        (" \u{feff}\n".into(), Kind::Empty, "Nothing"),
        ("Patient;Name;Born".into(), Kind::Unknown, "Nothing that is known here, 17 characters"),
    ];
    for (text, kind, name) in rows {
        let found = look(&text);
        assert_eq!((found.kind, found.name.as_str()), (kind, name), "{text}");
        assert_eq!(found.warning.is_some(), kind.is_private(), "{text}");
        assert_eq!(look(&format!("\u{feff} {text}\r\n")).kind, kind, "{text}");
    }
    for (text, kind) in DER {
        assert_eq!(look(text).kind, kind, "{text}");
    }
}

#[test]
fn layers_are_taken_off_and_told() {
    let token = token("rfc7515-a3");
    let wrapped: String = token
        .as_bytes()
        .chunks(60)
        .map(|line| format!("{}\r\n ", core::str::from_utf8(line).expect("ASCII")))
        .collect();
    let pem = keys::p256().public().to_spki_pem();
    let once = BASE64.encode(pem.as_bytes());
    let json = Value::from(pem.as_str()).to_string();
    let rows: Vec<(String, Kind, Vec<Peel>)> = vec![
        (format!("\"{token}\""), Kind::Jwt, vec![Peel::Quotes]),
        (format!("'{token}',"), Kind::Jwt, vec![Peel::Quotes]),
        (format!("“{token}”"), Kind::Jwt, vec![Peel::Quotes]),
        (format!("bearer {token}"), Kind::Jwt, vec![Peel::Scheme]),
        (format!("Authorization: Bearer {token}"), Kind::Jwt, vec![Peel::HeaderName, Peel::Scheme]),
        (wrapped.clone(), Kind::Jwt, vec![Peel::LineBreaks]),
        (
            format!("\"Bearer {wrapped}\""),
            Kind::Jwt,
            vec![Peel::Quotes, Peel::Scheme, Peel::LineBreaks],
        ),
        (format!("2026-05-12 sent {token} to it"), Kind::Jwt, vec![Peel::Surroundings]),
        (format!("got 400: {REPLIES}"), Kind::OauthError, vec![Peel::Surroundings]),
        (format!("Bag Attributes\n{pem}"), Kind::PublicKey, vec![Peel::Surroundings]),
        (json, Kind::PublicKey, vec![Peel::JsonString]),
        (once.clone(), Kind::PublicKey, vec![Peel::Base64]),
        (
            BASE64URL_NOPAD.encode("{\"kty\":\"EC\",\"x\":\"ÿÿ?>\"}".as_bytes()),
            Kind::PublicJwk,
            vec![Peel::Base64url],
        ),
        (BASE64.encode(once.as_bytes()), Kind::PublicKey, vec![Peel::Base64, Peel::Base64]),
        (body(&pem), Kind::PublicKey, vec![Peel::Base64]),
    ];
    for (text, kind, peels) in rows {
        let found = look(&text);
        let layers: Vec<Peel> = found.layers.iter().map(|layer| layer.peel).collect();
        assert_eq!((found.kind, layers), (kind, peels), "{text}");
    }
    let thrice = BASE64.encode(BASE64.encode(once.as_bytes()).as_bytes());
    assert_eq!(look(&thrice).kind, Kind::Unknown);
}

/// RFC 7515 A.2: `{"alg":"RS256"}` and `{"iss":"joe",\r\n "exp":1300819380,\r\n …}`, at the moment of its `exp` less
/// four minutes and twenty seconds.
#[test]
fn members_are_explained_and_placed() {
    let text = format!("Authorization: Bearer {}", token("rfc7515-a2"));
    let found = inspect(&text, UnixSeconds::new(1_300_819_120));
    let [header, claims, signature] = &found.parts[..] else { panic!("three parts") };
    assert_eq!(header.text.as_deref(), Some(r#"{"alg":"RS256"}"#));
    assert_eq!(names(claims), ["iss", "exp", "http://example.com/is_root"]);
    assert_eq!((signature.octets, signature.members.len()), (256, 0));

    let exp = &claims.members[1];
    assert_eq!(exp.subject, "claims.exp");
    assert_eq!(exp.value.as_deref(), Some("1300819380"));
    assert_eq!(exp.source, Some("RFC 7519 §4.1.4"));
    let time = exp.time.as_ref().expect("a moment");
    assert_eq!((time.words.as_str(), time.milliseconds), ("in 4 min 20 s", false));
    assert_eq!(&claims.text.as_deref().expect("shown")[exp.span.clone()], r#""exp":1300819380"#);
    let characters = &text[exp.encoded.clone().expect("not decoded")];
    // `ICJleHAiOjEzMDA4MTkzODAs` is ` "exp":1300819380,`: blank and comma end inside the characters at either end.
    assert_eq!(characters, "CJleHAiOjEzMDA4MTkzODA");
    assert!(text.contains(&format!("KI{characters}s")));
    assert_eq!(&text[header.encoded.clone().expect("in it")], "eyJhbGciOiJSUzI1NiJ9");

    assert_eq!(claims.members[2].says, "Not a registered name: it means what both sides agreed on");
    let late = inspect(&text, UnixSeconds::new(1_300_819_380 + 3 * 86_400 + 5));
    assert_eq!(late.parts[1].members[1].time.as_ref().expect("a moment").words, "3 days ago");
}

#[test]
fn places_hold_across_line_breaks() {
    let token = token("smart-es384");
    let (front, back) = token.split_at(70);
    let text = format!("\u{feff} \"{front}\n  {back}\"");
    let found = look(&text);
    let joined = |range: &core::ops::Range<usize>| {
        text[range.clone()].split_whitespace().collect::<String>()
    };
    for part in &found.parts {
        for member in &part.members {
            let place = member.encoded.as_ref().expect("no layer was decoded");
            let plain = part.text.as_deref().expect("nothing secret");
            let octets = &plain[member.span.clone()];
            assert!(token.contains(&joined(place)), "{}", member.name);
            assert_eq!(
                joined(place).len(),
                {
                    let (start, end) =
                        (member.span.start * 8 / 6, (member.span.end * 8).div_ceil(6));
                    end - start
                },
                "{octets}"
            );
        }
    }
    assert_eq!(
        joined(found.parts[2].encoded.as_ref().expect("in it")),
        token.rsplit('.').next().expect("a part")
    );
}

#[test]
fn times_in_milliseconds_are_noticed() {
    let text = r#"{"iss":"a","exp":1778594900000,"iat":1778594600.9,"nbf":"1778594600","auth_time":1778594600}"#;
    let found = look(text);
    let times: Vec<_> = found.parts[0].members.iter().map(|member| member.time.clone()).collect();
    let words =
        |index: usize| times[index].as_ref().map(|time| (time.words.as_str(), time.milliseconds));
    assert_eq!(words(1), Some(("in 5 min 0 s", true)));
    assert_eq!(words(2), Some(("now", false)));
    assert_eq!(words(3), None);
    assert_eq!(words(4), Some(("now", false)));
    let far = look(r#"{"iss":"a","exp":1e300,"nbf":-9223372036854775808}"#);
    assert_eq!(far.kind, Kind::Claims);
    let response = look(r#"{"access_token":"t","expires_in":300}"#);
    assert_eq!(response.parts[0].members[1].time.as_ref().expect("a span").words, "5 min 0 s");
}

#[test]
fn broken_texts_are_named_all_the_same() {
    let smart = token("smart-rs384");
    let (header, rest) = smart.split_once('.').expect("a dot");
    let (claims, signature) = rest.split_once('.').expect("a dot");
    let rows = [
        (r#"{"kty":"RSA","n":"AQ","e":"AQAB",}"#, Kind::PublicJwk, "line 1 column 34"),
        (r#"{"kty":"RSA","kty":"EC"}"#, Kind::PublicJwk, "the member \"kty\" stands twice"),
        (r#"{"kty":"EC","d":"AQ""#, Kind::PrivateJwk, "EOF while parsing an object"),
        (r#"{"keys":[{"kty":"EC","d":"AQ"}"#, Kind::PrivateKeySet, "EOF while parsing"),
        (
            r#"{"access_token":"tv_6Jq", expires_in: 300}"#,
            Kind::TokenResponse,
            "key must be a string",
        ),
        (r#"{"resourceType":"Bundle","entry":[}"#, Kind::Bundle, "line 1 column 35"),
        (r#"{nothing}"#, Kind::Json, "key must be a string"),
    ];
    for (text, kind, fault) in rows {
        let found = look(text);
        assert_eq!(found.kind, kind, "{text}");
        let told = found.parts[0].fault.as_deref().expect("a fault");
        assert!(told.contains(fault), "{text}: {told}");
    }
    let padded = look(&format!("{header}.{claims}.{signature}="));
    assert_eq!(padded.kind, Kind::ClientAssertion);
    let told = padded.parts[2].fault.as_deref();
    assert_eq!(
        told,
        Some("It is no base64url: the character '=' at 342 is not of the base64url alphabet")
    );
    let cut = look(&format!("{header}.{}.{signature}", &claims[..claims.len() - 8]));
    assert_eq!(cut.kind, Kind::Jws);
    let told = cut.parts[1].fault.as_deref().expect("cut");
    assert!(told.starts_with("It is no JSON object: EOF"), "{told}");
    let left = countersign::redact::redact(&smart).text;
    let told = look(&left);
    assert_eq!(
        (told.kind, told.parts[2].fault.as_deref()),
        (Kind::ClientAssertion, Some("It was hidden before"))
    );
}

#[test]
fn bounds() {
    let large = "a".repeat(DOCUMENT_OCTETS + 1);
    assert_eq!(look(&large).kind, Kind::TooLarge);
    assert_eq!(inspect_octets(large.as_bytes(), NOW).kind, Kind::TooLarge);
    let members: Vec<String> = (0..300).map(|index| format!("\"m{index}\":0")).collect();
    let found = look(&format!("{{{}}}", members.join(",")));
    assert_eq!((found.parts[0].members.len(), found.parts[0].further_members), (200, 100));
    let keys = vec![r#"{"kty":"EC"}"#; 150].join(",");
    let found = look(&format!(r#"{{"keys":[{keys}]}}"#));
    // The document, and a hundred keys.
    assert_eq!((found.parts.len(), found.further_parts), (101, 50));
    let long = look(&format!(r#"{{"iss":"{}","sub":"a"}}"#, "é".repeat(10_000)));
    let value = long.parts[0].members[0].value.as_deref().expect("shown");
    assert!(value.chars().count() <= 161 && value.ends_with('…'));
    let blocks = CERTIFICATE.repeat(120);
    let found = look(&blocks);
    assert_eq!((found.parts.len(), found.further_parts), (100, 20));
}

#[test]
fn long_texts_take_time_in_proportion() {
    const LONG: usize = 100_000;

    let token = token("rfc7515-a3");
    for piece in [
        "-----BEGIN ",
        "{\"a\":",
        "[{",
        "{\"kty\":1},",
        "\"",
        "\\",
        "eyJh.",
        "a=b&",
        "?",
        "=",
        "ey ",
        "<",
        "\n",
        "MII",
        "é",
        &format!("{token} "),
        &format!("{token}."),
    ] {
        for front in ["", "{", "[", "\"", "Bearer ", "https://a/?", "POST / HTTP/1.1\n", "curl "] {
            let mut text = format!("{front}{}", piece.repeat(LONG / piece.len()));
            text.truncate(text.floor_char_boundary(LONG));
            let found = look(&text);
            assert!(found.parts.len() <= 101 && format!("{found:?}").len() < 10 * LONG);
        }
    }
}

/// A key set of a few keys, a request, an answer: what stands in them that must not be seen.
#[test]
fn private_values_never_appear() {
    for key in keys::ALL {
        for (text, values) in private_texts(&key) {
            for (wrapping, wrapped) in wrappings(&text) {
                let found = look(&wrapped);
                let json = serde_json::to_string(&found).expect("plain data");
                for shown in [format!("{found:?}"), json] {
                    for value in &values {
                        assert!(!shown.contains(value), "{} {wrapping}: {shown}", key.name);
                    }
                }
            }
            let whole = look(&text);
            assert!(whole.kind.is_private() || text.contains('\''), "{}", whole.name);
        }
        let members = look(key.jwk).parts.remove(0).members;
        let d = members.iter().find(|member| member.name == "d").expect("listed");
        assert_eq!(
            (&d.value, d.secret.map(|secret| secret.as_str())),
            (&None, Some("private key"))
        );
    }
    for text in [
        "grant_type=refresh_token&refresh_token=s3cr3t-value",
        "grant_type=authorization_code&code=s3cr3t-value&client_secret=s3cr3t-value",
        r#"{"access_token":"s3cr3t-value","id_token":"s3cr3t-value"}"#,
        "https://u:s3cr3t-value@ehr.example/?access_token=s3cr3t-value",
        "Authorization: Bearer s3cr3t-value",
        "curl -u id:s3cr3t-value https://ehr.example",
        "eyJhbGciOiJSUzM4NCJ9.eyJwYXNzd29yZCI6InMzY3IzdC12YWx1ZSJ9.AA",
    ] {
        let found = look(text);
        assert!(!format!("{found:?}").contains("s3cr3t-value"), "{found:?}");
        assert_ne!(found.kind, Kind::Unknown, "{text}");
    }
}

#[test]
fn what_it_looks_like_in_json() {
    let found = look(r#"{"iss":"a","exp":1778594900}"#);
    let json = serde_json::to_value(&found).expect("plain data");
    assert_eq!(
        json,
        serde_json::json!({
            "kind": "claims",
            "name": "The claims of a JWT, decoded",
            "layers": [],
            "parts": [{
                "title": "Document",
                "part": "document",
                "octets": 28,
                "encoded": {"start": 0, "end": 28},
                "members": [
                    {
                        "name": "iss", "subject": "iss", "value": "\"a\"",
                        "says": "Who made it; the client id in a client assertion", "source": "RFC 7519 §4.1.1",
                        "span": {"start": 1, "end": 10}, "encoded": {"start": 1, "end": 10},
                    },
                    {
                        "name": "exp", "subject": "exp", "value": "1778594900",
                        "says": "When it ends, in seconds since 1970; at most five minutes ahead in a client assertion",
                        "source": "RFC 7519 §4.1.4",
                        "time": {"at": 1_778_594_900, "words": "in 5 min 0 s", "milliseconds": false},
                        "span": {"start": 11, "end": 27}, "encoded": {"start": 11, "end": 27},
                    },
                ],
                "furtherMembers": 0,
            }],
            "furtherParts": 0,
        })
    );
}

/// Spans lie in the text that they count in, and cut no character.
fn check_spans(text: &str, found: &Inspection) {
    for part in &found.parts {
        if let Some(encoded) = &part.encoded {
            assert!(text.get(encoded.clone()).is_some(), "{encoded:?} of {text}");
        }
        for member in &part.members {
            if let Some(plain) = &part.text {
                assert!(plain.get(member.span.clone()).is_some(), "{:?} of {plain}", member.span);
            }
            if let Some(encoded) = &member.encoded {
                assert!(text.get(encoded.clone()).is_some(), "{encoded:?} of {text}");
            }
        }
    }
}

fn object() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        proptest::sample::select(vec![
            "kty",
            "d",
            "k",
            "keys",
            "access_token",
            "resourceType",
            "error",
            "client_assertion",
            "grant_type",
            "exp",
            "iss",
            "token_endpoint",
            "x5c",
            "alg",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    let value = prop_oneof![
        "\\PC{0,6}".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::Null),
        Just(serde_json::json!([{"kty": "EC", "é": "€"}, 1])),
        Just(Value::from("eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrbW9vciJ9.AA")),
    ];
    proptest::collection::btree_map(name, value, 0..6)
        .prop_map(|members| Value::Object(members.into_iter().collect()).to_string())
}

proptest! {
    #[test]
    fn any_text_is_looked_at_without_a_panic(
        text in prop_oneof![pieces(), object(), "\\PC{0,60}"],
        cut in 0..80_usize,
        now in any::<i64>(),
    ) {
        let cut: String = text.chars().take(cut).collect();
        for (_, text) in wrappings(&format!("{text}{}", " ".repeat(30))).into_iter().chain([("cut", cut)]) {
            check_spans(&text, &inspect(&text, UnixSeconds::new(now)));
        }
    }

    #[test]
    fn any_parts_are_looked_at(header in object(), claims in object(), signature in "[A-Za-z0-9=+/_ -]{0,10}") {
        let text = format!(
            "Bearer {}.{}.{signature}",
            BASE64URL_NOPAD.encode(header.as_bytes()),
            BASE64URL_NOPAD.encode(claims.as_bytes()),
        );
        check_spans(&text, &look(&text));
    }

    #[test]
    fn any_octets_are_looked_at(octets in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = inspect_octets(&octets, NOW);
        let _ = inspect_octets(&[&[0x30, 0x82, 0x01, 0x00][..], &octets].concat(), NOW);
        check_spans("", &look(""));
    }
}

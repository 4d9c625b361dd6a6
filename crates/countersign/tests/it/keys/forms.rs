//! Every form that a key comes in, read through one door; and every form it is written in.

use countersign::jws::Alg;
use countersign::key::{AnyKey, Foreign, Imported, KeyError, KeyForm, Repair, Structure, import};
use countersign::kid::KeyId;
use countersign_testkit::keys;
use serde_json::Value;

/// A file that other software wrote.
macro_rules! form {
    ($name:literal) => {
        include_str!(concat!("../../../../../tests/vectors/keys/forms/", $name))
    };
}
pub(super) use form;

/// The octets of the first block.
pub(super) fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().skip(1).take_while(|line| !line.starts_with('-')).collect();
    data_encoding::BASE64.decode(body.as_bytes()).expect("base64")
}

fn read(input: impl AsRef<[u8]>) -> Imported {
    import(input, None).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(input: impl AsRef<[u8]>) -> KeyError {
    import(input, None).expect_err("not read")
}

fn known(name: &str, what: &str) -> String {
    let known: Value = serde_json::from_str(keys::KNOWN_JSON).expect("JSON");
    known["keys"][name][what].as_str().expect("PEM").to_owned()
}

#[test]
fn every_structure_is_read_as_pem_as_der_and_as_base64_alone() {
    let (rsa, p256, p384) = (keys::RSA_2048, keys::P256, keys::P384);
    let sec1 = form!("p256.sec1.pem").split_once("-----BEGIN EC PRIVATE").expect("two blocks").1;
    let sec1 = format!("-----BEGIN EC PRIVATE{sec1}");
    for (test_key, pem, structure) in [
        (rsa, rsa.pem.to_owned(), Structure::Pkcs8),
        (p256, p256.pem.to_owned(), Structure::Pkcs8),
        (rsa, form!("rsa-2048.pkcs1.pem").to_owned(), Structure::Pkcs1),
        (p256, sec1, Structure::Sec1),
        (p384, form!("p384.sec1.pem").to_owned(), Structure::Sec1),
        (rsa, known("rsa-2048", "spki_pem"), Structure::Spki),
        (p384, known("p384", "spki_pem"), Structure::Spki),
        (rsa, form!("rsa-2048.pkcs1-public.pem").to_owned(), Structure::Pkcs1Public),
        (p256, form!("p256.crt.pem").to_owned(), Structure::Certificate),
    ] {
        let bare: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        for (input, form, repairs) in [
            (pem.clone().into_bytes(), KeyForm::Pem(structure), vec![]),
            (der(&pem), KeyForm::Der(structure), vec![]),
            (
                bare.into_bytes(),
                KeyForm::Pem(structure),
                vec![Repair::ArmourMissing { is: structure }],
            ),
        ] {
            let imported = read(&input);
            assert_eq!(imported.key.public(), test_key.private().public(), "{form}");
            assert_eq!((imported.form, imported.repairs), (form, repairs));
            assert_eq!(matches!(imported.key, AnyKey::Private(_)), structure.is_private());
            assert_eq!(imported.certificate.is_some(), structure == Structure::Certificate);
            assert_eq!(imported.left, Vec::<String>::new());
        }
    }
}

#[test]
fn of_several_blocks_the_private_key_is_read() {
    let sec1 = read(form!("p256.sec1.pem"));
    assert_eq!(sec1.form, KeyForm::Pem(Structure::Sec1));
    assert_eq!((sec1.repairs, sec1.left), (vec![], vec!["EC PARAMETERS".to_owned()]));

    let bag = read(form!("p256.bag.pem"));
    assert_eq!(bag.key.public(), keys::p256().public());
    assert_eq!(bag.form, KeyForm::Pem(Structure::Pkcs8));
    assert_eq!((bag.repairs, bag.left), (vec![], vec!["CERTIFICATE".to_owned()]));

    let chain = read(form!("rsa-2048.chain.pem"));
    assert_eq!(chain.key.public(), keys::rsa_2048().public());
    assert_eq!((chain.repairs, chain.left), (vec![], vec!["CERTIFICATE".to_owned()]));
}

#[test]
fn jwks_are_read_with_their_kid_and_alg() {
    let jwk: Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    let kid = jwk["kid"].as_str().map(str::to_owned);
    let private = read(keys::RSA_2048.jwk);
    assert_eq!((private.form, &private.kid), (KeyForm::Jwk, &kid));
    assert_eq!(private.alg.as_deref(), jwk["alg"].as_str());
    assert!(matches!(private.key, AnyKey::Private(_)));

    let public = serde_json::json!({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]}).to_string();
    let public = read(format!("\u{feff} {public}\n"));
    assert_eq!((public.form, public.kid, public.alg), (KeyForm::Jwk, None, None));
    assert_eq!(public.repairs, [Repair::ByteOrderMark]);
    assert_eq!(public.key.public(), private.key.public());
    assert_eq!(public.key.into_private().expect_err("no private half"), KeyError::PublicOnly);

    let (one, other) = (keys::RSA_2048.jwk, keys::P256.jwk);
    assert_eq!(read(format!(r#"{{"keys": [{one}]}}"#)).kid, kid);
    let several = refused(format!(r#"{{"keys": [{one}, {other}]}}"#));
    assert_eq!(several, KeyError::KeySet { keys: 2 });
    assert_eq!(refused(r#"{"keys": 5}"#).code(), "key.jwk.member-missing");
    assert_eq!(refused(r#"{"keys": [{"keys": []}]}"#).code(), "key.jwk.member-missing");
    assert_eq!(refused(r#"{"kty": "oct", "k": "AAAA"}"#).code(), "key.kty.symmetric");
    assert_eq!(refused("{").code(), "key.jwk.json");
}

#[test]
fn utf_16_and_other_encodings_in_front_of_a_key_are_read() {
    for (mark, octets) in
        [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
    {
        let units = keys::P256.pem.replace('\n', "\r\n").encode_utf16().flat_map(octets).collect();
        let imported = read([mark.to_vec(), units].concat());
        assert_eq!(imported.key.public(), keys::p256().public());
        assert_eq!(imported.repairs, [Repair::Utf16, Repair::LineEnds]);
    }
    let latin1 = [b"friendlyName: Schl\xfcssel\n", keys::P256.pem.as_bytes()].concat();
    assert_eq!(read(latin1).repairs, []);
}

#[test]
fn other_worlds_are_named_with_the_command_that_converts() {
    let p7b = form!("p256.p7b.pem");
    let p12 = include_bytes!("../../../../../tests/vectors/keys/forms/p256.p12").to_vec();
    let pgp =
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n-----END PGP PRIVATE KEY BLOCK-----";
    for (input, form) in [
        (form!("p256.openssh").into(), Foreign::OpenSsh),
        (form!("p256.openssh").replace('\n', "\\n").into(), Foreign::OpenSsh),
        (form!("p256.openssh.pub").into(), Foreign::OpenSshPublic),
        (form!("p256.ssh2.pub").into(), Foreign::Ssh2Public),
        (form!("p256.ppk").into(), Foreign::Putty),
        (form!("p256.csr.pem").into(), Foreign::CertificateRequest),
        (der(form!("p256.csr.pem")), Foreign::CertificateRequest),
        (p7b.into(), Foreign::Pkcs7),
        (der(p7b), Foreign::Pkcs7),
        (data_encoding::BASE64.encode(&p12).into_bytes(), Foreign::Pkcs12),
        (p12, Foreign::Pkcs12),
        (vec![0x30, 0x80, 2, 1, 3, 0x30, 0x80], Foreign::Pkcs12),
        (vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2], Foreign::JavaKeyStore),
        (pgp.into(), Foreign::OpenPgp),
    ] as [(Vec<u8>, Foreign); 14]
    {
        let error = refused(&input);
        assert_eq!(error, KeyError::Foreign { form }, "{form}");
        assert_eq!(error.code(), "key.form.unsupported");
        let said = error.to_string();
        assert!(said.starts_with(&form.to_string()) && said.ends_with(form.command()), "{said}");
    }
    assert_eq!(
        refused(form!("p256.ppk")).to_string(),
        "a PuTTY key file is not read; convert it: puttygen FILE.ppk -O private-openssh -o key.pem"
    );
}

#[test]
fn algorithms_that_no_conversion_helps_are_named_instead() {
    let unsupported = |got: &str| KeyError::AlgorithmUnsupported { got: got.to_owned() };
    let ed25519 = "MC4CAQAwBQYDK2VwBCIEILjYAeNSBbvE2g1Rd0RpXNDiGtrUhynMj5WeFdzM+HtU";
    assert_eq!(refused(ed25519), unsupported("Ed25519"));
    assert_eq!(refused("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@home"), unsupported("Ed25519"));
    assert_eq!(refused("ssh-dss AAAAB3NzaC1kc3MAAACBAI me@home"), unsupported("DSA"));
    // Version, p, q, g, y, x: six numbers.
    let dsa = [&[0x30, 18][..], &[2, 1, 0], &[2, 1, 1].repeat(5)].concat();
    assert_eq!(refused(&dsa), unsupported("DSA"));
    let label = "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n";
    assert_eq!(refused(label), unsupported("DSA"));
    let nistp521 = "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjE me@home";
    assert_eq!(refused(nistp521), KeyError::CurveUnsupported { got: "P-521".to_owned() });
}

#[test]
fn what_is_written_is_what_openssl_wrote() {
    let (rsa, p256, p384) = (keys::rsa_2048(), keys::p256(), keys::p384());
    let text = |pem: Option<zeroize::Zeroizing<String>>| pem.expect("this kind").to_string();
    assert_eq!(text(rsa.to_pkcs1_pem_secret()), form!("rsa-2048.pkcs1.pem"));
    assert_eq!(text(p384.to_sec1_pem_secret()), form!("p384.sec1.pem"));
    assert!(form!("p256.sec1.pem").ends_with(&text(p256.to_sec1_pem_secret())));
    assert_eq!(rsa.public().to_pkcs1_pem().as_deref(), Some(form!("rsa-2048.pkcs1-public.pem")));
    assert_eq!(rsa.public().to_pkcs1_der(), Some(der(form!("rsa-2048.pkcs1-public.pem"))));
    for test_key in keys::ALL {
        let key = test_key.private();
        let traditional = key.to_pkcs1_pem_secret().or(key.to_sec1_pem_secret());
        assert_eq!(text(traditional), known(test_key.name, "traditional_pem"));
        assert_eq!(key.to_pkcs1_pem_secret().is_some(), key.kind().curve().is_none());
        assert_eq!(key.to_sec1_der_secret().is_some(), key.kind().curve().is_some());
        assert_eq!(key.public().to_pkcs1_pem().is_some(), key.kind().curve().is_none());
    }
}

#[test]
fn every_form_written_reads_back() {
    for test_key in keys::ALL {
        let key = test_key.private();
        let public = key.public();
        let kid = KeyId::new("a").expect("short");
        let alg: Alg = public.algs()[0];
        let private = [
            Some(key.to_pkcs8_pem_secret().as_bytes().to_vec()),
            Some(key.to_pkcs8_der_secret().to_vec()),
            Some(key.to_jwk_secret(&kid, alg).as_bytes().to_vec()),
            key.to_env_line_secret("_KEY2").map(|line| line.as_bytes().to_vec()),
            key.to_pkcs1_pem_secret().map(|pem| pem.as_bytes().to_vec()),
            key.to_pkcs1_der_secret().map(|der| der.to_vec()),
            key.to_sec1_pem_secret().map(|pem| pem.as_bytes().to_vec()),
            key.to_sec1_der_secret().map(|der| der.to_vec()),
        ];
        for written in private.into_iter().flatten() {
            let read = read(written).key.into_private().expect("a private key");
            assert_eq!(*read.to_pkcs8_der_secret(), *key.to_pkcs8_der_secret());
        }
        let public_forms = [
            Some(public.to_spki_pem().into_bytes()),
            Some(public.to_spki_der()),
            public.to_pkcs1_pem().map(String::into_bytes),
            public.to_pkcs1_der(),
        ];
        for written in public_forms.into_iter().flatten() {
            assert_eq!(read(written).key.public(), public);
        }
    }
}

#[test]
fn an_environment_line_wants_the_name_of_a_variable() {
    let key = keys::p256();
    for (name, good) in
        [("KEY", true), ("_k9", true), ("", false), ("9K", false), ("A-B", false), ("É", false)]
    {
        assert_eq!(key.to_env_line_secret(name).is_some(), good, "{name:?}");
    }
}

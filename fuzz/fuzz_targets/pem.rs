//! A key in any form, damaged or not, with a passphrase.
#![no_main]

use countersign::key::{AnyKey, import, rescue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(rescued) = rescue(&String::from_utf8_lossy(data)) {
        let again = rescue(&rescued.pem).expect("what was rescued is PEM");
        assert!(again.repairs.is_empty(), "nothing is left to repair");
    }
    let Ok(imported) = import(data, Some("correct horse")) else { return };
    let public = imported.key.public();
    if let AnyKey::Private(key) = imported.key {
        assert_eq!(key.public(), public);
    }
    let again = import(public.to_spki_der(), None).expect("what is written is read");
    assert_eq!(again.key.public(), public);
});

//! Keys that everybody has: their private half is printed in a specification.

use crate::key::PublicKey;
use crate::kid;

/// RFC 7638 thumbprints of keys whose private half a specification prints.
pub const PUBLISHED_TEST_KEYS: [(&str, &str); 8] = [
    ("I99tVmIhN2uhvx12lO4Zrjk9OhGDH6LvIyYALIZivws", "the RS384 sample of SMART App Launch"),
    ("gpusNZnFRvG96B1APEttC6NcJetjhM0q2LJagnlW6Tc", "the ES384 sample of SMART App Launch"),
    ("IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8", "RFC 7515 A.2"),
    ("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "RFC 7515 A.3"),
    ("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "RFC 7517 A.1, RSA"),
    ("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s", "RFC 7517 A.1, EC"),
    ("9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI", "RFC 7520 §3.3"),
    ("dHri3SADZkrush5HU_50AoRhcKFryN-PI6jPBtPL55M", "RFC 7520 §3.1"),
];

/// The specification that prints this key, if one does.
///
/// ```
/// use countersign::jwk::published_test_key;
///
/// assert_eq!(published_test_key(&countersign_testkit::keys::p256().public()), None);
/// ```
pub fn published_test_key(key: &PublicKey) -> Option<&'static str> {
    sample_of(&kid::thumbprint(key))
}

/// The same, of a thumbprint that is known already.
pub(super) fn sample_of(thumbprint: &str) -> Option<&'static str> {
    PUBLISHED_TEST_KEYS.iter().find(|(known, _)| *known == thumbprint).map(|(_, source)| *source)
}

//! Which algorithm to sign with.

use crate::jws::{Alg, KeyType};

/// The algorithm to sign with, of [those that sign](Alg::SIGNED) and that the partner lists; `key` narrows it to what a key at hand can do.
///
/// RS384 or ES384, whichever the partner lists first; else RS256; else the first listed. A partner that lists nothing is
/// sent RS384, or what the key does that comes nearest. Nothing when none of those listed can be signed with.
///
/// ```
/// use countersign::discovery::best_alg;
/// use countersign::jws::{Alg, KeyType};
///
/// assert_eq!(best_alg(&[Alg::Rs256, Alg::Es384, Alg::Rs384], None), Some(Alg::Es384));
/// assert_eq!(best_alg(&[Alg::Es256, Alg::Rs256], None), Some(Alg::Rs256));
/// assert_eq!(best_alg(&[], None), Some(Alg::Rs384));
/// assert_eq!(best_alg(&[], Some(KeyType::P256)), Some(Alg::Es256));
/// assert_eq!(best_alg(&[Alg::Rs384], Some(KeyType::P384)), None);
/// assert_eq!(best_alg(&[Alg::Rs512, Alg::Ps256], None), Some(Alg::Ps256));
/// ```
pub fn best_alg(listed: &[Alg], key: Option<KeyType>) -> Option<Alg> {
    const UNLISTED: [Alg; 3] = [Alg::Rs384, Alg::Es384, Alg::Es256];
    let listed = if listed.is_empty() { UNLISTED.as_slice() } else { listed };
    let fits = |alg: &Alg| alg.signs() && key.is_none_or(|key| alg.key_type() == key);
    let mut usable = listed.iter().copied().filter(fits);
    let first = usable.clone().next();
    usable
        .clone()
        .find(|alg| alg.is_baseline())
        .or_else(|| usable.find(|&alg| alg == Alg::Rs256))
        .or(first)
}

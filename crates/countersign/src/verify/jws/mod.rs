//! Checks of the JWS: form, header, key, signature.

pub(super) mod form;
pub(super) mod header;
pub(super) mod key;
pub(super) mod rewritten;
pub(super) mod signature;

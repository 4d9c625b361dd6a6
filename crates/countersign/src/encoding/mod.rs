//! Strict readings of the encodings the flow stands on; each says where the text broke.

pub mod base64url;
pub mod json;

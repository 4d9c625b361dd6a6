//! JSON Web Signature in its compact form (RFC 7515): algorithms, reading, signing.

mod alg;
mod compact;
mod pasted;
mod signing;

pub use alg::{Alg, KeyType, UnknownAlg};
pub use compact::{CompactError, CompactJws};
pub use pasted::{Pasted, Tidied, tidy};
pub use signing::{SignatureFormError, SigningInput};

//! Trunk, which builds the page.

use super::installed::Tool;

/// The version that the page is built with.
pub(crate) const TRUNK: Tool =
    Tool { name: "trunk", version: "0.21.14", takes: "two to five minutes", flags: &[] };

//! Trunk, which builds the page.

use super::installed::Tool;

/// The version that the page is built with. It downloads nothing here, and so needs no TLS and no look for a newer one.
pub(crate) const TRUNK: Tool = Tool {
    name: "trunk",
    version: "0.21.14",
    takes: "two to four minutes",
    flags: &["--no-default-features"],
};

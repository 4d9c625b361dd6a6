//! What is kept in the browser: the settings, under one name, and nothing else.

use web_sys::Storage;

use crate::state::Settings;

/// The name in local storage. `early.js` reads the theme from it before the first paint.
const NAME: &str = "countersign.v1";
/// The name in session storage that says that the page was loaded again for the worker's sake.
const RELOADED: &str = "countersign.reloaded";

/// What was kept; the defaults where nothing was, or it cannot be read.
pub fn load() -> Settings {
    let kept = local().and_then(|storage| storage.get_item(NAME).ok().flatten());
    kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps the settings; whether that worked.
pub fn keep(settings: &Settings) -> bool {
    let Ok(text) = serde_json::to_string(settings) else { return false };
    local().is_some_and(|storage| storage.set_item(NAME, &text).is_ok())
}

/// Removes all that is kept.
pub fn forget() {
    if let Some(storage) = local() {
        let _ = storage.remove_item(NAME);
    }
}

/// Whether the page was loaded again before in this tab; from now on it was.
pub fn reloaded_before() -> bool {
    let session = web_sys::window().and_then(|window| window.session_storage().ok().flatten());
    // Without a memory the answer is yes: better not at all than without end.
    let Some(session) = session else { return true };
    let before = session.get_item(RELOADED).ok().flatten().is_some();
    session.set_item(RELOADED, "yes").is_err() || before
}

/// A browser may refuse storage by throwing.
fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

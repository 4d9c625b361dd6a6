//! The browser's page around the program: where it is, its title, its focus, its theme.

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};

use crate::route::Route;
use crate::state::Theme;

/// Goes to a place, as a link would.
pub fn go(route: Route) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_hash(&route.href());
    }
}

/// Moves the focus to the element of that id.
pub fn focus(id: &str) {
    if let Some(element) = element(&format!("#{id}")) {
        let _ = element.focus();
    }
}

/// A new place begins at its top, and its title has the focus.
pub fn arrive() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    focus("title");
}

/// Sets the window's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(&format!("{title} · Countersign"));
    }
}

/// Whether the page is dark under that theme.
pub fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => asks_for("(prefers-color-scheme: dark)"),
    }
}

/// Whether the user's system asks for something, in the words of a media query.
pub fn asks_for(query: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|query| query.matches())
}

/// The document.
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The `html` element.
pub fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}

/// The first element that fits the selector.
pub fn element(selector: &str) -> Option<HtmlElement> {
    document()?.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

//! The sheet of symbols in `index.html`, by name.

use yew::prelude::*;

/// A symbol of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The mark of the project: two lines, two hands.
    Mark,
    /// A tick.
    Pass,
    /// A crossed square.
    Fail,
    /// A triangle.
    Warn,
    /// A dashed ring.
    Skip,
    /// A dot: here.
    Now,
    /// Two sheets.
    Copy,
    /// A half-filled disc.
    Theme,
    /// An i in a ring.
    Info,
}

impl Icon {
    const fn href(self) -> &'static str {
        match self {
            Self::Mark => "#i-mark",
            Self::Pass => "#i-pass",
            Self::Fail => "#i-fail",
            Self::Warn => "#i-warn",
            Self::Skip => "#i-skip",
            Self::Now => "#i-now",
            Self::Copy => "#i-copy",
            Self::Theme => "#i-theme",
            Self::Info => "#i-info",
        }
    }
}

/// The symbol beside a word that says the same: nobody needs to hear it.
pub fn icon(icon: Icon) -> Html {
    html! { <svg class="i" aria-hidden="true"><use href={icon.href()} /></svg> }
}

/// The symbol at the size its place gives it.
pub fn bare_icon(icon: Icon) -> Html {
    html! { <svg aria-hidden="true"><use href={icon.href()} /></svg> }
}

/// The symbol standing alone, with the word it stands for.
pub fn named_icon(icon: Icon, name: &'static str, class: &'static str) -> Html {
    html! { <svg class={classes!("i", class)} role="img" aria-label={name}><use href={icon.href()} /></svg> }
}

//! A sign of life for work that takes long.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Tells on the terminal how far it is; silent where nobody looks.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new(is_watched: bool) -> Self {
        let target = match is_watched {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template("{spinner} {msg}  {elapsed}")
            .expect("a template of known fields");
        Self(ProgressBar::with_draw_target(None, target).with_style(style))
    }

    /// Shows it, a few times a second.
    pub(super) fn show(&self, words: impl Into<String>) {
        self.0.set_message(words.into());
        self.0.tick();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

//! A sign of life for work that takes long.

use countersign::key::{self, KeyKind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Tells on the terminal how far it is; silent where nobody looks.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(is_watched: bool) -> Self {
        let target = match is_watched {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template("{spinner} {msg}  {elapsed}")
            .expect("a template of known fields");
        Self(ProgressBar::with_draw_target(None, target).with_style(style))
    }

    /// Shows it, a few times a second.
    pub(crate) fn show(&self, words: impl Into<String>) {
        self.0.set_message(words.into());
        self.0.tick();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How far the making of a key has come.
#[derive(Debug)]
pub(crate) struct KeyProgress {
    progress: Progress,
    kind: KeyKind,
}

impl KeyProgress {
    pub(crate) fn of(kind: KeyKind, is_watched: bool) -> Self {
        Self { progress: Progress::new(is_watched), kind }
    }

    /// Shows it.
    pub(crate) fn show(&self, made: key::Progress) {
        let key::Progress { primes_found, candidates } = made;
        let kind = self.kind;
        self.progress.show(format!(
            "making a key, {kind}: {primes_found} of 2 primes found, {candidates} numbers tried"
        ));
    }
}

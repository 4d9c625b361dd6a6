//! A sign of life for work that takes long.

use countersign::key::{KeyKind, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Tells on the terminal how far the making of a key has come; silent where nobody looks.
#[derive(Debug)]
pub(crate) struct KeyProgress {
    bar: ProgressBar,
    kind: KeyKind,
}

impl KeyProgress {
    pub(crate) fn of(kind: KeyKind, is_watched: bool) -> Self {
        let target = match is_watched {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template("{spinner} {msg}  {elapsed}")
            .expect("a template of known fields");
        let bar = ProgressBar::with_draw_target(None, target).with_style(style);
        Self { bar, kind }
    }

    /// Shows it, a few times a second.
    pub(crate) fn show(&self, progress: Progress) {
        let Progress { primes_found, candidates } = progress;
        let kind = self.kind;
        self.bar.set_message(format!(
            "making a key, {kind}: {primes_found} of 2 primes found, {candidates} numbers tried"
        ));
        self.bar.tick();
    }
}

impl Drop for KeyProgress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

//! Why no more is taken, before all is there.

use std::future::Future;

use countersign::finding::Status;
use serde_json::Value;

use crate::output::style;
use crate::output::text::{Cell, Text};
use crate::walk::Stop;
use crate::{Exit, Failure, Outcome};

/// Why no more is taken.
#[derive(Debug)]
pub(super) enum End {
    /// The walk could not go on, or the partner refused.
    Stopped(Stop),
    /// Whoever reads closed the pipe: they have seen enough.
    Closed,
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

impl<E: Into<Stop>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Stopped(error.into())
    }
}

impl End {
    /// What the command comes to, where `came` is what was passed on before: a part must not be taken for all.
    ///
    /// # Errors
    /// [`Failure`], unless the partner refused or the pipe was closed.
    pub(super) fn settle(self, came: Option<String>) -> Result<Outcome, Failure> {
        let after = came.as_ref().map(|came| format!(", after {came}")).unwrap_or_default();
        match self {
            Self::Closed => Ok(Outcome::default()),
            Self::Interrupted => Err(Failure {
                exit: Exit::Interrupted,
                ..Failure::new("interrupted", format!("interrupted{after}"))
            }),
            Self::Stopped(Stop::Failed(failure)) => {
                Err(Failure { says: failure.says + &after, ..failure })
            }
            Self::Stopped(Stop::Refused(refused)) => {
                let outcome = refused.outcome();
                let Some(came) = came else { return Ok(outcome) };
                let mut text = Text::default();
                let words = format!("this came after {came}");
                text.rows(0, [[style::status(Status::Warn), Cell::from(words)]]);
                let words = format!("{}\n\n{}", outcome.words, text.finish());
                // The lines of stdout are resources.
                Ok(Outcome { json: Value::Null, words, ..outcome })
            }
        }
    }
}

/// What comes of `work`, unless somebody presses Ctrl-C first.
///
/// # Errors
/// [`End`], of the work or by that.
pub(super) async fn unless_interrupted<T, E: Into<End>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, End> {
    tokio::select! {
        done = work => done.map_err(Into::into),
        Ok(()) = tokio::signal::ctrl_c() => Err(End::Interrupted),
    }
}

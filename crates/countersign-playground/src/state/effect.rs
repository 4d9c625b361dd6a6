//! What the outside has to do.

use std::rc::Rc;

use super::{Action, Settings};
use crate::partners::Partner;
use crate::route::Route;
use crate::worker::message::{Ask, Envelope, WireRequest};

/// Something that only the browser can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Asks the worker, or queues the question until it is ready.
    Ask(Envelope<Ask>),
    /// Sends a request to a partner; its answer is known by the number.
    Send {
        /// Comes back with the answer.
        id: u32,
        /// Whom to.
        partner: Partner,
        /// What.
        request: WireRequest,
    },
    /// Comes back with the action after that many milliseconds.
    Later {
        /// How long.
        ms: u32,
        /// Then.
        action: Box<Action>,
    },
    /// Puts a text on the clipboard, and says whether it was taken.
    Copy {
        /// The button's id.
        id: Rc<str>,
        /// What.
        text: String,
    },
    /// Goes to a place, as a link would.
    Go(Route),
    /// Keeps the settings.
    Keep(Settings),
    /// Shows a theme.
    Show(super::Theme),
    /// Removes all that is kept.
    ForgetKept,
    /// Loads the page anew, once: the worker is of another build.
    Reload,
}

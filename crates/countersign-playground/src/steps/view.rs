//! What a room gets: the model to read, and one way to say what was done.

use std::rc::Rc;

use yew::prelude::*;

use crate::state::{Action, State};
use crate::ui::copy::Clipboard;

/// The model as a room sees it.
#[derive(Clone)]
pub struct View {
    /// The model.
    pub state: Rc<State>,
    /// Takes what was done.
    pub act: Callback<Action>,
}

impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        // Every action makes a new model; comparing two of them in depth would cost more than it saves.
        Rc::ptr_eq(&self.state, &other.state)
    }
}

impl View {
    /// An event that does the same each time.
    pub fn on(&self, action: Action) -> Callback<()> {
        self.act.reform(move |()| action.clone())
    }

    /// An event whose value makes the action.
    pub fn with<T: 'static>(&self, action: impl Fn(T) -> Action + 'static) -> Callback<T> {
        self.act.reform(action)
    }

    /// An event whose value may make an action.
    pub fn may<T: 'static>(&self, action: impl Fn(T) -> Option<Action> + 'static) -> Callback<T> {
        let act = self.act.clone();
        Callback::from(move |value| {
            if let Some(action) = action(value) {
                act.emit(action);
            }
        })
    }

    /// The clipboard.
    pub fn clipboard(&self) -> Clipboard {
        let last = self.state.copied.as_ref();
        let id = |refused: bool| {
            last.filter(|copied| copied.refused == refused)
                .map(|copied| AttrValue::from(copied.id.clone()))
        };
        Clipboard {
            copied: id(false),
            refused: id(true),
            copy: self.with(|(id, text): (AttrValue, String)| Action::Copy {
                id: id.as_str().into(),
                text,
            }),
        }
    }
}

/// The model, from the page around the room.
#[hook]
pub fn use_view() -> View {
    use_context::<View>().expect("the page provides it to every room")
}

/// What is pointed at, and how to say so.
pub(super) type Tied = (Option<AttrValue>, Callback<Option<AttrValue>>);

/// What is pointed at in this room.
#[hook]
pub fn use_ties() -> Tied {
    let tied = use_state_eq(|| None::<AttrValue>);
    let set = {
        let tied = tied.clone();
        Callback::from(move |name| tied.set(name))
    };
    ((*tied).clone(), set)
}

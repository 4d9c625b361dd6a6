//! The outside: the worker, timers, the clipboard, the address. Nothing else in the page touches them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

use crate::partners::Partner;
use crate::route;
use crate::state::{Action, Effect, Moment, Theme};
use crate::storage;
use crate::worker::message::{Ask, Envelope, Told, WireRequest};

/// What loads the worker's program, beside the page.
const WORKER: &str = "worker_loader.js";

/// Does what [`update`](crate::state::update) asks for, and tells it what comes of it.
pub struct Runner {
    dispatch: Callback<Action>,
    line: Option<Rc<Line>>,
}

/// The line to the worker.
struct Line {
    worker: Worker,
    /// What is posted before the worker's program runs is lost, so it waits here until it has spoken.
    waiting: RefCell<Vec<String>>,
    ready: Cell<bool>,
}

impl Runner {
    /// Starts the worker, listens to the address, and tells where the page is. Everything goes to `dispatch`.
    pub fn new(dispatch: Callback<Action>) -> Self {
        let line = Line::open(&dispatch);
        if line.is_none() {
            dispatch.emit(Action::EngineLost(
                "this browser does not let the page start a worker".to_owned(),
            ));
        }
        listen_to_address(dispatch.clone());
        Self { dispatch, line }
    }

    /// Does one thing.
    pub fn perform(&self, effect: Effect) {
        match effect {
            Effect::Ask(asked) => self.post(&asked),
            Effect::Send { id, partner, request } => self.send(id, &partner, request),
            Effect::Later { ms, action } => {
                let dispatch = self.dispatch.clone();
                Timeout::new(ms, move || dispatch.emit(*action)).forget();
            }
            Effect::Copy { id, text } => {
                let dispatch = self.dispatch.clone();
                spawn_local(async move {
                    let refused = copy(&text).await.is_err();
                    dispatch.emit(Action::CopyEnded { id, refused });
                });
            }
            Effect::Go(route) => {
                let _ = window().location().set_hash(&route.href());
            }
            Effect::Keep(settings) => {
                if !storage::keep(&settings) {
                    self.dispatch.emit(Action::KeepsNothing);
                }
            }
            Effect::Show(theme) => show(theme),
            Effect::ForgetKept => storage::forget(),
            Effect::Reload => self.reload(),
        }
    }

    /// The one place that sends. A request that leaves the page is told to the model here, by [`Action::Left`], before
    /// it goes; one to the partner in the tab goes to the worker, and nothing leaves.
    fn send(&self, id: u32, partner: &Partner, request: WireRequest) {
        match partner {
            Partner::Embedded => self.post(&Envelope { id, message: Ask::Send { request } }),
        }
    }

    fn post(&self, asked: &Envelope<Ask>) {
        let (Some(line), Ok(text)) = (&self.line, serde_json::to_string(asked)) else { return };
        if line.ready.get() {
            line.post(&text);
        } else {
            line.waiting.borrow_mut().push(text);
        }
    }

    /// Once: a worker that is of another build after that stays so, and is said to be.
    fn reload(&self) {
        if storage::reloaded_before() {
            let why = "the page and its worker are of different versions, even after loading again"
                .to_owned();
            self.dispatch.emit(Action::EngineLost(why));
        } else {
            let _ = window().location().reload();
        }
    }
}

impl Line {
    fn open(dispatch: &Callback<Action>) -> Option<Rc<Self>> {
        let worker = Worker::new(WORKER).ok()?;
        let line = Rc::new(Self { worker, waiting: RefCell::default(), ready: Cell::new(false) });

        let (heard, tell) = (line.clone(), dispatch.clone());
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let told = event
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str::<Envelope<Told>>(&text).ok());
            let Some(told) = told else { return };
            if matches!(told.message, Told::Ready { .. }) {
                heard.ready.set(true);
                for text in heard.waiting.take() {
                    heard.post(&text);
                }
            }
            tell.emit(Action::Told(told));
        });
        line.worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();

        let tell = dispatch.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            tell.emit(Action::EngineLost(
                "its program could not be loaded, or it broke".to_owned(),
            ));
        });
        line.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
        Some(line)
    }

    fn post(&self, text: &str) {
        // It fails only for what cannot be cloned, and a text can be.
        let _ = self.worker.post_message(&JsValue::from_str(text));
    }
}

/// The time, and a UUID that was never used before (RFC 9562 §5.4).
pub fn moment() -> Moment {
    let window = window();
    let ms = window
        .performance()
        .map_or_else(js_sys::Date::now, |clock| clock.time_origin() + clock.now());
    let mut octets = [0; 16];
    // Not `randomUUID`: that is missing on a plain http origin.
    if let Ok(crypto) = window.crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut octets);
    }
    Moment { ms, uuid: uuid(octets) }
}

fn uuid(mut octets: [u8; 16]) -> String {
    octets[6] = octets[6] & 0x0f | 0x40;
    octets[8] = octets[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (place, octet) in octets.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [octet >> 4, octet & 0x0f] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text
}

fn listen_to_address(dispatch: Callback<Action>) {
    let arrive = move || {
        let hash = window().location().hash().unwrap_or_default();
        dispatch.emit(Action::Arrived(route::read(&hash)));
    };
    arrive();
    let on_change = Closure::<dyn FnMut()>::new(arrive);
    window().set_onhashchange(Some(on_change.as_ref().unchecked_ref()));
    on_change.forget();
}

async fn copy(text: &str) -> Result<(), JsValue> {
    let navigator = window().navigator();
    // It is missing on a plain http origin, and calling what is missing would throw.
    if js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))?.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.map(|_| ())
}

fn show(theme: Theme) {
    let root = window().document().and_then(|page| page.document_element());
    let Some(root) = root else { return };
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}

fn window() -> web_sys::Window {
    web_sys::window().expect("the page's program runs in a page")
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn a_uuid_says_that_it_is_random() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}

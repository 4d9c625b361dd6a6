//! The worker's end of the line: messages come in, [`Host`] does what they ask, messages go out.

use std::cell::RefCell;
use std::rc::Rc;

use rand_core::UnwrapErr;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::host::{Host, Surroundings};
use super::message::{BUILD, Envelope, Told};

/// How long the worker computes before it looks for messages again, in milliseconds.
const SLICE_MS: f64 = 30.0;

/// Takes questions from the page for as long as the worker lives. Outside a worker nothing happens.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let Ok(turns) = MessageChannel::new() else { return };
    let port = Rc::new(Port { host: RefCell::default(), scope, next_turn: turns.port2() });

    let taking = port.clone();
    let on_message =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| taking.take(&event));
    port.scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();

    // A message to oneself comes behind those that wait already, so that a question or a stop gets in between.
    let working = port.clone();
    let on_turn = Closure::<dyn FnMut()>::new(move || working.work());
    turns.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    on_turn.forget();

    port.tell(&Envelope { id: 0, message: Told::Ready { build: BUILD.to_owned() } });
}

struct Port {
    host: RefCell<Host>,
    scope: DedicatedWorkerGlobalScope,
    next_turn: MessagePort,
}

impl Port {
    fn take(&self, event: &MessageEvent) {
        let Some(asked) =
            event.data().as_string().and_then(|text| serde_json::from_str(&text).ok())
        else {
            return;
        };
        let mut host = self.host.borrow_mut();
        let worked_before = host.is_working();
        for told in around(|around| host.take(asked, around)) {
            self.tell(&told);
        }
        if host.is_working() && !worked_before {
            self.go_on();
        }
    }

    fn work(&self) {
        let mut host = self.host.borrow_mut();
        for told in around(|around| host.work(SLICE_MS, around)) {
            self.tell(&told);
        }
        if host.is_working() {
            self.go_on();
        }
    }

    fn go_on(&self) {
        // It fails only for what cannot be cloned.
        let _ = self.next_turn.post_message(&JsValue::NULL);
    }

    fn tell(&self, told: &Envelope<Told>) {
        if let Ok(text) = serde_json::to_string(told) {
            let _ = self.scope.post_message(&JsValue::from_str(&text));
        }
    }
}

/// The browser's clock, and its randomness.
fn around<T>(call: impl FnOnce(&mut Surroundings<'_>) -> T) -> T {
    let mut rng = UnwrapErr(getrandom::SysRng);
    call(&mut Surroundings { clock: &clock, rng: &mut rng })
}

fn clock() -> f64 {
    let scope = js_sys::global().unchecked_into::<DedicatedWorkerGlobalScope>();
    scope.performance().map_or_else(js_sys::Date::now, |clock| clock.time_origin() + clock.now())
}

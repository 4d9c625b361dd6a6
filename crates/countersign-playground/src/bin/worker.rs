//! The worker: reads messages, answers them, and works in slices between them.

use std::cell::RefCell;
use std::rc::Rc;

use countersign_playground::worker::host::{Host, Surroundings};
use countersign_playground::worker::message::{Ask, Envelope, Told};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// The worker's state, and a channel to itself: a message sent there comes behind those that wait already.
struct Desk {
    host: RefCell<Host>,
    scope: DedicatedWorkerGlobalScope,
    turns: MessageChannel,
}

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let Ok(turns) = MessageChannel::new() else { return };
    let desk = Rc::new(Desk { host: RefCell::default(), scope: scope.clone(), turns });

    let on_turn = Closure::<dyn FnMut()>::new({
        let desk = Rc::clone(&desk);
        move || {
            let told = desk.host.borrow_mut().advance(&mut Surroundings { clock: &clock, rng: &mut rng() });
            desk.tell(told);
            desk.go_on();
        }
    });
    desk.turns.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    on_turn.forget();

    let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
        let desk = Rc::clone(&desk);
        move |event: MessageEvent| {
            let Some(asked) = event.data().as_string() else { return };
            let Ok(asked) = serde_json::from_str::<Envelope<Ask>>(&asked) else { return };
            let had_work = desk.host.borrow().has_work();
            let told = desk.host.borrow_mut().ask(asked, &mut Surroundings { clock: &clock, rng: &mut rng() });
            desk.tell(told);
            if !had_work {
                desk.go_on();
            }
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    desk.tell(vec![Host::ready()]);
}

impl Desk {
    fn tell(&self, all: Vec<Envelope<Told>>) {
        for told in all {
            let text = serde_json::to_string(&told).expect("messages are strings and numbers");
            // A page that is gone does not need to hear.
            let _ = self.scope.post_message(&JsValue::from_str(&text));
        }
    }

    /// Asks for another turn while there is work: other messages get in between.
    fn go_on(&self) {
        if self.host.borrow().has_work() {
            let _ = self.turns.port2().post_message(&JsValue::NULL);
        }
    }
}

/// The browser's generator; where it fails there is nothing safe to do, and the worker ends.
fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Milliseconds since 1970, finer than `Date`.
fn clock() -> f64 {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or_else(js_sys::Date::now, |clock| clock.time_origin() + clock.now())
}

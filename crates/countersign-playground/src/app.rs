//! The shell: the bar, the place that is open, the foot; and the one loop between model and views.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use crate::route::Route;
use crate::run::{self, Runner};
use crate::state::{Action, Engine, Run, State, StepStatus, Theme, update};
use crate::steps::{Start, View, room};
use crate::storage;
use crate::ui::button::{Button, Kind, link_button};
use crate::ui::icon::{Icon, bare_icon, icon};
use crate::ui::say::{Tone, say};
use crate::ui::text::plural;

/// Starts the page in `#app`, in the place of the text that was to be read meanwhile.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        // Where, and what was written in the source; a formatted message might quote what was being worked on.
        let at = panic.location().map_or_else(String::new, ToString::to_string);
        let what = panic.payload().downcast_ref::<&str>().copied().unwrap_or("it broke");
        call("countersignBroke", &format!("{what}, at {at}"));
    }));
    let place = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    if let Some(place) = place {
        yew::Renderer::<App>::with_root(place).render();
    }
}

/// Calls a function that `start.js` left for us.
fn call(name: &str, text: &str) {
    let function = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str(name)).ok();
    if let Some(function) = function.and_then(|function| function.dyn_into::<js_sys::Function>().ok()) {
        let _ = function.call1(&JsValue::NULL, &JsValue::from_str(text));
    }
}

/// Goes to a place, as a link would.
pub fn go(route: Route) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_hash(&route.href());
    }
}

/// Moves the focus to the element of that id.
pub fn focus(id: &str) {
    if let Some(element) = element(&format!("#{id}")) {
        let _ = element.focus();
    }
}

fn element(selector: &str) -> Option<HtmlElement> {
    let page = web_sys::window()?.document()?;
    page.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// The page.
pub struct App {
    state: Rc<State>,
    runner: Runner,
    clearing: bool,
    dialog: NodeRef,
    shown: Option<String>,
}

/// What the shell is told: something happened to the model, or the one dialog opens and closes.
pub enum Msg {
    /// Something happened.
    Act(Action),
    /// *Clear everything* was pressed, and is to be confirmed; or the question was put away.
    Clearing(bool),
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let act = ctx.link().callback(Msg::Act);
        if root_data("queued").is_some() {
            act.emit(Action::RunAll);
        }
        set_root_data("ready", "yes");
        Self {
            state: Rc::new(State::new(storage::load())),
            runner: Runner::new(act),
            clearing: false,
            dialog: NodeRef::default(),
            shown: None,
        }
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Act(action) => {
                let effects = update(Rc::make_mut(&mut self.state), action, &run::moment());
                for effect in effects {
                    self.runner.perform(effect);
                }
            }
            Msg::Clearing(clearing) => self.clearing = clearing,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let view = View { state: self.state.clone(), act: ctx.link().callback(Msg::Act) };
        let place = match self.state.route {
            Route::Start => html! { <Start /> },
            Route::Walk(step) => room(step),
            Route::Sent => sent(&self.state),
            Route::Keyboard => keyboard(),
            Route::NotFound => not_found(),
        };
        html! {
            <ContextProvider<View> context={view.clone()}>
                <a class="skip-link" href="#main" onclick={Callback::from(|event: MouseEvent| {
                    // The fragment is the route: the skip link must not leave it.
                    event.prevent_default();
                    focus("title");
                })}>{"Skip to content"}</a>
                {bar(&view)}
                {notices(&view)}
                {place}
                {self.foot(ctx, &view)}
                {self.clear_dialog(ctx, &view)}
            </ContextProvider<View>>
        }
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if first {
            press_primary_with_enter();
            remove_root_class("elsewhere");
        }
        let title = self.title();
        if self.shown.as_deref() != Some(title.as_str()) {
            if let Some(page) = web_sys::window().and_then(|window| window.document()) {
                page.set_title(&format!("{title} · Countersign"));
            }
        }
        let place = self.state.route.href();
        let arrived = self.runner_place(&place);
        if arrived && !first {
            if let Some(window) = web_sys::window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
            focus("title");
        }
        self.shown = Some(title);
        if let Some(dialog) = self.dialog.cast::<HtmlDialogElement>() {
            if self.clearing && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !self.clearing && dialog.open() {
                dialog.close();
            }
        }
    }
}

//! The shell: the bar, the place that is open, the foot; and the one loop between model and views.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::page::{self, element, focus, root};
use crate::route::Route;
use crate::run::{self, Runner};
use crate::state::{Action, Engine, State, StepStatus, Theme, update};
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
    // In a task of its own: the program has just been compiled and begun, and a click is not to wait for both.
    Timeout::new(0, || {
        if let Some(place) = page::document().and_then(|page| page.get_element_by_id("app")) {
            yew::Renderer::<App>::with_root(place).render();
        }
    })
    .forget();
}

/// Calls a function that `start.js` left for us.
fn call(name: &str, text: &str) {
    let function = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str(name)).ok();
    if let Some(function) =
        function.and_then(|function| function.dyn_into::<js_sys::Function>().ok())
    {
        let _ = function.call1(&JsValue::NULL, &JsValue::from_str(text));
    }
}

/// The page.
pub struct App {
    state: Rc<State>,
    runner: Runner,
    clearing: bool,
    dialog: NodeRef,
    shown: Option<(Route, String)>,
}

/// What the shell is told: something happened to the model, or the one dialog opens and closes.
pub enum Msg {
    /// Something happened.
    Act(Box<Action>),
    /// *Clear everything* was pressed, and is to be confirmed; or the question was put away.
    Clearing(bool),
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let act = ctx.link().callback(|action| Msg::Act(Box::new(action)));
        let app = Self {
            state: Rc::new(State::new(storage::load())),
            runner: Runner::new(act.clone()),
            clearing: false,
            dialog: NodeRef::default(),
            shown: None,
        };
        if let Some(kept) = root().map(|root| root.dataset()) {
            // Run was pressed while this was still loading.
            if kept.get("queued").is_some() {
                act.emit(Action::RunAll);
            }
            let _ = kept.set("ready", "yes");
        }
        app
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Act(action) => {
                let effects = update(Rc::make_mut(&mut self.state), *action, &run::moment());
                for effect in effects {
                    self.runner.perform(effect);
                }
            }
            Msg::Clearing(clearing) => self.clearing = clearing,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let view = View {
            state: self.state.clone(),
            act: ctx.link().callback(|action| Msg::Act(Box::new(action))),
        };
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
                {self.foot(ctx)}
                {self.clear_dialog(ctx, &view)}
            </ContextProvider<View>>
        }
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if first {
            press_primary_with_enter();
            if let Some(root) = root() {
                let _ = root.class_list().remove_1("elsewhere");
            }
        }
        let now = (self.state.route, title(&self.state));
        let moved = self.shown.as_ref().is_some_and(|(route, _)| *route != now.0);
        if self.shown.as_ref() != Some(&now) {
            page::set_title(&now.1);
        }
        self.shown = Some(now);
        if moved {
            page::arrive();
        }
        if let Some(dialog) = self.dialog.cast::<HtmlDialogElement>() {
            if self.clearing && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !self.clearing && dialog.open() {
                dialog.close();
            }
        }
    }
}

impl App {
    fn foot(&self, ctx: &Context<Self>) -> Html {
        let notice = self.state.notice.as_ref().map(|notice| notice.to_string());
        let kept = (!self.state.keeps).then_some(
            "This browser keeps nothing for this page. The walk works; it starts fresh each time.",
        );
        html! {
            <footer class="foot">
                <span>{"Keys, tokens and patients stay in this tab."}</span>
                if let Some(kept) = kept { <span>{kept}</span> }
                <span role="status">{notice}</span>
                <span class="end">
                    <button type="button" aria-haspopup="dialog" onclick={ctx.link().callback(|_: MouseEvent| Msg::Clearing(true))}>
                        {"Clear everything"}
                    </button>
                    <a href={Route::Keyboard.href()}>{"Keyboard"}</a>
                    <span>{env!("CARGO_PKG_VERSION")}</span>
                </span>
            </footer>
        }
    }

    /// The one modal: what is kept, item by item, before it is gone.
    fn clear_dialog(&self, ctx: &Context<Self>, view: &View) -> Html {
        let close = ctx.link().callback(|()| Msg::Clearing(false));
        let clear = {
            let (link, act) = (ctx.link().clone(), view.act.clone());
            Callback::from(move |()| {
                act.emit(Action::ClearEverything);
                link.send_message(Msg::Clearing(false));
            })
        };
        let walk = &self.state.walk;
        let held = [
            (usize::from(walk.keys.key.is_some()), "key pair", "key pairs"),
            (usize::from(walk.keys.registered.is_some()), "registration", "registrations"),
            (usize::from(walk.assertion.token.is_some()), "assertion", "assertions"),
            (usize::from(walk.token.granted().is_some()), "token", "tokens"),
            (walk.history.len(), "exchange", "exchanges"),
        ];
        let held: Vec<String> = held
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many)| plural(count, one, many))
            .collect();
        let held = if held.is_empty() { "nothing".to_owned() } else { held.join(", ") };
        html! {
            <dialog ref={self.dialog.clone()} aria-labelledby="clear-title" onclose={close.reform(|_: Event| ())}>
                <div class="stack">
                    <h2 id="clear-title">{"Clear everything?"}</h2>
                    <dl class="facts">
                        <dt>{"In this browser"}</dt><dd>{"theme, walk settings"}</dd>
                        <dt>{"In this tab"}</dt><dd>{held}</dd>
                    </dl>
                    <div class="row">
                        {Button::new("Clear everything", clear).class("primary")}
                        {Button::new("Keep it", close)}
                    </div>
                </div>
            </dialog>
        }
    }
}

fn bar(view: &View) -> Html {
    let state = &view.state;
    let walk = matches!(state.route, Route::Start | Route::Walk(_));
    let requests = state.sent.len();
    let theme = {
        let current = state.settings.theme;
        view.with(move |_: MouseEvent| {
            Action::SetTheme(if page::is_dark(current) { Theme::Light } else { Theme::Dark })
        })
    };
    html! {
        <header class="bar">
            <a class="name" href={Route::Start.href()}>{bare_icon(Icon::Mark)}{"Countersign"}</a>
            <nav class="main" aria-label="Main">
                <ul><li><a href={Route::Start.href()} aria-current={walk.then_some("page")}>{"Walk"}</a></li></ul>
            </nav>
            <div class="end">
                <span class="partner"><span class="quiet">{"Partner"}</span>{format!(" {}, in this tab", state.partner.name())}</span>
                <a class="btn bare" href={Route::Sent.href()} >
                    <span class="only-wide">{"Outside requests"}</span>{" "}<b>{requests}</b>{" "}<span class="only-narrow">{"sent out"}</span><span class="vh">{" to other hosts"}</span>
                </a>
                <button type="button" class="btn bare" aria-label="Switch between light and dark" onclick={theme}>{icon(Icon::Theme)}</button>
            </div>
        </header>
    }
}

/// What is said under the bar, whatever place is open.
fn notices(view: &View) -> Html {
    let state = &view.state;
    let link = state.refused_link.then(|| {
        say(
            Tone::Warn,
            html! { <p><b>{"That link holds a private key."}</b>{" It was not opened."}</p> },
        )
    });
    let engine = match &state.engine {
        Engine::Blocked(why) => Some(say(
            Tone::Fail,
            html! {
                <p><b>{"Nothing can be computed here."}</b>{format!(" {why}")}</p>
            },
        )),
        _ => None,
    };
    if link.is_none() && engine.is_none() {
        return Html::default();
    }
    html! { <div class="notices">{link}{engine}</div> }
}

fn plain(title: &str, lede: &str, more: Html) -> Html {
    html! {
        <main id="main" class="page">
            <div class="plain stack-5">
                <div class="intro"><h1 id="title" tabindex="-1">{title.to_owned()}</h1><p class="lede">{lede.to_owned()}</p></div>
                {more}
            </div>
        </main>
    }
}

/// `#/sent`: what has left this page.
fn sent(state: &State) -> Html {
    let row = |sent: &crate::state::Sent| {
        let at = sent.at.clock().unwrap_or_default();
        html! { <tr><td>{at}</td><td><code>{sent.origin.clone()}</code></td><td><code>{sent.what.clone()}</code></td></tr> }
    };
    let more = if state.sent.is_empty() {
        html! { <p>{"Nothing. Requests to the partner in this tab go to a worker of this page, and never reach the network."}</p> }
    } else {
        html! {
            <table>
                <thead><tr><th scope="col">{"When"}</th><th scope="col">{"Where"}</th><th scope="col">{"What"}</th></tr></thead>
                <tbody>{for state.sent.iter().map(row)}</tbody>
            </table>
        }
    };
    plain(
        "What has left this page",
        "Counted in the one place that sends. The page’s own files are not counted: they came before you did anything.",
        more,
    )
}

/// `#/keyboard`: the keys.
fn keyboard() -> Html {
    const KEYS: [(&str, &str); 6] = [
        ("Tab", "from one control to the next: bar, sequence, step, wire, foot"),
        ("Ctrl Enter, ⌘ Enter", "presses the one primary button in view"),
        ("Esc", "takes the marks away; closes the question about clearing"),
        ("← →", "another tab, in tabs; the next member, in the encoded assertion"),
        ("Home, End", "the first or last tab, the first or last member"),
        ("Enter, in the encoded assertion", "goes to the member’s field"),
    ];
    let row = |(keys, act): &(&'static str, &'static str)| html! { <tr><td><kbd>{*keys}</kbd></td><td>{*act}</td></tr> };
    plain(
        "Keyboard",
        "Everything here works without a pointer. No single letter is a shortcut.",
        html! {
            <table>
                <thead><tr><th scope="col">{"Keys"}</th><th scope="col">{"What they do"}</th></tr></thead>
                <tbody>{for KEYS.iter().map(row)}</tbody>
            </table>
        },
    )
}

fn not_found() -> Html {
    plain(
        "There is no page here",
        "The address may be from another version.",
        html! {
            <div class="row">{link_button(&Route::Start.href(), "Walk", Kind::Primary)}</div>
        },
    )
}

/// The title of the window: a failure is in it, so that it is heard when the page is come back to.
fn title(state: &State) -> String {
    let title = state.route.title();
    match state.route {
        Route::Walk(step) if state.status(step) == StepStatus::Failed => {
            format!("{title}: refused")
        }
        _ => title,
    }
}

/// `Ctrl` or `⌘` with `Enter` presses the primary button, wherever the focus is.
fn press_primary_with_enter() {
    let press = Closure::<dyn Fn(KeyboardEvent)>::new(|event: KeyboardEvent| {
        if event.key() != "Enter" || !(event.ctrl_key() || event.meta_key()) {
            return;
        }
        let place = if element("dialog[open]").is_some() { "dialog" } else { "main" };
        if let Some(primary) = element(&format!("{place} .primary:not(:disabled)")) {
            event.prevent_default();
            primary.click();
        }
    });
    if let Some(document) = page::document() {
        let _ =
            document.add_event_listener_with_callback("keydown", press.as_ref().unchecked_ref());
    }
    // It lives as long as the page.
    press.forget();
}

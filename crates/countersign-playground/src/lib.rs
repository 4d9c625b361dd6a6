//! The page: a walk through the flow against a whole partner inside the tab.
//!
//! The model is plain Rust: `update(&mut State, Action) -> Vec<Effect>`. Rooms and pieces turn state into markup; only
//! `run` and `storage` touch the browser.

pub mod state;

pub mod route;

pub mod partners;

pub mod worker;

pub mod run;

pub mod storage;

pub mod page;

pub mod ui;

pub mod steps;

pub mod app;

//! The model and the worker's half, joined without a browser.

mod breaking;
mod keys;
mod settings;
mod tab;
mod walk;

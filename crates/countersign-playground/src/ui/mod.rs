//! The pieces that every page is made of. They get plain values and hand back plain events: nothing here knows the state.
//!
//! A piece that keeps nothing is a function from values to [`Html`](yew::Html); one that keeps something is a component.

pub mod button;
pub mod copy;
pub mod curl;
pub mod diagram;
pub mod encoded;
pub mod field;
pub mod findings;
pub mod icon;
pub mod json;
mod mask;
pub mod say;
pub mod slot;
pub mod tabs;
pub mod text;
pub mod tied;
pub mod wire;

//! Keys: made, signed with, read, written, rescued, refused.

mod certificate;
mod encrypted;
mod forms;
mod generate;
mod refuse;
mod rescue;
mod sign;
mod verify;
mod write;

//! Keys: made, signed with, read, written, refused.

mod generate;
mod refuse;
mod sign;
mod verify;
mod write;

//! The worker's program.

fn main() {
    countersign_playground::worker::port::serve();
}

//! The page's program.

fn main() {
    countersign_playground::app::start();
}

//! Prints the sample patients, one FHIR resource a line (NDJSON), for a validator or a server to read.
#![allow(clippy::print_stdout, reason = "printing is what this is for")]

fn main() {
    for resource in countersign_partner::samples::resources() {
        println!("{resource}");
    }
}

//! A PostgreSQL server for a benchmark: says the URL of an empty database, and is gone once stdin ends.
#![allow(clippy::print_stdout, reason = "what it says is for the program that started it")]

use std::io;

use countersign_testkit::postgres::Postgres;

fn main() -> io::Result<()> {
    let server = Postgres::started();
    println!("{}", server.database());
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

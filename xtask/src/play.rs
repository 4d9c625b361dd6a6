//! `cargo xtask play`: from a fresh machine to the page.

use std::process::Stdio;
use std::thread;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::flags::Play;
use crate::process::command;
use crate::{page, serve};

/// Builds the page, serves it, prints the address, and stays until it is stopped.
///
/// # Errors
///
/// The port is taken, a tool cannot be had, or the page does not build.
pub(crate) fn play(how: &Play) -> Result<()> {
    let begun = Instant::now();
    // Found out before the long build, not after it.
    drop(serve::bind(how.port)?);
    println!("Building the page.");
    let folder = page::build_into(if how.watch { page::watched() } else { page::built() })?;
    let site = serve::serve(&folder, how.port)?;
    println!("\nReady after {:.0} s: {}\nCtrl-C stops.", begun.elapsed().as_secs_f32(), site.url);
    if how.open {
        open(&site.url);
    }
    if how.watch {
        println!("Watching: a change is built at once; then reload the page.");
        let status = page::trunk()?.command("watch", &folder)?.stderr(Stdio::inherit()).status()?;
        bail!("trunk watch ended: {status}");
    }
    loop {
        thread::park();
    }
}

/// Opens a browser where the system knows how; the address is printed anyway.
fn open(url: &str) {
    let opener = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    if command(opener).arg(url).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_err() {
        println!("No browser could be opened: {opener} is not here.");
    }
}

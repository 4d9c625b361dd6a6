//! `cargo xtask play`: from a bare machine to the page in a browser.

use std::net::TcpListener;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::flags::Play;
use crate::{page, process, serve, tools, workspace};

/// Builds the page and serves it until stopped.
///
/// # Errors
/// The port is taken, a tool cannot be got, or the page does not build.
pub(crate) fn play(options: &Play) -> Result<()> {
    // Said before the minutes of building, not after.
    TcpListener::bind(("127.0.0.1", options.port)).map(drop).with_context(|| {
        format!("port {} is taken; name another: cargo xtask play --port N", options.port)
    })?;
    let started = Instant::now();
    println!("building the page; the first time takes a few minutes");
    let site = workspace::target().join("page");
    if options.watch {
        return watch(options, &site);
    }
    page::build(&site)?;
    let served = serve::serve(&site, options.port)?;
    println!("ready after {:.0} s: {}   (Ctrl-C stops it)", started.elapsed().as_secs_f64(), served.url);
    if options.open {
        open(&served.url);
    }
    served.wait();
    Ok(())
}

fn watch(options: &Play, site: &std::path::Path) -> Result<()> {
    let tools = tools::page_tools()?;
    let mut trunk = page::trunk(&tools, "serve", site);
    trunk.args(["--address", "127.0.0.1", "--port", &options.port.to_string()]);
    if options.open {
        trunk.args(["--open", "true"]);
    }
    println!("http://127.0.0.1:{}/ rebuilds when a file changes   (Ctrl-C stops it)", options.port);
    process::run(&mut trunk)
}

fn open(url: &str) {
    let (program, args): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    if process::command(program).args(args).arg(url).spawn().is_err() {
        println!("{program} is not here: open the address yourself");
    }
}

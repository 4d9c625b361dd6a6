//! A static server on the loopback address, with the headers that the page deserves anywhere.

mod connection;

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::thread;

use anyhow::{Result, anyhow};

use crate::csp;
use connection::{Request, Response};

/// A folder under this path too: a page on somebody's static host seldom stands at the top.
pub(crate) const SUB_PATH: &str = "/some/where/";

/// A server that runs until the program ends.
pub(crate) struct Site {
    /// Its address, with a slash at the end.
    pub(crate) url: String,
}

/// Serves `folder` on 127.0.0.1; port 0 takes a free one.
///
/// # Errors
///
/// The port is taken, or the page has no Content Security Policy.
pub(crate) fn serve(folder: &Path, port: u16) -> Result<Site> {
    csp::of(folder)?;
    let listener = bind(port)?;
    let url = format!("http://{}/", listener.local_addr()?);
    let folder = folder.to_path_buf();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            thread::spawn(move || {
                connection::converse(&stream, |request| answer(request, &folder))
            });
        }
    });
    Ok(Site { url })
}

/// Fails early and in words when the port is taken.
///
/// # Errors
///
/// The port is taken or not allowed.
pub(crate) fn bind(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            let next = port.saturating_add(1);
            anyhow!("port {port} is taken by another program; choose one with --port, e.g. --port {next}")
        }
        _ => anyhow!("port {port} cannot be had: {error}"),
    })
}

fn answer(request: &Request, folder: &Path) -> Response {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::text("405 Method Not Allowed", "only GET and HEAD");
    }
    let found = find(folder, &request.target).and_then(|path| Some((fs::read(&path).ok()?, path)));
    let Some((body, path)) = found else {
        return Response::text("404 Not Found", "there is no such file");
    };
    let kind = content_type(&path);
    let policy = match kind.starts_with("text/html") {
        true => csp::page_header(&csp::of(folder).unwrap_or_default()),
        false => csp::WORKER_HEADER.to_owned(),
    };
    let headers = [
        ("Content-Type", kind),
        ("Content-Security-Policy", &policy),
        ("Cache-Control", "no-cache"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ];
    let headers = headers.map(|(name, value)| (name, value.to_owned())).into();
    Response { status: "200 OK", headers, body }
}

/// The file that a request asks for: inside `folder`, with `index.html` for a folder.
fn find(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix(SUB_PATH).or_else(|| path.strip_prefix('/'))?;
    // Names in the page are plain ASCII: what is encoded, or leads elsewhere, is not there.
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || path.contains(['%', '\\']) {
        return None;
    }
    let path = folder.join(path);
    let path = if path.is_dir() { path.join("index.html") } else { path };
    path.is_file().then_some(path)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::root;

    #[test]
    fn files_inside_are_found() {
        for url in ["/files.rs", "/files.rs?v=1", "/test/mod.rs", "/some/where/files.rs"] {
            assert!(find(&root().join("xtask/src"), url).is_some(), "{url}");
        }
    }

    #[test]
    fn nothing_outside_is_served() {
        for url in [
            "/../Cargo.toml",
            "//etc/hostname",
            "/test/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/nothing",
        ] {
            assert!(find(&root().join("xtask/src"), url).is_none(), "{url}");
        }
    }

    #[test]
    fn a_taken_port_is_named() {
        let first = bind(0).expect("some port is free");
        let port = first.local_addr().expect("it listens on an address").port();
        let message = bind(port).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.contains(&port.to_string()) && message.contains("--port"), "{message}");
    }
}

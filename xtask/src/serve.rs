//! A static server on the loopback address, with the headers that the page deserves anywhere.

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Result, anyhow, bail};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::csp;

/// Requests answered at once.
const THREADS: usize = 4;

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
    let server = Arc::new(bind(port)?);
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    for _ in 0..THREADS {
        let (server, folder) = (Arc::clone(&server), folder.to_path_buf());
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // The browser closed the connection: nobody is left to tell.
                let _ = answer(request, &folder);
            }
        });
    }
    Ok(Site { url: format!("http://127.0.0.1:{port}/") })
}

/// Fails early and in words when the port is taken.
///
/// # Errors
///
/// The port is taken or not allowed.
pub(crate) fn bind(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|error| match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(io::ErrorKind::AddrInUse) => {
            anyhow!("port {port} is taken by another program; choose one with --port, e.g. --port {}", port.saturating_add(1))
        }
        _ => anyhow!("port {port} cannot be had: {error}"),
    })
}

fn answer(request: Request, folder: &Path) -> io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("only GET and HEAD\n").with_status_code(405));
    }
    let Ok((path, file)) = open(folder, request.url()) else {
        return request
            .respond(Response::from_string("there is no such file\n").with_status_code(404));
    };
    let size = file.metadata().ok().and_then(|about| usize::try_from(about.len()).ok());
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
    let headers =
        headers.iter().filter_map(|(name, value)| Header::from_bytes(*name, *value).ok()).collect();
    request.respond(Response::new(StatusCode(200), headers, file, size, None))
}

/// The file that a request asks for: inside `folder`, with `index.html` for a folder.
fn open(folder: &Path, url: &str) -> Result<(PathBuf, File)> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix(SUB_PATH).or_else(|| path.strip_prefix('/')).unwrap_or(path);
    // Names in the page are plain ASCII: what is encoded, or leads elsewhere, is not there.
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || path.contains(['%', '\\']) {
        bail!("no such name");
    }
    let mut path = folder.join(path);
    if path.is_dir() {
        path.push("index.html");
    }
    let file = File::open(&path)?;
    Ok((path, file))
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
            assert!(open(&root().join("xtask/src"), url).is_ok(), "{url}");
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
            assert!(open(&root().join("xtask/src"), url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_taken_port_is_named() {
        let first = bind(0).expect("some port is free");
        let port = first.server_addr().to_ip().expect("it listens on an address").port();
        let message = bind(port).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.contains(&port.to_string()) && message.contains("--port"), "{message}");
    }
}

//! A small server for a built site, on loopback alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::csp;

/// Browsers open six connections to a host.
const THREADS: usize = 6;

/// A site that is being served until the process ends.
pub(crate) struct Served {
    /// Its address, with the slash at the end.
    pub(crate) url: String,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Served {
    /// Waits for ever.
    pub(crate) fn wait(self) {
        for thread in self.threads {
            // It serves until the process is stopped.
            let _ = thread.join();
        }
    }
}

/// Serves `site` on `127.0.0.1:port`; port 0 takes a free one.
///
/// # Errors
/// The port is taken, or the site has no page or policy.
pub(crate) fn serve(site: &Path, port: u16) -> Result<Served> {
    let policy = csp::of(site)?;
    let site = Arc::new(Site { root: site.to_owned(), page: csp::page_header(&policy), worker: csp::worker_header(&policy) });
    let server = Server::http(("127.0.0.1", port)).map_err(|error| {
        anyhow!("cannot listen on 127.0.0.1:{port}: {error}\n\nhint: cargo xtask play --port {}", port.wrapping_add(1).max(1024))
    })?;
    let server = Arc::new(server);
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    let threads = (0..THREADS)
        .map(|_| {
            let (server, site) = (Arc::clone(&server), Arc::clone(&site));
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    site.answer(request);
                }
            })
        })
        .collect();
    Ok(Served { url: format!("http://127.0.0.1:{port}/"), threads })
}

struct Site {
    root: PathBuf,
    page: String,
    worker: String,
}

impl Site {
    fn answer(&self, request: Request) {
        let (status, kind, body) = match (request.method(), self.file(request.url())) {
            (Method::Get | Method::Head, Some(path)) => match fs::read(&path) {
                Ok(body) => (200, media_type(&path), body),
                Err(_) => (404, "text/plain; charset=utf-8", b"not found\n".to_vec()),
            },
            (Method::Get | Method::Head, None) => (404, "text/plain; charset=utf-8", b"not found\n".to_vec()),
            _ => (405, "text/plain; charset=utf-8", b"GET and HEAD only\n".to_vec()),
        };
        let policy = if kind.starts_with("text/javascript") { &self.worker } else { &self.page };
        let headers = [
            ("Content-Type", kind),
            ("Cache-Control", "no-cache"),
            ("Content-Security-Policy", policy),
            // Cross-origin isolation, for fine timers.
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Embedder-Policy", "require-corp"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ];
        let mut response = Response::from_data(body).with_status_code(status);
        for (name, value) in headers {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        // A browser that went away is no fault.
        let _ = request.respond(response);
    }

    /// The file that an address names: plain names below the root, nothing that climbs or hides.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
        if path.is_empty() {
            return Some(self.root.join("index.html"));
        }
        let plain = |name: &str| {
            !name.is_empty()
                && !name.starts_with('.')
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        path.split('/').all(plain).then(|| self.root.join(path))
    }
}

/// Without the right type a browser refuses modules, and compiles wasm the slow way.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_below_the_root() {
        let site = Site { root: PathBuf::from("site"), page: String::new(), worker: String::new() };
        assert_eq!(site.file("/"), Some(PathBuf::from("site/index.html")));
        assert_eq!(site.file("/icons/app.svg?v=1"), Some(PathBuf::from("site/icons/app.svg")));
        for outside in ["", "/../Cargo.toml", "/.git/config", "//etc/passwd", "/a/%2e%2e/b", "/a\\b", "/a//b"] {
            assert_eq!(site.file(outside), None, "{outside}");
        }
    }
}

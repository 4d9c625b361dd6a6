//! The page at `/`, where it was built in, and the token that it shows to this server.

use std::fmt;

use axum::body::Body;
use countersign::encoding::base64url;
use getrandom::SysRng;
use getrandom::rand_core::{Rng, UnwrapErr};
use http::{HeaderMap, Response};
use sha2::{Digest, Sha256};

/// How the page shows its token.
pub(super) const TOKEN_HEADER: &str = "x-countersign-token";

/// What only whoever started the server knows, and the page to which it is given: the log says it.
#[derive(Clone)]
pub(super) struct PageToken(String);

impl PageToken {
    pub(super) fn new() -> Self {
        let mut octets = [0; 32];
        UnwrapErr(SysRng).fill_bytes(&mut octets);
        Self(base64url::encode(&octets))
    }

    /// For what is printed at the start, and nothing else.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a request shows it. Hashes are compared, so that the time taken tells nothing.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        headers
            .get(TOKEN_HEADER)
            .is_some_and(|shown| Sha256::digest(shown.as_bytes()) == Sha256::digest(&self.0))
    }
}

impl fmt::Debug for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageToken(…)")
    }
}

#[cfg(feature = "page")]
pub(super) use built_in::{IS_BUILT_IN, file};
#[cfg(not(feature = "page"))]
pub(super) use without::{IS_BUILT_IN, file};

#[cfg(not(feature = "page"))]
mod without {
    use http::header::CONTENT_TYPE;
    use http::{HeaderValue, StatusCode};

    use super::{Body, HeaderMap, Response};

    pub(in crate::serve) const IS_BUILT_IN: bool = false;

    const SAYS: &str = "\
This is a Countersign partner. The page is not built into this command.

  cargo xtask dist   builds the page, and a command with it built in
";

    /// How to get the page, at its place.
    pub(in crate::serve) fn file(path: &str, _headers: &HeaderMap) -> Option<Response<Body>> {
        if !matches!(path, "" | "/") {
            return None;
        }
        let mut response = Response::new(Body::from(SAYS));
        *response.status_mut() = StatusCode::NOT_FOUND;
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, text);
        Some(response)
    }
}

#[cfg(feature = "page")]
mod built_in {
    use std::sync::LazyLock;

    use http::header::{
        ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
        ETAG, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
    };
    use http::{HeaderName, HeaderValue, StatusCode};
    use rust_embed::{EmbeddedFile, RustEmbed};

    use super::{Body, HeaderMap, Response, base64url};

    pub(in crate::serve) const IS_BUILT_IN: bool = true;

    /// What `cargo xtask dist` wrote.
    #[derive(RustEmbed)]
    #[folder = "../../dist"]
    struct Files;

    /// The policy that the page itself carries, so that there is one text of it.
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let page = Files::get("index.html").map(|file| file.data).unwrap_or_default();
        let page = String::from_utf8_lossy(&page);
        let policy = page
            .split('<')
            .find(|tag| tag.starts_with("meta") && tag.contains("\"Content-Security-Policy\""))
            .and_then(|tag| tag.split_once("content=\"")?.1.split_once('"'))
            .map_or("default-src 'none'", |(policy, _)| policy);
        // A meta tag cannot say who may frame it.
        format!("{policy}; frame-ancestors 'none'")
    });

    /// The worker obeys what its own script came with: own scripts and own wasm, and a word to nobody.
    const WORKER_POLICY: &str =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

    /// The file at a path of the page, as far as the browser does not have it.
    pub(in crate::serve) fn file(path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
        let name = path.trim_start_matches('/');
        let name = if name.is_empty() { "index.html" } else { name };
        let plain = Files::get(name)?;
        let (file, encoding) = encoded(name, headers).unwrap_or((plain, None));
        let tag = format!("\"{}\"", base64url::encode(&file.metadata.sha256_hash()[..16]));
        let known = headers.get(IF_NONE_MATCH).is_some_and(|known| *known == *tag);
        let mut response = match known {
            true => Response::new(Body::empty()),
            false => Response::new(Body::from(file.data.into_owned())),
        };
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let kind = content_type(name);
        let policy = if kind.starts_with("text/html") { POLICY.as_str() } else { WORKER_POLICY };
        let named = [
            (CONTENT_TYPE, kind),
            (CONTENT_SECURITY_POLICY, policy),
            (CACHE_CONTROL, "no-cache"),
            (ETAG, &tag),
            (VARY, "Accept-Encoding"),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ];
        let encoding = encoding.map(|encoding| (CONTENT_ENCODING, encoding));
        for (name, value) in named.into_iter().chain(encoding) {
            // A policy that no header can carry would be no page of ours.
            let value = HeaderValue::from_str(value).ok()?;
            response.headers_mut().insert(name, value);
        }
        Some(response)
    }

    /// The same file compressed, where it lies beside and the browser takes it.
    fn encoded(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
        let accepted = headers.get(ACCEPT_ENCODING)?.to_str().ok()?;
        let takes = |encoding: &str| {
            accepted.split(',').any(|one| {
                let mut parts = one.split(';').map(str::trim);
                parts.next() == Some(encoding) && !parts.any(|q| matches!(q, "q=0" | "q=0.0"))
            })
        };
        [("br", "br"), ("gz", "gzip")].into_iter().find_map(|(ending, encoding)| {
            let file = takes(encoding).then(|| Files::get(&format!("{name}.{ending}")))??;
            Some((file, Some(encoding)))
        })
    }

    fn content_type(name: &str) -> &'static str {
        match name.rsplit('.').next() {
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
}

//! A Bulk Data export (HL7 FHIR Bulk Data Access 2.0): begun, waited for, fetched, and deleted.

use std::time::Duration;

use countersign::fhir::search_request;
use countersign::limits::DOCUMENT_OCTETS;
use countersign::token::AccessToken;
use http::header::{ACCEPT, CONTENT_LOCATION};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use serde::Deserialize;
use url::Url;

use super::gathered::Gathered;
use crate::http::{Answer, partner_url, shown};
use crate::progress::Progress;
use crate::visit::Visit;
use crate::walk::Stop;
use crate::{Failure, Io};

/// How long to wait between two looks where the server does not say: longer each time, from the first to the last.
const WAIT: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(30)];
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NDJSON: HeaderValue = HeaderValue::from_static("application/fhir+ndjson");

/// What an export came to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    requires_access_token: bool,
    output: Vec<File>,
    #[serde(default)]
    error: Vec<File>,
    #[serde(default)]
    deleted: Vec<File>,
}

#[derive(Debug, Deserialize)]
struct File {
    url: String,
}

/// Whether a query begins an export.
pub(super) fn is_export(query: &str) -> bool {
    let path = query.split_once('?').map_or(query, |(path, _)| path);
    path.rsplit('/').next() == Some("$export")
}

/// Begins the export, waits until it is done, and gathers its files. Whatever comes of it, the server is told to forget it.
///
/// # Errors
/// [`Stop`] when the server refuses, the export fails, or a file is not what it should be.
pub(super) async fn export(
    query: &str,
    visit: &mut Visit<'_>,
    gathered: &mut Gathered,
    progress: &Progress,
    io: &mut Io,
) -> Result<(), Stop> {
    let prefer = (HeaderName::from_static("prefer"), HeaderValue::from_static("respond-async"));
    let begun = visit
        .ask(DOCUMENT_OCTETS, io, |visit| {
            let mut request = request(visit, query)?;
            request.headers_mut().insert(prefer.0.clone(), prefer.1.clone());
            Ok(request)
        })
        .await?;
    if begun.response.status() != StatusCode::ACCEPTED {
        // A server that answers at once, with what it has.
        gathered.take(begun, false)?;
        return Ok(());
    }
    let status = status_url(&begun)?;
    let fetched = match manifest(&status, &begun, visit, progress, io).await {
        Ok(manifest) => files(&manifest, visit, gathered, progress, io).await,
        Err(stop) => Err(stop),
    };
    // It ends by itself too; that it is not forgotten at once is no reason to fail.
    let _ = visit
        .ask(DOCUMENT_OCTETS, io, |visit| {
            let mut request = request(visit, status.as_str())?;
            *request.method_mut() = Method::DELETE;
            Ok(request)
        })
        .await;
    fetched
}

/// Where to ask how far it is.
fn status_url(begun: &Answer) -> Result<Url, Failure> {
    let location = begun.response.headers().get(CONTENT_LOCATION);
    let location = location.and_then(|text| text.to_str().ok());
    location.and_then(|text| begun.url.join(text).ok()).ok_or_else(|| {
        Failure::new(
            "export.no-status",
            "the export was begun, but no Content-Location says where to ask for it",
        )
        .hint("this is a fault of the server: tell the partner")
    })
}

/// Asks until the export is done.
async fn manifest(
    status: &Url,
    begun: &Answer,
    visit: &mut Visit<'_>,
    progress: &Progress,
    io: &mut Io,
) -> Result<Manifest, Stop> {
    let mut planned = WAIT[0];
    let mut wait = begun.retry_after();
    loop {
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
        let answer = visit
            .ask(DOCUMENT_OCTETS, io, |visit| {
                let mut request = request(visit, status.as_str())?;
                request.headers_mut().insert(ACCEPT, JSON);
                Ok(request)
            })
            .await?;
        let response = &answer.response;
        if response.status() != StatusCode::ACCEPTED {
            return Ok(serde_json::from_slice(response.body()).map_err(|error| {
                let says = format!("{}: no manifest of an export: {error}", shown(&answer.url));
                Failure::new("export.manifest", says)
                    .hint("this is a fault of the server: tell the partner")
            })?);
        }
        let far = response.headers().get("x-progress").and_then(|text| text.to_str().ok());
        progress.show(format!("export: {}", far.unwrap_or("under way")));
        wait = Some(answer.retry_after().unwrap_or(planned));
        planned = (planned * 2).min(WAIT[1]);
    }
}

/// Gathers the resources, and what went wrong.
async fn files(
    manifest: &Manifest,
    visit: &mut Visit<'_>,
    gathered: &mut Gathered,
    progress: &Progress,
    io: &mut Io,
) -> Result<(), Stop> {
    for File { url } in manifest.output.iter().chain(&manifest.error) {
        let limit = gathered.room();
        let answer = if manifest.requires_access_token {
            visit
                .ask(limit, io, |visit| {
                    let mut request = request(visit, url)?;
                    request.headers_mut().insert(ACCEPT, NDJSON);
                    Ok(request)
                })
                .await?
        } else {
            let url = partner_url(url)?;
            let request = Request::get(url.as_str()).header(ACCEPT, NDJSON).body(Vec::new());
            visit.http.get(request.map_err(|_| unsendable(&url))?, limit).await?
        };
        gathered.take_lines(answer)?;
        progress.show(gathered.so_far());
    }
    if !manifest.deleted.is_empty() {
        gathered.note("resources that were deleted are listed in the export, and not fetched");
    }
    Ok(())
}

fn request(visit: &Visit<'_>, query: &str) -> Result<Request<Vec<u8>>, Failure> {
    let token: &AccessToken = &visit.granted.response.access_token;
    Ok(search_request(visit.base, query, token)?)
}

fn unsendable(url: &Url) -> Failure {
    Failure::new("http.url", format!("HTTP cannot send to {}", shown(url)))
}

//! A Bulk Data export (HL7 FHIR Bulk Data Access 2.0): begun, waited for, read line by line, and deleted.

use std::time::Duration;

use countersign::exchange::Step;
use countersign::fhir::search_request;
use countersign::limits::DOCUMENT_OCTETS;
use countersign::token::AccessToken;
use http::header::{ACCEPT, CONTENT_LOCATION};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use serde::Deserialize;
use url::Url;

use super::end::{End, unless_interrupted};
use super::records::Records;
use crate::http::{Answer, ByLine, Lines, partner_url, shown};
use crate::refusal::Refused;
use crate::visit::Visit;
use crate::walk::Stop;
use crate::{Failure, Io};

/// How long to wait between two looks where the server does not say: longer each time, from the first to the last.
const WAIT: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(30)];
/// The lines of a file, each a resource: a document in it may be some megabytes.
const LINES: ByLine = ByLine { longest: 16 * 1024 * 1024 };
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
    count: Option<u64>,
}

/// Whether a query begins an export.
pub(super) fn is_export(query: &str) -> bool {
    let path = query.split_once('?').map_or(query, |(path, _)| path);
    path.rsplit('/').next() == Some("$export")
}

/// Begins the export, waits until it is done, and reads its files. Whatever comes of it, the server is told to forget it.
///
/// # Errors
/// [`End`] when the server refuses, the export fails, a file is not what it should be, or nobody wants more.
pub(super) async fn export(
    query: &str,
    visit: &mut Visit<'_>,
    records: &mut Records<'_>,
    io: &mut Io,
) -> Result<(), End> {
    let prefer = (HeaderName::from_static("prefer"), HeaderValue::from_static("respond-async"));
    let begun = unless_interrupted(visit.ask(io, |visit| {
        let mut request = request(visit, query)?;
        request.headers_mut().insert(prefer.0.clone(), prefer.1.clone());
        Ok(request)
    }))
    .await?;
    if begun.response.status() != StatusCode::ACCEPTED {
        // A server that answers at once, with what it has.
        records.take(begun, false, io)?;
        return Ok(());
    }
    let status = status_url(&begun)?;
    let read = unless_interrupted(async {
        let manifest = manifest(&status, &begun, visit, records, io).await?;
        files(&manifest, visit, records, io).await
    })
    .await;
    // It ends by itself too; that it is not forgotten at once is no reason to fail.
    let _ = unless_interrupted(visit.ask(io, |visit| {
        let mut request = request(visit, status.as_str())?;
        *request.method_mut() = Method::DELETE;
        Ok(request)
    }))
    .await;
    read
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
    records: &mut Records<'_>,
    io: &mut Io,
) -> Result<Manifest, Stop> {
    let mut planned = WAIT[0];
    let mut wait = begun.retry_after();
    loop {
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
        let answer = visit
            .ask(io, |visit| {
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
        records.wait(format!("export: {}", far.unwrap_or("under way")));
        wait = Some(answer.retry_after().unwrap_or(planned));
        planned = (planned * 2).min(WAIT[1]);
    }
}

/// Reads the resources, and what went wrong.
async fn files(
    manifest: &Manifest,
    visit: &mut Visit<'_>,
    records: &mut Records<'_>,
    io: &mut Io,
) -> Result<(), End> {
    let Manifest { requires_access_token, output, error, deleted } = manifest;
    for (index, file) in output.iter().enumerate() {
        let doing = format!("file {} of {}: ", index + 1, output.len());
        read(file, *requires_access_token, visit, io, |line, lines, io| {
            records.take_line(line, lines, io)?;
            records.tell(&doing);
            Ok(())
        })
        .await?;
    }
    for file in error {
        read(file, *requires_access_token, visit, io, |line, lines, _| {
            Ok(records.take_error(line, lines)?)
        })
        .await?;
    }
    if !deleted.is_empty() {
        records.remark("resources that were deleted are listed in the export, and not fetched");
    }
    Ok(())
}

/// Reads a file as it arrives, and compares it with its count.
async fn read(
    file: &File,
    requires_access_token: bool,
    visit: &mut Visit<'_>,
    io: &mut Io,
    mut take: impl FnMut(&str, &Lines, &mut Io) -> Result<(), End>,
) -> Result<(), End> {
    let mut answer = match requires_access_token {
        true => {
            let request = |visit: &Visit<'_>| {
                let mut request = request(visit, &file.url)?;
                request.headers_mut().insert(ACCEPT, NDJSON);
                Ok(request)
            };
            visit.answer(LINES, io, request).await?
        }
        false => {
            let url = partner_url(&file.url)?;
            let request = Request::get(url.as_str()).header(ACCEPT, NDJSON).body(Vec::new());
            visit.http.get(request.map_err(|_| unsendable(&url))?, LINES).await?
        }
    };
    if !answer.response.status().is_success() {
        let answer = answer.whole(DOCUMENT_OCTETS).await?;
        return Err(Stop::Refused(Box::new(Refused::new(answer, Step::Query, None))).into());
    }
    let lines = answer.response.body_mut();
    let mut count = 0;
    while let Some(line) = lines.next().await? {
        if !line.trim().is_empty() {
            take(&line, lines, io)?;
            count += 1;
        }
    }
    match file.count {
        Some(wanted) if wanted != count => {
            let url = shown(&answer.url);
            let says = format!(
                "{url}: wanted {wanted} resources, as the export counts them, and got {count}"
            );
            Err(Failure::new("export.count", says)
                .hint(
                    "export again; if it stays so, this is a fault of the server: tell the partner",
                )
                .into())
        }
        _ => Ok(()),
    }
}

fn request(visit: &Visit<'_>, query: &str) -> Result<Request<Vec<u8>>, Failure> {
    let token: &AccessToken = &visit.granted.response.access_token;
    Ok(search_request(visit.base, query, token)?)
}

fn unsendable(url: &Url) -> Failure {
    Failure::new("http.url", format!("HTTP cannot send to {}", shown(url)))
}

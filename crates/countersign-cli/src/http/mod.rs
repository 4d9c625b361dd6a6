//! Requests over the network: time-outs, retries, redirects, limits.
//!
//! A public document is asked for with [`Http::get`], which follows a few redirects. What carries a token or an assertion
//! goes out by [`Http::send`], which follows none: whoever answers elsewhere would be told a secret.

mod body;
mod failure;
mod header;
mod message;
mod resolve;
mod retry;
mod tls;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use backon::Retryable;
use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use tokio::time::{Instant, timeout_at};
use url::Url;

use countersign::time::UnixSeconds;

use crate::progress::Progress;
use crate::{Failure, Io};
pub(crate) use body::{ByLine, Lines, Take};
use failure::{SendError, Trouble};
pub(crate) use failure::{partner_url, shown};
use header::HeaderOption;
use resolve::SystemNames;
use retry::{Setback, backoff};
pub(crate) use tls::client;

/// Most redirects that are followed to a public document.
const REDIRECTS: usize = 3;
/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(10);

/// How requests are sent.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct HttpOptions {
    /// How long a request may take, with all its retries
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3600))]
    timeout: u32,
    /// A header to send along, or @FILE with one a line; repeatable
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE|@FILE")]
    headers: Vec<HeaderOption>,
    /// Trust the certificate authorities in this PEM file too
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

/// What sends requests and takes the answers.
#[derive(Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    headers: HeaderMap,
    timeout: Duration,
    clock: fn() -> UnixSeconds,
    is_watched: bool,
}

/// An answer, from where, and when by the clock here.
#[derive(Debug)]
pub(crate) struct Answer<B = Vec<u8>> {
    /// What was asked, at last.
    pub(crate) request: Request<Vec<u8>>,
    /// What came.
    pub(crate) response: Response<B>,
    /// Who answered, after redirects.
    pub(crate) url: Url,
    /// When the request that was answered was sent.
    pub(crate) sent_at: UnixSeconds,
    /// When the head of the answer was there.
    pub(crate) received_at: UnixSeconds,
}

/// Gets a public document of at most `limit` octets, whatever its status. For commands that do nothing else on the network.
///
/// # Errors
/// [`Failure`] when the address cannot be asked, or no whole answer comes.
pub(crate) fn get_document(
    url: &Url,
    limit: usize,
    options: &HttpOptions,
    io: &Io,
) -> Result<Answer, Failure> {
    let url = failure::checked(url.clone())?;
    let request = Request::get(url.as_str())
        .header(ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|_| Failure::new("http.url", format!("HTTP cannot send to {}", shown(&url))))?;
    let http = Http::new(options, io)?;
    wait(http.get(request, limit))
}

/// Waits for what a command does on the network.
pub(crate) fn wait<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new("runtime", error.to_string()))?
        .block_on(work)
}

impl HttpOptions {
    /// The same for curl: options with their values.
    pub(crate) fn curl(&self) -> Vec<(&'static str, String)> {
        let mut options = vec![("--max-time", self.timeout.to_string())];
        options.extend(self.ca.iter().map(|path| ("--cacert", path.display().to_string())));
        options.extend(self.headers.iter().map(|header| ("--header", header.to_string())));
        options
    }
}

impl Http {
    /// What sends requests as `options` say. Proxies are those of the environment.
    ///
    /// # Errors
    /// [`Failure`] when a file of headers or certificates cannot be read.
    pub(crate) fn new(options: &HttpOptions, io: &Io) -> Result<Self, Failure> {
        let mut headers = HeaderMap::new();
        for (name, value) in header::read(&options.headers)? {
            headers.append(name, value);
        }
        let timeout = Duration::from_secs(options.timeout.into());
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .connect_timeout(CONNECTING.min(timeout))
                .dns_resolver(Arc::new(SystemNames))
        };
        let client = tls::client(builder, options.ca.as_deref())?;
        Ok(Self { client, headers, timeout, clock: io.clock(), is_watched: io.is_watched })
    }

    /// Gets a public document, whatever its status. Of redirects, three are followed, and none from https to http.
    ///
    /// # Errors
    /// [`Failure`] when no answer comes that `take` could take.
    pub(crate) async fn get<T: Take>(
        &self,
        request: Request<Vec<u8>>,
        take: T,
    ) -> Result<Answer<T::Body>, Failure> {
        let accept = request.headers().get(ACCEPT).cloned();
        let mut answer = self.answer(|| Ok(request.clone()), &self.headers, take).await?;
        let asked = answer.url.origin();
        for _ in 0..REDIRECTS {
            let Some(target) = redirect(&answer) else { return Ok(answer) };
            let target = target.map_err(Failure::from)?;
            let mut next = Request::get(target.as_str());
            if let Some(accept) = &accept {
                next = next.header(ACCEPT, accept);
            }
            let next = next.body(Vec::new()).map_err(|_| {
                SendError::new(&answer.url, Trouble::Redirect { to: shown(&target) })
            })?;
            // What somebody sends along is for the host that they named.
            let none = HeaderMap::new();
            let headers = if target.origin() == asked { &self.headers } else { &none };
            answer = self.answer(|| Ok(next.clone()), headers, take).await?;
        }
        match redirect(&answer) {
            None => Ok(answer),
            Some(_) => Err(SendError::new(&answer.url, Trouble::Redirects).into()),
        }
    }

    /// Sends what carries a secret, and takes the answer, whatever its status. `request` is made anew for each try: an
    /// assertion is good once.
    ///
    /// # Errors
    /// [`Failure`] when `request` cannot be made, no answer comes that `take` could take, or the answer leads elsewhere.
    pub(crate) async fn send<T: Take>(
        &self,
        request: impl FnMut() -> Result<Request<Vec<u8>>, Failure>,
        take: T,
    ) -> Result<Answer<T::Body>, Failure> {
        let answer = self.answer(request, &self.headers, take).await?;
        match redirect(&answer) {
            None => Ok(answer),
            Some(target) => {
                let to = shown(&target.map_err(Failure::from)?);
                Err(SendError::new(&answer.url, Trouble::Redirect { to }).into())
            }
        }
    }

    /// What time it is by the clock here.
    pub(crate) fn now(&self) -> UnixSeconds {
        (self.clock)()
    }

    /// The answer, after as many tries as the time allows.
    async fn answer<T: Take>(
        &self,
        mut request: impl FnMut() -> Result<Request<Vec<u8>>, Failure>,
        headers: &HeaderMap,
        take: T,
    ) -> Result<Answer<T::Body>, Failure> {
        let deadline = Instant::now() + self.timeout;
        let attempt = || {
            let request = request().map(|request| with_headers(request, headers));
            async move {
                let request = request.map_err(Setback::Failed)?;
                self.settle(request, take, deadline).await
            }
        };
        let progress = Progress::new(self.is_watched);
        let tried = attempt
            .retry(backoff())
            .when(Setback::passes)
            .adjust(|setback, wait| {
                let wait = setback.wait(wait?);
                (Instant::now() + wait < deadline).then_some(wait)
            })
            .notify(|setback, wait| progress.show(setback.in_words(wait)))
            .await;
        match tried {
            Ok(answer) => Ok(answer),
            Err(Setback::Busy(answer)) => Ok(*answer),
            Err(Setback::Lost(error)) => Err(error.into()),
            Err(Setback::Failed(failure)) => Err(failure),
        }
    }

    /// One try.
    async fn settle<T: Take>(
        &self,
        request: Request<Vec<u8>>,
        take: T,
        deadline: Instant,
    ) -> Result<Answer<T::Body>, Setback<T::Body>> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| {
            let says = format!("{} is no whole address", request.uri().path());
            Setback::Failed(Failure::new("http.url", says))
        })?;
        match timeout_at(deadline, self.once(&url, request, take)).await {
            Ok(Ok(answer)) if retry::is_busy(&answer) => Err(Setback::Busy(Box::new(answer))),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(trouble)) => Err(Setback::Lost(SendError::new(&url, trouble))),
            Err(_) => {
                let trouble = Trouble::TimedOut { after: self.timeout };
                Err(Setback::Lost(SendError::new(&url, trouble)))
            }
        }
    }

    async fn once<T: Take>(
        &self,
        url: &Url,
        request: Request<Vec<u8>>,
        take: T,
    ) -> Result<Answer<T::Body>, Trouble> {
        let sent = reqwest::Request::try_from(request.clone());
        let sent = sent.map_err(|error| Trouble::of(&error))?;
        let sent_at = self.now();
        let mut came = self.client.execute(sent).await.map_err(|error| Trouble::of(&error))?;
        let received_at = self.now();
        let mut head = Response::new(());
        *head.status_mut() = came.status();
        *head.version_mut() = came.version();
        *head.headers_mut() = std::mem::take(came.headers_mut());
        let body = take.take(came, self.timeout).await?;
        let response = head.map(|()| body);
        Ok(Answer { request, response, url: url.clone(), sent_at, received_at })
    }
}

/// Adds what is sent along with every request, but for what the request says itself.
fn with_headers(mut request: Request<Vec<u8>>, headers: &HeaderMap) -> Request<Vec<u8>> {
    let own = request.headers().clone();
    let further = headers.iter().filter(|(name, _)| !own.contains_key(*name));
    let further: Vec<(HeaderName, HeaderValue)> =
        further.map(|(name, value)| (name.clone(), value.clone())).collect();
    for (name, value) in further {
        request.headers_mut().append(name, value);
    }
    request
}

/// Where an answer leads, if it leads elsewhere.
fn redirect<B>(answer: &Answer<B>) -> Option<Result<Url, SendError>> {
    let response = &answer.response;
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?;
    let target = location.to_str().ok().and_then(|text| answer.url.join(text).ok());
    let trouble = match target {
        None => Trouble::RedirectUnreadable,
        Some(to) if !matches!(to.scheme(), "https" | "http") || !to.has_host() => {
            Trouble::RedirectUnreadable
        }
        Some(to) if answer.url.scheme() == "https" && to.scheme() == "http" => {
            Trouble::Downgrade { to: shown(&to) }
        }
        Some(to) => return Some(Ok(to)),
    };
    Some(Err(SendError::new(&answer.url, trouble)))
}

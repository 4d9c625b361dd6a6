//! A visit to a FHIR server: records for as long as the token is good, and another token where it is not.

use countersign::exchange::Step;
use countersign::fhir;
use countersign::limits::DOCUMENT_OCTETS;
use http::{Request, StatusCode};
use url::Url;

use crate::client::Client;
use crate::http::{Answer, Http};
use crate::refusal::Refused;
use crate::walk::{self, Endpoint, Granted, Stop};
use crate::{Failure, Io};

/// Who visits whom, and with what.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    pub(crate) http: &'a Http,
    pub(crate) base: &'a Url,
    pub(crate) client: &'a Client,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) scope: &'a str,
    pub(crate) granted: Granted,
}

impl<'a> Visit<'a> {
    /// Begins with a token.
    ///
    /// # Errors
    /// [`Stop`] when there is none to be had.
    pub(crate) async fn begin(
        http: &'a Http,
        base: &'a Url,
        client: &'a Client,
        endpoint: &'a Endpoint,
        scope: &'a str,
        io: &mut Io,
    ) -> Result<Self, Stop> {
        let granted = token(http, client, endpoint, scope, io).await?;
        Ok(Self { http, base, client, endpoint, scope, granted })
    }

    /// The answer to `query`, or to a link of the server's. Where the token is refused, another one is asked for, once.
    ///
    /// # Errors
    /// [`Stop`] when the query leads elsewhere than the token may go, no whole answer comes, or it is a refusal.
    pub(crate) async fn get(&mut self, query: &str, io: &mut Io) -> Result<Answer, Stop> {
        self.ask(DOCUMENT_OCTETS, io, |visit| {
            let token = &visit.granted.response.access_token;
            Ok(fhir::search_request(visit.base, query, token)?)
        })
        .await
    }

    /// The answer to what `request` makes with the token, of at most `limit` octets.
    ///
    /// # Errors
    /// As [`Visit::get`].
    pub(crate) async fn ask(
        &mut self,
        limit: usize,
        io: &mut Io,
        request: impl Fn(&Self) -> Result<Request<Vec<u8>>, Failure>,
    ) -> Result<Answer, Stop> {
        let mut answer = self.http.send(|| request(self), limit).await?;
        if answer.response.status() == StatusCode::UNAUTHORIZED {
            self.granted = token(self.http, self.client, self.endpoint, self.scope, io).await?;
            answer = self.http.send(|| request(self), limit).await?;
        }
        match answer.response.status().is_success() {
            true => Ok(answer),
            false => Err(Stop::Refused(Box::new(Refused::new(answer, Step::Query, None)))),
        }
    }
}

async fn token(
    http: &Http,
    client: &Client,
    endpoint: &Endpoint,
    scope: &str,
    io: &mut Io,
) -> Result<Granted, Stop> {
    let alg = endpoint.alg(client)?;
    walk::token(http, client, &endpoint.url, alg, scope, io).await
}

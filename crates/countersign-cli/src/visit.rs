//! A visit to a FHIR server: records for as long as the token is good, and another token where it is not.

use countersign::exchange::Step;
use countersign::fhir;
use countersign::finding::{Finding, Status};
use countersign::limits::DOCUMENT_OCTETS;
use countersign::rules::Profile;
use countersign::scope::{Interaction, judge_access};
use http::{Request, StatusCode};
use url::Url;

use crate::client::Client;
use crate::http::{Answer, Http, Take};
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

    /// Begins with a token that is there already.
    pub(crate) const fn holding(
        http: &'a Http,
        base: &'a Url,
        client: &'a Client,
        endpoint: &'a Endpoint,
        scope: &'a str,
        granted: Granted,
    ) -> Self {
        Self { http, base, client, endpoint, scope, granted }
    }

    /// The answer to `query`, or to a link of the server's. Where the token is refused, another one is asked for, once.
    ///
    /// # Errors
    /// [`Stop`] when the query leads elsewhere than the token may go, no whole answer comes, or it is a refusal.
    pub(crate) async fn get(&mut self, query: &str, io: &mut Io) -> Result<Answer, Stop> {
        let answered = self
            .ask(io, |visit| {
                let token = &visit.granted.response.access_token;
                Ok(fhir::search_request(visit.base, query, token)?)
            })
            .await;
        match answered {
            Err(Stop::Refused(refused)) => {
                let traced = self.traced(&refused.answer);
                Err(Stop::Refused(Box::new(Refused { traced, ..*refused })))
            }
            answered => answered,
        }
    }

    /// Whether a 403 comes from the scope of the token, and what is missing in it.
    fn traced(&self, answer: &Answer) -> Option<Finding> {
        if answer.response.status() != StatusCode::FORBIDDEN {
            return None;
        }
        let below = answer.url.path().strip_prefix(self.base.path().trim_end_matches('/'))?;
        let (of, interaction) = match below.trim_matches('/').split('/').collect::<Vec<_>>()[..] {
            [of] | [of, "_search"] => (of, Interaction::Search),
            [of, ..] => (of, Interaction::Read),
            [] => return None,
        };
        let held = self.granted.response.scope.as_deref().unwrap_or(self.scope);
        let scopes = held.split(' ').filter_map(|scope| scope.parse().ok()).collect();
        let finding = judge_access(&scopes, of, interaction, &Profile::SPEC);
        (finding.status == Status::Fail).then_some(finding)
    }

    /// The answer to what `request` makes with the token.
    ///
    /// # Errors
    /// As [`Visit::get`].
    pub(crate) async fn ask(
        &mut self,
        io: &mut Io,
        request: impl Fn(&Self) -> Result<Request<Vec<u8>>, Failure>,
    ) -> Result<Answer, Stop> {
        let answer = self.answer(DOCUMENT_OCTETS, io, request).await?;
        match answer.response.status().is_success() {
            true => Ok(answer),
            false => Err(Stop::Refused(Box::new(Refused::new(answer, Step::Query, None)))),
        }
    }

    /// The same, taken in another way and whatever its status.
    ///
    /// # Errors
    /// As [`Visit::get`], but for refusals.
    pub(crate) async fn answer<T: Take>(
        &mut self,
        take: T,
        io: &mut Io,
        request: impl Fn(&Self) -> Result<Request<Vec<u8>>, Failure>,
    ) -> Result<Answer<T::Body>, Stop> {
        let mut answer = self.http.send(|| request(self), take).await?;
        if answer.response.status() == StatusCode::UNAUTHORIZED {
            self.granted = token(self.http, self.client, self.endpoint, self.scope, io).await?;
            answer = self.http.send(|| request(self), take).await?;
        }
        Ok(answer)
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

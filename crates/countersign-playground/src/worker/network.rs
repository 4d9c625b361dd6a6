//! The little network between client and partner: addresses, and the documents that are published there.

use std::collections::BTreeMap;

use countersign_partner::FetchOutcome;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use http::{Request, Response, StatusCode};

use super::message::WireResponse;

/// What is published, by URL.
#[derive(Debug, Default)]
pub(super) struct Network {
    documents: BTreeMap<String, String>,
}

impl Network {
    pub(super) fn publish(&mut self, url: String, body: String) {
        self.documents.insert(url, body);
    }

    /// What the partner sends to read a key set.
    pub(super) fn request(url: &str) -> http::Result<Request<Vec<u8>>> {
        Request::get(url).header(ACCEPT, "application/json").body(vec![])
    }

    /// What comes back, and how it is told to the page; nothing when nothing is published there.
    pub(super) fn get(&self, url: &str) -> (FetchOutcome, Option<WireResponse>) {
        let nobody = || (FetchOutcome::Failed("nothing is published there".to_owned()), None);
        let Some(body) = self.documents.get(url) else { return nobody() };
        let response = Response::builder()
            .status(StatusCode::OK)
            .header(CONTENT_TYPE, "application/json")
            // So that each token request shows the fetch it leads to, and a new key is found at once.
            .header(CACHE_CONTROL, "no-cache")
            .body(body.clone().into_bytes());
        match response {
            Ok(response) => {
                let told = WireResponse::from(response.clone());
                (FetchOutcome::Response(response), Some(told))
            }
            Err(_) => nobody(),
        }
    }
}

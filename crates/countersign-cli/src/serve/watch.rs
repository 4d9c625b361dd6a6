//! `/watch/events`: every client request with its report, as it arrives and from a bounded past on.
//!
//! A stream holds no more than its place in the past. Whoever reads too slowly loses records, is told how many, and costs
//! no memory. Nobody is shown a secret: see [`Kept`].

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use countersign_partner::{Record, Route, Seen};
use futures_util::stream::{self, Stream};
use http::Request;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::log::milliseconds;

/// Most records that are kept.
const RECORDS: usize = 200;
/// Most octets of records that are kept, about.
const OCTETS: usize = 2 * 1024 * 1024;

/// What was seen, the newest last.
#[derive(Debug)]
pub(super) struct Watch {
    past: Mutex<Past>,
    /// The id of the newest record; 0 before the first.
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Past {
    records: VecDeque<Kept>,
    octets: usize,
    /// How many there have been: the id of the newest.
    count: u64,
}

/// A record of the past. Most are never looked at, and to hide the secrets of a request costs as much as to judge it. So
/// those of a token request, of which there may be thousands a second, are hidden when somebody first looks; its assertion
/// is used up by then. Whatever else is sent is kept without its secrets from the start.
#[derive(Clone, Debug)]
enum Kept {
    Sent(Arc<str>),
    Raw(Arc<Raw>),
}

#[derive(Debug)]
struct Raw {
    id: u64,
    record: Record,
    request: Request<Vec<u8>>,
    took: Duration,
    sent: OnceLock<Arc<str>>,
}

/// What a report and the head of a token request take, about, in octets.
const BESIDE_BODY: usize = 8 * 1024;

impl Kept {
    /// As it is sent: JSON without secrets.
    fn sent(&self) -> Arc<str> {
        match self {
            Self::Sent(text) => text.clone(),
            Self::Raw(raw) => raw.sent.get_or_init(|| raw.written()).clone(),
        }
    }

    fn octets(&self) -> usize {
        match self {
            Self::Sent(text) => text.len(),
            Self::Raw(raw) => raw.request.body().len() + BESIDE_BODY,
        }
    }
}

impl Raw {
    fn written(&self) -> Arc<str> {
        let Self { id, record, request, took, .. } = self;
        let request = &Seen::of(request);
        let sent = Sent { id: *id, took_ms: milliseconds(*took), record, request };
        serde_json::to_string(&sent).expect("strings and numbers under names").into()
    }
}

/// A record as it is sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent<'a> {
    id: u64,
    took_ms: f64,
    #[serde(flatten)]
    record: &'a Record,
    request: &'a Seen,
}

/// What comes after a place in the past.
#[derive(Debug)]
enum Next {
    Record(Kept),
    /// So many were forgotten before they were sent.
    Missed(u64),
    /// Nothing yet.
    Nothing,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self { past: Mutex::default(), newest: watch::Sender::new(0) }
    }

    /// Keeps what was sent and how it was judged, and tells whoever watches.
    pub(super) fn see(&self, record: Record, request: Request<Vec<u8>>, took: Duration) {
        let mut past = self.past();
        let id = past.count + 1;
        let raw = Raw { id, record, request, took, sent: OnceLock::new() };
        past.push(match raw.record.route {
            Route::Token => Kept::Raw(Arc::new(raw)),
            _ => Kept::Sent(raw.written()),
        });
        drop(past);
        self.newest.send_replace(id);
    }

    /// The records behind `after`, or from now on, until `closing` turns true. `permit` is held as long.
    pub(super) fn stream(
        self: Arc<Self>,
        after: Option<u64>,
        closing: watch::Receiver<bool>,
        permit: OwnedSemaphorePermit,
    ) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
        let count = self.past().count;
        // An id that was never given is one of an earlier process, whose records are gone.
        let at = after.map_or(count, |after| if after > count { 0 } else { after });
        let newest = self.newest.subscribe();
        let reader = Reader { watch: self, at, newest, closing, _permit: permit };
        let events = stream::unfold(reader, |mut reader| async {
            let event = reader.next().await?;
            Some((Ok(event), reader))
        });
        Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
    }

    /// Each change leaves the past whole, so a panic elsewhere does too.
    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past {
    fn push(&mut self, kept: Kept) {
        self.count += 1;
        self.octets += kept.octets();
        self.records.push_back(kept);
        while self.records.len() > RECORDS || (self.octets > OCTETS && self.records.len() > 1) {
            let oldest = self.records.pop_front().expect("there is more than one");
            self.octets -= oldest.octets();
        }
    }

    fn after(&self, at: u64) -> Next {
        let forgotten = self.count - self.records.len() as u64;
        if at >= self.count {
            return Next::Nothing;
        }
        match at.checked_sub(forgotten) {
            None => Next::Missed(forgotten - at),
            Some(place) => {
                // It is less than the number of records.
                let place = usize::try_from(place).unwrap_or(usize::MAX);
                self.records.get(place).cloned().map_or(Next::Nothing, Next::Record)
            }
        }
    }
}

/// One stream's place.
struct Reader {
    watch: Arc<Watch>,
    /// The id of the last record that was sent.
    at: u64,
    newest: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    async fn next(&mut self) -> Option<Event> {
        loop {
            // Marked as seen before looking, so that nothing which comes meanwhile is overlooked.
            self.newest.borrow_and_update();
            let next = self.watch.past().after(self.at);
            match next {
                Next::Record(kept) => {
                    self.at += 1;
                    return Some(Event::default().id(self.at.to_string()).data(kept.sent()));
                }
                Next::Missed(count) => {
                    self.at += count;
                    let data = format!("{{\"missed\":{count}}}");
                    return Some(
                        Event::default().event("missed").id(self.at.to_string()).data(data),
                    );
                }
                Next::Nothing => tokio::select! {
                    changed = self.newest.changed() => changed.ok()?,
                    _ = self.closing.wait_for(|closing| *closing) => return None,
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Kept {
        Kept::Sent(text.into())
    }

    /// The record behind that place, or how many are missing.
    fn after(past: &Past, at: u64) -> Result<Option<String>, u64> {
        match past.after(at) {
            Next::Record(kept) => Ok(Some(kept.sent().to_string())),
            Next::Missed(count) => Err(count),
            Next::Nothing => Ok(None),
        }
    }

    #[test]
    fn a_place_in_the_past_leads_to_the_next_record() {
        let mut past = Past::default();
        assert_eq!(after(&past, 0), Ok(None));
        past.push(kept("a"));
        past.push(kept("b"));
        assert_eq!(after(&past, 0), Ok(Some("a".into())));
        assert_eq!(after(&past, 1), Ok(Some("b".into())));
        assert_eq!(after(&past, 2), Ok(None));
    }

    #[test]
    fn the_past_is_bounded_and_says_what_was_forgotten() {
        let mut past = Past::default();
        for n in 0..RECORDS + 5 {
            past.push(kept(&n.to_string()));
        }
        assert_eq!(past.records.len(), RECORDS);
        assert_eq!(after(&past, 0), Err(5));
        assert_eq!(after(&past, 5), Ok(Some("5".into())));

        let large = kept(&"x".repeat(OCTETS / 4));
        for _ in 0..9 {
            past.push(large.clone());
        }
        assert!(past.octets <= OCTETS && past.records.len() <= 4, "{}", past.records.len());
        past.push(kept(&"x".repeat(OCTETS + 1)));
        assert_eq!(past.records.len(), 1, "one is kept however large it is");
    }
}

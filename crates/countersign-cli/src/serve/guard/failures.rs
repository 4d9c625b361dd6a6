//! Who failed at the token endpoint too often to be looked at again so soon.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use countersign::assertion::inspect;
use countersign_partner::Record;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Most clients and addresses that are kept in mind.
const KEPT: usize = 10_000;

/// Who failed: a registered client, as seen from one address, or whoever else comes from there. A client that signs well
/// is never kept waiting by what others do in another's name or without one.
type Failed = (IpAddr, Option<String>);

/// Everybody beyond those that are kept in mind.
const OTHERS: Failed = (IpAddr::V4(Ipv4Addr::UNSPECIFIED), None);

/// How often what is as good as forgotten is let go of.
const SWEEP: Duration = Duration::from_secs(1);

/// Failures by address and client. Each costs a look at keys and an audit entry, so they are not free without end.
#[derive(Debug)]
pub(in crate::serve) struct Failures {
    limiter: DefaultKeyedRateLimiter<Failed>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Until when nothing is looked at.
    blocked: HashMap<Failed, Instant>,
    /// Clients that got a token.
    proven: HashSet<String>,
    swept_at: Option<Instant>,
}

impl Failures {
    pub(in crate::serve) fn new((burst, each): (u32, Duration)) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(each)
            .unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
            .allow_burst(burst);
        Self { limiter: RateLimiter::keyed(quota), state: Mutex::default() }
    }

    /// How long this sender has to wait before its form is looked at, if it has to.
    pub(in crate::serve) fn wait(&self, peer: IpAddr, form: &[u8]) -> Option<Duration> {
        let mut state = self.state();
        if state.blocked.is_empty() {
            return None;
        }
        let now = Instant::now();
        state.blocked.retain(|_, until| *until > now);
        let peer = network(peer);
        let claimed = claimed_client(form);
        let until = match claimed.filter(|client| state.proven.contains(client)) {
            Some(client) => state.blocked.get(&(peer, Some(client))),
            None => state.blocked.get(&(peer, None)).or_else(|| state.blocked.get(&OTHERS)),
        };
        until.map(|until| until.duration_since(now))
    }

    /// Takes note of how a token request ended.
    pub(in crate::serve) fn note(&self, peer: IpAddr, record: &Record) {
        let mut state = self.state();
        if record.status.is_success() {
            if let Some(client) = &record.client_id {
                if state.proven.len() >= KEPT {
                    state.proven.clear();
                }
                state.proven.insert(client.clone());
            }
            return;
        }
        if !record.status.is_client_error() {
            return;
        }
        let client = record.client_id.clone().filter(|client| state.proven.contains(client));
        let failed = if self.has_room(&mut state) { (network(peer), client) } else { OTHERS };
        if let Err(until) = self.limiter.check_key(&failed)
            && state.blocked.len() < KEPT
        {
            let wait = until.wait_time_from(DefaultClock::default().now());
            state.blocked.insert(failed, Instant::now() + wait);
        }
    }

    /// Whether one more can be kept in mind.
    fn has_room(&self, state: &mut State) -> bool {
        if self.limiter.len() >= KEPT && state.swept_at.is_none_or(|at| at.elapsed() >= SWEEP) {
            self.limiter.retain_recent();
            state.swept_at = Some(Instant::now());
        }
        self.limiter.len() < KEPT
    }

    /// Each change is one statement on valid data, so a panic elsewhere leaves nothing half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One customer of an IPv6 network has at least a /64 to choose addresses from.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 64)).into()),
        v4 => v4,
    }
}

/// The client in whose name a form is sent.
fn claimed_client(form: &[u8]) -> Option<String> {
    let (_, assertion) =
        form_urlencoded::parse(form).find(|(name, _)| name == "client_assertion")?;
    inspect::decode(&assertion).ok()?.claim_text("iss").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use countersign::time::UnixSeconds;
    use countersign_partner::Route;
    use http::StatusCode;

    use super::*;

    fn record(client: Option<&str>, status: StatusCode) -> Record {
        Record {
            at: UnixSeconds::new(0),
            route: Route::Token,
            client_id: client.map(str::to_owned),
            status,
            report: None,
            evidence: None,
        }
    }

    #[test]
    fn strangers_from_one_address_wait_and_a_proven_client_does_not() {
        let failures = Failures::new((3, Duration::from_secs(60)));
        let peer = IpAddr::from([192, 0, 2, 7]);
        failures.note(peer, &record(Some("larkmoor"), StatusCode::OK));
        for _ in 0..3 {
            failures.note(peer, &record(None, StatusCode::UNAUTHORIZED));
            assert_eq!(failures.wait(peer, b""), None);
        }
        failures.note(peer, &record(None, StatusCode::UNAUTHORIZED));
        let wait = failures.wait(peer, b"").expect("the fourth in a row");
        assert!(wait <= Duration::from_secs(60), "{wait:?}");
        assert_eq!(failures.wait(IpAddr::from([192, 0, 2, 8]), b""), None, "another address");

        // {"alg":"RS384"} . {"iss":"larkmoor"}
        let form = b"client_assertion=eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrbW9vciJ9.AAAA";
        assert_eq!(failures.wait(peer, form), None, "a client that got a token before");
        for _ in 0..4 {
            failures.note(peer, &record(Some("larkmoor"), StatusCode::UNAUTHORIZED));
        }
        assert!(failures.wait(peer, form).is_some(), "until it fails as often itself");
    }

    #[test]
    fn a_fault_of_this_side_is_nobodys_failure() {
        let failures = Failures::new((1, Duration::from_secs(60)));
        let peer = IpAddr::from([192, 0, 2, 7]);
        for _ in 0..5 {
            failures.note(peer, &record(None, StatusCode::SERVICE_UNAVAILABLE));
        }
        assert_eq!(failures.wait(peer, b""), None);
    }

    #[test]
    fn what_is_kept_in_mind_is_bounded() {
        let failures = Failures::new((1, Duration::from_secs(60)));
        for n in 0..30_000_u32 {
            failures.note(IpAddr::from(n.to_be_bytes()), &record(None, StatusCode::UNAUTHORIZED));
        }
        assert!(failures.limiter.len() <= KEPT + 1, "{}", failures.limiter.len());
        let newcomer = IpAddr::from([255, 255, 255, 255]);
        assert!(failures.wait(newcomer, b"").is_some(), "the others wait together");
    }
}

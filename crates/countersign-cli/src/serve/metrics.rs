//! What a monitoring system reads at `/metrics`. Every label has few values: routes, statuses and codes are ours.

use std::time::Duration;

use countersign_partner::Record;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// How [`Metrics::text`] is called.
pub(super) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds, from what a token takes to what a slow key set takes.
const BUCKETS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// One name and its value.
type Label = [(&'static str, &'static str); 1];

/// What tells requests apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: u16,
}

/// Everything that is counted.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Label, Histogram, fn() -> Histogram>,
    refusals: Family<Label, Counter>,
    fetches: Family<Label, Counter>,
    tokens: Counter,
    unavailable: Counter,
    turned_away: Counter,
    pub(super) in_flight: Gauge,
    pub(super) connections: Gauge,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("countersign"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            refusals: Family::default(),
            fetches: Family::default(),
            tokens: Counter::default(),
            unavailable: Counter::default(),
            turned_away: Counter::default(),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests answered", metrics.requests.clone());
        registry.register("request_seconds", "Time to the answer", metrics.seconds.clone());
        registry.register("refusals", "Refusals by finding code", metrics.refusals.clone());
        registry.register("key_set_fetches", "Key sets fetched", metrics.fetches.clone());
        registry.register("tokens", "Tokens given out", metrics.tokens.clone());
        registry.register(
            "store_errors",
            "Requests that the store failed",
            metrics.unavailable.clone(),
        );
        registry.register(
            "turned_away",
            "Requests not looked at: too many at once, too often, or meant for another host",
            metrics.turned_away.clone(),
        );
        registry.register("in_flight", "Requests being answered", metrics.in_flight.clone());
        registry.register("connections", "Open connections", metrics.connections.clone());
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "What runs here", Info::new(version));
        metrics
    }

    /// Counts a request that the partner answered.
    pub(super) fn request(&self, record: &Record, took: Duration) {
        let (route, status) = (record.route.name(), record.status.as_u16());
        self.requests.get_or_create(&Answered { route, status }).inc();
        self.seconds.get_or_create(&[("route", route)]).observe(took.as_secs_f64());
        let failure = record.report.as_ref().and_then(|report| report.first_failure());
        match (route, failure) {
            _ if record.status.is_server_error() => drop(self.unavailable.inc()),
            ("token", None) if record.status.is_success() => drop(self.tokens.inc()),
            (_, Some(finding)) if record.status.is_client_error() => {
                self.refusals.get_or_create(&[("code", finding.code.id)]).inc();
            }
            _ => {}
        }
    }

    /// Counts a key set that was fetched, or was not to be had.
    pub(super) fn fetch(&self, is_there: bool) {
        let outcome = if is_there { "fetched" } else { "failed" };
        self.fetches.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Counts a request that nobody looked at.
    pub(super) fn turn_away(&self) {
        self.turned_away.inc();
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes all that is written to it");
        text
    }
}

/// Counts up for as long as it lives.
#[derive(Debug)]
pub(super) struct Counted(Gauge);

impl Counted {
    pub(super) fn on(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

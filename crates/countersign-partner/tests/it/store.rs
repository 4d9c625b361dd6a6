//! The memory store passes what every store has to, and forgets what it may.

use countersign_partner::block_on;
use countersign_partner::store::{CachedKeys, MemoryStore, Store, conformance};
use countersign_testkit::NOW;

#[test]
fn memory_conforms() {
    block_on(conformance::check(&MemoryStore::default())).expect("in memory");
}

// wasm32-wasip1 has no threads to race with.
#[cfg(not(target_family = "wasm"))]
#[test]
fn of_twenty_at_once_one_gets_the_token() {
    let store = MemoryStore::default();
    let came = std::thread::scope(|scope| {
        let contend = |number| {
            let store = &store;
            scope.spawn(move || block_on(conformance::contend(store, number)).expect("in memory"))
        };
        let contenders: Vec<_> = (0..20).map(contend).collect();
        contenders.into_iter().map(|one| one.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert_eq!(came.len(), 20);
    block_on(conformance::one_won(&store, &came)).expect("in memory");
}

#[test]
fn key_sets_are_forgotten_when_they_are_too_much_the_first_to_end_first() {
    let store = MemoryStore::default();
    let url = |number: i64| format!("https://{number}.example/jwks");
    for number in 0..20 {
        let keys = CachedKeys {
            text: "k".repeat(1 << 20),
            fetched_at: NOW,
            good_until: NOW + countersign::time::Seconds::new(60 + number),
        };
        block_on(store.keep_keys(&url(number), keys)).expect("in memory");
    }
    let kept: Vec<i64> = (0..20)
        .filter(|number| block_on(store.keys(&url(*number))).expect("in memory").is_some())
        .collect();
    assert_eq!(kept, (5..20).collect::<Vec<_>>(), "15 MiB and their URLs are under 16 MiB");
}

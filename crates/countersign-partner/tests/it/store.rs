//! The memory store passes what every store has to.

use countersign_partner::block_on;
use countersign_partner::store::{MemoryStore, conformance};

#[test]
fn memory_conforms() {
    block_on(conformance::check(&MemoryStore::default())).expect("in memory");
}

// wasm32-wasip1 has no threads to race with.
#[cfg(not(target_family = "wasm"))]
mod race {
    use countersign_partner::store::{JtiUse, Store, UsedJti};
    use countersign_testkit::NOW;

    use super::*;

    #[test]
    fn of_twenty_at_once_one_gets_the_jti() {
        let store = MemoryStore::default();
        let used = UsedJti { issuer: "a".into(), jti: "once".into(), until: NOW };
        let use_it = || block_on(store.use_jti(&used, NOW)).expect("in memory");
        let firsts = std::thread::scope(|scope| {
            let races: Vec<_> = (0..20).map(|_| scope.spawn(use_it)).collect();
            let used = races.into_iter().filter_map(|race| race.join().ok());
            used.filter(|used| *used == JtiUse::First).count()
        });
        assert_eq!(firsts, 1);
    }
}

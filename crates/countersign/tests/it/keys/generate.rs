//! Key generation as a machine.

use core::ops::ControlFlow;

use countersign::key::{Generation, KeyError, KeyKind, Progress, generate};
use countersign_testkit::{rng, rng_from};

fn make(kind: KeyKind, seed: u64) -> (countersign::key::PrivateKey, Vec<Progress>) {
    let mut steps = Vec::new();
    let key = generate(kind, &mut rng_from(seed), &mut |progress| {
        steps.push(progress);
        ControlFlow::Continue(())
    });
    (key.expect("nobody cancels"), steps)
}

#[test]
fn every_kind_is_made_as_asked() {
    for kind in KeyKind::MADE {
        let (key, _) = make(kind, 1);
        assert_eq!(key.kind(), kind);
        let public = key.public();
        for &alg in public.algs() {
            let signature = key.sign(alg, b"input", &mut rng()).expect("its own algorithm");
            assert_eq!(public.verify(alg, b"input", &signature), Ok(()), "{kind} {alg}");
        }
        if let KeyKind::Rsa { bits } = kind {
            assert_eq!(public.exponent(), Some(vec![1, 0, 1]));
            assert_eq!(public.modulus().map(|n| n.len() * 8), Some(bits));
        }
    }
}

#[test]
fn a_seed_decides_the_key() {
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384] {
        let public = |seed| make(kind, seed).0.public();
        assert_eq!(public(1), public(1));
        assert_ne!(public(1), public(2));
    }
}

#[test]
fn progress_never_goes_back() {
    let (_, steps) = make(KeyKind::Rsa { bits: 2048 }, 3);
    assert!(steps.windows(2).all(|pair| pair[0].candidates < pair[1].candidates));
    assert!(steps.windows(2).all(|pair| pair[0].primes_found <= pair[1].primes_found));
    assert_eq!(steps.last().map(|last| last.primes_found), Some(2));
}

#[test]
fn a_caller_may_stop_and_start_again() {
    let mut rng = rng();
    let kind = KeyKind::Rsa { bits: 2048 };
    let mut steps = 0;
    let stopped = generate(kind, &mut rng, &mut |_| {
        steps += 1;
        if steps < 5 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert_eq!((stopped.err(), steps), (Some(KeyError::Cancelled), 5));

    let mut generation = Generation::new(kind).expect("a size that is made");
    let mut keys = Vec::new();
    while keys.len() < 2 {
        keys.extend(generation.advance(&mut rng).expect("no step fails"));
    }
    assert_ne!(keys[0].public(), keys[1].public());
}

#[test]
fn other_sizes_are_not_made() {
    for bits in [0, 512, 1024, 2047, 2049, 8192, usize::MAX] {
        assert_eq!(
            Generation::new(KeyKind::Rsa { bits }).err(),
            Some(KeyError::RsaBits { got: bits })
        );
    }
}

//! What is done to an audit trail is found, as far as it can be.

use countersign_partner::{AuditEntry, Break, Checked, Head, TrailCheck};
use countersign_testkit::NOW;

/// A writer's chain of so many entries behind its start.
fn chain(writer: &str, sealed: &[Head], entries: usize) -> Vec<AuditEntry> {
    let first = AuditEntry::start(NOW, writer, sealed).behind(&Head::before_first(writer));
    let mut chain = vec![first];
    for number in 0..entries {
        chain.push(after(&chain, &format!("Patient?name={number}")));
    }
    chain
}

/// One more entry behind a chain.
fn after(chain: &[AuditEntry], query: &str) -> AuditEntry {
    let last = chain.last().expect("a start");
    let entry = AuditEntry {
        action: "search".into(),
        query: Some(query.into()),
        client_id: "larkmoor".into(),
        resources: vec!["Patient/odalys-shaw".into()],
        ..last.clone()
    };
    entry.behind(&last.head())
}

/// A trail of three runs: the second seals the first, the third the second. The first two wrote at the same time.
fn trail() -> [Vec<AuditEntry>; 3] {
    let first = chain("a", &[], 3);
    let second = chain("b", &[first[2].head()], 3);
    let third = chain("c", &[first[3].head(), second[3].head()], 3);
    [first, second, third]
}

fn check<'a>(
    entries: impl IntoIterator<Item = &'a AuditEntry>,
    kept: &[Head],
) -> Result<Checked, Break> {
    let mut check = TrailCheck::default();
    for entry in entries {
        check.see(entry)?;
    }
    check.finish(kept)
}

fn last(chain: &[AuditEntry]) -> Head {
    chain.last().expect("a start").head()
}

#[test]
fn a_whole_trail_holds_however_its_chains_are_mixed() {
    let [a, b, c] = trail();
    let whole = Checked { entries: 12, heads: vec![last(&c)] };
    assert_eq!(check([&a, &b, &c].into_iter().flatten(), &[]), Ok(whole.clone()));
    assert_eq!(check([&c, &b, &a].into_iter().flatten(), &[last(&a), last(&c)]), Ok(whole.clone()));
    let mixed = a.iter().zip(&b).zip(&c).flat_map(|((a, b), c)| [c, a, b]);
    assert_eq!(check(mixed, &[a[1].head()]), Ok(whole));
    assert_eq!(
        check([&a, &b].into_iter().flatten(), &[]).map(|checked| checked.heads),
        Ok(vec![last(&a), last(&b)]),
        "a head that a chain has grown past is sealed no longer"
    );
    assert_eq!(check([], &[]), Ok(Checked { entries: 0, heads: vec![] }));
}

/// A way to alter an entry.
type Flip = fn(&mut AuditEntry);

#[test]
fn a_change_of_any_member_shows() {
    let members: [(&str, Flip); 13] = [
        ("writer", |e| e.writer = "c".into()),
        ("number", |e| e.number += 1),
        ("at", |e| e.at = e.at + countersign::time::Seconds::new(1)),
        ("action", |e| e.action = "read".into()),
        ("outcome", |e| e.outcome = countersign_partner::Outcome::Refused),
        ("reason", |e| e.reason = Some(String::new())),
        ("client", |e| e.client_id.push('x')),
        ("query", |e| e.query = None),
        ("resources", |e| e.resources.clear()),
        ("jti", |e| e.jti = Some("j".into())),
        ("kid", |e| e.kid = Some("k".into())),
        ("previous", |e| e.previous = e.hash.clone()),
        ("hash", |e| e.hash.clear()),
    ];
    for (member, flip) in members {
        let [mut a, ..] = trail();
        flip(&mut a[2]);
        let (writer, number) = (a[2].writer.clone(), a[2].number);
        assert_eq!(check(&a, &[]), Err(Break::Altered { writer, number }), "{member}");
    }
}

#[test]
fn an_entry_that_was_replaced_shows_at_the_next() {
    let [mut a, ..] = trail();
    a[2] = after(&a[..2], "Patient?name=somebody");
    assert_eq!(check(&a, &[]), Err(Break::Parted { writer: "a".into(), number: 4 }));
}

#[test]
fn a_gap_a_repetition_or_another_order_shows() {
    let [a, ..] = trail();
    let out_of_place =
        |number, wanted| Err(Break::OutOfPlace { writer: "a".into(), number, wanted });
    let mut gap = a.clone();
    gap.remove(1);
    assert_eq!(check(&gap, &[]), out_of_place(3, 2));
    let mut twice = a.clone();
    twice.insert(1, a[0].clone());
    assert_eq!(check(&twice, &[]), out_of_place(1, 2));
    let mut moved = a.clone();
    moved.swap(1, 2);
    assert_eq!(check(&moved, &[]), out_of_place(3, 2));
    assert_eq!(
        check(&a[1..], &[]),
        Err(Break::NoBeginning { writer: "a".into(), number: 2 }),
        "the first is gone"
    );
}

#[test]
fn a_cut_tail_shows_once_it_was_sealed_or_with_its_head() {
    let [a, b, c] = trail();
    let cut = [&a[..], &b[..3], &c[..]];
    assert_eq!(
        check(cut.into_iter().flatten(), &[]),
        Err(Break::SealedMissing { head: last(&b), by: "c".into() })
    );
    let cut = [&a[..], &b[..], &c[..3]];
    assert!(check(cut.into_iter().flatten(), &[]).is_ok(), "nobody sealed the last chain");
    assert_eq!(
        check(cut.into_iter().flatten(), &[last(&c)]),
        Err(Break::KeptMissing { head: last(&c) })
    );
}

#[test]
fn a_chain_that_is_gone_shows_once_it_was_sealed_or_with_its_head() {
    let [a, b, c] = trail();
    let gone = [&b, &c];
    assert_eq!(
        check(gone.into_iter().flatten(), &[]),
        Err(Break::SealedMissing { head: a[2].head(), by: "b".into() })
    );
    let gone = [&a, &b];
    assert!(check(gone.into_iter().flatten(), &[]).is_ok(), "nobody sealed the last chain");
    assert_eq!(
        check(gone.into_iter().flatten(), &[last(&c)]),
        Err(Break::KeptMissing { head: last(&c) })
    );
}

#[test]
fn a_chain_that_was_written_anew_shows_once_it_was_sealed_or_with_its_head() {
    let [a, b, c] = trail();
    let mut anew = a[..1].to_vec();
    for number in 1..4 {
        anew.push(after(&anew, &format!("Location?_id={number}")));
    }
    assert_eq!(
        check([&anew, &b, &c].into_iter().flatten(), &[]),
        Err(Break::SealedReplaced { head: a[2].head(), by: "b".into() })
    );
    assert!(check(&anew, &[]).is_ok(), "alone it is as good as any");
    assert_eq!(check(&anew, &[last(&a)]), Err(Break::KeptReplaced { head: last(&a) }));
}

#[test]
fn two_chains_that_changed_names_show() {
    let [mut a, mut b, _] = trail();
    for (one, other) in a.iter_mut().zip(&mut b) {
        std::mem::swap(&mut one.writer, &mut other.writer);
    }
    assert_eq!(
        check(a.iter().chain(&b), &[]),
        Err(Break::Altered { writer: "b".into(), number: 1 })
    );
}

#[test]
fn a_start_that_seals_no_head_shows() {
    let start = AuditEntry::start(NOW, "a", &[]);
    let start = AuditEntry { resources: vec!["all of it".into()], ..start }
        .behind(&Head::before_first("a"));
    assert_eq!(check([&start], &[]), Err(Break::NoHead { writer: "a".into(), number: 1 }));
}

//! An audit trail: three numbers on the first line, then an entry on each. As it came it may be anything; chained anew it
//! is whole, and with one octet changed, an entry gone or two of one chain swapped it is not.
#![no_main]

use std::collections::BTreeMap;

use countersign_partner::{AuditEntry, Break, Checked, Head, TrailCheck};
use libfuzzer_sys::fuzz_target;

fn check(trail: &[AuditEntry], kept: &[Head]) -> Result<Checked, Break> {
    let mut check = TrailCheck::default();
    trail.iter().try_for_each(|entry| check.see(entry))?;
    check.finish(kept)
}

/// The same entries as a store keeps them, each behind the one before of its writer. A start seals the heads that are
/// there.
fn chained(entries: Vec<AuditEntry>) -> Vec<AuditEntry> {
    let mut heads = BTreeMap::<String, Head>::new();
    let chain = |entry: AuditEntry| {
        let entry = if entry.action == "start" {
            let sealed: Vec<Head> = heads.values().cloned().collect();
            AuditEntry::start(entry.at, &entry.writer, &sealed)
        } else {
            entry
        };
        // What names no writer is of one that has a name.
        let name: String =
            entry.writer.chars().filter(|c| c.is_ascii_alphanumeric()).take(40).collect();
        let name = if name.is_empty() { "memory".to_owned() } else { name };
        let head = heads.entry(name.clone()).or_insert_with(|| Head::before_first(name));
        let entry = entry.behind(head);
        *head = entry.head();
        entry
    };
    entries.into_iter().map(chain).collect()
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (numbers, entries) = text.split_once('\n').unwrap_or((&text, ""));
    let mut numbers = numbers.split(' ').map(|number| number.parse::<usize>().unwrap_or_default());
    let [entry, octet, bits] = [(); 3].map(|()| numbers.next().unwrap_or_default());
    let entries: Vec<AuditEntry> =
        entries.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if let Ok(checked) = check(&entries, &[]) {
        assert_eq!(checked.entries, entries.len() as u64);
    }
    let trail = chained(entries);
    let checked = check(&trail, &[]).expect("a trail as it was written");
    assert_eq!(checked.entries, trail.len() as u64);
    assert_eq!(check(&trail, &checked.heads).as_ref(), Ok(&checked));
    let Some(at) = entry.checked_rem(trail.len()) else { return };

    let mut line = serde_json::to_vec(&trail[at]).expect("plain data");
    let octet = octet % line.len();
    line[octet] ^= u8::try_from(bits % 255 + 1).expect("1 to 255");
    if let Ok(altered) = serde_json::from_slice::<AuditEntry>(&line)
        && altered != trail[at]
    {
        let mut trail = trail.clone();
        trail[at] = altered;
        assert!(check(&trail, &[]).is_err(), "an altered entry is found without a head");
    }
    let mut shorter = trail.clone();
    shorter.remove(at);
    assert!(check(&shorter, &checked.heads).is_err(), "a missing entry is found");
    if let Some(other) =
        (at + 1..trail.len()).find(|other| trail[*other].writer == trail[at].writer)
    {
        let mut moved = trail.clone();
        moved.swap(at, other);
        assert!(check(&moved, &[]).is_err(), "two that were swapped are found");
    }
});

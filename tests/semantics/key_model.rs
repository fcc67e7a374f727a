//! The life of keys, drawn at random, against a model of a few lines.

use handseal::event::Subject;
use handseal::identity::Entropy as _;
use handseal::ledger::SignedCheckpoint;
use handseal::verify::Verdict;

use crate::cases::{Ledger, Party, Seeded, at};

/// What the model remembers of an entry: who signed it with which key, and what it did.
#[derive(Clone, Copy, Debug)]
enum Did {
    Noted,
    /// A party was enrolled, with a further key or without.
    Enrolled(usize, Option<u8>),
    /// To a new key.
    Rotated(u8),
    /// A key was revoked: stolen since a minute, since nobody knows when, or not stolen.
    Revoked(u8, Option<Option<u32>>),
}

/// A draw of a ledger, and what it consists of, from the entry `first` on.
struct Drawn {
    ledger: Ledger,
    first: u64,
    acts: Vec<(usize, u8, Did)>,
    heads: Vec<(SignedCheckpoint, u32)>,
}

const PEOPLE: usize = 3;

fn draw(seed: u64) -> Drawn {
    let mut random = Seeded::new(seed);
    let mut pick = move |below: u8| {
        let mut byte = [0];
        random.fill(&mut byte).unwrap();
        byte[0] % below
    };
    let mut ledger = Ledger::opened();
    let chief = ledger.chief.clone();
    let mut people: Vec<Party> =
        (0..PEOPLE).map(|n| ledger.enrol(10 + n as u8, &chief, &[])).collect();
    let mut keys: Vec<Vec<u8>> = (0..PEOPLE).map(|n| vec![10 + n as u8]).collect();
    let (mut fresh, mut gone) = (20, Vec::new());
    let (first, mut acts, mut heads) = (ledger.size(), Vec::new(), Vec::new());
    for _ in 0..24 {
        let who = usize::from(pick(PEOPLE as u8));
        let key = keys[who][usize::from(pick(keys[who].len() as u8))];
        let signer = people[who].with_key(key);
        match pick(8) {
            0 => {
                let number = (pick(2) == 0).then_some(fresh);
                let kind = handseal::event::PartyKind::Person;
                let body = ledger.enrolled(kind, number, signer.id, &chief, &[]);
                people[who] = ledger.enrol_as(key, signer.id, body, &chief);
                keys[who].extend(number);
                fresh += 1;
                acts.push((PEOPLE, chief.key, Did::Enrolled(who, number)));
            }
            // Under a key that has ended a rotation registers nothing.
            1 if !gone.contains(&key) => {
                let own = [ledger.own(&signer)];
                let body = ledger.rotated(fresh, signer.id);
                ledger.act(body, &own, &signer);
                gone.push(key);
                keys[who].push(fresh);
                acts.push((who, key, Did::Rotated(fresh)));
                fresh += 1;
            }
            2 => {
                let since = u32::from(pick(60));
                let (body, stolen) = match pick(3) {
                    0 => (ledger.revoked(&chief, key), None),
                    1 => (ledger.stolen(&chief, key, None), Some(None)),
                    _ => (ledger.stolen(&chief, key, Some(since)), Some(Some(since))),
                };
                ledger.act(body, &[Subject::Party(signer.id)], &chief);
                gone.push(key);
                acts.push((PEOPLE, chief.key, Did::Revoked(key, stolen)));
            }
            3 => heads.push((ledger.head(), u32::from(pick(60)))),
            _ => {
                let own = [ledger.own(&signer)];
                let body = ledger.noted();
                ledger.act(body, &own, &signer);
                acts.push((who, key, Did::Noted));
            }
        }
    }
    Drawn { ledger, first, acts, heads }
}

/// A key that is used after its end is revoked; it does nothing more.
fn ended(acts: &[(usize, u8, Did)]) -> Vec<bool> {
    let (mut gone, mut bad) = (Vec::new(), Vec::new());
    for (_, key, did) in acts {
        let refused = gone.contains(key);
        bad.push(refused);
        match did {
            Did::Rotated(_) if !refused => gone.push(*key),
            Did::Revoked(ended, _) => gone.push(*ended),
            Did::Noted | Did::Enrolled(..) | Did::Rotated(_) => {}
        }
    }
    bad
}

/// V2.5 as the specification has it.
fn unproven(drawn: &Drawn, bad: &[bool]) -> Vec<bool> {
    let covered = |since: Option<u32>| {
        let before =
            drawn.heads.iter().filter(|(_, kept)| since.is_some_and(|since| *kept < since));
        before.map(|(head, _)| head.unverified().size()).max().unwrap_or(0)
    };
    let mut rests = [false; PEOPLE + 1];
    let mut planted = Vec::new();
    let mut found = Vec::new();
    for (place, (who, key, did)) in drawn.acts.iter().enumerate() {
        let index = drawn.first + place as u64;
        let stolen = drawn.acts[place..].iter().zip(&bad[place..]).any(|((_, _, later), bad)| {
            matches!(later, Did::Revoked(of, Some(since)) if of == key && !bad && index >= covered(*since))
        });
        let is = !bad[place] && (stolen || planted.contains(key) || rests[*who]);
        found.push(is);
        match did {
            Did::Enrolled(party, key) if !bad[place] => {
                rests[*party] = is;
                planted.extend(key.filter(|_| is));
            }
            Did::Rotated(key) => planted.extend(is.then_some(*key)),
            Did::Noted | Did::Enrolled(..) | Did::Revoked(..) => {}
        }
    }
    found
}

#[test]
fn keys_end_and_are_doubted_as_the_model_says() {
    let (mut revoked, mut doubted, mut whole) = (0, 0, 0);
    for seed in 0..300 {
        let drawn = draw(seed);
        let bad = ended(&drawn.acts);
        let unproven = unproven(&drawn, &bad);
        let mut expected = Vec::new();
        for (place, (bad, unproven)) in bad.iter().zip(&unproven).enumerate() {
            let index = drawn.first + place as u64;
            expected.extend(bad.then_some(("key.revoked", index)));
            expected.extend(unproven.then_some(("key.unproven", index)));
        }
        let mut verifier = drawn.ledger.verifier().anchor(drawn.ledger.head());
        for (head, kept) in &drawn.heads {
            verifier = verifier.anchor_kept_since(head.clone(), at(*kept));
        }
        let report = verifier.verify_bytes(&drawn.ledger.bytes).unwrap();
        let about_keys =
            report.findings.iter().filter(|found| found.code.name().starts_with("key."));
        let found: Vec<_> =
            about_keys.map(|found| (found.code.name(), found.location.entry.unwrap())).collect();
        assert_eq!(found, expected, "seed {seed}: {:?}\n{report}", drawn.acts);
        revoked += bad.iter().filter(|bad| **bad).count();
        doubted += unproven.iter().filter(|unproven| **unproven).count();
        whole += usize::from(report.verdict == Verdict::Consistent);
    }
    // The draws are worth something.
    assert!(revoked > 100 && doubted > 100 && whole > 0, "{revoked} {doubted} {whole}");
}

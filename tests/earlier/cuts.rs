//! Every ledger that is at hand, cut behind every entry.

use std::fs;
use std::path::Path;

use handseal::Timestamp;
use handseal::identity::{Signer as _, SigningKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::timestamp::Authorities;
use handseal::verify::{NoSnapshot, Report, Scope, Verifier};
use serde_json::Value;

use crate::cases::{CHIEF, LAB, Ledger, key as seeded};
use crate::{assert_same, cuts, head, key};

/// What a ledger is verified under.
struct Asked {
    name: String,
    file: Vec<u8>,
    trust: Trust,
    now: Timestamp,
    heads: Vec<SignedCheckpoint>,
    authorities: Authorities,
    signer: SigningKey,
}

/// How often each came out.
#[derive(Debug, Default)]
struct Count {
    cuts: usize,
    snapshots: usize,
    not_kept: usize,
    read_again: usize,
    failures: usize,
}

impl Asked {
    fn verifier(&self, now: Timestamp) -> Verifier<'static> {
        Verifier::new(&self.trust, now).authorities(&self.authorities)
    }

    fn whole(&self, anchors: &[SignedCheckpoint]) -> Report {
        let anchored = anchors.iter().cloned().fold(self.verifier(self.now), Verifier::anchor);
        anchored.verify_bytes(&self.file).unwrap()
    }

    /// Rests on a snapshot at each prefix, made when nothing else was there, at its time and long before.
    fn every_cut(&self, count: &mut Count) {
        let plain = self.whole(&[]);
        let (Scope::Ledger, Some(origin)) = (&plain.scope, &plain.origin) else {
            return;
        };
        let long_ago = "2000-01-01T00:00:00Z".parse().unwrap();
        for cut in cuts(&self.file) {
            count.cuts += 1;
            let at_cut = head(origin, &cut, &self.signer);
            // At one size as of now, at the next as of a time at which all is in the future.
            let then = if cut.size % 2 == 0 { self.now } else { long_ago };
            {
                let earlier = |file: &[u8]| {
                    let verifier = self.verifier(then).anchor(at_cut.clone());
                    verifier.with_snapshot(&key()).verify_bytes(file).unwrap()
                };
                let what = format!("{} cut at {}, as of {then}", self.name, cut.size);
                let made = earlier(&self.file[cut.bytes.clone()]).snapshot.unwrap();
                assert!(earlier(&self.file).snapshot.unwrap() == made, "{what}: by what follows");
                let snapshot = match made {
                    Ok(snapshot) => snapshot,
                    Err(NoSnapshot::NotKept { .. }) => {
                        count.not_kept += 1;
                        continue;
                    }
                    // A ledger that is not opened yet has no heads.
                    Err(NoSnapshot::NoHead) => {
                        let prefix = earlier(&self.file[cut.bytes.clone()]);
                        assert_eq!(prefix.origin, None, "{what}");
                        continue;
                    }
                    Err(other) => panic!("{what}: {other}"),
                };
                count.snapshots += 1;
                self.rest(&at_cut, &snapshot, &what, count);
            }
        }
    }

    fn rest(&self, at_cut: &SignedCheckpoint, snapshot: &[u8], what: &str, count: &mut Count) {
        let anchors: Vec<_> = [at_cut].into_iter().chain(&self.heads).cloned().collect();
        let old = |head: &&SignedCheckpoint| head.unverified().size() >= at_cut.unverified().size();
        let anchors: Vec<_> = anchors.iter().filter(old).cloned().collect();
        let whole = self.whole(&anchors);
        let verifier = anchors.into_iter().fold(self.verifier(self.now), Verifier::anchor);
        let resting = verifier.resting_on(snapshot, &key());
        let resting = resting.verify_bytes(&self.file);
        let resting = resting.unwrap_or_else(|error| panic!("{what}: {error:?}"));
        assert_same(&whole, &resting, what);
        let earlier = resting.earlier.unwrap();
        assert_eq!(earlier.size, at_cut.unverified().size(), "{what}");
        count.read_again += usize::from(earlier.read_again);
        count.failures += usize::from(whole.verdict.code() == "Contradicted");
        // What could be rested on next is what a verification of all would give.
        assert!(resting.snapshot.is_some(), "{what}");
    }
}

fn vectors() -> Vec<Asked> {
    let mut all = Vec::new();
    for folder in ["accept", "reject"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
        for file in fs::read_dir(folder).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let vector: Value = serde_json::from_str(&text).unwrap();
            let question = &vector["question"];
            // Files beside are read with everything: nothing rests then.
            if question["op"] != "verify" || !question["beside"].is_null() {
                continue;
            }
            let texts = |field: &str| {
                let list = question[field].as_array().cloned().unwrap_or_default();
                list.into_iter().map(|text| text.as_str().unwrap().to_owned())
            };
            let roots = texts("roots").filter_map(|root| root.parse().ok());
            let heads =
                texts("heads").filter_map(|head| SignedCheckpoint::parse(head.as_bytes()).ok());
            let mut authorities = Authorities::none();
            for anchor in texts("authorities") {
                authorities = authorities.anchor_der(&hex(&anchor)).unwrap();
            }
            let Ok(now) = question["now"].as_str().unwrap().parse() else { continue };
            all.push(Asked {
                name: vector["name"].as_str().unwrap().to_owned(),
                file: hex(question["file"].as_str().unwrap()),
                trust: roots.fold(Trust::new(), Trust::root),
                now,
                heads: heads.collect(),
                authorities,
                signer: seeded(crate::cases::HEADS),
            });
        }
    }
    all
}

fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect()
}

#[test]
fn resting_on_any_prefix_of_a_vector_says_another_thing() {
    let mut count = Count::default();
    for asked in vectors() {
        asked.every_cut(&mut count);
    }
    println!("{count:?}");
    assert!(count.snapshots > 1_000 && count.not_kept > 10, "{count:?}");
    assert!(count.read_again > 100 && count.failures > 100, "{count:?}");
}

#[test]
fn resting_on_any_prefix_of_the_sample_says_another_thing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample");
    let mut count = Count::default();
    for (case, roots, head) in [
        ("sample.custody", "root.txt", "sample.head"),
        ("requests/ledger.custody", "requests/roots.txt", "requests/ledger.head"),
    ] {
        let roots = fs::read_to_string(folder.join(roots)).unwrap();
        let roots = roots.split_whitespace().map(|root| root.parse().unwrap());
        let asked = Asked {
            name: case.to_owned(),
            file: fs::read(folder.join(case)).unwrap(),
            trust: roots.fold(Trust::new(), Trust::root),
            now: "2041-11-22T12:00:00+01:00".parse().unwrap(),
            heads: vec![SignedCheckpoint::parse(&fs::read(folder.join(head)).unwrap()).unwrap()],
            authorities: Authorities::none(),
            signer: SigningKey::from_seed(&[9; 32]),
        };
        asked.every_cut(&mut count);
    }
    println!("{count:?}");
    assert!(count.snapshots > 40 && count.failures == 0, "{count:?}");
}

/// Two organisations, hand-overs, citations of old entries, forks and acts by those without a right to them.
#[test]
fn resting_on_any_prefix_of_a_random_ledger_says_another_thing() {
    let mut count = Count::default();
    for seed in 0..24_u64 {
        let mut ledger = Ledger::new();
        ledger.import_lab();
        let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut pick = |among: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random % among as u64) as usize
        };
        let chief = ledger.chief.clone();
        let ana = ledger.enrol(5, &chief, &[]);
        let lab = ledger.lab.clone();
        let parties = [chief, ana, lab];
        let mut items = vec![ledger.collect(&parties[0])];
        let mut cited = vec![ledger.cite(&items[0])];
        for _ in 0..16 {
            // In every other ledger only the holder acts, and nothing is wrong.
            let wrong = seed % 2 == 1;
            let by = parties[if wrong { pick(3) } else { 0 }].clone();
            let item = items[pick(items.len())].clone();
            match pick(7) {
                2 if seed % 4 == 0 => {}
                3 | 4 if !wrong => {}
                0 => items.push(ledger.collect(&by)),
                1 => drop(ledger.checkpoint()),
                2 => {
                    let entry = Some(cited[pick(cited.len())].clone());
                    let text = ledger.salts.commit("as said before");
                    let own = ledger.own(&by);
                    ledger.act(handseal::event::Noted { text, entry }, &[own], &by);
                }
                3 => {
                    // A second entry at the place of the last one.
                    let text = ledger.salts.commit("one");
                    let first = handseal::event::Noted { text, entry: None };
                    let text = ledger.salts.commit("other");
                    let second = handseal::event::Noted { text, entry: None };
                    let one = ledger.signed(first, std::slice::from_ref(&item), &by);
                    let other = ledger.signed(second, std::slice::from_ref(&item), &by);
                    ledger.push(&one);
                    ledger.push_aside(&other);
                }
                4 => {
                    // One that is left out.
                    let text = ledger.salts.commit("gone");
                    let gone = handseal::event::Noted { text, entry: None };
                    let gone = ledger.signed(gone, std::slice::from_ref(&item), &by);
                    // Its place is counted all the same: what follows names it.
                    if pick(2) == 0 {
                        ledger.skip(&gone);
                        continue;
                    }
                    ledger.push(&gone);
                }
                _ => {
                    let text = ledger.salts.commit("remark");
                    let entry = None;
                    ledger.act(
                        handseal::event::Noted { text, entry },
                        std::slice::from_ref(&item),
                        &by,
                    );
                    cited.push(ledger.cite(&item));
                }
            }
        }
        let asked = Asked {
            name: format!("seed {seed}"),
            file: ledger.bytes.clone(),
            trust: [CHIEF, LAB].into_iter().fold(Trust::new(), |trust, number| {
                trust.root(seeded(number).public_key().thumbprint())
            }),
            now: crate::cases::at(ledger.latest / 2),
            heads: vec![ledger.head()],
            authorities: Authorities::none(),
            signer: seeded(crate::cases::HEADS),
        };
        asked.every_cut(&mut count);
    }
    println!("{count:?}");
    assert!(count.snapshots > 300 && count.read_again > 100 && count.failures > 50, "{count:?}");
}

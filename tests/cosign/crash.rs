//! What is remembered survives, before anything is signed.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::PathBuf;

use handseal::identity::{SignError, SignErrorKind, Signature, Signer, SigningKey};
use handseal::ledger::{CosignerKey, NoteSignError};
use handseal::store::{
    CosignError, Cosigner, FileMemory, HeadMemory, HeadSlot, Remembered, StoreError,
    VolatileMemory, VolatileSlot,
};
use handseal::verify::Misbehaviour;

use crate::cases::key;
use crate::forks::{Way, heads_key, history};
use crate::{NAME, NOW, cosigner, cosigner_key, name, remembered, request, volatile};

/// A directory of its own, removed at the end.
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("handseal-cosign-{}-{name}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&directory);
        Self(directory)
    }

    /// The memory in it, which is made the first time.
    pub(crate) fn memory(&self) -> FileMemory {
        let made = || FileMemory::create(&self.0, cosigner_key(NAME, 40));
        FileMemory::open(&self.0).or_else(|_| made()).unwrap()
    }

    pub(crate) fn file(&self, ending: &str) -> Option<PathBuf> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        let mut found = entries.filter(|path| path.to_str().unwrap().ends_with(ending));
        found.next()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A key that gives no signature: what a crash behind the store leaves.
struct Crashing(SigningKey);

impl Signer for Crashing {
    fn public_key(&self) -> &handseal::identity::PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Err(SignError::with_source(SignErrorKind::Refused, "the power went"))
    }
}

#[test]
fn crash_between_store_and_signature_loses_something() {
    let ledger = history(Way::Ones, 3);
    let directory = Directory::new("between");
    let whole = || cosigner(directory.memory(), &ledger);
    whole().cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    let crashing = Cosigner::new(name(NAME), Crashing(key(40)), directory.memory())
        .unwrap()
        .knows(heads_key(&ledger));
    let error = crashing.cosign(&request(&ledger, 7, 8), || NOW).unwrap_err();
    assert!(matches!(error, CosignError::Sign(NoteSignError::Sign(_))), "{error}");
    // The head is remembered, so another of its size is refused, and it is signed when it is asked for again.
    let other = history(Way::Twos, 3);
    let fork = whole().cosign(&request(&other, 7, 8), || NOW).unwrap_err();
    assert!(matches!(fork, CosignError::Fork { .. }), "{fork}");
    let stale = whole().cosign(&request(&ledger, 7, 9), || NOW).unwrap_err();
    assert!(matches!(stale, CosignError::Stale { held: 8 }), "{stale}");
    whole().cosign(&request(&ledger, 8, 8), || NOW).unwrap();
    whole().cosign(&request(&ledger, 8, 9), || NOW).unwrap();
}

/// A memory whose next write fails, with or without effect.
struct Failing {
    memory: VolatileMemory,
    fails: Cell<Option<Effect>>,
}

#[derive(Clone, Copy)]
enum Effect {
    None,
    Whole,
}

struct FailingSlot<'m> {
    slot: VolatileSlot<'m>,
    fails: &'m Cell<Option<Effect>>,
}

impl HeadMemory for Failing {
    type Slot<'m> = FailingSlot<'m>;

    fn cosigner(&self) -> &CosignerKey {
        self.memory.cosigner()
    }

    fn lock(&self, origin: &str) -> Result<FailingSlot<'_>, StoreError> {
        Ok(FailingSlot { slot: self.memory.lock(origin)?, fails: &self.fails })
    }
}

impl HeadSlot for FailingSlot<'_> {
    fn last(&self) -> Result<Option<Remembered>, StoreError> {
        self.slot.last()
    }

    fn replace(&mut self, last: &Remembered) -> Result<(), StoreError> {
        let Some(effect) = self.fails.take() else { return self.slot.replace(last) };
        if matches!(effect, Effect::Whole) {
            self.slot.replace(last)?;
        }
        let source = io::Error::from(io::ErrorKind::StorageFull);
        Err(StoreError::Io { path: PathBuf::from("failing"), operation: "write", source })
    }

    fn keep(&mut self, proof: &Misbehaviour) -> Result<(), StoreError> {
        self.slot.keep(proof)
    }
}

#[test]
fn head_is_signed_that_could_not_be_remembered() {
    let (ledger, other) = (history(Way::Ones, 3), history(Way::Twos, 3));
    for (effect, held) in [(Effect::None, 7), (Effect::Whole, 8)] {
        let memory = Failing { memory: volatile(), fails: Cell::new(None) };
        let cosigner =
            Cosigner::new(name(NAME), key(40), memory).unwrap().knows(heads_key(&ledger));
        cosigner.cosign(&request(&ledger, 0, 7), || NOW).unwrap();
        cosigner.memory().fails.set(Some(effect));
        let error = cosigner.cosign(&request(&ledger, 7, 8), || NOW).unwrap_err();
        assert!(matches!(error, CosignError::Store(_)), "{error}");
        // Whichever is held, it goes on from there, and from nowhere else.
        cosigner.cosign(&request(&ledger, held, 9), || NOW).unwrap();
        let fork = cosigner.cosign(&request(&other, 7, 9), || NOW).unwrap_err();
        assert!(matches!(fork, CosignError::Fork { .. }), "{fork}");
    }
}

#[test]
fn memory_is_lost_with_the_process() {
    let ledger = history(Way::Ones, 3);
    let directory = Directory::new("again");
    for (from, to) in [(0, 7), (7, 8), (8, 8), (8, 9)] {
        let memory = directory.memory();
        cosigner(memory, &ledger).cosign(&request(&ledger, from, to), || NOW).unwrap();
    }
    let kept = fs::read(directory.file(".head").unwrap()).unwrap();
    assert_eq!(kept, remembered(&format!("time {NOW}\n{}", ledger.head_at(9))));
}

/// What a crash leaves beside the head is no head, whatever is in it.
#[test]
fn draft_of_a_head_that_was_cut_off_is_taken_for_one() {
    let ledger = history(Way::Ones, 3);
    let directory = Directory::new("draft");
    let again = || cosigner(directory.memory(), &ledger);
    again().cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    let head = directory.file(".head").unwrap();
    let draft = PathBuf::from(format!("{}.draft", head.display()));
    let text = remembered(&format!("time {NOW}\n{}", ledger.head_at(8)));
    for length in [0, 1, text.len() / 2, text.len()] {
        fs::write(&draft, &text[..length.min(text.len())]).unwrap();
        let stale = again().cosign(&request(&ledger, 8, 9), || NOW).unwrap_err();
        assert!(matches!(stale, CosignError::Stale { held: 7 }), "{stale}");
    }
    again().cosign(&request(&ledger, 7, 8), || NOW).unwrap();
    assert!(!draft.exists());
}

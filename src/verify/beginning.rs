//! How a ledger begins: who keeps it, its origin, and the keys that sign its heads. V4.1, V8.

use crate::event::{EventType, SignedEvent, Statement};
use crate::ledger::{KeyName, VerifierKey, VerifierKeyError};
use crate::verify::directory::Change;
use crate::verify::fold::{Fold, Stage};

impl Fold {
    /// The key that signs heads of this size: the one in force at the entry before it.
    pub(crate) fn head_key(&self, size: u64) -> Option<&VerifierKey> {
        let last = size.checked_sub(1)?;
        self.head_keys.iter().rev().find(|(from, _)| *from <= last).map(|(_, key)| key)
    }

    pub(super) fn begin(&mut self, event: &SignedEvent, index: u64) {
        let org = event.claims().iss.org();
        if index == 0 {
            self.keeper = Some(org);
        }
        let Statement::Known(known) = event.statement() else { return };
        let event_type = known.body.event_type();
        if index == 0 && event_type == EventType::Founded {
            self.stage = Stage::Founded;
        } else if event_type == EventType::Opened
            && self.stage == Stage::Founded
            && self.keeper == Some(org)
        {
            self.stage = Stage::Opened;
        }
    }

    /// V8: only the keeper says which key signs the heads of this ledger. Any other organisation
    /// could name its origin, and with a key of its own in force make remembered heads unusable.
    pub(super) fn note_head_keys(&mut self, changes: &[Change], event: &SignedEvent, index: u64) {
        if self.keeper != Some(event.claims().iss.org()) {
            return;
        }
        let opens = match event.statement() {
            Statement::Known(known) => known.body.event_type() == EventType::Opened,
            Statement::NotUnderstood(_) => false,
        };
        for change in changes {
            let Change::CheckpointKey(origin, key) = change else {
                continue;
            };
            let own = match &self.origin {
                Some(own) => own == origin,
                None => self.stage == Stage::Founded && opens,
            };
            let name = KeyName::parse(origin.as_str()).map_err(VerifierKeyError::from);
            let verifier = name.and_then(|name| VerifierKey::new(name, key.clone()));
            if let (true, Ok(verifier)) = (own, verifier) {
                self.origin = Some(origin.clone());
                self.head_keys.push((index, verifier));
            }
        }
    }
}

//! Signatures of several events checked at once, with tables of their signers' keys.

use crate::event::signed::SignedEvent;
use crate::identity::{Algorithm, BaseTable, KeyTable, TableCheck, TableChecks};

/// Events whose signatures are checked together. Each is judged by itself.
pub(crate) struct SignedTogether<'e, 'b> {
    checks: TableChecks<'b>,
    events: Vec<(&'e mut SignedEvent, &'e KeyTable)>,
}

impl<'e, 'b> SignedTogether<'e, 'b> {
    pub(crate) const fn new(base: &'b BaseTable) -> Self {
        Self { checks: TableChecks::new(base), events: Vec::new() }
    }

    /// Takes an event that names the key of a table. V2.1 says of any other that it does.
    pub(crate) fn push(&mut self, event: &'e mut SignedEvent, table: &'e KeyTable) {
        let claims = event.claims();
        if claims.kid != table.thumbprint() || claims.algorithm != Algorithm::Ed25519 {
            return;
        }
        if let Ok(signature) = event.signature().try_into() {
            self.checks.push(table, &event.to_be_signed(), signature);
            self.events.push((event, table));
        }
    }

    /// Notes in those whose signature is accepted that it is. What is refused keeps no note: whoever
    /// verifies it asks the plain check, which says why.
    pub(crate) fn finish(self) {
        for ((event, table), check) in self.events.into_iter().zip(self.checks.finish()) {
            if check == TableCheck::Accepted {
                event.note_verified(table.thumbprint());
            }
        }
    }
}

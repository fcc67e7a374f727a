//! An event as verified.

use crate::event::payload::Event;
use crate::event::signed::{SignedEvent, Statement};
use crate::identity::{PartyId, PublicKey};

/// An event whose signature was verified. Only [`SignedEvent::verify`] makes one.
#[derive(Clone, Debug)]
pub struct VerifiedEvent {
    event: SignedEvent,
}

impl VerifiedEvent {
    /// After [`SignedEvent::check_signature`], or for an event that this process signed just now.
    pub(crate) const fn after_check(event: SignedEvent, _key: &PublicKey) -> Self {
        Self { event }
    }

    /// The event with its bytes.
    #[must_use]
    pub const fn signed(&self) -> &SignedEvent {
        &self.event
    }

    /// What was signed, when this version knows its type.
    #[must_use]
    pub fn event(&self) -> Option<&Event> {
        match self.event.statement() {
            Statement::Known(event) => Some(event),
            Statement::NotUnderstood(_) => None,
        }
    }

    /// The party that the header names.
    #[must_use]
    pub const fn signer(&self) -> PartyId {
        self.event.claims().iss
    }

    /// The event with its bytes, given up.
    #[must_use]
    pub fn into_signed(self) -> SignedEvent {
        self.event
    }
}

//! What an event of each type says; here all but what is said of items.

use handseal::event::{
    Acknowledged, Annulled, Body, CaseHandedOn, CaseOpened, CheckpointKeyChanged, Corrected,
    Enrolled, EventType, Founded, Incident, Noted, Opened, PartyKind, RevocationReason, Revoked,
    Rotated, Witnessed, Yielded,
};
use handseal::identity::{ItemId, Signature, Thumbprint};

use super::event_maker::Maker;

impl Maker {
    /// What an event of the type says; of these items, where it lists any.
    pub(super) fn body(&mut self, event_type: EventType, ids: &[ItemId]) -> Body {
        match event_type {
            EventType::Accepted => self.accepted(ids).into(),
            EventType::Accessed => self.accessed().into(),
            EventType::Acknowledged => self.acknowledged().into(),
            EventType::Acquired => self.acquired(ids).into(),
            EventType::Admitted => self.admitted().into(),
            EventType::Annulled => self.annulled().into(),
            EventType::CaseHandedOn => self.case_handed_on().into(),
            EventType::CaseOpened => self.case_opened().into(),
            EventType::Checked => self.items_checked(ids).into(),
            EventType::CheckpointKeyChanged => self.checkpoint_key_changed().into(),
            EventType::Collected => self.collected(ids).into(),
            EventType::Corrected => self.corrected().into(),
            EventType::Derived => self.derived(ids).into(),
            EventType::Destroyed => self.destroyed().into(),
            EventType::Disclosed => self.disclosed().into(),
            EventType::Enrolled => self.enrolled().into(),
            EventType::Examined => self.examined().into(),
            EventType::Founded => self.founded().into(),
            EventType::HandedOut => self.handed_out().into(),
            EventType::Incident => self.incident().into(),
            EventType::Labelled => self.labelled(ids).into(),
            EventType::Lost => self.lost().into(),
            EventType::Noted => self.noted().into(),
            EventType::Offered => self.offered().into(),
            EventType::Opened => self.opened().into(),
            EventType::Reassigned => self.reassigned().into(),
            EventType::ReceivedBack => self.received_back(ids).into(),
            EventType::Refused => self.refused(ids).into(),
            EventType::Returned => self.returned().into(),
            EventType::Revoked => self.revoked().into(),
            EventType::Rotated => self.rotated().into(),
            EventType::Sealed => self.sealed(ids).into(),
            EventType::Stored => self.stored().into(),
            EventType::TakenOver => self.taken_over(ids).into(),
            EventType::Unsealed => self.unsealed(ids).into(),
            EventType::Withdrawn => self.withdrawn().into(),
            EventType::Witnessed => self.witnessed().into(),
            EventType::Yielded => self.yielded().into(),
        }
    }

    fn acknowledged(&mut self) -> Acknowledged {
        Acknowledged { entry: self.citation() }
    }

    fn annulled(&mut self) -> Annulled {
        Annulled { by: self.maybe(Self::citation), why: self.why(), entry: self.citation() }
    }

    fn corrected(&mut self) -> Corrected {
        Corrected {
            why: self.why(),
            entry: self.citation(),
            field: self.text(),
            value: self.words(),
        }
    }

    fn incident(&mut self) -> Incident {
        Incident {
            kind: self.text(),
            text: self.words(),
            entry: self.maybe(Self::citation),
            notified: self.list(Self::words),
            risk: None,
        }
    }

    fn noted(&mut self) -> Noted {
        Noted { text: self.words(), entry: self.maybe(Self::citation) }
    }

    fn witnessed(&mut self) -> Witnessed {
        Witnessed { capacity: self.text(), entry: self.citation() }
    }

    fn yielded(&mut self) -> Yielded {
        Yielded { entry: self.citation(), other: self.citation() }
    }

    fn case_handed_on(&mut self) -> CaseHandedOn {
        CaseHandedOn { to: self.party(), why: self.maybe(Self::why) }
    }

    fn case_opened(&mut self) -> CaseOpened {
        CaseOpened { title: self.maybe(Self::words), reference: self.words() }
    }

    fn checkpoint_key_changed(&mut self) -> CheckpointKeyChanged {
        CheckpointKeyChanged {
            by: self.citation(),
            key: self.key(),
            possession: Signature(self.random()),
        }
    }

    fn enrolled(&mut self) -> Enrolled {
        let key = self.maybe(Self::key);
        let possession = key.is_some().then(|| Signature(self.random()));
        Enrolled {
            by: self.citation(),
            key,
            possession,
            kind: self.one(PartyKind::ALL),
            name: self.words(),
            roles: self.list(Self::text),
            units: self.list(Self::party),
        }
    }

    fn founded(&mut self) -> Founded {
        Founded {
            key: self.key(),
            name: self.words(),
            successors: self.list(|m| Thumbprint(m.random())),
            jurisdiction: self.text(),
        }
    }

    fn opened(&mut self) -> Opened {
        Opened { by: self.citation(), key: self.key(), possession: Signature(self.random()) }
    }

    fn revoked(&mut self) -> Revoked {
        Revoked {
            by: self.citation(),
            kid: Thumbprint(self.random()),
            why: self.maybe(Self::why),
            since: self.maybe(Self::time),
            reason: self.one(RevocationReason::ALL),
        }
    }

    fn rotated(&mut self) -> Rotated {
        Rotated { key: self.key(), possession: Signature(self.random()) }
    }
}

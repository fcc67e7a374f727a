//! What an event of each type says; here all but what is said of items and requests.

use handseal::encoding::Blob;
use handseal::event::{
    Acknowledged, Annulled, Body, CaseHandedOn, CaseOpened, CheckpointKeyChanged, Corrected,
    Enrolled, EntryHash, EventType, Founded, Incident, Kept, Noted, Notice, Opened, PartyKind,
    Pruned, PrunedEntry, RevocationReason, Revoked, Rotated, Succeeded, Timestamped, Witnessed,
    Yielded,
};
use handseal::identity::{ItemId, Signature, Thumbprint};

use super::event_maker::{Maker, SEQS};

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
            EventType::Asked => self.asked().into(),
            EventType::Authorisation => self.authorisation().into(),
            EventType::Cancelled => self.cancelled().into(),
            EventType::CaseHandedOn => self.case_handed_on().into(),
            EventType::CaseOpened => self.case_opened().into(),
            EventType::Checked => self.items_checked(ids).into(),
            EventType::CheckpointKeyChanged => self.checkpoint_key_changed().into(),
            EventType::Clarified => self.clarified().into(),
            EventType::Collected => self.collected(ids).into(),
            EventType::Confirmed => self.confirmed().into(),
            EventType::Corrected => self.corrected().into(),
            EventType::Declined => self.declined().into(),
            EventType::Derived => self.derived(ids).into(),
            EventType::Destroyed => self.destroyed().into(),
            EventType::Disclosed => self.disclosed().into(),
            EventType::Enrolled => self.enrolled().into(),
            EventType::Examined => self.examined().into(),
            EventType::Expired => self.expired().into(),
            EventType::Extended => self.extended().into(),
            EventType::Founded => self.founded().into(),
            EventType::HandedOut => self.handed_out().into(),
            EventType::Incident => self.incident().into(),
            EventType::Labelled => self.labelled(ids).into(),
            EventType::Lost => self.lost().into(),
            EventType::Narrowed => self.narrowed().into(),
            EventType::Noted => self.noted().into(),
            EventType::Notified => self.notified().into(),
            EventType::Objected => self.objected().into(),
            EventType::Offered => self.offered().into(),
            EventType::Opened => self.opened().into(),
            EventType::PreservationEnded => self.preservation_ended().into(),
            EventType::Preserved => self.preserved().into(),
            EventType::Produced => self.produced().into(),
            EventType::Pruned => self.pruned().into(),
            EventType::Reassigned => self.reassigned().into(),
            EventType::Received => self.received().into(),
            EventType::ReceivedBack => self.received_back(ids).into(),
            EventType::Refused => self.refused(ids).into(),
            EventType::Registered => self.registered().into(),
            EventType::Requested => self.requested().into(),
            EventType::Returned => self.returned().into(),
            EventType::Reviewed => self.reviewed().into(),
            EventType::Revoked => self.revoked().into(),
            EventType::Rotated => self.rotated().into(),
            EventType::Sealed => self.sealed(ids).into(),
            EventType::Stored => self.stored().into(),
            EventType::Succeeded => self.succeeded().into(),
            EventType::TakenOver => self.taken_over(ids).into(),
            EventType::Timestamped => self.timestamped().into(),
            EventType::Transmitted => self.transmitted().into(),
            EventType::Unsealed => self.unsealed(ids).into(),
            EventType::Used => self.used().into(),
            EventType::Validated => self.validated().into(),
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
            notified: self.list(|m| Notice { at: m.maybe(Self::time), to: m.recipient() }),
            risk: self.maybe(Self::text),
        }
    }

    fn noted(&mut self) -> Noted {
        Noted { text: self.words(), entry: self.maybe(Self::citation) }
    }

    fn witnessed(&mut self) -> Witnessed {
        Witnessed { capacity: self.text(), entry: self.citation() }
    }

    fn pruned(&mut self) -> Pruned {
        let count = self.pick(SEQS.len()).saturating_add(1);
        let indices = SEQS.into_iter().take(count);
        Pruned {
            ground: self.why(),
            entries: indices
                .map(|index| PrunedEntry {
                    kept: self.one(Kept::ALL),
                    entry: EntryHash::from(self.random::<32>()),
                    index,
                })
                .collect(),
        }
    }

    fn timestamped(&mut self) -> Timestamped {
        let token = Blob(self.random::<64>().to_vec());
        Timestamped { root: self.random(), size: self.one(&SEQS), token }
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
            key: self.checkpoint_key(),
            possession: Signature(self.random()),
        }
    }

    fn enrolled(&mut self) -> Enrolled {
        let kind = self.one(PartyKind::ALL);
        // A unit has none. F6.4
        let key = self.maybe(Self::key).filter(|_| kind != PartyKind::Unit);
        let possession = key.is_some().then(|| Signature(self.random()));
        Enrolled {
            by: self.citation(),
            key,
            possession,
            kind,
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
        Opened {
            by: self.citation(),
            key: self.checkpoint_key(),
            possession: Signature(self.random()),
        }
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

    fn succeeded(&mut self) -> Succeeded {
        Succeeded {
            key: self.key(),
            why: self.maybe(Self::why),
            since: self.maybe(Self::time),
            reason: self.one(RevocationReason::ALL),
            successors: self.list(|m| Thumbprint(m.random())),
        }
    }
}

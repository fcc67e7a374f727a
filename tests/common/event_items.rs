//! What is said of items: how they begin, move and are kept.

use handseal::event::{
    Accepted, Accessed, Acquired, AcquiredItem, Admitted, Collected, CollectedItem, DerivationKind,
    Derived, DerivedItem, Destroyed, Disclosed, Examined, HandedOut, ItemsChecked, Labelled,
    LabelledItem, Lost, Offered, Reassigned, ReceivedBack, Refused, Returned, Reviewed, SealState,
    Sealed, SealedItem, Stored, TakenOver, TakenOverItem, Unsealed, UnsealedItem, Used, Withdrawn,
};
use handseal::identity::ItemId;

use super::event_maker::Maker;

impl Maker {
    pub(super) fn acquired(&mut self, ids: &[ItemId]) -> Acquired {
        Acquired {
            case: self.case(),
            tool: self.maybe(Self::tool),
            items: self.each(ids, |m, id| AcquiredItem {
                id,
                name: m.maybe(Self::words),
                device: m.maybe(Self::device),
                source: m.maybe(Self::words),
                content: m.content(),
                description: m.maybe(Self::words),
                photographs: m.maybe(|m| vec![m.item()]),
            }),
            place: self.maybe(Self::words),
            ground: self.maybe(Self::why),
            method: self.maybe(Self::words),
            clock_offset: self.maybe(|m| m.one(&[0, -1, i64::MIN, i64::MAX])),
            request: self.maybe(Self::request),
            witnesses: self.maybe(|m| vec![m.words(), m.words()]),
            write_blocker: self.maybe(|m| Box::new(m.tool())),
        }
    }

    pub(super) fn collected(&mut self, ids: &[ItemId]) -> Collected {
        Collected {
            case: self.case(),
            items: self.each(ids, |m, id| CollectedItem {
                id,
                seal: m.maybe(Self::words),
                device: m.maybe(Self::device),
                condition: m.maybe(Self::words),
                description: m.maybe(Self::words),
                photographs: m.maybe(|m| vec![m.item()]),
            }),
            place: self.maybe(Self::words),
            ground: self.maybe(Self::why),
            method: self.maybe(Self::words),
            request: self.maybe(Self::request),
            witnesses: self.maybe(|m| vec![m.words(), m.words()]),
        }
    }

    pub(super) fn derived(&mut self, ids: &[ItemId]) -> Derived {
        let made = self.items();
        Derived {
            from: ids.to_vec(),
            kind: self.one(DerivationKind::ALL),
            tool: self.maybe(Self::tool),
            items: self.each(&made, |m, id| DerivedItem {
                id,
                content: m.maybe(Self::content),
                description: m.maybe(Self::words),
            }),
            method: self.maybe(Self::words),
        }
    }

    pub(super) fn labelled(&mut self, ids: &[ItemId]) -> Labelled {
        Labelled { items: self.each(ids, |m, id| LabelledItem { id, label: m.words() }) }
    }

    pub(super) fn taken_over(&mut self, ids: &[ItemId]) -> TakenOver {
        TakenOver {
            case: self.maybe(Self::case),
            from: self.maybe(Self::words),
            items: self.each(ids, |m, id| TakenOverItem {
                id,
                content: m.maybe(Self::content),
                history: m.words(),
                description: m.maybe(Self::words),
            }),
            ground: self.maybe(Self::why),
        }
    }

    pub(super) fn admitted(&mut self) -> Admitted {
        Admitted { case: self.case(), ground: self.why() }
    }

    pub(super) fn accepted(&mut self, ids: &[ItemId]) -> Accepted {
        Accepted { items: self.each(ids, Self::checked), reservations: self.maybe(Self::words) }
    }

    pub(super) fn handed_out(&mut self) -> HandedOut {
        HandedOut { to: self.words(), purpose: self.why(), receipt: self.receipt() }
    }

    pub(super) fn offered(&mut self) -> Offered {
        Offered {
            to: self.party(),
            keeps: self.list(Self::item),
            carrier: self.maybe(Self::words),
            purpose: self.why(),
            request: self.maybe(Self::request),
            answer_by: self.time(),
            conditions: self.list(Self::condition),
            authorisation: self.maybe(Self::citation),
        }
    }

    pub(super) fn reassigned(&mut self) -> Reassigned {
        Reassigned {
            by: self.citation(),
            to: self.party(),
            from: self.party(),
            ground: self.why(),
            answer_by: self.time(),
        }
    }

    pub(super) fn received_back(&mut self, ids: &[ItemId]) -> ReceivedBack {
        ReceivedBack { from: self.maybe(Self::words), items: self.each(ids, Self::checked) }
    }

    pub(super) fn refused(&mut self, ids: &[ItemId]) -> Refused {
        Refused { items: self.each(ids, Self::checked), reason: self.why() }
    }

    pub(super) fn withdrawn(&mut self) -> Withdrawn {
        Withdrawn { by: self.maybe(Self::citation), reason: self.why() }
    }

    pub(super) fn accessed(&mut self) -> Accessed {
        Accessed { who: self.maybe(Self::words), purpose: self.why() }
    }

    pub(super) fn items_checked(&mut self, ids: &[ItemId]) -> ItemsChecked {
        ItemsChecked { items: self.each(ids, Self::checked) }
    }

    pub(super) fn destroyed(&mut self) -> Destroyed {
        Destroyed { ground: self.why(), method: self.words(), witnesses: self.list(Self::words) }
    }

    pub(super) fn disclosed(&mut self) -> Disclosed {
        Disclosed {
            to: self.recipient(),
            copy: self.maybe(Self::item),
            under: self.why(),
            authorisation: self.maybe(Self::citation),
        }
    }

    pub(super) fn examined(&mut self) -> Examined {
        Examined {
            tool: self.maybe(Self::tool),
            method: self.maybe(Self::words),
            result: self.maybe(Self::words),
            purpose: self.why(),
        }
    }

    pub(super) fn lost(&mut self) -> Lost {
        Lost { circumstances: self.why() }
    }

    pub(super) fn returned(&mut self) -> Returned {
        Returned { to: self.words(), ground: self.why(), receipt: self.receipt() }
    }

    pub(super) fn sealed(&mut self, ids: &[ItemId]) -> Sealed {
        Sealed {
            items: self.each(ids, |m, id| SealedItem { id, seal: m.words() }),
            reason: self.maybe(Self::why),
        }
    }

    pub(super) fn stored(&mut self) -> Stored {
        Stored { place: self.words() }
    }

    pub(super) fn unsealed(&mut self, ids: &[ItemId]) -> Unsealed {
        Unsealed {
            items: self.each(ids, |m, id| UnsealedItem {
                id,
                seal: m.words(),
                state: m.one(SealState::ALL),
            }),
            reason: self.maybe(Self::why),
        }
    }

    pub(super) fn reviewed(&mut self) -> Reviewed {
        Reviewed { next: self.maybe(Self::time), result: self.why() }
    }

    pub(super) fn used(&mut self) -> Used {
        Used {
            result: self.maybe(Self::words),
            purpose: self.why(),
            authorisation: self.maybe(Self::citation),
        }
    }
}

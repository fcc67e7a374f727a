//! What of custody is part of the state of a fold.

use crate::custody::chain::{Answer, Branch, Chain, Contest, OfferPlace, Standing, Tip};
use crate::custody::item::{HandedOut, Holding, ItemFacts};
use crate::custody::observation::Unsettled;
use crate::custody::state::CustodyState;
use crate::custody::transition::Move;
use crate::custody::violation::Violation;
use crate::encoding::{Persist, StateError, StateReader, StateWriter, persist};

persist!(struct Answer { entry, actor, signer, event_type });
persist!(struct Branch { tip, standing, before, last, last_before, offer, whole });
persist!(struct Chain { main, contest, doubtful });
persist!(struct Contest { rival, main_root, rival_root });
persist!(enum CustodyState {
    0 => Ended { by, how },
    1 => Held { by },
    2 => Lost { by },
    3 => Offered { answer_by, from, offer, to },
    4 => Outside { by, entry },
    5 => Unknown,
});
persist!(struct Holding { state, by, entry, since });
persist!(struct ItemFacts {
    cases, content, labels, seal, description, timeline, one_sided, offered_at, sources_not_shown
});
persist!(struct Move { entry, event_type, signer, before });
persist!(struct OfferPlace { seq, entry, state, answer });
persist!(enum Standing {
    0 => Case(officer),
    1 => Fixed,
    2 => Item(state),
    3 => Ledger(keeper),
    4 => NotShown(because),
});
persist!(struct Tip { seq, hash, prev, index, actor, signer, event_type, earliest });
persist!(struct Unsettled { subject, seq, prev, entry, index, signer, place, pen });
persist!(enum Violation {
    0 => NotAnnullable,
    1 => NotHolder { event_type, expected, found },
    2 => NoPen { holder, found },
    3 => WrongState { event_type, state },
});

impl Persist for HandedOut {
    fn persist(&self, out: &mut StateWriter) {
        let Self { entry, by: [by, signer] } = self;
        entry.persist(out);
        by.persist(out);
        signer.persist(out);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let entry = Persist::restore(input)?;
        Ok(Self { entry, by: [Persist::restore(input)?, Persist::restore(input)?] })
    }
}

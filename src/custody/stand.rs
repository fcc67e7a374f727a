//! What stands after an act, and whose pen it takes: custody §3 and §6.

use crate::custody::candidate::Candidate;
use crate::custody::chain::Standing;
use crate::custody::observation::Observation;
use crate::custody::state::CustodyState;
use crate::custody::transition::{Move, transition};
use crate::custody::violation::Violation;
use crate::event::{Body, EventType, Link, Subject};
use crate::identity::PartyId;

impl Candidate<'_> {
    /// What stands after the act; `None` when it has no effect, and then `seen` says why.
    pub(super) fn stand(
        &self,
        standing: &Standing,
        last: Option<&Move>,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> Option<(Standing, Option<Move>)> {
        let mut refuse = |violation| {
            seen.push(Observation::Rule { subject: link.subject.clone(), violation });
            None
        };
        match (standing, &link.subject) {
            (Standing::NotShown(because), _) => Some(self.show_again(*because, link, seen)),
            (Standing::Item(state), _) => match transition(state, last, &self.act(link)) {
                // C4.5
                Ok(after) if after == *state => Some((Standing::Item(after), last.copied())),
                Ok(after) => {
                    let event_type = self.event_type();
                    let entry = self.verified.signed().hash();
                    let moved = Move { entry, event_type, signer: self.signer, before: *state };
                    // C4.4
                    let undone = matches!(event_type, EventType::Annulled);
                    Some((Standing::Item(after), (!undone).then_some(moved)))
                }
                Err(violation) => refuse(violation),
            },
            (Standing::Case(officer), _) => {
                if self.actor != *officer {
                    return refuse(Violation::NoPen { holder: Some(*officer), found: self.actor });
                }
                // C3.6
                let handed_on = if let Body::CaseHandedOn(body) = &self.event.body {
                    body.to
                } else {
                    *officer
                };
                Some((Standing::Case(handed_on), None))
            }
            (Standing::Ledger(keeper), _) => {
                // C3.10: pruning as any other act.
                if self.rights.registrar_of != Some(*keeper) {
                    return refuse(Violation::NoPen {
                        holder: Some(PartyId::organisation(*keeper)),
                        found: self.actor,
                    });
                }
                Some((Standing::Ledger(*keeper), None))
            }
            (Standing::Fixed, subject) => match self.fixed_pen(subject) {
                Ok(()) => Some((Standing::Fixed, None)),
                Err(violation) => refuse(violation),
            },
        }
    }

    /// Custody §3: the pens that no act moves.
    pub(super) fn fixed_pen(&self, subject: &Subject) -> Result<(), Violation> {
        let (has_pen, holder) = match subject {
            Subject::Party(party) => {
                // V2.3: what is founded is the signer.
                let founds = matches!(self.event.body, Body::Founded(_));
                let registrar = self.rights.registrar_of == Some(party.org());
                (founds || registrar, PartyId::organisation(party.org()))
            }
            // C3.9
            Subject::Own(party, _) | Subject::Request(_, party) => {
                (self.signer == *party || self.actor == *party, *party)
            }
            Subject::Case(_) | Subject::Item(_) | Subject::Ledger(_) => (true, self.actor),
        };
        if has_pen {
            Ok(())
        } else {
            Err(Violation::NoPen { holder: Some(holder), found: self.actor })
        }
    }

    /// Custody §6: after an entry that could not be checked the chain shows the holder again with
    /// an acceptance by the receiver of an offer that is held, or with an item taken back. C6.4
    pub(super) fn show_again(
        &self,
        because: u64,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> (Standing, Option<Move>) {
        seen.push(Observation::NotChecked { subject: link.subject.clone(), because });
        let not_shown = (Standing::NotShown(because), None);
        // C6.5
        if link.subject.item().is_none() {
            return not_shown;
        }
        if let Body::Offered(body) = &self.event.body {
            let state = CustodyState::Offered {
                answer_by: body.answer_by,
                from: self.actor,
                offer: self.verified.signed().hash(),
                to: body.to,
            };
            return (Standing::Item(state), None);
        }
        if matches!(self.event.body, Body::Accepted(_) | Body::ReceivedBack(_)) {
            return (Standing::Item(CustodyState::Held { by: self.actor }), None);
        }
        not_shown
    }
}

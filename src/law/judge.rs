//! What is noticed at an entry, by the entries before it alone.

use std::sync::Arc;

use crate::event::{
    AuthenticationResult, AuthorisedAct, Body, Condition, ConditionKind, EntryHash, EventType,
    RequestForm, Subject,
};
use crate::identity::{ItemId, PartyId, RequestId};
use crate::law::act::StatedAct;
use crate::law::authority::Wish;
use crate::law::carry::{Carry, allows_purpose, evaluate_carry};
use crate::law::evidence::{Bound, ItemTerms, purpose_of};
use crate::law::matter::{Matter, Noticed};
use crate::law::register::{RequestRegister, linked_items};
use crate::law::request::{Maker, Request};
use crate::law::transition::SideState;

impl RequestRegister {
    /// What is to be said of an act before it is taken. R11.3
    #[must_use]
    pub fn judge(&self, act: &StatedAct<'_>) -> Vec<Noticed> {
        let mut noticed = Vec::new();
        for link in &act.event.links {
            if let Subject::Request(id, party) = link.subject {
                let subject = Some(link.subject.clone());
                let matters = self.judge_side(id, party, act);
                noticed.extend(
                    matters
                        .into_iter()
                        .map(|matter| Noticed::at(act.mark, subject.clone(), matter)),
                );
            }
        }
        if !concerns_items(&act.event.body) {
            return noticed;
        }
        let mut carried = Carried::default();
        for item in linked_items(act) {
            let terms = self.items.get(&item).unwrap_or(&self.unbound);
            let matters = self.judge_item(item, terms, act, &mut carried).into_iter();
            let subject = || Some(Subject::Item(item));
            noticed.extend(matters.map(|matter| Noticed::at(act.mark, subject(), matter)));
        }
        noticed
    }

    fn judge_side(&self, id: RequestId, party: PartyId, act: &StatedAct<'_>) -> Vec<Matter> {
        match self.requests.get(&id) {
            Some(request) => judge_act(request, party, act),
            None => judge_act(&Request::new(id), party, act),
        }
    }

    // R11.2
    fn judge_item(
        &self,
        item: ItemId,
        terms: &ItemTerms,
        act: &StatedAct<'_>,
        carried: &mut Carried,
    ) -> Vec<Matter> {
        // R4.5
        if terms.doubtful.is_some() {
            return Vec::new();
        }
        let mut matters = Vec::new();
        if let Body::Offered(body) = &act.event.body {
            matters.extend(carried.check(item, terms, &body.conditions));
            matters.extend(self.check_asked(item, terms, body.request));
        }
        // R5.4
        if let Body::HandedOut(_) = &act.event.body {
            matters.extend(carried.check(item, terms, &[]));
        }
        if let Some((purpose, cited)) = purpose_of(act)
            && !terms.came_from(act.actor.org())
        {
            let discloses = matches!(act.event.body, Body::Disclosed(_));
            let kind = if discloses { AuthorisedAct::Disclosure } else { AuthorisedAct::Use };
            let wish = Wish { act: kind, item, terms, purpose, at: act.earliest() };
            matters.extend(self.check_use(&wish, cited));
        }
        matters
    }

    /// V7.28 to V7.30: a use is for a purpose that the conditions allow, or that the side which the
    /// evidence came from has consented to; what is confidential is disclosed only with its leave.
    /// R5.6, R5.7
    fn check_use(&self, wish: &Wish<'_>, cited: Option<EntryHash>) -> Vec<Matter> {
        let Wish { act, item, terms, purpose, .. } = *wish;
        let lack = || self.check_authorised(cited, wish);
        let mut matters = Vec::new();
        if terms.is_bound_by(ConditionKind::Purpose) {
            match purpose {
                None => matters.push(Matter::UseNotTold { item }),
                Some(purpose) if allows_purpose(terms.conditions(), purpose) => {}
                Some(purpose) => matters.extend(lack().map(|lack| Matter::UseOutside {
                    item,
                    purpose: purpose.to_owned(),
                    lack,
                })),
            }
        }
        if act == AuthorisedAct::Disclosure && terms.is_bound_by(ConditionKind::Confidential) {
            matters.extend(lack().map(|lack| Matter::Disclosure { item, lack }));
        }
        matters
    }

    /// V7.22: what is handed over under a request was collected or produced under it. R9.10
    fn check_asked(
        &self,
        item: ItemId,
        terms: &ItemTerms,
        request: Option<RequestId>,
    ) -> Option<Matter> {
        let request = request?;
        let known = self.requests.get(&request).filter(|known| known.terms.is_some())?;
        let asked = terms.requests.contains(&request) || known.doubtful.is_some();
        (!asked).then_some(Matter::ItemUnasked { item, request })
    }
}

/// V7.3 to V7.7: an act on one side of a request. R11.1
fn judge_act(request: &Request, party: PartyId, act: &StatedAct<'_>) -> Vec<Matter> {
    let mut matters = Vec::new();
    let event_type = act.event.body.event_type();
    let after = request.after(party, &act.event.body);
    // V7.5
    if let Err(state) = after
        && request.doubtful.is_none()
    {
        matters.push(Matter::MoveForbidden { event_type, state });
    }
    // V7.6: whoever gives a request its terms need not be named by the ones before.
    let opens =
        event_type == EventType::Requested && !matches!(request.maker, Some(Maker::Party(_)));
    if request.terms.is_some() && !opens && !request.names(party) {
        matters.push(Matter::PartyUnnamed { party });
    }
    matters.extend(check_authentication(&act.event.body));
    // R3.3: what is not possible crosses nothing.
    if after.is_ok() {
        matters.extend(check_crossing(request, party, event_type));
    }
    matters
}

/// Whether anything is asked of the items that an act links: it hands them on, or uses them.
fn concerns_items(body: &Body) -> bool {
    matches!(
        body,
        Body::Accessed(_)
            | Body::Disclosed(_)
            | Body::Examined(_)
            | Body::HandedOut(_)
            | Body::Offered(_)
            | Body::Used(_)
    )
}

/// V7.3, V7.4
fn check_authentication(body: &Body) -> Vec<Matter> {
    let (unsigned, authentication) = if let Body::Registered(body) = body {
        (Some(Matter::MakerUnsigned), Some(&body.authentication))
    } else if let Body::Received(body) = body {
        (None, Some(&body.authentication))
    } else {
        (None, None)
    };
    let result = authentication.map(|authentication| authentication.result);
    let doubted = result.filter(|result| *result != AuthenticationResult::Confirmed);
    let doubted = doubted.map(|result| Matter::MakerNotAuthenticated { result });
    unsigned.into_iter().chain(doubted).collect()
}

/// V7.7: neither side's citations order the two acts. R3.6
fn check_crossing(request: &Request, party: PartyId, event_type: EventType) -> Option<Matter> {
    let others = || request.sides.iter().filter(|side| side.party != party);
    let answer = matches!(event_type, EventType::Produced | EventType::Declined);
    let other = if answer && request.is_ended() {
        SideState::Ended
    } else if event_type == EventType::Cancelled
        && others().any(|side| side.state == SideState::Answered)
    {
        SideState::Answered
    } else {
        return None;
    };
    Some(Matter::Crossed { event_type, other })
}

/// A condition that was not carried on as it was: what became of it, and its kind.
type NotKept = (Carry, ConditionKind);

/// What became of the conditions of the last item, in the offer that is judged: items that came
/// together share theirs.
#[derive(Default)]
struct Carried {
    last: Option<(Arc<Vec<Bound>>, Vec<NotKept>)>,
}

impl Carried {
    /// V7.25 to V7.27: each condition that binds the item is carried on.
    fn check(&mut self, item: ItemId, terms: &ItemTerms, next: &[Condition]) -> Vec<Matter> {
        let carry = |condition: &Condition| (evaluate_carry(condition, next), condition.kind);
        let same = self.last.take().filter(|(bound, _)| Arc::ptr_eq(bound, &terms.bound));
        let (_, became) = self.last.insert(same.unwrap_or_else(|| {
            let became = terms.conditions().map(carry);
            (Arc::clone(&terms.bound), became.filter(|(carry, _)| *carry != Carry::Kept).collect())
        }));
        let matter = |(carry, kind): &NotKept| {
            let kind = *kind;
            match carry {
                Carry::Dropped => Some(Matter::ConditionDropped { item, kind }),
                Carry::NotTold => Some(Matter::ConditionNotTold { item, kind }),
                Carry::Widened => Some(Matter::ConditionWidened { item, kind }),
                Carry::Kept => None,
            }
        };
        became.iter().filter_map(matter).collect()
    }
}

/// Whether a request was made by word of mouth.
pub(crate) fn is_oral(request: &Request) -> bool {
    request.terms.as_ref().is_some_and(|(terms, _)| terms.form == RequestForm::Oral)
}

//! What is said of requests: how they are made, reach those they name, and are answered.

use handseal::event::{
    Annex, Answer, Asked, Authentication, AuthenticationResult, Authorisation, AuthorisedAct,
    Cancelled, Clarified, Condition, ConditionKind, Confirmation, Confirmed, Declined, Expired,
    Extended, Extent, Fields, NamedParty, Narrowed, NoticeState, Notified, Objected, Period,
    PreservationEnded, Preserved, Produced, ProducedItem, Received, Recipient, Registered,
    Relation, RelationKind, RequestForm, Requested, Terms, Transmitted, Unit, Urgency, Validated,
};
use handseal::identity::RequestId;

use super::event_maker::Maker;

impl Maker {
    pub(super) fn requested(&mut self) -> Requested {
        Requested { terms: self.terms() }
    }

    pub(super) fn registered(&mut self) -> Registered {
        Registered {
            maker: self.words(),
            terms: self.terms(),
            channel: self.why(),
            document: self.annex(),
            authentication: self.authentication(),
        }
    }

    pub(super) fn received(&mut self) -> Received {
        Received {
            entry: self.citation(),
            channel: self.why(),
            authentication: self.authentication(),
        }
    }

    pub(super) fn transmitted(&mut self) -> Transmitted {
        Transmitted {
            kind: self.text(),
            to: self.recipient(),
            entry: self.maybe(Self::citation),
            channel: self.why(),
        }
    }

    pub(super) fn validated(&mut self) -> Validated {
        Validated {
            validator: self.text(),
            entry: self.maybe(Self::citation),
            described: self.maybe(Self::words),
        }
    }

    pub(super) fn asked(&mut self) -> Asked {
        Asked { form: self.maybe(Self::text), text: self.words(), fields: self.list(Self::text) }
    }

    pub(super) fn preserved(&mut self) -> Preserved {
        Preserved {
            what: self.maybe(Self::words),
            items: self.list(Self::item),
            until: self.maybe(Self::time),
        }
    }

    pub(super) fn preservation_ended(&mut self) -> PreservationEnded {
        PreservationEnded { why: self.why() }
    }

    pub(super) fn produced(&mut self) -> Produced {
        let ids = self.items();
        Produced {
            open: self.maybe(Self::words),
            items: self.each(&ids, |m, id| ProducedItem {
                id,
                about: m.list(Self::words),
                category: m.text(),
            }),
            extent: self.one(Extent::ALL),
            conditions: self.list(Self::condition),
        }
    }

    pub(super) fn declined(&mut self) -> Declined {
        Declined {
            form: self.maybe(Self::text),
            ground: self.why(),
            redirected: self.maybe(Self::recipient),
        }
    }

    pub(super) fn objected(&mut self) -> Objected {
        Objected { form: self.maybe(Self::text), ground: self.why() }
    }

    pub(super) fn narrowed(&mut self) -> Narrowed {
        Narrowed { to: self.words(), ground: self.why() }
    }

    pub(super) fn notified(&mut self) -> Notified {
        Notified {
            capacity: self.text(),
            whom: self.recipient(),
            state: self.one(NoticeState::ALL),
            until: self.maybe(Self::time),
            ground: self.maybe(Self::why),
        }
    }

    pub(super) fn clarified(&mut self) -> Clarified {
        Clarified { text: self.words(), entry: self.citation(), fields: self.fields() }
    }

    pub(super) fn extended(&mut self) -> Extended {
        Extended {
            why: self.maybe(Self::why),
            form: self.maybe(Self::text),
            period: self.period(),
            deadline: self.text(),
        }
    }

    pub(super) fn confirmed(&mut self) -> Confirmed {
        Confirmed {
            form: self.maybe(Self::text),
            what: self.one(Confirmation::ALL),
            request: self.maybe(Self::request),
        }
    }

    pub(super) fn cancelled(&mut self) -> Cancelled {
        Cancelled { why: self.why() }
    }

    pub(super) fn expired(&mut self) -> Expired {
        Expired { why: self.maybe(Self::why), deadline: self.text() }
    }

    pub(super) fn authorisation(&mut self) -> Authorisation {
        Authorisation {
            act: self.one(AuthorisedAct::ALL),
            items: self.list(Self::item),
            answer: self.one(Answer::ALL),
            ground: self.why(),
            purposes: self.list(Self::text),
            jurisdictions: self.list(Self::text),
        }
    }

    pub(super) fn request(&mut self) -> RequestId {
        self.random().into()
    }

    pub(super) fn recipient(&mut self) -> Recipient {
        let party = self.maybe(Self::party);
        let described = match &party {
            Some(_) => self.maybe(Self::words),
            None => Some(self.words()),
        };
        Recipient { party, described }
    }

    pub(super) fn condition(&mut self) -> Condition {
        Condition {
            kind: self.one(ConditionKind::ALL),
            until: self.maybe(Self::time),
            words: self.maybe(Self::words),
            purposes: self.maybe(|m| {
                let mut purposes = m.list(Self::text);
                purposes.push(m.text());
                purposes
            }),
        }
    }

    fn period(&mut self) -> Period {
        Period { unit: self.one(Unit::ALL), amount: self.one(&[0, 1, 10, 24, u32::MAX]) }
    }

    fn named_party(&mut self) -> NamedParty {
        let Recipient { party, described } = self.recipient();
        NamedParty { capacity: self.text(), party, described }
    }

    fn relation(&mut self) -> Relation {
        Relation {
            kind: self.one(RelationKind::ALL),
            entry: self.maybe(Self::citation),
            request: self.request(),
        }
    }

    fn annex(&mut self) -> Annex {
        Annex {
            kind: self.text(),
            id: self.item(),
            lang: self.maybe(Self::text),
            name: self.maybe(Self::words),
            content: self.content(),
        }
    }

    fn fields(&mut self) -> Fields {
        let names = ["offence", "summary_of_the_facts", "", "z"];
        let names: Vec<_> = names.into_iter().take(self.pick(4)).collect();
        names.into_iter().map(|name| (name.to_owned(), self.words())).collect()
    }

    fn terms(&mut self) -> Terms {
        Terms {
            case: self.maybe(Self::case),
            form: self.one(RequestForm::ALL),
            fields: self.fields(),
            issuer: self.maybe(Self::text),
            annexes: self.list(Self::annex),
            parties: self.list(Self::named_party),
            relates: self.list(Self::relation),
            urgency: self.one(Urgency::ALL),
            categories: self.list(Self::text),
            conditions: self.list(Self::condition),
            instrument: self.text(),
            time_frame: self.maybe(Self::period),
        }
    }

    fn authentication(&mut self) -> Authentication {
        Authentication { method: self.why(), result: self.one(AuthenticationResult::ALL) }
    }
}

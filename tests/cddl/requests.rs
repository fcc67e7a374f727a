//! One event of every type that is about a request, with every optional field.

use handseal::event::{
    Annex, Answer, Asked, Authentication, AuthenticationResult, Authorisation, AuthorisedAct, Body,
    Cancelled, Clarified, Condition, ConditionKind, Confirmation, Confirmed, Declined, Expired,
    Extended, Extent, Fields, NamedParty, Narrowed, NoticeState, Notified, Objected, Period,
    PreservationEnded, Preserved, Produced, ProducedItem, Received, Recipient, Registered,
    Relation, RelationKind, RequestForm, Requested, Terms, Transmitted, Unit, Urgency, Validated,
};
use handseal::identity::RequestId;

use crate::events::{case, citation, content, item, party, recipient, time, why, words};

/// The request that [`every_request_event`] is about, or another by number.
pub(crate) fn request(number: u8) -> RequestId {
    RequestId::from([number; 16])
}

pub(crate) fn condition() -> Condition {
    Condition::new(ConditionKind::Purpose)
        .until(time())
        .in_words(words("this theft and no other"))
        .for_purposes(&["proceedings"])
}

fn period() -> Period {
    Period { unit: Unit::CalendarDays, amount: 10 }
}

fn fields() -> Fields {
    Fields::from([
        ("offence".to_owned(), words("theft")),
        ("facts".to_owned(), words("a laptop is gone")),
    ])
}

fn annex() -> Annex {
    Annex {
        kind: "translation".into(),
        id: item(3),
        lang: Some("fr".into()),
        name: Some(words("letter.pdf")),
        content: content(),
    }
}

fn terms() -> Terms {
    Terms {
        case: Some(case()),
        form: RequestForm::Electronic,
        fields: fields(),
        issuer: Some("judge".into()),
        annexes: vec![annex()],
        parties: vec![
            NamedParty::new("addressee", party()),
            NamedParty::described("enforcing_authority", words("the court of the place")),
        ],
        relates: vec![Relation {
            kind: RelationKind::FollowsPreservation,
            entry: Some(citation()),
            request: request(5),
        }],
        urgency: Urgency::Emergency,
        categories: vec!["subscriber".into()],
        conditions: vec![condition()],
        instrument: "example".into(),
        time_frame: Some(period()),
    }
}

fn authentication() -> Authentication {
    Authentication { method: why(), result: AuthenticationResult::Confirmed }
}

pub(crate) fn every_request_event() -> Vec<Body> {
    let mut events = making();
    events.extend(answering());
    events.extend(course());
    events
}

fn making() -> Vec<Body> {
    vec![
        Requested { terms: terms() }.into(),
        Registered {
            maker: words("a court"),
            terms: terms(),
            channel: why(),
            document: annex(),
            authentication: authentication(),
        }
        .into(),
        Received { entry: citation(), channel: why(), authentication: authentication() }.into(),
        Transmitted {
            kind: "request".into(),
            to: recipient(),
            entry: Some(citation()),
            channel: why(),
        }
        .into(),
        Validated {
            validator: "judge".into(),
            entry: Some(citation()),
            described: Some(words("the judge of the district")),
        }
        .into(),
    ]
}

fn answering() -> Vec<Body> {
    let form = || Some("form-3".to_owned());
    vec![
        Asked { form: form(), text: words("which account"), fields: vec!["account".into()] }.into(),
        Preserved { what: Some(words("the mailbox")), items: vec![item(1)], until: Some(time()) }
            .into(),
        PreservationEnded { why: why() }.into(),
        Produced {
            open: Some(words("the second mailbox")),
            items: vec![ProducedItem {
                id: item(1),
                about: vec![words("the owner of the account")],
                category: "subscriber".into(),
            }],
            extent: Extent::Partial,
            conditions: vec![condition()],
        }
        .into(),
        Declined { form: form(), ground: why(), redirected: Some(recipient()) }.into(),
        Objected { form: form(), ground: why() }.into(),
        Narrowed { to: words("one month"), ground: why() }.into(),
        Notified {
            capacity: "user".into(),
            whom: Recipient { party: None, described: Some(words("the user")) },
            state: NoticeState::Delayed,
            until: Some(time()),
            ground: Some(why()),
        }
        .into(),
    ]
}

fn course() -> Vec<Body> {
    vec![
        Clarified { text: words("both accounts"), entry: citation(), fields: fields() }.into(),
        Extended {
            why: Some(why()),
            form: Some("form-2".into()),
            period: period(),
            deadline: "answer".into(),
        }
        .into(),
        Confirmed {
            form: Some("form-6".into()),
            what: Confirmation::ProductionRequested,
            request: Some(request(6)),
        }
        .into(),
        Cancelled { why: why() }.into(),
        Expired { why: Some(why()), deadline: "answer".into() }.into(),
        Authorisation {
            act: AuthorisedAct::OnwardTransfer,
            items: vec![item(1)],
            answer: Answer::Granted,
            ground: why(),
            purposes: vec!["proceedings".into()],
            jurisdictions: vec!["FR".into()],
        }
        .into(),
    ]
}

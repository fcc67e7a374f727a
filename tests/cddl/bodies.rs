//! One event of every type, with every optional field.

use handseal::encoding::Blob;
use handseal::event::{
    Accepted, Accessed, Acknowledged, Acquired, AcquiredItem, Admitted, Annulled, Body,
    CaseHandedOn, CaseOpened, CheckpointKeyChanged, Collected, CollectedItem, Corrected,
    DerivationKind, Derived, DerivedItem, Destroyed, Disclosed, Enrolled, EntryHash, Examined,
    Founded, HandedOut, Incident, ItemsChecked, Kept, Labelled, LabelledItem, Lost, Noted, Notice,
    Offered, Opened, PartyKind, Pruned, PrunedEntry, Reassigned, Receipt, ReceivedBack, Refused,
    Returned, Reviewed, RevocationReason, Revoked, Rotated, SealState, Sealed, SealedItem, Stored,
    Succeeded, TakenOver, TakenOverItem, Timestamped, Unsealed, UnsealedItem, Used, Withdrawn,
    Witnessed, Yielded,
};
use handseal::identity::Thumbprint;

use crate::events::{
    case, checked, citation, content, device, item, key_record, org, party, pop, recipient, time,
    tool, why, words,
};
use crate::requests::{condition, every_request_event, request};

pub(crate) fn every_event() -> Vec<Body> {
    let mut events = directory();
    events.extend(beginnings());
    events.extend(handover());
    events.extend(keeping());
    events.extend(remarks());
    events.extend(every_request_event());
    events
}

fn directory() -> Vec<Body> {
    vec![
        Founded {
            key: key_record(),
            name: words("Example Police"),
            successors: vec![Thumbprint([2; 32])],
            jurisdiction: "CH".into(),
        }
        .into(),
        Enrolled {
            by: citation(),
            key: Some(key_record()),
            possession: Some(pop()),
            kind: PartyKind::Person,
            name: words("Ana"),
            roles: vec!["registrar".into()],
            units: vec![party()],
        }
        .into(),
        Rotated { key: key_record(), possession: pop() }.into(),
        Revoked {
            by: citation(),
            kid: org(),
            why: Some(why()),
            since: Some(time()),
            reason: RevocationReason::Compromised,
        }
        .into(),
        Succeeded {
            key: key_record(),
            why: Some(why()),
            since: Some(time()),
            reason: RevocationReason::Compromised,
            successors: vec![Thumbprint([2; 32])],
        }
        .into(),
        Opened { by: citation(), key: key_record(), possession: pop() }.into(),
        CheckpointKeyChanged { by: citation(), key: key_record(), possession: pop() }.into(),
        CaseOpened { title: Some(words("theft")), reference: words("2041/7") }.into(),
        CaseHandedOn { to: party(), why: Some(why()) }.into(),
    ]
}

fn beginnings() -> Vec<Body> {
    let (place, method) = (Some(words("room 4")), Some(words("by hand")));
    let description = Some(words("laptop"));
    vec![
        Collected {
            case: case(),
            items: vec![CollectedItem {
                id: item(1),
                seal: Some(words("A 17")),
                device: Some(device()),
                condition: Some(words("scratched")),
                description: description.clone(),
                photographs: Some(vec![item(2)]),
            }],
            place: place.clone(),
            ground: Some(why()),
            method: method.clone(),
            request: Some(request(4)),
            witnesses: Some(vec![words("a neighbour")]),
        }
        .into(),
        Acquired {
            case: case(),
            tool: Some(tool()),
            items: vec![AcquiredItem {
                id: item(1),
                name: Some(words("disk.dd")),
                device: Some(device()),
                source: Some(words("the laptop")),
                content: content(),
                description: description.clone(),
                photographs: Some(vec![item(2)]),
            }],
            place,
            ground: Some(why()),
            method: method.clone(),
            clock_offset: Some(-90),
            request: Some(request(4)),
            witnesses: Some(vec![words("a neighbour")]),
            write_blocker: Some(Box::new(tool())),
        }
        .into(),
        TakenOver {
            case: Some(case()),
            from: Some(words("the archive")),
            items: vec![TakenOverItem {
                id: item(1),
                content: Some(content()),
                history: words("on paper"),
                description: description.clone(),
            }],
            ground: Some(why()),
        }
        .into(),
        Derived {
            from: vec![item(1)],
            kind: DerivationKind::Image,
            tool: Some(tool()),
            items: vec![DerivedItem { id: item(2), content: Some(content()), description }],
            method,
        }
        .into(),
        Labelled { items: vec![LabelledItem { id: item(1), label: words("EX-1") }] }.into(),
        Admitted { case: case(), ground: why() }.into(),
    ]
}

fn handover() -> Vec<Body> {
    vec![
        Offered {
            to: party(),
            keeps: vec![item(2)],
            carrier: Some(words("courier")),
            purpose: why(),
            request: Some(request(4)),
            answer_by: time(),
            conditions: vec![condition()],
            authorisation: Some(citation()),
        }
        .into(),
        Accepted { items: checked(), reservations: Some(words("box torn")) }.into(),
        Refused { items: checked(), reason: why() }.into(),
        Withdrawn { by: Some(citation()), reason: why() }.into(),
        Reassigned { by: citation(), to: party(), from: party(), ground: why(), answer_by: time() }
            .into(),
        HandedOut { to: words("the owner"), purpose: why(), receipt: Receipt::Item(item(3)) }
            .into(),
        ReceivedBack { from: Some(words("the owner")), items: checked() }.into(),
    ]
}

fn keeping() -> Vec<Body> {
    vec![
        Sealed {
            items: vec![SealedItem { id: item(1), seal: words("A 18") }],
            reason: Some(why()),
        }
        .into(),
        Unsealed {
            items: vec![UnsealedItem {
                id: item(1),
                seal: words("A 18"),
                state: SealState::Intact,
            }],
            reason: Some(why()),
        }
        .into(),
        Stored { place: words("locker 4") }.into(),
        Examined {
            tool: Some(tool()),
            method: Some(words("read")),
            result: Some(words("nothing")),
            purpose: why(),
        }
        .into(),
        ItemsChecked { items: checked() }.into(),
        Accessed { who: Some(words("a guest")), purpose: why() }.into(),
        Disclosed {
            to: recipient(),
            copy: Some(item(2)),
            under: why(),
            authorisation: Some(citation()),
        }
        .into(),
        Used { result: Some(words("a name")), purpose: why(), authorisation: Some(citation()) }
            .into(),
        Reviewed { next: Some(time()), result: why() }.into(),
        Lost { circumstances: why() }.into(),
        Returned { to: words("the owner"), ground: why(), receipt: Receipt::Declined }.into(),
        Destroyed { ground: why(), method: words("shredded"), witnesses: vec![words("Ben")] }
            .into(),
    ]
}

fn remarks() -> Vec<Body> {
    let entry = citation;
    vec![
        Noted { text: words("it rained"), entry: Some(entry()) }.into(),
        Corrected {
            why: why(),
            entry: entry(),
            field: "body.place".into(),
            value: words("room 5"),
        }
        .into(),
        Incident {
            kind: "water".into(),
            text: words("a pipe broke"),
            entry: Some(entry()),
            notified: vec![Notice { at: Some(time()), to: recipient() }],
            risk: Some("low".into()),
        }
        .into(),
        Witnessed { capacity: "bystander".into(), entry: entry() }.into(),
        Annulled { by: Some(entry()), why: why(), entry: entry() }.into(),
        Acknowledged { entry: entry() }.into(),
        Yielded { entry: entry(), other: entry() }.into(),
        Timestamped { root: [8; 32], size: 3, token: Blob(vec![0x30, 0]) }.into(),
        Pruned {
            ground: why(),
            entries: vec![
                PrunedEntry { kept: Kept::Hash, entry: EntryHash::from([8; 32]), index: 3 },
                PrunedEntry { kept: Kept::Entry, entry: EntryHash::from([9; 32]), index: 4 },
            ],
        }
        .into(),
    ]
}

//! The body of each act.

use handseal::event::{
    Accepted, Accessed, Acknowledged, Acquired, AcquiredItem, Admitted, Annulled, Body, Checked,
    Citation, Collected, CollectedItem, Content, Corrected, DerivationKind, Derived, DerivedItem,
    Descriptor, Destroyed, Disclosed, Examined, HandedOut, Incident, ItemsChecked, Labelled,
    LabelledItem, Lost, Noted, Offered, Reassigned, Receipt, ReceivedBack, Recipient, Refused,
    Returned, Reviewed, Salts, SealState, Sealed, SealedItem, Stored, Subject, TakenOver,
    TakenOverItem, Unsealed, UnsealedItem, Used, Why, Withdrawn, Witnessed, Yielded,
};
use handseal::evidence::Sha256Digest;
use handseal::identity::ItemId;

use crate::model::{Act, CAST, Entry};
use crate::real::{Real, instant, item, world};

impl Real {
    fn cited(&self, about: usize, entry: Entry) -> Citation {
        Citation {
            subject: Subject::Item(item(about)),
            seq: self.places.get(entry).and_then(|places| places.get(&about).copied()).unwrap_or(0),
            entry: self.hash(entry),
        }
    }

    fn each<T>(&mut self, act: &Act, mut make: impl FnMut(&mut Salts, ItemId) -> T) -> Vec<T> {
        act.links.iter().map(|(number, _)| make(&mut self.salts, item(*number))).collect()
    }

    fn checked(&mut self, act: &Act) -> Vec<Checked> {
        let seal = act.seal;
        self.each(act, |salts, id| Checked {
            id,
            seal: seal.map(|seal| salts.commit(seal_number(seal))),
            content: None,
            unchecked: None,
            appearance: None,
        })
    }

    pub(crate) fn body(&mut self, act: &Act) -> Body {
        let world = world();
        let why = || Why::code("why");
        let by = CAST[act.signer].2.then(|| world.enrolments[act.signer].clone());
        let cites = |real: &Self| real.cited(act.about, act.cites.unwrap_or(usize::MAX));
        match act.kind {
            "accepted" => Accepted { items: self.checked(act), reservations: None }.into(),
            "accessed" => Accessed { who: None, purpose: why() }.into(),
            "acknowledged" => Acknowledged { entry: cites(self) }.into(),
            "acquired" => {
                let items = self.each(act, |salts, id| {
                    let descriptor = salts.commit(Descriptor::of(1, Sha256Digest([1; 32])));
                    AcquiredItem::of(id, Content { part_size: 1 << 20, descriptor })
                });
                Acquired::of(world.case, items).into()
            }
            "admitted" => Admitted { case: world.case, ground: why() }.into(),
            "annulled" => Annulled { by, why: why(), entry: cites(self) }.into(),
            "checked" => ItemsChecked { items: self.checked(act) }.into(),
            "collected" => {
                let seal = act.seal;
                let items = self.each(act, |salts, id| CollectedItem {
                    seal: seal.map(|seal| salts.commit(seal_number(seal))),
                    ..CollectedItem::of(id)
                });
                Collected::of(world.case, items).into()
            }
            "corrected" => Corrected {
                why: why(),
                entry: cites(self),
                field: "body.place".to_owned(),
                value: self.salts.commit("Room 2"),
            }
            .into(),
            "derived" => {
                let made = |number: &usize| DerivedItem {
                    id: item(*number),
                    content: None,
                    description: None,
                };
                let sources = act.links.iter().filter(|(n, _)| !act.made.contains(n));
                Derived {
                    from: sources.map(|(number, _)| item(*number)).collect(),
                    kind: DerivationKind::Image,
                    tool: None,
                    items: act.made.iter().map(made).collect(),
                    method: None,
                }
                .into()
            }
            "destroyed" => Destroyed {
                ground: why(),
                method: self.salts.commit("furnace"),
                witnesses: Vec::new(),
            }
            .into(),
            "disclosed" => Disclosed {
                to: Recipient { party: Some(world.ids[act.to]), described: None },
                copy: None,
                under: why(),
                authorisation: None,
            }
            .into(),
            "examined" => {
                Examined { tool: None, method: None, result: None, purpose: why() }.into()
            }
            "handed_out" => HandedOut {
                to: self.salts.commit("a courier"),
                purpose: why(),
                receipt: Receipt::Nothing,
            }
            .into(),
            "incident" => Incident {
                kind: "spill".to_owned(),
                text: self.salts.commit("coffee"),
                entry: None,
                notified: Vec::new(),
                risk: None,
            }
            .into(),
            "labelled" => {
                let items =
                    self.each(act, |salts, id| LabelledItem { id, label: salts.commit("EX") });
                Labelled { items }.into()
            }
            "lost" => Lost { circumstances: why() }.into(),
            "noted" => Noted { text: self.salts.commit("seen"), entry: None }.into(),
            "offered" => Offered {
                to: world.ids[act.to],
                keeps: Vec::new(),
                carrier: None,
                purpose: why(),
                request: None,
                answer_by: instant(act.due),
                conditions: Vec::new(),
                authorisation: None,
            }
            .into(),
            "reassigned" => Reassigned {
                by: world.enrolments[act.signer].clone(),
                to: world.ids[act.to],
                from: world.ids[act.from],
                ground: why(),
                answer_by: instant(act.due),
            }
            .into(),
            "received_back" => ReceivedBack { from: None, items: self.checked(act) }.into(),
            "refused" => Refused { items: self.checked(act), reason: why() }.into(),
            "returned" => Returned {
                to: self.salts.commit("its owner"),
                ground: why(),
                receipt: Receipt::Declined,
            }
            .into(),
            "reviewed" => Reviewed { next: None, result: why() }.into(),
            "sealed" => {
                let seal = act.seal.unwrap_or(0);
                let items = self.each(act, |salts, id| SealedItem {
                    id,
                    seal: salts.commit(seal_number(seal)),
                });
                Sealed { items, reason: None }.into()
            }
            "stored" => Stored { place: self.salts.commit("shelf 14") }.into(),
            "taken_over" => {
                let items = self.each(act, |salts, id| TakenOverItem {
                    id,
                    content: None,
                    history: salts.commit("on paper"),
                    description: None,
                });
                TakenOver { case: Some(world.case), from: None, items, ground: None }.into()
            }
            "unsealed" => {
                let seal = act.seal.unwrap_or(0);
                let items = self.each(act, |salts, id| UnsealedItem {
                    id,
                    seal: salts.commit(seal_number(seal)),
                    state: SealState::Intact,
                });
                Unsealed { items, reason: None }.into()
            }
            "used" => Used { result: None, purpose: why(), authorisation: None }.into(),
            "withdrawn" => Withdrawn { by, reason: why() }.into(),
            "witnessed" => Witnessed { capacity: "guard".to_owned(), entry: cites(self) }.into(),
            "yielded" => Yielded {
                entry: cites(self),
                other: self.cited(act.about, act.other.unwrap_or(usize::MAX)),
            }
            .into(),
            other => panic!("{other} is not in the model"),
        }
    }
}

fn seal_number(seal: u8) -> String {
    format!("S-{seal}")
}

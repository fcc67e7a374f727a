//! What happened in the sample case, act by act.

use handseal::event::{
    Acquired, AcquiredItem, At, Body, Checked, Collected, CollectedItem, Content, Disclosed,
    ItemsChecked, Noted, PartDigests, Recipient, Salts, Stored, Subject, Tool, Why,
};
use handseal::evidence::Measurement;
use handseal::identity::{CaseId, ItemId, OrgId, SigningKey};
use handseal::store::{Actor, CaseFile, Inspection, MemoryStore, Recorded, TransferTerms};

use crate::Seeded;
use crate::common::Failure;
use crate::people::{Keys, People, found, time};

/// The finished case.
pub(crate) struct Told {
    pub(crate) case: Vec<u8>,
    pub(crate) head: String,
    pub(crate) root: OrgId,
    pub(crate) entries: u64,
}

/// Tells the whole story.
pub(crate) fn tell(mailbox: &Measurement, log: &Measurement) -> Result<Told, Failure> {
    let mut entropy = Seeded { seed: "handseal sample case", given: 0 };
    let keys = Keys {
        root: SigningKey::generate(&mut entropy)?,
        checkpoint: SigningKey::generate(&mut entropy)?,
        officer: SigningKey::generate(&mut entropy)?,
        examiner: SigningKey::generate(&mut entropy)?,
        custodian: SigningKey::generate(&mut entropy)?,
    };
    let (case, people) = found(&keys, &mut entropy)?;
    let mut story = Story { salts: Salts::new(&mut entropy)?, case, people, entropy, mailbox, log };
    let items = story.collect()?;
    story.keep_safe(&items)?;
    story.case.checkpoint(&keys.checkpoint)?;
    story.hand_to_examiner(&items)?;
    story.examine(&items)?;
    story.hand_back(&items)?;
    story.close(&items)?;
    let head = story.case.checkpoint(&keys.checkpoint)?;
    Ok(Told {
        head: head.to_string(),
        root: story.case.keeper(),
        entries: story.case.size(),
        case: story.case.store().as_bytes().to_vec(),
    })
}
pub(crate) struct Items {
    pub(crate) laptop: ItemId,
    pub(crate) mailbox: ItemId,
    pub(crate) log: ItemId,
}

impl Items {
    const fn all(&self) -> [ItemId; 3] {
        [self.laptop, self.mailbox, self.log]
    }
}

/// What is handed over, under which seal, what for, and when: offered, to be answered by, accepted.
pub(crate) struct Plan<'a> {
    pub(crate) which: &'a [ItemId],
    pub(crate) seal: &'static str,
    pub(crate) purpose: &'a str,
    pub(crate) times: [&'a str; 3],
}
pub(crate) struct Story<'a> {
    pub(crate) case: CaseFile<MemoryStore>,
    pub(crate) people: People<'a>,
    pub(crate) salts: Salts,
    pub(crate) entropy: Seeded,
    pub(crate) mailbox: &'a Measurement,
    pub(crate) log: &'a Measurement,
}

pub(crate) const FIRST_SEAL: &str = "FP-004711";
pub(crate) const SECOND_SEAL: &str = "FP-004712";

impl<'a> Story<'a> {
    pub(crate) fn act(
        &mut self,
        actor: &Actor<'_>,
        at: &str,
        items: &[ItemId],
        body: impl Into<Body>,
    ) -> Result<Recorded, Failure> {
        let subjects: Vec<_> = items.iter().copied().map(Subject::Item).collect();
        let at = At::device(time(at)?);
        Ok(self.case.act(body, &subjects, actor, at)?)
    }

    /// What a receiver finds: the contents as they were, the laptop under its seal.
    fn inspection(&self, items: &Items, seal: &'static str, id: ItemId) -> Inspection<'a> {
        if id == items.mailbox {
            Inspection::Measured(self.mailbox)
        } else if id == items.log {
            Inspection::Measured(self.log)
        } else {
            Inspection::Seal(seal)
        }
    }

    /// Offers and accepts, with everything looked at again.
    pub(crate) fn hand_over(
        &mut self,
        items: &Items,
        from: &Actor<'_>,
        to: &Actor<'_>,
        plan: &Plan<'_>,
    ) -> Result<(), Failure> {
        let (which, seal) = (plan.which, plan.seal);
        let [offered, answer_by, accepted] = plan.times;
        let offer = self.case.offer(
            which,
            &TransferTerms::new(to.holder(), plan.purpose, time(answer_by)?),
            from,
            time(offered)?,
            &mut self.entropy,
        )?;
        let found: Vec<_> =
            which.iter().map(|id| (*id, self.inspection(items, seal, *id))).collect();
        let inspect = |id: ItemId| {
            let found = found.iter().find(|(known, _)| *known == id);
            found.map_or(Inspection::Nothing("not handed over"), |(_, found)| found.clone())
        };
        let at = time(accepted)?;
        self.case.accept(offer, &inspect, to, at, &mut self.entropy)?;
        Ok(())
    }

    fn collect(&mut self) -> Result<Items, Failure> {
        let officer = self.people.officer;
        let at = time("2026-11-02T09:00:00+01:00")?;
        let case = self.case.open_case("2026/0815 Orchard", &officer, at, &mut self.entropy)?;
        let laptop = self.collect_laptop(case, &officer)?;
        let (mailbox, log) = self.acquire_data(case, &officer)?;
        let labels = [(mailbox, "EX-1"), (log, "EX-2"), (laptop, "EX-3")];
        let at = time("2026-11-02T14:30:00+01:00")?;
        self.case.label(&labels, &officer, at, &mut self.entropy)?;
        Ok(Items { laptop, mailbox, log })
    }

    fn collect_laptop(&mut self, case: CaseId, officer: &Actor<'_>) -> Result<ItemId, Failure> {
        let id = ItemId::generate(&mut self.entropy)?;
        let salts = &mut self.salts;
        let laptop = CollectedItem {
            seal: Some(salts.commit(FIRST_SEAL)),
            condition: Some(salts.commit("switched off, lid scratched")),
            description: Some(salts.commit("laptop, grey, without a charger")),
            ..CollectedItem::of(id)
        };
        let body = Collected {
            place: Some(salts.commit("packing room of the orchard")),
            ground: Some(Why::words(salts.commit("consent of the owner, in writing"))),
            method: Some(salts.commit("photographed, put into a bag, sealed")),
            ..Collected::of(case, vec![laptop])
        };
        self.act(officer, "2026-11-02T11:20:00+01:00", &[id], body)?;
        Ok(id)
    }

    fn acquire_data(
        &mut self,
        case: CaseId,
        officer: &Actor<'_>,
    ) -> Result<(ItemId, ItemId), Failure> {
        let mailbox = ItemId::generate(&mut self.entropy)?;
        let log = ItemId::generate(&mut self.entropy)?;
        let salts = &mut self.salts;
        let mut item = |id, name: &str, source: &str, what: &str, measured| {
            let (name, source) = (salts.commit(name), salts.commit(source));
            let content = Content::measured(measured, PartDigests::Inline, salts);
            AcquiredItem {
                name: Some(name),
                source: Some(source),
                description: Some(salts.commit(what)),
                ..AcquiredItem::of(id, content)
            }
        };
        let mut items = vec![
            item(mailbox, "mailbox.eml", "mail.example.org", "one message", self.mailbox),
            item(log, "access.log", "web.example.org", "access log, one night", self.log),
        ];
        items.sort_by_key(|item| item.id);
        let body = Acquired {
            tool: Some(Tool {
                name: salts.commit("Copyright-free Copier"),
                serial: None,
                version: salts.commit("3.1"),
            }),
            place: Some(salts.commit("server room of the orchard")),
            ground: Some(Why::words(salts.commit("consent of the owner, in writing"))),
            method: Some(salts.commit("logical copy over the administrator's account")),
            clock_offset: Some(-3),
            ..Acquired::of(case, items)
        };
        self.act(officer, "2026-11-02T13:05:00+01:00", &[mailbox, log], body)?;
        Ok((mailbox, log))
    }

    fn store(&mut self, at: &str, items: &[ItemId], place: &str) -> Result<(), Failure> {
        let place = self.salts.commit(place);
        let keeper = self.people.custodian;
        self.act(&keeper, at, items, Stored { place })?;
        Ok(())
    }

    fn keep_safe(&mut self, items: &Items) -> Result<(), Failure> {
        let (officer, custodian) = (self.people.officer, self.people.custodian);
        let times =
            ["2026-11-02T16:00:00+01:00", "2026-11-03T16:00:00+01:00", "2026-11-02T16:25:00+01:00"];
        let all = items.all();
        let plan = Plan { which: &all, seal: FIRST_SEAL, purpose: "safekeeping", times };
        self.hand_over(items, &officer, &custodian, &plan)?;
        let [laptop, data @ ..] = all;
        self.store("2026-11-02T16:40:00+01:00", &[laptop], "Room 2, shelf 14")?;
        self.store("2026-11-02T16:45:00+01:00", &data, "evidence server, volume 1")?;
        let checked = Checked {
            id: laptop,
            seal: Some(self.salts.commit(FIRST_SEAL)),
            content: None,
            unchecked: None,
            appearance: Some(self.salts.commit("bag unopened")),
        };
        let body = ItemsChecked { items: vec![checked] };
        self.act(&custodian, "2026-11-06T10:00:00+01:00", &[laptop], body)?;
        Ok(())
    }
    fn hand_back(&mut self, items: &Items) -> Result<(), Failure> {
        let (examiner, custodian) = (self.people.examiner, self.people.custodian);
        let times =
            ["2026-11-12T08:00:00+01:00", "2026-11-13T18:00:00+01:00", "2026-11-12T08:40:00+01:00"];
        let which = [items.laptop, items.mailbox];
        let plan = Plan {
            which: &which,
            seal: SECOND_SEAL,
            purpose: "safekeeping, examination finished",
            times,
        };
        self.hand_over(items, &examiner, &custodian, &plan)?;
        self.store("2026-11-12T08:55:00+01:00", &[items.laptop], "Room 2, shelf 14")?;
        self.store("2026-11-12T09:00:00+01:00", &[items.mailbox], "evidence server, volume 1")
    }

    fn close(&mut self, items: &Items) -> Result<(), Failure> {
        let custodian = self.people.custodian;
        let body = Disclosed {
            to: Recipient {
                party: None,
                described: Some(self.salts.commit("Dora Imaginary, counsel for the defence")),
            },
            copy: None,
            under: Why::words(self.salts.commit("inspection of the file by the defence")),
            authorisation: None,
        };
        let which = [items.mailbox, items.log];
        self.act(&custodian, "2026-11-16T14:00:00+01:00", &which, body)?;
        let text = "both data items shown; no copy given";
        let text = self.salts.commit(text);
        let note = Noted { text, entry: None };
        self.act(&custodian, "2026-11-16T14:30:00+01:00", &which, note)?;
        Ok(())
    }
}

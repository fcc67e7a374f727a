//! What happened in the sample case, act by act.

use handseal::Timestamp;
use handseal::event::{
    Acquired, AcquiredItem, At, Body, Citation, Collected, CollectedItem, Content, DerivationKind,
    Derived, DerivedItem, Destroyed, Disclosed, Examined, ItemsChecked, Noted, PartyKind,
    Recipient, SealState, Sealed, SealedItem, Stored, Subject, Tool, Unsealed, UnsealedItem, Why,
    Witnessed,
};
use handseal::event::{Checked, Salts};
use handseal::evidence::Measurement;
use handseal::identity::{CaseId, ItemId, OrgId, PartyId, SigningKey};
use handseal::store::{Actor, CaseFile, Enrolment, Inspection, MemoryStore, Opening, Recorded};

use crate::Seeded;
use crate::common::{Failure, parse};

/// The finished case.
pub(crate) struct Told {
    pub(crate) case: Vec<u8>,
    pub(crate) head: String,
    pub(crate) root: OrgId,
    pub(crate) entries: u64,
}

/// Tells the whole story.
pub(crate) fn tell(mailbox: &Measurement, log: &Measurement) -> Result<Told, Failure> {
    let mut entropy = Seeded {
        seed: "handseal sample case",
        given: 0,
    };
    let keys = Keys {
        root: SigningKey::generate(&mut entropy)?,
        checkpoint: SigningKey::generate(&mut entropy)?,
        officer: SigningKey::generate(&mut entropy)?,
        examiner: SigningKey::generate(&mut entropy)?,
        custodian: SigningKey::generate(&mut entropy)?,
    };
    let (case, people) = found(&keys, &mut entropy)?;
    let mut story = Story {
        salts: Salts::new(&mut entropy)?,
        case,
        people,
        entropy,
        mailbox,
        log,
    };
    let items = story.collect()?;
    story.into_safekeeping(&items)?;
    story.case.checkpoint(&keys.checkpoint)?;
    story.to_the_examiner(&items)?;
    story.examine(&items)?;
    story.back(&items)?;
    story.close(&items)?;
    let head = story.case.checkpoint(&keys.checkpoint)?;
    Ok(Told {
        head: head.to_string(),
        root: story.case.keeper(),
        entries: story.case.size(),
        case: story.case.store().as_bytes().to_vec(),
    })
}

struct Keys {
    root: SigningKey,
    checkpoint: SigningKey,
    officer: SigningKey,
    examiner: SigningKey,
    custodian: SigningKey,
}

struct People<'a> {
    officer: Actor<'a>,
    examiner: Actor<'a>,
    /// Acts for the evidence unit, which is who holds.
    custodian: Actor<'a>,
    unit: PartyId,
}

struct Items {
    laptop: ItemId,
    mailbox: ItemId,
    log: ItemId,
}

impl Items {
    const fn all(&self) -> [ItemId; 3] {
        [self.laptop, self.mailbox, self.log]
    }
}

/// The organisation, its ledger, and who works there.
fn found<'a>(
    keys: &'a Keys,
    entropy: &mut Seeded,
) -> Result<(CaseFile<MemoryStore>, People<'a>), Failure> {
    let opening = Opening {
        organisation: "Fabula Police",
        jurisdiction: "ZZ",
        origin: "custody.example.org",
        root: &keys.root,
        checkpoint_key: &keys.checkpoint,
        successors: &[],
        at: time("2026-11-02T08:00:00+01:00")?,
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, entropy)?;
    let chief = Actor::organisation(&keys.root);
    let mut enrol = |kind, name, units: &[PartyId], key: Option<&'a SigningKey>, at| {
        let enrolment = Enrolment {
            kind,
            name,
            roles: &[],
            units,
            key: key.map(|key| key as &dyn handseal::identity::Signer),
        };
        let party = case.enrol(&enrolment, &chief, time(at)?, entropy)?;
        Ok::<_, Failure>(party)
    };
    let person = PartyKind::Person;
    let at = "2026-11-02T08:05:00+01:00";
    let unit = enrol(PartyKind::Unit, "Evidence Unit", &[], None, at)?;
    let at = "2026-11-02T08:10:00+01:00";
    let officer = enrol(
        person,
        "Olga Invented, officer",
        &[],
        Some(&keys.officer),
        at,
    )?;
    let at = "2026-11-02T08:15:00+01:00";
    let examiner = enrol(
        person,
        "Emil Madeup, examiner",
        &[],
        Some(&keys.examiner),
        at,
    )?;
    let at = "2026-11-02T08:20:00+01:00";
    let name = "Cora Pretend, custodian";
    let custodian = enrol(person, name, &[unit], Some(&keys.custodian), at)?;
    let people = People {
        officer: Actor::new(officer, &keys.officer),
        examiner: Actor::new(examiner, &keys.examiner),
        custodian: Actor::new(custodian, &keys.custodian).acting_for(unit),
        unit,
    };
    Ok((case, people))
}

fn time(text: &str) -> Result<Timestamp, Failure> {
    parse("the sample", text)
}

struct Story<'a> {
    case: CaseFile<MemoryStore>,
    people: People<'a>,
    salts: Salts,
    entropy: Seeded,
    mailbox: &'a Measurement,
    log: &'a Measurement,
}

const FIRST_SEAL: &str = "FP-004711";
const SECOND_SEAL: &str = "FP-004712";

impl<'a> Story<'a> {
    fn act(
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
    fn inspection(&self, items: &Items, seal: &'a str, id: ItemId) -> Inspection<'a> {
        if id == items.mailbox {
            Inspection::Measured(self.mailbox)
        } else if id == items.log {
            Inspection::Measured(self.log)
        } else {
            Inspection::Seal(seal)
        }
    }

    /// Offers and accepts, with everything looked at again.
    fn hand_over(
        &mut self,
        items: &Items,
        which: &[ItemId],
        seal: &'a str,
        from: &Actor<'_>,
        to: &Actor<'_>,
        purpose: &str,
        [offered, answer_by, accepted]: [&str; 3],
    ) -> Result<(), Failure> {
        let (receiver, answer_by, at) = (to.holder(), time(answer_by)?, time(offered)?);
        let entropy = &mut self.entropy;
        let offer = self
            .case
            .offer(which, receiver, purpose, answer_by, from, at, entropy)?;
        let found: Vec<_> = which
            .iter()
            .map(|id| (*id, self.inspection(items, seal, *id)))
            .collect();
        let inspect = |id: ItemId| {
            let found = found.iter().find(|(known, _)| *known == id);
            found.map_or(Inspection::Nothing("not handed over"), |(_, found)| {
                found.clone()
            })
        };
        let at = time(accepted)?;
        self.case
            .accept(offer, &inspect, to, at, &mut self.entropy)?;
        Ok(())
    }

    fn collect(&mut self) -> Result<Items, Failure> {
        let officer = self.people.officer;
        let at = time("2026-11-02T09:00:00+01:00")?;
        let case = self
            .case
            .open_case("2026/0815 Orchard", &officer, at, &mut self.entropy)?;
        let laptop = self.collect_laptop(case, &officer)?;
        let (mailbox, log) = self.acquire_data(case, &officer)?;
        let labels = [(mailbox, "EX-1"), (log, "EX-2"), (laptop, "EX-3")];
        let at = time("2026-11-02T14:30:00+01:00")?;
        self.case.label(&labels, &officer, at, &mut self.entropy)?;
        Ok(Items {
            laptop,
            mailbox,
            log,
        })
    }

    fn collect_laptop(&mut self, case: CaseId, officer: &Actor<'_>) -> Result<ItemId, Failure> {
        let id = ItemId::generate(&mut self.entropy)?;
        let salts = &mut self.salts;
        let laptop = CollectedItem {
            id,
            seal: Some(salts.commit(FIRST_SEAL)),
            condition: Some(salts.commit("switched off, lid scratched")),
            description: Some(salts.commit("laptop, grey, without a charger")),
        };
        let body = Collected {
            case,
            items: vec![laptop],
            place: Some(salts.commit("packing room of the orchard")),
            ground: Some(Why::words(salts.commit("consent of the owner, in writing"))),
            method: Some(salts.commit("photographed, put into a bag, sealed")),
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
        let mut item = |id, name: &str, source: &str, what: &str, measured| AcquiredItem {
            id,
            name: Some(salts.commit(name)),
            source: Some(salts.commit(source)),
            content: Content::measured(measured, salts),
            description: Some(salts.commit(what)),
        };
        let mut items = vec![
            item(
                mailbox,
                "mailbox.eml",
                "mail.example.org",
                "one message",
                self.mailbox,
            ),
            item(
                log,
                "access.log",
                "web.example.org",
                "access log, one night",
                self.log,
            ),
        ];
        items.sort_by_key(|item| item.id);
        let body = Acquired {
            case,
            tool: Some(Tool {
                name: salts.commit("Copyright-free Copier"),
                serial: None,
                version: salts.commit("3.1"),
            }),
            items,
            place: Some(salts.commit("server room of the orchard")),
            ground: Some(Why::words(salts.commit("consent of the owner, in writing"))),
            method: Some(salts.commit("logical copy over the administrator's account")),
            clock_offset: Some(-3),
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

    fn into_safekeeping(&mut self, items: &Items) -> Result<(), Failure> {
        let (officer, custodian) = (self.people.officer, self.people.custodian);
        let times = [
            "2026-11-02T16:00:00+01:00",
            "2026-11-03T16:00:00+01:00",
            "2026-11-02T16:25:00+01:00",
        ];
        let all = items.all();
        self.hand_over(
            items,
            &all,
            FIRST_SEAL,
            &officer,
            &custodian,
            "safekeeping",
            times,
        )?;
        let [laptop, data @ ..] = all;
        self.store("2026-11-02T16:40:00+01:00", &[laptop], "Room 2, shelf 14")?;
        self.store(
            "2026-11-02T16:45:00+01:00",
            &data,
            "evidence server, volume 1",
        )?;
        let checked = Checked {
            id: laptop,
            seal: Some(self.salts.commit(FIRST_SEAL)),
            content: None,
            unchecked: None,
            appearance: Some(self.salts.commit("bag unopened")),
        };
        let body = ItemsChecked {
            items: vec![checked],
        };
        self.act(&custodian, "2026-11-06T10:00:00+01:00", &[laptop], body)?;
        Ok(())
    }

    fn to_the_examiner(&mut self, items: &Items) -> Result<(), Failure> {
        let (custodian, examiner) = (self.people.custodian, self.people.examiner);
        let times = [
            "2026-11-09T08:30:00+01:00",
            "2026-11-10T18:00:00+01:00",
            "2026-11-09T09:10:00+01:00",
        ];
        let which = [items.laptop, items.mailbox];
        let purpose = "who exported the table?";
        self.hand_over(
            items, &which, FIRST_SEAL, &custodian, &examiner, purpose, times,
        )?;
        // Offered as well, and not taken: the answer is recorded like any other.
        let (answer_by, at) = ("2026-11-10T18:00:00+01:00", "2026-11-09T08:35:00+01:00");
        let offer = self.case.offer(
            &[items.log],
            examiner.holder(),
            purpose,
            time(answer_by)?,
            &custodian,
            time(at)?,
            &mut self.entropy,
        )?;
        let inspect = |_| Inspection::Nothing("not opened");
        let reason = "not needed yet; stays where it is";
        let at = time("2026-11-09T09:15:00+01:00")?;
        self.case
            .refuse(offer, &inspect, reason, &examiner, at, &mut self.entropy)?;
        Ok(())
    }

    fn examine(&mut self, items: &Items) -> Result<(), Failure> {
        self.examine_laptop(items.laptop)?;
        let copy = self.copy_mailbox(items.mailbox)?;
        let examiner = self.people.examiner;
        let body = Examined {
            tool: None,
            method: Some(self.salts.commit("headers and text read by eye")),
            result: Some(
                self.salts
                    .commit("the message points to the access log, EX-2"),
            ),
            purpose: Why::words(self.salts.commit("where did the export go through?")),
        };
        self.act(&examiner, "2026-11-10T11:00:00+01:00", &[copy], body)?;
        let text = "see EX-2, the night of 30 October";
        let text = self.salts.commit(text);
        let note = Noted { text, entry: None };
        self.act(
            &examiner,
            "2026-11-10T11:30:00+01:00",
            &[items.mailbox],
            note,
        )?;
        let body = Destroyed {
            ground: Why::words(self.salts.commit("working copy, examination finished")),
            method: self.salts.commit("overwritten and deleted"),
            witnesses: vec![self.salts.commit("Cora Pretend, custodian")],
        };
        let end = self.act(&examiner, "2026-11-11T15:00:00+01:00", &[copy], body)?;
        self.witness(copy, end)
    }

    fn examine_laptop(&mut self, laptop: ItemId) -> Result<(), Failure> {
        let examiner = self.people.examiner;
        let body = Unsealed {
            items: vec![UnsealedItem {
                id: laptop,
                seal: self.salts.commit(FIRST_SEAL),
                state: SealState::Intact,
            }],
            reason: Some(Why::words(self.salts.commit("examination"))),
        };
        self.act(&examiner, "2026-11-09T10:00:00+01:00", &[laptop], body)?;
        let body = Examined {
            tool: Some(Tool {
                name: self.salts.commit("write blocker, bench 3"),
                serial: Some(self.salts.commit("WB-0003")),
                version: self.salts.commit("1.4"),
            }),
            method: Some(self.salts.commit("disk taken out and looked at, read-only")),
            result: Some(self.salts.commit("the disk is empty")),
            purpose: Why::words(self.salts.commit("is the exported table on it?")),
        };
        self.act(&examiner, "2026-11-09T11:45:00+01:00", &[laptop], body)?;
        let body = Sealed {
            items: vec![SealedItem {
                id: laptop,
                seal: self.salts.commit(SECOND_SEAL),
            }],
            reason: Some(Why::words(self.salts.commit("examination finished"))),
        };
        self.act(&examiner, "2026-11-09T12:10:00+01:00", &[laptop], body)?;
        Ok(())
    }

    fn copy_mailbox(&mut self, mailbox: ItemId) -> Result<ItemId, Failure> {
        let examiner = self.people.examiner;
        let copy = ItemId::generate(&mut self.entropy)?;
        let made = DerivedItem {
            id: copy,
            content: Some(Content::measured(self.mailbox, &mut self.salts)),
            description: Some(self.salts.commit("working copy of EX-1")),
        };
        let body = Derived {
            from: vec![mailbox],
            kind: DerivationKind::WorkingCopy,
            tool: None,
            items: vec![made],
            method: Some(self.salts.commit("copied and measured again")),
        };
        self.act(
            &examiner,
            "2026-11-10T09:00:00+01:00",
            &[mailbox, copy],
            body,
        )?;
        let at = time("2026-11-10T09:05:00+01:00")?;
        self.case
            .label(&[(copy, "EX-1-W")], &examiner, at, &mut self.entropy)?;
        Ok(copy)
    }

    /// The custodian was there, and says so on its own chain.
    fn witness(&mut self, copy: ItemId, end: Recorded) -> Result<(), Failure> {
        let mut custodian = self.people.custodian;
        custodian.signed_for = None;
        let subject = Subject::Item(copy);
        let tip = self.case.next_links(std::slice::from_ref(&subject));
        let seq = tip.first().map_or(0, |link| link.seq.saturating_sub(1));
        let body = Witnessed {
            capacity: "observer".to_owned(),
            entry: Citation {
                subject,
                seq,
                entry: end.entry,
            },
        };
        let own = Subject::Own(custodian.id, self.case.origin()?.clone());
        let at = At::device(time("2026-11-11T15:10:00+01:00")?);
        self.case.act(body, &[own], &custodian, at)?;
        Ok(())
    }

    fn back(&mut self, items: &Items) -> Result<(), Failure> {
        let (examiner, custodian) = (self.people.examiner, self.people.custodian);
        let times = [
            "2026-11-12T08:00:00+01:00",
            "2026-11-13T18:00:00+01:00",
            "2026-11-12T08:40:00+01:00",
        ];
        let which = [items.laptop, items.mailbox];
        let purpose = "safekeeping, examination finished";
        self.hand_over(
            items,
            &which,
            SECOND_SEAL,
            &examiner,
            &custodian,
            purpose,
            times,
        )?;
        self.store(
            "2026-11-12T08:55:00+01:00",
            &[items.laptop],
            "Room 2, shelf 14",
        )?;
        self.store(
            "2026-11-12T09:00:00+01:00",
            &[items.mailbox],
            "evidence server, volume 1",
        )
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

//! What the examiner does with the items.

use handseal::event::{
    At, Citation, Content, DerivationKind, Derived, DerivedItem, Destroyed, Examined, Noted,
    PartDigests, SealState, Sealed, SealedItem, Subject, Tool, Unsealed, UnsealedItem, Why,
    Witnessed,
};
use handseal::identity::ItemId;
use handseal::store::{Inspection, Recorded, TransferTerms};

use crate::common::Failure;
use crate::people::time;
use crate::story::{FIRST_SEAL, Items, Plan, SECOND_SEAL, Story};

impl Story<'_> {
    pub(crate) fn hand_to_examiner(&mut self, items: &Items) -> Result<(), Failure> {
        let (custodian, examiner) = (self.people.custodian, self.people.examiner);
        let times =
            ["2026-11-09T08:30:00+01:00", "2026-11-10T18:00:00+01:00", "2026-11-09T09:10:00+01:00"];
        let which = [items.laptop, items.mailbox];
        let purpose = "who exported the table?";
        let plan = Plan { which: &which, seal: FIRST_SEAL, purpose, times };
        self.hand_over(items, &custodian, &examiner, &plan)?;
        // Offered as well, and not taken: the answer is recorded like any other.
        let (answer_by, at) = ("2026-11-10T18:00:00+01:00", "2026-11-09T08:35:00+01:00");
        let offer = self.case.offer(
            &[items.log],
            &TransferTerms::new(examiner.holder(), purpose, time(answer_by)?),
            &custodian,
            time(at)?,
            &mut self.entropy,
        )?;
        let inspect = |_| Inspection::Nothing("not opened");
        let reason = "not needed yet; stays where it is";
        let at = time("2026-11-09T09:15:00+01:00")?;
        self.case.refuse(offer, &inspect, reason, &examiner, at, &mut self.entropy)?;
        Ok(())
    }

    pub(crate) fn examine(&mut self, items: &Items) -> Result<(), Failure> {
        self.examine_laptop(items.laptop)?;
        let copy = self.copy_mailbox(items.mailbox)?;
        let examiner = self.people.examiner;
        let body = Examined {
            tool: None,
            method: Some(self.salts.commit("headers and text read by eye")),
            result: Some(self.salts.commit("the message points to the access log, EX-2")),
            purpose: Why::words(self.salts.commit("where did the export go through?")),
        };
        self.act(&examiner, "2026-11-10T11:00:00+01:00", &[copy], body)?;
        let text = "see EX-2, the night of 30 October";
        let text = self.salts.commit(text);
        let note = Noted { text, entry: None };
        self.act(&examiner, "2026-11-10T11:30:00+01:00", &[items.mailbox], note)?;
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
            items: vec![SealedItem { id: laptop, seal: self.salts.commit(SECOND_SEAL) }],
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
            content: Some(Content::measured(self.mailbox, PartDigests::Inline, &mut self.salts)),
            description: Some(self.salts.commit("working copy of EX-1")),
        };
        let body = Derived {
            from: vec![mailbox],
            kind: DerivationKind::WorkingCopy,
            tool: None,
            items: vec![made],
            method: Some(self.salts.commit("copied and measured again")),
        };
        self.act(&examiner, "2026-11-10T09:00:00+01:00", &[mailbox, copy], body)?;
        let at = time("2026-11-10T09:05:00+01:00")?;
        self.case.label(&[(copy, "EX-1-W")], &examiner, at, &mut self.entropy)?;
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
            entry: Citation { subject, seq, entry: end.entry },
        };
        let own = Subject::Own(custodian.id, self.case.origin()?.clone());
        let at = At::device(time("2026-11-11T15:10:00+01:00")?);
        self.case.act(body, &[own], &custodian, at)?;
        Ok(())
    }
}

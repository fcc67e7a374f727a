//! Who is in the sample case: the organisation, its ledger, and who works there.

use handseal::Timestamp;
use handseal::event::PartyKind;
use handseal::identity::{PartyId, Signer, SigningKey};
use handseal::store::{Actor, CaseFile, Enrolment, MemoryStore, Opening};

use crate::Seeded;
use crate::common::{Failure, parse};

pub(crate) struct Keys {
    pub(crate) root: SigningKey,
    pub(crate) checkpoint: SigningKey,
    pub(crate) officer: SigningKey,
    pub(crate) examiner: SigningKey,
    pub(crate) custodian: SigningKey,
}

pub(crate) struct People<'a> {
    pub(crate) officer: Actor<'a>,
    pub(crate) examiner: Actor<'a>,
    /// Acts for the evidence unit, which is who holds.
    pub(crate) custodian: Actor<'a>,
}
/// The organisation, its ledger, and who works there.
pub(crate) fn found<'a>(
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
    let mut enrol = |kind, name, units: &[PartyId], key: Option<&'a dyn Signer>, at| {
        let enrolment = Enrolment { kind, name, roles: &[], units, key };
        let party = case.enrol(&enrolment, &chief, time(at)?, entropy)?;
        Ok::<_, Failure>(party)
    };
    let person = PartyKind::Person;
    let at = "2026-11-02T08:05:00+01:00";
    let unit = enrol(PartyKind::Unit, "Evidence Unit", &[], None, at)?;
    let at = "2026-11-02T08:10:00+01:00";
    let officer = enrol(person, "Olga Invented, officer", &[], Some(&keys.officer), at)?;
    let at = "2026-11-02T08:15:00+01:00";
    let examiner = enrol(person, "Emil Madeup, examiner", &[], Some(&keys.examiner), at)?;
    let at = "2026-11-02T08:20:00+01:00";
    let name = "Cora Pretend, custodian";
    let custodian = enrol(person, name, &[unit], Some(&keys.custodian), at)?;
    let people = People {
        officer: Actor::new(officer, &keys.officer),
        examiner: Actor::new(examiner, &keys.examiner),
        custodian: Actor::new(custodian, &keys.custodian).acting_for(unit),
    };
    Ok((case, people))
}

pub(crate) fn time(text: &str) -> Result<Timestamp, Failure> {
    parse("the sample", text)
}

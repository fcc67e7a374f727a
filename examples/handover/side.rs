//! What the two sides of the hand-over do.

use std::fs;

use handseal::Timestamp;
use handseal::custody::TransferOffer;
use handseal::event::EntryHash;
use handseal::evidence::{Measurement, Options, measure_file};
use handseal::identity::OsEntropy;
use handseal::store::{Actor, Inspection, TransferTerms};

use crate::common::side::{Exhibit, Side, copy};
use crate::common::{Failure, say, untold};

impl Side {
    pub(crate) fn acquire_two(&mut self) -> Result<[Exhibit; 2], Failure> {
        let (actor, mut entropy) = (Actor::new(self.person, &self.person_key), OsEntropy);
        let at = self.clock.now()?;
        let case = self.case.open_case("2041/7", &actor, at, &mut entropy)?;
        let mut exhibit = |label: &'static str, name: &str, text: &str| {
            let path = self.directory.join(name);
            fs::write(&path, text).map_err(|error| Failure::in_file(&path, error))?;
            let measured = measure_file(&path, Options::default())?;
            let ids = self.case.acquire(case, &[(name, &measured)], &actor, at, &mut entropy)?;
            let [id] = ids.as_slice() else {
                return Err(untold("one item has one id"));
            };
            self.case.label(&[(*id, label)], &actor, at, &mut entropy)?;
            Ok::<_, Failure>(Exhibit { id: *id, label, path, holder: actor.id })
        };
        let first = exhibit("EX-1", "chat.txt", "Meet me at the lighthouse at nine.\n")?;
        let second = exhibit("EX-2", "photo.raw", "pretend that this is a photograph\n")?;
        Ok([first, second])
    }

    pub(crate) fn offer(&mut self, exhibit: &Exhibit, to: &Self) -> Result<EntryHash, Failure> {
        const WEEK: i64 = 7 * 24 * 3600;
        let at = self.clock.now()?;
        let due = at.unix_seconds().saturating_add(WEEK);
        let answer_by = Timestamp::from_unix(due, 0, 0)?;
        let actor = Actor::new(self.person, &self.person_key);
        let offer = self.case.offer(
            &[exhibit.id],
            &TransferTerms::new(to.person, "examination", answer_by),
            &actor,
            at,
            &mut OsEntropy,
        )?;
        say(format_args!(
            "  {} offers {} to {}. Custody has not moved.\n",
            self.name, exhibit.label, to.name
        ))?;
        // From here on the offer is a state of both ledgers: another process may answer it.
        Ok(offer.entry())
    }

    /// The offer, found again in this side's own ledger.
    pub(crate) fn open_offer(&self, entry: EntryHash) -> Result<TransferOffer, Failure> {
        let mut offers = self.case.open_offers().into_iter();
        let offer = offers.find(|offer| offer.entry() == entry);
        offer.ok_or_else(|| untold("the offer is open in the receiver's ledger"))
    }

    /// Takes the content that came with an offer.
    pub(crate) fn receive(&self, exhibit: &Exhibit) -> Result<Exhibit, Failure> {
        let name = exhibit.path.file_name().unwrap_or_default();
        let path = self.directory.join(name);
        copy(&exhibit.path, &path)?;
        Ok(Exhibit { path, holder: self.person, ..*exhibit })
    }

    /// Accepts what was offered, measured again.
    pub(crate) fn accept(
        &mut self,
        entry: EntryHash,
        measured: &Measurement,
    ) -> Result<EntryHash, Failure> {
        let (offer, at) = (self.open_offer(entry)?, self.clock.now()?);
        let actor = Actor::new(self.person, &self.person_key);
        let inspect = |_| Inspection::Measured(measured);
        let recorded = self.case.accept(offer, &inspect, &actor, at, &mut OsEntropy)?;
        Ok(recorded.entry)
    }

    /// Refuses what was offered, and says what was measured.
    pub(crate) fn refuse(
        &mut self,
        entry: EntryHash,
        measured: &Measurement,
    ) -> Result<EntryHash, Failure> {
        let (offer, at) = (self.open_offer(entry)?, self.clock.now()?);
        let actor = Actor::new(self.person, &self.person_key);
        let inspect = |_| Inspection::Measured(measured);
        let reason = "these are not the bytes that were offered";
        let entropy = &mut OsEntropy;
        let recorded = self.case.refuse(offer, &inspect, reason, &actor, at, entropy)?;
        Ok(recorded.entry)
    }
}

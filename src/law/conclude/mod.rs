//! What the end of the record shows of every request, by a catalogue and at an instant.
//!
//! `terms` asks whether a request says what its instrument asks, `answers` what was produced and what
//! is open, `periods` the clocks, `keeping` what became of the evidence.

mod answers;
mod keeping;
mod periods;
mod terms;

pub use periods::RequestClock;

use answers::PreservationEnds;

use crate::custody::Register;
use crate::encoding::Timestamp;
use crate::event::Subject;
use crate::identity::OrgId;
use crate::law::act::Mark;
use crate::law::catalogue::{Catalogue, Instrument};
use crate::law::certainty::Certainty;
use crate::law::matter::{Matter, Noticed, Provision};
use crate::law::register::RequestRegister;
use crate::law::request::Request;
use crate::law::transition::SideState;

/// Whether everything about a request and its items must be in the record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// Entries of the record cannot be read: any of them may be the act that is looked for.
    Gaps,
    /// The record is a part of a ledger: what is not there may stand elsewhere.
    Part,
    /// The record is a whole ledger.
    Whole,
}

/// What is asked at the end of a record.
pub struct Question<'a> {
    /// The requests.
    pub requests: &'a RequestRegister,
    /// Who holds what.
    pub custody: &'a Register,
    /// The instruments.
    pub catalogue: &'a Catalogue,
    /// The instant that counts as now.
    pub now: Timestamp,
    /// Where an organisation belongs: as the verifier knows it, or as it says itself.
    pub jurisdiction: &'a dyn Fn(OrgId) -> Option<String>,
    /// Whether the record is whole.
    pub extent: Extent,
    /// The organisation that keeps the ledger.
    pub keeper: Option<OrgId>,
}

impl std::fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").field("now", &self.now).finish_non_exhaustive()
    }
}

impl Question<'_> {
    /// Everything to be said at the end: of each request, by id, and then of each item, by id.
    /// R11.5
    #[must_use]
    pub fn conclude(&self) -> Vec<Noticed> {
        let mut noticed = Vec::new();
        let mut ends = PreservationEnds::new();
        for request in self.requests.requests() {
            noticed.extend(self.of_request(request, &mut ends));
        }
        noticed.extend(self.of_items());
        noticed
    }

    /// The clocks of a request, those that never started included.
    #[must_use]
    pub fn clocks(&self, request: &Request) -> Vec<RequestClock> {
        match self.instrument(request) {
            Some(instrument) => self.run(request, instrument),
            None => Vec::new(),
        }
    }

    /// V7.1, V7.2, V7.8 to V7.24, V7.37 to V7.42
    /// R4.4, R11.4
    fn of_request(&self, request: &Request, ends: &mut PreservationEnds) -> Vec<Noticed> {
        if let Some(because) = request.doubtful {
            let matter = Matter::NotShown { request: Some(request.id), because };
            return vec![about(request, None, matter)];
        }
        let Some((terms, mark)) = &request.terms else {
            return vec![about(request, None, Matter::NotHeld { request: request.id })];
        };
        let Some(instrument) = self.catalogue.instrument(&terms.instrument) else {
            let instrument = terms.instrument.clone();
            let unknown = Matter::InstrumentUnknown { instrument };
            let mut noticed = vec![about(request, Some(*mark), unknown)];
            noticed.extend(self.check_answers(request));
            noticed.extend(self.check_notices(request));
            return noticed;
        };
        let mut noticed = self.check_terms(request, terms, *mark, instrument);
        noticed.extend(self.check_answers(request));
        noticed.extend(self.check_categories(request, terms, *mark, instrument));
        noticed.extend(self.check_preservation(request, *mark, ends));
        noticed.extend(self.check_periods(request, *mark, instrument));
        noticed.extend(self.check_notices(request));
        noticed
    }

    /// Whether something about a request may stand on a side that is not here: a part of a ledger
    /// leaves it out, or the request does not concern whoever keeps the ledger.
    fn may_stand_elsewhere(&self, request: &Request) -> bool {
        if self.extent == Extent::Gaps {
            return true;
        }
        let named = request.terms.iter().flat_map(|(terms, _)| &terms.parties);
        (self.extent == Extent::Part || !self.concerns_keeper(request))
            && named
                .filter_map(|named| named.party)
                .any(|party| request.state_of(party) == SideState::Unopened)
    }

    /// Whether the request is made by the keeper's organisation, names it, or has a side of it.
    fn concerns_keeper(&self, request: &Request) -> bool {
        let named = request.terms.iter().flat_map(|(terms, _)| &terms.parties);
        let named = named.filter_map(|named| named.party);
        let sides = request.sides.iter().map(|side| side.party);
        self.keeper.is_none_or(|keeper| named.chain(sides).any(|party| party.org() == keeper))
    }

    pub(crate) fn instrument(&self, request: &Request) -> Option<&Instrument> {
        let (terms, _) = request.terms.as_ref()?;
        self.catalogue.instrument(&terms.instrument)
    }
}

/// A matter of a request, on the chain that opened it. R11.6
pub(crate) fn about(request: &Request, mark: Option<Mark>, matter: Matter) -> Noticed {
    let side = request.sides.first().map(|side| Subject::Request(request.id, side.party));
    Noticed { mark, subject: side, field: None, matter }
}

/// The rule of an instrument at a paragraph.
pub(crate) fn provision(
    instrument: &Instrument,
    paragraph: &str,
    certainty: Certainty,
) -> Provision {
    Provision { instrument: instrument.id.clone(), paragraph: paragraph.to_owned(), certainty }
}

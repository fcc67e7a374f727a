//! What an extract of some subjects takes in beside them, so that it can be judged alone.

use std::collections::BTreeSet;

use crate::event::{Body, Citation, SignedEvent, Statement, Subject, Terms};
use crate::identity::{PartyId, RequestId};
use crate::law::Maker;
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::entries::Shown;
use crate::store::error::CaseError;
use crate::store::positions::Sought;
use crate::store::source::Source;

impl<S: Store> CaseFile<S> {
    /// The subjects asked for, the items they were derived from, the requests that they are under,
    /// and the cases of all items.
    pub(crate) fn close_over(
        &mut self,
        source: &mut Source,
        subjects: &[Subject],
    ) -> Result<BTreeSet<Subject>, CaseError> {
        let mut wanted: BTreeSet<_> = subjects.iter().cloned().collect();
        let mut requests = BTreeSet::new();
        loop {
            let before = (wanted.len(), requests.len());
            let mut sources = Vec::new();
            // What an item was derived by is an entry of its chain.
            let chains: Vec<_> = wanted.iter().cloned().map(Sought::Linked).collect();
            self.visit(source, &chains, &mut |_, shown| {
                let Shown::Entry(event) = shown else { return };
                let Statement::Known(known) = event.statement() else {
                    return;
                };
                if let Body::Derived(body) = &known.body
                    && body.items.iter().any(|made| wanted.contains(&Subject::Item(made.id)))
                {
                    sources.extend(body.from.iter().copied().map(Subject::Item));
                }
                if known.links.iter().any(|link| wanted.contains(&link.subject)) {
                    requests.extend(requests_named(&known.body));
                }
            })?;
            wanted.extend(sources);
            self.add_requests(&mut wanted, &mut requests);
            if (wanted.len(), requests.len()) == before {
                break;
            }
        }
        let cases: Vec<_> = wanted
            .iter()
            .filter_map(|subject| self.fold.register.facts(subject.item()?))
            .flat_map(|facts| facts.cases.iter().copied().map(Subject::Case))
            .filter(|case| self.fold.register.holds(case))
            .collect();
        wanted.extend(cases);
        Ok(wanted)
    }

    /// Every side of the requests that items are under, and what is asked on a side that is wanted
    /// alone; of the requests that these rest on, as much.
    fn add_requests(&self, wanted: &mut BTreeSet<Subject>, whole: &mut BTreeSet<RequestId>) {
        let items: Vec<_> = wanted.iter().filter_map(Subject::item).collect();
        let terms = items.into_iter().filter_map(|item| self.fold.requests.item(item));
        whole.extend(terms.flat_map(|terms| terms.requests().iter().copied()));
        let related: Vec<_> = whole.iter().flat_map(|id| self.rests_on(*id)).collect();
        whole.extend(related);
        wanted.extend(whole.iter().flat_map(|id| self.sides(*id)));
        let alone: Vec<_> = wanted
            .iter()
            .filter_map(|side| if let Subject::Request(id, _) = side { Some(*id) } else { None })
            .flat_map(|id| std::iter::once(id).chain(self.rests_on(id)))
            .filter_map(|id| self.cite_request(id).ok())
            .collect();
        wanted.extend(alone.into_iter().map(|asked| asked.subject));
    }

    /// The requests that a request says it rests on.
    fn rests_on(&self, id: RequestId) -> Vec<RequestId> {
        let terms = self.fold.requests.request(id).and_then(|request| request.terms.as_ref());
        let relates = terms.into_iter().flat_map(|(terms, _)| &terms.relates);
        relates.map(|relation| relation.request).collect()
    }

    /// The chains of everyone named in a request, as far as they are held.
    fn sides(&self, id: RequestId) -> Vec<Subject> {
        let Some(request) = self.fold.requests.request(id) else {
            return Vec::new();
        };
        let maker = request.maker.and_then(|maker| match maker {
            Maker::Described => None,
            Maker::Party(party) => Some(party),
        });
        let named = request.terms.iter().flat_map(|(terms, _)| parties_of(terms));
        let opened = request.sides.iter().map(|side| side.party);
        let sides = maker.into_iter().chain(named).chain(opened);
        let sides = sides.map(|party| Subject::Request(id, party));
        sides.filter(|side| self.fold.register.holds(side)).collect()
    }
}

/// The requests that an act on an item names, and those of the authorisations that it cites.
#[expect(clippy::wildcard_enum_match_arm, reason = "few acts name a request")]
fn requests_named(body: &Body) -> Vec<RequestId> {
    let (request, authorisation) = match body {
        Body::Acquired(body) => (body.request, None),
        Body::Collected(body) => (body.request, None),
        Body::Disclosed(body) => (None, body.authorisation.as_ref()),
        Body::Offered(body) => (body.request, body.authorisation.as_ref()),
        Body::Used(body) => (None, body.authorisation.as_ref()),
        _ => (None, None),
    };
    let side = |cited: &Citation| {
        if let Subject::Request(id, _) = cited.subject { Some(id) } else { None }
    };
    request.into_iter().chain(authorisation.and_then(side)).collect()
}

fn parties_of(terms: &Terms) -> impl Iterator<Item = PartyId> {
    terms.parties.iter().filter_map(|named| named.party)
}

/// The parties that an entry names: a receiver must be enrolled where it is offered something, and
/// where a recipient belongs tells whether evidence went to another State. Whoever a request merely
/// names is not shown: a reader that does not know it could check no entry of its directory.
pub(crate) fn named_parties(event: &SignedEvent) -> Vec<PartyId> {
    let Statement::Known(known) = event.statement() else {
        return Vec::new();
    };
    let recipient = if let Body::Disclosed(body) = &known.body { body.to.party } else { None };
    let subject = known.links.iter().find_map(|link| {
        if let Subject::Party(party) = &link.subject { Some(*party) } else { None }
    });
    let receiver = known.body.receiver().into_iter();
    receiver.chain(known.signed_for).chain(subject).chain(recipient).collect()
}

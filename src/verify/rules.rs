//! Small rules: on one verified event V2.6, V2.12, V4.1, V4.2, V5.2, V5.3, V6.11; and who may hold an item.

use crate::custody::CustodyState;
use crate::event::{Body, Event, EventType, Subject};
use crate::identity::{ItemId, PartyId};
use crate::verify::code::{Class, Code};
use crate::verify::directory::{Refusal, refusal};
use crate::verify::finding::{Detail, Finding, Location};
use crate::verify::fold::{Fold, Stage};

impl Fold {
    /// Whether one of the ledger's own parties is recorded as holding the item now, or may be.
    pub(crate) fn may_be_held_here(&self, item: ItemId) -> bool {
        match self.register.state(item) {
            Some(CustodyState::Held { by } | CustodyState::Offered { from: by, .. }) => {
                self.keeper == Some(by.org())
            }
            Some(
                CustodyState::Ended { .. }
                | CustodyState::Lost { .. }
                | CustodyState::Outside { .. }
                | CustodyState::Unknown,
            ) => false,
            // Contested or not shown: it may be held here.
            None => true,
        }
    }

    /// V4.1, V4.2: the ledger begins with its organisation, the registrars that open it, and its
    /// opening.
    pub(super) fn check_beginning(
        &self,
        event: &Event,
        signer: PartyId,
        place: &Location,
    ) -> Option<Finding> {
        let event_type = event.body.event_type();
        let opens = matches!(event_type, EventType::Enrolled | EventType::Opened);
        match self.stage {
            // Before the founding no key is registered, so nothing else comes this far: that it is missing
            // is said in the end.
            Stage::Start | Stage::Opened => return None,
            Stage::Founded if opens && self.keeper == Some(signer.org()) => return None,
            // In an extract the entries between are not shown.
            Stage::Founded if self.listed.is_some() => return None,
            Stage::Founded => {}
        }
        let (expected, found) = ("enrolled or opened".to_owned(), event_type.code().to_owned());
        let detail = Detail::Texts { expected, found };
        Some(Finding::new(Code::LedgerGenesisMisplaced, place.clone(), detail))
    }

    /// V2.6: whether without this party nobody but the organisation itself could register anyone, and
    /// the signer is not that. Of another organisation, and in an extract, not all registrars are shown.
    pub(crate) fn is_last_registrar(&self, party: PartyId, signer: PartyId) -> bool {
        let shown = self.listed.is_none() && self.keeper == Some(signer.org());
        shown && !signer.is_organisation() && self.directory.is_only_registrar(party)
    }

    /// V2.6: a registrar leaves the keeper another one.
    pub(super) fn check_last_registrar(
        &self,
        event: &Event,
        signer: PartyId,
    ) -> Result<(), Refusal> {
        let (Body::Revoked(body), Some(Subject::Party(party))) =
            (&event.body, event.links.first().map(|link| &link.subject))
        else {
            return Ok(());
        };
        let last_key = self.directory.good_keys(*party).eq([body.kid]);
        if last_key && self.is_last_registrar(*party, signer) {
            let detail = Detail::Keys { expected: None, found: body.kid };
            return Err(refusal(Code::RoleForbidden, detail));
        }
        Ok(())
    }

    /// V2.12: what the organisation itself does, no policy forbids.
    pub(super) fn check_policy(
        &self,
        event: &Event,
        signer: PartyId,
        place: &Location,
    ) -> Option<Finding> {
        let act = event.body.event_type();
        let roles = &self.directory.party(signer)?.roles;
        let policy = self.policies.of(signer.org());
        if signer.is_organisation() || policy.gives(roles, act) {
            return None;
        }
        let words =
            |none: &str, roles: String| if roles.is_empty() { none.to_owned() } else { roles };
        let expected = words("the organisation itself", named(policy.who_may(act)));
        let found = words("no role", named(roles.iter().map(String::as_str)));
        let detail = Detail::Texts { expected, found };
        Some(Finding::new(Code::RoleOutsidePolicy, place.clone(), detail))
    }

    /// V6.11
    pub(super) fn check_receiver(&self, event: &Event, place: &Location) -> Option<Finding> {
        let to = event.body.receiver()?;
        let location = Location { field: Some("body.to".to_owned()), ..place.clone() };
        let detail = Detail::Party(to);
        (self.directory.party(to).is_none())
            .then(|| Finding::new(Code::CustodyReceiverUnknown, location, detail))
    }

    /// V5.2, V5.3
    pub(super) fn check_time(&self, event: &Event, place: &Location) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let (Some(now), Some(found)) = (self.now, event.at.time.earliest())
            && found.is_after(&now)
        {
            let location = Location { field: Some("at.time".to_owned()), ..place.clone() };
            let detail = Detail::Times { bound: now, found };
            findings.push(Finding::new(Code::TimeFuture, location, detail));
        }
        if event.at.recorded_late.is_some() {
            let field = Some("at.recorded_late".to_owned());
            let location = Location { field, ..place.clone() };
            findings.push(Finding::new(Code::TimeRecordedLate, location, Detail::None));
        }
        findings
    }
}

/// Roles for people. An enrolment can name any number, of any length, and each act of the party would
/// repeat them.
fn named<'r>(mut roles: impl Iterator<Item = &'r str>) -> String {
    const MOST: usize = 16;
    const LONGEST: usize = 64;
    let cut = |role: &str| role.chars().take(LONGEST).collect();
    let mut shown: Vec<String> = roles.by_ref().take(MOST).map(cut).collect();
    let more = roles.count();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    shown.join(", ")
}

/// DESIGN: an entry stops at its first failing step.
pub(super) fn stop_at_first_failure(findings: &mut Vec<Finding>) {
    let step = |finding: &Finding| finding.code.requirement().split('.').next();
    let failing = findings
        .iter()
        .filter(|finding| finding.code.class() == Class::Failure)
        .filter_map(step)
        .min();
    if let Some(failing) = failing {
        findings.retain(|finding| step(finding).is_some_and(|step| step <= failing));
    }
}

//! Whether an authorisation that is cited covers an act.

use crate::encoding::Timestamp;
use crate::event::{Answer, AuthorisedAct, EntryHash};
use crate::identity::{ItemId, OrgId};
use crate::law::evidence::{Authorised, ItemTerms};
use crate::law::matter::Lack;
use crate::law::register::RequestRegister;

/// What somebody does that may need an authorisation.
#[derive(Clone, Copy)]
pub(crate) struct Wish<'a> {
    pub(crate) act: AuthorisedAct,
    pub(crate) item: ItemId,
    pub(crate) terms: &'a ItemTerms,
    pub(crate) purpose: Option<&'a str>,
    pub(crate) at: Option<Timestamp>,
}

impl RequestRegister {
    /// What a use or disclosure lacks; `None` when the authorisation cited covers it.
    pub(crate) fn check_authorised(
        &self,
        cited: Option<EntryHash>,
        wish: &Wish<'_>,
    ) -> Option<Lack> {
        let authorised = match self.cited(cited) {
            Ok(authorised) => authorised,
            Err(lack) => return Some(lack),
        };
        let supplier = wish.terms.supplier;
        let home = supplier.and_then(|supplier| self.jurisdiction(supplier));
        // The authority that a State designates may speak for its providers.
        let by_supplier = |org| {
            // R6.2
            supplier.is_none_or(|supplier| supplier == org)
                || home.is_some() && self.jurisdiction(org) == home
        };
        check_granted(authorised, wish, &by_supplier).or_else(|| {
            let purposes = &authorised.says.purposes;
            let allowed = |purpose: &str| purposes.iter().any(|allowed| allowed == purpose);
            let covered = purposes.is_empty() || wish.purpose.is_some_and(allowed);
            (!covered).then_some(Lack::OtherPurpose)
        })
    }

    pub(crate) fn cited(&self, cited: Option<EntryHash>) -> Result<&Authorised, Lack> {
        let cited = cited.ok_or(Lack::NotCited)?;
        self.authorised.get(&cited).ok_or(Lack::NotHeld)
    }
}

/// What an authorisation lacks for an act on an item, whatever its purpose and destination. R6.1
pub(crate) fn check_granted(
    authorised: &Authorised,
    wish: &Wish<'_>,
    by_supplier: &dyn Fn(OrgId) -> bool,
) -> Option<Lack> {
    let says = &authorised.says;
    let of_item = if says.items.is_empty() {
        wish.terms.requests.contains(&authorised.request)
    } else {
        says.items.contains(&wish.item)
    };
    let later = |at: Timestamp| authorised.at.is_some_and(|given| given.is_after(&at));
    if says.answer == Answer::Refused {
        Some(Lack::Refused)
    } else if says.act != wish.act {
        Some(Lack::OtherAct)
    } else if !of_item {
        Some(Lack::OtherItem)
    } else if !by_supplier(authorised.by) {
        Some(Lack::OtherAuthority)
    } else if wish.at.is_some_and(later) {
        Some(Lack::Later)
    } else {
        None
    }
}

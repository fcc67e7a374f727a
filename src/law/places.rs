//! Where the parties of a request stand in its lists.

use std::collections::HashMap;

use crate::event::NamedParty;
use crate::identity::PartyId;
use crate::law::request::ADDRESSEE;

/// Where the parties of a request stand in its lists: each act asks, and the lists can be long.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    pub(crate) sides: HashMap<PartyId, usize>,
    /// In the parties of the terms, the first place of each.
    pub(crate) named: HashMap<PartyId, usize>,
    /// Whether a party with an id is named as the addressee.
    pub(crate) addressee: bool,
    /// Whether any side is answered.
    pub(crate) answered: bool,
    /// Whether any side is ended.
    pub(crate) ended: bool,
}

impl Places {
    /// Takes in whom the terms name, in the place of earlier ones.
    /// R1.7: someone in words only has no place.
    pub(crate) fn name(&mut self, parties: &[NamedParty]) {
        self.named.clear();
        for (place, listed) in parties.iter().enumerate() {
            if let Some(party) = listed.party {
                self.named.entry(party).or_insert(place);
            }
        }
        self.addressee =
            parties.iter().any(|listed| listed.party.is_some() && listed.capacity == ADDRESSEE);
    }
}

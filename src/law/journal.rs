//! What was done with evidence, act by act: collected only when a log or a certificate is asked for.

use std::collections::BTreeSet;

use crate::encoding::Timestamp;
use crate::event::{Acquired, Body, Disclosable, EntryHash, EventType, Recipient, When, Why};
use crate::identity::{ItemId, PartyId, RequestId};
use crate::law::act::StatedAct;
use crate::law::register::{RequestRegister, linked_items};

/// Whose uses are asked for.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UseLogOf {
    /// One item.
    Item(ItemId),
    /// Everything that is about a person or an account, as producers stated it.
    Person(String),
    /// Everything that was produced, collected or handed over under a request.
    Request(RequestId),
}

/// An access, use or disclosure, or a move, of evidence.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct UseEntry {
    /// The index of the entry.
    pub entry: u64,
    /// Its name.
    pub hash: EntryHash,
    /// What was done.
    pub act: EventType,
    /// The party that did it.
    pub by: PartyId,
    /// What its organisation calls it, as far as that is disclosed.
    pub name: Option<String>,
    /// When, as stated; the earliest instant when a span is stated.
    pub at: Option<Timestamp>,
    /// The items.
    pub items: Vec<ItemId>,
    /// What for, as a code.
    pub purpose: Option<String>,
    /// What for, in words, as far as they are disclosed.
    pub words: Option<String>,
    /// The party that it went to.
    pub to: Option<PartyId>,
    /// Who it went to, in words, as far as they are disclosed.
    pub to_words: Option<String>,
    /// The authorisation that it rests on.
    pub authorisation: Option<EntryHash>,
}

/// How a data item was acquired.
#[derive(Clone, Debug)]
pub(crate) struct Acquisition {
    pub(crate) entry: u64,
    pub(crate) hash: EntryHash,
    pub(crate) by: PartyId,
    pub(crate) when: When,
    pub(crate) said: Acquired,
}

/// The acts on evidence, in the order of the ledger.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    uses: Vec<UseEntry>,
    pub(crate) acquisitions: Vec<Acquisition>,
}

impl Journal {
    /// Nothing collected yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Collects an act, if it is one on evidence.
    pub fn note(&mut self, act: &StatedAct<'_>) {
        if let Body::Acquired(body) = &act.event.body {
            self.acquisitions.push(Acquisition {
                entry: act.mark.index,
                hash: act.mark.entry,
                by: act.actor,
                when: act.event.at.time,
                said: body.clone(),
            });
        }
        if let Some(said) = Said::by(&act.event.body) {
            self.uses.push(UseEntry {
                entry: act.mark.index,
                hash: act.mark.entry,
                act: act.event.body.event_type(),
                by: act.actor,
                name: None,
                at: act.earliest(),
                items: linked_items(act).collect(),
                purpose: said.why.and_then(|why| why.code.clone()),
                words: said.why.and_then(|why| open(why.words.as_ref())),
                to: said.to,
                to_words: open(said.to_words),
                authorisation: said.authorisation,
            });
        }
    }

    /// What was done with the items that are meant, and which those are.
    #[must_use]
    pub fn uses(&self, of: &UseLogOf, requests: &RequestRegister) -> (Vec<ItemId>, Vec<UseEntry>) {
        let items = meant(of, requests);
        let concerned = |entry: &&UseEntry| entry.items.iter().any(|item| items.contains(item));
        let entries = self.uses.iter().filter(concerned).cloned().map(|mut entry| {
            entry.items.retain(|item| items.contains(item));
            entry
        });
        let entries = entries.collect();
        (items.into_iter().collect(), entries)
    }
}

fn meant(of: &UseLogOf, requests: &RequestRegister) -> BTreeSet<ItemId> {
    let of_item = |item: &ItemId| match of {
        UseLogOf::Item(id) => item == id,
        UseLogOf::Person(person) => {
            requests.item(*item).is_some_and(|terms| terms.is_about(person))
        }
        UseLogOf::Request(request) => {
            requests.item(*item).is_some_and(|terms| terms.requests().contains(request))
        }
    };
    if let UseLogOf::Item(id) = of {
        return BTreeSet::from([*id]);
    }
    requests.items.keys().copied().filter(of_item).collect()
}

fn open(words: Option<&Disclosable<String>>) -> Option<String> {
    words.and_then(Disclosable::value).cloned()
}

/// What an act says of its purpose and of who it goes to.
#[derive(Default)]
struct Said<'a> {
    why: Option<&'a Why>,
    to: Option<PartyId>,
    to_words: Option<&'a Disclosable<String>>,
    authorisation: Option<EntryHash>,
}

impl<'a> Said<'a> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "other acts use nothing")]
    fn by(body: &'a Body) -> Option<Self> {
        let nothing = Self::default();
        Some(match body {
            Body::Accepted(_) | Body::Checked(_) | Body::Derived(_) => nothing,
            Body::Accessed(body) => Self { why: Some(&body.purpose), ..nothing },
            Body::Destroyed(body) => Self { why: Some(&body.ground), ..nothing },
            Body::Disclosed(body) => {
                let Recipient { party, described } = &body.to;
                Self {
                    why: Some(&body.under),
                    to: *party,
                    to_words: described.as_ref(),
                    authorisation: body.authorisation.as_ref().map(|cited| cited.entry),
                }
            }
            Body::Examined(body) => Self { why: Some(&body.purpose), ..nothing },
            Body::HandedOut(body) => {
                Self { why: Some(&body.purpose), to_words: Some(&body.to), ..nothing }
            }
            Body::Offered(body) => Self {
                why: Some(&body.purpose),
                to: Some(body.to),
                authorisation: body.authorisation.as_ref().map(|cited| cited.entry),
                ..nothing
            },
            Body::Returned(body) => {
                Self { why: Some(&body.ground), to_words: Some(&body.to), ..nothing }
            }
            Body::Reviewed(body) => Self { why: Some(&body.result), ..nothing },
            Body::Used(body) => Self {
                why: Some(&body.purpose),
                authorisation: body.authorisation.as_ref().map(|cited| cited.entry),
                ..nothing
            },
            _ => return None,
        })
    }
}

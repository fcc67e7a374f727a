//! Others write to the same ledger: whoever was not first takes what they recorded, and goes on behind it.

use std::ops::Range;

use crate::event::{EntryHash, EventDraft, SignedEvent, Statement, Subject};
use crate::identity::PublicKey;
use crate::store::append::{Group, Judged, NotWritten, Own, Recorded};
use crate::store::case_file::CaseFile;
use crate::store::contract::{Store, Writers};
use crate::store::error::{CaseError, StoreError};
use crate::store::load;
use crate::verify::Fold;

/// How often a writer that was not first tries again by itself. Each time somebody else has recorded something.
pub(crate) const ROUNDS: u32 = 256;

/// What was before a group was taken, which others may have to be taken before.
#[derive(Default)]
pub(crate) struct Before {
    /// What the entries came to. None for a group of one that has no effect yet.
    fold: Option<Box<Fold>>,
    events: Vec<(SignedEvent, Own)>,
    tips: Vec<(Subject, Range<u64>)>,
}

/// Why the events behind a point were not recorded.
enum Stopped {
    /// A chain moved: these events come back as drafts.
    Overtaken(Vec<SignedEvent>),
    /// The first of these events is refused.
    Refused(CaseError, Vec<SignedEvent>),
}

impl Stopped {
    /// What was not recorded.
    fn events(self) -> Vec<SignedEvent> {
        match self {
            Self::Overtaken(events) | Self::Refused(_, events) => events,
        }
    }
}

/// Whether a group has one event or may have more.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum InGroup {
    Alone,
    WithOthers,
}

impl InGroup {
    const fn of(events: usize) -> Self {
        if events == 1 { Self::Alone } else { Self::WithOthers }
    }
}

impl<S: Store> CaseFile<S> {
    /// Takes what others recorded in the same ledger since, by the rules by which it was opened, and finds out what an error
    /// left open: what this handle wanted to write, and does not know whether it did, is written now unless another writer was
    /// first. Gives the number of entries that came to it. Where [one](Writers::One) writes, nothing is done.
    ///
    /// Events that were staged and not committed are let go.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`]: this can be tried again, and nothing is written through this handle before it was done.
    /// [`CaseError::ReadOnly`] when what others wrote is damaged.
    pub fn catch_up(&mut self) -> Result<u64, CaseError> {
        if self.store.writers() == Writers::One {
            return Ok(0);
        }
        let group = std::mem::take(&mut self.group);
        self.put_back(group);
        let before = self.fold.tree.size();
        // Until all that others wrote was read, nothing may be written behind it.
        self.poisoned = true;
        let caught = self.store.catch_up();
        // What was read before an error is taken.
        let followed = load::follow_others(self);
        caught?;
        followed?;
        self.poisoned = false;
        self.check_writable()?;
        Ok(self.fold.tree.size().saturating_sub(before))
    }

    /// Keeps what is needed to take a group back, before an event of it takes effect.
    pub(crate) fn keep_before(&mut self, event: SignedEvent, judged: &Judged, own: Own) {
        let fold = &self.fold;
        let tips = judged.records.links.iter().filter_map(|link| {
            let place = self.tips.get(&link.subject)?;
            Some((link.subject.clone(), place.clone()))
        });
        let before = self.group.before.get_or_insert_default();
        before.tips.extend(tips);
        before.fold.get_or_insert_with(|| Box::new(fold.clone()));
        before.events.push((event, own));
    }

    /// Makes the case what it was before a group, and gives the group's events.
    fn put_back(&mut self, group: Group) -> Vec<(SignedEvent, Own)> {
        let before = group.before.unwrap_or_default();
        if let Some(fold) = before.fold {
            // Whom this handle trusts was said to it, and stands in no entry.
            self.fold = fold.believing(&self.fold);
        }
        for (subject, place) in before.tips {
            self.tips.entry(subject).or_insert(place);
        }
        before.events
    }

    /// [`CaseFile::record`] where many write.
    pub(crate) fn record_raced(
        &mut self,
        events: Vec<SignedEvent>,
    ) -> Result<Vec<Recorded>, CaseError> {
        let mut recorded = self.commit_raced()?;
        let mut refused = None;
        let place = InGroup::of(events.len());
        for event in events {
            let staged =
                self.check_next(&event).and_then(|()| self.take_raced(event, Own::Yes, place));
            if let Err(error) = staged {
                refused = Some(error);
                break;
            }
        }
        match self.commit_raced() {
            Ok(more) => recorded.extend(more),
            Err(CaseError::Overtaken { drafts, recorded: more }) => {
                recorded.extend(more);
                return Err(CaseError::Overtaken { drafts, recorded });
            }
            Err(error) => return Err(error),
        }
        refused.map_or(Ok(recorded), Err)
    }

    /// Takes an event into the group. One that is alone has no effect before it is written: it need not be taken back.
    fn take_raced(
        &mut self,
        event: SignedEvent,
        own: Own,
        place: InGroup,
    ) -> Result<(), CaseError> {
        if place == InGroup::WithOthers {
            return self.take(event, own).map(|_| ());
        }
        let judged = self.judge(event.clone(), own)?;
        let before = Before { events: vec![(event, own)], ..Before::default() };
        self.group.before = Some(before);
        self.group.add(judged.recorded, judged.records);
        self.group.alone = Some((Box::new(judged.assessment), judged.recorded));
        Ok(())
    }

    /// [`CaseFile::commit`] where many write.
    pub(crate) fn commit_raced(&mut self) -> Result<Vec<Recorded>, CaseError> {
        let mut recorded = Vec::new();
        let mut stopped = None;
        for _ in 0..ROUNDS {
            let group = std::mem::take(&mut self.group);
            let lost = match self.write_group(group) {
                Ok(written) => {
                    recorded.extend(written);
                    return self.ended(recorded, stopped);
                }
                Err(lost) => *lost,
            };
            let NotWritten { group, error } = lost;
            let mut entries: Vec<_> =
                group.entries.iter().map(|(recorded, _, _)| recorded.entry).collect();
            let events = self.put_back(group);
            if matches!(error, StoreError::Undecided { .. }) {
                let behind = stopped.map(Stopped::events).unwrap_or_default();
                entries.extend(behind.iter().map(SignedEvent::hash));
                return Err(CaseError::Undecided { entries, source: error });
            }
            if !matches!(error, StoreError::Taken { .. }) {
                return Err(error.into());
            }
            self.catch_up()?;
            stopped = self.take_again(events, &mut recorded, stopped)?;
        }
        let group = std::mem::take(&mut self.group);
        let events = self.put_back(group).into_iter().map(|(event, _)| event);
        let events = events.chain(stopped.map(Stopped::events).unwrap_or_default()).collect();
        Err(CaseError::Outrun { rounds: ROUNDS, events })
    }

    /// Takes the events of a group again behind what others recorded, as far as that can be.
    fn take_again(
        &mut self,
        events: Vec<(SignedEvent, Own)>,
        recorded: &mut Vec<Recorded>,
        stopped: Option<Stopped>,
    ) -> Result<Option<Stopped>, CaseError> {
        let place = InGroup::of(events.len());
        let mut events = events.into_iter();
        while let Some((event, own)) = events.next() {
            // The same event, by another way: an import, or a request of this one that arrived late.
            if self.holds(&event) {
                if own == Own::Yes {
                    recorded.push(self.recorded_as(event.hash())?);
                }
                continue;
            }
            let moved = own == Own::Yes && self.check_next(&event).is_err();
            let taken = if moved { Ok(()) } else { self.take_raced(event.clone(), own, place) };
            if moved || taken.is_err() {
                let behind = events.filter(|(_, own)| *own == Own::Yes).map(|(event, _)| event);
                let later = stopped.map(Stopped::events).unwrap_or_default();
                let left = std::iter::once(event).chain(behind).chain(later).collect();
                return Ok(Some(match taken {
                    Ok(()) => Stopped::Overtaken(left),
                    Err(error) => Stopped::Refused(error, left),
                }));
            }
        }
        Ok(stopped)
    }

    /// Where an entry that is held stands.
    fn recorded_as(&mut self, entry: EntryHash) -> Result<Recorded, CaseError> {
        let mut found = None;
        self.each_entry(&mut |index, event| {
            if event.hash() == entry {
                found = Some(index);
            }
        })?;
        let range = 0..self.followed;
        let index = found.ok_or(CaseError::NotReadBack { range })?;
        Ok(Recorded { index, entry })
    }

    fn ended(
        &self,
        recorded: Vec<Recorded>,
        stopped: Option<Stopped>,
    ) -> Result<Vec<Recorded>, CaseError> {
        match stopped {
            None => Ok(recorded),
            Some(Stopped::Refused(error, _)) => Err(error),
            Some(Stopped::Overtaken(events)) => {
                let drafts = events.iter().map(|event| {
                    let (party, kid) = (event.claims().iss, event.claims().kid);
                    let key = self.fold.directory.key(party, kid);
                    let key = key.ok_or(CaseError::NoSuchKey { party, kid })?;
                    self.next_draft(event, &key.public)
                });
                Err(CaseError::Overtaken { drafts: drafts.collect::<Result<_, _>>()?, recorded })
            }
        }
    }

    /// The same draft for the places that are next now: of several that come back together, each once the one before it
    /// is recorded.
    ///
    /// # Errors
    ///
    /// [`CaseError::Draft`] when the event does not fit there; [`CaseError::NotReadBack`] and [`CaseError::Store`] as of
    /// [`CaseFile::draft`].
    pub fn renew(&mut self, draft: &EventDraft) -> Result<EventDraft, CaseError> {
        let links = draft.event().links();
        let subjects: Vec<_> = links.iter().map(|link| link.subject.clone()).collect();
        self.read_back_tips(&subjects)?;
        self.next_draft(draft.event(), draft.key())
    }

    fn next_draft(&self, event: &SignedEvent, key: &PublicKey) -> Result<EventDraft, CaseError> {
        let claims = *event.claims();
        let subjects: Vec<_> = event.links().iter().map(|link| link.subject.clone()).collect();
        let Statement::Known(event) = event.statement() else {
            // The rules let nobody record what they do not know.
            self.check_next(event)?;
            return Err(CaseError::Store(StoreError::Poisoned));
        };
        let mut event = event.as_ref().clone();
        event.links = self.next_links(&subjects);
        let signed_at = event.at.time.latest().filter(|_| claims.signed_at.is_some());
        EventDraft::new(event, claims.iss, key, signed_at).map_err(CaseError::from)
    }
}

//! The time of a head, attested by an outside authority.

use std::io::{self, Seek, SeekFrom};

use crate::encoding::{Blob, Timestamp};
use crate::event::{At, Body, EntryHash, Statement, Subject, Timestamped};
use crate::ledger::{Checkpoint, Record, RecordKind, RecordReader};
use crate::merkle::{Frontier, leaf_hash};
use crate::store::actor::Actor;
use crate::store::append::Recorded;
use crate::store::case_file::CaseFile;
use crate::store::contract::{Store, StoreReader};
use crate::store::entries::{event_of, failed, stub_of};
use crate::store::error::CaseError;
use crate::timestamp::TimeStampToken;

impl<S: Store> CaseFile<S> {
    /// Records the token that an authority gave for a head of this ledger: from then on, whoever believes the authority is shown that
    /// every entry of that head was there, not later than the time of the token. A later token over a later head covers this one.
    ///
    /// The head is the one, of those that were signed in this file, that the token is of; others may have been signed, and entries
    /// recorded, since it was asked for. What would show nothing is refused: a token of something else, a signature that does not hold,
    /// a certificate that is not one for time-stamping. Whether anybody believes the authority is for those who verify.
    ///
    /// # Errors
    ///
    /// [`CaseError::NotOfAHead`], [`CaseError::Token`], [`CaseError::TokenRecorded`], and as [`CaseFile::act`]: the actor is a registrar of the organisation
    /// that keeps the ledger.
    pub fn record_time_stamp(
        &mut self,
        token: &TimeStampToken,
        actor: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Recorded, CaseError> {
        token.check_signed()?;
        let head = self.head_stamped_by(token)?.ok_or(CaseError::NotOfAHead)?;
        let token = Blob(token.as_bytes().to_vec());
        let body = Timestamped { root: *head.root(), size: head.size(), token };
        let subject = Subject::Ledger(self.origin()?.clone());
        self.act(body, &[subject], actor, At::device(at))
    }

    /// The head that a token is of, as the entries make it, at the checkpoint records of the file. Refuses a token that is
    /// recorded behind it.
    fn head_stamped_by(&mut self, token: &TimeStampToken) -> Result<Option<Checkpoint>, CaseError> {
        self.commit()?;
        let origin = self.origin()?.clone();
        let mut source = StoreReader::new(&mut self.store);
        source.seek(SeekFrom::Start(0)).map_err(|source| failed("read", source))?;
        let mut reader = RecordReader::new(source);
        let (mut tree, mut stamped) = (Frontier::new(), None);
        loop {
            let next = reader.next_record();
            let next = next.map_err(|error| failed("read", io::Error::other(error)))?;
            let Some(record) = next else { return Ok(stamped) };
            match record.kind {
                RecordKind::Entry | RecordKind::Stub => {
                    if stamped.is_some() && has_token(&record, token)? {
                        return Err(CaseError::TokenRecorded { index: tree.size() });
                    }
                    let stub = stub_of(&record);
                    let hash = stub.unwrap_or_else(|| EntryHash::of(record.content()));
                    tree.append(leaf_hash(hash.as_bytes()));
                }
                RecordKind::Checkpoint if stamped.is_none() => {
                    let head = Checkpoint::new(origin.as_str(), tree.size(), tree.root().0);
                    let head = head.map_err(CaseError::Checkpoint)?;
                    let message = head.to_string();
                    stamped = token.check_message(message.as_bytes()).is_ok().then_some(head);
                }
                RecordKind::Checkpoint
                | RecordKind::Disclosures
                | RecordKind::Header
                | RecordKind::Proof => {}
            }
        }
    }
}

/// Whether an entry records this token.
fn has_token(record: &Record, token: &TimeStampToken) -> Result<bool, CaseError> {
    // Most entries are shorter than a token.
    if record.content().len() < token.as_bytes().len() {
        return Ok(false);
    }
    let entry = event_of(record, None)?;
    let Statement::Known(event) = entry.statement() else { return Ok(false) };
    Ok(matches!(&event.body, Body::Timestamped(body) if body.token.0 == token.as_bytes()))
}

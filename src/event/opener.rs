//! Disclosures records: opened against an event's commitments, and written from what is open.

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, FieldPath, Slot, Visitor};
use crate::event::disclosure::commitment;
use crate::event::error::DisclosureError;
use crate::event::payload::Event;

/// Matches disclosures with commitments: both stand in the order of the payload.
pub(crate) struct Opener<'a> {
    record: &'a [u8],
    next: Option<Pending<'a>>,
    rest: Decoder<'a>,
    index: usize,
    failed: Option<DisclosureError>,
}

struct Pending<'a> {
    bytes: &'a [u8],
    offset: usize,
    commitment: [u8; 32],
}

impl<'a> Opener<'a> {
    pub(crate) fn new(record: &'a [u8]) -> Result<Self, DisclosureError> {
        let mut rest = Decoder::new(record);
        let offset = rest.offset();
        if rest.array()? == 0 {
            let kind = DecodeErrorKind::WrongLength { expected: 1, found: 0 };
            return Err(DecodeError::new(kind, offset).into());
        }
        let mut opener = Self { record, next: None, rest, index: 0, failed: None };
        opener.advance()?;
        Ok(opener)
    }

    fn advance(&mut self) -> Result<(), DecodeError> {
        self.next = None;
        let offset = self.rest.offset();
        if offset < self.record.len() {
            let bytes = self.rest.raw()?;
            self.next = Some(Pending { bytes, offset, commitment: commitment(bytes) });
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), DisclosureError> {
        match (self.failed, self.next) {
            (Some(error), _) => Err(error),
            // F5.7
            (None, Some(left)) => {
                check_pairs(self.record)?;
                Err(DisclosureError::Unmatched {
                    index: self.index,
                    range: left.offset..left.offset.saturating_add(left.bytes.len()),
                })
            }
            (None, None) => Ok(()),
        }
    }
}

/// V1.7, F5.5: each element is a salt and a value, also where one opens nothing.
fn check_pairs(record: &[u8]) -> Result<(), DecodeError> {
    let mut rest = Decoder::new(record);
    for _ in 0..rest.array()? {
        let offset = rest.offset();
        let found = rest.array()?;
        if found != 2 {
            return Err(DecodeError::new(
                DecodeErrorKind::WrongLength { expected: 2, found },
                offset,
            ));
        }
        let _salt: [u8; 16] = rest.byte_array()?;
        rest.raw()?;
    }
    Ok(())
}

// F5.6
impl Visitor for Opener<'_> {
    fn commitment(&mut self, path: &FieldPath, slot: &mut dyn Slot) {
        let Some(next) = &self.next else { return };
        if self.failed.is_some() || next.commitment != slot.commitment() {
            return;
        }
        let opened = slot.open(next.bytes).map_err(|error| error.rebased(next.offset).under(path));
        let advanced = opened.and_then(|()| self.advance());
        self.index = self.index.saturating_add(1);
        self.failed = advanced.err().map(DisclosureError::from);
    }
}

/// The disclosures record of an event: what it knows of the values behind its commitments.
pub(crate) fn write_disclosures(event: &mut Event) -> Vec<u8> {
    struct Collector(Vec<Vec<u8>>);
    impl Visitor for Collector {
        fn commitment(&mut self, _path: &FieldPath, slot: &mut dyn Slot) {
            self.0.extend(slot.disclosure());
        }
    }
    let mut collector = Collector(Vec::new());
    event.visit(&mut collector);
    if collector.0.is_empty() {
        return Vec::new();
    }
    let mut out = Encoder::new();
    out.array(collector.0.len());
    collector.0.iter().for_each(|disclosure| out.raw(disclosure));
    out.into_bytes()
}

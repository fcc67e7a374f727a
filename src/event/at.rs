//! When an act happened, as its signer states it.

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, Kind, Timestamp, Wire, codes, record,
};
use crate::event::common::Why;
use crate::identity::PartyId;

codes! {
    /// Where a stated time comes from.
    pub enum TimeSource {
        /// An authority outside both sides attests it.
        Attested => "attested",
        /// The clock of the device that wrote the event.
        Device => "device",
        /// A paper record.
        Paper => "paper",
        /// A watch that somebody read.
        Watch => "watch",
    }
}

/// When an act happened: an instant, a span of time, or not known.
///
/// ```cddl
/// when = timestamp / [timestamp, timestamp] / null
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// At this instant.
    Instant(Timestamp),
    /// Somewhere from the first to the second.
    Span(Timestamp, Timestamp),
    /// Nobody knows.
    Unknown,
}

impl When {
    /// The earliest instant that is meant.
    #[must_use]
    pub const fn earliest(&self) -> Option<Timestamp> {
        match self {
            Self::Instant(at) | Self::Span(at, _) => Some(*at),
            Self::Unknown => None,
        }
    }

    /// The latest instant that is meant.
    #[must_use]
    pub const fn latest(&self) -> Option<Timestamp> {
        match self {
            Self::Instant(at) | Self::Span(_, at) => Some(*at),
            Self::Unknown => None,
        }
    }
}

impl Wire for When {
    fn write(&self, out: &mut Encoder) {
        match self {
            Self::Instant(at) => at.write(out),
            Self::Span(from, to) => {
                out.array(2);
                from.write(out);
                to.write(out);
            }
            Self::Unknown => out.null(),
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let offset = input.offset();
        if input.is_null() {
            input.null()?;
            return Ok(Self::Unknown);
        }
        if input.peek()? != Kind::Array {
            return Timestamp::read(input).map(Self::Instant);
        }
        let found = input.array()?;
        if found != 2 {
            return Err(DecodeError::new(
                DecodeErrorKind::WrongLength { expected: 2, found },
                offset,
            ));
        }
        let (from, to) = (Timestamp::read(input)?, Timestamp::read(input)?);
        if from.is_after(&to) {
            // F4.1
            return Err(DecodeError::new(DecodeErrorKind::OutOfOrder, offset));
        }
        Ok(Self::Span(from, to))
    }
}

record! {
    /// Why an act was recorded later than it happened, and for whom when the signer stands in.
    ///
    /// ```cddl
    /// recorded-late = { ? "for": party, "why": why }
    /// ```
    pub struct RecordedLate {
        /// The party that acted, when the signer records it in its stead.
        "for" => pub acted: Option<PartyId>,
        /// Why it was not recorded when it happened.
        "why" => pub why: Why,
    }
}

record! {
    /// When an act happened and how that is known.
    ///
    /// ```cddl
    /// at = { "time": when, "source": time-source, ? "uncertainty": uint, ? "recorded_late": recorded-late }
    /// ```
    pub struct At {
        /// When.
        "time" => pub time: When,
        /// How it is known.
        "source" => pub source: TimeSource,
        /// How far the stated time can be off, in seconds.
        "uncertainty" => pub uncertainty: Option<u64>,
        /// Set when the act is recorded later than it happened.
        "recorded_late" => pub recorded_late: Option<RecordedLate>,
    }
}

impl At {
    /// This instant, by the clock of the device.
    #[must_use]
    pub const fn device(time: Timestamp) -> Self {
        Self {
            time: When::Instant(time),
            source: TimeSource::Device,
            uncertainty: None,
            recorded_late: None,
        }
    }
}

//! The limits of the format. They are part of it, so that no two verifiers differ about a record.

/// The most containers (arrays, maps, tags) that may stand inside each other, the outermost counted.
///
/// The deepest record of the format is an event body inside its payload: map, body, list, element,
/// range of time. Eight leaves room, and lets the scan keep its whole state on the stack. F1.7
pub const MAX_DEPTH: usize = 8;

/// The most bytes that one record may have: 256 KiB.
///
/// A hand-over of a thousand items, with a link and a measurement each, stays below it. One record can
/// always be held in memory, on the smallest device, before anything in it is believed.
pub const MAX_RECORD: usize = 262_144;

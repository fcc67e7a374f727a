//! The strict scan: one pass over received bytes before anything in them is believed.
//!
//! It neither recurses nor allocates: its state is [`MAX_DEPTH`] frames on the stack.

use std::cmp::Ordering;

use crate::encoding::head::Head;
use crate::encoding::{DecodeError, DecodeErrorKind, MAX_DEPTH, MAX_RECORD};

/// The tags of the format: COSE_Sign1 (RFC 9052 §2) and self-described CBOR (RFC 8949 §3.4.6).
const TAGS: [u64; 2] = [18, 55_799];

/// The least integer is -2^63, whose argument is this.
const NEGATIVE_LIMIT: u64 = i64::MAX.unsigned_abs();

/// Checks that `bytes` are exactly one item of the profile, and nothing else.
///
/// The profile is RFC 8949 §4.2.1 (core deterministic encoding), and stricter: no floats, no simple
/// values but false, true and null, no tags but 18 and 55799 and these around the whole item only, map
/// keys only integers, byte strings or texts, integers within 64 bits, valid UTF-8, at most [`MAX_DEPTH`] containers inside each other and
/// [`MAX_RECORD`] bytes.
///
/// # Errors
///
/// The first thing that the profile does not allow, with the offset of the item that has it;
/// [`DecodeErrorKind::TrailingBytes`] if more follows.
///
/// # Examples
///
/// ```
/// use handseal::encoding::{DecodeErrorKind, scan};
///
/// // {"seq": 0, "prev": null}
/// scan(b"\xa2\x63seq\x00\x64prev\xf6")?;
///
/// // The same with its keys the other way round.
/// let error = scan(b"\xa2\x64prev\xf6\x63seq\x00").unwrap_err();
/// assert_eq!((error.kind, error.offset), (DecodeErrorKind::UnsortedKeys, 7));
/// # Ok::<(), handseal::encoding::DecodeError>(())
/// ```
///
/// # Specification
///
/// RFC 8949 §4.2.1 and §5.3.1; `spec::format`.
pub fn scan(bytes: &[u8]) -> Result<(), DecodeError> {
    scan_within(bytes, MAX_RECORD)
}

/// [`scan()`] for a file that is one item and holds records: it may be longer than one of them.
pub(crate) fn scan_within(bytes: &[u8], most: usize) -> Result<(), DecodeError> {
    let length = prefix_within(bytes, most)?;
    // F1.9
    match bytes.len().saturating_sub(length) {
        0 => Ok(()),
        count => Err(DecodeError::new(DecodeErrorKind::TrailingBytes { count }, length)),
    }
}

/// Measures the item of the profile that `bytes` begin with; more may follow it.
///
/// For a sequence of records (RFC 8742). The answer depends on the item's own bytes alone: one that
/// would be longer than [`MAX_RECORD`] is refused as such even where the input ends before.
///
/// # Errors
///
/// As for [`scan()`]; [`DecodeErrorKind::Truncated`] if the input ends inside the item.
///
/// # Examples
///
/// ```
/// use handseal::encoding::scan_prefix;
///
/// assert_eq!(scan_prefix(b"\x82\x01\x02\x03")?, 3);
/// # Ok::<(), handseal::encoding::DecodeError>(())
/// ```
///
/// # Specification
///
/// RFC 8949 §4.2.1; RFC 8742.
pub fn scan_prefix(bytes: &[u8]) -> Result<usize, DecodeError> {
    prefix_within(bytes, MAX_RECORD)
}

fn prefix_within(bytes: &[u8], most: usize) -> Result<usize, DecodeError> {
    let window = bytes.get(..most).unwrap_or(bytes);
    let mut rest = window;
    match walk(&mut rest) {
        Ok(()) => Ok(distance(window, rest)),
        Err(kind) => Err(refusal(kind, distance(window, rest), most)),
    }
}

/// The bytes of `whole` before its tail `rest`.
const fn distance(whole: &[u8], rest: &[u8]) -> usize {
    whole.len().saturating_sub(rest.len())
}

/// The error at `offset`; an item that cannot end within `most` bytes is too long, not cut off.
#[cold]
fn refusal(kind: DecodeErrorKind, offset: usize, most: usize) -> DecodeError {
    if let DecodeErrorKind::Truncated { expected, .. } = kind {
        let limit = u64::try_from(most).unwrap_or(u64::MAX);
        let found = u64::try_from(offset).unwrap_or(u64::MAX).saturating_add(expected);
        if found > limit {
            return DecodeError::new(DecodeErrorKind::LimitExceeded { limit, found }, offset);
        }
    }
    DecodeError::new(kind, offset)
}

/// A container whose items are still being read.
#[derive(Clone, Copy)]
struct Frame<'a> {
    /// Items still to come; a map's keys and values count separately, so that at an even number a key
    /// is next.
    left: usize,
    /// The key before, encoded; empty before the first, which sorts before every key.
    previous_key: &'a [u8],
    shape: Shape,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Shape {
    List,
    Map,
}

/// Reads one item off the front of `rest`. On an error `rest` begins with the offending item.
fn walk(rest: &mut &[u8]) -> Result<(), DecodeErrorKind> {
    // The item itself is the one element of a list that no byte stands for.
    let mut current = Frame { left: 1, previous_key: &[], shape: Shape::List };
    let mut outer = [current; MAX_DEPTH];
    let mut depth = 0_usize;
    loop {
        let (head, after) = Head::read(rest)?;
        let key_is_next = current.shape == Shape::Map && current.left & 1 == 0;
        // F1.5
        if key_is_next && !head.is_key() {
            return Err(DecodeErrorKind::KeyTypeForbidden { found: head.kind() });
        }
        current.left = current.left.wrapping_sub(1);
        if let Some(inner) = container(rest, head, after, depth)? {
            let slot = outer.get_mut(depth);
            *slot.ok_or(DecodeErrorKind::DepthExceeded { limit: MAX_DEPTH })? = current;
            depth = depth.wrapping_add(1);
            current = inner;
            *rest = after;
        } else {
            let end = after_scalar(rest, head, after)?;
            if key_is_next {
                let (key, _) = rest.split_at_checked(distance(rest, end)).unwrap_or((rest, &[]));
                check_ascending(current.previous_key, key)?;
                current.previous_key = key;
            }
            *rest = end;
        }
        while current.left == 0 {
            let Some(parent) = depth.checked_sub(1) else {
                return Ok(());
            };
            let Some(frame) = outer.get(parent) else {
                return Ok(());
            };
            depth = parent;
            current = *frame;
        }
    }
}

/// The frame that `head` opens, if it is a container's.
#[inline]
fn container<'a>(
    item: &[u8],
    head: Head,
    after: &[u8],
    depth: usize,
) -> Result<Option<Frame<'a>>, DecodeErrorKind> {
    let (items, shape) = match head {
        Head::Array(count) => (count, Shape::List),
        Head::Map(count) => (count.saturating_mul(2), Shape::Map),
        // F1.3: the entry and the header are tagged, and nothing in them is.
        Head::Tag(tag) if depth == 0 && TAGS.contains(&tag) => (1, Shape::List),
        Head::Tag(tag) => return Err(DecodeErrorKind::TagForbidden { tag }),
        Head::Unsigned(_) | Head::Negative(_) | Head::Bytes(_) | Head::Text(_) => return Ok(None),
        Head::Bool(_) | Head::Null => return Ok(None),
    };
    // Every item has at least one byte: a count that the input cannot hold ends here.
    match usize::try_from(items) {
        Ok(left) if left <= after.len() => Ok(Some(Frame { left, previous_key: &[], shape })),
        _ => Err(truncated(item, after, items)),
    }
}

/// The bytes after an item that holds no others.
#[inline]
fn after_scalar<'a>(
    item: &'a [u8],
    head: Head,
    after: &'a [u8],
) -> Result<&'a [u8], DecodeErrorKind> {
    match head {
        // F1.4
        Head::Negative(found) if found > NEGATIVE_LIMIT => {
            Err(DecodeErrorKind::LimitExceeded { limit: NEGATIVE_LIMIT, found })
        }
        Head::Bytes(length) => Ok(string(item, after, length)?.1),
        Head::Text(length) => {
            let (text, after) = string(item, after, length)?;
            // Nearly all texts are short ASCII: told apart inline, without the call.
            // F1.6
            if !text.is_ascii() && std::str::from_utf8(text).is_err() {
                return Err(DecodeErrorKind::Utf8);
            }
            Ok(after)
        }
        Head::Unsigned(_) | Head::Negative(_) | Head::Bool(_) | Head::Null => Ok(after),
        Head::Array(_) | Head::Map(_) | Head::Tag(_) => Ok(after),
    }
}

/// The content of a string whose head promises `length` bytes, and what follows it.
#[inline]
pub(super) fn string<'a>(
    item: &[u8],
    after: &'a [u8],
    length: u64,
) -> Result<(&'a [u8], &'a [u8]), DecodeErrorKind> {
    usize::try_from(length)
        .ok()
        .and_then(|length| after.split_at_checked(length))
        .ok_or_else(|| truncated(item, after, length))
}

/// The item that begins `item` needs `content` more bytes than are there `after` its head.
#[cold]
pub(super) fn truncated(item: &[u8], after: &[u8], content: u64) -> DecodeErrorKind {
    let head = u64::try_from(distance(item, after)).unwrap_or(u64::MAX);
    DecodeErrorKind::Truncated { expected: head.saturating_add(content), found: item.len() }
}

/// Checks that an encoded key may follow the one before it. F1.1
#[inline]
fn check_ascending(previous: &[u8], key: &[u8]) -> Result<(), DecodeErrorKind> {
    // RFC 8949 §4.2.1: bytewise lexicographic order of the encodings, not length first. Keys differ in
    // their first bytes: hence a loop here, not a call that compares blocks.
    match previous.iter().cmp(key) {
        Ordering::Less => Ok(()),
        Ordering::Equal => Err(DecodeErrorKind::DuplicateKey),
        Ordering::Greater => Err(DecodeErrorKind::UnsortedKeys),
    }
}

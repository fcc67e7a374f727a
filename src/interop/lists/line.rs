//! Lines of a list, one at a time and none too long.

use std::io::{BufRead, Read as _};

use crate::interop::lists::{ListError, ListErrorKind};

/// The most bytes of a line, without its end.
///
/// The longest name that a system has is 32,767 UTF-16 units on Windows: at most 98,301 bytes in
/// UTF-8 or percent-encoded, and all digests of hashdeep are less than 1000.
pub const MAX_LINE: usize = 1 << 17;

/// What ends the lines of a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineEnd {
    /// A newline; with a carriage return before it on every line, or on none.
    Newline,
    /// NUL, as `-z` writes it. Names are as they are, newlines included.
    Nul,
}

impl LineEnd {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Newline => b'\n',
            Self::Nul => 0,
        }
    }
}

/// What stands before the newlines.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Before {
    CarriageReturn,
    Nothing,
}

/// Lines as they are read.
pub(in crate::interop) struct Lines<R> {
    input: R,
    end: LineEnd,
    bytes: Vec<u8>,
    number: u64,
    /// Unknown until a whole line is read.
    before: Option<Before>,
}

impl<R: BufRead> Lines<R> {
    pub(in crate::interop) const fn new(input: R, end: LineEnd) -> Self {
        Self { input, end, bytes: Vec::new(), number: 0, before: None }
    }

    /// The next line, or none at the end. The last need not be ended.
    pub(in crate::interop) fn next(&mut self) -> Result<Option<Line<'_>>, ListError> {
        self.bytes.clear();
        self.number = self.number.saturating_add(1);
        // Room for a carriage return, the end, and one byte that is too many.
        let most = u64::try_from(MAX_LINE).unwrap_or(u64::MAX).saturating_add(3);
        let read = (&mut self.input).take(most).read_until(self.end.byte(), &mut self.bytes);
        read.map_err(|source| self.error(self.bytes.len(), ListErrorKind::Read { source }))?;
        if self.bytes.is_empty() {
            return Ok(None);
        }
        self.strip_end()?;
        if self.bytes.len() > MAX_LINE {
            return Err(self.error(MAX_LINE, ListErrorKind::LineTooLong { limit: MAX_LINE }));
        }
        self.check_bytes()?;
        Ok(Some(Line { bytes: &self.bytes, number: self.number }))
    }

    /// Takes away what ends the line.
    fn strip_end(&mut self) -> Result<(), ListError> {
        let ended = self.bytes.pop_if(|byte| *byte == self.end.byte()).is_some();
        if self.end == LineEnd::Nul {
            return Ok(());
        }
        let before = match self.bytes.pop_if(|byte| *byte == b'\r') {
            Some(_) => Before::CarriageReturn,
            None => Before::Nothing,
        };
        // A name that ends in a carriage return cannot be told from another end of the line: the
        // programs of the field do not agree on it.
        let first = *self.before.get_or_insert(before);
        let unlike = if ended { before != first } else { before == Before::CarriageReturn };
        if unlike {
            return Err(self.error(self.bytes.len(), ListErrorKind::MixedLineEnds));
        }
        Ok(())
    }

    fn check_bytes(&self) -> Result<(), ListError> {
        let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
        if self.number == 1 && marks.iter().any(|mark| self.bytes.starts_with(mark)) {
            return Err(self.error(0, ListErrorKind::ByteOrderMark));
        }
        let nul = self.bytes.iter().position(|byte| *byte == 0);
        nul.map_or(Ok(()), |at| Err(self.error(at, ListErrorKind::Nul)))
    }

    fn error(&self, at: usize, kind: ListErrorKind) -> ListError {
        ListError::new(self.number, at, kind)
    }
}

/// One line without its end.
#[derive(Clone, Copy)]
pub(in crate::interop) struct Line<'a> {
    pub(in crate::interop) bytes: &'a [u8],
    pub(in crate::interop) number: u64,
}

impl<'a> Line<'a> {
    /// Something is wrong at a byte of the line, counted from 0.
    pub(in crate::interop) fn error(&self, at: usize, kind: ListErrorKind) -> ListError {
        ListError::new(self.number, at, kind)
    }

    /// The bytes from one on.
    pub(in crate::interop) fn from(&self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or_default()
    }
}

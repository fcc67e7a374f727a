//! Strings, numbers and counts as SSH writes them.

use super::error::SshError;

/// Reads what RFC 4251 §5 describes, and says where it stopped.
pub(super) struct SshReader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> SshReader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0 }
    }

    #[cfg(all(unix, feature = "ssh-agent"))]
    pub(super) fn byte(&mut self) -> Result<u8, SshError> {
        let [byte] = self.take()?;
        Ok(byte)
    }

    pub(super) fn number(&mut self) -> Result<u32, SshError> {
        self.take().map(u32::from_be_bytes)
    }

    /// A length and as many bytes.
    pub(super) fn string(&mut self) -> Result<&'a [u8], SshError> {
        let start = self.offset;
        let length = self.number()?;
        let cut = SshError::Truncated { offset: start };
        let length = usize::try_from(length).map_err(|_| cut.clone())?;
        let (string, rest) = self.rest.split_at_checked(length).ok_or(cut)?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(length);
        Ok(string)
    }

    pub(super) fn end(&self) -> Result<(), SshError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(SshError::Trailing { offset: self.offset, count: self.rest.len() })
        }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], SshError> {
        let cut = SshError::Truncated { offset: self.offset };
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(cut)?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(N);
        Ok(*bytes)
    }
}

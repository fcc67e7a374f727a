//! Who writes a file now.

use std::fmt;
use std::fs::File;

use crate::verify::escape::escaped;

/// A process that holds a file for writing, as far as the system tells.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Writer {
    /// Its number.
    pub process: Option<u32>,
    /// The name of its program.
    pub program: Option<String>,
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.process {
            Some(process) => write!(f, "process {process}")?,
            None => f.write_str("another process")?,
        }
        match &self.program {
            Some(program) => write!(f, " ({})", escaped(program)),
            None => Ok(()),
        }
    }
}

/// The process that keeps others from writing the file by an advisory lock, as Linux lists it; elsewhere, and on file
/// systems whose locks Linux names by another device, nobody is known.
#[must_use]
pub(crate) fn writer_of(file: &File) -> Option<Writer> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        let found = file.metadata().ok()?;
        let (major, minor) = (rustix::fs::major(found.dev()), rustix::fs::minor(found.dev()));
        let place = format!("{major:02x}:{minor:02x}:{}", found.ino());
        let listed = || holder_in(&std::fs::read_to_string("/proc/locks").ok()?, &place);
        // While it is read, others come and go, and one can be left out.
        let process = (0..8).find_map(|_| listed())?;
        let name = |process: &u32| std::fs::read_to_string(format!("/proc/{process}/comm")).ok();
        let program = process.as_ref().and_then(name).map(|name| name.trim_end().to_owned());
        Some(Writer { process, program })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = file;
        None
    }
}

/// Who has the exclusive lock of a file, by the list of all locks: none, or somebody whose number may be one that this
/// process cannot see.
#[cfg(any(target_os = "linux", test))]
fn holder_in(locks: &str, place: &str) -> Option<Option<u32>> {
    let held = locks.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace().skip(1);
        let kind = [words.next()?, words.next()?, words.next()?];
        let (process, found) = (words.next()?, words.next()?);
        (kind == ["FLOCK", "ADVISORY", "WRITE"] && found == place).then_some(process)
    })?;
    Some(held.parse().ok().filter(|process| *process != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCKS: &str = "1: FLOCK  ADVISORY  WRITE 411 fe:00:1001 0 EOF\n\
        2: POSIX  ADVISORY  WRITE 412 fe:00:1002 0 EOF\n\
        3: FLOCK  ADVISORY  READ 413 fe:00:1003 0 EOF\n\
        4: FLOCK  ADVISORY  WRITE 0 00:1f:1004 0 EOF\n\
        4: -> FLOCK  ADVISORY  WRITE 415 00:1f:1005 0 EOF\n\
        5: FLOCK  ADVISORY  WRITE -1 00:1f:1006 0 EOF\n";

    #[test]
    fn lock_of_another_file_or_kind_makes_a_writer() {
        assert_eq!(holder_in(LOCKS, "fe:00:1001"), Some(Some(411)));
        for place in ["fe:00:1002", "fe:00:1003", "00:1f:1005", "fe:00:100", "fe:01:1001"] {
            assert_eq!(holder_in(LOCKS, place), None, "{place}");
        }
        for place in ["00:1f:1004", "00:1f:1006"] {
            assert_eq!(holder_in(LOCKS, place), Some(None), "{place}");
        }
        assert_eq!(holder_in("", "fe:00:1001"), None);
    }

    #[test]
    fn name_of_a_program_breaks_the_line() {
        let writer = Writer { process: Some(7), program: Some("a\nb".to_owned()) };
        assert_eq!(writer.to_string(), "process 7 (\"a\\nb\")");
        assert_eq!(Writer::default().to_string(), "another process");
    }
}

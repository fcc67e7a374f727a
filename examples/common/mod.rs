//! What the examples share: arguments, files, keys, and how a failure is told.

#![allow(dead_code, reason = "each example is a program of its own and uses a part of it")]

pub(crate) mod asked;
pub(crate) mod content;
pub(crate) mod draft;
pub(crate) mod earlier;
pub(crate) mod image;
mod json;
pub(crate) mod opening;
pub(crate) mod party_name;
pub(crate) mod passphrase;
pub(crate) mod policies;
pub(crate) mod requests;
pub(crate) mod side;
pub(crate) mod signer;
pub(crate) mod source;
pub(crate) mod unread;

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use handseal::Timestamp;
use handseal::verify::{escaped, is_invisible};

/// Why an example could not do what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    place: Option<String>,
    source: Box<dyn Error>,
    usage: Option<&'static str>,
}

impl Failure {
    /// A call that cannot be understood.
    pub(crate) fn usage(message: impl Into<String>, usage: &'static str) -> Self {
        Self { place: None, source: message.into().into(), usage: Some(usage) }
    }

    /// Something that did not come out as it should.
    pub(crate) fn said(message: impl Into<String>) -> Self {
        Self { place: None, source: message.into().into(), usage: None }
    }

    /// Something wrong in a file.
    pub(crate) fn in_file(path: &Path, source: impl Into<Box<dyn Error>>) -> Self {
        let place = Some(escaped(&path.to_string_lossy()));
        Self { place, source: source.into(), usage: None }
    }

    /// A file that is not what it is given as.
    pub(crate) fn no_such(path: &Path, what: &str, source: impl Into<Box<dyn Error>>) -> Self {
        let place = Some(format!("{} is no {what}", escaped(&path.to_string_lossy())));
        Self { place, source: source.into(), usage: None }
    }

    /// Something that another machine said, or did not say.
    pub(crate) fn from_url(url: &str, source: impl Into<Box<dyn Error>>) -> Self {
        Self { place: Some(escaped(url)), source: source.into(), usage: None }
    }

    /// A path that the system does not open.
    pub(crate) fn opening(path: &Path, error: std::io::Error) -> Self {
        let leads_nowhere = error.kind() == std::io::ErrorKind::NotFound && path.is_symlink();
        if leads_nowhere {
            return Self::in_file(path, "is a link that leads nowhere");
        }
        Self::in_file(path, error)
    }
}

/// Refuses a link that leads nowhere: the system says of it that nothing is there.
pub(crate) fn check_leads(path: &Path) -> Result<(), Failure> {
    match std::fs::metadata(path) {
        Err(error) if path.is_symlink() => Err(Failure::opening(path, error)),
        Ok(_) | Err(_) => Ok(()),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write_visible(&self.source, f)?;
        let mut source = self.source.source();
        while let Some(cause) = source {
            f.write_str(": ")?;
            write_visible(cause, f)?;
            source = cause.source();
        }
        match self.usage {
            Some(usage) => write!(f, "\n{usage}"),
            None => Ok(()),
        }
    }
}

/// Errors of other libraries quote what they read as it is. Here it can colour nothing, and no line
/// of it stands where ours begin.
fn write_visible(
    message: &(impl fmt::Display + ?Sized),
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    message.to_string().chars().try_for_each(|character| match character {
        '\n' => f.write_str("\n    "),
        hidden if is_invisible(hidden) => write!(f, "\\u{{{:x}}}", u32::from(hidden)),
        shown => write!(f, "{shown}"),
    })
}

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { place: None, source: Box::new(error), usage: None }
    }
}

/// Says why, on standard error, with exit status 2.
pub(crate) fn refuse(failure: &Failure) -> ExitCode {
    warn(format_args!("cannot do that: {failure}"));
    ExitCode::from(2)
}

/// Writes a line to standard error. `eprintln!` would panic when that is closed; nobody is left to be told.
pub(crate) fn warn(text: impl fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes to standard output, at once. `println!` would panic when a reader has gone.
pub(crate) fn say(text: impl fmt::Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let said = write!(out, "{text}").and_then(|()| out.flush());
    said.map_err(|error| Failure {
        place: Some("standard output".to_owned()),
        source: Box::new(error),
        usage: None,
    })
}

/// The words of a command line.
pub(crate) struct Arguments {
    words: std::env::ArgsOs,
    usage: &'static str,
}

impl Arguments {
    /// The words after the program's name.
    pub(crate) fn from_env(usage: &'static str) -> Self {
        let mut words = std::env::args_os();
        words.next();
        Self { words, usage }
    }

    /// The next word; `--help` is answered here.
    pub(crate) fn next_word(&mut self) -> Result<Option<String>, Failure> {
        let Some(word) = self.words.next() else {
            return Ok(None);
        };
        let word = word.into_string().map_err(|word| {
            let shown = escaped(&word.to_string_lossy());
            Failure::usage(format!("{shown} is not UTF-8"), self.usage)
        })?;
        if word == "--help" || word == "-h" {
            say(format_args!("{}\n", self.usage))?;
            std::process::exit(0);
        }
        Ok(Some(word))
    }

    /// The value behind an option.
    pub(crate) fn value(&mut self, option: &str) -> Result<String, Failure> {
        let usage = self.usage;
        let missing = |found| Failure::usage(format!("{option} needs a value{found}"), usage);
        match self.next_word()? {
            // A forgotten value, not a file of that name: such a one can be written ./--name.
            Some(word) if word.starts_with("--") => {
                Err(missing(format!(", found the option {}", escaped(&word))))
            }
            Some(word) => Ok(word),
            None => Err(missing(String::new())),
        }
    }

    /// The value behind an option that may stand once: of two, the wrong one could be meant.
    pub(crate) fn once<T>(&mut self, option: &str, place: &mut Option<T>) -> Result<(), Failure>
    where
        T: std::str::FromStr,
        T::Err: Error + 'static,
    {
        let text = self.value(option)?;
        if place.is_some() {
            return Err(self.twice(option));
        }
        *place = Some(parse(option, &text)?);
        Ok(())
    }

    /// An option that may stand once, and stands again.
    pub(crate) fn twice(&self, option: &str) -> Failure {
        Failure::usage(format!("{option} is given twice"), self.usage)
    }

    /// A path behind an option.
    pub(crate) fn path(&mut self, option: &str) -> Result<PathBuf, Failure> {
        self.value(option).map(PathBuf::from)
    }

    /// NAME=PATH behind an option.
    pub(crate) fn pair(&mut self, option: &str) -> Result<(String, PathBuf), Failure> {
        let value = self.value(option)?;
        match value.split_once('=') {
            Some((name, path)) if !name.is_empty() && !path.is_empty() => {
                Ok((name.to_owned(), PathBuf::from(path)))
            }
            _ => {
                let shown = escaped(&value);
                let message = format!("{option} needs NAME=PATH, found {shown}");
                Err(Failure::usage(message, self.usage))
            }
        }
    }

    /// Refuses the options of another act: whoever gave one counts on it. Each stands here with whether it was given.
    pub(crate) fn check_fits(&self, act: &str, others: &[(&str, bool)]) -> Result<(), Failure> {
        match others.iter().find(|(_, given)| *given) {
            Some((option, _)) => {
                Err(Failure::usage(format!("{option} says nothing to {act}"), self.usage))
            }
            None => Ok(()),
        }
    }

    /// A word that nothing is known of.
    pub(crate) fn unknown(&self, word: &str) -> Failure {
        Failure::usage(format!("{} is not understood", escaped(word)), self.usage)
    }
}

/// Reads a value, naming the option when it is not one.
pub(crate) fn parse<T>(option: &str, text: &str) -> Result<T, Failure>
where
    T: std::str::FromStr,
    T::Err: Error + 'static,
{
    text.parse().map_err(|error: T::Err| Failure {
        place: Some(format!("{option} {}", escaped(text))),
        source: Box::new(error),
        usage: None,
    })
}

/// Reads a small file: keys, heads and part lists, at most 256 MiB.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    const MOST: u64 = 256 << 20;
    let regular = std::fs::metadata(path).map_err(|error| Failure::opening(path, error))?.is_file();
    if !regular {
        return Err(Failure::in_file(path, "not a regular file"));
    }
    let mut bytes = Vec::new();
    let read = File::open(path)
        .and_then(|file| file.take(MOST).read_to_end(&mut bytes))
        .map_err(|error| Failure::in_file(path, error))?;
    if u64::try_from(read)? == MOST {
        let message = format!("expected fewer than {MOST} bytes");
        return Err(Failure::in_file(path, message));
    }
    Ok(bytes)
}

/// Opens a regular file: opening a FIFO would wait for a writer that may never come.
pub(crate) fn open(path: &Path) -> Result<File, Failure> {
    let refused = |error| Failure::opening(path, error);
    if !std::fs::metadata(path).map_err(refused)?.is_file() {
        return Err(Failure::in_file(path, "not a regular file"));
    }
    File::open(path).map_err(refused)
}

/// Refuses a file that others can read: whoever reads it can do what its owner can.
#[cfg(unix)]
pub(crate) fn check_own(path: &Path) -> Result<(), Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| Failure::opening(path, error))?;
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let message = format!("has mode {mode:04o}, expected 0600: others can read it");
    Err(Failure::in_file(path, message))
}

#[cfg(not(unix))]
pub(crate) fn check_own(_path: &Path) -> Result<(), Failure> {
    Ok(())
}

/// The first bytes of a regular file, so many of them at most.
fn first_bytes(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = open(path)?.take(u64::try_from(most)?).read_to_end(&mut bytes);
    read.map_err(|error| Failure::in_file(path, error))?;
    Ok(bytes)
}

/// The text of a regular file of which so many bytes are read at most.
pub(crate) fn first_text(path: &Path, most: usize) -> Result<String, Failure> {
    let text = String::from_utf8(first_bytes(path, most)?);
    text.map_err(|_| Failure::in_file(path, "is not valid UTF-8"))
}

/// Reads a small text file.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| Failure::in_file(path, error))
}

/// The clock of this machine, in UTC. The library itself never reads a clock.
pub(crate) fn now() -> Result<Timestamp, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp::from_unix(i64::try_from(since.as_secs())?, 0, 0)?)
}

/// A value as one line of JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    json::line(value)
}

/// What a story says has not come true.
pub(crate) fn untold(expected: &'static str) -> Failure {
    Failure::said(format!("the story went otherwise, expected: {expected}"))
}

/// Goes on with a story if it has come true so far.
pub(crate) fn ensure(holds: bool, expected: &'static str) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(untold(expected)) }
}

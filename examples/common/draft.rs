//! Files that appear whole and durable, or not at all.
//!
//! What is written has no name until it is whole (Linux: `O_TMPFILE`), so a run that is killed leaves nothing. Where the
//! system or the file system cannot do that, it is `NAME.PID.tmp` meanwhile, and a run that is killed leaves that:
//! it belongs to nothing and can be removed.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Failure;
use super::opening::{OCCUPIED, beside, check_absent, directory_of};

/// Who may read a file that is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Readers {
    All,
    /// It holds a secret.
    Owner,
}

/// Bytes that have no name yet, or one for the time being.
struct Draft {
    file: File,
    name: Option<PathBuf>,
}

impl Draft {
    fn create(path: &Path, readers: Readers) -> io::Result<Self> {
        match unnamed(directory_of(path), readers) {
            Ok(file) => Ok(Self { file, name: None }),
            Err(_) => {
                let name = beside(path, &format!(".{}.tmp", std::process::id()));
                let mut options = OpenOptions::new();
                options.read(true).write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode(readers));
                Ok(Self { file: options.open(&name)?, name: Some(name) })
            }
        }
    }

    /// Gives it its name. A link, unlike a rename, never replaces what came there meanwhile.
    fn place(&self, path: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        match &self.name {
            None => link(&self.file, path),
            Some(name) => match fs::hard_link(name, path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
                // A file system without links.
                Err(_) if path.symlink_metadata().is_err() => fs::rename(name, path),
                placed => placed,
            },
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // What is left of it is of no use, whatever became of it.
            let _ = fs::remove_file(name);
        }
    }
}

#[cfg(unix)]
const fn mode(readers: Readers) -> u32 {
    match readers {
        Readers::All => 0o666,
        Readers::Owner => 0o600,
    }
}

#[cfg(target_os = "linux")]
fn unnamed(folder: &Path, readers: Readers) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};

    // Without it no name can be given later.
    fs::metadata("/proc/self/fd")?;
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    Ok(File::from(open(folder, flags, Mode::from_raw_mode(mode(readers)))?))
}

#[cfg(target_os = "linux")]
fn own_path(file: &File) -> String {
    format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(file))
}

#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};

    Ok(linkat(CWD, own_path(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_folder: &Path, _readers: Readers) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn link(_file: &File, _path: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn own_path(_file: &File) -> String {
    String::new()
}

/// Writes a file that must not be there yet.
pub(crate) fn publish(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let published = Draft::create(path, Readers::All).and_then(|mut draft| {
        draft.file.write_all(bytes)?;
        draft.place(path)
    });
    published.and_then(|()| sync_directory(path)).map_err(|error| refused(path, error))
}

fn refused(path: &Path, error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::AlreadyExists {
        Failure::in_file(path, OCCUPIED)
    } else {
        Failure::in_file(path, error)
    }
}

/// A file that is written bit by bit, and gets its name when it is whole. What nobody keeps is removed.
pub(crate) struct DraftFile {
    path: PathBuf,
    draft: Draft,
    stage: Cell<Stage>,
}

/// What is to be removed when nobody finishes what was begun.
#[derive(Clone, Copy)]
enum Stage {
    Draft,
    Published,
    Kept,
}

impl DraftFile {
    pub(crate) fn create(path: &Path, readers: Readers) -> Result<Self, Failure> {
        check_absent(path)?;
        let draft = Draft::create(path, readers).map_err(|error| Failure::in_file(path, error))?;
        Ok(Self { path: path.to_owned(), draft, stage: Cell::new(Stage::Draft) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) const fn writer(&self) -> &File {
        &self.draft.file
    }

    /// Opens what was written so far.
    pub(crate) fn reader(&self) -> Result<File, Failure> {
        let name = self.draft.name.clone();
        let name = name.unwrap_or_else(|| PathBuf::from(own_path(&self.draft.file)));
        File::open(name).map_err(|error| Failure::in_file(&self.path, error))
    }

    /// What was published stays: all that belongs to it is there.
    pub(crate) fn keep(&self) {
        self.stage.set(Stage::Kept);
    }

    /// Gives the file its name, until it is dropped or [kept](Self::keep).
    pub(crate) fn publish(&self) -> Result<(), Failure> {
        let placed = self.draft.place(&self.path).and_then(|()| {
            self.stage.set(Stage::Published);
            sync_directory(&self.path)
        });
        placed.map_err(|error| refused(&self.path, error))
    }
}

impl Drop for DraftFile {
    fn drop(&mut self) {
        if matches!(self.stage.get(), Stage::Published) {
            // What cannot be removed is left: why all of this ended is told already.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A name is there after a power cut only once its directory is durable.
fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory_of(path))?.sync_all() } else { Ok(()) }
}

//! A regular file, read whole from one handle and looked at before and after.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::evidence::blocks::{Blocks, Passed};
use crate::evidence::file_state::file_id;
use crate::evidence::hasher::length;
use crate::evidence::{EvidenceError, FileKind, FileState};

/// A regular file or a block device, as it was seen before it is opened.
///
/// Looked at first: opening a FIFO waits, opening a device may act.
#[derive(Debug)]
pub(crate) struct SeenFile {
    path: PathBuf,
    before: FileState,
    open: fn(&Path) -> io::Result<File>,
}

impl SeenFile {
    pub(crate) fn regular(path: PathBuf) -> Result<Self, EvidenceError> {
        let seen = look_at(&path)?;
        match FileKind::irregular(seen.file_type()) {
            None => Ok(Self { path, before: FileState::of(&seen), open: open_regular }),
            Some(found) => Err(EvidenceError::NotRegular { path, found }),
        }
    }

    /// A block device has no time of modification, and tells its size at its end.
    pub(crate) fn device(path: PathBuf) -> Result<Self, EvidenceError> {
        let seen = look_at(&path)?;
        let found = FileKind::irregular(seen.file_type());
        if found != Some(FileKind::BlockDevice) {
            return Err(EvidenceError::NotADevice { path, found });
        }
        let size = open_device(&path).and_then(|mut file| file.seek(SeekFrom::End(0)));
        let size = size.map_err(cannot_open(&path))?;
        let before = FileState { size, modified: None, changed: None, id: file_id(&seen) };
        Ok(Self { path, before, open: open_device })
    }

    pub(crate) const fn size(&self) -> u64 {
        self.before.size
    }

    #[cfg(feature = "ewf")]
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens it; what was opened must be what was looked at.
    pub(crate) fn open(&self) -> Result<EvidenceFile, EvidenceError> {
        let file = (self.open)(&self.path).map_err(cannot_open(&self.path))?;
        let seen = Self { path: self.path.clone(), ..*self };
        let file = EvidenceFile { seen, file, blocks: Blocks::default() };
        file.check_handle()?;
        Ok(file)
    }

    /// Whether what stands at the path is what was seen.
    pub(crate) fn check_unchanged(&self) -> Result<(), EvidenceError> {
        self.compare(self.state_of(&look_at(&self.path)?))
    }

    /// The size and time of a device are not in its metadata.
    fn state_of(&self, metadata: &Metadata) -> FileState {
        match FileKind::irregular(metadata.file_type()) {
            Some(FileKind::BlockDevice) => FileState { id: file_id(metadata), ..self.before },
            _ => FileState::of(metadata),
        }
    }

    fn compare(&self, after: FileState) -> Result<(), EvidenceError> {
        if after != self.before {
            let (before, after) = (Box::new(self.before), Box::new(after));
            return Err(EvidenceError::Changed { path: self.path.clone(), before, after });
        }
        Ok(())
    }
}

/// A file that is being read.
#[derive(Debug)]
pub(crate) struct EvidenceFile {
    seen: SeenFile,
    file: File,
    blocks: Blocks,
}

impl EvidenceFile {
    /// Reads on; 0 bytes are the end.
    ///
    /// One byte more than there should be shows that the file grows; a file that grows for ever must
    /// not be read for ever.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, EvidenceError> {
        let most = self.seen.before.size.saturating_add(1).saturating_sub(self.blocks.at());
        let wanted = self.blocks.wanted(most.min(length(buffer)));
        let read = read_once(&mut (&self.file).take(wanted), buffer);
        let count = read.map_err(|source| self.cannot_read(source))?;
        self.blocks.read(count);
        Ok(count)
    }

    /// After a read that failed: tries what it was to read block by block, or goes on behind the block that
    /// cannot be read.
    pub(crate) fn pass_over(&mut self) -> Result<Passed, EvidenceError> {
        let passed = self.blocks.failed(self.seen.before.size);
        let to = SeekFrom::Start(self.blocks.at());
        self.file.seek(to).map_err(|source| self.cannot_read(source))?;
        Ok(passed)
    }

    fn cannot_read(&self, source: io::Error) -> EvidenceError {
        let (path, offset) = (self.seen.path.clone(), self.blocks.at());
        EvidenceError::ReadFile { path, offset, source }
    }

    /// Checks at the end that the file is still what it was: replaced, by way of the path, and that first, since the
    /// handle of a replaced file shows no more than a time; written to, by way of the handle; and last, a file whose size is not that of its bytes, as on a
    /// virtual file system.
    pub(crate) fn finish(self) -> Result<SeenFile, EvidenceError> {
        self.seen.check_unchanged()?;
        self.check_handle()?;
        self.seen.compare(FileState { size: self.blocks.at(), ..self.seen.before })?;
        Ok(self.seen)
    }

    /// Fills the buffer from a place in the file.
    #[cfg(feature = "ewf")]
    pub(crate) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), EvidenceError> {
        let mut file = &self.file;
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(buffer));
        read.map_err(|source| {
            let path = self.seen.path.clone();
            EvidenceError::ReadFile { path, offset, source }
        })
    }

    /// What [`finish`](Self::finish) checks, of a file that was read here and there.
    #[cfg(feature = "ewf")]
    pub(crate) fn finish_places(self) -> Result<(), EvidenceError> {
        self.seen.check_unchanged()?;
        self.check_handle()
    }

    fn check_handle(&self) -> Result<(), EvidenceError> {
        let metadata = self.file.metadata().map_err(cannot_open(&self.seen.path))?;
        self.seen.compare(self.seen.state_of(&metadata))
    }
}

/// Opens a regular file: a link that was put in its place is refused, a named pipe not waited for.
#[cfg(unix)]
fn open_regular(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;

    open_as(path, OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC)
}

/// Opens without a trace in the time of access, where this user may.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_as(path: &Path, flags: rustix::fs::OFlags) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};

    match open(path, flags.union(OFlags::NOATIME), Mode::empty()) {
        // Only the owner of a file and root may ask for it.
        Err(rustix::io::Errno::PERM) => Ok(File::from(open(path, flags, Mode::empty())?)),
        answer => Ok(File::from(answer?)),
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn open_as(path: &Path, flags: rustix::fs::OFlags) -> io::Result<File> {
    Ok(File::from(rustix::fs::open(path, flags, rustix::fs::Mode::empty())?))
}

/// Opens a block device. It waits for its medium: a drive asked not to would tell no size.
#[cfg(unix)]
fn open_device(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};

    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open_regular(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(not(unix))]
fn open_device(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// What stands at a path, without following a link.
fn look_at(path: &Path) -> Result<Metadata, EvidenceError> {
    fs::symlink_metadata(path).map_err(cannot_open(path))
}

fn cannot_open(path: &Path) -> impl FnOnce(io::Error) -> EvidenceError + '_ {
    |source| EvidenceError::Open { path: path.to_path_buf(), source }
}

/// One read that is not interrupted.
pub(crate) fn read_once(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            answer => return answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    /// A file of its own in the directory for temporary files, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let name = format!("handseal-{}-{name}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::write(&path, b"as collected").unwrap();
            Self(path)
        }

        /// Changes the file after it was opened and before it is read.
        fn read_after(&self, change: impl FnOnce(&Path)) -> (FileState, FileState) {
            let file = SeenFile::regular(self.0.clone()).unwrap().open().unwrap();
            change(&self.0);
            let error = read_all(file).unwrap_err();
            let EvidenceError::Changed { path, before, after } = error else { panic!("{error}") };
            assert_eq!(path, self.0);
            (*before, *after)
        }
    }

    fn read_all(mut file: EvidenceFile) -> Result<Vec<u8>, EvidenceError> {
        let (mut all, mut buffer) = (Vec::new(), [0; 5]);
        loop {
            let count = file.read(&mut buffer)?;
            if count == 0 {
                return file.finish().map(|_| all);
            }
            all.extend_from_slice(&buffer[..count]);
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            fs::remove_file(&self.0).unwrap();
        }
    }

    #[test]
    fn file_that_grows_or_shrinks_while_read_is_refused() {
        let scratch = Scratch::new("grows");
        let (before, after) =
            scratch.read_after(|path| fs::write(path, b"as collected, and on").unwrap());
        assert_eq!((before.size, after.size), (12, 20));
        let (before, after) = scratch.read_after(|path| fs::write(path, b"").unwrap());
        assert_eq!((before.size, after.size), (20, 0));
    }

    #[test]
    fn file_overwritten_at_the_same_size_while_read_is_refused() {
        let scratch = Scratch::new("overwritten");
        let (before, after) = scratch.read_after(|path| {
            fs::write(path, b"as c0llected").unwrap();
            let later = SystemTime::now() + Duration::from_secs(2);
            File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
        });
        assert_eq!(before.size, after.size);
        assert_ne!(before.modified, after.modified);
    }

    #[cfg(unix)]
    #[test]
    fn file_overwritten_whose_time_is_put_back_is_taken_as_unchanged() {
        let scratch = Scratch::new("put-back");
        let (before, after) = scratch.read_after(|path| {
            let first = FileState::of(&fs::metadata(path).unwrap());
            // The clock of the system has ticks.
            while FileState::of(&fs::metadata(path).unwrap()).changed == first.changed {
                fs::write(path, b"as c0llected").unwrap();
                let file = File::options().write(true).open(path).unwrap();
                file.set_modified(first.modified.unwrap()).unwrap();
            }
        });
        assert_eq!((before.size, before.modified), (after.size, after.modified));
        assert_ne!(before.changed, after.changed);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn reading_a_file_moves_its_time_of_access() {
        let scratch = Scratch::new("access");
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = File::options().write(true).open(&scratch.0).unwrap();
        file.set_times(fs::FileTimes::new().set_accessed(long_ago)).unwrap();
        read_all(SeenFile::regular(scratch.0.clone()).unwrap().open().unwrap()).unwrap();
        assert_eq!(fs::metadata(&scratch.0).unwrap().accessed().unwrap(), long_ago);
    }

    #[cfg(unix)]
    #[test]
    fn file_replaced_while_read_is_refused() {
        let (scratch, other) = (Scratch::new("replaced"), Scratch::new("replacement"));
        let (before, after) = scratch.read_after(|path| {
            let modified = fs::metadata(path).unwrap().modified().unwrap();
            File::options().write(true).open(&other.0).unwrap().set_modified(modified).unwrap();
            fs::rename(&other.0, path).unwrap();
            fs::write(&other.0, b"").unwrap();
        });
        assert_eq!((before.size, before.modified), (after.size, after.modified));
        assert_ne!(before.id, after.id);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn pipe_in_the_place_of_a_file_is_waited_for() {
        let scratch = Scratch::new("pipe");
        let seen = SeenFile::regular(scratch.0.clone()).unwrap();
        fs::remove_file(&scratch.0).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &scratch.0, rustix::fs::Mode::RUSR).unwrap();
        let error = seen.open().unwrap_err();
        assert!(matches!(error, EvidenceError::Changed { .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn link_in_the_place_of_a_file_is_followed() {
        let (scratch, other) = (Scratch::new("linked"), Scratch::new("link-target"));
        let seen = SeenFile::regular(scratch.0.clone()).unwrap();
        fs::remove_file(&scratch.0).unwrap();
        std::os::unix::fs::symlink(&other.0, &scratch.0).unwrap();
        let error = seen.open().unwrap_err();
        assert!(matches!(error, EvidenceError::Open { .. }), "{error}");
    }

    #[test]
    fn untouched_file_is_read_whole() {
        let scratch = Scratch::new("untouched");
        let file = SeenFile::regular(scratch.0.clone()).unwrap().open().unwrap();
        assert_eq!(read_all(file).unwrap(), b"as collected");
    }
}

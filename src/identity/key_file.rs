//! Secret keys on disk, readable by their owner alone.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Read as _, Write as _},
    path::Path,
};

use zeroize::Zeroizing;

use super::{
    error::{KeyFileError, PemError},
    signer::SigningKey,
};

/// Bytes a key file may have. An Ed25519 key has 119, under a passphrase 500; the rest is room for a
/// preamble (RFC 7468 §5.2).
pub(super) const MAX_LEN: u64 = 16 * 1024;

/// The mode of a key file: read and written by its owner alone.
#[cfg(unix)]
const OWNER_ONLY: u32 = 0o600;

/// A secret key in a file: PKCS#8 in PEM, alone or under a passphrase.
///
/// # Examples
///
/// ```no_run
/// use handseal::identity::{KeyFile, OsEntropy, SigningKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::generate(&mut OsEntropy)?;
/// KeyFile::create("root.pem", &key)?;
/// let again = KeyFile::read("root.pem")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KeyFile;

impl KeyFile {
    /// Reads a key that only its owner can read.
    ///
    /// On systems without Unix permissions the mode is not checked.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`]: the file cannot be read, is not regular, can be read or changed by its
    /// group or by others, is longer than any key file, is protected by a passphrase, or holds no
    /// key.
    pub fn read(path: impl AsRef<Path>) -> Result<SigningKey, KeyFileError> {
        let path = path.as_ref();
        let text = read_text(path)?;
        if is_protected(&text) {
            return Err(KeyFileError::Protected { path: path.to_owned() });
        }
        SigningKey::from_pem(&text).map_err(pem_error(path))
    }

    /// Writes a key to a new file that only its owner can read, and makes it durable.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Exists`] when there is anything at that path; [`KeyFileError::Io`] when the
    /// file cannot be written in full, and then none is left behind, or when its directory cannot
    /// be synced, and then it may not survive a power cut.
    pub fn create(path: impl AsRef<Path>, key: &SigningKey) -> Result<(), KeyFileError> {
        let path = path.as_ref();
        let text = key.to_pem().map_err(pem_error(path))?;
        write_new(path, text.as_bytes())
    }
}

/// Writes a file that was not there, for its owner alone, and makes it durable.
pub(super) fn write_new(path: &Path, text: &[u8]) -> Result<(), KeyFileError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, OWNER_ONLY);
    let mut file = options.open(path).map_err(|source| {
        if source.kind() == io::ErrorKind::AlreadyExists {
            KeyFileError::Exists { path: path.to_owned() }
        } else {
            io_error("create", path)(source)
        }
    })?;
    let written = file.write_all(text).and_then(|()| file.sync_all());
    if let Err(source) = written {
        drop(file);
        // Half a key is no key, and would stand in the way of the next attempt. If this fails
        // too, the first error is the one to report.
        let _ = fs::remove_file(path);
        return Err(io_error("write", path)(source));
    }
    sync_directory(path).map_err(io_error("sync the directory of", path))
}

fn check_regular(path: &Path, metadata: &Metadata) -> Result<(), KeyFileError> {
    if metadata.is_file() {
        Ok(())
    } else {
        Err(KeyFileError::NotRegular { path: path.to_owned() })
    }
}

#[cfg(unix)]
fn check_owner_only(path: &Path, metadata: &Metadata) -> Result<(), KeyFileError> {
    let found = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
    if found & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyFileError::WidePermissions { path: path.to_owned(), expected: OWNER_ONLY, found })
    }
}

#[cfg(not(unix))]
fn check_owner_only(_path: &Path, _metadata: &Metadata) -> Result<(), KeyFileError> {
    Ok(())
}

/// Whether a text is a file of age: C2SP age, "ASCII armor".
pub(super) fn is_protected(text: &str) -> bool {
    text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----")
}

/// The text of a file that only its owner can read.
pub(super) fn read_text(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    // Before opening as well as after: opening a pipe would wait for its other end.
    check_regular(path, &fs::metadata(path).map_err(io_error("read", path))?)?;
    let file = File::open(path).map_err(io_error("open", path))?;
    // The handle's own metadata: the path may name another file by now.
    let metadata = file.metadata().map_err(io_error("read", path))?;
    check_regular(path, &metadata)?;
    check_owner_only(path, &metadata)?;
    let too_long = || KeyFileError::TooLong { path: path.to_owned(), limit: MAX_LEN };
    let limit = MAX_LEN.saturating_add(1);
    // Room for everything from the start: a buffer that grows leaves copies of the secret behind.
    let room = usize::try_from(limit).map_err(|_| too_long())?;
    let mut text = Zeroizing::new(String::with_capacity(room));
    file.take(limit).read_to_string(&mut text).map_err(|source| {
        if source.kind() == io::ErrorKind::InvalidData {
            pem_error(path)(PemError::NotPem)
        } else {
            io_error("read", path)(source)
        }
    })?;
    if text.len() == room { Err(too_long()) } else { Ok(text) }
}

/// Makes the new name durable; without it a power cut may leave a directory that lacks the file.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or_else(|| Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn io_error(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyFileError {
    move |source| KeyFileError::Io { operation, path: path.to_owned(), source }
}

pub(super) fn pem_error(path: &Path) -> impl FnOnce(PemError) -> KeyFileError {
    move |source| KeyFileError::Pem { path: path.to_owned(), source }
}

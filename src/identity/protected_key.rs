//! Secret keys on disk under a passphrase: files of age, which `age -d` opens as well.

use std::{
    io::{Read as _, Write as _},
    iter,
    path::Path,
};

use age::{
    Decryptor, Encryptor,
    armor::{ArmoredReader, ArmoredWriter, Format},
    scrypt,
    secrecy::SecretString,
};
use zeroize::Zeroizing;

use super::{
    error::KeyFileError,
    key_file::{KeyFile, MAX_LEN, is_protected, pem_error, read_text, write_new},
    signer::SigningKey,
};

/// Work that a passphrase costs, as a power of two: what age takes on a machine of today, about a
/// second and 256 MiB.
const WORK: u8 = 18;

/// Work that is done for a file of unknown origin: four times as much, 1 GiB.
const MAX_WORK: u8 = 20;

impl KeyFile {
    /// Writes a key to a new file that only its owner can read and only a passphrase opens, and
    /// makes it durable.
    ///
    /// The file is the PEM of [`KeyFile::create`] encrypted with age, as text. age derives its key
    /// from the passphrase by scrypt: a short one can still be guessed by who has the file.
    ///
    /// # Errors
    ///
    /// Those of [`KeyFile::create`], and [`KeyFileError::Protection`] when the key cannot be
    /// encrypted.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use handseal::identity::{KeyFile, OsEntropy, SigningKey};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let key = SigningKey::generate(&mut OsEntropy)?;
    /// KeyFile::create_protected("root.age", &key, "a long passphrase of several words")?;
    /// let again = KeyFile::read_protected("root.age", "a long passphrase of several words")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Specification
    ///
    /// C2SP age: one scrypt recipient, ASCII armor.
    pub fn create_protected(
        path: impl AsRef<Path>,
        key: &SigningKey,
        passphrase: &str,
    ) -> Result<(), KeyFileError> {
        let path = path.as_ref();
        let secret = key.to_pem().map_err(pem_error(path))?;
        let text = encrypt(secret.as_bytes(), passphrase).map_err(protection(path))?;
        write_new(path, &text)
    }

    /// Reads a key that a passphrase opens, and only its owner can read.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::WrongPassphrase`]; [`KeyFileError::Protection`] when the file is not one of
    /// age, was altered, or asks for more than 2²⁰ units of work; and those of [`KeyFile::read`].
    pub fn read_protected(
        path: impl AsRef<Path>,
        passphrase: &str,
    ) -> Result<SigningKey, KeyFileError> {
        let path = path.as_ref();
        let text = read_text(path)?;
        if !is_protected(&text) {
            return Err(KeyFileError::NotProtected { path: path.to_owned() });
        }
        let secret = match decrypt(text.as_bytes(), passphrase) {
            Ok(secret) => secret,
            Err(age::DecryptError::DecryptionFailed) => {
                return Err(KeyFileError::WrongPassphrase { path: path.to_owned() });
            }
            Err(error) => return Err(protection(path)(error)),
        };
        SigningKey::from_pem(&secret).map_err(pem_error(path))
    }
}

fn encrypt(secret: &[u8], passphrase: &str) -> Result<Vec<u8>, age::EncryptError> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase));
    recipient.set_work_factor(WORK);
    let recipient: &dyn age::Recipient = &recipient;
    let encryptor = Encryptor::with_recipients(iter::once(recipient))?;
    let mut text = Vec::new();
    let armored = ArmoredWriter::wrap_output(&mut text, Format::AsciiArmor)?;
    let mut writer = encryptor.wrap_output(armored)?;
    writer.write_all(secret)?;
    writer.finish()?.finish()?;
    Ok(text)
}

fn decrypt(text: &[u8], passphrase: &str) -> Result<Zeroizing<String>, age::DecryptError> {
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(text))?;
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase));
    identity.set_max_work_factor(MAX_WORK);
    let identity: &dyn age::Identity = &identity;
    let reader = decryptor.decrypt(iter::once(identity))?;
    // Room for everything from the start: a buffer that grows leaves copies of the secret behind.
    let room = usize::try_from(MAX_LEN).unwrap_or(usize::MAX);
    let mut secret = Zeroizing::new(String::with_capacity(room));
    reader.take(MAX_LEN).read_to_string(&mut secret)?;
    Ok(secret)
}

fn protection<E>(path: &Path) -> impl FnOnce(E) -> KeyFileError
where
    E: std::error::Error + Send + Sync + 'static,
{
    move |source| KeyFileError::Protection { path: path.to_owned(), source: Box::new(source) }
}

//! Commitments and what opens them: one mechanism for everything that may be withheld or erased.
//!
//! A committed value is signed as SHA-256 of the deterministic CBOR of `[salt, value]` and travels
//! beside the entry. Without it the entry stays what it was: the hash, the signature and the tree
//! do not change. The salt is fresh for each value, so a short value cannot be guessed from its
//! commitment.

use sha2::{Digest, Sha256};

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, FieldPath, Persist, Slot, StateError,
    StateReader, StateWriter, Visitor, Wire,
};
use crate::identity::{Entropy, EntropyError};

/// The length of a salt in bytes: 128 bits, so that trying all values of a short field is no help.
/// F5.2
pub const SALT_LENGTH: usize = 16;

/// Gives each committed value a salt of its own.
///
/// Reads 32 random bytes once and derives the salts from them with SHA-256 and a counter, so that
/// making a commitment cannot fail. The seed is never written anywhere.
///
/// # Examples
///
/// ```
/// use handseal::event::{Disclosable, Salts};
/// use handseal::identity::OsEntropy;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut salts = Salts::new(&mut OsEntropy)?;
/// let one: Disclosable<String> = salts.commit("Room 2");
/// let other: Disclosable<String> = salts.commit("Room 2");
/// assert_eq!(one.value(), other.value());
/// assert_ne!(one.commitment(), other.commitment());
/// # Ok(())
/// # }
/// ```
pub struct Salts {
    seed: [u8; 32],
    given: u64,
}

impl Salts {
    /// Starts from fresh randomness.
    ///
    /// # Errors
    ///
    /// When the source of randomness fails.
    pub fn new(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut seed = [0; 32];
        entropy.fill(&mut seed)?;
        Ok(Self { seed, given: 0 })
    }

    /// Commits to a value.
    pub fn commit<T: Into<V>, V: Wire>(&mut self, value: T) -> Disclosable<V> {
        let mut hasher = Sha256::new();
        hasher.update(b"handseal-salt-v1");
        hasher.update(self.seed);
        hasher.update(self.given.to_be_bytes());
        self.given = self.given.wrapping_add(1);
        let digest: [u8; 32] = hasher.finalize().into();
        let mut salt = [0; SALT_LENGTH];
        salt.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Disclosable::salted(salt, value.into())
    }
}

impl Drop for Salts {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.seed);
    }
}

/// A value that an event commits to: the commitment is signed, the value can be withheld.
///
/// ```cddl
/// commitment = bstr .size 32          ; SHA-256 of the deterministic CBOR of [salt, value]
/// disclosure = [salt: bstr .size 16, value: tstr / bstr / descriptor]
/// ```
///
/// # Examples
///
/// ```
/// use handseal::event::{Disclosable, Salts};
/// use handseal::identity::OsEntropy;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let name: Disclosable<String> = Salts::new(&mut OsEntropy)?.commit("Ana Example");
/// match name.value() {
///     Some(name) => println!("taken by {name}"),
///     None => println!("taken by someone whose name is withheld"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Disclosable<T> {
    commitment: [u8; 32],
    disclosed: Option<Disclosed<T>>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Disclosed<T> {
    salt: [u8; SALT_LENGTH],
    value: T,
}

impl<T: Wire> Disclosable<T> {
    fn salted(salt: [u8; SALT_LENGTH], value: T) -> Self {
        let disclosed = Disclosed { salt, value };
        Self { commitment: commitment(&disclosed.to_bytes()), disclosed: Some(disclosed) }
    }
}

impl<T> Disclosable<T> {
    /// The value, unless it is withheld.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.disclosed.as_ref().map(|disclosed| &disclosed.value)
    }

    /// What is signed.
    #[must_use]
    pub const fn commitment(&self) -> [u8; 32] {
        self.commitment
    }
}

impl<T: Wire> Disclosed<T> {
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        out.array(2);
        out.bytes(&self.salt);
        self.value.write(&mut out);
        out.into_bytes()
    }
}

/// The commitment that the bytes of one `[salt, value]` open. F5.1
pub(crate) fn commitment(disclosure: &[u8]) -> [u8; 32] {
    Sha256::digest(disclosure).into()
}

impl<T: Wire> Wire for Disclosable<T> {
    fn write(&self, out: &mut Encoder) {
        out.bytes(&self.commitment);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { commitment: input.byte_array()?, disclosed: None })
    }

    fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
        visitor.commitment(path, self);
    }
}

impl<T: Persist> Persist for Disclosable<T> {
    fn persist(&self, out: &mut StateWriter) {
        let Self { commitment, disclosed } = self;
        commitment.persist(out);
        disclosed.is_some().persist(out);
        if let Some(Disclosed { salt, value }) = disclosed {
            salt.persist(out);
            value.persist(out);
        }
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let commitment = Persist::restore(input)?;
        let disclosed = if bool::restore(input)? {
            Some(Disclosed { salt: Persist::restore(input)?, value: T::restore(input)? })
        } else {
            None
        };
        Ok(Self { commitment, disclosed })
    }
}

impl<T: Wire> Slot for Disclosable<T> {
    fn commitment(&self) -> [u8; 32] {
        self.commitment
    }

    fn is_open(&self) -> bool {
        self.disclosed.is_some()
    }

    fn disclosure(&self) -> Option<Vec<u8>> {
        self.disclosed.as_ref().map(Disclosed::to_bytes)
    }

    fn open(&mut self, salted: &[u8]) -> Result<(), DecodeError> {
        let mut input = Decoder::new(salted);
        let found = input.array()?;
        if found != 2 {
            return Err(DecodeError::new(DecodeErrorKind::WrongLength { expected: 2, found }, 0));
        }
        let salt = input.byte_array()?;
        // F5.3
        let value = T::read(&mut input)?;
        input.end()?;
        self.disclosed = Some(Disclosed { salt, value });
        Ok(())
    }

    fn erase(&mut self) {
        self.disclosed = None;
    }
}

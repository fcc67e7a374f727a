//! Cosignatures: what others say of a head that they have seen, and when.

use std::{fmt, str::FromStr};

use super::{
    checkpoint::SignedCheckpoint,
    error::{CosignatureError, CosignerPolicyError, NoteSignError, VerifierKeyError},
    note::NoteSignature,
    vkey::{KeyId, KeyName, check_algorithm, read_key, write_key},
};
use crate::identity::{PublicKey, Signer};

/// The signature type of a timestamped Ed25519 cosignature.
// C2SP signed-note, "Signature types"; tlog-cosignature, "Format".
const COSIGNATURE: u8 = 0x04;

/// Bytes of a cosignature behind its key id: the time and the signature.
const LEN: usize = 72;

/// The latest time that a cosignature can have, in seconds since 1970.
// C2SP tlog-cosignature, "Format".
pub(crate) const MAX_COSIGNATURE_TIME: u64 = i64::MAX.unsigned_abs();

/// A key that a cosigner signs heads with: name, id and public key.
///
/// Its text is that of a [`VerifierKey`](super::VerifierKey), of another signature type.
///
/// # Examples
///
/// ```
/// use handseal::identity::{OsEntropy, Signer, SigningKey};
/// use handseal::ledger::{CosignerKey, KeyName};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::generate(&mut OsEntropy)?;
/// let known = CosignerKey::new(KeyName::parse("cosigner.example.org")?, key.public_key().clone())?;
/// assert_eq!(known.to_string().parse::<CosignerKey>()?, known);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CosignerKey {
    name: KeyName,
    // Always the id of `key` under `name`.
    id: KeyId,
    key: PublicKey,
}

impl CosignerKey {
    /// A public key under a name. F8.13
    ///
    /// # Errors
    ///
    /// [`VerifierKeyError::Algorithm`] for another than an Ed25519 key.
    pub fn new(name: KeyName, key: PublicKey) -> Result<Self, VerifierKeyError> {
        check_algorithm(&key)?;
        let id = KeyId::of(&name, COSIGNATURE, &key);
        Ok(Self { name, id, key })
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The public key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }

    fn is_of(&self, line: &NoteSignature) -> bool {
        *line.name() == self.name && line.key_id() == self.id
    }

    /// Whether the ledger's own line on a head is by the same key: then nobody else has seen the head.
    fn signs_for_ledger(&self, head: &SignedCheckpoint) -> bool {
        let origin = head.unverified().origin();
        let own = |line: &NoteSignature| {
            line.name().as_str() == origin
                && line.key_id() == KeyId::of_ed25519(line.name(), &self.key)
        };
        head.note().signatures().iter().any(own)
    }
}

impl FromStr for CosignerKey {
    type Err = VerifierKeyError;

    /// Reads the text form; the id must be the key's, in lower case. F8.11, F8.13
    fn from_str(text: &str) -> Result<Self, VerifierKeyError> {
        let (name, id, key) = read_key(text, COSIGNATURE)?;
        Ok(Self { name, id, key })
    }
}

impl fmt::Display for CosignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(&self.name, self.id, COSIGNATURE, &self.key, f)
    }
}

/// Which cosigners are known, and how many of them must have attested a head: k of n.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignerPolicy {
    // From 1 to the number of cosigners.
    threshold: usize,
    // Of distinct names and distinct keys: one that counted twice would be no second witness.
    cosigners: Vec<CosignerKey>,
}

impl CosignerPolicy {
    /// Asks for the cosignatures of `threshold` of these cosigners.
    ///
    /// # Errors
    ///
    /// [`CosignerPolicyError`] when the threshold is 0 or cannot be reached, or two cosigners share a name or a key.
    ///
    /// # Specification
    ///
    /// F8.16
    pub fn new(threshold: usize, cosigners: Vec<CosignerKey>) -> Result<Self, CosignerPolicyError> {
        if threshold == 0 {
            return Err(CosignerPolicyError::NothingAsked);
        }
        if threshold > cosigners.len() {
            let known = cosigners.len();
            return Err(CosignerPolicyError::OutOfReach { threshold, known });
        }
        for (place, one) in cosigners.iter().enumerate() {
            for other in cosigners.iter().take(place) {
                if one.name == other.name {
                    return Err(CosignerPolicyError::SameName { name: one.name.clone() });
                }
                if one.key == other.key {
                    let (first, second) = (other.name.clone(), one.name.clone());
                    return Err(CosignerPolicyError::SameKey { first, second });
                }
            }
        }
        Ok(Self { threshold, cosigners })
    }

    /// How many must have attested a head.
    #[must_use]
    pub const fn threshold(&self) -> usize {
        self.threshold
    }

    /// The cosigners that are known.
    #[must_use]
    pub fn cosigners(&self) -> &[CosignerKey] {
        &self.cosigners
    }

    /// Verifies the cosignatures on a head.
    ///
    /// Lines by others than the cosigners of this policy are not judged: the ledger's own line is one of them.
    ///
    /// # What this proves
    ///
    /// Each cosigner in the answer signed exactly this head, and that the time in the answer is when.
    ///
    /// # What this does not prove
    ///
    /// That a cosigner checked anything, that its clock was right, that it signed no other head, or who holds its key
    /// (one who holds that of the ledger's own line is not counted);
    /// that the ledger signed the head: [`SignedCheckpoint::open`] does. That there are as many as asked for:
    /// [`Attestations::are_enough`] says so.
    ///
    /// # Errors
    ///
    /// [`CosignatureError`] when a line that bears the name and key id of a cosigner is not a cosignature by it.
    ///
    /// # Specification
    ///
    /// C2SP tlog-cosignature, "Ed25519 signed message". F8.14, F8.15
    pub fn verify(&self, head: &SignedCheckpoint) -> Result<Attestations, CosignatureError> {
        let mut attested: Vec<Attestation> = Vec::new();
        let mut unknown = Vec::new();
        for line in head.note().signatures() {
            let Some(key) = self.cosigners.iter().find(|key| key.is_of(line)) else {
                unknown.push(line.clone());
                continue;
            };
            let time = verify_line(head, line, key)?;
            attested.push(Attestation { name: key.name.clone(), key_id: key.id, time });
        }
        let first_by = |key: &CosignerKey| {
            let own = |seen: &&Attestation| seen.key_id == key.id && seen.name == key.name;
            attested.iter().filter(own).map(|seen| seen.time).min()
        };
        let outsiders = self.cosigners.iter().filter(|key| !key.signs_for_ledger(head));
        let mut times: Vec<_> = outsiders.filter_map(first_by).collect();
        times.sort_unstable();
        let enough_since = times.get(self.threshold.saturating_sub(1)).copied();
        Ok(Attestations { attested, unknown, enough_since })
    }
}

/// What one cosigner has signed of a head.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Attestation {
    /// The name of the cosigner.
    pub name: KeyName,
    /// The id of its key.
    pub key_id: KeyId,
    /// When it signed, by its own clock: seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
}

/// The cosignatures on a head that verified. Only [`CosignerPolicy::verify`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestations {
    attested: Vec<Attestation>,
    unknown: Vec<NoteSignature>,
    enough_since: Option<u64>,
}

impl Attestations {
    /// What the known cosigners signed, in the order of their lines.
    #[must_use]
    pub fn attested(&self) -> &[Attestation] {
        &self.attested
    }

    /// The lines by others, not judged.
    #[must_use]
    pub fn unknown(&self) -> &[NoteSignature] {
        &self.unknown
    }

    /// Whether as many cosigners signed as the policy asks for, each counted once, and none by the key of the ledger.
    #[must_use]
    pub const fn are_enough(&self) -> bool {
        self.enough_since.is_some()
    }

    /// When the last of as many cosigners as are asked for had signed, by its own clock: seconds since
    /// 1970-01-01T00:00:00Z. None where they are too few. F8.16
    #[must_use]
    pub const fn enough_since(&self) -> Option<u64> {
        self.enough_since
    }
}

impl SignedCheckpoint {
    /// Signs a head as a cosigner, at a time in seconds since 1970. Nothing is checked here: a cosigner that never
    /// contradicts itself is [`Cosigner`](crate::store::Cosigner).
    ///
    /// # Errors
    ///
    /// [`NoteSignError`] when the signer gives no signature, or one that its own key does not verify, or when the note
    /// would be too long.
    ///
    /// # Specification
    ///
    /// C2SP tlog-cosignature, "Format" and "Ed25519 signed message". F8.14
    pub fn cosigned(
        self,
        name: KeyName,
        time: u64,
        signer: &dyn Signer,
    ) -> Result<Self, NoteSignError> {
        if time > MAX_COSIGNATURE_TIME {
            return Err(NoteSignError::Time { limit: MAX_COSIGNATURE_TIME, found: time });
        }
        let key = signer.public_key();
        check_algorithm(key)?;
        let message = message(&self, time);
        let signature = signer.sign(&message)?;
        // A faulty device must not let out what nobody can verify.
        key.verify(&message, signature.as_bytes()).map_err(NoteSignError::Unverifiable)?;
        let bytes = [time.to_be_bytes().as_slice(), signature.as_bytes()].concat();
        let id = KeyId::of(&name, COSIGNATURE, key);
        Ok(self.with(NoteSignature::new(name, id, bytes))?)
    }
}

/// What is signed.
fn message(head: &SignedCheckpoint, time: u64) -> Vec<u8> {
    let text = head.note().unverified_text().as_str();
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

fn verify_line(
    head: &SignedCheckpoint,
    line: &NoteSignature,
    key: &CosignerKey,
) -> Result<u64, CosignatureError> {
    let name = || line.name().clone();
    let found = line.as_bytes().len();
    let length = || CosignatureError::Length { name: name(), expected: LEN, found };
    let (time, signature) = line.as_bytes().split_first_chunk::<8>().ok_or_else(length)?;
    if found != LEN {
        return Err(length());
    }
    let time = u64::from_be_bytes(*time);
    if time > MAX_COSIGNATURE_TIME {
        return Err(CosignatureError::Time {
            name: name(),
            limit: MAX_COSIGNATURE_TIME,
            found: time,
        });
    }
    let verified = key.key.verify(&message(head, time), signature);
    verified.map_err(|source| CosignatureError::Signature { name: name(), source })?;
    Ok(time)
}

//! A key whose holder proved elsewhere that they possess it. F6.5

use crate::event::kinds::possession_message;
use crate::identity::{
    PartyId, PublicKey, SignError, SignErrorKind, Signature, SignatureError, Signer,
};

/// A public key, and the proof that its holder possesses it, made for one party.
///
/// It enrols somebody whose key is elsewhere: as a [`Signer`] it gives that proof, and signs nothing else. The holder
/// makes the proof with [`prove_possession`](crate::event::prove_possession), wherever the key is.
///
/// # What this proves
///
/// That the key signed this for this party of this organisation. Not who sent it, or that the party is who it is said to
/// be: that is for the registrar to find out.
///
/// # Examples
///
/// ```
/// use handseal::event::{ProvenKey, prove_possession};
/// use handseal::identity::{OsEntropy, PartyId, Signer, SigningKey};
///
/// let root = SigningKey::from_seed(&[1; 32]);
/// let party = PartyId::generate(root.public_key().thumbprint(), &mut OsEntropy)?;
/// // Where Ana is:
/// let ana = SigningKey::from_seed(&[2; 32]);
/// let proof = prove_possession(&ana, party)?;
/// // Where the registrar is:
/// let key = ProvenKey::new(ana.public_key().clone(), party, proof)?;
/// assert_eq!(key.party(), party);
/// assert!(key.sign(b"anything else").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
///
/// F6.5 of `spec::format`.
#[derive(Clone, Debug)]
pub struct ProvenKey {
    key: PublicKey,
    party: PartyId,
    proof: Signature,
}

impl ProvenKey {
    /// Takes the key if the proof holds.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] when the proof is by another key, for another party or organisation, or was altered.
    pub fn new(key: PublicKey, party: PartyId, proof: Signature) -> Result<Self, SignatureError> {
        key.verify(&possession_message(&party, key.as_bytes()), proof.as_bytes())?;
        Ok(Self { key, party, proof })
    }

    /// For which party the proof was made.
    #[must_use]
    pub const fn party(&self) -> PartyId {
        self.party
    }
}

impl Signer for ProvenKey {
    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        if message == possession_message(&self.party, self.key.as_bytes()) {
            return Ok(self.proof);
        }
        Err(SignError::new(SignErrorKind::Refused))
    }
}

//! Signatures by a PKCS#11 token: a smart card, a hardware security module, or a program like one.

use std::{io, path::Path, time::Duration};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
    mechanism::{
        Mechanism,
        eddsa::{EddsaParams, EddsaSignatureScheme},
    },
    object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
    types::AuthPin,
};
use sha2::{Digest as _, Sha256};

use super::{
    algorithm::Algorithm,
    key::PublicKey,
    patience::within,
    sign_error::{SignError, SignErrorKind, TokenError},
    signer::{Signature, Signer},
};

/// The curve of an EC key, DER: secp256r1, 1.2.840.10045.3.1.7.
// RFC 5480 §2.1.1.1.
const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// The curve of an Edwards key, DER: 1.3.101.112, or its name.
// PKCS #11 v3.0 §2.3.10: either stands for Ed25519.
const ED25519: [&[u8]; 2] = [&[0x06, 0x03, 0x2b, 0x65, 0x70], b"\x13\x0cedwards25519"];

/// A module that speaks for tokens: the library of a maker of cards.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
///
/// use handseal::identity::{PublicKey, Signer, TokenModule};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // As long as a person may take to enter the PIN at the reader.
/// let module = TokenModule::load("/usr/lib/opensc-pkcs11.so", Duration::from_secs(60))?;
/// let key = PublicKey::from_pem(&std::fs::read_to_string("ana.pub.pem")?)?;
/// let signer = module.signer("ana's card", Some("123456"), key)?;
/// let signature = signer.sign(b"exhibit 1")?;
/// # Ok(())
/// # }
/// ```
///
/// # Specification
///
/// PKCS #11 v2.40 and v3.0: `CKM_ECDSA` for ESP256, `CKM_EDDSA` for Ed25519.
#[derive(Clone, Debug)]
pub struct TokenModule {
    context: Pkcs11,
    patience: Duration,
}

impl TokenModule {
    /// Loads a module, which does each thing that it is asked for within `patience`.
    ///
    /// Its code runs in this process: give it the path of one that you trust. What it does for
    /// longer than that cannot be broken off; it goes on, and what comes of it is thrown away.
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::Unavailable`] when it cannot be loaded or does not start.
    pub fn load(path: impl AsRef<Path>, patience: Duration) -> Result<Self, SignError> {
        let path = path.as_ref().to_owned();
        let context = asked(patience, move || {
            let context = Pkcs11::new(path).map_err(into_sign)?;
            match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
                // Another part of this program uses the same module.
                Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(context),
                Err(error) => Err(into_sign(error)),
            }
        })?;
        Ok(Self { context, patience })
    }

    /// The keys that a token shows without a PIN and that can sign here.
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::Unavailable`] when there is no such token or more than one, or it does not
    /// answer.
    pub fn keys(&self, token: &str) -> Result<Vec<PublicKey>, SignError> {
        let (module, token) = (self.clone(), token.to_owned());
        asked(self.patience, move || {
            let (session, _) = module.session(&token)?;
            let keys = public_keys(&session).map_err(into_sign)?;
            Ok(keys.into_iter().map(|(key, _)| key).collect())
        })
    }

    /// A signer with one key of the token of this label.
    ///
    /// The PIN is tried at once, and not kept when it is wrong: a card counts. For the same reason
    /// it is not tried where two tokens have that label. Without one, the token asks for it itself.
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::WrongPin`]; [`SignErrorKind::NotHeld`] when the token has no such key;
    /// [`SignErrorKind::Refused`] when its PIN is locked, or was not given and it cannot ask for it;
    /// [`SignErrorKind::Unavailable`] when there is no such token or more than one, or it does not
    /// answer.
    pub fn signer(
        &self,
        token: &str,
        pin: Option<&str>,
        key: PublicKey,
    ) -> Result<TokenSigner, SignError> {
        let pin = pin.map(AuthPin::from);
        let signer = TokenSigner { module: self.clone(), token: token.to_owned(), pin, key };
        asked(self.patience, move || {
            let session = signer.logged_in()?;
            signer.secret(&session)?;
            drop(session);
            Ok(signer)
        })
    }

    fn session(&self, token: &str) -> Result<(Session, TokenInfo), SignError> {
        let unavailable = |source| SignError::with_source(SignErrorKind::Unavailable, source);
        let slots = self.slots(token).map_err(into_sign)?;
        let (slot, info) = match <[_; 1]>::try_from(slots) {
            Ok([one]) => one,
            Err(slots) => {
                let label = token.into();
                return Err(unavailable(match slots.len() {
                    0 => TokenError::NoToken { label },
                    count => TokenError::SeveralTokens { label, count },
                }));
            }
        };
        let session = self.context.open_ro_session(slot).map_err(into_sign)?;
        Ok((session, info))
    }

    /// The slots with a token of this label.
    fn slots(&self, token: &str) -> Result<Vec<(Slot, TokenInfo)>, Error> {
        let mut slots = Vec::new();
        for slot in self.context.get_slots_with_token()? {
            // One that was pulled out meanwhile is not the one.
            let Ok(found) = self.context.get_token_info(slot) else {
                continue;
            };
            if found.label() == token {
                slots.push((slot, found));
            }
        }
        Ok(slots)
    }
}

/// Signs with one key of a PKCS#11 token.
///
/// Each signature looks for the token anew and has a session of its own, so one that was pulled out
/// and put back serves as soon as its module shows it. Keys for which the token wants its PIN again
/// before every single signature are refused by it.
#[derive(Clone, Debug)]
pub struct TokenSigner {
    module: TokenModule,
    token: String,
    // Overwritten when dropped, and not shown.
    pin: Option<AuthPin>,
    key: PublicKey,
}

impl TokenSigner {
    fn logged_in(&self) -> Result<Session, SignError> {
        let (session, info) = self.module.session(&self.token)?;
        if self.pin.is_none() && !info.protected_authentication_path() {
            return Err(SignError::with_source(SignErrorKind::Refused, TokenError::NoPin));
        }
        match session.login(UserType::User, self.pin.as_ref()) {
            // Another session of this process is.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(into_sign(error)),
        }
    }

    /// The secret half of the key, which has the id of the public half.
    fn secret(&self, session: &Session) -> Result<ObjectHandle, SignError> {
        let not_held = || SignErrorKind::NotHeld { expected: self.key.thumbprint() };
        let keys = public_keys(session).map_err(into_sign)?;
        let held = keys.into_iter().find(|(key, _)| *key == self.key);
        let (_, id) = held.ok_or_else(|| SignError::new(not_held()))?;
        let wanted = [
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::KeyType(key_type(self.key.algorithm())),
            Attribute::Id(id),
        ];
        let secrets = session.find_objects(&wanted).map_err(into_sign)?;
        secrets.first().copied().ok_or_else(|| SignError::new(not_held()))
    }
}

impl Signer for TokenSigner {
    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// Asks the token for a signature, which is verified before it is given on.
    ///
    /// # Errors
    ///
    /// Those of [`TokenModule::signer`], and [`SignErrorKind::Mismatch`] when what the token gave is
    /// not a signature by the key.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let (signer, to_sign) = (self.clone(), message.to_owned());
        let signed = asked(self.module.patience, move || signer.ask(&to_sign))?;
        let signature = self.read_signature(&signed)?;
        let verified = self.key.verify(message, signature.as_bytes());
        verified.map_err(|source| SignError::with_source(SignErrorKind::Mismatch, source))?;
        Ok(signature)
    }
}

impl TokenSigner {
    fn ask(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let session = self.logged_in()?;
        let secret = self.secret(&session)?;
        let signed = match self.key.algorithm() {
            Algorithm::Ed25519 => {
                let scheme = EddsaParams::new(EddsaSignatureScheme::Pure);
                session.sign(&Mechanism::Eddsa(scheme), secret, message)
            }
            // The plain mechanism, over a digest: more tokens have it than the one that hashes.
            Algorithm::Esp256 => session.sign(&Mechanism::Ecdsa, secret, &Sha256::digest(message)),
        };
        signed.map_err(into_sign)
    }

    fn read_signature(&self, signed: &[u8]) -> Result<Signature, SignError> {
        let problem = |source| SignError::with_source(SignErrorKind::Mismatch, source);
        let length = TokenError::SignatureLength { expected: Signature::LEN, found: signed.len() };
        let bytes: [u8; Signature::LEN] = signed.try_into().map_err(|_| problem(length))?;
        match self.key.algorithm() {
            Algorithm::Ed25519 => Ok(Signature(bytes)),
            Algorithm::Esp256 => {
                let (r, s) = bytes.split_at(32);
                let lower = Signature::from_ecdsa(r, s);
                lower.map_err(|source| SignError::with_source(SignErrorKind::Mismatch, source))
            }
        }
    }
}

const fn key_type(algorithm: Algorithm) -> KeyType {
    match algorithm {
        Algorithm::Ed25519 => KeyType::EC_EDWARDS,
        Algorithm::Esp256 => KeyType::EC,
    }
}

/// The public keys of a token that can be used here, with their ids.
fn public_keys(session: &Session) -> Result<Vec<(PublicKey, Vec<u8>)>, Error> {
    let mut keys = Vec::new();
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let wanted =
            [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::KeyType(key_type(algorithm))];
        for object in session.find_objects(&wanted)? {
            let asked = [AttributeType::EcParams, AttributeType::EcPoint, AttributeType::Id];
            let (mut curve, mut point, mut id) = (Vec::new(), Vec::new(), Vec::new());
            for attribute in session.get_attributes(object, &asked)? {
                #[allow(
                    clippy::wildcard_enum_match_arm,
                    reason = "of the three that were asked for"
                )]
                match attribute {
                    Attribute::EcParams(value) => curve = value,
                    Attribute::EcPoint(value) => point = value,
                    Attribute::Id(value) => id = value,
                    _ => {}
                }
            }
            if let Some(key) = public_key(algorithm, &curve, &point) {
                keys.push((key, id));
            }
        }
    }
    Ok(keys)
}

/// A key on one of the two curves. The point stands in a DER octet string; some tokens leave it out.
fn public_key(algorithm: Algorithm, curve: &[u8], point: &[u8]) -> Option<PublicKey> {
    match algorithm {
        Algorithm::Ed25519 => {
            let point = match point {
                [0x04, 0x20, point @ ..] if point.len() == 32 => point,
                point => point,
            };
            let known = ED25519.contains(&curve);
            PublicKey::from_bytes(algorithm, point).ok().filter(|_| known)
        }
        Algorithm::Esp256 => {
            let point = match point {
                [0x04, 0x41, point @ ..] if point.len() == 65 => point,
                point => point,
            };
            PublicKey::from_sec1(point).ok().filter(|_| curve == P256)
        }
    }
}

/// What the module answers, if it does in time.
fn asked<T: Send + 'static>(
    patience: Duration,
    question: impl FnOnce() -> Result<T, SignError> + Send + 'static,
) -> Result<T, SignError> {
    within(patience, question).unwrap_or_else(|error| {
        let unavailable = SignErrorKind::Unavailable;
        Err(if error.kind() == io::ErrorKind::TimedOut {
            SignError::with_source(unavailable, TokenError::Slow { patience })
        } else {
            SignError::with_source(unavailable, error)
        })
    })
}

/// What a signer says of an error of the module.
fn into_sign(error: Error) -> SignError {
    let kind = match &error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => {
            SignErrorKind::WrongPin
        }
        Error::Pkcs11(
            RvError::Cancel
            | RvError::FunctionCanceled
            | RvError::FunctionRejected
            | RvError::KeyFunctionNotPermitted
            | RvError::PinExpired
            | RvError::PinLocked
            | RvError::UserNotLoggedIn
            | RvError::UserPinNotInitialized,
            _,
        ) => SignErrorKind::Refused,
        Error::Pkcs11(_, _)
        | Error::InvalidValue
        | Error::LibraryLoading(_)
        | Error::MissingSymbol(_)
        | Error::NotSupported
        | Error::NulError(_)
        | Error::NullFunctionPointer
        | Error::ParseInt(_)
        | Error::PinNotSet
        | Error::TryFromInt(_)
        | Error::TryFromSlice(_)
        | Error::Utf8(_) => SignErrorKind::Unavailable,
    };
    SignError::with_source(kind, error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::identity::SigningKey;

    /// A point that begins like the octet string that it may stand in is no string.
    #[test]
    fn point_without_an_octet_string_is_cut_or_one_within_is_not() {
        let raw = (0..=u8::MAX).find_map(|last| {
            let mut point = [0x11; 32];
            (point[0], point[1], point[31]) = (0x04, 0x20, last >> 1);
            PublicKey::from_bytes(Algorithm::Ed25519, &point).ok()
        });
        let raw = raw.unwrap();
        let wrapped = [&[0x04, 0x20][..], raw.as_bytes()].concat();
        for point in [raw.as_bytes(), &wrapped] {
            assert_eq!(public_key(Algorithm::Ed25519, ED25519[0], point).as_ref(), Some(&raw));
            assert_eq!(public_key(Algorithm::Ed25519, P256, point), None);
        }
        let keys = (1..=u16::MAX).map(|number| {
            let mut scalar = [0; 32];
            scalar[30..].copy_from_slice(&number.to_be_bytes());
            SigningKey::from_scalar(&scalar).unwrap().public_key().clone()
        });
        let raw = keys.into_iter().find(|key| key.as_bytes()[0] == 0x41).unwrap();
        let point = [&[0x04][..], raw.as_bytes()].concat();
        let wrapped = [&[0x04, 0x41][..], &point].concat();
        for point in [point, wrapped] {
            assert_eq!(public_key(Algorithm::Esp256, P256, &point).as_ref(), Some(&raw));
            assert_eq!(public_key(Algorithm::Esp256, ED25519[0], &point), None);
        }
    }
}

//! Signatures by a PKCS#11 token: a smart card, a hardware security module, or a program like one.

mod keys;
mod uri;

pub use uri::{TokenUri, TokenUriError, TokenUriErrorKind};

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
    mechanism::{
        Mechanism,
        eddsa::{EddsaParams, EddsaSignatureScheme},
    },
    object::{Attribute, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
    types::AuthPin,
};
use sha2::{Digest as _, Sha256};

use self::keys::{key_type, public_keys};
use super::{
    algorithm::Algorithm,
    key::PublicKey,
    patience::within,
    sign_error::{SignError, SignErrorKind, TokenError},
    signer::{Signature, Signer},
};

/// A module that speaks for tokens: the library of a maker of cards.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
///
/// use handseal::identity::{PublicKey, Signer, TokenModule, TokenUri};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // As long as a person may take to enter the PIN at the reader.
/// let module = TokenModule::load("/usr/lib/opensc-pkcs11.so", Duration::from_secs(60))?;
/// let key = PublicKey::from_pem(&std::fs::read_to_string("ana.pub.pem")?)?;
/// let signer = module.signer(TokenUri::labelled("ana's card"), Some("123456"), key)?;
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

    /// The keys of a token that can sign here and that the URI means.
    ///
    /// They are known by their public halves, which a token shows without a PIN. Where the URI names the secret half by
    /// its label, the PIN is needed to see that, and it is as with [`TokenModule::signer`].
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::Unavailable`] when there is no such token or more than one, or it does not
    /// answer. Where the PIN is needed, [`SignErrorKind::WrongPin`] and [`SignErrorKind::Refused`].
    pub fn keys(&self, uri: &TokenUri, pin: Option<&str>) -> Result<Vec<PublicKey>, SignError> {
        let (module, uri, pin) = (self.clone(), uri.clone(), pin.map(AuthPin::from));
        asked(self.patience, move || {
            let session = match uri.private_label() {
                Some(_) => module.logged_in(&uri, pin.as_ref())?,
                None => module.session(&uri)?.0,
            };
            let mut keys = Vec::new();
            for (key, id) in public_keys(&session, &uri).map_err(into_sign)? {
                if uri.private_label().is_none() || secret(&session, &uri, &key, id)?.is_some() {
                    keys.push(key);
                }
            }
            Ok(keys)
        })
    }

    /// A signer with one key of the token that the URI means.
    ///
    /// The PIN is tried at once, and not kept when it is wrong: a card counts. For the same reason
    /// it is not tried again once it was wrong, and not where two tokens fit. Without one, the token asks for it itself.
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::WrongPin`]; [`SignErrorKind::NotHeld`] when the token has no such key;
    /// [`SignErrorKind::Refused`] when its PIN is locked, or was not given and it cannot ask for it;
    /// [`SignErrorKind::Unavailable`] when there is no such token or more than one, or it does not
    /// answer.
    pub fn signer(
        &self,
        uri: TokenUri,
        pin: Option<&str>,
        key: PublicKey,
    ) -> Result<TokenSigner, SignError> {
        let pin = pin.map(AuthPin::from);
        let wrong_pin = Arc::new(AtomicBool::new(false));
        let signer = TokenSigner { module: self.clone(), uri, pin, wrong_pin, key };
        asked(self.patience, move || {
            let session = signer.module.logged_in(&signer.uri, signer.pin.as_ref())?;
            signer.secret(&session)?;
            drop(session);
            Ok(signer)
        })
    }

    fn session(&self, uri: &TokenUri) -> Result<(Session, TokenInfo), SignError> {
        let unavailable = |source| SignError::with_source(SignErrorKind::Unavailable, source);
        let slots = self.slots(uri).map_err(into_sign)?;
        let (slot, info) = match <[_; 1]>::try_from(slots) {
            Ok([one]) => one,
            Err(slots) => {
                let uri = uri.to_string().into();
                return Err(unavailable(match slots.len() {
                    0 => TokenError::NoToken { uri },
                    count => TokenError::SeveralTokens { uri, count },
                }));
            }
        };
        let session = self.context.open_ro_session(slot).map_err(into_sign)?;
        Ok((session, info))
    }

    fn logged_in(&self, uri: &TokenUri, pin: Option<&AuthPin>) -> Result<Session, SignError> {
        let (session, info) = self.session(uri)?;
        if pin.is_none() && !info.protected_authentication_path() {
            return Err(SignError::with_source(SignErrorKind::Refused, TokenError::NoPin));
        }
        match session.login(UserType::User, pin) {
            // Another session of this process is.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(into_sign(error)),
        }
    }

    /// The slots with a token that the URI means.
    fn slots(&self, uri: &TokenUri) -> Result<Vec<(Slot, TokenInfo)>, Error> {
        let library = self.context.get_library_info()?;
        let mut slots = Vec::new();
        for slot in self.context.get_slots_with_token()? {
            // One that was pulled out meanwhile is not the one.
            let found = (self.context.get_slot_info(slot), self.context.get_token_info(slot));
            let (Ok(in_slot), Ok(token)) = found else {
                continue;
            };
            if uri.fits(&library, (slot, &in_slot), &token) {
                slots.push((slot, token));
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
    uri: TokenUri,
    // Overwritten when dropped, and not shown.
    pin: Option<AuthPin>,
    // Of this signer and all that are cloned from it.
    wrong_pin: Arc<AtomicBool>,
    key: PublicKey,
}

impl TokenSigner {
    fn secret(&self, session: &Session) -> Result<ObjectHandle, SignError> {
        let not_held =
            || SignError::new(SignErrorKind::NotHeld { expected: self.key.thumbprint() });
        let keys = public_keys(session, &self.uri).map_err(into_sign)?;
        let held = keys.into_iter().find(|(key, _)| *key == self.key);
        let (_, id) = held.ok_or_else(not_held)?;
        secret(session, &self.uri, &self.key, id)?.ok_or_else(not_held)
    }
}

/// The secret half of a key, which has the id of the public half.
fn secret(
    session: &Session,
    uri: &TokenUri,
    key: &PublicKey,
    id: Vec<u8>,
) -> Result<Option<ObjectHandle>, SignError> {
    let mut wanted = vec![
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(key_type(key.algorithm())),
        Attribute::Id(id),
    ];
    wanted.extend(uri.private_label().map(|label| Attribute::Label(label.to_owned())));
    let secrets = session.find_objects(&wanted).map_err(into_sign)?;
    Ok(secrets.first().copied())
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
        if self.wrong_pin.load(Ordering::Relaxed) {
            return Err(SignError::new(SignErrorKind::WrongPin));
        }
        let session = self.module.logged_in(&self.uri, self.pin.as_ref());
        let session = session.inspect_err(|error| {
            if error.kind == SignErrorKind::WrongPin {
                self.wrong_pin.store(true, Ordering::Relaxed);
            }
        })?;
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

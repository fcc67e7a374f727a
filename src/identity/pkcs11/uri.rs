//! URIs of PKCS #11: which token, and which key on it (RFC 7512).

use std::{collections::BTreeMap, fmt, str::FromStr};

use cryptoki::{
    context::Info,
    slot::{Slot, SlotInfo, TokenInfo},
};

/// Which token is meant, and which key on it; and where its module and its PIN are.
///
/// What it does not say is not asked: one that says nothing fits every token.
///
/// # Examples
///
/// ```
/// use handseal::identity::TokenUri;
///
/// # fn main() -> Result<(), handseal::identity::TokenUriError> {
/// // As `p11tool --list-all` prints it.
/// let text = "pkcs11:model=PKCS%2315%20emulated;manufacturer=www.CardContact.de;serial=DE1;token=Ana;id=%01;object=ana;type=private";
/// let uri: TokenUri = text.parse()?;
/// assert_eq!(TokenUri::labelled("Ana's card").to_string(), "pkcs11:token=Ana%27s%20card");
/// # Ok(())
/// # }
/// ```
///
/// # Specification
///
/// RFC 7512 §2.3 to §2.5. An attribute of the path that is not known is an error; one of the query is left to the caller
/// ([`TokenUri::others`]). Stricter in that `pin-value` is refused: whoever sees the URI would have the PIN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenUri {
    path: BTreeMap<Attribute, Vec<u8>>,
    module_name: Option<String>,
    module_path: Option<String>,
    pin_source: Option<String>,
    others: Vec<(String, String)>,
}

/// What the path of a URI says. RFC 7512 §2.3
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Attribute {
    LibraryDescription,
    LibraryManufacturer,
    LibraryVersion,
    SlotDescription,
    SlotId,
    SlotManufacturer,
    Model,
    Manufacturer,
    Serial,
    Token,
    Id,
    Object,
    Type,
}

impl Attribute {
    const ALL: [Self; 13] = [
        Self::LibraryDescription,
        Self::LibraryManufacturer,
        Self::LibraryVersion,
        Self::SlotDescription,
        Self::SlotId,
        Self::SlotManufacturer,
        Self::Model,
        Self::Manufacturer,
        Self::Serial,
        Self::Token,
        Self::Id,
        Self::Object,
        Self::Type,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::LibraryDescription => "library-description",
            Self::LibraryManufacturer => "library-manufacturer",
            Self::LibraryVersion => "library-version",
            Self::SlotDescription => "slot-description",
            Self::SlotId => "slot-id",
            Self::SlotManufacturer => "slot-manufacturer",
            Self::Model => "model",
            Self::Manufacturer => "manufacturer",
            Self::Serial => "serial",
            Self::Token => "token",
            Self::Id => "id",
            Self::Object => "object",
            Self::Type => "type",
        }
    }

    /// The value as it is compared.
    fn read(self, value: Vec<u8>) -> Result<Vec<u8>, TokenUriErrorKind> {
        let number = || TokenUriErrorKind::Number { name: self.name() };
        let text = match (self, std::str::from_utf8(&value)) {
            (Self::Id, _) => return Ok(value),
            (_, Err(_)) => return Err(TokenUriErrorKind::NotEncoded),
            (_, Ok(text)) => text,
        };
        match self {
            Self::SlotId => {
                let id = decimal(text).ok_or_else(number)?;
                Ok(id.to_string().into_bytes())
            }
            Self::LibraryVersion => {
                let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
                let [major, minor] = [decimal(major), decimal(minor)];
                let (major, minor) = (major.ok_or_else(number)?, minor.ok_or_else(number)?);
                Ok(format!("{major}.{minor}").into_bytes())
            }
            Self::Type if text != "private" && text != "public" => {
                Err(TokenUriErrorKind::NoKey { found: text.into() })
            }
            Self::LibraryDescription
            | Self::LibraryManufacturer
            | Self::SlotDescription
            | Self::SlotManufacturer
            | Self::Model
            | Self::Manufacturer
            | Self::Serial
            | Self::Token
            | Self::Id
            | Self::Object
            | Self::Type => Ok(value),
        }
    }
}

impl TokenUri {
    /// The token of a label, and any key on it.
    #[must_use]
    pub fn labelled(label: &str) -> Self {
        let path = BTreeMap::from([(Attribute::Token, label.as_bytes().to_owned())]);
        Self { path, ..Self::default() }
    }

    /// The name of the module, without what its system puts around it.
    #[must_use]
    pub fn module_name(&self) -> Option<&str> {
        self.module_name.as_deref()
    }

    /// Where the module is, or the directory that it is in.
    #[must_use]
    pub fn module_path(&self) -> Option<&str> {
        self.module_path.as_deref()
    }

    /// Where the PIN is: a path, a URI of a file, or `|` and a program.
    #[must_use]
    pub fn pin_source(&self) -> Option<&str> {
        self.pin_source.as_deref()
    }

    /// What else the query says, names and values, in its order.
    #[must_use]
    pub fn others(&self) -> &[(String, String)] {
        &self.others
    }

    /// The id of the key.
    pub(super) fn id(&self) -> Option<&[u8]> {
        self.path.get(&Attribute::Id).map(Vec::as_slice)
    }

    /// The label of the public half of the key, where it is that which the URI names.
    pub(super) fn public_label(&self) -> Option<&[u8]> {
        self.label().filter(|_| !self.is_private())
    }

    /// The label of the secret half of the key, where it is that which the URI names.
    pub(super) fn private_label(&self) -> Option<&[u8]> {
        self.label().filter(|_| self.is_private())
    }

    fn label(&self) -> Option<&[u8]> {
        self.path.get(&Attribute::Object).map(Vec::as_slice)
    }

    fn is_private(&self) -> bool {
        self.path.get(&Attribute::Type).is_some_and(|found| found == b"private")
    }

    /// Whether this token in this slot is the one that is meant.
    pub(super) fn fits(&self, library: &Info, slot: (Slot, &SlotInfo), token: &TokenInfo) -> bool {
        let (slot, in_slot) = slot;
        self.path.iter().all(|(attribute, wanted)| {
            let version = library.library_version();
            let found = match attribute {
                Attribute::LibraryDescription => library.library_description().to_owned(),
                Attribute::LibraryManufacturer => library.manufacturer_id().to_owned(),
                Attribute::LibraryVersion => format!("{}.{}", version.major(), version.minor()),
                Attribute::SlotDescription => in_slot.slot_description().to_owned(),
                Attribute::SlotId => slot.id().to_string(),
                Attribute::SlotManufacturer => in_slot.manufacturer_id().to_owned(),
                Attribute::Model => token.model().to_owned(),
                Attribute::Manufacturer => token.manufacturer_id().to_owned(),
                Attribute::Serial => token.serial_number().to_owned(),
                Attribute::Token => token.label().to_owned(),
                // These are of the key.
                Attribute::Id | Attribute::Object | Attribute::Type => return true,
            };
            // Padded with blanks, which a value does not have. RFC 7512 §2.3
            found.trim_end_matches(' ').as_bytes() == wanted
        })
    }
}

/// The path: what chooses the token and the key.
impl fmt::Display for TokenUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pkcs11:")?;
        for (number, (attribute, value)) in self.path.iter().enumerate() {
            let between = if number == 0 { "" } else { ";" };
            write!(f, "{between}{}=", attribute.name())?;
            for byte in value {
                match byte {
                    b'-' | b'.' | b'_' | b'~' => write!(f, "{}", char::from(*byte))?,
                    plain if plain.is_ascii_alphanumeric() => write!(f, "{}", char::from(*plain))?,
                    other => write!(f, "%{other:02X}")?,
                }
            }
        }
        Ok(())
    }
}

impl FromStr for TokenUri {
    type Err = TokenUriError;

    fn from_str(uri: &str) -> Result<Self, TokenUriError> {
        let at = |offset| move |kind| TokenUriError { kind, offset };
        let scheme = "pkcs11:";
        let Some((_, all)) =
            uri.split_at_checked(scheme.len()).filter(|(own, _)| own.eq_ignore_ascii_case(scheme))
        else {
            return Err(at(0)(TokenUriErrorKind::Scheme));
        };
        let (path, query) = all.split_once('?').unwrap_or((all, ""));
        let mut read = Self::default();
        for (offset, attribute) in parts(path, ';', scheme.len()) {
            read.take_path(attribute).map_err(at(offset))?;
        }
        let before = scheme.len().saturating_add(path.len()).saturating_add(1);
        for (offset, attribute) in parts(query, '&', before) {
            read.take_query(attribute).map_err(at(offset))?;
        }
        Ok(read)
    }
}

impl TokenUri {
    fn take_path(&mut self, text: &str) -> Result<(), TokenUriErrorKind> {
        let (name, value) = text.split_once('=').ok_or(TokenUriErrorKind::NoValue)?;
        let known = Attribute::ALL.into_iter().find(|known| known.name() == name);
        let attribute = known.ok_or_else(|| TokenUriErrorKind::Unknown { name: name.into() })?;
        let value = decoded(value).ok_or(TokenUriErrorKind::NotEncoded)?;
        match self.path.insert(attribute, attribute.read(value)?) {
            Some(_) => Err(TokenUriErrorKind::Twice { name: name.into() }),
            None => Ok(()),
        }
    }

    fn take_query(&mut self, text: &str) -> Result<(), TokenUriErrorKind> {
        let (name, value) = text.split_once('=').ok_or(TokenUriErrorKind::NoValue)?;
        let value = decoded(value).and_then(|value| String::from_utf8(value).ok());
        let value = value.ok_or(TokenUriErrorKind::NotEncoded)?;
        let place = match name {
            "module-name" => &mut self.module_name,
            "module-path" => &mut self.module_path,
            "pin-source" => &mut self.pin_source,
            "pin-value" => return Err(TokenUriErrorKind::PinValue),
            other => {
                self.others.push((other.to_owned(), value));
                return Ok(());
            }
        };
        match place.replace(value) {
            Some(_) => Err(TokenUriErrorKind::Twice { name: name.into() }),
            None => Ok(()),
        }
    }
}

/// What is divided by a character, with the offset of each; empty parts say nothing.
fn parts(text: &str, divider: char, before: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = before;
    text.split(divider)
        .map(move |part| {
            let own = offset;
            offset = offset.saturating_add(part.len()).saturating_add(1);
            (own, part)
        })
        .filter(|(_, part)| !part.is_empty())
}

/// RFC 3986 §2.1
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| plain)?);
        } else {
            bytes.push(byte);
        }
    }
    Some(bytes)
}

fn decimal(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Why a text is no URI of a key on a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {offset} of the URI: {kind}")]
pub struct TokenUriError {
    /// What is wrong.
    pub kind: TokenUriErrorKind,
    /// Where the attribute begins.
    pub offset: usize,
}

/// What is wrong with a URI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenUriErrorKind {
    /// It names a certificate or something else that does not sign.
    #[error("object of type {found:?} is no key that signs, expected private or public")]
    NoKey {
        /// The type.
        found: Box<str>,
    },
    /// An attribute without a value.
    #[error("attribute has no value")]
    NoValue,
    /// An attribute that is not percent-encoded UTF-8.
    #[error("attribute is not percent-encoded UTF-8")]
    NotEncoded,
    /// What is no number.
    #[error("{name} is no number that it can have")]
    Number {
        /// The attribute.
        name: &'static str,
    },
    /// The PIN itself.
    #[error("PIN in a URI is seen by others: expected pin-source")]
    PinValue,
    /// Another scheme.
    #[error("scheme is not pkcs11")]
    Scheme,
    /// An attribute stands twice.
    #[error("{name} stands twice")]
    Twice {
        /// Which.
        name: Box<str>,
    },
    /// An attribute of the path that is not known: no token would fit it.
    #[error("attribute {name:?} of a token or a key is not known")]
    Unknown {
        /// Which.
        name: Box<str>,
    },
}

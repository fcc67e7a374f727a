//! A key as a command line names it: a file, a key in an SSH agent, or one on a PKCS#11 token.
//!
//! ```text
//! ana.key                              a key file, under a passphrase or not
//! agent:SHA256:abc…                    the key with this fingerprint, as `ssh-add -l` prints it, in the agent at SSH_AUTH_SOCK
//! agent:0123…                          the same by its thumbprint, as `key show` prints it
//! pkcs11:token=Ana?module-path=/usr/lib/opensc-pkcs11.so&pin-source=file:/run/pin
//!                                      the key on this token (RFC 7512); x-thumbprint=0123… says which, if it has several
//! ```

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use handseal::identity::{PublicKey, Signer, SshAgent, Thumbprint, TokenModule};
use handseal::verify::escaped;
use sha2::{Digest as _, Sha256};

use super::passphrase::{self, Passphrase};
use super::{Arguments, Failure};

/// As long as a person may take to touch a key, or to enter a PIN.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a key is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum KeyAt {
    Agent(String),
    File(PathBuf),
    Token(String),
}

impl KeyAt {
    /// Reads the value of an option that may stand once.
    pub(crate) fn once(
        arguments: &mut Arguments,
        option: &str,
        place: &mut Option<Self>,
    ) -> Result<(), Failure> {
        let key = Self::of(&arguments.value(option)?);
        place.replace(key).map_or(Ok(()), |_| Err(arguments.twice(option)))
    }

    fn of(text: &str) -> Self {
        if let Some(fingerprint) = text.strip_prefix("agent:") {
            Self::Agent(fingerprint.to_owned())
        } else if text.starts_with("pkcs11:") {
            Self::Token(text.to_owned())
        } else {
            Self::File(PathBuf::from(text))
        }
    }

    /// The path of a key file.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Agent(_) | Self::Token(_) => None,
        }
    }

    /// The key, ready to sign.
    pub(crate) fn signer(&self, words: Option<&Passphrase>) -> Result<Box<dyn Signer>, Failure> {
        match self {
            Self::Agent(fingerprint) => in_agent(fingerprint),
            Self::File(path) => Ok(Box::new(passphrase::read(path, words)?)),
            Self::Token(uri) => on_token(uri),
        }
    }
}

/// The key of a ledger's heads: the one that is named, or the file beside the root key's.
pub(crate) fn checkpoint_key(
    root: &KeyAt,
    named: Option<&KeyAt>,
    usage: &'static str,
) -> Result<KeyAt, Failure> {
    match (named, root.path()) {
        (Some(key), _) => Ok(key.clone()),
        (None, Some(path)) => Ok(KeyAt::File(super::opening::beside(path, ".checkpoint"))),
        (None, None) => {
            Err(Failure::usage("a --key that is no file needs --checkpoint-key", usage))
        }
    }
}

fn in_agent(fingerprint: &str) -> Result<Box<dyn Signer>, Failure> {
    let socket = std::env::var_os("SSH_AUTH_SOCK")
        .ok_or_else(|| Failure::said("there is no SSH agent: SSH_AUTH_SOCK is not set"))?;
    let agent = SshAgent::new(socket, PATIENCE);
    let held = agent.keys()?;
    let found = held.into_iter().find(|held| is_called(&held.key, fingerprint));
    let key = found.ok_or_else(|| {
        let message = format!("the SSH agent shows no key {}", escaped(fingerprint));
        Failure::said(message)
    })?;
    Ok(Box::new(agent.signer(key.key)?))
}

/// Whether this is the thumbprint of a key, or its fingerprint as OpenSSH has it.
fn is_called(key: &PublicKey, name: &str) -> bool {
    if name.parse::<Thumbprint>().is_ok_and(|name| name == key.thumbprint()) {
        return true;
    }
    // RFC 4716 has MD5; OpenSSH has SHA-256 over the same bytes, in Base64 without padding.
    let line = key.to_openssh();
    let blob = line.split_whitespace().nth(1).and_then(|text| Base64::decode_vec(text).ok());
    let digest = blob.map(|blob| Base64Unpadded::encode_string(&Sha256::digest(blob)));
    digest.is_some_and(|digest| name.strip_prefix("SHA256:") == Some(digest.as_str()))
}

/// What a URI says of a token. RFC 7512 §2.3
#[derive(Default)]
struct Uri {
    token: Option<String>,
    thumbprint: Option<Thumbprint>,
    module: Option<String>,
    pin_source: Option<String>,
}

impl Uri {
    fn parse(uri: &str) -> Result<Self, Failure> {
        let refused = |why: String| Failure::said(format!("{}: {why}", escaped(uri)));
        let all = uri.strip_prefix("pkcs11:").unwrap_or(uri);
        let (path, query) = all.split_once('?').unwrap_or((all, ""));
        let attributes = path.split(';').chain(query.split('&')).filter(|part| !part.is_empty());
        let mut found = Self::default();
        for attribute in attributes {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = decoded(value).ok_or_else(|| {
                refused(format!("{} is not percent-encoded UTF-8", escaped(attribute)))
            })?;
            let place = match name {
                "token" => &mut found.token,
                "module-path" => &mut found.module,
                "pin-source" => &mut found.pin_source,
                "x-thumbprint" => {
                    found.thumbprint = Some(super::parse("x-thumbprint", &value)?);
                    continue;
                }
                "pin-value" => {
                    let why = "a PIN on a command line is seen by others: give pin-source";
                    return Err(refused(why.to_owned()));
                }
                other => return Err(refused(format!("{} is not asked here", escaped(other)))),
            };
            if place.replace(value).is_some() {
                return Err(refused(format!("{} stands twice", escaped(name))));
            }
        }
        Ok(found)
    }
}

/// RFC 3986 §2.1
fn decoded(text: &str) -> Option<String> {
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
    String::from_utf8(bytes).ok()
}

fn on_token(uri: &str) -> Result<Box<dyn Signer>, Failure> {
    let Uri { token, thumbprint, module, pin_source } = Uri::parse(uri)?;
    let (Some(token), Some(module)) = (token, module) else {
        let message = format!("{}: token and module-path are needed", escaped(uri));
        return Err(Failure::said(message));
    };
    let pin = pin_source.map(|source| {
        let path = source.strip_prefix("file://").or_else(|| source.strip_prefix("file:"));
        Passphrase::from_file(path.unwrap_or(&source).as_ref())
    });
    let pin = pin.transpose()?;
    let module = TokenModule::load(module, PATIENCE)?;
    let mut keys = module.keys(&token)?;
    if let Some(thumbprint) = thumbprint {
        keys.retain(|key| key.thumbprint() == thumbprint);
    }
    let key = match <[_; 1]>::try_from(keys) {
        Ok([key]) => key,
        Err(keys) => {
            let shown: Vec<_> = keys.iter().map(|key| key.thumbprint().to_string()).collect();
            let message = format!(
                "the token {} shows {} such keys: name one by x-thumbprint {}",
                escaped(&token),
                keys.len(),
                shown.join(" ")
            );
            return Err(Failure::said(message));
        }
    };
    Ok(Box::new(module.signer(&token, pin.as_ref().map(Passphrase::words), key)?))
}

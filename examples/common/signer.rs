//! A key as a command line names it: a file, a key in an SSH agent, or one on a PKCS#11 token.
//!
//! ```text
//! ana.key                              a key file, under a passphrase or not
//! agent:SHA256:abc…                    the key with this fingerprint, as `ssh-add -l` prints it, in the agent at SSH_AUTH_SOCK
//! agent:0123…                          the same by its thumbprint, as `key show` prints it
//! pkcs11:token=Ana?module-path=/usr/lib/opensc-pkcs11.so&pin-source=file:/run/pin
//!                                      the key on this token (RFC 7512), as `p11tool --list-all` prints it, with what it
//!                                      does not know behind it; x-thumbprint=0123… says which, if nothing else does
//! ```

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use handseal::identity::{
    AgentKey, PublicKey, Signer, SshAgent, Thumbprint, TokenModule, TokenUri,
};
use handseal::verify::escaped;
use sha2::{Digest as _, Sha256};

use super::Failure;
use super::passphrase::{self, Passphrase};

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

/// What looks like a URI, of a scheme that no key has.
#[derive(Debug)]
pub(crate) struct NoSuchScheme;

impl fmt::Display for NoSuchScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected agent:NAME, pkcs11:URI or a file; a file of that name is written ./NAME",
        )
    }
}

impl Error for NoSuchScheme {}

impl FromStr for KeyAt {
    type Err = NoSuchScheme;

    /// A scheme is the same in capitals (RFC 3986 §3.1). One letter is a drive.
    fn from_str(text: &str) -> Result<Self, NoSuchScheme> {
        let file = || Ok(Self::File(PathBuf::from(text)));
        let Some((scheme, rest)) = text.split_once(':') else { return file() };
        if scheme.eq_ignore_ascii_case("agent") {
            return Ok(Self::Agent(rest.to_owned()));
        }
        if scheme.eq_ignore_ascii_case("pkcs11") {
            return Ok(Self::Token(text.to_owned()));
        }
        let of_a_scheme = |letter: char| {
            letter.is_alphanumeric() || letter.is_whitespace() || "+-.".contains(letter)
        };
        let named = scheme.trim();
        let begins = named.is_empty() || named.starts_with(char::is_alphabetic);
        if begins && scheme.chars().count() != 1 && scheme.chars().all(of_a_scheme) {
            return Err(NoSuchScheme);
        }
        file()
    }
}

fn in_agent(fingerprint: &str) -> Result<Box<dyn Signer>, Failure> {
    let no_agent = |why| Failure::said(format!("there is no SSH agent: SSH_AUTH_SOCK is {why}"));
    let socket = std::env::var_os("SSH_AUTH_SOCK").ok_or_else(|| no_agent("not set"))?;
    if socket.is_empty() {
        return Err(no_agent("empty"));
    }
    let at = PathBuf::from(&socket);
    let in_agent = |error| Failure::in_file(&at, error);
    let agent = SshAgent::new(socket, PATIENCE);
    let mut held = agent.keys().map_err(in_agent)?;
    match held.iter().position(|held| is_called(&held.key, fingerprint)) {
        Some(found) => {
            let key = held.swap_remove(found).key;
            Ok(Box::new(agent.signer(key).map_err(in_agent)?))
        }
        None => Err(Failure::in_file(&at, not_shown(&agent, &held, fingerprint)?)),
    }
}

/// Why an agent has no key of a name, and which it has.
fn not_shown(agent: &SshAgent, held: &[AgentKey], name: &str) -> Result<String, Failure> {
    let others = agent.other_keys()?;
    let named = |blob: &[u8]| name.strip_prefix("SHA256:") == Some(fingerprint(blob).as_str());
    if let Some(other) = others.iter().find(|other| named(&other.blob)) {
        let (name, why) = (escaped(name), &other.why);
        return Ok(format!("the key {name} of the SSH agent cannot sign here: {why}"));
    }
    let name = escaped(name);
    if held.is_empty() && others.is_empty() {
        return Ok(format!(
            "the SSH agent shows no key at all: it may be locked, or has none ({name})"
        ));
    }
    let shown: Vec<_> = held.iter().filter_map(|held| openssh_name(&held.key)).collect();
    let shown =
        if shown.is_empty() { "none that can sign here".to_owned() } else { shown.join(" ") };
    Ok(format!("the SSH agent shows no key {name}, but {shown}"))
}

/// Whether this is the thumbprint of a key, or its fingerprint as OpenSSH has it.
fn is_called(key: &PublicKey, name: &str) -> bool {
    if name.parse::<Thumbprint>().is_ok_and(|name| name == key.thumbprint()) {
        return true;
    }
    openssh_name(key).is_some_and(|own| own == name)
}

/// What `ssh-add -l` calls a key.
fn openssh_name(key: &PublicKey) -> Option<String> {
    let line = key.to_openssh();
    let blob = line.split_whitespace().nth(1).and_then(|text| Base64::decode_vec(text).ok());
    blob.map(|blob| format!("SHA256:{}", fingerprint(&blob)))
}

/// RFC 4716 has MD5; OpenSSH has SHA-256 over the same bytes, in Base64 without padding.
fn fingerprint(blob: &[u8]) -> String {
    Base64Unpadded::encode_string(&Sha256::digest(blob))
}

fn on_token(text: &str) -> Result<Box<dyn Signer>, Failure> {
    let refused = |why: String| Failure::said(format!("{}: {why}", escaped(text)));
    let uri: TokenUri = super::parse("--key", text)?;
    let module = module_of(&uri).map_err(|why| refused(why.to_owned()))?;
    let mut thumbprint: Option<Thumbprint> = None;
    for (name, value) in uri.others() {
        if name != "x-thumbprint" {
            // RFC 7512 §2.5
            super::warn(format_args!("{} in the URI is not asked here", escaped(name)));
        } else if thumbprint.replace(super::parse("x-thumbprint", value)?).is_some() {
            return Err(refused("x-thumbprint stands twice".to_owned()));
        }
    }
    let pin = uri.pin_source().map(|source| {
        if source.starts_with('|') {
            return Err(refused(
                "pin-source is a program, and none is run: name a file".to_owned(),
            ));
        }
        let path = source.strip_prefix("file://").or_else(|| source.strip_prefix("file:"));
        Passphrase::from_file(path.unwrap_or(source).as_ref())
    });
    let pin = pin.transpose()?;
    let pin = pin.as_ref().map(Passphrase::words);
    let in_module = |error| Failure::in_file(&module, error);
    let loaded = TokenModule::load(&module, PATIENCE).map_err(in_module)?;
    let mut keys = loaded.keys(&uri, pin).map_err(in_module)?;
    if let Some(thumbprint) = thumbprint {
        keys.retain(|key| key.thumbprint() == thumbprint);
    }
    let key = match <[_; 1]>::try_from(keys) {
        Ok([key]) => key,
        Err(keys) if keys.is_empty() => {
            return Err(refused("the token shows no such key of Ed25519 or P-256".to_owned()));
        }
        Err(keys) => {
            let shown: Vec<_> = keys.iter().map(|key| key.thumbprint().to_string()).collect();
            return Err(refused(format!(
                "the token shows {} such keys: name one by id, or x-thumbprint in the query: {}",
                keys.len(),
                shown.join(" ")
            )));
        }
    };
    Ok(Box::new(loaded.signer(uri, pin, key).map_err(in_module)?))
}

/// Where the module is. None is searched for: its code runs in this process. RFC 7512 §2.3
fn module_of(uri: &TokenUri) -> Result<PathBuf, &'static str> {
    let Some(path) = uri.module_path().filter(|path| !path.is_empty()) else {
        return Err(
            "module-path is needed: ?module-path=FILE behind it, the library of the token's maker",
        );
    };
    let path = PathBuf::from(path);
    let Some(name) = uri.module_name() else { return Ok(path) };
    if name.is_empty() || name.contains('/') {
        return Err("module-name is no name");
    }
    if path.is_dir() {
        let known = [format!("lib{name}.so"), format!("{name}.so")].map(|file| path.join(file));
        return known
            .into_iter()
            .find(|file| file.is_file())
            .ok_or("no module of this module-name is in module-path");
    }
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if stem == name || stem.strip_prefix("lib") == Some(name) {
        Ok(path)
    } else {
        Err("module-path and module-name are of two modules")
    }
}

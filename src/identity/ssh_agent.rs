//! Signatures by an SSH agent: a key that another process holds, and may ask a person about.

use std::{
    io::{self, Read as _, Write as _},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{
    algorithm::Algorithm,
    error::SshError,
    key::PublicKey,
    patience::within,
    sign_error::{AgentError, SignError, SignErrorKind},
    signer::{Signature, Signer},
    ssh_key::push,
    ssh_wire::SshReader,
};

// draft-ietf-sshm-ssh-agent §6.1.
const FAILURE: u8 = 5;
const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;

/// Bytes of a message that OpenSSH's agent takes and sends, without its length.
const MAX_MESSAGE: usize = 256 * 1024;

/// An SSH agent, by its socket.
///
/// Every question has a connection of its own, so an agent that was started again is the same one.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
///
/// use handseal::identity::{PublicKey, Signer, SshAgent};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = PublicKey::from_openssh(&std::fs::read_to_string("id_ed25519.pub")?)?;
/// // As long as a person may take to say yes.
/// let socket = std::env::var_os("SSH_AUTH_SOCK").ok_or("no agent")?;
/// let agent = SshAgent::new(socket, Duration::from_secs(60));
/// let signer = agent.signer(key)?;
/// let signature = signer.sign(b"exhibit 1")?;
/// # Ok(())
/// # }
/// ```
///
/// # Specification
///
/// draft-ietf-sshm-ssh-agent §3.5 and §3.6; keys and signatures as in RFC 8709 and RFC 5656.
#[derive(Clone, Debug)]
pub struct SshAgent {
    socket: PathBuf,
    patience: Duration,
}

/// A key that an agent holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AgentKey {
    /// The key.
    pub key: PublicKey,
    /// What its holder called it.
    pub comment: String,
}

/// A key that an agent holds and that cannot sign here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OtherAgentKey {
    /// The key as messages have it, which a fingerprint of OpenSSH is made over.
    pub blob: Vec<u8>,
    /// What its holder called it.
    pub comment: String,
    /// Why it cannot sign here: its type, mostly.
    pub why: SshError,
}

impl SshAgent {
    /// The agent behind a socket, which answers each question within `patience`.
    #[must_use]
    pub fn new(socket: impl Into<PathBuf>, patience: Duration) -> Self {
        Self { socket: socket.into(), patience }
    }

    /// The socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The keys that the agent shows and that can sign here.
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::Unavailable`] when the agent cannot be reached, does not answer in time, or
    /// answers something else; [`SignErrorKind::Refused`] when it says no.
    pub fn keys(&self) -> Result<Vec<AgentKey>, SignError> {
        Ok(self.all_keys()?.0)
    }

    /// The keys that the agent shows and that cannot sign here, such as those of RSA.
    ///
    /// # Errors
    ///
    /// As [`SshAgent::keys`].
    pub fn other_keys(&self) -> Result<Vec<OtherAgentKey>, SignError> {
        Ok(self.all_keys()?.1)
    }

    fn all_keys(&self) -> Result<(Vec<AgentKey>, Vec<OtherAgentKey>), SignError> {
        let answer = self.ask(&[REQUEST_IDENTITIES]).map_err(into_sign)?;
        read_keys(&answer).map_err(into_sign)
    }

    /// A signer with one key of the agent.
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::NotHeld`] when the agent does not show that key, as one that is locked shows
    /// none, and those of [`SshAgent::keys`].
    pub fn signer(self, key: PublicKey) -> Result<AgentSigner, SignError> {
        self.check_holds(&key)?;
        Ok(AgentSigner { agent: self, key })
    }

    fn check_holds(&self, key: &PublicKey) -> Result<(), SignError> {
        if self.keys()?.iter().any(|held| held.key == *key) {
            return Ok(());
        }
        Err(SignError::new(SignErrorKind::NotHeld { expected: key.thumbprint() }))
    }

    /// Connects. An agent that takes no connection keeps who asks for one waiting.
    fn connect(&self, clock: &Clock) -> Result<UnixStream, AgentError> {
        let socket = self.socket.clone();
        let connected = within(clock.left()?, move || UnixStream::connect(socket));
        connected.flatten().map_err(|error| clock.problem(error))
    }

    /// Sends one message and reads the one that answers it.
    fn ask(&self, message: &[u8]) -> Result<Vec<u8>, AgentError> {
        if message.len() > MAX_MESSAGE {
            return Err(AgentError::TooLong { limit: MAX_MESSAGE, found: message.len() });
        }
        let clock = Clock { began: Instant::now(), patience: self.patience };
        let mut stream = self.connect(&clock)?;
        let mut sent = Vec::new();
        push(&mut sent, message);
        clock.set(&stream)?;
        stream.write_all(&sent).map_err(|error| clock.problem(error))?;
        let mut length = [0; 4];
        clock.fill(&mut stream, &mut length)?;
        let found = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if found > MAX_MESSAGE {
            return Err(AgentError::TooLong { limit: MAX_MESSAGE, found });
        }
        let mut answer = vec![0; found];
        clock.fill(&mut stream, &mut answer)?;
        match answer.first() {
            Some(&FAILURE) => Err(AgentError::Failure),
            Some(_) | None => Ok(answer),
        }
    }
}

/// How long one question may still take: an agent that sends a byte now and then is slow as well.
struct Clock {
    began: Instant,
    patience: Duration,
}

impl Clock {
    fn left(&self) -> Result<Duration, AgentError> {
        let left = self.patience.saturating_sub(self.began.elapsed());
        if left.is_zero() { Err(AgentError::Slow { patience: self.patience }) } else { Ok(left) }
    }

    fn set(&self, stream: &UnixStream) -> Result<(), AgentError> {
        let left = self.left()?;
        let set = stream.set_read_timeout(Some(left));
        set.and_then(|()| stream.set_write_timeout(Some(left))).map_err(AgentError::Connect)
    }

    fn fill(&self, stream: &mut UnixStream, mut buffer: &mut [u8]) -> Result<(), AgentError> {
        while !buffer.is_empty() {
            self.set(stream)?;
            let read = match stream.read(buffer) {
                Ok(0) => return Err(AgentError::Closed),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.problem(error)),
            };
            buffer = buffer.get_mut(read..).unwrap_or_default();
        }
        Ok(())
    }

    fn problem(&self, error: io::Error) -> AgentError {
        use io::ErrorKind::{BrokenPipe, ConnectionReset, TimedOut, WouldBlock};
        let kind = error.kind();
        if matches!(kind, TimedOut | WouldBlock) {
            AgentError::Slow { patience: self.patience }
        } else if matches!(kind, BrokenPipe | ConnectionReset) {
            AgentError::Closed
        } else {
            AgentError::Connect(error)
        }
    }
}

/// Signs with one key of an SSH agent.
///
/// The agent may ask a person, who may say no; it may be locked, or gone. Each of these is an error
/// with a kind of its own, and nothing is signed.
#[derive(Clone, Debug)]
pub struct AgentSigner {
    agent: SshAgent,
    key: PublicKey,
}

impl Signer for AgentSigner {
    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// Asks the agent for a signature, which is verified before it is given on.
    ///
    /// # Errors
    ///
    /// [`SignErrorKind::Refused`] when the agent or the person it asks says no;
    /// [`SignErrorKind::NotHeld`] when it no longer shows the key, since it was removed or the agent
    /// is locked; [`SignErrorKind::Unavailable`] when it is gone, slow or answers something else;
    /// [`SignErrorKind::Mismatch`] when the signature is not one by the key.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let mut request = vec![SIGN_REQUEST];
        push(&mut request, &self.key.to_ssh_blob());
        push(&mut request, message);
        request.extend([0; 4]);
        let answer = match self.agent.ask(&request) {
            Ok(answer) => answer,
            Err(AgentError::Failure) => {
                // It says no in one word. Whether it could have said yes it says elsewhere.
                self.agent.check_holds(&self.key)?;
                return Err(into_sign(AgentError::Failure));
            }
            Err(error) => return Err(into_sign(error)),
        };
        let signature = read_signature(self.key.algorithm(), &answer).map_err(into_sign)?;
        let verified = self.key.verify(message, signature.as_bytes());
        verified.map_err(|source| SignError::with_source(SignErrorKind::Mismatch, source))?;
        Ok(signature)
    }
}

fn read_keys(answer: &[u8]) -> Result<(Vec<AgentKey>, Vec<OtherAgentKey>), AgentError> {
    let mut input = SshReader::new(answer);
    expect(&mut input, IDENTITIES_ANSWER)?;
    let (mut keys, mut others) = (Vec::new(), Vec::new());
    // Each takes eight bytes at least, so the length of the message bounds them.
    for _ in 0..input.number()? {
        let (blob, comment) = (input.string()?, input.string()?);
        let comment = String::from_utf8_lossy(comment).into_owned();
        match PublicKey::from_ssh_blob(blob) {
            Ok(key) => keys.push(AgentKey { key, comment }),
            Err(why) => others.push(OtherAgentKey { blob: blob.to_owned(), comment, why }),
        }
    }
    input.end()?;
    Ok((keys, others))
}

fn read_signature(algorithm: Algorithm, answer: &[u8]) -> Result<Signature, AgentError> {
    let mut input = SshReader::new(answer);
    expect(&mut input, SIGN_RESPONSE)?;
    let mut signature = SshReader::new(input.string()?);
    input.end()?;
    let named = signature.string()?;
    let value = signature.string()?;
    signature.end()?;
    match algorithm {
        Algorithm::Ed25519 if named == b"ssh-ed25519" => {
            // RFC 8709 §6.
            value.try_into().map(Signature).map_err(|_| AgentError::Signature)
        }
        Algorithm::Esp256 if named == b"ecdsa-sha2-nistp256" => {
            // RFC 5656 §3.1.2: two numbers, each in as few bytes as it needs.
            let mut numbers = SshReader::new(value);
            let (r, s) = (numbers.string()?, numbers.string()?);
            numbers.end()?;
            Signature::from_ecdsa(r, s).map_err(|_| AgentError::Signature)
        }
        Algorithm::Ed25519 | Algorithm::Esp256 => Err(AgentError::Signature),
    }
}

fn expect(input: &mut SshReader<'_>, expected: u8) -> Result<(), AgentError> {
    let found = input.byte()?;
    if found == expected { Ok(()) } else { Err(AgentError::OtherAnswer { expected, found }) }
}

/// What a signer says of it.
fn into_sign(error: AgentError) -> SignError {
    let kind = match error {
        AgentError::Failure => SignErrorKind::Refused,
        AgentError::Closed
        | AgentError::Connect(_)
        | AgentError::Malformed(_)
        | AgentError::OtherAnswer { .. }
        | AgentError::Signature
        | AgentError::Slow { .. }
        | AgentError::TooLong { .. } => SignErrorKind::Unavailable,
    };
    SignError::with_source(kind, error)
}

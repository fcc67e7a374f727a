//! What an agent never says, said by something at its socket.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::Duration;

use handseal::identity::{PublicKey, SignError, SignErrorKind, Signer as _, SigningKey, SshAgent};

use crate::folder::{Folder, innermost};

/// The string of RFC 4251.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

/// The list of this one key.
fn list(key: &PublicKey) -> Vec<u8> {
    let blob = base64(&key.to_openssh());
    let list = [&[12, 0, 0, 0, 1][..], &string(&blob), &string(b"comment")].concat();
    string(&list)
}

fn base64(line: &str) -> Vec<u8> {
    use base64ct::{Base64, Encoding as _};
    Base64::decode_vec(line.split(' ').nth(1).unwrap()).unwrap()
}

/// Listens, and says one of these for each connection, whatever it is asked.
fn listening(folder: &Folder, answers: Vec<Vec<u8>>) -> PathBuf {
    let path = folder.file("socket");
    let listener = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut length = [0; 4];
            if stream.read_exact(&mut length).is_err() {
                continue;
            }
            let mut question = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap()];
            let _ = stream.read_exact(&mut question).and_then(|()| stream.write_all(&answer));
        }
    });
    path
}

/// Asks for a signature, which is answered like this.
fn signed(name: &str, key: &SigningKey, answer: Vec<u8>) -> SignError {
    let folder = Folder::new(name);
    let socket = listening(&folder, vec![list(key.public_key()), answer]);
    let agent = SshAgent::new(socket, Duration::from_secs(20));
    let signer = agent.signer(key.public_key().clone()).unwrap();
    signer.sign(b"message").unwrap_err()
}

fn response(name: &str, value: &[u8]) -> Vec<u8> {
    let signature = [string(name.as_bytes()), string(value)].concat();
    string(&[&[14][..], &string(&signature)].concat())
}

#[test]
fn answer_that_is_none_is_taken_for_a_signature() {
    let key = SigningKey::from_seed(&[1; 32]);
    let good = key.sign(b"message").unwrap();
    let good = response("ssh-ed25519", good.as_bytes());
    let cases = [
        (vec![], "agent closed the connection"),
        (string(&[]), "cut off in what begins at byte 0 of the key or message"),
        (vec![0, 0, 0, 9, 14], "agent closed the connection"),
        (
            u32::MAX.to_be_bytes().to_vec(),
            "message of 4294967295 bytes, an agent's have at most 262144",
        ),
        (string(&[6]), "agent answered with a message of type 6, expected 14"),
        (string(&[14, 0, 0, 0, 200]), "cut off in what begins at byte 1 of the key or message"),
        (
            string(&[&good[4..], &[0]].concat()),
            "1 bytes too many, from byte 88 of the key or message",
        ),
        (
            response("ssh-rsa", &[0; 64]),
            "agent's signature is not in the form of the key's algorithm",
        ),
        (
            response("ssh-ed25519", &[0; 63]),
            "agent's signature is not in the form of the key's algorithm",
        ),
    ];
    for (number, (answer, expected)) in cases.into_iter().enumerate() {
        let error = signed(&format!("none-{number}"), &key, answer);
        assert_eq!(error.kind, SignErrorKind::Unavailable, "{number}");
        assert_eq!(innermost(&error), expected, "{number}");
    }
}

#[test]
fn signature_of_another_key_or_message_is_given_on() {
    let keys = [SigningKey::from_seed(&[1; 32]), SigningKey::from_scalar(&[1; 32]).unwrap()];
    for (number, key) in keys.iter().enumerate() {
        let other = key.sign(b"another message").unwrap();
        let (r, s) = other.as_bytes().split_at(32);
        let answer = match number {
            0 => response("ssh-ed25519", other.as_bytes()),
            _ => response("ecdsa-sha2-nistp256", &[string(r), string(s)].concat()),
        };
        let error = signed(&format!("other-{number}"), key, answer);
        assert_eq!(error.kind, SignErrorKind::Mismatch);
    }
}

#[test]
fn numbers_that_are_no_signature_are_taken() {
    let key = SigningKey::from_scalar(&[1; 32]).unwrap();
    for (number, value) in [
        string(&[1]),
        [string(&[0]), string(&[1])].concat(),
        [string(&[1]), string(&[9; 40])].concat(),
    ]
    .into_iter()
    .enumerate()
    {
        let error =
            signed(&format!("numbers-{number}"), &key, response("ecdsa-sha2-nistp256", &value));
        assert_eq!(error.kind, SignErrorKind::Unavailable, "{number}");
    }
}

#[test]
fn list_of_keys_without_end_is_believed() {
    let folder = Folder::new("endless");
    let socket = listening(&folder, vec![string(&[12, 0xff, 0xff, 0xff, 0xff])]);
    let error = SshAgent::new(socket, Duration::from_secs(20)).keys().unwrap_err();
    assert_eq!(error.kind, SignErrorKind::Unavailable);
    assert_eq!(innermost(&error), "cut off in what begins at byte 5 of the key or message");
}

#[test]
fn message_longer_than_agents_take_is_sent() {
    let key = SigningKey::from_seed(&[1; 32]);
    let folder = Folder::new("long");
    let socket = listening(&folder, vec![list(key.public_key())]);
    let agent = SshAgent::new(socket, Duration::from_secs(20));
    let signer = agent.signer(key.public_key().clone()).unwrap();
    let error = signer.sign(&vec![0; 256 * 1024]).unwrap_err();
    assert_eq!(error.kind, SignErrorKind::Unavailable);
    assert!(innermost(&error).starts_with("message of "), "{error:?}");
}

#[test]
fn agent_that_takes_no_connection_is_waited_for_without_end() {
    let folder = Folder::new("full");
    let path = folder.file("socket");
    let listener = UnixListener::bind(&path).unwrap();
    // Room for one who waits; the next one would wait for room.
    rustix::net::listen(&listener, 0).unwrap();
    let _waiting = UnixStream::connect(&path).unwrap();
    let error = SshAgent::new(path, Duration::from_millis(300)).keys().unwrap_err();
    assert_eq!(error.kind, SignErrorKind::Unavailable);
    assert_eq!(innermost(&error), "agent did not answer within 300 ms");
}

#[test]
fn agent_that_sends_a_byte_now_and_then_is_waited_for_without_end() {
    let folder = Folder::new("drips");
    let path = folder.file("socket");
    let listener = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(&[0, 0, 200, 0]).unwrap();
        while stream.write_all(&[12]).is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let error = SshAgent::new(path, Duration::from_millis(300)).keys().unwrap_err();
    assert_eq!(error.kind, SignErrorKind::Unavailable);
    assert_eq!(innermost(&error), "agent did not answer within 300 ms");
}

/// A type that the library does not know, with the parts of one that it does.
#[test]
fn key_of_an_unknown_type_is_offered_as_a_key_on_p_256() {
    let key = SigningKey::from_scalar(&[1; 32]).unwrap();
    let point = [&[4][..], key.public_key().as_bytes()].concat();
    let list = |name: &str| {
        let blob = [string(name.as_bytes()), string(b"nistp256"), string(&point)].concat();
        string(&[&[12, 0, 0, 0, 1][..], &string(&blob), &string(b"")].concat())
    };
    let folder = Folder::new("unknown-type");
    let socket = listening(&folder, vec![list("other@example"), list("ecdsa-sha2-nistp256")]);
    let agent = SshAgent::new(socket, Duration::from_secs(20));
    assert_eq!(agent.keys().unwrap().len(), 0);
    assert_eq!(agent.keys().unwrap().len(), 1);
}

#[test]
fn signature_named_for_another_algorithm_is_taken() {
    let key = SigningKey::from_scalar(&[1; 32]).unwrap();
    let good = key.sign(b"message").unwrap();
    let (r, s) = good.as_bytes().split_at(32);
    // A number has no zeros in front but one before a high bit.
    let number = |bytes: &[u8]| {
        let short = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        string(&if short[0] < 0x80 { short.to_vec() } else { [&[0], short].concat() })
    };
    let value = [number(r), number(s)].concat();
    let error = signed("misnamed", &key, response("ssh-ed25519", &value));
    assert_eq!(error.kind, SignErrorKind::Unavailable);
    let folder = Folder::new("named");
    let answers = vec![list(key.public_key()), response("ecdsa-sha2-nistp256", &value)];
    let agent = SshAgent::new(listening(&folder, answers), Duration::from_secs(20));
    let signer = agent.signer(key.public_key().clone()).unwrap();
    assert_eq!(signer.sign(b"message").unwrap(), good);
}

/// The longest that OpenSSH's agent takes, and one byte more, in each direction.
#[test]
fn message_of_the_greatest_length_is_refused_or_a_longer_one_is_not() {
    const MOST: usize = 256 * 1024;
    let key = SigningKey::from_seed(&[1; 32]);
    let asked = |length: usize| {
        let folder = Folder::new(&format!("most-{length}"));
        let good = response("ssh-ed25519", key.sign(&vec![0; length]).unwrap().as_bytes());
        let agent = SshAgent::new(
            listening(&folder, vec![list(key.public_key()), good]),
            Duration::from_secs(20),
        );
        agent.signer(key.public_key().clone()).unwrap().sign(&vec![0; length])
    };
    // The type, the key, the message and the flags.
    let around = 1 + 4 + base64(&key.public_key().to_openssh()).len() + 4 + 4;
    asked(MOST - around).unwrap();
    let error = innermost(&asked(MOST - around + 1).unwrap_err());
    assert!(error.starts_with("message of 262145 bytes"), "{error}");
    let folder = Folder::new("most-answered");
    let answer = |length: usize| string(&[&[9][..], &vec![0; length - 1]].concat());
    let socket = listening(&folder, vec![answer(MOST), answer(MOST + 1)]);
    let agent = SshAgent::new(socket, Duration::from_secs(20));
    let error = innermost(&agent.keys().unwrap_err());
    assert_eq!(error, "agent answered with a message of type 9, expected 12");
    let error = innermost(&agent.keys().unwrap_err());
    assert_eq!(error, "message of 262145 bytes, an agent's have at most 262144");
}

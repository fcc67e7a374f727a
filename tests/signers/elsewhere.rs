//! Keys that OpenSSL and OpenSSH made: their public halves are read, and their holders sign.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use handseal::event::{At, Enrolled, KeyRecord, PartyKind, Salts, Subject, prove_possession};
use handseal::identity::{
    KeyFile, OsEntropy, PartyId, PublicKey, SignError, SignErrorKind, Signature, Signer, SigningKey,
};
use handseal::store::{Actor, CaseError};

use crate::case::{Case, at, root};
use crate::folder::{Folder, run, skipped};

/// A program as signer: it alone reads the secret key.
struct OpenSsl {
    secret: PathBuf,
    public: PublicKey,
}

impl OpenSsl {
    fn make(folder: &Folder, arguments: &[&str]) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            skipped("there is no openssl");
            return None;
        }
        let secret = folder.file(&format!("{}.pem", arguments.join("-").replace(':', "-")));
        let openssl = || Command::new("openssl");
        run(openssl().args(["genpkey", "-algorithm"]).args(arguments).arg("-out").arg(&secret));
        let printed = run(openssl().args(["pkey", "-pubout", "-in"]).arg(&secret)).stdout;
        let public = PublicKey::from_pem(str::from_utf8(&printed).unwrap()).unwrap();
        Some(Self { secret, public })
    }
}

impl Signer for OpenSsl {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let [to_sign, signed] = ["message", "signature"].map(|end| self.secret.with_extension(end));
        fs::write(&to_sign, message).unwrap();
        let mut command = Command::new("openssl");
        command.args(["pkeyutl", "-sign", "-rawin", "-inkey"]).arg(&self.secret);
        command.arg("-in").arg(&to_sign).arg("-out").arg(&signed);
        let output = command.output().unwrap();
        if !output.status.success() {
            return Err(SignError::new(SignErrorKind::Unavailable));
        }
        let signed = fs::read(&signed).unwrap();
        if let Ok(signature) = signed.as_slice().try_into() {
            return Ok(Signature(signature));
        }
        // RFC 3279 §2.2.3: a sequence of two integers, all of one byte's length.
        let [0x30, _, 0x02, length, rest @ ..] = signed.as_slice() else { panic!("{signed:?}") };
        let (r, rest) = rest.split_at(usize::from(*length));
        let [0x02, _, s @ ..] = rest else { panic!("{signed:?}") };
        Ok(Signature::from_ecdsa(r, s).unwrap())
    }
}

const KINDS: [&[&str]; 2] = [&["ED25519"], &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]];

#[test]
fn key_of_another_program_is_enrolled_and_does_not_sign() {
    let folder = Folder::new("openssl");
    for kind in KINDS {
        let Some(signer) = OpenSsl::make(&folder, kind) else { return };
        let place = Folder::new(&format!("openssl-{}", signer.public.algorithm()));
        let mut case = Case::with(&place, &signer);
        // Half of what it makes with a P-256 key has the upper s.
        for _ in 0..6 {
            case.goes_on(&signer);
        }
        // Its own key file is one that is read here.
        let read = KeyFile::read(&signer.secret).unwrap();
        assert_eq!(read.public_key(), &signer.public);
        fs::remove_file(&signer.secret).unwrap();
        assert_eq!(case.stays(&signer), SignErrorKind::Unavailable);
    }
}

#[test]
fn public_key_that_ssh_keygen_writes_as_pem_is_another() {
    let folder = Folder::new("keygen");
    let path = folder.file("key");
    if Command::new("ssh-keygen").arg("-?").output().is_err() {
        return skipped("there is no ssh-keygen");
    }
    run(Command::new("ssh-keygen").args(["-q", "-t", "ecdsa", "-N", "", "-f"]).arg(&path));
    let mut export = Command::new("ssh-keygen");
    let printed = run(export.args(["-e", "-m", "PKCS8", "-f"]).arg(&path)).stdout;
    let line = fs::read_to_string(path.with_extension("pub")).unwrap();
    let key = PublicKey::from_openssh(&line).unwrap();
    assert_eq!(PublicKey::from_pem(str::from_utf8(&printed).unwrap()), Ok(key));
}

/// The holder is somewhere else: they send the public key and the proof, and the registrar records them.
#[test]
fn key_of_an_absent_holder_is_enrolled_without_their_proof_or_not_with_it() {
    let folder = Folder::new("absent");
    let ana = SigningKey::from_seed(&[3; 32]);
    let mut case = Case::with(&folder, &ana);
    let mut entropy = OsEntropy;
    let bo = SigningKey::generate_esp256(&mut entropy).unwrap();
    let line = bo.public_key().to_openssh();

    let sent = PublicKey::from_openssh(&line).unwrap();
    let root = root();
    let chief = Actor::organisation(&root);
    let party = PartyId::generate(chief.id.org(), &mut entropy).unwrap();
    let proofs = [prove_possession(&ana, party).unwrap(), prove_possession(&bo, party).unwrap()];
    let before = fs::read(&case.path).unwrap();
    for (possession, is_theirs) in proofs.into_iter().zip([false, true]) {
        let body = Enrolled {
            by: case.case.enrolment(chief.id).unwrap(),
            key: Some(KeyRecord::of(&sent)),
            possession: Some(possession),
            kind: PartyKind::Person,
            name: Salts::new(&mut entropy).unwrap().commit("Bo"),
            roles: vec![],
            units: vec![],
        };
        let done = case.case.act(body, &[Subject::Party(party)], &chief, At::device(at()));
        if is_theirs {
            done.unwrap();
        } else {
            let refused = done.unwrap_err();
            assert!(matches!(refused, CaseError::Refused { .. }), "{refused:?}");
            assert_eq!(fs::read(&case.path).unwrap(), before);
        }
    }
    case.goes_on(&ana);
}

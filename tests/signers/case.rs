//! A case whose next act is signed by someone else, and what is left of it when nobody signs.

use std::fs;
use std::path::PathBuf;

use handseal::event::{At, DraftError, Noted, PartyKind, Salts, Subject};
use handseal::identity::{
    OsEntropy, PartyId, PublicKey, SignError, SignErrorKind, Signature, Signer, SigningKey, Trust,
};
use handseal::store::{Actor, CaseError, CaseFile, Enrolment, FileStore, Opening};
use handseal::verify::Verifier;
use handseal::{Timestamp, Verdict};

use crate::folder::Folder;

pub(crate) fn at() -> Timestamp {
    "2041-06-01T09:30:00Z".parse().unwrap()
}

/// The root key of the organisation that keeps the case.
pub(crate) fn root() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

/// A case in which Ana was enrolled with a key that is elsewhere.
pub(crate) struct Case {
    pub(crate) case: CaseFile<FileStore>,
    pub(crate) path: PathBuf,
    heads: SigningKey,
    ana: PartyId,
}

impl Case {
    /// Her key signs once here: it proves that she possesses it.
    pub(crate) fn with(folder: &Folder, ana: &dyn Signer) -> Self {
        let mut entropy = OsEntropy;
        let (root, heads) = (root(), SigningKey::from_seed(&[2; 32]));
        let opening = Opening {
            organisation: "Org",
            jurisdiction: "EX",
            origin: "custody.example.org",
            root: &root,
            checkpoint_key: &heads,
            successors: &[],
            at: at(),
        };
        let path = folder.file("a.custody");
        let mut case = CaseFile::create(&path, &opening, &mut entropy).unwrap();
        let enrolment = Enrolment {
            kind: PartyKind::Person,
            name: "Ana",
            roles: &[],
            units: &[],
            key: Some(ana),
        };
        let chief = Actor::organisation(&root);
        let ana = case.enrol(&enrolment, &chief, at(), &mut entropy).unwrap();
        Self { case, path, heads, ana }
    }

    fn note(&mut self, signer: &dyn Signer) -> Result<(), CaseError> {
        let own = Subject::Own(self.ana, self.case.origin().unwrap().clone());
        let text = Salts::new(&mut OsEntropy).unwrap().commit("a remark");
        let body = Noted { text, entry: None };
        self.case.act(body, &[own], &Actor::new(self.ana, signer), At::device(at())).map(|_| ())
    }

    /// The signer signs, and a verifier says that all is well.
    #[track_caller]
    pub(crate) fn goes_on(&mut self, signer: &dyn Signer) {
        self.note(signer).unwrap();
        let head = self.case.checkpoint(&self.heads).unwrap();
        let trust = Trust::new().root(root().public_key().thumbprint());
        let report = Verifier::new(&trust, at()).anchor(head).verify_file(&self.path).unwrap();
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    }

    /// The signer does not sign, and the case is what it was, byte for byte.
    #[track_caller]
    pub(crate) fn stays(&mut self, signer: &dyn Signer) -> SignErrorKind {
        let before = fs::read(&self.path).unwrap();
        let error = match self.note(signer) {
            Err(CaseError::Draft(error)) => *error,
            other => panic!("{other:?}"),
        };
        let DraftError::Sign(error) = error else { panic!("{error:?}") };
        assert_eq!(fs::read(&self.path).unwrap(), before, "{error:?}");
        error.kind
    }
}

/// A device that has another key than it says, or signs something else.
struct Faulty {
    says: PublicKey,
    has: SigningKey,
}

impl Signer for Faulty {
    fn public_key(&self) -> &PublicKey {
        &self.says
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        self.has.sign(message)
    }
}

#[test]
fn signature_of_a_faulty_device_is_recorded() {
    let folder = Folder::new("faulty");
    let pairs = [
        (SigningKey::from_seed(&[3; 32]), SigningKey::from_seed(&[4; 32])),
        (SigningKey::from_scalar(&[3; 32]).unwrap(), SigningKey::from_scalar(&[4; 32]).unwrap()),
    ];
    for (right, wrong) in pairs {
        let _ = fs::remove_file(folder.file("a.custody"));
        let mut case = Case::with(&folder, &right);
        let faulty = Faulty { says: right.public_key().clone(), has: wrong };
        let before = fs::read(&case.path).unwrap();
        let error = case.note(&faulty).unwrap_err();
        let CaseError::Draft(source) = error else { panic!("{error:?}") };
        assert!(matches!(*source, DraftError::Signature(_)), "{source:?}");
        assert_eq!(fs::read(&case.path).unwrap(), before);
        case.goes_on(&right);
    }
}

/// A device whose holder says no.
struct Refusing(PublicKey);

impl Signer for Refusing {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn sign(&self, _message: &[u8]) -> Result<Signature, SignError> {
        Err(SignError::new(SignErrorKind::Refused))
    }
}

#[test]
fn file_is_made_for_a_case_that_nobody_signs() {
    let folder = Folder::new("unsigned");
    let path = folder.file("a.custody");
    let keys = [1, 2].map(|seed| SigningKey::from_seed(&[seed; 32]));
    let refusing = keys.each_ref().map(|key| Refusing(key.public_key().clone()));
    let signers: [[&dyn Signer; 2]; 2] = [[&refusing[0], &keys[1]], [&keys[0], &refusing[1]]];
    for [root, checkpoint_key] in signers {
        let opening = Opening {
            organisation: "Org",
            jurisdiction: "EX",
            origin: "custody.example.org",
            root,
            checkpoint_key,
            successors: &[],
            at: at(),
        };
        let refused = CaseFile::create(&path, &opening, &mut OsEntropy).err().unwrap();
        let CaseError::Draft(source) = refused else { panic!("{refused:?}") };
        assert!(matches!(*source, DraftError::Sign(_)), "{source:?}");
        assert!(!path.exists());
    }
}

#[test]
fn enrolment_or_head_that_nobody_signs_leaves_something_in_the_case() {
    let folder = Folder::new("no-head");
    let ana = SigningKey::from_seed(&[3; 32]);
    let mut case = Case::with(&folder, &ana);
    let before = fs::read(&case.path).unwrap();

    let bo = Refusing(SigningKey::from_seed(&[4; 32]).public_key().clone());
    let (root, refusing_root) = (root(), Refusing(root().public_key().clone()));
    let signers: [(&dyn Signer, &dyn Signer); 2] = [(&bo, &root), (&ana, &refusing_root)];
    for (key, registrar) in signers {
        let enrolment = Enrolment {
            kind: PartyKind::Person,
            name: "Bo",
            roles: &[],
            units: &[],
            key: Some(key),
        };
        let chief = Actor::organisation(registrar);
        let refused = case.case.enrol(&enrolment, &chief, at(), &mut OsEntropy).unwrap_err();
        let CaseError::Draft(source) = refused else { panic!("{refused:?}") };
        assert!(matches!(*source, DraftError::Sign(_)), "{source:?}");
        assert_eq!(fs::read(&case.path).unwrap(), before);
    }
    let refused = case.case.checkpoint(&Refusing(case.heads.public_key().clone())).unwrap_err();
    assert!(matches!(refused, CaseError::CheckpointSign(_)), "{refused:?}");
    assert_eq!(fs::read(&case.path).unwrap(), before);
    case.goes_on(&ana);
}

/// Nobody can enrol a key whose holder cannot sign with it.
#[test]
fn possession_is_proven_by_a_device_that_signs_something_else() {
    let [right, wrong] = [3, 4].map(|seed| SigningKey::from_seed(&[seed; 32]));
    let faulty = Faulty { says: right.public_key().clone(), has: wrong };
    let party = PartyId::organisation(right.public_key().thumbprint());
    let error = handseal::event::prove_possession(&faulty, party).unwrap_err();
    assert_eq!(error.kind, SignErrorKind::Mismatch);
}

/// An organisation with the root key of a card, and a person with a key of the other algorithm.
#[test]
fn root_of_the_other_algorithm_keeps_no_case() {
    let folder = Folder::new("root");
    let mut entropy = OsEntropy;
    let root = SigningKey::generate_esp256(&mut entropy).unwrap();
    let heads = SigningKey::generate(&mut entropy).unwrap();
    let opening = |checkpoint_key| Opening {
        organisation: "Org",
        jurisdiction: "EX",
        origin: "custody.example.org",
        root: &root,
        checkpoint_key,
        successors: &[],
        at: at(),
    };
    let path = folder.file("a.custody");
    // Heads are signed with Ed25519 only.
    let other = SigningKey::generate_esp256(&mut entropy).unwrap();
    let refused = CaseFile::create(&path, &opening(&other), &mut entropy).err().unwrap();
    let CaseError::Draft(source) = refused else { panic!("{refused:?}") };
    assert!(matches!(*source, DraftError::Entry(_)), "{source:?}");
    assert!(!path.exists());

    let mut case = CaseFile::create(&path, &opening(&heads), &mut entropy).unwrap();
    let chief = Actor::organisation(&root);
    case.open_case("2041/17", &chief, at(), &mut entropy).unwrap();
    let refused = case.checkpoint(&other).unwrap_err();
    assert!(!format!("{refused:?}").is_empty());
    let head = case.checkpoint(&heads).unwrap();
    let trust = Trust::new().root(root.public_key().thumbprint());
    let report = Verifier::new(&trust, at()).anchor(head).verify_file(&path).unwrap();
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
}

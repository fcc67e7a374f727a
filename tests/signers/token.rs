//! SoftHSM: a PKCS#11 token in files.
//!
//! A module is loaded once for a process and reads its settings from the environment, so each of
//! these looks at its token from a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use handseal::identity::{
    KeyFile, PublicKey, SignErrorKind, Signer as _, SigningKey, TokenModule, TokenUri,
};

use crate::case::Case;
use crate::folder::{Folder, innermost, run, skipped};
use crate::programs::enrols_and_appends;

pub(crate) const PIN: &str = "246810";
const TOKEN: &str = "ana's card";
/// Where the token of a process is, which module it loads, and what that one reads.
const FOLDER: &str = "HANDSEAL_TEST_TOKEN";
pub(crate) const MODULE: &str = "HANDSEAL_TEST_MODULE";
const BEHIND: &str = "HANDSEAL_TEST_BEHIND";
const BETWEEN: &str = "HANDSEAL_TEST_BETWEEN";

/// The keys on the token.
pub(crate) fn keys() -> [SigningKey; 2] {
    [SigningKey::from_seed(&[3; 32]), SigningKey::from_scalar(&[3; 32]).unwrap()]
}

fn softhsm_module() -> Option<PathBuf> {
    let known = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"];
    known.into_iter().map(PathBuf::from).find(|path| path.exists())
}

/// A folder in which SoftHSM keeps its tokens.
struct Tokens {
    folder: Folder,
}

impl Tokens {
    fn new(name: &str) -> Self {
        let folder = Folder::new(&format!("token-{name}"));
        fs::create_dir(folder.file("tokens")).unwrap();
        let settings = format!("directories.tokendir = {}\n", folder.file("tokens").display());
        fs::write(folder.file("softhsm2.conf"), settings).unwrap();
        Self { folder }
    }

    fn softhsm(&self, arguments: &[&str]) {
        let mut command = Command::new("softhsm2-util");
        run(command.args(arguments).env("SOFTHSM2_CONF", self.folder.file("softhsm2.conf")));
    }

    fn begin(&self, label: &str) {
        let pins = ["--pin", PIN, "--so-pin", "135790"];
        self.softhsm(&[&["--init-token", "--free", "--label", label][..], &pins].concat());
    }

    /// Both keys, made elsewhere and put on the token.
    fn import(&self) {
        for (key, id) in keys().iter().zip(["01", "02"]) {
            let path = self.folder.file(&format!("{id}.pem"));
            KeyFile::create(&path, key).unwrap();
            let path = path.to_str().unwrap();
            let names = ["--token", TOKEN, "--label", id, "--id", id, "--pin", PIN];
            self.softhsm(&[&["--import", path][..], &names].concat());
        }
    }

    /// Runs a test of this file in a process of its own, with this module.
    fn process(&self, test: &str, module: &Path) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--nocapture", "--exact", test]);
        command.env("SOFTHSM2_CONF", self.folder.file("softhsm2.conf"));
        command.env(FOLDER, self.folder.path()).env(MODULE, module);
        command.env(BETWEEN, self.folder.file("between"));
        command.env(BEHIND, softhsm_module().unwrap());
        let said = String::from_utf8(run(&mut command).stdout).unwrap();
        assert!(said.contains("1 passed"), "{said}");
    }
}

/// Whether this is the process in which a test looks at its token.
fn is_inside() -> bool {
    std::env::var_os(FOLDER).is_some()
}

/// Has a test look at tokens, which are made before, through a module and from a process of its own.
fn looks(test: &str, look: impl FnOnce(), make: impl FnOnce(&Tokens) -> PathBuf) {
    if is_inside() {
        return look();
    }
    if softhsm_module().is_none() {
        return skipped("there is no SoftHSM");
    }
    let tokens = Tokens::new(&test.replace("::", "-"));
    let module = make(&tokens);
    tokens.process(test, &module);
}

/// A token with both keys.
pub(crate) fn with_token(test: &str, look: impl FnOnce()) {
    looks(test, look, |tokens| {
        tokens.begin(TOKEN);
        tokens.import();
        softhsm_module().unwrap()
    });
}

/// The same, with a module in front of SoftHSM's that can be told to do badly.
fn with_token_behind(test: &str, look: impl FnOnce()) {
    looks(test, look, |tokens| {
        tokens.begin(TOKEN);
        tokens.import();
        let module = tokens.folder.file("between.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signers/between.c");
        let mut compiler = Command::new("cc");
        run(compiler.args(["-shared", "-fPIC", "-o"]).arg(&module).arg(source).arg("-ldl"));
        module
    });
}

/// Two tokens that nobody can tell apart.
fn with_two_tokens(test: &str, look: impl FnOnce()) {
    looks(test, look, |tokens| {
        tokens.begin(TOKEN);
        tokens.begin(TOKEN);
        softhsm_module().unwrap()
    });
}

pub(crate) fn token() -> TokenUri {
    TokenUri::labelled(TOKEN)
}

pub(crate) fn module() -> TokenModule {
    with_patience(Duration::from_secs(60))
}

fn with_patience(patience: Duration) -> TokenModule {
    TokenModule::load(std::env::var_os(MODULE).unwrap(), patience).unwrap()
}

/// Tells the module in front what to do from now on.
fn tell(word: &str) {
    fs::write(std::env::var_os(BETWEEN).unwrap(), word).unwrap();
}

#[test]
fn key_of_a_token_does_not_sign() {
    with_token("token::key_of_a_token_does_not_sign", || {
        let module = module();
        let public = keys().map(|key| key.public_key().clone());
        let held = module.keys(&token(), None).unwrap();
        assert!(held.len() == 2 && public.iter().all(|key| held.contains(key)), "{held:?}");
        for key in public {
            let signer = module.signer(token(), Some(PIN), key.clone()).unwrap();
            // Half of what a token makes with a P-256 key has the upper s.
            for number in 0..12_u8 {
                let signature = signer.sign(&[number]).unwrap();
                key.verify(&[number], signature.as_bytes()).unwrap();
            }
            let folder = Folder::new(&format!("token-case-{}", key.algorithm()));
            Case::with(&folder, &signer).goes_on(&signer);
            assert!(!format!("{signer:?}").contains(PIN));
        }
    });
}

/// The module and the place of the token are in the environment of this process.
#[test]
fn examples_do_not_sign_with_the_key_of_a_token() {
    with_token("token::examples_do_not_sign_with_the_key_of_a_token", || {
        let module = std::env::var(MODULE).unwrap();
        for key in keys() {
            let thumbprint = key.public_key().thumbprint();
            let folder = Folder::new(&format!("programs-{}", key.public_key().algorithm()));
            let pin = folder.file("pin");
            fs::write(&pin, format!("{PIN}\n")).unwrap();
            fs::set_permissions(&pin, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
            let uri = format!(
                "pkcs11:token=ana%27s%20card?module-path={module}&pin-source=file:{}&x-thumbprint={thumbprint}",
                pin.display()
            );
            enrols_and_appends(&folder, &uri, |_| ());
        }
    });
}

#[test]
fn wrong_pin_is_no_error_of_its_own() {
    with_token("token::wrong_pin_is_no_error_of_its_own", || {
        let module = module();
        for key in keys().map(|key| key.public_key().clone()) {
            for pin in ["000000", "1", ""] {
                let error = module.signer(token(), Some(pin), key.clone()).unwrap_err();
                assert_eq!(error.kind, SignErrorKind::WrongPin, "{pin:?}");
            }
            module.signer(token(), Some(PIN), key).unwrap();
        }
    });
}

#[test]
fn token_that_was_removed_leaves_something_in_the_case() {
    with_token("token::token_that_was_removed_leaves_something_in_the_case", || {
        let module = module();
        let [ed25519, esp256] = keys().map(|key| {
            let key = key.public_key().clone();
            module.signer(token(), Some(PIN), key).unwrap()
        });
        let [one, other] = ["removed-1", "removed-2"].map(Folder::new);
        let mut cases =
            [(Case::with(&one, &ed25519), ed25519), (Case::with(&other, &esp256), esp256)];
        // A token in files is pulled out by taking its files away. SoftHSM does not take it back.
        let place = Path::new(&std::env::var_os(FOLDER).unwrap()).join("tokens");
        fs::rename(&place, place.with_extension("away")).unwrap();
        for (case, signer) in &mut cases {
            assert_eq!(case.stays(&*signer), SignErrorKind::Unavailable);
        }
    });
}

#[test]
fn key_that_the_token_has_not_signs() {
    with_token("token::key_that_the_token_has_not_signs", || {
        let module = module();
        let others: [PublicKey; 2] = [
            SigningKey::from_seed(&[4; 32]).public_key().clone(),
            SigningKey::from_scalar(&[4; 32]).unwrap().public_key().clone(),
        ];
        for key in others {
            let expected = key.thumbprint();
            let error = module.signer(token(), Some(PIN), key.clone()).unwrap_err();
            assert_eq!(error.kind, SignErrorKind::NotHeld { expected });
            let error =
                module.signer(TokenUri::labelled("another card"), Some(PIN), key).unwrap_err();
            assert_eq!(error.kind, SignErrorKind::Unavailable);
        }
    });
}

#[test]
fn token_without_a_pin_is_asked_for_a_signature() {
    with_token("token::token_without_a_pin_is_asked_for_a_signature", || {
        for key in keys().map(|key| key.public_key().clone()) {
            let error = module().signer(token(), None, key).unwrap_err();
            assert_eq!(error.kind, SignErrorKind::Refused);
            assert_eq!(innermost(&error), "token cannot ask for its PIN, and none was given");
        }
    });
}

#[test]
fn pin_is_tried_on_one_of_two_tokens_of_the_same_label() {
    with_two_tokens("token::pin_is_tried_on_one_of_two_tokens_of_the_same_label", || {
        let [key, _] = keys().map(|key| key.public_key().clone());
        let errors = [
            module().keys(&token(), None).unwrap_err(),
            module().signer(token(), Some(PIN), key).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind, SignErrorKind::Unavailable);
            assert_eq!(innermost(&error), "2 tokens fit pkcs11:token=ana%27s%20card");
        }
    });
}

#[test]
fn token_that_refuses_was_pulled_out_or_is_faulty_leaves_something_in_the_case() {
    with_token_behind(
        "token::token_that_refuses_was_pulled_out_or_is_faulty_leaves_something_in_the_case",
        || {
            let module = module();
            for key in keys().map(|key| key.public_key().clone()) {
                tell("");
                let folder = Folder::new(&format!("token-badly-{}", key.algorithm()));
                let signer = module.signer(token(), Some(PIN), key).unwrap();
                let mut case = Case::with(&folder, &signer);
                for (word, expected) in [
                    ("asks", SignErrorKind::Refused),
                    ("cancelled", SignErrorKind::Refused),
                    ("faulty", SignErrorKind::Mismatch),
                    ("locked", SignErrorKind::Refused),
                    ("rejected", SignErrorKind::Refused),
                    ("removed", SignErrorKind::Unavailable),
                    ("short", SignErrorKind::Mismatch),
                ] {
                    tell(word);
                    assert_eq!(case.stays(&signer), expected, "{word}");
                    // The same signer goes on when the token is as it was.
                    tell("");
                    case.goes_on(&signer);
                }
            }
        },
    );
}

#[test]
fn slow_token_is_waited_for_without_end() {
    with_token_behind("token::slow_token_is_waited_for_without_end", || {
        let module = with_patience(Duration::from_secs(5));
        let [key, _] = keys().map(|key| key.public_key().clone());
        let signer = module.signer(token(), Some(PIN), key).unwrap();
        let folder = Folder::new("token-slow");
        let mut case = Case::with(&folder, &signer);
        tell("slow");
        assert_eq!(case.stays(&signer), SignErrorKind::Unavailable);
        let error = signer.sign(b"message").unwrap_err();
        assert_eq!(innermost(&error), "token did not answer within 5000 ms");
        tell("");
        case.goes_on(&signer);
    });
}

#[test]
fn module_that_is_none_is_loaded() {
    let folder = Folder::new("no-module");
    for path in [folder.file("absent.so"), folder.script("text.so", "exit 0")] {
        let error = TokenModule::load(path, Duration::from_secs(60)).unwrap_err();
        assert_eq!(error.kind, SignErrorKind::Unavailable);
    }
}

//! `cosign`: a head asked for and signed, then the next; an older one, and a fork.

use std::fs;

use handseal::identity::{OsEntropy, Signer, SigningKey};
use handseal::ledger::VerifierKey;

use crate::{Ran, Scratch, assert_refused, run, sample};

/// A case, and what a cosigner needs to know of it.
struct Made {
    scratch: Scratch,
    case: String,
    root: String,
}

impl Made {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        let printed = scratch.collected();
        let root = printed.iter().skip_while(|word| *word != "--root").nth(1).unwrap().clone();
        Self { case: printed[0].clone(), root, scratch }
    }

    /// Asks for a head of a case, from the last one if there is one.
    fn request(&self, case: &str, out: &str, last: Option<&str>) -> String {
        let (out, key) = (self.scratch.path(out), self.scratch.path("root.pem"));
        let last = last.map(|last| self.scratch.path(last));
        let mut words = vec!["request", case, "--key", &key, "--out", &out];
        words.extend(last.iter().flat_map(|last| ["--last", last.as_str()]));
        let ran = run("cosign", &words);
        assert_eq!(ran.code, 0, "{}", ran.err);
        out
    }

    fn sign(&self, request: &str, vkey: &str, out: &str) -> Ran {
        let [state, key, out] = ["state", "cosigner.pem", out].map(|name| self.scratch.path(name));
        let words = ["sign", request, "--state", &state, "--key", &key, "--out", &out];
        run("cosign", &[&words[..], &["--name", "cosigner.example.org", "--ledger", vkey]].concat())
    }

    fn append(&self, case: &str) {
        let key = self.scratch.path("root.pem");
        let ran = run("append", &[case, "--n", "2", "--key", &key]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}

#[test]
fn two_heads_are_signed_one_after_the_other_and_verified() {
    let made = Made::new("cosign-twice");
    let first = made.request(&made.case, "first", None);
    let vkey = format!("{first}.vkey");
    let ran = made.sign(&first, &vkey, "first.cosigned");
    assert!(ran.code == 0 && ran.out.starts_with("SIGNED"), "{}{}", ran.out, ran.err);
    made.append(&made.case);
    let second = made.request(&made.case, "second", Some("first.cosigned"));
    // Without the first head there is nothing to begin from.
    let from_nothing = made.request(&made.case, "nothing", None);
    let ran = made.sign(&from_nothing, &vkey, "nothing.cosigned");
    assert!(ran.code == 3 && ran.out.starts_with("STALE"), "{}{}", ran.out, ran.err);
    let ran = made.sign(&second, &vkey, "second.cosigned");
    assert!(ran.code == 0 && ran.out.starts_with("SIGNED"), "{}{}", ran.out, ran.err);
    let cosigner = ran.out.lines().last().unwrap();
    let (head, content) = (made.scratch.path("second.cosigned"), made.scratch.path("a.txt"));
    let content = format!("EX-1={content}");
    let words = [made.case.as_str(), "--root", &made.root, "--head", &head, "--content", &content];
    let ran = run("verify", &[&words[..], &["--cosigner", cosigner]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("by \"cosigner.example.org\""), "{}", ran.out);
    // One that nobody cosigned is not enough.
    let bare = format!("{}.head", made.case);
    let words = [made.case.as_str(), "--root", &made.root, "--head", &bare, "--content", &content];
    let ran = run("verify", &[&words[..], &["--cosigner", cosigner, "--threshold", "1"]].concat());
    assert!(ran.code == 3 && ran.out.contains("anchor.uncosigned"), "{}{}", ran.out, ran.err);
}

#[test]
fn fork_is_refused_and_its_proof_kept() {
    let made = Made::new("cosign-fork");
    let copy = made.scratch.path("copy.custody");
    fs::copy(&made.case, &copy).unwrap();
    made.append(&made.case);
    made.append(&copy);
    let one = made.request(&made.case, "one", None);
    let other = made.request(&copy, "other", None);
    let vkey = format!("{one}.vkey");
    assert_eq!(made.sign(&one, &vkey, "one.cosigned").code, 0);
    let ran = made.sign(&other, &vkey, "other.cosigned");
    assert!(ran.code == 1 && ran.out.starts_with("FORK"), "{}{}", ran.out, ran.err);
    assert!(!made.scratch.names().contains(&"other.cosigned".to_owned()));
    let state = made.scratch.path("state");
    let kept = fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.into_iter().find(|path| path.to_str().unwrap().ends_with(".misbehaviour-0"));
    let kept = kept.unwrap().into_os_string().into_string().unwrap();
    assert!(ran.out.contains(&format!("The proof is {kept:?}")), "{}", ran.out);
    let key = fs::read_to_string(&vkey).unwrap();
    // A cosigner has not what registers the key.
    let ran = run("compare", &["check", &kept, "--root", &made.root]);
    assert!(ran.code == 1 && ran.out.contains("--key VKEY"), "{}{}", ran.out, ran.err);
    let ran = run("compare", &["check", &kept, "--key", key.trim_end()]);
    assert!(ran.code == 0 && ran.out.starts_with("PROVEN"), "{}{}", ran.out, ran.err);
}

#[test]
fn request_that_cannot_be_signed_is_refused() {
    let made = Made::new("cosign-refused");
    let request = made.request(&made.case, "request", None);
    let vkey = format!("{request}.vkey");
    let elsewhere = Made::new("cosign-elsewhere");
    let other = elsewhere.request(&elsewhere.case, "request", None);
    let ran = made.sign(&request, &format!("{other}.vkey"), "cosigned");
    assert!(
        ran.code == 1 && ran.out.contains("no key is given by --ledger"),
        "{}{}",
        ran.out,
        ran.err
    );
    // The name is right, and the signature is not by that key.
    let real: VerifierKey = fs::read_to_string(&vkey).unwrap().trim_end().parse().unwrap();
    let other_key = SigningKey::generate(&mut OsEntropy).unwrap().public_key().clone();
    let named = VerifierKey::new(real.name().clone(), other_key).unwrap();
    let named = made.scratch.file("named.vkey", named.to_string().as_bytes());
    let ran = made.sign(&request, &named, "cosigned");
    assert!(ran.code == 1 && ran.out.contains("signed this head"), "{}{}", ran.out, ran.err);
    let names = made.scratch.names();
    assert!(!names.contains(&"state".to_owned()), "{names:?}");
    assert!(!names.contains(&"cosigner.pem".to_owned()), "{names:?}");
    assert_refused(&made.sign(&made.case, &vkey, "cosigned"), &["c.custody"]);
    assert_refused(&made.sign(&request, &request, "cosigned"), &["request"]);
    assert_refused(&run("cosign", &["sign", &request]), &["usage: cosign"]);
    // One place cannot be two things, and one that cannot be written is told before anything is made or signed.
    let [state, key, absent] =
        ["state", "cosigner.pem", "absent/x"].map(|name| made.scratch.path(name));
    let sign = |state: &str, key: &str, out: &str| {
        let words = ["sign", &request, "--state", state, "--key", key, "--out", out];
        run(
            "cosign",
            &[&words[..], &["--name", "cosigner.example.org", "--ledger", &vkey]].concat(),
        )
    };
    let respelled = made.scratch.path("./state");
    for [state, key, out] in
        [[&state, &respelled, &key], [&state, &key, &state], [&state, &key, &key]]
    {
        assert_refused(&sign(state, key, out), &["need names of their own"]);
    }
    assert_refused(&sign(&state, &key, &absent), &["absent"]);
    assert_eq!(made.scratch.names(), names);
}

#[test]
fn lost_cosigned_head_is_asked_for_from_its_size() {
    let made = Made::new("cosign-lost");
    let request = made.request(&made.case, "request", None);
    let vkey = format!("{request}.vkey");
    assert_eq!(made.sign(&request, &vkey, "lost").code, 0);
    made.append(&made.case);
    let ran = made.sign(&made.request(&made.case, "nothing", None), &vkey, "cosigned");
    let words: Vec<_> = ran.out.split_whitespace().collect();
    let from = words.last().unwrap().trim_end_matches('.');
    assert!(ran.code == 3 && words.contains(&"--from"), "{}{}", ran.out, ran.err);
    let [key, out] = ["root.pem", "again"].map(|name| made.scratch.path(name));
    let words = ["request", made.case.as_str(), "--key", &key, "--out", &out, "--from", from];
    assert_eq!(run("cosign", &words).code, 0);
    let ran = made.sign(&out, &vkey, "cosigned");
    assert!(ran.code == 0 && ran.out.starts_with("SIGNED"), "{}{}", ran.out, ran.err);
    let [last, out] = ["cosigned", "third"].map(|name| made.scratch.path(name));
    let words = ["request", made.case.as_str(), "--key", &key, "--out", &out, "--from", from];
    let both = run("cosign", &[&words[..], &["--last", &last]].concat());
    assert_refused(&both, &["give --last or --from"]);
}

/// The key may have signed what the memory had.
#[test]
fn key_without_its_memory_signs() {
    let made = Made::new("cosign-memory");
    let request = made.request(&made.case, "request", None);
    let vkey = format!("{request}.vkey");
    assert_eq!(made.sign(&request, &vkey, "cosigned").code, 0);
    let state = made.scratch.path("state");
    fs::rename(&state, made.scratch.path("elsewhere")).unwrap();
    for _ in 0..2 {
        assert_refused(&made.sign(&request, &vkey, "again"), &["is not the memory of a cosigner"]);
        let _ = fs::create_dir(&state);
    }
    assert_eq!(fs::read_dir(&state).unwrap().count(), 0);
    // Nor does a new key in the place of one that is lost.
    fs::remove_dir(&state).unwrap();
    fs::rename(made.scratch.path("elsewhere"), &state).unwrap();
    fs::remove_file(made.scratch.path("cosigner.pem")).unwrap();
    assert_refused(&made.sign(&request, &vkey, "again"), &["memory of a key that is not there"]);
    assert!(!made.scratch.names().contains(&"cosigner.pem".to_owned()));
}

/// A key, a name and a memory belong together; the memory says whose it is, to whoever is to know the cosigner.
#[test]
fn memory_of_another_key_or_name_is_taken() {
    let made = Made::new("cosign-another");
    let request = made.request(&made.case, "request", None);
    let vkey = format!("{request}.vkey");
    let ran = made.sign(&request, &vkey, "cosigned");
    let named = fs::read_to_string(made.scratch.path("state/cosigner.vkey")).unwrap();
    assert_eq!(named.trim_end(), ran.out.lines().last().unwrap());
    let other = made.scratch.path("other.pem");
    assert_eq!(run("key", &["make", &other]).code, 0);
    let [state, own, out] = ["state", "cosigner.pem", "again"].map(|name| made.scratch.path(name));
    let words = ["sign", &request, "--state", &state, "--ledger", &vkey, "--out", &out];
    for (key, name) in [(&other, "cosigner.example.org"), (&own, "other.example.org")] {
        let ran = run("cosign", &[&words[..], &["--key", key, "--name", name]].concat());
        assert_refused(
            &ran,
            &["state\": the memory is that of the cosigner", named.trim_end(), name],
        );
    }
    assert!(!made.scratch.names().contains(&"again".to_owned()));
    // Nor is a memory made for a key that has no place.
    let (state, key) = (made.scratch.path("new"), made.scratch.path("nowhere/key.pem"));
    let words = ["sign", &request, "--state", &state, "--ledger", &vkey, "--out", &out];
    let ran = run("cosign", &[&words[..], &["--key", &key, "--name", "a.example"]].concat());
    assert_refused(&ran, &["nowhere"]);
    assert!(!made.scratch.names().contains(&"new".to_owned()));
}

/// A key that was made elsewhere has no memory yet: whoever says that it is new has one made, once.
#[test]
fn new_key_has_a_memory_made_again_or_never() {
    let made = Made::new("cosign-new");
    let request = made.request(&made.case, "request", None);
    let vkey = format!("{request}.vkey");
    let key = made.scratch.path("cosigner.pem");
    assert_eq!(run("key", &["make", &key]).code, 0);
    assert_refused(&made.sign(&request, &vkey, "cosigned"), &["is not the memory of a cosigner"]);
    let [state, out] = ["state", "cosigned"].map(|name| made.scratch.path(name));
    let words = ["sign", &request, "--state", &state, "--key", &key, "--out", &out, "--new"];
    let words = [&words[..], &["--name", "cosigner.example.org", "--ledger", &vkey]].concat();
    let ran = run("cosign", &words);
    assert!(ran.code == 0 && ran.out.starts_with("SIGNED"), "{}{}", ran.out, ran.err);
    fs::remove_file(&out).unwrap();
    assert_refused(&run("cosign", &words), &["/state\" is already there"]);
}

#[test]
fn two_processes_sign_two_histories() {
    let made = Made::new("cosign-processes");
    let first = made.request(&made.case, "first", None);
    let vkey = format!("{first}.vkey");
    assert_eq!(made.sign(&first, &vkey, "first.cosigned").code, 0);
    let copy = made.scratch.path("copy.custody");
    fs::copy(&made.case, &copy).unwrap();
    made.append(&made.case);
    made.append(&copy);
    let requests = [(made.case.as_str(), "one"), (&copy, "other")]
        .map(|(case, out)| made.request(case, out, Some("first.cosigned")));
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..8)
            .map(|number| {
                let (made, vkey, request) = (&made, &vkey, &requests[number % 2]);
                scope.spawn(move || made.sign(request, vkey, &format!("cosigned-{number}")).code)
            })
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let of = |code| codes.iter().filter(|found| **found == code).count();
    // One of its history, the others of it are told the new size, and all of the other are a fork.
    assert_eq!((of(0), of(3), of(1)), (1, 3, 4), "{codes:?}");
}

#[test]
fn ledger_given_twice_is_not_known_and_head_of_another_is_taken_for_the_last() {
    let made = Made::new("cosign-given");
    let asked = made.request(&made.case, "asked", None);
    let vkey = format!("{asked}.vkey");
    let [state, key, out] = ["state", "cosigner.pem", "signed"].map(|name| made.scratch.path(name));
    let words = ["sign", &asked, "--state", &state, "--key", &key, "--out", &out];
    let words = [&words[..], &["--name", "cosigner.example.org"]].concat();
    let ran = run("cosign", &[&words[..], &["--ledger", &vkey, "--ledger", &vkey]].concat());
    assert!(ran.code == 0 && ran.out.starts_with("SIGNED"), "{}{}", ran.out, ran.err);

    let (other, root) = (sample("sample.head"), made.scratch.path("root.pem"));
    let other = other.to_str().unwrap();
    let out = made.scratch.path("next");
    let words = ["request", &made.case, "--key", &root, "--last", other, "--out", &out];
    let ran = run("cosign", &words);
    assert!(ran.code == 2 && ran.err.contains("is a head of "), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("sample.head"), "{}", ran.err);
}

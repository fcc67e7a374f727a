//! What cannot be done is said with the file, the option or the address that it is about.

use std::fs;

use crate::{Scratch, assert_refused, run};

/// A case, and files that are not what they are given as.
struct Made {
    scratch: Scratch,
    case: String,
    root: String,
    key: String,
    text: String,
}

impl Made {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        let printed = scratch.collected();
        let root = printed.iter().skip_while(|word| *word != "--root").nth(1).unwrap().clone();
        let (key, text) = (scratch.path("root.pem"), scratch.file("text", b"no file of ours\n"));
        Self { case: printed[0].clone(), root, key, text, scratch }
    }

    /// A file that a program makes.
    fn made(&self, program: &str, words: &[&str], name: &str) -> String {
        let path = self.scratch.path(name);
        let ran = run(program, &[words, &["--out", &path]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        path
    }

    /// Nothing is changed or made.
    #[track_caller]
    fn refused(&self, program: &str, words: &[&str], why: &[&str]) {
        let before = (self.scratch.names(), fs::read(&self.case).unwrap());
        assert_refused(&run(program, words), why);
        assert!(before == (self.scratch.names(), fs::read(&self.case).unwrap()));
    }
}

#[test]
fn file_of_a_time_stamp_that_is_none_is_not_named() {
    let made = Made::new("messages-timestamp");
    let (case, key, text) = (made.case.as_str(), made.key.as_str(), made.text.as_str());
    let request = made.made("timestamp", &["request", case, "--key", key], "tsq");
    let record = |request: &str, reply: &str, why: &[&str]| {
        let words = ["record", case, "--key", key, "--request", request, "--reply", reply];
        made.refused("timestamp", &words, why);
    };
    record(&request, text, &["/text\": the reply is malformed at byte 0"]);
    record(text, text, &["/text\" is no request for a time-stamp: "]);
    record(&request, &request, &["/tsq\": the reply"]);
    let strange = made.scratch.path("strange.pem");
    assert_eq!(run("key", &["make", &strange]).code, 0);
    let heads = format!("{key}.checkpoint");
    let keys = ["--key", &strange, "--checkpoint-key", &heads];
    let ask = ["ask", case, "--url", "http://127.0.0.1:9/"];
    let kept = ["/c.custody\": kept by the root key", &made.root];
    made.refused("timestamp", &[&ask[..], &keys].concat(), &kept);
    let ask = |url: &str, why: &[&str]| {
        made.refused("timestamp", &["ask", case, "--key", key, "--url", url], why);
    };
    ask("nonsense", &["--url \"nonsense\": expected http://AUTHORITY"]);
    ask("https://tsa.example.org", &["expected http://AUTHORITY"]);
    ask("http://a b", &["--url \"http://a b\": "]);
    // Nobody is there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}/");
    ask(&url, &[&format!("{url:?}: "), "refused"]);
}

#[test]
fn file_of_a_cosigner_that_is_none_is_not_named() {
    let made = Made::new("messages-cosign");
    let (case, text) = (made.case.as_str(), made.text.as_str());
    let request = made.made("cosign", &["request", case, "--key", &made.key], "request");
    let vkey = format!("{request}.vkey");
    let [state, key, out] = ["state", "cosigner.pem", "out"].map(|name| made.scratch.path(name));
    let sign = |request: &str, vkey: &str, state: &str, name: &str, why: &[&str]| {
        let words = ["sign", request, "--ledger", vkey, "--state", state, "--name", name];
        made.refused("cosign", &[&words[..], &["--key", &key, "--out", &out]].concat(), why);
    };
    let folder = made.scratch.0.to_str().unwrap();
    sign(folder, &vkey, &state, "a", &[folder, "not a regular file"]);
    sign(&vkey, &vkey, &state, "a", &["/request.vkey\" is no request for a cosignature: "]);
    sign(&request, &request, &state, "a", &["/request\" is no key of a ledger: "]);
    sign(&request, folder, &state, "a", &[folder, "not a regular file"]);
    sign(&request, &vkey, text, "a", &["/text\" is already there"]);
    sign(&request, &vkey, &state, "a b", &["--name \"a b\": key name has ' '"]);
    sign(&request, &vkey, &state, "", &["--name \"\": "]);
    let last = ["request", case, "--key", &made.key, "--out", &out, "--last", &request];
    made.refused("cosign", &last, &["/request\" is no signed head: "]);
    made.refused("compare", &[case, "--head", text], &["/text\" is no signed head: "]);
    made.refused("verify", &[case, "--head", text], &["/text\" is no signed head: "]);
    made.refused("verify", &[case, "--authority", text], &["/text\" is no PEM of certificates: "]);
    let ran = run("compare", &["check", case, "--root", &made.root]);
    assert!(ran.code == 1 && ran.out.contains("is no proof of misbehaviour: "), "{}", ran.out);
}

#[test]
fn party_of_another_organisation_is_refused_for_a_right() {
    let made = Made::new("messages-enrol");
    let (case, root) = (made.case.as_str(), made.root.as_str());
    let ana = made.scratch.path("ana.pem");
    assert_eq!(run("key", &["make", &ana]).code, 0);
    let other = "0".repeat(64);
    let of_other = made.made("enrol", &["ask", "--root", &other, "--key", &ana], "other.ask");
    let ask = made.made("enrol", &["ask", "--root", root, "--key", &ana], "ana.ask");
    let record = |ask: &str, key: &str, more: &[&str], why: &[&str]| {
        let words = ["record", case, "--ask", ask, "--name", "Ana", "--key", key];
        made.refused("enrol", &[&words[..], more].concat(), why);
    };
    record(&of_other, &made.key, &[], &["/other.ask\": ", &other, root]);
    record(&ask, &ana, &[], &["/ana.ask\": ", root, "for a --registrar"]);
    let registrar = format!("{other}/{}", "1".repeat(32));
    record(&ask, &ana, &["--registrar", &registrar], &["the registrar is of", &other, root]);
    record(&made.text, &made.key, &[], &["/text\": is no file that `enrol ask` made"]);
}

#[cfg(unix)]
#[test]
fn link_that_leads_nowhere_is_called_missing() {
    let made = Made::new("messages-links");
    let (case, key) = (made.case.as_str(), made.key.as_str());
    let link = made.scratch.path("link");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    let (link, out) = (link.as_str(), made.scratch.path("out"));
    let asks: [&[&str]; 12] = [
        &["verify", link],
        &["verify", case, "--head", link],
        &["verify", case, "--policy", link],
        &["compare", case, link],
        &["compare", "check", link, "--root", &made.root],
        &["policy", link],
        &["key", "show", link],
        &["append", link, "--n", "1", "--key", key],
        &["append", case, "--n", "1", "--key", link],
        &["cosign", "request", link, "--key", key, "--out", &out],
        &["timestamp", "request", link, "--key", key, "--out", &out],
        &["enrol", "ask", "--root", &made.root, "--key", link, "--out", &out],
    ];
    for words in asks {
        made.refused(words[0], &words[1..], &["/link\": is a link that leads nowhere"]);
    }
    // What is not there at all is called so.
    made.refused("verify", &[&out], &["No such file"]);
}

/// The secret key that everybody has is in a form of its own.
#[test]
fn secret_key_of_openssh_is_no_pem() {
    let made = Made::new("messages-openssh");
    let pem = b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n";
    let own = made.scratch.secret("id", pem);
    let words = ["append", made.case.as_str(), "--n", "1", "--key", &own];
    made.refused("append", &words[1..], &["/id\"", "an SSH agent can sign with it"]);
}

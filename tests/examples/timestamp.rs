//! `timestamp`: from the request to what `verify` shows, with the `openssl` command as the authority.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;

use crate::{Scratch, assert_refused, run};

const CONFIG: &str = "\
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = leaf.pem
certs = root.pem
signer_key = leaf.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
";
const EXTENSIONS: &str = "\
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[tsa]
extendedKeyUsage = critical, timeStamping
";

fn openssl_is_here() -> bool {
    let found = Command::new("openssl").arg("version").output().is_ok();
    let required = std::env::var_os("HANDSEAL_FIELD_TOOLS");
    assert!(found || required.is_none_or(|value| value != "required"), "openssl is missing");
    if !found {
        eprintln!("skipped: openssl is not here");
    }
    found
}

fn openssl(scratch: &Scratch, words: &str) {
    let mut command = Command::new("openssl");
    let output = command.args(words.split(' ')).current_dir(&scratch.0).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {words}: {said}");
}

/// An authority below a root of its own.
fn authority(scratch: &Scratch) {
    for (name, text) in [("ts.cnf", CONFIG), ("ext.cnf", EXTENSIONS), ("serial", "01\n")] {
        scratch.file(name, text.as_bytes());
    }
    for (name, signed) in [
        ("root", "-signkey root.key -extensions ca"),
        ("leaf", "-CA root.pem -CAkey root.key -CAcreateserial -extensions tsa"),
    ] {
        openssl(
            scratch,
            &format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"),
        );
        openssl(scratch, &format!("req -new -key {name}.key -subj /CN={name} -out {name}.csr"));
        openssl(
            scratch,
            &format!("x509 -req -in {name}.csr -days 30 -extfile ext.cnf {signed} -out {name}.pem"),
        );
    }
}

fn answer(scratch: &Scratch) {
    openssl(scratch, "ts -reply -config ts.cnf -queryfile q.tsq -out r.tsr");
}

#[test]
fn head_is_stamped_and_shown_to_whoever_believes_the_authority() {
    if !openssl_is_here() {
        return;
    }
    let scratch = Scratch::new("timestamp");
    let mut verify = scratch.collected();
    let (case, key) = (scratch.path("c.custody"), scratch.path("root.pem"));
    // The authority's root has another name than the key of the case.
    fs::rename(&key, scratch.path("case.key")).unwrap();
    fs::rename(scratch.path("root.pem.checkpoint"), scratch.path("case.key.checkpoint")).unwrap();
    let key = scratch.path("case.key");
    authority(&scratch);
    let (query, reply) = (scratch.path("q.tsq"), scratch.path("r.tsr"));
    let asked = run("timestamp", &["request", &case, "--out", &query, "--key", &key]);
    assert_eq!(asked.code, 0, "{}", asked.err);
    answer(&scratch);
    // Something is recorded meanwhile: the token is of the head that was asked about.
    let more = run("append", &[&case, "--n", "2", "--key", &key]);
    assert_eq!(more.code, 0, "{}", more.err);
    let record = ["record", &case, "--request", &query, "--reply", &reply, "--key", &key];
    let recorded = run("timestamp", &record);
    assert_eq!(recorded.code, 0, "{}", recorded.err);

    verify.push("--authority".to_owned());
    verify.push(scratch.path("root.pem"));
    let shown = run("verify", &verify);
    // What was appended is above the head that was kept, and nothing else is open.
    assert_eq!(shown.code, 3, "{}", shown.out);
    assert!(shown.out.contains("\nAttested\n"), "{}", shown.out);
    assert!(shown.out.contains("by \"CN=leaf\""), "{}", shown.out);
    assert!(!shown.out.contains("time.unattested"), "{}", shown.out);
    verify.truncate(verify.len() - 2);
    let not_believed = run("verify", &verify);
    assert!(!not_believed.out.contains("\nAttested\n"), "{}", not_believed.out);
    assert!(not_believed.out.contains("time.unattested"), "{}", not_believed.out);

    // The same reply to another request has another nonce, and is not taken.
    let again = ["request", &case, "--out", &query, "--key", &key];
    assert_refused(&run("timestamp", &again), &["is there already; nothing is overwritten"]);
    fs::remove_file(&query).unwrap();
    let again = run("timestamp", &again);
    assert_eq!(again.code, 0, "{}", again.err);
    let before = fs::read(&case).unwrap();
    assert_refused(&run("timestamp", &record), &["the token is of something else"]);
    assert_eq!(fs::read(&case).unwrap(), before);
}

#[test]
fn authority_is_asked_over_http() {
    if !openssl_is_here() {
        return;
    }
    let scratch = Scratch::new("timestamp-http");
    scratch.collected();
    let case = scratch.path("c.custody");
    for (from, to) in [("root.pem", "case.key"), ("root.pem.checkpoint", "case.key.checkpoint")] {
        fs::rename(scratch.path(from), scratch.path(to)).unwrap();
    }
    let key = scratch.path("case.key");
    authority(&scratch);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let folder = scratch.0.clone();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut piece = [0; 4096];
        let body = loop {
            let read = stream.read(&mut piece).unwrap();
            request.extend_from_slice(&piece[..read]);
            let head = request.windows(4).position(|end| end == b"\r\n\r\n");
            if let Some(head) = head
                && request.len() >= head + 4 + length(&request[..head])
            {
                break request[head + 4..].to_vec();
            }
            assert!(read > 0);
        };
        fs::write(folder.join("q.tsq"), body).unwrap();
        let words = ["ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq", "-out", "r.tsr"];
        Command::new("openssl").args(words).current_dir(&folder).output().unwrap();
        let reply = fs::read(folder.join("r.tsr")).unwrap();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            reply.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&reply).unwrap();
    });
    let asked = run("timestamp", &["ask", &case, "--url", &url, "--key", &key]);
    server.join().unwrap();
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert!(asked.out.contains("a head of this ledger"), "{}", asked.out);
}

/// What `content-length` says.
fn length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_lowercase();
    let line = head.lines().find_map(|line| line.strip_prefix("content-length:")).unwrap();
    line.trim().parse().unwrap()
}

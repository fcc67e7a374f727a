//! OpenSSH's own agent.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use handseal::identity::{PublicKey, SignErrorKind, Signer as _, SshAgent};

use crate::case::Case;
use crate::folder::{Folder, innermost, run, skipped};
use crate::programs::{enrols_and_appends, program};

/// An agent and the keys that were made for it.
struct Agent {
    folder: Folder,
    process: Child,
}

impl Agent {
    /// Starts an agent that runs `asked` when it has to ask a person.
    fn start(name: &str, asked: &str) -> Option<Self> {
        if Command::new("ssh-add").arg("-h").output().is_err() {
            skipped("there is no ssh-add");
            return None;
        }
        let folder = Folder::new(name);
        let asked = folder.script("asked", asked);
        let mut command = Command::new("ssh-agent");
        command.args(["-D", "-a"]).arg(folder.file("socket"));
        command.env("SSH_ASKPASS", asked).env("SSH_ASKPASS_REQUIRE", "force").env("DISPLAY", ":0");
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let agent = Self { folder, process };
        let began = Instant::now();
        while !agent.folder.file("socket").exists() {
            assert!(began.elapsed() < Duration::from_secs(20), "the agent does not start");
            std::thread::sleep(Duration::from_millis(5));
        }
        Some(agent)
    }

    /// Makes a key and gives it to the agent, with these options.
    fn holds(&self, kind: &str, options: &[&str]) -> PublicKey {
        let key = self.make(kind);
        run(self.ssh_add().args(options).arg(self.folder.file(kind)));
        key
    }

    fn make(&self, kind: &str) -> PublicKey {
        let path = self.folder.file(kind);
        let mut command = Command::new("ssh-keygen");
        run(command.args(["-q", "-t", kind, "-N", "", "-C", "ana's key", "-f"]).arg(&path));
        let line = std::fs::read_to_string(path.with_extension("pub")).unwrap();
        PublicKey::from_openssh(&line).unwrap()
    }

    fn ssh_add(&self) -> Command {
        let mut command = Command::new("ssh-add");
        let say = self.folder.script("say", "echo a password");
        command.env("SSH_AUTH_SOCK", self.socket()).env("DISPLAY", ":0");
        command.env("SSH_ASKPASS", say).env("SSH_ASKPASS_REQUIRE", "force");
        command.stdin(Stdio::null());
        command
    }

    fn socket(&self) -> PathBuf {
        self.folder.file("socket")
    }

    fn with_patience(&self, patience: Duration) -> SshAgent {
        SshAgent::new(self.socket(), patience)
    }

    fn patient(&self) -> SshAgent {
        self.with_patience(Duration::from_secs(60))
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const KINDS: [&str; 2] = ["ed25519", "ecdsa"];

#[test]
fn key_of_an_agent_does_not_sign() {
    let Some(agent) = Agent::start("signs", "exit 1") else { return };
    for kind in KINDS {
        let key = agent.holds(kind, &[]);
        let held = agent.patient().keys().unwrap();
        assert!(held.iter().any(|held| held.key == key && held.comment == "ana's key"), "{held:?}");
        let signer = agent.patient().signer(key.clone()).unwrap();
        // Half of what an agent makes with a P-256 key has the upper s.
        for number in 0..12_u8 {
            let signature = signer.sign(&[number]).unwrap();
            key.verify(&[number], signature.as_bytes()).unwrap();
        }
        let folder = Folder::new(&format!("signs-{kind}"));
        Case::with(&folder, &signer).goes_on(&signer);
    }
}

#[test]
fn examples_do_not_sign_with_the_key_of_an_agent() {
    let Some(agent) = Agent::start("programs", "exit 1") else { return };
    for kind in KINDS {
        let key = agent.holds(kind, &[]);
        // As `ssh-add -l` prints it, and as `key show` does.
        let listed = String::from_utf8(run(agent.ssh_add().arg("-l")).stdout).unwrap();
        let kinds = listed.lines().find(|line| line.to_lowercase().contains(kind));
        let fingerprint = kinds.unwrap().split_whitespace().nth(1).unwrap();
        for (number, name) in [fingerprint, &key.thumbprint().to_string()].into_iter().enumerate() {
            let folder = Folder::new(&format!("programs-{kind}-{number}"));
            let socket = |command: &mut Command| {
                command.env("SSH_AUTH_SOCK", agent.socket());
            };
            enrols_and_appends(&folder, &format!("agent:{name}"), socket);
        }
    }
}

#[test]
fn line_that_ssh_add_prints_is_another_key() {
    let Some(agent) = Agent::start("lines", "exit 1") else { return };
    let keys = KINDS.map(|kind| agent.holds(kind, &[]));
    let printed = run(agent.ssh_add().arg("-L")).stdout;
    let printed = String::from_utf8(printed).unwrap();
    let read: Vec<_> = printed.lines().map(|line| PublicKey::from_openssh(line).unwrap()).collect();
    assert_eq!(read, keys);
    for (line, key) in printed.lines().zip(&keys) {
        assert_eq!(line.strip_prefix(&key.to_openssh()), Some(" ana's key"));
    }
}

#[test]
fn person_who_says_no_leaves_something_in_the_case() {
    let Some(agent) = Agent::start("no", "test -e \"$(dirname \"$0\")/yes\"") else { return };
    for kind in KINDS {
        let yes = agent.folder.file("yes");
        std::fs::write(&yes, "").unwrap();
        let signer = agent.patient().signer(agent.holds(kind, &["-c"])).unwrap();
        let folder = Folder::new(&format!("no-{kind}"));
        let mut case = Case::with(&folder, &signer);
        std::fs::remove_file(&yes).unwrap();
        assert_eq!(case.stays(&signer), SignErrorKind::Refused);
        std::fs::write(&yes, "").unwrap();
        case.goes_on(&signer);
    }
}

#[test]
fn person_who_does_not_answer_is_waited_for_without_end() {
    let asked = "test -e \"$(dirname \"$0\")/yes\" || sleep 30";
    let Some(agent) = Agent::start("slow", asked) else { return };
    std::fs::write(agent.folder.file("yes"), "").unwrap();
    let key = agent.holds("ed25519", &["-c"]);
    let signer = agent.patient().signer(key.clone()).unwrap();
    let folder = Folder::new("slow-case");
    let mut case = Case::with(&folder, &signer);
    let hasty = agent.with_patience(Duration::from_millis(300)).signer(key).unwrap();
    std::fs::remove_file(agent.folder.file("yes")).unwrap();
    let began = Instant::now();
    assert_eq!(case.stays(&hasty), SignErrorKind::Unavailable);
    assert!(began.elapsed() < Duration::from_secs(20));
    let error = hasty.sign(b"message").unwrap_err();
    assert_eq!(innermost(&error), "agent did not answer within 300 ms");
}

#[test]
fn locked_agent_or_one_with_another_key_signs() {
    let Some(agent) = Agent::start("locked", "exit 1") else { return };
    for kind in KINDS {
        let key = agent.holds(kind, &[]);
        let signer = agent.patient().signer(key.clone()).unwrap();
        let folder = Folder::new(&format!("locked-{kind}"));
        let mut case = Case::with(&folder, &signer);
        run(agent.ssh_add().arg("-x"));
        let expected = key.thumbprint();
        assert_eq!(case.stays(&signer), SignErrorKind::NotHeld { expected });
        run(agent.ssh_add().arg("-X"));
        case.goes_on(&signer);
        // The key is taken out, and others stay.
        run(agent.ssh_add().arg("-d").arg(agent.folder.file(kind)));
        assert_eq!(case.stays(&signer), SignErrorKind::NotHeld { expected });
        let error = agent.patient().signer(key).unwrap_err();
        assert_eq!(error.kind, SignErrorKind::NotHeld { expected });
    }
}

#[test]
fn agent_that_is_gone_leaves_something_in_the_case() {
    let Some(mut agent) = Agent::start("gone", "exit 1") else { return };
    let signer = agent.patient().signer(agent.holds("ecdsa", &[])).unwrap();
    let folder = Folder::new("gone-case");
    let mut case = Case::with(&folder, &signer);
    agent.process.kill().unwrap();
    agent.process.wait().unwrap();
    assert_eq!(case.stays(&signer), SignErrorKind::Unavailable);
    let nobody = SshAgent::new(folder.file("nothing"), Duration::from_secs(1));
    assert_eq!(nobody.keys().unwrap_err().kind, SignErrorKind::Unavailable);
}

#[test]
fn key_that_cannot_sign_here_is_offered() {
    let Some(agent) = Agent::start("others", "exit 1") else { return };
    let path = agent.folder.file("rsa");
    let mut command = Command::new("ssh-keygen");
    run(command.args(["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f"]).arg(&path));
    run(agent.ssh_add().arg(&path));
    let key = agent.holds("ed25519", &[]);
    let held: Vec<_> = agent.patient().keys().unwrap().into_iter().map(|held| held.key).collect();
    assert_eq!(held, [key]);
    let others = agent.patient().other_keys().unwrap();
    let [rsa] = others.as_slice() else { panic!("{others:?}") };
    assert_eq!(rsa.why.to_string(), "type or curve \"ssh-rsa\" is not used here");
    // Whoever names it is told why.
    let listed = run(agent.ssh_add().arg("-l"));
    let listed = String::from_utf8(listed.stdout).unwrap();
    let line = listed.lines().find(|line| line.ends_with("(RSA)")).unwrap();
    let fingerprint = line.split(' ').nth(1).unwrap();
    let ask = |key: &str, socket: &str| {
        let out = agent.folder.file("ask");
        let mut command = Command::new(program("enrol"));
        command.args(["ask", "--root", &"0".repeat(64), "--key", key, "--out"]).arg(&out);
        let output = command.env("SSH_AUTH_SOCK", socket).output().unwrap();
        assert!(output.status.code() == Some(2) && !out.exists());
        String::from_utf8(output.stderr).unwrap()
    };
    let socket = agent.socket().into_os_string().into_string().unwrap();
    let said = ask(&format!("agent:{fingerprint}"), &socket);
    assert!(said.contains("cannot sign here: type or curve \"ssh-rsa\""), "{said}");
    let said = ask("agent:SHA256:none", &socket);
    assert!(said.contains(&socket) && said.contains("shows no key \"SHA256:none\", but"), "{said}");
    assert!(!said.contains(fingerprint), "{said}");
    let said = ask("agent:SHA256:none", "");
    assert!(said.contains("SSH_AUTH_SOCK is empty"), "{said}");
    let said = ask("agent:SHA256:none", "/nowhere/socket");
    assert!(said.contains("\"/nowhere/socket\": ") && said.contains("No such file"), "{said}");
    run(agent.ssh_add().arg("-x"));
    let said = ask("agent:SHA256:none", &socket);
    assert!(said.contains("shows no key at all"), "{said}");
}

//! The calls of the real system fail, one after the other: nothing is acknowledged that is not there.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use handseal::store::CaseFile;
use handseal::verify::{Verdict, Verifier};

use crate::seeded::Seeded;
use crate::work::{at, heads, note, trust};
use crate::writer::Task;

/// A directory of its own, removed at the end.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("handseal-crash-{}-{number}", std::process::id()));
        fs::create_dir_all(path.join("evidence")).unwrap();
        // The tracer compares what the system calls it.
        Self(fs::canonicalize(path).unwrap())
    }

    fn folder(&self) -> PathBuf {
        self.0.join("evidence")
    }

    fn case(&self) -> PathBuf {
        self.folder().join("a.custody")
    }

    fn said(&self) -> PathBuf {
        self.0.join("said")
    }

    fn lines(&self) -> Vec<String> {
        let said = fs::read_to_string(self.said()).unwrap_or_default();
        said.lines().map(str::to_owned).collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Whether a program is there and may do its work here: a system can forbid tracing and mounting.
fn may(program: &str, probe: &[&str]) -> bool {
    let run = Command::new(program).args(probe).output();
    let required = std::env::var_os("HANDSEAL_FIELD_TOOLS").is_some_and(|word| word == "required");
    let why = match run {
        Ok(run) if run.status.success() => return true,
        Ok(run) => String::from_utf8_lossy(&run.stderr).into_owned(),
        Err(error) => {
            assert!(!required, "{program}: {error}");
            error.to_string()
        }
    };
    // Not by `eprintln!`: of a test that passes, its text is not shown.
    let _ = writeln!(io::stderr(), "SKIPPED: {program}: {why}");
    false
}

/// The number behind a word in the last line that begins with it.
fn last(lines: &[String], word: &str) -> u64 {
    let found = lines.iter().rev().find_map(|line| line.strip_prefix(word));
    found.map_or(0, |number| number.trim().parse().unwrap())
}

/// Everything that was acknowledged is in the file, which can be written again.
fn check(desk: &Desk, context: &str) {
    let lines = desk.lines();
    assert!(!lines.iter().any(|line| line == "it writes on"), "{context}: {lines:?}");
    let size = last(&lines, "size ").max(u64::from(lines.iter().any(|line| line == "created")) * 2);
    let opened = CaseFile::open(desk.case(), &trust());
    let (mut case, _) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            assert_eq!(size, 0, "{context}: {error}: {lines:?}");
            return;
        }
    };
    assert_eq!(case.read_only(), None, "{context}");
    assert!(case.size() >= size, "{context}: {} of {lines:?}", case.size());
    note(&mut case, "after").unwrap();
    let head = case.checkpoint(&heads(1)).unwrap();
    drop(case);
    let report = Verifier::new(&trust(), at()).anchor(head).verify_file(desk.case()).unwrap();
    assert_ne!(report.verdict, Verdict::Contradicted, "{context}: {report}");
}

/// Runs a task while the system makes the n-th of a kind of call fail. Answers whether there was such a call.
fn fails(desk: &Desk, task: Task, call: &str, how: &str, number: u32) -> bool {
    let log = desk.0.join("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(&log);
    for path in [desk.folder(), desk.case(), desk.case().with_extension("custody.pruning")] {
        command.arg("-P").arg(path);
    }
    command.arg(format!("--trace={call}")).arg(format!("--inject={call}:{how}:when={number}"));
    let task = task.command(&desk.case(), &desk.said());
    command.arg(task.get_program()).args(task.get_args());
    for (name, value) in task.get_envs() {
        command.env(name, value.unwrap());
    }
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let traced = fs::read_to_string(&log).unwrap();
    // A signal is sent, an error is said to be injected.
    let met = traced.contains("(INJECTED)") || traced.contains("killed by SIGKILL");
    assert!(met || status.success(), "{call} {number}: {status}: {traced}");
    met
}

/// How each call is made to fail, and whether the writer must notice.
const RECORDING: [(&str, &[&str], bool); 5] = [
    ("openat", &["error=EIO", "signal=KILL"], true),
    ("write", &["error=EIO", "error=ENOSPC", "signal=KILL"], true),
    ("fdatasync", &["error=EIO", "signal=KILL"], true),
    ("fsync", &["error=EIO"], true),
    // Made again after an interruption.
    ("write,fdatasync", &["error=EINTR"], false),
];

#[test]
fn call_of_a_writer_that_fails_is_acknowledged() {
    if !may("strace", &["-o", "/dev/null", "true"]) {
        return;
    }
    let mut met = 0;
    for (call, ways, noticed) in RECORDING {
        for how in ways {
            for number in 1..40 {
                let desk = Desk::new();
                if !fails(&desk, Task::Record, call, how, number) {
                    break;
                }
                met += 1;
                let said = desk.lines();
                let ended = said.last().is_some_and(|line| line == "ended");
                assert_ne!(ended, noticed, "{call} {how} {number}: {said:?}");
                check(&desk, &format!("{call} {how} {number}"));
            }
        }
    }
    assert!(met > 60, "{met} calls");
}

#[test]
fn call_of_an_erasure_that_fails_leaves_neither_the_old_nor_the_new() {
    if !may("strace", &["-o", "/dev/null", "true"]) {
        return;
    }
    let begun = Desk::new();
    assert!(Task::Record.command(&begun.case(), &begun.said()).output().unwrap().status.success());
    let mut met = 0;
    for call in ["openat", "write", "fdatasync", "fsync", "fchmod", "rename", "read"] {
        for how in ["error=EIO", "signal=KILL"] {
            for number in 1..40 {
                let desk = Desk::new();
                fs::copy(begun.case(), desk.case()).unwrap();
                fs::copy(begun.said(), desk.said()).unwrap();
                if !fails(&desk, Task::Erase, call, how, number) {
                    break;
                }
                met += 1;
                check(&desk, &format!("{call} {how} {number}"));
            }
        }
    }
    assert!(met > 20, "{met} calls");
}

#[test]
fn writer_that_is_killed_again_and_again_loses_what_it_acknowledged() {
    let desk = Desk::new();
    let command = |task: Task| task.command(&desk.case(), &desk.said());
    assert!(command(Task::Record).output().unwrap().status.success());
    let mut random = Seeded::new(17);
    let mut size = 0;
    for round in 0..20 {
        let mut writer = command(Task::RecordOn).stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(20 + random.number() % 180));
        writer.kill().unwrap();
        writer.wait().unwrap();
        check(&desk, &format!("round {round}"));
        let acknowledged = last(&desk.lines(), "size ");
        assert!(acknowledged >= size);
        size = acknowledged;
    }
    assert!(size > 20, "{size} entries");
}

/// Runs a shell script on a file system of its own, at `$1`, with a command as the rest of its arguments.
fn mounted(desk: &Desk, script: &str, task: Task) {
    let task = task.command(&desk.folder().join("small/a.custody"), &desk.said());
    fs::create_dir_all(desk.folder().join("small")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-ec", script, "sh"]).arg(desk.folder().join("small"));
    command.arg(task.get_program()).args(task.get_args());
    for (name, value) in task.get_envs() {
        command.env(name, value.unwrap());
    }
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

const MOUNT: &str = "d=$(mktemp -d); mount -t tmpfs tmpfs $d; umount $d; rmdir $d";

#[test]
fn full_file_system_acknowledges_what_did_not_fit() {
    if !may("unshare", &["-rm", "sh", "-ec", MOUNT]) {
        return;
    }
    let small = |desk: &Desk, pages: u32, task| {
        let script = format!(
            "mount -t tmpfs -o size={}k tmpfs \"$1\"; cd \"$1\"; shift
            if [ -f ../a.custody ]; then cp ../a.custody .; fi; \"$@\"; cp a.custody ..",
            pages * 4
        );
        mounted(desk, &script, task);
        let said = desk.lines();
        assert!(said.iter().any(|line| line.starts_with("error: ")), "{pages}: {said:?}");
        check(desk, &format!("{pages} pages: {said:?}"));
    };
    small(&Desk::new(), 1, Task::Record);
    for pages in [3, 4, 9] {
        let desk = Desk::new();
        assert!(Task::Record.command(&desk.case(), &desk.said()).status().unwrap().success());
        small(&desk, pages, Task::RecordOn);
    }
}

#[test]
fn read_only_file_system_acknowledges_anything() {
    if !may("unshare", &["-rm", "sh", "-ec", MOUNT]) {
        return;
    }
    let desk = Desk::new();
    mounted(&desk, "mount -t tmpfs -o ro tmpfs \"$1\"; shift; \"$@\"", Task::Record);
    let said = desk.lines();
    assert!(said.len() == 1 && said[0].starts_with("error: "), "{said:?}");
    assert!(!Path::new(&desk.case()).exists());
}

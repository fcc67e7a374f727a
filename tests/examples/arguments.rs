//! The words of a command line, as all programs read them.

use crate::{assert_refused, run};

/// Whoever gave it counts on it: a role that Ana asks for, a size that the cosigner is to begin from.
#[test]
fn option_of_another_act_is_passed_over() {
    let root = "0".repeat(64);
    let cases: [&[&str]; 12] = [
        &["cosign", "sign", "a", "--from", "1"],
        &["cosign", "sign", "a", "--last", "l"],
        &["cosign", "sign", "a", "--checkpoint-key", "k"],
        &["cosign", "request", "a", "--new"],
        &["cosign", "request", "a", "--name", "n"],
        &["cosign", "request", "a", "--state", "s"],
        &["cosign", "request", "a", "--ledger", "l"],
        &["enrol", "ask", "--role", "collector"],
        &["enrol", "ask", "--policy", "p"],
        &["enrol", "ask", "--device"],
        &["enrol", "record", "a", "--root", &root],
        &["compare", "check", "a", "--now", "2026-11-22T12:00:00Z"],
    ];
    for words in cases {
        let option = words.iter().find(|word| word.starts_with("--")).unwrap();
        assert_refused(&run(words[0], &words[1..]), &[option, "says nothing to", "usage: "]);
    }
}

/// A program, the words before its options, and each option with a value.
type Given<'g> = (&'g str, &'g [&'g str], &'g [(&'g str, &'g str)]);

/// Of two values the wrong one could be meant: a moment, a size, a party.
#[test]
fn option_that_is_given_twice_is_taken() {
    let root = "0".repeat(64);
    let party = format!("{root}/{}", "1".repeat(32));
    let now = "2026-11-22T12:00:00Z";
    let given: [Given<'_>; 14] = [
        (
            "append",
            &["a.custody"],
            &[
                ("--n", "1"),
                ("--key", "k"),
                ("--checkpoint-key", "k"),
                ("--party", &party),
                ("--policy", "p"),
                ("--head", "h"),
                ("--passphrase-file", "w"),
            ],
        ),
        (
            "collect",
            &[],
            &[
                ("--out", "o"),
                ("--key", "k"),
                ("--checkpoint-key", "k"),
                ("--passphrase-file", "w"),
                ("--acquisition", "a"),
                ("--draft-acquisition", "d"),
            ],
        ),
        ("compare", &["a", "b"], &[("--head", "h"), ("--out", "o"), ("--now", now)]),
        (
            "cosign",
            &["request", "a"],
            &[
                ("--from", "1"),
                ("--checkpoint-key", "k"),
                ("--key", "k"),
                ("--passphrase-file", "w"),
                ("--last", "l"),
                ("--out", "o"),
            ],
        ),
        ("cosign", &["sign", "a"], &[("--name", "n"), ("--state", "s")]),
        (
            "enrol",
            &["record", "a"],
            &[
                ("--ask", "a"),
                ("--key", "k"),
                ("--name", "n"),
                ("--passphrase-file", "w"),
                ("--policy", "p"),
                ("--registrar", &party),
            ],
        ),
        ("enrol", &["ask"], &[("--out", "o"), ("--root", &root)]),
        ("key", &["make", "k"], &[("--passphrase-file", "w")]),
        (
            "lists",
            &["check", "bag", "b"],
            &[
                ("--below", "b"),
                ("--case", "c"),
                ("--content", "c"),
                ("--item", "i"),
                ("--manifest", "m"),
                ("--out", "o"),
            ],
        ),
        ("policy", &[], &[("--out", "o")]),
        (
            "prove",
            &["make"],
            &[
                ("--case", "c"),
                ("--content", "c"),
                ("--segments", "s"),
                ("--out", "o"),
                ("--bytes", "b"),
                ("--parts", "p"),
                ("--manifest", "m"),
                ("--item", "i"),
                ("--entry", "e"),
                ("--entry-hex", "61"),
                ("--from", "1"),
                ("--to", "1"),
            ],
        ),
        ("prove", &["check"], &[("--case", "c"), ("--key", "k"), ("--now", now)]),
        (
            "timestamp",
            &["record", "a"],
            &[
                ("--checkpoint-key", "k"),
                ("--key", "k"),
                ("--passphrase-file", "w"),
                ("--out", "o"),
                ("--reply", "r"),
                ("--request", "r"),
                ("--url", "u"),
            ],
        ),
        (
            "verify",
            &[],
            &[
                ("--threshold", "1"),
                ("--now", now),
                ("--catalogue", "c"),
                ("--snapshot", "s"),
                ("--snapshot-key", "k"),
                ("--policy", "p"),
            ],
        ),
    ];
    for (program, words, options) in given {
        for (option, value) in options {
            let twice = [option, *value, option, value];
            let ran = run(program, &[words, &twice].concat());
            assert_refused(&ran, &[option, "is given twice", "usage: "]);
        }
    }
}

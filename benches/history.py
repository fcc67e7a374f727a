#!/usr/bin/env python3
"""Times a history that is verified: our ledger against the ssh-signed commits of git, side by side.

    cargo build --release --bench verify
    python3 benches/history.py [--commits 200] [--events 10000] [--rounds 5]

Each round runs `git log --format=%G?` over the commits, `git log --show-signature` over the same ones, and a
verification of a ledger, in turn; what is printed is the time of one commit or one event and the median of
the ratios of each round to the first (greater is faster). Git asks ssh-keygen anew for each commit; a
commit has no custody, no roles and no requests that would be judged.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "target" / "release" / "deps"
RATIO = re.compile(r"ratio verify (\d+) events on 1 / the plain way: .*\((\S+?)(ns|µs|ms|s) /")
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}


def make_history(folder: Path, commits: int) -> None:
    """Writes commits that a key of OpenSSH signs, and the list of those who may sign."""
    key = folder / "key"
    run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], folder)
    public = key.with_suffix(".pub").read_text(encoding="ascii")
    signers = folder / "signers"
    signers.write_text(f"ana@example.org {public}", encoding="ascii")
    run(["git", "init", "-q"], folder)
    settings = {
        "user.name": "Ana", "user.email": "ana@example.org", "gpg.format": "ssh", "gc.auto": "0",
        "user.signingkey": str(key), "gpg.ssh.allowedSignersFile": str(signers),
    }
    for name, value in settings.items():
        run(["git", "config", name, value], folder)
    for number in range(commits):
        run(["git", "commit", "-q", "-S", "--allow-empty", "-m", f"Store the item {number}"], folder)


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {done.stderr}")
    return done.stdout


def time_git(folder: Path, commits: int, words: list[str]) -> float:
    """Seconds for one commit; every signature must be found good."""
    start = time.perf_counter()
    output = run(["git", "log", *words], folder)
    seconds = time.perf_counter() - start
    good = output.count("G\n") if "--format=%G?" in words else output.count('Good "git" signature')
    if good != commits:
        sys.exit(f"git found {good} of {commits} signatures good")
    return seconds / commits


def time_ledger(bench: Path, events: int) -> float:
    """Seconds for one event on one thread, as `benches/verify.rs` prints them."""
    environment = os.environ | {"HANDSEAL_BENCH_EVENTS": str(events)}
    # No benchmark of criterion has this name: only the pairs are run.
    command = [str(bench), "--bench", "none of them"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    for line in done.stdout.splitlines():
        if found := RATIO.match(line):
            return float(found[2]) * UNITS[found[3]] / int(found[1])
    sys.exit(f"{bench} printed no time: {done.stderr}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    for program in ["git", "ssh-keygen"]:
        if shutil.which(program) is None:
            sys.exit(f"{program}: not installed")
    benches = [path for path in TARGET.glob("verify-*") if not path.suffix and os.access(path, os.X_OK)]
    if not benches:
        sys.exit("first: cargo build --release --bench verify")
    bench = max(benches, key=lambda path: path.stat().st_mtime)
    programs = [
        ("git log --format=%G?, a commit", lambda: time_git(folder, asked.commits, ["--format=%G?"])),
        ("git log --show-signature, a commit", lambda: time_git(folder, asked.commits, ["--show-signature"])),
        ("our verifier on one thread, an event", lambda: time_ledger(bench, asked.events)),
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make_history(folder, asked.commits)
        rounds = [[measure() for _, measure in programs] for _ in range(asked.rounds)]
    print(f"{asked.commits} commits, {asked.events} events, {asked.rounds} rounds")
    for number, (name, _) in enumerate(programs):
        times = statistics.median(times[number] for times in rounds)
        ratio = statistics.median(times[0] / times[number] for times in rounds)
        print(f"  {name:<40} {times * 1e6:10.1f} µs  {ratio:8.1f} x")


if __name__ == "__main__":
    main()

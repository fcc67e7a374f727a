#!/usr/bin/env python3
"""Times whole programs side by side: `collect` and `verify` against what an examiner would run instead.

    cargo build --release --examples
    python3 benches/peers.py [--gib 8] [--files 100000] [--rounds 5] [--folder DIR]

Each round runs every program once, in turn, on the same content in the page cache. What is printed is the
median of the rounds, the ratio to the first program of the group (greater is faster), and the greatest peak of memory.
A program that is not installed is left out, and that is said.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "target" / "release" / "examples"
PIECE = 1 << 20


class Program:
    """A command to time, and what makes the place ready for it."""

    def __init__(self, name: str, command: list[str] | str, before: Callable[[], None] = lambda: None):
        self.name, self.command, self.before = name, command, before
        self.seconds: list[float] = []
        self.peak = 0

    def is_there(self) -> bool:
        first = self.command.split()[0] if isinstance(self.command, str) else self.command[0]
        return shutil.which(first) is not None

    def run(self) -> None:
        self.before()
        start = time.perf_counter()
        child = subprocess.Popen(
            self.command, shell=isinstance(self.command, str), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        _, status, usage = os.wait4(child.pid, 0)
        self.seconds.append(time.perf_counter() - start)
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{self.name} failed: {child.stderr.read().decode(errors='replace')}")
        self.peak = max(self.peak, usage.ru_maxrss)


def compare(title: str, programs: list[Program], rounds: int) -> None:
    print(f"\n{title}")
    for missing in [each for each in programs if not each.is_there()]:
        print(f"  {missing.name}: not installed")
    programs = [each for each in programs if each.is_there()]
    for _ in range(rounds):
        for each in programs:
            each.run()
    base = statistics.median(programs[0].seconds)
    for each in programs:
        median = statistics.median(each.seconds)
        print(f"  {each.name:<44} {median:8.3f} s  {base / median:6.2f} x  {each.peak / 1024:7.1f} MiB")


class Desk:
    """Where the cases are made, anew for each run."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.case, self.key = folder / "case.custody", folder / "key.pem"

    def clear(self) -> None:
        for path in self.folder.glob("case.custody*"):
            path.unlink()

    def collect(self, name: str, item: Path, *digests: str) -> Program:
        command = [str(EXAMPLES / "collect"), "--out", str(self.case), "--key", str(self.key)]
        command += ["--item", f"EX-1={item}"]
        for digest in digests:
            command += ["--digest", digest]
        return Program(name, command, self.clear)

    def verify(self, name: str, item: Path) -> Program:
        """The verification of a case that is made here and now."""
        self.clear()
        made = self.collect("", item).command
        printed = subprocess.run(made, check=True, capture_output=True, text=True).stdout
        words = printed.splitlines()[-1].split(" -- ")[1].split(" ")
        return Program(name, [str(EXAMPLES / "verify"), *words])


def write_file(path: Path, size: int) -> None:
    piece = os.urandom(PIECE)
    with path.open("wb") as file:
        for number in range(size // PIECE):
            file.write(number.to_bytes(8, "big") + piece[8:])


def write_files(folder: Path, count: int) -> None:
    for number in range(count):
        below = folder / f"{number // 1000:03}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{number:06}.bin").write_bytes(number.to_bytes(8, "big") * 512)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--gib", type=float, default=8)
    arguments.add_argument("--files", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--folder", type=Path, default=None)
    asked = arguments.parse_args()
    if not (EXAMPLES / "collect").is_file():
        sys.exit("run `cargo build --release --examples` first")
    with tempfile.TemporaryDirectory(dir=asked.folder) as place:
        folder = Path(place)
        desk = Desk(folder / "desk")
        desk.folder.mkdir()
        big, small = folder / "disk.dd", folder / "files"
        write_file(big, int(asked.gib * (1 << 30)))
        one = [
            Program("sha256sum", ["sha256sum", str(big)]),
            Program("openssl dgst -sha256", ["openssl", "dgst", "-sha256", str(big)]),
            desk.collect("collect: SHA-256, part tree, signed", big),
        ]
        compare(f"One file of {asked.gib} GiB, SHA-256", one, asked.rounds)
        three = [
            Program("hashdeep -c md5,sha1,sha256", ["hashdeep", "-c", "md5,sha1,sha256", str(big)]),
            desk.collect("collect --digest sha1 --digest md5", big, "sha1", "md5"),
        ]
        compare("The same, three digests at once", three, asked.rounds)
        checked = [Program("sha256sum", ["sha256sum", str(big)]), desk.verify("verify --content", big)]
        compare("The same, checked against its case", checked, asked.rounds)
        big.unlink()
        write_files(small, asked.files)
        find = f"find {small} -type f -print0 | xargs -0 -P2 sha256sum"
        many = [
            Program("xargs -P2 sha256sum", find),
            Program("hashdeep -r -c sha256", ["hashdeep", "-r", "-c", "sha256", str(small)]),
            desk.collect("collect: directory, manifest, signed", small),
        ]
        compare(f"{asked.files} files of 4 KiB", many, asked.rounds)
        again = [Program("xargs -P2 sha256sum", find), desk.verify("verify --content --manifest", small)]
        compare("The same, checked against their case", again, asked.rounds)


if __name__ == "__main__":
    main()

"""Asks the library and this verifier about random case files with requests, and says where their reports differ.

    python3 tests/second_verifier/differ.py PROGRAM FROM TO

PROGRAM is the built example `verify` of the library; every seed from FROM to before TO makes one ledger and one catalogue, judged at
four instants. What differs is printed and the files are left in the folder `differ-SEED`. Exit status: 0 nothing differs, 1 something does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import catalogue
import random_rules
from entry import Reader
from instants import Instant
from keys import Keys
from random_world import DAY, World
from verify import verify
from walk import Given

# People read a message, and its words may change; a library reports more than this verifier makes.
COMPARED = ["verdict", "findings", "requests", "catalogue", "items"]


def reports(program: str, folder: Path, world: World, rules: str, now: str, roots: list[str]) -> tuple[dict, dict]:
    """What the library says, and what this verifier says."""
    case, laws = folder / "case.custody", folder / "rules.toml"
    command = [program, str(case), "--json", "--now", now, "--catalogue", str(laws)]
    for root in roots:
        command += ["--root", root]
    answered = subprocess.run(command, capture_output=True, check=False)
    given = Given(case.read_bytes(), frozenset(roots), Instant.parse(now))
    return json.loads(answered.stdout), verify(given, catalogue.load([rules]), Keys(), Reader())


def comparable(report: dict) -> dict:
    """The parts that both make, without messages."""
    found = {key: report[key] for key in COMPARED}
    found["findings"] = [{key: each[key] for key in each if key != "message"} for each in report["findings"]]
    return found


def differences(library: object, second: object, path: str = "") -> list[str]:
    """Where two values differ, as paths with both."""
    if isinstance(library, dict) and isinstance(second, dict):
        keys = sorted(set(library) | set(second))
        return [each for key in keys for each in differences(library.get(key), second.get(key), f"{path}.{key}")]
    if isinstance(library, list) and isinstance(second, list) and len(library) == len(second):
        pairs = enumerate(zip(library, second))
        return [each for place, (one, other) in pairs for each in differences(one, other, f"{path}[{place}]")]
    return [] if library == second else [f"{path}: {json.dumps(library)} and here {json.dumps(second)}"]


def judge(program: str, seed: int) -> list[str]:
    """One seed at four instants."""
    random = Random(seed)
    rules = random_rules.catalogue(random)
    world = World(random)
    roots = [each.id for each in world.roots if each is not world.stranger]
    instants = [world.case.instant(days * DAY) for days in (random.randint(-40, 10), 0, 7, 400)]
    found = []
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "case.custody").write_bytes(world.case.bytes())
        (Path(name) / "rules.toml").write_text(rules)
        for now in instants:
            library, second = reports(program, Path(name), world, rules, now, roots)
            found += [f"seed {seed} at {now}{each}" for each in differences(comparable(library), comparable(second))]
        if found:
            kept = Path(f"differ-{seed}")
            kept.mkdir(exist_ok=True)
            for file in ("case.custody", "rules.toml"):
                (kept / file).write_bytes((Path(name) / file).read_bytes())
    return found


def main(words: list[str]) -> int:
    if len(words) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    found = [each for seed in range(int(words[1]), int(words[2])) for each in judge(words[0], seed)]
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

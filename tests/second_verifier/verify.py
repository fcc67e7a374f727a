"""Verifies a case file: what do these files show?

    python3 tests/second_verifier/verify.py FILE --root THUMBPRINT --head HEADFILE --content NAME=PATH

Prints the report of verification §4 as one line of JSON. Exit status: 0 consistent, 1 contradicted, 3 incomplete, 4 irregular, 2 cannot
do what was asked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime, timezone
from pathlib import Path

import catalogue
import elsewhere
import ending
import paths
import policy
import stamps
from entry import Reader
from findings import Finding
from instants import Instant
from keys import Keys
from report import STATUS, report
from requests import Requests
from walk import EMBEDDED_POLICY, Cannot, Given, GivenDirectory, Walk

BLOCK = 4_096
EMBEDDED = Path(__file__).resolve().parents[2] / "src" / "law" / "catalogue" / "data"


def verify(given: Given, laws: catalogue.Catalogue, keys: Keys, reader: Reader) -> dict:
    """The report on what is given."""
    walk = Walk(given, keys, reader)
    walk.directory.elsewhere = elsewhere.read(given, keys, reader)
    walk.read()
    ending.remembered_heads(walk)
    walk.second_read()
    stamps.check_heads(walk)
    ending.items_at_end(walk)
    requests = Requests(laws, given.now, ending.scope(walk))
    for entry in walk.entries:
        requests.entry(entry)
    said: list[Finding] = requests.end(ending.ending(walk))
    ending.contents(walk)
    stamps.conclude(walk)
    return report(walk, said, requests.views(), requests.catalogue_of_report)


def _pairs(given: list[str]) -> dict[str, bytes | str]:
    """The bytes of files by name; of a directory its path."""
    values: dict[str, bytes | str] = {}
    for each in given:
        name, equals, path = each.partition("=")
        if not equals:
            raise Cannot(f"{each!r} is not NAME=PATH")
        if name in values:
            raise Cannot(f"{name!r} is named twice")
        values[name] = path if Path(path).is_dir() else Path(path).read_bytes()
    return values


def _contents(given: list[str]) -> tuple[dict[str, bytes | str | None], dict[str, list[tuple[int, int]]]]:
    """As `_pairs`; nothing of what cannot be opened, and the ranges of what cannot be read to its end (V9.5)."""
    values: dict[str, bytes | str | None] = {}
    unreadable: dict[str, list[tuple[int, int]]] = {}
    for each in given:
        name, _, path = each.partition("=")
        if name in values:
            raise Cannot(f"{name!r} is named twice")
        try:
            values |= _pairs([each])
        except OSError:
            values[name], unreadable[name] = _past_errors(path)
    return values, unreadable


def _past_errors(path: str) -> tuple[bytes | None, list[tuple[int, int]]]:
    """A file block by block, zeros in the place of those that cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:
            size, blocks, ranges = file.seek(0, 2), [], []
            for start in range(0, size, BLOCK):
                end = min(start + BLOCK, size)
                try:
                    blocks.append(os.pread(file.fileno(), end - start, start))
                except OSError:
                    blocks.append(bytes(end - start))
                    ranges.append((start, end))
    except OSError:
        return None, []
    return b"".join(blocks), ranges


def _directories(contents: dict[str, bytes | str | None], manifests: dict[str, bytes]) -> dict[str, GivenDirectory]:
    """The directories among the contents, each with its manifest."""
    folders = {name: where for name, where in contents.items() if isinstance(where, str)}
    if folders.keys() != manifests.keys():
        raise Cannot("a directory needs its manifest, and a manifest its directory")
    return {name: GivenDirectory(manifests[name], folder=where) for name, where in folders.items()}


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Verifies a case file and prints the report as JSON.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--root", metavar="THUMBPRINT", action="append", default=[])
    parser.add_argument("--head", "--anchor", metavar="HEADFILE", action="append", default=[])
    parser.add_argument("--kept", metavar="INSTANT", action="append", default=[], help="since when the head of the same place is kept")
    parser.add_argument("--content", metavar="NAME=PATH", action="append", default=[])
    parser.add_argument("--parts", metavar="NAME=PATH", action="append", default=[])
    parser.add_argument("--manifest", metavar="NAME=PATH", action="append", default=[])
    parser.add_argument("--now", metavar="INSTANT")
    parser.add_argument("--catalogue", metavar="FILE", action="append", default=[])
    parser.add_argument("--authority", metavar="PEM", action="append", default=[])
    parser.add_argument("--policy", metavar="FILE")
    parser.add_argument("--beside", metavar="FILE", action="append", default=[])
    parser.add_argument("--json", action="store_true", help="taken and ignored: the report is JSON always")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    asked = _arguments(words)
    try:
        # The command line is the one place with a clock: a person who gives no instant means the present one.
        now = asked.now or datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        contents, unreadable = _contents(asked.content)
        given = Given(
            Path(asked.file).read_bytes(),
            frozenset(asked.root),
            Instant.parse(now),
            tuple(Path(path).read_bytes() for path in asked.head),
            tuple(Instant.parse(each) if each else None for each in asked.kept),
            {name: data for name, data in contents.items() if not isinstance(data, str)},
            _pairs(asked.parts),
            _directories(contents, _pairs(asked.manifest)),
            authorities=tuple(each for path in asked.authority for each in paths.from_pem(Path(path).read_bytes())),
            policy=policy.load(Path(asked.policy).read_bytes()) if asked.policy else policy.embedded(EMBEDDED_POLICY),
            beside=tuple(Path(path).read_bytes() for path in asked.beside),
            unreadable=unreadable,
        )
        texts = [Path(path).read_bytes() for path in asked.catalogue]
        laws = catalogue.load(texts) if texts else catalogue.embedded(EMBEDDED)
        value = verify(given, laws, Keys(), Reader())
    except (Cannot, OSError, ValueError) as refused:
        print(f"verify: {refused}", file=sys.stderr)
        return 2
    print(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return STATUS[value["verdict"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

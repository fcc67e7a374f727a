"""Verifies a case file: what do these files show?

    python3 tests/second_verifier/verify.py FILE --root THUMBPRINT --head HEADFILE --content NAME=PATH

Of each head `--kept` says since when it is kept, in the order of the heads (an empty text where nobody says): that tells what a key signed before it was
stolen (V2.5). `--beside` gives a file of another organisation's ledger: the order there. `--cosigner` names a cosigner of the heads, `--threshold` how
many of them must have signed one for it to count (all, where it is left out). `--policy FILE` gives a policy of roles for all organisations, `--policy
THUMBPRINT=FILE` one for the people of that root (V2.12); `--catalogue` the text of a catalogue, each further one laid over those before it; `--authority`
the certificate of a time-stamping authority that is believed.

Prints the report of verification §4 as one line of JSON. Exit status: 0 consistent, 1 contradicted, 3 incomplete, 4 irregular, 2 cannot
do what was asked.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

import catalogue
import cosigners
import elsewhere
import ending
import paths
import policy
import stamps
from cbor import Refused
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
    beside = elsewhere.read(given, keys, reader)
    walk.directory.elsewhere = [(each.keeper, each.places) for each in beside if each.keeper is not None]
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
    return report(walk, said, requests.views(), requests.catalogue_of_report, beside)


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


def _policies(given: list[str]) -> tuple[policy.Policy, dict[str, policy.Policy]]:
    """The policy for all others, and those of single organisations."""
    others, own = None, {}
    for each in given:
        root, equals, path = each.partition("=")
        of = root if equals and re.fullmatch("[0-9a-f]{64}", root) else None
        if (others is not None) if of is None else of in own:
            raise Cannot(f"{each!r}: a second policy")
        read = policy.load(Path(each if of is None else path).read_bytes())
        if of is None:
            others = read
        else:
            own[of] = read
    return others or policy.embedded(EMBEDDED_POLICY), own


def _cosigners(texts: list[str], threshold: int | None, keys: Keys) -> cosigners.Policy | None:
    """The cosigners that are asked for: all of them, unless a threshold says how many."""
    if not texts and threshold is None:
        return None
    try:
        return cosigners.parse_policy(texts, len(texts) if threshold is None else threshold, keys)
    except Refused as refused:
        raise Cannot(f"--cosigner or --threshold: {refused}") from None


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
    parser.add_argument("--policy", metavar="[THUMBPRINT=]FILE", action="append", default=[], help="a policy of roles, for all or for the people of one root")
    parser.add_argument("--beside", metavar="FILE", action="append", default=[], help="a file of another organisation's ledger: the order there")
    parser.add_argument("--cosigner", metavar="KEY", action="append", default=[], help="a cosigner of the heads: name, id and key as one text")
    parser.add_argument("--threshold", metavar="NUMBER", type=int, help="how many of the cosigners must have signed a head; all, if left out")
    parser.add_argument("--json", action="store_true", help="taken and ignored: the report is JSON always")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    asked = _arguments(words)
    try:
        # The command line is the one place with a clock: a person who gives no instant means the present one.
        now = asked.now or datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        contents, unreadable = _contents(asked.content)
        keys = Keys()
        others, own = _policies(asked.policy)
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
            policy=others,
            policies=own,
            cosigners=_cosigners(asked.cosigner, asked.threshold, keys),
            beside=tuple(Path(path).read_bytes() for path in asked.beside),
            unreadable=unreadable,
        )
        texts = [Path(path).read_bytes() for path in asked.catalogue]
        laws = catalogue.load(texts) if texts else catalogue.embedded(EMBEDDED)
        value = verify(given, laws, keys, Reader())
    except (Cannot, OSError, ValueError) as refused:
        print(f"verify: {refused}", file=sys.stderr)
        return 2
    print(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return STATUS[value["verdict"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

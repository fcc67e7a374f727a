"""The second read: which finding an out-of-place link or a citation becomes (V3.1 to V3.9)."""

from __future__ import annotations

from collections.abc import Iterator

from chains import OutOfPlace
from entry import Entry, at
from findings import Finding
from grammar import Path, written


def citations(entry: Entry) -> Iterator[tuple[Path, dict]]:
    """Every citation of an event but `by`, which is V2.6's, with its path."""
    waiting: list[tuple[Path, object]] = [(("body",), entry.body)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            if value.keys() == {"id", "seq", "entry"}:
                yield path, value
                continue
            waiting += [((*path, name), part) for name, part in value.items() if (*path, name) != ("body", "by")]
        elif isinstance(value, list):
            waiting += [((*path, number), part) for number, part in enumerate(value)]


def is_behind(one: Entry, other: Entry) -> bool:
    """In the file: indices are what an extract says (V8.11)."""
    return one.span[0] > other.span[0]


class Places:
    """Where every entry of the file stands."""

    def __init__(self, entries: list[Entry], keeper: str | None, untaken: int | None) -> None:
        self.keeper = keeper
        self.untaken = untaken
        self.by_hash: dict[bytes, list[Entry]] = {}
        self.at_place: dict[tuple[str, int], list[Entry]] = {}
        for entry in entries:
            self.by_hash.setdefault(entry.hash, []).append(entry)
            for link in entry.links:
                self.at_place.setdefault((link.subject, link.seq), []).append(entry)

    def _because(self, entry: Entry) -> int | None:
        """V3.2 to V3.5: the first entry that was not taken, when it stands before."""
        return self.untaken if self.untaken is not None and self.untaken < entry.index else None

    def first(self, entry_hash: bytes) -> Entry:
        """The first entry of the file with this name, which is there."""
        return self.by_hash[entry_hash][0]

    def link(self, out: OutOfPlace) -> Finding:
        """§3 V3, the four steps."""
        entry, link = out.entry, out.link

        def found(code: str, message: str, because_of: int | None = None) -> Finding:
            return at(entry, code, message, link.subject, "links", because_of=because_of)

        if out.how == "taken":  # 1
            standing = self._others(entry, link.subject, link.seq)
            if not standing:
                return found("link.reordered", "the place is behind the end of the chain")
            if standing[0].hash == entry.hash:
                return found("entry.repeated", "the same entry stands at this place already")
            if standing[0].iss == entry.iss:
                return found("link.forked", "another entry by the same party stands at this place")
            return found("link.no_pen", "another party's entry stands at this place")
        named = self.by_hash.get(link.prev)
        if named is not None:  # 2
            if is_behind(named[0], entry):
                return found("link.reordered", "the entry that it follows stands further on")
            return self._named(named[0], out, found)
        if self._others(entry, link.subject, link.seq - 1):  # 3
            return found("link.mismatch", "another entry stands at the place before", self._because(entry))
        return self._nothing(out, found)  # 4

    def _others(self, entry: Entry, subject: str, seq: int) -> list[Entry]:
        return [each for each in self.at_place.get((subject, seq), ()) if each is not entry]

    def _named(self, named: Entry, out: OutOfPlace, found) -> Finding:
        if not named.links:
            return found("custody.not_shown", "it follows an entry that is not shown", named.index)
        has_place = any((each.subject, each.seq) == (out.link.subject, out.link.seq - 1) for each in named.links)
        if has_place and self._because(named) is not None:
            return found("custody.not_shown", "it follows an entry that rests on one that was not taken", named.index)
        return found("link.mismatch", "the entry that it follows does not stand at the place before", self._because(out.entry))

    def _nothing(self, out: OutOfPlace, found) -> Finding:
        because_of = self._because(out.entry)
        if out.owner is None or out.owner != self.keeper:
            return found("link.not_held", "another organisation keeps the stretch before", because_of)
        if out.how == "beginning":
            return found("link.genesis.missing", "the chain does not begin at its beginning", because_of)
        return found("link.gap", "the stretch before is missing", because_of)

    def citation(self, entry: Entry, path: Path, cited: dict) -> Finding | None:
        """V3.4, V3.6, V3.9."""

        def found(code: str, message: str, because_of: int | None = None) -> Finding:
            return at(entry, code, message, cited["id"], written(path), because_of=because_of)

        named = self.by_hash.get(cited["entry"])
        if named is None:
            return found("link.not_held", "the cited entry is not in the file", self._because(entry))
        first = named[0]
        if is_behind(first, entry):
            return found("link.reordered", "the cited entry stands further on")
        if not first.links:
            return found("link.not_held", "where the cited entry stands cannot be told", first.index)
        if not any((link.subject, link.seq) == (cited["id"], cited["seq"]) for link in first.links):
            return found("citation.mismatch", "the cited entry does not stand there")
        return None

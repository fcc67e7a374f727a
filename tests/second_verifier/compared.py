"""Two states of a directory, entry by entry (F11.10 to F11.12, V9.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cbor import Refused
from manifest import Manifest, Record, measure

MAX_NAMED = 1_000  # V9.2, of each kind
DIGESTS = ("sha256", "sha512", "sha1", "md5")
FOLDERS = ("directory", "loop", "mount")


@dataclass(slots=True)
class Compared:
    """What became of the entries. `fields` are those of the findings, in no order."""

    whole: int = 0
    not_compared: int = 0
    metadata_differing: int = 0
    missing: int = 0
    changed: int = 0
    renamed: int = 0
    added: int = 0
    unread: list[dict] = field(default_factory=list)
    not_entered: list[dict] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    def value(self) -> dict:
        """As the report has it."""
        return {
            "whole": self.whole,
            "missing": self.missing,
            "changed": self.changed,
            "renamed": self.renamed,
            "added": self.added,
            "not_compared": self.not_compared,
            "metadata_differing": self.metadata_differing,
        }


def believed(manifest: Manifest, descriptor: dict) -> None:
    """F11.7, or `Refused`: the manifest is the one that was signed."""
    made, directory = measure(manifest), descriptor["directory"]
    listing = made.sha256 == descriptor["sha256"] and made.sha512 == descriptor.get("sha512", made.sha512)
    roots = made.content_root == directory["content_root"] and made.metadata_root == directory["metadata_root"]
    if not (listing and roots):
        raise Refused("manifest.other")


def compare(before: list[Record], now: list[Record]) -> Compared:
    """What became of the entries of a signed manifest."""
    compared = Compared()
    found = {record.entry["path"]: record for record in now}
    missing, changed = [], []
    closed = [{record.entry["path"] for record in state if _is_closed(record.entry)} for state in (before, now)]
    _not_looked_into(compared, before, now)
    for record in before:
        other = found.pop(record.entry["path"], None)
        if other is None:
            if _is_below(record.entry["path"], closed[1]):
                compared.not_compared += 1
            else:
                missing.append(record.entry)
            continue
        compared.metadata_differing += record.metadata != other.metadata
        differs = _differing(record.entry, other.entry)
        if differs is None:
            compared.not_compared += 1
        elif differs:
            changed.append(f"entry {quoted(record.entry['path'])} changed: {', '.join(differs)}")
        else:
            compared.whole += 1
    only_now = [record.entry for record in now if record.entry["path"] in found]
    added = [entry for entry in only_now if not _is_below(entry["path"], closed[0])]
    compared.not_compared += len(only_now) - len(added)
    _told(compared, missing, added)
    compared.changed = len(changed)
    compared.fields += changed[:MAX_NAMED]
    return compared


def named(entries: list[dict]) -> dict:
    """So many, and the first of them, by path."""
    return {"count": len(entries), "first": entries[:MAX_NAMED]}


def _not_looked_into(compared: Compared, before: list[Record], now: list[Record]) -> None:
    """What was not read, then or now, and what was recorded and not entered."""
    states = [{record.entry["path"]: record.entry for record in records} for records in (before, now)]
    for path in sorted(states[0].keys() | states[1].keys()):
        then, since = (state.get(path, {}) for state in states)
        if "unread" in then or "unread" in since:
            compared.unread.append({"path": quoted(path), "recorded": then.get("unread"), "found": since.get("unread")})
        if then.get("type") in ("loop", "mount"):
            compared.not_entered.append({"path": quoted(path), "type": then["type"]})


def _differing(before: dict, now: dict) -> list[str] | None:
    """F11.10; None where nothing is compared."""
    if before["type"] != now["type"]:
        return None if before["type"] in FOLDERS and now["type"] in FOLDERS else ["type"]
    if "unread" in before or "unread" in now:
        return None
    digests = ["digests"] if not _same_digests(before, now) else []
    return digests + [name for name in ("size", "target") if before.get(name) != now.get(name)]


def _is_closed(entry: dict) -> bool:
    """A directory of which nobody knows all that is in it (F11.10)."""
    return entry["type"] in ("loop", "mount") or entry["type"] == "directory" and "unread" in entry


def _is_below(path: bytes, closed: set[bytes]) -> bool:
    return any(path[:at] in closed for at, byte in enumerate(path) if byte == ord("/"))


def _same_digests(one: dict, other: dict) -> bool:
    return all(one[name] == other[name] for name in DIGESTS if name in one and name in other)


def _told(compared: Compared, missing: list[dict], added: list[dict]) -> None:
    """F11.11: what is missing may have been renamed."""
    gone, renamed = [], []
    for entry in missing:
        place = next((at for at, other in enumerate(added) if _is_the_same(entry, other)), None)
        if place is None:
            gone.append(f"entry {quoted(entry['path'])} missing")
        else:
            renamed.append(f"entry {quoted(entry['path'])} renamed to {quoted(added.pop(place)['path'])}")
    new = [f"entry {quoted(entry['path'])} added" for entry in added]
    compared.missing, compared.renamed, compared.added = len(gone), len(renamed), len(new)
    compared.fields += gone[:MAX_NAMED] + renamed[:MAX_NAMED] + new[:MAX_NAMED]


def _is_the_same(one: dict, other: dict) -> bool:
    files = all(entry["type"] == "file" and entry.get("size", 0) > 0 for entry in (one, other))
    return files and one["size"] == other["size"] and _same_digests(one, other)


def quoted(path: bytes) -> str:
    """A path as findings have it (V9.2)."""
    try:
        characters, readable = path.decode("utf-8"), lambda character: character >= " " and character != "\x7f"
    except UnicodeDecodeError:
        characters, readable = path.decode("latin-1"), lambda character: " " <= character <= "~"
    text = ""
    for character in characters:
        if character in '"\\':
            text += "\\" + character
        else:
            text += character if readable(character) else f"\\x{ord(character):02x}"
    return f'"{text}"'

"""A directory read where it is (§11 of the format)."""

from __future__ import annotations

import hashlib
import os
import stat

from manifest import Record

PIECE = 1 << 20

_KINDS = (
    (stat.S_ISREG, "file"),
    (stat.S_ISDIR, "directory"),
    (stat.S_ISLNK, "link"),
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISBLK, "block_device"),
    (stat.S_ISCHR, "char_device"),
)


def read(folder: str, before: list[Record]) -> list[Record]:
    """Every entry below a directory, by path. What this system cannot tell of one is taken as it was before."""
    root = os.fsencode(folder)
    top = os.stat(root)
    untold = {record.entry["path"]: record.metadata.get("created") for record in before}
    found: list[Record] = []
    names: dict[tuple[int, int], bytes] = {}
    _list(root, b"", [(top.st_dev, top.st_ino)], found)
    found.sort(key=lambda record: record.entry["path"])
    for record in found:
        path = record.entry["path"]
        seen = os.lstat(os.path.join(root, path))
        created = untold.get(path)
        if created is not None:
            record.metadata["created"] = created
        if seen.st_nlink > 1 and record.entry["type"] not in ("directory", "mount", "loop"):
            first = names.setdefault((seen.st_dev, seen.st_ino), path)
            if first != path:
                record.metadata["same_as"] = first
    return found


def _list(root: bytes, above: bytes, way: list[tuple[int, int]], found: list[Record]) -> None:
    for name in sorted(os.listdir(os.path.join(root, above))):
        path = above + b"/" + name if above else name
        whole = os.path.join(root, path)
        seen = os.lstat(whole)
        kind = next((kind for holds, kind in _KINDS if holds(seen.st_mode)), "other")
        if kind == "directory" and (seen.st_dev, seen.st_ino) in way:
            kind = "loop"
        elif kind == "directory" and seen.st_dev != way[0][0]:
            kind = "mount"
        entry = {"path": path, "type": kind}
        try:
            _fill(entry, whole)
            if kind == "directory":
                _list(root, path, [*way, (seen.st_dev, seen.st_ino)], found)
        except PermissionError:
            entry["unread"] = "denied"
        except FileNotFoundError:
            entry["unread"] = "vanished"
        except OSError:
            entry["unread"] = "failed"
        found.append(Record(entry, _metadata(path, kind, seen)))


def _fill(entry: dict, whole: bytes) -> None:
    if entry["type"] == "link":
        entry["target"] = os.readlink(whole)
    if entry["type"] == "file":
        digests = {name: hashlib.new(name) for name in ("sha256", "sha512", "sha1", "md5")}
        size = 0
        with open(whole, "rb") as file:
            while piece := file.read(PIECE):
                size += len(piece)
                for digest in digests.values():
                    digest.update(piece)
        entry["size"] = size
        entry |= {name: digest.digest() for name, digest in digests.items()}


def _metadata(path: bytes, kind: str, seen: os.stat_result) -> dict:
    times = {"accessed": seen.st_atime_ns, "modified": seen.st_mtime_ns, "changed": seen.st_ctime_ns}
    told = {
        "gid": seen.st_gid,
        "uid": seen.st_uid,
        "mode": stat.S_IMODE(seen.st_mode),
        "path": path,
        "links": seen.st_nlink,
        **{name: list(divmod(time, 1_000_000_000)) for name, time in times.items()},
    }
    if kind == "file":
        told["allocated"] = seen.st_blocks * 512
    if kind in ("block_device", "char_device"):
        told["device"] = [os.major(seen.st_rdev), os.minor(seen.st_rdev)]
    return told

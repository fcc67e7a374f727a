"""The policy of roles: reads a TOML text and refuses what policy.md refuses (V2.12)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import tomli

from catalogue import EVENTS, MOST_BYTES
from notes import WHITE_SPACE

# What is no matter of a policy: V2.6 says who may do it, and V5 who has a time attested.
NOT_COVERED = {
    "checkpoint_key_changed",
    "enrolled",
    "founded",
    "opened",
    "revoked",
    "rotated",
    "succeeded",
    "timestamped",
}
COVERED = EVENTS - NOT_COVERED


@dataclass(frozen=True, slots=True)
class Policy:
    """Which role may do which act."""

    name: str
    sha256: str
    everyone: frozenset[str]
    without_role: frozenset[str]
    roles: dict[str, frozenset[str]]

    def allows(self, roles: tuple[str, ...], act: str) -> bool:
        """V2.12."""
        if act not in COVERED or act in self.everyone:
            return True
        if not roles:
            return act in self.without_role
        return any(act in self.roles.get(role, ()) for role in roles)

    def of_report(self) -> dict:
        """The policy as the report names it (verification §4)."""
        return {"name": self.name, "sha256": self.sha256}


def embedded(folder: Path) -> Policy:
    """The policy below `src/law/policy/data`."""
    return load((folder / "default.toml").read_bytes())


def load(text: str | bytes) -> Policy:
    """Raises `ValueError`, which says what is wrong."""
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > MOST_BYTES:
        raise ValueError("a policy of more than 4 MiB")
    try:
        file = tomli.loads(raw.decode())
    except (UnicodeDecodeError, tomli.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"no TOML: {error}") from error
    _keys(file, {"format", "name"}, {"everyone", "without_role", "role"}, "policy")
    if type(file["format"]) is not int or file["format"] != 1:
        raise ValueError("another format than 1")
    roles: dict[str, frozenset[str]] = {}
    for role in _list(file.get("role", []), "role"):
        _keys(role, {"id", "may"}, {"about"}, "role")
        id_ = _text(role["id"], "id")
        _text(role.get("about", "-"), "about")
        if id_ in roles:
            raise ValueError(f"the role {id_} stands twice")
        roles[id_] = _acts(role["may"], id_)
    everyone, without = (_acts(file.get(key, []), key) for key in ("everyone", "without_role"))
    return Policy(_text(file["name"], "name"), hashlib.sha256(raw).hexdigest(), everyone, without, roles)


def _keys(table: object, needed: set[str], other: set[str], where: str) -> None:
    if not isinstance(table, dict):
        raise ValueError(f"{where}: no table")
    if not needed <= table.keys() <= needed | other:
        raise ValueError(f"{where}: a key is missing, or one is not known")


def _list(value: object, where: str) -> list:
    if not isinstance(value, list):
        raise ValueError(f"{where}: no array")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or WHITE_SPACE.issuperset(value):
        raise ValueError(f"{where}: no text, or an empty one")
    return value


def _acts(value: object, where: str) -> frozenset[str]:
    acts = _list(value, where)
    for act in acts:
        if not isinstance(act, str) or act not in COVERED:
            raise ValueError(f"{where}: {act!r} is no act that a policy covers")
    return frozenset(acts)

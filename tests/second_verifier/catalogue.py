"""The catalogue of instruments: reads TOML texts and refuses what catalogue.md refuses.

A catalogue is kept as the plain tables of its files. What a table may say stands in `TABLES`, which
follows catalogue.md, "Tables". Nothing here judges a request.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import tomli

from notes import WHITE_SPACE

# The files of the embedded catalogue, in the order in which they are read (catalogue.md).
EMBEDDED = ["taxonomy", "budapest", "second_protocol", "un_convention", "un_drafts", "eu_evidence", "united_states"]

MOST_BYTES = 4 * 1024 * 1024

# The lists in which something must stand.
NEVER_EMPTY = {"may", "met_by"}

EVENTS = set(
    "accepted accessed acknowledged acquired admitted annulled asked authorisation cancelled case_handed_on"
    " case_opened checked checkpoint_key_changed clarified collected confirmed corrected declined derived destroyed"
    " disclosed enrolled examined expired extended founded handed_out incident labelled lost narrowed noted notified"
    " objected offered opened preservation_ended preserved produced pruned reassigned received received_back refused"
    " registered requested returned reviewed revoked rotated sealed stored succeeded taken_over transmitted unsealed used"
    " validated withdrawn witnessed yielded".split()
)

WORDS = {
    "certainty": {
        "verified", "verified (German)", "verified (quoted)", "secondary",
        "to verify (high)", "to verify (medium)", "to verify (low)", "to verify",
    },
    "force": {"draft", "in_force", "not_in_force"},
    "nature": {
        "agreement", "certification", "condition", "definition", "emergency", "information", "mutual_assistance",
        "order", "power", "preservation", "remedy", "request",
    },
    "need": {"required", "emergency", "conditional", "optional"},
    "unit": {"calendar_days", "hours", "working_days"},
    "bound": {"at_least", "at_most", "later_of"},
    "place": {"addressee", "maker", "enforcing_authority", "other", "any"},
    "expiry": {"escalation", "lapse", "overdue"},
    "urgency": {"emergency", "ordinary"},
    "occasion": {"oral", "emergency_unvalidated"},
    "kind": {
        "confidential", "explain_use", "notice", "onward_transfer", "purpose", "retention", "review", "safeguards",
    },
    "record": {"incident", "notice_delayed", "statistics", "use_log"},
    "weekday": {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
    "event": EVENTS,
}

# Key: kind of its value. "!" marks a key that must be there, "[…]" a list, "{…}" a table.
TABLES: dict[str, dict[str, str]] = {
    "file": {
        "format!": "number", "name": "text", "as_of!": "day", "act": "[{act}]", "instrument": "[{instrument}]",
        "category": "[{category}]", "offence": "[{offence}]", "incident_class": "[{incident_class}]",
        "calendar": "[{calendar}]",
    },
    "title": {"en!": "text", "fr": "text", "short_label": "flag", "fr_certainty": "certainty"},
    "act": {
        "id!": "text", "title!": "{title}", "certainty!": "certainty", "source!": "text", "status!": "{status}",
        "declaration": "[{declaration}]", "fact": "[{fact}]",
    },
    "status": {
        "force!": "force", "since": "day", "as_of!": "day", "source!": "text", "certainty!": "certainty",
    },
    "declaration": {"by!": "text", "paragraph!": "text", "says!": "text", "as_of": "day", "certainty!": "certainty"},
    "fact": {"paragraph": "text", "says!": "text", "certainty!": "certainty"},
    "instrument": {
        "id!": "text", "act!": "text", "article!": "text", "title!": "{title}", "nature!": "nature", "from": "text",
        "to": "text", "route_certainty": "certainty", "data": "[text]", "data_certainty": "certainty",
        "fields_of": "text", "field": "[{field}]", "deadline": "[{deadline}]", "issuer": "[{issuer}]",
        "condition": "[{condition}]", "record": "[{record}]", "confirmation": "[{confirmation}]", "after": "[{after}]",
        "form": "[{form}]", "fact": "[{fact}]", "source!": "text", "certainty!": "certainty", "corroborated": "flag",
    },
    "field": {
        "id!": "text", "paragraph!": "text", "paragraph_certainty": "certainty", "need!": "need", "when": "text",
        "certainty!": "certainty",
    },
    "deadline": {
        "id!": "text", "paragraph!": "text", "amount!": "amount", "unit!": "unit", "bound!": "bound",
        "starts!": "event", "starts_on!": "place", "starts_certainty!": "certainty", "met_by!": "[event]",
        "met_on!": "place", "on_expiry!": "expiry", "urgency": "urgency", "occasion": "occasion",
        "categories": "[text]", "suspended_by": "[event]", "resumed_by": "[event]", "lifted_by": "[event]",
        "extension": "{extension}", "certainty!": "certainty",
    },
    "extension": {"amount": "amount", "unit!": "unit", "times": "amount", "certainty": "certainty"},
    "issuer": {
        "paragraph!": "text", "categories": "[text]", "may!": "[text]", "validated_by": "[text]",
        "certainty!": "certainty",
    },
    "condition": {
        "kind!": "kind", "or": "kind", "paragraph!": "text", "need!": "need", "when": "text", "says!": "text",
        "certainty!": "certainty",
    },
    "record": {"kind!": "record", "paragraph!": "text", "certainty!": "certainty"},
    "confirmation": {
        "occasion!": "occasion", "by!": "event", "paragraph!": "text", "when": "text", "certainty!": "certainty",
    },
    "after": {
        "instrument!": "text", "deadline!": "text", "unless_field": "text", "when": "text", "paragraph!": "text",
        "certainty!": "certainty",
    },
    "form": {"id!": "text", "paragraph!": "text", "of!": "[event]", "certainty!": "certainty"},
    "category": {
        "id!": "text", "title!": "{title}", "says": "text", "includes": "[text]", "name": "[{name}]",
        "certainty!": "certainty",
    },
    "name": {"text!": "text", "word!": "text"},
    "offence": {
        "id!": "text", "act!": "text", "article!": "text", "title!": "{title}", "says": "text",
        "certainty!": "certainty", "corroborated": "flag",
    },
    "incident_class": {
        "id!": "text", "title!": "{title}", "says": "text", "offences": "[text]", "reading_certainty": "certainty",
        "source!": "text", "certainty!": "certainty",
    },
    "calendar": {
        "jurisdiction!": "text", "from!": "day", "to!": "day", "weekend!": "[weekday]", "holidays": "[day]",
    },
}

Table = dict[str, object]


@dataclass
class Catalogue:
    """What the files say, by id. Calendars stand in the order in which they were read."""

    name: str = ""
    as_of: datetime.date = datetime.date.min
    sha256: str = ""
    act: dict[str, Table] = field(default_factory=dict)
    instrument: dict[str, Table] = field(default_factory=dict)
    category: dict[str, Table] = field(default_factory=dict)
    offence: dict[str, Table] = field(default_factory=dict)
    incident_class: dict[str, Table] = field(default_factory=dict)
    calendar: list[Table] = field(default_factory=list)

    def of_report(self) -> dict:
        """The catalogue as the report names it (verification §4)."""
        return {"name": self.name, "as_of": self.as_of.isoformat(), "sha256": self.sha256}

    def fields_of(self, instrument: Table) -> list[Table]:
        """The fields of an instrument: its own, then those that it takes over (R9.2)."""
        fields: dict[str, Table] = {}
        following: Table | None = instrument
        while following is not None:
            for each in following.get("field", []):
                fields.setdefault(each["id"], each)
            following = self.instrument.get(following.get("fields_of"))
        return list(fields.values())

    def with_narrower(self, categories: list[str]) -> set[str]:
        """The categories named, and those that they include at any depth (R9.7, R10.19)."""
        found: set[str] = set()
        waiting = list(categories)
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting += self.category.get(each, {}).get("includes", [])
        return found


def embedded(folder: Path) -> Catalogue:
    """The catalogue below `src/law/catalogue/data`."""
    return load([(folder / f"{name}.toml").read_bytes() for name in EMBEDDED])


def load(texts: list[str | bytes]) -> Catalogue:
    """The catalogue of texts: the first stands alone, each other one is laid over what there is.

    Raises `ValueError`, which says what is wrong and in which table.
    """
    catalogue = Catalogue()
    digest = hashlib.sha256()
    names = []
    for text in texts:
        raw = text.encode() if isinstance(text, str) else text
        digest.update(raw)
        file = _read(raw)
        names += [file["name"]] if "name" in file else []
        if not names:
            raise ValueError("a catalogue that stands alone has no name")
        catalogue.as_of = max(catalogue.as_of, file["as_of"])
        for table in ("act", "instrument", "category", "offence", "incident_class"):
            kept: dict[str, Table] = getattr(catalogue, table)
            for entry in file.get(table, []):
                kept[entry["id"]] = entry
        for calendar in file.get("calendar", []):
            _lay_calendar(catalogue.calendar, calendar)
    catalogue.name = "; ".join(names)
    catalogue.sha256 = digest.hexdigest()
    _check_references(catalogue)
    return catalogue


def _lay_calendar(calendars: list[Table], new: Table) -> None:
    """A calendar takes the place of the one of the same jurisdiction and first day."""
    same = [c for c in calendars if (c["jurisdiction"], c["from"]) == (new["jurisdiction"], new["from"])]
    for old in same:
        calendars.remove(old)
    calendars.append(new)


def _read(raw: bytes) -> Table:
    """One file, every table of it checked by itself."""
    if len(raw) > MOST_BYTES:
        raise ValueError("a catalogue of more than 4 MiB")
    try:
        file = tomli.loads(raw.decode())
    except (UnicodeDecodeError, tomli.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"no TOML: {error}") from error
    if file.get("format", 1) != 1:
        raise ValueError("another format than 1")
    file = _table(file, "file", "file")
    for table in ("act", "instrument", "category", "offence", "incident_class"):
        _no_repeats(file.get(table, []), table)
    for instrument in file.get("instrument", []):
        _no_repeats(instrument.get("field", []), f"{instrument['id']}.field")
        _no_repeats(instrument.get("deadline", []), f"{instrument['id']}.deadline")
    firsts = [(c["jurisdiction"], c["from"]) for c in file.get("calendar", [])]
    if len(set(firsts)) != len(firsts):
        raise ValueError("two calendars of one jurisdiction begin on one day")
    return file


def _no_repeats(tables: list[Table], where: str) -> None:
    seen: set[str] = set()
    for table in tables:
        if table["id"] in seen:
            raise ValueError(f"{where}: {table['id']} stands twice")
        seen.add(table["id"])


def _table(value: object, name: str, where: str) -> Table:
    """A table by its row of `TABLES`, with days read."""
    if not isinstance(value, dict):
        raise ValueError(f"{where}: no table")
    kinds = {key.rstrip("!"): kind for key, kind in TABLES[name].items()}
    where = f"{where} {value['id']}" if isinstance(value.get("id"), str) else where
    for key in value:
        if key not in kinds:
            raise ValueError(f"{where}: {key} is no key of it")
    for key in TABLES[name]:
        if key.endswith("!") and key[:-1] not in value:
            raise ValueError(f"{where}: {key[:-1]} is missing")
    read = {key: _value(each, kinds[key], f"{where}.{key}", key in NEVER_EMPTY) for key, each in value.items()}
    if read.get("need") == "conditional" and "when" not in read:
        raise ValueError(f"{where}: when is missing")
    if name == "deadline" and read.get("extension", {}).get("unit", read["unit"]) != read["unit"]:
        raise ValueError(f"{where}: the extension is in another unit")
    if name == "calendar":
        _check_calendar(read, where)
    return read


def _check_calendar(calendar: Table, where: str) -> None:
    if calendar["to"] < calendar["from"]:
        raise ValueError(f"{where}: it ends before it begins")
    for day in calendar.get("holidays", []):
        if not calendar["from"] <= day <= calendar["to"]:
            raise ValueError(f"{where}: the holiday {day} is outside it")


def _value(value: object, kind: str, where: str, must: bool) -> object:
    """A value of the kind, or `ValueError`."""
    if kind.startswith("["):
        if not isinstance(value, list) or (must and not value):
            raise ValueError(f"{where}: no list, or an empty one")
        return [_value(each, kind[1:-1], where, True) for each in value]
    if kind.startswith("{"):
        return _table(value, kind[1:-1], where)
    if kind == "day":
        return _day(value, where)
    if kind == "flag":
        if not isinstance(value, bool):
            raise ValueError(f"{where}: no truth value")
        return value
    if kind in ("number", "amount"):
        low = 1 if kind == "amount" else 0
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value < 2**32:
            raise ValueError(f"{where}: no number that can stand here")
        return value
    if not isinstance(value, str) or WHITE_SPACE.issuperset(value):
        raise ValueError(f"{where}: no text, or an empty one")
    if kind != "text" and value not in WORDS[kind]:
        raise ValueError(f"{where}: {value} is none of the words for it")
    return value


def _day(value: object, where: str) -> datetime.date:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"{where}: no day")


def _check_references(catalogue: Catalogue) -> None:
    """Every id that is named is there, and nothing leads back to where it stands."""
    for id_, instrument in catalogue.instrument.items():
        _known(instrument["act"], catalogue.act, f"{id_}.act")
        named = list(instrument.get("data", []))
        for rule in instrument.get("deadline", []) + instrument.get("issuer", []):
            named += rule.get("categories", [])
        for category in named:
            _known(category, catalogue.category, id_)
        if "fields_of" in instrument:
            _known(instrument["fields_of"], catalogue.instrument, f"{id_}.fields_of")
        for rule in instrument.get("after", []):
            _known(rule["instrument"], catalogue.instrument, f"{id_}.after")
            earlier = catalogue.instrument[rule["instrument"]]
            _known(rule["deadline"], {each["id"] for each in earlier.get("deadline", [])}, f"{id_}.after")
    for id_, offence in catalogue.offence.items():
        _known(offence["act"], catalogue.act, id_)
    for id_, incident_class in catalogue.incident_class.items():
        for offence in incident_class.get("offences", []):
            _known(offence, catalogue.offence, id_)
    for id_, category in catalogue.category.items():
        for narrower in category.get("includes", []):
            _known(narrower, catalogue.category, id_)
    instruments = catalogue.instrument
    _no_loop({id_: [i["fields_of"]] if "fields_of" in i else [] for id_, i in instruments.items()}, "fields_of")
    _no_loop({id_: [a["instrument"] for a in i.get("after", [])] for id_, i in instruments.items()}, "after")
    _no_loop({id_: c.get("includes", []) for id_, c in catalogue.category.items()}, "includes")


def _known(id_: str, there: dict | set, where: str) -> None:
    if id_ not in there:
        raise ValueError(f"{where}: {id_} is not there")


def _no_loop(leads_to: dict[str, list[str]], key: str) -> None:
    """Takes away what leads nowhere, until nothing is left; what cannot be taken away leads back to itself."""
    open_ways = {each: len(set(ways)) for each, ways in leads_to.items()}
    led_from: dict[str, set[str]] = {each: set() for each in leads_to}
    for each, ways in leads_to.items():
        for way in ways:
            led_from[way].add(each)
    done = [each for each, count in open_ways.items() if count == 0]
    for each in done:
        for before in led_from[each]:
            open_ways[before] -= 1
            if open_ways[before] == 0:
                done.append(before)
    for each in leads_to:
        if open_ways[each] > 0:
            raise ValueError(f"{each}: {key} leads back to where it stands")

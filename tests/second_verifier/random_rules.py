"""A random catalogue of instruments for `differ.py`: every kind of rule that V7 asks, in odd combinations."""

from __future__ import annotations

import json
from random import Random

CATEGORIES = ["subscriber", "traffic", "content", "metadata", "everything"]
INSTRUMENTS = ["I0", "I1", "I2", "I3"]
ISSUERS = ["judge", "prosecutor", "police"]
FIELDS = ["offence", "addressee", "data_category", "time_frame", "preservation_reference", "grounds"]
KINDS = [
    "confidential", "explain_use", "notice", "onward_transfer", "purpose", "retention", "review", "safeguards",
]

HEAD = """format = 1
name = "Random rules"
as_of = 2041-01-01
"""


def table(name: str, **keys: object) -> str:
    """A table of TOML. Texts, numbers and lists are written as in JSON; `from_` is the key `from`."""
    lines = [f"[[{name}]]"]
    for key, value in keys.items():
        lines.append(f"{key.rstrip('_')} = {_written(value)}")
    return "\n".join(lines) + "\n"


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_written(each)}" for key, each in value.items()) + " }"
    return json.dumps(value)


def catalogue(random: Random) -> str:
    """The text of a catalogue that stands alone."""
    return HEAD + _act(random) + _categories() + _calendars(random) + _instruments(random)


def _act(random: Random) -> str:
    since = random.choice([{}, {"since": "2041-03-10"}, {"since": "2001-01-01"}])
    force = random.choice(["in_force", "in_force", "not_in_force"])
    status = {"force": force, "as_of": "2041-01-01", "source": "a draw", "certainty": "secondary"} | since
    return table("act", id="ACT", title={"en": "Act"}, certainty="verified", source="a draw", status=status)


def _categories() -> str:
    includes = {"metadata": ["subscriber", "traffic"], "everything": ["metadata", "content"]}
    return "".join(
        table("category", id=each, title={"en": each}, certainty="verified", includes=includes.get(each, []))
        for each in CATEGORIES
    )


def _calendars(random: Random) -> str:
    stretches = [
        ("FR", "2041-01-01", "2041-12-31"),
        ("KE", "2041-03-01", "2041-03-31"),
        ("KE", "2041-04-01", "2041-06-30"),
        ("DE", "2041-03-01", "2041-03-20"),
        ("DE", "2041-03-10", "2041-04-20"),
    ]
    text = ""
    for jurisdiction, first, last in stretches:
        if random.random() < 0.8:
            weekend = [random.choice(["saturday", "saturday", "friday"]), "sunday"]
            holidays = [random.choice(["2041-03-15", "2041-03-18"])] if first <= "2041-03-10" else []
            days = {"from_": first, "to": last, "weekend": weekend, "holidays": holidays}
            text += table("calendar", jurisdiction=jurisdiction, **days)
    return text


def _instruments(random: Random) -> str:
    text, periods = "", {}
    for place, id_ in enumerate(INSTRUMENTS):
        keys: dict[str, object] = {"nature": random.choice(["preservation", "order", "mutual_assistance", "request"])}
        if random.random() < 0.6:
            keys["data"] = random.sample(CATEGORIES, random.randint(1, 3))
        if random.random() < 0.3:
            keys["data_certainty"] = "secondary"
        if place and random.random() < 0.3:
            keys["fields_of"] = INSTRUMENTS[place - 1]
        known = {"act": "ACT", "article": str(place), "title": {"en": id_}, "source": "a draw"}
        text += table("instrument", id=id_, certainty="to verify (low)", **known, **keys)
        periods[id_] = [f"d{number}" for number in range(random.randint(1, 5))]
        text += "".join(_deadline(random, place, each) for each in periods[id_])
        text += _rules(random, place)
        if place and random.random() < 0.5:
            earlier = INSTRUMENTS[random.randrange(place)]
            unless = {"unless_field": random.choice(["grounds", "time_frame", "addressee"])}
            rule = {"instrument": earlier, "deadline": random.choice(periods[earlier]), "paragraph": f"{place}(a)"}
            rule |= unless if random.random() < 0.5 else {}
            text += table("instrument.after", certainty="verified", **rule)
    return text


def _deadline(random: Random, place: int, id_: str) -> str:
    unit = random.choice(["hours", "calendar_days", "working_days", "calendar_days"])
    amount = random.randint(10, 300) if unit == "hours" else random.randint(1, 20)
    bound = random.choice(["at_most", "at_least", "later_of", "at_most"])
    met_by = [["produced", "declined"], ["validated"], ["clarified"], ["objected", "authorisation"], ["confirmed"]]
    anyone = ["addressee", "any", "any", "maker", "enforcing_authority", "other"]
    keys: dict[str, object] = {
        "starts": random.choice(["received", "received", "requested", "preserved", "asked", "objected"]),
        "starts_on": random.choice(["addressee", "any"]),
        "met_by": ["preservation_ended"] if bound == "at_least" else random.choice(met_by),
        "met_on": random.choice(anyone),
        "on_expiry": random.choice(["overdue", "overdue", "lapse", "escalation"]),
    }
    if random.random() < 0.2:
        keys["urgency"] = random.choice(["emergency", "ordinary"])
    if random.random() < 0.2:
        keys["occasion"] = random.choice(["oral", "emergency_unvalidated"])
    if random.random() < 0.2:
        keys["categories"] = random.sample(CATEGORIES, 2)
    if random.random() < 0.5:
        keys["suspended_by"] = [random.choice(["objected", "asked", "narrowed"])]
        keys["resumed_by"] = [random.choice(["confirmed", "clarified", "objected"])]
    if random.random() < 0.35:
        keys["lifted_by"] = [random.choice(["confirmed", "confirmed", "transmitted"])]
    if random.random() < 0.5:
        keys["extension"] = {"unit": unit}
        keys["extension"] |= {"amount": random.randint(1, amount)} if random.random() < 0.6 else {}
        keys["extension"] |= {"times": random.randint(1, 2)} if random.random() < 0.6 else {}
    sure = {"starts_certainty": "to verify", "certainty": "verified"}
    return table(
        "instrument.deadline", id=id_, paragraph=f"{place}({id_})", amount=amount, unit=unit, bound=bound, **keys, **sure
    )


def _rules(random: Random, place: int) -> str:
    text = ""
    for each in random.sample(FIELDS, random.randint(0, 4)):
        need = random.choice(["required", "emergency", "optional", "conditional"])
        when = {"when": "it is so"} if need == "conditional" else {}
        text += table("instrument.field", id=each, paragraph=f"{place}({each})", need=need, certainty="verified", **when)
    for _ in range(random.randint(0, 2)):
        rule: dict[str, object] = {"may": random.sample(ISSUERS, random.randint(1, 2))}
        if random.random() < 0.5:
            rule["categories"] = random.sample(CATEGORIES, 2)
        if random.random() < 0.5:
            rule["validated_by"] = ["judge"]
        text += table("instrument.issuer", paragraph=f"{place}(i)", certainty="secondary", **rule)
    for kind in random.sample(KINDS, random.randint(0, 4)):
        need = random.choice(["required", "required", "emergency", "optional"])
        rule = {"kind": kind, "paragraph": f"{place}({kind})", "need": need, "says": "so"}
        text += table("instrument.condition", certainty="to verify (medium)", **rule)
    for kind in random.sample(["incident", "use_log"], random.randint(0, 2)):
        text += table("instrument.record", kind=kind, paragraph=f"{place}(r)", certainty="verified")
    for _ in range(random.randint(0, 2)):
        rule = {"occasion": random.choice(["oral", "emergency_unvalidated"]), "paragraph": f"{place}(f)"}
        rule["by"] = random.choice(["confirmed", "confirmed", "validated"])
        text += table("instrument.confirmation", certainty="verified", **rule)
    return text

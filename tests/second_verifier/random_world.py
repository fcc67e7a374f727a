"""A random ledger for `differ.py`: organisations of four States, requests between them, and evidence that goes round.

Most acts are possible where they stand; some are not, and some entries are damaged. What is right or wrong is for the
verifiers to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from case_writer import CaseWriter, Party, Value
from random_rules import CATEGORIES, INSTRUMENTS, ISSUERS, KINDS

BEGIN = 2_246_400_000  # 2041-03-09
DAY = 86_400
PURPOSES = ["fraud", "tax", "test"]

# How often each act is drawn.
ON_A_SIDE = (
    ["received"] * 6 + ["validated"] * 2 + ["asked"] * 2 + ["preserved"] * 3 + ["produced"] * 5 + ["objected"] * 3
    + ["notified"] * 2 + ["extended"] * 4 + ["confirmed"] * 4 + ["authorisation"] * 4
    + ["transmitted", "preservation_ended", "declined", "narrowed", "clarified", "cancelled", "expired", "noted", "incident"]
)
ON_AN_ITEM = (
    ["offered"] * 6 + ["disclosed"] * 4 + ["used"] * 4 + ["handed_out"] * 2 + ["reviewed"] * 2 + ["derived"] * 2
    + ["incident"] * 2 + ["accessed", "examined", "noted", "lost", "damaged"]
)
BY_THE_MAKER = {"cancelled", "clarified", "confirmed", "extended"}
OPENING = {"received", "validated", "transmitted", "notified", "objected", "authorisation"}


@dataclass
class Asked:
    """A request, as far as the acts to come need it."""

    id: str
    maker: Party
    named: list[str]


@dataclass
class Thing:
    """An item: where it is, and the conditions that came with it."""

    state: str = "Unknown"
    holder: Party | None = None
    receiver: Party | None = None
    conditions: list[dict] = field(default_factory=list)
    offered: list[dict] = field(default_factory=list)


class World:
    """One random ledger. The same seed and rules make the same bytes."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.case = CaseWriter(random, BEGIN)
        self.roots = [Party(f"organisation {number}") for number in range(6)]
        self.stranger = self.roots[5]  # under no root that is trusted
        self.parties = self.roots[:5]
        self.requests: list[Asked] = []
        self.items: dict[str, Thing] = {}
        self.authorisations: list[dict] = []
        self.incidents: list[dict] = []
        self._begin()
        self.case.offsets = random.choice([(0,), (60,), (0, 60, 120, -300), (345,)])
        self.case.inexact = random.choice([0, 0, 0, 0.3, 0.8])
        for _ in range(random.randint(15, 60)):
            self._step()
        if random.random() < 0.06:
            self.case.hide(random.randrange(8, len(self.case.hashes)))

    def _begin(self) -> None:
        keeper = self.roots[0]
        self._found(keeper, "FR")
        ledger, heads = f"custody.example.org/{self.random.randbytes(16).hex()}", Party("heads")
        by = self.case.cite(f"party:{keeper.id}")
        opened = {"by": by, "key": heads.cose_key(), "pop": heads.possession(keeper.id)}
        self.case.act("opened", opened, [f"ledger:{ledger}"], keeper)
        self.origin, self.folder = ledger, self.case.new_id("case")
        self.case.act("case_opened", {"reference": Value("1/2041")}, [self.folder], keeper)
        for organisation, jurisdiction in zip(self.roots[1:], ["KE", "KE", "DE", "FR", "US"]):
            self._found(organisation, jurisdiction)
        for number, root in enumerate([self.roots[0], self.roots[1], self.roots[1]]):
            id_ = f"{root.id}/{self.random.randbytes(16).hex()}"
            self.parties.append(self._enrolled(Party(f"person {number}", id_), root, []))
        unit = f"{self.roots[1].id}/{self.random.randbytes(16).hex()}"
        said = {"kind": "unit", "name": Value("Unit"), "roles": [], "units": []}
        said["by"] = self.case.cite(f"party:{self.roots[1].id}")
        self.case.act("enrolled", said, [f"party:{unit}"], self.roots[1])
        signer = Party("signer", f"{self.roots[1].id}/{self.random.randbytes(16).hex()}")
        self._enrolled(signer, self.roots[1], [unit])
        self.parties.append(Party("signer", unit, signer.id))

    def _found(self, party: Party, jurisdiction: str) -> None:
        name = Value(f"Organisation in {jurisdiction}", self.random.random() < 0.8)
        body = {"key": party.cose_key(), "name": name, "successors": [], "jurisdiction": jurisdiction}
        self.case.act("founded", body, [f"party:{party.id}"], party)

    def _enrolled(self, party: Party, root: Party, units: list[str]) -> Party:
        body = {"by": self.case.cite(f"party:{root.id}"), "kind": "person", "name": Value("Person")}
        body |= {"key": party.cose_key(), "pop": party.possession(party.id), "roles": [], "units": units}
        self.case.act("enrolled", body, [f"party:{party.id}"], root)
        return party

    # --- what acts say -------------------------------------------------------------------------------------------

    def _often(self, chance: float) -> bool:
        return self.random.random() < chance

    def _words(self) -> Value:
        return Value("words", self._often(0.8))

    def _why(self) -> dict:
        code = self.random.choice([*PURPOSES, None])
        return {"words": self._words()} if code is None else {"code": code}

    def _recipient(self) -> dict:
        known = {"party": self.random.choice(self.roots + self.parties[5:]).id}
        return known if self._often(0.7) else {"described": self._words()}

    def _authentication(self) -> dict:
        result = self.random.choice(["confirmed", "confirmed", "confirmed", "failed", "not_done"])
        return {"method": {"code": "call"}, "result": result}

    def _later(self, first: int, last: int) -> str:
        return self.case.instant(self.random.randint(first, last) * DAY)

    def _condition(self) -> dict:
        kind = self.random.choice(KINDS + ["purpose", "purpose", "onward_transfer", "confidential", "review"])
        said: dict = {"kind": kind}
        if self._often(0.5):
            said["until"] = self._later(-5, 60)
        if self._often(0.4):
            said["words"] = Value(self.random.choice(["only the court", "nobody"]), self._often(0.6))
        if kind == "purpose" and self._often(0.8):
            said["purposes"] = self.random.sample(PURPOSES, self.random.randint(1, 2))
        return said

    def _conditions(self, carried: list[dict]) -> list[dict]:
        """Most of those that came along, some of them changed, and perhaps more."""
        found = []
        for each in carried:
            if self._often(0.85):
                found.append(dict(each))
                if "until" in each and self._often(0.15):
                    found[-1]["until"] = self._later(0, 90)
                if "words" in each:
                    old = each["words"]
                    found[-1]["words"] = Value(old.value, self._often(0.7), old.salt if self._often(0.9) else None)
        return found + [self._condition() for _ in range(self.random.choice([0, 0, 1, 2]))]

    def _terms(self, maker: Party) -> dict:
        random = self.random
        parties = []
        for _ in range(random.randint(0, 3)):
            who = {"party": random.choice(self.parties).id} if self._often(0.9) else {"described": self._words()}
            capacity = ["addressee", "addressee", "enforcing_authority", "central_authority"]
            parties.append({"as": random.choice(capacity)} | who)
        relates = []
        for _ in range(random.choice([0, 0, 1, 2])):
            kind = random.choice(["enforces", "follows_preservation", "follows_preservation", "replaces"])
            known = self.requests and self._often(0.95)
            relates.append({"as": kind, "request": random.choice(self.requests).id if known else self.case.new_id("request")})
        fields = random.sample(["offence", "addressee", "preservation_reference", "grounds"], random.randint(0, 3))
        terms = {
            "form": random.choice(["electronic", "electronic", "oral", "paper"]),
            "fields": {each: self._words() for each in fields},
            "annexes": [],
            "parties": parties,
            "relates": relates,
            "urgency": random.choice(["emergency", "ordinary", "ordinary"]),
            "categories": random.sample(CATEGORIES, random.choice([0, 1, 1, 2])),
            "conditions": [],
            "instrument": random.choice(INSTRUMENTS) if self._often(0.95) else "UNKNOWN",
        }
        if self._often(0.7):
            terms["issuer"] = random.choice(ISSUERS)
        if self._often(0.4):
            terms["time_frame"] = self._period()
        return terms

    def _period(self) -> dict:
        unit = self.random.choice(["hours", "calendar_days", "calendar_days", "working_days"])
        return {"unit": unit, "amount": self.random.choice([0, 1, 3, 5, 10, 24])}

    # --- acts ----------------------------------------------------------------------------------------------------

    def _step(self) -> None:
        self.case.second += int(self.random.expovariate(1) * self.random.choice([600, 7_200, DAY, 3 * DAY]))
        if self._often(0.05):
            self.case.second -= self.random.randint(0, 5 * DAY)
        if self._often(0.2):  # At the turn of a day.
            self.case.second += -self.case.second % DAY + self.random.choice([0, 0, 1, -1])
        dice = self.random.random()
        if not self.requests or dice < 0.08:
            self._request()
        elif dice < 0.6:
            self._on_a_side()
        else:
            self._on_an_item()

    def _request(self) -> None:
        maker = self.random.choice([self.parties[0], self.parties[0], *self.parties])
        asked = Asked(self.case.new_id("request"), maker, [])
        if self.requests and self._often(0.12):
            asked = self.random.choice(self.requests)
        terms = self._terms(maker)
        registers = self._often(0.25)
        party = self.random.choice(self.parties) if registers else maker
        side = f"{asked.id}/{party.id}"
        if side in self.case.tips:
            return
        if registers:
            content = {"part_size": 4096, "descriptor": Value({"size": 0, "sha256": bytes(32)}, False)}
            letter = {"as": "letter", "id": self.case.new_id("item"), "content": content}
            said = {"maker": self._words(), "terms": terms, "channel": {"code": "mail"}, "document": letter}
            self.case.act("registered", said | {"authentication": self._authentication()}, [side], party)
        else:
            asked.maker = maker
            self.case.act("requested", {"terms": terms}, [side], maker)
        asked.named = [each["party"] for each in terms["parties"] if "party" in each]
        if asked not in self.requests:
            self.requests.append(asked)

    def _acting(self, asked: Asked, type_: str) -> Party:
        if self._often(0.01):
            return self.stranger
        if type_ in BY_THE_MAKER and self._often(0.9):
            return asked.maker
        named = [party for party in self.parties if party.id in asked.named]
        return self.random.choice(named if named and self._often(0.9) else self.parties)

    def _on_a_side(self) -> None:
        asked = self.random.choice(self.requests[-3:])
        type_ = self.random.choice(ON_A_SIDE)
        party = self._acting(asked, type_)
        side = f"{asked.id}/{party.id}"
        sides = [subject for subject in self.case.tips if subject.startswith(asked.id)]
        if not sides:
            return
        if side not in self.case.tips and type_ not in OPENING:
            type_ = "received"
        body = self._said_on_a_side(type_, self.case.cite(self.random.choice(sides)))
        self.case.act(type_, body, [side], party, damaged=self._often(0.008))
        if type_ == "authorisation":
            self.authorisations.append(self.case.cite(side))
        elif type_ == "incident":
            self.incidents.append(self.case.cite(side))

    def _said_on_a_side(self, type_: str, cited: dict) -> dict:
        random = self.random
        if type_ == "received":
            return {"entry": cited, "channel": {"code": "mail"}, "authentication": self._authentication()}
        if type_ == "validated":
            return {"as": random.choice(ISSUERS)} | ({"entry": cited} if self._often(0.5) else {})
        if type_ == "transmitted":
            return {"as": "copy", "to": self._recipient(), "channel": {"code": "mail"}}
        if type_ == "preserved":
            until = {"until": self._later(1, 20)} if self._often(0.6) else {}
            return {"items": self._some_items([0, 0, 1])} | until
        if type_ == "produced":
            return self._produced()
        if type_ == "notified":
            until = {"until": self._later(-2, 40)} if self._often(0.8) else {}
            state = random.choice(["delayed", "delayed", "given", "omitted"])
            return {"as": random.choice(["user", "State"]), "whom": self._recipient(), "state": state} | until
        if type_ == "clarified":
            fields = random.sample(["offence", "grounds", "preservation_date"], random.randint(0, 2))
            return {"text": self._words(), "entry": cited, "fields": {each: self._words() for each in fields}}
        if type_ == "extended":
            return {"period": self._period(), "deadline": random.choice(["d0", "d0", "d1", "d1", "d2", "none"])}
        if type_ == "confirmed":
            return {"what": random.choice(["emergency", "oral", "production_requested", "resumed", "resumed"])}
        if type_ == "authorisation":
            act = random.choice(["disclosure", "onward_transfer", "use"])
            answer = random.choice(["granted", "granted", "granted", "refused"])
            limits = {"purposes": random.sample(PURPOSES, random.choice([0, 0, 1]))}
            limits |= {"jurisdictions": random.sample(["DE", "FR"], random.choice([0, 0, 1]))}
            return {"act": act, "items": self._some_items([0, 0, 1]), "answer": answer, "ground": self._why()} | limits
        if type_ == "incident":
            return self._incident()
        plain = {"asked": {"text": self._words(), "fields": []}, "noted": {"text": self._words()}}
        plain |= {"narrowed": {"to": self._words(), "ground": self._why()}}
        plain |= {"expired": {"why": self._why(), "deadline": "d0"}}
        plain |= {each: {"why": self._why()} for each in ("cancelled", "preservation_ended")}
        return plain.get(type_, {"ground": self._why()})

    def _some_items(self, counts: list[int]) -> list[str]:
        known = sorted(self.items)
        return self.random.sample(known, min(len(known), self.random.choice(counts)))

    def _produced(self) -> dict:
        conditions = [self._condition() for _ in range(self.random.choice([0, 1, 2]))]
        items = {(self._some_items([1]) or [""])[0] or self.case.new_id("item") for _ in range(self.random.randint(1, 2))}
        listed = []
        for each in sorted(items):
            self.items.setdefault(each, Thing()).conditions.extend(conditions)
            listed.append({"id": each, "about": [], "category": self.random.choice(CATEGORIES)})
        extent = self.random.choice(["complete", "complete", "partial"])
        said = {"items": listed, "extent": extent, "conditions": conditions}
        return said | ({"open": self._words()} if self._often(0.5) else {})

    def _incident(self) -> dict:
        told = {"at": self.case.instant(0)} if self._often(0.4) else {}
        said: dict = {"kind": "breach", "text": self._words(), "notified": [{"to": self._recipient()} | told]}
        if self._often(0.4):
            said["risk"] = self.random.choice(["low", "high"])
        items = [each for each in sorted(self.items) if each in self.case.tips]
        if self.incidents and self._often(0.2):
            said["entry"] = self.random.choice(self.incidents)
        elif items and self._often(0.5):
            said["entry"] = self.case.cite(self.random.choice(items))
        return said

    def _on_an_item(self) -> None:
        offered = [each for each in sorted(self.items) if self.items[each].state == "Offered"]
        held = [each for each in sorted(self.items) if self.items[each].state == "Held"]
        if offered and self._often(0.4):
            self._answer(self.random.choice(offered))
        elif not held or self._often(0.2):
            self._collect()
        else:
            self._keep(self.random.choice(held), self.random.choice(ON_AN_ITEM))

    def _collect(self) -> None:
        begun = [each for each in sorted(self.items) if self.items[each].state == "Unknown"]
        id_ = self.random.choice(begun) if begun and self._often(0.5) else self.case.new_id("item")
        party = self.random.choice(self.parties)
        request = {"request": self.random.choice(self.requests[-3:]).id} if self._often(0.7) else {}
        self.case.act("collected", {"case": self.folder, "items": [{"id": id_}]} | request, [id_], party)
        thing = self.items.setdefault(id_, Thing())
        thing.state, thing.holder = "Held", party

    def _answer(self, id_: str) -> None:
        thing = self.items[id_]
        type_ = self.random.choice(["accepted"] * 4 + ["refused", "withdrawn"])
        by = thing.holder if type_ == "withdrawn" else thing.receiver
        said = {"accepted": {"items": [{"id": id_}]}, "refused": {"items": [{"id": id_}], "reason": self._why()}}
        self.case.act(type_, said.get(type_, {"reason": self._why()}), [id_], by)
        thing.state = "Held"
        if type_ == "accepted":
            thing.holder = thing.receiver
            thing.conditions = thing.conditions + thing.offered

    def _keep(self, id_: str, type_: str) -> None:
        """An act by the holder."""
        thing = self.items[id_]
        cites = {"authorisation": self.random.choice(self.authorisations)} if self.authorisations and self._often(0.6) else {}
        subjects, body = [id_], {"purpose": self._why()}
        if type_ == "offered":
            thing.receiver = self.random.choice([party for party in self.parties if party is not thing.holder])
            thing.state, thing.offered = "Offered", self._conditions(thing.conditions)
            body |= {"to": thing.receiver.id, "keeps": [], "answer_by": self._later(1, 20), "conditions": thing.offered}
            body |= {"request": self.random.choice(self.requests[-3:]).id} if self._often(0.6) else {}
            body |= cites
        elif type_ == "used":
            body |= cites
        elif type_ == "disclosed":
            body = {"to": self._recipient(), "under": self._why()} | cites
        elif type_ == "handed_out":
            thing.state = "Outside"
            body |= {"to": self._words(), "receipt": "none"}
        elif type_ == "reviewed":
            body = {"result": self._why()} | ({"next": self._later(-3, 40)} if self._often(0.6) else {})
        elif type_ == "derived":
            made = self.case.new_id("item")
            subjects, body = [id_, made], {"from": [id_], "kind": "working_copy", "items": [{"id": made}]}
            self.items[made] = Thing("Held", thing.holder, conditions=list(thing.conditions))
        elif type_ == "incident":
            body = self._incident()
        elif type_ == "noted":
            body = {"text": self._words()}
        elif type_ == "lost":
            thing.state, body = "Lost", {"circumstances": self._why()}
        damaged = type_ == "damaged"
        self.case.act("used" if damaged else type_, body, subjects, thing.holder, damaged)
        if type_ == "incident":
            self.incidents.append(self.case.cite(id_))

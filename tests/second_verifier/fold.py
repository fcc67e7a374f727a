"""Folds what requests.md §2 names from the entries that are heard, and doubt from the others (§4).

Nothing is judged here: `at_entry.py` asks before an entry is folded, the other modules at the end.
"""

from __future__ import annotations

import ids
from conditions import Authorisation, read_conditions
from evidence import Incident, Item, Offer, Passage
from instants import Instant, stated
from request import TABLE, Act, Notice, Production, Request, Side, next_state


def linked(entry, kind: str) -> list[str]:
    """The subjects of one kind that an entry links, in their order."""
    return [link.subject for link in entry.links if ids.kind(link.subject) == kind]


def when(entry):
    """When the act happened, as stated; None where it has no time."""
    return stated(entry.event)


class Fold:
    """What the entries so far say of requests and of items."""

    def __init__(self) -> None:
        self.requests: dict[str, Request] = {}
        self.items: dict[str, Item] = {}  # those with terms (R2.3)
        self.authorisations: dict[bytes, Authorisation] = {}
        self.founded: dict[str, str] = {}  # jurisdictions, by organisation
        self.passages: list[Passage] = []
        self.incidents: dict[bytes, Incident] = {}

    # --- §4: who is heard ----------------------------------------------------------------------------------------

    def doubt(self, entry) -> None:
        """R4.3: an entry that is not heard leaves doubt on what it links."""
        for link in entry.links:
            if link.subject in entry.void:
                continue
            if ids.kind(link.subject) == "item":
                item = self.items.get(link.subject)
                if item is not None and item.doubt is None:
                    item.doubt = entry
            elif ids.kind(link.subject) == "request":
                id_, party = ids.request_side(link.subject)
                known = self.requests.get(id_)
                if known is not None and known.terms is not None and not known.names(party):
                    continue
                request = self._request(id_)
                request.doubt = request.doubt or entry

    def heard(self, entry) -> None:
        """Takes an entry that is heard."""
        for subject in linked(entry, "request"):
            self._take_side(entry, *ids.request_side(subject))
        take = getattr(self, f"_take_{entry.type}", None)
        if take is not None:
            take(entry, entry.event["body"])

    def _request(self, id_: str) -> Request:
        """R2.1: from now on the request is there."""
        return self.requests.setdefault(id_, Request(id_))

    def _item(self, id_: str) -> Item:
        """R2.3: from now on the item has terms."""
        return self.items.setdefault(id_, Item(id_))

    # --- §2: of a request ----------------------------------------------------------------------------------------

    def state_behind(self, entry, request: Request, party: str) -> str | None:
        """The state of a side behind an act, None where the act is not possible (§3)."""
        body = entry.event["body"]
        if entry.type == "requested" and request.maker not in (None, party):
            return None  # R3.2
        if entry.type in ("received", "clarified", "validated") and "entry" in body:
            cited = body["entry"]["id"]
            if ids.kind(cited) != "request" or ids.request_side(cited)[0] != request.id:
                return None  # R3.7
        return next_state(entry.type, request.state_of(party), body.get("extent"))

    def _take_side(self, entry, id_: str, party: str) -> None:
        request = self._request(id_)
        state = self.state_behind(entry, request, party)
        if state is None:
            if request.doubt is not None:
                self._take_of_items(entry, request)  # R4.4
            return
        side = request.sides.setdefault(party, Side(party))
        before, side.state, side.last = side.state, state, entry.index
        self._take_terms(entry, request, party)
        if entry.type in TABLE:
            self._take_act(entry, request, side, before)
            self._take_of_items(entry, request)

    def _take_terms(self, entry, request: Request, party: str) -> None:
        """R1.3, R1.4, R2.2."""
        if entry.type == "requested":
            request.maker, request.maker_described = party, None
        elif entry.type == "registered" and request.terms is None:
            request.maker_described = entry.opened("body", "maker")
        else:
            return
        request.terms, request.terms_entry, request.made = entry.event["body"]["terms"], entry, when(entry)
        for relation in request.terms["relates"]:
            earlier = self._request(relation["request"])
            if relation["as"] == "follows_preservation" and earlier.followed_by is None:
                earlier.followed_by = entry

    def _take_act(self, entry, request: Request, side: Side, before: str) -> None:
        body = entry.event["body"]
        request.acts.append(
            Act(
                entry.type,
                side.party,
                request.place(side.party),
                when(entry),
                entry,
                deadline=body.get("deadline") if entry.type == "extended" else None,
                period=body.get("period") if entry.type == "extended" else None,
                what=body.get("what") if entry.type == "confirmed" else None,
                extent=body.get("extent") if entry.type == "produced" else None,
            )
        )
        if entry.type == "validated":
            request.validated_as.add(body["as"])
        elif entry.type == "clarified":
            request.supplied |= set(body["fields"])
        elif entry.type == "confirmed":
            request.confirmed.add(body["what"])
        elif entry.type == "preserved":
            request.preserved = (entry, Instant.parse(body["until"]) if "until" in body else None)
            request.collected += body["items"]
        elif entry.type == "produced":
            self._take_answer(entry, request, side, before)
        elif entry.type == "declined":
            side.partial = None
        elif entry.type == "notified":
            until = Instant.parse(body["until"]) if "until" in body else None
            notice = Notice(body["as"], body["state"], until, entry)
            request.notices.append(notice)
            side.notices.append(notice)

    def _take_answer(self, entry, request: Request, side: Side, before: str) -> None:
        body = entry.event["body"]
        if before != "Answered":
            is_partial = body["extent"] == "partial"
            side.partial = (entry, entry.opened("body", "open")) if is_partial else None
        for each in body["items"]:
            made = Production(each["id"], each["category"], entry.actor, when(entry), entry)
            request.productions.append(made)

    # --- §2: of an item, and of authorisations, by what stands on a side ------------------------------------------

    def _take_of_items(self, entry, request: Request) -> None:
        body = entry.event["body"]
        if entry.type == "preserved":
            for id_ in body["items"]:
                self._item(id_).come_under(request.id)
        elif entry.type == "produced":
            conditions = read_conditions(entry, "body", "conditions")
            for each in body["items"]:
                item = self._item(each["id"])
                item.come_under(request.id)
                item.category = each["category"]
                item.bind(conditions, entry)
                item.supplier = item.supplier or ids.organisation(entry.actor)
        elif entry.type == "authorisation":
            self.authorisations[entry.hash] = Authorisation(
                request.id,
                ids.organisation(entry.actor),
                when(entry),
                body["act"],
                frozenset(body["items"]),
                body["answer"] == "granted",
                frozenset(body["purposes"]),
                frozenset(body["jurisdictions"]),
            )

    # --- §2: of an item, by what links it --------------------------------------------------------------------------

    def _take_founded(self, entry, body: dict) -> None:
        self.founded[ids.organisation(entry.iss)] = body["jurisdiction"]

    def _take_collected(self, entry, body: dict) -> None:
        if "request" not in body:
            return
        request = self._request(body["request"])
        for id_ in linked(entry, "item"):
            request.collected.append(id_)
            self._item(id_).come_under(request.id)

    _take_acquired = _take_collected

    def _take_offered(self, entry, body: dict) -> None:
        request = self._request(body["request"]) if "request" in body else None
        conditions = read_conditions(entry, "body", "conditions")
        for id_ in linked(entry, "item"):
            if request is not None:
                request.offered.add(id_)
            if request is not None or conditions:
                self._item(id_)
            if id_ in self.items:
                self.items[id_].offer = Offer(entry.actor, body["to"], body.get("request"), conditions)
                self._pass(entry, id_, body["to"], body.get("authorisation"))

    def _take_accepted(self, entry, body: dict) -> None:
        for item in self._with_terms(entry):
            offer, item.offer = item.offer, None
            if offer is None:
                continue
            item.bind(offer.conditions, entry)
            if offer.request is not None:
                item.come_under(offer.request)
            if item.supplier is None and ids.organisation(offer.giver) != ids.organisation(offer.receiver):
                item.supplier = ids.organisation(offer.giver)

    def _take_refused(self, entry, body: dict) -> None:
        for item in self._with_terms(entry):
            item.offer = None

    _take_withdrawn = _take_refused

    def _take_derived(self, entry, body: dict) -> None:
        for new in body["items"]:
            for source in body["from"]:
                if source in self.items:
                    self._item(new["id"]).derive_from(self.items[source])

    def _take_disclosed(self, entry, body: dict) -> None:
        for item in self._with_terms(entry):
            self._pass(entry, item.id, body["to"].get("party"), body.get("authorisation"))

    def _take_handed_out(self, entry, body: dict) -> None:
        for item in self._with_terms(entry):
            self._pass(entry, item.id, None, None)

    def _take_reviewed(self, entry, body: dict) -> None:
        for item in self._with_terms(entry):
            item.review = (Instant.parse(body["next"]), entry) if "next" in body else None

    def _take_incident(self, entry, body: dict) -> None:
        """R8.5."""
        told = any("at" in notice for notice in body["notified"])
        cited = body.get("entry")
        if cited is not None and cited["entry"] in self.incidents:
            earlier = self.incidents[cited["entry"]]
            earlier.told = earlier.told or told
            return
        about = [item.id for item in self._with_terms(entry)]
        if cited is not None and cited["id"] in self.items and cited["id"] not in about:
            about.append(cited["id"])
        low = body.get("risk") == "low"
        self.incidents[entry.hash] = Incident(entry, ids.organisation(entry.actor), low, told, about)

    def _with_terms(self, entry) -> list[Item]:
        return [self.items[id_] for id_ in linked(entry, "item") if id_ in self.items]

    def _pass(self, entry, id_: str, to: str | None, cites: dict | None) -> None:
        """R7.1."""
        leaves = ids.organisation(entry.actor)
        destination = ids.organisation(to) if to is not None else None
        if destination == leaves:
            return
        item = self.items[id_]
        self.passages.append(
            Passage(
                id_,
                entry,
                leaves,
                destination,
                cites["entry"] if cites is not None else None,
                when(entry),
                bool(item.of_kind("onward_transfer")),
                list(item.requests),
            )
        )

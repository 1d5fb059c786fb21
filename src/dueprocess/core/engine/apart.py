"""The docket that goes out of a case when it is split, as JSON: the counterpart of joining.

Knows the JSON of a docket, and of each row whom it concerns. Rows keep their numbers and moments, so that
whoever receives the docket sees by replay what was done and decided, who acted, which conflicts are known;
each is proved by the entry of the same number in the case `from` which it came. The act that opened the case
is taken for that of whoever made the first of the complaints that go.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dueprocess.core.engine import splitting
from dueprocess.core.engine.docket import Docket
from dueprocess.core.errors import Broken

Json = dict[str, Any]
SOMEBODY = "somebody"
"""By whom a conflict is said to have been noted, where that is no party here: without it, it would count as
the officer's own word."""
_GONE = object()


def split_off(whole: Mapping[str, Any], n: int) -> Json:
    """The docket that act `n` of a docket sends out, as it is before anything happens there.

    `whole` and the answer are JSON of docs/reference/docket.schema.json. Respondents named go; where none is,
    all go and stay. Complaints named go with whoever made them, each with its own clock; where none is, all
    go and stay. Measures and sanctions go with the parties named. Raises Malformed as `Docket.parse`, and
    Broken when the act sends nothing out.
    """
    Docket.parse(whole)
    act = next((row for row in whole.get("acts", ()) if row["n"] == n), None)
    if act is None or "case" not in act or act.get("out", {}).get("outside", "out" not in act):
        raise Broken(f"Act {n} of case {whole.get('case')} sends nothing out.")
    return _Parting(whole, act).docket()


class _Parting:
    """One docket on its way out of another."""

    def __init__(self, whole: Mapping[str, Any], act: Mapping[str, Any]) -> None:
        self.whole, self.act = whole, act
        out = act["out"]
        self.named, self.along = set(out.get("parties") or ()), set(out.get("along") or ())
        self.rows = [row for row in whole["acts"] if row["n"] < act["n"]]
        self.known = self._parties()
        self.every = every = self._complaints()
        self.complaints = {
            id_: each for id_, each in every.items() if id_ in (out.get("complaints") or every)
        }
        self.left = set(every) - set(self.complaints)
        self.parties = self._who()
        made = sorted(self.complaints.values(), key=lambda each: datetime.fromisoformat(each["at"]))
        self.first = next((who for each in made for who in each.get("by") or () if who in self.parties), None)
        self.allegations = self._which(set(out.get("allegations") or ()))
        self.gone: set[int] = set()

    def _parties(self) -> Json:
        found = dict(self.whole.get("parties") or {})
        for row in self.rows:
            found |= row.get("adds") or {} if row.get("note") == "party" else row.get("parties") or {}
        return found

    def _complaints(self) -> dict[str, Json]:
        """Each with its own clock: its own moment, else that of the act that opened the case."""
        given = self.whole.get("complaints", ["k1"])
        found: dict[str, Json] = {}
        for more in (given, *(row.get("complaints") or {} for row in self.rows)):
            found |= {id_: {} if isinstance(more, list) else dict(more[id_]) for id_ in more}
        opened = next((row["at"] for row in self.rows if "step" in row), None)
        for each in found.values():
            if opened is not None:
                each.setdefault("at", opened)
        return found

    def _who(self) -> Json:
        """The parties there: those named, the respondents if none is, whoever made the complaints, and those
        to whom it happened: what they said and were promised holds for each part; and who comes along."""
        by = {who for each in self.complaints.values() for who in each.get("by") or ()}
        unknown = any(not each.get("by") for each in self.complaints.values())
        respondents = {id_ for id_, party in self.known.items() if party["is"] == "respondent"}
        found = (
            self.named
            | self.along
            | by
            | {id_ for id_, each in self.known.items() if each["is"] == "affected_person"}
        )
        if not self.named & respondents:
            found |= respondents
        if unknown:
            found |= {id_ for id_, party in self.known.items() if party["is"] == "complainant"}
        return {id_: party for id_, party in self.known.items() if id_ in found}

    def _which(self, named: set[str]) -> set[str]:
        every = [each for row in self.rows for each in row.get("allegations") or ()]
        return {
            each["id"]
            for each in every
            if each["respondent"] in self.parties and (not named or each["id"] in named)
        }

    def docket(self) -> Json:
        """The whole of it."""
        kept = [new for row in self.rows if (new := self._row(dict(row))) is not None]
        entered = {"entered": self.act["entered"]} if "entered" in self.act else {}
        came = {"n": self.act["n"], "at": self.act["at"], **entered, "note": "message", "by": "office"}
        found: Json = {
            "docket": 1,
            "case": self.act["case"],
            "from": self._from(),
            "rulebook": self.whole["rulebook"],
            "parties": self.parties,
            "people": self.whole.get("people") or {},
            "complaints": self.complaints,
            "acts": [*kept, came],  # what is said and done there has numbers of its own
        }
        for key in ("holidays", "organisation"):
            if key in self.whole:
                found[key] = self.whole[key]
        if history := self._history(self.whole):
            found["history"] = history
        return found

    def _from(self) -> Json:
        """Out of which case, by which act; whose letters of that act are owed there."""
        act = self.act
        kinds = {who: str(party["is"]) for who, party in self.known.items()}
        by = {id_: each.get("by") or () for id_, each in self.every.items()}
        left = self.named | splitting.makers(kinds, by, act["out"].get("complaints") or ())
        found = {
            "case": self.whole["case"],
            "act": act["n"],
            "at": act["at"],
            "parties": sorted(self.named & set(self.parties)),
            "step": act["step"],
            "left": sorted(left & set(self.parties)),
        }
        return found | {name: act[name] for name in ("outcome", "tells") if act.get(name)}

    def _history(self, given: Mapping[str, Any]) -> Json:
        persons = {party.get("person") for party in self.parties.values()}
        return {who: each for who, each in (given.get("history") or {}).items() if who in persons}

    def _stranger(self, who: object) -> bool:
        """A party of the case left behind who is none there."""
        return who in self.known and who not in self.parties

    def _row(self, row: Json) -> Json | None:
        """A row as it goes along; None where it concerns only those who do not."""
        points = {row.get(key) for key in ("of", "against", "strand", "conflict")}
        points.add(row.get("act") if row.get("note") == "annulled" else None)
        kept = None if points & self.gone else (self._note(row) if "note" in row else self._act(row))
        if kept is None:
            self.gone.add(row["n"])
            return None
        return {name: value for name, told in kept.items() if (value := self._without(told)) is not _GONE}

    def _note(self, row: Json) -> Json | None:
        kind = row["note"]
        if kind == "party":
            row["adds"] = {who: party for who, party in row["adds"].items() if who in self.parties}
            return row if row["adds"] else None
        if kind in ("sent", "received"):
            row["to"] = [who for who in row["to"] if not self._stranger(who)]
            return row if row["to"] else None
        person = row.get("by") if kind in ("message", "information") else row.get("who")
        to = row.get("to")
        if isinstance(to, list) and to:  # of a message from the office; to nobody is to the office
            row["to"] = to = [who for who in to if not self._stranger(who)] or None
            if to is None:
                return None
        elif isinstance(to, str) and self._stranger(to):
            return None
        if self._stranger(row.get("said_by")):
            row["said_by"] = SOMEBODY
        if kind == "lapsed":
            person = row["what"].split("|")[3] if row["what"].count("|") >= 4 else None
        return None if self._stranger(person) else row

    def _act(self, row: Json) -> Json | None:
        opening = all(other["n"] >= row["n"] for other in self.rows if "step" in other)
        if self._stranger(row["by"]):
            if not opening:
                return None
            row["by"] = self.first or row["by"]
        if "for" in row:
            left = self.left | {str(n) for n in self.gone}
            row["for"] = [who for who in row["for"] if str(who) not in left and not self._stranger(who)]
            if not row["for"]:
                if not opening:
                    return None
                del row["for"]
        if "history" in row:
            row["history"] = self._history(row)
        if "facts" in row:
            row["facts"] = {name: self._answers(value) for name, value in row["facts"].items()}
        for key in ("allegations", "findings"):
            if key in row:
                name = "id" if key == "allegations" else "allegation"
                row[key] = [
                    each
                    for each in row[key]
                    if each["respondent"] in self.parties and (each[name] in self.allegations)
                ]
        for key in ("imposes", "starts", "activates", "guided"):
            if key in row:
                row[key] = [each for each in row[key] if not self._stranger(each.get("on"))]
        if "complaints" in row:
            ids = [id_ for id_ in row["complaints"] if id_ in self.complaints]
            row["complaints"] = {id_: self.complaints[id_] for id_ in ids}
        if "parties" in row:
            row["parties"] = {who: party for who, party in row["parties"].items() if who in self.parties}
        return row

    def _without(self, value: Any) -> Any:
        """A value in which no party is named who is none there, wherever a rulebook may have put one."""
        if isinstance(value, dict):
            found = {name: self._without(each) for name, each in value.items() if not self._stranger(name)}
            return {name: each for name, each in found.items() if each is not _GONE}
        if isinstance(value, list):
            return [each for each in map(self._without, value) if each is not _GONE]
        return _GONE if isinstance(value, str) and self._stranger(value) else value

    def _answers(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {who: each for who, each in value.items() if not self._stranger(who)}
        return value

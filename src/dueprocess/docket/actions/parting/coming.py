"""Which notes of the house come along with a part of a case that goes out, and what they still say there.

Knows the notes by their names and facts; what is sealed with them is `making`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from dueprocess.docket import company, evidence, house
from dueprocess.docket.roster import Row

_OF_AN_ITEM = (house.CLASSED, house.RULED, house.TRANSCRIBED, house.TRANSCRIPT_SIGNED, house.READ)
"""What is said of an item of evidence, which comes with it."""


@dataclass(slots=True)
class Coming:
    """The notes of one case, asked one after the other. `parties` are there, others `stay` behind; `left` are
    acts whose papers stay behind, `there` those that came along so far. `elsewhere`: it goes to another
    unit."""

    parties: Collection[str]
    stay: Set[str]
    left: Collection[int]
    elsewhere: bool
    there: set[int] = field(default_factory=set)
    _kept_back: set[str] = field(default_factory=set)
    _items: set[str] = field(default_factory=set)
    _of: dict[str, str] = field(default_factory=dict)
    _witnesses: set[str] = field(default_factory=set)

    def knows(self, items: evidence.Items) -> None:
        """Take note of the items of evidence of the whole case."""
        self._kept_back = {
            each.key for each in items.values() if each.copy_of and (each.privileged or each.protected)
        }

    def comes(self, row: Row) -> bool:
        """Whether a note of the house itself comes along: who a party is, whose it is, how it arrived,
        what is said of evidence that comes."""
        if row.name == house.EVIDENCE:
            return self._item(row)
        if row.name in _OF_AN_ITEM:
            return row.facts["item"] in self._items
        if row.name == house.GIST:
            return row.facts["item"] in self._items and not set(row.facts["to"]) <= self.stay
        if row.name in house.OF_STATEMENTS or row.name in house.ASKS:
            return company.about(row, self._of) in self.parties
        if row.name in house.OF_WITNESSES:
            return self._witness(row)
        if row.name == house.LINKED:
            return row.facts["party"] in self.parties
        if row.name == "assigned":
            return not self.elsewhere
        return row.name == house.ARRIVED

    def _witness(self, row: Row) -> bool:
        """Whether what a note says of who was there comes along: of everybody but a party who stays."""
        if row.name == house.WAS_THERE and row.facts.get("who") not in self.stay:
            self._witnesses.add(row.facts["witness"])
        return row.facts["witness"] in self._witnesses

    def _item(self, row: Row) -> bool:
        """Whether what a note describes as evidence comes along: with its entry; and what came in by the note
        itself, but for what a party who stays has offered."""
        act, by = row.facts.get("act"), row.facts.get("offered_by")
        if act is None:
            stays = by is not None and by not in self.parties
            comes = not stays and row.n not in self.left
        else:
            comes = act in self.there
        if comes:
            self._items.add(row.facts["item"])
        return comes or row.facts["item"] in self._items

    def told(self, row: Row) -> Mapping[str, Any]:
        """The facts of a note of the house, of evidence without parties and items that stay, of an answer
        without whom it brought where they stay; but for the original of what is kept back because that is."""
        if row.name == house.GIST:
            return {**row.facts, "to": [key for key in row.facts["to"] if key not in self.stay]}
        if row.name == house.ASK_ANSWERED and row.facts.get("party") in self.stay:
            return {name: value for name, value in row.facts.items() if name != "party"}
        if row.name != house.EVIDENCE:
            return row.facts
        of = row.facts["item"]
        return {
            name: value
            for name, value in row.facts.items()
            if not (name in ("offered_by", "capturer") and value in self.stay)
            and not (name == "copy_of" and value not in self._items and of not in self._kept_back)
        }

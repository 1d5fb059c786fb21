"""What of the evidence somebody does not get in full: for pages and letters to them, each with why, and its
gist where they were given that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dueprocess.docket import evidence
from dueprocess.docket.evidence import Item
from dueprocess.docket.extracts.opened import Opened

RESPONDENT = "respondent"


@dataclass(frozen=True, slots=True)
class WithheldLine:
    """One item that is withheld, by its number: why, by ruling of whom ("": nobody ruled), and its gist ("":
    not even that is told)."""

    number: int
    why: str
    by: str
    gist: str

    def in_words(self) -> str:
        """Return it as one line of a letter."""
        said = _("Item {n}: {why}").format(n=self.number, why=" ".join(self.why.split()))
        if self.gist:
            gist = " ".join(self.gist.split())
            return _("{withheld} What you need to know of it: {gist}").format(withheld=said, gist=gist)
        return said


def withheld(view: Opened, key: str) -> tuple[WithheldLine, ...]:
    """Return what a party does not get in full: what they were given the gist of, and of a respondent also
    what is relied on and whose source is protected, or that was withheld from their copy of a bundle. What is
    privileged is told to nobody."""
    party = view.state.parties.get(key)
    accused = party is not None and party.kind == RESPONDENT
    return tuple(_lines(view, key, accused=accused))


def _lines(view: Opened, key: str, *, accused: bool) -> Iterator[WithheldLine]:
    for item in evidence.items(view.acts).values():
        if item.privileged:
            continue
        if key in item.gists:
            told = view.contents.get(item.given_to[key], {})
            gist, why = str(told.get(evidence.GIST, "")), str(told.get(evidence.WHY_WITHHELD, ""))
            yield WithheldLine(evidence.number(item.key), why, _ruled_by(view, item), gist)
        elif item.unruled and key in item.given_to:
            yield WithheldLine(evidence.number(item.key), str(evidence.WAITS), "", "")
        elif accused and item.protected and item.relied:
            why = str(view.contents.get(item.ruled, {}).get(evidence.WHY_WITHHELD, ""))
            yield WithheldLine(evidence.number(item.key), why, _ruled_by(view, item), "")
        elif accused and item.relied and key in item.held_back and key not in item.given_to:
            why = _("It was withheld from your copy of a bundle.")
            yield WithheldLine(evidence.number(item.key), why, "", "")


def _ruled_by(view: Opened, item: Item) -> str:
    if not item.protected:
        return ""
    act = next(each for each in view.acts if each.n == item.ruled)
    return view.name(act.role) if act.role else _("somebody in office")

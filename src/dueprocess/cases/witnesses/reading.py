"""Who was there, by the notes that say so. Pure: acts come in, values go out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket import house
from dueprocess.docket.evidence import Told

NAME, WORDS = "witness name", "text"
"""Content: the name of somebody who is nobody in the case; what they are said to know, or did."""
_KEY = re.compile(r"w([1-9][0-9]{0,5})")


class Knows(models.TextChoices):
    """By what somebody knows of it."""

    SAW = "saw", _("They saw it")
    HEARD = "heard", _("They heard it")
    THERE = "there", _("They were there")
    TOLD = "told", _("Somebody told them")


class Did(models.TextChoices):
    """What somebody did about it."""

    REPORTED = "reported", _("They reported it")
    SPOKE = "spoke", _("They spoke with somebody about it")
    HELPED = "helped", _("They helped whoever it happened to")
    NOTHING = "nothing", _("They did nothing")


@dataclass(frozen=True, slots=True)
class Deed:
    """What a possible witness did on a day, by note `n`."""

    n: int
    did: str
    on: date


@dataclass(frozen=True, slots=True)
class Witness:
    """A possible witness. `who` is the local key of somebody in the case, "" for somebody who is named in
    words alone; `since` the day since when they know. `notes`: those that say so; the last counts."""

    key: str
    who: str
    knows: str
    since: date
    notes: tuple[int, ...]
    deeds: tuple[Deed, ...] = ()

    @property
    def reported_on(self) -> date | None:
        """Return the first day on which they reported it."""
        return min((each.on for each in self.deeds if each.did == Did.REPORTED), default=None)


def witnesses(acts: Iterable[Told]) -> dict[str, Witness]:
    """Return the possible witnesses of a docket by their keys."""
    found: dict[str, Witness] = {}
    for act in acts:
        if not act.is_note or act.name not in house.OF_WITNESSES:
            continue
        facts, key = act.facts, str(act.facts["witness"])
        before = found.get(key)
        if act.name == house.WAS_THERE:
            since = date.fromisoformat(str(facts["since"]))
            notes = (*(before.notes if before else ()), act.n)
            deeds = before.deeds if before else ()
            found[key] = Witness(key, str(facts.get("who", "")), str(facts["knows"]), since, notes, deeds)
        elif before is not None:
            deed = Deed(act.n, str(facts["did"]), date.fromisoformat(str(facts["on"])))
            found[key] = replace(before, deeds=(*before.deeds, deed))
    return found


def number(key: str) -> int:
    """Return the number in the key of a witness; 0 for what is none."""
    made = _KEY.fullmatch(key)
    return int(made[1]) if made else 0


def next_key(found: Collection[str]) -> str:
    """Return the key of the next witness."""
    return f"w{max((number(key) for key in found), default=0) + 1}"

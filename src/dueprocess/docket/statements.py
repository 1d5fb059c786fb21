"""What people have stated in a docket, by the notes that say so: version by version, and what each of them
answered to it. Pure: acts come in, values go out.

The notes are the only source: no table of statements has to be kept in step with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket import house
from dueprocess.docket.evidence import Told

TEXT, INTERPRETER = "text", "interpreted by"
"""Content of a version: what is stated; who interpreted, and into which language."""
NAME, WORDS = "signed name", "text"
"""Content of an answer: the name as it was typed under a signature; what is disputed, or why none came."""
_KEY = re.compile(r"s([1-9][0-9]{0,5})")


class Taken(models.TextChoices):
    """How a statement came about."""

    INTERVIEW = "interview", _("In an interview, face to face")
    CALL = "call", _("By telephone or video")
    WRITTEN = "written", _("In writing")
    CORRECTED = "corrected", _("Corrected in a copy")


class How(models.TextChoices):
    """What is answered to a version."""

    SIGNED = "signed", _("Signed")
    DISPUTED = "disputed", _("Disputed")
    SILENT = "silent", _("No answer")


class State(models.TextChoices):
    """Where a version stands."""

    OFFERED = "offered", _("Not signed: it waits for them to read it")
    HALF = "half", _("Not signed in full: whoever acts for them has not signed")
    SIGNED = "signed", _("Signed")
    DISPUTED = "disputed", _("Disputed by the person who is said to have stated it")
    SILENT = "silent", _("Not signed: no answer came")
    REPLACED = "replaced", _("Not signed: a later version took its place")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody (`by`, a local key) answered, by note `n`. `entered`: an officer entered it for them,
    from paper. `way`: by what they had come in, "" where nobody knows."""

    n: int
    how: str
    by: str
    at: datetime
    entered: bool
    way: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version, by note `n` of `by` (a local key). `until`: the last day to answer it, ISO."""

    n: int
    number: int
    by: str
    at: datetime
    taken: str
    taken_at: str
    until: str
    answers: tuple[Answer, ...] = ()

    def answered(self, key: str) -> bool:
        """Tell whether somebody has signed or disputed it."""
        return any(each.by == key and each.how != How.SILENT for each in self.answers)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one person (`of`, the local key of a party) stated, in all its versions. `minor`: they are under
    18, and only with whoever acts for them is it signed."""

    key: str
    of: str
    minor: bool
    versions: tuple[Version, ...]

    @property
    def last(self) -> Version:
        """Return the version that counts."""
        return self.versions[-1]

    def state(self, version: Version) -> State:
        """Return where a version stands."""
        signed = {each.by for each in version.answers if each.how == How.SIGNED}
        if any(each.how == How.DISPUTED for each in version.answers):
            return State.DISPUTED
        if self.of in signed and (not self.minor or len(signed) > 1):
            return State.SIGNED
        if version.n != self.last.n:
            return State.REPLACED
        if signed:
            return State.HALF
        return State.SILENT if version.answers else State.OFFERED


def statements(acts: Iterable[Told], minors: Collection[str] = ()) -> dict[str, Statement]:
    """Return the statements of a docket by their keys. `minors`: local keys of the parties under 18."""
    found: dict[str, Statement] = {}
    for act in acts:
        if not act.is_note or act.name not in house.OF_STATEMENTS:
            continue
        facts, key = act.facts, str(act.facts["statement"])
        before = found.get(key)
        if act.name == house.STATEMENT:
            of, taken = str(facts["to"][0]), _version(act)
            versions = (*(before.versions if before else ()), taken)
            found[key] = Statement(key, of, of in minors, versions)
        elif before is not None:
            found[key] = replace(before, versions=tuple(_answered(each, act) for each in before.versions))
    return found


def _version(act: Any) -> Version:
    facts = act.facts
    return Version(
        act.n, int(facts["version"]), act.by_key, act.at, str(facts["taken"]), str(facts["taken_at"]),
        str(facts.get("until", "")),
    )  # fmt: skip


def _answered(version: Version, act: Any) -> Version:
    facts = act.facts
    if int(facts["version"]) != version.number:
        return version
    by = str(facts["to"][0])
    made = Answer(act.n, str(facts["how"]), by, act.at, act.by_key != by, str(facts.get("way", "")))
    return replace(version, answers=(*version.answers, made))


def next_key(found: Collection[str]) -> str:
    """Return the key of the next statement."""
    return f"s{max((number(key) for key in found), default=0) + 1}"


def number(key: str) -> int:
    """Return the number in the key of a statement; 0 for what is none."""
    made = _KEY.fullmatch(key)
    return int(made[1]) if made else 0


def standing(acts: Iterable[Told], minors: Collection[str] = ()) -> dict[int, State]:
    """Return where each version stands, by the number of its note: whoever uses one says so with it."""
    return {
        version.n: each.state(version)
        for each in statements(acts, minors).values()
        for version in each.versions
    }

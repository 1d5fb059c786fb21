"""A retention schedule as values: classes, each with its condition, its period and its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from dueprocess.core.rulebook.model import Period

CASE, MESSAGE, PLAN, APPROACH = "case", "message", "plan", "approach"
DOCKETS = (CASE, MESSAGE, PLAN, APPROACH)
"""Dockets that are kept: cases, messages that became no case, start-up plans, approaches about cases."""
PERSON = "person"
"""A row of the register: somebody who does not, or no longer, belong to the organisation."""
KINDS = (*DOCKETS, PERSON)
"""What is kept."""
STATUSES = ("left", "expelled", "deceased", "lapsed", "outside", "applicant")
"""How somebody in the register stands whose row has an end: as the register calls it."""


FILED = ("part", "not_complaint", "automatic")
"""As what a message that became no case can have been filed: part of a case, no complaint, a machine's."""


class After(StrEnum):
    """From when a class counts. What arrives later always begins it anew."""

    CLOSING = "closing"
    SANCTIONS = "end of sanctions"


class Then(StrEnum):
    """What follows when the period is over."""

    ERASE = "erase"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """WHEN. All that is given must hold, of each list any; None or empty: not asked. `taken` holds `STEP` or
    `STEP: OUTCOME`, `facts` the values of facts of the rulebook, `alleged` clauses of codes of conduct
    (`CODE/CLAUSE`; in schedules of before a clause alone, which means that of every code), `filed` as what a
    message was filed (`FILED`), `status` how somebody in the register stands (`STATUSES`)."""

    stage: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    sanction: tuple[str, ...] = ()
    sanctioned: bool | None = None
    facts: Mapping[str, tuple[bool | str, ...]] = field(default_factory=dict)
    alleged: tuple[str, ...] = ()
    minor: bool | None = None
    imported: bool | None = None
    filed: tuple[str, ...] = ()
    status: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """One class: what it is of (`of`: kinds of dockets), under which conditions (any of `when`; empty:
    always), for how long it keeps, counted from what, why (`reason`, the legal basis), and what follows.
    `review`: how often it is looked at where a sanction has no end that could be counted from."""

    id: str
    title: str
    reason: str
    clause: str
    of: tuple[str, ...]
    when: tuple[Condition, ...]
    keep: Period
    after: After
    then: Then
    review: Period | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schedule:
    """A retention schedule. `rulebook` is the id of the rulebook whose names its conditions use,
    `deliberations` how long notes of deliberations outlast the decision; None: not at all."""

    text: str = field(repr=False)
    hash: str = field(init=False)  # "sha256:" and 64 hex digits, of the UTF-8 text
    id: str
    version: str
    title: str
    language: str
    zone: ZoneInfo
    rulebook: str
    classes: Mapping[str, Class]
    deliberations: Period | None = None

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        object.__setattr__(self, "hash", f"sha256:{digest}")

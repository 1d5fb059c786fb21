"""Sanctions guidance as values: a ladder of rungs, types of breach with a place on it, and factors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dueprocess.core.rulebook.model import Period


class Way(StrEnum):
    """Whether a factor weighs for more or for less."""

    AGGRAVATING = "aggravating"
    MITIGATING = "mitigating"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: sanctions of the rulebook that weigh alike, those that last up to `up_to`
    (None: of any length). Of the lowest there are none: nothing is imposed."""

    id: str
    title: str
    sanctions: tuple[str, ...] = ()
    up_to: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One type of breach: the rung with which one starts, and the lowest and highest that need no departure.
    `clauses` (`CODE/CLAUSE`) are the clauses of codes of conduct that it is most often of."""

    id: str
    title: str
    says: str = ""
    clauses: tuple[str, ...] = ()
    starts: str
    lowest: str
    highest: str


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that raises or lowers the sanction within the range."""

    id: str
    title: str
    way: Way
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guidance:
    """Sanctions guidance of a rulebook (its id). `rungs` stand from the lightest to the heaviest."""

    text: str = field(repr=False)
    hash: str = field(init=False)  # "sha256:" and 64 hex digits, of the UTF-8 text
    id: str
    version: str
    title: str
    language: str
    rulebook: str
    says: str = ""
    rungs: Mapping[str, Rung]
    breaches: Mapping[str, Breach]
    factors: Mapping[str, Factor]

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        object.__setattr__(self, "hash", f"sha256:{digest}")

    def height(self, rung: str) -> int:
        """Return the place of a rung on the ladder; the lightest is 0. Raises ValueError for none of it."""
        return list(self.rungs).index(rung)

    def of_clause(self, clause: str) -> tuple[str, ...]:
        """Return the types of breach that a clause (`CODE/CLAUSE`) most often is."""
        return tuple(each.id for each in self.breaches.values() if clause in each.clauses)

    def open_to(self, clauses: Iterable[str]) -> tuple[str, ...]:
        """Return the types of breach by which something alleged under these clauses (`CODE/CLAUSE`) can be
        decided: those of the clauses, and those that name none. All, where a clause is of no type, or nothing
        is alleged."""
        of = [self.of_clause(clause) for clause in clauses]
        return tuple(
            each.id
            for each in self.breaches.values()
            if not of or not all(of) or not each.clauses or any(each.id in named for named in of)
        )

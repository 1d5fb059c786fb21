"""Whom of the register a listed person may be: candidates with a score and reasons, for somebody to look at.

One function, `propose`, so that what compares names can be exchanged. It decides nothing: no score is high
enough to bar anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dueprocess.docket.sealing import person_tag
from dueprocess.people import matching
from dueprocess.people.matching import Named
from dueprocess.standing.listing import Entry

BY_NAME = {
    Named.WRITTEN: 88, Named.OTHER: 86, Named.ORDER: 82, Named.SOUNDS: 70, Named.NEARLY: 64, Named.PART: 35,
    Named.NONE: 25,
}  # fmt: skip
"""What a name that fits so is worth, in hundredths. Nothing is ever certain: 99 is the most."""
SECOND, AGAINST = 6, 25
"""What each fact beside the name adds, and what each that speaks against takes away."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a listed person may be (key), the score in hundredths, the reasons in words; `second`:
    something beside the name agrees."""

    person: int
    score: int
    reasons: tuple[str, ...]
    second: bool


def propose(listed: Entry, *, on: date) -> tuple[Candidate, ...]:
    """Return whom of the register a listed person may be, the likeliest first; everybody who is as likely as
    another."""
    found: dict[int, Candidate] = {}
    for name in (listed.name, *listed.aliases):
        text = ", ".join(part for part in (name, listed.born_on, listed.number) if part)
        for each in matching.match(text, roles={}, on=on).candidates:
            if each.named <= Named.PART and not each.second:
                continue  # a part of a name alone is nobody
            made = _judged(each)
            before = found.get(made.person)
            if before is None or made.score > before.score:
                found[made.person] = made
    return tuple(sorted(found.values(), key=lambda each: (-each.score, each.person)))


def _judged(found: matching.Candidate) -> Candidate:
    score = BY_NAME[found.named] + SECOND * len(found.second) - AGAINST * len(found.against)
    return Candidate(found.person.pk, max(1, min(99, score)), tuple(_reasons(found)), bool(found.second))


def _reasons(found: matching.Candidate) -> Iterable[str]:
    yield found.name_fits
    yield from found.second
    yield from (f"– {each}" for each in found.against)


def tag_of(found: Candidate) -> str:
    """Return the keyed tag of a candidate."""
    return person_tag(found.person)

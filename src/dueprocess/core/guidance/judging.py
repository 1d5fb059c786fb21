"""Where a sanction stands by the guidance. Knows rungs and ranges; not who decides, nor why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dueprocess.core.guidance.model import Guidance, Rung
from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.words import NotUnderstood


class Stands(StrEnum):
    """Where what is imposed lies: a departure is whatever is not within."""

    WITHIN = "within"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Judged:
    """The heaviest rung of what is imposed on one respondent, and where it stands by one type of breach."""

    rung: str
    stands: Stands


def judge(guidance: Guidance, breach: str, imposed: Iterable[Mapping[str, Any]]) -> Judged:
    """Judge what one act imposes on one respondent: each with `sanction` and, where the act says it, `lasts`
    (as written, in the words of PERIOD). The heaviest counts; of a sanction that is suspended what it would
    be. Nothing imposed is the lowest rung. A sanction that the guidance does not know counts as the heaviest:
    it needs reasons. Raises KeyError for a breach that there is not."""
    row = guidance.breaches[breach]
    rungs = list(guidance.rungs.values())
    at = max((weighs(guidance, each["sanction"], each.get("lasts")) for each in imposed), default=0)
    if at < guidance.height(row.lowest):
        stands = Stands.BELOW
    elif at > guidance.height(row.highest):
        stands = Stands.ABOVE
    else:
        stands = Stands.WITHIN
    return Judged(rungs[at].id, stands)


def weighs(guidance: Guidance, sanction: str, lasts: str | None) -> int:
    """Return the place on the ladder of one sanction: the lightest rung that has it for so long."""
    rungs = list(guidance.rungs.values())
    name = words.name(sanction)
    having = [n for n, rung in enumerate(rungs) if name in rung.sanctions]
    if not having:
        return len(rungs) - 1
    return next((n for n in having if _holds(rungs[n], lasts)), having[-1])


def _holds(rung: Rung, lasts: str | None) -> bool:
    if rung.up_to is None:
        return True
    try:
        length = words.period(lasts)
    except NotUnderstood:  # for good, until it is lifted, or not said: as long as can be
        return False
    return words.roughly(length) <= words.roughly(rung.up_to)

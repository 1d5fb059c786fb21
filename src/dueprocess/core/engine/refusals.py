"""Why a step may not be taken: the codes of refusal in their order, and one refusal as a value.

What is refused when is decided in `permit` and `content`; how it is said, `said` and `core.saying` know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dueprocess.core.errors import Refused
from dueprocess.core.saying import Said


class Code(StrEnum):
    """The codes of refusal, in the order in which they are looked for."""

    WRONG_STAGE = "wrong_stage"
    NOT_WHEN = "not_when"
    NOT_YET = "not_yet"
    DONE_ALREADY = "done_already"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOTHING_THERE = "nothing_there"
    NOBODY_ABLE = "nobody_able"
    NOT_YOURS = "not_yours"
    NOT_INDEPENDENT = "not_independent"
    VOTE = "vote"
    OUTCOME = "outcome"
    APPOINTMENT = "appointment"
    FACTS = "facts"
    NOTICE = "notice"
    PAPERS = "papers"
    CONSENT = "consent"
    SIGNATURE = "signature"
    GROUNDS = "grounds"
    LETTER = "letter"
    SANCTION = "sanction"
    DEPARTURE = "departure"
    NOT_NOTIFIED = "not_notified"
    SOLE_BASIS = "sole_basis"
    FIRST = "first"
    LATE_ENTRY = "late_entry"


ORDER = {code: index for index, code in enumerate(Code)}
CONTENT = frozenset(code for code in Code if ORDER[code] >= ORDER[Code.VOTE])
"""What only the content of an act can show."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing an act lacks or has wrong: `field` is its key in the JSON of an act, `item` which of them.

    `moment`: of what is too early, the instant from which it no longer is, where time alone has to pass.
    """

    code: Code
    reason: Said
    clause: str | None = None
    field: str | None = None
    item: str | None = None
    moment: datetime | None = None


class NotPermitted(Refused):
    """A rule says no to a step. `needs` lists everything that the act lacks, the first being the refusal;
    `version`: the number of the version of the rulebook that says so, where one step is judged."""

    def __init__(self, first: Need, needs: tuple[Need, ...] = (), version: str | None = None) -> None:
        super().__init__(first.code.value, first.reason, first.clause)
        self.first = first
        self.needs = needs or (first,)
        self.version = version

    def __reduce__(  # type: ignore[override]
        self,
    ) -> tuple[type[NotPermitted], tuple[Need, tuple[Need, ...], str | None]]:
        return (type(self), (self.first, self.needs, self.version))

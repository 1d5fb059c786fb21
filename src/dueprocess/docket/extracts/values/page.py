"""The page of one docket as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dueprocess.docket.extracts.values.entries import FileLine, TimelineRow
from dueprocess.docket.extracts.values.imposed import ImposedLine, NoticeLine
from dueprocess.docket.extracts.values.people import AskLine, BodyLine, MentionLine, Named, PartyLine
from dueprocess.docket.extracts.values.steps import StepLine
from dueprocess.docket.extracts.values.times import DeadlineLine, PauseLine, StrandLine


@dataclass(frozen=True, slots=True)
class DocketPage:
    """Everything a page of one docket shows. `length` goes into every form (crossing edits are found by it).

    `grounds` are those of the rulebook's conflicts of interest, `party_kinds` its kinds of party with title.
    `astray` are letters that went out about what was annulled since.
    `me` is the viewer's local key. `names` gives the name behind every local key that is used.
    """

    number: str
    kind: str
    unit: str
    rulebook: str
    rulebook_title: str
    length: int
    is_open: bool
    received_at: datetime | None
    closed_at: datetime | None
    as_at: datetime
    me: str
    owner: Named | None
    strands: tuple[StrandLine, ...]
    next: DeadlineLine | None
    timeline: tuple[TimelineRow, ...]
    files: tuple[FileLine, ...]
    parties: tuple[PartyLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    steps: tuple[StepLine, ...]
    measures: tuple[ImposedLine, ...]
    sanctions: tuple[ImposedLine, ...]
    notices: tuple[NoticeLine, ...]
    astray: tuple[NoticeLine, ...]
    bodies: tuple[BodyLine, ...]
    mentions: tuple[MentionLine, ...]
    pauses: tuple[PauseLine, ...]
    unanswered: tuple[AskLine, ...]
    facts: tuple[tuple[str, str], ...]
    grounds: tuple[str, ...]
    party_kinds: tuple[tuple[str, str], ...]
    names: Mapping[str, str]

    @property
    def unruled(self) -> tuple[MentionLine, ...]:
        """Officers who are mentioned, and on whom nobody has ruled yet."""
        return tuple(each for each in self.mentions if each.ruled is None)

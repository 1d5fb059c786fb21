"""What goes between the office and the parties of a docket: letters owed, and messages to answer."""

from __future__ import annotations

from collections.abc import Iterable

from dueprocess.core.engine import NoticeState
from dueprocess.docket import answers, way_in
from dueprocess.docket.extracts import annulling
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.values import AskLine, NoticeLine


def notices(view: Opened, which: Iterable[NoticeState], ways: way_in.Ways) -> tuple[NoticeLine, ...]:
    """Return these letters in their order."""
    return tuple(
        NoticeLine(
            each.n,
            annulling.letter(view, each),
            view.name(each.to),
            each.to,
            str(each.state),
            each.due_at,
            each.sent_at,
            each.received_at,
            tuple(view.rulebook.steps[step].title for step in each.waits_for),
            each.withholds,
            not ways.get(each.to, way_in.SHUT).opens,
        )
        for each in which
    )


def unanswered(view: Opened) -> tuple[AskLine, ...]:
    """Return the parties who wait for an answer, whoever has waited longest first."""
    letters = [(each.n, each.to) for each in view.state.notices if str(each.state) != answers.OPTIONAL]
    found = answers.waiting(view.whole.rows, view.state.parties, letters)
    return tuple(AskLine(each.key, view.name(each.key), each.since, each.n) for each in found)

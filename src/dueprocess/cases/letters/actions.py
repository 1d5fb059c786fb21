"""Looking at the letters that a step would send, before anybody is asked to confirm it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dueprocess.cases.letters.extracts import Preview, previews
from dueprocess.docket.actions import tried
from dueprocess.docket.extracts import opened
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.rules import letters as adopted
from dueprocess.rules import rulebooks


def preview(
    *, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, papers: Iterable[str] = ()
) -> tuple[Preview, ...]:
    """Return the letters that a step would send, with the values of the case as it would then be; () where
    nobody adopted words for them. Nothing stays of it. Raises as `take_step`."""
    if adopted.current(rulebooks.shown(docket.rulebook_id).id) is None:
        return ()

    def look(after: Docket, act: Act) -> tuple[Preview, ...]:
        return previews(opened(after), act.n)

    return tried(look, docket=docket, step=step, by=by, at=at, needs=needs, papers=papers)

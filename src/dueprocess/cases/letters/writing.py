"""Letters of cases in the words adopted for their rulebook, with what each case says. Writes nothing down:
whoever sends one does (`docket.actions.letters`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import translation

from dueprocess.cases.letters import values
from dueprocess.cases.service.reading import HAND
from dueprocess.core import engine
from dueprocess.core.errors import Malformed
from dueprocess.core.letters import FIELDS, Letters, Part, Rendered
from dueprocess.core.letters.telling import fields_of
from dueprocess.docket import roster, way_in
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.lettering import Written
from dueprocess.docket.models import Docket
from dueprocess.kit.components import worded
from dueprocess.papers.letter import pdf
from dueprocess.rules import letters as adopted
from dueprocess.rules import rulebooks

ARRIVES = timedelta(days=10)
"""After this every channel for which the rules presume a receipt counts as received."""


def write(docket: Docket, act: int, to: str, channel: str, at: datetime) -> tuple[Written, ...]:
    """Return the letters about an act to one reader (`docket.lettering`). None where nobody adopted words for
    the rulebook, so that a case without them costs no more."""
    said = adopted.current(rulebooks.shown(docket.rulebook_id).id)
    if said is None:
        return ()
    return of(opened(docket, at=at), act, to, channel, said)


def of(view: Opened, n: int, to: str, channel: str, said: Letters | None = None) -> tuple[Written, ...]:
    """Return the same for a docket that is open, as of the view's moment; () too where the set has no words
    for one of them."""
    said = said or adopted.current(view.rulebook.id)
    act = next((each for each in view.acts if each.n == n), None)
    owed = [each for each in view.state.notices if each.n == n and each.to == to]
    owed = [each for each in owed if str(each.state) != "optional"] or owed  # that goes when it is asked for
    if said is None or act is None or not owed:
        return ()
    party = view.state.parties.get(to)
    opens = party is not None and way_in.of(view.docket).get(to, way_in.SHUT).opens
    withholds = sorted({word for each in owed for word in each.withholds})
    names = list(dict.fromkeys(each.letter or "" for each in owed))
    audiences = [*([party.kind] if party else [to]), *(each.who for each in owed)]
    clocks = deadlines(view, n, to, channel) if _tells_times(said, names, audiences) else []
    with translation.override(said.language):
        told = values.of(view, act, to, withholds, clocks, opens=opens)
    found = []
    for name in names:
        try:
            shown = adopted.filled(said, name, audiences, told)
        except Malformed:
            return ()
        found.append(_written(said, shown, str(told.get("name", ""))))
    return tuple(found)


def _tells_times(said: Letters, names: Iterable[str], audiences: Sequence[str]) -> bool:
    """Tell whether a day that has to be reckoned stands in one of these letters."""
    lines = Part("points", (*said.beside, *said.opening, *said.closing, *said.head, *said.foot), 0)
    words = [part for name in names if name in said.letters for part in said.letters[name].words(audiences)]
    return not values.TIMES.isdisjoint(fields_of([*words, *said.help, lines]))


def _written(said: Letters, shown: Rendered, name: str) -> Written:
    def make() -> bytes:
        return pdf(adopted.document(shown, (name,) if name else ()))

    lacks = tuple(worded(FIELDS[each].says) for each in shown.missing)
    return Written(said.hash, shown, make, lacks)


def deadlines(view: Opened, n: int, to: str, channel: str) -> list[engine.DeadlineState]:
    """Return the deadlines as they run once this letter has gone out by a channel: those that run from its
    receipt too, as far as the rules presume when it arrives; what is handed over arrives with that."""
    mark = roster.moment(view.at)
    number = max(each["n"] for each in view.whole.json["acts"]) + 1
    note = {"n": number, "at": mark, "entered": mark, "note": "sent", "of": n, "to": [to], "by": channel}
    rows = [*view.whole.json["acts"], note]
    presumed = view.rulebook.calendar.received.get(channel)
    if channel == HAND and presumed is None:  # it has arrived when it is handed over
        got = {"n": number + 1, "at": mark, "entered": mark, "note": "received", "of": n, "to": [to]}
        rows.append(got)
    sent = engine.Docket.parse({**view.whole.json, "acts": rows})
    found = list(engine.state(rulebooks.LIBRARY, sent, view.at).deadlines)
    if presumed is None:
        return found
    there = {_mark(each) for each in found}
    later = engine.state(rulebooks.LIBRARY, sent, view.at + ARRIVES).deadlines
    return [*found, *(each for each in later if _mark(each) not in there)]


def _mark(each: engine.DeadlineState) -> tuple[object, ...]:
    return (each.strand, each.step, each.index, each.person, each.against)

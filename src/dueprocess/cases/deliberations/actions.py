"""Writing notes while one deliberates, correcting and deleting them; and destroying all of a case.

Nothing here is an act, but the destruction: that is one, in every case in which a body sat, whether there
were notes or not. So its entry says nothing. Must not write in any journal, log, mail or job what or whether
somebody wrote.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from dueprocess.cases.deliberations import papers
from dueprocess.cases.deliberations.models import Deliberation, DeliberationNote
from dueprocess.cases.deliberations.papers import Paper
from dueprocess.core.deadlines import period_ends
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import house, retention
from dueprocess.docket.actions import house_note
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.kinds import CASE
from dueprocess.docket.models import Act, Docket, Reach
from dueprocess.docket.models.access import AS
from dueprocess.docket.models.dockets import NO
from dueprocess.docket.needs import MACHINE, Actor, Needs
from dueprocess.kit import clock, keys
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks, schedules

MOST = 20_000
"""So many characters a note may have."""
AT_ONCE = 500
"""So many rows are made in one round."""


@transaction.atomic
def write(*, docket: Docket, by: Person, text: str, body: str = "") -> str:
    """Write a note: for oneself, or shared with those who sit in a body (its id) beside oneself now. Returns
    its code.

    Raises Malformed without a text; Refused: "not_sitting" for whoever decides in no body here, or not in
    this one, "ended" once the notes of the case were destroyed.
    """
    room, view, me = _room(docket, by)
    if not papers.sitting(view, me):
        raise _not_sitting()
    now = clock.now().isoformat()
    paper = Paper(
        by=me, body=body, given=_with(view, me, body), text=_text(text), written=now, changed=now, version=1
    )
    code = secrets.token_hex(8)
    sealed = papers.sealed(papers.vault(room, view.docket), code, paper)
    DeliberationNote.objects.create(deliberation=room, code=code, sealed=sealed)
    return code


@transaction.atomic
def correct(*, docket: Docket, code: str, by: Person, text: str, body: str, version: int) -> None:
    """Change what one's own note says, and with whom it is shared: with those who sit there now, or with
    nobody any more. `version` is the one that was read.

    Raises as `write`; Refused: "no_note" for none of one's own, "changed_meanwhile" for another version,
    "held" under a legal hold.
    """
    room, view, me = _room(docket, by)
    row, paper = _mine(room, view, me, code)
    if paper.version != version:
        raise Refused("changed_meanwhile", _("You have changed this note meanwhile: look at it again."), None)
    changed = replace(
        paper, body=body, given=_with(view, me, body), text=_text(text), changed=clock.now().isoformat(),
        version=version + 1,
    )  # fmt: skip
    row.sealed = papers.sealed(papers.vault(room, view.docket), code, changed)
    row.save(update_fields=["sealed"])


@transaction.atomic
def drop(*, docket: Docket, code: str, by: Person) -> None:
    """Delete one's own note, for those too with whom it was shared. Raises as `correct`."""
    room, view, me = _room(docket, by)
    _mine(room, view, me, code)[0].delete()


def prepare() -> int:
    """Make the row of every open case in which a body sits and that has none; returns how many. Each case has
    it, so that it says of none that somebody wrote there."""
    made = 0
    there = Docket.objects.open().filter(kind=CASE, key_wrapped__isnull=False, deliberation=None)
    for hash_ in there.order_by().values_list("rulebook_id", flat=True).distinct():
        bodies = rulebooks.shown(hash_).bodies.values()
        if not bodies:
            continue
        wanted = there.filter(rulebook_id=hash_)
        if all(each.per_case for each in bodies):
            names = [AS + each.id for each in bodies]
            wanted = wanted.filter(
                Exists(Reach.objects.filter(docket=OuterRef("pk"), shuts__in=NO, why__in=names))
            )
        rows = [
            Deliberation(docket_id=pk, key_wrapped=keys.wrap(keys.new_key()))
            for pk in wanted.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
        ]
        made += len(Deliberation.objects.bulk_create(rows, ignore_conflicts=True))
    return made


def to_look_at() -> list[Docket]:
    """Return the cases of which notes may have to go: those at their end, and those that have any."""
    notes = DeliberationNote.objects.filter(deliberation__docket=OuterRef("pk"))
    rows = Docket.objects.filter(deliberation__isnull=False, key_wrapped__isnull=False)
    return list(rows.filter(Q(is_open__in=NO) | Exists(notes)).order_by("pk"))


@transaction.atomic
def clear(docket: Docket) -> Act | None:
    """Destroy what is to be destroyed of the notes of a case now: all of it with an act once the decision is
    final and the time of the retention schedule is over, unless a legal hold runs; else those that nobody
    reads any more. Returns the act, None where there was none. By the machine."""
    docket = Docket.objects.locked(docket.pk)
    room = Deliberation.objects.filter(docket=docket).first()
    if room is None or docket.key_wrapped is None:
        return None
    view = opened(docket)
    if retention.held(view.acts) is not None:
        return None
    if _over(view):
        room.delete()
        return house_note(docket=docket, note=house.DELIBERATED, by=MACHINE, needs=Needs(), named={})
    opens = papers.vault(room, docket)
    rows = room.notes.order_by("pk")
    gone = [row.pk for row in rows if papers.lost(view, papers.read(opens, row))]
    room.notes.filter(pk__in=gone).delete()
    return None


def final(view: Opened) -> bool:
    """Tell whether nothing can be decided in a case any more: it is at its end, what was opened beside it is
    too, and no party has a way left to attack anything."""
    state = view.state
    return state.ended and all(each.ended for each in state.strands) and not state.ways


def forget(dockets: Sequence[Docket]) -> None:
    """Destroy the notes of cases that are erased."""
    Deliberation.objects.filter(docket__in=dockets).delete()


def _over(view: Opened) -> bool:
    if not final(view):
        return False
    current = schedules.current()
    keep = current.schedule.deliberations if current is not None else None
    closed: datetime | None = view.docket.closed_at
    if keep is None or closed is None:
        return True
    counted = rulebooks.clock(view.docket.rulebook_id)
    last = period_ends(counted, keep, day=counted.local_day(closed), at=closed).last_day
    return last is None or counted.local_day(view.at) > last


def _room(docket: Docket, by: Person) -> tuple[Deliberation, Opened, str]:
    """Return where the notes of a case lie, with the case, locked, and the local key of whoever sits."""
    docket = Docket.objects.locked(docket.pk)
    view = opened(docket, viewer=Actor(person=by))
    if not papers.bodies_of(view, view.me):
        raise _not_sitting()
    room = Deliberation.objects.filter(docket=docket).first()
    if room is None:
        if not docket.is_open:
            said = _("The decision is final, and the notes were destroyed: nothing is added.")
            raise Refused("ended", said, None)
        room = Deliberation.objects.create(docket=docket, key_wrapped=keys.wrap(keys.new_key()))
    return room, view, view.me


def _not_sitting() -> Refused:
    return Refused("not_sitting", _("Only those write here who decide in this case."), None)


def _with(view: Opened, me: str, body: str) -> tuple[str, ...]:
    if not body:
        return ()
    sitting = papers.sitting(view, me).get(body)
    if sitting is None:
        raise Refused("not_sitting", _("You do not decide in this body now."), None)
    return tuple(key for key in sitting.voting if key != me)


def _mine(room: Deliberation, view: Opened, me: str, code: str) -> tuple[DeliberationNote, Paper]:
    row = room.notes.filter(code=code).first()
    paper = papers.read(papers.vault(room, view.docket), row) if row is not None else None
    if row is None or paper is None or paper.by != me:
        raise Refused("no_note", _("There is no such note of yours."), None)
    if not papers.reads(paper, me, papers.bodies_of(view, me)):
        raise Refused("not_sitting", _("You do not decide in this body now."), None)
    if retention.held(view.acts) is not None:
        said = _("This case is under a legal hold: nothing of it goes. Write another note beside it.")
        raise Refused("held", said, None)
    return row, paper


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise Malformed([Problem("text", None, _("The note is empty."), _("Write a few words."))])
    if len(text) > MOST:
        mend = _("Make two notes of it.")
        raise Malformed([Problem("text", None, _("The note is too long."), mend)])
    return text

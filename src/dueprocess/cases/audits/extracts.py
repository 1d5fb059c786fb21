"""Draws by lot for pages and commands, as frozen values: what was announced and drawn, how it was answered,
what comes next, and who audits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.cases.audits.answering import Kind
from dueprocess.cases.audits.models import Draw
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.ledger import lots
from dueprocess.people.models import Accreditation, Grant, Login, Person, Power

MOST = 20
"""So many things that wait stand on one page."""
REPORTED = timedelta(days=28)
"""So long after a package was handed over the auditor is reminded to report what they found."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One entry that was drawn, and what it was answered with, in words."""

    index: int
    kind: str
    words: str
    opened: bool


@dataclass(frozen=True, slots=True)
class DrawLine:
    """One draw. `state`: announced (not witnessed since), witnessed, drawn, handed; `place`: the index of its
    announcement. `acts` is among how many acts it draws."""

    code: str
    auditor: str
    body: str
    by: str
    first: int
    last: int
    sample: int
    whole: bool
    seal: str
    announced_at: datetime
    place: int
    state: str
    size: int | None
    root: str
    drawn_at: datetime | None
    indices: tuple[int, ...]
    handed_at: datetime | None
    answers: tuple[AnswerLine, ...]
    counts: tuple[tuple[str, int], ...]
    duty: str
    mine: bool
    runs: bool


@dataclass(frozen=True, slots=True)
class AuditorLine:
    """An accreditation: whose, by which body, for how long. `state`: waiting, running, coming, over,
    declined; `mine`: whoever looks may sign it; `own`: they proposed it."""

    pk: int
    person: int
    name: str
    body: str
    duty: str
    from_on: date
    until_on: date
    by: str
    made_at: datetime
    state: str
    ended_by: str
    ended_at: datetime | None
    mine: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What an auditor, or whoever oversees, has to do next: `what` is sign, draw, take or report; of the
    accreditation `pk` or the draw `code`. `name` and `body` of the auditor, `since` when it waits."""

    what: str
    pk: int
    code: str
    name: str
    body: str
    since: datetime


def words() -> dict[str, str]:
    """Return what each answer means, in the reader's language."""
    return {
        Kind.DOCKET: _("the whole file is laid open"),
        Kind.ENTRY: _("this entry is laid open"),
        Kind.RECORD: _("an act of the record itself, laid open"),
        Kind.ERASED: _("its content was erased; what is left is laid open"),
        Kind.LOST: _("lost before a restore; the entry that says so is laid open"),
        Kind.ANOTHER: _("not shown to this auditor: another must look"),
    }


def draws(viewer: Person) -> tuple[DrawLine, ...]:
    """Return every draw for somebody who oversees, and an auditor's own for the auditor, newest first."""
    return tuple(_draw(row, viewer) for row in _visible(viewer).order_by("-pk"))


def draw(code: str, viewer: Person) -> tuple[Draw, DrawLine]:
    """Return a draw for an action and for its page. Raises Hidden where there is none for this person."""
    row = _visible(viewer).filter(code=code).first()
    if row is None:
        raise Hidden("no such draw")
    return row, _draw(row, viewer)


def line(row: Draw) -> DrawLine:
    """Return a draw for the installation's own commands."""
    return _draw(row, row.accreditation.person)


def every() -> tuple[DrawLine, ...]:
    """Return every draw for the installation's own commands, oldest first."""
    rows = Draw.objects.select_related("accreditation__person", "accreditation__grant", "by", "announced")
    return tuple(line(row) for row in rows.order_by("pk"))


def accreditations() -> tuple[tuple[int, str, str, date], ...]:
    """Return every accreditation without its person: number, body, state, last day."""
    rows = Accreditation.objects.select_related("person", "by", "ended_by", "grant").order_by("pk")
    found = [_auditor(row, row.person) for row in rows]
    return tuple((each.pk, each.body, each.state, each.until_on) for each in found)


def _visible(viewer: Person) -> QuerySet[Draw]:
    rows = Draw.objects.select_related("accreditation__person", "accreditation__grant", "by", "announced")
    held = Grant.objects.running(clock.now().date()).filter(person=viewer)
    if held.filter(power=Power.OVERSEE).exists():
        return rows
    return rows.filter(accreditation__person=viewer)


def _draw(row: Draw, viewer: Person) -> DrawLine:
    place = lots.index_of(row.announced.entry_id)
    if row.handed_id:
        state = "handed"
    elif row.drawn_id:
        state = "drawn"
    else:
        state = "witnessed" if lots.witnessed_after(place) is not None else "announced"
    said = words()
    answers = tuple(
        AnswerLine(each["index"], each["kind"], said[Kind(each["kind"])], each["kind"] != Kind.ANOTHER)
        for each in row.answers
    )
    counted = Counter(each.words for each in answers)
    on = clock.now().date()
    grant = row.accreditation.grant
    return DrawLine(
        row.code, row.accreditation.person.shown_name, row.accreditation.body,
        row.by.shown_name if row.by else "", row.first, row.end - 1, row.sample, row.whole, row.seal,
        row.announced_at, place, state, row.size, row.root, row.drawn_at, tuple(row.indices), row.handed_at,
        answers, tuple(counted.most_common()), row.accreditation.duty,
        viewer.pk == row.accreditation.person_id,
        grant is not None and grant.from_on <= on and (grant.until_on is None or grant.until_on >= on),
    )  # fmt: skip


def auditors(viewer: Person) -> tuple[AuditorLine, ...]:
    """Return every accreditation, those that wait first, then the newest."""
    rows = Accreditation.objects.select_related("person", "by", "ended_by", "grant").order_by("-pk")
    return tuple(sorted((_auditor(row, viewer) for row in rows), key=lambda each: each.state != "waiting"))


def auditor(pk: int, viewer: Person) -> tuple[Accreditation, AuditorLine]:
    """Return an accreditation for an action and for its page. Raises Hidden where there is none, and for the
    person themselves while it waits."""
    rows = Accreditation.objects.select_related("person", "by", "ended_by", "grant")
    row = rows.filter(pk=pk).exclude(person=viewer).first()
    if row is None:
        raise Hidden("no such accreditation")
    return row, _auditor(row, viewer)


def to_sign(viewer: Person) -> tuple[Next, ...]:
    """Return the accreditations that wait for somebody who oversees; one query."""
    rows = Accreditation.objects.filter(ended_at=None).exclude(by=viewer).exclude(person=viewer)
    return tuple(
        Next("sign", row.pk, "", row.person.shown_name, row.body, row.made_at)
        for row in rows.select_related("person").order_by("pk")[:MOST]
    )


def next_steps(auditor: Person) -> tuple[Next, ...]:
    """Return what an auditor has to do next in each draw that was announced for them while their
    accreditation runs: draw, take what was drawn, and then check and report it (for `REPORTED` since it was
    handed over); the oldest first. A draw that has to be published first waits for nobody."""
    on = clock.now().date()
    held = Grant.objects.running(on).filter(person=auditor, power=Power.AUDIT)
    rows = Draw.objects.filter(accreditation__person=auditor, accreditation__grant__in=held)
    rows = rows.exclude(handed_at__lt=clock.now() - REPORTED)
    rows = rows.select_related("accreditation__person", "announced").order_by("pk")
    found = ((row, _what_next(row)) for row in rows[:MOST])
    steps = [(row, what) for row, what in found if what]
    return tuple(
        Next(
            what, row.accreditation_id, row.code, row.accreditation.person.shown_name,
            row.accreditation.body, row.handed_at or row.drawn_at or row.announced_at,
        )
        for row, what in sorted(steps, key=lambda step: step[1] == "report")
    )  # fmt: skip


def _what_next(row: Draw) -> str:
    if row.handed_at is not None:
        return "report"
    if row.drawn_id is not None:
        return "take"
    return "draw" if lots.witnessed_after(lots.index_of(row.announced.entry_id)) is not None else ""


def running() -> tuple[tuple[str, str], ...]:
    """Return the auditors who may be announced a draw today, for a form."""
    held = Grant.objects.running(clock.now().date()).filter(power=Power.AUDIT)
    rows = Accreditation.objects.filter(grant__in=held).select_related("person").order_by("pk")
    return tuple((str(row.pk), f"{row.person.shown_name}, {row.body}") for row in rows)


def address(accreditation: Accreditation) -> str:
    """Return where an auditor is written to: the address by which they sign in; "" where they cannot."""
    found = Login.objects.filter(person=accreditation.person_id, is_active=True)
    return str(found.values_list("email", flat=True).first() or "")


def accreditation(pk: int) -> Accreditation:
    """Return an accreditation for an action. Raises Hidden where there is none."""
    found = Accreditation.objects.filter(pk=pk).select_related("person").first()
    if found is None:
        raise Hidden("no such accreditation")
    return found


def _auditor(row: Accreditation, viewer: Person) -> AuditorLine:
    on = clock.now().date()
    waits = row.ended_at is None
    if waits:
        state = "waiting"
    elif row.grant is None:
        state = "declined"
    elif row.grant.from_on > on:
        state = "coming"
    else:
        state = "running" if row.grant.until_on is None or row.grant.until_on >= on else "over"
    until = row.grant.until_on if row.grant and row.grant.until_on else row.until_on
    return AuditorLine(
        row.pk, row.person_id, row.person.shown_name, row.body, row.duty, row.from_on, until,
        row.by.shown_name, row.made_at, state, row.ended_by.shown_name if row.ended_by else "", row.ended_at,
        waits and viewer.pk not in (row.by_id, row.person_id), row.by_id == viewer.pk,
    )  # fmt: skip

"""How long files are kept, for pages: of one docket its class and its day, with why; of all that a viewer may
see what may be erased, what is to be looked at, which legal holds run.

The wall comes first: nobody is shown, or told the number of, what is shut to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dueprocess.core.retention import PERSON, Class, Standing, changes, in_words, load, notes_in_words
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import approving, house, retention, wall
from dueprocess.docket.actions import erasure_lists, keeping
from dueprocess.docket.actions.retaining import MAY_LIFT
from dueprocess.docket.extracts import telling
from dueprocess.docket.extracts.values import DocketPage
from dueprocess.docket.held import alone
from dueprocess.docket.models import Act, Content, Docket, Keeping, LegalHold
from dueprocess.docket.retention import HoldIs, Kept, ReviewIs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.kit.components import worded
from dueprocess.people import holdings
from dueprocess.people.models import Grant, Person, Power
from dueprocess.rules import rulebooks, schedules
from dueprocess.rules.models import ScheduleVersion

MOST = 200
"""So many lines stand on one page."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What was decided on how long a docket is kept: by which entry, when, by whom, why."""

    n: int
    at: datetime
    what: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Term:
    """How long one docket is kept. `standing` is a code (`core.retention.Standing`), `until` its last day,
    `review_on` when somebody looks at it, `title` and `reason` of the class that holds, `why` in sentences.
    `held`: the note of the legal hold that runs."""

    standing: str
    until: date | None
    review_on: date | None
    title: str
    reason: str
    clause: str
    why: tuple[str, ...]
    held: NoteLine | None


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One docket in a list: its key, number and kind, how it stands and why."""

    pk: int
    number: str
    kind: str
    standing: str
    title: str
    until: date | None
    review_on: date | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class of the schedule in words, and how many closed dockets it holds that the viewer may see; None
    of one for people in the register."""

    title: str
    clause: str
    whom: str
    what: str
    reason: str
    count: int | None


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """The schedule that holds. `notes`: how long those of deliberations are kept. `shorter`: what it erases
    earlier than the one before it, in sentences."""

    title: str
    version: str
    hash: str
    adopted_by: str
    adopted_on: date
    recorded_on: date
    quiet_until: date | None
    text: str
    notes: str
    classes: tuple[ClassLine, ...]
    shorter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """What a viewer may see of what is closed: to be erased, to be looked at, kept back though its time is
    over; `more`: others are not shown. `unworked`: so many were not worked out yet."""

    erasable: tuple[KeptLine, ...]
    review: tuple[KeptLine, ...]
    back: tuple[KeptLine, ...]
    more: bool
    unworked: int


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One legal hold: of which docket, how it was put, and how it was lifted (None while it runs)."""

    number: str
    kind: str
    put: NoteLine
    lifted: NoteLine | None


def term(docket: Docket) -> Term | None:
    """Return how long a docket is kept; None where it was erased, or where no schedule was adopted and no
    legal hold runs."""
    if docket.key_wrapped is None:
        return None
    mine = alone(docket)
    found, hold = retention.kept(docket, mine=mine), retention.held(mine.acts)
    if found is None and hold is None:
        return None
    verdict = found.verdict if found else None
    holds = verdict.holds if verdict else None
    return Term(
        standing=str(verdict.standing if verdict else Standing.HELD),
        until=verdict.until if verdict else None,
        review_on=verdict.review_on if verdict else None,
        title=holds.title if holds else "",
        reason=holds.reason if holds else "",
        clause=holds.clause if holds else "",
        why=tuple(map(worded, verdict.why)) if verdict else (),
        held=_note(docket, hold) if hold is not None else None,
    )


def term_beside(docket: Docket, page: DocketPage) -> Term | None:
    """Return the same for a page that tells more of it: of an open one only where a legal hold was ever put
    on it, which the page tells; of the others no query is asked."""
    holds = any(row.step == house.LEGAL_HOLD for row in page.timeline)
    return term(docket) if holds or not page.is_open else None


def decided(docket: Docket) -> tuple[NoteLine, ...]:
    """Return every legal hold of a docket, its lifting and each review, the newest first."""
    notes = docket.acts.filter(is_note=True, name__in=(house.LEGAL_HOLD, house.REVIEWED)).order_by("-n")
    return tuple(_note(docket, act) for act in notes)


def _note(docket: Docket, act: Act) -> NoteLine:
    vault = Vault.of(docket)
    words = hold_words if act.name == house.LEGAL_HOLD else _review_words
    content = Content.objects.filter(act=act, field="reason").first()
    key = docket.person_keys.filter(key=act.by_key).first()
    return NoteLine(
        n=act.n,
        at=act.recorded_at,
        what=": ".join(next(words(act.facts))),
        by=str(vault.identity(key).get("name", "")) if key else "",
        why=str(vault.content(content, act.n)) if content else "",
    )


def schedule(viewer: Person) -> SchedulePage | None:
    """Return the schedule that holds, in words; None where none was adopted."""
    current = schedules.current()
    if current is None:
        return None
    found = current.schedule
    book = _book(found.rulebook)
    rows = list(ScheduleVersion.objects.order_by("-recorded_at", "-version")[:2])
    counts = _counts(viewer)
    quiet = current.since + retention.LOOKED_AT
    return SchedulePage(
        title=found.title,
        version=found.version,
        hash=found.hash,
        adopted_by=rows[0].adopted_by,
        adopted_on=rows[0].adopted_on,
        recorded_on=current.since,
        quiet_until=quiet if retention.today(current) <= quiet else None,
        text=found.text,
        notes=worded(notes_in_words(found)),
        classes=tuple(
            ClassLine(
                row.title,
                row.clause,
                *_words(row, book),
                row.reason,
                None if PERSON in row.of else counts.get(row.id, 0),
            )
            for row in found.classes.values()
        ),
        shorter=shorter(rows[1].text, found.text) if len(rows) > 1 else (),
    )


def _words(row: Class, book: Rulebook | None) -> tuple[str, str]:
    whom, what = in_words(row, book)
    return worded(whom), worded(what)


def shorter(before: str, after: str) -> tuple[str, ...]:
    """Return what one schedule erases earlier, or without asking, than another."""
    return tuple(map(worded, changes(load(before), load(after))))


def would_change(text: str) -> tuple[str, ...]:
    """Return what a schedule that is to be adopted would erase earlier than the one that holds. Raises
    Malformed for one that cannot be read."""
    current = schedules.current()
    return shorter(current.schedule.text, text) if current is not None else ()


def closed(viewer: Person) -> KeepingPage:
    """Return what may be erased now, what is to be looked at, and what is kept back though its time is over,
    the longest due first; some few queries and what each takes to be judged."""
    current = schedules.current()
    if current is None:
        return KeepingPage((), (), (), more=False, unworked=0)
    on = retention.today(current)
    rows = Keeping.objects.filter(docket__in=_seen(viewer), schedule=current.schedule.hash)
    due = rows.filter(asks=False, until__lt=on)
    asked = rows.filter(asks=True).exclude(review_on__gte=on)
    order = (F("until").asc(nulls_first=True), "docket_id")
    pks = [*due.order_by(*order).values_list("docket_id", flat=True)[: MOST + 1]]
    pks += [*asked.order_by(*order).values_list("docket_id", flat=True)[: MOST + 1]]
    found = Docket.objects.filter(pk__in=pks, key_wrapped__isnull=False, is_open=False).order_by("pk")
    listed = erasure_lists.on_lists()
    judged = [each for each in retention.every(list(found), current) if each.docket.pseudonym not in listed]
    return KeepingPage(
        erasable=_lines(judged, Standing.ERASABLE),
        review=_lines(judged, Standing.REVIEW),
        back=_lines(judged, Standing.HELD, Standing.LINKED),
        more=len(pks) > MOST,
        unworked=keeping.stale().count(),
    )


def holds(viewer: Person, *, running: bool) -> tuple[HoldLine, ...]:
    """Return the legal holds that run, or those that were lifted, of dockets that the viewer may see, the
    newest first."""
    rows = LegalHold.objects.filter(
        docket__in=_seen(viewer), docket__key_wrapped__isnull=False, lifted__isnull=running
    )
    rows = rows.select_related("docket").order_by("-put_at" if running else "-lifted_at", "-pk")[:MOST]
    return tuple(_hold(row) for row in rows)


def lifters(docket: Docket, but: Person) -> tuple[tuple[int, str], ...]:
    """Return who could sign with somebody that a legal hold is lifted, by name."""
    on = clock.now().date()
    pks = Grant.objects.running(on).filter(power__in=MAY_LIFT).values_list("person", flat=True)
    people = Person.objects.filter(pk__in=set(pks) - {but.pk})
    able = [
        (each.pk, each.shown_name)
        for each in people
        if wall.sees(docket, each) and approving.may(docket, each)
    ]
    return tuple(sorted(able, key=lambda pair: pair[1].casefold()))


def erasers(on: date) -> tuple[str, ...]:
    """Return the names of those who may propose and approve erasing."""
    return holdings.power_holders(Power.ERASE, on=on)


def _seen(viewer: Person) -> QuerySet[Docket]:
    return wall.visible_to(viewer, Docket.objects.all())


def _counts(viewer: Person) -> Mapping[str, int]:
    rows = Keeping.objects.filter(docket__in=_seen(viewer)).values("holds").annotate(n=Count("docket_id"))
    return dict(rows.values_list("holds", "n"))


def _book(rulebook: str) -> Rulebook | None:
    found = [each for each in map(rulebooks.get, rulebooks.hashes(kind="case")) if each.id == rulebook]
    return found[-1] if found else None


def _lines(judged: Iterable[Kept], *standings: Standing) -> tuple[KeptLine, ...]:
    found = [each for each in judged if each.verdict.standing in standings]
    found.sort(key=lambda each: (each.verdict.until or date.min, each.docket.pk))
    return tuple(
        KeptLine(
            each.docket.pk, each.docket.number, each.docket.kind, str(each.verdict.standing),
            each.verdict.holds.title if each.verdict.holds else "", each.verdict.until,
            each.verdict.review_on, tuple(map(worded, each.verdict.why)),
        )
        for each in found[:MOST]
    )  # fmt: skip


def _hold(row: LegalHold) -> HoldLine:
    notes = {
        act.n: _note(row.docket, act) for act in row.docket.acts.filter(n__in=[row.put, row.lifted or 0])
    }
    return HoldLine(row.docket.number, row.docket.kind, notes[row.put], notes.get(row.lifted or 0))


def chosen(numbers: Iterable[str], viewer: Person) -> list[int]:
    """Return the keys of the dockets of these numbers that the viewer may see."""
    return list(_seen(viewer).filter(number__in=list(numbers)).order_by("pk").values_list("pk", flat=True))


def hold_words(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a note says of a legal hold, as label and words."""
    put = facts["what"] == HoldIs.PUT
    yield _("Legal hold"), _("put on, so that nothing is erased") if put else _("lifted")


def _review_words(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if facts["as"] == ReviewIs.KEPT:
        yield _("Kept until"), date_format(date.fromisoformat(facts["until"]))
    else:
        yield _("Decided"), _("it may go when its time is over")


telling.note_with(house.LEGAL_HOLD, lambda _view, facts: hold_words(facts))
telling.note_with(house.REVIEWED, lambda _view, facts: _review_words(facts))

"""How long files are kept, for pages: of one docket its class and its day, with why; of all that a viewer may
see what may be erased, what is to be looked at, which legal holds run, and the lists that two people erase.

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

from dueprocess.core.retention import Class, Standing, changes, in_words, load
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import retention, roster, wall
from dueprocess.docket.actions import erasure_lists, keeping
from dueprocess.docket.actions.erasure_lists import LeftOut
from dueprocess.docket.actions.retaining import MAY_LIFT
from dueprocess.docket.extracts import telling
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.models import Content, Docket, ErasureList, Keeping, LegalHold
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
class Term:
    """How long one docket is kept. `standing` is a code (`core.retention.Standing`), `until` its last day,
    `review_on` when somebody looks at it, `title` and `reason` of the class that holds, `why` in sentences.
    `held`: a legal hold runs, since `held_at`, because of `held_why`."""

    standing: str
    until: date | None
    review_on: date | None
    title: str
    reason: str
    clause: str
    why: tuple[str, ...]
    held: bool
    held_at: datetime | None
    held_by: str
    held_why: str


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
    """One class of the schedule in words, and how many closed dockets it holds that the viewer may see."""

    title: str
    clause: str
    whom: str
    what: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """The schedule that holds. `shorter`: what it erases earlier than the one before it, in sentences."""

    title: str
    version: str
    hash: str
    adopted_by: str
    adopted_on: date
    recorded_on: date
    quiet_until: date | None
    text: str
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
    """One legal hold: of which docket, since when, by whom and why; `lifted_at` None while it runs."""

    number: str
    kind: str
    put_at: datetime
    by: str
    why: str
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One docket of a list; `left_out` says in words why it was, or would be now, not erased."""

    number: str
    kind: str
    title: str
    until: date | None
    gone: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list of dockets to be erased. `state`: proposed, declined, running or done. `rest`: so many would go
    now, or went."""

    pk: int
    state: str
    proposer: int
    proposed_by: str
    proposed_at: datetime
    settled_by: str
    settled_at: datetime | None
    lines: tuple[ListedLine, ...]
    rest: int
    erased: int
    payloads: int


def term(view: Opened) -> Term | None:
    """Return how long a docket that was opened for a viewer is kept; None where no schedule was adopted and
    no legal hold runs."""
    found = retention.kept(view.docket)
    hold = retention.held(view.acts)
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
        held=hold is not None,
        held_at=hold.recorded_at if hold else None,
        held_by=view.name(hold.by_key) if hold else "",
        held_why=str(view.contents.get(hold.n, {}).get("reason", "")) if hold else "",
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
        classes=tuple(
            ClassLine(row.title, row.clause, *_words(row, book), row.reason, counts.get(row.id, 0))
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


def lists(viewer: Person) -> tuple[ListPage, ...]:
    """Return the lists of dockets to be erased that the viewer may see whole, the newest first."""
    rows = ErasureList.objects.select_related("proposed_by", "settled_by").order_by("-pk")[:MOST]
    return tuple(_list(row) for row in rows if erasure_lists.sees_all(row, viewer))


def one_list(pk: int, viewer: Person) -> ListPage | None:
    """Return one list; None where there is none that the viewer may see whole."""
    row = ErasureList.objects.select_related("proposed_by", "settled_by").filter(pk=pk).first()
    return _list(row) if row is not None and erasure_lists.sees_all(row, viewer) else None


def lifters(docket: Docket, but: Person) -> tuple[tuple[int, str], ...]:
    """Return who could sign with somebody that a legal hold is lifted, by name."""
    on = clock.now().date()
    pks = Grant.objects.running(on).filter(power__in=MAY_LIFT).values_list("person", flat=True)
    people = Person.objects.filter(pk__in=set(pks) - {but.pk})
    able = [(each.pk, each.shown_name) for each in people if wall.sees(docket, each)]
    return tuple(sorted(able, key=lambda pair: pair[1].casefold()))


def erasers(on: date) -> tuple[str, ...]:
    """Return the names of those who may propose and approve erasing."""
    return holdings.power_holders(Power.ERASE, on=on)


def why_left_out(code: str) -> str:
    """Return in words why a docket of a list is not erased."""
    words = {
        LeftOut.CHANGED: _("Something has happened in it since."),
        LeftOut.HELD: _("A legal hold was put on it."),
        LeftOut.KEPT: _("It is kept by the schedule, or by what it belongs with."),
        LeftOut.WAITING: _("Something in it waits for a signature."),
        LeftOut.SHUT: _("It is shut to one of those who would approve it."),
        LeftOut.GONE: _("It was erased before."),
    }
    return words[LeftOut(code)]


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
    vault = Vault.of(row.docket)
    words = {n: "" for n in (row.put, row.lifted) if n}
    by: dict[int, str] = {}
    for act in row.docket.acts.filter(n__in=words):
        content = Content.objects.filter(act=act, field="reason").first()
        words[act.n] = str(vault.content(content, act.n)) if content else ""
        key = row.docket.person_keys.filter(key=act.by_key).first()
        by[act.n] = str(vault.identity(key).get("name", "")) if key else ""
    return HoldLine(
        row.docket.number, row.docket.kind, row.put_at, by.get(row.put, ""), words[row.put], row.lifted_at,
        by.get(row.lifted or 0, ""), words.get(row.lifted or 0, ""),
    )  # fmt: skip


def _list(row: ErasureList) -> ListPage:
    state = "proposed" if row.settled_at is None else "declined"
    if row.agreed:
        state = "done" if row.ended_at else "running"
    there = {each.pseudonym: each for each in Docket.objects.filter(
        pseudonym__in=[each["c"] for each in row.dockets])}  # fmt: skip
    left = erasure_lists.left_out(row) if state == "proposed" else row.left_out
    current = schedules.current()
    titles = {each.id: each.title for each in current.schedule.classes.values()} if current else {}
    lines = tuple(
        ListedLine(
            docket.number, docket.kind, titles.get(each["class"], each["class"].replace("_", " ")),
            date.fromisoformat(each["until"]) if each["until"] else None, docket.key_wrapped is None,
            why_left_out(left[each["c"]]) if each["c"] in left else "",
        )
        for each in row.dockets
        if (docket := there.get(each["c"])) is not None
    )  # fmt: skip
    return ListPage(
        pk=row.pk, state=state, proposer=row.proposed_by_id or 0,
        proposed_by=row.proposed_by.shown_name if row.proposed_by else "", proposed_at=row.recorded_at,
        settled_by=row.settled_by.shown_name if row.settled_by else "", settled_at=row.settled_at,
        lines=lines, rest=len(row.dockets) - len(left), erased=row.erased, payloads=row.payloads,
    )  # fmt: skip


def hold_words(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a note says of a legal hold, as label and words."""
    put = facts["what"] == HoldIs.PUT
    yield _("Legal hold"), _("Put on: nothing is erased") if put else _("Lifted")


def _review_words(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if facts["as"] == ReviewIs.KEPT:
        yield _("Kept until"), date_format(date.fromisoformat(facts["until"]))
    else:
        yield _("Decided"), _("It may go when its time is over")


telling.note_with(roster.LEGAL_HOLD, lambda _view, facts: hold_words(facts))
telling.note_with(roster.REVIEWED, lambda _view, facts: _review_words(facts))

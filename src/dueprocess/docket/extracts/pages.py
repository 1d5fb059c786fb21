"""The page of one docket as a value, the form of a step, its files and its read journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from dueprocess.core import engine
from dueprocess.core.engine import DeadlineState, Permission, untold
from dueprocess.core.rulebook.model import DueKind
from dueprocess.docket import roster, wall, way_in
from dueprocess.docket.extracts import telling, touching
from dueprocess.docket.extracts.between import notices, unanswered
from dueprocess.docket.extracts.inforce import imposed, sanctions, standing
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.extracts.values import (
    BodyLine,
    DeadlineLine,
    DocketPage,
    FileLine,
    Named,
    PartyLine,
    PauseLine,
    ReadLine,
    ReminderLine,
    SeatLine,
    StepForm,
    StepLine,
    StrandLine,
)
from dueprocess.docket.models import Docket, File
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person, Unit


def page(docket: Docket, *, viewer: Actor, at: datetime | None = None) -> DocketPage:
    """Return the whole page of a docket as of `at` (default: now); at most a dozen queries.

    The wall has to have let the viewer in before: this shows everything.
    """
    return of(opened(docket, viewer=viewer, at=at))


def of(view: Opened) -> DocketPage:
    """Return the page of a docket that was opened already."""
    docket, state, rules = view.docket, view.state, view.rulebook
    main = view.governing(next((each.name for each in state.strands if each.parent is None), None))
    lines = tuple(deadline(view, each) for each in state.deadlines)
    rows = telling.timeline(view)
    owner = roster.owner(view.whole.rows)
    ways = _ways(view)
    imposed_on = sanctions(view)
    stand = [act for act in view.acts if act.n not in view.annulled]
    recorded = {name for act in stand for name in act.facts.get("facts") or ()}
    return DocketPage(
        number=docket.number,
        kind=docket.kind,
        unit=docket.unit.name if docket.unit else "",
        rulebook=main.hash,
        rulebook_title=f"{main.title} {main.version}",
        length=docket.length,
        is_open=not state.ended,
        received_at=docket.received_at,
        closed_at=docket.closed_at,
        as_at=view.at,
        me=view.me,
        owner=Named(owner, view.name(owner)) if owner else None,
        strands=tuple(
            StrandLine(
                each.name,
                each.parent,
                each.stage,
                each.title,
                each.since,
                each.ended,
                view.governing(each.name).version if len(view.state.versions) > 1 else "",
            )
            for each in state.strands
        ),
        next=_next(lines),
        timeline=rows,
        files=tuple(file for row in rows for file in row.files),
        parties=standing(view, parties(view, ways), imposed_on),
        deadlines=lines,
        steps=steps(view),
        measures=tuple(imposed(view, each) for each in state.measures),
        sanctions=imposed_on,
        notices=notices(view, view.state.notices, ways),
        astray=notices(view, view.state.astray, ways),
        bodies=bodies(view),
        pauses=pauses(view),
        unanswered=unanswered(view),
        facts=tuple(
            (rules.facts[name].title, telling.fact_words(view, rules.facts[name].kind, value))
            for name, value in state.facts.items()
            if name in recorded and value not in (None, {}) and rules.facts[name].derived is None
        ),
        grounds=tuple(dict.fromkeys(ground for each in rules.conflicts.values() for ground in each.grounds)),
        party_kinds=tuple((kind, role.title) for kind, role in rules.parties.items()),
        names=MappingProxyType(view.names | view.entered),
    )


def pauses(view: Opened) -> tuple[PauseLine, ...]:
    """Return the docket's pauses, with those of the whole organisation that concern it."""
    day = view.state._fold.clock.local_day
    return tuple(
        PauseLine(
            each.title, each.since, each.until, each.running,
            for_all=each.act is None and view.rulebook.pauses[each.id].for_all,
            first_on=day(each.since),
            last_on=day(each.until - timedelta(microseconds=1)) if each.until else None,
        )
        for each in view.state.pauses
        if each.until is None or each.until > each.since
    )  # fmt: skip


def form(
    docket: Docket, *, step: str, viewer: Actor, strand: int | None = None, outcome: str | None = None
) -> StepForm:
    """Return the form for a step as it stands now. `form.refusal` says why it cannot be taken, if so.

    Raises Hidden for a step that the rulebook does not have.
    """
    view = opened(docket, viewer=viewer)
    return form_of(view, step=step, me=view.me, strand=strand, outcome=outcome)


def form_of(view: Opened, *, step: str, me: str, strand: int | None, outcome: str | None) -> StepForm:
    """Return the form of a step of a docket that was opened already, as `me` (a local key) would fill it in.

    Raises Hidden for a step that the rulebook does not have.
    """
    if step not in view.rulebook.steps:
        raise Hidden("no such step")
    found = engine.form(view.state, step, strand, outcome, me or None)
    kinds = frozenset(view.rulebook.parties)
    names = MappingProxyType(view.names | view.entered)
    offices = MappingProxyType(_offices(view, found))
    clocks = engine.clocks(view.state, step=step, strand=strand, outcome=outcome)
    touched = MappingProxyType(touching.touches(view, found))
    return StepForm(view.docket.number, view.docket.length, me, found, names, kinds, offices, clocks, touched)


def _ways(view: Opened) -> way_in.Ways:
    """Return how each party comes in, from who they are said to be."""
    persons = {key: view.identities.get(key, {}).get("person") for key in view.state.parties}
    return way_in.judged({view.docket.pk: persons})[view.docket.pk]


def _offices(view: Opened, found: engine.Form) -> dict[str, str]:
    """Return which of the seats to be filled each of those who could be appointed holds the role for."""
    seats = [seat for role in found.appointments for seat, _number in role.seats]
    people = {key for role in found.appointments if role.body for key in role.eligible}
    held = {key: view.whole.roster.people.get(key, {}).get("roles", []) for key in people}
    return {
        key: ", ".join(view.name(seat) for seat in dict.fromkeys(seats) if seat in _roles(roles))
        for key, roles in held.items()
    }


def _roles(roles: list[Any]) -> set[str]:
    return {each["role"] if isinstance(each, dict) else each for each in roles}


def reads(docket: Docket, *, before: int | None = None) -> tuple[ReadLine, ...]:
    """Return who has read the docket, newest first, or who had `before` a line."""
    return tuple(
        ReadLine(pk, datetime.fromisoformat(at), name, what, purpose)
        for pk, at, name, what, purpose in wall.readers(docket, before=before)
    )


def file_bytes(
    docket: Docket,
    n: int,
    number: int,
    *,
    viewer: Person | None = None,
    start: int = 0,
    end: int | None = None,
) -> tuple[FileLine, Iterator[bytes]]:
    """Return one file's description and its opened bytes from `start` to `end`; raises Hidden if absent, or
    where it went into a case that the `viewer` may not read."""
    row = File.objects.filter(act__docket=docket, act__n=n, n=number).select_related("act").first()
    if row is None or (viewer is not None and n in wall.moved_out(docket, viewer)):
        raise Hidden("no such file")
    vault = Vault.of(docket)
    each = vault.file(row, n)
    line = FileLine(
        n,
        number,
        each["name"],
        each["media_type"],
        each["size"],
        each["sha256"],
        each.get("paper", ""),
        "",
        "",
        row.act.at,
    )
    return line, files.read(vault.key, row.stored, vault.files, start, end)


def deadline(view: Opened, each: DeadlineState) -> DeadlineLine:
    """Return one deadline with its explanation."""
    step = view.governing(each.strand).steps.get(each.step) or view.rulebook.steps[each.step]
    by = next((act for act in view.acts if act.n == each.met_by), None)
    return DeadlineLine(
        each.strand,
        each.step,
        step.title,
        telling.whom(view, each.person) if each.person else "",
        str(each.kind),
        each.clause or "",
        each.event_at,
        each.last_day,
        each.due_at,
        str(each.state),
        each.met_at,
        _late_days(view, each),
        each.extended,
        each.paused,
        worded(each.explain()),
        each.working_days_left(view.at) if not each.met else None,
        _reminders(view, each),
        by.recorded_at if by is not None and by.late_entry else None,
    )


def _late_days(view: Opened, each: DeadlineState) -> int:
    """Return how many days after its last day a deadline was met, or has not been; for one of hours, how many
    whole days have gone by since."""
    until = each.met_at if each.met_at is not None else view.at
    if each.due_at is None or until < each.due_at:
        return 0
    if each.last_day is None:
        return (until - each.due_at).days
    return max((view.state._fold.clock.local_day(until) - each.last_day).days, 0)


def _reminders(view: Opened, each: DeadlineState) -> tuple[ReminderLine, ...]:
    """Return the reminders of one deadline in order of their days: what was done, also for a last day that
    has moved since, and what is to come while it runs."""
    if not each.remind_on:
        return ()
    day = view.state._fold.clock.local_day
    found = {}
    if not each.met:
        for on in each.remind_on:
            found[on] = ReminderLine(on, None, 0, coming=each.late_by is None and on >= day(view.at))
    mine = (each.strand, each.step, each.index, each.person or "")
    for row in view.reminded():
        if (row.strand, row.step, row.entry, row.person) != mine or row.done_at > view.at:
            continue
        moved = each.event_day and each.last_day and each.event_day < row.on < each.last_day
        if moved or row.on in each.remind_on:
            found[row.on] = ReminderLine(row.on, day(row.done_at), row.readers, coming=False)
    return tuple(found[on] for on in sorted(found))


def steps(view: Opened) -> tuple[StepLine, ...]:
    """Return every step: what the viewer may do first, by deadline; then what others may; then what
    nobody may."""
    begun, books = bool(view.state.strands), view.rulebook.steps
    asked = [
        each
        for each in engine.permitted(view.state)
        if not books[each.step].start
        or (books[each.step].takes_over and not begun and view.docket.is_open and view.whole.rows)
    ]
    often = Counter((each.step, each.allowed) for each in asked)
    stages = {each.name: each.title for each in view.state.strands}
    found = [
        _step(view, each, stages.get(each.strand or 0, "") if often[each.step, each.allowed] > 1 else "")
        for each in asked
    ]
    far = "9999"

    def rank(line: StepLine) -> tuple[int, str]:
        moments = [each.due_at.isoformat() for each in line.due if each.due_at]
        return (0 if line.mine else 1 if line.allowed else 2, min(moments, default=far))

    return tuple(sorted(found, key=rank))


def _step(view: Opened, each: Permission, where: str) -> StepLine:
    step = view.rulebook.steps[each.step]
    refusal = each.refusal
    return StepLine(
        step=each.step,
        strand=each.strand,
        title=step.title,
        says=step.says or "",
        clause=(refusal.clause if refusal and refusal.clause else step.clause) or "",
        allowed=each.allowed,
        mine=each.allowed and view.me in each.who,
        who=tuple(Named(key, view.name(key)) for key in each.who),
        ways=tuple(view.name(way.name) for way in each.ways),
        concerning=tuple(Named(key, view.name(key)) for key in each.concerning),
        code=str(refusal.code) if refusal else "",
        reason=worded(refusal.reason) if refusal else "",
        due=tuple(deadline(view, due) for due in each.due),
        where=where,
    )


def bodies(view: Opened) -> tuple[BodyLine, ...]:
    """Return every body: who may sit, who may not and why, whether it can act."""
    found = []
    for name, sitting in view.state.bodies.items():
        members = tuple(
            SeatLine(
                each.id,
                view.name(each.id),
                view.name(each.seat),
                "votes" if each.votes else "speaks" if each.sits else "out",
                worded(each.out.reason) if each.out else "",
                view.name(each.stands_in_for) if each.stands_in_for else "",
            )
            for each in sitting.members
        )
        found.append(
            BodyLine(name, sitting.body.title, sitting.seats, sitting.quorum, not sitting.too_few, members)
        )
    return tuple(found)


def parties(view: Opened, ways: way_in.Ways) -> tuple[PartyLine, ...]:
    """Return the parties as they stand now, in the order in which they came in."""
    since = roster.since(view.whole.rows)
    wanted = [each["unit"] for each in view.identities.values() if each.get("unit")]
    units = Unit.objects.in_bulk(wanted) if wanted else {}
    may_be = roster.unlinked(view.whole.rows)
    silent = {*untold.untold(view.state, [*view.state.parties])}
    found = []
    for key, party in view.state.parties.items():
        identity = view.identities.get(key, {})
        unit = units.get(identity.get("unit", 0))
        found.append(
            PartyLine(
                key=key,
                kind=party.kind,
                kind_title=view.name(party.kind),
                name=view.name(key),
                person=identity.get("person"),
                anonymous=not any(
                    identity.get(field) for field in ("person", "name", "unit", "body", "organisation")
                ),
                minor=bool(identity.get("minor")),
                unit=unit.name if unit else "",
                contact=tuple((identity.get("contact") or {}).items()),
                acts_for=view.name(identity["acts_for"]) if identity.get("acts_for") else "",
                status=party.status or "",
                standing=view.state.standing.get(key) or "",
                since=since.get(key, 1),
                reads="login" if ways[key].login else "code" if ways[key].code else "",
                may_be=len(may_be.get(key, ())),
                untold=not silent.isdisjoint((key, identity.get("acts_for", ""))),
            )
        )
    return tuple(found)


def _next(lines: tuple[DeadlineLine, ...]) -> DeadlineLine | None:
    owed = [line for line in lines if line.met_at is None and line.due_at is not None]
    for kind in (DueKind.DUTY, DueKind.TARGET):
        mine = [line for line in owed if line.kind == kind]
        if mine:
            return min(mine, key=lambda line: line.due_at)  # type: ignore[arg-type,return-value]
    return None

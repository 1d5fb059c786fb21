"""What a party sees of their own case: where it stands, what they were sent, what they may do. Nothing else.

A respondent sees the allegations against them once a letter about the case was sent to them; the outcome
reaches everybody through the letter that tells it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.extracts.page import AllegationLine, allegations
from dueprocess.cases.extracts.parts import Part, came_out_of, parts
from dueprocess.cases.models import Complaint
from dueprocess.cases.plan.extracts.notes import PromiseLine, promised
from dueprocess.core import engine
from dueprocess.core.rulebook.model import WhoKind
from dueprocess.docket import extracts as dockets
from dueprocess.docket import house, origins, parted
from dueprocess.docket.extracts import (
    DeadlineLine,
    FileLine,
    ImposedLine,
    Opened,
    OpenWay,
    PauseLine,
    StepLine,
    telling,
    ways,
)
from dueprocess.docket.extracts.inforce import imposed, sanctions
from dueprocess.docket.extracts.pages import deadline, pauses, steps
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor

SENT = ("sent", "received")
"""States of a letter that has reached its reader, or is on its way."""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage on the line shown to a party: passed, `here`, or still to come."""

    id: str
    title: str
    since: datetime | None
    here: bool


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message, letter or piece of information between a party and the office. `mine`: they wrote it.

    A letter's `title` is the rulebook's word for it, `about` the act that it tells of; `annulled_at`: since
    when that act, or what they wrote here, counts as never done. `unread`: a letter that they have not yet
    opened (`cases.actions.confirm_receipt` notes that they have).
    """

    n: int
    act: int
    at: datetime
    mine: bool
    title: str
    by: str
    text: str
    files: tuple[FileLine, ...]
    unread: bool
    about: str = ""
    annulled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartyPage:
    """The page of one party. `holder` is the role (never the name) that has the matter in hand; `next_title`,
    `next_day` and `next_clause` what happens next, by when and under which rule; `hears_…` the next thing of
    which this party will be told ("" and None where no such deadline runs). `parts`: the other parts of
    a matter that was split, as far as they are this party's; `came_out_of`: the number of the one out of
    which this one came, and when; `wrote`: there are words of theirs that could be laid open; `noted`: the
    names of the notes in the docket, so that a door asks a room only about what there is."""

    number: str
    key: str
    kind: str
    is_open: bool
    length: int
    noted: frozenset[str]
    stage: str
    stage_title: str
    stage_says: str
    stages: tuple[StageLine, ...]
    holder: str
    next_title: str
    next_day: date | None
    next_clause: str
    hears_title: str
    hears_day: date | None
    hears_clause: str
    received_at: datetime | None
    closed_at: datetime | None
    own: tuple[tuple[str, Any], ...]
    own_files: tuple[FileLine, ...]
    messages: tuple[MessageLine, ...]
    allegations: tuple[AllegationLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    still: tuple[PauseLine, ...]
    steps: tuple[StepLine, ...]
    measures: tuple[ImposedLine, ...]
    sanctions: tuple[ImposedLine, ...]
    entry: int
    ways: tuple[OpenWay, ...]
    promises: tuple[PromiseLine, ...]
    parts: tuple[Part, ...] = ()
    came_out_of: tuple[str, datetime] | None = None
    wrote: bool = False


def party_page(docket: Docket, *, key: str) -> PartyPage:
    """Return what the party under this local key sees. Who they are, the door has made sure (receipt code
    or login)."""
    view = seen_by(docket, key)
    state, rules = view.state, view.rulebook
    party = state.parties.get(key)
    kind = party.kind if party else ""
    complaint = Complaint.objects.filter(docket=docket, complainant=key).order_by("pk").first()
    stage = rules.stages.get(state.stage or "")
    told = {each.n for each in state.notices if each.to == key and str(each.state) in SENT}
    first = (
        complaint.act
        if complaint
        else next((row.n for row in view.whole.rows if key in row.introduces.get("parties", {})), 1)
    )
    act = next(each for each in view.acts if each.n == first)
    known = _strands(view, key, told)
    owed = _owed(view, key, kind, known)
    holder, title, day, clause = _next(view, owed, known)
    hears = _hears(view, kind, owed)
    written = view.contents.get(first, {}) if kind == "complainant" else {}
    return PartyPage(
        number=complaint.number if complaint else docket.number,
        key=key,
        kind=kind,
        is_open=not state.ended,
        length=docket.length,
        noted=frozenset(act.name for act in view.acts if act.is_note),
        stage=state.stage or "",
        stage_title=stage.title if stage else "",
        stage_says=(stage.says or "") if stage else "",
        stages=_stages(view),
        holder=holder,
        next_title=title,
        next_day=day,
        next_clause=clause,
        hears_title=hears[0],
        hears_day=hears[1],
        hears_clause=hears[2],
        received_at=complaint.received_at if complaint else docket.received_at,
        closed_at=docket.closed_at,
        own=tuple(
            (name, value)
            for name, value in written.items()
            if name not in telling.HIDDEN and name != "entered by"
        ),
        own_files=telling.files(view, act, "", "") if kind == "complainant" else (),
        messages=tuple(_messages(view, key)),
        allegations=_alleged(view, key, told),
        deadlines=tuple(deadline(view, each) for each in state.deadlines if each.person == key),
        still=tuple(
            each
            for each in pauses(view)
            if each.for_all and not state.ended and (each.until is None or each.until > view.at)
        ),
        steps=tuple(_own(view, key, line) for line in steps(view) if line.mine),
        measures=tuple(imposed(view, each) for each in state.measures if each.on == key and each.act in told),
        sanctions=tuple(each for each in sanctions(view) if each.on_key == key and each.act in told),
        entry=origins.first_entry(act),
        ways=tuple(each for each in ways(view, key=key) if each.reached),
        promises=_promised(docket, key),
        parts=parts(docket, key=key),
        came_out_of=came_out_of(view, key),
        wrote=complaint is not None or any(each.by_key == key and each.commitments for each in view.acts),
    )


def _promised(docket: Docket, key: str) -> tuple[PromiseLine, ...]:
    """Return the days that this party was told of, but for those that another day has replaced."""
    return tuple(
        each for each in promised(docket) if key in each.to and each.became in ("running", "kept", "missed")
    )


def _own(view: Opened, key: str, line: StepLine) -> StepLine:
    """Return a step as one of those who may take it sees it: without other parties and their deadlines."""
    return replace(
        line,
        who=tuple(each for each in line.who if each.key == key),
        concerning=tuple(each for each in line.concerning if each.key == key),
        due=tuple(each for each in line.due if each.person in ("", view.name(key))),
    )


def _alleged(view: Opened, key: str, told: set[int | None]) -> tuple[AllegationLine, ...]:
    """Return what is alleged against a party and what was found on it, as far as letters have told them.

    An allegation is told by the first letter since it was brought, a finding by the letter about its act.
    """
    astray = {each.n for each in view.state.astray if each.to == key}  # what they were told, they know
    last = max((n for n in told | astray if n is not None), default=0)
    return tuple(
        replace(each, findings=tuple(found for found in each.findings if found.act in told))
        for each in allegations(view)
        if each.respondent == key and each.act <= last
    )


def seen_by(docket: Docket, key: str) -> Opened:
    """Open a docket for one of its parties: whoever acted in an office has no name there, only the office."""
    view = dockets.opened(docket, viewer=Actor(key=key))
    for each in view.names.keys() - view.identities.keys():
        view.names[each] = _("somebody in office")
    return view


def _stages(view: Opened) -> tuple[StageLine, ...]:
    """Return the stages the main strand has passed through, and where it is. What comes may differ, so it
    is not promised."""
    main = next((each for each in view.state.strands if each.parent is None), None)
    if main is None:
        return ()
    stages = view.rulebook.stages
    last = len(main.visits) - 1
    return tuple(
        StageLine(stage, stages[stage].title, at, place == last)
        for place, (stage, at, _by) in enumerate(main.visits)
    )


def _strands(view: Opened, key: str, told: Collection[int | None]) -> frozenset[int]:
    """Return the strands of which a party knows: the main one, those in which they have acted, and those of
    which a letter has told them (`told`: the acts whose letters they have). That somebody asked for a
    measure, say, they learn by the rules' letter."""
    acts = [act for act in view.acts if act.n in told or act.by_key == key]
    known = {act.n for act in acts} | {act.strand for act in acts}
    return frozenset(
        each.name
        for each in view.state.strands
        if each.parent is None or each.applicant == key or each.name in known
    )


def _owed(view: Opened, key: str, kind: str, known: frozenset[int]) -> list[engine.DeadlineState]:
    """Return what runs still as far as a party knows of it, the nearest first: nothing of other strands than
    the `known`, and not what others on their own side have to do, of whom they need not know."""
    beside = {each for each, party in view.state.parties.items() if party.kind == kind and each != key}
    owed = [
        each
        for each in view.state.deadlines
        if not each.met and each.due_at is not None and each.due_at >= view.at
        and each.strand in known and each.person not in beside
    ]  # fmt: skip
    return sorted(owed, key=lambda each: each.due_at or view.at)


def _next(
    view: Opened, owed: list[engine.DeadlineState], known: frozenset[int]
) -> tuple[str, str, date | None, str]:
    """Return the role that has to act next, the title of what it has to do, its last day and its clause."""
    first = next((each for each in owed if str(each.kind) in ("duty", "target")), next(iter(owed), None))
    if first is None:
        able = (each for each in engine.permitted(view.state) if each.allowed and each.ways)
        allowed = next((each for each in able if each.strand is None or each.strand in known), None)
        return (view.name(allowed.ways[0].name), "", None, "") if allowed else ("", "", None, "")
    step = view.rulebook.steps[first.step]
    return view.name(step.by[0].name), step.title, first.last_day, first.clause or step.clause or ""


def _hears(view: Opened, kind: str, owed: list[engine.DeadlineState]) -> tuple[str, date | None, str]:
    """Return the next step of others with a deadline that tells this kind of party something when it is
    taken."""
    for each in owed:
        step = view.rulebook.steps[each.step]
        effects = [step.effects, *(outcome.effects for outcome in step.outcomes.values())]
        if not step.own and each.last_day and any(
            who.kind is WhoKind.PARTIES or who.name == kind
            for effect in effects
            for tell in effect.tells
            for who in tell.to
        ):  # fmt: skip
            return step.title, each.last_day, each.clause or step.clause or ""
    return "", None, ""


def _messages(view: Opened, key: str) -> list[MessageLine]:
    titles = telling.notes()
    received = {
        (row.facts.get("of"), who)
        for row in view.whole.rows
        if row.name == "received" and row.is_note
        for who in row.facts.get("to") or ()
    }
    found, listed = [], set[int]()
    for act in view.acts:
        if not act.is_note or _came_back(view, act.n):
            continue
        to = act.facts.get("to") or []
        mine = act.facts.get("by") == key
        if act.name in ("message", "information") and (mine or key in to):
            line = _message(view, act, titles[act.name], act.n, mine, False)
            found.append(replace(line, annulled_at=_annulled(view, act.n)))
        elif act.name in ("sent", "received") and key in to:
            of = int(act.facts["of"])
            if act.name == "received" and of in listed:
                continue  # it stands where it was sent; what was handed over was never noted as sent
            listed.add(of)
            source = next((each for each in view.acts if each.n == of), act)
            step = view.rulebook.steps.get(parted.step_of(source, view.acts))
            about = step.title if step else titles.get(source.name, source.name)
            about = _("Sent to you once more") if house.SERVED_AGAIN in act.introduces else about
            title = letter_title(view, key, of) or about
            line = _message(view, act, title, of, False, (of, key) not in received)
            gone = _annulled(view, act.n) or _annulled(view, of)
            found.append(replace(line, about=about if about != title else "", annulled_at=gone))
    return found


def _came_back(view: Opened, n: int) -> bool:
    """Tell whether an entry says that a letter was sent whose mail came back; to others it is noted anew."""
    return n in view.annulled and house.RETURNED in view.annulled[n].introduces


def _annulled(view: Opened, n: int) -> datetime | None:
    """Return when an entry was annulled; None for one that stands."""
    return view.annulled[n].at if n in view.annulled else None


def letter_title(view: Opened, key: str, of: int) -> str:
    """Return what the rulebook calls the letter that this party is owed from an act; "" if it has no name."""
    named = (each.letter for each in view.state.notices if each.n == of and each.to == key and each.letter)
    title = next(named, "").replace("_", " ")
    return title[:1].upper() + title[1:]


def _message(view: Opened, act: Act, title: str, of: int, mine: bool, unread: bool) -> MessageLine:
    content = view.contents.get(act.n, {})
    text = str(content.get("text") or content.get("letter") or "")
    # A party sees roles, not officers' names.
    by = view.name(act.by_key) if mine else (view.name(act.role) if act.role else "")
    if unread:  # what it says is shown when it is opened, and that is noted
        return MessageLine(act.n, of, act.at, mine, title, by, "", (), True)
    return MessageLine(act.n, of, act.at, mine, title, by, text, telling.files(view, act, title, by), False)

"""Work on several cases as its pages show it: what is to be done, the cases with how far each is, and three
letters as they would be read.

A case that whoever looks may not see is neither listed nor counted, whatever became of it: nobody learns from
here that it exists, or that it was shut to them. Oversight does not see work at all that touches such a case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dueprocess.cases.batches import actions, doing, fitting, waiting
from dueprocess.cases.batches.models import Batch, BatchPart
from dueprocess.cases.batches.told import MESSAGE, STEP, UNTOLD, Told
from dueprocess.cases.extracts.lists import CaseLine, lines
from dueprocess.cases.plan import questions
from dueprocess.core.errors import Refused
from dueprocess.core.letters import Rendered
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import by_roles, wall
from dueprocess.docket.extracts import opened
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Docket, Party
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock, keys
from dueprocess.kit.http import Hidden
from dueprocess.people import holders
from dueprocess.people.models import Appointment, Delegation, Person, Power, Unit
from dueprocess.rules import rulebooks

SAMPLES = 3
LISTED = 50
State, Part = Batch.State, BatchPart.State


@dataclass(frozen=True, slots=True)
class PartLine:
    """One case: how it stands, how far the work is in it, to whom it goes, and why it cannot be done there
    (or could not), or what else is to be known of it. `letters`: those that would go out can be looked at."""

    pk: int
    case: CaseLine
    state: str
    title: str
    to: str
    why: str
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """What would be read: in which case, by whom, and the text; or the letter, in adopted words."""

    number: str
    code_name: str
    to: str
    text: str
    shown: Rendered | None = None


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One piece of work in a list: no case, and no count of cases."""

    code: str
    title: str
    state: str
    state_title: str
    made_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One piece of work on several cases. `mine`: the viewer began it, and goes on with it. `to` names who
    gets the cases, `role` as what they are appointed ("": each comes to own them), `how` how it is
    written."""

    line: BatchLine
    kind: str
    mine: bool
    told: Told
    to: tuple[str, ...]
    role: str
    how: str
    ended_at: datetime | None
    parts: tuple[PartLine, ...]
    samples: tuple[Sample, ...]

    def at(self, *states: str) -> tuple[PartLine, ...]:
        """Return the cases in which it is so far."""
        return tuple(each for each in self.parts if each.state in states)

    @property
    def able(self) -> tuple[PartLine, ...]:
        """Those in which it can be done."""
        return self.at(Part.ABLE)

    @property
    def unable(self) -> tuple[PartLine, ...]:
        """Those in which it cannot be done."""
        return self.at(Part.UNABLE)

    @property
    def done(self) -> tuple[PartLine, ...]:
        """Those in which it was done."""
        return self.at(Part.DONE)

    @property
    def refused(self) -> tuple[PartLine, ...]:
        """Those in which it was refused when its turn came."""
        return self.at(Part.REFUSED)

    @property
    def looked_at(self) -> int:
        """How many were checked."""
        return len(self.parts) - len(self.at(Part.WAITS))

    @property
    def tried(self) -> int:
        """In how many its turn has come."""
        return len(self.at(Part.DONE, Part.REFUSED))

    @property
    def shares(self) -> tuple[tuple[str, int], ...]:
        """How many of them go, or went, to each."""
        has = Counter(each.to for each in self.at(Part.ABLE, Part.DONE))
        return tuple((name, has[name]) for name in self.to)

    @property
    def went_along(self) -> tuple[PartLine, ...]:
        """Those that are, or were, to be done."""
        return self.at(Part.ABLE, Part.DONE, Part.REFUSED)


def batch_for(code: str, person: Person) -> Batch:
    """Return a piece of work for an action: of whoever began it. Raises Hidden for anybody else's."""
    found = _open_to(person).filter(code=code, tag=person_tag(person.pk)).first()
    if found is None:
        raise Hidden("no such work")
    return found


def batch_page(code: str, person: Person) -> BatchPage:
    """Return a piece of work for whoever began it, or oversees; five queries and the wall's however many
    cases there are, and those of three files while letters are looked at. Raises Hidden for anybody else."""
    batch = _open_to(person).filter(code=code).first()
    if batch is None:
        raise Hidden("no such work")
    told = actions.told(batch)
    by = actions.begun_by(batch)
    rows = list(batch.parts.select_related("docket__unit", "docket__case").order_by("pk"))
    seen = wall.visible_to(person, Docket.objects.filter(pk__in=[each.docket_id for each in rows]))
    open_ones = set(seen.values_list("pk", flat=True))
    rows = [each for each in rows if each.docket_id in open_ones]
    cases = lines([each.docket for each in rows], person, at=clock.now())
    mine = batch.tag == person_tag(person.pk)
    looked = mine and bool(told.letter) and batch.state == State.CHECKED
    people = Person.objects.in_bulk(told.to)
    names = {pk: people[pk].shown_name for pk in told.to}
    parts = tuple(
        PartLine(
            row.pk, case, row.state, str(Part(row.state).label),
            names.get(actions.given_to(row, told) or 0, ""), actions.why_not(row),
            letters=looked and row.state == Part.ABLE,
        )
        for row, case in zip(rows, cases, strict=True)
    )  # fmt: skip
    able = [row for row in rows if row.state == Part.ABLE]
    looking = mine and batch.state == State.CHECKED and (told.role or batch.kind != Batch.Kind.ASSIGN)
    return BatchPage(
        _line(batch, by), batch.kind, mine, told, tuple(names.values()), _role(told, rows), _how(told, rows),
        batch.ended_at, parts,
        tuple(each for row in able[:SAMPLES] for each in _samples(row, told, person))
        if looking else (),
    )  # fmt: skip


def letters_in(code: str, part: int, person: Person) -> tuple[BatchLine, PartLine, tuple[Sample, ...]]:
    """Return the letters that would go out in one case of a piece of work, as they were checked, for whoever
    began it; the read journal keeps that they were looked at. Raises Hidden."""
    batch = batch_for(code, person)
    row = batch.parts.select_related("docket__unit", "docket__case").filter(pk=part, state=Part.ABLE).first()
    told = actions.told(batch)
    if row is None or not told.letter or batch.state != State.CHECKED or not wall.sees(row.docket, person):
        raise Hidden("no such letters")
    line = PartLine(
        row.pk, lines([row.docket], person, at=clock.now())[0], row.state, str(Part(row.state).label), "",
        actions.why_not(row), letters=True,
    )  # fmt: skip
    return _line(batch, actions.begun_by(batch)), line, tuple(_samples(row, told, person))


def batches(person: Person) -> tuple[BatchLine, ...]:
    """Return the last pieces of work that this person began; for oversight everybody's. Two queries."""
    rows = list(_open_to(person).order_by("-made_at", "-pk")[:LISTED])
    people = Person.objects.in_bulk({actions.person_of(each) for each in rows})
    return tuple(_line(each, people[actions.person_of(each)]) for each in rows)


def who_could_own(batch: Batch, person: Person) -> tuple[tuple[int, str, str], ...]:
    """Return who holds a role that may act in one of these cases, or be appointed in it, for its unit or
    above it: (key, name, the titles of these roles), those first whom this person could appoint. In which of
    them each could do something, the check says."""
    on = clock.now().date()
    asked = _seen(batch, person)
    titles: dict[str, str] = {}
    for hash_ in _books(asked):
        rules = rulebooks.get(hash_)
        able = {*by_roles.opening_roles(hash_), *_appointed_by(rules)}
        titles |= {role: row.title for role, row in rules.roles.items() if role in able}
    units = Unit.objects.filter(pk__in=asked.order_by().values("unit_id").distinct())
    above = {pk for unit in units for pk in unit.line}
    held = Appointment.objects.running(on).filter(Q(unit=None) | Q(unit_id__in=above), role__in=titles)
    lent = Delegation.objects.running(on).filter(
        Q(appointment__unit=None) | Q(appointment__unit_id__in=above), appointment__role__in=titles
    )
    roles: dict[int, set[str]] = {}
    for pk, role in (*held.values_list("person", "role"), *lent.values_list("to", "appointment__role")):
        roles.setdefault(pk, set()).add(role)
    found = [
        (pk, each.shown_name, ", ".join(title for role, title in titles.items() if role in roles[pk]))
        for pk, each in Person.objects.in_bulk(roles).items()
    ]
    given = {role for role, _title in roles_to_give(batch, person)}
    return tuple(sorted(found, key=lambda line: (not given & roles[line[0]], line[1].casefold())))


def roles_to_give(batch: Batch, person: Person) -> tuple[tuple[str, str], ...]:
    """Return to which roles this person could appoint somebody in one of these cases, by a step of its rules
    that is theirs to take: (role, title)."""
    mine = wall.roles_of(person, clock.now().date())
    found: dict[str, str] = {}
    for hash_ in _books(_seen(batch, person)):
        rules = rulebooks.get(hash_)
        for role, by in _appointed_by(rules).items():
            if mine & by:
                found.setdefault(role, rules.roles[role].title)
    return tuple(found.items())


def _appointed_by(rules: Rulebook) -> dict[str, set[str]]:
    """Return the roles to which somebody is appointed in many cases, and by whom."""
    found: dict[str, set[str]] = {}
    for step in fitting.appointing(rules):
        for role in step.effects.appoints:
            if role in rules.roles:
                found.setdefault(role, set()).update(who.name for who in step.by)
    return found


def ways_to_write(batch: Batch, person: Person) -> tuple[tuple[str, str, bool], ...]:
    """Return how one text can go to parties of these cases: (way, title, whether it is a message to each).
    Steps that each of their rulebooks has, then messages: to whoever had no letter since the plan began,
    where one runs, and to each kind of party that is in one of them."""
    seen = _seen(batch, person)
    rules = [rulebooks.get(hash_) for hash_ in _books(seen)]
    if not rules:
        return ()
    there = set(Party.objects.filter(docket__in=seen).order_by().values_list("kind", flat=True).distinct())
    first, *others = rules
    able = [fitting.letters(each) for each in others]
    steps = [
        (f"{STEP}{step}", title, False)
        for step, title in fitting.letters(first).items()
        if all(step in each for each in able)
    ]
    kinds = [
        (f"{MESSAGE}{kind}", row.title, True)
        for kind, row in first.parties.items()
        if kind in there and all(kind in each.parties for each in others)
    ]
    plan = questions.current()
    letter = [(UNTOLD, _without_letter(), True)] if plan is not None and plan.is_open else []
    return (*steps, *letter, *kinds)


def letters_to_send(batch: Batch, person: Person) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return the letters that the rules of at least one of these cases let an officer send alone: (name, in
    words, the titles of the steps that send it). In which cases it can go, the check says."""
    found: dict[str, dict[str, None]] = {}
    for hash_ in _books(_seen(batch, person)):
        rules = rulebooks.get(hash_)
        for name, steps in fitting.by_letter(rules).items():
            found.setdefault(name, {}).update(dict.fromkeys(rules.steps[each].title for each in steps))
    return tuple((name, naming.words(name), tuple(titles)) for name, titles in sorted(found.items()))


def letters_waiting(batch: Batch, person: Person) -> tuple[tuple[str, str], ...]:
    """Return the letters that wait in at least one of these cases already: (name, in words)."""
    return tuple((name, naming.words(name)) for name in waiting.names(_seen(batch, person)))


def papers_for(batch: Batch, person: Person, letter: str) -> tuple[str, ...]:
    """Return what the steps that send a letter ask for in words, in the order of the rules."""
    found: dict[str, None] = {}
    for hash_ in _books(_seen(batch, person)):
        rules = rulebooks.get(hash_)
        for step in fitting.by_letter(rules).get(letter, ()):
            found.update(dict.fromkeys(rules.steps[step].demands.needs))
    return tuple(found)


def chosen(numbers: Collection[str], person: Person) -> tuple[list[Docket], list[str]]:
    """Return the cases of these numbers that somebody may see, in that order, and the numbers of the others:
    hidden and absent alike. One query and the wall's."""
    wanted = list(dict.fromkeys(keys.normal(each)[:20] for each in numbers))
    seen = wall.visible_to(person, Docket.objects.filter(number__in=wanted, kind="case"))
    found = {docket.number: docket for docket in seen}
    return [found[each] for each in wanted if each in found], [each for each in wanted if each not in found]


def _seen(batch: Batch, person: Person) -> QuerySet[Docket]:
    return wall.visible_to(person, Docket.objects.filter(pk__in=batch.parts.values("docket_id")))


def _books(dockets: QuerySet[Docket]) -> Collection[str]:
    return sorted(set(dockets.order_by().values_list("rulebook_id", flat=True)))


def _open_to(person: Person) -> QuerySet[Batch]:
    """Those that somebody began; for oversight everybody's, but none with a case that is shut to them: the
    words are those of all its cases."""
    on: date = clock.now().date()
    mine = Q(tag=person_tag(person.pk))
    if Power.OVERSEE not in holders.standing(person, on).powers:
        return Batch.objects.filter(mine)
    seen = wall.visible_to(person).filter(pk=OuterRef("docket_id"))
    shut = BatchPart.objects.filter(~Exists(seen), batch=OuterRef("pk"))
    return Batch.objects.filter(mine | ~Exists(shut))


def _line(batch: Batch, by: Person) -> BatchLine:
    kind, state = Batch.Kind(batch.kind), State(batch.state)
    return BatchLine(batch.code, str(kind.label), state, str(state.label), batch.made_at, by.shown_name)


def _how(told: Told, rows: Collection[BatchPart]) -> str:
    """Return how it is written, in the words of the rulebook of the cases shown."""
    if told.letter:
        return naming.words(told.letter)
    if told.how == UNTOLD:
        return _without_letter()
    name = told.how.removeprefix(STEP).removeprefix(MESSAGE)
    for row in rows:
        rules = rulebooks.shown(row.docket.rulebook_id)
        table = rules.parties if told.each else rules.steps
        if name in table:
            return str(table[name].title)
    return ""


def _without_letter() -> str:
    return _("whoever has had no letter since the start-up plan began")


def _role(told: Told, rows: Collection[BatchPart]) -> str:
    """Return as what they are appointed, in the words of the rulebook of the cases shown."""
    for row in rows:
        if role := rulebooks.shown(row.docket.rulebook_id).roles.get(told.role):
            return role.title
    return ""


def _samples(row: BatchPart, told: Told, person: Person) -> list[Sample]:
    """Return what would be read in one case; the read journal keeps that it was looked at."""
    docket = row.docket
    wall.looked(docket, person, "batch", _("to see a letter before it goes out in several cases"))
    name = docket.case.code_name
    if told.letter:
        found = actions.letters_of(row)
        return [Sample(docket.number, name, each.to, each.text, each.shown) for each in found]
    view = opened(docket, viewer=Actor(person=person))
    try:
        return [Sample(docket.number, name, to, text) for to, text in doing.samples(view, told)]
    except Refused:
        return []  # it has changed since it was checked, and will be refused by name

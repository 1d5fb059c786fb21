"""Telling one story: from the complaint, act by act through the actions of the rooms, to today.

A `Telling` is a generator of moments: it says when it wants to go on, and goes on when the clock of the
demonstration stands there, so that the acts of all stories stand in the log in the order of time. Must
not decide what a rulebook asks for (see `carrying`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core import engine
from dueprocess.core.engine import State
from dueprocess.core.errors import Refused
from dueprocess.core.workdays import Workdays
from dueprocess.demo import carrying, moments
from dueprocess.demo.building import Federation, handles
from dueprocess.demo.stories.words import STEPS
from dueprocess.demo.story import Adds, Away, Beat, Conflict, Do, Message, Someone, Story
from dueprocess.docket import roster
from dueprocess.docket.actions import take_note, take_step
from dueprocess.docket.models import Act, Deadline, Docket, Notice
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

KINDS = {"c": "complainant", "r": "respondent", "a": "affected_person", "w": "witness", "p": "representative"}
VIA = {"portal": Via.PORTAL, "phone": Via.PHONE, "letter": Via.LETTER}
TRIES = 60  # working days for which a step that comes too early waits
WAITS = frozenset({"too_early", "not_yet", "not_when", "wrong_stage", "nothing_there"})
CLAUSES = {
    "respect": ("conduct", "1"),
    "online": ("conduct", "2"),
    "discrimination": ("conduct", "3"),
    "violence": ("conduct", "5"),
    "safeguarding": ("conduct", "6"),
    "money": ("conduct", "7"),
    "interest": ("conduct", "7"),
    "data": ("conduct", "7"),
    "confidentiality": ("conduct", "7"),
    "retaliation": ("conduct", "10"),
    "match": ("clubs", "1"),
    "safety": ("clubs", "2"),
    "selection": ("clubs", "3"),
    "election": ("clubs", "4"),
    "office": ("clubs", "5"),
    "honesty": ("clubs", "6"),
}
"""What a story calls an allegation: the code and the clause it is about."""


class Stuck(Exception):
    """A story cannot go on: which beat, and what the rules say."""


@dataclass
class Telling:
    """One story on its way."""

    story: Story
    built: Federation
    days: Workdays
    others: dict[str, Telling]
    now: datetime  # the present; nothing happens later
    at: datetime  # when the story is
    docket: Docket | None = None
    receipt: cases.Receipt | None = None
    keys: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    told: int = 0
    letters: int = 0

    def run(self) -> Generator[datetime, None, None]:
        """Tell the story; yields the moment of whatever comes next, and ends when that would be later than now."""
        yield self.at
        self._open()
        yield from self._letters()
        for number, beat in enumerate(self.story.beats, 1):
            planned = self._planned(beat, number)
            yield from self._duties(planned)
            planned = max(planned, self.at + timedelta(minutes=1))
            for _ in range(TRIES):
                if planned > self.now:
                    return
                yield planned
                self.at = planned
                try:
                    self._tell(beat)
                    break
                except Refused as refused:
                    if refused.code not in WAITS:
                        raise Stuck(
                            f"{self.story.code}, {beat}: {refused.code}: {refused.reason}"
                        ) from refused
                    reason = refused
                planned = self._next_chance(planned, number)
            else:
                raise Stuck(f"{self.story.code}, {beat}: {reason.code}: {reason.reason}")
            self.told = number
            yield from self._letters()
        yield from self._duties(self.now)

    # --- time

    def _planned(self, beat: Beat, number: int) -> datetime:
        code = (self.story.code, number)
        if beat.days is not None:
            return moments.first_working(self.days, self.at + timedelta(days=beat.days), code)
        late_hours = isinstance(beat, Message | Adds) and beat.by in self.keys
        return moments.later(self.days, self.at, beat.after, late_hours=late_hours, code=code)

    def _next_chance(self, before: datetime, number: int) -> datetime:
        return moments.later(self.days, before, 1, late_hours=False, code=(self.story.code, number, "again"))

    def _duties(self, until: datetime) -> Generator[datetime, None, None]:
        """Do what comes round by itself and falls due before `until`, a day or two ahead of its deadline."""
        while (due := self._next_duty()) is not None:
            step, due_at = due
            day = moments.local(due_at).date()
            ahead = self.days.add(day, -2 - moments.chance(self.story.code, step, day) % 2)
            at = max(
                moments.on_clock(ahead, moments.OPENS + moments.chance(self.story.code, day) % 400),
                moments.later(self.days, self.at, 0, late_hours=False, code=(self.story.code, step, day)),
            )
            if at >= min(until, self.now):
                return
            yield at
            self.at = at
            try:
                self._take(Do(step=step))
            except Refused:
                return  # whoever would have to do it may not at the moment: it is missed
            yield from self._letters()

    def _next_duty(self) -> tuple[str, datetime] | None:
        assert self.docket is not None
        if self.story.updates_stop is not None and self.at - self._opened() > timedelta(
            days=self.story.updates_stop
        ):
            return None
        due = Deadline.objects.filter(
            docket=self.docket, step__in=self.story.keeps, running=True, met_at=None
        )
        return due.exclude(due_at=None).order_by("due_at").values_list("step", "due_at").first()

    def _opened(self) -> datetime:
        assert self.receipt is not None
        return self.receipt.act.at

    # --- the complaint

    def _open(self) -> None:
        story = self.story
        by = Actor()
        if story.via != "portal":
            by = Actor(person=self._drawn(self.built.holders["intake_officer"], "intake_officer"))
        first, *more = [self._identity(handle, who) for handle, who in handles(story)]
        respondents = [each for each in more if each.kind == "respondent"]
        handle_of = [handle for handle, who in handles(story) if handle.startswith("r")]
        today = moments.local(self.at).date()
        self.receipt = cases.receive_complaint(
            report=cases.Report(
                summary=self._words(story.account),
                reporter=None if story.c[0] == Someone() else first,
                respondents=respondents,
                others=[each for each in more if each.kind != "respondent"],
                allegations=[
                    cases.Alleged(
                        respondent=handle_of.index(alleged.against),
                        code=CLAUSES[alleged.clause][0],
                        clause=CLAUSES[alleged.clause][1],
                        conduct_from=today - timedelta(days=alleged.days_before),
                        conduct_to=today - timedelta(days=alleged.days_before - alleged.lasted),
                        text=self._words(alleged.conduct),
                    )
                    for alleged in story.alleged
                ],
                details={"wanted": story.wants} if story.wants else {},
                files=list(self._files(story.files)),
            ),
            via=VIA[story.via],
            by=by,
            at=self.at,
            unit=self.built.units[story.club],
        )
        self.docket = self.receipt.docket
        self.keys = {handle: f"{handle[0].upper()}{handle[1:]}" for handle, _ in handles(story)}

    def _identity(self, handle: str, who: Someone) -> PartyIdentity:
        kind = KINDS[handle[0]]
        if who.organisation:
            return PartyIdentity(kind=kind, organisation=True)
        if who.unit:
            return PartyIdentity(kind=kind, unit=self.built.units[who.unit].pk, name=who.unit)
        if who.outside:
            return PartyIdentity(kind=kind, name=who.outside)
        if who == Someone():
            return PartyIdentity(kind=kind)
        person = self.built.parties[self.story.code, handle]
        return PartyIdentity(
            kind=kind,
            person=person.pk,
            name=person.shown_name,
            minor=who.minor,
            acts_for="C1" if kind == "representative" else "",
        )

    def _words(self, text: str) -> str:
        """Return a text with the names of those of whom it speaks."""
        if "{" not in text:
            return text
        names = {handle: self._name(handle, who) for handle, who in handles(self.story)}
        return text.format(**names)

    def _name(self, handle: str, who: Someone) -> str:
        if who.organisation:
            return "the federation"
        if person := self.built.parties.get((self.story.code, handle)):
            return person.shown_name
        return who.unit or who.outside or "somebody"

    def _files(self, names: Iterable[str]) -> Iterable[Upload]:
        """Return small text files: what would be a picture or a scan is described."""
        for name in names:
            text = f"{name.replace('-', ' ').capitalize()} ({self.story.title})\nStands for the paper in the demonstration.\n"
            yield Upload(f"{name}.txt", [text.encode()])

    # --- what happens

    def _tell(self, beat: Beat) -> None:
        match beat:
            case Do(joins=other) if other:
                self._join(beat)
            case Do():
                self._take(beat)
            case Message():
                self._message(beat)
            case Adds():
                cases.add_information(
                    docket=self._fresh(),
                    by=Actor(key=self.keys[beat.by]),
                    text=self._words(beat.says),
                    files=list(self._files(beat.files)),
                )
            case Conflict():
                self._conflict(beat)
            case Away():
                self._away(beat)

    def _take(self, beat: Do) -> None:
        whole, state = self._state()
        ground = self._ground(whole, state)
        permission = carrying.permission_for(ground, beat)
        json = whole.engine()

        def judge(act: dict[str, Any]) -> None:
            asked = {"at": roster.moment(self.at), "people": whole.roster.people, **act}
            engine.decide(rulebooks.LIBRARY, json, asked)

        by, carried = carrying.ready(ground, beat, permission, judge)
        for key in carried.agreed:
            take_note(
                docket=self._fresh(),
                note="consent",
                by=Actor(key=key),
                at=self.at,
                needs=Needs(act={"who": key, "to": beat.step}),
            )
        self._written(
            take_step(
                docket=self._fresh(),
                step=beat.step,
                by=self._actor(by),
                at=self.at,
                needs=Needs(
                    act={name: value for name, value in carried.act.items() if name != "step"},
                    content=carried.content,
                    files=list(self._files(beat.files)),
                ),
            )
        )

    def _join(self, beat: Do) -> None:
        other = self.others[beat.joins]
        assert other.docket is not None
        whole, state = self._state()
        ground = self._ground(whole, state)
        by, role = carrying.author(ground, beat, carrying.permission_for(ground, beat))
        self._written(
            cases.join_case(
                into=self._fresh(),
                other=Docket.objects.get(pk=other.docket.pk),
                step=beat.step,
                leave=None,
                by=self._actor(by),
                role=role,
                reason="The same events, told by somebody else who was there.",
            )
        )

    def _message(self, beat: Message) -> None:
        to = [self.keys[beat.to]] if beat.to in self.keys else []
        by = Actor(key=self.keys[beat.by]) if beat.by in self.keys else self._actor(self._officer(beat.by))
        cases.send_message(docket=self._fresh(), by=by, text=self._words(beat.says), to=to)

    def _conflict(self, beat: Conflict) -> None:
        who = self._officer(beat.who)
        by = Actor(key=self.keys[beat.said_by]) if beat.said_by else self._actor(who)
        cases.declare_conflict(
            docket=self._fresh(), who=who, ground=beat.ground, by=by, text=self._words(beat.says)
        )

    def _away(self, beat: Away) -> None:
        who = self._officer(beat.who)
        first = moments.local(self.at).date()
        take_note(
            docket=self._fresh(),
            note="absent",
            by=self._actor(who),
            at=self.at,
            needs=Needs(
                act={
                    "who": who,
                    "from": first.isoformat(),
                    "to": (first + timedelta(days=beat.until)).isoformat(),
                },
                content={"reason": beat.says},
            ),
        )

    def _letters(self) -> Generator[datetime, None, None]:
        """Send what the last acts owe to anybody, within the hour; each letter is noted as sent."""
        assert self.docket is not None
        owed: dict[int, list[str]] = {}
        rows = Notice.objects.filter(docket=self.docket, state="owed", act__gt=self.letters).order_by(
            "act", "pk"
        )
        for act, to, due_at in rows.values_list("act", "to_key", "due_at"):
            if due_at is None or due_at - self.at < timedelta(days=20):
                owed.setdefault(act, []).append(to)
        for act, to in owed.items():
            self.letters = max(self.letters, act)
            at = self.at + timedelta(minutes=4 + moments.chance(self.story.code, act) % 25)
            if at > self.now:
                return
            yield at
            self.at = at
            cases.confirm_sent(
                docket=self._fresh(),
                of=act,
                to=list(dict.fromkeys(to)),
                channel="portal" if self.story.c[0] == Someone() else "email",
                by=self._actor(self._officer("case_manager")),
                at=at,
            )

    def _written(self, act: Act) -> None:
        self.docket = act.docket

    # --- who

    def _fresh(self) -> Docket:
        assert self.docket is not None
        return Docket.objects.get(pk=self.docket.pk)

    def _state(self) -> tuple[Assembled, State]:
        docket = self._fresh()
        whole = roster.assemble(docket, Vault.of(docket), at=self.at)
        for key, pk in whole.roster.persons.items():
            if key not in self.people:
                self.people[key] = self.built.everybody[pk]
        return whole, engine.state(rulebooks.LIBRARY, whole.engine(), self.at)

    def _ground(self, whole: Assembled, state: State) -> carrying.Ground:
        return carrying.Ground(
            state=state,
            at=self.at,
            keys=self.keys,
            draw=self._draw,
            words=self._words,
            working=self.days.on_or_after,
        )

    def _actor(self, key: str) -> Actor:
        return Actor(person=self.people[key]) if key in self.people else Actor(key=key)

    def _draw(self, keys: Iterable[str], role: str) -> list[str]:
        """Put people in the order of the rota: the same for the same story everywhere; the cast first in
        the stories that are theirs."""
        return sorted(keys, key=lambda key: self._order(self.people[key], role))

    def _drawn(self, people: list[Person], role: str) -> Person:
        return min(people, key=lambda person: self._order(person, role))

    def _order(self, person: Person, role: str) -> tuple[bool, int]:
        cast = self.story.cast and person.pk in self.built.cast_keys
        return not cast, moments.chance(self.story.code, role, person.member_number)

    def _officer(self, role: str) -> str:
        """Return who holds a role in this case, else who first took it in."""
        _, state = self._state()
        found = state.appointed(role) if role in state.rulebook.roles else ()
        if not found:
            found = tuple(self._draw(state.holders("intake_officer"), "intake_officer"))
        return found[-1] if role != "intake_officer" else found[0]

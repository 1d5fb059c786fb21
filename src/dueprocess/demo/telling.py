"""Telling one story: from the complaint, act by act through the actions of the rooms, to today.

A `Telling` is a generator of moments: it says when it wants to go on, and goes on when the clock of the
demonstration stands there, so that the acts of all stories stand in the log in the order of time. Must
not decide what a rulebook asks for (see `carrying`).
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from dueprocess.cases import actions as cases
from dueprocess.core import engine
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Refused
from dueprocess.core.workdays import Workdays
from dueprocess.demo import carrying, complaining, declaring, moments
from dueprocess.demo.building import Federation, handles
from dueprocess.demo.stories.words import STEPS
from dueprocess.demo.story import Adds, Away, Beat, Conflict, Do, Message, Story
from dueprocess.docket import direct, roster, way_in
from dueprocess.docket.actions import record_lapses, take_note, take_step
from dueprocess.docket.models import Deadline, Docket, Notice
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

ROUNDS = 6  # what was supplied may show what else is lacking
TRIES = 60  # working days for which a step that comes too early waits
WAITS = frozenset({"too_early", "not_yet", "not_when", "wrong_stage", "nothing_there"})


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
    handlers: dict[str, str] = field(default_factory=dict)  # by role: who holds it in this case
    said: dict[int, str] = field(default_factory=dict)  # by act: what its letter says
    ways: dict[str, way_in.Way] = field(default_factory=dict)  # by key: who was written to, and can read it
    told: int = 0
    letters: int = 0

    def run(self) -> Generator[datetime, None, None]:
        """Tell the story: yields the moment of what comes next; ends where that would be later than now."""
        yield self.at
        self._open()
        yield from self._letters()
        beats = enumerate(self.story.beats, 1)
        for number, beat in ((number, part) for number, whole in beats for part in whole.parts):
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
            if self._wakes(self.at):
                yield from self._lapsed()
            yield from self._letters()  # of what ended by itself with this act, a measure for one
        yield from self._duties(self.now)
        yield from self._lapses()

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

    def _lapses(self) -> Generator[datetime, None, None]:
        """Record, each night, what time has done by itself since the last act."""
        for _ in range(TRIES):
            if not self._wakes(self.now):
                return
            yield from self._lapsed()

    def _wakes(self, by: datetime) -> bool:
        wake_at = self._docket().wake_at
        return wake_at is not None and wake_at <= by

    def _lapsed(self) -> Generator[datetime, None, None]:
        wake_at = self._docket().wake_at
        assert wake_at is not None
        self.at = max(self.at, wake_at) + timedelta(minutes=3)
        if self.at > self.now:
            return
        yield self.at
        record_lapses(self._docket())
        self.docket = Docket.objects.get(pk=self._docket().pk)

    def _next_duty(self) -> tuple[str, datetime] | None:
        assert self.docket is not None
        if self.story.updates_stop is not None and self.at - self.opened() > timedelta(
            days=self.story.updates_stop
        ):
            return None
        keeps = tuple(self.story.keeps)
        if not keeps:
            return None
        where = f"step IN ({', '.join(['%s'] * len(keeps))}) AND docket_id = %s AND running = %s"
        where += " AND met_at IS NULL AND due_at IS NOT NULL ORDER BY due_at LIMIT 1"
        found = direct.values(Deadline, ("step", "due_at"), where, (*keeps, self.docket.pk, True))
        return (found[0][0], found[0][1]) if found else None

    def handler(self, role: str) -> Actor:
        """Return who holds a role in this case, or of those who hold it everywhere the first."""
        key = self.handlers.get(role)
        return Actor(person=self.people[key] if key else self._drawn(role))

    def fresh(self) -> Docket:
        """Return the docket as it stands, and let the story go on from there."""
        self.docket = Docket.objects.get(pk=self._docket().pk)
        return self.docket

    def opened(self) -> datetime:
        """Return when the complaint came in."""
        assert self.receipt is not None
        return self.receipt.act.at

    # --- the complaint

    def _open(self) -> None:
        officer = None if self.story.via == "portal" else self._drawn("intake_officer")
        self.receipt = cases.receive_complaint(
            report=complaining.report(self.story, self.built, moments.local(self.at).date()),
            via=complaining.VIA[self.story.via],
            by=Actor(person=officer),
            at=self.at,
            unit=self.built.units[self.story.club],
        )
        self.docket = self.receipt.docket
        self.said[self.receipt.act.n] = STEPS["receive"]
        self.keys = {handle: f"{handle[0].upper()}{handle[1:]}" for handle, _ in handles(self.story)}
        vault = Vault.of(self.docket)
        self.people = {vault.local(pk): person for pk, person in self.built.officers.items()}

    def _words(self, text: str) -> str:
        return complaining.words(self.story, self.built, text)

    def _files(self, names: Iterable[str]) -> list[Upload]:
        return complaining.files(self.story, names)

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
                self.docket = cases.add_information(
                    docket=self._docket(),
                    by=Actor(key=self.keys[beat.by]),
                    text=self._words(beat.says),
                    files=self._files(beat.files),
                ).docket
            case Conflict():
                self._conflict(beat)
            case Away():
                self._away(beat)

    def _plainly(self, beat: Do) -> bool:
        """Take a step that carries nothing but words, by somebody who is known; False where it is not so."""
        step = rulebooks.get(self._docket().rulebook_id).steps[beat.step]
        role = next((who.name for who in step.by if who.name in self.handlers), "")
        key = self.keys.get(beat.by) or (self.handlers[role] if role else "")
        if not key or beat.by not in ("", role, *self.keys) or not carrying.is_plain(step):
            return False
        says = self._words(beat.says or STEPS.get(beat.step, ""))
        try:
            made = take_step(
                docket=self._docket(),
                step=beat.step,
                by=self._actor(key),
                at=self.at,
                needs=Needs(
                    content={"text": says} if says else {},
                    files=self._files(beat.files),
                ),
            )
        except Refused as refused:
            if refused.code in WAITS:
                raise
            return False
        self.docket = made.docket
        self.said[made.n] = says
        return True

    def _take(self, beat: Do) -> None:
        if self._plainly(beat):
            return
        ground = self._ground()
        form = carrying.form_for(ground, beat)
        while asked := carrying.undeclared(ground, beat, form):
            author = self._actor(carrying.author(ground, beat, form)[0])
            self.docket = declaring.declare(self._docket(), asked, self.people, by=author, bound=beat.bound)
            beat = replace(beat, bound="")
            ground = self._ground()
            form = carrying.form_for(ground, beat)
        by, carried = carrying.ready(ground, beat, form)
        files = self._files(beat.files)
        for key in carried.agreed:
            self._note("consent", Actor(key=key), {"who": key, "to": beat.step})
        for _ in range(ROUNDS):
            try:
                made = take_step(
                    docket=self._docket(),
                    step=beat.step,
                    by=self._actor(by),
                    at=self.at,
                    needs=Needs(act=carried.act, content=carried.content, files=files),
                )
                break
            except NotPermitted as no:
                supplied = [carrying.supply(ground, beat, form, by, carried, need) for need in no.needs]
                if not any(supplied):
                    raise
        self.docket = made.docket
        self.said[made.n] = carried.content.get("text") or carried.content.get("reasons") or ""
        for role, people in (made.facts.get("appoints") or {}).items():
            self.handlers[role] = people[0]

    def _join(self, beat: Do) -> None:
        other = self.others[beat.joins]
        if other.docket is None:
            raise Refused("not_yet", "The other complaint has not come in yet.", None)
        ground = self._ground()
        by, role = carrying.author(ground, beat, carrying.form_for(ground, beat))
        made = cases.join_case(
            into=self._docket(),
            other=other._docket(),
            step=beat.step,
            leave=("go_over", {"as": role}),
            by=self._actor(by),
            role=role,
            reason="The same events, told by somebody else who was there.",
        )
        self.docket = declaring.anew(made.docket, self.people)
        other.docket = Docket.objects.get(pk=other._docket().pk)
        self.ways, other.ways = {}, {}

    def _note(self, note: str, by: Actor, act: dict[str, Any], **content: str) -> None:
        self.docket = take_note(
            docket=self._docket(), note=note, by=by, at=self.at, needs=Needs(act=act, content=content)
        ).docket

    def _message(self, beat: Message) -> None:
        to = [self.keys[beat.to]] if beat.to in self.keys else []
        by = Actor(key=self.keys[beat.by]) if beat.by in self.keys else self._officer(beat.by)
        made = cases.send_message(docket=self._docket(), by=by, text=self._words(beat.says), to=to)
        self.docket = made.docket

    def _conflict(self, beat: Conflict) -> None:
        who = self.handlers[beat.who]
        by = Actor(key=self.keys[beat.said_by]) if beat.said_by else self._actor(who)
        made = cases.declare_conflict(
            docket=self._docket(), who=who, ground=beat.ground, by=by, text=self._words(beat.says)
        )
        self.docket = made.docket

    def _away(self, beat: Away) -> None:
        who = self.handlers[beat.who]
        first = moments.local(self.at).date()
        days = {"from": first.isoformat(), "to": (first + timedelta(days=beat.until)).isoformat()}
        self._note("absent", self._actor(who), {"who": who, **days}, reason=beat.says)

    def _letters(self) -> Generator[datetime, None, None]:
        """Send what the last acts owe to anybody, within the hour; each letter is noted as sent."""
        assert self.docket is not None
        where = "docket_id = %s AND state = %s AND act > %s AND to_key <> %s ORDER BY act, id"
        given = (self.docket.pk, "owed", self.letters, "public")
        found = direct.values(Notice, ("act", "to_key"), where, given)
        if not found:
            return
        if any(to not in self.ways for _act, to in found):
            self.ways |= dict.fromkeys((to for _act, to in found), way_in.SHUT) | way_in.of(self.docket)
        owed: dict[tuple[int, bool], list[str]] = {}
        for act, to in found:
            owed.setdefault((act, self.ways[to].opens), []).append(to)
        for (act, opens), addressees in owed.items():
            self.letters = max(self.letters, act)
            at = self.at + timedelta(minutes=4 + moments.chance(self.story.code, act) % 25)
            if at > self.now:
                return
            yield at
            self.at = at
            made = cases.confirm_sent(
                docket=self._docket(),
                of=act,
                to=list(dict.fromkeys(addressees)),
                channel="portal" if opens else "email",
                by=self._officer("case_manager"),
                text=self.said.get(act, ""),
                at=at,
            )
            self.docket = made.docket

    # --- who

    def _docket(self) -> Docket:
        assert self.docket is not None
        return self.docket

    def _ground(self) -> carrying.Ground:
        docket = self._docket()
        whole = roster.assemble(docket, Vault.of(docket), at=self.at)
        return carrying.Ground(
            state=engine.state(rulebooks.LIBRARY, whole.engine(), self.at),
            at=self.at,
            keys=self.keys,
            draw=self._draw,
            words=self._words,
            working=self.days.on_or_after,
        )

    def _actor(self, key: str) -> Actor:
        return Actor(person=self.people[key]) if key in self.people else Actor(key=key)

    def _officer(self, role: str) -> Actor:
        """Return who holds a role in this case; before anybody does, whoever took the complaint in."""
        if key := self.handlers.get(role):
            return self._actor(key)
        return Actor(person=self._drawn("intake_officer"))

    def _draw(self, keys: Iterable[str], role: str) -> list[str]:
        """Put people in the order of the rota: the same for the same story everywhere; the cast first in
        the stories that are theirs."""
        return sorted(keys, key=lambda key: self._order(self.people[key], role))

    def _drawn(self, role: str) -> Person:
        return min(self.built.holders[role], key=lambda person: self._order(person, role))

    def _order(self, person: Person, role: str) -> tuple[bool, int]:
        cast = self.story.cast and person.pk in self.built.cast_keys
        return not cast, moments.chance(self.story.code, role, person.member_number)

"""May it be done? The checks that need nothing of an act's content, in the order of the rulebook's semantics.

Knows stage, condition, order, time, and who. What the act must carry: `content`. `permitted` and `decide`
both ask here, so they cannot differ.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import NamedTuple

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import bodies, conditions, events, reckoning, targets
from dueprocess.core.engine.bodies import Way
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import ORDER, Code, Need
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.said import all_of, any_of, listed, said, said_day, said_event, said_period
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import (
    DueKind,
    Each,
    EachKind,
    EventKind,
    Happening,
    Step,
    Wait,
    When,
)
from dueprocess.core.saying import Said, together
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_many as ngettext


class Asked(NamedTuple):
    """What is known of an act that somebody may take; None: not known yet."""

    who: str | None = None
    role: str | None = None
    persons: tuple[str, ...] = ()
    outcome: str | None = None
    against: int | None = None
    row: Row | None = None


class Answer(NamedTuple):
    """Yes, with the ways in which and the persons for whom; or no, with the refusal."""

    refusal: Need | None
    persons: tuple[str | None, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def able(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(who for way in self.ways for who in way.people))


def judge(fold: Fold, step: Step, strand: Strand | None, asked: Asked) -> Answer:
    """Whether a step may be taken in a strand where it stands, as far as anybody can say before the act."""
    if strand is None:
        return _who(fold, None, step, asked, (None,))
    persons, refusal = _persons(fold, strand, step, asked)
    if refusal is not None:
        return Answer(refusal)
    if (not step.appeals and asked.persons == ()) or asked.persons:
        empty = targets.effects_empty(fold, strand, step, asked.outcome, asked.row)
        if empty is not None:
            return Answer(empty, persons)
    return _who(fold, strand, step, asked, persons)


def _persons(
    fold: Fold, strand: Strand, step: Step, asked: Asked
) -> tuple[tuple[str | None, ...], Need | None]:
    """For whom it may be done now; a refusal when for nobody (or not for somebody named)."""
    concerned = fold.concerned(strand, step)
    each = fold.book.each[step.id]
    if fold.book.own[step.id] and asked.who is not None:
        wanted: list[str | None] = [asked.who]
    elif asked.persons and step.for_each is not None:
        wanted = list(asked.persons)
    elif each:
        wanted = concerned
    else:
        wanted = [None]
    if not wanted and step.for_each is not None:
        return (), _none_concerned(fold, step, step.for_each)
    able: list[str | None] = []
    worst: Need | None = None
    for person in wanted:
        refusal = _timing(fold, strand, step, person, asked)
        if refusal is None:
            able.append(person)
        elif asked.persons and step.for_each is not None:
            return (), refusal
        elif worst is None or ORDER[refusal.code] > ORDER[worst.code]:
            worst = refusal
    if able or not wanted:
        return tuple(able), None
    return (), worst


def _none_concerned(fold: Fold, step: Step, each: Each) -> Need:
    if each.kind is EachKind.STEP:
        return Need(
            Code.NOT_YET, _("“%(step)s” must come first.", step=fold.book.steps[each.name].title), step.clause
        )
    if each.kind is EachKind.CONFLICT:
        return Need(Code.NOTHING_THERE, _("No conflict of interest waits to be settled."), step.clause)
    return Need(
        Code.NOTHING_THERE, _("There is no %(name)s for whom it is owed.", name=said(each.name)), step.clause
    )


def _timing(fold: Fold, strand: Strand, step: Step, person: str | None, asked: Asked) -> Need | None:
    if not conditions.holds(fold, strand, step.when, person):
        assert step.when is not None
        return Need(Code.NOT_WHEN, said_when(fold, step.when), step.clause)
    for name in step.follows:
        before = fold.book.steps[name]
        if not fold.taken(strand, before, person if step.for_each else None):
            return Need(Code.NOT_YET, _("“%(before)s” must come first.", before=before.title), step.clause)
    done = _done(fold, strand, step, person, asked)
    if done is not None:
        return done
    for wait in step.not_before:
        early = _early(fold, strand, step, wait, person)
        if early is not None:
            return early
    if step.appeals:
        return _attack(fold, strand, step, person, asked)
    return _late(fold, strand, step, person, None)


def said_when(fold: Fold, when: When) -> Said:
    """A condition in words: for which cases something is."""
    facts = fold.book.rulebook.facts
    tables = []
    for table in when.any_of:
        tests = []
        for test in table:
            title = facts[test.fact].title
            if test.values == (True,):
                tests.append(_("“%(title)s” is so", title=title))
            elif test.values == (False,):
                tests.append(_("“%(title)s” is not so", title=title))
            else:
                values = listed([str(value) for value in test.values])
                tests.append(_("“%(title)s” is %(values)s", title=title, values=values))
        tables.append(all_of(tests))
    cases = reduce(lambda a, b: _("%(first)s, or %(second)s", first=a, second=b), tables)
    return _("This is only for cases where %(cases)s.", cases=cases)


def _done(fold: Fold, strand: Strand, step: Step, person: str | None, asked: Asked) -> Need | None:
    since = fold.stay(strand, step)
    if fold.book.repeats[step.id] or since is None:
        return _often(fold, strand, step, person, since) if step.times is not None else None
    if step.appeals:
        acts = reckoning.attacked(fold, strand, step)
        if asked.against is not None:
            acts = [asked.against]
        done = [fold.done(strand, step, person, since, against) for against in acts]
        if not acts or not all(done):
            return None
        act = done[-1]
    else:
        act = fold.done(strand, step, person if fold.book.each[step.id] else None, since)
    if act is None:
        return None
    day = said_day(fold.clock.local_day(act.at))
    reason = _("It was done on %(day)s (entry %(n)s).", day=day, n=act.n)
    if person is not None:
        reason = _("It was done for %(person)s on %(day)s (entry %(n)s).", person=person, day=day, n=act.n)
    return Need(Code.DONE_ALREADY, reason, step.clause)


def _often(fold: Fold, strand: Strand, step: Step, person: str | None, since: int | None) -> Need | None:
    """Whether a step that may be repeated has been taken as often as the rules allow, while the strand stands
    in its stages (and for this person, where each has their own)."""
    of = person if fold.book.each[step.id] else None
    taken = list(fold.every_done(strand, step, of, since if since is not None else -1))
    if step.times is None or len(taken) < step.times:
        return None
    reason = ngettext(
        "It may be done %(n)s time in all; the last was entry %(act)s.",
        "It may be done %(n)s times in all; the last was entry %(act)s.",
        step.times,
        act=taken[-1].n,
    )
    return Need(Code.DONE_ALREADY, reason, step.clause)


def _early(fold: Fold, strand: Strand, step: Step, wait: Wait, person: str | None) -> Need | None:
    if wait.on is not None:
        what = Happening(EventKind.DATE, wait.on)
        event = events.happened(fold, strand, what, person, None)
        if event is None or event.at is None or event.day is None:
            title = fold.book.rulebook.facts[wait.on].title
            return Need(Code.TOO_EARLY, _("“%(title)s” has not been set yet.", title=title), step.clause)
        if fold.now < event.at:
            reason = _("Not before %(day)s.", day=said_day(event.day))
            return Need(Code.TOO_EARLY, reason, step.clause, moment=event.at)
        return None
    event = events.all_of(fold, strand, wait.after, person, None)
    if event is None or event.at is None or event.day is None or event.at > fold.now:
        waits = all_of(
            [any_of([said_event(fold.book.rulebook, what) for what in each.of]) for each in wait.after]
        )
        return Need(Code.TOO_EARLY, _("Not before %(waits)s.", waits=waits), step.clause)
    if wait.wait is None:
        return None
    ending = period_ends(fold.clock, wait.wait, day=event.day, at=event.at, spans=fold.spans(strand, step.id))
    if ending.at is None or fold.now < ending.at:
        length, what_was = said_period(wait.wait), said_event(fold.book.rulebook, event.what)
        reason = _("Not before %(length)s after %(event)s.", length=length, event=what_was)
        if ending.last_day:
            reason = _(
                "Not before %(length)s after %(event)s: until %(day)s has passed.",
                length=length, event=what_was, day=said_day(ending.last_day),
            )  # fmt: skip
        return Need(Code.TOO_EARLY, reason, step.clause, moment=ending.at)
    return None


def _late(fold: Fold, strand: Strand, step: Step, person: str | None, against: int | None) -> Need | None:
    if against is not None and person is not None and (person, step.id) in fold.waivers:
        return Need(Code.TOO_LATE, _("%(person)s has waived it.", person=person), step.clause)
    for index, due in enumerate(step.due):
        if due.kind is not DueKind.LIMIT:
            continue
        found = reckoning.reckon(fold, strand, step, index, person, against)
        if found is not None and found.ending.at is not None and fold.now >= found.ending.at:
            day = said_day(found.ending.last_day) if found.ending.last_day else ""
            reason = _("The time for “%(step)s” ended on %(day)s.", step=step.title, day=day)
            return Need(Code.TOO_LATE, reason, due.clause or step.clause)
    return None


def _attack(fold: Fold, strand: Strand, step: Step, person: str | None, asked: Asked) -> Need | None:
    acts = reckoning.attacked(fold, strand, step)
    if asked.against is not None:
        if asked.against not in acts:
            reason = _(
                "Act %(against)s cannot be attacked by “%(step)s”.", against=asked.against, step=step.title
            )
            return Need(Code.NOTHING_THERE, reason, step.clause, "against")
        acts = [asked.against]
    if not acts:
        return Need(Code.NOTHING_THERE, _("There is no act that could be attacked."), step.clause)
    since = fold.stay(strand, step) or -1
    late: Need | None = None
    for against in acts:
        if fold.done(strand, step, person, since, against) is not None and not step.again:
            continue
        late = _late(fold, strand, step, person, against)
        if late is None:
            return None
    return late


def open_to_attack(fold: Fold, strand: Strand, step: Step, who: str | None) -> list[int]:
    """The acts that somebody may still attack by a step: not those they have attacked, nor those whose time
    is over for them. None: that anybody may who could take it."""
    since = fold.stay(strand, step) or -1
    persons = [who] if who in fold.parties else fold.concerned(strand, step)
    return [
        n
        for n in reckoning.attacked(fold, strand, step)
        if n is not None
        and any(
            (step.again or fold.done(strand, step, person, since, n) is None)
            and _late(fold, strand, step, person, n) is None
            for person in persons
        )
    ]


# --- who


def _who(
    fold: Fold,
    strand: Strand | None,
    step: Step,
    asked: Asked,
    persons: tuple[str | None, ...],
) -> Answer:
    ways = bodies.ways(fold, strand, step, asked.outcome)
    if fold.book.own[step.id]:
        owed = [person for person in persons if person is not None]
        ways = [
            replace(way, people=tuple(who for who in way.people if who in owed or strand is None))
            for way in ways
        ]
        if asked.who is not None:
            ways = bodies.ways(fold, strand, step, asked.outcome)
    able = tuple(way for way in ways if way.people)
    if not able:
        return Answer(_nobody(fold, step, ways), persons)
    main = next((way.sitting for way in able if asked.who is None or asked.who in way.people), None)
    for other in bodies.joint(fold, strand, step, main).values():
        if other.too_few:
            return Answer(_nobody(fold, step, [Way(other.body.id, (), other)]), persons)
    if asked.who is None:
        return Answer(None, persons, able)
    mine = [
        way
        for way in able
        if asked.who in way.people and (asked.role is None or asked.role == way.name or way.anyone)
    ]
    if mine or any(way.anyone for way in able):
        return Answer(None, persons, tuple(mine or [way for way in able if way.anyone]))
    for way in ways:
        for who, out in way.out:
            if who == asked.who and (asked.role is None or asked.role == way.name):
                reason = _("%(who)s %(reason)s.", who=who, reason=out.reason)
                return Answer(Need(Code.NOT_INDEPENDENT, reason, out.clause or step.clause, "by"), persons)
    names = listed([title_of(fold, way.name) for way in able])
    instead = [way for way in able if way.instead_of is not None]
    reason = _("This is for: %(names)s.", names=names)
    if instead:
        missing, acting = title_of(fold, instead[0].instead_of or ""), title_of(fold, instead[0].name)
        acts = _("%(acting)s acts instead of %(missing)s.", acting=acting, missing=missing)
        reason = together([reason, acts])
    return Answer(Need(Code.NOT_YOURS, reason, step.clause, "by"), persons)


def title_of(fold: Fold, name: str) -> str:
    """The title of a role, body or kind of party; other words as they are."""
    rulebook = fold.book.rulebook
    if name in rulebook.bodies or name in rulebook.roles or name in rulebook.parties:
        return rulebook.role_or_body(name).title
    return said(name)


def _nobody(fold: Fold, step: Step, ways: list[Way]) -> Need:
    parts = []
    for way in ways:
        title = title_of(fold, way.name)
        out = [_("%(who)s %(reason)s", who=who, reason=each.reason) for who, each in way.out]
        if way.sitting is not None:
            body = way.sitting
            seats = _(
                "%(title)s: %(voting)s of %(seats)s may vote, %(quorum)s must",
                title=title, voting=len(body.voting), seats=body.seats, quorum=body.quorum,
            )  # fmt: skip
            parts.append(together([seats, *out], "; "))
        elif out:
            parts.append(_("%(title)s: %(why)s", title=title, why=together(out, "; ")))
        else:
            parts.append(_("%(title)s: nobody holds this", title=title))
    reason = _("Nobody can do this now. %(why)s.", why=together(parts, ". "))
    return Need(Code.NOBODY_ABLE, reason, step.clause)


def moment_before(moment: datetime) -> datetime:
    """The last instant before one: its local day is the day that ends there."""
    return moment - timedelta(microseconds=1)

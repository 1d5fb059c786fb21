"""What annulling an entry would change, in words, before anybody signs it; and which letters went astray.

Asks the engine for both states and says how they differ. Decides nothing, writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.engine import Docket as EngineDocket
from dueprocess.core.engine import State
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import DueKind
from dueprocess.docket import house, roster
from dueprocess.docket.actions import annulling
from dueprocess.docket.extracts import telling
from dueprocess.docket.extracts.opened import Opened
from dueprocess.kit.components import worded
from dueprocess.rules import rulebooks


def entry(view: Opened, n: int) -> str:
    """Return how an entry is named in a sentence; "" where there is none."""
    return telling.entry(view, n) if any(act.n == n for act in view.acts) else ""


def as_if_standing(view: Opened, n: int) -> Opened:
    """Return a docket as it would be if entry `n` had not been annulled: what a letter about it said."""
    note = view.annulled[n].n
    silent = {row.n: roster.silent(row) for row in view.whole.rows if row.n == note}
    acts = [silent.get(act["n"], act) for act in view.whole.json["acts"]]
    docket = EngineDocket.parse({**view.whole.json, "acts": acts})
    return replace(view, state=engine.state(rulebooks.LIBRARY, docket, view.at))


def kept(view: Opened, n: int) -> str:
    """Return why the viewer cannot annul entry `n`; "" where they can, if somebody signs with them."""
    try:
        annulling.judged(view.whole, n, view.me)
        changes(view, n)
    except Refused as error:
        return worded(error.reason)
    return ""


def changes(view: Opened, n: int) -> tuple[str, ...]:
    """Return, one sentence each, what follows when entry `n` is annulled now.

    Raises NotPermitted where a later act would then be refused.
    """
    note = {"note": house.ANNULLED, "act": n, "at": roster.moment(view.at)}
    last = view.whole.rows[-1].recorded_at
    entered = {"entered": roster.moment(last)} if last > view.at else {}
    after = engine.decide(rulebooks.LIBRARY, view.whole.engine(), note | entered).state
    return tuple(dict.fromkeys((*_course(view, after), *_held(view, n, after), *_letters(view, after))))


def _course(view: Opened, after: State) -> Iterator[str]:
    """Where the case and its strands stand, what runs again."""
    before = view.state
    titles = {each.name: each.title for each in after.strands}
    if before.ended and not after.ended:
        yield _("The case is open again, and counts as reopened.")
    if after.ended and not before.ended:
        yield _("The case is at its end again, and counts as closed.")
    for strand in before.strands:
        if strand.name not in titles:
            yield _("This runs no longer: %(stage)s") % {"stage": strand.title}
        elif titles[strand.name] != strand.title:
            words = {"now": strand.title, "then": titles[strand.name]}
            yield _("It stands at “%(then)s” again, not at “%(now)s”.") % words
    running = {_mark(each) for each in before.deadlines if not each.met}
    for each in after.deadlines:
        if not each.met and each.due_at is not None and _mark(each) not in running:
            step = after.rulebook.steps[each.step].title
            words = {"step": step, "day": _day(each.due_at)}
            owed = each.kind in (DueKind.DUTY, DueKind.TARGET)
            said = _("This is owed again: %(step)s, by %(day)s")
            yield (said if owed else _("Time runs again for: %(step)s, until %(day)s")) % words


def _held(view: Opened, n: int, after: State) -> Iterator[str]:
    """What was imposed, found and alleged by it, and whose case it is."""
    there = {(each.act, each.id, each.on) for each in (*after.measures, *after.sanctions)}
    for each in (*view.state.measures, *view.state.sanctions):
        if (each.act, each.id, each.on) not in there:
            who = view.name(each.on) if each.on else ""
            yield _("This falls away: %(what)s") % {"what": ", ".join(filter(None, (each.title, who)))}
    row = next(each for each in view.whole.rows if each.n == n)
    for found in row.facts.get("findings") or ():
        number = telling.numbered(found["allegation"])
        yield _("The finding on allegation %(n)s counts no more.") % {"n": number}
    for alleged in row.facts.get("allegations") or ():
        yield _("Allegation %(n)s is made no more.") % {"n": telling.numbered(alleged["id"])}
    owner = roster.owner(view.whole.rows)
    then = roster.owner([each for each in view.whole.rows if each.n != n])
    if owner != then:
        yield _("The case is again that of: %(who)s") % {"who": view.name(then) if then else _("nobody")}


def _letters(view: Opened, after: State) -> Iterator[str]:
    """What will not go out, and what has gone out already."""
    owed = {(each.n, each.to) for each in after.notices}
    for each in view.state.notices:
        if (each.n, each.to) in owed or (each.optional and each.sent_at is None):
            continue
        words = {"letter": letter(view, each), "who": view.name(each.to)}
        if each.sent_at is None and each.received_at is None:
            yield _("This letter does not go out: %(letter)s, to %(who)s") % words
        else:
            words["day"] = _day(each.sent_at or each.received_at)
            yield (
                _(
                    "This letter went out on %(day)s: %(letter)s, to %(who)s. It is not called back by this: "
                    "write to them what no longer holds."
                )
                % words
            )
    for each in after.notices:
        if each.n == after.docket.acts[-1].n:
            words = {"letter": letter(view, each), "who": view.name(each.to)}
            yield _("This letter is owed then, the same working day: %(letter)s, to %(who)s") % words


def letter(view: Opened, each: engine.NoticeState) -> str:
    """Return the name of a letter, or the entry that it is about where it has none."""
    named = (each.letter or "").replace("_", " ")
    return named or (telling.entry(view, each.n) if each.n else "")


def _mark(each: engine.DeadlineState) -> tuple[object, ...]:
    return each.strand, each.step, each.index, each.person, each.against


def _day(at: Any) -> str:
    return date_format(localtime(at))

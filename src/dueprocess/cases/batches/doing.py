"""What is done in one case of several: the same act as by hand on its own page, after the same questions.

`take` is run twice for each case: once to see what it would say, and taken back; once for good. So what was
checked and what is done cannot differ. Must not know how many cases there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.cases import actions
from dueprocess.cases.batches import fitting, giving, sending, waiting, wording
from dueprocess.cases.batches.told import MESSAGE, STEP, UNTOLD, Result, Told
from dueprocess.cases.plan import questions
from dueprocess.core.engine import untold
from dueprocess.core.errors import Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import wall, way_in
from dueprocess.docket.actions import standing
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Person


def take(
    docket: int,
    told: Told,
    person: Person,
    *,
    shares: Mapping[int, int] = MappingProxyType({}),
    length: int | None = None,
) -> Result:
    """Do in one case (key) what is to be done, as this person, now; call it inside a transaction. `shares`:
    among whom a case is given, with how many of them each has got.

    `length` is the docket's when it was checked: without it, this is the check. Raises
    Refused("changed_meanwhile") where something was recorded since, ("not_able") where this person may not
    read it now, and whatever the act itself raises.
    """
    found = Docket.objects.locked(docket)
    if not wall.sees(found, person):
        raise Refused("not_able", _("It is not among the cases that you may read."), None)
    standing.signs_in(person)
    if length is not None and found.length != length:
        why = _("Somebody recorded something else in it since it was checked.")
        raise Refused("changed_meanwhile", why, None)
    view = opened(found, viewer=Actor(person=person))
    if told.to:
        return giving.give(view, told, shares, person)
    if told.waits:
        return waiting.send(view, told, person)
    if told.letter:
        return sending.send(view, told, person, out=length is not None)
    return _messages(view, told, person) if told.each else _letter(view, told, person)


def _letter(view: Opened, told: Told, person: Person) -> Result:
    """Take the step whose act sends the letter."""
    step = told.how.removeprefix(STEP)
    if step not in view.rulebook.steps:
        raise fitting.no_such_step()
    asked = fitting.form(view, step)
    fitting.not_refused(view, asked)
    if not asked.form.tells:
        raise Refused("nobody", _("As it stands, nobody would be told by it."), None)
    content = {fitting.paper(asked.form) or "letter": wording.fill(told.text, view)}
    needs = fitting.needs(asked.form, view.me, content)
    dockets.take_step(docket=view.docket, step=step, by=Actor(person=person), at=clock.now(), needs=needs)
    return Result()


def _messages(view: Opened, told: Told, person: Person) -> Result:
    """Write to each in a message of their own: to all of a kind or to none of them; of those without a letter
    to whom a way leads, since the plan's list still has the others."""
    readers = recipients(view, told)
    if not readers:
        raise Refused("nobody", _("There is no such party in it."), None)
    ways = way_in.of(view.docket)
    able = [key for key in readers if ways.get(key, way_in.SHUT).opens]
    by_hand = ""
    if shut := len(readers) - len(able):
        by_hand = ngettext(
            "One of them can open nothing here: write to them by hand.",
            "{n} of them can open nothing here: write to them by hand.",
            shut,
        ).format(n=shut)
    if by_hand and not (able and told.how == UNTOLD):
        raise Refused("no_way_in", by_hand, None)
    texts = [(key, wording.fill(told.text, view, key)) for key in able]
    if accused := untold.untold(view.state, able):
        raise untold.refusal(view.state, accused)
    knowing = {*_knowing(view)}
    if unaware := sum(key not in knowing for key in able):
        why = ngettext(
            "One of them has heard nothing of it from us: write to them by hand, if they may know of it.",
            "{n} of them have heard nothing of it from us: write to them by hand, if they may know of it.",
            unaware,
        ).format(n=unaware)
        raise Refused("unaware", why, None)
    for key, text in texts:
        actions.send_message(docket=view.docket, by=Actor(person=person), text=text, to=[key])
    return Result(note=by_hand)


def _knowing(view: Opened) -> Iterator[str]:
    """Yield the local keys of the parties who know of the case: who complained, wrote something, or was
    written to. When others are told, the rules of the case say, and no text for many does."""
    yield from _of_kind(view, "complainant")
    yield from untold.heard(view.state)
    yield from (row.by_key for row in view.whole.rows)


def recipients(view: Opened, told: Told) -> list[str]:
    """Return the local keys of those who each get a message, in the order in which they came in. Raises
    Refused("no_plan") where it goes to those without a letter, and no plan runs."""
    if told.how != UNTOLD:
        return _of_kind(view, told.how.removeprefix(MESSAGE))
    plan = questions.current()
    if plan is None or not plan.is_open:
        raise Refused("no_plan", _("No start-up plan runs now."), None)
    lacking = set(questions.untold(plan, of=view.docket).values_list("key", flat=True))
    return [key for key in view.state.parties if key in lacking]


def _of_kind(view: Opened, kind: str) -> list[str]:
    return [key for key, party in view.state.parties.items() if party.kind == kind]


def samples(view: Opened, told: Told) -> list[tuple[str, str]]:
    """Return what would be read in this case: to whom it goes, and the text. Raises as `take`."""
    if told.each:
        return [(view.name(key), wording.fill(told.text, view, key)) for key in recipients(view, told)]
    if told.to:
        asked = giving.appointing_form(view, told.role)
        text = told.reason if fitting.paper(asked.form) else ""
        return [(fitting.readers(asked), text)] if asked.form.tells else []
    return [(fitting.readers(fitting.form(view, told.how.removeprefix(STEP))), wording.fill(told.text, view))]


__all__ = ["Result", "Told", "recipients", "samples", "take"]

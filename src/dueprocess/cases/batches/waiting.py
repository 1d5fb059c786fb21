"""Sending, in one case of several, a letter that waits there already: owed since something that was done
before, or by time alone, or such as may be left out. Must not know how many cases there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.cases.batches import wording
from dueprocess.cases.batches.told import Going, Result, Told
from dueprocess.cases.letters import writing
from dueprocess.core.errors import Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import way_in
from dueprocess.docket.actions.letters import OPTIONAL, OWED, PORTAL, came_back
from dueprocess.docket.extracts import Opened
from dueprocess.docket.lettering import Written
from dueprocess.docket.models import Docket, Notice
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Person

WAITING = (OPTIONAL, OWED, "late")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that waits: of which entry, to whom, whether they can open it here, whether it may be left
    out, whether its mail came back, and its words."""

    n: int
    to: str
    opens: bool
    optional: bool
    back: bool
    written: tuple[Written, ...]

    @property
    def lacks(self) -> bool:
        """Whether a value is missing in it."""
        return any(each.missing for each in self.written)

    def goes_by(self, channel: str) -> bool:
        """Tell whether it is for whoever sends by this channel: nobody posts what goes by itself, and the
        portal is for what somebody has to let go."""
        if channel == PORTAL:
            return self.opens and (self.optional or self.lacks)
        return not self.opens or self.back


def names(seen: QuerySet[Docket]) -> tuple[str, ...]:
    """Return the letters of which one waits in at least one of these cases."""
    waits = Notice.objects.filter(docket__in=seen, act__gt=0, state__in=WAITING).exclude(letter="")
    return tuple(waits.order_by("letter").values_list("letter", flat=True).distinct())


def send(view: Opened, told: Told, person: Person) -> Result:
    """Send what waits of a letter in a case by the channel that was said, or note that it went so; each to
    its reader, and once.

    Raises Refused: "no_letter" where none waits, "by_itself" or "no_way_in" where none is for that channel;
    "lacks" naming each value that is missing where nothing was written that it says instead; and whatever
    the note raises.
    """
    found = list(_waiting(view, told))
    able = [each for each in found if each.goes_by(told.channel)]
    if not found:
        raise Refused("no_letter", _("No such letter waits in it."), None)
    if not able and told.channel == PORTAL:
        raise Refused("no_way_in", _by_hand(found), None)
    if not able:
        said = _("Whoever it waits for reads it on their own pages: nothing is to be posted.")
        raise Refused("by_itself", said, None)
    text = wording.fill(told.text, view) if told.text.strip() else ""
    lacks = dict.fromkeys(word for each in able for letter in each.written for word in letter.missing)
    if lacks and not text:
        said = _("It lacks a value. {what}.").format(what="; ".join(lacks))
        raise Refused("lacks", said, None)
    by, going = Actor(person=person), []
    for each in able:
        instead = text if each.lacks or not each.written else ""
        if told.channel == PORTAL:
            dockets.send_now(docket=view.docket, act=each.n, to=each.to, by=by, text=instead)
        else:
            dockets.note_sent(
                docket=view.docket, act=each.n, to=[each.to], channel=told.channel, by=by, at=clock.now(),
                text=instead,
            )  # fmt: skip
        shown = [None] if instead or not each.written else [letter.shown for letter in each.written]
        going += [Going(view.name(each.to), letter, instead) for letter in shown]
    rest = [each for each in found if each not in able and not each.opens]
    return Result(note=_by_hand(rest) if rest else "", letters=tuple(going))


def _waiting(view: Opened, told: Told) -> Iterator[Letter]:
    ways, back = way_in.of(view.docket), came_back(view.docket)
    for each in view.state.notices:
        if not each.n or each.letter != told.letter or str(each.state) not in WAITING or each.n in view.moved:
            continue
        opens = ways.get(each.to, way_in.SHUT).opens
        written = writing.of(view, each.n, each.to, told.channel)
        optional = str(each.state) == OPTIONAL
        yield Letter(each.n, each.to, opens, optional, (each.n, each.to) in back, written)


def _by_hand(letters: Collection[Letter]) -> str:
    n = sum(not each.opens for each in letters)
    if not n:
        return _("It goes by itself: nothing is to be done.")
    return ngettext(
        "One who is to get it can open nothing here: post it, and note that afterwards.",
        "{n} who are to get it can open nothing here: post theirs, and note that afterwards.",
        n,
    ).format(n=n)

"""An approach that is forwarded by mail: entered at once for whoever forwarded it, completed by them, read by
nobody who reads the mailbox."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dueprocess.cases.approaches import actions, extracts, named
from dueprocess.cases.approaches.models import Approach, Told
from dueprocess.cases.mailbox.extracts import lists
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.core.errors import Refused
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from tests import world
from tests.cases.approaches import ASKED
from tests.cases.mailbox.conftest import federation, house
from tests.cases.mailbox.mails import HOME
from tests.cases.mailbox.taking import take

__all__ = ["federation", "house"]
pytestmark = pytest.mark.django_db
TO = HOME.replace("@", "+approach@")
SAID = "Fwd: the matter\n\nThis has to be over before the assembly, says Aurelio Brandt."


def forwarded(built: world.World, *, by: str = "third", **more: Any) -> Docket:
    login = world.log_in(built[by])
    taken = take(text=SAID, to=TO, sender=f"Somebody <{login.email}>", **more)
    return Docket.objects.get(number=taken.number)


@pytest.mark.both
def test_it_stands_at_once_and_is_completed_by_whoever_forwarded_it(federation: world.World) -> None:
    docket = forwarded(federation)
    assert docket.kind == "approach"
    assert not Arrival.objects.exists()
    for reader in ("owner", "second"):  # who read every message of the mailbox
        assert not wall.sees(docket, federation[reader])
        assert not lists.waiting(federation[reader]).exists()
    assert wall.sees(docket, federation["third"])
    assert wall.sees(docket, federation["overseer"])
    assert not wall.sees(docket, federation["leader"])  # of whom it speaks
    page = extracts.page(docket, federation["third"])
    assert page.line.forwarded
    assert page.may_add
    assert "says Aurelio Brandt" in dict(page.entries[0].texts)["Their words"]
    assert [each.name for each in page.entries[0].files] == ["message.eml"]
    by, leader = federation.actor("third"), federation["leader"]
    said = replace(ASKED, on=world.MONDAY.date(), person=leader.pk)
    with pytest.raises(Refused, match="You are the one"):
        actions.amend(docket=docket, entry=replace(said, person=federation["third"].pk), wrong="", by=by)
    assert not named.lines(leader)
    actions.amend(docket=docket, entry=said, wrong="", by=by)
    row = Approach.objects.get(docket=docket)
    assert (row.forwarded, row.amended, row.kind, row.told) == (False, 0, "pressure", "now")
    assert [each.number for each in named.lines(leader)] == [docket.number]
    [told] = named.page(world.fresh(docket)).entries  # and not the message, which says who forwarded it
    assert told.words == ASKED.words
    assert [each.who for each in extracts.register(federation["third"]).lines] == ["Aurelio Brandt"]
    actions.reply(docket=world.fresh(docket), text="No.", by=Actor(key=actions.NAMED))
    overseer = federation.actor("overseer")
    actions.weigh(docket=world.fresh(docket), follows="Nothing.", told=Told.NOW, by=overseer)
    assert rebuild.docket(docket.pk) == 0
    assert list(verify.one(world.fresh(docket))) == []


def test_the_same_message_is_entered_once(federation: world.World) -> None:
    first = forwarded(federation)
    assert forwarded(federation) == first
    assert Approach.objects.count() == 1


def test_what_comes_from_elsewhere_is_a_message_like_others(federation: world.World) -> None:
    login = world.log_in(federation["stranger"])  # a member, and nobody at the desk
    for n, sender in enumerate(("wren@example.org", login.email)):
        taken = take(text=SAID, to=TO, sender=sender, message_id=f"<{n}@example.org>")
        assert Docket.objects.get(number=taken.number).kind == "message"
    at_desk = world.log_in(federation["third"]).email
    two = take(text=SAID, to=TO, sender=f"{at_desk}, wren@example.org", message_id="<two@example.org>")
    assert Docket.objects.get(number=two.number).kind == "message"
    to_us = take(text=SAID, to=HOME, sender=at_desk, message_id="<us@example.org>")
    assert Docket.objects.get(number=to_us.number).kind == "message"
    assert not Approach.objects.exists()

"""An approach that is forwarded by mail: entered at once for whoever forwarded it, completed by them, read by
nobody who reads the mailbox."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core import mail

from dueprocess.cases.approaches import actions, extracts, named
from dueprocess.cases.approaches.models import Approach, Told
from dueprocess.cases.mailbox.extracts import lists
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.core.errors import Refused
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.cases.approaches import ASKED
from tests.cases.mailbox.conftest import federation, house
from tests.cases.mailbox.mails import HOME
from tests.cases.mailbox.taking import take

__all__ = ["federation", "house"]
pytestmark = pytest.mark.django_db
TO = HOME.replace("@", "+approach@")
SAID = "Fwd: the matter\n\nThis has to be over before the assembly, says Aurelio Brandt."


def forwarded(built: world.World, *, by: str = "third", text: str = SAID, **more: Any) -> Docket:
    login = world.log_in(built[by])
    taken = take(text=text, to=TO, sender=f"Somebody <{login.email}>", **more)
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


def test_the_person_named_never_reads_the_message_as_it_was_forwarded(federation: world.World) -> None:
    """It tells who forwarded it, to whom it went, and of which case it is."""
    docket = forwarded(federation, text=f"{SAID}\nSuryani: I am afraid of him. It is about case XK7.")
    said = replace(ASKED, on=world.MONDAY.date(), person=federation["leader"].pk)
    actions.amend(docket=docket, entry=said, wrong="", by=federation.actor("third"))
    [line] = named.lines(federation["leader"])
    page = named.page(world.fresh(docket))
    assert (line.number, [each.words for each in page.entries]) == (docket.number, [said.words])
    for secret in ("Suryani", "afraid", "XK7", "Fwd:"):
        assert secret not in repr(page)


@pytest.mark.both
def test_naming_all_who_oversee_keeps_it_from_nobody(federation: world.World) -> None:
    text = f"{SAID} He told Adaeze Lund as well."
    docket = forwarded(federation, text=text)
    assert not wall.sees(docket, federation["overseer"])  # it may be about her, until somebody says
    said = replace(ASKED, on=world.MONDAY.date(), person=federation["leader"].pk)
    actions.amend(docket=docket, entry=said, wrong="", by=federation.actor("third"))
    assert wall.sees(docket, federation["overseer"])
    assert not wall.sees(docket, federation["leader"])
    assert rebuild.docket(docket.pk) == 0
    assert list(verify.one(world.fresh(docket))) == []


def test_where_it_names_all_who_oversee_those_who_appoint_are_told_that_something_waits(
    federation: world.World,
) -> None:
    register.grant(
        person=federation["admin"], power=Power.APPOINT, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    for name in ("admin", "overseer"):
        world.log_in(federation[name])
    forwarded(federation, text=f"{SAID} He told Adaeze Lund as well.")
    drain()
    to = {address for each in mail.outbox for address in each.to}
    assert federation["admin"].login.email in to
    assert federation["overseer"].login.email not in to

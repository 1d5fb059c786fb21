"""A respondent whom the rules have not told of the case yet hears of it from nobody: by no hand, no
stock-taking, no text for many, no message that was put into the case."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.plan import actions as plan
from dueprocess.cases.plan.models import CLOSING
from dueprocess.core.errors import Refused
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit.models import OutgoingMail
from tests import world

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
WHY = "has not been told of the case by the rules yet"
MEND = "They are told by the step “Send the complaint to the respondent” or “Decide”."


@pytest.fixture
def docket(federation: world.World) -> Docket:
    world.log_in(federation["respondent"])
    docket: Docket = world.open_case(federation).docket
    return docket


def write(docket: Docket, federation: world.World, *to: str) -> None:
    cases.send_message(docket=docket, by=federation.actor("owner"), text="Is this yours?", to=to)


def tell(docket: Docket, federation: world.World) -> None:
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_nobody_writes_to_them_before_the_letter_of_the_rules(
    docket: Docket, federation: world.World
) -> None:
    before = (docket.length, OutgoingMail.objects.count())
    for to in (["R1"], ["C1", "R1"]):
        with pytest.raises(Refused, match=WHY) as refused:
            write(docket, federation, *to)
        assert (refused.value.code, refused.value.clause) == ("untold", "3")
        assert MEND in refused.value.reason
    assert (world.fresh(docket).length, OutgoingMail.objects.count()) == before
    write(docket, federation, "C1")
    tell(docket, federation)
    with pytest.raises(Refused, match="is owed to them"):
        write(docket, federation, "R1")  # the letter has not gone out
    deliver(docket)
    write(docket, federation, "R1")
    assert world.fresh(docket).acts.filter(name="message").count() == 2


def test_whoever_acts_for_them_is_not_written_to_either(docket: Docket, federation: world.World) -> None:
    helper = PartyIdentity(kind="companion", name="Ada Quill", acts_for="R1")
    friend = PartyIdentity(kind="companion", name="Noor Whitlock", acts_for="C1")
    for identity in (helper, friend):
        cases.add_party(docket=docket, identity=identity, by=federation.actor("owner"))
    keys = dict(docket.parties.filter(kind="companion").order_by("pk").values_list("key", "pk"))
    theirs, ours = keys
    with pytest.raises(Refused, match=WHY):
        write(docket, federation, theirs)
    write(docket, federation, ours)


def test_in_no_others_name_either(docket: Docket, federation: world.World) -> None:
    """As the words of a party, with somebody to read them."""
    by = Actor(person=federation["owner"], key="C1")
    with pytest.raises(Refused, match=WHY):
        cases.send_message(docket=docket, by=by, text="I accuse you.", to=["R1"])


def test_the_form_says_so_and_keeps_the_words(
    docket: Docket, federation: world.World, signed_in: SignedIn
) -> None:
    client, address = signed_in("owner"), f"/desk/cases/{docket.number}/notes/message/"
    assert words_of(client.get(address)).count("until they have, nobody writes to them") == 1
    typed = {"once": secrets.token_urlsafe(24), "to": ["R1"], "text": "Is this yours?"}
    answer = client.post(address, typed)
    assert WHY in words_of(answer)
    assert f"{MEND} Write to them when its letter has gone out. (rule 3)" in words_of(answer)
    assert "Is this yours?" in answer.content.decode()
    assert not Act.objects.filter(docket=docket, name="message").exists()
    tell(docket, federation)
    deliver(docket)
    assert "nobody writes to them" not in words_of(client.get(address))


def test_no_promised_day_tells_them(docket: Docket, federation: world.World) -> None:
    day = plan.Day(of=CLOSING, on=date(2026, 5, 4), to=["C1", "R1"], text="By then it is done.")
    before = (docket.length, OutgoingMail.objects.count())
    with pytest.raises(Refused, match=WHY):
        plan.promise_day(docket=docket, day=day, by=federation.actor("owner"))
    assert (world.fresh(docket).length, OutgoingMail.objects.count()) == before
    tell(docket, federation)
    deliver(docket)
    plan.promise_day(docket=world.fresh(docket), day=day, by=federation.actor("owner"))

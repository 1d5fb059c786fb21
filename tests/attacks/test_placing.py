"""A complaint that is put into a case where nobody looks for it: whoever would bury it so needs somebody
else, its sender hears of it and can object, and oversight sees who put it where."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.models import Complaint
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import replies, verify
from dueprocess.docket.actions import assign, rebuild, take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import PartyIdentity
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.taking import docket as docket_of
from tests.cases.mailbox.taking import take
from tests.cases.mailbox.test_arriving import letters

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PAGE = "/desk/mailbox/put/"
SHED = "The coach locked my son into the shed."


@pytest.fixture
def federation(federation: world.World, settings: Any) -> world.World:
    settings.DUEPROCESS_MAILBOX = settings.DEFAULT_FROM_EMAIL = mails.HOME
    for name in ("owner", "second", "third"):
        world.appoint(federation[name], "secretary")
    federation["complainant"].email = "wren@example.org"
    federation["complainant"].save(update_fields=["email"])
    return federation


@pytest.fixture
def case(federation: world.World) -> Docket:
    """A case that `owner` owns; the complainant's address is that of the register."""
    found = world.open_case(federation).docket
    assign(docket=found, to=federation["owner"].pk, by=federation.actor("owner"), reason="Mine.")
    return world.fresh(found)


def message(text: str = SHED, **more: Any) -> Docket:
    """A message from somebody who is no party to anything."""
    more = {"sender": "Ada Quill <ada@elsewhere.example>", "message_id": f"<{secrets.token_hex(8)}@x>"} | more
    found: Docket = docket_of(take(text=text, **more))
    return found


def states(docket: Docket) -> list[str]:
    return list(Arrival.objects.filter(docket=docket).order_by("act").values_list("state", flat=True))


def sound(*dockets: Docket) -> None:
    for docket in map(world.fresh, dockets):
        assert rebuild.docket(docket.pk) == 0
        assert list(verify.one(docket)) == []
    assert [fault.check for fault in state.faults()] == []


def place(docket: Docket, case: Docket, federation: world.World, by: str, party: str = "C1") -> Act:
    return actions.place(docket=docket, case=case, party=party, by=federation.actor(by))


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def post(client: Client, **typed: object) -> str:
    answer = client.post(PAGE, {"once": secrets.token_urlsafe(24), **typed})
    assert answer.status_code == 302
    return words_of(client.get(PAGE))


@pytest.mark.both
def test_what_one_officer_puts_to_a_case_is_not_there_until_somebody_else_takes_it_in(
    federation: world.World, case: Docket
) -> None:
    docket, before = message(), case.length
    sent = len(letters())
    note = place(docket, case, federation, "second")
    assert (note.docket_id, states(docket)) == (docket.pk, ["placed"])
    assert (world.fresh(case).length, len(letters())) == (before, sent)
    rows = {name: n for name, _title, n in mailbox.account(federation["second"]).rows}
    assert rows["placed"] == 1
    with clock.frozen(world.later(days=2)):  # its clock goes on
        assert docket.number in {each.number for each in mailbox.unassigned(federation["second"])}
    with pytest.raises(Refused) as refused:
        actions.confirm(docket=docket, by=federation.actor("second"))
    assert refused.value.code == "not_yours"
    with pytest.raises(Refused):  # nor in another way, meanwhile
        place(docket, case, federation, "third")
    made = actions.confirm(docket=docket, by=federation.actor("owner"))
    assert (made.docket_id, made.name, made.by_key, states(docket)) == (case.pk, "message", "C1", ["part"])
    with pytest.raises(Refused) as refused:
        actions.confirm(docket=docket, by=federation.actor("owner"))
    assert refused.value.code == "not_placed"
    sound(docket, case)


def test_the_owner_alone_puts_in_only_what_a_party_plainly_wrote(
    federation: world.World, case: Docket
) -> None:
    mine = {"sender": "Wren <wren@example.org>"}
    plain = message(**mine)
    assert place(plain, case, federation, "owner").docket_id == case.pk  # from their own address
    for more, by, party in (
        ({}, "owner", "C1"),  # from an address that nobody knows
        (mine, "owner", ""),  # as nobody's words
        (mine, "owner", "R1"),  # as another's words
        (mine, "second", "C1"),  # by somebody who does not own the case
        ({"sender": "wren@example.org, ada@elsewhere.example"}, "owner", "C1"),
    ):
        docket = message(**more)
        assert place(docket, case, federation, by, party).docket_id == docket.pk, (more, by, party)
        assert states(docket) == ["placed"]


def test_the_owner_of_a_closed_case_buries_nothing_there_alone(federation: world.World, case: Docket) -> None:
    take_step(docket=case, step="leave", by=federation.actor("owner"), at=clock.now())
    case = world.fresh(case)
    assert not case.is_open
    docket = message(sender="Wren <wren@example.org>")
    place(docket, case, federation, "owner")
    assert states(docket) == ["placed"]


def test_the_sender_is_told_where_it_went_and_an_answer_brings_it_back(
    federation: world.World, case: Docket
) -> None:
    docket = message(sender="Wren <wren@example.org>")
    place(docket, case, federation, "owner")
    told = letters()[-1]
    assert (told["to"], told["reply_to"]) == (
        "wren@example.org",
        replies.address(replies.token(docket, "objects")),
    )
    assert docket.number in told["text"]
    [own] = Complaint.objects.filter(docket=case).values_list("number", flat=True)
    assert f"put to your matter {own}" in told["text"]  # the number that they know
    for word in ("shed", "Marchetti", federation["owner"].full_name):
        assert word not in told["text"] + told["subject"]
    other = message("It is another matter!", to=told["reply_to"])  # not from the sender's address
    assert (other.pk == docket.pk, states(docket)) == (False, ["part"])
    away = message(
        "I am away.", to=told["reply_to"], sender="Wren <wren@example.org>", Auto_Submitted="auto-replied"
    )
    assert (away.pk == docket.pk, states(docket)) == (False, ["part"])
    again = message("It is another matter!", to=told["reply_to"], sender="Wren <wren@example.org>")
    assert (again.pk, states(docket)) == (docket.pk, ["waiting", "waiting"])
    place(world.fresh(docket), case, federation, "owner")  # never again alone
    assert states(docket) == ["placed", "placed"]
    sound(docket, case)


def test_a_message_tells_nobody_of_a_case_of_which_they_may_not_know(
    federation: world.World, case: Docket
) -> None:
    docket, sent = message("Has somebody complained of me?"), len(letters())
    place(docket, case, federation, "second", "R1")
    actions.confirm(docket=docket, by=federation.actor("owner"))
    assert len(letters()) == sent  # the respondent hears nothing
    stranger = message()
    place(stranger, case, federation, "second", "")
    actions.confirm(docket=stranger, by=federation.actor("owner"))
    told = letters()[-1]
    assert told["to"] == "ada@elsewhere.example"
    assert "put with what we have already" in told["text"]
    assert case.number not in told["text"] + told["subject"]  # nor whoever is no party, of any matter


def test_the_owner_sends_it_back_and_only_they_or_another_reader_may(
    federation: world.World, case: Docket, signed_in: SignedIn
) -> None:
    docket = message()
    place(docket, case, federation, "second")
    for name in ("stranger", "wrong_unit", "overseer", "complainant", "respondent"):
        with pytest.raises(Refused) as refused:
            actions.confirm(docket=docket, by=federation.actor(name))
        assert refused.value.code == "not_yours", name
        assert mailbox.to_confirm(federation[name]) == ()
    assert [each.number for each in mailbox.to_confirm(federation["third"])] == [docket.number]
    owner = signed_in("owner")
    assert "1 message was put to a case of yours" in words_of(owner.get("/desk/"))
    shown = words_of(owner.get(PAGE))
    assert SHED in shown
    assert f"{federation['second'].shown_name} says that it belongs to case {case.number}" in shown
    assert "The reason is empty" in post(owner, number=docket.number, decline="1", reason=" ")
    post(owner, number=docket.number, decline="1", reason="It is a complaint about the coach.")
    assert states(docket) == ["waiting"]
    history = words_of(owner.get(f"/desk/mailbox/{docket.number}/"))
    assert "It is a complaint about the coach." in history
    with pytest.raises(Malformed):
        actions.decline(docket=docket, by=federation.actor("owner"), reason="")
    sound(docket, case)


def test_whom_a_message_names_does_not_take_it_in(federation: world.World, case: Docket) -> None:
    docket = message(f"{federation['owner'].full_name} hides my file.")
    place(docket, case, federation, "second")
    with pytest.raises(Refused):
        actions.confirm(docket=docket, by=federation.actor("owner"))
    assert mailbox.to_confirm(federation["owner"]) == ()
    actions.confirm(docket=docket, by=federation.actor("third"))
    assert states(docket) == ["part"]


def test_oversight_sees_each_with_who_put_it_there(
    federation: world.World, case: Docket, signed_in: SignedIn
) -> None:
    by_two, by_one = message(subject="By two"), message(subject="Alone", sender="Wren <wren@example.org>")
    place(by_two, case, federation, "second")
    actions.confirm(docket=by_two, by=federation.actor("owner"))
    place(by_one, case, federation, "owner")
    page = words_of(signed_in("overseer").get(PAGE))
    owner, second = federation["owner"].shown_name, federation["second"].shown_name
    assert re.search(rf"By two .{{0,60}}{case.number} {second} .{{5,40}} {owner}", page)
    assert re.search(rf"Alone .{{0,60}}{case.number} {owner} .{{5,40}} the same person", page)
    assert "What was put into cases" not in words_of(signed_in("owner").get(PAGE))
    named = PartyIdentity(kind="respondent", person=federation["overseer"].pk, name="The overseer")
    world.shut_out(federation, case, named, by="owner", signer="second")
    assert case.number not in words_of(signed_in("overseer").get(PAGE))


def test_where_it_goes_is_shown_before(federation: world.World, case: Docket, signed_in: SignedIn) -> None:
    docket, second = message(), signed_in("second")
    address = f"/desk/mailbox/{docket.number}/case/"
    typed = {"once": secrets.token_urlsafe(24), "case": case.number, "party": "C1", "asked": "1"}
    assert "has taken it in" in words_of(second.post(address, typed))
    typed |= {"once": secrets.token_urlsafe(24), "sure": "1"}
    answer = second.post(address, typed)
    assert answer["Location"] == f"/desk/mailbox/{docket.number}/"
    shown = words_of(second.get(answer["Location"]))
    assert f"Somebody says that it belongs to case {case.number}" in shown
    assert "Take it in, or send it back" not in shown
    assert "Take it in, or send it back" in words_of(signed_in("third").get(answer["Location"]))
    post(signed_in("third"), number=docket.number, confirm="1")
    assert Act.objects.filter(docket=case, introduces__message=docket.number).count() == 1


def test_what_the_owner_put_there_does_not_wait_for_the_owner(
    federation: world.World, case: Docket, signed_in: SignedIn
) -> None:
    place(message(), case, federation, "owner", "")
    assert mailbox.count_to_confirm(federation["owner"]) == 0
    assert "put to a case of yours" not in words_of(signed_in("owner").get("/desk/"))
    place(message(), case, federation, "second")
    assert mailbox.count_to_confirm(federation["owner"]) == 1


def test_nothing_goes_into_a_case_that_was_joined_into_another(federation: world.World, case: Docket) -> None:
    into, docket, later = world.open_case(federation).docket, message(), message()
    place(docket, case, federation, "second")
    cases.join_case(
        into=into, other=case, step="take_in", leave=("leave", {}), by=federation.actor("owner"),
        role="secretary", reason="The same evening",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.confirm(docket=docket, by=federation.actor("third"))
    assert refused.value.code == "joined"
    with pytest.raises(Refused):
        place(later, case, federation, "second")
    assert (states(docket), states(later)) == (["placed"], ["waiting"])

"""Many at once as a way round: messages that are signed away unread, and work on several cases that speaks of
a case to whom it is shut, or goes on after its maker was signed out."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.actions import together
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.batches import doing
from dueprocess.cases.batches import extracts as batch_pages
from dueprocess.cases.batches.models import Batch
from dueprocess.cases.mailbox import actions as mailbox
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.core.errors import Refused
from dueprocess.docket import replies, verify
from dueprocess.docket.actions import deliver, rebuild, sign, take_step
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import drain
from dueprocess.ledger import state
from dueprocess.people import actions as register
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.taking import docket as docket_of
from tests.cases.mailbox.taking import take

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
SIGNATURES, SEVERAL = "/desk/mailbox/signatures/", "/desk/mailbox/several/"
SENDER = "Wren Abara <wren@elsewhere.example>"


@pytest.fixture
def federation(federation: world.World, settings: Any) -> world.World:
    settings.DUEPROCESS_MAILBOX = settings.DEFAULT_FROM_EMAIL = mails.HOME
    for name in ("owner", "second"):
        world.appoint(federation[name], "secretary")
    return federation


def post(client: Client, address: str, **typed: object) -> Any:
    return client.post(address, {"once": secrets.token_urlsafe(24), **typed})


def waiting() -> list[str]:
    return list(Arrival.objects.order_by("pk").values_list("state", flat=True))


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def further(docket: Docket, text: str, **more: str) -> None:
    """Let the sender write again, to the address from which they had their answer."""
    to = replies.address(replies.token(docket, "sender"))
    taken = take(text=text, to=to, message_id=f"<{secrets.token_hex(8)}@x>", sender=SENDER, **more)
    assert taken.number == docket.number


# --- the mailbox


def test_a_complaint_that_follows_a_harmless_message_is_not_signed_away(
    federation: world.World, signed_in: SignedIn
) -> None:
    docket = docket_of(take(text="Hello?", sender=SENDER))
    made = mailbox.propose_not_complaint(
        docket=docket, by=federation.actor("owner"), signer=federation["second"], reason="Says nothing"
    )
    further(docket, "The coach locked my son into the shed.")
    with pytest.raises(Refused) as refused:
        sign(proposal=made, by=federation.actor("second"))
    assert refused.value.code == "changed_meanwhile"
    second = signed_in("second")
    shown = words_of(second.get(SIGNATURES))
    assert "Hello?" in shown
    assert "locked my son" in shown  # whoever signs reads all that lies there
    answer = post(second, SIGNATURES, of=[str(made.pk)])
    assert docket.number in words_of(second.get(answer["Location"]))
    assert waiting() == ["waiting", "waiting"]
    anew = mailbox.propose_not_complaint(
        docket=docket, by=federation.actor("owner"), signer=federation["second"], reason="I have read both"
    )
    sign(proposal=anew, by=federation.actor("second"))
    assert waiting() == ["not_complaint", "not_complaint"]
    docket.refresh_from_db()
    assert rebuild.docket(docket.pk) == 0
    assert list(verify.one(docket)) == []
    assert [fault.check for fault in state.faults()] == []


def test_what_comes_between_the_check_and_the_answer_is_not_answered(
    federation: world.World, signed_in: SignedIn
) -> None:
    docket = docket_of(take(text="Hello?", sender=SENDER))
    typed = {
        "as": "not_complaint", "of": [docket.number], "reason": "Says nothing",
        "signer": str(federation["second"].pk), "asked": "1",
    }  # fmt: skip
    owner = signed_in("owner")
    page = post(owner, SEVERAL, **typed)
    read = re.findall(r'name="read" value="([^"]+)"', page.content.decode())
    assert read == [f"{docket.number}:1"]
    further(docket, "The coach locked my son into the shed.")
    for seen in ({"read": read}, {}, {"read": [f"{docket.number}:²"]}):
        assert post(owner, SEVERAL, **typed, **seen, checked="1").status_code == 302
        assert not Proposal.objects.exists()
    page = post(owner, SEVERAL, **typed)
    read = re.findall(r'name="read" value="([^"]+)"', page.content.decode())
    post(owner, SEVERAL, **typed, read=read, checked="1")
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("number", ["²", "9" * 40, "-1", "x", ""])
def test_a_number_that_is_none_is_answered_quietly(
    federation: world.World, signed_in: SignedIn, number: str
) -> None:
    take()
    client = signed_in("second")
    assert post(client, SIGNATURES, of=[number]).status_code == 302
    assert client.get("/desk/mailbox/", {"after": number}).status_code == 200


def test_the_place_of_a_hidden_message_tells_nothing(federation: world.World, signed_in: SignedIn) -> None:
    take(text="Hello?", message_id="<1@x>", at=world.later(hours=-3))
    hidden = docket_of(
        take(text=f"{federation['second'].full_name} shouted.", message_id="<2@x>", at=world.later(hours=-2))
    )
    take(text="Hello?", message_id="<3@x>", at=world.later(hours=-1))
    client = signed_in("second")
    key = Arrival.objects.get(docket=hidden).pk
    named = words_of(client.get("/desk/mailbox/", {"after": key}))
    assert named == words_of(client.get("/desk/mailbox/", {"after": 999_999_999}))


def test_nobody_is_let_in_by_words_that_are_the_same_for_several(
    federation: world.World, signed_in: SignedIn
) -> None:
    """Whoever opens several with one "about" could show each officer what was said of them."""
    second = federation["second"]
    named = docket_of(take(text=f"{second.full_name} sold our field.", message_id="<1@x>"))
    other = docket_of(take(text="Somebody sold our field.", message_id="<2@x>"))
    typed = {"as": "complaint", "of": [named.number, other.number], "about": "The committee", "asked": "1"}
    owner = signed_in("owner")
    page = post(owner, SEVERAL, **typed)
    assert "It speaks of somebody who could read it then" in words_of(page)
    read = [f"{each.number}:1" for each in (named, other)]
    post(owner, SEVERAL, **typed, read=read, checked="1")
    kinds = dict(Docket.objects.values_list("number", "kind"))
    assert (kinds[named.number], kinds[other.number]) == ("message", "case")
    assert signed_in("second").get(f"/desk/mailbox/{named.number}/").status_code == 404
    typed["about"] = second.full_name
    post(owner, SEVERAL, **typed, read=read, checked="1")
    assert world.fresh(named).kind == "case"
    assert signed_in("second").get(f"/desk/cases/{named.number}/").status_code == 404


def test_what_one_officer_put_away_into_a_case_comes_back_on_the_list(
    federation: world.World, signed_in: SignedIn
) -> None:
    case = world.open_case(federation).docket
    docket = docket_of(take(text="The coach locked my son into the shed.", sender=SENDER))
    mailbox.place(docket=docket, case=case, party="", by=federation.actor("owner"))
    assert waiting() == ["placed"]
    client, address = signed_in("second"), f"/desk/mailbox/{docket.number}/"
    assert "Put it back on the list" in words_of(client.get(address))
    assert post(client, f"{address}back/", reason="It is another matter.").status_code == 302
    docket.refresh_from_db()
    assert (waiting(), docket.is_open) == (["waiting"], True)
    assert rebuild.docket(docket.pk) == 0
    assert list(verify.one(docket)) == []


# --- several cases


def prepared(federation: world.World, dockets: list[Docket]) -> Batch:
    told = doing.Told(how="message:complainant", text="What the overseer did in March is looked into.")
    batch = batches.begin(kind=Batch.Kind.WRITE, dockets=dockets, by=federation["owner"])
    batches.say(batch=batch, told=told, by=federation["owner"])
    drain()
    return Batch.objects.get(pk=batch.pk)


def test_oversight_reads_no_words_about_a_case_that_is_shut_to_them(
    federation: world.World, signed_in: SignedIn
) -> None:
    plain, about = (world.open_case(federation).docket for _ in range(2))
    open_one, mixed = prepared(federation, [plain]), prepared(federation, [plain, about])
    overseer = federation["overseer"]
    assert {each.code for each in batch_pages.batches(overseer)} == {open_one.code, mixed.code}
    named = PartyIdentity(kind="respondent", person=overseer.pk, name=overseer.full_name)
    world.shut_out(federation, about, named, by="owner", signer="second")
    assert {each.code for each in batch_pages.batches(overseer)} == {open_one.code}
    with pytest.raises(Hidden):
        batch_pages.batch_page(mixed.code, overseer)
    client = signed_in("overseer")
    hidden = client.get(f"/desk/batches/{mixed.code}/")
    absent = client.get(f"/desk/batches/{'0' * 16}/")
    assert (hidden.status_code, words_of(hidden)) == (404, words_of(absent))
    assert len(batch_pages.batch_page(mixed.code, federation["owner"]).parts) == 2


def test_work_stops_where_its_maker_can_sign_in_no_more(federation: world.World) -> None:
    world.log_in(federation["complainant"])
    login = world.log_in(federation["owner"])
    docket = world.open_case(federation).docket
    batch = prepared(federation, [docket])
    [part] = batch.parts.all()
    assert part.state == "able"
    batches.start(batch=batch, by=federation["owner"], only=[part.pk])
    register.close_login(login=login, by=None, reason="Somebody else has the password")
    drain()
    part.refresh_from_db()
    assert part.state == "refused"
    assert "sign in" in batches.why_not(part)
    assert not Act.objects.filter(docket=docket, name="message").exists()


def test_joining_stops_with_the_login_of_whoever_decided_it(federation: world.World) -> None:
    login = world.log_in(federation["owner"])
    into, other = (world.open_case(federation).docket for _ in range(2))
    joining = cases.join_together(
        into=into, others=[other], step="take_in", by=federation["owner"], reason="The same evening"
    )
    register.close_login(login=login, by=None, reason="Somebody else has the password")
    drain()
    [part] = joining.parts.all()
    assert part.state == "stopped"
    assert "sign in" in together.why_not(part)
    assert world.fresh(other).is_open


def test_nobody_is_told_by_a_text_for_many_of_a_case_of_which_they_may_not_know(
    federation: world.World,
) -> None:
    respondent = federation["respondent"]
    world.log_in(respondent)
    docket = world.open_case(federation).docket
    told = doing.Told(how="message:respondent", text="Your case is not forgotten.")

    def checked() -> str:
        batch = batches.begin(kind=Batch.Kind.WRITE, dockets=[docket], by=federation["owner"])
        batches.say(batch=batch, told=told, by=federation["owner"])
        drain()
        [part] = batch.parts.all()
        return f"{part.state} {batches.why_not(part)}"

    assert checked().startswith("unable The respondent to whom this goes has not been told")
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
    assert "is owed to them" in checked()  # a letter that has not gone out
    deliver(docket)
    assert checked() == "able "

"""How long files are kept, at the desk: the schedule, the list of what goes, legal holds, reviews."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from dueprocess.cases import actions as cases
from dueprocess.docket.actions import keeping, put_hold, sign
from dueprocess.docket.actions.erasure_lists import SEEN_FOR, propose_erasure
from dueprocess.docket.models import Docket, ErasureList, LegalHold, Proposal
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Login, Power
from dueprocess.rules import actions as rules
from dueprocess.rules.models import Adoption, ScheduleVersion
from tests import retaining, world
from tests.cases.mailbox.taking import take
from tests.desk.conftest import SignIn
from tests.docket.test_retention import END, on

pytestmark = pytest.mark.django_db
DUE = END + timedelta(days=1)


scene = retaining.scene


@pytest.fixture
def federation(scene: world.World) -> world.World:
    for name in ("owner", "overseer", "elder_1", "elder_2", "respondent"):
        Login.objects.create(email=f"{name}@login.example", person=scene[name])
    return scene


def post(client: Client, address: str, sent: dict[str, Any]) -> Any:
    found = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return client.post(address, {"once": found[1], **sent})


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"desk:{name}", args=args)).content.decode()


def several(built: world.World, n: int = 3) -> list[Docket]:
    return [retaining.shut(built) for _ in range(n)]


@pytest.mark.both
def test_one_proposes_and_another_erases(federation: world.World, sign_in: SignIn) -> None:
    dockets = several(federation)
    child = retaining.shut(federation, kind="safety")
    with on(DUE):
        keeping.work_out()
        one = sign_in(federation["owner"])
        shown = page(one, "retention")
        assert all(each.number in shown for each in dockets)
        assert child.number not in shown
        address = reverse("desk:retention")
        numbers = [each.number for each in dockets[:2]]
        check = post(one, address, {"of": numbers}).content.decode()
        assert "Check it before it is proposed" in check
        assert [each.number in check for each in dockets] == [True, True, False]
        assert not ErasureList.objects.exists()
        done = post(one, address, {"of": numbers, "checked": "1"})
        row = ErasureList.objects.get()
        assert done["Location"] == reverse("desk:erasure_list", args=[row.pk])
        drain()
        told = {to for each in mail.outbox for to in each.to}
        assert told == {"overseer@login.example", "elder_1@login.example"}
        assert not any(each.number in str(m.message()) for m in mail.outbox for each in dockets)
        own = page(one, "erasure_list", row.pk)
        assert "somebody else has to agree" in own
        assert "Agree, and erase" not in own
        listed = reverse("desk:erasure_list", args=[row.pk])
        assert "takes two people" in post(one, listed, {"agree": "1"}).content.decode()
        two = sign_in(federation["overseer"])
        early = page(two, "erasure_list", row.pk)
        assert "Nobody can agree to it yet" in early
        assert "Agree, and erase" not in early
        assert "have to be able to look first" in post(two, listed, {"agree": "1"}).content.decode()
        cases.send_message(docket=dockets[1], by=Actor(key="C1"), text="Any news?")
    with on(DUE + SEEN_FOR):
        shown = page(two, "erasure_list", row.pk)
        assert "Something has happened in it since." in shown
        assert "There is only one left" in shown
        assert "point to it" in post(two, listed, {"agree": "1"}).content.decode()
        assert post(two, listed, {"agree": "1", "alone": "1"}).status_code == 302
        assert [world.fresh(each).key_wrapped is None for each in dockets] == [True, False, False]
        after = page(two, "erasure_list", row.pk)
        assert "1 file of 1" in after
        assert "Goes when this is agreed to" not in after
        assert dockets[2].number in page(two, "retention")


def test_what_waits_on_a_list_stands_on_no_other(federation: world.World, sign_in: SignIn) -> None:
    dockets = several(federation)
    with on(DUE):
        keeping.work_out()
        propose_erasure(dockets=[each.pk for each in dockets[:2]], by=federation["owner"])
        shown = page(sign_in(federation["elder_1"]), "retention")
        assert "A list with 2 files waits" in shown
        assert dockets[2].number in shown
        assert dockets[0].number not in shown
        assert "There is only one" in shown


def test_a_party_is_shown_nothing_of_it(federation: world.World, sign_in: SignIn) -> None:
    dockets = several(federation)
    register.grant(
        person=federation["respondent"], power=Power.ERASE, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    with on(DUE):
        keeping.work_out()
        row = propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"])
        theirs = sign_in(federation["respondent"])
        shown = page(theirs, "retention")
        assert not any(each.number in shown for each in dockets)
        assert "waits for a second person" not in shown
        assert theirs.get(reverse("desk:erasure_list", args=[row.pk])).status_code == 404
        for name in ("keeping", "hold", "lift", "review"):
            assert theirs.get(reverse(f"desk:{name}", args=[dockets[0].number])).status_code == 404
        sent = {"of": [each.number for each in dockets], "checked": "1", "once": "x" * 24}
        assert "Nothing is chosen" in theirs.post(reverse("desk:retention"), sent).content.decode()
        assert ErasureList.objects.count() == 1


def test_without_a_tick_nothing_is_proposed(federation: world.World, sign_in: SignIn) -> None:
    several(federation)
    with on(DUE):
        keeping.work_out()
        answer = post(sign_in(federation["owner"]), reverse("desk:retention"), {"checked": "1"})
        assert "Nothing is chosen" in answer.content.decode()
    assert not ErasureList.objects.exists()


def test_a_legal_hold_at_the_desk(federation: world.World, sign_in: SignIn) -> None:
    docket = retaining.shut(federation)
    with clock.frozen(world.later(1)):
        one = sign_in(federation["owner"])
        shown = page(one, "case", docket.number)
        assert "Thu 23 Mar 2028" in shown
        assert reverse("desk:keeping", args=[docket.number]) in shown
        hold = reverse("desk:hold", args=[docket.number])
        assert post(one, hold, {"reason": ""}).status_code == 200
        assert post(one, hold, {"reason": "A claim was brought."}).status_code == 302
        kept = page(one, "keeping", docket.number)
        assert "Under a legal hold since" in kept
        assert "A claim was brought." in kept
        assert "Legal hold" in page(one, "case", docket.number)
        assert "runs already" in post(one, hold, {"reason": "Again."}).content.decode()
        overseeing = sign_in(federation["overseer"])
        for name in ("holds", "oversight"):
            assert "A claim was brought." in page(overseeing, name)
        lift = reverse("desk:lift", args=[docket.number])
        choices = one.get(lift).content.decode()
        assert federation["elder_2"].full_name in choices
        assert federation["overseer"].full_name in choices
        assert federation["owner"].full_name not in choices.split("<form")[-1]
        sent = {"reason": "The court has decided.", "signer": str(federation["elder_2"].pk)}
        assert "Check it before it counts" in post(one, lift, sent).content.decode()
        assert post(one, lift, {**sent, "checked": "1"}).status_code == 302
        assert "Somebody proposed to lift" in page(one, "keeping", docket.number)
        waiting = Proposal.objects.get()
        other = sign_in(federation["elder_2"])
        signing = page(other, "signature", docket.number, waiting.pk)
        assert "lifted" in signing
        assert "The court has decided." in signing
        sign(proposal=waiting, by=federation.actor("elder_2"))
        assert LegalHold.objects.get().lifted is not None
        lifted = page(overseeing, "holds")
        assert "The court has decided." in lifted
        assert "No legal hold runs" in lifted
        timeline = page(one, "case", docket.number)
        assert "put on, so that nothing is erased" in timeline


def test_a_hold_on_an_open_case_is_shown_on_its_page(federation: world.World, sign_in: SignIn) -> None:
    docket = world.open_case(federation).docket
    one = sign_in(federation["owner"])
    assert "How long it is kept</dt>" not in page(one, "case", docket.number)
    put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
    shown = page(one, "case", docket.number)
    assert "Legal hold</strong>" in shown or "Legal hold<" in shown


def test_a_review_at_the_desk(federation: world.World, sign_in: SignIn) -> None:
    docket = retaining.shut(federation, kind="safety")
    one = sign_in(federation["owner"])
    with on(date(2036, 4, 1)):
        keeping.work_out()
        shown = page(one, "retention")
        assert "Somebody has to look" in shown
        assert docket.number in shown
        address = reverse("desk:review", args=[docket.number])
        assert (
            "Give the day until which" in post(one, address, {"what": "kept", "reason": "x"}).content.decode()
        )
        day = {"until_day": "5", "until_month": "5", "until_year": "2040"}
        sent = {"what": "kept", "reason": "It may be asked for.", **day}
        assert "5 May 2040" in post(one, address, sent).content.decode()
        assert post(one, address, {**sent, "checked": "1"}).status_code == 302
        assert "5 May 2040" in page(one, "keeping", docket.number)
        keeping.work_out()
        assert docket.number not in page(one, "retention")
        late = {**sent, "until_year": "2099"}
        assert "no day in the next thirty years" in post(one, address, late).content.decode()
        assert (
            post(one, address, {"what": "released", "reason": "Nobody asks.", "checked": "1"}).status_code
            == 302
        )
        assert "it may go when its time is over" in page(one, "keeping", docket.number)
    with on(date(2040, 5, 6)):
        keeping.work_out()
        assert docket.number in page(one, "retention"), "released, and its class has ended"


def test_staff_read_the_schedule_and_why(federation: world.World, sign_in: SignIn) -> None:
    shown = page(sign_in(federation["wrong_unit"]), "schedule")
    for words in (
        "Without a sanction",
        "To answer if somebody asks.",
        "2 years after closing",
        "Safeguarding.",
    ):
        assert words in shown
    assert "It is new: it erases nothing until Sun 19 Apr 2026" in shown
    assert "What it is about: safety" in shown
    assert "Notes of deliberations are destroyed when the decision is final." in shown


def test_before_one_is_adopted_the_pages_say_so(db: None, sign_in: SignIn) -> None:
    with clock.frozen(world.MONDAY):
        built = world.federation(retaining.RULES)
        retaining.people(built)
        docket = retaining.shut(built)
        one = sign_in(built["owner"])
        assert "No retention schedule was adopted" in page(one, "schedule")
        assert "No retention schedule was adopted" in page(one, "retention")
        assert "No retention schedule was adopted" in page(one, "keeping", docket.number)
        assert "How long it is kept" not in page(one, "case", docket.number).split("What can be done now")[0]
        address = reverse("desk:review", args=[docket.number])
        assert post(one, address, {"what": "released", "reason": "x", "checked": "1"}).status_code == 200


def test_a_shorter_schedule_takes_two_and_is_shown_to_oversight(
    federation: world.World, sign_in: SignIn
) -> None:
    for name in ("owner", "elder_1"):
        register.grant(
            person=federation[name], power=Power.ADOPT_RULES, by=None, reason="Board", from_on=world.ADOPTED
        )
    one = sign_in(federation["owner"])
    text = retaining.next_one("2 years", "1 day").replace(
        'then = "review"\n[classes.register]', "[classes.register]"
    )
    sent = {
        "what": "retention", "text": text, "body": "Board", "adopted_on_day": "20", "adopted_on_month": "3",
        "adopted_on_year": "2026",
    }  # fmt: skip
    address = reverse("desk:adopt")
    check = post(one, address, sent).content.decode()
    assert "“Without a sanction” is kept for 1 day, not for 2 years." in check
    assert "“Safety, or a child” is erased without a review." in check
    assert "keep = &quot;1 day&quot;" in check
    assert post(one, address, {**sent, "checked": "1"}).status_code == 302
    row = Adoption.objects.get()
    assert ScheduleVersion.objects.count() == 1
    shown = page(sign_in(federation["overseer"]), "adoption", row.pk)
    assert "A retention schedule" in shown
    assert "is kept for 1 day, not for 2 years." in shown
    rules.settle_adoption(proposal=row.pk, agree=True, by=federation["overseer"])
    assert ScheduleVersion.objects.count() == 2
    for name in ("oversight", "schedule"):
        assert "is kept for 1 day, not for 2 years." in page(sign_in(federation["overseer"]), name)
    faulty = {**sent, "text": text.replace("safety", "savety").replace('"2"', '"3"')}
    wrong = post(one, address, faulty).content.decode()
    assert "savety" in wrong
    assert "classes.safety.when[0].facts.kind" in wrong or "Did you mean" in wrong


def test_messages_have_a_page_of_it_too(federation: world.World, sign_in: SignIn) -> None:
    docket = take()
    world.appoint(federation["owner"], "secretary")
    shown = page(sign_in(federation["owner"]), "keeping", docket.number)
    assert docket.number in shown
    assert "Open" in shown


def test_witnesses_are_kept_out(federation: world.World, sign_in: SignIn) -> None:
    docket = retaining.shut(federation)
    witness = PartyIdentity(kind="witness", person=federation["elder_1"].pk, name="Esi Fontaine")
    world.shut_out(federation, docket, witness, by="owner", signer="elder_2")
    with on(DUE + timedelta(days=400)):
        keeping.work_out()
        assert docket.number not in page(sign_in(federation["elder_1"]), "retention")

"""Saying what a message is: the docket becomes a case; parts of cases, machines' mail, no complaints."""

import pytest
from django.db import transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.actions import Report
from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.models import Case, Complaint
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import replies
from dueprocess.docket.actions import decline, sign
from dueprocess.docket.models import Act, Deadline, Docket, File
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, outbox
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.taking import docket, take, take_machines
from tests.cases.mailbox.test_arriving import said, sound


def report(**more):
    return Report(
        **{
            "summary": "Somebody shouted at my daughter.",
            "reporter": PartyIdentity(
                kind="complainant", name="Wren Abara", contact={"email": "wren@example.org"}
            ),
            "respondents": [PartyIdentity(kind="respondent", name="A trainer")],
        }
        | more
    )


def complaint(found, federation, **more):
    return actions.make_complaint(
        docket=found, report=report(**more), by=federation.actor("owner"), unit=federation.club
    )


def row(found):
    return Arrival.objects.get(docket=found)


@pytest.mark.both
def test_the_same_docket_becomes_a_case_with_the_clock_of_the_arrival(federation):
    at = world.later(hours=-3)
    found = docket(take(at=at, files=[("a.txt", b"seen")]))
    with clock.frozen(world.later(days=4)):  # long after: that is no late entry
        receipt = complaint(found, federation)
        assert (receipt.number, receipt.case, receipt.docket.pk) == (found.number, found.number, found.pk)
        found.refresh_from_db()
        assert (found.kind, found.received_at, found.is_open) == ("case", at, True)
        assert found.unit == federation.club
        act = Act.objects.get(docket=found, n=2)
        assert (act.at, act.recorded_at, act.late_entry) == (at, clock.now(), False)
        assert act.entry_type == "received"
        mine = Complaint.objects.get(docket=found)
        assert (mine.number, mine.via, mine.received_at) == (found.number, "mailbox", at)
        assert Case.objects.get(docket=found).respondents == 1
        due = Deadline.objects.get(docket=found, step="acknowledge")
        assert due.due_at < clock.now()  # counted from the arrival
        assert File.objects.filter(act__docket=found).count() == 2
        assert (row(found).state, row(found).settled_at) == ("complaint", clock.now())
        assert cases.find_by_number(found.number).docket == found
        sound(found)
    assert found.owner


def test_a_message_is_made_a_case_once(federation):
    found = docket(take())
    complaint(found, federation)
    with pytest.raises(Refused) as error:
        complaint(found, federation)
    assert error.value.code == "already_done"
    assert Act.objects.filter(docket=found, entry_type="received").count() == 1


def test_whoever_wrote_it_stays_shut_out_of_the_case(federation):
    from dueprocess.docket import wall

    found = docket(take(sender="Somebody <second@example.org>"))
    complaint(found, federation)
    assert not wall.sees(found, federation["second"])


def test_an_answer_after_it_became_a_case_is_the_complainants(federation):
    found = docket(take())
    to = replies.address(replies.token(found, "sender"))
    complaint(found, federation)
    again = take(to=to, text="More.", message_id="<2@x>")
    assert (again.number, again.state) == (found.number, "part")
    found.refresh_from_db()
    assert Act.objects.get(docket=found, n=found.length).by_key == "C1"
    sound(found)


def test_of_two_parties_with_one_address_nobody_is_taken_for_the_one_who_wrote(federation):
    found = docket(take())
    to = replies.address(replies.token(found, "sender"))
    child = PartyIdentity(kind="affected_person", name="Rowan Abara", contact={"email": "wren@example.org"})
    complaint(found, federation, others=[child])
    again = take(to=to, text="More.", message_id="<2@x>")
    assert (again.state, again.number == found.number) == ("waiting", False)
    assert said(docket(again))["mail"]["matter"] == found.number


@pytest.mark.both
def test_a_message_is_placed_in_a_case_with_its_files(federation):
    case = world.open_case(federation).docket
    found = docket(take(files=[("a.txt", b"seen"), ("run.exe", b"MZ")]))
    actions.place(docket=found, case=case, party="C1", by=federation.actor("owner"))
    note = actions.confirm(docket=found, by=federation.actor("second"))
    assert (note.docket_id, note.name, note.by_key) == (case.pk, "message", "C1")
    content = said(case, note.n)
    assert content["text"].startswith("Somebody shouted")
    assert content["entered by"] == federation["second"].shown_name
    names = [
        Vault.of(case).file(each, note.n)["name"] for each in File.objects.filter(act=note).order_by("n")
    ]
    assert names == ["message.eml", "a.txt"]
    found.refresh_from_db()
    case.refresh_from_db()
    assert (found.is_open, found.closed_at, row(found).state) == (False, clock.now(), "part")
    with pytest.raises(Refused):
        actions.place(docket=found, case=case, party="C1", by=federation.actor("owner"))
    sound(found)
    sound(case)


def test_what_is_placed_days_later_was_said_when_it_came(federation):
    case = world.open_case(federation).docket
    came = world.later(hours=2)
    with clock.frozen(came):
        found = docket(take())
    with clock.frozen(world.later(days=3)):
        actions.place(docket=found, case=case, party="C1", by=federation.actor("owner"))
        note = actions.confirm(docket=found, by=federation.actor("second"))
        assert (note.at, note.recorded_at) == (came, clock.now())
        sound(case)


def test_what_an_outsider_tells_is_put_to_the_case_as_information(federation):
    case = world.open_case(federation).docket
    found = docket(take())
    actions.place(docket=found, case=case, party="", by=federation.actor("owner"))
    note = actions.confirm(docket=found, by=federation.actor("second"))
    assert note.name == "information"
    case.refresh_from_db()
    sound(case)


def test_nobody_places_a_message_in_a_case_that_they_cannot_see(federation):
    case = world.open_case(federation).docket
    found = docket(take())
    world.shut_out(
        federation, case, PartyIdentity(kind="respondent", person=federation["second"].pk, name="李 明霞"),
        by="owner", signer="third",
    )  # fmt: skip
    with pytest.raises(Refused) as error:
        actions.place(docket=found, case=case, party="C1", by=federation.actor("second"))
    assert error.value.code == "no_case"
    with pytest.raises(Refused):
        actions.place(
            docket=found, case=docket(take(message_id="<2@x>")), party="", by=federation.actor("owner")
        )


def reported():
    """Take in a delivery report about a mail of ours."""
    with transaction.atomic():
        code = outbox.put("wren@example.org", "News", "x")
    return take(mails.bounce(code, domain=outbox.domain()))


@pytest.mark.parametrize("taken", [take_machines, reported, lambda: take(mails.invitation_answer())])
def test_one_officer_files_what_is_plainly_a_machines(federation, taken):
    found = docket(taken())
    actions.file_automatic(docket=found, by=federation.actor("owner"))
    found.refresh_from_db()
    assert (row(found).state, found.is_open) == ("automatic", False)
    sound(found)


@pytest.mark.parametrize(
    "message",
    [mails.simple(), mails.simple(Auto_Submitted="auto-generated"), mails.simple(Precedence="bulk"),
     mails.simple(Return_Path="<>"), mails.away(), mails.bounce("ab" * 16),
     mails.invitation_answer("He hit me.")],
)  # fmt: skip
def test_one_officer_alone_files_nothing_that_may_be_a_persons(federation, message):
    found = docket(take(message))
    with pytest.raises(Refused) as error:
        actions.file_automatic(docket=found, by=federation.actor("owner"))
    assert error.value.code == "two_people"
    assert row(found).state == "waiting"


@pytest.mark.both
def test_two_people_together_say_that_it_is_no_complaint(federation):
    found = docket(take())
    proposal = actions.propose_not_complaint(
        docket=found, by=federation.actor("owner"), signer=federation["second"], reason="An invitation."
    )
    assert row(found).state == "waiting"
    with pytest.raises(Refused):
        sign(proposal=proposal, by=federation.actor("owner"))
    sign(proposal=proposal, by=federation.actor("second"))
    found.refresh_from_db()
    assert (row(found).state, found.is_open) == ("not_complaint", False)
    act = Act.objects.get(docket=found, n=2)
    assert [each["by"] for each in act.introduces["signatures"]["by"]] == [
        Vault.of(found).local(federation[name].pk) for name in ("owner", "second")
    ]
    assert said(found, 2)["reason"] == "An invitation."
    sound(found)


def test_one_person_is_not_two_and_needs_a_reason(federation):
    found = docket(take())
    with pytest.raises(Refused):
        actions.propose_not_complaint(
            docket=found, by=federation.actor("owner"), signer=federation["owner"], reason="x"
        )
    with pytest.raises(Malformed):
        actions.propose_not_complaint(
            docket=found, by=federation.actor("owner"), signer=federation["second"], reason=" "
        )


def test_a_message_on_which_nobody_signs_waits_and_can_become_a_case(federation):
    found = docket(take())
    made = actions.propose_not_complaint(
        docket=found, by=federation.actor("owner"), signer=federation["second"], reason="x"
    )
    decline(proposal=made, by=federation.actor("second"), reason="It is one.")
    assert row(found).state == "waiting"
    late = actions.propose_not_complaint(
        docket=found, by=federation.actor("owner"), signer=federation["second"], reason="x"
    )
    complaint(found, federation)
    with pytest.raises(Refused):
        sign(proposal=late, by=federation.actor("second"))
    assert row(found).state == "complaint"
    found.refresh_from_db()
    sound(found)


def test_whoever_only_looks_on_says_nothing(federation):
    found = docket(take_machines())
    for name in ("overseer", "stranger"):
        with pytest.raises(Refused):
            actions.file_automatic(docket=found, by=federation.actor(name))
    with pytest.raises(Refused):
        actions.make_complaint(docket=found, report=report(), by=federation.actor("overseer"))


def test_what_was_filed_is_put_back(federation):
    found = docket(take_machines())
    with pytest.raises(Refused):
        actions.put_back(docket=found, by=federation.actor("owner"), reason="x")
    actions.file_automatic(docket=found, by=federation.actor("owner"))
    actions.put_back(docket=found, by=federation.actor("second"), reason="There is a complaint below.")
    found.refresh_from_db()
    assert (row(found).state, row(found).settled_at, found.is_open) == ("waiting", None, True)
    complaint(found, federation)
    sound(Docket.objects.get(pk=found.pk))


def test_a_party_answers_for_nobody_else(federation):
    case = world.open_case(federation).docket
    found = docket(take())
    with pytest.raises(Refused):
        actions.place(docket=found, case=case, party="C9", by=federation.actor("owner"))
    assert row(found).state == "waiting"

"""The mailbox at the desk: the list, a message, the four answers with their check pages, what is late."""

import re
import secrets

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.models import Complaint
from dueprocess.docket.actions import assign
from dueprocess.docket.models import Act, Proposal, Read
from dueprocess.kit import clock, jobs, outbox
from dueprocess.kit.models import OutgoingMail
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.taking import docket, take, take_machines
from tests.desk.conftest import signed_in


def post(client, path, **typed):
    """Post with a fresh token."""
    page = client.get(path) if not path.endswith("automatic/") else None
    token = (
        re.search(rb'name="once" value="([^"]+)"', page.content)[1].decode()
        if page
        else secrets.token_urlsafe(24)
    )
    return client.post(path, {"once": token, **typed})


def checked(client, path, **typed):
    """Post, read the check page, and send what stands there."""
    shown = post(client, path, **typed)
    assert shown.status_code == 200, shown
    assert "Nothing has been entered yet" in shown.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.content.decode()))
    return client.post(path, {**typed, "once": fields["once"], "sure": "1"})


def test_the_list_tells_age_sender_and_what_is_proposed_and_why(federation, owner):
    take(at=world.later(days=-3))
    take_machines(message_id="<2@x>")
    page = owner.get("/desk/mailbox/").content.decode()
    assert page.index("What happened on Monday") < page.index("Out of office")  # oldest first
    assert "a machine answered" in page
    assert "2 messages arrived, and each is under one of these" in page
    assert "1 working day" in page
    machines = owner.get("/desk/mailbox/?proposal=automatic").content.decode()
    assert "Out of office" in machines
    assert "What happened on Monday" not in machines
    assert owner.get("/desk/mailbox/?state=nonsense&proposal=x&after=y").status_code == 200


@pytest.mark.both
def test_a_long_list_is_leafed_through_in_bounded_statements(federation, owner):
    for n in range(30):
        take(text=f"Message number {n}", message_id=f"<{n}@x>", at=world.later(hours=-40 + n))
    with CaptureQueriesContext(
        connection,
    ) as few:
        mailbox.box(federation["owner"])
        mailbox.account(federation["owner"])
    assert len(few) <= 12
    first = owner.get("/desk/mailbox/")
    [more] = re.findall(rb'rel="next" href="([^"]+)"', first.content)
    second = owner.get(f"/desk/mailbox/{more.decode()}")
    numbers = [re.findall(rb"/desk/mailbox/(\w{4}-\w{4}-\w{3})/", page.content) for page in (first, second)]
    assert len(set(numbers[0])) == 25
    assert len(set(numbers[1])) == 5
    assert not set(numbers[0]) & set(numbers[1])


def test_a_message_is_shown_as_words_and_its_files_as_downloads_only(federation, owner):
    data = mails.simple("<script>alert(1)</script>", files=[("a.html", b"<script>x</script>")])
    taken = take(data)
    page = owner.get(f"/desk/mailbox/{taken.number}/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    got = owner.get(f"/desk/mailbox/{taken.number}/files/1/2/")
    assert got["Content-Disposition"].startswith("attachment")
    assert got["Content-Type"] == "application/octet-stream"
    whole = b"".join(owner.get(f"/desk/mailbox/{taken.number}/files/1/1/").streaming_content)
    assert whole == data
    assert Read.objects.filter(docket=docket(taken)).count() == 3


def test_whoever_sent_it_and_whoever_has_no_part_cannot_tell_that_it_is_there(federation):
    taken = take(sender="Somebody <second@example.org>")
    for name in ("second", "wrong_unit", "leader", "stranger"):
        client = signed_in(federation[name])
        assert client.get(f"/desk/mailbox/{taken.number}/").status_code == 404
        if name != "stranger":
            assert taken.number not in client.get("/desk/mailbox/").content.decode()
    assert signed_in(federation["overseer"]).get(f"/desk/mailbox/{taken.number}/").status_code == 200


def test_a_message_is_on_no_page_of_cases(federation, owner):
    taken = take()
    for tab in ("", "deadlines/", "parties/", "files/", "letters/", "readers/", "acts/1/", "assign/"):
        assert owner.get(f"/desk/cases/{taken.number}/{tab}").status_code == 404, tab
    assert taken.number not in owner.get("/desk/cases/").content.decode()


@pytest.mark.both
def test_it_is_a_complaint(federation, owner):
    at = world.later(days=-2)
    taken = take(at=at)
    path = f"/desk/mailbox/{taken.number}/complaint/"
    page = owner.get(path).content.decode()
    assert "Somebody shouted at my daughter" in page
    assert 'value="wren@example.org"' in page
    typed = {
        "summary": "Somebody shouted.", "reporter": "Wren Abara", "email": "wren@example.org", "tell": "on",
        "about": "A trainer", "unit": str(federation.club.pk),
    }  # fmt: skip
    made = checked(owner, path, **typed)
    assert made["Location"] == f"/desk/cases/new/{taken.number}/"
    shown = owner.get(made["Location"]).content.decode()
    code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}", shown)
    assert code
    row = Complaint.objects.get(number=taken.number)
    assert (row.via, row.received_at) == ("mailbox", at)
    assert owner.get(f"/desk/mailbox/{taken.number}/")["Location"] == f"/desk/cases/{taken.number}/"
    case = owner.get(f"/desk/cases/{taken.number}/")
    assert case.status_code == 200
    assert "Message arrived" in case.content.decode()
    jobs.drain()
    sent = [each for each in mail.outbox if code[0] in each.body]
    assert [each.to for each in sent] == [["wren@example.org"]]
    assert owner.get(path).status_code == 404


def test_change_leads_back_to_the_form_with_everything_typed(federation, owner):
    taken = take()
    path = f"/desk/mailbox/{taken.number}/complaint/"
    back = post(owner, path, summary="My own words", reporter="Wren", change="1")
    assert "My own words" in back.content.decode()
    assert not Complaint.objects.exists()


def test_it_belongs_to_a_case(federation, owner):
    case = world.open_case(federation).docket
    assign(docket=case, to=federation["owner"].pk, by=federation.actor("owner"), reason="Mine.")
    taken = take(sender="Wren Abara <complainant@example.org>")
    path = f"/desk/mailbox/{taken.number}/case/"
    assert "no case of this number" in post(owner, path, case="0000").content.decode()
    second = post(owner, path, case=case.number).content.decode()
    assert "Wren Abara" in second
    done = checked(owner, path, case=case.number, party="C1")
    case.refresh_from_db()
    assert done["Location"] == f"/desk/cases/{case.number}/acts/{case.length}/"
    assert "Somebody shouted" in owner.get(done["Location"]).content.decode()
    assert Arrival.objects.get().state == "part"


@pytest.mark.both
def test_two_people_say_that_it_is_no_complaint(federation, owner):
    taken = take()
    path = f"/desk/mailbox/{taken.number}/not-complaint/"
    signer = federation["second"]
    done = checked(owner, path, reason="An invitation to dinner.", signer=str(signer.pk))
    assert done["Location"] == f"/desk/mailbox/{taken.number}/"
    proposal = Proposal.objects.get()
    other = signed_in(signer)
    sign = f"/desk/cases/{taken.number}/signatures/{proposal.pk}/"
    assert sign in other.get("/desk/").content.decode()
    page = other.get(sign).content.decode()
    assert "An invitation to dinner." in page
    assert "not a complaint" in page
    assert Arrival.objects.get().state == "waiting"
    signed = post(other, sign, sign="1")
    assert signed["Location"] == f"/desk/mailbox/{taken.number}/"
    assert Arrival.objects.get().state == "not_complaint"
    assert "Put it back" in other.get(signed["Location"]).content.decode()


def test_one_click_files_a_machines_and_a_reason_puts_it_back(federation, owner):
    taken = take_machines()
    page = owner.get(f"/desk/mailbox/{taken.number}/").content.decode()
    assert "file it" in page
    assert post(owner, f"/desk/mailbox/{taken.number}/automatic/")["Location"] == "/desk/mailbox/"
    assert Arrival.objects.get().state == "automatic"
    post(owner, f"/desk/mailbox/{taken.number}/back/", reason="A complaint stands below.")
    assert Arrival.objects.get().state == "waiting"
    assert "A complaint stands below." in owner.get(f"/desk/mailbox/{taken.number}/").content.decode()
    person = take(message_id="<2@x>")
    assert "file it" not in owner.get(f"/desk/mailbox/{person.number}/").content.decode()
    assert post(owner, f"/desk/mailbox/{person.number}/automatic/").status_code == 403


def test_oversight_reads_and_answers_nothing(federation):
    taken = take_machines()
    client = signed_in(federation["overseer"])
    assert "What is it?" not in client.get(f"/desk/mailbox/{taken.number}/").content.decode()
    for path in ("complaint", "case", "not-complaint", "back", "assign"):
        assert client.get(f"/desk/mailbox/{taken.number}/{path}/").status_code == 403, path


def test_what_nobody_classifies_within_a_working_day_is_on_the_unassigned_list(federation, owner):
    friday = world.later(days=-3, hours=-1)  # a Friday morning
    taken = take(at=friday)
    assert taken.number not in owner.get("/desk/mailbox/unassigned/").content.decode()  # Monday is that day
    with clock.frozen(world.later(days=1)):
        page = owner.get("/desk/mailbox/unassigned/").content.decode()
        assert taken.number in page
        assert "1 message waits longer" in owner.get("/desk/").content.decode()
        overseer = signed_in(federation["overseer"])
        assert taken.number in overseer.get("/desk/mailbox/unassigned/").content.decode()
        post(owner, f"/desk/mailbox/{taken.number}/assign/", to=str(federation["second"].pk), reason="Yours.")
    act = Act.objects.filter(docket=docket(taken)).latest("n")
    assert act.name == "assigned"


def test_every_message_is_accounted_for(federation):
    actor = federation.actor("owner")
    from dueprocess.cases.mailbox import actions

    case = world.open_case(federation).docket
    others = [take(each) for each in (mails.simple(), mails.simple("b"), mails.bounce("ab" * 16))]
    for n, taken in enumerate([take_machines(), *others]):
        found = docket(taken)
        if n == 0:
            actions.file_automatic(docket=found, by=actor)
        if n == 1:
            actions.place(docket=found, case=case, party="C1", by=actor)
    account = mailbox.account(federation["owner"])
    assert account.arrived == 4
    assert {state: n for state, _title, n in account.rows if n} == {"waiting": 2, "placed": 1, "automatic": 1}


def test_mail_that_did_not_go_out_waits_for_a_decision(federation):
    with transaction.atomic():
        codes = [outbox.put("wren@example.org", "x", "x") for _ in range(2)]
    OutgoingMail.objects.update(state="uncertain", why="no answer")
    operator = world.person("Ada Quill")
    assert signed_in(federation["owner"]).get("/desk/mailbox/outgoing/").status_code == 403
    register.grant(
        person=operator, power=Power.KEEP_REGISTER, by=None, reason="Decided", from_on=world.ADOPTED
    )
    client = signed_in(operator)
    page = client.get("/desk/mailbox/outgoing/").content.decode()
    assert "may have arrived" in page
    assert "wren@example.org" not in page
    post(client, "/desk/mailbox/outgoing/", code=codes[0], again="1")
    post(client, "/desk/mailbox/outgoing/", code=codes[1], leave="1")
    states = dict(OutgoingMail.objects.values_list("id", "state"))
    assert states == {codes[0]: "waiting", codes[1]: "left"}


def test_a_mailbox_that_cannot_be_read_is_said_on_the_page(federation, owner):
    from dueprocess.cases.mailbox import actions

    actions.note_trouble("imap", "login", at=clock.now())
    assert "does not take the name or the password" in owner.get("/desk/mailbox/").content.decode()

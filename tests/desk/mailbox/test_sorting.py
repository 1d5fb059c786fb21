"""Several messages of the mailbox at once: the same answer for those ticked, and several signatures."""

import re
import secrets

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.models import Complaint
from dueprocess.docket.models import Docket, Proposal, Read
from dueprocess.kit import jobs
from tests import world
from tests.cases.mailbox.taking import docket, take, take_machines
from tests.cases.mailbox.test_arriving import sound
from tests.desk.conftest import signed_in

LETTER = (
    "The committee sold our training field without asking anybody, and the chair of the club wrote to the "
    "members that whoever speaks against it will be thrown out. I ask you to look into it. {who}"
)


def letters(n):
    """Copies of one letter, each from another sender."""
    return [
        docket(
            take(
                text=LETTER.format(who=f"Member{k}"), sender=f"Member {k} <m{k}@example.org>",
                subject="Our field", message_id=f"<l{k}@x>", at=world.later(hours=-k),
            )
        )
        for k in range(1, n + 1)
    ]  # fmt: skip


def send(client, kind, numbers, path="/desk/mailbox/several/", **typed):
    if "checked" in typed:
        lengths = Docket.objects.filter(number__in=numbers).values_list("number", "length")
        typed["read"] = [f"{number}:{length}" for number, length in lengths]
    return client.post(path, {"once": secrets.token_urlsafe(24), "as": kind, "of": numbers, **typed})


def states():
    return dict(Arrival.objects.values_list("docket__number", "state"))


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_what_is_plainly_a_machines_is_filed_together_and_the_rest_is_left(federation, owner):
    machines = [docket(take_machines(message_id=f"<{n}@x>")) for n in range(3)]
    person = docket(take())
    numbers = [each.number for each in [*machines, person]]
    asked = send(owner, "automatic", numbers)
    assert "Which of them?" in words_of(asked)
    assert set(states().values()) == {"waiting"}
    shown = send(owner, "automatic", numbers, asked="1")
    text = words_of(shown)
    assert "Nothing has been entered yet" in text
    assert "1 message is left as it is" in text
    assert "This is not plainly a machine" in text
    assert "File 3 messages" in text
    assert set(states().values()) == {"waiting"}
    able = re.findall(r'name="of" value="([^"]+)"', shown.content.decode())
    assert sorted(able) == sorted(each.number for each in machines)
    done = send(owner, "automatic", [*able, person.number], asked="1", checked="1")
    assert done.status_code == 302
    page = words_of(owner.get("/desk/mailbox/"))
    assert "3 messages are filed as automatic" in page
    assert person.number in page
    assert states() == {each.number: "automatic" for each in machines} | {person.number: "waiting"}
    for each in machines:
        each.refresh_from_db()
        sound(each)


def test_the_whole_list_can_be_chosen_and_only_what_is_listed(federation, owner):
    for n in range(30):
        take_machines(message_id=f"<{n}@x>")
    person = docket(take())
    listed = send(owner, "automatic", [], all="1", proposal="automatic")
    assert "30 messages" in words_of(listed)
    assert person.number not in words_of(listed)
    nothing = send(owner, "automatic", [])
    assert nothing.status_code == 302
    assert "Tick the messages first" in words_of(owner.get("/desk/mailbox/"))


@pytest.mark.both
def test_copies_of_a_letter_become_complaints_each_with_its_own_sender(federation, owner):
    wave = letters(4)
    other = docket(
        take(text="Quite another matter: the kitchen of the club house was left dirty again by us.")
    )
    page = owner.get(f"/desk/mailbox/{wave[0].number}/")
    assert "3 other messages that wait" in words_of(page)
    assert "It reads like others" not in words_of(owner.get(f"/desk/mailbox/{other.number}/"))
    narrowed = words_of(owner.get(f"/desk/mailbox/?like={wave[0].number}"))
    assert all(each.number in narrowed for each in wave)
    assert other.number not in narrowed
    typed = {"about": "The chair of the club", "tell": "on", "asked": "1"}
    first = send(owner, "complaint", [], all="1", like=wave[0].number)
    assert "4 messages" in words_of(first)
    assert "Who complains?" not in words_of(first)
    numbers = [each.number for each in wave]
    assert "Open 4 cases" in words_of(send(owner, "complaint", numbers, **typed))
    assert not Complaint.objects.exists()
    done = send(owner, "complaint", numbers, **typed, checked="1")
    assert done.status_code == 302
    assert done["Location"].endswith("/alike/")
    made = Complaint.objects.order_by("received_at")
    assert [each.number for each in made] == [each.number for each in reversed(wave)]
    for each in wave:
        was = each.received_at or Arrival.objects.get(docket=each).arrived_at
        each.refresh_from_db()
        assert (each.kind, each.received_at) == ("case", was)
        sound(each)
    jobs.drain()
    codes = [each for each in mail.outbox if "code" in each.body]
    assert sorted(each.to[0] for each in codes) == [f"m{k}@example.org" for k in range(1, 5)]
    alike = words_of(owner.get(done["Location"]))
    assert "3 open cases read like it" in alike


def test_a_forged_sender_is_left_for_a_look_of_its_own(federation, owner, settings):
    settings.DUEPROCESS_AUTHSERV = "mx.federation.example"
    forged = docket(
        take(
            text=LETTER.format(who="me"),
            Authentication_Results="mx.federation.example; dmarc=fail header.from=example.org",
        )
    )
    shown = send(owner, "complaint", [forged.number], about="The chair", asked="1")
    text = words_of(shown)
    assert "Its sender may be forged" in text
    assert "Open" not in re.findall(r"<button[^>]*>([^<]+)", shown.content.decode())
    done = send(owner, "complaint", [forged.number], about="The chair", asked="1", checked="1")
    assert done.status_code == 302
    assert states() == {forged.number: "waiting"}


@pytest.mark.both
def test_two_people_call_several_no_complaints(federation, owner):
    spam = [docket(take(text=f"Buy {n}", message_id=f"<{n}@x>")) for n in range(3)]
    numbers = [each.number for each in spam]
    empty = send(owner, "not_complaint", numbers, asked="1")
    assert "There is a problem" in words_of(empty)
    typed = {"reason": "Advertising", "signer": str(federation["second"].pk), "asked": "1"}
    assert "Ask them to sign 3 messages" in words_of(send(owner, "not_complaint", numbers, **typed))
    assert not Proposal.objects.exists()
    assert send(owner, "not_complaint", numbers, **typed, checked="1").status_code == 302
    assert set(states().values()) == {"waiting"}
    assert mailbox.count_to_sign(federation["owner"]) == 0
    mine = owner.get("/desk/mailbox/signatures/")
    assert "Nothing waits for your signature here" in words_of(mine)
    pks = list(Proposal.objects.order_by("pk").values_list("pk", flat=True))
    assert send(owner, "", pks, path="/desk/mailbox/signatures/").status_code == 302
    assert set(states().values()) == {"waiting"}  # whoever proposed it does not sign it

    second = signed_in(federation["second"])
    assert "3 messages wait for your signature" in words_of(second.get("/desk/mailbox/"))
    read = Read.objects.count()
    shown = words_of(second.get("/desk/mailbox/signatures/"))
    assert shown.count("Advertising") == 3
    assert "Buy 2" in shown
    assert Read.objects.count() == read + 3  # whoever reads them there is in the journal of each
    assert send(second, "", [], path="/desk/mailbox/signatures/").status_code == 302
    assert send(second, "", pks[:2], path="/desk/mailbox/signatures/").status_code == 302
    assert sorted(states().values()) == ["not_complaint", "not_complaint", "waiting"]
    for each in spam:
        each.refresh_from_db()
        sound(each)


def test_a_message_that_somebody_may_not_see_is_in_no_list_and_no_answer(federation, owner):
    hidden = docket(take(sender="Second <second@example.org>", text=LETTER.format(who="x")))
    seen = docket(take(text=LETTER.format(who="y"), message_id="<2@x>"))
    second = signed_in(federation["second"])
    assert "reads like others" not in words_of(second.get(f"/desk/mailbox/{seen.number}/"))
    assert second.get(f"/desk/mailbox/?like={hidden.number}").status_code == 404
    answer = send(second, "complaint", [hidden.number], about="x", asked="1", checked="1")
    assert answer.status_code == 302
    assert Docket.objects.get(pk=hidden.pk).kind == "message"
    assert hidden.number not in words_of(send(second, "automatic", [hidden.number, seen.number]))
    assert send(second, "automatic", [], all="1", like=hidden.number).status_code == 404


def test_the_same_form_sent_twice_files_once(federation, owner):
    machine = docket(take_machines(message_id="<1@x>"))
    typed = {"once": secrets.token_urlsafe(24), "as": "automatic", "of": [machine.number], "asked": "1"}
    typed["read"] = [f"{machine.number}:1"]
    for _again in range(2):
        assert owner.post("/desk/mailbox/several/", typed | {"checked": "1"}).status_code == 302
    machine.refresh_from_db()
    assert machine.length == 2


def test_choosing_asks_the_same_statements_for_few_and_many(federation):
    wave = letters(12)
    numbers = [each.number for each in wave]
    counts = []
    for some in (numbers[:2], numbers):
        with CaptureQueriesContext(connection) as asked:
            assert len(mailbox.chosen(federation["owner"], some)) == len(some)
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 8
    with CaptureQueriesContext(connection) as asked:
        assert len(mailbox.like(wave[0], federation["owner"])) == 12
    assert len(asked) <= 12

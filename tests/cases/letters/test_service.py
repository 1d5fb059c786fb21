"""How letters went and arrived: proof, hand delivery, serving once more, the mail server's word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from dueprocess.cases import actions, extracts
from dueprocess.cases.service import actions as service
from dueprocess.cases.service import extracts as served
from dueprocess.cases.service.reading import Proof
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import lettering
from dueprocess.docket.actions import deliver
from dueprocess.docket.extracts import NoticeLine, file_bytes, opened
from dueprocess.docket.extracts.pages import of as page_of
from dueprocess.docket.models import Act, Deadline, Docket, Notice
from dueprocess.docket.needs import Upload
from dueprocess.kit import clock, jobs, outbox
from dueprocess.rules import actions as rules
from tests import lettering as adopted
from tests import world
from tests.cases.letters.test_letters import RULES, told
from tests.cases.test_splitting import sound
from tests.desk.conftest import signed_in
from tests.desk.filling import day
from tests.desk.working import token
from tests.docket import conftest as failing
from tests.kit.smtp import serving

entries_fail = failing.entries_fail


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        rules.describe(by=None, name="Clubs", size=40)
        adopted.adopt()
    with clock.frozen(world.MONDAY):
        yield built


def sent(people: world.World, channel: str = "post") -> tuple[Docket, int]:
    """A case of which the respondent's letter went out by a channel, at the desk."""
    docket, act = told(people, login=False)
    actions.confirm_sent(docket=docket, of=act.n, to=["R1"], channel=channel, by=people.actor("owner"))
    return world.fresh(docket), act.n


def line(docket: Docket, of: int) -> NoticeLine:
    view = opened(world.fresh(docket))
    notices = served.lines(view, page_of(view).notices)
    return next(each for each in notices if each.n == of and each.to_key == "R1")


def words(docket: Docket, of: int) -> list[str]:
    return [each.words for each in line(docket, of).service]


def prove(people: world.World, docket: Docket, of: int, how: Proof, **more: object) -> Act:
    given = {"on": clock.now().date(), "by": people.actor("owner")} | more
    return service.prove(docket=docket, of=of, to="R1", how=how, **given)  # type: ignore[arg-type]


@pytest.mark.both
def test_posting_is_proved_with_its_receipt(federation: world.World) -> None:
    docket, of = sent(federation)
    assert words(docket, of) == ["sent, by post"]
    assert line(docket, of).lacks == ("proof of posting", "that it arrived")
    with pytest.raises(Malformed) as found:
        prove(federation, docket, of, Proof.POSTED)
    assert found.value.problems[0].path == "attached"
    receipt = Upload("receipt.txt", [b"number 12"])
    made = prove(federation, docket, of, Proof.POSTED, files=[receipt])
    assert (made.facts["how"], made.facts["to"]) == ("posted", ["R1"])
    assert line(docket, of).lacks == ("that it arrived",)
    assert [file.name for each in line(docket, of).service for file in each.files] == ["receipt.txt"]
    assert Notice.objects.get(docket=docket, act=of, to_key="R1").state == "sent"
    sound(docket)


@pytest.mark.both
def test_what_was_handed_over_has_arrived(federation: world.World) -> None:
    docket, of = sent(federation, "hand")
    assert "who handed it over, to whom and when" in line(docket, of).lacks
    assert not Deadline.objects.filter(docket=docket, step="answer", due_at__isnull=False).exists()
    with pytest.raises(Malformed) as found:
        prove(federation, docket, of, Proof.HANDED)
    assert found.value.problems[0].path == "words"
    prove(federation, docket, of, Proof.HANDED, words="Wren Abara, at their door.")
    assert Notice.objects.get(docket=docket, act=of, to_key="R1").state == "received"
    assert Deadline.objects.filter(docket=docket, step="answer", due_at__isnull=False).exists()
    assert words(docket, of)[-2:] == ["handed to them in person", "arrival noted"]
    assert not line(docket, of).lacks
    assert "Wren" not in str(list(Act.objects.filter(docket=docket).values_list("facts", flat=True)))
    sound(docket)


def test_what_cannot_be_is_refused(federation: world.World) -> None:
    docket, of = sent(federation, "hand")
    for on in (clock.now().date() + timedelta(days=1), clock.now().date() - timedelta(days=1)):
        with pytest.raises(Malformed) as found:
            prove(federation, docket, of, Proof.LEFT, on=on, words="In the letterbox.")
        assert [each.path for each in found.value.problems] == ["on"]
    with pytest.raises(Refused) as refusal:
        prove(federation, docket, of, Proof.POSTED, words="12")
    assert refusal.value.code == "not_so"
    with pytest.raises(Refused) as refusal:
        prove(federation, docket, of, Proof.ACCEPTED)
    assert refusal.value.code == "not_so"
    with pytest.raises(Refused) as refusal:
        prove(federation, docket, 1, Proof.DELIVERED)
    assert refusal.value.code == "no_letter"
    with pytest.raises(Refused):
        prove(federation, docket, of, Proof.BACK, by=federation.actor("stranger"))


def test_nothing_stays_where_its_entry_fails(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    docket, of = sent(federation, "hand")
    before = Act.objects.filter(docket=docket).count()
    entries_fail()
    with pytest.raises(DatabaseError), transaction.atomic():
        prove(federation, docket, of, Proof.HANDED, words="At the door.")
    with pytest.raises(DatabaseError), transaction.atomic():
        again(federation, docket, of)
    assert Act.objects.filter(docket=docket).count() == before


def again(people: world.World, docket: Docket, of: int, channel: str = "post", **more: object) -> Act:
    given = {"reason": "Nobody answered.", "by": people.actor("owner")} | more
    return service.serve_again(docket=docket, of=of, to="R1", channel=channel, **given)  # type: ignore[arg-type]


@pytest.mark.both
def test_serving_once_more_begins_no_time_anew(federation: world.World) -> None:
    docket, of = sent(federation)
    with clock.frozen(world.later(days=4)):
        before = next(each for each in opened(docket).state.deadlines if each.step == "answer")
        note = again(federation, docket, of, "hand")
        after = next(each for each in opened(world.fresh(docket)).state.deadlines if each.step == "answer")
        assert (before.due_at, before.last_day) == (after.due_at, after.last_day)
        assert before.due_at is not None
        assert words(docket, of)[:2] == ["sent, by post", "served again, by hand"]
        first = Act.objects.filter(docket=docket, name="sent").order_by("n")[0]
        # the same letter goes: word for word, and as the same file
        contents = opened(world.fresh(docket)).contents
        assert lettering.served(contents[note.n]) == lettering.served(contents[first.n]) != ()
        assert b"".join(file_bytes(docket, note.n, 1)[1]) == b"".join(file_bytes(docket, first.n, 1)[1])
        sound(world.fresh(docket))


def test_time_begins_with_the_sending_for_which_the_rules_presume_an_arrival(federation: world.World) -> None:
    docket, of = sent(federation, "hand")  # of which the rules say nothing
    with clock.frozen(world.later(days=4)):
        assert not [each for each in opened(docket).state.deadlines if each.step == "answer" and each.due_at]
        again(federation, docket, of)
    with clock.frozen(world.later(days=9)):
        found = next(each for each in opened(world.fresh(docket)).state.deadlines if each.step == "answer")
        assert found.due_at is not None
        assert found.due_at > world.later(days=6)


def test_what_arrived_is_not_served_again(federation: world.World) -> None:
    docket, of = sent(federation, "hand")
    with pytest.raises(Malformed):
        again(federation, docket, of, reason=" ")
    with pytest.raises(Refused) as refusal:
        again(federation, docket, of, "portal")
    assert refusal.value.code == "no_way_in"
    prove(federation, docket, of, Proof.HANDED, words="At the door.")
    with pytest.raises(Refused) as refusal:
        again(federation, docket, of)
    assert refusal.value.code == "done_already"
    with pytest.raises(Refused) as refusal:
        again(federation, docket, 1)
    assert refusal.value.code == "no_letter"


@pytest.mark.both
def test_the_mail_servers_word_is_noted_once(federation: world.World) -> None:
    docket, act = told(federation)
    assert deliver(docket) == 1
    assert "that the mail server took the mail" in line(docket, act.n).lacks
    note = Act.objects.get(docket=docket, name="sent")
    [code] = note.introduces["mails"].values()
    with serving():
        outbox.send(code)
        jobs.drain()
    assert service.accepted(code) is None
    [found] = Act.objects.filter(docket=docket, name="service_proof")
    assert (found.facts["how"], found.facts["sent"], found.by_key) == ("accepted", note.n, "")
    assert "mail taken by the mail server" in words(docket, act.n)
    assert "that the mail server took the mail" not in line(docket, act.n).lacks
    sound(world.fresh(docket))


def test_its_reader_sees_that_it_came_once_more_and_nothing_of_the_proof(federation: world.World) -> None:
    docket, of = sent(federation)
    made = prove(federation, docket, of, Proof.POSTED, files=[Upload("r.txt", [b"12"])], words="ZOETROPE")
    world.log_in(federation["respondent"])
    again(federation, docket, of, "portal", reason="KALEIDOSCOPE")
    client = signed_in(federation["respondent"])
    client.get(f"/portal/mine/{docket.number}/")
    letter = f"/portal/matter/letter/{of}/"
    assert client.post(letter).status_code == 302
    assert words(docket, of)[-1] == "opened by them"
    pages = [client.get(each).content.decode() for each in ("/portal/matter/", letter)]
    assert "That you shouted at a steward." in pages[1]
    assert not any(word in page for page in pages for word in ("ZOETROPE", "KALEIDOSCOPE", "r.txt"))
    assert client.get(reverse("portal:file", args=[made.n, 1])).status_code == 404
    assert not extracts.party_may_read_file(docket, key="R1", act=made.n, number=1)


def test_at_the_desk_it_is_noted_and_shown(federation: world.World) -> None:
    docket, of = sent(federation)
    browser = signed_in(federation["owner"])
    tab = browser.get(reverse("desk:letters", args=[docket.number])).content.decode()
    address = reverse("desk:note", args=[docket.number, "service_proof"])
    anew = reverse("desk:note", args=[docket.number, "served_again"])
    assert f"{address}?letter={of}%7CR1" in tab
    assert f"{anew}?letter={of}%7CR1" in tab
    form = browser.get(address, {"letter": f"{of}|R1"})
    assert f'value="{of}|R1"' in form.content.decode()
    said = {
        "letter": f"{of}|R1",
        "how": "delivered",
        "words": "Number 12.",
        "late_reason": "",
        **day("on", clock.now().date()),
    }
    assert browser.post(address, said | token(form)).status_code == 302
    said = {"letter": f"{of}|R1", "channel": "hand", "reason": "No answer.", "at": "", "late_reason": ""}
    assert browser.post(anew, said | token(browser.get(anew))).status_code == 302
    tab = browser.get(reverse("desk:letters", args=[docket.number])).content.decode()
    for part in ("sent, by post", "delivered, by word of whoever carries it", "served again, by hand"):
        assert part in tab
    for n in Act.objects.filter(docket=docket, n__gt=of).values_list("n", flat=True):
        assert browser.get(reverse("desk:act", args=[docket.number, n])).status_code == 200


def test_what_did_not_go_by_itself_is_on_my_work(federation: world.World) -> None:
    docket, act = told(federation, alleged=False)
    owner = federation["owner"]
    assert deliver(docket) == 0
    assert not [each for each in extracts.every_letter(owner)[0] if each.held]  # it may go any minute
    with clock.frozen(world.later(hours=1)):
        [found] = [each for each in extracts.every_letter(owner)[0] if each.held]
        assert (found.number, found.act, found.key) == (docket.number, act.n, "R1")
        page = signed_in(owner).get(reverse("desk:work")).content.decode()
        assert "Did not go by itself" in page
        assert reverse("desk:letter", args=[docket.number, act.n, "R1"]) in page
        other = signed_in(federation["second"]).get(reverse("desk:work")).content.decode()
        assert "Did not go by itself" not in other
        dockets.send_now(docket=docket, act=act.n, to="R1", by=federation.actor("owner"), text="Shouted.")
        assert not [each for each in extracts.every_letter(owner)[0] if each.held]


def test_one_whose_mail_came_back_says_so(federation: world.World) -> None:
    docket, act = told(federation)
    assert deliver(docket) == 1
    note = Act.objects.get(docket=docket, name="sent")
    with clock.frozen(world.later(hours=1)):
        assert dockets.letters.returned(docket=docket, n=note.n, key="R1", status="5.1.1", reason="No such.")
        assert [each.act for each in extracts.every_letter(federation["owner"])[0] if each.held] == [act.n]
        page = signed_in(federation["owner"]).get(reverse("desk:letter", args=[docket.number, act.n, "R1"]))
        assert "The mail about this letter came back" in page.content.decode()
        # sent anew, a second return is noted as well
        dockets.note_sent(
            docket=world.fresh(docket), act=act.n, to=["R1"], channel="email", by=federation.actor("owner"),
            at=clock.now(),
        )  # fmt: skip
        last = Act.objects.filter(docket=docket, name="sent").order_by("n").last()
        assert last is not None
        again = {"docket": docket, "n": last.n, "key": "R1", "status": "5.1.1", "reason": "No such."}
        assert dockets.letters.returned(**again)  # type: ignore[arg-type]
        assert not dockets.letters.returned(**again)  # type: ignore[arg-type]
        assert Notice.objects.get(docket=docket, act=act.n, to_key="R1").state == "owed"


UPDATE = """
[steps.update]
title = "Update the parties"
clause = "9"
stage = "any"
by = ["secretary"]
again = true
due = { every = "28 days", after = "complain" }
tells = [{ to = ["complainant"], letter = "update" }]
"""


def test_an_update_is_proposed_with_what_its_readers_may_read(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        people = world.federation(world.EXAMPLE.read_text() + UPDATE)
    with clock.frozen(world.MONDAY):
        docket = world.open_case(people, at=clock.now()).docket
        browser = signed_in(people["owner"])
        page = browser.get(reverse("desk:step", args=[docket.number, "update", 1])).content.decode()
        box = page.partition('name="letter"')[2].partition("</textarea>")[0]
        assert "Your case is at this stage: Received." in box
        assert "What comes next: Acknowledge, by 25 March 2026." in box
        assert "Marchetti" not in box
        other = browser.get(reverse("desk:step", args=[docket.number, "send", 1])).content.decode()
        assert "Your case is at this stage" not in other


def test_what_is_handed_over_today_names_the_day_to_answer(federation: world.World) -> None:
    docket, act = told(federation, login=False)
    browser = signed_in(federation["owner"])
    address = reverse("desk:letter", args=[docket.number, act.n, "R1"])
    posted, handed = (browser.get(address, {"by": by}).content.decode() for by in ("post", "hand"))
    paper = reverse("desk:letter_paper", args=[docket.number, act.n, "R1", 1])
    assert f'{paper}?by=hand"' in handed
    printed = browser.get(paper, {"by": "hand"}).content
    actions.confirm_sent(docket=docket, of=act.n, to=["R1"], channel="hand", by=federation.actor("owner"))
    prove(federation, docket, act.n, Proof.HANDED, words="At the door.")
    found = next(each for each in opened(world.fresh(docket)).state.deadlines if each.step == "answer")
    assert found.last_day is not None
    day = f"Answer until {found.last_day.day} {found.last_day:%B %Y}"
    assert day in handed
    assert day not in posted, "by post it arrives two days later"
    note = Act.objects.get(docket=docket, name="sent")
    assert b"".join(file_bytes(docket, note.n, 1)[1]) == printed

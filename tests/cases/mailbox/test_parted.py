"""Answers to mail that went out before a case was split reach their sender where they are a party now."""

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox.models import Arrival, Mailed
from dueprocess.cases.models import Via
from dueprocess.docket import replies
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Act, Deadline, Docket, File, Notice
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock, outbox
from dueprocess.people import actions as register
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.conftest import build
from tests.cases.mailbox.taking import docket, take
from tests.cases.mailbox.test_arriving import said, sound
from tests.cases.test_splitting import FIRST, SECOND, STEPS, split


@pytest.fixture
def federation(db, house):
    told = 'tells = [{ to = ["complainant"], letter = "how it stands" }]'
    more = f"[steps.tell]\ntitle = 'Tell'\nstage = 'any'\nby = ['secretary']\nagain = true\n{told}\n"
    cast = build(
        more + STEPS.replace("[steps.part]", "[stages.moved]\ntitle = 'Over'\nend = true\n[steps.part]", 1)
    )
    with clock.frozen(world.MONDAY):
        yield cast


@pytest.fixture
def here(federation):
    """A case about two, to both of whom letters have gone out by mail, one reader of both being its
    complainant."""
    for name in ("respondent", "third"):
        register.give_login(person=federation[name], email=f"{name}@example.org", by=None)
    report = cases.Report(
        summary="Both shouted me down.",
        reporter=PartyIdentity(kind="complainant", name="Wren Abara", contact={"email": "wren@example.org"}),
        respondents=[
            PartyIdentity(kind="respondent", person=federation["respondent"].pk, name=FIRST),
            PartyIdentity(kind="respondent", person=federation["third"].pk, name=SECOND),
        ],
    )
    found = cases.receive_complaint(
        report=report, via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club,
        rulebook=federation.rulebook,
    ).docket  # fmt: skip
    for step in ("acknowledge", "send", "tell"):
        take_step(docket=found, step=step, by=federation.actor("owner"), at=clock.now())
    assert deliver(found)
    return world.fresh(found)


def address(case, key):
    return replies.address(replies.token(case, key))


def last(case):
    return Act.objects.filter(docket=case).order_by("-n").first()


@pytest.mark.both
def test_who_went_out_is_answered_in_the_case_into_which_they_went(federation, here):
    code = Mailed.objects.filter(docket=here, key="R2").latest("act").code
    there = split(federation, here, parties=["R2"])
    length = world.fresh(here).length
    taken = take(
        text="I never shouted.", sender="Suryani <third@example.org>", to=address(here, "R2"),
        In_Reply_To=f"<{code}@{outbox.domain()}>",
    )  # fmt: skip
    assert (taken.number, taken.state) == (there.number, "part")
    note = last(there)
    assert (note.name, note.by_key, said(there, note.n)["text"].strip()) == (
        "message", "R2", "I never shouted.",
    )  # fmt: skip
    assert world.fresh(here).length == length
    sound(world.fresh(there))


def test_who_is_in_both_is_answered_in_both_and_counted_once(federation, here):
    code = Mailed.objects.filter(docket=here, key="C1").latest("act").code
    there = split(federation, here, parties=["R2"])
    data = mails.simple(
        "Both of them, I said.", sender="wren@example.org", to=address(here, "C1"),
        files=[("a.txt", b"what I saw")],
    )  # fmt: skip
    assert take(data).number == here.number
    for case in (here, there):
        note = last(case)
        assert (note.name, note.by_key) == ("message", "C1")
        assert said(case, note.n)["text"] == "Both of them, I said."
        assert File.objects.filter(act=note).count() == 2
        sound(world.fresh(case))
    assert Arrival.objects.count() == 1
    lengths = [world.fresh(each).length for each in (here, there)]
    assert take(data).known
    assert [world.fresh(each).length for each in (here, there)] == lengths
    # what was written since the splitting, from one part, is answered there
    take_step(docket=world.fresh(here), step="tell", by=federation.actor("owner"), at=clock.now())
    assert deliver(world.fresh(here))
    since = Mailed.objects.filter(docket=here, key="C1").latest("act")
    assert since.code != code
    again = take(
        text="About the first.", sender="wren@example.org", message_id="<2@x>",
        In_Reply_To=f"<{since.code}@{outbox.domain()}>",
    )  # fmt: skip
    assert again.number == here.number
    assert world.fresh(there).length == lengths[1]


def test_what_quotes_the_mail_of_both_parts_is_of_both(federation, here):
    there = split(federation, here, parties=["R2"])
    take_step(docket=there, step="tell", by=federation.actor("owner"), at=clock.now())
    assert deliver(world.fresh(there))
    quoted = " ".join(f"dp-{replies.token(each, 'C1')}" for each in (here, there))
    taken = take(text=f"Here. {quoted}", sender="wren@example.org")
    assert taken.number == here.number
    assert [last(each).name for each in (here, there)] == ["message", "message"]


def test_from_another_address_somebody_reads_it_and_is_shown_the_right_part(federation, here):
    there = split(federation, here, parties=["R2"])
    taken = take(text="I.", sender="x@elsewhere.example", to=address(here, "R2"))
    assert taken.state == "waiting"
    assert said(docket(taken))["mail"]["matter"] == there.number


def test_a_message_that_became_a_case_is_answered_where_its_sender_is(federation):
    first = docket(take(text="Two shouted.", sender="Wren <wren@x.example>"))
    old = address(first, "sender")
    who = PartyIdentity(kind="complainant", name="Wren", contact={"email": "wren@x.example"})
    report = cases.Report(
        summary="Two shouted.", reporter=who,
        respondents=[PartyIdentity(kind="respondent", name=name) for name in ("A. Nobody", "B. Nobody")],
    )  # fmt: skip
    actions.make_complaint(docket=first, report=report, by=federation.actor("owner"), unit=federation.club)
    there = split(federation, world.fresh(first), parties=["R2"])
    take(text="There was a witness.", sender="wren@x.example", to=old, message_id="<2@x>")
    assert [last(each).name for each in (first, there)] == ["message", "message"]
    assert take(text="I too.", sender="b@x.example", to=old, message_id="<3@x>").state == "waiting"


@pytest.mark.both
def test_mail_that_comes_back_after_the_splitting_counts_as_not_sent_in_each_part(federation, here):
    row = Mailed.objects.filter(docket=here, key="R2").latest("act")
    there = split(federation, here, parties=["R2"])
    runs = Deadline.objects.filter(docket=there, step="answer", due_at__isnull=False)
    assert runs.exists()
    take(mails.bounce(row.code, domain=outbox.domain(), back=outbox.returns_to(row.code)))
    assert Notice.objects.get(docket=there, to_key="R2", letter="complaint").state == "owed"
    assert not runs.exists()
    for case in (here, there):
        sound(world.fresh(case))
    assert Docket.objects.filter(kind="case").count() == 2

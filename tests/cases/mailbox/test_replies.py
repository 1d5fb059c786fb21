"""Answers to our mail find their matter; mail of ours that came back makes its letter owed again."""

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox.models import Arrival, Mailed
from dueprocess.cases.models import Via
from dueprocess.docket import replies
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.actions.letters import returned as back
from dueprocess.docket.models import Act, Content, Deadline, File, Notice
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, outbox
from dueprocess.kit.models import OutgoingMail
from dueprocess.people import actions as register
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.conftest import build
from tests.cases.mailbox.mails import HOME
from tests.cases.mailbox.taking import docket, take
from tests.cases.mailbox.test_arriving import letters, said, sound
from tests.cases.test_actions import MORE


@pytest.fixture
def case(federation):
    register.give_login(person=federation["respondent"], email="respondent@example.org", by=None)
    receipt = cases.receive_complaint(
        report=cases.Report(
            summary="It happened.",
            reporter=PartyIdentity(
                kind="complainant", name="Wren Abara", contact={"email": "wren@example.org"}
            ),
            respondents=[
                PartyIdentity(kind="respondent", person=federation["respondent"].pk, name="Ilse Marchetti")
            ],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club, rulebook=federation.rulebook,
    )  # fmt: skip
    return receipt.docket


def address(docket, key="R1"):
    return replies.address(replies.token(docket, key))


def wrote(case, federation):
    """Let a letter to the respondent go out; its mail."""
    for step in ("acknowledge", "send"):
        take_step(docket=case, step=step, by=federation.actor("owner"), at=clock.now())
    assert deliver(case)
    case.refresh_from_db()
    return Mailed.objects.get(docket=case, key="R1")


def answer(**more):
    """Take in a message from the respondent's own address."""
    return take(**{"sender": "Ilse Marchetti <respondent@example.org>"} | more)


def report(code, **more):
    """A mail server's true report about one of our mails."""
    return mails.bounce(code, **{"domain": outbox.domain(), "back": outbox.returns_to(code)} | more)


def test_the_mail_about_a_letter_can_be_answered(federation, case):
    row = wrote(case, federation)
    mine = next(each for each in letters() if each["to"] == "respondent@example.org")
    assert mine["reply_to"] == address(case)
    assert mine["text"].count("dp-") == 1
    act = Act.objects.get(docket=case, n=row.act)
    assert (act.name, act.facts["to"]) == ("sent", ["R1"])
    assert OutgoingMail.objects.filter(id=row.code).exists()
    case.refresh_from_db()
    sound(case)


@pytest.mark.both
def test_an_answer_from_the_partys_own_address_goes_into_the_case_by_itself(federation, case):
    wrote(case, federation)
    at = world.later(hours=-0.5)
    data = mails.simple(
        "Here is my answer.",
        sender="respondent@example.org",
        to=address(case),
        files=[("a.txt", b"what I saw")],
    )
    taken = take(data, at=at)
    assert (taken.number, taken.state, taken.answered) == (case.number, "part", True)
    case.refresh_from_db()
    act = Act.objects.get(docket=case, n=case.length)
    assert (act.name, act.by_key, act.at) == ("message", "R1", at)
    assert said(case, case.length)["text"] == "Here is my answer."
    assert File.objects.filter(act=act).count() == 2
    assert "put to the matter" in letters()[-1]["text"]
    assert take(data, at=at).known
    sound(case)


def test_the_reference_alone_is_enough_where_a_program_loses_the_address(federation, case):
    row = wrote(case, federation)
    assert answer(In_Reply_To=f"<{row.code}@{outbox.domain()}>").state == "part"
    token = replies.token(case, "R1")
    assert answer(text=f"Yes.\n> Reference for your answer: dp-{token}", message_id="<2@x>").state == "part"


@pytest.mark.parametrize(
    ("more", "sign"),
    [
        ({"sender": "Ilse Marchetti <ilse@elsewhere.example>"}, "part"),
        ({"sender": "respondent@example.org, other@example.org"}, "part"),
        ({"Authentication_Results": "mx.federation.example; dmarc=fail"}, "part"),
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
    ],
)
def test_a_token_from_elsewhere_is_not_trusted(federation, case, settings, more, sign):
    settings.DUEPROCESS_AUTHSERV = "mx.federation.example"
    wrote(case, federation)
    length = case.length
    taken = answer(to=address(case), **more)
    found = docket(taken)
    assert (taken.state, found.kind) == ("waiting", "message")
    assert Arrival.objects.get(docket=found).proposal == sign
    assert said(found)["mail"]["matter"] == case.number
    case.refresh_from_db()
    assert case.length == length
    sound(found)


def test_an_answer_that_cannot_be_read_waits(federation, case):
    wrote(case, federation)
    length = case.length
    sealed = mails.encrypted().replace(b"Wren Abara <wren@example.org>", b"<respondent@example.org>")
    taken = take(sealed.replace(HOME.encode(), address(case).encode()))
    assert taken.state == "waiting"
    assert Arrival.objects.get(docket=docket(taken)).proposal == "part"
    case.refresh_from_db()
    assert case.length == length


def test_a_guessed_token_finds_nothing(federation, case):
    found = docket(take(to=HOME.replace("@", "+dp-" + "a" * 24 + "@")))
    assert said(found)["mail"]["matter"] == ""


def test_tokens_of_two_matters_find_none(federation, case):
    wrote(case, federation)
    first = take(text="first", message_id="<1@x>")
    other = replies.token(docket(first), "sender")
    found = docket(take(to=address(case), text=f"dp-{other}", message_id="<2@x>"))
    assert said(found)["mail"]["matter"] == ""


def test_an_answer_to_the_acknowledgement_joins_what_nobody_has_classified(federation):
    first = take()
    again = take(to=address(docket(first), "sender"), text="One more thing.", message_id="<2@x>")
    assert again.number == first.number
    found = docket(first)
    assert found.length == 2
    assert Arrival.objects.filter(docket=found, state="waiting").count() == 2
    stranger = take(to=address(found, "sender"), sender="else@example.org", message_id="<3@x>")
    assert stranger.number != first.number
    sound(found)


def test_a_letter_whose_mail_came_back_is_owed_again_and_no_deadline_pretends(federation, case):
    row = wrote(case, federation)
    notice = Notice.objects.get(docket=case, to_key="R1")
    assert notice.state == "received"  # presumed
    runs = Deadline.objects.filter(docket=case, step="answer", due_at__isnull=False)
    assert runs.exists()  # from the day on which the mail is presumed to have arrived
    taken = take(report(row.code))
    assert "unconfirmed" not in said(docket(taken))["mail"]["warnings"]
    assert said(docket(taken))["mail"]["matter"] == case.number
    assert Arrival.objects.get(docket=docket(taken)).why == "bounce"
    case.refresh_from_db()
    act = Act.objects.get(docket=case, n=case.length)
    assert (act.name, act.facts["act"]) == ("annulled", row.act)
    assert "did not arrive" in said(case, act.n)["reason"]
    assert Notice.objects.get(docket=case, to_key="R1").state == "owed"
    assert deliver(case) == 0  # only a person sends it again
    length = case.length
    take(report(row.code).replace(b"report-", b"again-"))
    case.refresh_from_db()
    assert case.length == length
    assert not runs.exists()
    sound(case)


def test_a_delay_is_no_return(federation, case):
    row = wrote(case, federation)
    taken = take(report(row.code, action="delayed"))
    assert "unconfirmed" not in said(docket(taken))["mail"]["warnings"]
    assert Notice.objects.get(docket=case, to_key="R1").state == "received"


def test_a_letter_that_was_read_meanwhile_is_not_owed_again(federation, case):
    row = wrote(case, federation)
    of = Act.objects.get(docket=case, n=row.act).facts["of"]
    cases.confirm_receipt(docket=case, of=of, to="R1", by=Actor(key="R1"))
    assert not actions.came_back(row.code, "5.1.1")
    assert Notice.objects.get(docket=case, to_key="R1").state == "received"


def test_mail_that_the_server_refuses_comes_back_too(federation, case):
    from tests.kit.smtp import serving

    row = wrote(case, federation)
    with serving() as server:
        server.recipients = ["550 no such person"] * 3
        outbox.send(row.code)
    assert Notice.objects.get(docket=case, to_key="R1").state == "owed"
    mark = Act.objects.get(docket=case, name="annulled").introduces["returned"]
    assert mark["status"] == "recipient 550"


def test_others_to_whom_the_same_letter_went_keep_it(federation, case):
    second = PartyIdentity(kind="respondent", name="Ada Quill", contact={"email": "ada@example.org"})
    cases.add_party(docket=case, by=federation.actor("owner"), identity=second)
    for step in ("acknowledge", "send"):
        take_step(docket=case, step=step, by=federation.actor("owner"), at=clock.now())
    case.refresh_from_db()
    of = case.length
    cases.confirm_sent(docket=case, of=of, to=["R1", "R2"], channel="email", by=federation.actor("owner"))
    case.refresh_from_db()
    assert back(docket=case, n=case.length, key="R2", status="5.1.1", reason="It came back.")
    states = dict(Notice.objects.filter(docket=case, act=of).values_list("to_key", "state"))
    assert states == {"R1": "received", "R2": "owed"}
    case.refresh_from_db()
    sound(case)


def test_nothing_of_the_message_lies_open(federation):
    found = docket(take())
    row = Content.objects.filter(act__docket=found)
    assert all(b"shouted" not in bytes(each.sealed) for each in row)
    assert Vault.of(found).pseudonym == found.pseudonym


@pytest.mark.both
def test_an_answer_to_a_complaint_that_was_joined_goes_into_the_case_that_goes_on(db, house):
    federation = build(MORE)
    with clock.frozen(world.MONDAY):
        copies = [
            docket(
                take(text=f"They sold our field. {n}", sender=f"M{n} <m{n}@x.example>", message_id=f"<{n}@x>")
            )
            for n in range(2)
        ]
        old = [replies.address(replies.token(each, "sender")) for each in copies]
        for n, each in enumerate(copies):
            who = PartyIdentity(kind="complainant", name=f"M{n}", contact={"email": f"m{n}@x.example"})
            report = cases.Report(summary="They sold our field.", reporter=who)
            actions.make_complaint(
                docket=each, report=report, by=federation.actor("owner"), unit=federation.club
            )
        into, other = copies
        cases.join_case(
            into=into, other=other, step="take_in", leave=("leave", {}), by=federation.actor("owner"),
            role="secretary", reason="One letter",
        )  # fmt: skip
        taken = take(text="There was a witness.", sender="M1 <m1@x.example>", to=old[1], message_id="<3@x>")
        assert (taken.number, taken.state) == (into.number, "part")
        into.refresh_from_db()
        note = Act.objects.get(docket=into, n=into.length)
        assert (note.name, said(into, note.n)["text"].strip()) == ("message", "There was a witness.")
        assert Vault.of(into).identity(into.person_keys.get(key=note.by_key))["name"] == "M1"
        sound(into)
        strange = take(text="I too.", sender="X <x@x.example>", to=old[1], message_id="<4@x>")
        assert strange.state == "waiting"  # nobody of the case: somebody reads it

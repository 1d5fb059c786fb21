"""One write path: all or nothing, once, in order, and with both times."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import verify
from dueprocess.docket.actions import (
    assign,
    deliver,
    rebuild,
    record_lapses,
    take_note,
    take_step,
)
from dueprocess.docket.models import Act, Content, Docket, Notice, PersonKey, Reach, Read, Word
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.kit.keys import unseal_here
from dueprocess.kit.models import Once, OutgoingMail
from dueprocess.ledger.models import Entry, Head
from dueprocess.tlog import entry as entries
from tests import world

TABLES = (Docket, Act, Content, PersonKey, Word, Reach, Entry, Read, Once, Notice)


def state() -> list:
    return [*(model.objects.count() for model in TABLES), Head.objects.values_list("size", flat=True).first()]


def by(federation: world.World, name: str) -> Actor:
    return federation.actor(name)


ACTIONS = {
    "receive_complaint": lambda f, d: world.open_case(f),
    "take_step": lambda f, d: take_step(docket=d, step="acknowledge", by=by(f, "owner"), at=clock.now()),
    "take_note": lambda f, d: take_note(
        docket=d, note="left", by=by(f, "owner"), at=clock.now(), needs=Needs(act={"who": "R1"})
    ),
    "assign": lambda f, d: assign(docket=d, to=f["owner"].pk, by=by(f, "owner"), reason="Rota"),
    "allow": lambda f, d: world.decide_access(f, d, "allowed", "stranger"),
    "deny": lambda f, d: world.decide_access(f, d, "denied", "third"),
    "send_message": lambda f, d: cases.send_message(docket=d, by=Actor(key="C1"), text="Any news?"),
    "add_information": lambda f, d: cases.add_information(
        docket=d, by=Actor(key="C1"), text="There is a film."
    ),
    "add_party": lambda f, d: cases.add_party(
        docket=d, identity=PartyIdentity(kind="witness", name="Somebody"), by=by(f, "owner")
    ),
}


@pytest.mark.both
@pytest.mark.parametrize("name", ACTIONS)
def test_without_its_entry_nothing_is_saved(federation: world.World, entries_fail, name: str) -> None:
    docket = world.open_case(federation).docket
    entries_fail()
    before = state()
    with pytest.raises(DatabaseError), transaction.atomic():
        ACTIONS[name](federation, docket)
    assert state() == before
    assert world.fresh(docket).length == 1


def test_crossing_edits_are_found_and_nothing_is_lost(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    cases.send_message(docket=docket, by=Actor(key="C1"), text="Meanwhile.")
    with pytest.raises(Refused) as refusal:
        take_step(docket=docket, step="acknowledge", by=by(federation, "owner"), at=clock.now(), length=1)
    assert refusal.value.code == "changed_meanwhile"
    assert world.fresh(docket).length == 2


@pytest.mark.parametrize(
    ("who", "code"), [("wrong_unit", "not_yours"), ("stranger", "not_yours"), ("second", "not_yours")]
)
def test_the_engine_says_who_may(federation: world.World, who: str, code: str) -> None:
    docket = world.open_case(federation).docket
    with pytest.raises(Refused) as refusal:
        take_step(docket=docket, step="acknowledge", by=by(federation, who), at=clock.now())
    assert refusal.value.code == code
    assert world.fresh(docket).length == 1


def test_who_was_denied_acts_no_more(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    world.decide_access(federation, docket, "denied", "owner", signer="second")
    with pytest.raises(Refused) as refusal:
        take_step(docket=docket, step="acknowledge", by=by(federation, "owner"), at=clock.now())
    assert refusal.value.code == "denied"


def test_two_times_and_a_reason_for_the_gap(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    happened = world.later(1)
    with clock.frozen(world.later(5)):
        with pytest.raises(Refused) as refusal:
            take_step(docket=docket, step="acknowledge", by=by(federation, "owner"), at=happened)
        assert refusal.value.code == "late_reason"
        made = take_step(
            docket=docket,
            step="acknowledge",
            by=by(federation, "owner"),
            at=happened,
            needs=Needs(late_reason="The office was closed after the flood."),
        )
        with pytest.raises(Refused) as ahead:
            take_step(docket=docket, step="send", by=by(federation, "owner"), at=world.later(6))
    assert ahead.value.code == "in_future"
    assert (made.at, made.recorded_at, made.late_entry) == (happened, world.later(5), True)


def test_the_owner_is_next_on_the_rota(federation: world.World) -> None:
    world.appoint(federation["third"], "secretary", federation.north)
    owners = [Docket.objects.get(pk=world.open_case(federation).docket.pk).owner for _ in range(4)]
    assert len(set(owners)) == 2
    assert sorted(map(owners.count, owners)) == [2, 2, 2, 2]
    docket = Docket.objects.latest("pk")
    assign(docket=docket, to=federation["second"].pk, by=by(federation, "owner"), reason="Leave")
    assert world.fresh(docket).owner not in owners
    with pytest.raises(Malformed):
        assign(docket=docket, to=federation["second"].pk, by=by(federation, "owner"), reason=" ")


def test_a_lapse_is_written_once_at_its_moment(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    with clock.frozen(world.later(30)):
        record_lapses(docket)
        length = world.fresh(docket).length
        record_lapses(docket)
    assert world.fresh(docket).length == length


def test_a_letter_to_somebody_who_can_open_nothing_here_stays_owed(federation: world.World) -> None:
    # given a respondent whom the register does not know
    docket = cases.receive_complaint(
        report=cases.Report(
            summary="Shouted.", respondents=[PartyIdentity(kind="respondent", name="A Visitor")]
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club, rulebook=federation.rulebook,
    ).docket  # fmt: skip
    owner = by(federation, "owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    told = take_step(docket=docket, step="send", by=owner, at=clock.now())
    # when letters go out
    deliver(world.fresh(docket))
    # then nothing is said to have reached them
    assert Notice.objects.get(docket=docket, act=told.n, to_key="R1").state == "owed"
    # when an officer posts it
    needs = Needs(act={"of": told.n, "to": ["R1"], "by": "post"})
    take_note(docket=world.fresh(docket), note="sent", by=owner, at=clock.now(), needs=needs)
    assert Notice.objects.get(docket=docket, act=told.n, to_key="R1").state == "sent"


def test_letters_go_out_without_personal_data(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    world.log_in(federation["respondent"])
    take_step(docket=docket, step="acknowledge", by=by(federation, "owner"), at=clock.now())
    take_step(docket=docket, step="send", by=by(federation, "owner"), at=clock.now())
    assert Notice.objects.filter(docket=docket, state="owed", to_key="R1").exists()
    assert deliver(world.fresh(docket)) == 1
    assert Notice.objects.get(docket=docket, to_key="R1").state == "sent"
    assert deliver(world.fresh(docket)) == 0
    # the respondent gave no address and the register has none: the one by which they sign in
    (mail,) = OutgoingMail.objects.all()
    letter = json.loads(unseal_here(mail.sealed, f"mail/{mail.id}"))
    assert letter["to"] == federation["respondent"].login.email
    assert docket.number not in letter["text"]  # mail says that something waits, and of which matter nothing
    assert not {"Ilse", "Wren", "Shouted"} & set(letter["text"].split())


@pytest.mark.both
def test_files_are_sealed_hashed_and_named_in_the_payload(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    text = b"What was said at the meeting, word for word.\n" * 9000
    made = cases.add_information(
        docket=docket, by=Actor(key="C1"), text="The minutes.", files=[Upload("minutes.txt", [text])]
    )
    assert "file.1" in made.commitments
    vault = Vault.of(docket)
    row = made.files.get()
    described = vault.file(row, made.n)
    assert (described["name"], described["size"]) == ("minutes.txt", len(text))
    assert list(verify.one(world.fresh(docket))) == []


@pytest.mark.both
def test_rebuilding_changes_nothing(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    take_step(docket=docket, step="acknowledge", by=by(federation, "owner"), at=clock.now())
    world.decide_access(federation, docket, "allowed", "stranger")
    cases.send_message(docket=docket, by=Actor(key="C1"), text="Any news?")
    before = rebuild.snapshot(world.fresh(docket))
    assert rebuild.docket(docket.pk) == 0
    assert rebuild.snapshot(world.fresh(docket)) == before
    Docket.objects.filter(pk=docket.pk).update(stage="closed", is_open=False)
    assert rebuild.docket(docket.pk) == 1
    assert rebuild.snapshot(world.fresh(docket)) == before


def test_the_chain_of_payloads_opens_each_entry(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    for n in range(3):
        cases.send_message(docket=docket, by=Actor(key="C1"), text=f"Message {n}")
    public = [
        entries.parse(bytes(act.entry.bytes)) for act in Act.objects.filter(docket=docket).order_by("n")
    ]
    assert [each["t"] for each in public] == ["received", "act", "act", "act"]
    assert all(set(each) == {"cm", "d", "t", "v"} for each in public)
    assert list(verify.one(world.fresh(docket))) == []


def test_a_month_between_recording_and_clock_going_back(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    with clock.frozen(world.MONDAY - timedelta(minutes=1)):
        made = cases.send_message(docket=docket, by=Actor(key="C1"), text="The clock went back.")
    assert made.recorded_at >= Act.objects.get(docket=docket, n=1).recorded_at


def test_ways_in(federation: world.World) -> None:
    for via in (Via.PHONE, Via.LETTER, Via.PERSON):
        receipt = cases.receive_complaint(
            report=cases.Report(summary="Told on the telephone."),
            via=via,
            by=by(federation, "owner"),
            at=clock.now(),
            unit=federation.club,
        )
        assert world.fresh(receipt.docket).case.complaints == 1
        assert receipt.code
    with pytest.raises(Malformed):
        cases.receive_complaint(report=cases.Report(summary=" "), via=Via.PORTAL, by=Actor(), at=clock.now())
    with pytest.raises(Malformed) as missing:
        cases.receive_complaint(
            report=cases.Report(summary="x"), via=Via.OWN, by=by(federation, "owner"), at=clock.now()
        )
    assert {problem.path for problem in missing.value.problems} == {"via"}

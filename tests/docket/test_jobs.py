"""What runs by the clock, and what the record learns from dockets."""

from datetime import timedelta

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import mine
from dueprocess.docket import jobs, wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket, Notice, Read
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.ledger import journal, proofs, state
from tests import world

OURS = ("docket.acts", "docket.content", "docket.files", "docket.people", "docket.copies", "docket.entries")


def test_a_missed_night_loses_nothing(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    with clock.frozen(world.later(60)):
        jobs.wake()
        docket = world.fresh(docket)
        assert docket.wake_at is None or docket.wake_at > clock.now()
        length = docket.length
        jobs.wake()
    assert world.fresh(docket).length == length


def test_letters_go_out_by_the_clock(federation: world.World) -> None:
    world.log_in(federation["respondent"])
    docket = world.open_case(federation).docket
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
    jobs.send()
    assert Act.objects.filter(docket=docket, name="sent").count() == 1
    jobs.send()
    assert Act.objects.filter(docket=docket, name="sent").count() == 1


def test_the_read_journal_is_sealed_line_by_line(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    for purpose in ("one", "two"):
        wall.open(docket.number, federation["owner"], purpose)
    since, until = world.MONDAY - timedelta(hours=1), world.MONDAY + timedelta(hours=1)
    root, count = journal.root(since, until)
    assert count == 2
    Read.objects.filter(pk=Read.objects.latest("pk").pk).delete()
    assert journal.root(since, until) != (root, 2)


def test_the_record_finds_a_complaint_by_its_number(federation: world.World) -> None:
    receipt = world.open_case(federation)
    entry = Act.objects.get(docket=receipt.docket, n=1).entry_id
    assert proofs.find(receipt.number.lower()) == entry
    assert proofs.find(receipt.case) == entry
    assert proofs.find("0000-0000-000") is None


def test_verify_state_asks_us_and_finds_no_fault(federation: world.World) -> None:
    world.open_case(federation)
    assert set(OURS) <= set(state.names())
    assert [fault for fault in state.faults() if fault.check in OURS] == []


LATE = """on_late = { tells = [{ to = ["respondent", "secretary", "public"], letter = "over" }] } } }"""


@pytest.fixture
def strict(db: None) -> world.World:
    """The federation under a rulebook that writes to people when they are late."""
    text = world.EXAMPLE.read_text().replace(
        'after = "service of send" } }', f'after = "service of send", {LATE}'
    )
    assert LATE in text
    with clock.frozen(world.MONDAY):
        return world.federation(text)


def _silent(federation: world.World) -> Docket:
    """A case whose respondent has received the complaint and lets the time pass."""
    with clock.frozen(world.MONDAY):
        world.log_in(federation["respondent"])
        docket = world.open_case(federation).docket
        for step in ("acknowledge", "send"):
            act = take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
        jobs.send()
        cases.confirm_receipt(docket=docket, of=act.n, to="R1", by=federation.actor("owner"))
    return world.fresh(docket)


def test_a_letter_owed_by_lateness_goes_out_and_is_opened(strict: world.World) -> None:
    docket = _silent(strict)
    with clock.frozen(world.later(40)):
        jobs.send()
        assert not Notice.objects.filter(docket=docket, letter="over").exists()
        jobs.wake()
        lapsed = Act.objects.get(docket=docket, name="lapsed")
        owed = Notice.objects.filter(docket=docket, letter="over")
        assert {(each.act, each.to_key, each.state) for each in owed} == {
            (lapsed.n, "R1", "owed"),
            (lapsed.n, "secretary", "owed"),
            (lapsed.n, "public", "owed"),
        }
        jobs.send()
        letter = mine.letter(world.fresh(docket), key="R1", act=lapsed.n)
        assert letter is not None
        assert letter.unread
        cases.confirm_receipt(docket=docket, of=lapsed.n, to="R1", by=Actor(key="R1"))
        letter = mine.letter(world.fresh(docket), key="R1", act=lapsed.n)
        assert letter is not None
        assert not letter.unread


def test_what_is_owed_to_an_office_or_the_public_lies_until_somebody_sends_it(strict: world.World) -> None:
    docket = _silent(strict)
    with clock.frozen(world.later(40)):
        jobs.wake()
        jobs.send()
        length = world.fresh(docket).length
        jobs.send()
        assert world.fresh(docket).length == length
        owed = Notice.objects.filter(docket=docket, state="owed")
        assert {each.to_key for each in owed} == {"secretary", "public"}
        n = owed[0].act
        cases.confirm_sent(
            docket=docket, of=n, to=["public"], channel="notice board", by=strict.actor("owner")
        )
    assert {each.to_key for each in Notice.objects.filter(docket=docket, state="owed")} == {"secretary"}


def test_a_letter_that_fails_stops_no_other(
    federation: world.World, caplog: pytest.LogCaptureFixture
) -> None:
    world.log_in(federation["respondent"])
    broken, sound = (world.open_case(federation).docket for _ in range(2))
    for docket in (broken, sound):
        for step in ("acknowledge", "send"):
            take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
    Docket.objects.filter(pk=broken.pk).update(length=99)
    jobs.send()
    assert Act.objects.filter(docket=sound, name="sent").count() == 1
    assert broken.number in caplog.text

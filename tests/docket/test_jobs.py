"""What runs by the clock, and what the record learns from dockets."""

from datetime import timedelta

from dueprocess.docket import jobs, wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Read
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

"""Tampering behind the application's back: each change is caught by a named check, an honest docket by
none."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dueprocess.cases import actions as cases
from dueprocess.docket import verify
from dueprocess.docket.actions import record_lapses, take_step
from dueprocess.docket.models import Act, Deadline, Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.sealing import Vault, content_place
from dueprocess.kit import clock, files
from dueprocess.ledger import state
from tests import world

OFF = (
    "DROP TRIGGER append_only_docket_act_update",
    "DROP TRIGGER append_only_docket_act_delete",
    "DROP TRIGGER append_only_ledger_entry_update",
    "PRAGMA defer_foreign_keys = ON",
)


@pytest.fixture
def docket(federation: world.World) -> Docket:
    docket = world.open_case(federation).docket
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    cases.add_information(
        docket=docket, by=Actor(key="C1"), text="A film.", files=[Upload("film.txt", [b"frames"])]
    )
    with connection.cursor() as cursor:
        for statement in OFF:
            cursor.execute(statement)
    return world.fresh(docket)


def reseal(docket: Docket) -> None:
    """Replace what was written by somebody who holds the docket's key."""
    row = Act.objects.get(docket=docket, n=3).content.get()
    row.sealed = Vault.of(docket).seal("No film.", content_place(3, row.field))
    row.save()


def swap_file(docket: Docket) -> None:
    row = Act.objects.get(docket=docket, n=3).files.get()
    path = files.path_of(row.stored)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))


ATTACKS = {
    "back-dated": ("UPDATE docket_act SET at = '2026-03-01 10:00:00' WHERE n = 2", "payload"),
    "recorded earlier": (
        "UPDATE docket_act SET recorded_at = '2026-03-22 10:00:00' WHERE n = 2",
        "entry-day",
    ),
    "facts altered": (
        "UPDATE docket_act SET facts = replace(facts, 'secretary', 'chairman') WHERE n = 2",
        "payload",
    ),
    "another's appointment": ("UPDATE docket_act SET appointment = 'x' WHERE n = 2", "payload"),
    "public type changed": ("UPDATE docket_act SET entry_type = 'closed' WHERE n = 2", "entry-type"),
    "re-ordered": ("UPDATE docket_act SET n = n + 10 WHERE n = 2", "acts-missing"),
    "cut off": (
        "DELETE FROM docket_content WHERE act_id = (SELECT id FROM docket_act WHERE n = 3)",
        "content-missing",
    ),
    "moved content": (
        "UPDATE docket_content SET act_id = (SELECT id FROM docket_act WHERE n = 2) WHERE field = 'text'",
        "content-sealed",
    ),
    "entry rewritten": ("UPDATE ledger_entry SET bytes = replace(bytes, 'act', 'atc')", "entry-bytes"),
    "entry of another act": (
        (
            "UPDATE docket_act SET entry_id = (SELECT key FROM ledger_entry WHERE key NOT IN "
            "(SELECT entry_id FROM docket_act) LIMIT 1) WHERE n = 3"
        ),
        "payload",
    ),
    "somebody else's key": ("UPDATE docket_personkey SET tag = 'aa' WHERE key = 'R1'", "person-tag"),
    "person removed": ("DELETE FROM docket_personkey WHERE key = 'R1'", "person-missing"),
    "stage edited": ("UPDATE docket_docket SET stage = 'closed', is_open = 0", "copy-stage"),
    "deadline edited": ("UPDATE docket_deadline SET due_at = '2027-01-01 00:00:00'", "copy-deadlines"),
    "resealed by an insider": (reseal, "content"),
    "file altered": (swap_file, "file-sealed"),
}


def test_an_honest_docket_has_no_fault(docket: Docket) -> None:
    assert list(verify.one(docket)) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_each_change_is_named(docket: Docket, name: str) -> None:
    attack, check = ATTACKS[name]
    if callable(attack):
        attack(docket)
    else:
        with connection.cursor() as cursor:
            cursor.execute(attack)
    found = {fault.check for fault in verify.one(world.fresh(docket))}
    assert check in found, found
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = OFF")


def test_a_docket_that_is_to_wake_is_looked_at_too(federation: world.World) -> None:
    """Copies hold until the wake: the job that is late hides nothing, and an honest file is no fault."""
    docket = world.open_case(federation).docket
    with clock.frozen(world.later(60)):
        assert docket.wake_at is not None
        assert docket.wake_at < clock.now()
        assert list(verify.one(docket)) == []
        Deadline.objects.filter(docket=docket).update(due_at=world.later(400))
        assert "copy-deadlines" in {fault.check for fault in verify.one(docket)}
        record_lapses(docket)
        assert "copy-deadlines" in {fault.check for fault in verify.one(world.fresh(docket))}


@pytest.mark.parametrize(
    "wake_at",
    [world.MONDAY - timedelta(days=1), world.MONDAY, world.later(hours=1), None, world.later(400)],
    ids=["before it was opened", "as it was opened", "at no moment of the rules", "never", "too late"],
)
def test_whoever_sets_another_wake_hides_nothing_with_it(
    federation: world.World, wake_at: datetime | None
) -> None:
    docket = world.open_case(federation).docket
    Deadline.objects.filter(docket=docket).update(due_at=world.later(400))
    Docket.objects.filter(pk=docket.pk).update(wake_at=wake_at)
    with clock.frozen(world.later(hours=2)):
        assert "copy-wake" in {fault.check for fault in verify.one(world.fresh(docket))}


def test_faults_name_nobody(docket: Docket) -> None:
    reseal(docket)
    swap_file(docket)
    assert "Ilse" not in repr(list(verify.one(docket)))
    assert "film" not in repr(list(verify.one(docket)))


def looked() -> tuple[list[str], state.Tally, list[str]]:
    """Every fault of all dockets, what was looked at, and the statements that were asked."""
    skip = frozenset(name for name in state.names() if name not in verify.CHECKS)
    tally = state.Tally()
    with CaptureQueriesContext(connection) as asked:
        found = [fault.what for fault in state.faults(skip=skip, tally=tally)]
    return found, tally, [each["sql"] for each in asked.captured_queries]


@pytest.mark.both
def test_dockets_are_read_together_and_nothing_is_written(federation: world.World) -> None:
    asked = []
    for _ in range(2):
        docket = world.open_case(federation).docket
        take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
        film = Upload("film.txt", [b"frames"])
        cases.add_information(docket=docket, by=Actor(key="C1"), text="A film.", files=[film])
        found, tally, statements = looked()
        assert found == []
        assert all(each.startswith(("SELECT ", "DECLARE ")) for each in statements), statements
        asked.append(len(statements))
    assert dict(tally.seen) == {"dockets": 2, "acts": 6, "files": 2}
    assert tally.whole == {"dockets": 2}
    # the federation's rulebook asks each docket for the earlier sanctions of its parties
    each_for_itself = sum('FROM "docket_sanction" WHERE tag IN' in each for each in statements)
    assert asked[1] - each_for_itself == asked[0] - each_for_itself // 2


def test_a_row_that_cannot_be_read_hides_no_other(federation: world.World, docket: Docket) -> None:
    other = world.open_case(federation).docket
    third = world.open_case(federation).docket
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE docket_act SET facts = '{' WHERE docket_id = %s AND n = 2", [docket.pk])
        cursor.execute("UPDATE docket_party SET tag = 'aa' WHERE docket_id = %s AND key = 'R1'", [other.pk])
        cursor.execute("UPDATE docket_docket SET strands = '{' WHERE id = %s", [third.pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    found, tally, _ = looked()
    assert tally.seen["dockets"] == 3
    assert f"docket {docket.number}: unreadable: It cannot be checked: JSONDecodeError." in found
    assert f"docket {other.number}: copies: The stored rows of Party are not what the acts say." in found
    assert f"the row {third.pk} of dockets: unreadable: It cannot be checked: JSONDecodeError." in found

"""Tampering behind the application's back: each change is caught by a named check, an honest docket by
none."""

import pytest
from django.db import connection

from dueprocess.cases import actions as cases
from dueprocess.docket import verify
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.sealing import Vault, content_place
from dueprocess.kit import clock, files
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


def test_faults_name_nobody(docket: Docket) -> None:
    reseal(docket)
    swap_file(docket)
    assert "Ilse" not in repr(list(verify.one(docket)))
    assert "film" not in repr(list(verify.one(docket)))

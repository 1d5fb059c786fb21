"""Somebody with the database, the triggers dropped and the keys at hand: each change is named by a check."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from dueprocess.cases import actions as cases
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild, take_step
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files, keys
from dueprocess.ledger import journal, state
from tests import world

pytestmark = [pytest.mark.both]


@pytest.fixture
def docket(federation: world.World) -> Docket:
    receipt = world.open_case(federation)
    with clock.frozen(world.later(hours=1)):
        take_step(docket=receipt.docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
        cases.add_information(
            docket=receipt.docket, by=Actor(key="C1"), text="A film.", files=[Upload("film.txt", [b"frames"])]
        )
        cases.declare_conflict(
            docket=receipt.docket,
            who=Vault.of(receipt.docket).local(federation["conflicted"].pk),
            ground="close to a party",
            by=federation.actor("conflicted"),
        )
    with connection.cursor() as cursor:
        for statement in _off():
            cursor.execute(statement)
    return world.fresh(receipt.docket)


def _off() -> list[str]:
    tables = ("docket_act", "ledger_entry", "ledger_seq")
    if connection.vendor == "postgresql":
        return [f"DROP TRIGGER append_only_{table}_row ON {table}" for table in tables]
    return [f"DROP TRIGGER append_only_{table}_{kind}" for table in tables for kind in ("update", "delete")]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def checks(docket: Docket) -> set[str]:
    with clock.frozen(world.later(hours=2)):
        return {fault.check for fault in verify.one(world.fresh(docket))}


def test_an_honest_docket_has_no_fault(docket: Docket) -> None:
    assert checks(docket) == set()


STATEMENTS = {
    "the key erased to bury everything": ("UPDATE docket_docket SET key_wrapped = NULL", "key-missing"),
    "the number changed": ("UPDATE docket_docket SET number = '0000-0000-000'", "docket-number"),
    "given to another unit": (
        "UPDATE docket_docket SET unit_id = (SELECT id FROM people_unit WHERE name = 'Saltmarsh Walkers')",
        "docket-unit",
    ),
    "the wall opened for the respondent": ("DELETE FROM docket_reach WHERE why = 'party'", "copies"),
    "the wall opened for a conflict": ("DELETE FROM docket_reach WHERE why = 'conflict'", "copies"),
    "let in without a decision": (
        (
            "INSERT INTO docket_reach (docket_id, tag, shuts, why) SELECT id, 'aa', false, 'allowed' "
            "FROM docket_docket"
        ),
        "copies",
    ),
    "a party struck off the list": ("DELETE FROM docket_party WHERE key = 'R1'", "copies"),
    "a receipt code led elsewhere": ("UPDATE cases_complaint SET receipt = 'aa'", "copies"),
    "a withdrawal made up": (
        "UPDATE cases_complaint SET withdrawn_at = '2026-03-23 10:00:00+00:00'",
        "copies",
    ),
    "a finding made up": (
        (
            "INSERT INTO cases_finding (docket_id, allegation, respondent, finding, act) "
            "SELECT id, 'a1', 'R1', 'proven', 2 FROM docket_docket"
        ),
        "copies",
    ),
    "a sanction made up": (
        (
            "INSERT INTO docket_sanction "
            "(docket_id, act, name, on_key, tag, state, scope, standing, lasts, of_case) "
            "SELECT id, 2, 'suspension', 'R1', '', 'in force', '[]', 'suspended', '', '' FROM docket_docket"
        ),
        "copies",
    ),
    "another owner": ("UPDATE docket_docket SET owner = 'aa'", "copies"),
    "received at another time": (
        "UPDATE docket_docket SET received_at = '2026-03-20 10:00:00+00:00'",
        "copies",
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_changed_row_is_named(docket: Docket, name: str) -> None:
    statement, check = STATEMENTS[name]
    sql(statement)
    assert check in checks(docket)


def test_a_file_planted_beside_an_act_is_named(docket: Docket) -> None:
    vault = Vault.of(docket)
    act = Act.objects.get(docket=docket, n=2)
    stored = files.store(vault.key, [b"planted"], vault.files, "planted.txt")
    value = {
        "name": "planted.txt",
        "media_type": "text/plain",
        "size": 7,
        "sha256": stored.sha256,
        "paper": "",
    }
    File.objects.create(
        act=act, n=1, stored=stored.name, salt=keys.salt(), sealed=vault.seal(value, "file/2/1")
    )
    assert "file" in checks(docket)


def test_a_field_planted_beside_an_act_is_named(docket: Docket) -> None:
    act = Act.objects.get(docket=docket, n=2)
    sealed = Vault.of(docket).seal("He admitted it.", "content/2/note")
    Content.objects.create(act=act, field="note", salt=keys.salt(), sealed=sealed)
    assert "content" in checks(docket)


def test_identities_swapped_between_dockets_are_named(docket: Docket, federation: world.World) -> None:
    other = world.open_case(federation).docket
    mine, theirs = docket.person_keys.get(key="R1"), other.person_keys.get(key="C1")
    sql("UPDATE docket_personkey SET sealed = %s, tag = %s WHERE id = %s",
        bytes(theirs.sealed), theirs.tag, mine.pk)  # fmt: skip
    assert {"person-sealed"} <= checks(docket)


def test_numbers_swapped_between_dockets_are_named(docket: Docket, federation: world.World) -> None:
    other = world.open_case(federation).docket
    sql("UPDATE docket_docket SET number = 'x' WHERE id = %s", docket.pk)
    sql("UPDATE docket_docket SET number = %s WHERE id = %s", docket.number, other.pk)
    sql("UPDATE docket_docket SET number = %s WHERE id = %s", other.number, docket.pk)
    assert "docket-number" in checks(docket)
    assert "docket-number" in checks(other)


def test_a_docket_taken_away_whole_leaves_its_entries(docket: Docket) -> None:
    for table in ("cases_allegation", "cases_finding", "cases_complaint", "cases_case", "docket_read",
                  "docket_word", "docket_reach", "docket_notice", "docket_party", "docket_deadline",
                  "docket_personkey", "docket_content", "docket_file", "docket_act"):  # fmt: skip
        where = (
            "act_id IN (SELECT id FROM docket_act)" if table in ("docket_content", "docket_file") else "true"
        )
        sql(f"DELETE FROM {table} WHERE {where}")
    sql("DELETE FROM docket_docket")
    assert "docket.entries" in {fault.check for fault in state.faults()}


@pytest.mark.parametrize("statement", ["DELETE FROM docket_read", "UPDATE docket_read SET line = %s"])
def test_a_sealed_read_journal_cannot_be_rewritten(
    docket: Docket, federation: world.World, statement: str
) -> None:
    wall.open(docket.number, federation["owner"], "curious")
    later = world.MONDAY + timedelta(days=2)
    with clock.frozen(later):
        assert journal.seal_closed()
        assert "journal" not in {fault.check for fault in state.faults()}
        sql(statement, *([bytes(32)] if "%s" in statement else []))
        assert "journal" in {fault.check for fault in state.faults()}


def test_rebuilding_leads_no_receipt_code_back_to_a_file_that_has_ended(federation: world.World) -> None:
    first, second = world.open_case(federation), world.open_case(federation, summary="I saw it too.")
    assert second.code
    cases.join_case(
        into=first.docket, other=second.docket, step="take_in", leave=("leave", {}),
        by=federation.actor("owner"), role="secretary",
    )  # fmt: skip
    for docket in (first.docket, second.docket):
        assert rebuild.docket(docket.pk) == 0
    assert cases.find_by_code(second.code).docket_id == first.docket.pk
    assert checks(first.docket) == checks(second.docket) == set()

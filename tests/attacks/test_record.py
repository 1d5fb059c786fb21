"""Somebody with the database, the triggers dropped and the keys at hand: each change is named by a check."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dueprocess.cases import actions as cases
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files, keys
from dueprocess.ledger import journal, state
from tests import world
from tests.attacks.behind import sql

pytestmark = [pytest.mark.both]


@pytest.fixture
def docket(unguarded: Docket) -> Docket:
    return unguarded


def checks(docket: Docket) -> set[str]:
    with clock.frozen(world.later(hours=2)):
        return {fault.check for fault in verify.one(world.fresh(docket))}


def test_an_honest_docket_has_no_fault(docket: Docket) -> None:
    assert checks(docket) == set()


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

"""Every column of every table that the record covers, changed behind the application: a check names it.

What may change unseen stands in `FREE`, with the reason; a new column that nobody has thought of fails.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.imports.models import Import, ImportedRow
from dueprocess.cases.mailbox.models import Fetching
from dueprocess.cases.models import (
    AllegationTable,
    Batch,
    BatchPart,
    Bundle,
    BundleCopy,
    Deliberation,
    DeliberationNote,
    Draw,
    FlowCount,
    Joining,
    JoiningPart,
    Redaction,
    SavedView,
    WorkingCopy,
)
from dueprocess.docket import held, verify, wall
from dueprocess.docket.actions import rebuild, rooms, take_step
from dueprocess.docket.actions.erasing import ALL, erase
from dueprocess.docket.models import (
    AccessRule,
    Docket,
    Erasure,
    ErasureList,
    Keeping,
    LegalHold,
    Proposal,
    RegisterList,
    Reminder,
    Signature,
    Word,
)  # fmt: skip
from dueprocess.docket.models.dockets import APPROACH, PLAN
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files
from dueprocess.ledger import journal, state, triggers
from dueprocess.ledger.models import Counted, CountedKind
from tests import world
from tests.retaining import DIRECT

FREE = {
    (AccessRule, "sealed"): "why it was decided: the note in the docket says it too, and is committed to",
    (AccessRule, "made_at"): "the note says when",
    (Docket, "copied"): "what `copies` wrote last, so that it writes less; the rows themselves are compared",
    (Docket, "remind_at"): "when next to look whether somebody is to be reminded, which is no act",
    (Erasure, "files"): "which files are still to be removed: the sweep removes them too",
    (Word, "docket"): "the index of words leads to files and says nothing about them",
    (Word, "tag"): "the index of words leads to files and says nothing about them",
}
"""Columns that no check needs to cover, and why."""
NOT_YET = {Proposal, Signature}
"""What waits for signatures is no act yet: tests/attacks/test_privilege.py."""
OUTSIDE = {
    AllegationTable,
    Batch,
    BatchPart,
    Bundle,
    BundleCopy,
    Counted,
    CountedKind,
    Deliberation,
    DeliberationNote,
    Draw,
    ErasureList,
    Fetching,
    FlowCount,
    Import,
    ImportedRow,
    Joining,
    JoiningPart,
    Keeping,
    LegalHold,
    Redaction,
    RegisterList,
    Reminder,
    SavedView,
    WorkingCopy,
}
"""How a row of an earlier register is known again when it is brought a second time; what is prepared for
that, whose map is bound to the log when it begins; what is still to be joined by a decision whose list is
sealed (tests/desk/test_alike.py); a draft of allegations, sealed; what is to be done in several cases,
each by an act of its own (tests/desk/test_batches.py); what was made out of files and can be made anew
from them (tests/cases/evidence/test_items.py); bundles before they are served, which then are files of a note
(tests/cases/bundles); notes of deliberations, to which nothing of the record may lead
(tests/cases/deliberations); filters of the list that people keep; which mails reminded
of a last day, from which nothing follows; how fetching mail goes; what was counted of all cases, which is
counted anew and held against the entries (tests/cases/test_flow.py); draws by lot, each column of which
is held against the record (tests/cases/audits/test_draws.py); until when files are kept, which is worked
out again before any goes; the list of legal holds, held against their notes, and lists of whom and what
two erased, held against what was bound (tests/attacks/test_retention.py); and how many public entries
there are of a kind."""


@pytest.fixture
def scene(federation: world.World) -> list[Docket]:
    """Two cases with a file, a conflict, readers, and decisions about who may read them, a sealed journal;
    and a third that was erased."""
    dockets = []
    for number in range(2):
        receipt = world.open_case(federation)
        docket = receipt.docket
        with clock.frozen(world.later(hours=1 + number)):
            take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
            film = Upload("film.txt", [b"frames"])
            cases.add_information(docket=docket, by=Actor(key="C1"), text="A film.", files=[film])
            conflicted = Vault.of(docket).local(federation["conflicted"].pk)
            cases.declare_conflict(
                docket=docket, who=conflicted, ground="close to a party", by=federation.actor("conflicted")
            )
            world.decide_access(federation, docket, "allowed", "stranger", reason="Translates")
            world.decide_access(federation, docket, "denied", "third", reason="A friend")
            wall.open(docket.number, federation["owner"], "curious")
        dockets.append(world.fresh(docket))
    with clock.frozen(world.later(hours=4)):
        gone = world.import_case("17", closed="2025-03-01", respondents=["Ilse Marchetti"])
        by = [federation.actor("overseer"), federation.actor("leader")]
        erase(dockets=[gone.pk], by=by, at=clock.now(), basis={ALL: "Schedule 3"})
    return dockets


def tables() -> Iterator[type[models.Model]]:
    for room in ("ledger", "docket", "cases"):
        yield from apps.get_app_config(room).get_models()


def other(field: models.Field[Any, Any], stored: Any) -> Any:
    """Another value of the same kind, as near to the stored one as can be."""
    if isinstance(field, models.JSONField):
        value = json.loads(stored) if isinstance(stored, str) else stored
        return json.dumps(value | {"more": 1} if isinstance(value, dict) else [value, 1])
    if isinstance(field, models.BooleanField):
        return not stored
    if isinstance(field, models.DateTimeField):
        return str(
            (datetime.fromisoformat(stored) if isinstance(stored, str) else stored) + timedelta(days=1)
        )
    if isinstance(field, models.DateField):
        return str((date.fromisoformat(stored) if isinstance(stored, str) else stored) + timedelta(days=1))
    if isinstance(stored, int):
        return stored + 1
    if isinstance(stored, str):
        return stored[:-1] + chr(ord(stored[-1]) ^ 1) if stored else "x"
    damaged = bytearray(bytes(stored))
    damaged[-1] ^= 1
    return bytes(damaged)


def disarm() -> None:
    """What somebody does first who owns the database; the check `triggers` names it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in triggers.registered():
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                for kind in ("update", "delete", "insert"):
                    cursor.execute(f"DROP TRIGGER append_only_{table}_{kind}")


def unseen(model: type[models.Model], field: models.Field[Any, Any], named: Counter[str]) -> bool:
    """Change one column of the first row that has something in it; tell whether no check says a word.

    The check that has `named` most columns of this table is asked before all the others.
    """
    quiet = DIRECT | {"triggers"}
    others = frozenset(state.names()) - {name for name, _ in named.most_common(1)}
    quote, table = connection.ops.quote_name, model._meta.db_table
    column, key = quote(str(field.column)), quote(str(model._meta.pk.column))  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {key} LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return False
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                statement = f"UPDATE {table} SET {column} = %s WHERE {key} = %s"
                cursor.execute(statement, [other(field, row[1]), row[0]])
            found = next(state.faults(skip=others), None) or next(state.faults(skip=quiet), None)
            transaction.set_rollback(True)
    except DatabaseError:
        return False  # the database itself does not take it
    named.update([found.check] if found else [])
    return found is None


@pytest.mark.both
def test_no_column_changes_unseen(scene: list[Docket]) -> None:
    with clock.frozen(world.later(days=2)):
        journal.seal_closed()
        disarm()
        assert list(state.faults(skip=DIRECT | {"triggers"})) == []
        named: dict[type[models.Model], Counter[str]] = defaultdict(Counter)
        silent = [
            (model, field.name)
            for model in tables()
            for field in model._meta.concrete_fields
            if model not in NOT_YET | OUTSIDE
            and field.name != "id"
            and (model, field.name) not in FREE
            and unseen(model, field, named[model])
        ]
    assert silent == []


def test_every_table_is_a_source_with_rows_here_or_a_copy(scene: list[Docket]) -> None:
    """A table without rows here is one that `rebuild` makes anew and compares, column by column."""
    with clock.frozen(world.later(days=2)):
        journal.seal_closed()
    copies = {name for name in rebuild.snapshot(scene[0]) if name != "Docket"}
    copies |= {model.__name__ for kind in (PLAN, APPROACH) for model in rooms.tables(kind)}
    empty = {model for model in tables() if not model._default_manager.exists()} - NOT_YET - OUTSIDE
    assert {model.__name__ for model in empty} <= copies
    assert {model.__name__ for model, _ in FREE}.isdisjoint(copies)


@pytest.mark.both
def test_no_byte_of_a_file_changes_unseen(scene: list[Docket]) -> None:
    with clock.frozen(world.later(hours=3)):
        row = scene[0].acts.get(n=3).files.get()
        path = files.path_of(row.stored)
        whole = path.read_bytes()
        for place in range(len(whole)):
            damaged = bytearray(whole)
            damaged[place] ^= 1
            path.write_bytes(damaged)
            assert {fault.check for fault in verify.attached(held.alone(scene[0]))} == {"file-sealed"}, place
        path.write_bytes(whole)
        assert list(verify.one(scene[0])) == []


@pytest.mark.both
@pytest.mark.parametrize("allows", [True, False])
def test_a_decision_about_access_that_nobody_made_is_named(scene: list[Docket], allows: bool) -> None:
    rule = AccessRule.objects.get(docket=scene[0], allows=allows)
    rule.pk, rule.tag = None, "aa"
    rule.save()
    assert "access" in {fault.check for fault in verify.one(scene[0])}
    AccessRule.objects.filter(docket=scene[1], allows=allows).delete()
    assert "access" in {fault.check for fault in verify.one(scene[1])}

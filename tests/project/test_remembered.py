"""What a cast's building wrote is put back as it was, and only where nothing else is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from dueprocess.kit import clock
from dueprocess.ledger.models import Entry
from dueprocess.people.models import Person, Unit
from tests import remembered, world
from tests.ground import faults, own_folder

pytestmark = pytest.mark.both


def built(text: str) -> tuple[world.World, remembered.Rows]:
    """The federation under this rulebook, the day before its Monday, and all rows there are then."""
    with clock.frozen(world.later(days=-1)):
        return world.federation(text), remembered.rows()


def test_the_same_rows_stand_there_a_second_time(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    text = world.EXAMPLE.read_text() + "\n# Nobody else begins with this one.\n"
    migrated = Permission.objects.count()
    assert remembered.untouched()
    with transaction.atomic():
        first, there = built(text)
        transaction.set_rollback(True)
    assert remembered.untouched()
    assert Permission.objects.count() == migrated
    monkeypatch.setattr(world, "adopt", None)  # what builds would stop here
    second, again = built(text)
    assert again == there
    assert Person.objects.count() == len(first.people) == 14
    assert second == first
    assert second is not first
    assert second["owner"].unit == Unit.objects.get(name="Hollin Vale Ramblers")
    with clock.frozen(world.MONDAY):
        assert world.open_case(second).docket.length == 1
        assert faults() == []


def test_what_is_put_back_goes_on_counting_and_stays_append_only(db: None) -> None:
    for _time in range(2):
        mark = transaction.savepoint()
        built(world.EXAMPLE.read_text())
        with clock.frozen(world.MONDAY):
            last = Person.objects.order_by("pk").last()
            assert last is not None
            assert world.person("Somebody else").pk > last.pk
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Entry.objects.update(bytes=b"")
        transaction.savepoint_rollback(mark)


def test_another_moment_or_other_keys_are_built_anew(db: None, tmp_path: Path, settings: Any) -> None:
    def head(days: int) -> str:
        with transaction.atomic(), clock.frozen(world.later(days=days)):
            world.federation()
            found = remembered.rows()["ledger_head"]
            transaction.set_rollback(True)
        return str(found)

    before = head(-1)
    assert head(-1) == before
    assert head(-2) != before
    with own_folder(tmp_path, settings):
        assert head(-1) != before


def test_where_something_is_there_it_is_built_beside_it(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        world.ground()
        before = world.register.add_unit(name="Here before", by=None)
        assert not remembered.untouched()
        built = world.federation()
    assert [unit.name for unit in Unit.objects.order_by("pk")][:2] == [before.name, built.union.name]

"""What is written and read without the query builder is what Django itself would write and read."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, models

from dueprocess.docket import direct
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Content, Deadline, Docket, Party, PersonKey, Reach
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import world

MODELS: tuple[type[models.Model], ...] = (Docket, Act, Content, Deadline, Party, PersonKey, Reach)
COPIES = (Deadline, Party)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def docket(federation: world.World) -> Docket:
    docket = world.open_case(federation).docket
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    return world.fresh(docket)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_rows_are_read_as_a_queryset_reads_them(docket: Docket, model: type[models.Model]) -> None:
    names = tuple(field.attname for field in model._meta.concrete_fields)
    wanted = list(model._default_manager.order_by("pk").values_list(*names))
    assert wanted
    assert direct.values(model, names, "1 = %s ORDER BY id", [1]) == wanted


def test_one_row_is_read_as_it_is(docket: Docket) -> None:
    found = direct.get(Docket, docket.pk, lock=True)
    assert {name: getattr(found, name) for name in _names(Docket)} == {
        name: getattr(docket, name) for name in _names(Docket)
    }
    assert not found._state.adding
    with pytest.raises(Docket.DoesNotExist):
        direct.get(Docket, 0, lock=False)


def test_rows_are_found_by_their_keys(docket: Docket, django_assert_num_queries: Any) -> None:
    keys = list(Person.objects.values_list("pk", flat=True))
    found = direct.by_keys(Person, [*keys, keys[0], 0])
    assert found == Person.objects.in_bulk(keys)
    assert [vars(each).keys() for each in found.values()] == [
        vars(each).keys() for each in Person.objects.all()
    ]
    with django_assert_num_queries(0):
        assert direct.by_keys(Person, []) == {}


@pytest.mark.parametrize("model", COPIES, ids=lambda model: model.__name__)
def test_rows_are_written_as_save_writes_them(docket: Docket, model: type[models.Model]) -> None:
    rows = list(model._default_manager.filter(docket=docket).order_by("pk"))
    before = _raw(model)
    direct.clear(model, docket.pk)
    direct.put(model, [{name: getattr(row, name) for name in _names(model)} for row in rows])
    assert _raw(model) == before
    direct.clear(model, docket.pk)
    for row in rows:
        row.pk = None
        row.save(force_insert=True)
    assert _raw(model) == before


def test_only_what_differs_is_written(docket: Docket, django_assert_num_queries: Any) -> None:
    was = direct.columns(docket, ("stage", "strands", "due_at", "is_open", "copied"))
    with django_assert_num_queries(0):
        direct.update(docket, was)
    docket.strands, docket.due_at, docket.is_open = {"1": "x"}, clock.now(), False
    with django_assert_num_queries(1) as seen:
        direct.update(docket, was)
    assert "stage" not in seen.captured_queries[0]["sql"]
    by_hand, kept = _raw(Docket), world.fresh(docket)
    kept.save()
    assert _raw(Docket) == by_hand
    assert (kept.strands, kept.due_at, kept.is_open) == ({"1": "x"}, docket.due_at, False)


def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _raw(model: type[models.Model]) -> Sequence[tuple[Any, ...]]:
    """Every column but keys and bytes, as the database itself holds it."""
    fields = [field for field in model._meta.concrete_fields if field.name != "id"]
    columns = ", ".join(
        f'CAST("{field.column}" AS text)' for field in fields if not isinstance(field, models.BinaryField)
    )
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" ORDER BY 1, 2, 3, 4, 5')
        return cursor.fetchall()

"""The statements of the write path, without the query builder: it would cost as much as all they do.

Only for models of this room, with Django's own conversions field by field, so that a row written here is
the row that `save` would write. Both databases; placeholders only, never values in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
Converter = tuple[int, list[Callable[..., Any]], Any]


@lru_cache(maxsize=64)
def _columns(
    model: type[models.Model], vendor: str, *, with_pk: bool
) -> tuple[tuple[Any, ...], str, str, str]:
    """Return the concrete fields to write, the table, their columns and one row's placeholders, quoted."""
    quote = _quoted
    fields = tuple(
        field for field in model._meta.concrete_fields if with_pk or not isinstance(field, models.AutoField)
    )
    names = ", ".join(quote(field.column) for field in fields)
    marks = "(" + ", ".join("%s" for _ in fields) + ")"
    return fields, quote(model._meta.db_table), names, marks


def insert(rows: Sequence[models.Model], *, ignore: bool = False) -> None:
    """Insert rows of one model in one statement; a single row gets its key. `ignore`: those there stay."""
    if not rows:
        return
    model = type(rows[0])
    fields, table, names, marks = _columns(model, connection.vendor, with_pk=False)
    values = _prepared(fields, [[getattr(row, field.attname) for field in fields] for row in rows])
    text = f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(rows))}"  # noqa: S608
    if ignore:
        text += " ON CONFLICT DO NOTHING"
    single = len(rows) == 1 and not ignore and isinstance(model._meta.pk, models.AutoField)
    if single:
        text += f" RETURNING {_quoted(model._meta.pk.column)}"
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        if single:
            rows[0].pk = cursor.fetchone()[0]
    for row in rows:
        row._state.adding = False


def put(model: type[models.Model], docket: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one docket, given as the values of all columns but the keys, in one statement."""
    if not rows:
        return
    fields, table, names, marks = _columns(model, connection.vendor, with_pk=False)
    whole = ({**row, "docket_id": docket} for row in rows)
    values = _prepared(fields, [[row[field.attname] for field in fields] for row in whole])
    text = f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(rows))}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _prepared(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> list[Any]:
    """Return the values of rows as the database takes them; what stays as it is goes round Django's way."""
    plain = [not isinstance(field, models.JSONField) for field in fields]
    moments: dict[tuple[type, Any], Any] = {}  # many rows name the same ones
    found = []
    for row in rows:
        for field, as_it_is, value in zip(fields, plain, row, strict=True):
            if as_it_is and type(value) in _AS_THEY_ARE:
                found.append(value)
            elif isinstance(value, date):
                key = (type(field), value)
                if key not in moments:
                    moments[key] = field.get_db_prep_save(value, connection=connection)
                found.append(moments[key])
            else:
                found.append(field.get_db_prep_save(value, connection=connection))
    return found


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def clear(model: type[models.Model], docket: int, where: str = "") -> None:
    """Delete the rows of one docket, or those of them under a further condition written out."""
    also = f" AND {where}" if where else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE docket_id = %s{also}", [docket])  # noqa: S608


def update(row: models.Model, names: Iterable[str]) -> None:
    """Write some columns of one row."""
    quote = _quoted
    fields = [_field(type(row), name) for name in names]
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in fields]
    text = f"UPDATE {quote(row._meta.db_table)} SET {sets} WHERE {quote(type(row)._meta.pk.column)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(text, [*values, row.pk])


@lru_cache(maxsize=64)
def _reading(model: type[models.Model], vendor: str) -> tuple[str, tuple[str, ...], tuple[Converter, ...]]:
    fields, table, names, _ = _columns(model, vendor, with_pk=True)
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        found = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
        if found:
            converters.append((place, found, column))
    text = f"SELECT {names} FROM {table}"  # noqa: S608
    return text, tuple(field.attname for field in fields), tuple(converters)


def get(model: type[M], pk: int, *, lock: bool) -> M:
    """Return one row by its key, locked until the end of the transaction if asked; raises DoesNotExist."""
    text, names, converters = _reading(model, connection.vendor)
    text += f" WHERE {_quoted(model._meta.pk.column)} = %s"
    if lock and connection.vendor == "postgresql":
        text += " FOR UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(text, [pk])
        found = cursor.fetchone()
    if found is None:
        raise model.DoesNotExist(f"{model.__name__} {pk}")  # type: ignore[attr-defined]
    return model.from_db(connection.alias, names, _converted(found, converters))


def _converted(found: Sequence[Any], converters: Sequence[Converter]) -> list[Any]:
    values = list(found)
    for place, functions, column in converters:
        for function in functions:
            values[place] = function(values[place], column, connection)
    return values


@lru_cache(maxsize=16)
def _chosen(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Converter, ...]]:
    quote = _quoted
    fields = [_field(model, name) for name in names]
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        found = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
        if found:
            converters.append((place, found, column))
    columns = ", ".join(quote(field.column) for field in fields)
    return f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE ", tuple(converters)  # noqa: S608


def values(
    model: type[models.Model], names: tuple[str, ...], where: str, given: Sequence[Any]
) -> list[list[Any]]:
    """Return some fields of the rows under a condition written out with placeholders."""
    text, converters = _chosen(model, names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(text + where, list(given))
        return [_converted(found, converters) for found in cursor.fetchall()]

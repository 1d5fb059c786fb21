"""The statements of the write path, without the query builder: it would cost as much as all they do.

Writes rows of dockets only (this room's, and those that `actions.rooms` keeps for others), with Django's own
conversions, so that a row written here is the row that `save` would write, and one read here the row that a
queryset would give; a test holds both. Both databases; placeholders only, never values in the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models

from dueprocess.kit import prepared
from dueprocess.kit.keys import outer
from dueprocess.kit.tags import TagField, TaggedJSONField, turned

M = TypeVar("M", bound=models.Model)
Column = Sequence[Any]
Converter = tuple[int, Callable[[Column], Column]]


@lru_cache(maxsize=64)
def _columns(model: type[models.Model], *, with_pk: bool) -> tuple[tuple[Any, ...], str, str, str]:
    """Return the concrete fields to write, the table, their columns and one row's placeholders, quoted."""
    fields = tuple(
        field for field in model._meta.concrete_fields if with_pk or not isinstance(field, models.AutoField)
    )
    names = ", ".join(_quoted(field.column) for field in fields)
    marks = "(" + ", ".join("%s" for _ in fields) + ")"
    return fields, _quoted(model._meta.db_table), names, marks


def insert(rows: Sequence[models.Model], *, ignore: bool = False) -> None:
    """Insert rows of one model in one statement; a single row gets its key. `ignore`: those there stay."""
    if not rows:
        return
    model = type(rows[0])
    fields, _, _, _ = _columns(model, with_pk=False)
    found = _put(model, [[getattr(row, field.attname) for field in fields] for row in rows], ignore=ignore)
    for row in rows:
        row._state.adding = False
    if found is not None:
        rows[0].pk = found


def put(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, ignore: bool = False) -> None:
    """Insert rows given as the values of all columns but the key, in one statement. `ignore`: as `insert`."""
    if not rows:
        return
    fields, _, _, _ = _columns(model, with_pk=False)
    _put(model, [[row[field.attname] for field in fields] for row in rows], ignore=ignore)


def _put(model: type[models.Model], rows: Sequence[Sequence[Any]], *, ignore: bool) -> Any:
    """Insert rows; returns the key of a single one."""
    fields, table, names, marks = _columns(model, with_pk=False)
    text = f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(rows))}"  # noqa: S608
    if ignore:
        text += " ON CONFLICT DO NOTHING"
    single = len(rows) == 1 and not ignore and isinstance(model._meta.pk, models.AutoField)
    if single:
        text += f" RETURNING {_quoted(model._meta.pk.column)}"
    cursor = prepared.run(text, _prepared(fields, rows))
    return cursor.fetchall()[0][0] if single else None


_AS_THEY_ARE = frozenset({str, int, bool, bytes, type(None)})


def _prepared(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> list[Any]:
    """Return the values of rows as the database takes them; what is no plain value goes Django's way."""
    connection = connections[DEFAULT_DB_ALIAS]
    of_json = [isinstance(field, models.JSONField) for field in fields]
    of_tags = [isinstance(field, TagField) for field in fields]
    cover = outer(connection).stored
    moments: dict[tuple[type, Any], Any] = {}  # many rows name the same ones
    found = []
    for row in rows:
        for field, is_json, is_tag, value in zip(fields, of_json, of_tags, row, strict=True):
            if is_tag and value:
                found.append(cover(value))
            elif type(value) in _AS_THEY_ARE and not is_json:
                found.append(value)
            elif is_json and type(value) in (dict, list):
                value = field.covered(value, connection) if isinstance(field, TaggedJSONField) else value
                found.append(connection.ops.adapt_json_value(value, field.encoder))
            elif isinstance(value, date):
                key = (type(field), value)
                if key not in moments:
                    moments[key] = field.get_db_prep_save(value, connection=connection)
                found.append(moments[key])
            else:
                found.append(field.get_db_prep_save(value, connection=connection))
    return found


def _quoted(name: str | None) -> str:
    return '"' + str(name) + '"'


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def clear(model: type[models.Model], docket: int, where: str = "") -> None:
    """Delete the rows of one docket, or those of them under a further condition written out."""
    also = f" AND {where}" if where else ""
    prepared.run(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE docket_id = %s{also}", [docket])  # noqa: S608


def update(row: models.Model, was: Mapping[str, Any]) -> None:
    """Write those columns of one row that differ from what they were (`columns` gave it); none, if none."""
    change(type(row), row.pk, {name: getattr(row, name) for name in was if getattr(row, name) != was[name]})


def change(model: type[models.Model], pk: Any, now: Mapping[str, Any]) -> None:
    """Write some columns of the row of that key; none, if none are given."""
    if not now:
        return
    fields = [_field(model, name) for name in now]
    values = _prepared(fields, [list(now.values())])
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    text = f"UPDATE {_quoted(model._meta.db_table)} SET {sets} WHERE {_quoted(model._meta.pk.column)} = %s"  # noqa: S608
    prepared.run(text, [*values, pk])


def drop(model: type[models.Model], column: str, among: Sequence[Any]) -> None:
    """Delete the rows whose column has one of these values."""
    if not among:
        return
    marks = ", ".join("%s" for _ in among)
    field = _field(model, column)
    name, values = _quoted(field.column), _prepared([field] * len(among), [among])
    prepared.run(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE {name} IN ({marks})", values)  # noqa: S608


def columns(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return some columns of a row as they are, for `update`. What they hold is replaced, never altered."""
    return {name: getattr(row, name) for name in names}


def get(model: type[M], pk: int, *, lock: bool) -> M:
    """Return one row by its key, locked until the end of the transaction if asked; raises DoesNotExist."""
    where = f"{_quoted(model._meta.pk.column)} = %s"
    if lock and connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        where += " FOR UPDATE"
    found = rows(model, where, [pk])
    if not found:
        raise model.DoesNotExist(f"{model.__name__} {pk}")  # type: ignore[attr-defined]
    return found[0]


def rows(model: type[M], where: str, given: Sequence[Any]) -> list[M]:
    """Return the rows under a condition written out with placeholders."""
    names = every_column(model)
    return [model.from_db(DEFAULT_DB_ALIAS, names, each) for each in values(model, names, where, given)]


def by_keys(model: type[M], keys: Iterable[int]) -> dict[int, M]:
    """Return the rows of these keys, as a queryset's `in_bulk`; no query where there are none."""
    wanted = tuple(dict.fromkeys(keys))
    marks = ", ".join("%s" for _ in wanted)
    found = rows(model, f"{_quoted(model._meta.pk.column)} IN ({marks})", wanted) if wanted else []
    return {row.pk: row for row in found}


@lru_cache(maxsize=64)
def every_column(model: type[models.Model]) -> tuple[str, ...]:
    """Return the names of all columns of a model, its key among them, as `values` takes them."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def values(
    model: type[models.Model], names: tuple[str, ...], where: str, given: Sequence[Any], *, also: str = ""
) -> list[tuple[Any, ...]]:
    """Return some fields of the rows under a condition written out with placeholders; `also`: a further
    expression, whose value comes last, as the database gives it."""
    text, converters = _chosen(model, names, connections[DEFAULT_DB_ALIAS].vendor, also)
    rows = prepared.run(text + where, given).fetchall()
    if not rows or not converters:
        return list(rows)
    table: list[Column] = list(zip(*rows, strict=True))
    for place, convert in converters:
        table[place] = convert(table[place])
    return list(zip(*table, strict=True))


@lru_cache(maxsize=64)
def _chosen(
    model: type[models.Model], names: tuple[str, ...], vendor: str, also: str
) -> tuple[str, tuple[Converter, ...]]:
    fields = [_field(model, name) for name in names]
    converters = [(place, _converter(model, field, vendor)) for place, field in enumerate(fields)]
    chosen = ", ".join([*(_quoted(field.column) for field in fields), *([also] if also else [])])
    text = f"SELECT {chosen} FROM {_quoted(model._meta.db_table)} WHERE "  # noqa: S608
    return text, tuple((place, each) for place, each in converters if each is not None)


def _converter(
    model: type[models.Model], field: models.Field[Any, Any], vendor: str
) -> Callable[[Column], Column] | None:
    """Return what makes Python's values of a column as the database gives it; None where they are that."""
    connection = connections[DEFAULT_DB_ALIAS]
    column = field.get_col(model._meta.db_table)
    functions = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
    if not functions:
        return None
    if isinstance(field, TaggedJSONField):
        return _from_tagged_json
    if isinstance(field, models.JSONField) and field.decoder is None:
        return _from_json
    if isinstance(field, models.DateTimeField) and vendor == "sqlite":
        return _in_utc
    if isinstance(field, TagField):
        return _inner

    def one(value: Any) -> Any:
        for function in functions:
            value = function(value, column, connections[DEFAULT_DB_ALIAS])
        return value

    return lambda values: [one(value) for value in values]


def _from_json(texts: Column) -> Column:
    """Read a whole column at once."""
    found: Column = json.loads("[" + ",".join("null" if text is None else text for text in texts) + "]")
    return found


def _inner(tags: Column) -> Column:
    """Take the outer key off a whole column, where there is one."""
    in_force = outer()
    return [in_force.inner(tag) if tag else tag for tag in tags] if in_force.key else tags


def _from_tagged_json(texts: Column) -> Column:
    """Read a whole column at once, and take the outer key off the tags in it, where there is one."""
    in_force = outer()
    if not in_force.key:
        return _from_json(texts)
    return _from_json([text if text is None else turned(text, in_force.inner) for text in texts])


def _in_utc(moments: Column) -> Column:
    """Give moments that SQLite keeps without a zone their own."""
    return [None if moment is None else moment.replace(tzinfo=UTC) for moment in moments]

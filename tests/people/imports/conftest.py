"""A list in a folder, and what is asked of it again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dueprocess.kit import clock
from dueprocess.people.imports.actions import compare, take_in
from dueprocess.people.imports.lists import Lists
from dueprocess.people.imports.load import load
from dueprocess.people.imports.report import Report
from tests import world

MAP = """
title = "Members of the union"
[dates]
formats = ["YYYY-MM-DD", "DD.MM.YYYY"]
[words.status]
member = ["active"]
lapsed = ["lapsed"]
[units.columns]
code = { is = "code" }
name = { is = "name" }
parent = { is = "parent" }
[units]
file = "units.csv"
[people]
file = "people.csv"
[people.columns]
number = { is = "number" }
first = { is = "name" }
last = { is = "name" }
also = { is = "alias", split = ";", optional = true }
status = { is = "status", words = "status", optional = true }
unit = { is = "unit", optional = true }
born = { is = "born_on", optional = true }
email = { is = "email", optional = true }
[offices]
file = "offices.csv"
[offices.columns]
title = { is = "title" }
unit = { is = "unit" }
roles = { is = "roles", split = ";" }
seats = { is = "seats", optional = true }
[terms]
file = "terms.csv"
[terms.columns]
number = { is = "person" }
office = { is = "office" }
unit = { is = "unit" }
from = { is = "from_on" }
until = { is = "until_on", optional = true }
"""
ROLES = ("secretary", "committee_member")
Take = Callable[..., Report]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write the files given by name, and take them in, or only compare them (`dry`)."""
    with clock.frozen(world.MONDAY):
        yield partial(_take, tmp_path)


def _take(folder: Path, *, dry: bool = False, by: Any = None, map: str = MAP, **given: Any) -> Report:  # noqa: A002
    options = {name: given.pop(name) for name in ("gone", "seen") if name in given}
    paths = []
    for name, text in given.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    mapping = load(map)
    lists = partial(Lists, mapping, paths)
    report = Report(mapping.title)
    if dry:
        return compare(lists, by=by, report=report, roles=ROLES)
    return take_in(lists, by=by, report=report, roles=ROLES, **options)

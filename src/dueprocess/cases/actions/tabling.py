"""Keeping a table of allegations until a step records them: sealed under the case's key, with its files.

One table for each case: whoever may write in it goes on where another stopped. It is no act, and nothing
follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.models import AllegationTable
from dueprocess.cases.tabled import MOST, Row
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket.actions import Held, hold, is_there, uploads
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files

MOST_FILES = 200
EVIDENCE = "evidence of allegations"
"""The field in which an act says which of its files are the evidence of which of its allegations."""
_PLACE = "allegations/table"


@dataclass(slots=True)
class Table:
    """A table as it is kept. `version` grows with each change, so that two who write at once find out."""

    rows: list[Row] = field(default_factory=list)
    files: list[Held] = field(default_factory=list)
    version: int = 0


def table_of(docket: Docket) -> Table:
    """Return the table of a case; an empty one where there is none."""
    found = AllegationTable.objects.filter(docket=docket).first()
    if found is None:
        return Table()
    value: dict[str, Any] = Vault.of(docket).open(found.sealed, _PLACE)
    return Table(
        [Row(**each) for each in value["rows"]], [Held(*each) for each in value["files"]], found.version
    )


@transaction.atomic
def keep_table(*, docket: Docket, table: Table, new: Iterable[Upload] = ()) -> Table:
    """Keep the table with the files that came with it; faults in its rows are kept too.

    Raises Refused("changed_meanwhile") where it was changed since it was read, and Malformed for more than
    `MOST` rows or `MOST_FILES` files, or for a file that is not taken.
    """
    Docket.objects.locked(docket.pk)
    there = AllegationTable.objects.filter(docket=docket).first()
    if (there.version if there else 0) != table.version:
        raise Refused("changed_meanwhile", _("Somebody else changed the table meanwhile."), None)
    if len(table.rows) > MOST:
        what = _("A table has {most} rows at most.").format(most=MOST)
        raise Malformed([Problem("table", None, what, _("Record these first, then the rest."))])
    table.files += hold(docket, new)
    if len(table.files) > MOST_FILES:
        what = _("A table has {most} files at most.").format(most=MOST_FILES)
        raise Malformed([Problem("files", None, what, _("Record these first, then the rest."))])
    value = {
        "rows": [asdict(each) for each in table.rows],
        "files": [list(astuple(each)) for each in table.files],
    }
    sealed = Vault.of(docket).seal(value, _PLACE)
    table.version += 1
    AllegationTable.objects.update_or_create(
        docket=docket,
        defaults={
            "sealed": sealed, "files": [each.stored for each in table.files], "version": table.version,
            "changed_at": clock.now(),
        },
    )  # fmt: skip
    return table


def drop_table(docket: Docket) -> None:
    """Throw the table away, or what is left of it when it was recorded."""
    found = AllegationTable.objects.filter(docket=docket).first()
    if found is not None:
        found.delete()
        for stored in found.files:
            files.remove(stored)


def with_step(
    docket: Docket,
    table: Table,
    coded: Sequence[dict[str, Any]],
    evidence: Sequence[Sequence[int]],
    before: int,
) -> tuple[dict[str, Any], list[Upload]]:
    """Return the content that ties each allegation to its files in the act that records them, of which
    `before` files come first, and those files. Raises Refused where a file is held no more."""
    if lost := ", ".join(each.name for each in table.files if not is_there(each)):
        raise Refused("files_gone", _("These files are gone: {names}.").format(names=lost), None)
    tied = {
        each["id"]: [before + number for number in numbers]
        for each, numbers in zip(coded, evidence, strict=True)
        if numbers
    }
    return ({EVIDENCE: tied} if tied else {}), uploads(docket, table.files)


def in_use(names: set[str]) -> set[str]:
    """Tell which of these sealed files belong to a table."""
    kept = AllegationTable.objects.values_list("files", flat=True)
    return {name for held in kept for name in held if name in names}

"""What was read in the items of a case: kept as working copies, corrected by notes, searched inside the wall.

The text of an item is one working copy, its pages divided by form feeds, with what else was found sealed
beside it. Nothing of it is in the record but what somebody put right, which is a note of the case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from dueprocess.cases.evidence.models import WorkingCopy, place
from dueprocess.cases.evidence.reading.model import Found, How, of_plain
from dueprocess.docket import evidence, kept_back, searched, withholding
from dueprocess.docket.evidence import Item
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files

FEED = "\f"
WAITS = How.SCAN


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an item: the working copy that holds it (`pk`), and by which Tesseract (`ocr`, ""
    where none was asked). `since`: since when pages are being read."""

    pk: int
    found: Found
    ocr: str
    of_sha256: str
    made_at: datetime
    since: datetime | None

    @property
    def waiting(self) -> list[int]:
        """The numbers of the pages that are pictures and still to be read."""
        pages = enumerate(self.found.pages, 1)
        return [number for number, page in pages if page.how == WAITS and not page.fault]


def reading(docket: Docket, vault: Vault, item: str) -> Reading | None:
    """Return what was read in an item; None before it was. One query."""
    row = WorkingCopy.objects.filter(docket=docket, item=item, kind=WorkingCopy.Kind.TEXT, page=0).first()
    return _reading(row, vault) if row is not None else None


def _reading(row: WorkingCopy, vault: Vault) -> Reading | None:
    said = vault.open(row.sealed, place(row.item, row.kind, row.page))
    told: dict[str, Any] | None = said.get("told")
    if told is None:  # a text that something else made
        return None
    texts = b"".join(files.read(vault.key, row.stored, vault.files)).decode().split(FEED)
    pages = [each | {"text": text} for each, text in zip(told["pages"], texts, strict=False)]
    found = of_plain(told | {"pages": pages})
    since = parse_datetime(told["since"]) if told.get("since") else None
    return Reading(row.pk, found, told["ocr"], said["of_sha256"], row.made_at, since)


Places = dict[str, dict[str, Any]]
"""By page (its number, as text): the points of its picture (`across`, `down`), by how many degrees clockwise
it has to be turned to be read (`turn`), and its `words`, each with left, top, right, bottom and text."""


def places(docket: Docket, vault: Vault, item: str, of_sha256: str) -> Places:
    """Return where the words stand that a machine read on the pages of an item that are pictures; of another
    file than the one with that hash, nothing."""
    row = WorkingCopy.objects.filter(docket=docket, item=item, kind=WorkingCopy.Kind.WORDS, page=0).first()
    if row is None or vault.open(row.sealed, place(row.item, row.kind, row.page))["of_sha256"] != of_sha256:
        return {}
    found: Places = json.loads(b"".join(files.read(vault.key, row.stored, vault.files)))
    return found


def texts(docket: Docket) -> Iterator[str]:
    """Yield what was read in the items of a case, for the index of words: nothing of an item that is
    privileged, or whose source is protected; of a page that somebody put right only the note, which is
    searched itself."""
    kept = WorkingCopy.objects.filter(docket=docket, kind=WorkingCopy.Kind.TEXT, page=0)
    rows = list(kept.order_by("pk"))
    if not rows:
        return
    items = evidence.items(kept_back.notes(Docket.objects.filter(pk=docket.pk)))
    back, vault = withholding.withheld(items), Vault.of(docket)
    for row in rows:
        item = items.get(row.item)
        if item is None or is_shut(item, back) or (read := _reading(row, vault)) is None:
            continue
        corrected = {page for page, _note in item.texts}
        for number, page in enumerate(read.found.pages, 1):
            if number not in corrected:
                yield page.text
        yield from (text for _code, text in read.found.facts)
        yield from (each.name for each in read.found.files)


def is_shut(item: Item, back: withholding.Withheld) -> bool:
    """Tell whether what was read in an item is for those alone to whom all of it is open."""
    return item.privileged or item.protected or item.unruled or (item.act, item.file) in back.files


searched.derived(texts)

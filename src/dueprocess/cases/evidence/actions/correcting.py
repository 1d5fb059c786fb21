"""What people do with what was read in an item: put a page right, have it read again, make an item of a file
that lies in a message. Only those to whom all of the item is open."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.evidence import derived
from dueprocess.cases.evidence.actions import reading
from dueprocess.cases.evidence.actions.describing import Description, describe, impartial, visible
from dueprocess.cases.evidence.derived import Reading
from dueprocess.cases.evidence.reading import apart
from dueprocess.cases.evidence.reading.model import LONGEST, clean
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house, kept_back, roster, withholding
from dueprocess.docket.actions import indexing
from dueprocess.docket.evidence import Item, Kind, Obtained
from dueprocess.docket.models import Act, Content, Docket
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.roster import Row
from dueprocess.docket.sealing import Vault


@transaction.atomic
def correct(
    *,
    docket: Docket,
    item: str,
    page: int,
    text: str,
    by: Actor,
    reason: str = "",
    length: int | None = None,
) -> Act:
    """Put right what stands on a page of an item (from 1); return the note. What was read first stays, and
    each version after it.

    Raises Malformed for no text, one that is too long, or the same as before; Refused: "no_item", "no_page"
    where that page was not read, and as `describe`.
    """
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    what, found = _read(docket, rows, item, by)
    if found is None or not 1 <= page <= len(found.found.pages):
        raise Refused("no_page", _("There is no such page, or it was not read yet."), None)
    said = clean(text).strip()
    notes = [n for each, n in what.texts if each == page]
    now = _written(docket, notes[-1]) if notes else found.found.pages[page - 1].text
    if not said or len(said) > LONGEST:
        told = _("There is no text.") if not said else _("The text is too long.")
        raise Malformed([Problem("text", None, told, _("Write what stands on this page."))])
    if said == now.strip():
        told = _("This is the text that stands here already.")
        raise Malformed([Problem("text", None, told, _("Change what is wrong in it."))])
    facts = {"item": item, "page": page, "version": len(notes) + 2}
    content = {evidence.TEXT: said} | ({"reason": reason.strip()} if reason.strip() else {})
    needs = Needs(act=facts, content=content)
    note = dockets.house_note(docket=docket, note=house.READ, by=by, needs=needs, named={}, length=length)
    indexing.anew(Docket.objects.get(pk=docket.pk))  # what the machine read there is searched no more
    return note


@transaction.atomic
def ask_again(*, docket: Docket, item: str, by: Actor) -> None:
    """Have an item read anew, such as once Tesseract is there. What people put right stays. Raises Refused as
    `correct`."""
    docket = Docket.objects.locked(docket.pk)
    _read(docket, impartial(docket, by), item, by)
    reading.wanted_again(docket, item)


def take_out(*, docket: Docket, item: str, number: int, by: Actor) -> Act:
    """Make an item of a file that lies in a message (from 1); return the note. It is called a copy of the
    message, came as that came, and is privileged where that is.

    Raises Malformed for a file of a kind that is not taken in; Refused: "no_part_of_it", and as
    `describe`.
    """
    docket = Docket.objects.get(pk=docket.pk)
    rows = roster.rows(docket)
    what, found = _read(docket, rows, item, by)
    if found is None or not 1 <= number <= len(found.found.files):
        raise Refused("no_part_of_it", _("There is no such file in this message."), None)
    try:
        name, held = reading.in_part(docket, item, number)
    except apart.NotRead as error:
        raise Refused("no_part_of_it", _("This file could not be taken out of the message."), None) from error
    title = _("Attached to item {n}: {name}").format(n=evidence.number(item), name=name)[:150]
    said: dict[str, Any] = {"title": title, "obtained": Obtained(what.obtained), "copy_of": item}
    if what.offered_by:
        said["offered_by"] = what.offered_by
    kind = (
        Kind.PICTURE if name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp")) else Kind.DOCUMENT
    )
    upload = Upload(name, [held])
    return describe(docket=docket, what=Description(kind=kind, **said), by=by, upload=upload)


def _read(docket: Docket, rows: list[Row], item: str, by: Actor) -> tuple[Item, Reading | None]:
    """An item all of which is open to somebody, and what was read in it. Raises Refused("no_item")."""
    items = evidence.items(rows)
    what = visible(items, item, docket, rows, by)
    vault = Vault.of(docket)
    shut = derived.is_shut(what, withholding.withheld(items))
    if shut and (by.person is None or item not in kept_back.opens(docket, vault, by.person, items, rows)):
        raise Refused("no_item", _("There is no such item in this case."), None)
    return what, derived.reading(docket, vault, item)


def _written(docket: Docket, n: int) -> str:
    row = Content.objects.get(act__docket=docket, act__n=n, field=evidence.TEXT)
    return str(Vault.of(docket).content(row, n))

"""Saying what an item of evidence is: a file that is in the case, the words of an entry, or a file that comes
with the saying. A note of the case; what it describes is never altered by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions import reading
from dueprocess.cases.evidence.actions.keeping_back import may_keep_back
from dueprocess.cases.evidence.sound import asking
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import approving, evidence, house, kept_back, parted, payload, roster
from dueprocess.docket.actions import indexing, writing
from dueprocess.docket.evidence import WORDS, Item, Kind, Obtained
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.needs import Actor, Kept, Needs, Upload
from dueprocess.docket.roster import Row
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What is said of an item. `captured_at`: when it was taken down, photographed or saved, by whom as a
    local key (`capturer`) or, for somebody who is nobody in the case, in words (`captured_by`).
    `offered_by` is the local key of a party, `copy_of` the key of the item of which it is a copy."""

    title: str
    kind: Kind
    obtained: Obtained
    captured_at: datetime | None = None
    capturer: str = ""
    captured_by: str = ""
    offered_by: str = ""
    copy_of: str = ""
    source: str = ""
    address: str = ""
    shows: str = ""


def describe(
    *,
    docket: Docket,
    what: Description,
    by: Actor,
    act: int | None = None,
    file: int = WORDS,
    upload: Upload | None = None,
    item: str = "",
    length: int | None = None,
) -> Act:
    """Say what an item is; return the note. The item is `file` of entry `act` (`WORDS`: what was written
    there), or the file that comes with it (`upload`), or one that was described before (`item`), which is
    then described anew: what was said first stays readable.

    A file is read afterwards (`reading`). Raises Malformed, naming the field; Refused: "no_part",
    "conflict", "erased", "done_already" for what is an item already, "no_item" for what is not there or not
    open to them, "told" and "public_act" for a copy of what is privileged that cannot be so itself, and as
    `take_note` does.
    """
    kept = writing.keep(Vault.of(docket), [upload]) if upload is not None else []
    return _describe(docket, what, by, act=act, file=file, kept=kept, item=item, length=length)


@transaction.atomic
def _describe(
    docket: Docket,
    what: Description,
    by: Actor,
    *,
    act: int | None,
    file: int,
    kept: Sequence[Kept],
    item: str,
    length: int | None,
) -> Act:
    docket = Docket.objects.locked(docket.pk)
    acts = impartial(docket, by)
    found = evidence.items(acts)
    _judged(what, found, docket, item)
    facts: dict[str, Any] = {"item": item or evidence.next_key(acts)}
    if item:
        visible(found, item, docket, acts, by)
    elif act is not None:
        _is_there(docket, act, file, found)
        facts |= {"act": act, "file": file}
    elif kept:
        facts |= {"file": 1}
    else:
        raise Malformed(
            [Problem("attached", None, _("There is nothing to describe."), _("Choose one file."))]
        )
    if what.copy_of and not (item and what.copy_of == found[item].copy_of):
        original = visible(found, what.copy_of, docket, acts, by)
        place = (found[item].act, found[item].file) if item else (act, file)
        if original.privileged and place[0] is not None:
            may_keep_back(docket, place[0], place[1])
    facts |= {"kind": str(what.kind), "obtained": str(what.obtained)}
    told = {"capturer": what.capturer, "offered_by": what.offered_by, "copy_of": what.copy_of}
    if what.captured_at is not None:
        told["captured_at"] = payload.moment(what.captured_at)
    facts |= {name: value for name, value in told.items() if value}
    written = {
        evidence.TITLE: what.title.strip(), evidence.SOURCE: what.source.strip(),
        evidence.ADDRESS: what.address.strip(), evidence.SHOWS: what.shows.strip(),
        evidence.CAPTURED_BY: what.captured_by.strip(),
    }  # fmt: skip
    content = {name: text for name, text in written.items() if text}
    needs = Needs(act=facts, content=content, files=kept)
    made = dockets.house_note(docket=docket, note=house.EVIDENCE, by=by, needs=needs, named={}, length=length)
    asking.outline(docket, facts["item"], what.kind)
    is_now = evidence.items([*acts, made])[facts["item"]]
    was = found.get(item, is_now)
    if any(each.privileged or each.protected or each.unruled for each in (was, is_now)):
        indexing.anew(Docket.objects.get(pk=docket.pk))  # nobody finds the case by what is kept back
    if not item and is_now.file != WORDS:
        reading.wanted(docket, is_now.key)
    return made


def impartial(docket: Docket, by: Actor) -> list[Row]:
    """Return the acts of a case that is locked. Raise Refused where this officer decides nothing of its
    evidence: a conflict of interest keeps them from it. That they have a part in it, the note asks."""
    if by.person is None or by.key is not None:
        raise Refused("no_part", _("Only somebody who works on the case decides this."), None)
    if docket.kind != "case":
        raise Refused("no_case", _("Only a case has evidence."), None)
    if docket.key_wrapped is None:
        raise Refused("erased", _("The content of this was erased."), None)
    approving.unbarred(docket, by, _("A conflict of interest keeps you from deciding this: others do it."))
    return roster.rows(docket)


def visible(found: evidence.Items, key: str, docket: Docket, acts: Sequence[Row], by: Actor) -> Item:
    """Return an item that is open to an officer. Raises Refused("no_item") for one that is not there, or is
    privileged, or waits for a ruling on its use, and not theirs to read."""
    item = found.get(key)
    shut = item is not None and (item.privileged or item.unruled)
    if shut and by.person is not None:
        shut = key not in kept_back.opens(docket, Vault.of(docket), by.person, found, acts)
    if item is None or shut:
        raise Refused("no_item", _("There is no such item in this case."), None)
    return item


def _is_there(docket: Docket, act: int, file: int, found: evidence.Items) -> None:
    row = Act.objects.filter(docket=docket, n=act).exclude(name=parted.ELSEWHERE).first()
    if file == WORDS:
        there = row is not None and Content.objects.filter(act=row).exists()
    else:
        there = row is not None and File.objects.filter(act=row, n=file).exists()
    own = row is not None and row.is_note and row.name in (*house.OF_EVIDENCE, *house.OF_BUNDLES)
    if not there or own:
        raise Refused("no_item", _("There is no such file or entry in this case."), None)
    if any((each.act, each.file) == (act, file) for each in found.values()):
        raise Refused("done_already", _("Somebody has described this already."), None)


def _judged(what: Description, found: evidence.Items, docket: Docket, item: str) -> None:
    """Raise Malformed for what does not hold together, all of it at once."""
    faults = []
    if not what.title.strip():
        faults.append(Problem("title", None, _("It has no name."), _("Say in a few words what it is.")))
    if what.captured_at is not None and what.captured_at > clock.now():
        faults.append(
            Problem(
                "captured_at", None, _("This lies in the future."), _("Give the day on which it was taken.")
            )
        )
    parties = set(docket.parties.values_list("key", flat=True))
    if what.obtained is Obtained.OFFERED and not what.offered_by:
        said = _("It is not said who offered it.")
        faults.append(Problem("offered_by", None, said, _("Choose who, or say that it came another way.")))
    if what.offered_by and what.offered_by not in parties:
        faults.append(Problem("offered_by", None, _("This is no party."), _("Choose one of the parties.")))
    if what.capturer and what.captured_by.strip():
        said = _("Two people are named as who took it.")
        faults.append(Problem("captured_by", None, said, _("Choose one, or write one name.")))
    if what.copy_of and (what.copy_of not in found or what.copy_of == item):
        faults.append(Problem("copy_of", None, _("There is no such item."), _("Choose one of the items.")))
    faults += _captured(what)
    if faults:
        raise Malformed(faults)


def _captured(what: Description) -> list[Problem]:
    """Return what is missing or wrong of a capture: without address and time it shows little."""
    faults = []
    address = what.address.strip()
    if what.kind is Kind.CAPTURE and not address:
        said = _("It is not said where it stood.")
        faults.append(Problem("address", None, said, _("Give the address of the post or page.")))
    if what.kind is Kind.CAPTURE and what.captured_at is None:
        said = _("It is not said when it was taken.")
        faults.append(Problem("captured_at", None, said, _("Give the day and the time.")))
    if address:
        try:
            parts = urlsplit(address)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            fits = False
        if not fits:
            said = _("This is no address of a page.")
            faults.append(Problem("address", None, said, _("Copy it whole, with https:// before it.")))
    return faults

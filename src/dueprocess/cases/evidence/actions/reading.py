"""Reading the files of items: text, pages, what a file says of itself. Done by jobs, a few pages at a time
where they are pictures; what is read is a working copy and is searched. No act of the case, and the original
is never written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions import copying
from dueprocess.cases.evidence.actions.copying import Made
from dueprocess.cases.evidence.derived import FEED, PLACED, Reading, reading
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.cases.evidence.reading import LARGEST, Fault, Found, How, Page, apart, ocr
from dueprocess.core.errors import Refused
from dueprocess.docket import evidence, house, kept_back, parted
from dueprocess.docket.actions import indexing
from dueprocess.docket.models import Act, Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files
from dueprocess.kit.jobs import enqueue

READ, GO_ON = "evidence.read", "evidence.read_pages"
AT_ONCE = 4
"""Pages that are read by one job; each may take a minute."""
SPLIT_LATELY = timedelta(days=2)
HEARD = ("audio/", "video/")
"""What is listened to and not read."""
Kind = WorkingCopy.Kind


def wanted(docket: Docket, item: str) -> None:
    """Have the file of an item read after this transaction, once."""
    enqueue(READ, key=f"{docket.pk}:{item}", docket=docket.pk, item=item)


def wanted_again(docket: Docket, item: str) -> None:
    """Have it read anew: once in a minute, however often that is asked."""
    enqueue(READ, key=f"{docket.pk}:{item}:{clock.now():%Y%m%d%H%M}", docket=docket.pk, item=item)


def again(*, every: bool = False) -> int:
    """Have all items read that never were, or lacked Tesseract or a language when they were; with `every`,
    all that have a file. Returns how many."""
    count = 0
    for docket, item in _files(Act.objects.filter(is_note=True, name=house.EVIDENCE)):
        if every or _lacks(reading(docket, Vault.of(docket), item)):
            wanted_again(docket, item)
            count += 1
    return count


def catch_up() -> int:
    """Have those items read that came into a case of their own with a split, within the last days: nothing
    that was derived goes along. Returns how many."""
    since = clock.now() - SPLIT_LATELY
    came = Act.objects.filter(is_note=True, name=parted.CAME, recorded_at__gte=since)
    fresh = [each for each in _files(came) if reading(each[0], Vault.of(each[0]), each[1]) is None]
    for docket, item in fresh:
        wanted(docket, item)
    return len(fresh)


def _files(acts: QuerySet[Act]) -> Iterator[tuple[Docket, str]]:
    """Each item that is a file, of the dockets that these acts are of."""
    for docket in Docket.objects.filter(pk__in=acts.values("docket")).exclude(key_wrapped=None).iterator():
        for item in evidence.items(kept_back.notes(Docket.objects.filter(pk=docket.pk))).values():
            if item.file != evidence.WORDS:
                yield docket, item.key


def _lacks(read_: Reading | None) -> bool:
    return read_ is None or bool({Fault.NO_OCR, Fault.NO_LANGUAGE} & {*read_.found.faults})


def engine() -> ocr.Engine | None:
    """Return the Tesseract of this machine, in the languages of this installation; None: there is none."""
    return ocr.engine(settings.DUEPROCESS_TESSERACT, settings.DUEPROCESS_OCR)


def read(docket: Docket, item: str) -> bool:
    """Read the file of an item anew; tell whether it was there to be read. Pages that are pictures follow."""
    if docket.key_wrapped is None:
        return False
    try:
        original = copying.file_of(docket, item)
    except Refused:
        return False
    said = Vault.of(docket).file(original, original.act.n)
    if str(said["media_type"]).startswith(HEARD):
        return False
    if said["size"] > LARGEST:
        found = Found("", faults=(Fault.TOO_LARGE,))
    else:
        found = apart.read(_bytes(docket, original))
    by = engine() if any(page.how == How.SCAN for page in found.pages) else None
    found = _with_engine(found, by)
    made = [_text(item, found, str(by or ""), None)]
    if found.copy:
        ending = found.copy_type.removeprefix("image/")
        bare = Made(
            kind=Kind.STRIPPED, content=[found.copy], media_type=found.copy_type, name=f"{item}.{ending}",
            tool=found.tool,
        )  # fmt: skip
        made.append(bare)
    return _keep(docket, item, made, instead_of=None)


def go_on(docket: Docket, item: str, *, of: int) -> bool:
    """Read the next pages of a scan; tell whether there were any. `of`: the working copy that they belong to;
    where that is another by now, somebody has had the item read anew, and nothing is done."""
    if docket.key_wrapped is None:
        return False
    so_far = reading(docket, Vault.of(docket), item)
    if so_far is None or so_far.pk != of or not so_far.waiting:
        return False
    by, numbers = engine(), so_far.waiting[:AT_ONCE]
    if by is None:
        found = _with_engine(so_far.found, None)
        return _keep(docket, item, [_text(item, found, so_far.ocr, so_far.since)], instead_of=of)
    data = _bytes(docket, copying.file_of(docket, item))
    pages = list(so_far.found.pages)
    shown: list[Made] = []
    alone: tuple[ocr.Placed, ...] = ()
    try:
        pictures = apart.pages(data, numbers)
    except apart.NotRead as error:
        for number in numbers:
            pages[number - 1] = replace(pages[number - 1], fault=error.fault)
        pictures = []
    for number, (fine, small) in zip(numbers, pictures, strict=False):
        pages[number - 1], placed = _page(fine, by)
        if len(pages) > 1 or not so_far.found.copy_type:
            shown.append(_picture(item, number, small, so_far.found.tool, placed))
        else:
            alone = placed
    found = replace(so_far.found, pages=tuple(pages))
    made = [_text(item, found, str(by), so_far.since or so_far.made_at, alone), *shown]
    return _keep(docket, item, made, instead_of=of)


def _page(fine: bytes, by: ocr.Engine) -> tuple[Page, tuple[ocr.Placed, ...]]:
    try:
        text, sure, placed = ocr.read_either_way(fine, by)
    except ocr.Unread as error:
        return Page("", How.SCAN, -1, Fault.OCR_SLOW if error.slow else Fault.OCR_FAILED), ()
    return Page(text.replace(FEED, "\n"), How.OCR, sure), placed


def _with_engine(found: Found, by: ocr.Engine | None) -> Found:
    """What was found, with what is said of the Tesseract that reads its pictures. Without one they wait for
    nothing."""
    if all(page.how != How.SCAN for page in found.pages):
        return found
    faults = [each for each in found.faults if each not in (Fault.NO_OCR, Fault.NO_LANGUAGE)]
    pages = found.pages
    if by is None:
        faults.append(Fault.NO_OCR)
        pages = tuple(
            replace(page, fault=page.fault or Fault.NO_OCR) if page.how == How.SCAN else page
            for page in pages
        )
    elif by.missing:
        faults.append(Fault.NO_LANGUAGE)
    return replace(found, pages=pages, faults=tuple(faults))


def _text(
    item: str, found: Found, by: str, since: datetime | None, placed: Sequence[ocr.Placed] = ()
) -> Made:
    """The working copy that holds what was read; where the words of its only page are, if that has no
    picture of its own."""
    told = found.plain()
    told["pages"] = [{name: each[name] for name in ("how", "sure", "fault")} for each in told["pages"]]
    told |= {"ocr": by, "since": since.isoformat() if since is not None else "", PLACED: list(placed)}
    text = FEED.join(page.text for page in found.pages).encode()
    tool = ", ".join(filter(None, (found.tool, by))) or "Dueprocess"
    return Made(
        kind=Kind.TEXT, content=[text], media_type="text/plain", name=f"{item}.txt", tool=tool, told=told
    )


def _picture(item: str, number: int, small: bytes, tool: str, placed: Sequence[ocr.Placed]) -> Made:
    return Made(
        kind=Kind.PAGE, content=[small], media_type="image/jpeg", name=f"{item} {number}.jpg", tool=tool,
        page=number, told={PLACED: list(placed)},
    )  # fmt: skip


def _keep(docket: Docket, item: str, made: Sequence[Made], *, instead_of: int | None) -> bool:
    """Keep what was made in one transaction with its words, and have further pages read."""
    stored = copying.stored_all(docket, made)
    try:
        with transaction.atomic():
            docket = Docket.objects.locked(docket.pk)
            rows = WorkingCopy.objects.filter(docket=docket, item=item)
            if instead_of is None:
                copying.drop(rows.filter(kind__in=(Kind.TEXT, Kind.STRIPPED, Kind.PAGE)))
            elif not rows.filter(pk=instead_of).exists():
                raise Refused("changed_meanwhile", _("Somebody has had it read anew meanwhile."), None)
            first = copying.put(docket, item, stored)[0]
            indexing.anew(docket)
            kept = reading(docket, Vault.of(docket), item)
            if kept is not None and kept.waiting:
                enqueue(GO_ON, key=f"{first.pk}", docket=docket.pk, item=item, of=first.pk)
    except Refused:
        for _each, file in stored:
            files.remove(file.name)
        return False
    return True


def _bytes(docket: Docket, original: File) -> bytes:
    vault = Vault.of(docket)
    return b"".join(files.read(vault.key, original.stored, vault.files))


def in_part(docket: Docket, item: str, number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a file that lies in a message (from 1). Raises `apart.NotRead`."""
    return apart.part(_bytes(docket, copying.file_of(docket, item)), number)


__all__ = ["Reading", "engine", "go_on", "in_part", "read", "wanted", "wanted_again"]

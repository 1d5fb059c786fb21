"""What was read in an item, as its pages show it: by what, how sure, what could not be read and how to mend
it, page by page with what people put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dueprocess.cases.evidence import derived
from dueprocess.cases.evidence.derived import Reading
from dueprocess.cases.evidence.extracts.copies import CopyLine
from dueprocess.cases.evidence.extracts.said import fact_said, fault_said
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.cases.evidence.reading import How, Page
from dueprocess.cases.evidence.reading.ocr import SHAKY
from dueprocess.docket import evidence, roster, withholding
from dueprocess.docket.evidence import Item
from dueprocess.docket.extracts import Opened

BEGINNING = 1_500
"""Characters of its text that stand on the page of an item."""


@dataclass(frozen=True, slots=True)
class FaultLine:
    """What could not be read, or has to be known; and how it is mended. `pages`: of which pages."""

    code: str
    what: str
    mend: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PartLine:
    """A file in a message: its number there, and the item that it is by now ("" for none)."""

    number: int
    name: str
    size: int
    sha256: str
    item: str


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What was read in an item. `state`: `waiting` for its turn, `going_on`, or `done`. `done` of `pages`
    pages are read; `sure` is the least sure of those read from a picture (-1: none was), `shaky` are pages
    below what can be relied on, `by_hand` how many somebody put right. `picture`: the working copy to be
    shown, 0 for none."""

    state: str
    pages: int = 0
    done: int = 0
    tool: str = ""
    at: datetime | None = None
    sure: int = -1
    shaky: tuple[int, ...] = ()
    by_hand: int = 0
    beginning: str = ""
    more: bool = False
    faults: tuple[FaultLine, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    files: tuple[PartLine, ...] = ()
    picture: int = 0
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """What stood on a page from some moment on: by whom it was put right ("" for the machine), and why."""

    number: int
    text: str
    by: str
    at: datetime
    why: str
    act: int


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page of what was read: the text that holds now, and what stood there before, newest first."""

    number: int
    pages: int
    text: str
    how: str
    sure: int
    shaky: bool
    fault: FaultLine | None
    picture: int
    version: Version
    before: tuple[Version, ...]


def opens(view: Opened, items: evidence.Items, item: Item) -> bool:
    """Tell whether what was read in an item is open to whoever looks."""
    if item.unruled or not derived.is_shut(item, withholding.withheld(items)):
        return True  # the page of what waits for a ruling opens to those alone who may read all of it
    return item.key in withholding.open_to(items, view.me, owner=roster.owner(view.whole.rows))


def read_line(
    view: Opened, items: evidence.Items, item: Item, copies: Sequence[CopyLine], sha256: str
) -> ReadLine:
    """Return what was read in an item that is open to whoever looks; one query, one file."""
    picture = next((each.pk for each in copies if each.kind == WorkingCopy.Kind.STRIPPED), 0)
    if not any(each.kind == WorkingCopy.Kind.TEXT for each in copies):
        return ReadLine("waiting")
    reading = derived.reading(view.docket, view.whole.vault, item.key)
    if reading is None:
        return ReadLine("waiting")
    found, waits = reading.found, len(reading.waiting)
    texts = [_now(view, item, number, page).text for number, page in enumerate(found.pages, 1)]
    by_hand = {page for page, _note in item.texts}
    sure = {n: page.sure for n, page in enumerate(found.pages, 1) if page.sure >= 0 and n not in by_hand}
    whole = "\n\n".join(text for text in texts if text)
    taken = _taken_out(view, items, item)
    return ReadLine(
        state="going_on" if waits else "done",
        pages=len(found.pages),
        done=sum(page.how != How.SCAN or n in by_hand for n, page in enumerate(found.pages, 1)),
        tool=", ".join(filter(None, (found.tool, reading.ocr))),
        at=reading.made_at,
        sure=min(sure.values(), default=-1),
        shaky=tuple(n for n, each in sure.items() if each < SHAKY),
        by_hand=len(by_hand),
        beginning=whole[:BEGINNING],
        more=len(whole) > BEGINNING or len(found.pages) > 1,
        faults=_faults(reading, by_hand),
        facts=tuple((fact_said(code), text) for code, text in found.facts),
        files=tuple(
            PartLine(n, each.name, each.size, each.sha256, taken.get(each.sha256, ""))
            for n, each in enumerate(found.files, 1)
        ),
        picture=picture,
        fits=reading.of_sha256 == sha256,
    )


def page_line(view: Opened, item: Item, number: int, copies: Sequence[CopyLine]) -> PageLine | None:
    """Return one page of what was read in an item (from 1); None where there is none."""
    reading = derived.reading(view.docket, view.whole.vault, item.key)
    if reading is None or not 1 <= number <= len(reading.found.pages):
        return None
    page = reading.found.pages[number - 1]
    machine = Version(1, page.text, "", reading.made_at, "", 0)
    notes = [n for each, n in item.texts if each == number]
    rows = {act.n: act for act in view.acts}
    versions = [machine]
    for place, n in enumerate(notes, 2):
        said = view.contents.get(n, {})
        why = str(said.get("reason", ""))
        by = view.name(rows[n].by_key)
        versions.append(Version(place, str(said.get(evidence.TEXT, "")), by, rows[n].at, why, n))
    kinds = {(each.kind, each.page): each.pk for each in copies}
    picture = kinds.get((WorkingCopy.Kind.PAGE, number)) or (
        kinds.get((WorkingCopy.Kind.STRIPPED, 0)) if len(reading.found.pages) == 1 else None
    )
    fault = FaultLine(page.fault, *fault_said(page.fault)) if page.fault and not notes else None
    shaky = not notes and 0 <= page.sure < SHAKY
    return PageLine(
        number, len(reading.found.pages), versions[-1].text, page.how, page.sure, shaky, fault, picture or 0,
        versions[-1], tuple(reversed(versions[:-1])),
    )  # fmt: skip


def _now(view: Opened, item: Item, number: int, page: Page) -> Page:
    """A page as it stands now: as somebody put it right last."""
    note = next((n for each, n in reversed(item.texts) if each == number), 0)
    return Page(str(view.contents.get(note, {}).get(evidence.TEXT, ""))) if note else page


def _faults(reading: Reading, by_hand: set[int]) -> tuple[FaultLine, ...]:
    """What is wrong with the whole, then with pages, without those that somebody put right."""
    pages: dict[str, list[int]] = {}
    for number, page in enumerate(reading.found.pages, 1):
        if page.fault and number not in by_hand:
            pages.setdefault(page.fault, []).append(number)
    codes = dict.fromkeys([*reading.found.faults, *pages])
    return tuple(FaultLine(code, *fault_said(code), tuple(pages.get(code, ()))) for code in codes)


def _taken_out(view: Opened, items: evidence.Items, item: Item) -> dict[str, str]:
    """Which files of a message are items of their own by now, by their hash."""
    found = {}
    for each in items.values():
        if each.copy_of == item.key:
            for file in view.files.get(each.act, ()):
                if file["number"] == each.file:
                    found[str(file["sha256"])] = each.key
    return found


def pages_said(pages: Sequence[int]) -> str:
    """Return numbers of pages as people write them, the first ones: 1, 2, 3 and 40 more."""
    shown = ", ".join(map(str, pages[:12]))
    return _("{pages} and {n} more").format(pages=shown, n=len(pages) - 12) if len(pages) > 12 else shown

"""The evidence of a case: its items, what nobody has described, and one item with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions.reading import HEARD
from dueprocess.cases.evidence.extracts.copies import CopyLine, copies
from dueprocess.cases.evidence.extracts.custody import CustodyLine, custody
from dueprocess.cases.evidence.extracts.given import GivenLine, given_to
from dueprocess.cases.evidence.extracts.notes import named
from dueprocess.cases.evidence.extracts.read import PageLine, ReadLine, opens, page_line, read_line
from dueprocess.cases.evidence.extracts.written import text_of
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.cases.evidence.sound.played import is_recording
from dueprocess.cases.extracts.page import CasePage, page_of
from dueprocess.cases.statements.extracts import standing, unsigned
from dueprocess.docket import evidence, house
from dueprocess.docket import extracts as dockets
from dueprocess.docket.evidence import WORDS, Class, Item, Kind, Obtained, Ruling
from dueprocess.docket.extracts import FileLine, Opened, telling
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.http import Hidden


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of evidence. `file` is None for the words of an entry. `shut`: it is not open to whoever
    looks, and only that it is there is said, and `why_shut`. `unsigned`: of a statement that
    nobody has signed, or that is disputed, how it stands."""

    key: str
    number: int
    title: str
    kind: str
    kind_said: str
    obtained: str
    obtained_said: str
    act: int
    act_title: str
    file: FileLine | None
    captured_at: datetime | None
    captured_by: str
    capturer: str
    offered_by: str
    offered_key: str
    copy_of: str
    described_at: datetime
    described_by: str
    note: int
    shut: bool
    counts_as: str
    counts_said: str
    helpful: bool
    ruling: str
    ruling_said: str
    protected: bool
    waits: bool
    unsigned: str = ""
    why_shut: str = ""

    @property
    def recording(self) -> bool:
        """Whether it is sound or film: then it has a player."""
        return self.file is not None and is_recording(self.file.media_type)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in a case that may be described: a file, or (`number` 0) the words of an entry, of which
    `name` is the beginning. `title` is what the entry is called, `by` (`by_key`) whose it is."""

    act: int
    number: int
    title: str
    name: str
    by: str
    by_key: str
    at: datetime
    size: int = 0
    sha256: str = ""
    paper: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The items of a case, and its files that are none. `given`: for each respondent, which list they got."""

    items: tuple[ItemLine, ...]
    given: tuple[GivenLine, ...]
    others: tuple[Thing, ...]
    words: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: what was said of it (`source`, `address`, `shows`), why it is sorted and ruled on so, its
    working copies, copies that somebody made and entered (`made_of_it`), and its chain of custody. `given`:
    to which parties, and whether the gist alone; `gists` are the words that they got. `read`: what was
    read in its file (None: in words, in what is listened to, and where that is not open to them)."""

    line: ItemLine
    source: str
    address: str
    shows: str
    text: str
    why_class: str
    why_ruling: str
    why_withheld: str
    copies: tuple[CopyLine, ...]
    made_of_it: tuple[ItemLine, ...]
    custody: tuple[CustodyLine, ...]
    given: tuple[tuple[str, bool], ...] = ()
    gists: tuple[str, ...] = ()
    read: ReadLine | None = None
    page: PageLine | None = None


def evidence_page(
    docket: Docket, *, viewer: Actor, at: datetime | None = None
) -> tuple[CasePage, EvidencePage]:
    """Return the page of a case that `wall.open` has just read, and its evidence. The docket is opened once
    for both."""
    view = dockets.opened(docket, viewer=viewer, at=at, fresh=True)
    page = page_of(view)
    items = evidence.items(view.acts)
    lines = tuple(_lines(view, items))
    described = {(each.act, each.file) for each in items.values()}
    sent = {row.n for row in page.docket.timeline if row.step in ("sent", house.BUNDLE_SERVED)}
    wrote = {act.n: act.by_key for act in view.acts}
    others = [
        Thing(
            each.n, each.number, each.act_title, each.name, each.by, wrote[each.n], each.at, each.size,
            each.sha256, each.paper, each.media_type,
        )
        for each in page.docket.files
        if (each.n, each.number) not in described and each.n not in sent
    ]  # fmt: skip
    return page, EvidencePage(lines, given_to(view), tuple(others), tuple(_words(view, described)))


def item_page(
    docket: Docket,
    *,
    viewer: Actor,
    item: str,
    at: datetime | None = None,
    reads: bool | None = None,
    page_of_it: int = 0,
) -> tuple[CasePage, Item, ItemPage]:
    """Return the page of a case that `wall.open` has just read, and one of its items, with whoever opened it
    where `reads` (None: for the owner of the case), and page `page_of_it` of what was read in it. Raises
    Hidden for an item that is not there, or not open to them."""
    view = dockets.opened(docket, viewer=viewer, at=at, fresh=True)
    return item_in(view, item, reads=reads, page_of_it=page_of_it)


def item_in(
    view: Opened, item: str, *, reads: bool | None = None, page_of_it: int = 0
) -> tuple[CasePage, Item, ItemPage]:
    """Return what `item_page` does of a case that was opened."""
    items = evidence.items(view.acts)
    found = items.get(item)
    lines = {each.key: each for each in _lines(view, items)}
    if found is None or lines[item].shut:
        raise Hidden("no such item, or not theirs to read")
    page = page_of(view)
    if reads is None:
        reads = bool(page.docket.owner and page.docket.owner.key == page.docket.me)
    line = lines[item]
    said = view.contents.get(line.note, {})
    sha256 = line.file.sha256 if line.file else ""
    made = copies(view.docket, view.whole.vault, item, sha256) if line.file else ()
    whole = opens(view, items, found)
    if not whole:  # a picture without what it says of its maker betrays nobody
        made = tuple(each for each in made if each.kind == WorkingCopy.Kind.STRIPPED)
    readable = whole and line.file is not None and not line.file.media_type.startswith(HEARD)
    text = "" if line.file else text_of(view, found.act)
    return (
        page,
        found,
        ItemPage(
            line,
            str(said.get(evidence.SOURCE, "")),
            str(said.get(evidence.ADDRESS, "")),
            str(said.get(evidence.SHOWS, "")),
            text,
            str(view.contents.get(found.classed, {}).get("reason", "")),
            str(view.contents.get(found.ruled, {}).get("reason", "")),
            str(view.contents.get(found.ruled, {}).get(evidence.WHY_WITHHELD, "")),
            made,
            tuple(each for each in lines.values() if items[each.key].copy_of == item and not each.shut),
            custody(view, found, made, reads=reads),
            tuple((view.name(who), who in found.gists) for who in found.given_to),
            tuple(_gists(view, found)),
            read_line(view, items, found, made, sha256) if readable and not page_of_it else None,
            page_line(view, found, page_of_it, made) if readable and page_of_it else None,
        ),
    )


def _gists(view: Opened, item: Item) -> Iterator[str]:
    for n in sorted({item.given_to[who] for who in item.gists}):
        yield str(view.contents.get(n, {}).get(evidence.GIST, ""))


def _lines(view: Opened, items: evidence.Items) -> Iterator[ItemLine]:
    rows = {act.n: act for act in view.acts}
    titles, stated = telling.notes(), standing(view)
    for item in items.values():
        note = rows[item.descriptions[-1]]
        said = view.contents.get(note.n, {})
        shut = not said
        act = rows.get(item.act)
        row = telling.row(view, act, titles) if act is not None else None
        file = next((each for each in row.files if each.number == item.file), None) if row else None
        by = view.name(item.capturer) if item.capturer else str(said.get(evidence.CAPTURED_BY, ""))
        yield ItemLine(
            key=item.key,
            number=evidence.number(item.key),
            title=str(said.get(evidence.TITLE, "")) or named(item.key),
            kind=item.kind,
            kind_said=str(Kind(item.kind).label),
            obtained=item.obtained,
            obtained_said=str(Obtained(item.obtained).label),
            act=item.act,
            act_title=row.title if row else "",
            file=file,
            captured_at=datetime.fromisoformat(item.captured_at) if item.captured_at else None,
            captured_by=by,
            capturer=item.capturer,
            offered_by=view.name(item.offered_by) if item.offered_by else "",
            offered_key=item.offered_by,
            copy_of=item.copy_of,
            described_at=note.at,
            described_by=view.name(note.by_key),
            note=note.n,
            shut=shut,
            counts_as=item.counts_as,
            counts_said=str(Class(item.counts_as).label) if item.counts_as else "",
            helpful=item.helpful,
            ruling=item.ruling,
            ruling_said=str(Ruling(item.ruling).label) if item.ruling else "",
            protected=item.protected,
            waits=item.waits_for_ruling,
            unsigned=unsigned(stated, item.act) if item.file == WORDS else "",
            why_shut=_why_shut(item) if shut else "",
        )


def _why_shut(item: Item) -> str:
    if item.unruled:
        return str(evidence.WAITS)
    return _("It is privileged: whoever described or sorted it reads it, and the owner of the case.")


def _words(view: Opened, described: set[tuple[int, int]]) -> Iterator[Thing]:
    """Yield what parties wrote that nobody has described as evidence."""
    titles = telling.notes()
    for act in view.acts:
        if not act.is_note or act.name not in ("information", house.STATEMENT) or (act.n, WORDS) in described:
            continue
        if text := text_of(view, act.n):
            by = view.name(act.by_key) if act.by_key else ""
            yield Thing(act.n, WORDS, titles[act.name], text[:120], by, act.by_key, act.at)

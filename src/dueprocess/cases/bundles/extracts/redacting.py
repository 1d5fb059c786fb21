"""A paper in which places are covered: its pages as pictures, its words, what is covered already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from dueprocess.cases.bundles import making, sources
from dueprocess.cases.bundles.actions.arranging import names_of
from dueprocess.cases.bundles.models import Redaction
from dueprocess.cases.bundles.sources import Offered, Reading, Shut
from dueprocess.cases.bundles.values import DESK, NOTHING, Cover, Covered, Paper
from dueprocess.cases.extracts.page import CasePage, page_of
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.http import Hidden
from dueprocess.papers import redaction
from dueprocess.papers.bundle.model import Unfit
from dueprocess.papers.redaction import REASONS, Size, Unreadable, Word

DPI = 100


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One place that is covered: `n` counts those of the paper from 0; on which ground, who may still read
    it, who said so."""

    n: int
    page: int
    left: float
    top: float
    width: float
    height: float
    ground: str
    ground_said: str
    why: str
    readers: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class RedactPage:
    """One page of a paper: `pages` there are, `width` and `height` in points; `words` on it; `covers` of the
    whole paper. `why_not` it cannot be covered: "" where it can. `said` are the covers as they are kept.
    `protected`: its source is, `in_part`: and the ruling lets parties have what is left of it. `approved_by`:
    who found that this protects; `own`: whoever looks covered something of it. `recognised`: words of this
    page were read by a machine, which may have misread or missed some."""

    paper: Offered
    page: int
    pages: int
    width: float
    height: float
    words: tuple[Word, ...]
    covers: tuple[CoverLine, ...]
    said: tuple[Cover, ...]
    edits: int
    readers: tuple[tuple[str, str], ...]
    grounds: tuple[tuple[str, str], ...]
    why_not: str
    protected: bool
    in_part: bool
    approved_by: str
    own: bool
    recognised: bool = False

    @property
    def here(self) -> tuple[CoverLine, ...]:
        """Return what is covered on this page."""
        return tuple(each for each in self.covers if each.page == self.page)


def redact_page(
    docket: Docket, *, act: int, file: int, page: int, viewer: Actor
) -> tuple[CasePage, RedactPage]:
    """Return the page of a case that `wall.open` has just read, and a page of one of its papers. Raises
    Hidden for a paper that is not there, or not open to them."""
    view = opened(docket, viewer=viewer, fresh=True)
    closed = sources.shut(docket)
    paper = _paper(view, closed, act, file)
    row = Redaction.objects.filter(docket=docket, act=act, file=file).first()
    found = making.covered(view.whole.vault, row) if row is not None else NOTHING
    sizes: tuple[Size, ...] = ()
    words: tuple[Word, ...] = ()
    seen: tuple[Word, ...] = ()
    why_not = paper.why_not
    if not why_not:
        try:
            shown = making.shown(Reading(docket), Paper(id=0, act=act, file=file, title=paper.title))
            sizes = redaction.sizes(shown)
            page = min(max(page, 1), len(sizes))
            words = redaction.words(shown, page)
            seen = _recognised(docket, closed, act, file, page, len(words))
        except (Unfit, Unreadable, LookupError) as error:
            why_not = str(error)
    size = sizes[page - 1] if sizes else Size(0, 0)
    names = names_of(view, (DESK, *sorted(view.state.parties)))
    sayers = {found.by, *(each.by for each in found.covers)}
    return page_of(view), RedactPage(
        paper, page, len(sizes), size.width, size.height, (*words, *seen), _lines(view, found),
        found.covers,
        row.edits if row is not None else 0, tuple(names.items()),
        tuple(REASONS.items()), why_not, closed.protected(act, file), (act, file) in closed.in_part,
        view.name(found.approved_by) if found.approved_by else "", view.me in sayers, bool(seen),
    )  # fmt: skip


def picture(docket: Docket, *, act: int, file: int, page: int, viewer: Actor) -> bytes:
    """Return a page of a paper as PNG, as it is without anything covered. Raises Hidden."""
    view = opened(docket, viewer=viewer, fresh=True)
    paper = _paper(view, sources.shut(docket), act, file)
    if paper.why_not:
        raise Hidden("it enters no bundle")
    try:
        shown = making.shown(Reading(docket), Paper(id=0, act=act, file=file, title=paper.title))
        return redaction.picture(shown, page, dpi=DPI)
    except (Unfit, Unreadable, LookupError):
        raise Hidden("no such page") from None


def found_in(docket: Docket, *, act: int, file: int, phrase: str, like: Cover) -> tuple[Cover, ...]:
    """Return what covers every place where a phrase stands in a paper, or where a machine has read it on a
    page that is a picture, as `like` says for the rest. Raises Hidden where it cannot be read."""
    paper = Paper(id=0, act=act, file=file, title="")
    try:
        shown = making.shown(Reading(docket), paper)
        places = redaction.find(shown, phrase)
        seen = making.loader(Reading(docket), sources.shut(docket))(paper).words
        places += redaction.find_among((_wider(word) for word in seen), phrase)
    except (Unfit, Unreadable, LookupError):
        raise Hidden("no such paper") from None
    return tuple(
        replace(like, page=box.page, x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1)
        for place in places
        for box in place.boxes
    )


def word_covers(page: RedactPage, chosen: Collection[int], like: Cover) -> tuple[Cover, ...]:
    """Return what covers these words of a page (by their numbers): one box for words that stand side by side
    in a line, so that their lengths are not told one by one."""
    found: list[Cover] = []
    last: Word | None = None
    for word in page.words:
        if word.n not in chosen:
            continue
        if last is not None and word.n == last.n + 1 and word.line == last.line:
            before = found[-1]
            found[-1] = replace(
                before, x0=min(before.x0, word.x0), y0=min(before.y0, word.y0), x1=max(before.x1, word.x1),
                y1=max(before.y1, word.y1),
            )  # fmt: skip
        else:
            found.append(replace(like, page=word.page, x0=word.x0, y0=word.y0, x1=word.x1, y1=word.y1))
        last = word
    return tuple(found)


AROUND = 2.0
"""Points by which the box around a word is wider that a machine read: it may see it a little beside."""


def _wider(word: Word) -> Word:
    return replace(
        word, x0=max(0.0, word.x0 - AROUND), y0=max(0.0, word.y0 - AROUND), x1=word.x1 + AROUND,
        y1=word.y1 + AROUND,
    )  # fmt: skip


def _recognised(docket: Docket, closed: Shut, act: int, file: int, page: int, after: int) -> tuple[Word, ...]:
    """Return the words that a machine read on a page, numbered after those that stand on it as text."""
    read = making.loader(Reading(docket), closed)(Paper(id=0, act=act, file=file, title=""))
    return tuple(
        replace(_wider(word), n=word.n + after, line=word.line + after)
        for word in read.words
        if word.page == page
    )


def _paper(view: Opened, closed: Shut, act: int, file: int) -> Offered:
    offered = sources.offered(view, closed)
    found = next((each for each in offered if (each.act, each.file) == (act, file)), None)
    if found is None or act in view.moved:
        raise Hidden("no such paper, or not theirs to read")
    return found


def _lines(view: Opened, found: Covered) -> tuple[CoverLine, ...]:
    names = names_of(view, {key for each in found.covers for key in each.readers})
    return tuple(
        CoverLine(
            n, each.page, each.x0, each.y0, round(each.x1 - each.x0, 2), round(each.y1 - each.y0, 2),
            each.ground, REASONS[each.ground], each.why, tuple(names[key] for key in each.readers),
            view.name(each.by) if each.by else "",
        )
        for n, each in enumerate(found.covers)
    )  # fmt: skip

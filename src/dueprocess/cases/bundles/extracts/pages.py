"""The bundles of a case as the desk sees them: how they are arranged, what stops them, the copies, whom they
were served on."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from dueprocess.cases.bundles import making, sources
from dueprocess.cases.bundles.actions.arranging import names_of, read
from dueprocess.cases.bundles.actions.building import found_of
from dueprocess.cases.bundles.extracts.due import DueLine, changed
from dueprocess.cases.bundles.extracts.taking import bundle_of, opens, said_of
from dueprocess.cases.bundles.making import Asked
from dueprocess.cases.bundles.models import Bundle, BundleCopy
from dueprocess.cases.bundles.sources import Offered, Shut
from dueprocess.cases.bundles.values import DESK, NOTHING, Arrangement, Covered, Looked, Paper
from dueprocess.cases.extracts.page import CasePage, page_of
from dueprocess.docket import house
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor

State = Bundle.State


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One bundle in a list: its number, name, how far it is, how many papers; `served`: how many copies;
    `due`: a new version is."""

    n: int
    title: str
    state: str
    state_said: str
    version: int
    papers: int
    served: int
    changed_at: datetime
    due: bool


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """Somebody who may get a copy: `chosen` where they do."""

    key: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper: `readers` are those who get it, `gist_alone` those who do not after all, as they were given
    its gist alone, `covered` how many places are covered in it; `why_not`: why
    it may not be in a bundle any more; `withdrawn`: that it was served, and is withheld from everybody since;
    `guard`: what a protected source still asks for, "" without one; `pages`: how many, 0 before they were
    looked at. `untitled`: those in whose copies its title is held back; `warns`:
    its title may tell what is covered in it, or who its source is."""

    id: int
    act: int
    file: int
    title: str
    on: str
    readers: tuple[str, ...]
    held_back: tuple[str, ...]
    gist_alone: tuple[str, ...]
    covered: int
    pages: int
    why_not: str
    withdrawn: bool
    guard: str
    place: int
    untitled: tuple[str, ...]
    warns: bool


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section of a part: its number, heading and papers."""

    n: int
    title: str
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part: its heading, and the version with which it was served (0: not yet)."""

    title: str
    version: int
    sections: tuple[SectionLine, ...]


@dataclass(frozen=True, slots=True)
class OddLine:
    """What is odd, in words that say how to mend it: of which paper (0: of the whole); `stops` the bundle."""

    title: str
    act: int
    file: int
    words: str
    stops: bool


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy: for whom, how large, whether it is still what the bundle says (`fits`), when it was served by
    which entry, and opened. `open`: whoever looks may take it out."""

    pk: int
    reader: str
    name: str
    version: int
    pages: int
    size: int
    sha256: str
    covered: int
    withheld: int
    fits: bool
    served: int
    served_at: datetime | None
    opened_at: datetime | None
    open: bool


@dataclass(frozen=True, slots=True)
class BundlePage:
    """One bundle: how it is arranged, for whom, what may be put in, how far it is, its copies. `pages`: how
    many all papers have together, once they were looked at. `due`: why a new version is due."""

    n: int
    title: str
    state: str
    version: int
    edits: int
    done: int
    total: int
    parts: tuple[PartLine, ...]
    readers: tuple[ReaderLine, ...]
    offered: tuple[Offered, ...]
    sections: tuple[str, ...]
    odd: tuple[OddLine, ...]
    copies: tuple[CopyLine, ...]
    earlier: tuple[CopyLine, ...]
    late: bool
    pages: int
    due: tuple[DueLine, ...]

    @property
    def at_work(self) -> bool:
        """Tell whether it is being looked at or put together."""
        return self.state in (State.CHECKING, State.BUILDING)

    @property
    def stops(self) -> tuple[OddLine, ...]:
        """Return what keeps it from being made."""
        return tuple(each for each in self.odd if each.stops)

    @property
    def told(self) -> tuple[OddLine, ...]:
        """Return what is odd and keeps it from nothing."""
        return tuple(each for each in self.odd if not each.stops)

    @property
    def to_serve(self) -> tuple[CopyLine, ...]:
        """Return the copies that can be served now."""
        return tuple(each for each in self.copies if each.fits and not each.served)

    @property
    def served(self) -> bool:
        """Tell whether a copy was served."""
        return any(each.served for each in (*self.copies, *self.earlier))


def bundles(
    docket: Docket, *, viewer: Actor
) -> tuple[CasePage, tuple[BundleLine, ...], tuple[ReaderLine, ...]]:
    """Return the page of a case that `wall.open` has just read, its bundles, newest first, and who may get
    one."""
    view = opened(docket, viewer=viewer, fresh=True)
    found = []
    served: dict[int, int] = {}
    copies: dict[int, list[BundleCopy]] = {}
    for copy in BundleCopy.objects.filter(bundle__docket=docket, served__gt=0).order_by("-version", "pk"):
        served[copy.bundle_id] = served.get(copy.bundle_id, 0) + 1
        copies.setdefault(copy.bundle_id, []).append(copy)
    closed, covers = (sources.shut(docket), making.covers_of(docket)) if copies else (None, {})
    for row in Bundle.objects.filter(docket=docket).order_by("-n"):
        row.docket = docket
        told = read(row)
        found.append(
            BundleLine(
                row.n, told.title, row.state, str(State(row.state).label), row.version, len(told.papers),
                served.get(row.pk, 0), row.changed_at,
                closed is not None and bool(changed(row, told, copies.get(row.pk, ()), closed, covers)),
            )
        )  # fmt: skip
    return page_of(view), tuple(found), _readers(view, ())


def bundle_page(docket: Docket, *, n: int, viewer: Actor) -> tuple[CasePage, BundlePage]:
    """Return the page of a case that `wall.open` has just read, and one of its bundles. Raises Hidden."""
    row = bundle_of(docket, n)
    view = opened(docket, viewer=viewer, fresh=True)
    told, closed, found = read(row), sources.shut(docket), found_of(row)
    covers = making.covers_of(docket, {each.ref for each in told.papers})
    offered = sources.offered(view, closed)
    copies = list(_copies(row, view, told, closed, covers))
    served = row.copies.filter(served__gt=0).order_by("-version", "pk")
    since = changed(row, told, served, closed, covers)
    shut = _shut(view, told, offered)
    told = _untitled(told, shut)
    taken = {each.ref for each in told.papers}
    free = tuple(each for each in offered if f"{each.act}/{each.file}" not in taken)
    titles = {each.ref: each for each in told.papers}
    names = names_of(view, told.readers)
    now = tuple(each for each in copies if each.version == row.version)
    draft = told.draft
    return page_of(view), BundlePage(
        row.n, told.title, row.state, row.version, row.edits, row.done, row.total,
        tuple(_parts(told, names, covers, closed, found)), _readers(view, told.readers), free,
        tuple(each.title for each in draft.sections) if draft else (),
        tuple(_odd(found, titles, shut, closed)), now,
        tuple(each for each in copies if each.version != row.version),
        any(part.version for part in told.parts), sum(found.pages.values()),
        tuple(DueLine(titles[ref].title, tuple(names[key] for key in who)) for ref, who in since.items()),
    )  # fmt: skip


def _readers(view: Opened, chosen: Sequence[str]) -> tuple[ReaderLine, ...]:
    keys = (DESK, *sorted(view.state.parties))
    names = names_of(view, keys)
    usual = chosen or [
        key for key in keys if key == DESK or view.state.parties[key].kind in ("complainant", "respondent")
    ]
    return tuple(ReaderLine(key, names[key], key in usual) for key in keys)


def _shut(view: Opened, told: Arrangement, offered: Sequence[Offered]) -> set[str]:
    """Return the papers of a bundle that are not open to whoever looks: kept back since they were put in, or
    gone into a case that is shut to them."""
    there = {(each.act, each.file) for each in offered}
    kept = {act.n for act in view.acts if act.n not in view.annulled}
    return {
        each.ref
        for each in told.papers
        if each.act in view.moved or (each.act in kept and (each.act, each.file) not in there)
    }


def _untitled(told: Arrangement, shut: Collection[str]) -> Arrangement:
    """Return a bundle without the titles and dates of some papers."""

    def shown(paper: Paper) -> Paper:
        if paper.ref not in shut:
            return paper
        return replace(paper, title=_("A paper that is not open to you"), on="")

    return replace(
        told,
        parts=tuple(
            replace(
                part,
                sections=tuple(
                    replace(each, papers=tuple(map(shown, each.papers))) for each in part.sections
                ),
            )
            for part in told.parts
        ),
    )


def _parts(
    told: Arrangement,
    names: Mapping[str, str],
    covers: Mapping[str, Covered],
    closed: Shut,
    found: Looked,
) -> Iterator[PartLine]:
    number = 0
    for part in told.parts:
        sections = []
        for section in part.sections:
            number += 1
            papers = tuple(
                _paper(each, place, told.readers, names, covers, closed, found, served=bool(part.version))
                for place, each in enumerate(section.papers, 1)
            )
            sections.append(SectionLine(number, section.title, papers))
        yield PartLine(part.title, part.version, tuple(sections))


def _paper(
    paper: Paper,
    place: int,
    readers: Sequence[str],
    names: Mapping[str, str],
    covers: Mapping[str, Covered],
    closed: Shut,
    found: Looked,
    *,
    served: bool,
) -> PaperLine:
    gets = tuple(key for key in readers if paper.goes_to(key))
    why_not = closed.why_not(paper.act, paper.file)
    return PaperLine(
        paper.id, paper.act, paper.file, paper.title, paper.on, gets,
        tuple(names[key] for key in readers if key not in gets),
        tuple(names[key] for key in readers if closed.gist_alone(paper.act, paper.file, key)),
        len(covers.get(paper.ref, NOTHING).covers), found.pages.get(paper.ref, 0),
        why_not, bool(why_not) and served, making.guard(paper, covers, closed), place, paper.untitled,
        bool(paper.untitled or covers.get(paper.ref, NOTHING).covers)
        or closed.protected(paper.act, paper.file),
    )  # fmt: skip


def _odd(
    found: Looked, titles: Mapping[str, Paper], shut: Collection[str], closed: Shut
) -> Iterator[OddLine]:
    for ref, words, stops in found.odd:
        paper = titles.get(ref)
        if paper is not None and ref in shut:  # the words may name it
            why = closed.why_not(paper.act, paper.file)
            words = why or _("Something is odd about it: whoever may read it sees what.")
        if paper is None:
            yield OddLine("", 0, 0, words, stops)
        else:
            yield OddLine(paper.title, paper.act, paper.file, words, stops)


def _copies(
    row: Bundle, view: Opened, told: Arrangement, closed: Shut, covers: Mapping[str, Covered]
) -> Iterator[CopyLine]:
    opened_at = {
        act.facts["of"]: act.at for act in view.acts if act.is_note and act.name == house.BUNDLE_RECEIVED
    }
    at = {act.n: act.at for act in view.acts}
    viewer = Actor(person=view.viewer)
    rows = list(row.copies.order_by("-version", "pk"))
    names = names_of(view, {*told.readers, *(each.reader for each in rows)})
    for copy in rows:
        said = said_of(view.whole.vault, row, copy)
        asked = Asked(view.docket.number, told, copy.version, copy.reader, names[copy.reader], covers)
        fits = copy.version == row.version and said["digest"] == making.digest(asked, closed)
        entries = json.loads(said["manifest"])["entries"]
        yield CopyLine(
            copy.pk, copy.reader, names[copy.reader], copy.version, said["pages"], said["size"],
            said["sha256"], sum(each["covered"] for each in entries),
            sum(bool(each["withheld"]) for each in entries), fits, copy.served, at.get(copy.served),
            opened_at.get(copy.served), opens(view.docket, said, closed, viewer),
        )  # fmt: skip

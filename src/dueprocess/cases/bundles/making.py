"""From an arrangement to what `papers.bundle` is told: the same papers in the same order for every reader,
with what this reader may not read covered or held back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dueprocess.cases.bundles.models import Redaction
from dueprocess.cases.bundles.sources import NOTHING_SEEN, Reading, Seen, Shut
from dueprocess.cases.bundles.values import DESK, NOTHING, Arrangement, Covered, Paper, cover, reference
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault
from dueprocess.papers.bundle.inputs import as_pdf
from dueprocess.papers.bundle.model import Document, Labels, Part, Plan, Section, Unfit
from dueprocess.papers.redaction import Box, Word
from dueprocess.rules.actions import organisation

LONGEST_WHY = 600
"""Letters of a reason in an index and on the sheets of a paper that is withheld."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One copy that is to be made: of which arrangement, in which `version`, for which `reader` under which
    `name`; `covers` is what is covered, by paper."""

    number: str
    arrangement: Arrangement
    version: int
    reader: str
    name: str
    covers: Mapping[str, Covered]


def digest(asked: Asked, closed: Shut) -> str:
    """Return a hash of all that decides what is in a copy: one that was made out of something else is not
    served. What only other readers' copies have is not in it, nor which parts were served."""
    parts = [
        {
            "title": part.title,
            "sections": [
                [each.title, [_marks(asked, paper, closed) for paper in each.papers]]
                for each in part.sections
            ],
        }
        for part in asked.arrangement.parts
    ]
    told = {
        "number": asked.number, "title": asked.arrangement.title, "version": asked.version,
        "reader": asked.reader, "name": asked.name, "parts": parts,
    }  # fmt: skip
    return _hash(told)


def _marks(asked: Asked, paper: Paper, closed: Shut) -> list[object]:
    with translation.override(settings.LANGUAGE_CODE):  # the words of the copy, whoever asks
        why = why_withheld(asked, paper, closed)
    if why is not None:
        return [paper.id, paper.ref, False, why]
    covers = asked.covers.get(paper.ref, NOTHING).covers
    boxes = [{**each.plain(), "readers": []} for each in covers if asked.reader not in each.readers]
    called = False if asked.reader in paper.untitled else paper.title
    return [paper.id, paper.ref, called, paper.on if called else "", boxes]


def covers_of(docket: Docket, refs: Collection[str] | None = None) -> dict[str, Covered]:
    """Return what is covered in the papers of a docket, of those `refs` where they are given; one query."""
    vault = Vault.of(docket)
    found = {}
    for row in Redaction.objects.filter(docket=docket):
        ref = reference(row.act, row.file)
        if refs is None or ref in refs:
            found[ref] = covered(vault, row)
    return found


def covered(vault: Vault, row: Redaction) -> Covered:
    """Return what is covered in one paper."""
    told = vault.open(row.sealed, cover_place(row.act, row.file))
    covers = tuple(map(cover, told["covers"]))
    return Covered(told["sha256"], covers, told.get("by", ""), told.get("approved", ""))


def cover_place(act: int, file: int) -> str:
    """Return the place at which it is sealed what is covered in a paper."""
    return f"redaction/{act}/{file}"


def given(asked: Asked, paper: Paper, closed: Shut) -> bool:
    """Tell whether a reader gets a paper, whole or in part."""
    return why_withheld(asked, paper, closed) is None


def why_withheld(asked: Asked, paper: Paper, closed: Shut) -> str | None:
    """Return what a reader is told of why they do not get a paper; None where they do.

    Nobody gets what may be in no bundle any more since it was served. Whoever has the gist alone gets nothing
    of a paper. What has a protected source goes to a party only where the rulings let parties have it in
    part, something is covered for this one, and somebody else than who covered it has found that this
    protects the source.
    """
    if paper.ref in asked.arrangement.served and (gone := closed.why_withdrawn(paper.act, paper.file)):
        return gone
    if not paper.goes_to(asked.reader):
        return _("Whoever put the bundle together did not give it to this reader.")
    if closed.gist_alone(paper.act, paper.file, asked.reader):
        why = closed.why(paper.act, paper.file, asked.reader)
        return (
            _("Only its gist is given: {why}").format(why=_short(why))
            if why
            else _("Only its gist is given.")
        )
    if asked.reader == DESK or not closed.protected(paper.act, paper.file):
        return None
    covered = asked.covers.get(paper.ref, NOTHING)
    ruled = (paper.act, paper.file) in closed.in_part
    if ruled and covered.approved_by and covered.boxes(asked.reader):
        return None
    why = closed.why(paper.act, paper.file, "")
    return _("By a ruling: {why}").format(why=_short(why)) if why else _("By a ruling.")


def guard(paper: Paper, covers: Mapping[str, Covered], closed: Shut) -> str:
    """Return what a paper with a protected source still needs before a party gets anything of it."""
    if not closed.protected(paper.act, paper.file):
        return ""
    if (paper.act, paper.file) not in closed.in_part:
        return _("No party gets anything of it: the ruling does not let them have it in part.")
    if covers.get(paper.ref, NOTHING).approved_by:
        return _("A party gets it where something is covered for them. It was approved that this protects.")
    return _("No party gets it before something is covered, and somebody else has approved that it protects.")


def _short(why: str) -> str:
    """Return a reason as one line that fits into an index."""
    words = " ".join(why.split())
    return words if len(words) <= LONGEST_WHY else f"{words[: LONGEST_WHY - 1]}…"


def marks(asked: Asked, closed: Shut) -> dict[str, str]:
    """Return of each paper, by its code, a hash of what decides what a reader gets of it."""
    return {paper.ref: _hash(_marks(asked, paper, closed)) for paper in asked.arrangement.papers}


def _hash(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


Load = Callable[[Paper], tuple[bytes, str, Seen]]


def plan(asked: Asked, closed: Shut, load: Load) -> Plan:
    """Return what the copy is made of. `load` gives the bytes of a paper, their hash, and what was
    recognised on its pictures."""
    house = organisation()
    with translation.override(settings.LANGUAGE_CODE):
        bidi = translation.get_language_bidi()
        labels = Labels(
            index=_("Index"), date=_("Date"), document=_("Document"), page=_("Page"),
            bookmark=_("{title}, p. {page}"), covered=_("Covered in part"),
            empty=_("This page is left empty, so that every copy has the same numbers."),
        )  # fmt: skip
        about = (
            _("Case {number}").format(number=asked.number),
            _("Copy for: {name}").format(name=asked.name),
            _("Version {n}").format(n=asked.version),
        )
        parts = tuple(
            Part(
                part.title,
                tuple(
                    Section(each.title, tuple(_document(asked, closed, paper, load) for paper in each.papers))
                    for each in part.sections
                ),
            )
            for part in asked.arrangement.parts
        )
    title, language = asked.arrangement.title, settings.LANGUAGE_CODE
    return Plan(title, house.name, about, language, bidi, labels, parts, asked.arrangement.index_pages)


def _document(asked: Asked, closed: Shut, paper: Paper, load: Load) -> Document:
    content, sha256, seen = load(paper)
    if (why := why_withheld(asked, paper, closed)) is not None:
        brief = _("This paper is withheld from this copy.")
        return Document(
            str(paper.id), _("Withheld"), content, sha256=sha256, withheld=f"{brief} {why}", brief=brief
        )
    boxes = asked.covers.get(paper.ref, NOTHING).boxes(asked.reader)
    drawn = closed.protected(paper.act, paper.file)
    title, on = called(asked, paper)
    return Document(
        str(paper.id), title, content, on, sha256=sha256, boxes=boxes, drawn=drawn,
        words=_uncovered(seen.words, boxes, drawn=drawn), turns=seen.turns,
    )  # fmt: skip


def _uncovered(words: tuple[Word, ...], boxes: Collection[Box], *, drawn: bool) -> tuple[Word, ...]:
    """Return what is laid unseen under pages: nothing where anything of the page is covered, for a machine
    that reads a picture may have put a word beside its place; of what is drawn for a source, nowhere."""
    if not boxes:
        return words
    pages = {box.page for box in boxes}
    return () if drawn else tuple(word for word in words if word.page not in pages)


def called(asked: Asked, paper: Paper) -> tuple[str, str]:
    """Return the title and the date of a paper as they stand in the index of a copy."""
    return (_("Title withheld"), "") if asked.reader in paper.untitled else (paper.title, paper.on)


def loader(reading: Reading, closed: Shut) -> Load:
    """Return what reads papers of a docket for a plan."""

    def load(paper: Paper) -> tuple[bytes, str, Seen]:
        content, sha256 = reading.paper(paper.act, paper.file)
        return content, sha256, reading.recognised(closed.items.get((paper.act, paper.file)), content)

    return load


def nothing(_paper: Paper) -> tuple[bytes, str, Seen]:
    """Return no bytes: for a plan of which only the words of its own pages count."""
    return b"", "", NOTHING_SEEN


def shown(reading: Reading, paper: Paper) -> bytes:
    """Return a paper as the PDF on whose pages places are counted. Raises Unfit, LookupError."""
    content, _sha256 = reading.paper(paper.act, paper.file)
    found = as_pdf(Document("1", paper.title, content))
    assert isinstance(found, bytes)
    return found


def fits(reading: Reading, paper: Paper, found: Covered) -> bool:
    """Tell whether the pages on which something is covered are still the same. Raises LookupError."""
    try:
        return not found.covers or hashlib.sha256(shown(reading, paper)).hexdigest() == found.sha256
    except Unfit:
        return False


def with_index(asked: Asked, pages: tuple[int, ...]) -> Asked:
    """Return the same copy with as many pages for each index."""
    return replace(asked, arrangement=replace(asked.arrangement, index_pages=pages))

"""The index of a part: every paper with its date and the pages where it stands, each a link.

Its own length moves the numbers that it gives, so it is set until they agree. Knows shapes, no words of
its own.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict

from pikepdf import Pdf

from dueprocess.papers.bundle.made import HERE, of_notices
from dueprocess.papers.bundle.model import OtherNumbers, Part, Plan
from dueprocess.papers.typesetting import typeset

LINK = "bundle:"
"""How an address in an index begins; the paper's number follows. It becomes a place in the bundle."""
TRIES = 5


def of_part(plan: Plan, place: int, counts: Mapping[str, int], first: int) -> tuple[Pdf, int]:
    """Set the index of the part at `place`, whose first page is `first`; `counts` are the pages of each paper
    by id. Return it, and its number of pages.

    Raises OtherNumbers where it needs more pages than in the copy that came first.
    """
    wanted = plan.index_pages[place] if place < len(plan.index_pages) else None
    pages = wanted or 1
    for _ in range(TRIES):
        made = _set(plan, place, counts, first + pages)
        found = len(made.pages)
        if found == pages:
            return made, pages
        if wanted is not None:
            if found > wanted:  # why a paper is withheld stands on its sheets too
                made = _set(plan, place, counts, first + pages, brief=True)
            return _filled(made, wanted, plan.labels.empty), wanted
        pages = max(pages, found)
        if found < pages:
            return _filled(made, pages, plan.labels.empty), pages
    raise AssertionError("an index grows without end")


def _set(plan: Plan, place: int, counts: Mapping[str, int], page: int, *, brief: bool = False) -> Pdf:
    told = _told(plan, place, counts, page, brief=brief)
    return Pdf.open(io.BytesIO(typeset(HERE / "index.typ", told)))


def _filled(made: Pdf, wanted: int, says: str) -> Pdf:
    """Pages that say that they keep the count, up to `wanted`."""
    missing = wanted - len(made.pages)
    if missing < 0:
        raise OtherNumbers(f"the index needs {len(made.pages)} pages; the copy that came first has {wanted}")
    if missing:
        made.pages.extend(Pdf.open(io.BytesIO(of_notices((says,) * missing))).pages)
    return made


def _told(plan: Plan, place: int, counts: Mapping[str, int], page: int, *, brief: bool) -> object:
    part = plan.parts[place]
    number = sum(len(section.documents) for each in plan.parts[:place] for section in each.sections)
    sections = []
    for section in part.sections:
        rows = []
        for document in section.documents:
            number += 1
            last = page + counts[document.id] - 1
            rows.append(
                {
                    "n": number,
                    "id": str(number),
                    "on": document.on,
                    "title": document.title,
                    "pages": str(page) if last == page else f"{page}–{last}",
                    "remark": (document.brief if brief else "")
                    or document.withheld
                    or (plan.labels.covered if document.boxes else ""),
                }
            )
            page = last + 1
        sections.append({"title": section.title, "rows": rows})
    return {
        "title": plan.title,
        "owner": plan.owner,
        "about": plan.about,
        "language": plan.language,
        "rtl": plan.rtl,
        "heading": _heading(part, plan.labels.index),
        "labels": asdict(plan.labels),
        "sections": sections,
    }


def _heading(part: Part, index: str) -> str:
    return f"{index}: {part.title}" if part.title else index


def title(plan: Plan, place: int) -> str:
    """How the index of a part is named among the bookmarks."""
    return _heading(plan.parts[place], plan.labels.index)

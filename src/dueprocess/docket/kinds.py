"""The kinds of docket, and what of each holds for the whole house: how its pages are called, who reads it by
their office alone, how its end is told. A further kind is a line in the table.

Rulebooks have kinds of the same names. Rows of a kind, and what is done in it, are its own room's.
"""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.docket import house
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import APPROACH, MESSAGE, OPENING, PLAN
from dueprocess.rules import rulebooks

CASE = "case"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of docket.

    `pages`: how the codes of its own pages begin (`wall.open`, `what`); "" for those of a case, None where
    there is none. `by_office`: who reads it follows from their office alone: whoever may act under its
    rulebook, wherever they hold it, and oversight. `apart`: no role opens it, its room says who reads it
    (`docket.apart`). `ends_in_public`: a public type of one of its acts tells when it was closed; else its
    last act does. `shut_by`: the note of the house that closes it, until one of `opened_by` follows; other
    notes, such as a legal hold, leave it as it is.
    """

    name: str
    pages: str | None
    by_office: bool = False
    apart: bool = False
    ends_in_public: bool = True
    shut_by: str = ""
    opened_by: tuple[str, ...] = ()

    def shows(self, what: str) -> bool:
        """Tell whether a page is one of this kind of docket."""
        return self.pages is not None and what.startswith(self.pages)


_TABLE = (
    Kind(CASE, pages=""),
    Kind(MESSAGE, pages=MESSAGE),
    Kind(PLAN, pages=PLAN, by_office=True, ends_in_public=False),
    Kind(
        APPROACH,
        pages=APPROACH,
        apart=True,
        shut_by=house.WEIGHED,
        opened_by=(house.APPROACHED, house.AMENDED, house.ANSWERED),
    ),
    Kind(OPENING, pages=None),  # set aside, and nothing yet
)
KINDS = {kind.name: kind for kind in _TABLE}
BY_OFFICE = tuple(kind.name for kind in _TABLE if kind.by_office)
APART = tuple(kind.name for kind in _TABLE if kind.apart)
SHOWN_AS_CASES = tuple(kind.name for kind in _TABLE if kind.pages == "")


def of(docket: Docket) -> Kind:
    """Return the kind of a docket; of one that was only set aside, the kind that it is to become."""
    if docket.kind == OPENING:
        return KINDS[rulebooks.adopted(docket.rulebook_id).kind]
    return KINDS[docket.kind]

"""For whom somebody reads evidence and bundles: for themselves, or for a party for whom they act, or with
whom they come where that was granted. Asked anew at each page: a mandate ends at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases import extracts
from dueprocess.cases.evidence import extracts as evidence
from dueprocess.cases.present import extracts as present
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.http import Hidden
from dueprocess.portal.views.matter import is_theirs
from dueprocess.portal.views.party import party


@dataclass(frozen=True, slots=True)
class Whose:
    """A docket, who looks, the party (local key) for whom, and `name` where that is somebody else.
    `receives`: what they open counts as opened by that party; `why` is what the read journal says."""

    docket: Docket
    me: Actor
    key: str
    name: str
    receives: bool
    why: str

    @property
    def other(self) -> str:
        """Return the key of somebody else for whom they look, as addresses have it; "" for themselves."""
        return self.key if self.name else ""

    @property
    def back(self) -> str:
        """Return the address of the page on which they find what they read."""
        return reverse("portal:acting", args=[self.key]) if self.name else reverse("portal:matter")


def whose(request: HttpRequest, key: str = "") -> Whose | None:
    """Return whose evidence and bundles this session reads: their own, or those of the party `key`; None
    without a sitting. Raises Hidden where they may not read for that party."""
    found = party(request)
    if found is None:
        return None
    docket, me = found
    if not key:
        return Whose(docket, me, me.key or "", "", True, _("a party, on their own pages"))
    theirs = next((each for each in present.reads_for(docket, me.key or "") if each[0] == key), None)
    if theirs is None:
        raise Hidden("they read nothing for them")
    _key, name, acts = theirs
    why = (
        _("somebody who acts for a party, on their own pages")
        if acts
        else _("somebody who comes with a party, on their own pages")
    )
    return Whose(docket, me, key, name, acts, why)


def is_open(found: Whose, act: int, number: int) -> None:
    """Raise Hidden for a file that is not open to whoever looks: for themselves all that is theirs; for
    somebody else the evidence that they were given, and for whom they act what came with letters."""
    if not found.name:
        is_theirs(found.docket, found.key, act, number)
        return
    key = found.key
    letters = found.receives and extracts.came_with_letter(found.docket, key=key, act=act, number=number)
    rooms = (evidence.may_open, evidence.may_open_shown)
    if not letters and not any(may(found.docket, key=key, act=act, number=number) for may in rooms):
        raise Hidden("no file of theirs")

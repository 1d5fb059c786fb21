"""Handing a party the opening of what they wrote, at their own explicit wish.

That it was handed out is a note of their docket, and stands in its read journal. The note says which fields
of which acts, nothing of what they hold. The opening itself is stored nowhere: it is made when it is taken.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import house, own_words
from dueprocess.docket.actions import steps
from dueprocess.docket.actions.reading import read_by_party
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.own_words import Places
from dueprocess.kit import clock

MOST, WITHIN = 5, timedelta(hours=24)
"""How often a party may ask within that time."""
KEPT = timedelta(hours=1)
"""For how long what was asked for can be taken."""


@transaction.atomic
def lay_open(*, docket: Docket, by: Actor, places: Places, chosen: Collection[str]) -> Act:
    """Note that a party (`by.key`) is handed the openings of these fields of what they wrote.

    `chosen` names fields as `PLACE.ACT.FIELD` (`own_words.acts`). Raises Malformed where nothing is chosen,
    or something that is not theirs; Refused("too_often") for more than five times in a day.
    """
    docket, at = Docket.objects.locked(docket.pk), clock.now()
    key = by.key or ""
    asked = Act.objects.filter(docket=docket, is_note=True, name=house.LAID_OPEN, by_key=key)
    if asked.filter(at__gt=at - WITHIN).count() >= MOST:
        what = _("You have asked for this {n} times within a day. Take it up again tomorrow.")
        raise Refused("too_often", what.format(n=MOST), None)
    of, wrote = [], own_words.acts(places)
    theirs = {f"{act.code}.{each.name}" for act in wrote for each in act.fields}
    if not chosen or not set(chosen) <= theirs:
        raise Malformed(
            [Problem("chosen", None, _("Nothing of yours is chosen."), _("Choose at least one part."))]
        )
    for act in wrote:
        fields = [each.name for each in act.fields if f"{act.code}.{each.name}" in chosen]
        if fields:
            of.append({"c": places[act.place][0].pseudonym, "act": act.n, "fields": fields})
    needs = Needs(act={"to": key, "of": of})
    made = steps.house_note(docket=docket, note=house.LAID_OPEN, by=by, needs=needs, named={})
    journal_opening(docket, by, "opening asked for")
    return made


def journal_opening(docket: Docket, by: Actor, what: str) -> None:
    """Write in the read journal that an opening went out to a party."""
    read_by_party(docket, by, what, _("a party asked for the opening of their own words"))

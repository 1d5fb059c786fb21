"""What an announced draw keeps from being erased: else whoever learns what may be drawn, or was, and has
something to hide would erase it before the auditor sees it. It keeps for a time only: an auditor who never
comes keeps nothing for ever.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.cases.audits.models import Draw
from dueprocess.core.errors import Refused
from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock

FOR = timedelta(days=28)
"""So long an announcement keeps what may be drawn, and what was drawn until it was taken."""
TAKEN_WITHIN = timedelta(hours=24)
"""For so long what was handed over can be taken; after that it is handed over anew."""


def unless(docket: Docket) -> None:
    """Raise Refused("drawn"), naming the docket, where a draw of the last four weeks may still draw one of
    its acts, or has drawn one that the auditor has not taken yet."""
    now = clock.now()
    draws = Draw.objects.filter(announced_at__gt=now - FOR)
    waiting = draws.filter(Q(handed_at=None) | Q(handed_at__gt=now - TAKEN_WITHIN))
    if any(_among(docket, draw) for draw in waiting):
        said = _(
            "{number} is among what is drawn by lot for an audit. It stays until the auditor has taken what "
            "was drawn, or for four weeks."
        )
        raise Refused("drawn", said.format(number=docket.number))


def _among(docket: Docket, draw: Draw) -> bool:
    acts = Act.objects.filter(docket=docket)
    if draw.drawn_id is None:
        return acts.filter(entry__seq__idx__gte=draw.first, entry__seq__idx__lt=draw.end).exists()
    return acts.filter(entry__seq__idx__in=draw.indices).exists()


hooks.unless(unless)

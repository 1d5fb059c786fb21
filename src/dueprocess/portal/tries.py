"""How often somebody may try a code that opens nothing.

A code has 90 random bits, so nobody finds one by trying; the limit keeps the trying from being a nuisance
and is the same whether what was tried exists or not. Typing mistakes, which the check characters find by
themselves, are not counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

from dueprocess.kit import clock
from dueprocess.kit.signin import tag_of_caller
from dueprocess.portal.models import WrongCode

MOST = 10
WITHIN = timedelta(minutes=15)


def wait_until(request: HttpRequest) -> datetime | None:
    """When this caller may try again; None: now."""
    rows = WrongCode.objects.filter(caller=tag_of_caller(request), tried_at__gt=clock.now() - WITHIN)
    times = list(rows.order_by("-tried_at").values_list("tried_at", flat=True)[:MOST])
    return times[-1] + WITHIN if len(times) == MOST else None


def note(request: HttpRequest) -> None:
    """Count a code that looked right and opened nothing."""
    WrongCode.objects.create(caller=tag_of_caller(request), tried_at=clock.now())


def clear() -> None:
    """Forget what no longer counts."""
    WrongCode.objects.filter(tried_at__lte=clock.now() - WITHIN).delete()

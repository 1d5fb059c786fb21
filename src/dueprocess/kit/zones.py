"""The time of another place, as a reader chooses it. Knows zones and requests; not what happens when."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest

NAME = "zone"
"""What the query of a page calls the zone that its reader chose."""
_AREAS = frozenset(
    {
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian",
        "Pacific",
    }
)  # fmt: skip


@lru_cache(maxsize=1)
def places() -> tuple[tuple[str, str], ...]:
    """Return the zones that can be chosen, each with how it is shown: `Europe/Lisbon`, in order."""
    names = sorted(each for each in available_timezones() if each.partition("/")[0] in _AREAS)
    return tuple((name, name.replace("_", " ")) for name in names)


def chosen(request: HttpRequest) -> ZoneInfo | None:
    """Return the zone that the reader of a page chose; None for none, and for what is no zone."""
    name = request.GET.get(NAME, "")
    return ZoneInfo(name) if name in dict(places()) else None

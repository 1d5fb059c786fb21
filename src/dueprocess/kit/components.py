"""What the page components say: dates beside their distance from now, and links that keep a query.

The components themselves are the templates in `templates/cotton`, each with its usage on top. Must not
know any room.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dueprocess.core.engine.said import said_clause
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.saying import retold
from dueprocess.kit import clock

MONTH, YEAR = 30.4375, 365.25  # days on average


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template the organisation, the present moment, the way out, and the frame in which a door
    wants its errors shown (context processor)."""
    return {
        "frame": getattr(request, "frame", "kit/public.html"),
        "house": getattr(request, "house", None),
        "now": clock.now(),
        "leave_to": settings.DUEPROCESS_LEAVE_TO,
    }


def local(moment: date | datetime) -> date | datetime:
    """Return a moment in the zone that pages show; a plain date stays as it is."""
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def absolute(moment: date | datetime | None, *, time: bool = False) -> str:
    """Return `Thu 26 Nov 2026`, with ` at 14:12` where the time counts, in the zone that pages show."""
    if moment is None:
        return ""
    here = local(moment)
    words = _day(here.year, here.month, here.day, get_language())
    if time and isinstance(here, datetime):
        words += _(" at {time}").format(time=f"{here:%H:%M}")
    return words


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int, language: str | None) -> str:
    """Return a day in the words of the language that is active; lists name the same days often."""
    return dateformat.format(date(year, month, day), _("D j M Y"))


def worded(text: str) -> str:
    """Return a sentence of the engine (`core.saying`) in the language of the page; other text as it is."""
    return retold(text, _, ngettext, lambda day: dateformat.format(day, _("j F Y")))


def refused(error: Refused) -> str:
    """Return why a rule says no, in the language of the page, with the rule on which that rests."""
    why = worded(error.reason)
    return f"{why} ({by_rule(error.clause)})" if error.clause else why


def mended(problem: Problem) -> str:
    """Return what is wrong with something from outside and how to mend it, in the language of the page."""
    return f"{worded(problem.what)} {worded(problem.mend)}".strip()


def located(problem: Problem) -> str:
    """Return the same after the place where it is, for what has lines."""
    place = _("line {line}: ").format(line=problem.line) if problem.line is not None else ""
    where = f"{worded(problem.path)}: " if problem.path else ""
    return f"{place}{where}{mended(problem)}"


def faults(error: Malformed) -> str:
    """Return all that is wrong, as sentences without their places."""
    return " ".join(map(mended, error.problems))


def by_rule(clause: str) -> str:
    """Return the rule that something rests on: `rule 9`, or `rules 9 and 11` where there are several; a line
    never ends between the word and its number."""
    return worded(said_clause(str(clause))).replace(" ", "\N{NO-BREAK SPACE}", 1)


def relative(moment: date | datetime | None, now: datetime | None = None) -> str:
    """Return the distance in whole local days: `today`, `in 3 days`, `11 days ago`, `in 2 years`."""
    if moment is None:
        return ""
    today = local(now or clock.now())
    here = local(moment)
    assert isinstance(today, datetime)
    day = here.date() if isinstance(here, datetime) else here
    return _distance((day - today.date()).days, get_language())


@lru_cache(maxsize=4096)
def _distance(days: int, language: str | None) -> str:
    """Return how far off that is, in the words of the language that is active."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    ahead, size = days > 0, abs(days)
    if size < 60:
        said = ngettext("{n} day", "{n} days", size).format(n=size)
    elif size < 2 * YEAR:
        months = round(size / MONTH)
        said = ngettext("{n} month", "{n} months", months).format(n=months)
    else:
        years = int(size / YEAR)
        said = ngettext("{n} year", "{n} years", years).format(n=years)
    return _("in {time}").format(time=said) if ahead else _("{time} ago").format(time=said)


def working_days(count: int | str) -> str:
    """Return the distance in working days, which the engine counted: `in 3 working days`."""
    count = int(count)
    if count == 0:
        return _("today")
    said = ngettext("{n} working day", "{n} working days", abs(count)).format(n=abs(count))
    return _("in {time}").format(time=said) if count > 0 else _("{time} ago").format(time=said)


def is_past(moment: date | datetime, now: datetime | None = None) -> bool:
    """Tell whether a moment, or the end of a local day, has gone by."""
    present = now or clock.now()
    if isinstance(moment, datetime):
        return moment.astimezone(UTC) < present
    today = local(present)
    assert isinstance(today, datetime)
    return moment < today.date()


def last_moment(due_at: datetime | None) -> datetime | None:
    """Return the last moment in time for what is late from `due_at` on: its day is the one to name."""
    return due_at - timedelta(seconds=1) if due_at else None


def grouped(code: str) -> list[str]:
    """Return a code's groups, so that it can be read aloud: `K7F3-2QX9-M` as three."""
    return [part for part in code.replace(" ", "-").split("-") if part]

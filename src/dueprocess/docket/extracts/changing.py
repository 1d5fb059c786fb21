"""What a further version of the rulebook does to open dockets, before it is adopted and while they come to
it: counted from the copies. Whoever adopts rules sees no file, so this names no case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from dueprocess.core.engine.impositions import LIVE
from dueprocess.core.rulebook import load
from dueprocess.core.rulebook.model import OpenCases, Rulebook
from dueprocess.docket.models import Deadline, Docket, Measure, Sanction
from dueprocess.docket.models.dockets import YES
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class Coming:
    """How many open dockets a version finds under the one it replaces, whether they come to it (`moves`), at
    once or at their next stage; which steps (titles) are read from it at once in any case; at which stages
    they stand, with the place of each (its title); and what they lose, with in how many."""

    version: str
    cases: int
    moves: bool
    at_once: bool
    steps: tuple[str, ...] = ()
    stages: tuple[tuple[str, int, str], ...] = ()
    lost: tuple[tuple[str, int], ...] = ()


def coming(text: str, *, kind: str = "case") -> Coming | None:
    """Return what this text would do to open dockets if it were adopted; None where it replaces no version of
    the same rulebook. Raises Malformed for a text that cannot be read."""
    new, left = load(text), rulebooks.newest(kind)
    if left is None:
        return None
    old = rulebooks.get(left)
    if old.id != new.id or left == new.hash:
        return None
    found = Docket.objects.under(left)
    how = new.transition.open_cases
    steps = tuple(new.steps[name].title for name in new.transition.at_once if name in new.steps)
    if how is OpenCases.STAY:
        return Coming(old.version, found.count(), False, False, steps)
    known = rulebooks.shown(left)
    stages = []
    for stage, n in Counter(found.values_list("stage", flat=True)).most_common():
        place = new.stages.get(new.transition.stages.get(stage, stage))
        title = known.stages[stage].title if stage in known.stages else stage
        stages.append((title, n, place.title if place else ""))
    at_once = how is OpenCases.AT_ONCE
    lost = _lost(left, known, new, deadlines=at_once)
    cases = sum(n for _title, n, _to in stages)
    return Coming(old.version, cases, True, at_once, steps, tuple(stages), tuple(lost))


def still_to_come(on: date) -> tuple[tuple[str, str, int], ...]:
    """Return the versions to which open dockets still come on a day: the one they leave, the one they come
    to, and how many are still to come."""
    found = []
    for left, to in rulebooks.moving(on):
        waiting = Docket.objects.under(left).count()
        if waiting:
            found.append((rulebooks.get(left).version, rulebooks.get(to).version, waiting))
    return tuple(found)


def _lost(left: str, old: Rulebook, new: Rulebook, *, deadlines: bool) -> list[tuple[str, int]]:
    """What runs or is in force under the old version and has no row in the new one, and in how many cases."""
    mine = {"docket__rulebook": left, "docket__is_open__in": YES}
    found = []
    if deadlines:
        rows = Deadline.objects.filter(running__in=YES, **mine).values("step", "entry")
        for row in rows.annotate(n=Count("docket", distinct=True)).order_by("step", "entry"):
            step = new.steps.get(row["step"])
            if step is None or row["entry"] >= len(step.due):
                title = old.steps[row["step"]].title if row["step"] in old.steps else row["step"]
                found.append((_("the deadline of “{step}”").format(step=title), row["n"]))
    live = [str(state) for state in LIVE]
    for model, there, known in (
        (Measure, new.measures, old.measures), (Sanction, new.sanctions, old.sanctions),
    ):  # fmt: skip
        imposed = model.objects.filter(state__in=live, **mine).exclude(name__in=list(there))
        named = imposed.values_list("name").annotate(n=Count("docket", distinct=True)).order_by("name")
        for name, n in named:
            title = known[name].title if name in known else name
            found.append((_("the rule of “{what}”, which stays in force").format(what=title), n))
    return found

"""What the sanctions guidance says for a decision that is being taken: the types of breach that lie near,
what was imposed in comparable cases, and where this one would stand.

Comparable are cases of the same type of breach that had ended before this quarter began, whatever the viewer
may read of them: nothing of any one of them is told (`core.comparing`). Left out are those to which the
viewer is a party, and those whose content was erased, as nobody can tell any more who was a party to them.
Who the parties to this case are plays no part: else whoever adds one, or compares with another case, would
learn from the difference what that person's own cases ended with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.cases.extracts.page import AllegationLine
from dueprocess.cases.models import GuidanceUse
from dueprocess.core.comparing import Compared, Place, compare
from dueprocess.core.guidance import Guidance, Way, judge
from dueprocess.core.rulebook.model import FOUND_AGAINST
from dueprocess.docket import guiding
from dueprocess.docket.models import Docket, Party
from dueprocess.docket.models.dockets import NO
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.papers import chart
from dueprocess.people.models import Person
from dueprocess.rules import guidance, rulebooks

Counts = Mapping[str, Mapping[str, int]]
"""By type of breach, how many cases by the rung of what was imposed."""


@dataclass(frozen=True, slots=True)
class SpanLine:
    """Rungs that are told together, in words, and how many cases ended there. `here`: this one would stand
    there; `middle`: the middle one of all does."""

    title: str
    cases: int
    here: bool
    middle: bool


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """Comparable cases of one type of breach, with a picture; `place` says where this one would stand beside
    them ("": nothing is said of this one yet)."""

    cases: int
    spans: tuple[SpanLine, ...]
    place: str
    svg: str


@dataclass(frozen=True, slots=True)
class BreachCases:
    """One type of breach: where it starts and its range, and what was imposed in comparable cases (None:
    there are too few)."""

    title: str
    starts: str
    lowest: str
    highest: str
    compared: ComparedLine | None


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One respondent by the guidance, as the decision is typed: the rung of what is imposed, where that
    stands (`departs`: it needs reasons), what was weighed for more and for less."""

    who: str
    breach: BreachCases
    rung: str
    stands: str
    departs: bool
    aggravating: tuple[str, ...]
    mitigating: tuple[str, ...]


def holding(docket: Docket) -> Guidance | None:
    """Return the guidance that holds for a case; None where none was adopted for its rulebook."""
    return guidance.current(rulebooks.get(docket.rulebook_id).id)


def usual(found: Guidance, allegations: Iterable[AllegationLine]) -> dict[str, tuple[str, ...]]:
    """Return by respondent the types of breach that the clauses alleged against them most often are."""
    near: dict[str, dict[str, None]] = {}
    for each in allegations:
        code, _at, _version = each.code.partition("@")
        breaches = found.of_clause(f"{code}/{each.clause}")
        near.setdefault(each.respondent, {}).update(dict.fromkeys(breaches))
    return {who: tuple(breaches) for who, breaches in near.items()}


def offered(found: Guidance, allegations: Iterable[AllegationLine]) -> dict[str, tuple[str, ...]]:
    """Return by respondent the types of breach by which what is alleged against them can be decided; once
    something is found against them, what is found. An act by another is refused (`docket.guiding`)."""
    alleged: dict[str, list[str]] = {}
    proved: dict[str, list[str]] = {}
    for each in allegations:
        code, _at, _version = each.code.partition("@")
        alleged.setdefault(each.respondent, []).append(f"{code}/{each.clause}")
        if each.findings and each.findings[-1].finding in FOUND_AGAINST:
            proved.setdefault(each.respondent, []).append(f"{code}/{each.clause}")
    return {who: found.open_to(clauses) for who, clauses in (alleged | proved).items()}


def beside(
    found: Guidance, docket: Docket, viewer: Person, breaches: Iterable[str]
) -> tuple[BreachCases, ...]:
    """Return these types of breach, each with its comparable cases; one query, however many there are."""
    named = [name for name in dict.fromkeys(breaches) if name in found.breaches]
    counts = _counts(found, docket, viewer, named)
    return tuple(_breach(found, name, counts, None) for name in named)


def placed(
    found: Guidance, docket: Docket, viewer: Person, act: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[PlacedLine, ...]:
    """Return where the decision that an act carries would stand, one respondent at a time; one query, and
    none where it says nothing of the guidance."""
    entries: Sequence[Mapping[str, Any]] = act.get(guiding.GUIDED) or ()
    if not entries:
        return ()
    counts = _counts(found, docket, viewer, [each["breach"] for each in entries])
    lines = []
    for each in entries:
        imposed = [one for one in act.get("imposes") or () if one.get("on") in (each["on"], None)]
        judged = judge(found, each["breach"], imposed)
        weighed = [found.factors[name] for name in each["factors"]]
        lines.append(
            PlacedLine(
                names.get(each["on"], each["on"]),
                _breach(found, each["breach"], counts, judged.rung),
                found.rungs[judged.rung].title,
                guiding.stands(judged.stands),
                judged.stands != "within",
                tuple(one.title for one in weighed if one.way is Way.AGGRAVATING),
                tuple(one.title for one in weighed if one.way is Way.MITIGATING),
            )
        )
    return tuple(lines)


def _counts(found: Guidance, docket: Docket, viewer: Person, breaches: Sequence[str]) -> Counts:
    mine = Party.objects.filter(docket=OuterRef("docket"), tag=person_tag(viewer.pk))
    rows = (
        GuidanceUse.objects.filter(
            ~Exists(mine), guidance=found.id, breach__in=breaches, counts=True, docket__is_open__in=NO,
            docket__closed_at__lt=_quarter(clock.now()), docket__key_wrapped__isnull=False,
        )
        .exclude(docket=docket)
        .values_list("breach", "rung")
        .annotate(cases=Count("pk"))
    )  # fmt: skip
    counts: dict[str, dict[str, int]] = {}
    for breach, rung, cases in rows.order_by("breach", "rung"):
        counts.setdefault(breach, {})[rung] = cases
    return counts


def _quarter(now: datetime) -> datetime:
    """Return when this quarter began: nobody can watch one case come in."""
    here = timezone.localtime(now)
    month = 3 * ((here.month - 1) // 3) + 1
    return here.replace(month=month, day=1, hour=0, minute=0, second=0, microsecond=0)


def _breach(found: Guidance, name: str, counts: Counts, this: str | None) -> BreachCases:
    row = found.breaches[name]
    titles = {rung.id: rung.title for rung in found.rungs.values()}
    compared = compare(tuple(found.rungs), counts.get(name, {}), this)
    return BreachCases(
        row.title, titles[row.starts], titles[row.lowest], titles[row.highest],
        _compared(titles, compared) if isinstance(compared, Compared) else None,
    )  # fmt: skip


def _compared(titles: Mapping[str, str], compared: Compared) -> ComparedLine:
    spans = tuple(
        SpanLine(
            titles[each.first]
            if each.first == each.last
            else _("{first} to {last}").format(first=titles[each.first], last=titles[each.last]),
            each.cases,
            each.here,
            each.middle,
        )
        for each in compared.spans
    )
    places = {
        Place.LIGHTER: _("This one would stand with the lighter ones."),
        Place.LIKE: _("This one would stand where the middle of them does."),
        Place.HEAVIER: _("This one would stand with the heavier ones."),
    }
    rows = [chart.Bar(each.title, each.cases, _said(each), each.here) for each in spans]
    place = places[compared.place] if compared.place is not None else ""
    return ComparedLine(compared.cases, spans, place, chart.bars(rows))


def _said(span: SpanLine) -> str:
    return _("{n} and this one").format(n=span.cases) if span.here else str(span.cases)

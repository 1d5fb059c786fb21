"""What is asked of all cases that were carried in: which they are, what is not done in them, and which days
were promised and kept. Queries only, by the wall of whoever asks; the weekly count alone asks of all.

Carried in is every case that was received before the plan began and was not closed before it; one of which no
day of receipt is known was carried in too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case as Either
from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models import When as If
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from dueprocess.cases.models import Case
from dueprocess.cases.plan.models import CLOSING, Found, Promise, Stock, Suspension
from dueprocess.cases.plan.models import Conflict as Checked
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket.models import Act, Docket, Measure, Notice, Party
from dueprocess.docket.models.dockets import NO, PLAN, YES, DocketQuerySet
from dueprocess.docket.models.source import GAP
from dueprocess.rules import rulebooks

WRITTEN_TO = ("complainant", "respondent")
"""Who gets a letter. A respondent whom nothing has reached so far is told when the rules of the case say."""
CLOSINGS = ("closed", "imported.corrected")
"""Public types of entry by which a case may have been closed."""
_FAR = datetime(9999, 1, 1, tzinfo=UTC)
KEPT, MISSED, MOVED, RUNNING, FELL_AWAY = "kept", "missed", "moved", "running", "fell away"
"""What became of a promised day; moved: another was promised before it had passed."""


def current() -> Docket | None:
    """Return the plan that runs, else the one that began last; None where there was never any."""
    return every().first()


def every() -> QuerySet[Docket]:
    """Return all plans: the one that runs, then the others, the last first."""
    plans = Docket.objects.filter(kind=PLAN).order_by("-is_open", "-received_at", "-pk")
    return plans.select_related("unit")


def still_open(seen: QuerySet[Docket], plan: Docket) -> QuerySet[Docket]:
    """Return the open cases among these that were carried in."""
    before = Q(received_at__lt=plan.received_at) | Q(received_at=None)
    return seen.filter(before, kind="case", is_open__in=YES)


def closed_since(seen: QuerySet[Docket], plan: Docket) -> QuerySet[Docket]:
    """Return the cases that were carried in and have been closed since, those too of which somebody wrote
    down since that they had been closed before. Each changed when it was closed: by that an index finds
    them. One that was handed over to another unit is not closed by that: it is counted where it went."""
    before = Q(received_at__lt=plan.received_at) | Q(received_at=None)
    told = Act.objects.filter(docket=OuterRef("pk"), entry_type="closed", recorded_at__gte=plan.received_at)
    since = Q(closed_at__gte=plan.received_at) | Q(Exists(told))
    shut = seen.filter(before, since, kind="case", is_open__in=NO, changed_at__gte=plan.received_at)
    return shut.exclude(_handed_over())


def split_off(seen: QuerySet[Docket], plan: Docket) -> QuerySet[Docket]:
    """Return the cases among these that were split off others since the plan began: by so many there are now
    more that were carried in. One that was handed over whole is no further case."""
    by = Act.objects.filter(
        docket=OuterRef("case__split_from"), n=OuterRef("case__split_act"), recorded_at__gte=plan.received_at
    )
    whole = Exists(Case.objects.filter(docket=OuterRef("case__split_from"), handed_to=OuterRef("pk")))
    before = Q(received_at__lt=plan.received_at) | Q(received_at=None)
    parts = seen.filter(before, Exists(by), kind="case", case__split_from__isnull=False)
    return parts.filter(~Q(whole)).exclude(_handed_over())


def _handed_over() -> Exists:
    return Exists(Case.objects.filter(docket=OuterRef("pk"), handed_to__isnull=False))


def lacks(plan: Docket) -> dict[str, Q]:
    """Return, in the order of the work, what may not be done yet in an open case, as conditions."""
    stock = Stock.objects.filter(docket=OuterRef("pk"))
    promised = Promise.objects.filter(docket=OuterRef("pk"), ended_at=None)
    return {
        "state": Q(~Exists(stock)),
        "papers": Q(Exists(stock.exclude(found=Found.WHOLE))),
        "conflict": Q(Exists(stock.filter(conflict=Checked.FOUND))),
        "owner": Q(owner=""),
        "stage": Q(stage=""),
        "suspended": Q(_unreviewed(plan)) | Q(Exists(stock.filter(suspended=Suspension.UNREVIEWED))),
        "letter": Q(Exists(untold(plan))),
        "date": Q(~Exists(standing(promised))),
    }


def _unreviewed(plan: Docket) -> Exists:
    """Whether a measure is in force that began before the plan and at which nobody has looked since."""
    since = Act.objects.filter(
        docket=OuterRef(OuterRef("pk")), is_note=False, name__in=_reviews(), at__gte=plan.received_at
    )
    running = Measure.objects.filter(docket=OuterRef("pk"), from_at__lt=plan.received_at)
    return Exists(running.filter(~Exists(since), state__in=("in force", "holding", "not yet in force")))


def _reviews() -> list[str]:
    """The steps, of any rulebook for cases, that lift or continue a measure."""
    return sorted({step for hash_ in rulebooks.hashes(kind="case") for step in _reviews_of(hash_)})


@lru_cache(maxsize=256)
def _reviews_of(hash_: str) -> frozenset[str]:
    return frozenset(
        step.id
        for step in rulebooks.get(hash_).steps.values()
        for outcome in (None, *step.outcomes)
        for what in (step.effects_with(outcome),)
        if what.lifts or what.continues
    )


def untold(plan: Docket, of: Docket | None = None) -> QuerySet[Party]:
    """Return the parties of a case (else of the outer `pk`) to whom nothing was written since it began."""
    to = KeyTextTransform("to", "facts")
    mine = {"docket": OuterRef("docket"), "to_key": OuterRef("key")}
    notes = Act.objects.filter(docket=OuterRef("docket"), is_note=True, name="message")
    notes = notes.annotate(whom=Cast(to, CharField()))
    notes = notes.filter(whom__contains=Concat(Value('"'), OuterRef("key"), Value('"')))
    letters = Notice.objects.filter(**mine, sent_at__isnull=False)
    since = Exists(letters.filter(sent_at__gte=plan.received_at)) | Exists(
        notes.filter(at__gte=plan.received_at)
    )
    ever = Exists(letters) | Exists(notes)
    known = Q(kind="complainant") | (Q(kind="respondent") & Q(ever))
    return Party.objects.filter(known, ~Q(since), docket=of or OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class Ticks:
    """How many open cases lack what (by the codes of `lacks`), how many there are, and were closed since."""

    open: int
    closed: int
    lacking: Mapping[str, int]

    @property
    def carried_in(self) -> int:
        """How many were carried in, open ones and those closed since."""
        return self.open + self.closed


def ticks(seen: DocketQuerySet, plan: Docket) -> Ticks:
    """Count among the cases that somebody sees; two queries."""
    wanted: dict[str, Any] = {name: Count("pk", filter=each) for name, each in lacks(plan).items()}
    found = still_open(seen, plan).order_by().aggregate(all_open=Count("pk"), **wanted)
    total = found.pop("all_open")
    return Ticks(total, closed_since(seen, plan).count(), found)


# --- promises


def judged(promises: QuerySet[Promise], at: datetime) -> QuerySet[Any]:
    """Return promises with `done_at`, when what was promised happened after it was promised, and `became`:
    kept, missed, moved, running, or fell away (the case ended without it, before the day had passed).

    Kept is what was written down a day after its end at the latest: nobody dates back into a promise. A case
    that was joined to another one, or handed over to another unit, is not closed by that.
    """
    gone = Act.objects.annotate(of=Cast(KeyTextTransform("act", "facts"), IntegerField())).filter(
        docket=OuterRef("docket"), is_note=True, name="annulled", of=OuterRef("n")
    )
    taken = Act.objects.filter(
        ~Exists(gone),
        docket=OuterRef("docket"),
        is_note=False,
        name=OuterRef("of"),
        at__gte=OuterRef("made_at"),
    )
    closings = Act.objects.filter(docket=OuterRef("docket"), entry_type__in=CLOSINGS).order_by("-n")
    done = Either(
        If(of=CLOSING, docket__case__joined_into__isnull=False, then=Value(None)),
        If(of=CLOSING, docket__case__handed_to__isnull=False, then=Value(None)),
        If(of=CLOSING, then=F("docket__closed_at")),
        default=Subquery(taken.order_by("at").values("at")[:1]),
        output_field=DateTimeField(),
    )
    told = Either(
        If(of=CLOSING, then=Subquery(closings.values("recorded_at")[:1])),
        default=Subquery(taken.order_by("at").values("recorded_at")[:1]),
        output_field=DateTimeField(),
    )
    closed = Q(docket__closed_at__isnull=False)
    became = Either(
        If(Q(ended_at__isnull=False, ended_at__lt=F("ends_at")), then=Value(MOVED)),
        If(Q(ended_at__isnull=False), then=Value(MISSED)),
        If(Q(done_at__lt=F("ends_at"), told_at__lt=F("ends_at") + GAP), then=Value(KEPT)),
        If(closed & Q(done_at=None, docket__closed_at__lt=F("ends_at")), then=Value(FELL_AWAY)),
        If(Q(ends_at__lte=at), then=Value(MISSED)),
        If(Q(done_at__isnull=False), then=Value(MISSED)),
        default=Value(RUNNING),
        output_field=CharField(),
    )
    return promises.annotate(done_at=done, told_at=told).annotate(became=became)


def standing(promises: QuerySet[Promise]) -> QuerySet[Any]:
    """Return those that no other day has replaced and that are not done; late ones stand too."""
    return judged(promises.filter(ended_at=None), _FAR).filter(done_at=None)


def promises(plan: Docket) -> QuerySet[Promise]:
    """Return every day that was promised since the plan began, in any case."""
    return Promise.objects.filter(made_at__gte=plan.received_at)


def count(plan: Docket, at: datetime) -> dict[str, int]:
    """Return the numbers of a weekly count as they are at that moment, over all cases, whoever may see
    them."""
    whole = Docket.objects.all()
    open_ = still_open(whole, plan).order_by()
    dated = open_.filter(~lacks(plan)["date"]).count()
    total, closed = open_.count(), closed_since(whole, plan).count()
    became = dict(judged(promises(plan), at).order_by().values_list("became").annotate(Count("pk")))
    return {
        "carried_in": total + closed,
        "split_off": split_off(whole, plan).count(),
        "closed": closed,
        "dated": dated,
        "undated": total - dated,
        "promised": sum(became.values()),
        "kept": became.get(KEPT, 0),
        "missed": became.get(MISSED, 0),
    }


def may_be_promised(rules: Rulebook) -> tuple[str, ...]:
    """Return the steps for which a day can be promised: those that hang on a day that is set, or decide."""
    return tuple(
        step.id
        for step in rules.steps.values()
        if not step.start
        and (
            any(due.on for due in step.due)
            or any(wait.on for wait in step.not_before)
            or step.logged_as == "decided"
            or any(step.effects_with(outcome).imposes for outcome in (None, *step.outcomes))
        )
    )


__all__ = [
    "FELL_AWAY",
    "KEPT",
    "MISSED",
    "MOVED",
    "RUNNING",
    "Ticks",
    "closed_since",
    "count",
    "current",
    "every",
    "judged",
    "lacks",
    "may_be_promised",
    "promises",
    "split_off",
    "standing",
    "still_open",
    "ticks",
    "untold",
]

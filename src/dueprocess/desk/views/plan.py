"""The start-up plan: where it stands, its cases one by one, taking stock of one, and the plan's own steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases import extracts as cases
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.plan import actions, extracts
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import held, me, staff
from dueprocess.desk.asking import blame
from dueprocess.desk.plan_forms import Known, Stock
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.actions import openings
from dueprocess.docket.forms import Asking, StepForm, make
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.kit.components import mended, refused, worded
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, denied, once
from dueprocess.people.models import Power

LACKS = (
    ("state", gettext_lazy("No state known")),
    ("papers", gettext_lazy("Papers missing")),
    ("conflict", gettext_lazy("Somebody too close")),
    ("owner", gettext_lazy("No owner")),
    ("stage", gettext_lazy("Not taken up")),
    ("suspended", gettext_lazy("Measure not reviewed")),
    ("letter", gettext_lazy("No letter")),
    ("date", gettext_lazy("No date")),
)
"""What may not be done in a case, in the order of the work; as filters, and as ticks."""


@require_safe
@staff
def page(request: HttpRequest) -> HttpResponse:
    """Where the plan stands, what is done of it and what is not, and its cases."""
    plan = extracts.running() or extracts.last()
    if plan is None:
        context: dict[str, Any] = {
            "in_force": extracts.in_force(),
            "may_begin": extracts.may_begin(me(request)),
            "may_adopt": Power.ADOPT_RULES in held(request),
            "waiting": extracts.beginnings(me(request)),
        }
        return render(request, "desk/plan/none.html", context)
    lacking = request.GET.get("lack", "")
    lacking = lacking if lacking in dict(LACKS) else ""
    found = extracts.plan_page(plan, me(request))
    carried = extracts.carried(
        plan, me(request), lacking=lacking, page=whole(request.GET.get("page", "")) or 1
    )
    ticks = found.ticks
    context = {
        "plan": found,
        "carried": carried,
        "lacking": lacking,
        "filters": [
            (code, label, ticks.lacking[code], ticks.open - ticks.lacking[code], _share(ticks, code))
            for code, label in LACKS
        ],
        "lacks": LACKS,
        "may_begin": extracts.may_begin(me(request)),
        "waiting": extracts.beginnings(me(request)),
        "most": batches.MOST,
    }
    return render(request, "desk/plan/page.html", context)


def _share(ticks: Any, code: str) -> int:
    """How far it is done, in thousandths; all of it where there is no open case."""
    return 1000 if not ticks.open else 1000 * (ticks.open - ticks.lacking[code]) // ticks.open


@require_POST
@staff
@once
def begin(request: HttpRequest) -> HttpResponse:
    """Set a plan aside and go on to the step that begins it."""
    if extracts.may_begin(me(request)) is None:
        raise denied(_("The rules of the plan say who begins it, and one runs at a time."))
    made = actions.prepare(by=me(request))
    return redirect("desk:plan_begin", number=made.number)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def first(request: HttpRequest, number: str) -> HttpResponse:
    """The step that begins the plan."""
    docket = openings.prepared(number, me(request))
    step = extracts.may_begin(me(request))
    if docket is None or step is None:
        raise Hidden("nothing set aside")
    return _step(request, docket, step, beginning=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step of the plan that runs."""
    docket = extracts.running()
    if docket is None or not wall.sees(docket, me(request)):
        raise Hidden("no plan runs, or it is not for them")
    return _step(request, docket, step, beginning=False)


def _step(request: HttpRequest, docket: Docket, step: str, *, beginning: bool) -> HttpResponse:
    asked = extracts.step_form(docket, me(request), step=step)
    if (refusal := asked.form.refusal) is not None:
        raise Refused(str(refusal.code), refusal.reason, refusal.clause)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    asking = Asking(
        who=asked.me, names=asked.names, zone=timezone.get_current_timezone(), now=clock.now(),
        offices=asked.offices,
    )  # fmt: skip
    form = make(asked.form, asking, *posted)
    if request.method == "POST" and form.is_valid():
        by = Actor(person=me(request))
        try:
            if beginning:
                made = actions.begin(prepared=docket, step=step, by=by, at=form.at, needs=form.needs())
            else:
                length = whole(request.POST.get("length", "")) or 0
                made = actions.go_on(
                    docket=docket, step=step, by=by, at=form.at, needs=form.needs(), length=length
                )
        except NotPermitted as error:
            form.blame(error.needs)
        except Malformed as error:
            for each in error.problems:
                form.add_error(None, mended(each))
        except Refused as error:
            form.add_error("late_reason" if error.code == "late_reason" else None, worded(error.reason))
        else:
            if isinstance(made, Act):
                messages.success(request, _("Done. It stands in the plan."))
            else:
                messages.success(
                    request,
                    _("Written down. It takes effect when those have signed, or voted, who are asked."),
                )
            return redirect("desk:plan")
    count = extracts.count_now(docket) if not beginning and actions.counts(docket, step) else None
    return _ask(request, asked, form, beginning=beginning, count=count)


def _ask(
    request: HttpRequest, asked: dockets.StepForm, form: StepForm, *, beginning: bool, count: Any
) -> HttpResponse:
    context = {
        "asked": asked.form, "form": form, "beginning": beginning, "count": count, "length": asked.length,
    }  # fmt: skip
    return render(request, "desk/plan/step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def stock(request: HttpRequest, number: str) -> HttpResponse:
    """Take stock of one case: what is there, who has it, its measures, its day."""
    plan = extracts.running()
    docket = wall.open(number, me(request), _("to take stock of it"), what="stock")
    if plan is None or not docket.is_open:
        raise Hidden("no plan runs, or the case is closed")
    case = cases.case_page(docket, viewer=Actor(person=me(request)))
    if not case.may_assign:
        raise denied(_("Whoever owns the case, or has something to do in it, takes stock of it."))
    form = Stock(_known(docket, case), request.POST or None, initial=_before(case))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_stock(
                docket=docket, taken=form.taken(), by=Actor(person=me(request)), owner=form.owner(),
                day=form.day(), length=whole(request.POST.get("length", "")) or 0,
            )  # fmt: skip
        except Malformed as error:
            blame(form, error)
        except Refused as error:
            form.add_error("on" if error.code in ("past_day", "same_day") else None, refused(error))
        else:
            return _on(request, plan, docket)
    context = {"case": case, "docket": case.docket, "form": form}
    return render(request, "desk/plan/stock.html", context)


def _on(request: HttpRequest, plan: Docket, docket: Docket) -> HttpResponse:
    """Go on to the next case of which nobody has taken stock, or back to the plan."""
    messages.success(request, _("Stock is taken of case {number}.").format(number=docket.number))
    if "next" in request.POST and (number := extracts.following(plan, me(request), docket.number)):
        return redirect("desk:stock", number=number)
    return redirect(f"{reverse('desk:plan')}#cases")


def _known(docket: Docket, case: cases.CasePage) -> Known:
    both = [each for each in case.docket.parties if each.kind in ("complainant", "respondent")]
    parties = [each for each in both if not each.untold]
    return Known(
        things=extracts.choices(docket),
        owners=[(str(pk), name) for pk, name in cases.may_own(docket)],
        parties=[(each.key, each.name) for each in parties],
        untold=[each.name for each in both if each.untold],
    )


def _before(case: cases.CasePage) -> dict[str, Any]:
    """What was said when stock was taken last."""
    known = case.stock
    if known is None:
        return {}
    return {"found": known.found, "conflict": known.conflict, "suspended": known.suspended}

"""What oversight alone is shown of all files at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts as cases
from dueprocess.cases.approaches import extracts as approaches
from dueprocess.desk.access import before, holding, me
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.extracts import access, erasure_lists, leaving, mentioned, retention
from dueprocess.kit import clock
from dueprocess.people import holdings, overseeing
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules


@require_safe
@holding(Power.OVERSEE)
def page(request: HttpRequest) -> HttpResponse:
    """Which cases nobody takes forward, which duties are late, which measures nobody has decided or
    reviewed, which officers are shut out of which open cases or mentioned in them, who was given or lost
    what, which lists were taken out."""
    on = clock.now().date()
    given = holdings.given(before=before(request, "given"))
    taken_out = wall.taken_out(before=before(request, "lists"))
    context = {
        "unassigned": dockets.unassigned_cases(me(request), on=on),
        "duties": [each for each in rules.due_duties(clock.now(), by=on) if each.late],
        "approaches": approaches.tally(me(request)),
        "undecided": cases.undecided(me(request)),
        "measures": cases.counts_in_force(me(request)),
        "unreviewed": cases.late_reviews(me(request)),
        "shut_out": dockets.shut_out(me(request), on=on),
        "mentioned": mentioned.mentioned(me(request), on=on),
        "decided": access.holding(me(request), on=on),
        "circles": access.closed_circles(me(request), on=on),
        "holds": retention.holds(me(request), running=True),
        "erasures": erasure_lists.lists(me(request)),
        "leaving": leaving.lists(),
        "schedule": retention.schedule(me(request)),
        "overseers": overseeing.overseers(on),
        "given": given,
        "taken_out": taken_out,
        "given_before": given[-1].pk if len(given) == holdings.LINES else None,
        "lists_before": taken_out[-1].pk if len(taken_out) == wall.LINES else None,
    }
    return render(request, "desk/oversight.html", context)

"""The backlog board: how old the open cases are, what each waits for, what comes in, goes out and follows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.core import forecast
from dueprocess.core.statistics import Unit
from dueprocess.desk import flow_chart, forms
from dueprocess.desk.access import me, staff
from dueprocess.docket import search as listing
from dueprocess.docket import wall
from dueprocess.kit import clock

UNITS: tuple[tuple[Unit, object], ...] = (
    ("month", gettext_lazy("By month")),
    ("quarter", gettext_lazy("By quarter")),
)
OLD = 2
"""From this band on a card says what its case waits for: after half a year."""


@require_safe
@staff
def page(request: HttpRequest) -> HttpResponse:
    """The whole board, for a screen, for a meeting and on paper."""
    person, now = me(request), clock.now()
    unit: Unit = "quarter" if request.GET.get("by") == "quarter" else "month"
    board = extracts.board(person, at=now, visible=listing.nearest(wall.visible_to(person)))
    flow = extracts.flow(person, unit=unit, at=now)
    context = {
        "board": board,
        "bands": [
            (n, label, query, band, n >= OLD)
            for n, ((query, label), band) in enumerate(zip(forms.AGES, board.bands, strict=True))
        ],
        "pyramid": [(step, forms.AGES[step.n][1]) for step in flow_chart.pyramid(board.bands)],
        "flow": flow,
        "bars": flow_chart.flow_bars(flow.flows) if flow else (),
        "end": flow.ahead.points[-1] if flow and flow.ahead else None,
        "curve": flow_chart.curve(flow) if flow else None,
        "least": {"months": forecast.FEWEST_MONTHS, "moves": forecast.FEWEST_MOVES},
        "units": [(value, label, value == unit) for value, label in UNITS],
        "unit": unit,
    }
    return render(request, "desk/board.html", context)

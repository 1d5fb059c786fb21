"""What was found against the respondents of a case in earlier ones, for those who decide it. Whoever looks
stands in the read journal; when it opens, and for whom, the extract says.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.cases import extracts
from dueprocess.desk.access import me, staff
from dueprocess.docket import wall


@require_safe
@staff
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Earlier findings and sanctions, or why they are not shown."""
    docket = wall.open(number, me(request), _("to see earlier matters"), what="earlier")
    case, found = extracts.earlier_page(docket, person=me(request))
    return render(request, "desk/case/earlier.html", {"case": case, "docket": case.docket, "found": found})

"""One file of a case, to be taken out."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.desk.access import me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.kit.downloads import download


@require_safe
@staff
def one(request: HttpRequest, number: str, n: int, file: int) -> StreamingHttpResponse:
    """One file, opened. Always as a download: nothing that people send is shown as a page of ours."""
    docket = wall.open(number, me(request), _("at the desk"), what=f"file {n}/{file}")
    line, content = dockets.file_bytes(docket, n, file, viewer=me(request))
    return download(content, line.name, line.size)

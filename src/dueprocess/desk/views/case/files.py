"""One file of a case, to be taken out."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dueprocess.desk.access import me, staff
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall


@require_safe
@staff
def one(request: HttpRequest, number: str, n: int, file: int) -> StreamingHttpResponse:
    """One file, opened. Always as a download: nothing that people send is shown as a page of ours."""
    docket = wall.open(number, me(request), _("at the desk"), what=f"file {n}/{file}")
    line, content = dockets.file_bytes(docket, n, file, viewer=me(request))
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, line.name) or "attachment"
    response["Content-Length"] = str(line.size)
    return response

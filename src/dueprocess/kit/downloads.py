"""A file as it is handed out. Knows HTTP; must not know whose file it is, or who may have it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header


def download(content: Iterable[bytes], name: str, size: int | None = None) -> StreamingHttpResponse:
    """Return what somebody brought in, under its name, to be saved: nothing of it is shown as a page of ours.
    `size` in bytes, where it is known."""
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    if size is not None:
        response["Content-Length"] = str(size)
    return response

"""A file that is played in the page: sent whole or in the one part that was asked for (RFC 9110, 14).

Knows HTTP; nothing of what is in the file, or who may have it. One part at a time: several in one answer
would let a short request ask for a file many times over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

_ONE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE | re.ASCII)
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
Read = Callable[[int, int], Iterator[bytes]]


class NotThere(Exception):
    """None of what was asked for is in the file."""


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """Return the part (from, up to) of a file of `size` bytes that a Range header asks for; None where it
    asks for none, or in no way known here: then all is sent (RFC 9110, 14.2). Raises NotThere for a part
    behind the end, and for several parts."""
    if header.strip().lower().startswith("bytes") and "," in header:
        raise NotThere("one part at a time")
    match = _ONE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":  # the last so many bytes
        if int(match[2]) == 0 or size == 0:
            raise NotThere("nothing at the end")
        return max(0, size - int(match[2])), size
    start = int(match[1])
    if match[2] and int(match[2]) < start:
        return None
    if start >= size:
        raise NotThere("behind the end")
    return start, min(size, int(match[2]) + 1) if match[2] else size


def played(request: HttpRequest, *, size: int, tag: str, media_type: str, read: Read) -> HttpResponse:
    """Answer a request for a file of `size` bytes, of which `tag` names the content: 200 with all of it, 206
    with the part asked for, 416. `read` gives the bytes from one place up to another; it is not called for
    HEAD, nor for 416. A part of an older file (If-Range) is answered with the whole of this one."""
    strong = f'"{tag}"'
    headers = {
        "Accept-Ranges": "bytes", "ETag": strong, "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline", "Content-Security-Policy": POLICY,
    }  # fmt: skip
    part = None
    if request.method == "GET" and request.headers.get("If-Range", strong).strip() == strong:
        try:
            part = wanted(request.headers.get("Range", ""), size)
        except NotThere:
            headers |= {"Content-Range": f"bytes */{size}"}
            return HttpResponse(status=416, content_type="text/plain", headers=headers)
    start, end = part or (0, size)
    headers["Content-Length"] = str(end - start)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    if request.method == "HEAD":
        return HttpResponse(content_type=media_type, headers=headers)
    status = 206 if part is not None else 200
    return StreamingHttpResponse(  # type: ignore[return-value]  # a response all the same
        read(start, end), status=status, content_type=media_type, headers=headers
    )


def with_media(policy: str) -> str:
    """Return a page's content policy with leave to play what comes from here."""
    return f"{policy}; media-src 'self'"

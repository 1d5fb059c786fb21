"""How a refusal, a mistake and a failure reach the person: the one map from errors to pages.

Knows HTTP, the three roots of `core.errors` and the page templates. Must not know any room's models.

| raised | answer |
|---|---|
| `Refused` | 403, or 409 where the page was out of date, with the reason and the clause |
| `Malformed` | 400 naming each place and how to mend it |
| `Hidden`, `Http404` | one and the same 404: hidden and absent cannot be told apart |
| `Broken`, anything else | 500 with a reference that the operator finds in the log |
"""

import logging
import secrets
import traceback
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

# Codes of `Refused` that mean "the page you answered is out of date": 409, and the text typed is kept.
CROSSED = frozenset({"changed_meanwhile", "already_done", "sent_twice"})

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the QR code of an authenticator app
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


class Hidden(Http404):
    """There is such a thing, and this person may not know: answered exactly as if there were none."""


class SecurityHeaders:
    """Set the content policy on each answer, and keep each page that a view made out of every cache.

    A view that may be cached (the public record) sets its own Cache-Control.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Answers:
    """Turn what a view raised into its page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors that have a page; leave every other one to `server_error`."""
        if isinstance(error, Refused):
            return refused(request, error)
        if isinstance(error, Malformed):
            return malformed(request, error)
        if isinstance(error, Http404):
            return not_found(request, error)
        return None


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Say which rule says no, and what can be done instead."""
    crossed = error.code in CROSSED
    return render(
        request,
        "kit/errors/crossed.html" if crossed else "kit/errors/refused.html",
        {"error": error, "typed": typed(request) if crossed else []},
        status=409 if crossed else 403,
    )


def malformed(request: HttpRequest, error: Malformed) -> HttpResponse:
    """Name each place of the input that is wrong and how to mend it."""
    return render(request, "kit/errors/malformed.html", {"problems": error.problems}, status=400)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the text of a form that was not taken, so that nobody types it twice. Never secrets."""
    kept = []
    for name in request.POST:
        if name == "csrfmiddlewaretoken" or "password" in name or name == "once":
            continue
        kept += [(name.replace("_", " "), value) for value in request.POST.getlist(name) if len(value) > 12]
    return kept


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an address without a page and for a page one may not see, byte for byte alike."""
    return HttpResponseNotFound(render(request, "kit/errors/not_found.html").content)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer where a login lacks the power that a whole room needs."""
    return render(
        request,
        "kit/errors/refused.html",
        {"error": Refused("no_power", str(exception or "") or _("Your role does not include this."), None)},
        status=403,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that Django itself would not read."""
    what, mend = _("The request could not be read."), _("Go back and try once more.")
    if isinstance(exception, TooManyFilesSent | TooManyFieldsSent):
        what = _("More was sent at once than one form takes.")
        mend = _("Send fewer files at a time.")
    return malformed(request, Malformed([Problem("", None, what, mend, "error")]))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent without its token: the sitting ended, or cookies are blocked."""
    return render(request, "kit/errors/csrf.html", {"typed": typed(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own failure with a reference that stands beside the traceback in the log."""
    reference = secrets.token_hex(4)
    log.error("failure shown to a person under reference %s", reference)
    return render(request, "kit/errors/broken.html", {"reference": reference}, status=500)


def denied(reason: str) -> PermissionDenied:
    """Return the exception for a room that this login has no power to enter."""
    return PermissionDenied(reason)


class PlainFormatter(logging.Formatter):
    """One line a record, and of an exception its kind and places only.

    The text of an exception may quote what somebody wrote or a row of the database, so it never
    reaches the log; the traceback's file and line say enough to find the fault.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's own name)
        kind, error, frames = ei  # type: ignore[misc]
        lines = [f"{kind.__module__}.{kind.__qualname__}"]
        seen = error
        while seen is not None:
            for frame in traceback.extract_tb(seen.__traceback__):
                lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
            seen = seen.__cause__ or seen.__context__
            if seen is not None:
                lines.append(f"because of {type(seen).__module__}.{type(seen).__qualname__}")
        return "\n".join(lines)

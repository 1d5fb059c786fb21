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
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, TooManyFieldsSent, TooManyFilesSent
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.kit.models import Once

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

# Codes of `Refused` that mean "the page you answered is out of date": 409, and the text typed is kept.
CROSSED = frozenset({"changed_meanwhile", "already_done"})

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


def typed(request: HttpRequest) -> list[str]:
    """Return the words that somebody wrote into a form that was not taken, so that nobody types them twice.
    Never secrets; a value without a space is a choice, a token or soon typed again."""
    return [
        value
        for name in request.POST
        if "password" not in name and name not in ("csrfmiddlewaretoken", "once")
        for value in request.POST.getlist(name)
        if len(value) > 12 and len(value.split()) > 1
    ]


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
    return render(request, "kit/errors/broken.html", {"reference": reference, "style": _style()}, status=500)


def _style() -> str:
    """The address of the style sheet; "" where even that is what failed."""
    try:
        return static("dueprocess/dueprocess.css")
    except ValueError:
        return ""


def denied(reason: str) -> PermissionDenied:
    """Return the exception for a room that this login has no power to enter."""
    return PermissionDenied(reason)


def new_token() -> str:
    """Return a token for one form."""
    return secrets.token_urlsafe(24)


_kept: ContextVar[list[Callable[[], object]] | None] = ContextVar("kept", default=None)


def keep(write: Callable[[], object]) -> None:
    """Write what stays though the form around it is taken back (`once`): that somebody has looked."""
    write()
    kept = _kept.get()
    if kept is not None:
        kept.append(write)


def once(view: View) -> View:
    """Let each form of a view act once, however often it is sent.

    The form carries `{% once %}`. The first post that leads somewhere (a redirect) stores where, in the
    transaction of what it did; a second one with the same token is led to the same place and does
    nothing. A post that was refused or had faults leaves the token unused, and nothing but what `keep`
    wrote. Raises Malformed for a post without a token.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        token = request.POST.get("once", "")
        if not 20 <= len(token) <= 64:
            what, mend = (
                _("The form came without its token."),
                _("Open the page again and send the form from it."),
            )
            raise Malformed([Problem("once", None, what, mend)])
        kept: list[Callable[[], object]] = []
        outer, stands = _kept.set(kept), False
        try:
            with transaction.atomic():
                _row, first = Once.objects.get_or_create(token=token, defaults={"used_at": clock.now()})
                if not first:
                    return HttpResponseRedirect(Once.objects.get(token=token).answer)
                response = view(request, *args, **kwargs)
                if isinstance(response, HttpResponseRedirect):
                    Once.objects.filter(token=token).update(answer=response.url)
                    stands = True
                else:
                    transaction.set_rollback(True)
            return response
        finally:
            _kept.reset(outer)
            if not stands:
                for write in kept:
                    write()

    guarded.acts_once = True  # type: ignore[attr-defined]  # tests/doors asks every view that writes
    return guarded

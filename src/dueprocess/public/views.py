"""What everyone may see: how to complain, the rules, the record and how to check it.

Knows extracts only. Must not know any model, any case or who is asking.
"""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dueprocess.cases.plan import extracts as plans
from dueprocess.core.rulebook.prose import Section
from dueprocess.kit import clock, http
from dueprocess.ledger import extracts as ledger
from dueprocess.public import archive
from dueprocess.public import verifier as verifiers
from dueprocess.rules import extracts as rules

FINAL = re.compile(r"tile/(?:entries/|\d+/)(?:x\d{3}/)*\d{3}")  # a full tile never changes again
LONGEST = 200  # letters of a path; what is longer names no file of a log
FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=5"
SANDBOX = (
    "sandbox allow-scripts allow-forms; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; worker-src blob:; connect-src http: https:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)  # the page itself names the hashes of its one style and two scripts, and both policies hold
NARROW = 6  # columns that still read as a table; more are told as a list of entries
LONG = 12  # rows from which on a part has a list of contents
DUTIES = "duties"  # the part that also tells what was done
BY_STAGE = "steps"  # the part that is too long for one page: it has one for each stage

ABOUT = {
    "stages": _("Where a case can stand, and how it moves on."),
    "steps": _("Everything that can be done, who may do it, and what follows."),
    "deadlines": _("How long each of us has, counted from what, and what happens if we are late."),
    "powers": _("Each party and officer: what they may take, and what binds them."),
    "bodies": _("Who sits on them, how many must be there, and how they decide."),
    "conflicts": _("Who may not see, speak or vote because they are too close."),
    "facts": _("What is asked and recorded because something depends on it."),
    "measures": _("What can be ordered for a time, before anything is decided."),
    "sanctions": _("What can follow when something is proved, and for how long."),
    "pauses": _("When time stands still, and for how long at most."),
    "duties": _("What we owe beside single cases."),
    "standing": _("What the register may say of a person, and which version an open case follows."),
    "guidance": _("What whoever decides has to keep in mind."),
    "time": _("Working days, holidays and when a message counts as received."),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """How to complain, what then happens, and the way back in."""
    context = {"rules": rules.in_force(clock.now()), "plan": bool(plans.public_plans())}
    return render(request, "public/home.html", context)


@require_safe
def backlog(request: HttpRequest) -> HttpResponse:
    """How the backlog with which we began is being cleared: numbers, week by week."""
    found = plans.public_plans()
    if not found:
        raise Http404
    return render(request, "public/backlog.html", {"plan": found[0], "plans": found})


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The rulebook as a diagram, and the way to each of its parts in words."""
    page = rules.in_force(clock.now(), link=_to_stage)
    beside = rules.in_force(clock.now(), stacked=False, link=_to_stage)
    context = {
        "rules": page,
        # Two drawings, of which the style sheet shows the one that fits: no name may occur twice on a page.
        "beside_diagram": beside.diagram.replace("way-", "beside-") if beside else "",
        "parts": [(each.id, each.title, ABOUT.get(each.id, ""), len(each.rows)) for each in _sections(page)],
        "codes": rules.codes(),
        "guidance": rules.guidance(clock.now().date()),
        "requirements": rules.requirements(clock.now().date()),
        "still": rules.still(),
        "coming": [each for each in rules.versions(clock.now()) if each.state == "comes"],
    }
    return render(request, "public/how.html", context)


def _to_stage(stage: str) -> str:
    return reverse("public:stage", args=[stage])


@require_safe
def part(request: HttpRequest, part: str) -> HttpResponse:
    """One part of the rulebook in words: its deadlines, its sanctions; of the steps, the list of contents."""
    page = rules.in_force(clock.now())
    found = next((each for each in _sections(page) if each.id == part), None)
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "rules": page,
        "part": found,
        "about": ABOUT.get(found.id, ""),
        "parts": _parts(page),
    }
    if part == BY_STAGE:
        return render(request, "public/steps.html", context | {"way": rules.way(clock.now())})
    if part == DUTIES:
        context["told"] = rules.public_duties(clock.now())
    titles = ["", *(str(row[0]).partition("\n")[0] for row in found.rows)]
    context |= {
        "narrow": len(found.head) <= NARROW,
        "contents": [(n, title) for n, title in enumerate(titles) if n and title != titles[n - 1]],
        "long": len(found.rows) > LONG,
        "rows": [list(zip(found.head, row, strict=True)) for row in found.rows],
    }
    return render(request, "public/part.html", context)


@require_safe
def stage(request: HttpRequest, stage: str) -> HttpResponse:
    """What can be done in one stage: by whom, by when, with what, and what follows."""
    page, way = rules.in_force(clock.now()), rules.way(clock.now())
    place = next((n for n, each in enumerate(way) if each.id == stage), None)
    if place is None:
        raise Http404
    context = {
        "rules": page, "stage": way[place], "parts": _parts(page),
        "before": way[place - 1] if place else None,
        "after": way[place + 1] if place + 1 < len(way) else None,
    }  # fmt: skip
    return render(request, "public/stage.html", context)


def _parts(page: rules.RulesPage | None) -> list[tuple[str, str]]:
    return [(each.id, each.title) for each in _sections(page)]


def _sections(page: rules.RulesPage | None) -> tuple[Section, ...]:
    return page.sections if page else ()


@require_safe
def rulebook_text(request: HttpRequest) -> HttpResponse:
    """The rulebook as it was adopted, byte for byte, so that its hash can be checked; `?version=` names the
    hash of another version that was adopted."""
    asked = request.GET.get("version", "")
    page = rules.version(asked) if asked else rules.in_force(clock.now())
    if page is None:
        raise Http404
    response = HttpResponse(page.text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="rulebook.toml"'
    return response


@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """A code of conduct with all its versions: the one in force on the day of the conduct counts."""
    page = rules.code(code, clock.now().date())
    if page is None:
        raise Http404
    return render(request, "public/code.html", {"code": page})


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """The sanctions guidance that holds: what follows from which type of breach."""
    page = rules.guidance(clock.now().date())
    if page is None:
        raise Http404
    return render(request, "public/guidance.html", {"guidance": page})


@require_safe
def requirements(request: HttpRequest) -> HttpResponse:
    """The training requirements that hold: who has to have learned what, by when, and what follows."""
    page = rules.requirements(clock.now().date())
    if page is None:
        raise Http404
    return render(request, "public/requirements.html", {"requirements": page})


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The record: how far it reaches, who watches it, and how to check it."""
    found = ledger.record()
    address = request.build_absolute_uri("/record/log")
    seen = [(each, round(1000 * each.size / max(found.size, 1))) for each in found.witnesses] if found else []
    whom = f"--key '{found.key}'" if found and not found.changed_key else "--policy policy"
    context = {
        "record": found,
        "address": address,
        "seen": seen,
        "whom": whom,
        "fingerprint": ledger.fingerprint(found.key) if found else "",
        "page_sha256": verifiers.sha256(verifiers.PAGE),
        "program_sha256": verifiers.sha256(verifiers.PROGRAM),
    }
    return render(request, "public/record.html", context)


@require_safe
def log_file(request: HttpRequest, path: str) -> HttpResponse:
    """One published file of the log, as it lies on the disk."""
    content = ledger.published(path) if len(path) <= LONGEST else None
    if content is None:
        response = http.not_found(request)  # that a file is missing may be read from elsewhere too
    else:
        kind = "application/octet-stream" if path.startswith("tile/") else "text/plain; charset=utf-8"
        response = HttpResponse(content, content_type=kind)
        response["Cache-Control"] = FOR_EVER if FINAL.fullmatch(path) else FOR_NOW
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def log_archive(request: HttpRequest) -> StreamingHttpResponse:
    """All published files of the log in one, to be checked without a connection."""
    if ledger.published("checkpoint") is None:
        raise Http404
    response = StreamingHttpResponse(archive.pieces(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="log.zip"'
    response["Cache-Control"] = FOR_NOW
    return response


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The one-file verifier as a program. Whoever doubts us takes it from somebody else."""
    response = HttpResponse(verifiers.content(verifiers.PROGRAM), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@require_safe
def verifier_page(request: HttpRequest) -> HttpResponse:
    """The one-file verifier as a page, to be kept or to be used at once. It runs in a sandbox, as though it
    were another site's: it has its own content policy, which lets it read a log at any address."""
    response = HttpResponse(verifiers.content(verifiers.PAGE), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="verify.html"'
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = FOR_NOW
    return response

"""Writing a complaint, page by page. Nothing typed is lost; nothing is sent before the last page.

Knows the draft and the forms. Must not know any rule: what the opening step asks comes from `cases.extracts`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dueprocess.cases import extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit.components import mended
from dueprocess.kit.fields import whole
from dueprocess.people import extracts as people
from dueprocess.portal import drafts, forms
from dueprocess.portal.drafts import Writing

View = Callable[[HttpRequest, Writing], HttpResponse]
PARTS = (
    ("what", gettext_lazy("What happened")),
    ("whom", gettext_lazy("Who was affected")),
    ("who", gettext_lazy("Who it is about")),
    ("files", gettext_lazy("What shows it")),
    ("you", gettext_lazy("You")),
    ("review", gettext_lazy("Check and send")),
)


TYPED = frozenset({"what", "whom", "who", "attach", "you"})
"""The pages on which somebody types; what they send is kept even where their draft is gone."""


def drafted(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Open the draft for a page; one that was sent goes to its code.

    Whoever has none begins at the beginning. A page that was typed while the draft ran out, or whose cookie
    was lost, begins a new one instead: no word is thrown away.
    """

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        writing = drafts.of(request)
        if writing is None and request.method == "POST" and view.__name__ in TYPED:
            writing = drafts.begin()
            response = view(request, writing)
            drafts.give(response, writing)
            return response
        if writing is None:
            return redirect("portal:start")
        if "sent" in writing.parts and view.__name__ != "sent":
            return redirect("portal:sent")
        return view(request, writing)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say what will be asked and what happens with it; begin. A code that was not yet kept comes first."""
    writing = drafts.of(request)
    unkept = writing is not None and "sent" in writing.parts
    if request.method == "POST":
        if unkept:
            return redirect("portal:sent")
        writing = writing or drafts.begin()
        response = redirect("portal:what")
        drafts.give(response, writing)
        return response
    context = {"draft": writing, "unkept": unkept, "open": _takes_complaints()}
    return render(request, "portal/complain/start.html", context)


def units() -> list[tuple[str, str]]:
    """The parts of the organisation, as a tree; none where there is but one."""
    found = people.units()
    return [(str(each.pk), "\u2003" * each.depth + each.name) for each in found] if len(found) > 1 else []


def _takes_complaints() -> bool:
    try:
        extracts.intake()
    except Refused:  # no rulebook is in force yet
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def what(request: HttpRequest, writing: Writing) -> HttpResponse:
    """What happened."""
    form = forms.What(extracts.intake(), units(), _sent(request))
    return _plain(request, "what", writing, form)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def whom(request: HttpRequest, writing: Writing) -> HttpResponse:
    """To whom it happened, and whether somebody is at risk."""
    return _plain(request, "whom", writing, forms.Whom(extracts.intake(), _sent(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def who(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Who it is about: one after another, as many as it takes."""
    about: list[dict[str, str]] = writing.parts.setdefault("who", [])
    form = forms.Who(_sent(request))
    if request.method == "POST":
        _keep(writing, "who_typed", request, list(form.fields))
        if "remove" in request.POST:
            place = whole(request.POST["remove"])
            if place is not None and place < len(about):
                del about[place]
                writing.save()
            return redirect("portal:who")
        if early := _only_kept(request, "who"):
            return early
        single = any(request.POST.get(name) for name in ONE)
        listed = bool(request.POST.get("several", "").strip())
        if about and not single and not listed:
            return _onward(request, "who")
        sound = form.is_valid() or (listed and not single)
        if sound and _name(form, about, single=single):
            del writing.parts["who_typed"]
            writing.save()
            return redirect("portal:who") if "another" in request.POST else _onward(request, "who")
    else:
        form.initial = forms.shown(form, writing.parts.get("who_typed", {}))
    labels = dict(forms.Who.base_fields["kind"].choices)  # type: ignore[attr-defined]
    named = [each | {"label": each["name"] or labels.get(each["kind"], "")} for each in about]
    return page(request, "who", writing, form=form, about=named)


ONE = ("kind", "name", "details")


def _name(form: forms.Who, about: list[dict[str, str]], *, single: bool) -> bool:
    """Put those that were named into the list, each once; False where one complaint does not take so many."""
    named = [{name: form.cleaned_data[name] for name in ONE}] if single else []
    named += [{"kind": forms.PERSON, "name": line, "details": ""} for line in form.cleaned_data["several"]]
    new = [one for one in named if one not in about]
    if len(about) + len(new) > forms.MOST_NAMED:
        fault = _("One complaint names {most} at most. Write the others into what happened.")
        form.add_error("several", fault.format(most=forms.MOST_NAMED))
        return False
    about += new
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def attach(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Who else saw it, and files, each judged when it comes: one that is not taken does not hold up the
    others."""
    form = forms.Files(request.POST, request.FILES) if request.method == "POST" else forms.Files()
    if request.method != "POST":
        form.initial = forms.shown(form, writing.parts.get("files", {}))
        return page(request, "files", writing, form=form)
    if "witnesses" in request.POST:
        _keep(writing, "files", request, list(form.fields))
    if "remove" in request.POST:
        if (gone := whole(request.POST["remove"])) is not None:
            writing.detach(gone)
        return redirect("portal:files")
    if form.is_valid():
        for upload in form.cleaned_data["attached"]:
            try:
                writing.attach(upload.name, upload.chunks())
            except Malformed as error:
                form.add_error("attached", f"{upload.name}: {mended(error.problems[0])}")
        if form.is_valid():
            if "another" in request.POST:
                return redirect("portal:files")
            return _only_kept(request, "files") or _onward(request, "files")
    return page(request, "files", writing, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted
def you(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Who complains, as far as they want to say."""
    return _plain(request, "you", writing, forms.You(extracts.intake(), _sent(request)))


def _plain(request: HttpRequest, part: str, writing: Writing, form: Any) -> HttpResponse:
    """A page that is nothing but its form."""
    if request.method == "POST":
        _keep(writing, part, request, list(form.fields))
        if early := _only_kept(request, part):
            return early
        if form.is_valid():
            return _onward(request, part)
    else:
        form.initial = forms.shown(form, writing.parts.get(part, {}))
    return page(request, part, writing, form=form)


def _sent(request: HttpRequest) -> Any:
    """What a form was sent with: also nothing at all."""
    return request.POST if request.method == "POST" else None


def _only_kept(request: HttpRequest, part: str) -> HttpResponse | None:
    """The answer where somebody only wants to keep what is typed: their browser by itself, or the button."""
    if request.headers.get("X-Keep"):
        return HttpResponse(status=204)
    return redirect(f"portal:{part}") if "keep" in request.POST else None


def _onward(request: HttpRequest, part: str) -> HttpResponse:
    """The next page, or the last one for whoever came from there to change something."""
    names = [name for name, _title in PARTS]
    return redirect("portal:review" if "again" in request.GET else f"portal:{names[names.index(part) + 1]}")


def _keep(writing: Writing, part: str, request: HttpRequest, names: list[str]) -> None:
    """Keep what was typed before it is judged: a fault on the page loses no word."""
    boxes = ("_day", "_month", "_year")
    known = {*names, *(f"{name}{box}" for name in names for box in boxes)}
    kept = {name: request.POST[name] for name in request.POST if name in known}
    writing.parts[part] = kept
    writing.save()


def page(request: HttpRequest, part: str, writing: Writing, **context: Any) -> HttpResponse:
    """One page of the complaint, with the way through all of them above it."""
    names = [name for name, _title in PARTS]
    place = names.index(part)
    context |= {
        "parts": [
            (name, title, "done" if n < place else "here" if n == place else "")
            for n, (name, title) in enumerate(PARTS)
        ],
        "number": place + 1,
        "of": len(PARTS),
        "before": f"portal:{names[place - 1]}" if place else "portal:start",
        "attached": writing.attached(),
        "again": "again" in request.GET,
        "kept_at": writing.row.changed_at if writing.row else None,
        "days": drafts.KEPT.days,
    }
    return render(request, f"portal/complain/{part}.html", context)

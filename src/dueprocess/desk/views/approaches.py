"""The register of approaches: the list, one approach, and what is entered. Nobody else is asked before, so it
works past one's own manager. The wall says who reads what; entering needs no sight of any case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases.approaches import actions, extracts
from dueprocess.cases.approaches.models import Kind, Told
from dueprocess.cases.mailbox.actions import forwarding
from dueprocess.desk import approach_forms as forms
from dueprocess.desk.access import held, me, staff
from dueprocess.desk.asking import answer
from dueprocess.docket import extracts as files
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import APPROACH
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.kit.downloads import download
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, denied, once
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules

PROTOCOL = "protocol"
"""The id of the code that says who may ask what, as shipped: adopted and published like a code of conduct."""
BLANK = ("who", "words", "asked", "done", "kind", "told", "why")
"""What whoever forwarded a message has to say of it; its words too, which the person named reads."""
NEW, FORM = "desk/approaches/new.html", "desk/approaches/form.html"


@require_safe
@staff
def every(request: HttpRequest) -> HttpResponse:
    """The register, as far as its reader may see it."""
    only, case = request.GET.get("only", ""), request.GET.get("case", "")
    page = whole(request.GET.get("page", "")) or 1
    context = {
        "register": extracts.register(me(request), only=only, case=case, page=page),
        "tally": extracts.tally(me(request)),
        "only": only,
        "case": case,
        "kinds": Kind.choices,
        "oversees": Power.OVERSEE in held(request),
    }
    return render(request, "desk/approaches/every.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def new(request: HttpRequest) -> HttpResponse:
    """Enter an approach: one page, and it stands there."""
    form = forms.Approach(
        request.POST or None, today=timezone.localdate(clock.now()), about=request.GET.get("case", "")[:40]
    )
    protocol = rules.code(PROTOCOL, timezone.localdate(clock.now())) is not None
    if request.method != "POST":
        return render(request, NEW, {"form": form, "protocol": protocol, "mail": forwarding.address()})
    return answer(
        request, form, lambda: actions.enter(entry=form.entry(), by=Actor(person=me(request))),
        _("It is entered. Oversight is told."), lambda act: ("desk:approach", act.docket.number), page=NEW,
        protocol=protocol, mail=forwarding.address(),
    )  # fmt: skip


def _open(request: HttpRequest, number: str) -> tuple[Docket, extracts.ApproachPage]:
    docket = wall.open(number, me(request), _("in the register of approaches"), what=APPROACH)
    if docket.kind != APPROACH or docket.key_wrapped is None:
        raise Hidden("no approach, or its words were erased")
    return docket, extracts.page(docket, me(request))


@require_safe
@staff
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One approach with all its entries, the first words first."""
    _docket, page = _open(request, number)
    return render(request, "desk/approaches/one.html", {"approach": page})


@require_safe
@staff
def file(request: HttpRequest, number: str, n: int, file: int) -> StreamingHttpResponse:
    """One file of what was forwarded, opened; always as a download."""
    docket = wall.open(
        number, me(request), _("in the register of approaches"), what=f"{APPROACH} file {n}/{file}"
    )
    if docket.kind != APPROACH:
        raise Hidden("no approach")
    line, content = files.file_bytes(docket, n, file)
    return download(content, line.name, line.size)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def amend(request: HttpRequest, number: str) -> HttpResponse:
    """A further entry that says what of the first was wrong."""
    docket, page = _open(request, number)
    if not page.may_add:
        raise denied(_("Only who entered it, and oversight, add something to it."))
    completes = page.line.forwarded
    now = {name: value for name, value in page.now.items() if not completes or name not in BLANK}
    form = forms.Amended(
        request.POST or None, today=timezone.localdate(clock.now()), forwarded=completes, initial=now
    )
    return answer(
        request, form,
        lambda: actions.amend(
            docket=docket, entry=form.entry(), wrong=form.cleaned_data.get("wrong", ""),
            by=Actor(person=me(request)), length=whole(request.POST.get("length", "")) or 0,
        ),
        _("The correction stands beside the entry."), lambda _act: ("desk:approach", number), page=FORM,
        title=_("Complete what you forwarded") if completes else _("Correct it by a further entry"),
        button=_("Enter it") if completes else _("Enter the correction"), approach=page,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """What the person named replied, as it reached the desk."""
    docket, page = _open(request, number)
    if not page.may_add:
        raise denied(_("Only who entered it, and oversight, add something to it."))
    form = forms.Reply(request.POST or None, initial={"on": timezone.localdate(clock.now())})
    return answer(
        request, form,
        lambda: actions.reply(
            docket=docket, text=form.cleaned_data["text"], on=form.cleaned_data["on"],
            by=Actor(person=me(request)), length=whole(request.POST.get("length", "")) or 0,
        ),
        _("The reply stands beside the entry."), lambda _act: ("desk:approach", number), page=FORM,
        title=_("Enter what the person named replied"), button=_("Enter the reply"), approach=page,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def weigh(request: HttpRequest, number: str) -> HttpResponse:
    """What oversight says to it."""
    docket, page = _open(request, number)
    if Power.OVERSEE not in held(request):
        raise denied(_("Oversight says what follows from it."))
    form = forms.Weighed(request.POST or None, initial={"told": page.told})
    return answer(
        request, form,
        lambda: actions.weigh(
            docket=docket, follows=form.cleaned_data["follows"], told=Told(form.cleaned_data["told"]),
            by=Actor(person=me(request)), length=whole(request.POST.get("length", "")) or 0,
        ),
        _("It is written down what follows."), lambda _act: ("desk:approach", number), page=FORM,
        title=_("Say what follows"), button=_("Write it down"), approach=page,
    )  # fmt: skip

"""Complaints that read alike: the groups of them, those like one, and joining what belongs together.

What looks alike is shown with what differs; that it belongs together, people decide.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.cases import actions, extracts
from dueprocess.cases.extracts import AlikeLine, CasePage
from dueprocess.core.errors import Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import fields
from dueprocess.kit.http import Hidden, once

PAGE, CHECK = "desk/case/alike.html", "desk/case/alike_check.html"
TICKED = 90
"""From this likeness on a complaint is ticked already: nearly every word is the same."""


class Together(fields.Form):
    """Which of the cases that read alike belong into this one, and why."""

    def __init__(self, lines: list[AlikeLine], steps: tuple[tuple[str, str], ...], *args: Any) -> None:
        super().__init__(*args)
        self.fields["others"] = fields.CheckboxesField(
            label=_("Which of them belong into this case?"),
            hint=_("Those in which nearly every word is the same are ticked. Look at what differs."),
            options=[
                fields.Option(each.number, each.code_name or each.number, _told(each)) for each in lines
            ],
            initial=[each.number for each in lines if each.percent >= TICKED],
        )
        if len(steps) > 1:
            self.fields["step"] = fields.RadiosField(label=_("By which step?"), options=list(steps))
        self.fields["reason"] = fields.LongTextField(
            label=_("Why do they belong together?"), rows=3,
            hint=_("It stands in the record of each, and goes to nobody by itself."),
        )  # fmt: skip


def _told(line: AlikeLine) -> str:
    """What is the same and what differs, in one line."""
    parts = [_same(line)]
    if line.complaints > 1:
        parts.append(_("{n} complaints are joined in it.").format(n=line.complaints))
    if line.only_here:
        parts.append(_("Only here: {words}.").format(words=", ".join(line.only_here)))
    if line.only_there:
        parts.append(_("Not here: {words}.").format(words=", ".join(line.only_there)))
    if not (line.only_here or line.only_there):
        parts.append(_("No word differs; their order may."))
    return " ".join(parts)


def _same(line: AlikeLine) -> str:
    return _("{n} of 100 different words are the same.").format(n=line.percent)


@require_safe
@staff
def groups(request: HttpRequest) -> HttpResponse:
    """Open cases whose complaints read alike, among those the reader may see."""
    found = extracts.alike_groups(me(request), cursor=request.GET.get("after", ""))
    return render(request, "desk/alike.html", {"found": found, "cursor": request.GET.get("after", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def one(request: HttpRequest, number: str) -> HttpResponse:
    """The open cases that read like this one; whoever may join cases joins those chosen by one decision."""
    docket, page = _open(request, number)
    lines = list(extracts.alike_to(docket, me(request)))
    _looked(request, lines)
    steps = extracts.joining_steps(page)
    able = [each for each in lines if each.may_join]
    form = Together(able, steps, request.POST or None)
    context = {
        "case": page, "docket": page.docket, "lines": lines, "able": able, "steps": steps,
        "waiting": extracts.joinings(docket),
    }  # fmt: skip
    if request.method != "POST" or not steps:
        return ask(request, form, page=PAGE, **context)

    def act() -> Any:
        typed = form.cleaned_data
        chosen = [extracts.case_behind(each, me(request)) for each in typed["others"]]
        return actions.join_together(
            into=docket, others=chosen, step=typed.get("step") or steps[0][0], by=me(request),
            reason=typed["reason"],
        )  # fmt: skip

    def told() -> Told:
        chosen = [each for each in able if each.number in form.cleaned_data["others"]]
        rows = [
            (_("Into"), page.code_name or page.docket.number),
            (_("What comes in"), "\n".join(each.code_name or each.number for each in chosen)),
            (_("Why"), form.cleaned_data["reason"]),
        ]
        return Told(rows, _("What it changes"), _consequence(len(chosen)))

    return answer(
        request, form, act, _("Decided. The cases are joined one after another."),
        lambda made: ("desk:joining", docket.number, made.pk), told=told, page=PAGE, check=CHECK,
        do=_("Join them"), **context,
    )  # fmt: skip


def _consequence(n: int) -> list[str]:
    return [
        ngettext(
            "One case comes to its end, and its complaint goes on here.",
            "{n} cases come to their ends, and their complaints go on here.",
            n,
        ).format(n=n),
        _("Each complaint keeps its number, its clock and its receipt code."),
        _("Whoever complained is told by the letter that the rules provide."),
        _("The figures count one case, and as many complaints as came in."),
        _("There is no taking back: what was joined is taken apart only by the steps that the rules have."),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def into_one(request: HttpRequest, number: str, into: str) -> HttpResponse:
    """Join this case into another that reads like it, at once: a further copy of a letter that came often."""
    docket, _page = _open(request, number)
    target = wall.open(into, me(request), _("to join a case into it"), what="alike")
    lines = extracts.alike_to(target, me(request), only=docket)
    page = extracts.case_page(target, viewer=Actor(person=me(request)))
    steps = extracts.joining_steps(page)
    if not lines or target.pk == docket.pk:
        raise Hidden("they do not read alike")
    if not steps:
        why = _("The rules give you no step now by which a case is joined into that one.")
        raise Refused("no_step", why, None)
    reason = _("It reads like the complaints of that case. {same}").format(same=_same(lines[0]))
    form = Into(request.POST or None, initial={"reason": reason})
    context: dict[str, Any] = {
        "case": page,
        "docket": page.docket,
        "title": _("Join it into this case"),
        "says": _told(lines[0]),
    }

    def act() -> Any:
        return actions.join_case(
            into=target, other=docket, step=steps[0][0], leave=extracts.way_to_join(docket, me(request)),
            by=Actor(person=me(request)), role=extracts.role_for(target, steps[0][0], me(request)),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip

    if request.method != "POST":
        return ask(request, form, page="desk/case/note.html", **context)
    return answer(
        request, form, act, _("Joined. The old numbers still lead here."),
        lambda made: ("desk:case", target.number), page="desk/case/note.html", **context,
    )  # fmt: skip


class Into(fields.Form):
    """Why a further copy belongs into the case of the others."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"] = fields.LongTextField(label=_("Why do they belong together?"), rows=3)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def joining(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """How far a decision to join several cases is; where it stands still, whoever may join lets it go on."""
    docket, page = _open(request, number)
    shown = extracts.joining(docket, pk, me(request))
    may = bool(extracts.joining_steps(page))
    if request.method == "POST" and may and shown.stopped:
        without = [each.pk for each in shown.stopped if f"without_{each.pk}" in request.POST]
        actions.go_on(docket.joinings.get(pk=pk), without=without)
        messages.success(request, _("It goes on."))
        return redirect("desk:joining", number=docket.number, pk=pk)
    context = {"case": page, "docket": page.docket, "joining": shown, "may": may}
    return render(request, "desk/case/joining.html", context)


def _open(request: HttpRequest, number: str) -> tuple[Docket, CasePage]:
    docket = wall.open(number, me(request), _("to see which complaints read alike"), what="alike")
    return docket, extracts.case_page(docket, viewer=Actor(person=me(request)), fresh=True)


def _looked(request: HttpRequest, lines: list[AlikeLine]) -> None:
    """Write in the read journal of each case that words of it were shown."""
    for docket in Docket.objects.filter(number__in=[each.number for each in lines]):
        wall.looked(docket, me(request), "alike", _("to see which complaints read alike"))

"""Adopting a rulebook or a code of conduct, or a further version: checked whole, shown with what it changes,
proposed by one person and agreed to by a second one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import telling
from dueprocess.desk.access import holding, me
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.docket import extracts as dockets
from dueprocess.docket.extracts import retention
from dueprocess.kit import clock, fields
from dueprocess.kit.components import absolute, located, worded
from dueprocess.kit.http import Hidden, once
from dueprocess.people.models import Power
from dueprocess.rules import actions
from dueprocess.rules import extracts as rules
from dueprocess.rules.actions import MAY_SETTLE
from dueprocess.rules.adoptable import (
    ADOPTABLE,
    CODE,
    GUIDANCE,
    LETTERS,
    PLAN,
    REQUIREMENTS,
    RETENTION,
    RULEBOOK,
)

PAGE, CHECK = "desk/adopt.html", "desk/adopt_check.html"
MOST = 1_000_000
"""Bytes of the largest text; the longest shipped rulebook has a tenth of it."""


class Adopt(fields.Form):
    """What is adopted, by whom, when and from when. The text comes as a file and then goes along."""

    what = fields.RadiosField(
        label=gettext_lazy("What is adopted?"),
        options=[(each.name, each.asked) for each in ADOPTABLE.values()],
    )
    file = fields.FilesField(label=gettext_lazy("Its text, as a TOML file"), most=1)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    body = fields.TextField(label=gettext_lazy("Which body adopted it?"), max_length=200)
    adopted_on = fields.DateField(label=gettext_lazy("On which day?"))
    in_force_from = fields.DateField(
        label=gettext_lazy("From which day is it in force?"), required=False,
        hint=gettext_lazy(
            "Of a rulebook. Empty: from the day on which a second person agrees. A code says it itself."
        ),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for a text, and let no rulebook govern cases that were opened before it was entered."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        typed["text"] = (typed.get("text") or "").replace("\r\n", "\n")
        if not typed["text"] and "file" not in self.errors:
            self.add_error("file", _("Choose the file. It is text in UTF-8, of at most 1 MB."))
        today = clock.now().date()
        if typed.get("adopted_on") and typed["adopted_on"] > today:
            self.add_error("adopted_on", _("This day is still to come."))
        if typed.get("in_force_from") and typed["in_force_from"] < today:
            self.add_error("in_force_from", _("No rule works backwards: today is the earliest day."))
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ADOPT_RULES)
@once
def adopt(request: HttpRequest) -> HttpResponse:
    """Propose to adopt what a body decided. It counts when a second person agrees."""
    data = _sent(request) if request.method == "POST" else None
    form = Adopt(
        data,
        request.FILES or None,
        initial={"adopted_on": clock.now().date(), "what": request.GET.get("what")},
    )
    context: dict[str, Any] = {"title": _("Adopt rules"), "kept": bool(data and data.get("text"))}
    if request.method != "POST":
        return ask(request, form, page=PAGE, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return actions.propose_adoption(
            what=typed["what"], text=typed["text"], adopted_by=typed["body"], adopted_on=typed["adopted_on"],
            in_force_from=typed["in_force_from"], by=me(request),
        )  # fmt: skip

    def to(made: Any) -> tuple[str, int]:
        telling.others(request, *MAY_SETTLE, path=reverse("desk:rules"))
        return "desk:adoption", made.pk

    def changed() -> str:
        return rules.changed_lines(form.cleaned_data["text"], form.cleaned_data["what"])

    return answer(
        request, form, act, _("Proposed. It counts when a second person has agreed."), to,
        told=lambda: _told(form), page=PAGE, check=CHECK, do=_("Propose it"), changed=changed, **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*MAY_SETTLE)
@once
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person proposed to adopt, what it changes, and the second person's yes or no."""
    shown = next(iter(rules.adoptions(pk)), None)
    if shown is None:
        raise Hidden("no such proposal")
    context: dict[str, Any] = {"adoption": shown, "mine": shown.proposer == me(request).pk}
    if request.method == "POST":
        try:
            done = actions.settle_adoption(proposal=pk, agree="agree" in request.POST, by=me(request))
        except Malformed as error:
            context["faults"] = [located(each) for each in error.problems]
        except Refused as error:
            context["faults"] = [worded(error.reason)]
        else:
            messages.success(
                request, _("Agreed. It is adopted.") if done.agreed else _("Declined. Nothing changed.")
            )
            return redirect("desk:rules")
    if shown.state == "proposed":
        context["changed"] = rules.changed_lines(shown.text, shown.what)
        context["lines"] = _what_changes(shown.what, shown.text)
    return render(request, "desk/adoption.html", context)


def _told(form: Adopt) -> Told:
    typed = form.cleaned_data
    read = _READS.get(typed["what"], rules.read_rulebook)
    found, changes = read(typed["text"]), _what_changes(typed["what"], typed["text"])
    rows = [
        (_("Title"), found.title), (_("Version"), found.version), (_("Fingerprint of the text"), found.hash),
        (_("Adopted by"), typed["body"]), (_("Adopted on"), absolute(typed["adopted_on"])),
    ]  # fmt: skip
    if found.in_force:  # a code says itself from when
        days = (f"{name}: {absolute(day)}" for name, day in found.in_force)
        rows.append((_("In force from"), "\n".join(days)))
    elif ADOPTABLE[typed["what"]].governs:
        first = typed["in_force_from"]
        rows.append((_("In force from"), absolute(first) if first else _("the day on which it is agreed to")))
    return Told(rows, _("What it changes"), changes)


def _what_changes(what: str, text: str) -> list[str]:
    """What a text changes once it is adopted; each sort of text has its own lines in `_CHANGES`."""
    return _CHANGES[what](text)


def _schedule_lines(text: str) -> list[str]:
    """What a retention schedule would erase earlier than the one that holds; that comes first."""
    shorter = retention.would_change(text)
    return [
        *shorter,
        *([] if shorter else [_("Nothing is erased earlier by it than before.")]),
        _("It holds for everything that is closed, at once, and erases nothing for four weeks."),
    ]


def _letters_lines(_text: str) -> list[str]:
    return [_("Every letter that is written from then on is by it. Letters that have gone out stay.")]


def _guidance_lines(_text: str) -> list[str]:
    return [_("Every decision that is written down from then on is by it. Those before keep theirs.")]


def _requirement_lines(text: str) -> list[str]:
    """What training requirements ask that they did not before, or no more."""
    found = rules.read_requirements(text)
    return [
        *found.warnings,
        _("They hold from today. Whoever they bind anew has the whole time from today, and nobody less."),
    ]


def _code_lines(_text: str) -> list[str]:
    return [_("Conduct is judged by the version in force on its day. Allegations already made keep theirs.")]


def _rulebook_lines(text: str) -> list[str]:
    """What a rulebook changes once it is in force, as things stand, and what `check` warns of."""
    cases = _open_cases(dockets.coming(text))
    return [_("Cases opened from that day on are under it."), *cases, *_warnings(text)]


def _plan_lines(text: str) -> list[str]:
    return [_("A plan that is begun from that day on is under it."), *_warnings(text)]


def _warnings(text: str) -> list[str]:
    said = _("Look at this: {warning}")
    return [said.format(warning=each) for each in rules.read_rulebook(text).warnings]


_READS: Mapping[str, Callable[[str], rules.Proposed]] = {
    CODE: rules.read_code,
    RETENTION: rules.read_schedule,
    LETTERS: rules.read_letters,
    GUIDANCE: rules.read_guidance,
    REQUIREMENTS: rules.read_requirements,
}
_CHANGES: Mapping[str, Callable[[str], list[str]]] = {
    RULEBOOK: _rulebook_lines,
    CODE: _code_lines,
    PLAN: _plan_lines,
    RETENTION: _schedule_lines,
    LETTERS: _letters_lines,
    GUIDANCE: _guidance_lines,
    REQUIREMENTS: _requirement_lines,
}


def _open_cases(coming: dockets.Coming | None) -> list[str]:
    """What happens to the cases that are open when it comes into force, counted as they stand today."""
    if coming is None or not coming.moves:
        said = [_("Cases that are open then stay under the version under which they were opened.")]
        if coming is not None:
            words = ngettext(
                "{n} case is open now under version {v}.",
                "{n} cases are open now under version {v}.",
                coming.cases,
            )
            said.append(words.format(v=coming.version, n=coming.cases))
            said += _at_once(coming)
        return said
    words = _("Open cases come to it on that day: {n} are open now under version {v}.")
    said = [words.format(n=coming.cases, v=coming.version)]
    if coming.at_once:
        said.append(_("It governs them at once."))
    else:
        said.append(_("The old version governs each until it leaves the stage at which it stands."))
        said += _at_once(coming)
    said.append(_("No deadline that runs becomes earlier by that. Each case says so in an entry of its own."))
    for stage, n, place in coming.stages:
        if place:
            said.append(_("{n} at “{stage}”: comes to “{place}”.").format(n=n, stage=stage, place=place))
        else:
            said.append(_("{n} at “{stage}”: has no place, and stays as it is.").format(n=n, stage=stage))
    said += [_("Lost: {what}, in {n} cases.").format(what=what, n=n) for what, n in coming.lost]
    return said


def _at_once(coming: dockets.Coming) -> list[str]:
    """The steps that are read from the new version in open cases too."""
    if not coming.steps:
        return []
    return [
        _("In open cases too these are taken by it at once: {steps}.").format(steps=", ".join(coming.steps))
    ]


def _sent(request: HttpRequest) -> QueryDict:
    """What was typed, with the text of a file that came with it in the place of the one before."""
    data = request.POST.copy()
    for upload in request.FILES.getlist("file"):
        data["text"] = ""
        if upload.size is not None and upload.size <= MOST:
            try:
                data["text"] = upload.read().decode("utf-8")
            except UnicodeDecodeError:
                continue
    return data

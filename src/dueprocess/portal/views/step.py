"""A party's own step: a reply, comments, an appeal, a withdrawal. Written on one page, checked on the next,
and only then sent.

What is written is kept sealed under a key in the writer's browser, so that neither a fault nor a lost
connection costs a word. Must not know any rule: what the step asks comes from the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import MultipleHiddenInput
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases.present import extracts as present
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import forms as steps
from dueprocess.docket import house
from dueprocess.docket.actions import rehearse, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, fields
from dueprocess.kit.components import mended, worded
from dueprocess.kit.fields import whole
from dueprocess.kit.http import CROSSED, Hidden, once, typed
from dueprocess.portal import drafts
from dueprocess.portal.drafts import Attached, Writing
from dueprocess.portal.forms import shown
from dueprocess.portal.views.party import lost, mark, party

LEFT_OUT = frozenset({"csrfmiddlewaretoken", "once", "matter", "keep", "remove"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the draft, in the form that an upload has."""

    attached: Attached
    writing: Writing

    @property
    def name(self) -> str:
        """The name that its sender gave it, made safe."""
        return self.attached.name

    def chunks(self) -> Iterator[bytes]:
        """Its bytes."""
        return self.writing.chunks(self.attached)


@dataclass(slots=True)
class Sheet:
    """One step that a party is writing: whose it is (`me`), who writes it (`by`: they, or who acts for
    them), what the rulebook asks, and the draft of it."""

    docket: Docket
    me: Actor
    by: Actor
    asked: dockets.StepForm
    strand: int  # as the address has it: 0 for the only one
    writing: Writing | None = None

    @property
    def address(self) -> str:
        """Where it is written."""
        form = self.asked.form
        path = self._path("step")
        return f"{path}?{urlencode({'outcome': form.outcome})}" if form.outcome else path

    @property
    def check(self) -> str:
        """Where it is checked and sent."""
        form = self.asked.form
        path = self._path("check")
        return f"{path}?{urlencode({'outcome': form.outcome})}" if form.outcome else path

    @property
    def mine(self) -> bool:
        """Whether whoever writes it does so for themselves."""
        return self.me == self.by

    @property
    def home(self) -> str:
        """Where it leads when it is sent."""
        return reverse("portal:matter") if self.mine else reverse("portal:acting", args=[self.me.key])

    @property
    def mark(self) -> str:
        """What the form carries to say in which matter it is written."""
        return mark(self.docket.number, self.by.key or "")

    @property
    def for_whom(self) -> str:
        """The name of whoever it is written for, where that is somebody else."""
        return "" if self.mine else self.asked.names.get(self.me.key or "", "")

    def _path(self, page: str) -> str:
        if self.mine:
            return reverse(f"portal:{page}", args=[self.asked.form.step, self.strand])
        return reverse(f"portal:acting_{page}", args=[self.me.key, self.asked.form.step, self.strand])

    def kept(self) -> QueryDict | None:
        """What was typed last; None where nothing was."""
        written = self.writing.parts.get("typed") if self.writing else None
        return QueryDict(written) if written is not None else None

    @property
    def seal(self) -> str:
        """What the check page carries to say what was checked; it tells nothing to others."""
        return self.writing.seal if self.writing else ""

    def attached(self) -> list[Attached]:
        """The files added so far."""
        return self.writing.attached() if self.writing else []

    def form(self, data: Any = None, initial: Any = None) -> steps.StepForm:
        """The form, with the files of the draft as those that were sent."""
        held = [Kept(each, self.writing) for each in self.attached()] if self.writing else []
        files = MultiValueDict({"files": held}) if data is not None else None
        zone = timezone.get_current_timezone()
        asking = steps.Asking(
            who=self.asked.me, names=_names(self.asked), zone=zone, now=clock.now(), own=True
        )
        form = steps.make(self.asked.form, asking, data, files)
        if "persons" in form.fields:  # a party acts for nobody but themselves
            form.fields["persons"].widget = MultipleHiddenInput()
            form.fields["persons"].choices = [(self.asked.me, self.asked.me)]  # type: ignore[attr-defined]
            form.fields["persons"].initial = [self.asked.me]
            form.groups = [group for group in form.groups if group.names != ["persons"]]
        if "files" in form.fields:
            form.fields["files"].most = drafts.MOST_FILES  # type: ignore[attr-defined]
        if _wordless(form):
            tick = fields.TickField(
                label=_("I say no more than this"),
                hint=_("Tick it to send it without a word and without a file. You need not give reasons."),
            )
            form.put("wordless", tick)
        if initial is not None:
            form.initial = {name: value for name, value in shown(form, initial).items() if name != "files"}
        return form


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, step: str, strand: int, key: str = "") -> HttpResponse:
    """Write it, or (`key`) write it for somebody for whom they act. Sending this page keeps it and leads to
    the check page; nothing is taken yet."""
    sheet = _sheet(request, step, strand, key)
    if isinstance(sheet, HttpResponse):
        return sheet
    if request.method != "POST":
        return _ask(request, sheet, sheet.form(initial=sheet.kept()))
    sheet.writing = sheet.writing or drafts.begin(request, drafts.REPLIES, _about(sheet))
    response = _keep(request, sheet)
    drafts.give(response, sheet.writing)
    return response


def _keep(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Keep what was typed and sent, then judge it."""
    writing = sheet.writing
    assert writing is not None
    given = request.POST.copy()
    for name in LEFT_OUT:
        given.pop(name, None)
    if "length" in given:  # the form itself, not only a button beside it
        writing.parts["typed"] = given.urlencode()
        writing.save()
    if request.headers.get("X-Keep"):
        return HttpResponse(status=204)
    if "remove" in request.POST:
        if (gone := whole(request.POST["remove"])) is not None:
            writing.detach(gone)
        return redirect(sheet.address)
    faults = _attach(request, writing)
    form = sheet.form(given)
    for fault in faults:
        form.add_error("files", fault)
    if "keep" in request.POST and not faults:
        return redirect(sheet.address)
    if form.is_valid() and _speaks(form) and _would(sheet, form):
        return redirect(sheet.check)
    return _ask(request, sheet, form)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def check(request: HttpRequest, step: str, strand: int, key: str = "") -> HttpResponse:
    """Show all of it once more, and what will follow; then that, and nothing else, is sent, once."""
    sheet = _sheet(request, step, strand, key)
    if isinstance(sheet, HttpResponse):
        return sheet
    given = sheet.kept()
    if given is None or sheet.writing is None:
        return redirect(sheet.address)
    form = sheet.form(given)
    if not (form.is_valid() and _speaks(form)):
        return redirect(sheet.address)
    other = request.method == "POST" and request.POST.get("checked") != sheet.seal
    if request.method == "POST" and not other:
        return _send(request, sheet, form)
    begun = whole(str(given.get("length", "")))
    context = {
        "asked": sheet.asked.form, "rows": _rows(form), "attached": sheet.attached(),
        "length": sheet.asked.length, "mark": sheet.mark,
        "for_whom": sheet.for_whom,
        "address": sheet.address, "news": begun not in (None, sheet.asked.length),
        "seal": sheet.seal, "other": other,
    }  # fmt: skip
    return render(request, "portal/matter/check.html", context, status=409 if other else 200)


def _send(request: HttpRequest, sheet: Sheet, form: steps.StepForm) -> HttpResponse:
    length = whole(request.POST.get("length", ""))
    assert sheet.writing is not None
    needs = form.needs()
    if not sheet.mine:
        needs = replace(needs, introduces={**needs.introduces, house.THROUGH: sheet.by.key})
    try:
        take_step(
            docket=sheet.docket, step=sheet.asked.form.step, by=sheet.me, at=clock.now(), needs=needs,
            length=length,
        )  # fmt: skip
    except (Refused, Malformed) as error:
        crossed = isinstance(error, Refused) and error.code in CROSSED
        _blame(form, error)
        context = {
            "asked": sheet.asked.form, "rows": _rows(form), "attached": sheet.attached(),
            "address": sheet.address, "check": sheet.check, "crossed": crossed, "faults": _faults(form),
        }  # fmt: skip
        return render(request, "portal/matter/not_sent.html", context, status=409 if crossed else 403)
    title = sheet.asked.form.title
    sheet.writing.drop()
    if sheet.mine:
        request.session["done"] = {"title": title}
    else:
        messages.success(request, _("Sent and entered: {what}").format(what=title))
    return redirect(sheet.home)


def _sheet(request: HttpRequest, step: str, strand: int, key: str) -> Sheet | HttpResponse:
    """What is asked of whom, and the draft; or the page that says why not. Whether they may still act for
    somebody (`key`) is asked anew each time."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, by = found
    if key and key not in present.acts_for(docket, by.key or "", steps=True):
        raise Hidden("they do not act for them")
    me = Actor(key=key) if key else by
    asked = dockets.form(
        docket, step=step, viewer=me, strand=strand or None, outcome=request.GET.get("outcome")
    )
    if not any(me.key in way.people for way in asked.form.ways):
        # Why somebody else's step is not possible would tell what was done, or that nothing was.
        raise Hidden("no step of theirs")
    sheet = Sheet(docket, me, by, asked, strand)
    sheet.writing = drafts.of(request, drafts.REPLIES, _about(sheet))
    if asked.form.refusal is not None:
        # Of the main strand alone is said where it stands: that there are others, and where, may not be told.
        why = dockets.form(docket, step=step, viewer=me) if strand else asked
        context = {"asked": why.form, "typed": typed(request) or _kept_words(sheet)}
        return render(request, "portal/matter/not_now.html", context, status=403)
    return sheet


def _about(sheet: Sheet) -> str:
    """What tells the drafts of one browser apart."""
    form = sheet.asked.form
    return f"{mark(sheet.docket.number, sheet.asked.me)}/{form.step}/{form.strand or 0}"


def _kept_words(sheet: Sheet) -> list[tuple[str, str]]:
    kept = sheet.kept() or QueryDict()
    return [(name.replace("_", " "), value) for name, value in kept.items() if len(str(value)) > 12]  # type: ignore[misc]


def _attach(request: HttpRequest, writing: Writing) -> list[str]:
    """Keep the files that came; return what is wrong with those that were not taken."""
    faults = []
    for upload in request.FILES.getlist("files"):
        try:
            writing.attach(upload.name or "", upload.chunks())
        except Malformed as error:
            faults.append(f"{upload.name}: {mended(error.problems[0])}")
    return faults


def _wordless(form: steps.StepForm) -> bool:
    """Tell whether the rulebook would take this without a word."""
    return not any(getattr(field, "needed", False) or field.required for field in form.fields.values())


def _speaks(form: steps.StepForm) -> bool:
    """Whether something is said, or nothing is on purpose; else say so on the form."""
    if "wordless" not in form.fields or form.cleaned_data.get("wordless"):
        return True
    needs = form.needs()
    if needs.content or list(needs.files):
        return True
    if "note" in form.fields:
        form.add_error("note", _("Write something or add a file, or tick below that you say no more."))
    return "note" not in form.fields


def _would(sheet: Sheet, form: steps.StepForm) -> bool:
    """Whether the step would be taken as it is written; else its faults stand on the form."""
    needs = form.needs()
    papers = [upload.paper for upload in needs.files]
    try:
        rehearse(
            docket=sheet.docket, step=sheet.asked.form.step, by=sheet.me, at=clock.now(), needs=needs,
            papers=papers,
        )  # fmt: skip
    except (Refused, Malformed) as error:
        _blame(form, error)
        return False
    return True


def _blame(form: steps.StepForm, error: Exception) -> None:
    """Say beside the fields what the rules or the files lack."""
    if isinstance(error, NotPermitted):
        form.blame(error.needs)
    elif isinstance(error, Malformed):
        for each in error.problems:
            form.add_error("files" if "files" in form.fields else None, mended(each))
    elif isinstance(error, Refused):
        form.add_error(None, worded(error.reason))


def _faults(form: steps.StepForm) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _rows(form: steps.StepForm) -> list[tuple[str, str]]:
    """What was entered, in words, without what was left empty."""
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", [], False) or name in ("files", "persons", "wordless"):
            continue
        if name == "files_are" and not form.cleaned_data.get("files"):
            continue
        choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        values = value if isinstance(value, list) else [value]
        said = ", ".join(choices.get(str(each), _said(each)) for each in values)
        rows.append((str(field.label), said))
    return rows


def _said(value: Any) -> str:
    if value is True:
        return _("Yes")
    return steps.day(value) if hasattr(value, "isoformat") else str(value)


def _names(asked: dockets.StepForm) -> Mapping[str, str]:
    """Names for a party's form: nobody in an office has one there."""
    hidden = _("somebody in office")
    return {key: hidden if key.startswith("O") else name for key, name in asked.names.items()}


def _ask(request: HttpRequest, sheet: Sheet, form: steps.StepForm) -> HttpResponse:
    context = {
        "asked": sheet.asked.form, "form": form, "length": sheet.asked.length, "attached": sheet.attached(),
        "mark": sheet.mark, "for_whom": sheet.for_whom, "kept": bool(sheet.writing),
        "limit": drafts.KEPT.days,
    }  # fmt: skip
    return render(request, "portal/matter/step.html", context)

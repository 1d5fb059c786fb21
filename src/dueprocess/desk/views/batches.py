"""Several cases at once: chosen in the list, what is to be done said, checked case by case, carried out in
the background, and told. Each case is its own act; nothing here is wider than a hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases.batches import actions, doing, extracts
from dueprocess.cases.batches.extracts import BatchPage
from dueprocess.cases.batches.models import Batch
from dueprocess.cases.batches.told import LETTER, UNTOLD, WAITS
from dueprocess.cases.batches.wording import FIELDS
from dueprocess.cases.plan import extracts as plan
from dueprocess.core.errors import Malformed
from dueprocess.desk import narrowing
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.docket.actions.letters import PORTAL
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Docket
from dueprocess.kit import fields
from dueprocess.kit.fields import whole
from dueprocess.kit.http import Hidden, once

State = Batch.State
OWNER, ROLE = "owner", "role:"
TICKED, LIST, PLAN = "ticked", "list", "plan"
"""Which cases of a list: those ticked, or all of it, or all of the plan's list; else all on the page."""


class Give(fields.Form):
    """Among whom the cases are shared, as what they get them, and why."""

    def __init__(
        self, roles: Iterable[tuple[str, str]], able: Iterable[tuple[int, str, str]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if appointed := [(f"{ROLE}{role}", title) for role, title in roles]:
            says = _("Nobody is appointed: each comes to own them, and does in them what they may already.")
            self.fields["role"] = fields.RadiosField(
                label=_("As what?"), options=[*appointed, fields.Option(OWNER, _("Owner only"), says)],
                hint=_("Whoever is appointed comes in by a step of the rules, in the place of whoever was."),
            )  # fmt: skip
        people = [fields.Option(str(pk), name, held) for pk, name, held in able]
        self.fields["to"] = fields.CheckboxesField(
            label=_("Who gets them?"), options=people,
            hint=_(
                "Several share them evenly; a case that one of them may not have goes to the next. The check "
                "says who gets which, and in which nobody can."
            ),
        )  # fmt: skip
        self.fields["reason"] = fields.LongTextField(
            label=_("Why?"), rows=3,
            hint=_("It stands in the file of each. Where the rules have parties told, they may read it."),
        )  # fmt: skip

    def told(self) -> doing.Told:
        """Return what is to be done. Call it on a valid form."""
        said = self.cleaned_data
        role = said.get("role", OWNER)
        return doing.Told(
            to=tuple(int(pk) for pk in said["to"]), reason=said["reason"],
            role=role.removeprefix(ROLE) if role != OWNER else "",
        )  # fmt: skip


class Write(fields.Form):
    """How the text goes out, and what it says."""

    def __init__(self, ways: Iterable[tuple[str, str, bool]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        options = [
            (way, _("A message to each: {kind}").format(kind=title) if each else title)
            for way, title, each in ways
        ]
        self.fields["how"] = fields.RadiosField(
            label=_("How is it sent?"), options=options,
            hint=_(
                "A step of the rules sends its letter to whom the rules name, and all of them read the text. "
                "A message is read by each on their own page here."
            ),
        )  # fmt: skip
        self.fields["text"] = fields.LongTextField(
            label=_("What do they read?"), rows=12,
            hint=_("Put a field where a value of the case belongs: it is filled in for each of them."),
        )  # fmt: skip

    def told(self) -> doing.Told:
        """Return what is to be done. Call it on a valid form."""
        return doing.Told(how=self.cleaned_data["how"], text=self.cleaned_data["text"])


class Send(fields.Form):
    """What the steps that send a letter ask for in words, and what it says besides."""

    def __init__(self, letter: str, papers: tuple[str, ...], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.letter, self.papers = letter, papers
        filled = _("Put a field where a value of the case belongs: it is filled in for each of them.")
        for n, paper in enumerate(papers):
            self.fields[f"paper{n}"] = fields.LongTextField(label=naming.words(paper), rows=4, hint=filled)
        self.fields["text"] = fields.LongTextField(
            label=_("What does it say besides?"), rows=6, required=False,
            hint=_(
                "It stands in the letter where its words have a place for it. Where none were adopted, it is "
                "the letter."
            ),
        )  # fmt: skip

    def told(self) -> doing.Told:
        """Return what is to be done. Call it on a valid form."""
        said = self.cleaned_data
        papers = {paper: said[f"paper{n}"] for n, paper in enumerate(self.papers)}
        return doing.Told(how=f"{LETTER}{self.letter}", text=said["text"], papers=papers)


class Wait(fields.Form):
    """How a letter goes that waits already, and what it says where it lacks something."""

    def __init__(self, letter: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.letter = letter
        posted = _("Noted today for each reader who can open nothing here.")
        self.fields["channel"] = fields.RadiosField(
            label=_("How does it go?"),
            options=[
                fields.Option(
                    PORTAL, _("On their own pages here"), _("What may be left out, or lacks something.")
                ),
                fields.Option("post", _("It went by post"), posted),
                fields.Option("email", _("It went by email"), posted),
                fields.Option("hand", _("It was handed over"), posted),
            ],
        )
        self.fields["text"] = fields.LongTextField(
            label=_("What does it say where it lacks something?"), rows=6, required=False,
            hint=_("It goes instead of the letter, and only there. Put a field where a value belongs."),
        )  # fmt: skip

    def told(self) -> doing.Told:
        """Return what is to be done. Call it on a valid form."""
        said = self.cleaned_data
        return doing.Told(how=self.letter, text=said["text"], channel=said["channel"])


Form = Give | Write | Send | Wait


@require_safe
@staff
def every(request: HttpRequest) -> HttpResponse:
    """What one has begun on several cases; for oversight, what everybody has."""
    return render(request, "desk/batches/every.html", {"batches": extracts.batches(me(request))})


@require_POST
@staff
@once
def new(request: HttpRequest) -> HttpResponse:
    """Begin with the cases chosen in the list: those ticked, those of the page, or all of it."""
    kind = request.POST.get("kind", "")
    if kind not in Batch.Kind.values:
        raise Hidden("no such work")
    dockets, missing = _chosen(request)
    if missing:
        gone = _("Not among your cases, and left out: {numbers}.").format(numbers=", ".join(missing))
        messages.warning(request, gone)
    if not dockets:
        messages.error(request, _("No case is chosen. Tick some, or choose all of the page or of the list."))
        if request.POST.get("which") == PLAN:
            return redirect("desk:plan")
        filters = QueryDict(request.POST.get("filter", "")).urlencode()
        return redirect(f"{reverse('desk:queue')}?{filters}")
    told = doing.Told(how=UNTOLD) if request.POST.get("lack") == "letter" else doing.Told()
    made = actions.begin(kind=Batch.Kind(kind), dockets=dockets, by=me(request), told=told)
    return redirect("desk:batch", code=made.code)


def _chosen(request: HttpRequest) -> tuple[list[Docket], list[str]]:
    """The cases that were chosen and may be seen, and the numbers of the others, whether there is such a case
    or not. Of a whole list (or the plan's, of what is not done) the first `MOST` in its order, as it stands
    now."""
    which = request.POST.get("which", TICKED)
    if which == LIST:
        query = QueryDict(request.POST.get("filter", ""))
        form = narrowing.form_of(query)
        listed = narrowing.asked(form, query.get("sort"), me(request)).queue(me(request), size=actions.MOST)
        numbers = [line.number for line in listed.lines]
    elif which == PLAN:
        running = plan.running()
        lacking = request.POST.get("lack", "")
        numbers = plan.numbers(running, me(request), lacking, most=actions.MOST) if running else []
    else:
        numbers = request.POST.getlist("case" if which == TICKED else "shown")[: actions.MOST]
    return extracts.chosen(numbers, me(request))


@require_safe
@staff
def part(request: HttpRequest, code: str, part: int) -> HttpResponse:
    """The letters that would go out in one of the cases, as they were checked."""
    work, line, letters = extracts.letters_in(code, part, me(request))
    return render(request, "desk/batches/part.html", {"work": work, "line": line, "letters": letters})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One piece of work: what is to be done, the check, how far it is, what came of it."""
    if request.method == "POST":
        return _act(request, extracts.batch_for(code, me(request)))
    page = extracts.batch_page(code, me(request))
    if page.line.state == State.ASKING and page.mine:
        return _ask(request, page, _form(request, extracts.batch_for(code, me(request)), page.told))
    return render(request, "desk/batches/one.html", {"batch": page})


def _act(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Go on with it, as the button says that was pressed."""
    what, by = request.POST.get("what", ""), me(request)
    if what == "say":
        return _say(request, batch)
    if what == "start":
        ticked = [key for each in request.POST.getlist("keep") if (key := whole(each)) is not None]
        actions.start(batch=batch, by=by, only=ticked)
        messages.success(request, _("It is being carried out, one case after another."))
    elif what == "change":
        actions.change(batch=batch, by=by)
    elif what == "again":
        return redirect("desk:batch", code=actions.again(batch=batch, by=by).code)
    elif what == "drop":
        actions.drop(batch=batch, by=by)
        messages.success(request, _("Thrown away. Nothing was done."))
        return redirect("desk:queue")
    return redirect("desk:batch", code=batch.code)


def _say(request: HttpRequest, batch: Batch) -> HttpResponse:
    form = _form(request, batch)
    if form is not None and form.is_valid():
        try:
            actions.say(batch=batch, told=form.told(), by=me(request))
        except Malformed as error:
            blame(form, error)
        else:
            return redirect("desk:batch", code=batch.code)
    return _ask(request, extracts.batch_page(batch.code, me(request)), form)


def _form(request: HttpRequest, batch: Batch, told: doing.Told | None = None) -> Form | None:
    """The form of what is to be done, with what was said before; None while no letter is chosen."""
    before = told.plain() if told is not None else {}
    if batch.kind == Batch.Kind.ASSIGN:
        roles, able = extracts.roles_to_give(batch, me(request)), extracts.who_could_own(batch, me(request))
        if told is not None and told.to:
            before["role"] = f"{ROLE}{told.role}" if told.role else OWNER
        return Give(roles, able, request.POST or None, initial=before)
    if batch.kind == Batch.Kind.LETTER:
        return _letter(request, batch, told)
    return Write(extracts.ways_to_write(batch, me(request)), request.POST or None, initial=before)


def _letter(request: HttpRequest, batch: Batch, told: doing.Told | None) -> Send | Wait | None:
    """The form of the letter that is chosen; None for none, and for one that cannot be."""
    before = told.how.removeprefix(LETTER) if told else ""
    letter = request.POST.get("letter") or request.GET.get("letter", before)
    if letter.startswith(WAITS):
        waiting = {f"{WAITS}{name}" for name, _title in extracts.letters_waiting(batch, me(request))}
        said = told.plain() if told is not None and told.how == letter else {}
        return Wait(letter, request.POST or None, initial=said) if letter in waiting else None
    if letter not in {name for name, *_rest in extracts.letters_to_send(batch, me(request))}:
        return None
    papers = extracts.papers_for(batch, me(request), letter)
    said = {}
    if told is not None and before == letter:
        written = {f"paper{n}": told.papers.get(paper, "") for n, paper in enumerate(papers)}
        said = {"text": told.text, **written}
    return Send(letter, papers, request.POST or None, initial=said)


def _ask(request: HttpRequest, page: BatchPage, form: Form | None) -> HttpResponse:
    if form is None:
        batch = extracts.batch_for(page.line.code, me(request))
        context = {
            "batch": page,
            "letters": extracts.letters_to_send(batch, me(request)),
            "waiting": [
                (f"{WAITS}{name}", title) for name, title in extracts.letters_waiting(batch, me(request))
            ],
        }
        return render(request, "desk/batches/letters.html", context)
    # In a letter of the rules nothing that only one reader has is filled in: all whom it names get it.
    each = [(f"{{{name}}}", field) for name, field in FIELDS.items()]
    shared = [(name, field) for name, field in each if not field.each]
    listed = {Batch.Kind.WRITE: each, Batch.Kind.LETTER: shared}.get(Batch.Kind(page.kind), [])
    letter = naming.words(form.letter.removeprefix(WAITS)) if isinstance(form, (Send, Wait)) else ""
    context = {"batch": page, "form": form, "fields": listed, "letter": letter}
    return render(request, "desk/batches/ask.html", context)

"""Taking a step: the rule in words, the form it needs, a look at what will follow, and then the act.

Knows how to ask and how to pass on. What may be done the engine says; who may see, the wall.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.cases import actions, extracts
from dueprocess.cases.letters import actions as letters
from dueprocess.cases.letters import proposing
from dueprocess.core.engine import Code, NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk import forms as own
from dueprocess.desk import keeping
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import again
from dueprocess.desk.views import comparing, tabling
from dueprocess.docket import extracts as dockets
from dueprocess.docket import forms, wall
from dueprocess.docket.actions import (
    Held,
    ask_others,
    hold,
    rehearse,
    take_step,
    uploads,
    waits,
)
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.kit import clock
from dueprocess.kit.components import absolute, mended, worded
from dueprocess.kit.fields import whole
from dueprocess.kit.http import once, typed
from dueprocess.people import extracts as people

BESIDE = {"late_reason": "late_reason", "in_future": "at", "goes_along": "leaves"}
"""Refusals of the house that a field of the form mends."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def take(request: HttpRequest, number: str, step: str, strand: int) -> HttpResponse:
    """Ask for everything the step needs, or say why it cannot be taken."""
    docket = wall.open(number, me(request), _("to take a step"), what="step")
    page, asked = extracts.step_page(
        docket, viewer=Actor(person=me(request)), step=step, party=request.GET.get("for", ""),
        strand=strand or None, outcome=request.GET.get("outcome") or None,
    )  # fmt: skip
    party = _party(request, page)
    context = _context(page, asked, party, step, len(actions.table_of(docket).rows))
    guide = comparing.guide(docket, page, asked)
    if (refusal := asked.form.refusal) is not None:
        if not party and refusal.code == Code.NOT_YOURS and context["parties"] and request.method != "POST":
            return render(request, "desk/case/for_whom.html", context)
        context |= {"refusal": naming.spoken(refusal.reason, asked.names)}
        kept = typed(request) if request.method == "POST" else []
        return render(request, "desk/case/not_now.html", context | {"typed": kept}, status=403)
    if asked.form.joins:
        return redirect("desk:join", number=number, step=step, strand=strand)
    if asked.form.outcomes and asked.form.outcome is None:
        context |= {
            "missed": request.method == "POST" or "asked" in request.GET,
            "closed_outcomes": [each for each in asked.form.outcomes if not each.open],
        }
        return render(request, "desk/case/outcome.html", context)
    if request.method == "POST":
        return _take(request, docket, asked, context | {"guide": guide})
    context["beside"] = comparing.beside(request, docket, guide)
    form = _form(page, asked, guide, day=naming.as_day(request.GET.get("day", "")))
    if "letter" in form.fields and (said := proposing.words(page, step)):
        form.fields["letter"].initial = said
        form.fields["letter"].help_text = _(
            "Proposed: each of them reads the same on their own pages. Change it, and name nobody to whom "
            "the others may not be named."
        )
    return _ask(request, context, form, _alleging(page, asked))


def _party(request: HttpRequest, page: extracts.CasePage) -> str:
    """The party for whom something is written down, "" for oneself or where there is no such party."""
    key = request.GET.get("for", "")
    return key if any(key == party.key for party in page.docket.parties) else ""


def _context(
    page: extracts.CasePage, asked: dockets.StepForm, party: str, step: str, tabled: int
) -> dict[str, Any]:
    form, names = asked.form, asked.names
    chosen = next((each.title for each in form.outcomes if each.id == form.outcome), "")
    return {
        "case": page,
        "docket": page.docket,
        "asked": form,
        "step": step,
        "party": party,
        "party_name": names.get(party, party),
        "outcome_title": chosen,
        "parties": [
            (key, names.get(key, key))
            for way in form.ways
            if way.name in asked.party_kinds
            for key in way.people
        ],
        "who": ", ".join(way.title for way in form.ways),
        "due_lines": [naming.spoken(due.explain(), names) for due in form.due[:3]],
        "consents": [
            {"who": names.get(each.party, each.party), "key": each.party, "given": each.given}
            for each in form.consents
        ],
        "follows": [naming.words(naming.spoken(each.text, names)) for each in form.follows],
        "tells": [naming.words(naming.spoken(each, names)) for each in form.tells],
        "clocks": _clocks(asked),
        "by_hand": [each.name for each in page.docket.parties if not each.reads] if form.tells else [],
        "weighty": _weighty(asked) and not form.signatures,
        "first": [naming.spoken(each.reason, names) for each in form.first],
        "tabled": tabled,
    }


def _clocks(asked: dockets.StepForm, found: tuple[dockets.Clock, ...] = ()) -> list[str]:
    """The clocks that the step starts, in words: with their days where a rehearsal has found them."""
    there = {(each.step, each.index) for each in found}
    rest = [each for each in asked.clocks if (each.step, each.index) not in there]
    return [naming.spoken(each.text, asked.names) for each in (*found, *rest)]


def _take(
    request: HttpRequest, docket: Docket, asked: dockets.StepForm, context: dict[str, Any]
) -> HttpResponse:
    page, step, guide = context["case"], context["step"], context["guide"]
    form = _form(page, asked, guide, request.POST, request.FILES)
    alleging = _alleging(page, asked, request.POST)
    held = _held(request, docket, form)
    tabled = tabling.for_step(docket, page, taken=alleging is not None and tabling.TAKEN in request.POST)
    context |= {"held": held, "held_signed": keeping.signed(request, docket, held)}
    length = whole(request.POST.get("length", "")) or 0
    if length != page.docket.length:
        return _crossed(request, context, form, alleging, length)
    sound = form.is_valid() and (alleging is None or alleging.is_valid())
    if sound and "change" not in request.POST:
        by = Actor(person=me(request), key=context["party"] or None)
        try:
            needs, evidence = _needs(docket, form, alleging, tabled, len(held))
            if waits(needs):
                needs = replace(needs, files=[*uploads(docket, held), *evidence])
                made = ask_others(docket=docket, step=step, by=by, at=form.at, needs=needs, length=length)
                tabled.done(docket)
                if "in_writing" in needs.act:
                    messages.success(request, _("Proposed. Each who may vote sees it under their own work."))
                    return redirect("desk:signature", number=docket.number, proposal=made.pk)
                messages.success(request, _("Written down. It takes effect when the others have signed."))
                return redirect("desk:case", number=docket.number)
            if _weighty(asked) and "checked" not in request.POST:
                papers = [each.paper for each in held]
                found = rehearse(docket=docket, step=step, by=by, at=form.at, needs=needs, papers=papers)
                context["clocks"] = _clocks(asked, found)
                context["placed"] = comparing.placed(request, docket, guide, needs.act, asked.names)
                if asked.form.tells:
                    context["previews"] = letters.preview(
                        docket=docket, step=step, by=by, at=form.at, needs=needs, papers=papers
                    )
                return _check(request, context, form, alleging)
            needs = replace(needs, files=[*uploads(docket, held), *evidence])
            act = take_step(docket=docket, step=step, by=by, at=form.at, needs=needs, length=length)
        except NotPermitted as error:
            form.blame(error.needs)
        except Malformed as error:
            for problem in error.problems:
                form.add_error(None, mended(problem))
        except Refused as error:
            if error.code == "changed_meanwhile":
                page = extracts.case_page(docket, viewer=Actor(person=me(request)))
                return _crossed(
                    request, context | {"case": page, "docket": page.docket}, form, alleging, length
                )
            if error.code not in BESIDE:
                raise
            form.add_error(BESIDE[error.code], worded(error.reason))
        else:
            tabled.done(docket)
            messages.success(request, _("Done. It is entry {n} of this case.").format(n=act.n))
            return redirect("desk:act", number=docket.number, n=act.n)
    return _ask(request, context, form, alleging)


def _held(request: HttpRequest, docket: Docket, form: forms.StepForm) -> list[Held]:
    """The files that came with this form, now and before; one that is not taken is named beside its box."""
    held, lost = keeping.of(request, docket)
    if lost:
        form.add_error("files" if "files" in form.fields else None, lost)
    if form.is_valid() or "files" not in form.errors:
        try:
            held += hold(docket, form.files_typed())
        except Malformed as error:
            for problem in error.problems:
                form.add_error("files", mended(problem))
    return held


def _weighty(asked: dockets.StepForm) -> bool:
    """Tell whether somebody is told, something moves, or something is decided: then it is shown once more
    before it is entered. A note of an interview is entered at once."""
    form = asked.form
    if form.out is not None:
        return True
    return bool(form.follows or form.tells or form.findings or form.votes or form.measures or form.sanctions)


def _check(
    request: HttpRequest, context: dict[str, Any], form: forms.StepForm, alleging: Any
) -> HttpResponse:
    """Everything that was typed, and what will follow from it, before it can no longer be taken back."""
    sent = again(request.POST, keeping.FIELD, keeping.DROP)
    brought = alleging.said() if alleging is not None else []
    if alleging is not None and tabling.TAKEN in request.POST:
        brought.append((_("From the table"), _("{n} allegations").format(n=context["tabled"])))
    return render(
        request, "desk/case/check.html", context | {"told": form.told(), "brought": brought, "again": sent}
    )


def _crossed(
    request: HttpRequest, context: dict[str, Any], form: forms.StepForm, alleging: Any, length: int
) -> HttpResponse:
    """Show the form again with all that was typed, and what others wrote down in between."""
    form.is_valid()
    new = [row for row in context["docket"].timeline if row.n > length]
    return _ask(request, context | {"crossed": new}, form, alleging, status=409)


def _needs(
    docket: Docket, form: forms.StepForm, alleging: own.Allegation | None, tabled: tabling.Tabled, held: int
) -> tuple[Needs, list[Upload]]:
    """What the form carries, with the allegations that come with it coded under their clauses, and the files
    that are their evidence, after those `held`."""
    needs = form.needs()
    brought = alleging.brought() if alleging else None
    alleged = ([brought] if brought else []) + tabled.alleged
    if not alleged:
        return needs, []
    coded, texts = actions.code_allegations(docket, alleged, at=form.at)
    evidence = [[], *tabled.evidence] if brought else tabled.evidence
    tied, files = (
        actions.with_step(docket, tabled.table, coded, evidence, held) if tabled.alleged else ({}, [])
    )
    content = {**needs.content, **texts, **tied}
    return replace(needs, act={**needs.act, "allegations": coded}, content=content), files


def _form(
    page: extracts.CasePage,
    asked: dockets.StepForm,
    guide: comparing.Guide,
    data: Any = None,
    files: Any = None,
    day: date | None = None,
) -> forms.StepForm:
    out = asked.form.out
    wants_unit = out is not None or any(fact.kind == "unit" for fact in asked.form.facts)
    asking = forms.Asking(
        who=asked.me,
        names=asked.names,
        zone=timezone.get_current_timezone(),
        now=clock.now(),
        allegations=[
            forms.Alleged(each.key, each.respondent, _alleged_in_words(each)) for each in page.allegations
        ],
        units=own.units(people.units()) if wants_unit else [],
        offices=asked.offices,
        touches=asked.touches,
        passages=asked.passages,
        entries=_entries(page) if out is not None and not out.whole else (),
        guidance=guide.guidance,
        usual=guide.usual,
        offered=guide.offered,
        bases=asked.bases,
        day=day,
    )
    return forms.make(asked.form, asking, data, files)


def _entries(page: extracts.CasePage) -> list[tuple[int, str]]:
    """The entries whose words or files may stay behind when something goes into a case of its own."""
    rows = [row for row in reversed(page.docket.timeline) if row.texts or row.files]
    told = _("Entry {n}: {title}, {day}")
    return [(row.n, told.format(n=row.n, title=row.title, day=absolute(row.at))) for row in rows]


def _alleged_in_words(alleged: extracts.AllegationLine) -> str:
    text = Truncator(" ".join(alleged.text.split())).chars(240)
    return " · ".join(part for part in (alleged.clause_title, text) if part)


def _alleging(page: extracts.CasePage, asked: dockets.StepForm, data: Any = None) -> own.Allegation | None:
    """The form for an allegation that a step of an officer may bring; None where findings are made, for a
    party's own step, and where nobody is complained about."""
    respondents = [(each.key, each.name) for each in page.docket.parties if each.kind == "respondent"]
    if asked.form.findings or not respondents or any(asked.me == party.key for party in page.docket.parties):
        return None
    return own.Allegation(respondents, extracts.clauses(), data, prefix="alleged")


def _ask(
    request: HttpRequest,
    context: dict[str, Any],
    form: forms.StepForm,
    alleging: Any = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request, "desk/case/step.html", context | {"form": form, "alleging": alleging}, status=status
    )

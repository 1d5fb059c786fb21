"""What was read in an item: page by page, put right, read again, taken out of a message, shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases.evidence import actions, extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.desk.access import me, staff
from dueprocess.desk.asking import blame
from dueprocess.desk.evidence_forms import Correct
from dueprocess.desk.views.case.frame import as_at_of
from dueprocess.desk.views.evidence.pages import opened
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import refused
from dueprocess.kit.http import Hidden, once

SHOWN = frozenset({"image/png", "image/jpeg"})
"""Pictures that are shown in a page: those that were drawn here, never the bytes of others."""


@require_safe
@staff
def page(request: HttpRequest, number: str, item: str, page: int) -> HttpResponse:
    """One page of what was read, beside its picture."""
    _docket, case, _item, shown = opened(request, number, item, f"item {item}", page_of_it=page)
    if shown.page is None:
        raise Hidden("no such page, or not theirs to read")
    context = {"case": case, "docket": case.docket, "item": shown, "page": shown.page}
    return render(request, "desk/evidence/read.html", context | {"as_at": as_at_of(request)})


@require_http_methods(("GET", "HEAD", "POST"))
@staff
@once
def correct(request: HttpRequest, number: str, item: str, page: int) -> HttpResponse:
    """Put right what was read on a page."""
    docket, case, _item, shown = opened(request, number, item, f"item {item}", page_of_it=page)
    if shown.page is None:
        raise Hidden("no such page, or not theirs to read")
    form = Correct(request.POST or None, initial={"text": shown.page.text})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.correct(
                docket=docket, item=item, page=page, text=typed["text"], reason=typed["reason"],
                by=Actor(person=me(request)),
            )  # fmt: skip
        except Malformed as error:
            blame(form, error)
        except Refused as error:
            form.add_error(None, refused(error))
        else:
            messages.success(request, _("Written down. What was read first stays readable."))
            return redirect("desk:item_page", number, item, page)
    context = {"case": case, "docket": case.docket, "item": shown, "page": shown.page, "form": form}
    return render(request, "desk/evidence/correct.html", context)


@require_POST
@staff
@once
def again(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Have the file read anew."""
    docket, _case, _found, _shown = opened(request, number, item, f"item {item}")
    try:
        actions.ask_again(docket=docket, item=item, by=Actor(person=me(request)))
    except Refused as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("It is read again within a minute."))
    return redirect("desk:item", number, item)


@require_POST
@staff
@once
def part(request: HttpRequest, number: str, item: str, part: int) -> HttpResponse:
    """Make an item of a file that lies in a message."""
    docket, _case, _found, shown = opened(request, number, item, f"item {item}")
    lies = next((each for each in shown.read.files if each.number == part), None) if shown.read else None
    if lies is None:
        raise Hidden("no such file in it")
    if lies.item:
        return redirect("desk:item", number, lies.item)
    try:
        note = actions.take_out(docket=docket, item=item, number=part, by=Actor(person=me(request)))
    except Malformed as error:
        for each in error.problems:
            messages.error(request, f"{each.what} {each.mend}")
    except Refused as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("It is an item of its own now. Say more of it with Describe it anew."))
        return redirect("desk:item", number, note.facts["item"])
    return redirect("desk:item", number, item)


@require_safe
@staff
def picture(request: HttpRequest, number: str, item: str, pk: int) -> HttpResponse:
    """A picture that was drawn of an item, to stand in a page."""
    docket, _case, _found, shown = opened(request, number, item, f"shown {item}")
    line = next((each for each in shown.copies if each.pk == pk and each.media_type in SHOWN), None)
    if line is None:
        raise Hidden("no such picture")
    _line, content = extracts.copy_bytes(docket, item, pk)
    response = HttpResponse(b"".join(content), content_type=line.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response

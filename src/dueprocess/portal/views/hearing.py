"""The hearings of a matter as a party sees them: when and where, what will happen, what was ordered for
them; their answer, the days on which they cannot, and the file for their calendar. Nobody else's name,
answer or needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueprocess.cases.hearings import actions, mine
from dueprocess.cases.present import extracts as present
from dueprocess.docket.actions import read_by_party
from dueprocess.docket.hearings import Answer, Mode
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import calendars, fields, zones
from dueprocess.kit.http import Hidden, once
from dueprocess.portal.views.asking import done
from dueprocess.portal.views.party import lost, mark, party

WHY = gettext_lazy("a party, on their own pages")


class Reply(fields.Form):
    """What a party answers to an invitation."""

    def __init__(self, mode: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        options = [each for each in Answer.choices if each[0] != Answer.LINK or mode != Mode.ROOM]
        self.fields["answer"] = fields.RadiosField(label=_("Will you be there?"), options=options)
        self.fields["words"] = fields.LongTextField(
            label=_("What do you need there? Or why can you not come?"), required=False, rows=4,
            hint=_("Breaks, access, a screen, another time of day. Whoever works on the case reads this."),
        )  # fmt: skip


class Days(fields.Form):
    """Days on which a party cannot."""

    first = fields.DateField(label=gettext_lazy("From which day on?"))
    until = fields.DateField(
        label=gettext_lazy("Until which day, that day included?"),
        hint=gettext_lazy("You need not say why."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def every(request: HttpRequest) -> HttpResponse:
    """All hearings, and the days on which they cannot."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    form = Days(request.POST or None)

    def act(typed: dict[str, Any]) -> object:
        return actions.away(
            docket=docket, key=me.key or "", first=typed["first"], until=typed["until"], by=me
        )

    if done(request, form, act):
        messages.success(request, _("Written down. The office sees these days when it looks for an hour."))
        return redirect("portal:hearings")
    lines, days, able = mine.of_party(docket, me.key or "")
    context = _context(request, docket, me) | {"lines": lines, "days": days, "able": able, "form": form}
    return render(request, "portal/hearings/every.html", context)


@require_POST
@once
def days_end(request: HttpRequest, n: int) -> HttpResponse:
    """Take days back on which they could not."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    actions.available(docket=docket, n=n, by=me)
    messages.success(request, _("They are taken back."))
    return redirect("portal:hearings")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def one(request: HttpRequest, hearing: str) -> HttpResponse:
    """One hearing: everything to know before it, and their answer."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    lines, _days, _able = mine.of_party(docket, me.key or "")
    line = next((each for each in lines if each.key == hearing), None)
    if line is None:
        raise Hidden("no hearing of theirs")
    form = Reply(line.mode, request.POST or None, initial={"answer": line.answer, "words": line.words})

    def act(typed: dict[str, Any]) -> object:
        return actions.reply(
            docket=docket, hearing=hearing, key=me.key or "", answer=Answer(typed["answer"]),
            words=typed["words"], by=me,
        )  # fmt: skip

    if done(request, form, act):
        messages.success(request, _("Your answer is with the office. You can change it until that day."))
        return redirect("portal:hearing", hearing=hearing)
    read_by_party(docket, me, f"hearing {hearing[:10]}", str(WHY))
    asked = [each for each in present.asked(docket, key=me.key or "") if each.state in ("waits", "granted")]
    context = _context(request, docket, me) | {"line": line, "form": form, "asked": asked}
    return render(request, "portal/hearings/one.html", context)


@require_safe
def calendar(request: HttpRequest, hearing: str) -> HttpResponse:
    """Their invitation as a file for a calendar; once it takes place no more, what takes it out again."""
    found = party(request)
    if found is None:
        return lost(request)
    docket, me = found
    data = mine.calendar_of_party(docket, me.key or "", hearing)
    if data is None:
        raise Hidden("no hearing of theirs")
    read_by_party(docket, me, f"calendar {hearing[:10]}", str(WHY))
    return calendars.handed(data)


def _context(request: HttpRequest, docket: Docket, me: Actor) -> dict[str, Any]:
    return {
        "mark": mark(docket.number, me.key or ""), "reader": zones.chosen(request), "places": zones.places()
    }  # fmt: skip

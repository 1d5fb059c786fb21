"""What letters say: each letter of the rulebook in force with invented values, as a page and as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueprocess.desk.access import held, staff
from dueprocess.kit import clock
from dueprocess.people.models import Power
from dueprocess.rules import extracts as rules


@require_safe
@staff
def every(request: HttpRequest) -> HttpResponse:
    """Every letter of the rulebook in force, with to whom it goes."""
    context = {"letters": rules.letters(clock.now()), "may_adopt": Power.ADOPT_RULES in held(request)}
    return render(request, "desk/letter_texts/every.html", context)


@require_safe
@staff
def one(request: HttpRequest, letter: str, to: str) -> HttpResponse:
    """One letter to one audience, as it reads with invented values."""
    return render(request, "desk/letter_texts/one.html", {"letter": rules.letter(clock.now(), letter, to)})


@require_safe
@staff
def pdf(request: HttpRequest, letter: str, to: str) -> HttpResponse:
    """The same as it would be posted."""
    response = HttpResponse(rules.letter_pdf(clock.now(), letter, to), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{letter}-{to}.pdf"'
    return response

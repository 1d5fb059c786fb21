"""Who may be erased from the register: the list, proposing and settling it; how long one person is kept
there, and saying what becomes of their row."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dueprocess.desk import telling
from dueprocess.desk.access import held, holding, me
from dueprocess.desk.asking import Told, answer, ask
from dueprocess.desk.views.retention import of_list, settled
from dueprocess.docket.actions.register_lists import decide as decide_keeping
from dueprocess.docket.actions.register_lists import propose_people, settle_people
from dueprocess.docket.extracts import leaving, retention
from dueprocess.kit import clock, fields
from dueprocess.kit.components import absolute
from dueprocess.kit.http import Hidden, once
from dueprocess.people import extracts as people
from dueprocess.people.actions.forgetting import KeptAs
from dueprocess.people.models import Power

PAGE, CHECK = "desk/leaving/every.html", "desk/leaving/check.html"
FORM, FORM_CHECK = "desk/leaving/form.html", "desk/leaving/form_check.html"


class Erase(fields.Form):
    """Who of the list is to go; that a single one goes alone is said."""

    alone = fields.TickField(
        label=gettext_lazy("If it is only one: erase them alone, although the public record shows that day"),
        required=False,
    )


class Decide(fields.Form):
    """What becomes of somebody's row."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        options = [
            (str(KeptAs.ASKED), _("They asked to be erased, and have a right to it")),
            (str(KeptAs.RELEASED), _("They may go when their time is over")),
            (str(KeptAs.KEPT), _("They are kept until a day")),
        ]
        self.fields["what"] = fields.RadiosField(label=_("What is decided?"), options=options)
        self.fields["until"] = fields.DateField(
            label=_("Until which day are they kept?"), required=False, hint=_("Only where they are kept.")
        )
        self.fields["reason"] = fields.LongTextField(
            label=_("Why?"), rows=3,
            hint=_("By which right they asked, or what they are still needed for. It is erased with them."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for the day of who is kept."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("what") == KeptAs.KEPT and not typed.get("until") and "until" not in self.errors:
            self.add_error("until", _("Give the day until which they are kept."))
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ERASE, Power.OVERSEE)
@once
def every(request: HttpRequest) -> HttpResponse:
    """Who may be erased from the register now, and who is to be looked at; and proposing a list."""
    may = Power.ERASE in held(request)
    form = Erase(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Propose to erase people"),
        "schedule": retention.schedule(me(request)),
        "found": leaving.page(),
        "lists": leaving.lists(),
        "may": may,
        "chosen": set(request.POST.getlist("of")),
        "erasers": retention.erasers(clock.now().date()),
    }
    if request.method != "POST" or not may:
        return ask(request, form, page=PAGE, **context)
    keys = leaving.chosen(request.POST.getlist("of"))

    def act() -> Any:
        return propose_people(people=keys, by=me(request), alone=form.cleaned_data["alone"])

    def to(made: Any) -> tuple[str, int]:
        path = reverse("desk:leaving_list", args=[made.pk])
        telling.notices(request, leaving.watchers(made.pk), path=path)
        return "desk:leaving_list", made.pk

    return answer(
        request, form, act, _("Proposed. Nobody is erased before a second person has agreed."), to,
        told=lambda: _told(context, keys), page=PAGE, check=CHECK, do=_("Propose it"), **context,
    )  # fmt: skip


def _told(context: dict[str, Any], keys: list[int]) -> Told:
    found = context["found"].erasable if context["found"] else ()
    names = [each.name for each in found if each.pk in set(keys)]
    n = len(names)
    what = ngettext("{n} person: what is known of them goes", "{n} people: what is known of them goes", n)
    return Told(
        [(_("Who would be erased"), "\n".join(names))],
        _("What follows"),
        [
            what.format(n=n),
            _("Names, addresses, days, other names and logins go for good. Which office they held, and when, "
              "stays without a name."),
            _("Those who oversee are told. After three days another person can agree."),
            _("Whoever something happens to meanwhile is not erased."),
        ],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ERASE, Power.OVERSEE)
@once
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A list of people to be erased: who may still go, the second person's yes or no, what became of it."""
    shown = leaving.one_list(pk)
    if shown is None:
        raise Hidden("no such list")
    context = of_list(request, shown)
    if request.method == "POST" and settled(
        request, context, settle_people, pk,
        (_("Agreed. Whoever may go is erased."), _("Declined. Nobody is erased.")),
    ):  # fmt: skip
        return redirect("desk:leaving_list", pk)
    return render(request, "desk/leaving/list.html", context)


@require_safe
@holding(Power.ERASE, Power.OVERSEE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """How long somebody is kept in the register, why, and what was decided about that."""
    who = people.get(pk)
    context = {
        "who": people.line(who),
        "term": leaving.term(who),
        "may": Power.ERASE in held(request) and me(request).pk != pk,
    }
    return render(request, "desk/leaving/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Power.ERASE)
@once
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was decided on somebody's row."""
    who = people.get(pk)
    form = Decide(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Say what becomes of them"),
        "who": people.line(who),
        "says": _("Nobody is erased by this: whoever may go comes on a list that two people approve."),
        "button": _("Show what it changes"),
    }
    if request.method != "POST":
        return ask(request, form, page=FORM, **context)

    def act() -> Any:
        typed = form.cleaned_data
        return decide_keeping(
            person=who, what=KeptAs(typed["what"]), by=me(request), reason=typed["reason"],
            until=typed["until"],
        )  # fmt: skip

    def told() -> Told:
        typed = form.cleaned_data
        what = KeptAs(typed["what"])
        said = {
            KeptAs.ASKED: (
                _("They asked to be erased, and may"),
                _("They come on the list at once, unless something that is kept still needs them."),
            ),
            KeptAs.RELEASED: (
                _("They may go when their time is over"),
                _("They come on the list of who may be erased, once their class has ended too."),
            ),
            KeptAs.KEPT: (
                _("Kept until {day}").format(day=absolute(typed["until"]) if typed["until"] else ""),
                _("After that day somebody looks again, or their class says that they may go."),
            ),
        }
        label, follows = said[what]
        return Told([(_("Decided"), label), (_("Why"), typed["reason"])], _("What follows"), [follows])

    return answer(
        request, form, act, _("Written down."), lambda _made: ("desk:person_kept", pk), told=told, page=FORM,
        check=FORM_CHECK, do=_("Write it down"), **context,
    )  # fmt: skip

"""Providers: entered, accredited by a named body on evidence, the accreditation withdrawn with reasons; and
what those whom their teaching is about said of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person
from dueprocess.rules import bindings
from dueprocess.training.actions.ground import Given, paper, require, today, words
from dueprocess.training.models import Consultation, Programme, Provider, ProviderAccreditation


@transaction.atomic
def add_provider(*, name: str, by: Person | None) -> Provider:
    """Enter a provider; they may teach nothing before they are accredited. Raises Malformed."""
    require(by)
    register.wanted("name", name)
    if Provider.objects.filter(name=name.strip()).exists():
        what, mend = _("There is a provider of this name."), _("Look at their page.")
        raise Malformed([Problem("name", None, what, mend)])
    made = Provider.objects.create(name=name.strip(), by=by, made_at=clock.now())
    bindings.bind(made, by)
    return made


@transaction.atomic
def accredit(
    *,
    provider: Provider,
    body: str,
    evidence: str,
    from_on: date,
    until_on: date | None,
    by: Person | None,
    programmes: Sequence[str] = (),
    given: Given | None = None,
) -> ProviderAccreditation:
    """Enter that `body` accredited a provider for a time, on that evidence (words; `given`: a file that shows
    it), for these programmes (codes; none: for all). Raises Malformed; Refused("no_power")."""
    require(by)
    register.wanted("body", body)
    register.wanted("evidence", evidence)
    if until_on is not None and until_on < from_on:
        what, mend = _("The last day lies before the first."), _("Give a later day.")
        raise Malformed([Problem("until_on", None, what, mend)])
    codes = list(dict.fromkeys(programmes))
    if unknown := set(codes) - set(Programme.objects.filter(code__in=codes).values_list("code", flat=True)):
        what = _("There is no programme {code}.").format(code=", ".join(sorted(unknown)))
        raise Malformed([Problem("programmes", None, what, _("Choose one of the list."))])
    made = ProviderAccreditation.objects.create(
        provider=provider, body=body.strip(), programmes=codes, from_on=from_on, until_on=until_on,
        evidence=words(evidence, by), paper=paper(given, by) if given else None, by=by, made_at=clock.now(),
    )  # fmt: skip
    bindings.bind(made, by)
    return made


@transaction.atomic
def withdraw_accreditation(
    *, accreditation: ProviderAccreditation, on: date, reason: str, by: Person | None
) -> None:
    """Enter that an accreditation was withdrawn: from that day on the provider teaches nothing by it. Raises
    Malformed; Refused: "no_power", "withdrawn"."""
    require(by)
    register.wanted("reason", reason)
    row = ProviderAccreditation.objects.select_for_update(of=("self",)).get(pk=accreditation.pk)
    if row.withdrawn_on is not None:
        raise Refused("withdrawn", _("It was withdrawn already."), None)
    if not row.from_on <= on:
        what, mend = _("It had not begun on this day."), _("Give its first day, or a later one.")
        raise Malformed([Problem("on", None, what, mend)])
    row.withdrawn_on, row.withdrawn_by, row.why = on, by, words(reason, by)
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "why"])
    bindings.bind(row, by)


@transaction.atomic
def consulted(
    *, provider: Provider, community: str, asked_on: date, answer: str, by: Person | None
) -> Consultation:
    """Enter that those whom the teaching is about were asked: who, when, and what they said. It is shown
    wherever the provider is, to them too. Raises Malformed; Refused("no_power")."""
    require(by)
    register.wanted("community", community)
    register.wanted("answer", answer)
    if asked_on > today():
        what, mend = _("This day has not come."), _("Give the day on which they were asked.")
        raise Malformed([Problem("asked_on", None, what, mend)])
    made = Consultation.objects.create(
        provider=provider, community=community.strip(), asked_on=asked_on, answer=words(answer, by), by=by,
        made_at=clock.now(),
    )  # fmt: skip
    bindings.bind(made, by)
    return made

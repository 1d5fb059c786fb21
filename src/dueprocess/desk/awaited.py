"""What waits for somebody beside cases: files whose time is over, lists of what and of whom to erase, legal
holds, access to what is closed, accreditations, draws, adoptions, pauses, figures, declarations, exemptions
from training. Each line is for whoever holds the power for it, or is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.cases.approaches import extracts as approaches
from dueprocess.cases.audits import extracts as audits
from dueprocess.cases.declarations import extracts as declarations
from dueprocess.cases.reports import extracts as figures
from dueprocess.docket.extracts import access
from dueprocess.docket.extracts import to_erase as retention
from dueprocess.kit.components import absolute
from dueprocess.people.models import Person, Power
from dueprocess.rules import extracts as rules
from dueprocess.rules.actions import MAY_SETTLE
from dueprocess.standing.extracts import lists
from dueprocess.standing.extracts import waiting as standing
from dueprocess.training.extracts import register as training


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: what to do, where, and why it is theirs. `signs`: a second person's word."""

    what: str
    href: str
    why: str
    signs: bool = False


def lines(person: Person, powers: Collection[str]) -> tuple[Line, ...]:
    """Return what waits for somebody with these powers: what wants their signature first. Nothing is asked of
    the database for a power that they do not hold, nor for declarations that no rulebook asks for."""
    found: list[Line] = [*_declarations(person)]
    if set(powers) & set(MAY_SETTLE):
        found += _rules(person)
    if Power.OVERSEE in powers:
        found += _auditors(person)
        found += _approaches(person)
    if Power.ERASE in powers:
        found += _erasing(person)
    if Power.HOLD in powers:
        found += _holds(person)
    if Power.SET_ACCESS in powers:
        found += _let_in(person)
    if Power.PUBLISH_FIGURES in powers:
        found += _figures()
    if Power.AUDIT in powers:
        found += audit(person)
    if Power.TRAIN in powers:
        found += _exemptions(person)
    if {Power.STANDING, Power.OVERSEE} & set(powers):
        found += _standing(person, powers)
    return tuple(sorted(found, key=lambda line: not line.signs))


def _declarations(person: Person) -> Iterator[Line]:
    if asked := declarations.mine(person):
        what = ngettext(
            "Declare conflicts of interest in {n} case",
            "Declare conflicts of interest in {n} cases",
            len(asked),
        )
        why = _("before you act in it; asked since {day}").format(day=absolute(asked[0].asked_at))
        yield Line(what.format(n=len(asked)), reverse("desk:declarations"), why, signs=True)


def audit(person: Person) -> tuple[Line, ...]:
    """Return an auditor's next steps in the draws that were announced for them."""
    said = {
        "draw": (_("Draw by lot"), _("the record was published since the draw was announced on {day}")),
        "take": (_("Take what was drawn"), _("drawn on {day}, not handed over yet")),
        "report": (
            _("Take the package, check it, and report what you found"),
            _("handed over on {day}; check it offline, then write to the body that accredited you"),
        ),
    }
    return tuple(
        Line(said[each.what][0], reverse("desk:audit", args=[each.code]),
             said[each.what][1].format(day=absolute(each.since)))
        for each in audits.next_steps(person)
    )  # fmt: skip


def _by(name: str, since: datetime) -> str:
    return _("proposed by {name}, {day}").format(name=name, day=absolute(since))


def _rules(person: Person) -> Iterator[Line]:
    adoptions, pauses = rules.to_agree(person)
    for each in adoptions:
        what = _("Agree to the adoption: {title}").format(title=each.title)
        yield Line(what, reverse("desk:adoption", args=[each.pk]), _by(each.by, each.since), signs=True)
    for each in pauses:
        what = _("Agree to a pause of all cases, or to its end")
        yield Line(what, reverse("desk:pause", args=[each.pk]), _by(each.by, each.since), signs=True)


def _auditors(person: Person) -> Iterator[Line]:
    for each in audits.to_sign(person):
        what = _("Sign an accreditation: {name}, for {body}").format(name=each.name, body=each.body)
        yield Line(
            what, reverse("desk:auditor", args=[each.pk]), _("auditors take two to accredit"), signs=True
        )


def _approaches(person: Person) -> Iterator[Line]:
    if number := approaches.to_weigh(person):
        what = ngettext("Look at {n} approach", "Look at {n} approaches", number)
        yield Line(
            what.format(n=number), f"{reverse('desk:approaches')}?only=weigh",
            _("somebody without a role spoke to somebody about a case"),
        )  # fmt: skip


def _erasing(person: Person) -> Iterator[Line]:
    found = retention.to_erase(person)
    if found is None:
        return
    for each in found.lists:
        what = ngettext("Agree to erase {n} file", "Agree to erase {n} files", each.number)
        href = reverse("desk:erasure_list", args=[each.pk])
        yield Line(what.format(n=each.number), href, _by(each.by, each.since), signs=True)
    for each in found.people:
        what = ngettext(
            "Agree to erase {n} person from the register",
            "Agree to erase {n} people from the register",
            each.number,
        )
        href = reverse("desk:leaving_list", args=[each.pk])
        yield Line(what.format(n=each.number), href, _by(each.by, each.since), signs=True)
    where = reverse("desk:retention")
    if found.over:
        what = ngettext("{n} file whose time is over", "{n} files whose time is over", found.over)
        yield Line(_many(what, found.over), where, _("you may propose to erase what is kept no longer"))
    if found.look:
        what = ngettext(
            "{n} file that somebody has to look at", "{n} files that somebody has to look at", found.look
        )
        why = _("no calendar can say how long it is kept")
        yield Line(_many(what, found.look), f"{where}#review", why)


def _many(words: str, number: int) -> str:
    shown = f"{retention.MOST}+" if number > retention.MOST else str(number)
    return words.format(n=shown)


def _holds(person: Person) -> Iterator[Line]:
    found = retention.old_holds(person)
    if found is not None:
        what = ngettext(
            "Is it still needed? {n} legal hold runs for more than a year",
            "Are they still needed? {n} legal holds run for more than a year",
            found.count,
        )
        why = _("the oldest since {day}; lifting one takes two").format(day=absolute(found.since))
        yield Line(what.format(n=found.count), reverse("desk:holds"), why)


def _let_in(person: Person) -> Iterator[Line]:
    for each in access.after_closing(person):
        what = _("Who was let into {number} by decision? It is closed").format(number=each.number)
        why = _("closed on {day}; end what is needed no longer").format(day=absolute(each.closed_at))
        yield Line(what, reverse("desk:access", args=[each.number]), why)


def _exemptions(person: Person) -> Iterator[Line]:
    for each in training.to_settle(person.pk):
        what = _("Agree to an exemption from training, or refuse it: {name}").format(name=each.name)
        why = _("proposed by {name}; from {requirement}").format(name=each.by, requirement=each.requirement)
        yield Line(what, reverse("desk:exemption", args=[each.pk]), why, signs=True)


def _standing(person: Person, powers: Collection[str]) -> Iterator[Line]:
    found = standing.count(person)
    for pk, title, by, until in lists.renewals_waiting(person) if found.renewals else ():
        what = _("Agree to a renewal: {title}, until {day}").format(title=title, day=absolute(until))
        why = _("proposed by {by}").format(by=by)
        yield Line(what, reverse("desk:outside_list", args=[pk]), why, signs=True)
    if number := found.contests:
        what = ngettext("Decide {n} contest of a standing", "Decide {n} contests of a standing", number)
        yield Line(what.format(n=number), reverse("desk:contests"), _("each within 14 days"))
    if Power.STANDING in powers and (number := found.matches):
        what = ngettext("Say whether {n} match is right", "Say whether {n} matches are right", number)
        why = _("no list bars anybody before that")
        yield Line(what.format(n=number), reverse("desk:outside_lists"), why)


def _figures() -> Iterator[Line]:
    quarter = figures.waiting()
    if quarter is not None:
        what = _("Publish the figures of {quarter}").format(quarter=quarter)
        why = _("the quarter is over; prepare them, look at them, then publish")
        yield Line(what, reverse("desk:figures_prepare", args=[quarter]), why)

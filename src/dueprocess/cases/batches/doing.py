"""What is done in one case of several: the same act as by hand on its own page, after the same questions.

`take` is run twice for each case: once to see what it would say, and taken back; once for good. So what was
checked and what is done cannot differ. Must not know how many cases there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.cases import actions
from dueprocess.cases.batches import wording
from dueprocess.cases.extracts.joining import may_own_in
from dueprocess.cases.extracts.page import may_assign
from dueprocess.core.engine import Form
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import Effects, LoggedAs, Rulebook, Step, WhoKind
from dueprocess.docket import actions as dockets
from dueprocess.docket import roster, wall, way_in
from dueprocess.docket.actions import standing
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.extracts.pages import form_of, steps
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock
from dueprocess.people.models import Person

STEP, MESSAGE = "step", "message"
PLAIN = (LoggedAs.ACT, LoggedAs.ACKNOWLEDGED)
"""As what an act that only tells is logged."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be done: to whom the cases go (`to`, a key of the register) and why; or how it is written
    (`step:NAME`, or `message:KIND` of party) and the text with its fields."""

    to: int | None = None
    reason: str = ""
    how: str = ""
    text: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as it is sealed."""
        return {"to": self.to, "reason": self.reason, "how": self.how, "text": self.text}


def take(docket: int, told: Told, person: Person, *, length: int | None = None) -> None:
    """Do in one case (key) what is to be done, as this person, now; call it inside a transaction.

    `length` is the docket's when it was checked. Raises Refused("changed_meanwhile") where something was
    recorded since, ("not_able") where this person may not read it now, and whatever the act itself raises.
    """
    found = Docket.objects.locked(docket)
    if not wall.sees(found, person):
        raise Refused("not_able", _("It is not among the cases that you may read."), None)
    standing.signs_in(person)
    if length is not None and found.length != length:
        why = _("Somebody recorded something else in it since it was checked.")
        raise Refused("changed_meanwhile", why, None)
    view = opened(found, viewer=Actor(person=person))
    if told.to is not None:
        _assign(view, Person.objects.get(pk=told.to), told.reason, person)
    elif told.how.startswith(f"{STEP}:"):
        _letter(view, told, person)
    else:
        _message(view, told, person)


def _assign(view: Opened, to: Person, reason: str, person: Person) -> None:
    owner = roster.owner(view.whole.rows)
    if not may_assign(view.me, owner, steps(view)):
        why = _("Its owner assigns it, or somebody who has something to do in it.")
        raise Refused("not_yours", why, None)
    if owner and view.whole.vault.local(to.pk) == owner:
        raise Refused("theirs", _("They own it already."), None)
    if to.pk not in dict(may_own_in(view)) or not wall.sees(view.docket, to):
        raise Refused("cannot_own", _("They can do nothing in it as it stands."), None)
    dockets.assign(docket=view.docket, to=to.pk, by=Actor(person=person), reason=reason)


def _letter(view: Opened, told: Told, person: Person) -> None:
    """Take the step whose act sends the letter."""
    step = told.how.removeprefix(f"{STEP}:")
    if step not in view.rulebook.steps:
        raise Refused("no_step", _("Its rules have no such step."), None)
    asked = form_of(view, step=step, me=view.me, strand=None, outcome=None)
    form = asked.form
    if form.refusal is not None:
        why = naming.spoken(form.refusal.reason, {**asked.names, **_parts(view)})
        raise Refused(str(form.refusal.code), why, form.refusal.clause)
    if not form.tells:
        raise Refused("nobody", _("As it stands, nobody would be told by it."), None)
    dockets.take_step(
        docket=view.docket, step=step, by=Actor(person=person), at=clock.now(),
        needs=_needs(form, view.me, wording.fill(told.text, view)),
    )  # fmt: skip


def _needs(form: Form, me: str, text: str) -> Needs:
    """Return what the act carries: the role, for whom it is owed, and the text as its one paper, or as its
    letter. Whatever else it would need, the engine asks for, and the act is refused."""
    act: dict[str, Any] = {}
    if role := next((way.name for way in form.ways if me in way.people), ""):
        act["as"] = role
    if form.strand is not None:
        act["strand"] = form.strand
    if form.persons_required:
        act["for"] = [each.key for each in form.persons if each.owed]
    papers = [each.words for each in form.papers if each.required]
    return Needs(act=act, content={papers[0] if papers else "letter": text})


def _message(view: Opened, told: Told, person: Person) -> None:
    """Write to each party of the kind, each in a message of their own, or to none of them."""
    readers = list(recipients(view, told.how.removeprefix(f"{MESSAGE}:")))
    if not readers:
        raise Refused("nobody", _("There is no such party in it."), None)
    ways = way_in.of(view.docket)
    if shut := sum(not ways.get(key, way_in.SHUT).opens for key in readers):
        why = ngettext(
            "One of them can open nothing here: write to them by hand.",
            "{n} of them can open nothing here: write to them by hand.",
            shut,
        ).format(n=shut)
        raise Refused("no_way_in", why, None)
    texts = [(key, wording.fill(told.text, view, key)) for key in readers]
    knowing = set(_knowing(view))
    if unaware := sum(key not in knowing for key in readers):
        why = ngettext(
            "One of them has heard nothing of it from us: write to them by hand, if they may know of it.",
            "{n} of them have heard nothing of it from us: write to them by hand, if they may know of it.",
            unaware,
        ).format(n=unaware)
        raise Refused("unaware", why, None)
    for key, text in texts:
        actions.send_message(docket=view.docket, by=Actor(person=person), text=text, to=[key])


def _knowing(view: Opened) -> Iterator[str]:
    """Yield the local keys of the parties who know of the case: who complained, wrote something, or was
    written to. When others are told, the rules of the case say, and no text for many does."""
    yield from recipients(view, "complainant")
    yield from (each.to for each in view.state.notices if each.sent_at is not None)
    for row in view.whole.rows:
        yield row.by_key
        if row.is_note and row.name == "message":
            yield from row.facts["to"]


def _parts(view: Opened) -> dict[str, str]:
    """Return what each party is, in the place of their name: why something cannot be done is read for
    hundreds of files at once, and leaves no line in their read journals."""
    rules = view.rulebook
    return {key: rules.parties[party.kind].title for key, party in view.state.parties.items()}


def recipients(view: Opened, kind: str) -> Iterator[str]:
    """Yield the local keys of the parties of that kind, in the order in which they came in."""
    return (key for key, party in view.state.parties.items() if party.kind == kind)


def samples(view: Opened, told: Told) -> list[tuple[str, str]]:
    """Return what would be read in this case: to whom it goes, and the text. Raises as `wording.fill`."""
    if told.how.startswith(f"{MESSAGE}:"):
        kind = told.how.removeprefix(f"{MESSAGE}:")
        return [(view.name(key), wording.fill(told.text, view, key)) for key in recipients(view, kind)]
    asked = form_of(view, step=told.how.removeprefix(f"{STEP}:"), me=view.me, strand=None, outcome=None)
    readers = " ".join(naming.words(naming.spoken(each, asked.names)) for each in asked.form.tells)
    return [(readers, wording.fill(told.text, view))]


def letters(rules: Rulebook) -> Mapping[str, str]:
    """Return the steps of a rulebook by which one text can go out in many cases, with their titles: such as
    an officer takes alone, that tell somebody, ask for one paper at most, and decide and move nothing. Those
    that may be taken again and again come first."""
    found = [step for step in rules.steps.values() if _is_letter(rules, step)]
    return {step.id: step.title for step in sorted(found, key=lambda step: not step.again)}


def _is_letter(rules: Rulebook, step: Step) -> bool:
    able = [who.name for who in step.by if who.kind is not WhoKind.PARTY and who.name in rules.roles]
    asks = step.demands
    if (
        step.start
        or not able
        or step.logged_as not in PLAIN
        or step.outcomes
        or step.jointly_with
        or step.grounds
        or step.appeals
    ):
        return False
    if asks.records or asks.consent_of or asks.countersigned_by or len(asks.needs) > 1:
        return False
    return any(not tell.optional for tell in step.effects.tells) and not _decides(step.effects)


def _decides(what: Effects) -> bool:
    """Tell whether an act changes more than who was told."""
    return any(
        (
            what.appoints, what.removes, what.pauses, what.resumes, what.extends, what.shortens,
            what.restores, what.lifts, what.fulfils, what.starts, what.continues, what.decision,
            what.imposes, what.activates, what.conflict, what.joins, what.splits, what.releases,
            what.opens, what.sends_back, what.leads_to,
        )
    )  # fmt: skip


__all__ = ["MESSAGE", "STEP", "Told", "letters", "recipients", "samples", "take"]

"""Ruling whether an item may be used, and whether its source is protected. By those who decide the case,
where its rulebook says who makes findings; never by whoever described or sorted it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import send_message
from dueprocess.cases.evidence.actions.describing import impartial, visible
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import Rulebook, Step
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house, roster
from dueprocess.docket.actions import indexing
from dueprocess.docket.evidence import Item, Ruling
from dueprocess.docket.models import Act, Docket, Reach
from dueprocess.docket.models.access import AS
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.components import absolute
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


@transaction.atomic
def rule(
    *,
    docket: Docket,
    item: str,
    ruling: Ruling,
    by: Actor,
    reason: str,
    protects: bool = False,
    withheld: str = "",
    length: int | None = None,
) -> Act:
    """Rule on the use of an item; with `protects`, that its source is told to nobody else, and in `withheld`
    what parties are told of that. Whoever offered it is told the ruling and its reasons. Return the note.

    Raises Malformed without a reason, or without `withheld` where it protects; Refused: "no_item", "own" for
    whoever described or sorted it, "not_theirs" for somebody who does not decide the case, and as `describe`.
    """
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    found = evidence.items(rows)
    what = visible(found, item, docket, rows, by)
    faults = []
    if not reason.strip():
        faults.append(Problem("reason", None, _("It is not said why."), _("Give the reasons.")))
    if protects and not withheld.strip():
        said = _("It is not said what parties are told.")
        faults.append(Problem("withheld", None, said, _("Say why it is withheld, without naming anybody.")))
    if faults:
        raise Malformed(faults)
    assert by.person is not None
    vault = Vault.of(docket)
    if vault.local(by.person.pk) in what.by:
        said = _("You have described or sorted this item: somebody else rules on it.")
        raise Refused("own", said, None)
    mine = acts_as(docket, vault, by.person)
    judges = deciders(rulebooks.get(docket.rulebook_id))
    if judges and not judges & mine:
        said = _("Those rule on this who decide the case.")
        raise Refused("not_theirs", said, None)
    role = next(iter(sorted(judges & mine)), "")
    facts: dict[str, object] = {"item": item, "ruling": str(ruling)}
    if role:
        facts["as"] = role
    content = {"reason": reason.strip()}
    if protects:
        facts["protected"] = True
        content |= {evidence.WHY_WITHHELD: withheld.strip()}
    needs = Needs(act=facts, content=content)
    made = dockets.house_note(docket=docket, note=house.RULED, by=by, needs=needs, named={}, length=length)
    _tell(docket, what, made, reason.strip(), by)
    if protects or what.protected:
        indexing.anew(Docket.objects.get(pk=docket.pk))
    return made


def _tell(docket: Docket, what: Item, made: Act, reason: str, by: Actor) -> None:
    """Write to whoever offered an item how it was ruled and why; where they are a party who may be written
    to."""
    if not docket.parties.filter(key=what.offered_by).exists():
        return
    day = absolute(Act.objects.get(docket=docket, n=what.act).at)
    admitted = _("What you offered as evidence on {day} (item {n}) was admitted. The reasons: {why}")
    refused = _("What you offered as evidence on {day} (item {n}) was refused. The reasons: {why}")
    said = admitted if made.facts["ruling"] == Ruling.ADMITTED else refused
    text = said.format(day=day, n=evidence.number(what.key), why=reason)
    try:
        send_message(docket=docket, by=by, text=text, to=[what.offered_by])
    except Refused as error:
        if error.code != "untold":  # whom the rules have not told of the case learns nothing of it by this
            raise


def deciders(rules: Rulebook) -> frozenset[str]:
    """Return the roles whose holders decide a case under a rulebook: they may take a step that makes findings
    or imposes a sanction, themselves or in a body. Empty where no step does."""
    names = {
        who.name for step in rules.steps.values() if _decides(step) for who in step.by if not who.is_party
    }
    found: set[str] = set()
    for name in names:
        if body := rules.bodies.get(name):
            found |= {*body.seats, *body.stand_ins.values()} | ({body.chair} if body.chair else set())
        if name in rules.roles:
            found.add(name)
    return frozenset(found)


def _decides(step: Step) -> bool:
    ways = (None, *step.outcomes)
    return step.standard_of_proof is not None or any(
        step.effects_with(way).imposes or str(step.logged_with(way)) in ("decided", "sanctioned")
        for way in ways
    )


def acts_as(docket: Docket, vault: Vault, person: Person) -> frozenset[str]:
    """Return the roles that somebody holds in a case today: by office, and as appointed in it."""
    rules, now = rulebooks.get(docket.rulebook_id), clock.now()
    today = roster.of(docket, rules, vault, at=now, rows=roster.rows(docket))
    held = today.people.get(vault.local(person.pk), {}).get("roles", ())
    roles = {each if isinstance(each, str) else str(each["role"]) for each in held}
    reached = Reach.objects.filter(docket=docket, tag=person_tag(person.pk), shuts=False, why__startswith=AS)
    return frozenset(roles | {why.removeprefix(AS) for why in reached.values_list("why", flat=True)})

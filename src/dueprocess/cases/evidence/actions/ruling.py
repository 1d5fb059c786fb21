"""Ruling whether an item may be used, and whether its source is protected. By those who decide the case,
where its rulebook says who makes findings; never by whoever described or sorted it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import send_message
from dueprocess.cases.evidence.actions.describing import impartial, visible
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house
from dueprocess.docket.actions import indexing
from dueprocess.docket.deciding import acts_as, deciders
from dueprocess.docket.evidence import Item, Ruling
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit.components import absolute
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
    in_part: bool = False,
    length: int | None = None,
) -> Act:
    """Rule on the use of an item; with `protects`, that its source is told to nobody else, and in `withheld`
    what parties are told of that; `in_part`: parties may have what a redaction leaves of it, once somebody
    else has found that this protects the source. Whoever offered it is told the ruling and its reasons.
    Return the note.

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
        if in_part:
            facts["in_part"] = True
        content |= {evidence.WHY_WITHHELD: withheld.strip()}
    needs = Needs(act=facts, content=content)
    made = dockets.house_note(docket=docket, note=house.RULED, by=by, needs=needs, named={}, length=length)
    _tell(docket, what, made, reason.strip(), by)
    if protects or what.protected or what.covert or what.unruled:
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

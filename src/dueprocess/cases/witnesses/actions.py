"""Entering who was there and what each did about it. Notes of the case: what was entered stays, what is
entered anew counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions.describing import impartial
from dueprocess.cases.witnesses import reading
from dueprocess.cases.witnesses.reading import Did, Knows
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house, roster
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who was there: `who`, a local key of a party or of somebody who works on the case; a `person` of the
    register; or a `name` alone. By what they know of it, since which day, and in words what."""

    knows: Knows
    since: date
    who: str = ""
    person: Person | None = None
    name: str = ""
    words: str = ""


@transaction.atomic
def note(*, docket: Docket, seen: Seen, by: Actor, witness: str = "", length: int | None = None) -> Act:
    """Enter a possible witness, or what is known of `witness` anew. Returns the note.

    Raises Malformed, naming the field; Refused: "no_witness" for a key that is not there, "already" for
    somebody who is on the list, and what `evidence.impartial` and `house_note` raise.
    """
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    found = reading.witnesses(rows)
    if witness and witness not in found:
        raise Refused("no_witness", _("There is no such person on the list."), None)
    who, named = _who(docket, seen, rows)
    faults = []
    if sum(map(bool, (seen.who, seen.person, seen.name.strip()))) != 1:
        said, mend = _("It is not said who."), _("Choose one, give one membership number, or write one name.")
        faults.append(Problem("who", None, said, mend))
    if seen.since > timezone.localdate(clock.now()):
        mend = _("Give the day on which they saw, heard or were told it.")
        faults.append(Problem("since", None, _("This lies in the future."), mend))
    if faults:
        raise Malformed(faults)
    if who and any(each.who == who for key, each in found.items() if key != witness):
        raise Refused("already", _("They are on the list already. Enter what is new there."), None)
    facts: dict[str, Any] = {
        "witness": witness or reading.next_key(found), "knows": str(seen.knows),
        "since": seen.since.isoformat(),
    }  # fmt: skip
    if who:
        facts["who"] = who
    content = {reading.NAME: seen.name.strip(), reading.WORDS: seen.words.strip()}
    needs = Needs(act=facts, content={field: text for field, text in content.items() if text})
    return dockets.house_note(
        docket=docket, note=house.WAS_THERE, by=by, needs=needs, named=named, length=length
    )


@transaction.atomic
def did(
    *, docket: Docket, witness: str, did: Did, on: date, by: Actor, words: str = "", length: int | None = None
) -> Act:
    """Enter what a possible witness did about it, and on which day. Returns the note.

    Raises Malformed for a day that lies in the future or before they knew of it; Refused as `note`.
    """
    docket = Docket.objects.locked(docket.pk)
    found = reading.witnesses(impartial(docket, by)).get(witness)
    if found is None:
        raise Refused("no_witness", _("There is no such person on the list."), None)
    if on > timezone.localdate(clock.now()):
        mend = _("Give the day on which they did it.")
        raise Malformed([Problem("on", None, _("This lies in the future."), mend)])
    if on < found.since:
        mend = _("Correct the day, or enter anew since when they know.")
        raise Malformed([Problem("on", None, _("On this day they did not know of it yet."), mend)])
    facts = {"witness": witness, "did": str(did), "on": on.isoformat()}
    content = {reading.WORDS: words.strip()} if words.strip() else {}
    needs = Needs(act=facts, content=content)
    return dockets.house_note(
        docket=docket, note=house.WITNESS_DID, by=by, needs=needs, named={}, length=length
    )


def _who(docket: Docket, seen: Seen, rows: Any) -> tuple[str, dict[str, int]]:
    """Return under which local key somebody is known, and who of the register that is, where they are."""
    vault = Vault.of(docket)
    if seen.person is not None:
        for row in docket.person_keys.filter(key__in=docket.parties.values("key")):
            if vault.identity(row).get("person") == seen.person.pk:
                return row.key, {}
        key = vault.local(seen.person.pk)
        return key, {key: seen.person.pk}
    if not seen.who:
        return "", {}
    if docket.parties.filter(key=seen.who).exists():
        return seen.who, {}
    rules = rulebooks.get(docket.rulebook_id)
    people = roster.of(docket, rules, vault, at=clock.now(), rows=rows).persons
    if seen.who not in people:
        mend = _("Choose one of the list, or write their name.")
        raise Malformed([Problem("who", None, _("This is nobody in the case."), mend)])
    return seen.who, {seen.who: people[seen.who]}

"""Whether an entry that was made by mistake may be annulled, and by whom. It stays where it stands and counts
no more, from the moment on which the note `annulled` is written.

Two people say so (`proposals.propose_annulment`). The engine refuses where a later act would then be refused;
what is asked here is what it cannot know. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from dueprocess.core.errors import Broken, Refused
from dueprocess.docket import direct, house, roster
from dueprocess.docket.models import Act
from dueprocess.docket.needs import MACHINE, Actor
from dueprocess.docket.roster import Assembled, Row
from dueprocess.docket.sealing import as_field
from dueprocess.rules import rulebooks

NOTE = house.ANNULLED
ENTERED_BY = "entered by"
"""The word under which an act says who wrote down what a party said."""
KEPT = house.OWN | {"lapsed", "imported", "corrected", "version", house.DRAWN, NOTE}
"""Notes that are never annulled: they say what happened by itself, or another of their kind changes them."""


def allowed(whole: Assembled, n: int, by: Actor, introduces: Mapping[str, Any]) -> None:
    """Raise Refused unless `by` may write, with those who signed it (`introduces`), that entry `n` never was.

    `second_person` for one person alone; else as `judged`. Mail that came back is found out by the machine:
    then nobody signs that it went out for nothing.
    """
    if by == MACHINE and house.RETURNED in introduces:
        if not any(row.n == n and row.is_note and row.name == "sent" for row in whole.rows):
            raise Broken(f"Entry {n} says of no letter that it was sent.")
        return
    signers = {str(each["by"]) for each in introduces.get(house.SIGNED, {}).get("by", ())}
    if by.person is None or len(signers) < 2:
        raise Refused("second_person", _("Nobody annuls an entry alone: a second person has to sign."), None)
    judged(whole, n, *signers)


def judged(whole: Assembled, n: int, *by: str) -> None:
    """Raise Refused where these people (local keys) may not annul entry `n`, or nobody may.

    `no_entry`, `done_already`, `not_annulled` (notes that are no step and no word of anybody's), `opening`,
    `comes_in` (parties, complaints), `other_case` (joined, sent out), `own_word` (a party's own),
    `others_signed`, `appealed`, `oneself`.
    """
    row = next((each for each in whole.rows if each.n == n), None)
    if row is None:
        raise Refused("no_entry", _("There is no such entry in this case."), None)
    if n in roster.annulled(whole.rows):
        raise Refused("done_already", _("This entry was annulled before."), None)
    _of_a_kind(row, whole)
    _brings(row)
    _others(row, whole)
    if set(by) & named(row):
        _no("oneself", _("It is about one of those who would annul it: others have to do that."))


def named(row: Row) -> set[str]:
    """Return the local keys of those whom an entry keeps from something: they do not lift that themselves."""
    return {str(row.facts.get("who", "")), *map(str, row.facts.get("removes") or ())} - {""}


def _of_a_kind(row: Row, whole: Assembled) -> None:
    if row.is_note and row.name in KEPT:
        _no("not_annulled", _("Nothing of this kind is annulled. What it says is changed by a new entry."))
    step = rulebooks.get(row.rulebook).steps.get(row.name) if not row.is_note else None
    if row.n == 1 or (step is not None and step.start):
        _no("opening", _("This opened the case. A case that should not be there is closed or refused."))
    if not row.by_key:
        _no("not_annulled", _("Nobody wrote this: it was done by itself, and it did happen."))
    if row.by_key in roster.since(whole.rows):  # the key of a party
        which = (whole.docket.pk, row.n)
        [(written,)] = direct.values(Act, ("commitments",), "docket_id = %s AND n = %s", which)
        if as_field(ENTERED_BY) not in written:
            _no("own_word", _("A party did this themselves. Nobody makes that undone for them."))


def _brings(row: Row) -> None:
    """What came in with an entry has gone on from there: names, numbers, clocks, another case."""
    facts, brought = row.facts, row.introduces
    if any(brought.get(name) for name in ("parties", "register")) or any(
        facts.get(name) for name in ("adds", "parties", "complaints")
    ):
        _no("comes_in", _("Parties or complaints came into the case by this. They are released by a step."))
    if brought.get("joined_into") or facts.get("case") or facts.get("out"):
        _no("other_case", _("Something went into another case by this, and is there now."))


def _others(row: Row, whole: Assembled) -> None:
    if row.introduces.get(house.SIGNED) or row.facts.get("countersigned"):
        _no("others_signed", _("Others have signed this: it stands under their names too."))
    gone = roster.annulled(whole.rows)
    if any(each.facts.get("against") == row.n for each in whole.rows if each.n not in gone):
        _no("appealed", _("Somebody has appealed against this. The appeal decides what becomes of it."))


def _no(code: str, reason: str) -> NoReturn:
    raise Refused(code, reason, None)

"""Asking for somebody to come along, to act for one or to interpret, or for an adjustment; answering that;
taking it back.

Three notes of the case. `asked_for`: by a party on their own pages, or entered by an officer who was told.
`ask_answered`: granted or refused, by an officer, with reasons; whom it brings in comes in as a party, where
they are to have pages of their own. `ask_ended`: the party takes it back, at any time and without a reason;
an officer ends one with a reason. Must not know what a hearing makes of it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.actions import add_party, next_key
from dueprocess.cases.ways.actions import stands
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import NOT_SIDES
from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.docket import approving, house
from dueprocess.docket.actions import house_note, preparing
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.rules import rulebooks

NAME, CONTACT, WORDS = "asked name", "asked contact", "text"
"""Content of the note that asks."""


class Asked(StrEnum):
    """What is asked for."""

    COMPANION = "companion"
    REPRESENTATIVE = "representative"
    INTERPRETER = "interpreter"
    ADJUSTMENT = "adjustment"


NAMED = (Asked.COMPANION, Asked.REPRESENTATIVE)
"""What is asked for somebody by name, who can come in as a party."""
BARRED = gettext_lazy("A conflict of interest keeps you from deciding who stands by a party.")
MOST = 20
"""So much may wait for an answer at once, of one party."""


@transaction.atomic
def ask(
    *,
    docket: Docket,
    key: str,
    what: Asked,
    by: Actor,
    name: str = "",
    contact: str = "",
    words: str = "",
    letters: bool = False,
    steps: bool = False,
) -> Act:
    """Ask for something for a party (`key`): by themselves (`by.key`), or entered by an officer who was told.
    `letters`: whoever acts for them shall read their letters, and receive them for them; `steps`: that, and
    take their steps in their name.

    Raises Malformed where a companion or representative has no name, or anything else no words, and for
    `letters` of anybody but a representative; Refused: "no_party", "too_many", and "conflict" for an officer
    whom one bars.
    """
    letters = letters or steps
    docket = Docket.objects.locked(docket.pk)
    approving.unbarred(docket, by, str(BARRED))
    if (by.person is None and by.key != key) or not stands(docket, key):
        raise Refused("no_party", _("This is no party to the case."), None)
    if what in NAMED and not name.strip():
        raise Malformed([Problem("name", None, _("They have no name."), _("Say who it is."))])
    if what not in NAMED and not words.strip():
        raise Malformed([Problem("words", None, _("Nothing is said."), _("Say what is needed."))])
    if letters and what is not Asked.REPRESENTATIVE:
        mend = _("Name them as who acts for you.")
        raise Malformed([Problem("letters", None, _("Only who acts for somebody gets their letters."), mend)])
    if sum(each["state"] == "waits" for each in standing(docket, key)) >= MOST:
        raise Refused("too_many", _("So much waits already. Wait for an answer first."), None)
    content = {NAME: name.strip(), CONTACT: contact.strip(), WORDS: words.strip()}
    needs = Needs(
        act={"to": [key], "asked": str(what), "letters": letters} | ({"steps": True} if steps else {}),
        content={field: value for field, value in content.items() if value},
    )
    return house_note(docket=docket, note=house.ASKED_FOR, by=by, needs=needs, named={})


@transaction.atomic
def answer(
    *,
    docket: Docket,
    n: int,
    granted: bool,
    reason: str,
    by: Actor,
    party: str = "",
    takes_in: bool = False,
    identity: PartyIdentity | None = None,
    reads: bool = False,
) -> Act:
    """Grant or refuse what was asked for by entry `n`. `party`: which party (local key) it is that was named,
    where they are one already; `takes_in`: they come in as one now, as `identity`. `reads`: who comes along
    reads the evidence and the bundles that the party is given.

    Raises Malformed without a reason; Refused: "no_ask" where nothing waits there, "conflict", "own" where
    letters were asked for by whoever would grant that, "other_side" where the other side would read them,
    "no_party" for somebody who is none or for whom it was asked, "no_kind" where the rulebook knows no such
    party, and what `add_party` and `house_note` raise.
    """
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    found = next((each for each in standing(docket) if each["n"] == n and each["state"] == "waits"), None)
    if found is None:
        raise Refused("no_ask", _("There is nothing here that waits for an answer."), None)
    if by.person is None:
        raise Refused("not_able", _("Somebody in office answers this."), None)
    approving.unbarred(docket, by, str(BARRED))
    if granted and found["letters"] and found["by"] == Vault.of(docket).local(by.person.pk):
        said = _("You entered it in their name. That somebody reads their letters, somebody else grants.")
        raise Refused("own", said, None)
    if takes_in and granted and identity is not None:
        if identity.kind not in rulebooks.shown(docket.rulebook_id).parties:
            said = _("The rulebook knows no such party: they come along without pages of their own.")
            raise Refused("no_kind", said, None)
        party = next_key(docket, identity.kind)
        add_party(docket=docket, identity=identity, by=by, reason=reason)
    if party and (party == found["key"] or not docket.parties.filter(key=party).exists()):
        raise Refused("no_party", _("Choose somebody else who is a party to the case."), None)
    if party and granted and found["letters"] and _other_side(docket, found["key"], party):
        said = _("They are on the other side: they do not read these letters.")
        raise Refused("other_side", said, None)
    facts = {"of": n, "to": [found["key"]], "answer": "granted" if granted else "refused"}
    reads = reads and granted and bool(party) and found["what"] is Asked.COMPANION
    if reads and _other_side(docket, found["key"], party):
        said = _("They are on the other side: they do not read what this party is given.")
        raise Refused("other_side", said, None)
    facts |= ({"party": party} if party and granted else {}) | ({"reads": True} if reads else {})
    needs = Needs(act=facts, content={"reason": reason})
    return house_note(docket=docket, note=house.ASK_ANSWERED, by=by, needs=needs, named={})


@transaction.atomic
def end(*, docket: Docket, n: int, by: Actor, reason: str = "") -> Act:
    """End what was asked for, granted or not: a mandate to read letters ends with it at once. A party ends
    their own; an officer gives a reason.

    Raises Malformed without it; Refused("no_ask") where nothing stands there, or it is not theirs,
    ("conflict") for an officer whom one bars.
    """
    if by.person is not None:
        preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    approving.unbarred(docket, by, str(BARRED))
    found = next((each for each in standing(docket) if each["n"] == n), None)
    mine = found is not None and (by.person is not None or by.key == found["key"])
    if found is None or not mine or found["state"] not in ("waits", "granted"):
        raise Refused("no_ask", _("There is nothing here that could be ended."), None)
    needs = Needs(act={"of": n, "to": [found["key"]]}, content={"reason": reason} if reason else {})
    return house_note(docket=docket, note=house.ASK_ENDED, by=by, needs=needs, named={})


def _other_side(docket: Docket, key: str, other: str) -> bool:
    """Tell whether one of two parties is a respondent, and the other somebody who stands against them."""
    kinds = set(docket.parties.filter(key__in=[key, other]).values_list("kind", flat=True))
    return RESPONDENT in kinds and len(kinds) == 2 and kinds.isdisjoint(NOT_SIDES)


def standing(docket: Docket, key: str = "") -> list[dict[str, Any]]:
    """Return what was asked for, by one party (`key`) or by all, in order: entry `n`, for whom (`key`), by
    whom that was entered (`by`, a local key), `what`, `letters`, `steps`, `at`, `state` (`waits`, `granted`,
    `refused`, `ended`), by which entry it was answered (`answer`), and which `party` it brings; `reads` as
    it was granted; one query."""
    names = (house.ASKED_FOR, house.ASK_ANSWERED, house.ASK_ENDED)
    found: dict[int, dict[str, Any]] = {}
    for act in Act.objects.filter(docket=docket, is_note=True, name__in=names).order_by("n"):
        if act.name == house.ASKED_FOR:
            found[act.n] = {
                "n": act.n, "key": act.facts["to"][0], "by": act.by_key, "what": Asked(act.facts["asked"]),
                "letters": act.facts["letters"], "steps": bool(act.facts.get("steps")),
                "at": act.recorded_at, "state": "waits", "answer": None, "party": "",
                "reads": False,
            }  # fmt: skip
        elif (row := found.get(act.facts["of"])) is not None:
            if act.name == house.ASK_ENDED:
                row["state"] = "ended"
            else:
                row["state"], row["answer"] = act.facts["answer"], act.n
                row["party"] = act.facts.get("party", "")
                row["reads"] = bool(act.facts.get("reads"))
    return [row for row in found.values() if key in ("", row["key"])]


__all__ = ["CONTACT", "MOST", "NAME", "NAMED", "WORDS", "Asked", "answer", "ask", "end", "standing"]

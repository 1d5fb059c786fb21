"""What goes out of a docket when a case is split or handed over: asked before anything is written. Changes
nothing but that it seals files for the new docket.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Broken, Malformed, Problem, Refused
from dueprocess.docket import company, lettering, parted
from dueprocess.docket.actions import writing
from dueprocess.docket.models import Docket, File
from dueprocess.docket.needs import Needs
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files, keys
from dueprocess.people.models import Unit

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """The new docket, not yet stored, and the files that were sealed for it, by act and number there."""

    docket: Docket
    vault: Vault
    kept: Mapping[tuple[int, int], tuple[str, Mapping[str, Any]]]
    leaves: frozenset[int]


@dataclass(frozen=True, slots=True)
class Going:
    """What goes: the engine's JSON of the new docket, and the acts here that concern nobody who stays."""

    json: Json
    moved: tuple[int, ...]
    respondents: int
    told: frozenset[int]

    def leaves_nothing_alone(self, packed: Packed) -> None:
        """Raise Refused("goes_along") where the words of what concerns those alone who go would stay behind:
        nobody who decides there could read them. So it is with the words of a complaint that goes."""
        kept = sorted(packed.leaves & {*self.moved, *self.told})
        if kept:
            named = ", ".join(map(str, kept))
            why = _("This concerns what goes out alone, and goes along with its words and files: {n}.")
            raise Refused("goes_along", why.format(n=named), None)


def options(*, unit: int | None = None, leaves: Sequence[int] = ()) -> dict[str, Any]:
    """Return what an act that sends something out says of how it goes (`Needs.introduces`).

    `unit`: the unit of the new docket (default: as here). `leaves`: acts whose words and files do not come
    along.
    """
    return {parted.PARTING: {"unit": unit, "leaves": sorted(leaves)}}


def pack(docket: Docket, needs: Needs) -> Packed | None:
    """Make a new docket ready and seal for it the files that may go, before any lock is held.

    None where nothing goes out into a docket. What a refused act leaves behind is swept later. Raises
    Malformed for a number that is none.
    """
    how = needs.introduces.get(parted.PARTING) or {}
    out = needs.act.get("out")
    if not out or out.get("outside"):
        return None
    number = str(needs.act.get("case", ""))
    if not keys.valid(number) or Docket.objects.filter(number=number).exists():
        what = _("This is no number for a new case.")
        raise Malformed([Problem("case", None, what, _("Go back to the form and send it again."))])
    chosen = how.get("unit")
    unit = Unit.objects.get(pk=chosen) if chosen else None
    new = Docket(
        number=number,
        kind=docket.kind,
        rulebook_id=docket.rulebook_id,
        unit_id=unit.pk if unit is not None else docket.unit_id,
        pseudonym=secrets.token_hex(16),
        key_wrapped=keys.wrap(keys.new_key()),
    )
    there, here = Vault.of(new), Vault.of(docket)
    leaves = frozenset(how.get("leaves", ()))
    kept = {}
    for row in File.objects.filter(act__docket=docket).select_related("act").order_by("act_id", "n"):
        if row.act.n in leaves or lettering.TEMPLATE in row.act.introduces:
            continue  # a letter as it went out stays where its reader has it
        told = here.file(row, row.act.n)
        chunks = files.read(here.key, row.stored, here.files)
        stored = files.store(there.key, chunks, there.files, told["name"], kind=told["media_type"])
        if stored.sha256 != told["sha256"]:
            raise Broken(f"A file of act {row.act.n} is not what was committed to.")
        kept[row.act.n, row.n] = (stored.name, told)
    return Packed(new, there, kept, leaves)


def takes_two(whole: Assembled, act: Mapping[str, Any], packed: Packed | None) -> None:
    """Raise Refused("second_person") where one person alone would hand something over to somebody outside, or
    send it to another unit, where others decide: the rulebook has to let a body decide it, or ask for a
    second signature."""
    moves = packed is not None and packed.docket.unit_id != whole.docket.unit_id
    if not moves and not act.get("out", {}).get("outside"):
        return
    if not act.get("countersigned") and act.get("as") not in whole.rulebook.bodies:
        why = _(
            "Nobody sends a case outside, or to another unit, alone: the rules must ask for a second "
            "signature, or let a body decide it."
        )
        raise Refused("second_person", why, None)


def in_company(whole: Assembled, act: Mapping[str, Any]) -> Json:
    """Return an act that sends something out, with whoever acts for somebody who is a party there, or comes
    with them, as far as that was granted: they are in both cases from then on."""
    before = [each for each in whole.json["acts"] if each["n"] < act["n"]]
    there = set(engine.split_off({**whole.json, "acts": [*before, {**act}]}, act["n"])["parties"])
    known = set(whole.json["parties"]).union(*(_came(row) for row in before))
    along = (company.of(whole.rows, there) & known) - there
    return {**act, "out": {**act["out"], "along": sorted(along)}} if along else {**act}


def going(whole: Assembled, act: Mapping[str, Any]) -> Going:
    """Return what an act that was decided sends out."""
    before = [each for each in whole.json["acts"] if each["n"] < act["n"]]
    json = engine.split_off({**whole.json, "acts": [*before, {**act}]}, act["n"])
    out, parties = act["out"], dict(whole.json["parties"])
    for row in before:
        parties |= _came(row)
    leave = set(json["from"]["left"])
    comes, moved = {row["n"] for row in json["acts"]}, []
    for each in whole.rows[1:]:
        named = writing.mentioned(each.facts, dict.fromkeys(parties, 0))
        if named and named <= leave and each.n in comes:
            moved.append(each.n)
    gone = [key for key in out.get("parties", ()) if parties.get(key, {}).get("is") == "respondent"]
    goes = set(out.get("complaints", ()))
    told = [row.n for row in whole.rows if goes & set(row.introduces.get("register", ()))]
    return Going(json, tuple(moved), len(gone), frozenset(told))


def _came(row: Mapping[str, Any]) -> Mapping[str, Any]:
    found = row.get("adds") or row.get("parties") or {}
    return found if isinstance(found, Mapping) else {}


def introduces(packed: Packed, sent: Going, *, whole: bool) -> dict[str, Any]:
    """Return what the act here says of what went: into which docket, and what concerned it alone. `whole`: it
    is all of the case, which ends here."""
    told: dict[str, Any] = {
        "into": packed.docket.pseudonym, "acts": list(sent.moved), "respondents": sent.respondents,
    }  # fmt: skip
    return {parted.PARTED_INTO: told | ({"whole": True} if whole else {})}

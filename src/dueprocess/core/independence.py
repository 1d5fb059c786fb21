"""Independence: why somebody may not act, though they hold the role.

Knows the grounds that a rulebook can name (party, office, separate roles, freshness, training, attestation,
conflict, absence, a vote in another body, a unit in common) as plain values. Must not know how a case came to
them: the engine says who did what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from dueprocess.core.rulebook.model import Bar, Computed, Conflict, Role
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _

_NOTHING: Mapping[str, Computed] = MappingProxyType({})
_SHOWS = {
    Computed.SAME_UNIT: _("is of the same unit as a party"),
    Computed.EARLIER_ROLE: _("has had another role in this case"),
    Computed.DECIDED_BEFORE: _("took part in the decision that is now considered again"),
}


class Ground(StrEnum):
    """Why somebody is out."""

    PARTY = "party"
    OFFICE = "office"
    SEPARATE = "separate"
    FRESH = "fresh"
    TRAINING = "training"
    ATTESTATION = "attestation"
    CONFLICT = "conflict"
    ABSENT = "absent"
    ELSEWHERE = "elsewhere"
    ACCUSED_UNIT = "accused unit"
    STEPPED_DOWN = "stepped down"
    SAME_UNIT = "same unit"
    UNDECLARED = "undeclared"


@dataclass(frozen=True, slots=True)
class Out:
    """One reason; `speaks`: they may still speak, only not vote."""

    ground: Ground
    reason: Said
    clause: str | None = None
    speaks: bool = False


class Known(NamedTuple):
    """What is known of one person in one case on one day."""

    is_party: bool
    offices: Collection[str]
    done_as: Collection[str]  # roles and bodies as which they have acted or been appointed here
    not_fresh: bool
    training: Mapping[str, date]
    has: Collection[str]
    absent: bool
    conflicts: Iterable[Conflict] = ()
    unit_accused: bool = False  # holds an office in a unit that is a respondent, or below one
    stepped_down: bool = False  # from this case, for good
    shown: Mapping[str, Computed] = _NOTHING  # by degree: the ground that showed by itself
    proposed: bool = False  # began the case by a decision of theirs
    own_unit: bool = False  # asked for the chair of a body: a respondent is of their own unit


def why_not(
    role: Role, known: Known, today: date, *, separate: Collection[str], clerical: bool = False
) -> Out | None:
    """The first reason why this person may not act in `role`, or None.

    `separate` are the roles and bodies that nobody may have held beside this one in the same case.
    Conflicts do not bar a `clerical` step. A reason with `speaks` leaves a member their voice.
    """
    if known.is_party:
        return Out(Ground.PARTY, _("is a party to the case"))
    if known.unit_accused:
        return Out(Ground.ACCUSED_UNIT, _("holds an office in a unit that is a respondent, or below one"))
    if known.stepped_down:
        return Out(Ground.STEPPED_DOWN, _("has stepped down from this case"))
    for office in role.barred_offices:
        if office in known.offices:
            return Out(Ground.OFFICE, _("holds the office %(office)s", office=_said(office)), role.clause)
    for other in sorted(separate):
        if other != role.id and other in known.done_as:
            return Out(Ground.SEPARATE, _("has been %(other)s in this case", other=_said(other)), role.clause)
    if role.fresh and known.not_fresh:
        return Out(Ground.FRESH, _("took part in the decision that is now considered again"), role.clause)
    if role.fresh and known.proposed:
        return Out(Ground.FRESH, _("proposed what is decided here, or signed the proposal"), role.clause)
    for training in role.needs_training:
        until = known.training.get(training) or known.training.get(training.replace(" ", "_"))
        if until is None or until < today:
            return Out(
                Ground.TRAINING,
                _("has no current training in %(training)s", training=_said(training)),
                role.clause,
            )
    for attestation in role.needs:
        if attestation not in known.has and attestation.replace(" ", "_") not in known.has:
            return Out(
                Ground.ATTESTATION,
                _("has not shown: %(attestation)s", attestation=_said(attestation)),
                role.clause,
            )
    if known.absent:
        return Out(Ground.ABSENT, _("is absent"))
    if clerical:
        return None
    if known.own_unit:
        return Out(Ground.SAME_UNIT, _("does not chair a case of their own unit"), role.clause)
    return _conflict(known)


def _conflict(known: Known) -> Out | None:
    worst: Out | None = None
    for degree in known.conflicts:
        if not degree.bars:
            continue
        speaks = Bar.SPEAK not in degree.bars and Bar.SEE not in degree.bars
        reason = _("has a conflict of interest (%(degree)s)", degree=degree.title)
        if (ground := known.shown.get(degree.id)) is not None:
            why = _SHOWS[ground]
            reason = _("has a conflict of interest (%(degree)s): %(why)s", degree=degree.title, why=why)
        out = Out(Ground.CONFLICT, reason, degree.clause, speaks)
        if not speaks:
            return out
        worst = worst or out
    return worst


def degrees(held: Iterable[tuple[Conflict, int]], by_id: Mapping[str, Conflict]) -> list[Conflict]:
    """The degrees of conflict somebody is in: those said or confirmed, and what several of them become."""
    found = {degree.id: degree for degree, number in held if number}
    counts = {degree.id: number for degree, number in held}
    for degree in list(found.values()):
        if degree.several is not None and degree.become and counts[degree.id] >= degree.several:
            found.setdefault(degree.become, by_id[degree.become])
    return list(found.values())


def _said(name: str) -> str:
    return name.replace("_", " ")

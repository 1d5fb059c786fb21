"""Independence: why somebody may not act, though they hold the role.

Knows the grounds that a rulebook can name (party, office, separate roles, freshness, training, attestation,
conflict, absence, a vote in another body) as plain values. Must not know how a case came to them: the engine
says who did what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from dueprocess.core.rulebook.model import Bar, Conflict, Role
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _


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


def why_not(
    role: Role, known: Known, today: date, *, separate: Collection[str], clerical: bool = False
) -> Out | None:
    """The first reason why this person may not act in `role`, or None.

    `separate` are the roles and bodies that nobody may have held beside this one in the same case.
    Conflicts do not bar a `clerical` step. A reason with `speaks` leaves a member their voice.
    """
    if known.is_party:
        return Out(Ground.PARTY, _("is a party to the case"))
    for office in role.barred_offices:
        if office in known.offices:
            return Out(Ground.OFFICE, _("holds the office %(office)s", office=_said(office)), role.clause)
    for other in sorted(separate):
        if other != role.id and other in known.done_as:
            return Out(Ground.SEPARATE, _("has been %(other)s in this case", other=_said(other)), role.clause)
    if role.fresh and known.not_fresh:
        return Out(Ground.FRESH, _("took part in the decision that is now considered again"), role.clause)
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
    return None if clerical else _conflict(known.conflicts)


def _conflict(degrees: Iterable[Conflict]) -> Out | None:
    worst: Out | None = None
    for degree in degrees:
        if not degree.bars:
            continue
        speaks = Bar.SPEAK not in degree.bars and Bar.SEE not in degree.bars
        out = Out(
            Ground.CONFLICT,
            _("has a conflict of interest (%(degree)s)", degree=degree.title),
            degree.clause,
            speaks,
        )
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

"""Suspended sanctions: their probation, and which of them a decision may bring into force.

Knows the sanctions suspended in this case, those of earlier cases that `history` names, and when the
complaints of this case were received. How long what is in force lasts: `impositions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from dueprocess.core.engine import effects, finality, impositions, lasting
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Activated
from dueprocess.core.engine.said import said, said_day
from dueprocess.core.engine.strands import Act, Imposed, Strand
from dueprocess.core.rulebook.model import Effects, Open, Period, Ruling, Sanction, Step
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Suspended:
    """A suspended sanction on a party: of act `act` of this case, or of `case`, an earlier one.

    `first` and `last`: the days of its probation as far as they are known. `open`: a complaint of this case
    was received within it, so that the decision may bring it into force. `lasts`: for how long, then.
    """

    sanction: Sanction
    on: str
    act: int | None
    case: str | None
    first: date | None
    last: date | None
    open: bool
    lasts: Period | Open | None
    imposed: Imposed | None = None


def falling(fold: Fold, strand: Strand | None, what: Effects) -> Act | None:
    """The act under appeal that a decision with these effects undoes: what it activated waits again."""
    if strand is None or what.decision in (None, Ruling.STANDS):
        return None
    return effects.attacked_by(fold, strand)


def suspended(fold: Fold, falls: Act | None = None) -> list[Suspended]:
    """Every suspended sanction on a party to this case that has not been brought into force, or only by the
    act that `falls`."""
    return [*_here(fold, falls), *_earlier(fold, falls)]


def _here(fold: Fold, falls: Act | None) -> Iterator[Suspended]:
    for imposed in fold.imposed:
        each = imposed
        if falls is not None and imposed.activated is falls:
            each = replace(imposed, activated=None)
        row = each.row
        waits = each.suspended_for is not None and each.activated is None and each.ended_at is None
        if not waits or not isinstance(row, Sanction) or each.on is None or each.on in fold.released:
            continue
        begun, ends = impositions.probation(fold, each)
        yield Suspended(
            row,
            each.on,
            each.n,
            None,
            fold.clock.local_day(begun) if begun is not None else None,
            finality.day(fold, ends) if ends is not None else None,
            begun is not None and impositions.received_within(fold, begun, ends),
            each.lasts,
            imposed,
        )


def _earlier(fold: Fold, falls: Act | None) -> Iterator[Suspended]:
    for party in fold.parties.values():
        if party.person is None or party.id in fold.released:
            continue
        for earlier in fold.history.get(party.person, ()):
            row = fold.book.rulebook.sanctions.get(earlier.sanction)
            if row is None or earlier.suspended_until is None:
                continue
            if any(
                each.case == (earlier.case or "") and each.row.id == row.id and each.on == party.id
                for each in fold.imposed
                if each.ended not in (impositions.Stand.SET_ASIDE, impositions.Stand.REPLACED)
                and (falls is None or each.act is not falls)
            ):
                continue
            begun, ends = fold.clock.begins(earlier.first), fold.clock.ends(earlier.suspended_until)
            yield Suspended(
                row,
                party.id,
                None,
                earlier.case or "",
                earlier.first,
                earlier.suspended_until,
                impositions.received_within(fold, begun, ends),
                lasting.length_of(fold, row.lasts, earlier.lasts),
            )


def named(fold: Fold, given: Activated, falls: Act | None = None) -> list[Suspended]:
    """The suspended sanctions that an act means: one, or it has to say more."""
    return [
        each
        for each in suspended(fold, falls)
        if each.sanction.id == given.sanction
        and each.on == given.on
        and (given.act is None or given.act == each.act)
        and (given.case is None or given.case == each.case)
    ]


def wrong(
    fold: Fold, strand: Strand | None, step: Step, given: tuple[Activated, ...], what: Effects
) -> Iterator[Need]:
    """What is wrong with the suspended sanctions that an act brings into force."""
    falls = falling(fold, strand, what)
    seen: set[tuple[str, str, int | None, str | None]] = set()
    for each in given:
        row = fold.book.rulebook.sanctions.get(each.sanction)
        title, clause = (row.title, row.clause or step.clause) if row else (said(each.sanction), step.clause)
        reason: Said | None = None
        found = named(fold, each, falls)
        if not what.activates:
            reason = _("This step brings no suspended sanction into force.")
        elif not found:
            reason = _("%(title)s is not suspended on %(on)s.", title=title, on=each.on)
        elif len(found) > 1:
            reason = _(
                "%(title)s is suspended on %(on)s more than once: name the act or the case.",
                title=title, on=each.on,
            )  # fmt: skip
        else:
            [one] = found
            mark = (one.sanction.id, one.on, one.act, one.case)
            if mark in seen:
                reason = _("%(title)s on %(on)s is named twice.", title=title, on=each.on)
            elif not one.open:
                reason = _no_complaint(one)
            elif one.lasts is None:
                reason = _("It is not known how long %(title)s lasts.", title=title)
            seen.add(mark)
        if reason is not None:
            yield Need(Code.SANCTION, reason, clause, "activates", each.sanction)


def _no_complaint(one: Suspended) -> Said:
    """Why a suspended sanction cannot be brought into force here, with its days as far as they are known."""
    title = one.sanction.title
    if one.first is None or one.last is None:
        return _("No complaint of this case was received within its probation: %(title)s.", title=title)
    return _(
        "No complaint of this case was received within its probation, %(first)s to %(last)s: %(title)s.",
        first=said_day(one.first), last=said_day(one.last), title=title,
    )  # fmt: skip


def activate(fold: Fold, act: Act) -> None:
    """Bring into force what the act names, from its moment on."""
    for given in act.row.activates:
        for each in named(fold, given)[:1]:
            imposed = each.imposed
            if imposed is None:
                imposed = Imposed(
                    row=each.sanction,
                    measure=False,
                    on=each.on,
                    at=act.at,
                    seq=fold.seq,
                    n=act.n,
                    act=act,
                    lasts=each.lasts,
                    case=each.case,
                )
                fold.imposed.append(imposed)
            else:
                imposed.activated, imposed.over = act, False
            imposed.earliest = impositions.earliest(fold, imposed)
            fold.memo = {}


def undo(fold: Fold, imposed: Imposed) -> None:
    """The decision that brought it into force is gone: it is suspended as before."""
    imposed.activated, imposed.over = None, False
    imposed.earliest = impositions.earliest(fold, imposed)
    fold.memo = {}

"""The power of one act as the case stood when it was taken: body, rule, votes, people, and what was missing.

Knows the moment of the act alone; what was found out later is in `after`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dueprocess.core.engine import bodies, holding, judgement, progress, taking, versions, votes
from dueprocess.core.engine.bodies import Sitting, Way
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.power.values import Office, Power, Seat, Signed, Vote
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Person, Row
from dueprocess.core.engine.said import said_rules
from dueprocess.core.engine.strands import Strand
from dueprocess.core.independence import Ground, Out
from dueprocess.core.rulebook.model import Effects, LoggedAs, Role, Step
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _
from dueprocess.core.tenure import Gap, Lack

DECIDING = frozenset(
    {
        LoggedAs.REFUSED, LoggedAs.OPENED, LoggedAs.JOINED, LoggedAs.SPLIT, LoggedAs.SUSPENDED,
        LoggedAs.LIFTED, LoggedAs.DECIDED, LoggedAs.SANCTIONED, LoggedAs.APPEAL_DECIDED, LoggedAs.CLOSED,
        LoggedAs.REOPENED,
    }
)  # fmt: skip
_CHANGES = (
    "appoints", "removes", "pauses", "lifts", "starts", "continues", "imposes", "extends", "shortens",
    "restores", "decision", "conflict", "sends_back", "activates", "splits", "releases",
    "admits_unproved",
)  # fmt: skip
"""Effects that somebody needs a power for, whatever a rulebook calls the step."""
OF_GROUND = {
    Ground.PARTY: Gap.PARTY,
    Ground.ACCUSED_UNIT: Gap.ACCUSED_UNIT,
    Ground.SAME_UNIT: Gap.CONFLICT,
    Ground.OFFICE: Gap.OFFICE,
    Ground.SEPARATE: Gap.SEPARATE,
    Ground.FRESH: Gap.FRESH,
    Ground.TRAINING: Gap.TRAINING,
    Ground.ATTESTATION: Gap.ATTESTATION,
    Ground.CONFLICT: Gap.CONFLICT,
    Ground.ABSENT: Gap.ABSENT,
    Ground.STEPPED_DOWN: Gap.CONFLICT,
    Ground.UNDECLARED: Gap.CONFLICT,
}
OF_CODE = {
    Code.NOBODY_ABLE: Gap.NOT_ENTITLED,
    Code.NOT_YOURS: Gap.NOT_ENTITLED,
    Code.NOT_INDEPENDENT: Gap.NOT_ENTITLED,
    Code.VOTE: Gap.VOTE,
    Code.NOTICE: Gap.NOTICE,
    Code.PAPERS: Gap.PAPER,
    Code.CONSENT: Gap.CONSENT,
    Code.SIGNATURE: Gap.SIGNATURE,
    Code.GROUNDS: Gap.GROUNDS,
    Code.SANCTION: Gap.SANCTION,
    Code.FIRST: Gap.FIRST,
}
"""The gaps of what an act lacks; of any other code: irregular."""
ENTITLED = frozenset({Code.NOT_YOURS, Code.NOT_INDEPENDENT, Code.NOBODY_ABLE})


@dataclass(slots=True)
class Taken:
    """The power of an act when it was taken, and what `after` must know of that moment."""

    row: Row
    step: Step | None
    strand: Strand | None
    power: Power
    conflicts: dict[int, str]  # by note: how it stood


def taken(fold: Fold, row: Row) -> Taken | None:
    """The power by which an act was taken, judged at the fold's moment; None for what is no decision of an
    office or body."""
    judged = judgement.judged(fold, row)
    step = versions.step_of(fold, row.step or "", row.strand)
    taking.rely(fold, row)
    try:
        name = judged.row.role or row.role or ""
        if step is None or not _decides(fold, step, row, name):
            return None
        return _taken(fold, row, step, judged.strand, name, judged.way, judged.needs)
    finally:
        taking.rely(fold, None)
        fold.govern(None)


def _decides(fold: Fold, step: Step, row: Row, name: str) -> bool:
    rules = fold.book.rulebook
    if name in rules.parties or (name not in rules.roles and name not in rules.bodies):
        return False
    outcome = row.outcome if row.outcome in step.outcomes else None
    effects: Effects = step.effects_with(outcome)
    return (
        name in rules.bodies
        or step.logged_with(outcome) in DECIDING
        or bool(fold.book.attackers.get(step.id))
        or any(getattr(effects, each) not in (None, (), False) for each in _CHANGES)
    )


def _taken(
    fold: Fold,
    row: Row,
    step: Step,
    strand: Strand | None,
    name: str,
    way: Way | None,
    needs: tuple[Need, ...],
) -> Taken:
    rulebook = fold.book.rulebook
    outcome = row.outcome if row.outcome in step.outcomes else None
    body = way.sitting if way is not None else None
    if body is None and name in rulebook.bodies:
        asked = any(who.name == name for who in step.by)
        body = bodies.sitting(
            fold, strand, name, step, step.demands_with(outcome).decides_by if asked else ()
        )
    able = body.voting if body is not None else ()
    if body is not None:
        needs = (
            *(need for need in needs if need.code is not Code.VOTE),
            *votes.wrong(fold, strand, step, row, Way(name, able, body)),
        )
    ballot = row.votes
    members = tuple(_seats(fold, row, body)) if body is not None else ()
    offices = tuple(_offices(fold, row, name, body))
    signed = tuple(_signed(fold, strand, row))
    lacks = [*_people(fold, strand, step, row, name, body, offices), *_signers(signed, step)]
    lacks += _needs(needs, lacks, row, step)
    if body is not None and body.too_few:
        reason = _("Too few of %(body)s could act.", body=body.body.title)
        lacks.append(Lack(Gap.TOO_FEW, reason, body.body.clause or step.clause))
    if progress.entered_late(row):
        lacks.append(
            Lack(Gap.ENTERED_LATE, _("It was written down more than a day after it happened."), None)
        )
    own = step.outcomes[outcome] if outcome is not None else None
    return Taken(
        row,
        step,
        strand,
        Power(
            n=row.n,
            at=row.at,
            entered=row.entered,
            day=fold.clock.local_day(row.at),
            step=step.id,
            title=step.title,
            outcome=(own.title or str(outcome)) if own is not None else "",
            clause=(own.clause if own is not None else None) or step.clause,
            rulebook=rulebook.hash,
            rules=f"{rulebook.title} {rulebook.version}",
            strand=strand.name if strand is not None else None,
            by=row.by,
            role=name,
            role_title=rulebook.role_or_body(name).title,
            instead_of=_instead(fold, step, name, way),
            body=body is not None,
            rule=said_rules(body.rules) if body is not None else None,
            quorum=body.quorum if body is not None else None,
            seats=body.seats if body is not None else None,
            could_vote=len(able) if body is not None else None,
            voted=len(ballot.all) if body is not None and ballot is not None else None,
            yes=len(ballot.yes) if ballot is not None else 0,
            no=len(ballot.no) if ballot is not None else 0,
            abstained=len(ballot.abstain) if ballot is not None else 0,
            in_writing=row.in_writing is not None,
            members=members,
            offices=offices,
            signed=signed,
            jointly=tuple(row.jointly),
            gaps=tuple(lacks),
        ),
        {each.n: standing(each) for each in fold.said},
    )


def standing(said: Any) -> str:
    """How a noted conflict stands: declared, confirmed, dismissed or alleged."""
    if said.settled is not None:
        return "confirmed" if said.settled else "dismissed"
    return "declared" if said.own else "alleged"


def _instead(fold: Fold, step: Step, name: str, way: Way | None) -> str:
    """The role or body in whose place it acted, by title."""
    asked = way.instead_of if way is not None else None
    if asked is None and all(who.name != name for who in step.by):
        chains = (who.name for who in step.by if name in _chain(fold, who.name))
        asked = next(chains, None)
    return fold.book.rulebook.role_or_body(asked).title if asked else ""


def _chain(fold: Fold, name: str) -> list[str]:
    rules = fold.book.rulebook
    return bodies.instead(fold, name) if name in rules.roles or name in rules.bodies else []


def _before(fold: Fold, strand: Strand | None) -> set[str]:
    """Who took part in the decision under appeal in a strand."""
    attacked = fold.by_n.get(strand.against or -1) if strand is not None else None
    return holding.voters(fold, attacked) if attacked is not None else set()


def _seats(fold: Fold, row: Row, body: Sitting) -> Iterator[Seat]:
    ballot = row.votes
    for member in body.members:
        vote, took_part = None, ballot is not None and member.id in ballot.all
        if ballot is not None and took_part and not body.body.secret:
            vote = Vote.FOR if member.id in ballot.yes else Vote.AGAINST if member.id in ballot.no else None
            vote = vote or Vote.ABSTAINED
        role = fold.book.rulebook.role_or_body(member.seat)
        person = fold.people.get(member.id) or Person(member.id)
        asked = (*body.body.needs_training, *role.needs_training)
        yield Seat(
            member.id,
            member.seat,
            role.title,
            member.votes,
            member.sits,
            member.out.reason if member.out is not None else None,
            member.stands_in_for,
            took_part,
            vote,
            tuple(_training(person, asked)),
            tuple(each for each in dict.fromkeys((*body.body.needs, *role.needs)) if _has(person, each)),
        )


def _training(person: Person, asked: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for name in dict.fromkeys(asked):
        until = person.training.get(name) or person.training.get(name.replace(" ", "_"))
        if until is not None:
            yield name, until


def _has(person: Person, name: str) -> bool:
    return name in person.has or name.replace(" ", "_") in person.has


def _offices(fold: Fold, row: Row, name: str, body: Sitting | None) -> Iterator[Office]:
    """The roles as which somebody took part: the author, whoever voted, whoever signed too."""
    rules = fold.book.rulebook
    if body is None:
        yield _office(fold, row.by or "", rules.role_or_body(name), appointed=name, own=True)
    else:
        voted = row.votes.all if row.votes is not None else ()
        seats = {member.id: member for member in body.members}
        for who in dict.fromkeys((*((row.by,) if row.by else ()), *voted)):
            member = seats.get(who)
            role = member.seat if member is not None else next(iter(body.body.seats))
            if member is not None and member.stands_in_for is not None:
                role = body.body.stand_ins.get(role, role)
            of = rules.role_or_body(role)
            yield _office(fold, who, of, appointed=name, seat=True, own=who == row.by)
    for sign in row.countersigned:
        if sign.role is not None and sign.role in rules.roles:
            yield _office(fold, sign.by, rules.roles[sign.role], appointed=sign.role)


def _office(
    fold: Fold, who: str, role: Role, *, appointed: str, seat: bool = False, own: bool = False
) -> Office:
    by = None
    for each in reversed(fold.appointed.get(appointed, ())):
        if who in each.people and not each.void:
            by = each.act.n
            break
    return Office(who, role.id, role.title, role.clause, seat, own, by)


def _signed(fold: Fold, strand: Strand | None, row: Row) -> Iterator[Signed]:
    rules = fold.book.rulebook
    for sign in row.countersigned:
        role = sign.role if sign.role in rules.roles or sign.role in rules.bodies else None
        able = role is not None and sign.by != row.by and sign.by in bodies.signers(fold, strand, role)
        title = rules.role_or_body(role).title if role is not None else str(sign.role or "")
        yield Signed(sign.by, str(sign.role or ""), title, able)


def _signers(signed: Iterable[Signed], step: Step) -> Iterator[Lack]:
    for sign in signed:
        if not sign.able:
            reason = _("%(who)s could not sign as %(role)s.", who=sign.who, role=sign.title)
            yield Lack(Gap.SIGNATURE, reason, step.clause, sign.who)


def _people(
    fold: Fold,
    strand: Strand | None,
    step: Step,
    row: Row,
    name: str,
    body: Sitting | None,
    offices: Iterable[Office],
) -> Iterator[Lack]:
    """Why somebody who took part should not have."""
    seats = {member.id: member for member in body.members} if body is not None else {}
    for office in offices:
        if not (office.own or office.seat):
            continue
        who = office.who
        if body is not None:
            member = seats.get(who)
            if member is None:
                voted = row.votes is not None and who in row.votes.all
                if voted or row.votes is None:
                    yield _stranger(fold, strand, step, name, who, body.body.title, body.body.clause)
                continue
            out = member.out
        else:
            if who not in holding.holders(fold, name):
                title = fold.book.rulebook.role_or_body(name).title
                yield _stranger(fold, strand, step, name, who, title, step.clause)
                continue
            out = holding.acts(fold, strand, name, who, clerical=step.clerical)
        if out is not None and (body is None or row.votes is None or who in row.votes.all):
            yield _out(who, out, step)
        yield from _two(fold, strand, name, office, body, out)


def _stranger(
    fold: Fold, strand: Strand | None, step: Step, name: str, who: str, title: str, clause: str | None
) -> Lack:
    """Whoever holds no such role. What bars them as well is said first: it is the plainer reason."""
    out = holding.check(fold, strand, name, who, clerical=step.clerical)
    if out is not None and out.ground in (Ground.PARTY, Ground.ACCUSED_UNIT, Ground.OFFICE):
        return _out(who, out, step)
    reason = _("%(who)s did not hold this at the time: %(role)s.", who=who, role=title)
    return Lack(Gap.NOT_ENTITLED, reason, clause, who)


def _out(who: str, out: Out, step: Step) -> Lack:
    reason = _("%(who)s took part: %(who)s %(why)s.", who=who, why=out.reason)
    return Lack(OF_GROUND.get(out.ground, Gap.NOT_ENTITLED), reason, out.clause or step.clause, who)


def _two(
    fold: Fold, strand: Strand | None, name: str, office: Office, body: Sitting | None, out: Out | None
) -> Iterator[Lack]:
    """Whoever had another part in this case, or decided what is attacked, also where no rule forbids it."""
    rules = fold.book.rulebook
    own = {name, office.role, *(body.body.seats if body is not None else ())}
    if out is None or out.ground is not Ground.SEPARATE:
        for other in sorted(fold.done_as.get(office.who, ())):
            role = rules.roles.get(other) or rules.bodies.get(other)
            if other not in own and role is not None and role.per_case:
                reason = _(
                    "%(who)s decided, and had been %(role)s in this case.", who=office.who, role=role.title
                )
                yield Lack(Gap.TWO_ROLES, reason, role.clause, office.who)
    if office.who in _before(fold, strand) and (out is None or out.ground is not Ground.FRESH):
        reason = _("%(who)s took part in the decision that is considered again here.", who=office.who)
        yield Lack(Gap.FRESH, reason, None, office.who)


def _needs(needs: Iterable[Need], said: list[Lack], row: Row, step: Step) -> list[Lack]:
    """What else the act lacked. Of somebody who was said already why not, nothing is said again."""
    named = {lack.who for lack in said}
    found = []
    for need in needs:
        whose = need.item in named or (row.by in named and need.code in ENTITLED)
        if whose and (need.code in ENTITLED or need.code is Code.VOTE):
            continue
        gap = OF_CODE.get(need.code, Gap.IRREGULAR)
        if isinstance(need.reason, Said) and need.code is Code.VOTE:
            gap = Gap.QUORUM if "quorum" in need.reason.values else gap
            gap = Gap.NOT_ENTITLED if need.field == "votes" and need.item is not None else gap
        if need.code is Code.SIGNATURE and any(lack.gap is Gap.SIGNATURE for lack in said):
            continue
        found.append(Lack(gap, need.reason, need.clause or step.clause, need.item if gap in _WHO else None))
    return found


_WHO = frozenset({Gap.NOT_ENTITLED, Gap.CONSENT})


def also(power: Power, lacks: Iterable[Lack]) -> Power:
    """The same with more gaps; each is said once."""
    return replace(power, gaps=tuple(dict.fromkeys((*power.gaps, *lacks))))

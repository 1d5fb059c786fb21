"""Measures undone: where a case is decided, or it or the strand in which a measure was ordered ends, with
nothing found against the party, the party leaves the case, or the order is annulled, their measures end that
day and whoever was told is told so.

Knows what was found and imposed, which acts were about a measure, and to whom their letters went. Must not
know letters' texts. A measure on a party against whom something was found ends with the case as well, without
a letter of its own: the decision tells of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from dueprocess.core.engine import events, findings, impositions, reviewing
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.impositions import Stand
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.strands import Act, Imposed, Lapse, Owed, Strand
from dueprocess.core.rulebook.model import (
    FOUND_AGAINST,
    Effects,
    LoggedAs,
    Measure,
    Open,
    Period,
    Ruling,
    Step,
    Tell,
    Unit,
)

UNDONE = "undone"
"""The kind of lapse."""
THAT_DAY = Period(0, Unit.WORKING_DAYS)
_DECISIONS = (LoggedAs.DECIDED, LoggedAs.REFUSED, LoggedAs.SANCTIONED)
_GONE = (Stand.SET_ASIDE, Stand.REPLACED, Stand.ELSEWHERE)


def case_ended(fold: Fold, at: datetime) -> None:
    """End every measure with the main strand: those on whoever nothing was found against are undone, `for
    good` ones too; the others end with the case (`for good` ones stay, the decision says with what right)."""
    undone, ended = [], []
    for imposed in _running(fold):
        if not held_against(fold, imposed.on):
            undone.append(imposed)
        elif imposed.lasts is not Open.FOR_GOOD:
            ended.append(imposed)
    for imposed in ended:
        imposed.ended_at, imposed.ended = at, Stand.ENDED.value
    _undo(fold, undone, at)


def strand_ended(fold: Fold, strand: Strand, at: datetime, act: Act | None) -> None:
    """Undo the measures that were ordered in a side strand and that nobody can lift or continue any more now
    that it has ended. One that the very act that ends it orders, or that lasts until the case ends, goes on,
    and so does one for which the rules have no step in such a strand."""
    found = [
        imposed
        for imposed in _running(fold)
        if imposed.act is not None
        and imposed.act is not act
        and strand in (imposed.act.strand, imposed.act.opens)
        and imposed.lasts not in (Open.FOR_GOOD, Open.UNTIL_THE_CASE_ENDS)
        and _kept_in(fold, strand, imposed.row.id)
        and not held_against(fold, imposed.on)
    ]
    _undo(fold, found, at)


def decided(fold: Fold, act: Act) -> None:
    """Undo the measures on whoever a decision clears: the time in which it may be reviewed, appealed or set
    aside is no reason to hold on to them. A matter that comes back for another decision may need a new order.

    A strand in which nobody can do anything about a measure any more ends with it.
    """
    outcome = _outcome(act)
    what = act.step.effects_with(outcome)
    last = act.strand is fold.main and act.strand.visits[-1].by == act.n and not act.sent_back
    if what.decision is not Ruling.VARIED and not (last and act.step.logged_with(outcome) in _DECISIONS):
        return
    found = [each for each in _running(fold) if each.act is not act and _cleared(fold, act, what, each.on)]
    _undo(fold, found, act.at)
    left = {id(strand) for each in _running(fold) for strand in _strands(each)}
    for strand in {id(one): one for each in found for one in _strands(each)}.values():
        side = strand is not fold.main and strand.against is None
        if side and strand.ended_at is None and id(strand) not in left:
            strand.ended_at = act.at


def released(fold: Fold, parties: Collection[str], at: datetime) -> None:
    """Undo the measures on parties who are parties to the case no longer."""
    _undo(fold, [each for each in _running(fold) if each.on in parties], at)


def annulled(fold: Fold, before: Fold, row: Row) -> None:
    """Owe what is to be told of each measure whose order a row annuls, and that was in force, or undone
    already, in the case as it stood `before`: it counts as never ordered, and whoever had a letter about it
    by then, and none that it is undone, is told so.
    """
    owing: dict[tuple[str, str], Owed] = {}
    running = _running(before)
    for imposed in before.imposed:
        measure, over = imposed.row, imposed.ended == Stand.UNDONE.value
        if imposed.n != row.of or not isinstance(measure, Measure) or not (over or imposed in running):
            continue
        fold.fallen.append((row.n, imposed))
        known = {each.to for each in before.owed if _tells_end(each, imposed) and _went_out(before, each)}
        for owed in _letters(before, [imposed]):
            if owed.to not in known and _went_out(before, owed):
                owing.setdefault((measure.undone, owed.to), owed)
    for (letter, to), first in owing.items():
        if _known(fold, first):
            strand = fold.strands.get(first.strand.name) if first.strand is not None else None
            tell = Tell(first.tell.to, letter, THAT_DAY, withholds=first.tell.withholds)
            fold.owed.append(Owed(tell, to, first.who, row.at, fold.seq, row.n, strand, letter, True))


def orders(fold: Fold, row: Row) -> bool:
    """Whether a row may have ordered a measure; also one of a step that these rules do not know."""
    step = fold.book.steps.get(row.step or "")
    return row.step is not None and (step is None or any(each.starts for each in every_effects(step)))


def held_against(fold: Fold, party: str | None) -> bool:
    """Whether a finding stands against a party (None: against anybody), or a sanction that was imposed here
    does; not what was set aside on appeal."""
    for (_what, who), finding in standing_findings(fold).items():
        if finding in FOUND_AGAINST and party in (None, who):
            return True
    return any(
        not each.measure and party in (None, each.on) and impositions.course(fold, each).state not in _GONE
        for each in fold.imposed
    )


def _cleared(fold: Fold, act: Act, what: Effects, party: str | None) -> bool:
    """Whether an act decides of a party (None: of everybody) that nothing is held against them: there is a
    finding on all that is alleged, or it is a decision that can be appealed and could impose nothing."""
    if held_against(fold, party):
        return False
    found = {named for named in fold.findings if party in (None, named[1])}
    alleged = {named for named in findings.alleged(fold) if party in (None, named[1])}
    if alleged:
        if alleged <= found:
            return True
    elif what.decision is Ruling.VARIED:
        return True
    outcome = _outcome(act)
    attacked = any(
        attack.outcome in (None, outcome) for _step, attack in fold.book.attackers.get(act.step.id, ())
    )
    return attacked and not what.imposes


def _strands(imposed: Imposed) -> Iterator[Strand]:
    """The strands in which a measure is dealt with: the one in which it was ordered, and that which its order
    opened."""
    if imposed.act is not None:
        yield imposed.act.strand
        if imposed.act.opens is not None:
            yield imposed.act.opens


def standing_findings(fold: Fold) -> dict[tuple[str, str], str]:
    """What is found, by allegation and respondent, but for what was set aside on appeal."""
    fallen = {
        attacked.seq
        for act in fold.acts
        if act.step.effects_with(_outcome(act)).decision is Ruling.SET_ASIDE
        and act.strand.against is not None
        for attacked in (fold.by_n.get(act.strand.against),)
        if attacked is not None
    }
    return {what: finding for what, (finding, seq) in fold.findings.items() if seq not in fallen}


def told(fold: Fold, imposed: Imposed) -> dict[str, Owed]:
    """Everyone to whom a letter was owed about a measure (its order, its review, its going on, what it came
    in the place of), each with the first of these letters.

    Not who got a letter of the same act because they have a measure of their own by it, nor whom a letter
    that may be left out would have reached.
    """
    line = [imposed]
    for each in line:
        line += [other for other in fold.imposed if other not in line and _eased(each, other)]
    found: dict[str, Owed] = {}
    for owed in _letters(fold, line):
        if owed.chosen or _went_out(fold, owed):
            found.setdefault(owed.to, owed)
    return found


def about(effects: Effects) -> tuple[str, ...]:
    """The measures that effects end or continue."""
    return (*effects.lifts, *effects.fulfils, *effects.continues)


def every_effects(step: Step) -> Iterator[Effects]:
    """The effects of a step, and of each of its outcomes."""
    yield step.effects
    yield from (outcome.effects for outcome in step.outcomes.values())


def _running(fold: Fold) -> list[Imposed]:
    return [
        each
        for each in fold.imposed
        if each.measure and each.ended_at is None and impositions.course(fold, each).applies
    ]


def _undo(fold: Fold, found: Collection[Imposed], at: datetime) -> None:
    """End these measures, and owe what is to be told: of several of one kind on one party, once."""
    owing: dict[tuple[str, str | None], dict[str, Owed]] = {}
    for imposed in found:
        owing.setdefault((imposed.row.id, imposed.on), {}).update(told(fold, imposed))
    for imposed in found:
        imposed.ended_at, imposed.ended = at, Stand.UNDONE.value
        row, addressees = imposed.row, owing.pop((imposed.row.id, imposed.on), None)
        if addressees is None or not isinstance(row, Measure):
            continue
        strand = imposed.act.strand if imposed.act is not None else fold.main
        lapse = Lapse(row.id, UNDONE, at, strand.name if strand is not None else None, imposed.on)
        fold.lapses.append(lapse)
        for to, first in addressees.items():
            tell = Tell(first.tell.to, row.undone, THAT_DAY, withholds=first.tell.withholds)
            fold.owed.append(Owed(tell, to, first.who, at, fold.seq, None, strand, row.undone, True, lapse))
    if found:
        fold.memo = {}


def _outcome(act: Act) -> str | None:
    return act.row.outcome if act.row.outcome in act.step.outcomes else None


def _kept_in(fold: Fold, strand: Strand, measure: str) -> bool:
    """Whether the rules have a step, at a stage where this strand stood, that ends or continues a measure."""
    stood = {visit.stage for visit in strand.visits}
    return any(
        measure in about(effects)
        for step in fold.book.steps.values()
        if stood & {*step.stages}
        for effects in every_effects(step)
    )


def _eased(imposed: Imposed, other: Imposed) -> bool:
    """Whether a measure came in the place of another: the act that ordered it lifted that one."""
    act = imposed.act
    return (
        act is not None
        and other.measure
        and other.on == imposed.on
        and (other.ended_at, other.ended) == (act.at, Stand.LIFTED.value)
        and other.row.id in act.step.effects_with(_outcome(act)).lifts
    )


def _acts_about(fold: Fold, imposed: Imposed) -> Iterator[Act]:
    """The acts after its order by which a measure was, or could have been, lifted or continued, and those by
    which the rules have it reviewed."""
    reviewed = {step.id for step, _due in reviewing.reviews(fold.book.rulebook, imposed.row.id)}
    for act in fold.acts:
        if act.seq <= imposed.seq or (imposed.ended_at is not None and act.at > imposed.ended_at):
            continue
        named = [who for who in act.persons if who in fold.parties]
        if named and imposed.on is not None and imposed.on not in named:
            continue
        measure = imposed.row.id
        if act.step.id in reviewed or any(measure in about(each) for each in every_effects(act.step)):
            yield act


def _letters(fold: Fold, line: Collection[Imposed]) -> Iterator[Owed]:
    """The letters of the acts about these measures, which are all on one party; not those to others who have
    a measure of their own by one of these acts."""
    seqs = {each.seq for each in line} | {act.seq for each in line for act in _acts_about(fold, each)}
    on = {each.on for each in line}
    others = {each.on for each in fold.imposed if each.measure and each.seq in seqs} - on
    for owed in fold.owed:
        if owed.seq in seqs and owed.to not in others and _known(fold, owed):
            yield owed


def _tells_end(owed: Owed, imposed: Imposed) -> bool:
    """Whether a letter tells that a measure was undone."""
    lapse = owed.lapse
    return lapse is not None and (lapse.kind, lapse.what, lapse.person) == (
        UNDONE,
        imposed.row.id,
        imposed.on,
    )


def _known(fold: Fold, owed: Owed) -> bool:
    """Whether whoever is owed a letter is known here: a party may have stayed where this case came out of."""
    return owed.to in fold.parties or not any(who.is_party and who.name == owed.who for who in owed.tell.to)


def _went_out(fold: Fold, owed: Owed) -> bool:
    """Whether a letter was sent to somebody, or has reached them."""
    there = (*fold.sent.get(owed.n or 0, {}), *fold.received.get(owed.n or 0, {}))
    return any(name in there for name in events.names(fold, owed.to))

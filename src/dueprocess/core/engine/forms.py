"""The form for a step: everything a page needs so that somebody can take it.

Knows how to ask; what is right is judged by `content` with the same rulebook rows.
"""

from __future__ import annotations

from datetime import date, timedelta

from dueprocess.core.deadlines import counted_back
from dueprocess.core.engine import (
    appointing,
    bodies,
    conditions,
    content,
    fields,
    forms_lasting,
    moves,
    permit,
    placing,
    splitting,
    targets,
    versions,
    votes,
)
from dueprocess.core.engine.findings import complete, standard
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.follow import follows, letters, told
from dueprocess.core.engine.permit import Asked
from dueprocess.core.engine.refusals import Need
from dueprocess.core.engine.said import said, said_rules
from dueprocess.core.engine.strands import Strand
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook.model import (
    Body,
    Demands,
    EachKind,
    Effects,
    Outcome,
    Period,
    RuleKind,
    Step,
    When,
)

_MOST_DAYS = 3650


def form(
    state: State,
    step: str,
    strand: int | None = None,
    outcome: str | None = None,
    who: str | None = None,
) -> fields.Form:
    """What an act of `step` must and may carry in `strand`, with this outcome, taken by `who`.

    Raises KeyError for a step that the rulebook does not have. `strand` may be left out where only one
    stands at the step's stage.
    """
    fold = state._fold
    row = versions.step_of(fold, step, strand)
    if row is None:
        raise KeyError(step)
    where, refusal = placing.place(fold, row, strand)
    ways: tuple[bodies.Way, ...] = ()
    if refusal is None:
        answer = permit.judge(fold, row, where, Asked(who=who, outcome=outcome))
        refusal, ways = answer.refusal, answer.ways
    chosen = outcome if outcome in row.outcomes else None
    found = _form(state, fold, row, where, chosen, refusal, ways, who)
    fold.govern(None)
    return found


def _form(
    state: State,
    fold: Fold,
    step: Step,
    strand: Strand | None,
    outcome: str | None,
    refusal: Need | None,
    able: tuple[bodies.Way, ...],
    who: str | None,
) -> fields.Form:
    demands = step.demands_with(outcome)
    what = step.effects_with(outcome)
    ways = able or tuple(bodies.ways(fold, strand, step, outcome))
    sanctions = tuple(
        forms_lasting.lasting_field(fold, strand, fold.book.rulebook.sanctions[name]) for name in what.imposes
    )
    starts = tuple(
        forms_lasting.lasting_field(fold, strand, fold.book.rulebook.measures[name]) for name in what.starts
    )
    main = next((way.sitting for way in ways if who in way.people), ways[0].sitting if ways else None)
    decided = any("decided" in str(step.logged_with(name)) for name in (outcome, None))
    return fields.Form(
        step=step.id,
        title=step.title,
        clause=step.clause,
        says=_says(fold, step, outcome, who in fold.parties),
        strand=strand.name if strand is not None else None,
        outcome=outcome,
        outcomes=_outcomes(fold, strand, step),
        ways=tuple(_as(fold, way) for way in ways),
        persons=_persons(fold, strand, step, what),
        persons_required=(step.for_each is not None and not _settles(step)) or what.releases,
        papers=_papers(demands, (*sanctions, *starts)),
        facts=_facts(fold, demands),
        appointments=tuple(_appointment(fold, strand, name, not what.removes) for name in what.appoints),
        removes=tuple(who for name in what.removes for who in fold.appointees(name)),
        votes=tuple(
            _vote(fold, strand, step, way.sitting) for way in ways if way.sitting is not None and way.people
        ),
        jointly=tuple(
            _vote(fold, strand, step, each) for each in bodies.joint(fold, strand, step, main).values()
        ),
        consents=tuple(
            fields.ConsentField(party, fold.parties[party].kind, content.consented(fold, party, step))
            for party in fold.whos_parties(demands.consent_of, strand)
        ),
        signatures=_signatures(fold, strand, demands, (*sanctions, *starts)),
        grounds=step.grounds,
        sanctions=sanctions,
        measures=starts,
        measures_choice=len(what.starts) > 1,
        until=forms_lasting.until_fields(fold, strand, what),
        against=_against(fold, strand, step, who),
        conflicts=_conflicts(fold, what),
        joins=what.joins,
        findings=bool(what.imposes) or decided or step.standard_of_proof is not None,
        found=complete(fold),
        tells=told(fold, strand, step, what),
        letters=letters(fold, strand, what),
        follows=follows(fold, strand, step, what),
        due=tuple(
            each
            for each in state.deadlines
            if each.step == step.id
            and not each.met
            and (strand is None or each.strand == strand.name or fold.book.wide[step.id])
        ),
        out=splitting.field(fold, what),
        activates=forms_lasting.activate_fields(fold, strand, what) if what.activates else (),
        first=tuple(content.first(fold, strand, step, what)) if strand is not None else (),
        by_guidance=step.by_guidance,
        standard_of_proof=str(standard(fold, step) or ""),
        sealed_alone=fold.book.rulebook.sealed_alone is not None,
        refusal=refusal,
    )


def _says(fold: Fold, step: Step, outcome: str | None, own: bool) -> tuple[str, ...]:
    """What the rules say about a step. A party is told what is said of this step by name; guidance for a
    stage or for everywhere is for whoever acts in an office."""
    texts = [step.says] if step.says else []
    if outcome is not None and step.outcomes[outcome].says:
        texts.append(step.outcomes[outcome].says or "")
    for guidance in fold.book.rulebook.guidance.values():
        named = step.id in guidance.at_steps
        here = named or any(stage in guidance.at_stages for stage in step.stages)
        if named or (not own and (here or not (guidance.at_steps or guidance.at_stages))):
            texts.append(guidance.says)
    return tuple(text for text in texts if text)


def _outcomes(fold: Fold, strand: Strand | None, step: Step) -> tuple[fields.OutcomeChoice, ...]:
    found = []
    for outcome in step.outcomes.values():
        is_open = strand is None or (
            _may_hold(fold, strand, step, outcome)
            and targets.nothing_there(fold, strand, step, outcome.effects) is None
        )
        clause = outcome.clause or step.clause
        found.append(fields.OutcomeChoice(outcome.id, outcome.title, clause, outcome.says, is_open))
    return tuple(found)


def _may_hold(fold: Fold, strand: Strand, step: Step, outcome: Outcome) -> bool:
    """Whether an outcome's condition holds, or may hold by what the act itself records."""
    demands = step.demands_with(outcome.id)
    own = {*demands.records, *demands.may_record}
    return conditions.holds(fold, strand, outcome.when) or any(
        all(test.fact in own or conditions.holds(fold, strand, When(((test,),))) for test in table)
        for table in (outcome.when.any_of if outcome.when else ())
    )


def _as(fold: Fold, way: bodies.Way) -> fields.As:
    return fields.As(
        way.name,
        permit.title_of(fold, way.name),
        way.people,
        way.instead_of,
        tuple((who, out.reason) for who, out in way.out),
    )


def _persons(fold: Fold, strand: Strand | None, step: Step, what: Effects) -> tuple[fields.PersonChoice, ...]:
    if what.releases:
        return tuple(fields.PersonChoice(who, "party", True) for who in fold.party_ids("respondent"))
    if strand is None or not fold.book.each[step.id] or _settles(step):
        return ()
    owed = moves.outstanding(fold, strand, step)
    return tuple(
        fields.PersonChoice(who, fold.kind_of(who), who in owed or fold.book.repeats[step.id])
        for who in fold.concerned(strand, step)
        if who is not None
    )


def _settles(step: Step) -> bool:
    """Whether it is owed for each conflict that was noted: the note says for which."""
    return step.for_each is not None and step.for_each.kind is EachKind.CONFLICT


def _papers(demands: Demands, lasting: tuple[fields.LastingField, ...]) -> tuple[fields.PaperField, ...]:
    found = [fields.PaperField(words) for words in demands.needs]
    for each in lasting:
        found += [fields.PaperField(words, False, each.title) for words in each.needs]
    return tuple(found)


def _facts(fold: Fold, demands: Demands) -> tuple[fields.FactField, ...]:
    found = []
    for name in dict.fromkeys((*demands.records, *demands.may_record)):
        fact = fold.book.rulebook.facts[name]
        parties = tuple(fold.party_ids(fact.per)) if fact.per is not None else ()
        value: object = (
            {party: fold.fact(name, party) for party in parties} if fact.per is not None else fold.fact(name)
        )
        found.append(
            fields.FactField(
                name,
                fact.title,
                "choice" if fact.choices else str(fact.kind),
                name in demands.records,
                fact.choices,
                parties,
                fact.says,
                fact.clause,
                str(fact.notice) if fact.notice is not None else None,
                _earliest(fold, fact.notice) if fact.notice is not None else None,
                value,
            )
        )
    return tuple(found)


def _earliest(fold: Fold, notice: Period) -> date:
    """The first day that lies far enough ahead."""
    today = fold.clock.day_of(fold.now)
    day = today
    for _ in range(_MOST_DAYS):
        if today <= counted_back(fold.clock, notice, day):
            return day
        day += timedelta(days=1)
    return day


def _appointment(fold: Fold, strand: Strand | None, name: str, required: bool) -> fields.AppointField:
    role = fold.book.rulebook.role_or_body(name)
    seats = (
        tuple((seat, str(number)) for seat, number in role.seats.items()) if isinstance(role, Body) else ()
    )
    return fields.AppointField(
        name,
        role.title,
        isinstance(role, Body),
        seats,
        tuple(appointing.candidates(fold, strand, name)),
        tuple(appointing.turn(fold, strand, name)),
        str(role.chosen) if role.chosen is not None else None,
        fold.appointees(name),
        required,
        tuple(appointing.left_out(fold, strand, name)),
        tuple(appointing.undeclared(fold, strand, name)),
    )


def _vote(fold: Fold, strand: Strand | None, step: Step, sitting: bodies.Sitting) -> fields.VoteField:
    body, how = sitting.body, sitting.body.in_writing
    attended = any(step.id in each.only_those_at for each in fold.book.steps.values())
    quorum = bodies.sitting(fold, strand, body.id).quorum if attended else sitting.quorum
    tie = f"countersigned by {permit.title_of(fold, body.tie.role)}" if body.tie.role else str(body.tie.kind)
    return fields.VoteField(
        body.id,
        body.title,
        sitting.members,
        quorum,
        said_rules(sitting.rules),
        not any(rule.kind is RuleKind.ANY_ONE for rule in sitting.rules),
        body.abstain,
        body.secret,
        body.dissent,
        tie,
        sitting.chairs(),
        step.only_those_at,
        fields.WritingField(
            said_rules(how.rule),
            str(how.wait),
            votes.objections_end(fold, strand, step, sitting, fold.now).last_day,
        )
        if how is not None
        else None,
        attended,
    )


def _signatures(
    fold: Fold,
    strand: Strand | None,
    demands: Demands,
    lasting: tuple[fields.LastingField, ...],
) -> tuple[fields.SignatureField, ...]:
    asked = [(role, None) for role in demands.countersigned_by]
    found = [
        fields.SignatureField(
            role, permit.title_of(fold, role), tuple(bodies.signers(fold, strand, role)), why
        )
        for role, why in asked
    ]
    for each in lasting:
        for role in each.signed_by:
            eligible = tuple(bodies.signers(fold, strand, role))
            found.append(fields.SignatureField(role, permit.title_of(fold, role), eligible, each.title))
    return tuple(found)


def _against(fold: Fold, strand: Strand | None, step: Step, who: str | None) -> tuple[fields.Target, ...]:
    if strand is None or not step.appeals:
        return ()
    return tuple(
        fields.Target(n, fold.by_n[n].step.title, fold.clock.local_day(fold.by_n[n].at))
        for n in permit.open_to_attack(fold, strand, step, who)
    )


def _conflicts(fold: Fold, what: Effects) -> tuple[fields.Target, ...]:
    if what.conflict is None:
        return ()
    rows = {row.n: row for row in fold.docket.acts}
    return tuple(
        fields.Target(each.n, said(each.ground), fold.clock.local_day(rows[each.n].at), each.who)
        for each in fold.said
        if each.settled is None
    )

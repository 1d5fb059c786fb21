"""What an act must carry: vote, outcome, appointments, facts, papers, consent, signatures, grounds.

Knows the checks that need the act itself, in the order of the rulebook's semantics; each returns everything
that is missing, so that a page can name it all at once. Sanctions and measures: `content_lasting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from dueprocess.core.deadlines import counted_back, period_ends
from dueprocess.core.engine import (
    appointing,
    bodies,
    conditions,
    effects,
    moves,
    permit,
    progress,
    reckoning,
    splitting,
    taking,
    targets,
    votes,
)
from dueprocess.core.engine import lasting as lasts
from dueprocess.core.engine.bodies import Way
from dueprocess.core.engine.book import words
from dueprocess.core.engine.content_lasting import lasting, left_behind
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.guided import guided
from dueprocess.core.engine.ordered import ordered
from dueprocess.core.engine.reading import as_day
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.said import listed, said, said_day, said_period, said_range
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import (
    Change,
    Demands,
    EachKind,
    Effects,
    Fact,
    FactKind,
    LoggedAs,
    Step,
)
from dueprocess.core.saying import Said, together
from dueprocess.core.saying import say as _


def needs_of(fold: Fold, strand: Strand | None, step: Step, row: Row, way: Way) -> list[Need]:
    """Everything that the act lacks or has wrong, in the order of the codes."""
    outcome = row.outcome if row.outcome in step.outcomes else None
    demands = step.demands_with(outcome)
    what = step.effects_with(outcome)
    found = list(votes.wrong(fold, strand, step, row, way))
    if strand is not None:
        found += _outcome(fold, strand, step, row)
    elif step.outcomes and outcome is None:
        found.append(_no_outcome(step))
    found += appointing.wrong(fold, strand, step, row, what)
    found += _facts(fold, strand, step, row, demands)
    if strand is not None:
        found += _changes(fold, strand, step, row, what)
    found += _notice(fold, step, row, demands)
    found += ordered(fold, step, row, demands)
    found += _papers(step, row, demands.needs)
    found += _consent(fold, strand, step, row, demands)
    found += _signatures(fold, strand, step, row, demands.countersigned_by)
    found += _grounds(fold, strand, step, row)
    found += _letters(step, row, what)
    found += lasting(fold, strand, step, row, way, what)
    found += guided(fold, step, row)
    if strand is not None:
        found += _first(fold, strand, step, row, what)
    return found


def _no_outcome(step: Step) -> Need:
    titles = listed([outcome.title for outcome in step.outcomes.values()])
    return Need(Code.OUTCOME, _("Choose how it ends: %(titles)s.", titles=titles), step.clause, "outcome")


def _outcome(fold: Fold, strand: Strand, step: Step, row: Row) -> Iterator[Need]:
    if not step.outcomes:
        if row.outcome is not None:
            yield Need(
                Code.OUTCOME, _("“%(step)s” has no outcomes.", step=step.title), step.clause, "outcome"
            )
        return
    outcome = step.outcomes.get(row.outcome or "")
    if outcome is None:
        yield _no_outcome(step)
    elif not conditions.holds(fold, strand, outcome.when, None, dict(row.facts)):
        reason = _("The outcome “%(outcome)s” is not open here.", outcome=outcome.title)
        yield Need(Code.OUTCOME, reason, outcome.clause or step.clause, "outcome")


# --- facts


def _facts(fold: Fold, strand: Strand | None, step: Step, row: Row, demands: Demands) -> Iterator[Need]:
    yield from _for_each(fold, strand, step, row)
    facts = fold.book.rulebook.facts
    for name in demands.records:
        fact = facts[name]
        if name not in row.facts:
            yield Need(Code.FACTS, _("Record “%(fact)s”.", fact=fact.title), step.clause, "facts", name)
        elif fact.per is not None and isinstance(row.facts[name], dict):
            for party in fold.party_ids(fact.per):
                if party not in row.facts[name] and (not row.persons or party in row.persons):
                    reason = _("Record “%(fact)s” for %(party)s.", fact=fact.title, party=party)
                    yield Need(Code.FACTS, reason, step.clause, "facts", name)
    allowed = {*demands.records, *demands.may_record}
    for name, value in row.facts.items():
        if name not in allowed:
            title = facts[name].title if name in facts else name
            yield Need(
                Code.FACTS,
                _("This step does not record “%(title)s”.", title=title),
                step.clause,
                "facts",
                name,
            )
            continue
        wrong = _wrong_value(fold, facts[name], value)
        if wrong:
            yield Need(Code.FACTS, wrong, step.clause, "facts", name)
    if step.effects_with(row.outcome if row.outcome in step.outcomes else None).joins and not row.complaints:
        yield Need(Code.FACTS, _("Name the complaints that come in."), step.clause, "complaints")
    what = step.effects_with(row.outcome if row.outcome in step.outcomes else None)
    if what.releases and not row.persons:
        yield Need(Code.FACTS, _("Name the respondents who are let go."), step.clause, "for")
    yield from splitting.wrong(fold, step, row, what)
    if what.conflict is not None:
        open_notes = [said_.n for said_ in fold.said if said_.settled is None]
        if row.conflict not in [said_.n for said_ in fold.said]:
            which = _("Name the conflict note that is settled. None is open.")
            if open_notes:
                notes = listed([str(n) for n in open_notes])
                which = _("Name the conflict note that is settled. Open: %(notes)s.", notes=notes)
            yield Need(Code.FACTS, which, step.clause, "conflict")


def _for_each(fold: Fold, strand: Strand | None, step: Step, row: Row) -> Iterator[Need]:
    each = step.for_each
    if each is None or strand is None:
        return
    concerned = fold.concerned(strand, step)
    if not row.persons and each.kind is not EachKind.CONFLICT:
        which = {
            EachKind.PARTY: _("Say for which %(party)s this is done.", party=said(each.name)),
            EachKind.COMPLAINT: _("Say for which complaint this is done."),
        }.get(each.kind, _("Say for which act this is done."))
        yield Need(Code.FACTS, which, step.clause, "for")
    for person in row.persons:
        if person not in concerned:
            yield Need(
                Code.FACTS, _("This step is not owed for %(person)s.", person=person), step.clause, "for"
            )


def _wrong_value(fold: Fold, fact: Fact, value: object) -> Said | None:
    values = list(value.values()) if isinstance(value, dict) else [value]
    if isinstance(value, dict):
        if fact.per is None:
            return _("“%(fact)s” has one answer, not one for each party.", fact=fact.title)
        for party in value:
            if party not in fold.parties or fold.parties[party].kind != fact.per:
                return _(
                    "“%(fact)s” is answered for each %(per)s; %(party)s is none.",
                    fact=fact.title, per=said(fact.per), party=party,
                )  # fmt: skip
    elif fact.per is not None:
        return _("“%(fact)s” needs an answer for each %(per)s.", fact=fact.title, per=said(fact.per))
    for each in values:
        if fact.choices:
            if effects.spelled(fact, each) is None:
                return _("“%(fact)s” is one of: %(list)s.", fact=fact.title, list=listed(fact.choices))
        elif fact.kind is FactKind.DATE:
            if as_day(each) is None:
                return _("“%(fact)s” is a day, like 2026-03-23.", fact=fact.title)
        elif fact.kind is FactKind.UNIT:
            if not isinstance(each, str) or not each:
                return _("“%(fact)s” is the key of a unit.", fact=fact.title)
        elif not isinstance(each, bool):
            return _("“%(fact)s” is true or false.", fact=fact.title)
    return None


def _changes(fold: Fold, strand: Strand, step: Step, row: Row, what: Effects) -> Iterator[Need]:
    """The new day of an extended deadline, the end of a pause."""
    for change, kind in (
        (what.extends, "extends"),
        (what.shortens, "shortens"),
        (what.restores, "restores"),
    ):
        if change is not None:
            yield from _new_day(fold, strand, step, row, change, kind)
    for name in what.pauses:
        length = fold.book.rulebook.pauses[name].lasts
        if length.high is None or (row.until is None and row.until_day is None):
            continue
        longest = lasts.ends_after(fold, length.high, row.at)
        until = row.until or (fold.clock.ends(row.until_day) if row.until_day else None)
        if until is not None and longest is not None and until > longest:
            last = said_day(fold.clock.local_day(permit.moment_before(longest)))
            yield Need(
                Code.FACTS,
                _("A pause lasts %(length)s: until %(last)s at most.", length=said_range(length), last=last),
                step.clause,
                "until",
            )
        if until is not None and until <= row.at:
            yield Need(Code.FACTS, _("The pause would end before it begins."), step.clause, "until")


def _new_day(fold: Fold, strand: Strand, step: Step, row: Row, change: Change, kind: str) -> Iterator[Need]:
    day = row.until_day or (fold.clock.local_day(permit.moment_before(row.until)) if row.until else None)
    if day is None:
        yield Need(Code.FACTS, _("Name the new last day."), step.clause, "until")
        return
    found, _used = targets.open_targets(fold, strand, change, kind, row)
    if not found:
        yield Need(Code.FACTS, _("Name a deadline that may be changed."), step.clause, "deadline")
    for due in found:
        old = due.ending.last_day
        bound = bound_of(fold, due, change, kind)
        if kind == "shortens":
            if old is not None and day >= old:
                yield Need(
                    Code.FACTS, _("It ends on %(day)s already.", day=said_day(old)), step.clause, "until"
                )
            elif bound is not None and day < bound:
                reason = _("It may not end before %(day)s.", day=said_day(bound))
                yield Need(Code.FACTS, reason, step.clause, "until")
            continue
        if kind == "extends" and old is not None and day <= old:
            reason = _("The new last day must be after %(day)s.", day=said_day(old))
            yield Need(Code.FACTS, reason, step.clause, "until")
        elif bound is not None and day > bound:
            yield Need(
                Code.FACTS, _("It may be no later than %(day)s.", day=said_day(bound)), step.clause, "until"
            )


def bound_of(fold: Fold, due: reckoning.Reckoned, change: Change, kind: str) -> date | None:
    """The latest new last day an extension may set; for a shortening, the earliest."""
    old = due.ending.last_day
    if kind == "shortens":
        if change.at_least is None or due.event.at is None or due.event.day is None:
            return None
        spans = fold.spans(due.strand, due.step.id)
        return period_ends(
            fold.clock, change.at_least, day=due.event.day, at=due.event.at, spans=spans
        ).last_day
    if change.at_most is None or old is None or due.ending.at is None:
        return None
    return period_ends(fold.clock, change.at_most, day=old, at=due.ending.at).last_day


def _notice(fold: Fold, step: Step, row: Row, demands: Demands) -> Iterator[Need]:
    for name in (*demands.records, *demands.may_record):
        fact = fold.book.rulebook.facts[name]
        value = row.facts.get(name)
        days = value.values() if isinstance(value, dict) else [value]
        for each in days:
            day = as_day(each)
            if fact.notice is None or day is None:
                continue
            today = fold.clock.day_of(row.at)
            if today <= counted_back(fold.clock, fact.notice, day):
                continue
            shorter = fact.shortest_notice if _all_consent(fold, step) else None
            if shorter is not None and today <= counted_back(fold.clock, shorter, day):
                continue
            reason = _(
                "“%(fact)s” must lie at least %(notice)s ahead.",
                fact=fact.title,
                notice=said_period(fact.notice),
            )
            if fact.shortest_notice is not None:
                shorter_notice = said_period(fact.shortest_notice)
                more = _("With the consent of all parties, at least %(notice)s.", notice=shorter_notice)
                reason = together([reason, more])
            yield Need(Code.NOTICE, reason, fact.clause or step.clause, "facts", name)


def _all_consent(fold: Fold, step: Step) -> bool:
    return all(consented(fold, party, step) for party in fold.side_ids())


def consented(fold: Fold, party: str, step: Step) -> bool:
    """Whether a party has said that they agree to a step."""
    return any(who == party and name == step.id for who, name, _when in fold.consents)


def _papers(step: Step, row: Row, needs: tuple[str, ...]) -> Iterator[Need]:
    given = {words(paper) for paper in row.papers}
    for need in needs:
        if words(need) not in given:
            yield Need(Code.PAPERS, _("It needs: %(need)s.", need=said(need)), step.clause, "with", need)


def _consent(fold: Fold, strand: Strand | None, step: Step, row: Row, demands: Demands) -> Iterator[Need]:
    for who in fold.whos_parties(demands.consent_of, strand):
        if who != row.by and not consented(fold, who, step):
            reason = _("%(who)s (%(kind)s) must have agreed.", who=who, kind=said(fold.parties[who].kind))
            yield Need(Code.CONSENT, reason, step.clause, "consent", who)


def _signatures(
    fold: Fold, strand: Strand | None, step: Step, row: Row, roles: tuple[str, ...]
) -> Iterator[Need]:
    used = {row.by}
    for role in roles:
        title = fold.book.rulebook.role_or_body(role).title
        able = [who for who in bodies.signers(fold, strand, role) if who not in used]
        named = (None, *bodies.instead(fold, role))
        signed = [sign.by for sign in row.countersigned if sign.by in able and sign.role in named]
        if signed:
            used.add(signed[0])
            continue
        wrong = [sign.by for sign in row.countersigned if sign.role == role]
        reason = _("%(title)s must sign too.", title=title)
        if wrong:
            other = _("%(who)s may not: it takes another person who may act as such.", who=wrong[0])
            reason = together([reason, other])
        yield Need(Code.SIGNATURE, reason, step.clause, "countersigned", role)


def _grounds(fold: Fold, strand: Strand | None, step: Step, row: Row) -> Iterator[Need]:
    if step.appeals and row.against is None:
        yield Need(Code.GROUNDS, _("Name the act that is attacked."), step.clause, "against")
    if not step.grounds:
        return
    allowed = {words(ground) for ground in step.grounds}
    if not row.grounds:
        yield Need(
            Code.GROUNDS, _("Name a ground: %(list)s.", list=listed(step.grounds)), step.clause, "grounds"
        )
    for ground in row.grounds:
        if words(ground) not in allowed:
            reason = _("“%(ground)s” is no ground here: %(list)s.", ground=ground, list=listed(step.grounds))
            yield Need(Code.GROUNDS, reason, step.clause, "grounds")


def _letters(step: Step, row: Row, what: Effects) -> Iterator[Need]:
    """Only letters that may be left out are chosen."""
    may = {str(place) for place, tell in enumerate(what.tells) if tell.optional}
    for place in row.tells:
        if place not in may:
            reason = _("This step has no letter %(place)s that may be left out.", place=place)
            yield Need(Code.LETTER, reason, step.clause, "tells", place)


def _first(fold: Fold, strand: Strand, step: Step, row: Row, what: Effects) -> Iterator[Need]:
    if not fold.book.each[step.id] or _last_one(fold, strand, step, row):
        yield from first(fold, strand, step, what, row.facts)


def first(
    fold: Fold, strand: Strand, step: Step, what: Effects, facts: Mapping[str, object] | None = None
) -> Iterator[Need]:
    """What must be done before the strand may enter the stage that these effects lead to."""
    if not what.leads_to:
        return
    given: conditions.Given = {**what.sets, **(facts or {})}
    to = conditions.first_lead(fold, strand, what.leads_to, given)
    if to is None:
        return
    for missing in progress.missing_before(fold, strand, to, given, step):
        stage = fold.book.stages[to].title
        reason = _(
            "“%(missing)s” must be done before the stage %(stage)s.", missing=missing.title, stage=stage
        )
        yield Need(Code.FIRST, reason, missing.clause or step.clause, "step", missing.id)
    if step.logged_as is LoggedAs.JOINED and fold.book.stages[to].end:
        yield from left_behind(fold, step)


def _last_one(fold: Fold, strand: Strand, step: Step, row: Row) -> bool:
    """Whether this act is the last of those owed, so that it moves the strand."""
    persons = taking.persons_of(fold, row, step, strand)
    owed = moves.outstanding(fold, strand, step)
    return all(person in persons for person in owed)

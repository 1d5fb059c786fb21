"""Values of a rulebook in plain English, with the titles that the rulebook itself gives.

Knows how things are said; what is said of which row is `prose`'s. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from dueprocess.core.rulebook.model import (
    Bound,
    Change,
    ClauseAlleged,
    Due,
    DueKind,
    EachKind,
    Effects,
    Event,
    EventKind,
    Events,
    Fact,
    FactKind,
    FoundAgainst,
    Happening,
    Late,
    Lead,
    MeasureInForce,
    PartyHolds,
    PartyStatus,
    Rulebook,
    Rules,
    SanctionLive,
    Step,
    Taken,
    Tell,
    TooFew,
    UnitOf,
    Wait,
    When,
    Who,
    WhoKind,
)

_SPECIAL = {
    WhoKind.ANYONE: "anyone",
    WhoKind.PARTIES: "the parties",
    WhoKind.APPLICANT: "whoever asked",
    WhoKind.OTHER_SIDE: "the other side",
    WhoKind.ORGANISATION: "the organisation",
    WhoKind.MEMBERS: "the members",
    WhoKind.PUBLIC: "the public",
}
_KINDS = {DueKind.DUTY: "duty", DueKind.TARGET: "aim", DueKind.CHANCE: "chance", DueKind.LIMIT: "limit"}


def listed(parts: Iterable[str], word: str = "and") -> str:
    """a, b and c"""
    found = list(parts)
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + f" {word} {found[-1]}" if found else ""


def capital(text: str) -> str:
    """With a capital letter at the beginning."""
    return text[:1].upper() + text[1:]


def sentences(parts: Iterable[str]) -> str:
    """Each on a line of its own, those that say nothing left out."""
    return "\n".join(capital(part) for part in parts if part)


def named(title: str, says: str | None) -> str:
    """A title, and below it what the rulebook says of it."""
    return f"{title}\n{says}" if says else title


class Phrases:
    """Says the values of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def title(self, name: str) -> str:
        """The title of a step, stage, role, body, party, fact, measure, sanction or pause, in quotes."""
        return f"“{self.plain(name)}”"

    def plain(self, name: str) -> str:
        """The title without quotes; steps first, since only they share names with stages."""
        book = self.rulebook
        tables = (book.steps, book.stages, book.roles, book.bodies, book.parties, book.facts)
        for table in (*tables, book.measures, book.sanctions, book.pauses, book.conflicts):
            if name in table:
                return table[name].title
        return name.replace("_", " ")

    def stage(self, name: str) -> str:
        """The title of a stage, in quotes."""
        return f"“{self.rulebook.stages[name].title}”"

    def who(self, who: Who) -> str:
        """Who, by title."""
        return _SPECIAL.get(who.kind) or self.rulebook.role_or_body(who.name).title

    def whos(self, whos: Iterable[Who], word: str = "or") -> str:
        """Several of them."""
        return listed((self.who(one) for one in whos), word)

    def names(self, names: Iterable[str], word: str = "and") -> str:
        """Several titles."""
        return listed((self.title(one) for one in names), word)

    def when(self, when: When) -> str:
        """A condition."""
        tables = (listed(self._test(test.fact, test.values) for test in table) for table in when.any_of)
        return listed(tables, "or")

    def _test(self, fact: str, values: tuple[bool | str, ...]) -> str:
        title = self.title(fact)
        if values == (True,):
            return f"{title} is so"
        if values == (False,):
            return f"{title} is not so"
        return f"{title} is {listed((str(one) for one in values), 'or')}"

    def acts(self, step: str, outcome: str | None) -> str:
        """The acts of a step, or only those with one outcome."""
        if outcome is None:
            return self.title(step)
        return f"{self.title(step)} with the outcome “{self.rulebook.steps[step].outcomes[outcome].title}”"

    def rules(self, rules: Rules) -> str:
        """Rules of decision, in the order in which they are tried."""
        return listed((str(one) for one in rules), "failing that")

    def happening(self, one: Happening) -> str:
        """What happens."""
        if one.kind is EventKind.ENTRY:
            return f"entry into {self.stage(one.name)}"
        if one.kind is EventKind.CONFLICT:
            return "the note of the conflict"
        name = self.acts(one.name, one.outcome) if one.outcome else self.title(one.name)
        says = {
            EventKind.STEP: name,
            EventKind.FIRST: f"the first {name}",
            EventKind.DEADLINE: f"the deadline of {name}",
            EventKind.STEP_END: f"the end of {name} (done, or its time over)",
            EventKind.SERVICE: f"receipt of the notice of {name}",
            EventKind.FINALITY: f"the day {name} is final",
            EventKind.DATE: f"the day of {name}",
            EventKind.START: f"the start of {name}",
            EventKind.END: f"the end of {name}",
        }
        return says[one.kind]

    def event(self, event: Event) -> str:
        """An event."""
        return listed((self.happening(one) for one in event.of), "or")

    def events(self, events: Events) -> str:
        """A list of events, of which the last counts."""
        said = listed(self.event(one) for one in events)
        return f"the later of {said}" if len(events) > 1 else said

    def due(self, due: Due) -> str:
        """A deadline, without its kind."""
        if due.every is not None:
            first = f", for the first time {due.within} after it" if due.within else ""
            said = f"every {due.every} from {self.events(due.after)}{first}"
        elif due.within is not None:
            said = self._within(str(due.within), self.events(due.after))
        elif due.at_least is not None and due.before is not None:
            said = f"at least {due.at_least} before {self.title(due.before)}"
        else:
            said = f"on {self.title(due.on or '')}"
        if due.by_time is not None:
            said += f", by {due.by_time:%H:%M}"
        for word, bound in (("not later than", due.but_not_after), ("not earlier than", due.but_not_before)):
            if bound is not None:
                said += f", but {word} {self._bound(bound, due)}"
        if due.when is not None:
            said += f", if {self.when(due.when)}"
        if due.never_paused:
            said += "; never paused"
        if due.remind:
            said += f"; reminders {listed(str(one) for one in due.remind)} before"
        return said

    def _within(self, period: str, event: str) -> str:
        if period == "at once":
            return f"at once after {event}"
        return f"{period} as {event}" if period.startswith("same ") else f"within {period} of {event}"

    def _bound(self, bound: Bound, due: Due) -> str:
        after = "" if bound.after == due.after else f" after {self.events(bound.after)}"
        return f"{bound.within}{after or ' after it'}"

    def kind(self, due: Due) -> str:
        """What passing the deadline means, in one word."""
        return _KINDS[due.kind]

    def wait(self, wait: Wait) -> str:
        """What has to have happened before."""
        if wait.on is not None:
            return f"not before {self.title(wait.on)}"
        said = self.events(wait.after)
        return f"not before {wait.wait} after {said}" if wait.wait else f"not before {said}"

    def leads(self, leads: Iterable[Lead]) -> str:
        """Where the strand goes."""
        said = []
        for one in leads:
            condition = f" if {self.when(one.when)}" if one.when else ""
            said.append(self.stage(one.to) + condition)
        return listed(said, "otherwise")

    def tell(self, tell: Tell) -> str:
        """One notice."""
        letter = f" ({tell.letter.replace('_', ' ')})" if tell.letter else ""
        said = f"{self.whos(tell.to, 'and')}{letter} {'' if tell.within.at_once else 'within '}{tell.within}"
        if tell.first:
            said += f", after {self.names(tell.first)}"
        if tell.withholds:
            said += f", without {listed(tell.withholds)}"
        if tell.when:
            said += f", if {self.when(tell.when)}"
        return f"{said}, if wished" if tell.optional else said

    def change(self, word: str, change: Change) -> str:
        """What may be done to deadlines."""
        steps = "any deadline" if change.any else f"the time for {self.names(change.steps)}"
        limits = []
        if change.at_most:
            limits.append(f"by at most {change.at_most}")
        if change.at_least:
            limits.append(f"not below {change.at_least}")
        if change.times:
            limits.append("once" if change.times == 1 else f"{change.times} times")
        if change.not_after:
            limits.append(f"within {change.not_after} of its end")
        if change.late:
            limits.append("also when already late")
        return f"{word} {steps}" + (f" ({', '.join(limits)})" if limits else "")

    def effects(self, effects: Effects) -> list[str]:
        """What is changed, each effect as a phrase, in the order in which they apply."""
        said: list[str] = []
        for fact, value in effects.sets.items():
            said.append(f"fixes: {self._test(fact, (value,))}")
        said += [f"tells {self.tell(one)}" for one in effects.tells]
        for word, names in (
            ("appoints", effects.appoints),
            ("removes", effects.removes),
            ("stops the clock:", effects.pauses),
            ("starts the clock again after", effects.resumes),
        ):
            if names:
                said.append(f"{word} {self.names(names)}")
        for word, change in (
            ("extends", effects.extends),
            ("shortens", effects.shortens),
            ("gives back", effects.restores),
        ):
            if change is not None:
                said.append(self.change(word, change))
        for word, names in (
            ("lifts", effects.lifts),
            ("notes as fulfilled", effects.fulfils),
            ("begins", effects.starts),
            ("continues", effects.continues),
            ("may impose", effects.imposes),
        ):
            if names:
                said.append(f"{word} {self.names(names, 'or')}")
        if effects.decision:
            said.append(f"the decision attacked: {effects.decision}")
        if effects.activates:
            said.append("may bring a suspended sanction into force")
        if effects.conflict:
            said.append(f"the conflict of interest is {effects.conflict}")
        for word, flag in (
            ("takes in another case", effects.joins),
            ("sends named parts of the case out to another one", effects.splits),
            ("lets respondents out", effects.releases),
        ):
            if flag:
                said.append(word)
        if effects.opens:
            said.append(f"opens a strand of its own at {self.stage(effects.opens)}")
        if effects.sends_back:
            said.append(f"sends the case back to {self.stage(effects.sends_back)}")
        if effects.leads_to:
            said.append(f"leads to {self.leads(effects.leads_to)}")
        return said

    def places(self, step: Step) -> str:
        """Where the step can be taken."""
        if step.any:
            return "any stage before the end"
        if step.any_strand:
            return "any stage of any strand"
        if step.takes_over:
            return "to take up a case from an earlier register"
        stages = [self.rulebook.stages[one].title for one in step.stages]
        return listed([*(["to open a case"] if step.start else []), *stages], "or")

    def for_each(self, step: Step) -> str:
        """What the step is owed once for; empty if once in all."""
        if step.for_each is None:
            return ""
        name = step.for_each.name
        if step.for_each.kind is EachKind.CONFLICT:
            return "for each conflict of interest that was noted"
        return {
            EachKind.COMPLAINT: "for each complaint",
            EachKind.PARTY: f"for each {self.plain(name).lower()}",
            EachKind.STEP: f"for each {self.title(name)}",
        }[step.for_each.kind]

    def fact(self, fact: Fact) -> str:
        """What kind of fact it is."""
        if fact.derived is not None:
            return f"follows by itself: {self._derived(fact)}"
        said = {
            FactKind.YES_OR_NO: "yes or no",
            FactKind.CHOICE: "one of " + listed(fact.choices, "or"),
            FactKind.DATE: "a day",
            FactKind.UNIT: "a unit",
        }[fact.kind]
        if fact.notice:
            said += f", at least {fact.notice} ahead"
        if fact.shortest_notice:
            said += f" ({fact.shortest_notice} if all parties consent)"
        if fact.not_before:
            said += f", not before “{self.rulebook.facts[fact.not_before].title}”"
        return f"{said}, for each {self.plain(fact.per).lower()}" if fact.per else said

    def _derived(self, fact: Fact) -> str:
        match fact.derived:
            case PartyHolds(party, holds):
                return f"a {self.plain(party).lower()} is {self.names(holds, 'or')}"
            case PartyStatus(party, status):
                return f"a {self.plain(party).lower()} has the status “{status}”"
            case TooFew(name):
                return f"{self.title(name)} has too few who may act"
            case Late(step):
                return f"{self.title(step)} is or was late"
            case Taken(event):
                return f"{self.event(event)} has been done"
            case SanctionLive(sanction, times):
                often = "" if times == 1 else f" {times} times"
                return f"{self.title(sanction)} is in force{often}, earlier cases included"
            case MeasureInForce(measures, at_least):
                long = f" for at least {at_least}" if at_least else ""
                return f"{self.names(measures, 'or')} is in force{long}"
            case UnitOf(party):
                return f"the unit of the {self.plain(party).lower()}"
            case FoundAgainst(party):
                return f"something was found against a {self.plain(party).lower()}"
            case ClauseAlleged(clauses):
                return f"something is alleged under clause {listed(clauses, 'or')}"
        return ""

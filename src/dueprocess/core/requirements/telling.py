"""Requirements and where somebody stands with them, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dueprocess.core.requirements.judging import Cause, State, Status
from dueprocess.core.requirements.model import (
    ANY,
    Consequence,
    Leads,
    Requirement,
    Requirements,
    doers,
)
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.saying import Said, say_day, together
from dueprocess.core.saying import say as _

Titles = Mapping[str, str]
"""The titles of programmes by their codes."""


def because(status: Status) -> Said:
    """Return the sentence that says where somebody stands, since when, why, under which clause, and by when
    what is to be done."""
    row, why = status.requirement, status.why or Said("", "", {})
    words: dict[str, object] = {"why": why, "clause": _clause(row), "title": row.title}
    if status.since:
        words["since"] = say_day(status.since)
    if status.due_on:
        words["due"] = say_day(status.due_on)
    if status.last_day:
        words["last"] = say_day(status.last_day)
    return _SAYS[status.state](status, words)


def _not_asked(_status: Status, words: dict[str, object]) -> Said:
    return _("Nothing asks for it on this day%(clause)s.", **words)


def _exempt(status: Status, words: dict[str, object]) -> Said:
    assert status.exempt is not None
    words["ground"] = status.exempt.ground
    return _("Exempt until %(last)s: %(ground)s. It is asked %(why)s%(clause)s.", **words)


def _current(status: Status, words: dict[str, object]) -> Said:
    if status.current_until is None:
        return _("Done, for good. It is asked %(why)s%(clause)s.", **words)
    if status.state is State.LAPSING:
        return _("It lapses soon: current until %(due)s. It is asked %(why)s%(clause)s.", **words)
    return _("Current until %(due)s. It is asked %(why)s%(clause)s.", **words)


def _grace(_status: Status, words: dict[str, object]) -> Said:
    return _("It lapsed on %(due)s, with grace until %(last)s. It is asked %(why)s%(clause)s.", **words)


def _lapsed(status: Status, words: dict[str, object]) -> Said:
    if status.last_day == status.due_on:
        return _("It lapsed on %(due)s. It is asked %(why)s%(clause)s.", **words)
    return _("It lapsed on %(due)s, and the grace ended on %(last)s. It is asked %(why)s%(clause)s.", **words)


def _owed(status: Status, words: dict[str, object]) -> Said:
    late = status.state is State.OVERDUE
    if status.cause is Cause.VOID:
        what = _("What was finished counts no more. Owed anew since %(since)s %(why)s%(clause)s", **words)
    elif status.cause is Cause.GONE:
        what = _("Too few are left who are current. Owed since %(since)s %(why)s%(clause)s", **words)
    elif status.cause is Cause.EXEMPTION:
        what = _("The exemption ended. Owed since %(since)s %(why)s%(clause)s", **words)
    else:
        what = _("Owed since %(since)s %(why)s%(clause)s", **words)
    if late:
        return _("%(what)s; it was due by %(due)s.", what=what, **words)
    return _("%(what)s; by %(due)s.", what=what, **words)


_SAYS = {
    State.NOT_ASKED: _not_asked,
    State.OPEN: _owed,
    State.OVERDUE: _owed,
    State.GRACE: _grace,
    State.LAPSED: _lapsed,
    State.CURRENT: _current,
    State.LAPSING: _current,
    State.EXEMPT: _exempt,
}


def _clause(row: Requirement) -> Said:
    return _(" (clause %(clause)s)", clause=row.clause) if row.clause else Said("", "", {})


def explain(found: Requirements, book: Rulebook | None = None) -> str:
    """Return each requirement in words, with the titles of the rulebook where it is given."""
    lines = [f"{found.title}, version {found.version}, for the rulebook {found.rulebook}"]
    if found.says:
        lines += ["", found.says]
    for row in found.requirements.values():
        lines += ["", f"{row.title} (clause {row.clause})" if row.clause else row.title]
        lines += [f"  {row.says}"] if row.says else []
        lines += [f"  {name}: {said}" for name, said in in_words(row, book)]
    if found.equivalents:
        lines += ["", "What else counts:"]
        lines += [f"- for {_plain(name)}: {_list(each)}" for name, each in found.equivalents.items()]
    return "\n".join(lines)


def in_words(row: Requirement, book: Rulebook | None = None) -> tuple[tuple[Said, Said], ...]:
    """Return a requirement in words, each part with what it tells: who, what, by when, what until then, for
    how long, who may be exempt, and what follows; with the titles of the rulebook where it is given."""
    found = [
        (_("Who"), together(list(_whom(row, book)), "; ")),
        (_("To finish"), _or(_plain(each) for each in row.programmes)),
        (_("By when"), _within(row)),
    ]
    if row.before:
        until = _("they may not do what needs it: %(what)s", what=_before(row, book))
        found.append((_("Until then"), until))
    found.append((_("Counts"), _counts(row)))
    if row.exemption is not None:
        words = {
            "by": title(row.exemption.by, book), "grounds": _or(row.exemption.grounds),
            "most": row.exemption.at_most,
        }  # fmt: skip
        exempt = _("by %(by)s, for %(grounds)s; for %(most)s at most", **words)
        found.append((_("Exempt"), exempt))
    if row.default:
        leads = together([leads_to(each, book) for each in row.default], "; ")
        found.append((_("If not"), leads))
    return tuple(found)


def _counts(row: Requirement) -> Said:
    if row.renew is None:
        return _("for good")
    words = {"renew": row.renew, "grace": row.grace, "warn": row.warn}
    said = (
        _("for %(renew)s, with %(grace)s of grace", **words)
        if row.grace is not None
        else _("for %(renew)s", **words)
    )
    return _("%(said)s; a warning %(warn)s before", said=said, **words) if row.warn is not None else said


def _within(row: Requirement) -> Said:
    from_what = {
        "start of term": _("the start of the term"), "order": _("the order"), "joining": _("joining"),
        "self-referral": _("the day on which it is asked for"),
        "adoption": _("the day on which this was adopted, or what binds began later"),
    }  # fmt: skip
    after = together([from_what[each] for each in row.after], ", ")
    said = _("within %(within)s of %(after)s", within=row.within, after=after)
    if not row.remind:
        return said
    return _("%(said)s; reminded %(when)s before", said=said, when=_list(map(str, row.remind)))


def leads_to(each: Consequence, book: Rulebook | None = None) -> Said:
    """Return one thing that default leads to, in words."""
    words = {"role": title(each.role, book), "after": each.after}
    said = {
        Leads.REFUSED: _("what it is needed for is refused"),
        Leads.FROZEN: _("the office is frozen"),
        Leads.PANEL: _("back to the panel"),
        Leads.OFFERED: _("dates are offered"),
        Leads.TELL: _("it is told to %(role)s", **words),
        Leads.ESCALATE: _("it goes to %(role)s", **words),
    }[each.leads]
    return _("%(said)s after %(after)s", said=said, **words) if each.after else said


def changes(before: Requirements | None, after: Requirements) -> tuple[Said, ...]:
    """Return what requirements ask that those before them did not, or no more, one sentence each."""
    was = before.requirements if before else {}
    found: list[Said] = []
    for name, row in after.requirements.items():
        old = was.get(name)
        if old is None:
            found.append(_("New: “%(title)s”.", title=row.title))
            continue
        if (old.who, old.before) != (row.who, row.before):
            found.append(_("“%(title)s” is asked of others than before.", title=row.title))
        if _times(old) != _times(row):
            found.append(_("“%(title)s” has other times than before.", title=row.title))
        if old.programmes != row.programmes:
            found.append(_("“%(title)s” is fulfilled by other programmes than before.", title=row.title))
        if old.exemption != row.exemption:
            found.append(_("Exemptions from “%(title)s” are others than before.", title=row.title))
        if old.default != row.default:
            found.append(_("Default of “%(title)s” leads to something else than before.", title=row.title))
    gone = [row for name, row in was.items() if name not in after.requirements]
    found += [_("No more asked: “%(title)s”.", title=row.title) for row in gone]
    if before is not None and before.equivalents != after.equivalents:
        found.append(_("What stands for other programmes is different than before."))
    return tuple(found)


def _times(row: Requirement) -> tuple[object, ...]:
    return row.within, row.after, row.renew, row.grace


def _whom(row: Requirement, book: Rulebook | None) -> Iterable[Said]:
    who = row.who
    if who.offices:
        yield _("office of %(names)s", names=_or(who.offices))
    named = [*who.bodies, *(() if who.bodies and book else who.roles)]
    if named:
        yield _or(title(each, book) for each in named)
    if row.before:
        doing = list(dict.fromkeys(role for each in row.before for role in doers(each, book)))
        names = _or(title(each, book) for each in doing) if doing else Said("", "", {})
        yield names if doing else _("whoever has this to do: %(what)s", what=_before(row, book))
    if who.member_for is not None:
        yield _("members for at least %(period)s", period=who.member_for)
    elif who.members:
        yield _("members")
    if who.units:
        yield _("only in: %(units)s, and below", units=_list(who.units))
    if who.sanctions:
        every = ANY in who.sanctions
        titles = book.sanctions if book else {}
        names = _or(titles[each].title if each in titles else _plain(each) for each in who.sanctions)
        yield _("everyone found in breach") if every else _("whoever was given: %(names)s", names=names)
    if who.self_referral:
        yield _("whoever asks for it")
    if who.every_unit:
        kind = _("unit") if who.every_unit == ANY else _plain(who.every_unit)
        yield _("%(n)s of the people of every %(kind)s", n=who.people, kind=kind)


def _before(row: Requirement, book: Rulebook | None) -> str:
    said = []
    for each in row.before:
        kind, _space, name = each.partition(" ")
        step = book.steps.get(name) if book and kind == "step" else None
        said.append(step.title if step else _plain(name))
    return _list(said)


def title(name: str, book: Rulebook | None = None) -> str:
    """Return the title of a role or body of the rulebook, or its name in words."""
    row = None if book is None else book.bodies.get(name) or book.roles.get(name)
    return row.title if row else _plain(name)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _or(names: Iterable[str]) -> Said:
    *others, last = names
    if not others:
        return Said(last, "", {})
    return _("%(names)s or %(last)s", names=", ".join(others), last=last)

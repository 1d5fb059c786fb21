"""A retention schedule in words: what applies to what, for how long, why."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from dueprocess.core.retention.model import CASE, MESSAGE, PERSON, After, Class, Condition, Schedule, Then
from dueprocess.core.rulebook.model import Period, Rulebook
from dueprocess.core.rulebook.words import roughly
from dueprocess.core.saying import Said, together
from dueprocess.core.saying import say as _


def in_words(row: Class, book: Rulebook | None = None) -> tuple[str, str]:
    """Return what a class is for, and what becomes of it, with the titles of the rulebook where it is
    given."""
    names = {
        CASE: _("cases"), MESSAGE: _("messages that became no case"), PERSON: _("people in the register"),
    }  # fmt: skip
    kinds = [names.get(kind) or _("plans") for kind in row.of]
    whom = together(kinds, ", ")
    if row.when:
        tests = [together(list(_tests(each, book)), "; ") for each in row.when]
        whom = together((whom, reduce(_either, tests)), ": ")
    counted = (
        _("%(keep)s after the end of the sanctions", keep=row.keep)
        if row.after is After.SANCTIONS
        else _("%(keep)s after they left", keep=row.keep)
        if PERSON in row.of
        else _("%(keep)s after closing, or after what arrived last", keep=row.keep)
    )
    ends = [counted, _("then erased") if row.then is Then.ERASE else _("then somebody looks at it")]
    if row.review is not None:
        ends.append(_("looked at every %(review)s while a sanction has no end", review=row.review))
    return whom, together(ends, ", ")


def notes_in_words(schedule: Schedule) -> Said:
    """Return how long notes of deliberations are kept."""
    if schedule.deliberations is None:
        return _("Notes of deliberations are destroyed when the decision is final.")
    keep = schedule.deliberations
    return _("Notes of deliberations are destroyed %(keep)s after the decision is final.", keep=keep)


def _either(one: Said, other: Said) -> Said:
    return _("%(one)s, or %(other)s", one=one, other=other)


def _tests(when: Condition, book: Rulebook | None) -> Iterable[Said]:
    if when.stage:
        yield _("it ended at: %(names)s", names=_titles(when.stage, book.stages if book else {}))
    if when.taken:
        yield _("taken was: %(names)s", names=", ".join(_step(each, book) for each in when.taken))
    if when.sanction:
        yield _("a sanction: %(names)s", names=_titles(when.sanction, book.sanctions if book else {}))
    if when.sanctioned is not None:
        yield _("with a sanction") if when.sanctioned else _("without a sanction")
    for fact, values in when.facts.items():
        title = book.facts[fact].title if book and fact in book.facts else fact.replace("_", " ")
        if values == (True,):
            yield _("it was recorded: %(fact)s", fact=title)
        elif values == (False,):
            yield _("it was not recorded: %(fact)s", fact=title)
        else:
            said = ", ".join(str(each).replace("_", " ") for each in values)
            yield _("%(fact)s: %(values)s", fact=title, values=said)
    if when.alleged:
        yield _("alleged under: %(names)s", names=together(list(map(_clause, when.alleged)), ", "))
    if when.minor is not None:
        yield _("a party is under age") if when.minor else _("no party is under age")
    if when.imported is not None:
        yield _("from an earlier register") if when.imported else _("not from an earlier register")
    if when.filed:
        filed = {"part": _("as part of a case"), "not_complaint": _("as no complaint")}
        names = [filed.get(each, _("as a machine's")) for each in when.filed]
        yield _("filed %(how)s", how=together(names, ", "))
    if when.status:
        yield _("they stand as: %(names)s", names=", ".join(when.status))


def _titles(names: Iterable[str], table: object) -> str:
    rows: dict[str, object] = dict(table)  # type: ignore[call-overload]
    return ", ".join(getattr(rows.get(name), "title", name.replace("_", " ")) for name in names)


def _clause(named: str) -> Said:
    code, slash, clause = named.partition("/")
    if not slash:  # of before
        return _("clause %(clause)s of any code", clause=named)
    return _("clause %(clause)s of the code “%(code)s”", clause=clause, code=code.replace("_", " "))


def _step(named: str, book: Rulebook | None) -> str:
    name, _colon, outcome = named.partition(": ")
    step = book.steps.get(name) if book else None
    if step is None:
        return named.replace("_", " ")
    title = step.outcomes[outcome].title if outcome in step.outcomes else ""
    return f"{step.title}: {title}" if title else step.title


def _shorter(was: Period | None, now: Period | None) -> bool:
    """Tell whether something that is kept for a time, or not at all (None), is kept for less than before."""
    return was is not None and (now is None or roughly(now) < roughly(was))


def changes(before: Schedule, after: Schedule) -> tuple[Said, ...]:
    """Return what a schedule erases earlier, or without asking, than the one before it, one sentence each:
    what somebody might want who has something to bury."""
    found: list[Said] = []
    for name, was in before.classes.items():
        now = after.classes.get(name)
        if now is None:
            found.append(_("“%(title)s” is no class any more.", title=was.title))
            continue
        if roughly(now.keep) < roughly(was.keep):
            words = {"title": now.title, "now": now.keep, "was": was.keep}
            found.append(_("“%(title)s” is kept for %(now)s, not for %(was)s.", **words))
        if was.after is After.SANCTIONS and now.after is After.CLOSING:
            found.append(
                _("“%(title)s” counts from closing, not from the end of sanctions.", title=now.title)
            )
        if was.then is Then.REVIEW and now.then is Then.ERASE:
            found.append(_("“%(title)s” is erased without a review.", title=now.title))
        if (was.of, was.when) != (now.of, now.when):
            found.append(_("“%(title)s” is for other files than before.", title=now.title))
    if _shorter(before.deliberations, after.deliberations):
        found.append(_("Notes of deliberations go sooner after the decision is final."))
    return tuple(found)

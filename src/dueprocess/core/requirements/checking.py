"""Whether a requirement makes sense by itself: somebody is bound, its time can begin, what follows can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dueprocess.core.requirements.model import After, Leads, Requirement
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.words import roughly
from dueprocess.core.saying import say as _

Fault = tuple[Path, str, str]
"""Where, what, and how to mend it."""


def problems(row: Requirement) -> Iterator[Fault]:
    """Yield every fault of a requirement."""
    yield from _bound(row)
    yield from _begins(row)
    yield from _renewed(row)
    yield from _reminded(row)
    yield from _led(row)


def _bound(row: Requirement) -> Iterator[Fault]:
    who = row.who
    if not (who.holds or who.members or who.ordered or who.every_unit):
        mend = _('Write `who`, such as `{ role = "…" }`, or `before`.')
        yield (), _("Nobody is bound by it."), mend
    if who.ordered and (
        who.holds or who.everyone or who.member_for is not None or who.every_unit or who.units
    ):
        what = _("A course that is ordered or asked for is one of its own: what was finished before does not "
                 "count for it, and nobody may see from it why somebody attends.")  # fmt: skip
        yield ("who",), what, _("Write two requirements.")
    if who.every_unit and (who.holds or who.members):
        what = _("It is asked of units and of people.")
        yield ("who", "every_unit"), what, _("Write two requirements.")
    if who.people != 1 and not who.every_unit:
        yield ("who", "people"), _("Only of every unit can so many be asked."), _("Add `every_unit`.")
    if who.everyone and (who.units or who.member_for is not None):
        what = _("It is asked of everyone, and of some.")
        yield ("who", "everyone"), what, _("Take one of them out.")


def _begins(row: Requirement) -> Iterator[Fault]:
    can = row.who.begins
    wrong = [each for each in row.after if each not in can]
    known = ", ".join(f"`{each}`" for each in sorted(can))
    for each in wrong:
        what = _("It can never begin with `%(after)s`: nobody is bound in that way.", after=each)
        yield ("due", "after"), what, _("Write %(known)s.", known=known)
    missing = can - {After.ADOPTION, *row.after}
    if missing and not wrong and After.ADOPTION not in row.after:
        what = _("It does not say from when it counts for all who are bound.")
        mend = _("Add %(missing)s.", missing=", ".join(f"`{each}`" for each in sorted(missing)))
        yield ("due", "after"), what, mend


def _renewed(row: Requirement) -> Iterator[Fault]:
    for name, period in (("warn", row.warn), ("grace", row.grace)):
        if period is None:
            continue
        if row.renew is None:
            what = _("Without `renew` nothing lapses.") if name == "warn" else _("There is no renewal.")
            yield (name,), what, _("Add `renew`, or take it out.")
        elif roughly(period) >= roughly(row.renew):
            what = _("It is as long as the time after which it is renewed (%(renew)s).", renew=row.renew)
            yield (name,), what, _("Write a shorter one.")


def _reminded(row: Requirement) -> Iterator[Fault]:
    several = len(row.remind) > 1
    for index, each in enumerate(row.remind):
        if roughly(each) >= roughly(row.within):
            path: Path = ("remind", index) if several else ("remind",)
            what = _(
                "They would be reminded before it is owed: %(within)s is all there is.", within=row.within
            )
            yield path, what, _("Write a shorter one.")


def _led(row: Requirement) -> Iterator[Fault]:
    who = row.who
    for index, each in enumerate(row.default):
        path: Path = ("default", index) if len(row.default) > 1 else ("default",)
        if each.leads is Leads.PANEL and not who.sanctions:
            what = _("Only what was ordered goes back to a panel.")
            yield path, what, _("Take it out, or bind by `sanction`.")
        if each.leads is Leads.FROZEN and not who.holds:
            yield path, _("There is no office to freeze."), _("Take it out, or bind by office or role.")
        if each.leads is Leads.REFUSED and not who.holds:
            what = _("There is nothing that could be refused.")
            yield path, what, _("Take it out, or bind by office or role, or write `before`.")
        if each.leads is Leads.ESCALATE and each.after is None:
            what = _("It does not say when it goes up.")
            yield path, what, _("Add `after PERIOD`, such as `after 2 weeks`.")


def refused(row: Requirement, steps: Mapping[str, Mapping[str, frozenset[str]]]) -> Iterator[Fault]:
    """Yield each step that the rulebook would not refuse to somebody untrained: it needs no such training of
    a role that takes it."""
    for index, each in enumerate(row.before):
        kind, _space, name = each.partition(" ")
        lacking = [role for role, needs in steps.get(name, {}).items() if not needs & set(row.programmes)]
        if kind == "step" and lacking:
            what = _("The rulebook does not refuse this step to %(roles)s without that training.",
                     roles=", ".join(lacking))  # fmt: skip
            mend = _('Add `needs_training = ["%(training)s"]` to them there, or bind them by `who`.',
                     training=row.programmes[0].replace("_", " "))  # fmt: skip
            yield ("before", index) if len(row.before) > 1 else ("before",), what, mend


def rings(equivalents: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the programmes that, over others, stand for themselves."""
    found = []
    for name in equivalents:
        seen: set[str] = set()
        waiting = list(equivalents[name])
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting += equivalents.get(each, ())
        if name in seen:
            found.append(name)
    return found

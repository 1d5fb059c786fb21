"""Who may act, in words: powers, bodies and conflicts of interest as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dueprocess.core.rulebook.model import PARTIES, Body, TieKind, WhoKind
from dueprocess.core.rulebook.phrases import Phrases, capital, listed, named, sentences


def powers(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Who may take or sign which steps, and what binds them."""
    book = say.rulebook
    takes: dict[str, list[str]] = defaultdict(list)
    signs: dict[str, list[str]] = defaultdict(list)
    for step in book.steps.values():
        for name in {who.name for who in step.by}:
            takes[name].append(step.title)
        for name in {
            each for one in (None, *step.outcomes) for each in step.demands_with(one).countersigned_by
        }:
            signs[name].append(f"{step.title} (signs too)")
    for table in (book.parties, book.roles, book.bodies):
        for role in table.values():
            seats = [f"sits on: {body.title}" for body in book.bodies.values() if role.id in body.seats]
            bound = ["a party to the case"] if role.party else []
            if role.per_case:
                bound.append("appointed in each case")
            if role.chosen:
                bound.append(f"chosen by {role.chosen}, or with reasons for another choice")
            if role.reads:
                bound.append("reads the file only at: " + say.names(role.reads))
            if role.never_oversees:
                bound.append("never oversees")
            if role.declares:
                bound.append("declares first that there is no conflict of interest")
            if role.chosen_from:
                bound.append(f"chosen from those who are {say.title(role.chosen_from)}")
            if role.separate_from:
                bound.append(f"nobody who is {say.names(role.separate_from, 'or')} in the same case")
            if role.barred_offices:
                bound.append(f"nobody who is {say.names(role.barred_offices, 'or')}")
            if role.fresh:
                bound.append("nobody who has decided it before or proposed it")
            if role.needs or role.needs_training:
                bound.append(
                    "needs " + listed([*role.needs, *(f"training: {one}" for one in role.needs_training)])
                )
            if role.too_few:
                bound.append(f"if too few: {say.plain(role.too_few)}")
            what = "\n".join([*takes[role.id], *signs[role.id], *seats])
            if what or role.says or role.clause or role.id not in PARTIES:
                yield named(role.title, role.says), role.clause or "", what, sentences(bound)
    for kind in WhoKind:
        steps = [
            step.title
            for step in book.steps.values()
            for who in step.by
            if who.kind is kind and who.name == kind
        ]
        if steps:
            yield capital(kind.replace("_", " ")), "", "\n".join(steps), ""


def bodies(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Bodies: seats, quorum, rule."""
    for body in say.rulebook.bodies.values():
        seats = []
        for role, number in body.seats.items():
            chair = " (chair)" if role == body.chair else ""
            if chair and body.chair_not_of_unit:
                chair = " (chair, where no respondent is of their own unit)"
            stand_in = f", in need {say.plain(body.stand_ins[role])}" if role in body.stand_ins else ""
            seats.append(f"{say.plain(role)}: {number}{chair}{stand_in}")
        if body.of_unit:
            seats.append(f"of the unit in {say.title(body.of_unit)}")
        yield (
            named(body.title, body.says),
            body.clause or "",
            "\n".join(seats),
            capital(str(body.quorum)),
            sentences(_rule(say, body)),
            say.plain(body.too_few) if body.too_few else "",
        )


def _rule(say: Phrases, body: Body) -> list[str]:
    found = [say.rules(body.decides_by)]
    tie = {
        TieKind.FAILS: "a tie fails",
        TieKind.CHAIR_DECIDES: "the chair decides a tie",
        TieKind.ROLE_COUNTERSIGNS: f"in a tie {say.plain(body.tie.role or '')} must sign too",
    }
    found.append(tie[body.tie.kind])
    if body.at_least is not None:
        numbers = {"may sit": body.at_least.sitting, "may vote": body.at_least.voting}
        found.append("too few below " + listed((f"{n} who {word}" for word, n in numbers.items() if n), "or"))
    if not body.abstain:
        found.append("nobody may abstain")
    if body.dissent:
        found.append("a minority report may be attached")
    if body.secret:
        found.append("votes are secret")
    if body.in_writing is not None:
        rule = say.rules(body.in_writing.rule)
        found.append(f"in writing by {rule}, if nobody objects within {body.in_writing.wait}")
    return found


def conflicts(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Degrees of conflict of interest."""
    for conflict in say.rulebook.conflicts.values():
        bars = listed(conflict.bars)
        more = []
        if conflict.alleged_bars:
            more.append("also while it is only said by others")
        if conflict.several is not None and conflict.become is not None:
            more.append(f"{conflict.several} of these are {say.title(conflict.become)}")
        yield (
            named(conflict.title, conflict.says),
            conflict.clause or "",
            "\n".join([*conflict.grounds, *(f"{ground} (shows by itself)" for ground in conflict.computed)]),
            sentences([bars, *more]),
        )

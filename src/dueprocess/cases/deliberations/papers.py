"""A note as it lies under its key, and who may read it. Knows who sits; must not know any page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dueprocess.cases.deliberations.models import Deliberation, DeliberationNote
from dueprocess.core.engine.bodies import Sitting
from dueprocess.docket.actions.standing import LASTING
from dueprocess.docket.extracts import Opened
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault
from dueprocess.kit import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is sealed of a note: `by` whom (local key), the `body` within which it is shared ("": it is the
    writer's alone), with whom (`given`, local keys), the text, when it was written and changed (ISO), and how
    often (`version`)."""

    by: str
    body: str
    given: tuple[str, ...]
    text: str
    written: str
    changed: str
    version: int

    @property
    def written_at(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.written)

    @property
    def changed_at(self) -> datetime:
        """When its text, or with whom it is shared, was changed last."""
        return datetime.fromisoformat(self.changed)


def vault(room: Deliberation, docket: Docket) -> Vault:
    """Return what opens the notes of a case: their own key, not the case's."""
    return Vault(docket.pseudonym, keys.unwrap(bytes(room.key_wrapped)))


def sealed(opens: Vault, code: str, paper: Paper) -> bytes:
    """Return a note as it is stored."""
    return opens.seal(asdict(paper) | {"given": list(paper.given)}, _place(code))


def read(opens: Vault, row: DeliberationNote) -> Paper:
    """Return what a row says. Raises Damaged."""
    kept: dict[str, Any] = opens.open(row.sealed, _place(row.code))
    return Paper(**kept | {"given": tuple(kept["given"])})


def bodies_of(view: Opened, key: str) -> dict[str, Sitting]:
    """Return the bodies in which somebody (local key) decides here now: none for whoever only speaks there,
    is absent, has stepped down or was replaced."""
    return {name: each for name, each in view.state.bodies.items() if key in each.voting}


def sitting(view: Opened, key: str) -> dict[str, Sitting]:
    """Return those of `bodies_of` that sit in this case: appointed in it, or with something decided in it or
    to decide at a stage where it stands. A body that has an office in every case (who hears appeals)
    does not sit before there is one."""
    return {name: each for name, each in bodies_of(view, key).items() if _sits(view, name)}


def _sits(view: Opened, name: str) -> bool:
    if view.state.bodies[name].body.per_case:
        return True
    if any(not act.is_note and act.facts.get("as") == name for act in view.acts):
        return True
    stages = {each.stage for each in view.state.strands if not each.ended}
    return any(
        name in (*(who.name for who in step.by), *step.jointly_with)
        for step in view.rulebook.steps.values()
        if not stages.isdisjoint(step.stages)
    )


def reads(paper: Paper, key: str, sits: Iterable[str]) -> bool:
    """Tell whether somebody reads a note who sits in these bodies: their own, and what was shared with them
    while they sat. Whoever came later reads nothing of before."""
    there = {*sits}
    if not paper.body:
        return paper.by == key and bool(there)
    return paper.body in there and (paper.by == key or key in paper.given)


def lost(view: Opened, paper: Paper) -> bool:
    """Tell whether nobody will ever read a note again: all who did have left the body for good."""
    names = [paper.body] if paper.body else [*view.state.bodies]
    there = {
        member.id
        for name in names
        if name in view.state.bodies
        for member in view.state.bodies[name].members
        if member.out is None or member.out.ground not in LASTING
    }
    return there.isdisjoint({paper.by, *paper.given})


def _place(code: str) -> str:
    return f"deliberation/{code}"

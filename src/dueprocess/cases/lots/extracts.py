"""What is drawn by lot in a case, for its pages: what was announced, what came up, by what anybody can
check it, and whose turn it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.lots.actions import announced, by_lot, where
from dueprocess.core.rulebook.model import Body
from dueprocess.docket import extracts as dockets
from dueprocess.docket import house
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.forms import naming
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.ledger import lots
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class Ball:
    """One of those among whom the lot falls: the place on the announced list, from 1, and the local key and
    name; whether it is their turn now."""

    place: int
    key: str
    name: str
    turn: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing: its announcement and, once it fell, what came up. `order` is empty before. `leaf`,
    `root` and `size` are what it is computed from; `ready`: it can be drawn now."""

    announced: int
    announced_at: datetime | None
    by: str
    among: tuple[Ball, ...]
    out: tuple[str, ...]
    leaf: str
    ready: bool = False
    drawn: int = 0
    drawn_at: datetime | None = None
    order: tuple[Ball, ...] = ()
    root: str = ""
    size: int = 0

    @property
    def command(self) -> str:
        """What anybody types to draw again, but for where the log is and whom they trust."""
        return f"python verify.py lot {self.leaf} {len(self.among)} --log record --policy policy"


@dataclass(frozen=True, slots=True)
class LotLine:
    """A role or body that is chosen by lot. `state`: "open" (can be announced now by whoever looks),
    "waits" (for the record), "ready" (to be drawn), "drawn", "few", "not_now". `able`: who would be on the
    list, `out`: who would not, each with why; both empty where it is not theirs to announce. `turn`: whose
    turn it is."""

    name: str
    title: str
    seats: str
    state: str
    able: tuple[str, ...]
    out: tuple[tuple[str, str], ...]
    turn: tuple[str, ...]
    drawings: tuple[Drawing, ...]


def of_case(docket: Docket, *, viewer: Actor) -> tuple[LotLine, ...]:
    """Return the roles and bodies of a case that are chosen by lot, each with its drawings, the latest
    first."""
    view = dockets.opened(docket, viewer=viewer)
    return tuple(_line(view, role) for role in by_lot(view.rulebook))


def chooses(docket: Docket) -> bool:
    """Tell whether the rules of a case choose anybody by lot; no query once they were read."""
    return bool(by_lot(rulebooks.get(docket.rulebook_id)))


def _line(view: Opened, role: str) -> LotLine:
    office = view.rulebook.role_or_body(role)
    seats = (
        ", ".join(f"{number} {view.name(seat)}" for seat, number in office.seats.items())
        if isinstance(office, Body)
        else ""
    )
    stands, waits = where(view.state, role, view.me), announced(view.whole.rows, role)
    turn = stands.turn if stands is not None else ()
    notes = [act for act in view.acts if act.is_note and act.facts.get("role") == role]
    said = {act.n: act for act in notes if act.name == house.LOT}
    fell = [act for act in notes if act.name == house.DRAWN]
    drawings = [_fell(view, act, said.get(act.facts["announced"]), turn) for act in fell]
    state = "not_now"
    if waits is not None and waits.n in said:
        drawings.append(_announced(view, said[waits.n]))
        state = "ready" if drawings[-1].ready else "waits"
    elif stands is not None:
        new = [key for key in stands.able if key not in stands.order]
        state = "drawn" if stands.filled else "open" if stands.enough and new else "few"
    elif fell:
        state = "drawn"
    asks = stands is not None and state in ("open", "few")
    able, out = (stands.able, stands.out) if stands is not None and asks else ((), ())
    names = {key: view.name(key) for key in (*able, *turn, *(key for key, _why in out))}
    return LotLine(
        role, office.title, seats, state, tuple(names[key] for key in able),
        tuple((names[key], naming.spoken(why, view.names)) for key, why in out),
        tuple(names[key] for key in turn), tuple(reversed(drawings)),
    )  # fmt: skip


def _announced(view: Opened, act: Act) -> Drawing:
    return Drawing(
        act.n, act.at, view.name(act.by_key), _balls(view, act.facts["among"]),
        tuple(view.name(key) for key in act.facts["but"]), lots.leaf_of(act.entry_id).hex(),
        lots.seed_of(act.entry_id) is not None,
    )  # fmt: skip


def _fell(view: Opened, act: Act, said: Act | None, turn: tuple[str, ...]) -> Drawing:
    """A drawing as its note says it; of one that came along with a part of a case, without who announced
    it."""
    among = _balls(view, act.facts["among"])
    balls = {ball.key: ball for ball in among}
    order = tuple(
        Ball(balls[key].place, key, balls[key].name, key in turn) for key in act.facts["order"]
    )  # fmt: skip
    return Drawing(
        said.n if said else 0, said.at if said else None, view.name(said.by_key) if said else "", among,
        tuple(view.name(key) for key in said.facts["but"]) if said else (), act.facts["leaf"],
        False, act.n, act.at, order, act.facts["root"], act.facts["size"],
    )  # fmt: skip


def _balls(view: Opened, keys: list[str]) -> tuple[Ball, ...]:
    return tuple(Ball(place, key, view.name(key)) for place, key in enumerate(keys, start=1))


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.LOT, _said, title=gettext_lazy("Drawing by lot announced"))
    telling.note_with(house.DRAWN, _came_up)


def _said(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("As what"), view.name(str(facts["role"]))
    yield _("Among whom"), ", ".join(view.name(str(key)) for key in facts["among"])
    if facts["but"]:
        yield _("Not among them"), ", ".join(view.name(str(key)) for key in facts["but"])


def _came_up(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("As what"), view.name(str(facts["role"]))
    yield _("In this order"), ", ".join(view.name(str(key)) for key in facts["order"])

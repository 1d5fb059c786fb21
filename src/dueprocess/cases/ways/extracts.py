"""How parties come in: which ways stand, for letters; whether one that a browser holds still does; and all of
them in words, for the desk and for the party."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.extracts.mine import Matter, party_of, theirs
from dueprocess.cases.models import PartyWay
from dueprocess.cases.parting import reached
from dueprocess.cases.ways.actions import Channel
from dueprocess.docket import house, searched, way_in
from dueprocess.docket.actions import letters
from dueprocess.docket.extracts import Opened, opened, telling
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Login

CHANNELS = {
    Channel.EMAIL: gettext_lazy("by email, sent by us"),
    Channel.POST: gettext_lazy("by post"),
    Channel.HAND: gettext_lazy("handed over"),
    Channel.PHONE: gettext_lazy("said on the telephone"),
}


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way in of a party, by entry `act`. `state`: `waits` (a link that nobody has opened), `used`, `open`
    (a passkey), `over` (a link whose time has run out unopened), `closed`. `by`: who gave a link, for the
    desk alone. `channel` in words, "" for a passkey."""

    act: int
    passkey: bool
    state: str
    channel: str
    by: str
    made_at: datetime
    until_at: datetime | None
    used_at: datetime | None
    ended_at: datetime | None


def opening(dockets: Collection[int]) -> dict[int, set[str]]:
    """Return which parties (local keys) of these dockets a link or a passkey lets in now; one query."""
    found: dict[int, set[str]] = {}
    rows = PartyWay.objects.opening(clock.now()).filter(docket__in=dockets)
    for docket, key in rows.values_list("docket", "key"):
        found.setdefault(docket, set()).add(key)
    return found


def by_link(number: str, key: str, *, of: str, act: int) -> tuple[Docket, Actor] | None:
    """Return the docket and the party that a link (given by entry `act` of docket `of`) has opened; None
    where it was closed since, or another was given. Of a matter that was split it opens each part of theirs.
    """
    origin = party_of(of, key)
    if origin is None:
        return None
    used = PartyWay.objects.filter(docket=origin[0], key=key, act=act, ended_at=None, used_at__isnull=False)
    return _part(origin, number, key) if used.exists() else None


def by_passkey(login: Login, number: str, key: str) -> tuple[Docket, Actor] | None:
    """Return the docket and the party that the passkey of this login opens; None where it does not."""
    ways = PartyWay.objects.filter(login=login, key=key, ended_at=None).select_related("docket")
    for way in ways:
        origin = party_of(way.docket.number, key)
        if origin is not None and (found := _part(origin, number, key)):
            return found
    return None


def _part(origin: tuple[Docket, Actor], number: str, key: str) -> tuple[Docket, Actor] | None:
    if origin[0].number == number:
        return origin
    others = {other.number for other, mine in reached(origin[0], key) if mine}
    return party_of(number, key) if number in others else None


def matters(login: Login) -> tuple[Matter, ...]:
    """Return the matters that a party's passkey opens, newest first."""
    ways = PartyWay.objects.filter(login=login, ended_at=None, docket__key_wrapped__isnull=False)
    return theirs([(way.docket_id, way.key) for way in ways])


def address(docket: Docket, key: str) -> str:
    """Return where a party is written to by e-mail; "" where no address of theirs is known."""
    return letters.addresses_of(docket, {key: way_in.of(docket)[key]}).get(key, "")


def ways_of(docket: Docket, key: str, *, viewer: Actor | None = None) -> tuple[WayLine, ...]:
    """Return every way in that a party was given, newest first; who gave it, for a `viewer` at the desk: a
    party sees no officer's name."""
    rows = list(PartyWay.objects.filter(docket=docket, key=key).order_by("-act"))
    if not rows:
        return ()
    notes = {act.n: act for act in Act.objects.filter(docket=docket, n__in=[row.act for row in rows])}
    view = opened(docket, viewer=viewer) if viewer is not None else None
    now = clock.now()
    found = []
    for row in rows:
        note = notes[row.act]
        found.append(
            WayLine(
                row.act, row.login_id is not None, _state(row, now), channel(str(note.facts.get("by", ""))),
                view.name(note.by_key) if view is not None and row.login_id is None else "",
                row.made_at, row.until_at, row.used_at, row.ended_at,
            )
        )  # fmt: skip
    return tuple(found)


def _state(row: PartyWay, now: datetime) -> str:
    if row.ended_at is not None:
        return "closed"
    if row.login_id is not None:
        return "open"
    if row.used_at is not None:
        return "used"
    return "waits" if row.until_at is not None and row.until_at > now else "over"


def channel(code: str) -> str:
    """Return in words how a link was brought to its party."""
    return str(CHANNELS.get(Channel(code), code)) if code in list(Channel) else ""


def tell_notes() -> None:
    """Let timelines say what these notes mean; no case is found by a tag."""
    telling.note_with(house.LINK_GIVEN, _given, title=gettext_lazy("One-time link given"))
    telling.note_with(house.LINK_USED, _nothing, title=gettext_lazy("One-time link opened"))
    telling.note_with(house.PASSKEY_KEPT, _nothing, title=gettext_lazy("Passkey set up by a party"))
    telling.note_with(house.WAYS_CLOSED, _nothing, title=gettext_lazy("Links and passkeys closed"))
    for note in (house.LINK_GIVEN, house.PASSKEY_KEPT):
        searched.only(note, lambda value: ())


def _given(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("How"), channel(str(facts.get("by", "")))


def _nothing(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return iter(())

"""Who is concerned by a hearing now: who can be invited, and who of those invited is concerned no more.

Read from a docket that is open, so that it follows what the wall and the engine say at this very moment:
whoever a conflict bars, who was released or whose office has ended is not among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from dueprocess.cases.models import Case, Invitation
from dueprocess.core.clashes import Away, Diary, Engaged, Hour, Notice
from dueprocess.core.engine import untold
from dueprocess.docket import hearings, outlook, roster, ties, wall
from dueprocess.docket.extracts import Opened
from dueprocess.docket.hearings import Fixed
from dueprocess.docket.models import Docket, PersonKey, Reach
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.sealing import OFFICER, person_tag
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who can be invited: `what` they are to the case, in words of the rulebook; `person` is their
    key in the register, None for those outside it. `sits`: they are appointed in this case. `untold`: they
    are invited only once the rules have told them of it."""

    key: str
    name: str
    what: str
    person: int | None
    officer: bool
    kind: str
    sits: bool = False
    untold: bool = False


def able(view: Opened) -> dict[str, Invitee]:
    """Return whoever can be invited now, by local key: the parties who are somebody, then those who sit in
    its bodies, hold a role in it, or have it in hand. Nobody of a case that is at its end or went
    into another."""
    if not view.docket.is_open:
        return {}
    if Case.objects.filter(docket=view.docket).exclude(joined_into=None).exists():
        return {}
    return {**_parties(view), **_officers(view)}


def _parties(view: Opened) -> dict[str, Invitee]:
    silent = {*untold.untold(view.state, [*view.state.parties])}
    found = {}
    for key, party in view.state.parties.items():
        known = view.identities.get(key, {})
        if known.get("unit") or known.get("body") or known.get("organisation"):
            continue  # whoever represents it is a party of their own
        acts_for = str(known.get("acts_for", ""))
        found[key] = Invitee(
            key, view.name(key), view.name(party.kind), known.get("person"), False, party.kind,
            untold=bool(silent & {key, acts_for}),
        )  # fmt: skip
    return found


def _officers(view: Opened) -> dict[str, Invitee]:
    persons = view.whole.roster.persons
    out = set(outlook.conflicted(view.state)) | set(view.state.parties)
    theirs: dict[str, list[str]] = {}
    sits: set[str] = set()
    for key, name in outlook.appointed(view.state):
        if name not in view.state.bodies:  # of a body those who may sit in it now
            theirs.setdefault(key, []).append(view.name(name))
            sits.add(key)
    for sitting in view.state.bodies.values():
        for member in sitting.members:
            if member.out is None and member.sits:
                theirs.setdefault(member.id, []).append(sitting.body.title)
                sits |= {member.id} if sitting.body.per_case else set()
    if owner := roster.owner(view.whole.rows):
        theirs.setdefault(owner, []).append(_("has it in hand"))
    with_role = {key for key, told in view.whole.roster.people.items() if told.get("roles")}
    found = {}
    for key, titles in theirs.items():
        if key in out or key not in with_role or key not in persons:
            continue
        what = ", ".join(dict.fromkeys(titles))
        found[key] = Invitee(key, view.name(key), what, persons[key], True, "", sits=key in sits)
    return found


def concerned(view: Opened, keys: Collection[str]) -> frozenset[str]:
    """Return those of these invited (local keys) who are still concerned: an invitation of anybody else
    stands no more, whether that was written down yet or not."""
    there = able(view)
    officers = {key: each.person for key, each in there.items() if each.officer and key in keys}
    if not officers:
        return frozenset(key for key in keys if key in there)
    tags = Reach.objects.filter(docket=view.docket, shuts__in=YES).values_list("tag", flat=True)
    persons = {pk for pk in officers.values() if pk is not None}
    shut = ties.among(persons, tags, on=view.at.date())
    return frozenset(key for key in keys if key in there and officers.get(key) not in shut)


def diary(
    view: Opened, among: Iterable[Invitee], around: Hour, *, but: str = "", notice: Notice | None = None,
    others: Sequence[Engaged] | None = None,
) -> Diary:  # fmt: skip
    """Return what is known of the time of these people around an hour, of working days and of notice.

    `but`: the key of a hearing of this case that does not count, since it is the one that is moved. Of
    officers hearings of all cases count, of parties only those in this case and in cases that the viewer
    may read: that somebody is a party elsewhere is nobody's to know. `others`: what `elsewhere` says,
    where that was asked already.
    """
    clock = rulebooks.clock(view.docket.rulebook_id)
    people = {each.key: each for each in among}
    away = tuple(
        Away(each.key, each.first, each.until) for each in hearings.away(view.acts) if each.key in people
    )
    if others is None:
        others = tuple(elsewhere(view, people.values(), around))
    engaged = (*_here(view, people, around, but), *(each for each in others if each.who in people))
    return Diary(clock=clock, now=view.at, engaged=engaged, away=away, notice=notice)


def _here(view: Opened, keys: Collection[str], around: Hour, but: str) -> Iterable[Engaged]:
    for each in hearings.hearings(view.acts).values():
        hour = Hour(each.from_at, each.to_at)
        if each.key != but and not each.cancelled and hour.meets(around):
            yield from (Engaged(key, hour) for key in each.invited if key in keys)


def elsewhere(view: Opened, among: Iterable[Invitee], around: Hour) -> Iterator[Engaged]:
    """Yield the hours that these people have in other cases, as far as they are to be known (`diary`)."""
    tags = {person_tag(each.person): each for each in among if each.person is not None}
    if not tags:
        return
    rows = Invitation.objects.filter(from_at__lt=around.to_at, to_at__gt=around.from_at)
    rows = rows.exclude(docket=view.docket)
    known = PersonKey.objects.filter(docket=OuterRef("docket"), key=OuterRef("key"), tag__in=list(tags))
    rows = rows.filter(Exists(known))
    mine = wall.visible_to(view.viewer).values("pk")
    rows = rows.filter(Q(key__startswith=OFFICER) | Q(docket__in=mine))
    found = list(rows.values_list("docket", "key", "from_at", "to_at"))
    if not found:
        return
    named = PersonKey.objects.filter(docket__in={row[0] for row in found}, key__in={row[1] for row in found})
    behind = {(docket, key): tag for docket, key, tag in named.values_list("docket", "key", "tag")}
    for docket, key, from_at, to_at in found:
        who = tags.get(behind.get((docket, key), ""))
        if who is not None and who.officer == key.startswith(OFFICER):
            yield Engaged(who.key, Hour(from_at, to_at))


def around(hour: Hour) -> Hour:
    """Return an hour with a day before and after it."""
    day = timedelta(days=1)
    return Hour(hour.from_at - day, hour.to_at + day)


def notice_of(fixed: Fixed | None, docket: Docket) -> Notice | None:
    """Return the notice for a day that is still to be fixed; None where the rulebook asks for none."""
    if fixed is None or fixed.fact.notice is None:
        return None
    return Notice(fixed.fact.notice, fixed.fact.shortest_notice)


def notice_given(fixed: Fixed | None, docket: Docket) -> Notice | None:
    """Return the notice for the day that was fixed, counted from when that was: less than the full notice was
    taken then only with the consent of all, or not at all."""
    if fixed is None or fixed.fact.notice is None or fixed.at is None:
        return None
    told = rulebooks.clock(docket.rulebook_id).day_of(fixed.at)
    return Notice(fixed.fact.notice, fixed.fact.shortest_notice, consented=True, told_on=told)

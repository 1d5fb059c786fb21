"""Telling people that a standing of theirs began, or is over: by mail that something waits, and on their own
page what it is. It looks at what holds now, so a night that was missed loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from dueprocess.core.standing import holding
from dueprocess.kit import clock, keys, mail
from dueprocess.people.models import Login
from dueprocess.rules.actions import organisation
from dueprocess.standing import computing
from dueprocess.standing.actions.ground import bind
from dueprocess.standing.computing import Found
from dueprocess.standing.extracts import behind
from dueprocess.standing.models import Told

PAGE = "portal:standing"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _News:
    tag: str
    ref: str
    on: bool


@transaction.atomic
def tell() -> int:
    """Tell everybody whose standing began or ended since they were last told; returns how many lines that
    were. At most `AT_ONCE`: the next run goes on."""
    now = clock.now()
    found = [each for each in computing.rows(at=now) if holding(each.spans, now)]
    not_yet = computing.untold(found)
    holds = {(each.tag, each.ref) for each in found if each.ref not in not_yet}
    last = {(tag, ref): on for tag, ref, on in Told.objects.order_by("pk").values_list("tag", "ref", "on")}
    news = [_News(tag, ref, True) for tag, ref in sorted(holds) if not last.get((tag, ref))]
    news += [
        _News(tag, ref, False) for (tag, ref), on in sorted(last.items()) if on and (tag, ref) not in holds
    ]
    news = news[:AT_ONCE]
    if not news:
        return 0
    reached = _mailed(news, found)
    rows = [
        Told(
            tag=each.tag, ref=each.ref, on=each.on, at=now, mailed=each.tag in reached, salt=keys.salt()
        )
        for each in news
    ]  # fmt: skip
    for row in rows:
        row.save(force_insert=True)
    bind("told", None, rows)
    return len(rows)


def _mailed(news: Iterable[_News], found: list[Found]) -> set[str]:
    """Send each of them one mail that something waits; return the tags of those who have an address."""
    tags = {each.tag for each in news}
    every = {each.tag: each for each in found}
    missing = tags - set(every)
    known = [every[tag] for tag in tags & set(every)]
    known += computing.rows(missing) if missing else []
    persons = {tag: pk for tag, pk in behind(known).items() if tag in tags}
    addresses = dict(
        Login.objects.filter(person__in=set(persons.values()), is_active=True).values_list(
            "person_id", "email"
        )
    )
    reached = set()
    for tag, person in sorted(persons.items()):
        address = addresses.get(person, "")
        if address and not address.endswith(mail.NO_ADDRESS):
            mail.notice(address, path=reverse(PAGE), house=organisation().name)
            reached.add(tag)
    return reached

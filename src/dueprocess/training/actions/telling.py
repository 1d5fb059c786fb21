"""Telling people by mail that something of theirs in training changed: that there is something, and where
they read it; never what.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from dueprocess.kit import mail
from dueprocess.people.models import Login
from dueprocess.rules.actions import organisation

MINE = "portal:training"
"""Where everybody reads what concerns them."""


def tell(people: Iterable[int], *, appointment: bool = False) -> frozenset[int]:
    """Send people (keys) a mail that something waits for them on their own page, or that an appointment of
    theirs changed; return whom no mail reaches, since they do not sign in. Two queries and one for each
    mail."""
    whom = set(people)
    logins = dict(
        Login.objects.filter(person__in=whom, is_active=True).order_by("pk").values_list("person_id", "email")
    )
    house = organisation().name if logins else ""
    path = reverse(MINE)
    for address in logins.values():
        if appointment:
            mail.appointment(address, path=path, house=house)
        else:
            mail.notice(address, path=path, house=house)
    return frozenset(whom - logins.keys())

"""Telling by mail those who may settle what somebody proposed that something waits. Names nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from dueprocess.desk.access import me
from dueprocess.kit import clock, mail
from dueprocess.people import holdings
from dueprocess.people.models import Power


def others(request: HttpRequest, *powers: Power, path: str) -> None:
    """Send a notice to each holder of one of these powers but whoever is signed in."""
    on = clock.now().date()
    mine = me(request).login.email
    found = {address for power in powers for address in holdings.addresses(power, on=on)} - {mine}
    notices(request, sorted(found), path=path)


def notices(request: HttpRequest, addresses: Iterable[str], *, path: str) -> None:
    """Send a notice, with the address of a page, to each of these addresses."""
    house = request.house.name  # type: ignore[attr-defined]
    for address in addresses:
        mail.notice(address, path=path, house=house)

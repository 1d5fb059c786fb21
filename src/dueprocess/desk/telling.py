"""Telling by mail those who may settle what somebody proposed that something waits. Names nothing of it."""

from __future__ import annotations

from django.http import HttpRequest

from dueprocess.desk.access import me
from dueprocess.kit import clock, mail
from dueprocess.people import holdings
from dueprocess.people.models import Power


def others(request: HttpRequest, *powers: Power, path: str) -> None:
    """Send a notice, with the address of a page, to each holder of one of these powers but whoever is signed
    in."""
    on = clock.now().date()
    mine = me(request).login.email
    found = {address for power in powers for address in holdings.addresses(power, on=on)} - {mine}
    house = request.house.name  # type: ignore[attr-defined]
    for address in sorted(found):
        mail.notice(address, path=path, house=house)

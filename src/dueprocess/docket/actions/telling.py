"""Telling the owner of a docket that a party has written: that something waits, and where; once a day for
each docket, however often they write. Mail names no docket and nobody."""

from __future__ import annotations

from django.urls import reverse

from dueprocess.docket import wall
from dueprocess.docket.models import Docket, PersonKey
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, mail
from dueprocess.people.models import Login
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

DESK = "desk:work"
"""Where the owner finds it."""


def owner(docket: Docket, vault: Vault, by: Actor) -> None:
    """Write to the owner, if they can sign in and the file is not shut to them; not for what they entered
    themselves. Called in the transaction of the act."""
    if not docket.owner or (by.person is not None and person_tag(by.person.pk) == docket.owner):
        return
    for row in PersonKey.objects.filter(docket=docket, tag=docket.owner):
        person = vault.identity(row).get("person")
        login = Login.objects.filter(person=person, is_active=True).select_related("person").first()
        if login is not None and login.person is not None and wall.sees(docket, login.person):
            day = rulebooks.clock(docket.rulebook_id).local_day(clock.now())
            once = f"written/{docket.pseudonym}/{day.isoformat()}"
            mail.notice(login.email, path=reverse(DESK), house=organisation().name, once=once)
            return

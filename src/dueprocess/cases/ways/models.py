"""The ways in that parties were given: projections of the notes of their cases.

A row says that there is a way, and how it stands. Of a link only the keyed tag of its code is here: the code
opens it, and is kept nowhere. The login of a passkey belongs to nobody of the register and has no address of
its own, so that the table of logins does not say who is a party.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models

from dueprocess.docket.models import Docket
from dueprocess.kit.tags import TagField
from dueprocess.people.models import Login


class PartyWayQuerySet(models.QuerySet["PartyWay"]):
    """Ways in, as they stand at a moment."""

    def opening(self, at: datetime) -> PartyWayQuerySet:
        """Those by which a party can come in: a passkey that they have not removed, or a link that nobody has
        used, in its time."""
        unused = models.Q(login=None, used_at=None, until_at__gt=at)
        return self.filter(models.Q(login__authenticator__isnull=False) | unused, ended_at=None)


class PartyWay(models.Model):
    """One way in of one party (`key`), by the note `act`: a one-time link (`tag`, until `until_at`), or a
    passkey (`login`). `used_at`: when the link was opened; `ended_at`: since when the way opens nothing, nor
    what it had opened."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="ways", db_index=False)
    key = models.CharField(max_length=20)
    act = models.PositiveIntegerField()
    tag = TagField(max_length=32, null=True, unique=True)
    login = models.ForeignKey(Login, null=True, on_delete=models.CASCADE, related_name="ways")
    made_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PartyWayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "act"], name="party_way_once")]

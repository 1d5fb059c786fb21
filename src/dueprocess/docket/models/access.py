"""Who may read a docket beside those whose role opens it, who may not, and who has read it."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models.dockets import Docket
from dueprocess.kit.tags import TagField

AS = "as "
"""How `Reach.why` begins for somebody appointed in a docket; the role or body follows."""


NAMED = "named"
"""The `Reach.why` of somebody whom a party's name may mean, though nobody has said that it is they."""
PARTED = "parted"
"""The `Reach.why` of somebody whom another part of the same case concerns: a party who left when it was
split; or a party, or somebody to whom the file was shut, of the case out of which this one came. Where it
does not shut: of somebody whom a decision let into the closed circle out of which this one came."""
UNIT = "unit"
"""The `Reach.why` of a unit that is a respondent, under the tag of the unit: the file is shut for its
officers and for those of the units below it. Of a unit that left when the case was split it is PARTED."""
ALLOWED = "allowed"
"""The `Reach.why` of somebody for whom a decision opened the file."""
DENIED = "denied"
"""The `Reach.why` of somebody for whom a decision shut the file."""


CIRCLE = "circle"
"""The `Reach.why` of a case that is closed to all but those who are appointed in it, those for whom a
decision opened it, and oversight: under the one tag of all such cases."""


class Reach(models.Model):
    """The bearing of one tagged person, or of a unit and its officers (`docket.ties`), on one docket,
    computed from it: why the file opens or stays shut.

    `shuts` is true for parties, for those with a conflict that bars sight, and for denied people. `why` is
    party, unit, named, conflict, denied, parted, circle, allowed, or `as ` and the role of this case alone
    to which they were appointed.
    """

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="reaches", db_index=False)
    tag = TagField(max_length=32)
    shuts = models.BooleanField()
    why = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "shuts", "docket", "why"], name="reach_once")]
        indexes = [models.Index(fields=["docket"], name="reach_of_docket")]


class AccessRule(models.Model):
    """A decision by somebody with the power `set_access` to open or shut one file for one person."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="access_rules")
    tag = TagField(max_length=32)
    allows = models.BooleanField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Read(models.Model):
    """One line of the read journal: who read what, when and for what. `line` is a salted
    commitment to it, which goes into the period's sealed root. Without a docket: a list that was taken out.
    """

    docket = models.ForeignKey(
        Docket, null=True, on_delete=models.PROTECT, related_name="reads", db_index=False
    )
    tag = TagField(max_length=32)
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    line = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["docket", "-at"], name="read_of_docket"),
            models.Index(fields=["at"], name="read_by_day"),
            models.Index(fields=["tag"], name="read_by_tag", condition=~models.Q(tag="")),
        ]

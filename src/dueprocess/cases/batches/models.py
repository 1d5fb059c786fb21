"""What is to be done in several cases, and how far it is. What was done, the dockets say.

The words are sealed; the cases stand as plain keys, since a list of cases says nothing of who is in them.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket.models import Docket
from dueprocess.kit.tags import TagField


class Batch(models.Model):
    """One piece of work on several cases. `tag` is whose it is, keyed; `sealed` is what is to be done and by
    whom; `turn` grows with each round of the worker, so that every round is its own job."""

    class Kind(models.TextChoices):
        """What is done in each case."""

        ASSIGN = "assign", _("Give them to somebody")
        WRITE = "write", _("Write to parties")
        LETTER = "letter", _("Send a letter of the rules")

    class State(models.TextChoices):
        """How far it is."""

        ASKING = "asking", _("Not said yet what is to be done")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, nothing done yet")
        WORKING = "working", _("Being carried out")
        DONE = "done", _("Carried out")

    code = models.CharField(max_length=32, unique=True)
    tag = TagField(max_length=32)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKING)
    turn = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tag", "made_at"], name="batch_by_whose")]


class BatchPart(models.Model):
    """One case of it. `length` is the docket's when it was checked; `to_tag` to whom it goes, keyed as a
    docket's owner is; `why` (sealed) for what reason it cannot be done there, or could not, who was passed
    over, or the letters that would go out there."""

    class State(models.TextChoices):
        """How far it is in this case."""

        WAITS = "waits", _("Not looked at yet")
        ABLE = "able", _("Can be done")
        UNABLE = "unable", _("Cannot be done")
        LEFT_OUT = "left out", _("Left out")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="parts", db_index=False)
    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITS)
    length = models.PositiveIntegerField(default=0)
    to_tag = TagField(max_length=32, default="")
    why = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "docket"], name="batch_part_once")]

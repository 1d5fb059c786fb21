"""That the content of a docket was erased. The docket's acts stay, and this row stays with them."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models.dockets import Docket
from dueprocess.ledger.models import Entry


class Erasure(models.Model):
    """One docket whose content was erased, `at` that moment, by the record's act whose entry is `entry`.

    `sealed`, under the installation's key, holds the legal basis and what of the content the room's rows
    still need (no personal data); `salt` opens the commitment to the basis in that act's payload. `files`
    are the stored files that are still to be removed, `done_at` says when nothing of it lay on the disk any
    more. Without an `entry`: erased again after a restore, and the log's entry is not back yet.
    """

    docket = models.OneToOneField(Docket, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    files = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="erasure_to_finish", condition=models.Q(done_at__isnull=True))
        ]

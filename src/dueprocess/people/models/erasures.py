"""That somebody was erased from the register. Their row stays, empty: the record tells of it by its key."""

from __future__ import annotations

from django.db import models

from dueprocess.kit.tags import TagField
from dueprocess.ledger.models import Entry
from dueprocess.people.models.register import Person


class PersonErasure(models.Model):
    """One person who was erased, `at` that moment, by the record's act whose entry is `entry`.

    `sealed`, under the installation's key, holds the legal basis; `salt` opens the commitment to it in that
    act's payload. `done_at` says when nothing of them lay on the disk any more. Without an `entry`: erased
    again after a restore, and the log's entry is not back yet.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="person_erasure_to_finish", condition=models.Q(done_at__isnull=True)
            )
        ]


class ErasedKey(models.Model):
    """The keyed tag of a membership number, or of a key of a member list, of somebody who was erased: so that
    an old list does not bring them back. It names nobody, and no row of the register leads to it."""

    tag = TagField(max_length=32, unique=True)

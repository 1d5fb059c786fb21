"""What somebody wrote, and the papers they were shown: beside the rows that the log binds, so that they can
be erased without breaking it. The log binds a salted commitment to each.
"""

from __future__ import annotations

from django.db import models

from dueprocess.people.models import Person


class Words(models.Model):
    """Words of somebody: a reason, what was asked and answered, what is taught. `said` is the salted
    commitment to them; `person` is whom they are about, if anybody. Emptied, with their salt, when that
    person is erased from the register."""

    text = models.TextField(blank=True)
    salt = models.BinaryField(max_length=32)
    said = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")


class Paper(models.Model):
    """A file that shows something, sealed on the disk as `stored` under its own key, which lies here wrapped.
    `said` is the salted commitment to the hash of what is in it. Emptied as `Words` are, the file with it."""

    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    stored = models.CharField(max_length=32, unique=True)
    key = models.BinaryField()
    salt = models.BinaryField(max_length=32)
    said = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

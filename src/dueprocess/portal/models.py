"""Complaints that are still being written. Sealed under a key that only the writer's browser holds."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """One unfinished complaint. `tag` finds it by the token in the writer's cookie; whoever holds the
    database and our keys, but not the cookie, cannot read `sealed`."""

    tag = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="draft_by_age")]


class DraftFile(models.Model):
    """One file of an unfinished complaint: `stored` names the sealed bytes, `sealed` says what it is."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    stored = models.CharField(max_length=80, unique=True)
    sealed = models.BinaryField()

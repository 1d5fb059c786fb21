"""Bundles while they are made: how they are arranged, what is covered in their papers, and the copies that
were put together. What was served is a note of the docket with its files; all else here can be made anew."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket.models import Docket


class Bundle(models.Model):
    """One bundle of a docket, its `n`th. `version` is the one that is made now; `sealed` how it is arranged
    (`values.Arrangement`), `found` what was found of its papers and what stops it. `edits` counts changes,
    `turn` the rounds of the worker, so that each is its own job; `done` of `total` says how far a copy is."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("Being arranged")
        CHECKING = "checking", _("Its papers are looked at")
        STOPPED = "stopped", _("Something stops it")
        BUILDING = "building", _("Being put together")
        BUILT = "built", _("Put together")

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="bundles", db_index=False)
    n = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField()
    found = models.BinaryField(default=b"")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "n"], name="bundle_once")]


class BundleCopy(models.Model):
    """One copy of one version, for one reader (local key of a party, or `values.DESK`), sealed on the disk as
    `stored`; `sealed` has its manifest, size, hash, and out of what it was made. `served`: the entry by which
    it was served, whose file it then is; 0 before."""

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="copies", db_index=False)
    version = models.PositiveIntegerField()
    reader = models.CharField(max_length=20)
    stored = models.CharField(max_length=80, unique=True)
    sealed = models.BinaryField()
    served = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "version", "reader"], name="bundle_copy_once")
        ]


class Redaction(models.Model):
    """What is covered in one paper of a docket (file `file` of entry `act`; 0: its words), in every bundle:
    `sealed` has the boxes, each with its ground and who may still read what lies beneath."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="redactions", db_index=False)
    act = models.PositiveIntegerField()
    file = models.PositiveIntegerField()
    edits = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "act", "file"], name="redaction_once")]

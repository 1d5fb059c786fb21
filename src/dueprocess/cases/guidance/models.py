"""Decisions by the sanctions guidance as lists count them: a projection of cases."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models import Docket


class GuidanceUse(models.Model):
    """The decision that stands on one respondent, by the guidance (`guidance` is its id, `version` the hash
    of its version): the type of breach, the rung of what was imposed, where that stands, the factors.

    `counts`: of those of one case with one type of breach, the heaviest: a case counts once.
    """

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="guidance_uses")
    act = models.PositiveIntegerField()
    respondent = models.CharField(max_length=20)
    guidance = models.CharField(max_length=80)
    version = models.CharField(max_length=80)
    breach = models.CharField(max_length=40)
    rung = models.CharField(max_length=40)
    stands = models.CharField(max_length=10)
    factors = models.JSONField(default=list)
    counts = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["guidance", "breach", "rung"], name="guidance_compared",
                condition=models.Q(counts=True),
            ),
        ]  # fmt: skip

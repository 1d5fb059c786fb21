"""Who finished what, and who need not: the register that requirements are judged by. Bound in the log."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dueprocess.people.models import Person
from dueprocess.rules.models import ByTwo
from dueprocess.training.models.catalogue import ProgrammeVersion
from dueprocess.training.models.sessions import Session
from dueprocess.training.models.words import Paper, Words


class How(models.TextChoices):
    """By what it is known that somebody finished."""

    SESSION = "session", _("They were at a session")
    EVIDENCE = "evidence", _("They showed evidence")
    IMPORTED = "imported", _("Taken over from another system")


class Completion(models.Model):
    """Somebody finished a version on a day; they have that until and including `until_on` (None: for good),
    as it was counted then: a version that voids this one ends it earlier. `qualifications`: keys of the rows
    in the register by which the engine knows of it. From `revoked_on` on it counts no more."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="completions")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="completions")
    on = models.DateField()
    until_on = models.DateField(null=True)
    how = models.CharField(max_length=10, choices=How.choices)
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="completions")
    evidence = models.ForeignKey(Words, null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    qualifications = models.JSONField(default=list)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_on = models.DateField(null=True)
    revoked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.ForeignKey(Words, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["version", "person"], name="completion_of_version")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version", "on"], condition=Q(revoked_on=None), name="completion_once"
            ),
        ]


class Exemption(ByTwo):
    """Somebody need not meet a requirement (by its name) from one day to another, both included: one person
    proposes it with reasons, another settles it. `refusal`: why it was refused. From `ended_on` on it counts
    no more."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exemptions")
    requirement = models.CharField(max_length=80)
    from_on = models.DateField()
    until_on = models.DateField()
    why = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    refusal = models.ForeignKey(Words, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "requirement"], name="exemption_of_person")]

"""Programmes with their versions; providers, who accredited them on which evidence, and what those whom a
programme is about said of them. Nothing is ever deleted: it is withdrawn from a day on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q

from dueprocess.people.models import Person
from dueprocess.training.models.words import Paper, Words


class Programme(models.Model):
    """What is taught, by its `code`. From `withdrawn_on` on nobody begins it; what was finished counts on."""

    code = models.SlugField(max_length=40, unique=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.ForeignKey(Words, null=True, on_delete=models.PROTECT, related_name="+")


class ProgrammeVersion(models.Model):
    """One version of a programme, from `from_on` on.

    Its length is in `minutes`; who finished it has that for `months` (None: for good). `qualifies`: names of
    the rulebook's trainings that they have then. `equivalents`: versions of other programmes
    (`code/number`) that count as this one where somebody has to have finished it. From `voids_on` on no
    earlier version counts any more.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField()
    languages = models.JSONField(default=list)
    months = models.PositiveSmallIntegerField(null=True)
    qualifies = models.JSONField(default=list)
    equivalents = models.JSONField(default=list)
    from_on = models.DateField()
    voids_on = models.DateField(null=True)
    content = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_version_once"),
        ]

    @property
    def known_as(self) -> str:
        """Return how other versions and lists name this one: `code/number`."""
        return f"{self.programme.code}/{self.number}"

    def void_on(self, versions: Iterable[ProgrammeVersion]) -> date | None:
        """Return from when on this one counts no more, because a later one of these versions of its programme
        says so; None: it counts."""
        later = (each.voids_on for each in versions if each.number > self.number)
        return min((day for day in later if day is not None), default=None)


class Provider(models.Model):
    """Who teaches: a body, the organisation itself, or somebody who works alone."""

    name = models.CharField(max_length=200, unique=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class ProviderAccreditation(models.Model):
    """That `body` accredited a provider, on that evidence, from one day to another, both included (None:
    open), for these programmes (codes; none named: for all). From `withdrawn_on` on it counts no more."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="accreditations")
    body = models.CharField(max_length=200)
    programmes = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    evidence = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.ForeignKey(Words, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="provider_accreditation_ends_after_start",
            ),
        ]

    def covers(self, code: str, on: date) -> bool:
        """Tell whether the provider may teach that programme on that day by this accreditation."""
        return (
            self.from_on <= on
            and (self.until_on is None or on <= self.until_on)
            and (self.withdrawn_on is None or on < self.withdrawn_on)
            and (not self.programmes or code in self.programmes)
        )


class Consultation(models.Model):
    """That those whom the teaching of a provider is about were asked: who (`community`), on which day, and
    what they said."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="consultations")
    community = models.CharField(max_length=200)
    asked_on = models.DateField()
    answer = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

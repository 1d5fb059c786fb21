"""Offices, terms, appointments, powers and qualifications: on what footing somebody acts.

A role is a name that a rulebook defines; this module stores the name and knows no rulebook.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dueprocess.people.models.register import Person, Unit

M = TypeVar("M", bound=models.Model)


class RunningQuerySet(models.QuerySet[M]):
    """Rows that run from one day to another, both included; an open end runs on."""

    def running(self, on: date) -> Self:
        """Return those that hold on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)


class Power(models.TextChoices):
    """Work that no rulebook governs. A power is granted to a person, never implied by a role.

    Each is one that something here asks for. SET_UP is for the installation's own commands: no page asks for
    it, so that no page offers it. AUDIT comes with an accreditation, which takes two.
    """

    KEEP_REGISTER = "keep_register", _("Keep the register of people and units")
    APPOINT = "appoint", _("Appoint people to offices and roles")
    ADOPT_RULES = "adopt_rules", _("Adopt rulebooks and codes")
    OVERSEE = "oversee", _("Oversee: read every file and the read journal")
    SET_UP = "set_up", _("Set up the organisation")
    IMPORT = "import", _("Import earlier registers")
    SET_ACCESS = "set_access", _("Open and shut files for single people")
    PUBLISH_FIGURES = "publish_figures", _("Publish figures of all cases")
    HOLD = "hold", _("Put legal holds on files, and lift them")
    ERASE = "erase", _("Erase what is kept no longer, and look at what is to be reviewed")
    AUDIT = "audit", _("Audit: be handed openings of the record, drawn by lot")
    TRAIN = "train", _("Keep the training register: programmes, providers, sessions, who finished what")
    STANDING = "standing", _("Keep the register of standing: who may not do what, and until when")


class Office(models.Model):
    """A post in the organisation: its holders have `roles` in its unit for as long as their term runs."""

    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="offices")
    roles = models.JSONField(default=list)
    seats = models.PositiveSmallIntegerField(default=1)
    abolished_on = models.DateField(null=True, blank=True)


class Term(models.Model):
    """One person's time in an office, first and last day included."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects: ClassVar[RunningQuerySet[Term]] = RunningQuerySet.as_manager()  # type: ignore[assignment]


class Candidacy(models.Model):
    """Somebody stands for an office that is filled on `election_on`, until they withdraw. No power."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="candidacies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    from_on = models.DateField()
    election_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(election_on__gte=F("from_on")), name="candidacy_ends_after_start"
            )
        ]


class Appointment(models.Model):
    """A person holds a role of the rulebook in a unit and all below it (none: the whole organisation).

    One that comes with an office ends with the term; `people.actions` keeps `until_on` in step.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=80)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    term = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    appointed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[RunningQuerySet[Appointment]] = RunningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["person", "role"], name="appointment_of_person"),
            models.Index(fields=["role", "unit", "from_on"], name="appointment_to_role"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="appointment_ends_after_start",
            )
        ]


class Grant(models.Model):
    """A power held by a person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    power = models.CharField(max_length=40, choices=Power.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[RunningQuerySet[Grant]] = RunningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["person", "power"], name="grant_of_person")]


class QualificationKind(models.TextChoices):
    """What a qualification shows."""

    TRAINING = "training", _("Training")
    ATTESTATION = "attestation", _("Attestation")


class Qualification(models.Model):
    """A training or an attestation somebody holds, by the name the rulebook uses for it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="qualifications")
    kind = models.CharField(max_length=20, choices=QualificationKind.choices)
    name = models.CharField(max_length=120)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    objects: ClassVar[RunningQuerySet[Qualification]] = RunningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "name"], name="qualification_of_person")]


class Delegation(models.Model):
    """While it runs, `to` exercises an appointment of somebody else; the appointment stays behind each
    act."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[RunningQuerySet[Delegation]] = RunningQuerySet.as_manager()  # type: ignore[assignment]

"""Adopted rulebooks, codes, retention schedules, sets of letters, sanctions guidance and training
requirements, and what the organisation says about itself.

A version is its whole text under its hash; nothing here is ever edited. Must not know dockets.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.people.models import Person


class AdoptedText(models.Model):
    """What every adopted text has: itself under its hash, its version and title, by whom and when it was
    adopted, and when that was recorded here."""

    hash = models.CharField(max_length=80, primary_key=True)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    adopted_by = models.CharField(max_length=200)
    adopted_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class RulebookVersion(AdoptedText):
    """One adopted version of a rulebook. The holidays of the years it covers are stored with it, so that
    a new release of the holidays library moves no old deadline."""

    rulebook_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, default="case")
    in_force_from = models.DateField()
    holidays = models.JSONField(default=list)
    covers_from = models.PositiveSmallIntegerField()
    covers_to = models.PositiveSmallIntegerField()
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "-in_force_from"], name="rulebook_in_force")]
        constraints = [
            models.UniqueConstraint(fields=["rulebook_id", "version"], name="rulebook_version_once"),
        ]


class CodeVersion(AdoptedText):
    """A code of conduct as adopted, its whole text with all its versions; `version` is the newest of them.

    The version in force on the day of the conduct judges it.
    """

    code_id = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["code_id", "-recorded_at"], name="code_current")]


class ScheduleVersion(AdoptedText):
    """A retention schedule as adopted: how long what is closed is kept. The one adopted last holds."""

    schedule_id = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule_id", "version"], name="schedule_version_once"),
        ]


class LettersVersion(AdoptedText):
    """A set of letters as adopted: what each letter of a rulebook (`rulebook_id`) says. The one adopted last
    for a rulebook holds for every letter that is written from then on."""

    letters_id = models.CharField(max_length=80)
    rulebook_id = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["rulebook_id", "-recorded_at"], name="letters_current")]
        constraints = [
            models.UniqueConstraint(fields=["letters_id", "version"], name="letters_version_once"),
        ]


class GuidanceVersion(AdoptedText):
    """Sanctions guidance as adopted, for a rulebook (`rulebook_id`). The one adopted last for a rulebook
    holds for every decision that is written down from then on; those before keep the one they were taken
    by."""

    guidance_id = models.CharField(max_length=80)
    rulebook_id = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["rulebook_id", "-recorded_at"], name="guidance_current")]
        constraints = [
            models.UniqueConstraint(fields=["guidance_id", "version"], name="guidance_version_once"),
        ]


class RequirementsVersion(AdoptedText):
    """Training requirements as adopted, for a rulebook (`rulebook_id`). The one adopted last for a rulebook
    holds, from the day on which it was recorded here; what somebody owed before that day stays by those that
    held then."""

    requirements_id = models.CharField(max_length=80)
    rulebook_id = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["rulebook_id", "recorded_at"], name="requirements_by_rulebook")]
        constraints = [
            models.UniqueConstraint(fields=["requirements_id", "version"], name="requirements_version_once"),
        ]


class ByTwo(models.Model):
    """What one person proposed and a second one settled (`actions.settling`). It counts where it was
    `agreed`."""

    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Adoption(ByTwo):
    """What one person proposed at the desk to adopt, and a second one settled: what it is (`what`, a name in
    `rules.adoptable`), its whole text under its hash, with what the version is to say of itself.
    `in_force_from` of a rulebook; None: from the day on which it is agreed to. Only where `agreed` did it
    become a version."""

    what = models.CharField(max_length=20)
    hash = models.CharField(max_length=80)
    text = models.TextField()
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40)
    adopted_by = models.CharField(max_length=200)
    adopted_on = models.DateField()
    in_force_from = models.DateField(null=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class OrganisationPause(ByTwo):
    """A pause for all dockets at once (an election period), or its earlier end, as one person proposed it and
    a second one settled it. `pause` is its name in the rulebook; it counts from `from_at` to before `to_at`
    (None: until it is ended), and only once `agreed`. One that `ends` another gives that one its `to_at`.
    """

    pause = models.CharField(max_length=80)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    ends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=200)


class DutyDone(models.Model):
    """That a duty outside single cases was done on a day: `duty` is its name in the rulebook, `role` as what
    `by` did it. `said` is what was done, for those who are told of it; `told` how those were told who read
    nothing here; `notified` to whom mail went that something waits (roles and bodies). No person is named."""

    duty = models.CharField(max_length=80)
    done_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=80, blank=True)
    said = models.CharField(max_length=1000, blank=True)
    told = models.CharField(max_length=500, blank=True)
    notified = models.JSONField(default=list)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "done_on"], name="duty_done_once_a_day")]


class Publication(models.TextChoices):
    """What outsiders get of the record."""

    ENTRIES = "entries", _("Entries, tiles and checkpoints for everyone")
    HASHES = "hashes", _("Tiles and checkpoints for everyone, entries for auditors")


class Organisation(models.Model):
    """The one row that says whose installation this is. Not live until `missing()` is empty."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=60, default="UTC")
    controller = models.CharField(max_length=300, blank=True)
    controller_contact = models.CharField(max_length=300, blank=True)
    lawful_bases = models.JSONField(default=list)
    size = models.PositiveIntegerField(null=True, blank=True)
    publication = models.CharField(max_length=20, choices=Publication.choices, blank=True)
    oversight_contact = models.CharField(max_length=300, blank=True)
    assessment = models.CharField(max_length=300, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    live_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="organisation_only_one")]

    @property
    def live(self) -> bool:
        """Tell whether real complaints may be taken in."""
        return self.live_since is not None and not self.missing()

    def missing(self) -> list[str]:
        """Name what `init` has not yet been told and live mode requires."""
        needed = {
            "name": self.name,
            "controller": self.controller,
            "controller_contact": self.controller_contact,
            "lawful_bases": self.lawful_bases,
            "size": self.size,
            "publication": self.publication,
            "oversight_contact": self.oversight_contact,
            "assessment": self.assessment,
            "assessed_on": self.assessed_on,
        }
        return [field for field, value in needed.items() if value in ("", None, [])]

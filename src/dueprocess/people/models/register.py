"""The member register: people, their names, and the tree of units.

A name is one field, in the order and the script in which its owner writes it; nothing here assumes a
first name, a last name, a title or a sex. Must not know offices or complaints.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.kit.tags import TaggedJSONField
from dueprocess.ledger.models import RecordAct

ERASED = _("somebody erased from the register")
"""Stands where a name stood."""
SEGMENT = 8  # hexadecimal digits of a unit's key in a path: enough for four thousand million units


@lru_cache(maxsize=4096)
def line_of(path: str) -> tuple[int, ...]:
    """Return the keys of the units along a path, from the root down."""
    return tuple(int(path[i : i + SEGMENT], 16) for i in range(0, len(path), SEGMENT))


class UnitQuerySet(models.QuerySet["Unit"]):
    """Questions about the tree, each one indexed range over `path`."""

    def below(self, unit: Unit) -> Self:
        """Return this unit and everything below it."""
        return self.under(unit.path)

    def under(self, path: str) -> Self:
        """Return the unit of this path and everything below it."""
        # Paths hold only 0-9 and a-f, so that "z" follows them in every collation.
        return self.filter(path__gte=path, path__lt=path + "z")


class Unit(models.Model):
    """A branch, club, region or department; `path` holds the keys from the root down, eight digits each."""

    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=40, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Unit]] = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        """Return the unit's name."""
        return self.name

    @property
    def line(self) -> list[int]:
        """Return the keys of the units from the root down to this one."""
        return list(line_of(self.path))


class PersonStatus(models.TextChoices):
    """How somebody belongs to the organisation."""

    MEMBER = "member", _("Member")
    APPLICANT = "applicant", _("Applicant for membership")
    STAFF = "staff", _("Staff, not a member")
    OUTSIDE = "outside", _("Not a member")
    LAPSED = "lapsed", _("Membership lapsed")
    LEFT = "left", _("Left")
    EXPELLED = "expelled", _("Membership ended by a decision")
    DECEASED = "deceased", _("Deceased")


BELONGING = (PersonStatus.MEMBER, PersonStatus.STAFF)
"""Who belongs to the organisation: nobody of them is erased from the register."""


class Person(models.Model):
    """Somebody in the register. `full_name` is written as its owner writes it; one word is a name."""

    full_name = models.CharField(max_length=300)
    known_as = models.CharField(max_length=200, blank=True)
    sort_name = models.CharField(max_length=300, blank=True)
    member_number = models.CharField(max_length=40, null=True, blank=True, unique=True)
    status = models.CharField(max_length=20, choices=PersonStatus.choices, default=PersonStatus.MEMBER)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    born_on = models.DateField(null=True, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "id"], name="person_by_name"),
            models.Index(fields=["unit", "sort_name", "id"], name="person_by_unit"),
            models.Index(fields=["status", "sort_name", "id"], name="person_by_status"),
            models.Index(fields=["left_on", "id"], name="person_by_leaving"),
        ]

    def __str__(self) -> str:
        """Name the row without the name, which may not reach a log."""
        return f"person {self.pk}"

    @property
    def shown_name(self) -> str:
        """Return the name to be shown: what they are known as, else their full name; of somebody who was
        erased (`erasures`) that they were."""
        return self.known_as or self.full_name or str(ERASED)


class Alias(models.Model):
    """Another name somebody has gone by: a former name, a name in another script, an account's name."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="alias_once")]


class NameKey(models.Model):
    """One search key of one person's names; rebuilt from the names, see `names.keys`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_keys", db_index=False)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="name_key_once")]
        indexes = [models.Index(fields=["key", "person"], name="name_key_lookup")]


class NameWord(models.Model):
    """A word of somebody's name, once however many have it: what a word with a slip of the pen may be."""

    word = models.CharField(max_length=40, primary_key=True)


class MemberList(models.Model):
    """A list of members that another program keeps and that is taken in again and again, by its title."""

    title = models.CharField(max_length=80, unique=True)
    taken_at = models.DateTimeField(null=True)


class Listing(models.Model):
    """Under which key a member list knows somebody: so the next issue of the list finds them again, and who
    is missing in it is known."""

    list = models.ForeignKey(MemberList, on_delete=models.PROTECT, related_name="listings", db_index=False)
    key = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="listings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "key"], name="listed_once"),
            models.UniqueConstraint(fields=["list", "person"], name="listed_under_one_key"),
        ]


class Change(models.Model):
    """One line of the register's own journal: what was changed, by whom, when and why. Append-only.

    `values["rows"]` holds the rows that give somebody something to do (offices, appointments, powers, logins)
    as they stand after the change. `salt` opens the commitment to the line that its act in the record holds.
    No column holds what a person is called or what somebody wrote: the row outlives their erasure. The reason
    is a row of its own (`Reason`), to which `values["why"]` is a salted commitment.
    """

    subject = models.CharField(max_length=20)
    subject_pk = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    values = TaggedJSONField(default=dict)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=32)
    record = models.OneToOneField(RecordAct, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_pk", "-id"], name="change_of_subject")]

    @property
    def reason(self) -> str:
        """Return why it was changed, in the words of whoever did it; "" where they gave none, or were not to
        be kept any longer."""
        return self.why.text if hasattr(self, "why") else ""


class Reason(models.Model):
    """Why something was changed. `salt` opens the commitment to it in the line; it is empty in lines of
    before reasons could be erased, which commit to the words with all else."""

    change = models.OneToOneField(Change, primary_key=True, on_delete=models.PROTECT, related_name="why")
    text = models.TextField()
    salt = models.BinaryField(max_length=32)


class Stamp(models.Model):
    """One row whose number is drawn anew with every change, so that what was worked out from the register
    can be
    kept in memory and still never be out of date."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    n = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="register_one_stamp")]

"""Complaints, cases, allegations and findings as lists show them: projections of dockets of kind `case`.

Nothing of these is a source; `cases.projector` writes every row from the docket. Beside them stand the work
list of a decision to join many cases, until it is carried out, the filters that people keep, and what was
counted of all cases together.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.cases.approaches.models import Approach
from dueprocess.cases.audits.models import Draw
from dueprocess.cases.batches.models import Batch, BatchPart
from dueprocess.cases.bundles.models import Bundle, BundleCopy, Redaction
from dueprocess.cases.declarations.models import Declaration
from dueprocess.cases.deliberations.models import Deliberation, DeliberationNote
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.cases.guidance.models import GuidanceUse
from dueprocess.cases.hearings.models import Invitation
from dueprocess.cases.imports.models import Import, ImportedRow
from dueprocess.cases.mailbox.models import Arrival, Fetching, Mailed
from dueprocess.cases.plan.models import Promise, Stock, WeekCount
from dueprocess.cases.priority.models import Priority
from dueprocess.cases.ways.models import PartyWay
from dueprocess.docket.models import Docket
from dueprocess.kit.tags import TagField
from dueprocess.people.models import Person

__all__ = [
    "Allegation",
    "AllegationTable",
    "Approach",
    "Arrival",
    "Batch",
    "BatchPart",
    "Bundle",
    "BundleCopy",
    "Case",
    "Complaint",
    "Declaration",
    "Deliberation",
    "DeliberationNote",
    "Draw",
    "Fetching",
    "Finding",
    "FlowCount",
    "GuidanceUse",
    "Import",
    "ImportedRow",
    "Invitation",
    "Joining",
    "JoiningPart",
    "Mailed",
    "PartyWay",
    "Priority",
    "Promise",
    "Redaction",
    "SavedView",
    "Stock",
    "Via",
    "WeekCount",
    "WorkingCopy",
]


class Via(models.TextChoices):
    """How a complaint reached the organisation."""

    PORTAL = "portal", _("Portal")
    PHONE = "phone", _("By telephone, entered by an officer")
    LETTER = "letter", _("By letter or mail, entered by an officer")
    PERSON = "person", _("In person, entered by an officer")
    OWN = "own", _("Opened by the organisation itself")
    IMPORT = "import", _("Taken over from an earlier register")
    MAILBOX = "mailbox", _("By mail to the complaints mailbox")


class Case(models.Model):
    """What the organisation does about one or more complaints. `code_name` names it without naming
    anybody. `refused` is the reason for which it was refused (`cases.refusals`). `split_from`: the case out
    of which it came, by act `split_act` there."""

    docket = models.OneToOneField(Docket, primary_key=True, on_delete=models.CASCADE, related_name="case")
    code_name = models.CharField(max_length=60)
    respondents = models.PositiveSmallIntegerField(default=0)
    complaints = models.PositiveIntegerField(default=0)
    refused = models.CharField(max_length=80, blank=True)
    joined_into = models.ForeignKey(Docket, null=True, on_delete=models.SET_NULL, related_name="+")
    split_from = models.ForeignKey(
        Docket, null=True, on_delete=models.SET_NULL, related_name="parts", db_index=False
    )
    split_act = models.PositiveIntegerField(null=True)
    handed_to = models.ForeignKey(
        Docket, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["code_name"], name="case_by_code_name"),
            models.Index(fields=["refused"], name="case_by_refusal", condition=models.Q(refused__gt="")),
            models.Index(
                fields=["split_from"], name="case_by_origin", condition=models.Q(split_from__isnull=False)
            ),
        ]


class Complaint(models.Model):
    """What was reported, once for each report. `receipt` is the keyed tag of its receipt code."""

    number = models.CharField(max_length=20, unique=True)
    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="complaints_in")
    key = models.CharField(max_length=20)
    act = models.PositiveIntegerField()
    complainant = models.CharField(max_length=20, blank=True)
    via = models.CharField(max_length=20, choices=Via.choices)
    anonymous = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    receipt = TagField(max_length=32, null=True, unique=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "key"], name="complaint_key_once")]


class Allegation(models.Model):
    """One thing said against one respondent, tied to a clause of the code in force on the day."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="allegations", db_index=False)
    key = models.CharField(max_length=20)
    respondent = models.CharField(max_length=20)
    code = models.CharField(max_length=80, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    conduct_from = models.DateField(null=True)
    conduct_to = models.DateField(null=True)
    act = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "key"], name="allegation_once")]
        indexes = [
            models.Index(fields=["code", "clause"], name="allegation_by_clause"),
            models.Index(
                fields=["conduct_from"],
                name="allegation_by_day",
                condition=models.Q(conduct_from__isnull=False),
            ),
        ]


class Finding(models.Model):
    """What was found on one allegation, by which standard of proof ("": the rules state none), and whether
    the expression was held to be protected."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="findings", db_index=False)
    allegation = models.CharField(max_length=20)
    respondent = models.CharField(max_length=20)
    finding = models.CharField(max_length=40)
    standard = models.CharField(max_length=40, blank=True)
    protected = models.BooleanField(null=True)
    act = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["docket", "allegation"], name="finding_of_docket")]


class Joining(models.Model):
    """A decision that several cases belong into one, while it is carried out. What was joined, the dockets
    say; this row says only what is still to be done, by whose decision and why (sealed)."""

    into = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="joinings")
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class AllegationTable(models.Model):
    """A table of allegations that somebody fills in and no step has recorded yet: sealed, with the names of
    the sealed files that belong to it."""

    docket = models.OneToOneField(Docket, on_delete=models.CASCADE, related_name="allegation_table")
    sealed = models.BinaryField()
    files = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()


class JoiningPart(models.Model):
    """One case of such a decision. `why` is sealed: for what reason it could not be joined."""

    class State(models.TextChoices):
        """How far it is."""

        WAITS = "waits", _("Waits")
        JOINED = "joined", _("Joined")
        STOPPED = "stopped", _("Could not be joined")
        LEFT_OUT = "left out", _("Left out")

    joining = models.ForeignKey(Joining, on_delete=models.CASCADE, related_name="parts", db_index=False)
    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITS)
    why = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["joining", "docket"], name="joining_part_once")]


class SavedView(models.Model):
    """A filter of the list of cases under a name (sealed: people write what they like). `role`: shared with
    whoever holds it; "" for its maker alone. `query` holds codes only (`actions.saving.KEPT`)."""

    code = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=80, blank=True)
    query = models.JSONField(default=dict)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["role"], name="view_by_role")]


class FlowCount(models.Model):
    """How many cases were received, reopened and closed in each month: one row, `months` by name (`2026-03`).

    It holds what the acts of the first `upto` entries of the log say, in days of `zone`: the days on which
    cases moved, not those of recording (`ledger.counted`). Counted on by `actions.counting`, and from the
    beginning where it is missing.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    upto = models.BigIntegerField(default=0)
    zone = models.CharField(max_length=64)
    counted_at = models.DateTimeField()
    months = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="cases_one_flow")]

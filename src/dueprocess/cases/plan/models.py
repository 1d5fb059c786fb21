"""Stock, promises and weekly counts as lists show them: projections of cases and of the plan's own docket."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket.models import Docket


class Found(models.TextChoices):
    """What was found of a case when it was looked for."""

    WHOLE = "whole", _("Everything is there")
    LACKING = "lacking", _("The file is there, and papers are missing")
    LOST = "lost", _("There is only the entry: no file was found")


class Looked(models.TextChoices):
    """Where it was looked for."""

    MAIL = "mail", _("In the mail, and in chats")
    REGISTER = "register", _("In the earlier register or spreadsheet")
    PAPER = "paper", _("In the paper files")


class Conflict(models.TextChoices):
    """What the conflict check found."""

    NONE = "none", _("Nobody who has it is too close to it")
    FOUND = "found", _("Somebody may be too close")


class Urgency(models.TextChoices):
    """How urgent a case is, by the harm that waiting does: looked at anew when a backlog is sorted."""

    FIRST = "first", _("Somebody may come to harm while it waits: it goes first")
    SOON = "soon", _("It gets worse with time: papers, memories or chances are lost")
    TURN = "turn", _("It can wait for its turn")


class Suspension(models.TextChoices):
    """What became of an interim suspension from before the plan."""

    NONE = "none", _("Nobody is suspended for it")
    LAPSED = "lapsed", _("There was one, and it has lapsed")
    RENEWED = "renewed", _("An independent panellist has renewed it")
    UNREVIEWED = "unreviewed", _("Somebody is suspended, and nobody has looked at it again")


class Stock(models.Model):
    """What is known of one case since stock was last taken of it, by the note `act`. `lacking` counts the
    papers that are missing; which they are is sealed in the note."""

    docket = models.OneToOneField(Docket, primary_key=True, on_delete=models.CASCADE, related_name="stock")
    act = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    found = models.CharField(max_length=20, choices=Found.choices)
    lacking = models.PositiveSmallIntegerField(default=0)
    conflict = models.CharField(max_length=20, choices=Conflict.choices)
    suspended = models.CharField(max_length=20, choices=Suspension.choices)
    urgency = models.CharField(max_length=20, choices=Urgency.choices, default=Urgency.TURN)


CLOSING = "closing"
"""What is promised where it is no step of the rulebook: that the case is closed."""


class Promise(models.Model):
    """One day that was promised for a case: `on`, of which `ends_at` is the end, for its closing or for a
    step (`of`). `ended_at`: since when it stands no more, because another day was promised. Whether it was
    kept is never stored: `extracts.promises` finds it by what happened."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="promises", db_index=False)
    act = models.PositiveIntegerField()
    of = models.CharField(max_length=80)
    on = models.DateField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "act"], name="promise_once")]
        indexes = [models.Index(fields=["made_at"], name="promise_by_day")]


class WeekCount(models.Model):
    """One weekly count of a plan, as it was written down: numbers only. `carried_in` is the same in each:
    how many there were at the start, as they are known on that day; of these, `split_off` were parts of
    others then."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="week_counts", db_index=False)
    act = models.PositiveIntegerField()
    on = models.DateField()
    carried_in = models.PositiveIntegerField()
    split_off = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField()
    dated = models.PositiveIntegerField()
    undated = models.PositiveIntegerField()
    promised = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "act"], name="week_count_once")]

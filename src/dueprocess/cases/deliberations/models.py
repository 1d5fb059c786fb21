"""Notes of deliberations: beside the acts of a case, never among them. They are no projection, and nothing of
the record leads to them."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models import Docket


class Deliberation(models.Model):
    """The key under which the notes of one case lie. Every case in which a body sits has a row until its
    notes are destroyed, whether anybody wrote any or not: the row says nothing."""

    docket = models.OneToOneField(Docket, on_delete=models.CASCADE, related_name="deliberation")
    key_wrapped = models.BinaryField()


class DeliberationNote(models.Model):
    """One note. Who wrote it, when, for whom and what, all of it is sealed (`papers.Paper`)."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="notes")
    code = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()

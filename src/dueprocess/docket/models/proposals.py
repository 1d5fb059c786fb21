"""Steps that wait for a second signature, or for a body that decides in writing. Nothing here has happened
yet: no act, no entry."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models.dockets import Docket
from dueprocess.kit.tags import TagField


class Proposal(models.Model):
    """A step that one person wants to take and others have to sign. `sealed` holds what its act would carry,
    `tag` finds whoever proposed it. `length` is the docket's length when it was written. `until_at`: until
    when, of what a body decides in writing, its members may vote or object; `sealed_why`: why it ended
    without effect, where no signer said so."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="proposals")
    step = models.CharField(max_length=80)
    key = models.CharField(max_length=20)
    tag = TagField(max_length=32)
    length = models.PositiveIntegerField()
    sealed = models.BinaryField()
    files = models.JSONField(default=list)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    act = models.PositiveIntegerField(null=True)
    until_at = models.DateTimeField(null=True)
    sealed_why = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tag", "ended_at"], name="proposal_by_tag"),
            models.Index(
                fields=["until_at"],
                condition=models.Q(ended_at=None, until_at__isnull=False),
                name="proposal_in_writing",
            ),
        ]


class Signature(models.Model):
    """One signature that a proposal waits for, or has. `votes`: a vote in writing, as a member of the body
    `role`; `vote` is for, against, abstain or objected, "" while there is none."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="signatures")
    key = models.CharField(max_length=20)
    role = models.CharField(max_length=80)
    tag = TagField(max_length=32)
    signed_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)
    votes = models.BooleanField(default=False)
    vote = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tag", "signed_at"], name="signature_by_tag")]

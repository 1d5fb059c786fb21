"""What is still being written, sealed under a key that only the writer's browser holds; and wrong codes."""

from __future__ import annotations

from django.db import models

from dueprocess.kit.tags import TagField


class Draft(models.Model):
    """One unfinished complaint. `tag` finds it by the token in the writer's cookie; whoever holds the
    database and our keys, but not the cookie, cannot read `sealed`."""

    tag = TagField(max_length=32, unique=True)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="draft_by_age")]


class DraftFile(models.Model):
    """One file of an unfinished complaint: `stored` names the sealed bytes, `sealed` says what it is."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    stored = models.CharField(max_length=80, unique=True)
    sealed = models.BinaryField()


class WrongCode(models.Model):
    """A code that opened nothing, and from where it was tried: a tag of the caller's address, not the
    address. The code itself is not kept."""

    caller = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["caller", "tried_at"], name="wrong_code_by_caller")]

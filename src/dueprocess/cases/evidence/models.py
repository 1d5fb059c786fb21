"""Working copies of items of evidence: what was made out of them, to read, show and search. Derived: each can
be made anew from the original, nothing of it is in the record, and the original is never altered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket.models import Docket


class WorkingCopy(models.Model):
    """One working copy of an item (by its key in the docket), sealed on the disk as `stored`. `page`: which
    page of it, 0 for a copy of the whole. `sealed` has its name, media type, size and hash, what made it, and
    the hash of the original out of which it was made."""

    class Kind(models.TextChoices):
        """What was made."""

        TEXT = "text", _("The text in it")
        STRIPPED = "stripped", _("The picture, without what it says of its maker")
        PAGE = "page", _("A picture of a page")
        WAVE = "wave", _("The outline of its sound")
        WORDS = "words", _("Where the words stand on its pages")

    docket = models.ForeignKey(
        Docket, on_delete=models.CASCADE, related_name="working_copies", db_index=False
    )
    item = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    page = models.PositiveIntegerField(default=0)
    stored = models.CharField(max_length=80, unique=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["docket", "item", "kind", "page"], name="working_copy_once")
        ]


def place(item: str, kind: str, page: int) -> str:
    """Return the place at which what is said of a working copy is sealed."""
    return f"copy/{item}/{kind}/{page}"

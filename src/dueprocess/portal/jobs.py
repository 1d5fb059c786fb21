"""What the portal does by the clock: unfinished complaints are not kept for ever."""

from __future__ import annotations

from dueprocess.kit import files
from dueprocess.kit.jobs import every, job
from dueprocess.portal import drafts, tries
from dueprocess.portal.models import DraftFile


@every("1 hour")
@job("portal.clear_drafts")
def clear_drafts() -> None:
    """Throw away drafts that nobody touched for a week, and wrong codes that no longer count."""
    drafts.clear()
    tries.clear()


def in_use(names: set[str]) -> set[str]:
    """Tell which of these sealed files belong to a draft."""
    return set(DraftFile.objects.filter(stored__in=names).values_list("stored", flat=True))


files.register_in_use(in_use)

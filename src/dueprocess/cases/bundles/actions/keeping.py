"""Where what bundles are made of is kept, and what an erasure takes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial

from django.db import transaction

from dueprocess.cases.bundles.models import Bundle, BundleCopy, Redaction
from dueprocess.docket.models import Docket
from dueprocess.kit import files


def place(bundle: Bundle) -> str:
    """Return the place at which it is sealed how a bundle is arranged."""
    return f"bundle/{bundle.n}"


def found_place(bundle: Bundle) -> str:
    """Return the place at which it is sealed what was found of its papers."""
    return f"bundle/{bundle.n}/found"


def copy_place(bundle: Bundle, version: int, reader: str) -> str:
    """Return the place at which it is sealed what a copy is."""
    return f"bundle/{bundle.n}/{version}/{reader}"


def drop_copies(rows: Iterable[BundleCopy]) -> None:
    """Drop copies; the bytes of one that was served stay: they are a file of the docket."""
    for row in rows:
        if not row.served:
            transaction.on_commit(partial(files.remove, row.stored))
        row.delete()


def in_use(names: set[str]) -> set[str]:
    """Tell which of these sealed files are copies of bundles."""
    return set(BundleCopy.objects.filter(stored__in=names).values_list("stored", flat=True))


def forget(dockets: Collection[Docket]) -> list[tuple[int, list[str]]]:
    """Delete the bundles of dockets that are erased; return by docket the stored files that go."""
    found: dict[int, list[str]] = {}
    rows = BundleCopy.objects.filter(bundle__docket__in=dockets, served=0)
    for pk, stored in rows.values_list("bundle__docket_id", "stored"):
        found.setdefault(pk, []).append(stored)
    Bundle.objects.filter(docket__in=dockets).delete()
    Redaction.objects.filter(docket__in=dockets).delete()
    return list(found.items())

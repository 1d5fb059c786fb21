"""The copies of bundles at the desk: what each is, who may take it out, and which items of evidence go out
with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.bundles import sources
from dueprocess.cases.bundles.actions.arranging import names_of
from dueprocess.cases.bundles.actions.keeping import copy_place
from dueprocess.cases.bundles.models import Bundle, BundleCopy
from dueprocess.cases.bundles.sources import Shut
from dueprocess.docket import wall
from dueprocess.docket.extracts import opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.kit.http import Hidden
from dueprocess.papers.bundle.manifest import file_name


def bundle_of(docket: Docket, n: int) -> Bundle:
    """Return a bundle of a docket. Raises Hidden."""
    row = Bundle.objects.filter(docket=docket, n=n).first()
    if row is None:
        raise Hidden("no such bundle")
    row.docket = docket
    return row


def copy_bytes(docket: Docket, *, n: int, pk: int, viewer: Actor) -> tuple[str, int, Iterator[bytes]]:
    """Return a copy: its file's name, size and bytes. Raises Hidden where there is none, where a paper in it
    may be in no bundle any more, or went into a case that the viewer may not read."""
    copy, said = _copy(docket, n, pk)
    if not opens(docket, said, sources.shut(docket), viewer):
        raise Hidden("something in it is kept back")
    vault = Vault.of(docket)
    title = json.loads(said["manifest"])["title"]
    name = file_name(docket.number, f"{title}-{copy.reader}-{copy.version}", copy.made_at.date())
    return name, int(said["size"]), files.read(vault.key, copy.stored, vault.files)


def held_in(docket: Docket, *, n: int, pk: int, viewer: Actor) -> tuple[str, tuple[str, ...]]:
    """Return what a copy is, in words, and the items of evidence (by their keys) of which it holds something:
    whoever takes it out takes these out. Raises Hidden where there is none."""
    copy, said = _copy(docket, n, pk)
    papers = set(said["papers"])
    name = names_of(opened(docket, viewer=viewer, fresh=True), (copy.reader,))[copy.reader]
    what = _("bundle {n}, version {version}, the copy for: {name}")
    items = sources.shut(docket).items.values()
    held = tuple(
        each.key for each in items if not papers.isdisjoint(f"{each.act}/{file}" for file in each.lies_in)
    )
    return what.format(n=n, version=copy.version, name=name), held


def _copy(docket: Docket, n: int, pk: int) -> tuple[BundleCopy, dict[str, Any]]:
    """Return a copy of a bundle, and what is kept of it. Raises Hidden."""
    row = bundle_of(docket, n)
    copy = BundleCopy.objects.filter(bundle=row, pk=pk).first()
    if copy is None:
        raise Hidden("no such copy")
    return copy, said_of(Vault.of(docket), row, copy)


def opens(docket: Docket, said: Mapping[str, Any], closed: Shut, viewer: Actor) -> bool:
    """Tell whether somebody may take out a copy of which `said` is kept: every paper in it may still be in a
    bundle, and went into no case that is shut to them."""
    moved = wall.moved_out(docket, viewer.person) if viewer.person is not None else frozenset()
    for ref in said["papers"]:
        act, file = map(int, ref.split("/"))
        if act in moved or closed.why_not(act, file):
            return False
    return True


def said_of(vault: Vault, row: Bundle, copy: BundleCopy) -> dict[str, Any]:
    """Return what is kept of a copy: its manifest, size, hash, and out of what it was made."""
    said: dict[str, Any] = vault.open(copy.sealed, copy_place(row, copy.version, copy.reader))
    return said

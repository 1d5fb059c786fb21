"""Whether a bundle that was served says something else now: then the served copies stay as they are, and a
new version is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dueprocess.cases.bundles import making
from dueprocess.cases.bundles.extracts.taking import said_of
from dueprocess.cases.bundles.making import Asked
from dueprocess.cases.bundles.models import Bundle, BundleCopy
from dueprocess.cases.bundles.sources import Shut
from dueprocess.cases.bundles.values import Arrangement, Covered
from dueprocess.docket.sealing import Vault


@dataclass(frozen=True, slots=True)
class DueLine:
    """A paper of which something was decided since it was served: what it is called, and whose copies say
    otherwise now."""

    title: str
    readers: tuple[str, ...]


def changed(
    row: Bundle,
    told: Arrangement,
    copies: Iterable[BundleCopy],
    closed: Shut,
    covers: Mapping[str, Covered],
) -> dict[str, tuple[str, ...]]:
    """Return of which papers (by their codes) something was decided since the last copy that was served on a
    reader, and for which of the readers that the bundle still has. `copies` are those that were served, the
    last first. A copy that was made before this was kept says only whether somebody gets a paper."""
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    vault = Vault.of(row.docket)
    for copy in copies:
        if copy.reader in seen or copy.reader not in told.readers:
            continue
        seen.add(copy.reader)
        said = said_of(vault, row, copy)
        asked = Asked(row.docket.number, told, copy.version, copy.reader, "", covers)
        now, then = making.marks(asked, closed), said.get("marks")
        for part in told.parts:
            for paper in part.papers if 0 < part.version <= copy.version else ():
                gets = making.given(asked, paper, closed)
                same = then[paper.ref] == now[paper.ref] if then else gets == (paper.ref in said["papers"])
                if not same:
                    found[paper.ref] = (*found.get(paper.ref, ()), copy.reader)
    return {paper.ref: found[paper.ref] for paper in told.papers if paper.ref in found}

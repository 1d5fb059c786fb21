"""Letters in the words that an organisation has adopted for them: the room above writes them, whoever sends
them asks here. Knows nothing of what a letter says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueprocess.core.errors import Broken
from dueprocess.core.letters import Rendered
from dueprocess.core.letters.kept import plain, read
from dueprocess.docket import searched
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs, Upload

TEMPLATE = "template"
"""What `introduces` names in a `sent` note: by which adopted set of letters (its hash) it was written."""
SERVED = "letter as sent"
"""The content field of a `sent` note in which letters stand as their reader got them. Its files are the
same as PDF, in the same order."""


@dataclass(frozen=True, slots=True)
class Written:
    """One letter to one reader. `template` is the hash of the set by which it was written, `shown` the letter
    as it is read, which `pdf` sets. `missing`: what it lacks, in words; with that it does not go out."""

    template: str
    shown: Rendered
    pdf: Callable[[], bytes]
    missing: tuple[str, ...]


Writer = Callable[[Docket, int, str, str, datetime], tuple[Written, ...]]
_writers: dict[str, Writer] = {}


def written_with(kind: str, write: Writer) -> None:
    """Let a room say how letters of its kind of docket are written. `write` gets the docket, the act that
    they are about, to whom they go (local key, role or body), by which channel, and the moment at which they
    go out."""
    if kind in _writers and _writers[kind] is not write:
        raise Broken(f"Two ways to write letters of dockets of kind {kind}.")
    _writers[kind] = write


def write(docket: Docket, *, act: int, to: str, channel: str, at: datetime) -> tuple[Written, ...]:
    """Return the letters about an act to one reader as they would go out at a moment: mostly one. () where no
    words were adopted for them: then the reader sees what was done and what was written with it."""
    found = _writers.get(docket.kind)
    return found(docket, act, to, channel, at) if found is not None else ()


def needs(written: Sequence[Written], act: int) -> Needs:
    """Return what a `sent` note carries of the letters about an act that went out with it: the letters as
    they are read, sealed, and each as a file; and by which set they were written. No file is called after
    what it says: files are found by their names."""
    if not written:
        return Needs()
    names = [f"letter-{act}{f'-{n}' if n > 1 else ''}.pdf" for n in range(1, len(written) + 1)]
    return Needs(
        content={SERVED: [plain(each.shown) for each in written]},
        files=[
            Upload(name, [each.pdf()], kind="application/pdf")
            for name, each in zip(names, written, strict=True)
        ],
        introduces={TEMPLATE: written[0].template},
    )


def served(content: Mapping[str, Any]) -> tuple[Rendered, ...]:
    """Return the letters as they went out, of what a `sent` note holds."""
    return tuple(read(each) for each in content.get(SERVED) or ())


def _searched(value: Any) -> list[str]:
    """What is searched of a field of a `sent` note: what somebody wrote there. A letter in adopted words has
    nothing that is not searched where it was first written."""
    return [value] if isinstance(value, str) else []


searched.only("sent", _searched)

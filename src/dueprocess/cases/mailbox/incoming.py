"""A message on its way in: its bytes, when it reached us, where it lies. Knows no docket and no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from dueprocess.kit.spool import Spool


def _nothing() -> None:
    """A source that marks nothing."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as a source hands it over.

    `arrived_at` is when our own server took it. `size` is its whole size; `cut`: the spool holds only its
    beginning, since it is above the limit. `done` marks or moves the server's copy, and is called only once
    the message is committed here.
    """

    spool: Spool
    arrived_at: datetime
    size: int
    source: str
    cut: bool = False
    done: Callable[[], None] = field(default=_nothing)

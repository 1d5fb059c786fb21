"""Opening and sealing what lies under the key of a list or of a contest. Knows keys and places."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.kit import keys
from dueprocess.standing.models import Contest, OutsideList


class Shelf:
    """The keys of lists, each unwrapped once, for the length of a request or an action."""

    def __init__(self) -> None:
        self._keys: dict[int, bytes] = {}

    def key(self, row: OutsideList) -> bytes:
        """Return the key of a list. Raises Refused("erased") where its names were erased."""
        if row.key_wrapped is None:
            raise Refused("erased", _("The names of this list were erased: its time is over."), None)
        if row.pk not in self._keys:
            self._keys[row.pk] = keys.unwrap(row.key_wrapped)
        return self._keys[row.pk]

    def seal(self, row: OutsideList, value: bytes, place: str) -> bytes:
        """Seal under the list's key."""
        return keys.seal(self.key(row), value, f"standing/list/{row.pk}/{place}")

    def open(self, row: OutsideList, sealed: bytes | memoryview, place: str) -> bytes:
        """Return what was sealed at that place. Raises Damaged."""
        return keys.unseal(self.key(row), bytes(sealed), f"standing/list/{row.pk}/{place}")


def contest_place(contest: Contest, what: str) -> str:
    """Return the place of what belongs to a contest."""
    return f"standing/contest/{contest.ref}/{contest.made_at.isoformat()}/{what}"


def match_ref(pk: int) -> str:
    """Return the reference of the standing that a match brings: it names it and says nothing."""
    return keys.tag("standing", f"match/{pk}")


def entry_tag(row: OutsideList, key: str) -> str:
    """Return the keyed tag by which a list's entry is found again in its next issue."""
    return keys.tag("listed", f"{row.pk}\0{key}")

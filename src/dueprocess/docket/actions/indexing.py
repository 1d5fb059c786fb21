"""Storing the words by which a docket is found (`docket.searched`). Called inside a transaction that holds
the docket's lock. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from dueprocess.docket import direct, searched
from dueprocess.docket.held import Held, alone
from dueprocess.docket.models import Docket, Word
from dueprocess.docket.sealing import Vault


def put(docket: Docket, tags: Iterable[str]) -> None:
    """Store further words of a docket, as `searched` gives them; those that are there stay."""
    direct.put(Word, [{"docket_id": docket.pk, "tag": tag} for tag in sorted(tags)], ignore=True)


def anew(docket: Docket) -> bool:
    """Work out anew by which words a docket is found, once text was derived from it or may be searched no
    more; tells whether they were others."""
    return rebuild(alone(docket), Vault.of(docket))


def rebuild(mine: Held, vault: Vault) -> bool:
    """Do as `anew` for a docket that was read."""
    stored = set(Word.objects.filter(docket=mine.docket).values_list("tag", flat=True))
    wanted = searched.of(mine, vault)
    if stored - wanted:
        direct.clear(Word, mine.docket.pk)
        put(mine.docket, wanted)
    else:
        put(mine.docket, wanted - stored)
    return stored != wanted

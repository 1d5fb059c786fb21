"""Words of a running record that somebody is typing: sealed under the case's key, kept beside the session
of whoever types. They are no entry, and mean nothing once the case is erased."""

from __future__ import annotations

import base64

from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault
from dueprocess.kit.keys import Damaged

PLACE = "hearing/draft"
MOST = 20_000
"""So many characters are kept of what is being typed."""


def sealed(docket: Docket, words: str) -> str:
    """Return words as they may lie in a session."""
    return base64.b64encode(Vault.of(docket).seal(words[:MOST], PLACE)).decode()


def opened(docket: Docket, kept: str) -> str:
    """Return the words again; "" for what does not open."""
    try:
        return str(Vault.of(docket).open(base64.b64decode(kept), PLACE))
    except (Damaged, ValueError):
        return ""

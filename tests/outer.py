"""An outer key in the databases of the tests, as in an installation that changed its index key once: SQL that
forgets it finds nothing. Knows one key and one row."""

import base64
import hashlib
from pathlib import Path

from dueprocess.kit import keys
from dueprocess.kit.keys import inforce

KEY = hashlib.sha256(b"the outer key of the tests").digest()
NAME = keys.Outer(KEY).id


def given(folder: Path) -> None:
    """Put the key under the index key in a folder, if that stands alone there."""
    path = folder / "index.key"
    text = path.read_text()
    if len(text.split()) == 1:
        path.write_text(text + base64.b64encode(KEY).decode() + "\n")
        keys.forget_ring()


def state() -> None:
    """Say in the database pointed at that its tags lie under the key."""
    inforce.state(NAME)


def without() -> None:
    """Let the database pointed at, the test's own and without tags, be one that never had an outer key."""
    inforce.state("")

"""Changing the secret that signs sessions and sign-in links. Knows one file, which the settings read.

The first line signs; the lines under it still hold, so that nobody is signed out by the change.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from dueprocess.kit import durable


def add_secret(path: Path) -> int:
    """Put a new secret before those in the file; answers how many hold now. Processes take it up as they
    start. Raises ImproperlyConfigured where the secret comes from the environment."""
    _in_a_file()
    durable.write(path, secrets.token_urlsafe(48).encode() + b"\n" + path.read_bytes(), mode=0o600)
    return len(path.read_text().split())


def drop_secrets(path: Path) -> int:
    """Keep the first secret only; answers how many are gone. Raises ImproperlyConfigured as `add_secret`."""
    _in_a_file()
    first, *gone = path.read_text().split()
    durable.write(path, first.encode() + b"\n", mode=0o600)
    return len(gone)


def _in_a_file() -> None:
    if os.environ.get("DUEPROCESS_SECRET_KEY"):
        raise ImproperlyConfigured(
            "The secret comes from DUEPROCESS_SECRET_KEY. Change it there, and put the former one into "
            "DUEPROCESS_SECRET_KEY_OLD for as long as sessions last."
        )

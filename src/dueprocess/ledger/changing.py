"""Changing the installation's keys, one step at a time: each can be killed and asked for again. Knows which
steps there are; what they do stands where the keys are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from dueprocess.core.errors import Refused
from dueprocess.kit import keys

from . import actions, policy, signer


@dataclass(frozen=True)
class Changed:
    """A change of the log's key: from which to which."""

    old: str
    new: str


def log_key(*, by: str, reason: str, key: str = "") -> Changed:
    """State in the log that it signs with another key from now on, one that the signer makes here, or `key`,
    which it made elsewhere (`signer.prepare_key`). Asked again, it goes on where it was interrupted.

    Raises Refused("record.key_changing") while a former key still signs beside the present one.
    """
    before = policy.signing_keys()[-1]
    if not key:
        if signer.former_key() and not signer.next_key():
            raise Refused(
                "record.key_changing",
                "A former key still signs beside the present one. Finish that change first: dueprocess keys "
                "finish log",
                None,
            )
        key = signer.prepare_key()
    actions.rotate_key(key=key, by=by, reason=reason)
    return Changed(before, key)


def wrapping_key(say: Callable[[str, int], None]) -> int:
    """Wrap every key under a new wrapping key; answers how many were wrapped anew. Where an earlier change
    was interrupted, or the new key was put first by hand, no other is made."""
    ring = keys.ring()
    if len(ring.wrapping) == 1:
        keys.add_key()
    return keys.wrap_anew(say)


def finish_wrapping(*, by: str, reason: str) -> list[str]:
    """Forget the former wrapping keys; answers their ids. Logged, since what old backups hold opens with them
    alone. Raises Refused("keys.in_use"), and forgets nothing, while a row needs one."""
    left = keys.under_others()
    if left:
        rows = ", ".join(f"{name}: {count}" for name, count in left.items())
        raise Refused(
            "keys.in_use",
            f"Rows still need a former key ({rows}). Run `dueprocess keys rotate "
            "wrapping` once more, and finish then.",
            None,
        )
    current = keys.ring().current
    gone = [each.hex() for each in keys.ring().wrapping if each != current]
    if gone:
        with transaction.atomic():
            actions.bind("keys.changed", {"old": gone, "new": current.hex(), "by": by, "reason": reason})
        keys.drop_keys()
    return gone

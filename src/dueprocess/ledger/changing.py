"""Changing the installation's keys, one step at a time: each can be killed and asked for again. Knows which
steps there are; what they do stands where the keys are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from dueprocess.core.errors import Refused
from dueprocess.kit import keys, tags

from . import actions, policy, retag, signer, triggers
from .alone import alone


@dataclass(frozen=True)
class Changed:
    """A change of a key: from which to which ("" for none)."""

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


def index_key(*, by: str, reason: str, say: Callable[[str, int], None]) -> Changed:
    """Store every tag under a new outer key: all of them in one transaction, while nobody else is connected.
    Where an earlier run was interrupted, or the new key was put in its place by hand, no other is made.

    Raises Refused("database.in_use") where somebody is connected, and ImproperlyConfigured where keys lie
    elsewhere and no new one has been put there; nothing is changed then.
    """
    with alone():
        was = keys.outer()
        if was.id == keys.ring().newest.id:
            keys.add_outer()
        to = keys.ring().newest
        with triggers.lifted([table.name for table in tags.tables()]):
            retag.move(to, say)
        told = {"what": "index", "old": [was.id] if was.key else [], "new": to.id}
        actions.bind("keys.changed", told | {"by": by, "reason": reason})
    retag.forget_dead_rows()
    return Changed(was.id, to.id)


def finish_index() -> list[str]:
    """Forget the former outer keys; answers their ids ("" for the time when there was none). Tokens in mail
    that was sent under them open nothing from then on. Raises Refused("keys.in_use"), and forgets nothing,
    while the tags do not lie under the newest."""
    newest = keys.ring().newest
    if keys.outer().id != newest.id:
        raise Refused(
            "keys.in_use",
            f"The tags do not lie under the newest outer key, {newest.id}, yet. Run `dueprocess keys rotate "
            "index` once more, and finish then.",
            None,
        )
    return keys.drop_outers() if len(keys.ring().outers) > 1 else []


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

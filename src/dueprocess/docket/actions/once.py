"""One-time tokens, spent in the act's own transaction: a form sent twice makes one act.

Knows `kit.Once`. Must not know what the form was.
"""

from __future__ import annotations

from dueprocess.core.errors import Refused
from dueprocess.kit import clock
from dueprocess.kit.models import Once


def spend(token: str) -> None:
    """Take the token, or raise Refused("sent_twice"); its row's `answer` then says what the first post made.

    An empty token is none: imports, jobs and commands have no form.
    """
    if not token:
        return
    row, new = Once.objects.get_or_create(token=token, defaults={"used_at": clock.now()})
    if not new:
        raise Refused(
            "sent_twice", f"This form was sent before; what it made is {row.answer or 'kept'}.", None
        )


def answer(token: str, code: str) -> None:
    """Note what the token made: a docket's number and an act's number (`K7F3-2QX9-M5T/4`)."""
    if token:
        Once.objects.filter(token=token).update(answer=code)

"""Training: one's own for whoever signs in and is in the register; the rest for whoever keeps it."""

from __future__ import annotations

from typing import Any

from tests.doors.matrix import Answer, Row, Scene, Who

NONE = {Who.ANONYMOUS: Answer.SIGN_IN}


def one(scene: Scene) -> dict[str, Any]:
    return {"session": 1}


def token(scene: Scene) -> dict[str, Any]:
    return {"once": "x" * 32}


def absent(method: str = "GET") -> Row:
    """A session that is not there, or not theirs: nobody is told which."""
    return Row(dict.fromkeys(Who, Answer.ABSENT) | NONE, fill=one, method=method, data=token)


ROWS = {
    "portal:training": Row(dict.fromkeys(Who, Answer.OPEN) | NONE),
    "portal:training_session": absent(),
    "portal:training_join": absent("POST"),
    "portal:training_leave": absent("POST"),
    "portal:training_arrive": absent("POST"),
    "portal:training_say": absent("POST"),
    "portal:training_file": absent(),
    "portal:teach": absent(),
}

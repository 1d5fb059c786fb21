"""The mailbox: for whoever may act in the whole organisation."""

from typing import Any

from tests.doors.at_the_desk import NOBODY, desk, powerful
from tests.doors.matrix import Answer, Row, Who, file, staff


def message(**fill: Any) -> Row:
    """A page of a message that nobody has classified: for whoever may act in the whole organisation."""
    more = {name: fill.pop(name) for name in ("method", "but", "data") if name in fill}
    return file(lambda scene: {"number": scene.message, **fill}, **more)


ROWS = {
    "desk:mailbox": desk(),
    "desk:unassigned": desk(),
    "desk:outgoing": powerful(),
    "desk:mailbox_several": staff(
        method="POST",
        data=lambda scene: {"once": "x" * 24, "as": "automatic", "of": [scene.message]},
        but=NOBODY,
    ),
    "desk:mailbox_signatures": desk(),
    "desk:placed": desk(),
    "desk:message": message(),
    "desk:message_complaint": message(),
    "desk:message_case": message(),
    "desk:message_not_complaint": message(),
    "desk:message_automatic": message(
        method="POST", data=lambda _scene: {"once": "x" * 24}, but={Who.OWNER: Answer.REFUSED}
    ),  # a person wrote it
    "desk:message_back": message(),
    "desk:message_assign": message(),
    "desk:message_file": message(n=1, file=1),
}

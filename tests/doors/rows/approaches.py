"""The register of approaches: whoever has work at the desk enters one. It is read by who entered it,
oversight and the owner of the case; it is absent for whom it names, and nobody's office opens it."""

from typing import Any

from dueprocess.docket.models import Docket
from tests.doors.at_the_desk import desk
from tests.doors.matrix import Answer, Row, Scene, Who, file


def entered(_scene: Scene) -> dict[str, Any]:
    return {"number": Docket.objects.get(kind="approach").number}


def approach(**more: Any) -> Row:
    return file(entered, **more)


ROWS = {
    "desk:approaches": desk(),
    "desk:approach_new": desk(),
    "desk:approach": approach(),
    "desk:approach_file": file(
        lambda scene: entered(scene) | {"n": 1, "file": 1}, but={Who.OWNER: Answer.ABSENT}
    ),  # nothing came with it
    "desk:approach_amend": approach(),
    "desk:approach_reply": approach(),
    "desk:approach_weigh": approach(but={Who.OWNER: Answer.REFUSED}),
}
ROWS["portal:approach"] = Row(
    dict.fromkeys(Who, Answer.ABSENT) | {Who.LEADER: Answer.OPEN, Who.ANONYMOUS: Answer.SIGN_IN}, fill=entered
)  # of whoever it names alone

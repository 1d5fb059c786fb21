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
    "desk:approach_amend": approach(),
    "desk:approach_reply": approach(),
    "desk:approach_weigh": approach(but={Who.OWNER: Answer.REFUSED}),
}

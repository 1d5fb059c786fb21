"""What was adopted, duties and pauses: reading is for staff."""

from typing import Any

from tests.doors.at_the_desk import desk, powerful
from tests.doors.matrix import Answer, Row, Scene, Who


def nothing_paused(scene: Scene) -> dict[str, Any]:
    return {"pk": 1}


def no_duty(scene: Scene) -> dict[str, Any]:
    """The example's rulebook has none: tests/desk/test_duties.py."""
    return {"duty": "yearly"}


ROWS = {
    "desk:rules": desk(),
    "desk:adopt": powerful(),
    "desk:adoption": powerful(fill=lambda scene: {"pk": 1}),
    "desk:duties": desk(),
    "desk:duty": Row(dict.fromkeys(Who, Answer.ABSENT) | {Who.ANONYMOUS: Answer.SIGN_IN}, fill=no_duty),
    "desk:schedule": desk(),
    "desk:pauses": desk(),
    "desk:pause_propose": powerful(),
    "desk:pause": powerful(fill=nothing_paused),
    "desk:pause_end": powerful(fill=nothing_paused),
}

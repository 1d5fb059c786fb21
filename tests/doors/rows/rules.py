"""What was adopted, duties and pauses: reading is for staff."""

from typing import Any

from tests.doors.at_the_desk import desk, powerful
from tests.doors.matrix import Answer, Row, Scene, Who


def nothing_paused(scene: Scene) -> dict[str, Any]:
    return {"pk": 1}


def no_duty(scene: Scene) -> dict[str, Any]:
    """The example's rulebook has none: tests/desk/test_duties.py."""
    return {"duty": "yearly"}


def no_letter(scene: Scene) -> dict[str, Any]:
    """No letters were adopted for the example's rulebook: tests/desk/test_letter_texts.py."""
    return {"letter": "receipt", "to": "complainant"}


def nothing(**more: Any) -> Row:
    """What is not there: the same answer for everybody who has signed in."""
    return Row(dict.fromkeys(Who, Answer.ABSENT) | {Who.ANONYMOUS: Answer.SIGN_IN}, **more)


ROWS = {
    "desk:rules": desk(),
    "desk:adopt": powerful(),
    "desk:adoption": powerful(fill=lambda scene: {"pk": 1}),
    "desk:duties": desk(),
    "desk:duty": nothing(fill=no_duty),
    "desk:schedule": desk(),
    "desk:letter_texts": desk(),
    "desk:letter_text": nothing(fill=no_letter),
    "desk:letter_pdf": nothing(fill=no_letter),
    "desk:pauses": desk(),
    "desk:pause_propose": powerful(),
    "desk:pause": powerful(fill=nothing_paused),
    "desk:pause_end": powerful(fill=nothing_paused),
}

"""The start-up plan."""

from typing import Any

from tests.doors.at_the_desk import NOBODY, absent, desk, inside
from tests.doors.matrix import Answer, Scene, Who, staff


def somebody(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world["owner"].pk}


ROWS = {
    "desk:plan": desk(),
    "desk:plan_prepare": staff(
        method="POST",
        data=lambda _scene: {"once": "x" * 24},
        but=dict.fromkeys(Who, Answer.REFUSED) | NOBODY | {Who.ANONYMOUS: Answer.SIGN_IN},
    ),  # one runs already
    "desk:plan_begin": absent(),  # set aside by somebody else, or not at all
    "desk:plan_step": staff(
        fill=lambda _scene: {"step": "count"},
        but=dict.fromkeys(Who, Answer.ABSENT) | {Who.ANONYMOUS: Answer.SIGN_IN},
    ),  # none of these has a part in the plan
    "desk:stock": inside(),
}

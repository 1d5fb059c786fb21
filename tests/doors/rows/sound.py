"""A recording among the evidence of a case: here nothing was described (tests/desk/test_playing.py)."""

from typing import Any

from tests.doors.at_the_desk import absent, case
from tests.doors.matrix import Answer, Row, Who, file


def pressed(**more: Any) -> Row:
    return file(
        lambda scene: case(scene, item="e1", **more), but={Who.OWNER: Answer.ABSENT}, method="POST",
        data=lambda scene: {"once": "a" * 32},
    )  # fmt: skip


ROWS = {
    "desk:item_play": absent(item="e1"),
    "desk:item_sound": absent(item="e1"),
    "desk:item_outline": pressed(),
    "desk:item_words": absent(item="e1"),
    "desk:item_captions": absent(item="e1", version=1),
    "desk:item_words_out": absent(item="e1", version=1),
    "desk:item_words_sign": pressed(version=1),
}

"""Work on several cases at once: for whoever began it."""

from typing import Any

from dueprocess.cases.batches import actions as batches
from dueprocess.cases.models import Batch
from tests.doors.at_the_desk import NOBODY, desk
from tests.doors.matrix import Answer, Scene, Who, file, staff


def begun(scene: Scene) -> dict[str, Any]:
    """Work on the case that its owner has begun."""
    batch = batches.begin(kind=Batch.Kind.WRITE, dockets=[scene.receipt.docket], by=scene.world["owner"])
    return {"code": batch.code}


ROWS = {
    "desk:batches": desk(),
    "desk:batch_new": staff(
        but=NOBODY,
        method="POST",
        data=lambda scene: {"once": "x" * 24, "kind": "assign", "case": [scene.number]},
    ),  # what each may not see of it is left out
    "desk:batch": file(begun),
    # Nothing was checked yet: whoever began it learns as little as everybody.
    "desk:batch_part": file(lambda scene: begun(scene) | {"part": 1}, but={Who.OWNER: Answer.ABSENT}),
}

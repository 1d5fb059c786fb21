"""What waits for somebody and the cases in lists: for whoever has work at the desk."""

from typing import Any

from dueprocess.cases.actions import save_view
from tests.doors.at_the_desk import absent, desk
from tests.doors.matrix import Scene, file, staff


def kept(scene: Scene) -> dict[str, Any]:
    """A view that the owner keeps for themselves."""
    return {"code": save_view(by=scene.world["owner"], name="Old ones", query={"age": "365-"}).code}


def somebody(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world["owner"].pk}


ROWS = {
    "desk:work": staff(),
    "desk:queue": desk(),
    "desk:board": desk(),
    "desk:export": desk(),
    "desk:search": desk(),
    "desk:alike_groups": desk(),
    "desk:to_send": desk(),
    "desk:open_choose": desk(),
    "desk:open": absent(step="open_case"),  # set aside by somebody else, or not at all
    "desk:new": desk(),
    "desk:view_new": desk(),
    "desk:view": file(kept),
    "desk:made": absent(),  # shown once, to whoever entered it
}

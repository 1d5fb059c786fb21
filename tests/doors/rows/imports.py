"""Lists that are taken in: for whoever holds the power."""

from typing import Any

from tests.doors.at_the_desk import powerful
from tests.doors.matrix import Scene


def no_import(scene: Scene) -> dict[str, Any]:
    return {"code": "0" * 32}


ROWS = {
    "desk:imports": powerful(),
    "desk:import": powerful(fill=no_import),
    "desk:import_layout": powerful(fill=no_import),
    "desk:import_columns": powerful(fill=no_import),
    "desk:import_start": powerful(fill=no_import, method="POST"),
    "desk:import_drop": powerful(fill=no_import, method="POST"),
    "desk:import_map": powerful(fill=no_import),
    "desk:import_report": powerful(fill=no_import),
}

"""The register of standing: at the desk for whoever keeps it and who oversees, of whom the cast has none;
at the portal each person's own."""

from tests.doors.at_the_desk import powerful
from tests.doors.matrix import Row
from tests.doors.rows.portal import NOT_TOLD, SIGNED_IN

ROWS = {
    "desk:standing": powerful(),
    "desk:standing_person": powerful(fill=lambda scene: {"pk": scene.world["owner"].pk}),
    "desk:outside_lists": powerful(),
    "desk:outside_list_new": powerful(),
    "desk:outside_list": powerful(fill=lambda scene: {"pk": 1}),
    "desk:outside_issue": powerful(fill=lambda scene: {"pk": 1}),
    "desk:outside_renew": powerful(fill=lambda scene: {"pk": 1}),
    "desk:outside_match": powerful(fill=lambda scene: {"pk": 1}),
    "desk:contests": powerful(),
    "desk:contest": powerful(fill=lambda scene: {"pk": 1}),
    "desk:contest_file": powerful(fill=lambda scene: {"pk": 1, "number": 1}),
    "portal:standing": Row(SIGNED_IN),
    # Nothing bars any of them, and whatever is asked for is as absent as what never was.
    "portal:standing_contest": Row(NOT_TOLD, fill=lambda scene: {"ref": "0" * 32}),
}

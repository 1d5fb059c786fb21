"""The register at the desk: finding is for staff, each change for whoever holds its power."""

from typing import Any

from dueprocess.people.models import Appointment
from tests.doors.at_the_desk import desk, powerful
from tests.doors.matrix import Answer, Row, Scene, Who


def somebody(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world["owner"].pk}


def role(scene: Scene) -> dict[str, Any]:
    held = Appointment.objects.get(person=scene.world["owner"], unit=scene.world.north)
    return {"pk": scene.world["owner"].pk, "appointment": held.pk}


def unit(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world.club.pk}


ROWS = {
    "desk:accredit": powerful(fill=somebody),
    "desk:people": desk(),
    "desk:person": desk(fill=somebody),
    "desk:roles": desk(),
    "desk:person_new": powerful(),
    "desk:lists": powerful(),
    "desk:list": powerful(fill=lambda scene: {"pk": 1}),
    "desk:person_change": powerful(fill=somebody),
    "desk:qualify": powerful(fill=somebody),
    "desk:stands": powerful(fill=somebody),
    "desk:withdraws": powerful(fill=lambda scene: somebody(scene) | {"candidacy": 1}),
    "desk:give_login": powerful(fill=somebody),
    "desk:login_asked": powerful(fill=lambda scene: {"proposal": 1}),
    "desk:close_login": powerful(fill=somebody),
    "desk:appoint": powerful(fill=somebody),
    "desk:begin_term": powerful(fill=somebody),
    "desk:give_power": powerful(fill=somebody),
    "desk:new_office": powerful(),
    "desk:person_kept": powerful(fill=somebody),
    "desk:person_decide": powerful(fill=somebody),
    "desk:end_appointment": powerful(fill=role),
    "desk:delegate": powerful(fill=role, but={Who.OWNER: Answer.OPEN}),  # it is the owner's own role
    "desk:end_power": powerful(fill=lambda scene: somebody(scene) | {"grant": 1}),
    "desk:units": desk(),
    "desk:unit": desk(fill=unit),
    "desk:unit_new": powerful(),
    "desk:unit_rename": powerful(fill=unit),
    "desk:unit_move": powerful(fill=unit),
    "desk:unit_close": powerful(fill=unit),
    "desk:unit_reopen": powerful(fill=unit),
    "desk:end_term": powerful(fill=lambda scene: {"term": 1}),
    "desk:end_delegation": Row(
        dict.fromkeys(Who, Answer.ABSENT) | {Who.ANONYMOUS: Answer.SIGN_IN},
        fill=lambda scene: role(scene) | {"delegation": 1},
    ),
}

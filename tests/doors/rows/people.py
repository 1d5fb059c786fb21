"""The register at the desk: finding is for staff, each change for whoever holds its power."""

from typing import Any

from dueprocess.people.models import Appointment
from tests.doors.matrix import Answer, Row, Scene, Who, staff

NOBODY = {Who.STRANGER: Answer.ABSENT}


def somebody(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world["owner"].pk}


def role(scene: Scene) -> dict[str, Any]:
    held = Appointment.objects.get(person=scene.world["owner"], unit=scene.world.north)
    return {"pk": scene.world["owner"].pk, "appointment": held.pk}


def no_import(scene: Scene) -> dict[str, Any]:
    return {"code": "0" * 32}


def nothing_paused(scene: Scene) -> dict[str, Any]:
    return {"pk": 1}


def unit(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world.club.pk}


def no_duty(scene: Scene) -> dict[str, Any]:
    """The example's rulebook has none: tests/desk/test_duties.py."""
    return {"duty": "yearly"}


def no_letter(scene: Scene) -> dict[str, Any]:
    """No letters were adopted for the example's rulebook: tests/desk/test_letter_texts.py."""
    return {"letter": "receipt", "to": "complainant"}


def nothing(**more: Any) -> Row:
    """What is not there: the same answer for everybody who has signed in."""
    return Row(dict.fromkeys(Who, Answer.ABSENT) | {Who.ANONYMOUS: Answer.SIGN_IN}, **more)


def desk(**more: Any) -> Row:
    return staff(but=NOBODY, **more)


def powerful(**more: Any) -> Row:
    """Nobody of these holds the power: staff are told which it needs, the others that there is nothing."""
    answers = dict.fromkeys(Who, Answer.REFUSED) | NOBODY | {Who.ANONYMOUS: Answer.SIGN_IN}
    return Row(answers | more.pop("but", {}), **more)


ROWS = {
    "desk:oversight": powerful(),
    "desk:figures": desk(),
    "desk:figures_prepare": powerful(fill=lambda scene: {"quarter": "2026-Q1"}),
    "desk:figures_prepared": powerful(fill=lambda scene: {"sha256": "0" * 64}),
    "desk:audits": powerful(),
    "desk:audit_new": powerful(),
    "desk:audit": powerful(fill=lambda _scene: {"code": "0" * 16}),
    "desk:audit_package": powerful(fill=lambda _scene: {"code": "0" * 16}),
    "desk:auditor": powerful(fill=lambda _scene: {"pk": 1}),
    "desk:accredit": powerful(fill=somebody),
    "desk:adopt": powerful(),
    "desk:adoption": powerful(fill=lambda scene: {"pk": 1}),
    "desk:people": desk(),
    "desk:person": desk(fill=somebody),
    "desk:roles": desk(),
    "desk:person_new": powerful(),
    "desk:lists": powerful(),
    "desk:list": powerful(fill=lambda scene: {"pk": 1}),
    "desk:person_change": powerful(fill=somebody),
    "desk:qualify": powerful(fill=somebody),
    "desk:give_login": powerful(fill=somebody),
    "desk:login_asked": powerful(fill=lambda scene: {"proposal": 1}),
    "desk:close_login": powerful(fill=somebody),
    "desk:appoint": powerful(fill=somebody),
    "desk:begin_term": powerful(fill=somebody),
    "desk:give_power": powerful(fill=somebody),
    "desk:new_office": powerful(),
    "desk:imports": powerful(),
    "desk:import": powerful(fill=no_import),
    "desk:import_layout": powerful(fill=no_import),
    "desk:import_columns": powerful(fill=no_import),
    "desk:import_start": powerful(fill=no_import, method="POST"),
    "desk:import_drop": powerful(fill=no_import, method="POST"),
    "desk:import_map": powerful(fill=no_import),
    "desk:import_report": powerful(fill=no_import),
    "desk:duties": desk(),
    "desk:duty": nothing(fill=no_duty),
    "desk:retention": powerful(),
    "desk:holds": powerful(),
    "desk:leaving": powerful(),
    "desk:leaving_list": powerful(fill=lambda scene: {"pk": 1}),
    "desk:person_kept": powerful(fill=somebody),
    "desk:person_decide": powerful(fill=somebody),
    "desk:erasure_list": powerful(fill=lambda scene: {"pk": 1}),
    "desk:schedule": desk(),
    "desk:letter_texts": desk(),
    "desk:letter_text": nothing(fill=no_letter),
    "desk:letter_pdf": nothing(fill=no_letter),
    "desk:pauses": desk(),
    "desk:pause_propose": powerful(),
    "desk:pause": powerful(fill=nothing_paused),
    "desk:pause_end": powerful(fill=nothing_paused),
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

"""Training: one's own for whoever signs in and is in the register; the rest for whoever keeps it."""

from __future__ import annotations

from typing import Any

from tests.doors.at_the_desk import powerful
from tests.doors.matrix import Answer, Row, Scene, Who

NONE = {Who.ANONYMOUS: Answer.SIGN_IN}


def one(scene: Scene) -> dict[str, Any]:
    return {"session": 1}


def token(scene: Scene) -> dict[str, Any]:
    return {"once": "x" * 32}


def absent(method: str = "GET") -> Row:
    """A session that is not there, or not theirs: nobody is told which."""
    return Row(dict.fromkeys(Who, Answer.ABSENT) | NONE, fill=one, method=method, data=token)


def filled(**values: Any) -> Row:
    return powerful(fill=lambda scene: values)


def somebody(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world["owner"].pk}


CODE, LENT = {"programme": "case-handling"}, {"provider": 1, "accreditation": 1}
ROWS = {
    "portal:training": Row(dict.fromkeys(Who, Answer.OPEN) | NONE),
    "portal:training_session": absent(),
    "portal:training_join": absent("POST"),
    "portal:training_leave": absent("POST"),
    "portal:training_arrive": absent("POST"),
    "portal:training_say": absent("POST"),
    "portal:training_file": absent(),
    "portal:teach": absent(),
    "desk:training": powerful(),
    "desk:session_new": powerful(),
    "desk:session": filled(session=1),
    "desk:session_change": filled(session=1),
    "desk:session_cancel": filled(session=1),
    "desk:session_enrol": filled(session=1),
    "desk:session_record": powerful(fill=one, method="POST", data=token),
    "desk:programmes": powerful(),
    "desk:programme_new": powerful(),
    "desk:programme": filled(**CODE),
    "desk:programme_version": filled(**CODE),
    "desk:programme_withdraw": filled(**CODE),
    "desk:providers": powerful(),
    "desk:provider_new": powerful(),
    "desk:provider": filled(provider=1),
    "desk:provider_accredit": filled(provider=1),
    "desk:provider_asked": filled(provider=1),
    "desk:accreditation_withdraw": filled(**LENT),
    "desk:accreditation_paper": filled(**LENT),
    "desk:completions": powerful(),
    "desk:completion_revoke": filled(completion=1),
    "desk:completion_paper": filled(completion=1),
    "desk:training_person": powerful(fill=somebody),
    "desk:complete": powerful(fill=somebody),
    "desk:exempt": powerful(fill=somebody),
    "desk:exemptions": powerful(),
    "desk:exemption": filled(exemption=1),
    "desk:exemption_end": filled(exemption=1),
}

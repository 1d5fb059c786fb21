"""Oversight, what is kept and erased, audits: each for whoever holds its power."""

from tests.doors.at_the_desk import powerful

ROWS = {
    "desk:oversight": powerful(),
    "desk:audits": powerful(),
    "desk:audit_new": powerful(),
    "desk:audit": powerful(fill=lambda _scene: {"code": "0" * 16}),
    "desk:audit_package": powerful(fill=lambda _scene: {"code": "0" * 16}),
    "desk:auditor": powerful(fill=lambda _scene: {"pk": 1}),
    "desk:retention": powerful(),
    "desk:holds": powerful(),
    "desk:leaving": powerful(),
    "desk:leaving_list": powerful(fill=lambda scene: {"pk": 1}),
    "desk:erasure_list": powerful(fill=lambda scene: {"pk": 1}),
}

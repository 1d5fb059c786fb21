"""The staff's door: lists for whoever has work there, a case for those whom the wall lets in."""

from typing import Any

from dueprocess.cases.actions import save_view
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.models import Batch
from tests.doors.matrix import Answer, Row, Scene, Who, file, staff
from tests.doors.rows.people import powerful

NOBODY = {Who.STRANGER: Answer.ABSENT}
"""Without office, delegation or power there is no desk; only its first page leads on to one's own matters."""


def case(scene: Scene, **more: Any) -> dict[str, Any]:
    return {"number": scene.receipt.case, **more}


def desk() -> Row:
    return staff(but=NOBODY)


def absent(**fill: Any) -> Row:
    """Something that is not there, so that whoever may see the case gets the same answer as everybody."""
    return file(lambda scene: case(scene, **fill), but={Who.OWNER: Answer.ABSENT})


def inside(**fill: Any) -> Row:
    return file(lambda scene: case(scene, **fill))


def message(**fill: Any) -> Row:
    """A page of a message that nobody has classified: for whoever may act in the whole organisation."""
    more = {name: fill.pop(name) for name in ("method", "but", "data") if name in fill}
    return file(lambda scene: {"number": scene.message, **fill}, **more)


def begun(scene: Scene) -> dict[str, Any]:
    """Work on the case that its owner has begun."""
    batch = batches.begin(kind=Batch.Kind.WRITE, dockets=[scene.receipt.docket], by=scene.world["owner"])
    return {"code": batch.code}


def kept(scene: Scene) -> dict[str, Any]:
    """A view that the owner keeps for themselves."""
    return {"code": save_view(by=scene.world["owner"], name="Old ones", query={"age": "365-"}).code}


ROWS = {
    "desk:work": staff(),
    "desk:queue": desk(),
    "desk:board": desk(),
    "desk:measures": desk(),
    "desk:export": desk(),
    "desk:search": desk(),
    "desk:alike_groups": desk(),
    "desk:to_send": desk(),
    "desk:open_choose": desk(),
    "desk:open": absent(step="open_case"),  # set aside by somebody else, or not at all
    "desk:new": desk(),
    "desk:batches": desk(),
    "desk:batch_new": staff(
        but=NOBODY,
        method="POST",
        data=lambda scene: {"once": "x" * 24, "kind": "assign", "case": [scene.number]},
    ),  # what each may not see of it is left out
    "desk:batch": file(begun),
    "desk:view_new": desk(),
    "desk:view": file(kept),
    "desk:made": absent(),  # shown once, to whoever entered it
    "desk:rules": desk(),
    "desk:record": desk(),
    "desk:case": inside(),
    "desk:deadlines": inside(),
    "desk:effect": inside(),
    "desk:parties": inside(),
    "desk:link": inside(key="R1"),
    "desk:allegations": inside(),
    "desk:table": inside(),
    "desk:files": inside(),
    "desk:letters": inside(),
    "desk:sitting": inside(),
    "desk:authority": inside(),
    "desk:authority_json": inside(),
    "desk:readers": inside(),
    "desk:access": inside(),
    "desk:access_end": file(lambda scene: case(scene, rule=1), but={Who.OWNER: Answer.REFUSED}),
    "desk:act": inside(n=1),
    "desk:annul": inside(n=1),
    "desk:package": absent(),  # nothing was handed over
    "desk:proof": absent(n=1),  # not sealed yet
    "desk:file": absent(n=1, file=1),
    "desk:step": inside(step="acknowledge", strand=1),
    "desk:join": absent(step="acknowledge", strand=1),  # no step that joins
    "desk:alike": inside(),
    "desk:alike_into": absent(into="2222-2222-2222"),  # no such case
    "desk:joining": absent(pk=1),  # nothing is being joined
    "desk:note": inside(note="message"),
    "desk:assign": inside(),
    "desk:place": inside(),
    "desk:keeping": inside(),
    "desk:hold": file(case, but={Who.OWNER: Answer.REFUSED}),  # a power of its own
    "desk:lift": file(case, but={Who.OWNER: Answer.REFUSED}),
    "desk:review": file(case, but={Who.OWNER: Answer.REFUSED}),
    "desk:signature": absent(proposal=1),
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
    "desk:mailbox": desk(),
    "desk:unassigned": desk(),
    "desk:outgoing": powerful(),
    "desk:mailbox_several": staff(
        method="POST",
        data=lambda scene: {"once": "x" * 24, "as": "automatic", "of": [scene.message]},
        but=NOBODY,
    ),
    "desk:mailbox_signatures": desk(),
    "desk:placed": desk(),
    "desk:message": message(),
    "desk:message_complaint": message(),
    "desk:message_case": message(),
    "desk:message_not_complaint": message(),
    "desk:message_automatic": message(
        method="POST", data=lambda _scene: {"once": "x" * 24}, but={Who.OWNER: Answer.REFUSED}
    ),  # a person wrote it
    "desk:message_back": message(),
    "desk:message_assign": message(),
    "desk:message_file": message(n=1, file=1),
}

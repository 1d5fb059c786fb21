"""One case: for those whom the wall lets in."""

from typing import Any

from tests.doors.at_the_desk import absent, case, inside
from tests.doors.matrix import Answer, Row, Who, file


def pressed(**fill: Any) -> Row:
    """A button of an item that is not there."""
    return file(
        lambda scene: case(scene, **fill), but={Who.OWNER: Answer.ABSENT}, method="POST",
        data=lambda scene: {"once": "a" * 32},
    )  # fmt: skip


ROWS = {
    "desk:case": inside(),
    "desk:deadlines": inside(),
    "desk:effect": inside(),
    "desk:parties": inside(),
    "desk:link": inside(key="R1"),
    "desk:way": inside(key="R1"),
    "desk:way_close": inside(key="R1"),
    "desk:present": inside(),
    "desk:present_one": absent(n=1),
    "desk:allegations": inside(),
    "desk:table": inside(),
    "desk:files": inside(),
    "desk:letters": inside(),
    "desk:letter": absent(n=1, to="R1"),  # nothing is owed from there: tests/cases/letters
    "desk:letter_paper": absent(n=1, to="R1", letter=1),
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
    "desk:earlier": inside(),
    "desk:related": absent(),  # no step by which a complaint goes on in another case
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
    "desk:statements": inside(),
    "desk:statement_new": inside(),
    "desk:statement": absent(statement="s1"),  # nothing was written down
    "desk:statement_again": absent(statement="s1"),
    "desk:statement_enter": absent(statement="s1"),
    "desk:witnesses": inside(),
    "desk:witness_new": inside(),
    "desk:witness": absent(witness="w1"),  # nobody was entered
    "desk:witness_did": absent(witness="w1"),
    "desk:knew": inside(),
    "desk:item_new": inside(),
    "desk:item_of": absent(act=1, file=1),  # no such file
    "desk:item": absent(item="e1"),  # nothing was described
    "desk:item_sort": absent(item="e1"),
    "desk:item_rule": absent(item="e1"),
    "desk:disclose": inside(),
    "desk:item_gist": absent(item="e1"),
    "desk:item_again": absent(item="e1"),
    "desk:item_check": pressed(item="e1"),
    "desk:item_copy": absent(item="e1", pk=1),
    "desk:bundles": inside(),
    "desk:bundle": absent(n=1),  # none was begun
    "desk:bundle_add": absent(n=1),
    "desk:bundle_copy": absent(n=1, pk=1),
    "desk:redact": inside(act=1, file=0, page=1),
    "desk:redact_picture": inside(act=1, file=0, page=1),
    "desk:item_page": absent(item="e1", page=1),
    "desk:item_correct": absent(item="e1", page=1),
    "desk:item_read_again": pressed(item="e1"),
    "desk:item_part": pressed(item="e1", part=1),
    "desk:item_shown": absent(item="e1", pk=1),
}

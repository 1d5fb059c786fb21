"""The parties' door. Whoever comes without a matter is led to the way in, and learns nothing."""

from typing import Any

from tests.doors.matrix import Answer, Row, Scene, Who, everyone

SIGNED_IN = dict.fromkeys(Who, Answer.OPEN) | {Who.ANONYMOUS: Answer.SIGN_IN}
NOT_TOLD = dict.fromkeys(Who, Answer.ABSENT) | {Who.ANONYMOUS: Answer.SIGN_IN}


def of_the_case(scene: Scene) -> dict[str, Any]:
    return {"number": scene.number}


def act(_: Scene) -> dict[str, Any]:
    return {"act": 1}


ROWS = {
    "portal:start": everyone(),
    "portal:what": everyone(),
    "portal:whom": everyone(),
    "portal:who": everyone(),
    "portal:files": everyone(),
    "portal:you": everyone(),
    "portal:review": everyone(),
    "portal:sent": everyone(),
    "portal:stop": everyone(),
    "portal:follow": everyone(),
    "portal:mine": Row(SIGNED_IN),
    # Nobody was written to yet: for the respondent the case is as absent as for a stranger.
    "portal:choose": Row(NOT_TOLD, fill=of_the_case),
    "portal:leave": everyone(method="POST"),
    "portal:matter": everyone(),
    "portal:part": everyone(fill=of_the_case),
    "portal:message": everyone(),
    "portal:letter": everyone(fill=act),
    "portal:step": everyone(fill=lambda scene: {"step": "answer", "strand": 0}),
    "portal:check": everyone(fill=lambda scene: {"step": "answer", "strand": 0}),
    "portal:waive": everyone(fill=lambda scene: {"step": "appeal_to_elders"}),
    "portal:file": everyone(fill=lambda scene: {"act": 1, "number": 1}),
    "portal:unused": everyone(),
    "portal:given": everyone(),
    "portal:offered": everyone(),
    "portal:listen": everyone(fill=lambda scene: {"act": 1, "number": 1}),
    "portal:sound": everyone(fill=lambda scene: {"act": 1, "number": 1}),
    "portal:captions": everyone(fill=lambda scene: {"act": 1, "number": 1}),
    "portal:proof": everyone(),
    # Whatever its code, the page of a link is the same: nothing is looked up before the button is pressed.
    "portal:link": everyone(fill=lambda scene: {"code": "0000-0000-0000-0000-0000"}),
    "portal:ways": everyone(),
    "portal:close_ways": everyone(),
    "portal:passkey": everyone(),
    "portal:passkey_new": everyone(),
    "portal:with_me": everyone(),
    "portal:with_me_end": everyone(  # a form that was sent without a sitting
        Answer.REFUSED, fill=lambda scene: {"n": 1}, method="POST", data=lambda scene: {"once": "x" * 32}
    ),
    "portal:acting": everyone(fill=lambda scene: {"key": "R1"}),
    "portal:acting_letter": everyone(fill=lambda scene: {"key": "R1", "act": 1}),
    "portal:acting_file": everyone(fill=lambda scene: {"key": "R1", "act": 1, "number": 1}),
    "portal:statement": everyone(fill=lambda scene: {"statement": "s1"}),
    "portal:statement_correct": everyone(fill=lambda scene: {"statement": "s1"}),
    "portal:statement_dispute": everyone(fill=lambda scene: {"statement": "s1"}),
    "portal:acting_unused": everyone(fill=lambda scene: {"key": "R1"}),
    "portal:acting_step": everyone(fill=lambda scene: {"key": "R1", "step": "answer", "strand": 0}),
    "portal:acting_check": everyone(fill=lambda scene: {"key": "R1", "step": "answer", "strand": 0}),
    "portal:hearings": everyone(),
    "portal:hearing": everyone(fill=lambda scene: {"hearing": "h1"}),
    "portal:hearing_file": everyone(fill=lambda scene: {"hearing": "h1"}),
    "portal:hearing_days_end": everyone(  # a form that was sent without a sitting
        Answer.REFUSED, fill=lambda scene: {"n": 1}, method="POST", data=lambda scene: {"once": "x" * 32}
    ),
    "portal:opening": everyone(),
    "portal:laid": everyone(fill=lambda scene: {"note": 1}),
    "portal:laid_file": everyone(fill=lambda scene: {"note": 1, "number": 1, "what": "opening"}),
    "portal:bundles": everyone(),
    "portal:bundle": everyone(fill=act),
    "portal:bundle_copy": everyone(fill=act),
    "portal:bundle_manifest": everyone(fill=act),
    "portal:bundle_paper": everyone(fill=lambda scene: {"act": 1, "n": 1}),
    "portal:bundle_words": everyone(fill=lambda scene: {"act": 1, "n": 1}),
    "portal:acting_given": everyone(fill=lambda scene: {"key": "R1"}),
    "portal:acting_listen": everyone(fill=lambda scene: {"key": "R1", "act": 1, "number": 1}),
    "portal:acting_sound": everyone(fill=lambda scene: {"key": "R1", "act": 1, "number": 1}),
    "portal:acting_captions": everyone(fill=lambda scene: {"key": "R1", "act": 1, "number": 1}),
    "portal:acting_bundles": everyone(fill=lambda scene: {"key": "R1"}),
    "portal:acting_bundle": everyone(fill=lambda scene: {"key": "R1", "act": 1}),
    "portal:acting_bundle_copy": everyone(fill=lambda scene: {"key": "R1", "act": 1}),
    "portal:acting_bundle_manifest": everyone(fill=lambda scene: {"key": "R1", "act": 1}),
    "portal:acting_bundle_paper": everyone(fill=lambda scene: {"key": "R1", "act": 1, "n": 1}),
    "portal:acting_bundle_words": everyone(fill=lambda scene: {"key": "R1", "act": 1, "n": 1}),
}

# ruff: noqa: E501 (tables are read row by row)
"""Every code of refusal, each from a case made for it; and every missing need named at once."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.core.engine import Code, Docket, NotPermitted, decide
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.rulebook import load

RULES = """
[rulebook]
id = "codes"
version = "1"
title = "Codes"
language = "en"
standings = ["clear", "warned"]
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
judge = { title = "Judge", barred_offices = ["chair"], needs_training = ["law"], needs = ["oath"], separate_from = ["finder"] }
finder = { title = "Finder", per_case = true, chosen = "rota" }
chair = { title = "Chair" }
member = { title = "Member" }
empty = { title = "Empty office" }
[bodies]
board = { title = "Board", seats = { member = "all" }, quorum = 3, decides_by = "majority", abstain = false }
panel = { title = "Panel", per_case = true, seats = { member = 2 }, quorum = 2 }
[conflicts.conflict]
title = "Conflict"
clause = "C"
grounds = ["friend"]
bars = ["see", "speak", "vote"]
[facts]
urgent = { title = "Urgent" }
hearing = { title = "Hearing", kind = "date", notice = "10 days", shortest_notice = "3 days" }
band = { title = "Band", choices = ["low", "high"] }
agreed = { title = "Agreed", per = "respondent" }
[stages]
open = { title = "Open" }
next = { title = "Next" }
done = { title = "Done", lasts = "until final", then = "over" }
over = { title = "Over", end = true }
appeal_stage = { title = "Appeal" }
appeal_over = { title = "Appeal over", end = true }
[pauses]
police = { title = "Police", lasts = "up to 28 days" }
[measures]
away = { title = "Stay away", effect = "may not attend", lasts = "up to 2 months", cap = "2 months", scope = ["office", "events"] }
[sanctions]
warning = { title = "Warning", effect = "on the record only", lasts = ["6 months", "12 months"], standing = "warned" }
removal = { title = "Removal", effect = "may not take part", lasts = "for good", needs = ["consultation"], decides_by = "unanimous", when = { urgent = true } }
[steps]
begin = { title = "Begin", clause = "1", stage = "start", by = ["complainant"], may_record = ["urgent"], leads_to = "open" }
note = { title = "Note", clause = "2", stage = "open", by = ["clerk"] }
hurry = { title = "Hurry", clause = "3", stage = "open", by = ["clerk"], when = { urgent = true } }
after = { title = "After the note", clause = "4", stage = "open", by = ["clerk"], follows = ["note"] }
wait = { title = "Wait", clause = "5", stage = "open", by = ["clerk"], not_before = { after = "begin", wait = "5 days" } }
object = { title = "Object", clause = "6", stage = "open", by = ["respondent"], due = { within = "7 days", after = "begin", kind = "limit" } }
lift = { title = "Lift", clause = "7", stage = "open", by = ["clerk"], again = true, lifts = ["away"] }
start_measure = { title = "Start", clause = "7", stage = "open", by = ["clerk"], again = true, starts = ["away"] }
nobody = { title = "Nobody", clause = "8", stage = "open", by = ["empty"] }
judging = { title = "Judging", clause = "9", stage = "open", by = ["judge"] }
vote = { title = "Vote", clause = "10", stage = "open", by = ["board"], again = true }
choose = { title = "Choose", clause = "11", stage = "open", by = ["clerk"], again = true, outcomes = { yes = {}, hasty = { when = { urgent = true } } } }
appoint = { title = "Appoint", clause = "12", stage = "open", by = ["clerk"], again = true, appoints = ["panel"] }
appoint_finder = { title = "Appoint finder", clause = "12", stage = "open", by = ["clerk"], again = true, appoints = ["finder"] }
find = { title = "Find", clause = "12", stage = "open", by = ["finder"], again = true }
sit = { title = "Sit", clause = "12", stage = "open", by = ["panel"], again = true }
record = { title = "Record", clause = "13", stage = "open", by = ["clerk"], again = true, records = ["band", "agreed"] }
fix = { title = "Fix", clause = "14", stage = "open", by = ["clerk"], again = true, records = ["hearing"] }
report = { title = "Report", clause = "15", stage = "open", by = ["clerk"], again = true, needs = ["reasons", "map"] }
settle = { title = "Settle", clause = "16", stage = "open", by = ["clerk"], again = true, consent_of = ["parties"] }
sign = { title = "Sign", clause = "17", stage = "open", by = ["clerk"], again = true, countersigned_by = ["chair"] }
adjourn = { title = "Adjourn", clause = "18", stage = "open", by = ["clerk"], again = true, grounds = ["illness", "court"] }
stop = { title = "Stop", clause = "19", stage = "open", by = ["clerk"], again = true, pauses = "police" }
settle_conflict = { title = "Settle conflict", clause = "20", stage = "open", by = ["clerk"], again = true, outcomes = { yes = { conflict = "confirmed" }, no = { conflict = "dismissed" } } }
must = { title = "Must", clause = "21", stage = "open", by = ["clerk"], required_before = ["next"] }
move = { title = "Move", clause = "22", stage = "open", by = ["clerk"], leads_to = "next" }
judge_it = { title = "Decide", clause = "23", stage = "next", by = ["board"], imposes = ["warning", "removal"], tells = [{ to = ["parties"], letter = "x" }], leads_to = "done" }
appeal = { title = "Appeal", clause = "24", stage = "done", by = ["respondent"], appeals = ["judge_it"], grounds = ["error"], due = { within = "14 days", after = "service of judge_it", kind = "limit" }, opens = "appeal_stage" }
hear_appeal = { title = "Hear appeal", clause = "25", stage = "appeal_stage", by = ["clerk"], decision = "stands", leads_to = "appeal_over" }
allow = { title = "Allow time", clause = "26", stage = "open", by = ["clerk"], again = true, extends = { steps = ["object"], at_most = "5 days" } }
"""
RULEBOOK = load(RULES)
BOOKS = {RULEBOOK.hash: RULEBOOK}
ALL = {"for": ["m1", "m2", "m3"]}
AT = "2026-03-24T10:00:00+00:00"


def docket(*rows: dict[str, Any], urgent: bool = False) -> dict[str, Any]:
    """A docket with one respondent, who is the person m4."""
    first = {"at": "2026-03-23T10:00:00+00:00", "step": "begin", "by": "c1", "facts": {"urgent": urgent}}
    return {
        "docket": 1,
        "case": "codes",
        "rulebook": RULEBOOK.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent", "person": "m4"}},
        "people": {
            "s1": {"roles": ["clerk"]},
            "s2": {"roles": ["clerk"]},
            "j1": {"roles": ["judge"], "training": {"law": "2030-01-01"}, "has": ["oath"]},
            "j2": {"roles": ["judge"], "training": {"law": "2025-01-01"}, "has": ["oath"]},
            "j3": {"roles": ["judge"], "training": {"law": "2030-01-01"}},
            "j4": {"roles": ["judge", "chair"], "training": {"law": "2030-01-01"}, "has": ["oath"]},
            "h1": {"roles": ["chair"]},
            "f1": {"roles": ["finder"]},
            "f2": {"roles": ["finder"]},
            "j5": {"roles": ["judge", "finder"], "training": {"law": "2030-01-01"}, "has": ["oath"]},
            **{f"m{number}": {"roles": ["member"]} for number in range(1, 5)},
        },
        "acts": [{"n": number, **row} for number, row in enumerate((first, *rows), start=1)],
    }


def act(step: str, at: str = AT, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act, by the clerk unless said otherwise."""
    return {"at": at, "step": step, "by": by, **more}


def refusal(obj: dict[str, Any], row: dict[str, Any]) -> NotPermitted:
    """The refusal of an act."""
    with pytest.raises(NotPermitted) as refused:
        decide(BOOKS, Docket.parse(obj), row)
    return refused.value


def board(**votes: Any) -> dict[str, Any]:
    """An act of the board."""
    return act("vote", by="m1", votes=votes)


NOTED = act("note")
WARNED = {"sanction": "warning", "on": "r1", "lasts": "6 months"}
DECIDED = (
    act("must"),
    act("move"),
    act("judge_it", by="m1", votes=ALL, imposes=[{"sanction": "warning", "on": "r1", "lasts": "6 months"}]),
    {"at": "2026-03-25T10:00:00+00:00", "note": "received", "of": 4, "to": ["r1"]},
)
CONFLICT = {"at": AT, "note": "conflict", "who": "s1", "ground": "friend", "said_by": "s1"}
ALLEGED = {**CONFLICT, "said_by": "h1"}
APPOINTED = act("appoint_finder", appoints={"finder": ["j5"]}, **{"with": ["reasons for the choice"]})

CASES: list[tuple[Code, dict[str, Any], dict[str, Any], str]] = [
    (Code.WRONG_STAGE, docket(), act("judge_it", by="m1"), "belongs to the stage Next"),
    (Code.WRONG_STAGE, docket(), act("begin", by="c1"), "open already"),
    (Code.WRONG_STAGE, docket(), act("note", strand=9), "no strand 9"),
    (Code.WRONG_STAGE, {**docket(), "acts": []}, act("note"), "not been opened"),
    (Code.NOT_WHEN, docket(), act("hurry"), "Urgent"),
    (Code.NOT_YET, docket(), act("after"), "“Note” must come first"),
    (Code.DONE_ALREADY, docket(NOTED), act("note"), "24 March 2026"),
    (Code.TOO_EARLY, docket(), act("wait"), "28 March 2026"),
    (Code.TOO_LATE, docket(), act("object", at="2026-03-31T10:00:00+01:00", by="r1"), "30 March 2026"),
    (Code.TOO_LATE, docket(), act("object", at="2026-03-31T00:00:00+01:00", by="r1"), "30 March 2026"),
    (Code.NOTHING_THERE, docket(), act("lift"), "Stay away"),
    (Code.NOTHING_THERE, docket(), act("settle_conflict", outcome="yes"), "No conflict"),
    (Code.NOTHING_THERE, docket(), act("allow", at="2026-04-20T10:00:00+01:00", until="2026-04-24"), "No such"),
    (Code.NOBODY_ABLE, docket(), act("nobody"), "nobody holds"),
    (Code.NOBODY_ABLE, docket(), act("sit", by="m1"), "Panel"),
    (Code.NOT_YOURS, docket(), act("note", by="h1"), "Clerk"),
    (Code.NOT_YOURS, docket(), act("object", by="c1"), "Respondent"),
    (Code.NOT_INDEPENDENT, docket(), act("vote", by="m4"), "party"),
    (Code.NOT_INDEPENDENT, docket(), act("judging", by="j2"), "training"),
    (Code.NOT_INDEPENDENT, docket(), act("judging", by="j3"), "oath"),
    (Code.NOT_INDEPENDENT, docket(), act("judging", by="j4"), "chair"),
    (Code.NOT_INDEPENDENT, docket(APPOINTED), act("judging", by="j5"), "finder"),
    (Code.NOT_INDEPENDENT, docket(CONFLICT), act("note"), "conflict"),
    (Code.NOT_INDEPENDENT, docket({"at": AT, "note": "absent", "who": "s1", "from": "2026-03-20"}), act("note"), "absent"),
    (Code.VOTE, docket(), act("vote", by="m1"), "who voted how"),
    (Code.VOTE, docket(), board(**{"for": ["m1", "m2"]}), "quorum is 3"),
    (Code.VOTE, docket(), board(**{"for": ["m1"], "against": ["m2", "m3"]}), "Not carried"),
    (Code.VOTE, docket(), board(**{"for": ["m1", "m2"], "abstain": ["m3"]}), "abstain"),
    (Code.VOTE, docket(), board(**{"for": ["m1", "m2", "m4"]}), "m4 may not vote"),
    (Code.VOTE, docket(), board(**{"for": ["m1", "m2", "m2"]}), "twice"),
    (Code.OUTCOME, docket(), act("choose"), "Choose how it ends"),
    (Code.OUTCOME, docket(), act("choose", outcome="hasty"), "not open"),
    (Code.OUTCOME, docket(), act("note", outcome="yes"), "no outcomes"),
    (Code.APPOINTMENT, docket(), act("appoint"), "Panel"),
    (Code.APPOINTMENT, docket(), act("appoint", appoints={"panel": ["m1"]}), "1 named"),
    (Code.APPOINTMENT, docket(), act("appoint", appoints={"panel": ["m1", "m4"]}), "m4"),
    (Code.APPOINTMENT, docket(), act("appoint", appoints={"panel": ["m1", "h1"]}), "seats"),
    (Code.APPOINTMENT, docket(), act("appoint_finder", appoints={"finder": ["f2"]}), "rota"),
    (Code.APPOINTMENT, docket(), act("note", appoints={"panel": ["m1"]}), "does not appoint"),
    (Code.FACTS, docket(), act("record", facts={"band": "low"}), "Agreed"),
    (Code.FACTS, docket(), act("record", facts={"band": "middle", "agreed": {"r1": True}}), "low or high"),
    (Code.FACTS, docket(), act("record", facts={"band": "low", "agreed": {"r1": True, "c1": True}}), "c1"),
    (Code.FACTS, docket(), act("note", facts={"band": "low"}), "does not record"),
    (Code.FACTS, docket(), act("stop", until="2026-05-24"), "21 April 2026"),
    (Code.FACTS, docket(), act("allow"), "new last day"),
    (Code.FACTS, docket(), act("allow", until="2026-04-06"), "4 April 2026"),
    (Code.FACTS, docket(), act("allow", until="2026-03-29"), "after 30 March 2026"),
    (Code.FACTS, docket(ALLEGED), act("settle_conflict", outcome="yes"), "Open: 2"),
    (Code.NOTICE, docket(), act("fix", facts={"hearing": "2026-04-02"}), "10 days"),
    (Code.PAPERS, docket(), act("report", **{"with": ["reasons"]}), "map"),
    (Code.CONSENT, docket(), act("settle"), "c1"),
    (Code.SIGNATURE, docket(), act("sign"), "Chair"),
    (Code.SIGNATURE, docket(), act("sign", countersigned=[{"by": "s2", "as": "chair"}]), "s2 may not"),
    (Code.GROUNDS, docket(), act("adjourn"), "illness or court"),
    (Code.GROUNDS, docket(), act("adjourn", grounds=["rain"]), "rain"),
    (Code.GROUNDS, docket(*DECIDED), act("appeal", at="2026-03-30T10:00:00+01:00", by="r1"), "error"),
    (Code.WRONG_STAGE, docket(*DECIDED), act("appeal", at="2026-04-09T10:00:00+01:00", by="r1", grounds=["error"]), "at Over"),
    (Code.SANCTION, docket(*DECIDED[:2]), act("judge_it", by="m1", votes=ALL, imposes=[{"sanction": "warning"}]), "6 months"),
    (Code.SANCTION, docket(*DECIDED[:2]), act("judge_it", by="m1", votes=ALL, imposes=[{"sanction": "warning", "lasts": "7 months"}]), "not 7 months"),
    (Code.SANCTION, docket(*DECIDED[:2]), act("judge_it", by="m1", votes=ALL, imposes=[{"sanction": "removal"}]), "not open"),
    (Code.SANCTION, docket(*DECIDED[:2], urgent=True), act("judge_it", by="m1", votes=ALL, imposes=[{"sanction": "removal"}]), "consultation"),
    (Code.SANCTION, docket(*DECIDED[:2]), act("judge_it", by="m1", votes=ALL, imposes=[{"sanction": "exile"}]), "cannot impose"),
    (Code.SANCTION, docket(), act("start_measure", starts=[{"measure": "away", "until": "2026-07-01", "scope": ["office"]}]), "up to 2 months"),
    (Code.SANCTION, docket(), act("start_measure"), "Say the scope of Stay away: office or events"),
    (Code.SANCTION, docket(), act("start_measure", starts=[{"measure": "away", "scope": ["garden"]}]), "garden"),
    (Code.DEPARTURE, docket(*DECIDED[:2]), act("judge_it", by="m1", votes=ALL, imposes=[WARNED], guided=[{"on": "r1", "breach": "insult", "stands": "above"}]), "heavier than the guidance"),
    (Code.DEPARTURE, docket(*DECIDED[:2]), act("judge_it", by="m1", votes=ALL, imposes=[WARNED], guided=[{"on": "r1", "breach": "insult", "stands": "below"}]), "lighter than the guidance"),
    (Code.FACTS, docket(*DECIDED[:2]), act("judge_it", by="m1", votes=ALL, guided=[{"on": "r9", "breach": "insult", "stands": "within"}]), "r9"),
    (Code.LETTER, docket(), act("note", tells=[0]), "letter 0"),
    (Code.FIRST, docket(), act("move"), "“Must” must be done"),
    (Code.LATE_ENTRY, docket(), act("note", entered="2026-03-26T10:00:00+00:00"), "say why"),
]  # fmt: skip


@pytest.mark.parametrize("row", CASES, ids=[f"{row[0]}: {row[3]}" for row in CASES])
def test_code(row: tuple[Code, dict[str, Any], dict[str, Any], str]) -> None:
    """The code, and a reason that says what and how to mend it; most carry the clause."""
    code, obj, given, words = row
    refused = refusal(obj, given)
    assert refused.code == code
    assert words in refused.reason
    assert refused.needs[0].code == code


def test_every_code_has_a_case() -> None:
    """No code without its test."""
    assert {row[0] for row in CASES} == set(Code)


def test_every_need_is_named_at_once() -> None:
    """An act that lacks several things is told all of them, in order, with the key to mend."""
    needs = refusal(docket(), act("report")).needs
    assert [(each.field, each.item) for each in needs] == [("with", "reasons"), ("with", "map")]
    needs = refusal(docket(), act("record")).needs
    assert [(each.field, each.item) for each in needs] == [("facts", "band"), ("facts", "agreed")]


@pytest.mark.parametrize(
    "given",
    [
        act("sign", countersigned=[{"by": "h1", "as": "chair"}]),
        act("report", **{"with": ["Reasons", "MAP"]}),
        act("appoint", appoints={"panel": ["m1", "m2"]}),
        act("appoint_finder", appoints={"finder": ["f1"]}),
        act("appoint_finder", appoints={"finder": ["f2"]}, **{"with": ["reasons for the choice"]}),
        act("fix", facts={"hearing": "2026-04-03"}),
        board(**{"for": ["m1", "m2"], "against": ["m3"]}),
        act("judging", by="j1"),
        act("allow", until="2026-04-04"),
        act(
            "start_measure",
            starts=[{"measure": "away", "on": "r1", "until": "2026-04-24", "scope": ["office"]}],
        ),
    ],
    ids=lambda given: given["step"],
)
def test_the_same_done_right_is_accepted(given: dict[str, Any]) -> None:
    """The counterpart of the refusals above."""
    assert decide(BOOKS, Docket.parse(docket()), given).act["n"] == 2


def test_notice_may_be_shorter_with_the_consent_of_all_parties() -> None:
    """Nine days ahead are refused, unless both sides have agreed."""
    agreed = [{"at": AT, "note": "consent", "who": who, "to": "fix"} for who in ("c1", "r1")]
    given = act("fix", facts={"hearing": "2026-04-02"})
    assert refusal(docket(agreed[0]), given).code == "notice"
    assert decide(BOOKS, Docket.parse(docket(*agreed)), given).act["n"] == 4


def test_a_conflict_said_by_another_bars_only_when_confirmed() -> None:
    """Alleged: does not bar. Confirmed by a step: bars. Dismissed: does not."""
    assert decide(BOOKS, Docket.parse(docket(ALLEGED)), act("note")).act["n"] == 3
    settled = act("settle_conflict", by="s2", outcome="yes", conflict=2)
    assert refusal(docket(ALLEGED, settled), act("note")).code == "not_independent"
    dismissed = act("settle_conflict", by="s2", outcome="no", conflict=2)
    assert decide(BOOKS, Docket.parse(docket(CONFLICT, dismissed)), act("note")).act["n"] == 4


def test_late_entry_with_a_reason_takes_its_place() -> None:
    """Entered two days later with a reason it counts from when it happened."""
    obj = docket(act("must", at="2026-03-25T10:00:00+00:00"))
    given = act("note", entered="2026-03-27T10:00:00+00:00", late_reason=True)
    decision = decide(BOOKS, Docket.parse(obj), given)
    assert decision.late
    assert decision.state.irregular == ()


def test_late_entry_that_would_undo_a_later_act_is_refused() -> None:
    """The case would have moved on before the note that is already there."""
    obj = docket(act("must"), act("note", at="2026-03-26T10:00:00+00:00"))
    given = act("move", at="2026-03-25T10:00:00+00:00", entered="2026-03-26T11:00:00+00:00", late_reason=True)
    refused = refusal(obj, given)
    assert (refused.code, "Act 3" in refused.reason) == ("late_entry", True)


def test_a_recorded_act_that_the_rules_refuse_counts_and_is_listed() -> None:
    """Irregular, but applied."""
    obj = docket(act("move"))
    state = decide(BOOKS, Docket.parse(obj), {"at": AT, "note": "message", "by": "c1", "to": "office"}).state
    assert state.stage == "next"
    assert [(each.n, each.code) for each in state.irregular] == [(2, "first")]


def test_annulled_acts_never_were() -> None:
    """An annulled note can be taken again."""
    obj = docket(NOTED, {"at": "2026-03-24T11:00:00+00:00", "note": "annulled", "act": 2})
    assert decide(BOOKS, Docket.parse(obj), act("note", at="2026-03-24T12:00:00+00:00")).act["n"] == 4


def test_an_annulment_that_would_undo_a_later_act_is_refused() -> None:
    """The case would not have moved on; but what is found out is so, and the later act is irregular."""
    obj = docket(act("must"), act("move", at="2026-03-25T10:00:00+00:00"))
    given = {"at": "2026-03-26T10:00:00+00:00", "note": "annulled", "act": 2}
    refused = refusal(obj, given)
    assert (refused.code, "Act 3" in refused.reason) == ("late_entry", True)
    found = decide(BOOKS, Docket.parse(obj), given, found_out=True).state
    assert [each.n for each in found.irregular] == [3]


def test_letters_about_an_annulled_act_are_astray() -> None:
    """Nothing owes them, who has them is known, and one on its way may still arrive."""
    sent = {"at": "2026-03-24T11:00:00+00:00", "note": "sent", "of": 2, "to": ["r1"]}
    gone = {"at": "2026-03-24T12:00:00+00:00", "note": "annulled", "act": 2}
    came = {"at": "2026-03-24T13:00:00+00:00", "note": "received", "of": 2, "to": ["r1"]}
    [letter] = decide(BOOKS, Docket.parse(docket(NOTED, sent)), gone).state.astray
    assert (letter.n, letter.to, letter.state) == (2, "r1", "sent")
    [letter] = decide(BOOKS, Docket.parse(docket(NOTED, sent, gone)), came).state.astray
    assert letter.state == "received"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"at": AT}, "act"),
        ({"at": "yesterday", "step": "note", "by": "s1"}, "act.at"),
        ({"at": "2026-03-24T10:00:00", "step": "note", "by": "s1"}, "act.at"),
        ({"at": AT, "step": "note"}, "act.by"),
        ({"at": AT, "step": "dance", "by": "s1"}, "act.step"),
        ({"at": AT, "step": "note", "by": "s1", "colour": 1}, "act.colour"),
        ({"at": AT, "step": "note", "by": "s1", "votes": ["m1"]}, "act.votes"),
        ({"at": AT, "step": "note", "by": "s1", "votes": {"yes": ["m1"]}}, "act.votes.yes"),
        ({"at": AT, "step": "note", "by": "s1", "in_writing": {}}, "act.in_writing.proposed_at"),
        ({"at": AT, "step": "note", "by": "s1", "out": {"people": ["m1"]}}, "act.out.people"),
        ({"at": AT, "step": "note", "by": "s1", "n": 7}, "act.n"),
        ({"at": AT, "note": "gossip"}, "act.note"),
        ({"at": AT, "note": "received", "of": 9, "to": ["r1"]}, "act.of"),
        ({"at": AT, "note": "received", "of": 1, "to": []}, "act.to"),
        ({"at": AT, "note": "conflict", "who": "zz", "ground": "friend"}, "act.who"),
        ({"at": AT, "note": "conflict", "who": "s1", "ground": "weather"}, "act.ground"),
        ({"at": AT, "note": "consent", "who": "s1", "to": "settle"}, "act.who"),
        ({"at": AT, "note": "waived", "who": "r1", "of": "nothing"}, "act.of"),
        ({"at": AT, "note": "party", "adds": {"x1": {"is": "bystander"}}}, "act.adds"),
        ({"at": AT, "entered": "2026-03-23T11:00:00+00:00", "step": "note", "by": "s1"}, "act.entered"),
    ],
)
def test_malformed_acts_name_the_place(given: dict[str, Any], path: str) -> None:
    """What is no act at all is Malformed, with its path."""
    with pytest.raises(Malformed) as wrong:
        decide(BOOKS, Docket.parse(docket()), given)
    assert path in [problem.path for problem in wrong.value.problems]
    assert all(problem.mend for problem in wrong.value.problems)


def test_a_change_to_a_version_that_is_not_here_is_refused() -> None:
    """Nobody can say what it would mean."""
    note = {"at": AT, "note": "version", "rulebook": "sha256:x"}
    with pytest.raises(Refused) as refused:
        decide(BOOKS, Docket.parse(docket()), note)
    assert refused.value.code == "no_rulebook"


def test_an_unknown_rulebook_is_refused() -> None:
    """The docket names a version that is not here."""
    with pytest.raises(Refused) as refused:
        decide({}, Docket.parse(docket()), act("note"))
    assert refused.value.code == "no_rulebook"

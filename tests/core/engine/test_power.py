"""Who had the power: one sound decision without a gap, and for each kind of gap one that is planted in it."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, state
from dueprocess.core.engine.power import Power, Vote, powers
from dueprocess.core.rulebook import load
from dueprocess.core.tenure import Gap

RULES = """
[rulebook]
id = "power"
version = "1"
title = "Power"
language = "en"
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
finder = { title = "Fact-finder", clause = "3", per_case = true }
guard = { title = "Guard", per_case = true }
member = { title = "Member", clause = "2", needs_training = ["hearings"], needs = ["oath"] }
deputy = { title = "Deputy", needs_training = ["hearings"], needs = ["oath"] }
elder = { title = "Elder", barred_offices = ["treasurer"] }
treasurer = { title = "Treasurer" }
[bodies]
board = { title = "Board", clause = "2", seats = { member = 3 }, stand_ins = { member = "deputy" }, quorum = 2, decides_by = "majority", separate_from = ["guard"], too_few = "elders" }
elders = { title = "Elders", seats = { elder = "all" }, quorum = 2, decides_by = "majority" }
[conflicts]
near = { title = "Near", clause = "4", grounds = ["family"], bars = ["see", "speak", "vote"] }
[facts]
meeting = { title = "Day of the meeting", kind = "date", notice = "7 days", clause = "5" }
[stages]
open = { title = "Open" }
decided = { title = "Decided" }
over = { title = "Over", end = true }
appeal = { title = "Appeal" }
appeal_over = { title = "Appeal over", end = true }
[sanctions]
warning = { title = "Warning", effect = "on the record only", lasts = "6 months" }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], leads_to = "open" }
name = { title = "Name the fact-finder", stage = "open", by = ["clerk"], again = true, appoints = ["finder", "guard"] }
settle = { title = "Settle a conflict", stage = "any", by = ["clerk"], again = true, outcomes = { yes = { conflict = "confirmed" }, no = { conflict = "dismissed" } } }
call = { title = "Call the meeting", stage = "open", by = ["clerk"], again = true, records = ["meeting"], tells = [{ to = ["respondent"], letter = "invitation" }] }
decide = { title = "Decide", clause = "6", stage = "open", by = ["board"], follows = ["call"], not_before = { on = "meeting" }, needs = ["reasons"], countersigned_by = ["elder"], grounds = ["safety"], consent_of = ["complainant"], imposes = ["warning"], tells = [{ to = ["respondent"], letter = "decision" }], leads_to = "decided" }
appeal_it = { title = "Appeal", stage = "decided", by = ["respondent"], appeals = ["decide"], due = { within = "1 year", after = "decide", kind = "limit" }, opens = "appeal" }
judge = { title = "Judge the appeal", clause = "8", stage = "appeal", by = ["elders"], leads_to = "appeal_over", outcomes = { stands = { title = "It stands", decision = "stands" } } }
find = { title = "Say what was found", stage = "open", by = ["finder"], logged_as = "decided" }
close = { title = "Close", stage = "decided", by = ["clerk"], leads_to = "over", logged_as = "closed" }
"""
RULEBOOK = load(RULES)
BOOKS = {RULEBOOK.hash: RULEBOOK}
DECIDED = 7
"""The number of the act of deciding."""
TRAINED: dict[str, Any] = {"training": {"hearings": "2030-12-31"}, "has": ["oath"]}


def sound() -> dict[str, Any]:
    """A case decided on 20 March 2026 as the rules say, with everything shown."""
    return {
        "docket": 1,
        "case": "power",
        "rulebook": RULEBOOK.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent", "person": "p9"}},
        "people": {
            "s1": {"roles": ["clerk"]},
            "f1": {"roles": ["finder"]},
            "g1": {"roles": ["guard"]},
            **{f"m{n}": {"roles": ["member"], **deepcopy(TRAINED)} for n in (1, 2, 3)},
            "d1": {"roles": ["deputy"], **deepcopy(TRAINED)},
            **{f"e{n}": {"roles": ["elder"]} for n in (1, 2, 3)},
            "p9": {"roles": []},
        },
        "acts": [
            {"n": 1, "at": "2026-03-02T10:00:00+00:00", "step": "begin", "by": "c1"},
            {
                "n": 2,
                "at": "2026-03-03T10:00:00+00:00",
                "step": "name",
                "by": "s1",
                "appoints": {"finder": ["f1"], "guard": ["g1"]},
                "with": ["reasons for the choice"],
            },
            {
                "n": 3,
                "at": "2026-03-05T10:00:00+00:00",
                "step": "call",
                "by": "s1",
                "facts": {"meeting": "2026-03-20"},
            },
            {"n": 4, "at": "2026-03-06T10:00:00+00:00", "note": "received", "of": 3, "to": ["r1"]},
            {"n": 5, "at": "2026-03-07T10:00:00+00:00", "note": "consent", "who": "c1", "to": "decide"},
            {"n": 6, "at": "2026-03-08T10:00:00+00:00", "note": "message", "by": "c1", "to": "office"},
            {
                "n": DECIDED,
                "at": "2026-03-20T19:00:00+00:00",
                "step": "decide",
                "by": "m1",
                "as": "board",
                "votes": {"for": ["m1", "m2"], "against": ["m3"]},
                "with": ["reasons"],
                "grounds": ["safety"],
                "countersigned": [{"by": "e1", "as": "elder"}],
                "imposes": [{"sanction": "warning", "on": "r1"}],
            },
            {"n": 8, "at": "2026-03-21T10:00:00+00:00", "note": "received", "of": DECIDED, "to": ["r1"]},
        ],
    }


def act(obj: dict[str, Any], n: int = DECIDED) -> dict[str, Any]:
    """One of its rows."""
    return next(row for row in obj["acts"] if row["n"] == n)


def add(obj: dict[str, Any], at: str, **row: Any) -> None:
    """A row more at the end, at ten of a day of 2026."""
    obj["acts"].append({"n": obj["acts"][-1]["n"] + 1, "at": f"2026-{at}T10:00:00+00:00", **row})


def found(obj: dict[str, Any], n: int = DECIDED, at: str = "2026-06-01T10:00:00+00:00") -> Power:
    """The power of one decision."""
    every = powers(state(BOOKS, Docket.parse(obj), datetime.fromisoformat(at)))
    return next(each for each in every if each.n == n)


def test_a_sound_decision_tells_everything_and_lacks_nothing() -> None:
    power = found(sound())
    assert power.gaps == ()
    assert (power.title, power.clause, power.role_title, power.body) == ("Decide", "6", "Board", True)
    assert (power.quorum, power.seats, power.could_vote, power.voted) == (2, 3, 3, 3)
    assert (power.yes, power.no, power.abstained, str(power.rule)) == (2, 1, 0, "majority")
    assert [(each.who, each.vote) for each in power.members] == [
        ("m1", Vote.FOR),
        ("m2", Vote.FOR),
        ("m3", Vote.AGAINST),
    ]
    assert power.members[0].training == (("hearings", date(2030, 12, 31)),)
    assert power.members[0].has == ("oath",)
    assert [(each.who, each.role, each.own) for each in power.offices] == [
        ("m1", "member", True),
        ("m2", "member", False),
        ("m3", "member", False),
        ("e1", "elder", False),
    ]
    assert [(each.who, each.title, each.able) for each in power.signed] == [("e1", "Elder", True)]
    assert [(each.to, each.letter, each.state) for each in power.letters] == [("r1", "decision", "received")]


def test_only_what_offices_and_bodies_decide_is_told() -> None:
    """Not the complaint, nor the invitation that decides nothing; the appointment is."""
    every = powers(state(BOOKS, Docket.parse(sound()), datetime.fromisoformat("2026-06-01T10:00:00+00:00")))
    assert [(each.n, each.step) for each in every] == [(2, "name"), (DECIDED, "decide")]
    assert every[0].gaps == ()
    assert [(each.who, each.role, each.own) for each in every[0].offices] == [("s1", "clerk", True)]


def training(obj: dict[str, Any]) -> None:
    obj["people"]["m2"]["training"]["hearings"] = "2026-03-19"  # the day before


def attestation(obj: dict[str, Any]) -> None:
    obj["people"]["m2"]["has"] = []


def declared(obj: dict[str, Any]) -> None:
    act(obj, 6).clear()
    obj["acts"][5] = {
        "n": 6,
        "at": "2026-03-08T10:00:00+00:00",
        "note": "conflict",
        "who": "m2",
        "ground": "family",
        "said_by": "m2",
    }


def alleged(obj: dict[str, Any]) -> None:
    declared(obj)
    obj["acts"][5]["said_by"] = "c1"


def confirmed_later(obj: dict[str, Any]) -> None:
    alleged(obj)
    add(obj, "04-01", step="settle", by="s1", outcome="yes", conflict=6)


def declared_later(obj: dict[str, Any]) -> None:
    add(obj, "04-01", note="conflict", who="m2", ground="family", said_by="m2")


def party(obj: dict[str, Any]) -> None:
    obj["parties"]["r1"]["person"] = "m2"


def of_accused_unit(obj: dict[str, Any]) -> None:
    obj["parties"]["r1"] = {"is": "respondent", "unit": "4"}
    obj["people"]["m2"]["offices_in"] = ["1/2/4"]


def absent(obj: dict[str, Any]) -> None:
    obj["acts"][5] = {
        "n": 6,
        "at": "2026-03-08T10:00:00+00:00",
        "note": "absent",
        "who": "m2",
        "from": "2026-03-18",
        "to": "2026-03-21",
    }


def separate(obj: dict[str, Any]) -> None:
    obj["people"]["m2"]["roles"] = ["member", "guard"]
    act(obj, 2)["appoints"] = {"finder": ["f1"], "guard": ["m2"]}


def investigated(obj: dict[str, Any]) -> None:
    obj["people"]["m2"]["roles"] = ["member", "finder"]
    act(obj, 2)["appoints"] = {"finder": ["m2"], "guard": ["g1"]}


def no_member(obj: dict[str, Any]) -> None:
    act(obj)["votes"] = {"for": ["m1", "m2", "e2"], "against": ["m3"]}


def quorum(obj: dict[str, Any]) -> None:
    act(obj)["votes"] = {"for": ["m1"]}


def lost(obj: dict[str, Any]) -> None:
    act(obj)["votes"] = {"for": ["m1"], "against": ["m2", "m3"]}


def too_few(obj: dict[str, Any]) -> None:
    for who in ("m2", "m3"):
        obj["people"][who]["roles"] = []
    del obj["people"]["d1"]
    act(obj)["votes"] = {"for": ["m1"]}


def no_reasons(obj: dict[str, Any]) -> None:
    act(obj)["with"] = []


def no_ground(obj: dict[str, Any]) -> None:
    act(obj)["grounds"] = []


def no_consent(obj: dict[str, Any]) -> None:
    obj["acts"][4] = {
        "n": 5,
        "at": "2026-03-07T10:00:00+00:00",
        "note": "message",
        "by": "c1",
        "to": "office",
    }


def no_signature(obj: dict[str, Any]) -> None:
    act(obj)["countersigned"] = []


def signed_by_the_barred(obj: dict[str, Any]) -> None:
    obj["people"]["e1"]["roles"] = ["elder", "treasurer"]


def too_hard(obj: dict[str, Any]) -> None:
    act(obj)["imposes"] = [{"sanction": "warning", "on": "r1", "lasts": "7 months"}]


def short_notice(obj: dict[str, Any]) -> None:
    """Called on the 14th for the 20th: six days."""
    act(obj, 3)["at"] = "2026-03-14T10:00:00+00:00"
    for n, day in ((4, 14), (5, 14), (6, 14)):
        act(obj, n)["at"] = f"2026-03-{day}T11:00:00+00:00"


def invited_late(obj: dict[str, Any]) -> None:
    """Called in time, and the letter arrived on the 15th."""
    for n in (4, 5, 6):
        act(obj, n)["at"] = "2026-03-15T11:00:00+00:00"


def never_invited(obj: dict[str, Any]) -> None:
    act(obj, 4)["to"] = ["c1"]


def receipt(obj: dict[str, Any]) -> None:
    obj["acts"] = [row for row in obj["acts"] if row["n"] != 8]


def late_entry(obj: dict[str, Any]) -> None:
    act(obj)["entered"] = "2026-03-25T10:00:00+00:00"
    act(obj)["late_reason"] = True
    act(obj, 8)["at"] = "2026-03-26T10:00:00+00:00"


def too_early(obj: dict[str, Any]) -> None:
    act(obj)["at"] = "2026-03-19T19:00:00+00:00"


PLANTED: list[tuple[Callable[[dict[str, Any]], None], set[Gap], set[str | None]]] = [
    (training, {Gap.TRAINING}, {"m2"}),
    (attestation, {Gap.ATTESTATION}, {"m2"}),
    (declared, {Gap.CONFLICT}, {"m2"}),
    (alleged, {Gap.CONFLICT_OPEN}, {"m2"}),
    (confirmed_later, {Gap.CONFLICT_LATER}, {"m2"}),
    (declared_later, {Gap.CONFLICT_LATER}, {"m2"}),
    (party, {Gap.PARTY}, {"m2"}),
    (of_accused_unit, {Gap.ACCUSED_UNIT}, {"m2"}),
    (absent, {Gap.ABSENT}, {"m2"}),
    (separate, {Gap.SEPARATE}, {"m2"}),
    (investigated, {Gap.TWO_ROLES}, {"m2"}),
    (no_member, {Gap.NOT_ENTITLED}, {"e2"}),
    (quorum, {Gap.QUORUM}, {None}),
    (lost, {Gap.VOTE}, {None}),
    (too_few, {Gap.TOO_FEW, Gap.QUORUM, Gap.NOT_ENTITLED}, {None}),
    (no_reasons, {Gap.PAPER}, {None}),
    (no_ground, {Gap.GROUNDS}, {None}),
    (no_consent, {Gap.CONSENT}, {"c1"}),
    (no_signature, {Gap.SIGNATURE}, {None}),
    (signed_by_the_barred, {Gap.SIGNATURE}, {"e1"}),
    (too_hard, {Gap.SANCTION}, {None}),
    (short_notice, {Gap.NOTICE}, {None, "r1"}),
    (invited_late, {Gap.NOTICE}, {"r1"}),
    (never_invited, {Gap.RECEIPT}, {"r1"}),
    (receipt, {Gap.RECEIPT}, {"r1"}),
    (late_entry, {Gap.ENTERED_LATE}, {None}),
    (too_early, {Gap.IRREGULAR}, {None}),
]


@pytest.mark.parametrize(
    ("plant", "gaps", "who"), PLANTED, ids=[plant.__name__ for plant, _gaps, _who in PLANTED]
)
def test_each_planted_gap_is_named_and_no_other(
    plant: Callable[[dict[str, Any]], None], gaps: set[Gap], who: set[str | None]
) -> None:
    obj = sound()
    plant(obj)
    power = found(obj)
    assert {each.gap for each in power.gaps} == gaps, power.gaps
    assert {each.who for each in power.gaps} == who
    assert all(each.reason for each in power.gaps)
    assert len(set(power.gaps)) == len(power.gaps)


def test_elders_who_act_in_the_boards_place_say_so() -> None:
    obj = sound()
    too_few(obj)
    act(obj).update({"by": "e2", "as": "elders", "votes": {"for": ["e2", "e3"]}})
    power = found(obj)
    assert power.gaps == ()
    assert (power.role_title, power.instead_of) == ("Elders", "Board")


def test_a_stand_in_is_named_with_whom_they_stand_in_for() -> None:
    obj = sound()
    declared(obj)
    act(obj)["votes"] = {"for": ["m1", "d1"], "against": ["m3"]}
    power = found(obj)
    assert power.gaps == ()
    deputy = next(each for each in power.members if each.who == "d1")
    assert (deputy.stands_in_for, deputy.votes, deputy.vote) == ("m2", True, Vote.FOR)
    out = next(each for each in power.members if each.who == "m2")
    assert (out.votes, out.vote, str(out.why_not)) == (False, None, "has a conflict of interest (Near)")
    assert ("d1", "deputy") in {(each.who, each.role) for each in power.offices}


def appealed(judges: list[str]) -> dict[str, Any]:
    """An appeal, judged by these."""
    obj = sound()
    add(obj, "03-25", step="appeal_it", by="r1", against=DECIDED)
    add(
        obj,
        "04-10",
        step="judge",
        by=judges[0],
        **{"as": "elders", "votes": {"for": judges}, "outcome": "stands"},
    )
    return obj


def test_whoever_decided_before_and_judges_again_is_named_though_no_rule_forbids_it() -> None:
    obj = appealed(["e2", "e3"])
    assert found(obj, n=10).gaps == ()
    obj["people"]["m2"]["roles"] = ["member", "elder"]
    again = found(appealed_with(obj, ["m2", "e3"]), n=10)
    assert {(each.gap, each.who) for each in again.gaps} == {(Gap.FRESH, "m2")}


def appealed_with(obj: dict[str, Any], judges: list[str]) -> dict[str, Any]:
    """The same appeal, judged by others."""
    act(obj, 10).update({"by": judges[0], "votes": {"for": judges}})
    return obj


def test_a_decision_stands_by_the_roster_it_relied_on() -> None:
    """Who left the office afterwards does not undo what they did; what the act was judged by counts."""
    obj = sound()
    roster = deepcopy(obj["people"])
    for row in obj["acts"]:
        if "step" in row:
            row["people"] = roster
    obj["people"]["m1"] = {"roles": []}
    obj["people"]["m2"]["training"] = {}
    assert found(obj).gaps == ()


def test_a_letter_is_not_missing_before_it_is_due() -> None:
    """The decision of Friday goes out at once, which is late from Tuesday 00:00 on."""
    obj = sound()
    receipt(obj)
    assert found(obj, at="2026-03-23T22:00:00+00:00").gaps == ()
    assert {each.gap for each in found(obj, at="2026-03-24T00:00:00+00:00").gaps} == {Gap.RECEIPT}


def test_a_single_person_who_does_not_hold_the_role() -> None:
    obj = sound()
    add(obj, "04-01", step="close", by="e1", **{"as": "clerk"})
    power = found(obj, n=9)
    assert {(each.gap, each.who) for each in power.gaps} == {(Gap.NOT_ENTITLED, "e1")}
    assert (power.body, power.rule, power.quorum) == (False, None, None)


def test_somebody_appointed_by_an_irregular_entry() -> None:
    """The clerk named a guard whom the register does not know as one, and the fact-finder with the same entry."""
    obj = sound()
    obj["acts"][5] = {"n": 6, "at": "2026-03-08T10:00:00+00:00", "step": "find", "by": "f1", "as": "finder"}
    clean = found(obj, n=6)
    assert (clean.gaps, clean.offices[0].appointed) == ((), 2)
    act(obj, 2)["appoints"]["guard"] = ["e1"]
    assert {(each.gap, each.who) for each in found(obj, n=6).gaps} == {(Gap.APPOINTED_BADLY, "f1")}
    assert {each.gap for each in found(obj, n=2).gaps} == {Gap.IRREGULAR}


def test_an_elder_with_a_barred_office() -> None:
    obj = appealed(["e2", "e3"])
    obj["people"]["e3"]["roles"] = ["elder", "treasurer"]
    power = found(obj, n=10)
    assert {(each.gap, each.who) for each in power.gaps} == {(Gap.OFFICE, "e3")}
    assert {each.who for each in power.members if each.votes} == {"e1", "e2"}

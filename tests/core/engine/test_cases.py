"""What cases come to: bodies and ties, rounds and appeals, measures and sanctions in time, joining, lateness."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, state
from dueprocess.core.engine.view import State
from dueprocess.core.independence import Known, why_not
from dueprocess.core.rulebook import load
from dueprocess.core.rulebook.model import Role

RULES = """
[rulebook]
id = "cases"
version = "1"
title = "Cases"
language = "en"
standings = ["clear", "warned", "suspended", "expelled"]
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
helper = { title = "Helper", per_case = true }
guide = { title = "Guide", per_case = true }
warden = { title = "Warden", per_case = true, barred_offices = ["helper"] }
member = { title = "Member" }
chair = { title = "Chair" }
deputy = { title = "Deputy", needs = ["briefing"] }
elder = { title = "Elder" }
umpire = { title = "Umpire" }
oversight = { title = "Oversight", too_few = "umpire" }
[bodies]
board = { title = "Board", seats = { chair = 1, member = 2 }, stand_ins = { member = "deputy" }, chair = "chair", quorum = 2, decides_by = "majority", tie = "chair decides", too_few = "elders" }
elders = { title = "Elders", seats = { elder = "all" }, quorum = 2, decides_by = "two thirds", fresh = true, too_few = "umpire" }
local = { title = "Local board", seats = { member = "all" }, of_unit = "region" }
[conflicts]
soft = { title = "Soft", grounds = ["colleague"], bars = ["vote"], several = 2, become = "hard" }
hard = { title = "Hard", grounds = ["family"], bars = ["see", "speak", "vote"], alleged = "bars" }
[facts]
serious = { title = "Serious" }
region = { title = "Region", kind = "unit" }
long_away = { title = "Away for ten days", derived = { measure = "away", for = "10 days" } }
heeded = { title = "Heeded the warning", per = "respondent" }
second = { title = "A second warning", derived = { sanction = "warning", times = 1 } }
[stages]
open = { title = "Open" }
heard = { title = "Heard" }
decided = { title = "Decided", lasts = "until final", then = "over" }
over = { title = "Over", end = true }
appeal = { title = "Appeal" }
appeal_over = { title = "Appeal over", end = true }
measure = { title = "Measure" }
measure_over = { title = "Measure over", end = true }
[pauses]
election = { title = "Election", lasts = "until lifted", for_all = true }
[measures]
away = { title = "Away", effect = "may not attend", lasts = "1 month", cap = "3 months", standing = "warned" }
emergency = { title = "Emergency", effect = "membership suspended", lasts = "3 days", standing = "suspended" }
shield = { title = "Shield", effect = "no contact", lasts = "1 month", at_end = "must be decided", holding = "7 days", reports_to = ["oversight"] }
[sanctions]
warning = { title = "Warning", effect = "on the record only", lasts = "6 months", standing = "warned" }
suspension = { title = "Suspension", effect = "membership suspended", lasts = "1 month to 1 year", standing = "suspended", credits = ["away"], during_appeal = "stayed", may_be_suspended = "up to 12 months" }
expulsion = { title = "Expulsion", effect = "may not take part", lasts = "for good", standing = "expelled", begins = "when final", meanwhile = "away" }
training = { title = "Training", effect = "training", lasts = "until done", standing = "warned", begins = "on service" }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], may_record = ["serious"], leads_to = "open" }
answer = { title = "Answer", stage = "open", by = ["respondent"], due = { within = "10 days", after = "begin", on_late = { leads_to = "heard" } }, leads_to = "heard" }
vote = { title = "Vote", stage = "open", by = ["board"], again = true }
hold = { title = "Hold", stage = "any", by = ["clerk"], again = true, starts = ["away"] }
longer = { title = "Longer", stage = "any", by = ["clerk"], again = true, continues = ["away", "shield"] }
protect = { title = "Protect", stage = "any", by = ["clerk"], again = true, starts = ["shield"] }
end_it = { title = "End it", stage = "any", by = ["clerk"], again = true, lifts = ["away", "shield"] }
act_now = { title = "Act now", stage = "any", by = ["clerk"], again = true, starts = ["emergency"], opens = "measure" }
check = { title = "Check", stage = "measure", by = ["elders"], due = { within = "24 hours", after = "act_now", on_late = { lifts = ["emergency"], tells = [{ to = ["oversight"], letter = "late" }], leads_to = "measure_over" } }, outcomes = { goes_on = { continues = ["emergency"] }, ends = { lifts = ["emergency"], leads_to = "measure_over" } } }
judge = { title = "Judge", stage = "heard", by = ["board"], imposes = ["warning", "suspension", "expulsion", "training"], tells = [{ to = ["parties"], letter = "decision" }], leads_to = "decided" }
fulfil = { title = "Fulfil", stage = "any", by = ["clerk"], again = true, fulfils = ["training"] }
appeal_it = { title = "Appeal", stage = "decided", by = ["respondent", "complainant"], appeals = ["judge"], due = { within = "14 days", after = "service of judge", kind = "limit" }, opens = "appeal" }
give_back = { title = "Give back", stage = "decided", by = ["clerk"], restores = { steps = ["appeal_it"], not_after = "1 month" } }
rule = { title = "Rule", stage = "appeal", by = ["elders"], outcomes = { stands = { decision = "stands", leads_to = "appeal_over" }, varied = { decision = "varied", imposes = ["warning"], leads_to = "appeal_over" }, again = { decision = "set aside", sends_back = "heard" } } }
take_in = { title = "Take in", stage = "open", by = ["clerk"], again = true, joins = true }
let_go = { title = "Let go", stage = "open", by = ["clerk"], again = true, releases = true }
receipt = { title = "Receipt", stage = "open", by = ["clerk"], for_each = "complaint", due = { within = "5 days", after = "begin" } }
heed = { title = "Heed", stage = "open", by = ["clerk"], for_each = "respondent", sets = { heeded = true } }
all_heed = { title = "All heed", stage = "open", by = ["clerk"], again = true, sets = { heeded = true } }
name_both = { title = "Name both", stage = "open", by = ["clerk"], appoints = ["helper", "guide"] }
drop_helper = { title = "Drop the helper", stage = "open", by = ["clerk"], removes = ["helper"] }
with_two = { title = "With two", stage = "open", by = ["clerk"], again = true, countersigned_by = ["oversight"] }
more_time = { title = "More time", stage = "open", by = ["clerk"], again = true, extends = { steps = ["answer"], at_most = "10 days", times = 2 } }
hurry = { title = "Hurry", stage = "open", by = ["board"], again = true, decides_by = "any one" }
write = { title = "Write", stage = "open", by = ["clerk"], tells = [{ to = ["respondent"], letter = "after_a_vote", within = "2 days", first = ["vote"] }, { to = ["complainant"], letter = "if_you_like", within = "2 days", optional = true }, { to = ["oversight"], letter = "when_serious", when = { serious = true } }] }
name_warden = { title = "Name the warden", stage = "open", by = ["clerk"], again = true, appoints = ["warden"] }
place = { title = "Place", stage = "open", by = ["clerk"], records = ["region"] }
local_vote = { title = "Local vote", stage = "open", by = ["local"], again = true }
recall = { title = "Recall", stage = "open", by = ["board"], again = true, only_those_at = ["vote"] }
harder = { title = "Harder", stage = "open", by = ["clerk"], when = { second = true }, again = true }
sooner = { title = "Sooner", stage = "open", by = ["clerk"], shortens = { steps = ["answer"], at_least = "5 days" } }
"""
RULEBOOK = load(RULES)
BOOKS = {RULEBOOK.hash: RULEBOOK}
YES = {"for": ["h1", "m1", "m2"]}
ELDERS = {"for": ["e1", "e2", "e3"]}


def docket(*rows: dict[str, Any], respondents: int = 1, **more: Any) -> dict[str, Any]:
    """A case begun on 2 March 2026 (a Monday) with these rows."""
    parties: dict[str, Any] = {"c1": {"is": "complainant"}}
    parties |= {f"r{number}": {"is": "respondent"} for number in range(1, respondents + 1)}
    first = {"at": "2026-03-02T10:00:00+00:00", "step": "begin", "by": "c1"}
    return {
        "docket": 1,
        "case": "cases",
        "rulebook": RULEBOOK.hash,
        "parties": parties,
        "people": {
            "s1": {"roles": ["clerk"]},
            "h1": {"roles": ["chair"]},
            **{f"m{number}": {"roles": ["member"]} for number in (1, 2, 3)},
            **{f"d{number}": {"roles": ["deputy"], "has": ["briefing"]} for number in (1, 2)},
            **{f"e{number}": {"roles": ["elder"]} for number in (1, 2, 3)},
            "u1": {"roles": ["umpire"]},
        },
        "acts": [{"n": number, **row} for number, row in enumerate((first, *rows), start=1)],
        **more,
    }


def act(day: str, step: str, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "step": step, "by": by, **more}


def note(day: str, kind: str, **more: Any) -> dict[str, Any]:
    """A note at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "note": kind, **more}


def on(obj: dict[str, Any], day: str) -> State:
    """The state at 13:00 UTC of a day (of 2026 unless the year is given)."""
    full = day if len(day) == 10 else f"2026-{day}"
    return state(BOOKS, Docket.parse(obj), datetime.fromisoformat(f"{full}T13:00:00+00:00"))


def judged(*imposes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Answered on 5 March, judged on 10 March (act 3), received by both on 11 March."""
    return docket(
        act("03-05", "answer", "r1"),
        act("03-10", "judge", "h1", votes=YES, imposes=list(imposes)),
        note("03-11", "received", of=3, to=["c1", "r1"]),
        **more,
    )


def then(obj: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    """The same docket with more rows, each accepted by `decide`."""
    for row in rows:
        decision = decide(BOOKS, Docket.parse(obj), row)
        obj = {**obj, "acts": [*obj["acts"], decision.act]}
    return obj


def conflict(who: str, ground: str, said_by: str | None = None) -> dict[str, Any]:
    """A conflict of interest, said by oneself unless somebody else is named."""
    return note("03-03", "conflict", who=who, ground=ground, said_by=said_by or who)


# --- bodies


def test_as_many_as_there_are_seats_in_register_order() -> None:
    """Three members, two seats."""
    assert on(docket(), "03-03").bodies["board"].voting == ("h1", "m1", "m2")


def test_a_stand_in_takes_the_place_of_whoever_is_out() -> None:
    """In register order, checked in their own role; speaking only needs no stand-in."""
    obj = docket(conflict("m1", "family"), conflict("d1", "family"))
    members = {each.id: each for each in on(obj, "03-03").bodies["board"].members}
    assert members["d2"].stands_in_for == "m1"
    assert not members["m1"].sits
    soft = {
        each.id: each for each in on(docket(conflict("m1", "colleague")), "03-03").bodies["board"].members
    }
    assert (soft["m1"].sits, soft["m1"].votes) == (True, False)
    assert "d1" not in soft


def test_several_soft_conflicts_become_a_hard_one() -> None:
    """Two of them, and the seat is filled by somebody else."""
    obj = docket(conflict("m1", "colleague"), conflict("m1", "colleague"))
    assert "d1" in on(obj, "03-03").bodies["board"].voting


def test_alleged_conflicts_bar_only_where_the_degree_says_so() -> None:
    """Hard ones do here, soft ones do not."""
    assert "m1" not in on(docket(conflict("m1", "family", "m2")), "03-03").bodies["board"].voting
    assert "m1" in on(docket(conflict("m1", "colleague", "m2")), "03-03").bodies["board"].voting


def test_too_few_is_followed_from_one_to_the_next() -> None:
    """Board, then elders by two thirds, then the umpire alone."""
    gone = [conflict(who, "family") for who in ("h1", "m1", "m2", "d1", "d2")]
    found = on(docket(*gone), "03-04")
    assert found.bodies["board"].too_few
    way = next(each for each in permitted(found) if each.step == "vote").ways[0]
    assert (way.name, way.instead_of, way.people) == ("elders", "board", ("e1", "e2", "e3"))
    refused = act("03-04", "vote", "e1", votes={"for": ["e1"], "against": ["e2", "e3"]})
    with pytest.raises(NotPermitted) as no:
        decide(BOOKS, Docket.parse(docket(*gone)), refused)
    assert no.value.code == "vote"
    then(docket(*gone), act("03-04", "vote", "e1", votes={"for": ["e1", "e2"], "against": ["e3"]}))
    alone = [*gone, conflict("e1", "family"), conflict("e2", "family")]
    assert next(each for each in permitted(on(docket(*alone), "03-04")) if each.step == "vote").who == ("u1",)


def test_a_tie_is_decided_by_the_chair() -> None:
    """With the chair among those for it, and not otherwise."""
    out = docket(conflict("m2", "colleague"))
    then(out, act("03-04", "vote", "h1", votes={"for": ["h1"], "against": ["m1"]}))
    with pytest.raises(NotPermitted) as no:
        decide(BOOKS, Docket.parse(out), act("03-04", "vote", "h1", votes={"for": ["m1"], "against": ["h1"]}))
    assert "chair" in no.value.reason


# --- moving on


def test_a_step_of_several_moves_when_the_last_has_done_it() -> None:
    """Two respondents."""
    obj = docket(act("03-05", "answer", "r1"), respondents=2)
    assert on(obj, "03-06").stage == "open"
    assert on(then(obj, act("03-07", "answer", "r2")), "03-07").stage == "heard"


def test_lateness_moves_when_the_last_is_done_or_late() -> None:
    """One answers, the other does not: 12 March is the last day, 13 March 00:00 the moment."""
    obj = docket(act("03-05", "answer", "r1"), respondents=2)
    found = on(obj, "03-13")
    assert found.stage == "heard"
    assert found.strands[0].since == datetime.fromisoformat("2026-03-13T00:00:00+00:00")
    assert [(each.kind, each.person) for each in found.lapses] == [("deadline", "r2")]


def test_an_emergency_measure_falls_when_nobody_checks_it_in_time() -> None:
    """24 hours, to the minute; oversight is told, the strand is over."""
    obj = docket(act("03-03", "act_now"))
    assert (
        state(BOOKS, Docket.parse(obj), datetime.fromisoformat("2026-03-04T11:59:00Z")).standing["r1"]
        == "suspended"
    )
    found = state(BOOKS, Docket.parse(obj), datetime.fromisoformat("2026-03-04T12:00:00Z"))
    assert found.standing["r1"] == "clear"
    assert found.measures[0].state == "lifted"
    assert [(each.name, each.stage) for each in found.strands] == [(1, "open"), (2, "measure_over")]
    assert [(each.to, each.letter) for each in found.notices] == [("oversight", "late")]


def test_time_shortened_but_not_below_its_bound() -> None:
    """From 12 March to 9 March; not to 6 March, which is less than five days."""
    with pytest.raises(NotPermitted) as no:
        then(docket(), act("03-03", "sooner", until="2026-03-06"))
    assert "7 March 2026" in no.value.reason
    obj = then(docket(), act("03-03", "sooner", until="2026-03-09"))
    assert (
        str(next(each.last_day for each in on(obj, "03-03").deadlines if each.step == "answer"))
        == "2026-03-09"
    )


def test_a_pause_of_the_whole_organisation_needs_no_step() -> None:
    """From 4 to 14 March, ten days."""
    wide = [{"pause": "election", "from": "2026-03-04T00:00:00+00:00", "to": "2026-03-14T00:00:00+00:00"}]
    found = on(docket(organisation=wide), "03-15")
    assert str(next(each.last_day for each in found.deadlines if each.step == "answer")) == "2026-03-22"


# --- complaints and parties


def test_joined_complaints_have_their_own_clock() -> None:
    """Five days from its own receipt; the old one keeps its own."""
    joined = {
        "complaints": {"k2": {"at": "2026-03-08T09:00:00+00:00"}},
        "parties": {"c2": {"is": "complainant"}},
    }
    found = on(then(docket(), act("03-09", "take_in", **joined)), "03-09")
    days = {each.person: str(each.last_day) for each in found.deadlines if each.step == "receipt"}
    assert days == {"k1": "2026-03-07", "k2": "2026-03-13"}
    assert set(found.parties) == {"c1", "c2", "r1"}


def test_a_respondent_let_go_owes_nothing_more() -> None:
    """Only the other one still answers."""
    obj = then(docket(respondents=2), act("03-04", "let_go", **{"for": ["r2"]}))
    assert [each.person for each in on(obj, "03-05").deadlines if each.step == "answer"] == ["r1"]


# --- appeals and rounds


def test_a_waiver_makes_final() -> None:
    """Both have waived: the case closes at the second waiver."""
    obj = judged()
    obj = then(obj, note("03-12", "waived", who="c1", of="appeal_it"))
    assert on(obj, "03-12").stage == "decided"
    obj = then(obj, note("03-13", "waived", who="r1", of="appeal_it"))
    assert on(obj, "03-13").stage == "over"


def test_the_ways_that_are_open_are_those_that_could_be_waived() -> None:
    """Of whoever may appeal and has not, has not waived and is not out of time; and whether it reached them."""
    obj = judged()

    def ways(obj: dict[str, Any], at: str) -> set[tuple[str, bool]]:
        return {(way.party, way.reached) for way in on(obj, at).ways if way.step == "appeal_it"}

    assert ways(obj, "03-12") == {("c1", True), ("r1", True)}
    assert ways(then(obj, note("03-12", "waived", who="c1", of="appeal_it")), "03-12") == {("r1", True)}
    assert ways(obj, "2027-03-13") == set()
    obj["acts"][3]["to"] = ["c1"]
    assert ways(obj, "03-12") == {("c1", True), ("r1", False)}


def test_without_receipt_nothing_is_final() -> None:
    """No time runs for whoever has received nothing."""
    obj = judged()
    obj["acts"][3]["to"] = ["c1"]
    assert on(obj, "2027-03-13").stage == "decided"


def test_a_lost_limit_is_given_back() -> None:
    """r1's time ended on 25 March, c1's runs longer; given back until 5 April."""
    obj = judged()
    obj["acts"][3]["to"] = ["r1"]
    obj["acts"].append({"n": 5, **note("03-20", "received", of=3, to=["c1"])})
    with pytest.raises(NotPermitted) as no:
        then(obj, act("03-30", "appeal_it", "r1"))
    assert no.value.code == "too_late"
    obj["acts"][4] = {"n": 5, **note("04-20", "received", of=3, to=["c1"])}
    with pytest.raises(NotPermitted) as no:  # a month after 25 March is over
        then(obj, act("04-27", "give_back", until="2026-05-05"))
    assert no.value.code == "nothing_there"
    obj["acts"][4] = {"n": 5, **note("03-20", "received", of=3, to=["c1"])}
    obj = then(obj, act("03-30", "give_back", until="2026-04-05"))
    obj = then(obj, act("04-05", "appeal_it", "r1"))
    assert [each.stage for each in on(obj, "04-06").strands] == ["decided", "appeal"]


def test_set_aside_begins_a_new_round() -> None:
    """What was done no longer counts; whoever voted may not hear the appeal; sanctions fall."""
    obj = judged({"sanction": "warning", "on": "r1"})
    obj = then(
        obj, act("03-12", "appeal_it", "r1"), act("03-20", "rule", "e1", votes=ELDERS, outcome="again")
    )
    found = on(obj, "03-21")
    assert [(each.name, each.stage, each.round) for each in found.strands] == [
        (1, "heard", 2),
        (5, "appeal", 1),
    ]
    assert found.sanctions[0].state == "set aside"
    assert found.standing["r1"] == "clear"
    assert next(each for each in permitted(found) if each.step == "judge").allowed
    # What was done before the stage to which it went back still counts; the appeal of the old round is shown as met.
    met = [(each.step, each.person) for each in found.deadlines if each.met]
    assert met == [("answer", "r1"), ("appeal_it", "r1")]


def test_what_was_annulled_met_nothing_in_the_old_round_either() -> None:
    """Both appealed; after the new round began, one appeal turned out never to have been made."""
    obj = then(
        judged({"sanction": "warning", "on": "r1"}),
        act("03-12", "appeal_it", "r1"),
        act("03-13", "appeal_it", "c1"),
        act("03-20", "rule", "e1", votes=ELDERS, outcome="again", strand=5),
    )

    def met() -> list[tuple[str, str | None, int | None]]:
        return [
            (each.step, each.person, each.met_by)
            for each in on(obj, "03-23").deadlines
            if each.met_by in (5, 6)
        ]

    assert met() == [("appeal_it", "c1", 6), ("appeal_it", "r1", 5)]
    obj = then(obj, note("03-22", "annulled", act=6))
    assert met() == [("appeal_it", "r1", 5)]


def test_fresh_people_hear_the_appeal() -> None:
    """An elder who voted as stand-in for the board is out."""
    obj = docket(
        *[conflict(who, "family") for who in ("h1", "m1", "m2", "d1", "d2")],
        act("03-05", "answer", "r1"),
        act("03-10", "judge", "e1", votes={"for": ["e1", "e2"]}),
        note("03-11", "received", of=8, to=["c1", "r1"]),
        act("03-12", "appeal_it", "r1", against=8),
    )
    found = on(obj, "03-13")
    out = {each.id: each.out.reason for each in found.body("elders", 10).members if each.out is not None}
    assert set(out) == {"e1", "e2"}
    assert next(each for each in permitted(found) if each.step == "rule").who == ("u1",)


def test_varied_replaces_the_sanctions() -> None:
    """The suspension is replaced by a warning."""
    obj = judged({"sanction": "suspension", "on": "r1", "lasts": "3 months"})
    obj = then(
        obj,
        act("03-12", "appeal_it", "r1"),
        act(
            "03-20",
            "rule",
            "e1",
            votes=ELDERS,
            outcome="varied",
            imposes=[{"sanction": "warning", "on": "r1"}],
        ),
    )
    found = on(obj, "03-21")
    assert [(each.id, each.state) for each in found.sanctions] == [
        ("suspension", "replaced"),
        ("warning", "in force"),
    ]


def test_stayed_days_do_not_count() -> None:
    """Imposed on 10 March for a month (10 April); stayed from 12 to 20 March, eight days: 18 April."""
    obj = judged({"sanction": "suspension", "on": "r1", "lasts": "1 month"})
    obj = then(obj, act("03-12", "appeal_it", "r1"))
    assert (on(obj, "03-15").sanctions[0].state, on(obj, "03-15").standing["r1"]) == ("stayed", "clear")
    obj = then(obj, act("03-20", "rule", "e1", votes=ELDERS, outcome="stands"))
    assert str(on(obj, "03-21").sanctions[0].last_day) == "2026-04-18"
    assert on(obj, "04-18").sanctions[0].state == "in force"
    assert on(obj, "04-19").sanctions[0].state == "served"


def test_time_under_a_measure_is_credited() -> None:
    """Away from 3 to 10 March: seven days less than 10 April."""
    obj = docket(
        act("03-03", "hold"),
        act("03-05", "answer", "r1"),
        act(
            "03-10",
            "judge",
            "h1",
            votes=YES,
            imposes=[{"sanction": "suspension", "on": "r1", "lasts": "1 month"}],
        ),
    )
    found = on(obj, "03-11").sanctions[0]
    assert (found.credited_days, str(found.last_day)) == (7, "2026-04-03")


def test_a_sanction_that_waits_for_finality_and_the_measure_meanwhile() -> None:
    """Expelled from 26 March, when the last limit has passed; until then away."""
    obj = judged({"sanction": "expulsion", "on": "r1"})
    before, after = on(obj, "03-25"), on(obj, "03-26")
    assert (before.sanctions[0].state, before.standing["r1"]) == ("not yet in force", "warned")
    assert (after.sanctions[0].state, after.standing["r1"]) == ("in force", "expelled")
    assert after.sanctions[0].begun_at == datetime.fromisoformat("2026-03-26T00:00:00+00:00")


def test_until_done() -> None:
    """Begins when the person has the decision, ends when it is fulfilled."""
    obj = docket(
        act("03-05", "answer", "r1"),
        act("03-10", "judge", "h1", votes=YES, imposes=[{"sanction": "training", "on": "r1"}]),
    )
    assert on(obj, "03-10").sanctions[0].state == "not yet in force"
    obj = then(obj, note("03-11", "received", of=3, to=["r1"]))
    assert on(obj, "2027-03-11").sanctions[0].state == "in force"
    assert on(then(obj, act("03-20", "fulfil")), "03-21").sanctions[0].state == "served"


def test_a_suspended_sanction_falls_away_with_its_probation() -> None:
    """Six months from 10 March: until 10 September."""
    obj = judged({"sanction": "suspension", "on": "r1", "lasts": "1 month", "suspended_for": "6 months"})
    assert (on(obj, "09-10").sanctions[0].state, on(obj, "09-10").standing["r1"]) == ("suspended", "clear")
    assert on(obj, "09-11").sanctions[0].state == "fallen away"


def test_a_warning_expires() -> None:
    """Six months from 10 March; it was on the record only. An earlier one of another case counts while it lives."""
    obj = judged({"sanction": "warning", "on": "r1"})
    assert on(obj, "09-10").standing["r1"] == "warned"
    assert on(obj, "09-11").sanctions[0].state == "expired"
    earlier = {"p1": [{"sanction": "warning", "from": "2025-12-01", "to": "2026-06-01"}]}
    other = docket(history=earlier)
    other["parties"]["r1"]["person"] = "p1"
    assert (on(other, "03-03").facts["second"], on(other, "06-02").facts["second"]) == (True, False)


# --- interim measures


def test_a_measure_lapses_and_is_never_continued_past_its_cap() -> None:
    """Begun on 3 March for a month; continued on 1 April; never past 3 June."""
    obj = docket(act("03-03", "hold"))
    assert str(on(obj, "03-04").measures[0].last_day) == "2026-04-03"
    assert on(obj, "04-04").measures[0].state == "lapsed"
    longer = then(obj, act("04-01", "longer"))
    assert str(on(longer, "04-02").measures[0].last_day) == "2026-05-01"
    capped = then(longer, act("05-01", "longer", until="2026-07-01"))
    assert str(on(capped, "05-02").measures[0].last_day) == "2026-06-03"


def test_a_protective_measure_never_ends_by_neglect() -> None:
    """After 3 April it must be decided by 10 April; oversight is told; it still applies until it is lifted."""
    obj = docket(act("03-03", "protect"))
    found = on(obj, "04-20")
    assert (found.measures[0].state, found.measures[0].applies) == ("must be decided", True)
    assert found.measures[0].decide_by == datetime.fromisoformat("2026-04-10T23:00:00+00:00")
    told = [(each.to, each.letter) for each in found.notices]
    assert told == [("oversight", "shield_must_be_decided"), ("oversight", "shield_was_not_decided")]
    assert [each.to for each in on(obj, "04-10").notices] == ["oversight"]
    assert [(each.kind, each.at.isoformat()) for each in found.lapses[1:]] == [
        ("holding", "2026-04-03T23:00:00+00:00"),
        ("overdue", "2026-04-10T23:00:00+00:00"),
    ]
    assert [on(obj, day).measures[0].overdue for day in ("04-10", "04-11")] == [False, True]
    assert on(then(obj, act("04-20", "end_it")), "04-21").measures[0].state == "lifted"


def test_interim_measures_end_with_the_case() -> None:
    """Nobody lifted it; the case was over on 26 March, and nothing was found."""
    obj = judged()
    obj["acts"].insert(1, {"n": 1, **act("03-03", "hold")})
    obj["acts"] = [{**row, "n": number} for number, row in enumerate(obj["acts"], start=1)]
    obj["acts"][-1]["of"] = 4
    assert (on(obj, "03-25").measures[0].state, on(obj, "03-26").measures[0].state) == (
        "in force",
        "undone",
    )


# --- forms


def test_the_form_says_what_a_decision_needs() -> None:
    """Members, rule, quorum, sanctions with their ranges, who is told and what follows."""
    obj = docket(act("03-05", "answer", "r1"), conflict("m1", "colleague"))
    obj["acts"][2]["at"] = "2026-03-06T12:00:00+00:00"
    asked = form(on(obj, "03-07"), "judge")
    assert asked.refusal is None
    assert [(each.id, each.votes) for each in asked.votes[0].members] == [
        ("h1", True),
        ("m1", False),
        ("m2", True),
    ]
    assert (asked.votes[0].quorum, asked.votes[0].rule) == (2, "majority")
    ranges = {each.id: (each.lasts, each.fixed, each.low, each.high) for each in asked.sanctions}
    assert ranges["suspension"] == ("1 month to 1 year", False, "1 month", "1 year")
    assert ranges["expulsion"] == ("for good", True, None, None)
    assert asked.tells == ("parties: the letter “decision”, at once.",)
    assert [each.text for each in asked.follows] == ["The case moves to the stage: Decided."]


def test_notices_are_owed_sent_and_received() -> None:
    """At once means by the next working day; after it they are late."""
    obj = docket(act("03-05", "answer", "r1"), act("03-10", "judge", "h1", votes=YES))
    states = {day: [each.state.value for each in on(obj, day).notices] for day in ("03-10", "03-12")}
    assert states == {"03-10": ["owed", "owed"], "03-12": ["late", "late"]}
    obj = then(
        obj, note("03-11", "sent", of=3, to=["c1"], by="post"), note("03-13", "received", of=3, to=["c1"])
    )
    assert [each.state.value for each in on(obj, "03-11").notices] == ["sent", "owed"]
    assert [each.state.value for each in on(obj, "03-13").notices] == ["received", "late"]


# --- what an act relied on


WARNED = {"k4": [{"sanction": "warning", "from": "2026-01-05", "to": "2026-12-31"}]}


def test_an_act_stands_by_the_earlier_sanctions_it_relied_on() -> None:
    """What the other case says later, for better or worse, changes nothing for it; only what is asked now."""
    known = {"parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent", "person": "k4"}}}
    with_it, without = (
        docket(act("03-03", "harder", history=history), history=now, **known)
        for history, now in ((WARNED, {}), ({}, WARNED))
    )
    assert on(with_it, "03-04").irregular == ()
    assert on(with_it, "03-04").facts["second"] is False
    assert [each.code for each in on(without, "03-04").irregular] == ["not_when"]
    assert on(without, "03-04").facts["second"] is True
    live = docket(act("03-03", "harder"), history=WARNED, **known)
    assert on(live, "03-04").irregular == ()  # an act that says nothing is judged by the docket's own


# --- what may still be attacked


def test_a_form_offers_no_act_that_was_attacked_or_is_final_for_this_party() -> None:
    """Each party for themselves; the time of both runs to 25 March."""
    case = judged({"sanction": "warning", "on": "r1"})
    offered = {
        who: [each.n for each in form(on(case, "03-12"), "appeal_it", 1, who=who).against]
        for who in ("r1", "c1")
    }
    assert offered == {"r1": [3], "c1": [3]}
    case = then(case, act("03-13", "appeal_it", "r1", against=3))
    assert form(on(case, "03-14"), "appeal_it", 1, who="r1").against == ()
    assert [each.n for each in form(on(case, "03-14"), "appeal_it", 1, who="c1").against] == [3]
    assert [each.n for each in form(on(case, "03-14"), "appeal_it", 1).against] == [3]  # somebody may
    assert form(on(case, "03-26"), "appeal_it", 1, who="c1").against == ()
    assert form(on(case, "03-26"), "appeal_it", 1).against == ()


# --- what a rule sets, and whom an act removes


def test_a_fact_answered_for_each_is_set_for_those_concerned_else_for_all() -> None:
    case = docket(act("03-03", "heed", **{"for": ["r1"]}), respondents=2)
    assert on(case, "03-04").facts["heeded"] == {"r1": True}
    case = docket(act("03-03", "all_heed"), respondents=2)
    assert on(case, "03-04").facts["heeded"] == {"r1": True, "r2": True}


def test_whoever_is_removed_from_one_task_keeps_the_other() -> None:
    named = act("03-03", "name_both", appoints={"helper": ["s1"], "guide": ["s1"]})
    case = then(docket(), named, act("03-04", "drop_helper", removes=["s1"]))
    assert (on(case, "03-05").appointed("helper"), on(case, "03-05").appointed("guide")) == ((), ("s1",))


# --- who signs when nobody of the role may


def test_whoever_acts_instead_signs_instead() -> None:
    """The clerk decides and nobody else is clerk: the deputy chain of `too_few` gives the second signature."""
    asked = form(on(docket(), "03-03"), "with_two", 1)
    assert [field.eligible for field in asked.signatures] == [("u1",)]
    signed = act("03-03", "with_two", countersigned=[{"by": "u1", "as": "umpire"}])
    assert on(then(docket(), signed), "03-04").irregular == ()
    with pytest.raises(NotPermitted) as refused:
        then(docket(), act("03-03", "with_two", countersigned=[{"by": "e1", "as": "elder"}]))
    assert refused.value.code == "signature"


def test_at_one_instant_pauses_end_before_measures() -> None:
    """The order of what happens by itself: pauses, measures and sanctions, lateness, stages."""
    rows = [act("03-03", "hold", starts=[{"measure": "away", "on": "r1", "until": "2026-03-20"}])]
    election = {"pause": "election", "from": "2026-03-03T00:00:00+00:00", "to": "2026-03-21T00:00:00+00:00"}
    found = on(docket(*rows, organisation=[election]), "03-22")
    assert [(each.kind, each.at.day) for each in found.lapses[:2]] == [("pause", 21), ("measure", 21)]


def test_nobody_signs_their_own_act() -> None:
    """Also when they hold both offices."""
    case = docket()
    case["people"]["s1"]["roles"] = ["clerk", "oversight"]
    with pytest.raises(NotPermitted) as refused:
        then(case, act("03-03", "with_two", countersigned=[{"by": "s1", "as": "oversight"}]))
    assert refused.value.code == "signature"


def test_training_is_current_on_its_last_day() -> None:
    role = Role(id="judge", title="Judge", needs_training=("law",))
    known = Known(False, (), (), False, {"law": date(2026, 3, 10)}, (), False)
    assert why_not(role, known, date(2026, 3, 10), separate=()) is None
    out = why_not(role, known, date(2026, 3, 11), separate=())
    assert out is not None
    assert out.ground == "training"


def test_time_is_given_as_often_as_the_rule_says() -> None:
    case = docket()
    for day, until in (("03-03", "2026-03-13"), ("03-04", "2026-03-14")):
        case = then(case, act(day, "more_time", until=until, deadline="answer"))
    with pytest.raises(NotPermitted) as refused:
        then(case, act("03-05", "more_time", until="2026-03-15", deadline="answer"))
    assert refused.value.code == "done_already"


# --- moments


def test_what_was_not_yet_written_down_is_not_known() -> None:
    """Answered on 5 March, entered on 9 March: nobody can have seen it on the 6th."""
    late = act("03-05", "answer", "r1", entered="2026-03-09T12:00:00+00:00", late_reason=True)
    assert (on(docket(late), "03-06").stage, on(docket(late), "03-10").stage) == ("open", "heard")
    assert [row.n for row in on(docket(late), "03-10").late_entries] == [2]


def test_a_limit_is_over_at_its_very_end() -> None:
    """The fourteen days after 11 March end when 26 March begins in London."""
    for at, code in (("2026-03-25T23:59:59+00:00", None), ("2026-03-26T00:00:00+00:00", "wrong_stage")):
        appeal = {"at": at, "step": "appeal_it", "by": "r1", "against": 3}
        case = judged({"sanction": "warning", "on": "r1"})
        if code is None:
            assert on(then(case, appeal), "03-27").stage == "decided"
            continue
        with pytest.raises(NotPermitted) as refused:
            then(case, appeal)
        assert refused.value.code == code


# --- who acts instead, and who is waited for


def test_whoever_acts_instead_decides_by_their_own_rule() -> None:
    """Any one of the board may hurry; the elders in its place still decide by two thirds."""
    gone = [conflict(who, "family") for who in ("h1", "m1", "m2", "d1", "d2")]
    then(docket(), act("03-04", "hurry", "m1"))
    with pytest.raises(NotPermitted) as refused:
        then(docket(*gone), act("03-04", "hurry", "e1"))
    assert refused.value.code == "vote"
    then(docket(*gone), act("03-04", "hurry", "e1", votes=ELDERS))


def test_a_stand_in_is_checked_in_their_own_role() -> None:
    """The first deputy has not been briefed, so the second sits."""
    obj = docket(conflict("m1", "family"))
    del obj["people"]["d1"]["has"]
    assert [each.id for each in on(obj, "03-04").bodies["board"].members if each.stands_in_for] == ["d2"]


def test_lateness_waits_for_whoever_has_more_time() -> None:
    """The first respondent is late on 13 March; the second has time to the 20th: then the case moves."""
    given = act("03-05", "more_time", until="2026-03-20", deadline="answer", **{"for": ["r2"]})
    case = docket(given, respondents=2)
    assert on(case, "03-16").stage == "open"
    assert on(case, "03-20").stage == "open"
    assert on(case, "03-21").stage == "heard"


def test_a_notice_waits_for_what_comes_first_and_an_optional_one_is_never_late() -> None:
    """To the respondent only after a vote; what may be left out is owed only if the act asks for it."""

    def letters(day: str, *rows: dict[str, Any], **more: Any) -> dict[str | None, str]:
        found = on(docket(act("03-03", "write", **more), *rows), day)
        return {each.letter: str(each.state) for each in found.notices if each.n == 2}

    assert letters("03-04") == {"after_a_vote": "waiting", "if_you_like": "optional"}
    assert letters("03-09") == {"after_a_vote": "waiting", "if_you_like": "optional"}
    assert letters("03-09", tells=[1]) == {"after_a_vote": "waiting", "if_you_like": "owed"}
    vote = act("03-04", "vote", "h1", votes=YES)
    assert letters("03-05", vote) == {"after_a_vote": "owed", "if_you_like": "optional"}
    assert letters("03-09", vote, tells=[1]) == {"after_a_vote": "late", "if_you_like": "owed"}
    sent = note("03-06", "sent", of=2, to=["c1"], by="post")
    assert letters("03-09", sent)["if_you_like"] == "sent"  # it can still be sent later
    asked = form(on(docket(), "03-03"), "write")
    assert [each.place for each in asked.letters] == [1]
    assert not any("if you like" in text for text in asked.tells)
    found = on(docket(act("03-03", "write"), respondents=1), "03-04")
    assert {each.to for each in found.notices} == {
        "r1",
        "c1",
    }  # nothing serious is known: oversight is not told


def test_an_office_given_in_this_case_bars_too() -> None:
    """The helper cannot be the warden as well; somebody else can."""
    named = act("03-03", "name_both", appoints={"helper": ["s1"], "guide": ["s1"]})
    case = then(docket(), named)
    with pytest.raises(NotPermitted) as refused:
        then(case, act("03-04", "name_warden", appoints={"warden": ["s1"]}))
    assert refused.value.code == "appointment"
    then(case, act("03-04", "name_warden", appoints={"warden": ["u1"]}))


def test_an_absence_lasts_to_its_last_day() -> None:
    case = docket(note("03-03", "absent", who="m1", **{"from": "2026-03-04", "to": "2026-03-06"}))
    votes_on = {
        day: "m1" in on(case, day).bodies["board"].voting for day in ("03-03", "03-04", "03-06", "03-07")
    }
    assert votes_on == {"03-03": True, "03-04": False, "03-06": False, "03-07": True}


# --- small print


def test_a_sanction_stays_within_its_range() -> None:
    """A month to a year."""
    for lasts, right in (("1 month", True), ("1 year", True), ("3 weeks", False), ("13 months", False)):
        given = act(
            "03-10",
            "judge",
            "h1",
            votes=YES,
            imposes=[{"sanction": "suspension", "on": "r1", "lasts": lasts}],
        )
        case = docket(act("03-05", "answer", "r1"))
        if right:
            then(case, given)
            continue
        with pytest.raises(NotPermitted) as refused:
            then(case, given)
        assert refused.value.code == "sanction"


def test_only_those_who_were_there_vote() -> None:
    case = docket(act("03-03", "vote", "h1", votes={"for": ["h1", "m1"]}))
    then(case, act("03-04", "recall", "h1", votes={"for": ["h1", "m1"]}))
    with pytest.raises(NotPermitted) as refused:
        then(case, act("03-04", "recall", "h1", votes={"for": ["h1", "m2"]}))
    assert refused.value.code == "vote"


def test_what_was_done_for_a_joined_complaint_is_not_owed_again() -> None:
    def owed(**joined: Any) -> set[str | None]:
        coming = {"k2": {"at": "2026-03-01T09:00:00+00:00", **joined}}
        found = on(then(docket(), act("03-04", "take_in", complaints=coming)), "03-05")
        return {each.person for each in found.deadlines if each.step == "receipt"}

    assert (owed(), owed(done=["receipt"])) == ({"k1", "k2"}, {"k1"})


def test_a_body_of_one_unit_is_chosen_by_the_fact() -> None:
    case = docket(act("03-03", "place", facts={"region": "north"}))
    for who, unit in (("m1", "north"), ("m2", "south"), ("m3", "north")):
        case["people"][who]["roles"] = [{"role": "member", "unit": unit}]
    assert on(case, "03-04").bodies["local"].voting == ("m1", "m3")


def test_a_measure_has_been_in_force_for_so_long() -> None:
    """Begun on 3 March: the ten days are over when 13 March has passed."""
    case = docket(act("03-03", "hold", starts=[{"measure": "away", "on": "r1"}]))
    long = {day: on(case, day).facts["long_away"] for day in ("03-04", "03-13", "03-14")}
    assert long == {"03-04": False, "03-13": False, "03-14": True}

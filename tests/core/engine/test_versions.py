"""Change of version: what stays, what moves when, which clause governs, and what a running deadline keeps."""
# ruff: noqa: E501 (rules are read row by row)

from __future__ import annotations

import pickle
from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, form, permitted, replay, state
from dueprocess.core.engine.view import State
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.rulebook import check
from tests.core.reading import loaded

OLD = """
[rulebook]
id = "club"
version = "1"
title = "Club"
language = "en"
[calendar]
timezone = "Europe/London"
[roles]
clerk = { title = "Clerk" }
elder = { title = "Elder" }
[facts]
grave = { title = "Grave" }
[stages]
open = { title = "Open" }
inquiry = { title = "Inquiry" }
over = { title = "Over", end = true }
guard = { title = "Guard" }
guard_over = { title = "Guard over", end = true }
[pauses]
police = { title = "Police", lasts = "until lifted" }
[measures]
away = { title = "Away", effect = "may not attend", lasts = "until lifted" }
[steps]
complain = { title = "Complain", clause = "1", stage = "start", by = ["complainant"], may_record = ["grave"], leads_to = "open" }
answer = { title = "Answer", clause = "2", stage = "open", by = ["respondent"], due = { within = "20 days", after = "complain" } }
update = { title = "Update", clause = "3", stage = "any", by = ["clerk"], due = { every = "30 days", after = "complain" } }
more = { title = "More time", clause = "2", stage = "open", by = ["clerk"], extends = { steps = ["answer"], at_most = "20 days" } }
stop = { title = "Stop", clause = "4", stage = "any", by = ["clerk"], again = true, pauses = "police" }
go_on = { title = "Go on", clause = "4", stage = "any", by = ["clerk"], again = true, resumes = "police" }
guard_it = { title = "Guard it", clause = "5", stage = "open", by = ["clerk"], starts = ["away"], opens = "guard" }
free = { title = "Free", clause = "5", stage = "guard", by = ["clerk"], lifts = ["away"], leads_to = "guard_over" }
return_it = { title = "Return it", clause = "5", stage = "guard", by = ["clerk"], sends_back = "open" }
examine = { title = "Examine", clause = "6", stage = "open", by = ["clerk"], leads_to = "inquiry" }
close = { title = "Close", clause = "7", stage = "inquiry", by = ["clerk"], due = { within = "40 days", after = "entry into inquiry" }, leads_to = "over" }
"""
NEW = (
    OLD.replace('version = "1"', 'version = "2"')
    .replace("[calendar]", "[rulebook.transition]\nHOW\n[calendar]")
    .replace('within = "20 days"', 'within = "10 days"')
    .replace('every = "30 days"', 'every = "14 days"')
    .replace("inquiry", "hearing")
    .replace('clause = "', 'clause = "§')
    .replace('by = ["clerk"], due = { within = "40 days"', 'by = ["elder"], due = { within = "15 days"')
)
PLACES = 'stages = { inquiry = "hearing" }'
RULES = loaded(OLD)


def new(how: str) -> str:
    """The second version with such a transition."""
    return NEW.replace("HOW", f"{how}\n{PLACES}")


STAY = new('open_cases = "stay"')
STAY_BUT = new('open_cases = "stay"\nat_once = ["answer", "close"]')
NEXT = new('open_cases = "at next stage"')
ONCE = new('open_cases = "at once"')
THIRD = ONCE.replace('version = "2"', 'version = "3"').replace('within = "15 days"', 'within = "25 days"')
BOOKS = {each.hash: each for each in map(loaded, (OLD, STAY, STAY_BUT, NEXT, ONCE, THIRD))}


def act(day: str, step: str, by: str = "s1", **more: Any) -> dict[str, Any]:
    """An act at noon UTC of a day of 2026."""
    return {"at": f"2026-{day}T12:00:00+00:00", "step": step, "by": by, **more}


def change(day: str, text: str) -> dict[str, Any]:
    """A note that another version is in force from noon of a day."""
    return {"at": f"2026-{day}T12:00:00+00:00", "note": "version", "rulebook": loaded(text).hash}


def docket(*rows: dict[str, Any]) -> dict[str, Any]:
    """Complained on 2 March under version 1; `decide` accepts the rest."""
    obj: dict[str, Any] = {
        "docket": 1,
        "case": "v",
        "rulebook": RULES.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
        "people": {"s1": {"roles": ["clerk"]}, "e1": {"roles": ["elder"]}},
        "acts": [{"n": 1, **act("03-02", "complain", "c1")}],
    }
    for row in rows:
        obj["acts"] = [*obj["acts"], decide(BOOKS, Docket.parse(obj), row).act]
    return obj


def on(obj: dict[str, Any], day: str) -> State:
    """The state at 13:00 UTC of a day."""
    return state(BOOKS, Docket.parse(obj), datetime.fromisoformat(f"2026-{day}T13:00:00+00:00"))


def due(obj: dict[str, Any], day: str, step: str) -> str:
    """The last day of the one open deadline of a step."""
    [found] = [each for each in on(obj, day).deadlines if each.step == step and not each.met]
    return str(found.last_day)


def versions(obj: dict[str, Any], day: str) -> dict[str, str]:
    """Which version governs each step, as `permitted` says."""
    return {each.step: each.version for each in permitted(on(obj, day))}


# Answer: 2 March + 20 days is 22 March by version 1, + 10 days is 12 March by version 2.
# Update: 2 March + 30 days is 1 April, + 14 days is 16 March.


def test_where_cases_stay_nothing_changes() -> None:
    case = docket(change("03-05", STAY))
    assert (due(case, "03-06", "answer"), due(case, "03-06", "update")) == ("2026-03-22", "2026-04-01")
    assert set(versions(case, "03-06").values()) == {"1"}
    moved = docket(change("03-05", STAY), act("03-10", "examine"))
    assert (on(moved, "03-11").stage, due(moved, "03-11", "close")) == ("inquiry", "2026-04-19")
    assert on(moved, "03-11").rulebook.version == "1"
    assert on(moved, "03-11").versions == (RULES.hash, loaded(STAY).hash)


def test_steps_at_once_are_read_from_the_new_version_in_the_old_stages() -> None:
    """The answer keeps its 22 March, because it ran; closing, which begins later, has 15 days and the elder."""
    case = docket(change("03-05", STAY_BUT))
    assert (due(case, "03-06", "answer"), due(case, "03-06", "update")) == ("2026-03-22", "2026-04-01")
    found = versions(case, "03-06")
    assert {step for step, version in found.items() if version == "2"} == {"answer", "close"}
    case = docket(change("03-05", STAY_BUT), act("03-10", "examine"))
    assert (on(case, "03-11").stage, due(case, "03-11", "close")) == ("inquiry", "2026-03-25")
    closing = next(each for each in permitted(on(case, "03-11")) if each.step == "close")
    assert (closing.version, closing.rulebook, closing.who) == ("2", loaded(STAY_BUT).hash, ("e1",))
    with pytest.raises(NotPermitted) as refused:
        decide(BOOKS, Docket.parse(case), act("03-12", "close"))
    assert (refused.value.code, refused.value.clause, refused.value.version) == ("not_yours", "§7", "2")
    assert pickle.loads(pickle.dumps(refused.value)).version == "2"
    decision = decide(BOOKS, Docket.parse(case), act("03-12", "close", "e1"))
    assert (decision.version, decision.rulebook) == ("2", loaded(STAY_BUT).hash)
    assert decision.state.ended


def test_at_the_next_stage() -> None:
    """The stay in a stage keeps its version; the next one is the new version's, under its name for the stage."""
    case = docket(change("03-05", NEXT))
    assert (due(case, "03-06", "answer"), due(case, "03-06", "update")) == ("2026-03-22", "2026-04-01")
    assert set(versions(case, "03-06").values()) == {"1"}
    moving = decide(BOOKS, Docket.parse(case), act("03-10", "examine"))
    assert (moving.version, [(each.before, each.after) for each in moving.moved]) == (
        "1",
        [("open", "hearing")],
    )
    case = docket(change("03-05", NEXT), act("03-10", "examine"))
    found = on(case, "03-11")
    assert (found.stage, found.strands[0].title, found.rulebook.version) == (
        "hearing",
        "Inquiry",
        "2",
    )
    assert due(case, "03-11", "close") == "2026-03-25"  # 10 March and 15 days
    assert (
        due(case, "03-11", "update") == "2026-04-01"
    )  # it ran, so it keeps the later of 1 April and 16 March
    assert set(versions(case, "03-11").values()) == {"2"}
    updated = docket(change("03-05", NEXT), act("03-10", "examine"), act("03-20", "update"))
    assert due(updated, "03-21", "update") == "2026-04-03"  # the next one runs by the new version: 14 days


def test_at_once() -> None:
    """The stage itself is the new version's from the note on; what runs keeps its last day and says why."""
    case = docket(change("03-05", ONCE))
    assert set(versions(case, "03-06").values()) == {"2"}
    [answer] = [each for each in on(case, "03-06").deadlines if each.step == "answer"]
    assert (str(answer.last_day), answer.clause, answer.version, answer.extended) == (
        "2026-03-22",
        "§2",
        "2",
        None,
    )
    assert answer.explain() == (
        "Rule §2 of version 2: 10 days after “Complain” was done on 2 March 2026; "
        "kept at 22 March 2026 by the change of version in entry 2; due by the end of 22 March 2026."
    )
    later = docket(change("03-05", ONCE), act("03-06", "examine"))
    assert due(later, "03-07", "close") == "2026-03-21"  # 6 March and 15 days, version 2 alone
    inside = docket(act("03-06", "examine"), change("03-10", ONCE))
    assert (on(inside, "03-11").stage, due(inside, "03-11", "close")) == ("hearing", "2026-04-15")
    assert [visit[0] for visit in on(inside, "03-11").strands[0].visits] == ["open", "hearing"]


def test_what_was_extended_or_paused_stays_so() -> None:
    """Extended to 5 April, then the version; stopped for three days after it: 22 and 3 are 25 March."""
    extended = docket(act("03-04", "more", until="2026-04-05"), change("03-05", ONCE))
    assert due(extended, "03-06", "answer") == "2026-04-05"
    stopped = docket(change("03-05", ONCE), act("03-10", "stop"), act("03-13", "go_on"))
    assert due(stopped, "03-14", "answer") == "2026-03-25"
    assert (
        due(docket(act("03-04", "stop"), change("03-05", ONCE), act("03-07", "go_on")), "03-08", "answer")
        == "2026-03-25"
    )
    with pytest.raises(NotPermitted) as refused:  # what a change kept counts as no extension
        decide(BOOKS, Docket.parse(docket(change("03-05", ONCE))), act("03-06", "more", until="2026-05-01"))
    assert "11 April" in refused.value.reason


def elected(how: str, first: str, until: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """A case that comes on 5 March to a version that has a pause of all cases, with such a pause."""
    text = how.replace(
        "[pauses]", '[pauses]\nelection = { title = "Election", lasts = "2 weeks", for_all = true }'
    )
    book = loaded(text)
    BOOKS[book.hash] = book
    obj = docket()
    obj["organisation"] = [
        {"pause": "election", "from": f"2026-{first}T00:00:00+00:00", "to": f"2026-{until}T00:00:00+00:00"}
    ]
    for row in (change("03-05", text), *rows):
        obj["acts"] = [*obj["acts"], decide(BOOKS, Docket.parse(obj), row).act]
    return obj


def test_a_pause_of_all_cases_that_only_the_new_version_has() -> None:
    """Three days of it are three days: from the change on, and for what the new version governs."""
    assert due(elected(ONCE, "03-10", "03-13"), "03-14", "answer") == "2026-03-25"
    assert due(elected(ONCE, "03-10", "03-13"), "03-08", "answer") == "2026-03-22", "it has not begun"
    assert due(elected(ONCE, "03-03", "03-08"), "03-14", "answer") == "2026-03-25", "from 5 March only"
    assert due(elected(ONCE, "03-02", "03-04"), "03-14", "answer") == "2026-03-22", "over before it came"
    waits = elected(NEXT, "03-10", "03-13")
    assert due(waits, "03-14", "answer") == "2026-03-22", "version 1 governs this stage still"
    moved = elected(NEXT, "03-10", "03-13", act("03-06", "examine"))
    assert due(moved, "03-14", "close") == "2026-03-24"  # 6 March and 15 days, and three
    some = elected(STAY_BUT, "03-10", "03-13")
    assert due(some, "03-14", "answer") == "2026-03-25", "this step is read from version 2"
    assert due(some, "03-14", "update") == "2026-04-01", "this one is not"


def test_a_later_deadline_is_the_new_versions() -> None:
    """From version 2 to 3 the fifteen days for closing become twenty-five: nobody loses by that."""
    case = docket(change("03-05", ONCE), act("03-06", "examine"), change("03-10", THIRD))
    assert due(case, "03-11", "close") == "2026-03-31"
    assert on(case, "03-11").rulebook.version == "3"


def test_two_changes_one_after_the_other() -> None:
    """The first waits for the next stage, the second comes at once: stages are translated through both."""
    case = docket(act("03-04", "examine"), change("03-05", NEXT), change("03-06", THIRD))
    assert (on(case, "03-07").stage, on(case, "03-07").rulebook.version) == ("hearing", "3")
    waiting = docket(change("03-05", STAY_BUT), change("03-06", NEXT))
    assert versions(waiting, "03-07")["answer"] == "2"
    assert versions(waiting, "03-07")["examine"] == "1"
    case = docket(change("03-05", STAY_BUT), change("03-06", NEXT), act("03-07", "examine"))
    assert (on(case, "03-08").stage, set(versions(case, "03-08").values())) == ("hearing", {"2"})


def test_each_strand_has_its_own_version() -> None:
    """The guard opened before the note stays with version 1 while the main strand moves on; each acts by its own."""
    case = docket(act("03-03", "guard_it"), change("03-05", NEXT), act("03-10", "examine"))
    found = on(case, "03-11")
    assert [(each.name, each.stage, BOOKS[each.rulebook].version) for each in found.strands] == [
        (1, "hearing", "2"),
        (2, "guard", "1"),
    ]
    by = {(each.step, each.strand): each.version for each in permitted(found) if each.allowed}
    assert by[("free", 2)] == "1"
    assert by[("close", 1)] == "2"
    assert form(found, "free").clause == "5"
    assert form(found, "close").clause == "§7"
    assert form(found, "free", 2).refusal is None
    freed = docket(*case["acts"][1:], act("03-12", "free"))
    assert [(each.stage, BOOKS[each.rulebook].version) for each in on(freed, "03-13").strands] == [
        ("hearing", "2"),
        ("guard_over", "2"),  # the next stage, though it is the last
    ]
    assert on(freed, "03-13").measures[0].state == "lifted"
    assert on(freed, "03-13").irregular == ()


def test_a_strand_opened_or_sent_back_after_the_note_lands_in_the_new_version() -> None:
    opened = docket(change("03-05", NEXT), act("03-06", "guard_it"))
    assert [(each.stage, BOOKS[each.rulebook].version) for each in on(opened, "03-07").strands] == [
        ("open", "1"),
        ("guard", "2"),
    ]
    back = docket(*opened["acts"][1:], act("03-08", "return_it"))
    strand = on(back, "03-09").strands[0]
    assert (strand.stage, strand.round, BOOKS[strand.rulebook].version) == ("open", 2, "2")
    again = docket(
        act("03-03", "guard_it"), change("03-05", NEXT), act("03-06", "examine"), act("03-08", "return_it")
    )
    strand = on(again, "03-09").strands[0]
    assert (strand.stage, strand.round, BOOKS[strand.rulebook].version) == ("open", 2, "2")


def test_the_replay_names_the_versions() -> None:
    case = docket(change("03-05", ONCE))
    found = replay(BOOKS, Docket.parse(case), datetime.fromisoformat("2026-03-06T12:00:00Z"))
    assert found["versions"] == [RULES.hash, loaded(ONCE).hash]
    assert found["strands"][0]["rulebook"] == loaded(ONCE).hash
    assert {each["version"] for each in found["permitted"]} == {"2"}
    assert {each["version"] for each in found["deadlines"]} == {"2"}


def test_a_note_that_makes_no_sense_is_refused() -> None:
    """Unknown, in force already, before the case, or without a place for where the case stands."""
    with pytest.raises(Refused) as unknown:
        docket({**change("03-05", ONCE), "rulebook": "sha256:x"})
    assert unknown.value.code == "no_rulebook"
    lost = loaded(NEW.replace("HOW", 'open_cases = "at once"'))
    for rows, given, said in (
        ((), change("03-05", OLD), "in force for this case already"),
        ((change("03-05", ONCE),), change("03-06", ONCE), "in force for this case already"),
        (
            (act("03-04", "examine"),),
            {**change("03-05", ONCE), "rulebook": lost.hash},
            "has no place in version 2",
        ),
    ):
        with pytest.raises(Malformed) as wrong:
            decide({**BOOKS, lost.hash: lost}, Docket.parse(docket(*rows)), given)
        assert wrong.value.problems[0].path == "act.rulebook"
        assert said in wrong.value.problems[0].what
    empty = {**docket(), "acts": []}
    with pytest.raises(Malformed):
        decide(BOOKS, Docket.parse(empty), change("03-05", ONCE))


@pytest.mark.parametrize("text", [STAY, STAY_BUT, NEXT, ONCE])
def test_no_deadline_becomes_earlier_by_any_change(text: str) -> None:
    """Whenever it comes, in whatever stage: what ran before the note ends no earlier after it."""
    rows = (act("03-03", "guard_it"), act("03-12", "examine"), act("03-20", "update"))
    for number, day in enumerate(("03-03", "03-08", "03-15", "03-25")):
        before = docket(*rows[:number])
        after = docket(*rows[:number], change(day, text))
        was = {(each.step, each.person): each.due_at for each in on(before, day).deadlines if not each.met}
        now = {(each.step, each.person): each.due_at for each in on(after, day).deadlines if not each.met}
        for key, at in was.items():
            then = now.get(key)
            assert at is not None
            assert then is None or then >= at, (day, key)
        assert set(was) == set(now)


# --- what `check` says of a version beside the one before it


@pytest.mark.parametrize("text", [STAY, STAY_BUT, NEXT, ONCE])
def test_the_versions_of_this_test_fit(text: str) -> None:
    assert [each for each in check(text, OLD) if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("old", "text", "path", "what"),
    [
        (OLD, ONCE.replace(PLACES, ""), "rulebook.transition.stages", "`inquiry` of version 1 has no place"),
        (OLD, ONCE.replace('"hearing" }', '"over" }'), "rulebook.transition.stages.inquiry", "one of the two is an end"),
        (OLD, ONCE.replace('inquiry = "h', 'inqury = "h'), "rulebook.transition.stages.inqury", "has no stage `inqury`"),
        (
            OLD,
            STAY_BUT.replace(PLACES, "").replace('leads_to = "hearing"', 'leads_to = "hearing"'),
            "rulebook.transition.at_once",
            "`close` names the stage `hearing`",
        ),
        (OLD, ONCE.replace('grave = { title = "Grave" }', 'grave = { title = "Grave", choices = ["a"] }'), "facts.grave", "it is of the kind yes or no"),
        (
            OLD.replace('grave = { title = "Grave" }', 'grave = { title = "Grave", choices = ["a", "b"] }'),
            ONCE.replace('grave = { title = "Grave" }', 'grave = { title = "Grave", choices = ["a"] }'),
            "facts.grave",
            "it may be b",
        ),
        (OLD, ONCE.replace('grave = { title = "Grave" }', 'grave = { title = "Grave", per = "respondent" }'), "facts.grave", "it has one answer"),
        (OLD, ONCE.replace('effect = "may not attend"', 'effect = "no contact"'), "measures.away.effect", "its effect is: may not attend"),
        (OLD, ONCE.replace(', lifts = ["away"]', ""), "measures.away", "may be in force, and no step here can end it"),
        (OLD, ONCE.replace(', resumes = "police"', "").replace('lasts = "until lifted" }\n[measures]', 'lasts = "up to 9 days" }\n[measures]'), "pauses.police", "may run, and no step"),
    ],
)  # fmt: skip
def test_what_open_cases_would_lose_is_named(old: str, text: str, path: str, what: str) -> None:
    found = [each for each in check(text, old) if each.severity == "error"]
    assert path in [each.path for each in found], found
    one = next(each for each in found if each.path == path)
    assert what in one.what
    assert one.line is not None
    assert one.mend


def test_where_cases_stay_it_is_only_a_warning() -> None:
    text = STAY.replace('effect = "may not attend"', 'effect = "no contact"').replace(PLACES, "")
    found = {
        each.path: each.severity for each in check(text, OLD) if each.path != "steps"
    }  # no letters at all
    assert found == {"measures.away.effect": "warning", "rulebook.transition.stages": "warning"}


def test_a_row_may_be_kept_only_for_those_of_an_earlier_version() -> None:
    """Nobody starts it any more, but it can be lifted: a warning where open cases come over, else a fault."""
    gone = ONCE.replace(', starts = ["away"]', "")
    found = {each.path: each.severity for each in check(gone, OLD) if each.path != "steps"}
    assert found == {"measures.away": "warning"}
    assert "error" in {each.severity for each in check(STAY.replace(', starts = ["away"]', ""), OLD)}

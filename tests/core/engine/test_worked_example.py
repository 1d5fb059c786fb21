"""The worked example of the format, moment by moment; and a whole case of the student society."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dueprocess.core import engine
from dueprocess.core.engine import Docket, decide, permitted, standing_on, state
from dueprocess.core.engine.view import State
from tests.core.engine.walk import HERE, rulebook


def docket(name: str) -> dict[str, Any]:
    """The docket of that name, under the rulebook of that name."""
    obj: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return {**obj, "rulebook": rulebook(name).hash}


def at(moment: str, name: str = "example", without: tuple[int, ...] = ()) -> State:
    """The state of a docket at a moment."""
    obj = docket(name)
    obj["acts"] = [row for row in obj["acts"] if row["n"] not in without]
    rules = rulebook(name)
    return state({rules.hash: rules}, Docket.parse(obj), datetime.fromisoformat(moment))


def days(found: State) -> dict[str, tuple[str, str]]:
    """Last day and state of each deadline, by step and person."""
    return {
        f"{each.step} {each.person or ''}".strip(): (str(each.last_day), each.state.value)
        for each in found.deadlines
    }


def refused(found: State, step: str) -> tuple[str, str | None]:
    """The code and clause with which a step is refused."""
    need = next(each.refusal for each in permitted(found) if each.step == step)
    assert need is not None
    return need.code.value, need.clause


def test_28_march() -> None:
    """Easter does not count; the decision waits for the answer; a member who is a party is out."""
    found = at("2026-03-28T12:00:00+00:00")
    assert found.stage == "reply"
    assert days(found) == {
        "acknowledge": ("2026-03-25", "met"),
        "answer r1": ("2026-04-14", "running"),
        "decide": ("2026-04-28", "running"),
    }
    assert refused(found, "decide") == ("too_early", "6")
    committee = found.bodies["committee"]
    assert committee.voting == ("k1", "k2", "k3")
    assert [(each.id, each.out.reason) for each in committee.members if each.out] == [
        ("k4", "is a party to the case")
    ]


def test_what_waits_for_an_answer_says_from_when_on_it_may_be_done() -> None:
    """The same before and after that moment; what moves the answer moves it; an early answer opens it."""

    def opens(moment: str, *without: int) -> str | None:
        found = next(each for each in at(moment, without=without).deadlines if each.step == "decide")
        return found.opens_at.astimezone(ZoneInfo("Europe/Brussels")).isoformat() if found.opens_at else None

    assert opens("2026-03-28T12:00:00+00:00") == "2026-04-15T01:00:00+02:00"
    assert opens("2026-04-21T12:00:00+01:00") == "2026-04-25T01:00:00+02:00"
    late = "2026-05-12T12:00:00+01:00"
    assert opens(late) is None, "decided"
    asked = [opens(late, 7, *range(8, 20)), opens("2026-04-24T23:00:00+01:00", *range(7, 20))]
    assert asked == ["2026-04-25T01:00:00+02:00"] * 2


def test_9_april_paused() -> None:
    """Five working days are paused; 4 May is a holiday."""
    found = at("2026-04-09T12:00:00+01:00")
    assert days(found)["answer r1"] == ("2026-04-21", "running")
    assert days(found)["decide"] == ("2026-05-06", "running")
    assert [(each.id, each.running) for each in found.pauses] == [("police", True)]


def test_21_april_extended() -> None:
    """The extension moves the answer and with it the decision; it can be given once."""
    found = at("2026-04-21T12:00:00+01:00")
    assert days(found)["answer r1"] == ("2026-04-24", "running")
    assert days(found)["decide"] == ("2026-05-11", "running")
    assert refused(found, "allow_time") == ("done_already", "4")


def test_12_may_decided() -> None:
    """Appeals run from each party's own receipt; the suspension is in force."""
    found = at("2026-05-12T12:00:00+01:00")
    assert found.stage == "decided"
    assert days(found)["decide"] == ("2026-05-11", "met")
    assert days(found)["appeal_to_elders c1"] == ("2026-05-21", "running")
    assert days(found)["appeal_to_elders r1"] == ("2026-05-25", "running")
    suspension = found.sanctions[0]
    assert (suspension.state, str(suspension.last_day)) == ("in force", "2026-08-06")
    assert found.standing["r1"] == "suspended"
    assert found.final == {}


def test_22_may_appealed() -> None:
    """The appeal stays the suspension; strand 1 does not close while strand 10 runs."""
    found = at("2026-05-22T12:00:00+01:00")
    assert [(each.name, each.stage) for each in found.strands] == [(1, "decided"), (10, "appeal")]
    assert days(found)["appeal_to_elders c1"] == ("2026-05-21", "passed")
    assert days(found)["appeal_to_elders r1"] == ("2026-05-25", "met")
    assert days(found)["decide_appeal"] == ("2026-06-20", "running")
    assert found.sanctions[0].state == "stayed"
    assert found.standing["r1"] == "clear"
    assert at("2027-05-22T12:00:00+01:00").stage == "decided"


def test_without_the_appeal() -> None:
    """At 26 May 00:00 the last limit passes, the decision is final and strand 1 moves by itself."""
    just_before = at("2026-05-25T23:59:59+01:00", without=(10,))
    found = at("2026-05-26T00:00:00+01:00", without=(10,))
    assert (just_before.stage, found.stage) == ("decided", "closed")
    assert found.final == {7: datetime.fromisoformat("2026-05-26T00:00:00+01:00")}
    assert [(each.kind, each.what) for each in found.lapses] == [("pause", "police"), ("stage", "decided")]


@pytest.mark.parametrize("name", ["example", "student-society"])
def test_every_act_is_accepted_in_turn(name: str) -> None:
    """`decide` accepts each row as it stands, and nothing is irregular."""
    whole = docket(name)
    rules = rulebook(name)
    rows: list[dict[str, Any]] = []
    for row in whole["acts"]:
        decision = decide({rules.hash: rules}, Docket.parse({**whole, "acts": rows}), row)
        rows.append(decision.act)
    final = state({rules.hash: rules}, Docket.parse({**whole, "acts": rows}), decision.state.moment)
    assert final.irregular == ()


def test_student_society() -> None:
    """A committee member is complained about: others decide; the removal may be reviewed, and is."""
    found = at("2026-05-15T12:00:00+01:00", "student-society")
    assert [(each.name, each.stage) for each in found.strands] == [(1, "decided"), (12, "review")]
    assert found.standing["r1"] == "removed"
    assert found.bodies["committee"].quorum == 3
    assert days(found)["ask_for_review r1"] == ("2026-05-20", "met")
    over = at("2026-06-10T10:00:00+01:00", "student-society")
    assert over.ended
    assert over.strands[0].ended_at == datetime.fromisoformat("2026-06-10T10:00:00+01:00")


def test_decision_tells_what_followed() -> None:
    """The last act opens a strand; the first leads into a stage; both say so."""
    whole = docket("example")
    rules = rulebook("example")
    before = Docket.parse({**whole, "acts": whole["acts"][:-1]})
    decision = decide({rules.hash: rules}, before, whole["acts"][-1])
    assert decision.opened == 10
    assert decision.act["strand"] == 1
    assert decision.act["for"] == ["r1"]
    assert [(move.strand, move.after) for move in decision.moved] == [(10, "appeal")]


def test_replay_as_json() -> None:
    """The whole state is plain JSON, moments in the rulebook's zone."""
    rules = rulebook("example")
    moment = datetime.fromisoformat("2026-05-22T12:00:00+01:00")
    found = engine.replay({rules.hash: rules}, Docket.parse(docket("example")), moment)
    assert json.loads(json.dumps(found)) == found
    assert found["at"] == "2026-05-22T12:00:00+01:00"
    assert [each["stage"] for each in found["strands"]] == ["decided", "appeal"]
    assert {each["step"] for each in found["permitted"] if each["allowed"]} == {"wait", "decide_appeal"}
    assert found["sanctions"][0]["state"] == "stayed"


def test_standing_on_any_day() -> None:
    """What applies to a person is computed for any day."""
    rules = rulebook("example")
    obj = docket("example")
    obj["acts"] = obj["acts"][:-1]
    whole = Docket.parse(obj)
    for day, standing in (
        ("2026-05-05", "clear"),
        ("2026-05-06", "suspended"),
        ("2026-08-06", "suspended"),
        ("2026-08-07", "clear"),
    ):
        found = standing_on({rules.hash: rules}, whole, "r1", datetime.fromisoformat(day).date())
        assert found["standing"] == standing, day

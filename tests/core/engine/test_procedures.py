"""Procedures that others wrote, in our format: their ordinary and special ways, and the days that result.

Every day in the tables was counted by hand. Where a text names no period there is no day to count: there the
tables hold who may decide, and how many must be for it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueprocess.core.engine.refusals import NotPermitted
from dueprocess.core.rulebook import check
from tests.core.engine.walk import HERE, rulebook
from tests.core.rulebook.journey import Journey, votes

PROCEDURES = ("student-society", "national-party", "makerspace", "rowing-club", "foundation")
TRUSTEES = [f"trustee-{number}" for number in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize("name", PROCEDURES)
def test_the_text_can_be_said_and_ends_with_what_could_not(name: str) -> None:
    """No fault; and each file owns up to what its text has and the format has not."""
    text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    assert [each for each in check(text) if each.severity == "error"] == []
    last = text.rpartition("# ----------------------------------------------------------------")[2]
    assert last.startswith(" could not be said")
    assert last.count("\n# - ") >= 4


def days(case: Journey, at: str) -> dict[str, tuple[str, str]]:
    """The last day and the state of each deadline, by step."""
    return {each.step: (str(each.last_day), str(each.state)) for each in case.state(at).deadlines}


def refused(case: Journey, at: str, step: str, by: str, **more: Any) -> str:
    """The code with which an act is refused."""
    with pytest.raises(NotPermitted) as no:
        case.take(at, step, by, **more)
    return str(no.value.code)


# --- the rowing club

CALL: dict[str, Any] = {"facts": {"hearing_day": "2026-05-11"}}
BETTER = {"improve_by": "2026-08-01"}


def grievance(*, incident: str = "2026-03-01", serious: bool = False) -> Journey:
    """Raised on 23 March, talked about in vain, put in writing on 30 March."""
    case = Journey(rulebook("rowing-club"), holders=5)
    case.take("03-23 10:00", "raise", "c1", facts={"incident": incident})
    case.take("03-24 10:00", "talk", "vice_captain-1", outcome="not_settled")
    facts = {"incident": incident, "serious": serious}
    case.take("03-30 10:00", "write", "c1", with_=["what happened, with days and witnesses"], facts=facts)
    return case


def before_the_meeting(*, gross: bool = False, serious: bool = False) -> Journey:
    """The chair has met both, answered on 13 April, begun discipline, and called a meeting on 11 May."""
    case = grievance(serious=serious)
    case.take("04-02 10:00", "meet_volunteer", "chair-1", facts={"meeting_day": "2026-04-02"})
    case.take("04-09 10:00", "meet_other", "chair-1", facts={"meeting_day": "2026-04-09"})
    case.take("04-13 10:00", "answer", "chair-1", with_=["decision"])
    begun = ["what is said to be wrong"]
    case.take("04-20 10:00", "begin_discipline", "chair-1", with_=begun, facts={"gross": gross})
    case.take("04-20 11:00", "call", "chair-1", **CALL)
    return case


def warn(case: Journey, outcome: str, sanction: str) -> int:
    """Decided on 11 May and received on 12 May."""
    n = case.take(
        "05-11 19:00",
        "warn",
        "chair-1",
        role="meeting",
        outcome=outcome,
        votes=votes("chair-1", "committee_member-1"),
        facts=BETTER,
        with_=["reasons"],
        imposes=[{"sanction": sanction, "on": "r1"}],
        findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
    )
    case.note("05-12 10:00", "received", of=n, to=["r1"])
    return n


@pytest.mark.parametrize(
    ("incident", "last", "may"),
    [
        ("2026-03-01", "2026-04-01", True),
        ("2026-02-28", "2026-03-28", False),  # a month from 28 February is 28 March
        ("2026-01-31", "2026-02-28", False),  # the month's last day where there is no 31st
    ],
)
def test_a_grievance_is_written_within_a_month_of_the_incident(incident: str, last: str, may: bool) -> None:
    case = Journey(rulebook("rowing-club"))
    case.take("03-23 10:00", "raise", "c1", facts={"incident": incident})
    assert days(case, "03-30 10:00")["write"][0] == last
    assert ("write" in case.may("03-30 10:00")) is may


@pytest.mark.parametrize(
    ("met", "last"),
    [("2026-04-02", "2026-04-09"), ("2026-04-09", "2026-04-16"), ("2026-04-27", "2026-05-04")],
)
def test_the_chair_answers_within_a_week_of_the_last_meeting(met: str, last: str) -> None:
    """Weeks are seven days, also over Easter and on a bank holiday (4 May)."""
    case = grievance()
    case.take("04-01 10:00", "meet_volunteer", "chair-1", facts={"meeting_day": "2026-04-01"})
    case.take("04-01 12:00", "meet_other", "chair-1", facts={"meeting_day": met})
    assert days(case, "04-01 13:00")["answer"] == (last, "running")


def test_a_warning_is_appealed_within_a_week_of_its_arrival_and_lapses_after_six_months() -> None:
    """Received on 12 May: to 19 May. From 11 May: six months to 11 November."""
    case = before_the_meeting()
    assert refused(case, "05-10 19:00", "warn", "chair-1", role="meeting", outcome="verbal") == "too_early"
    warn(case, "verbal", "verbal_warning")
    assert days(case, "05-13 10:00")["appeal"] == ("2026-05-19", "running")
    assert (case.stages("05-19 23:00"), case.stages("05-20 00:00")) == (["decided"], ["closed"])
    (sanction,) = case.state("05-13 10:00").sanctions
    assert sanction.last_day == date(2026, 11, 11)
    assert [case.state(f"11-{day} 12:00").standing["r1"] for day in (11, 12)] == ["spoken to", "clear"]


@pytest.mark.parametrize(
    ("earlier", "serious", "gross", "may"),
    [
        ([], False, False, {"nothing", "verbal"}),
        (["verbal_warning"], False, False, {"nothing", "verbal", "written"}),
        (["written_warning"], False, False, {"nothing", "verbal", "final"}),
        ([], True, False, {"nothing", "verbal", "written", "final"}),
        (["final_warning"], False, False, {"nothing", "verbal", "dismiss"}),
        ([], False, True, {"nothing", "verbal", "dismiss"}),
    ],
)
def test_the_ladder_is_climbed_rung_by_rung_unless_it_is_serious(
    earlier: list[str], serious: bool, gross: bool, may: set[str]
) -> None:
    """What earlier cases left in force decides what this one may come to."""
    case = before_the_meeting(gross=gross, serious=serious)
    case.docket["history"] = {
        "m1": [{"case": "y7", "sanction": each, "from": "2026-01-10", "to": "2027-01-10"} for each in earlier]
    }
    case.changed()
    at = "05-11 19:00"
    asked = {
        name: refused(
            case, at, "warn", "chair-1", role="meeting", outcome=name, votes=votes("chair-1"), **_all(name)
        )
        for name in ("nothing", "verbal", "written", "final")
    }
    found = {name for name, code in asked.items() if code == "papers"}  # all but the reasons was right
    assert found | ({"dismiss"} & case.may(at)) == may
    assert set(asked.values()) <= {"papers", "outcome"}


def _all(outcome: str) -> dict[str, Any]:
    """What an outcome needs, the reasons apart."""
    if outcome == "nothing":
        return {}
    sanction = {"verbal": "verbal_warning", "written": "written_warning", "final": "final_warning"}[outcome]
    return {"facts": BETTER, "imposes": [{"sanction": sanction, "on": "r1"}]}


def test_dismissal_takes_five_of_the_committee_and_is_undone_on_appeal_by_others() -> None:
    case = before_the_meeting(gross=True)
    members = [f"committee_member-{number}" for number in (1, 2, 3, 4, 5)]
    act: dict[str, Any] = {
        "role": "committee",
        "with_": ["reasons"],
        "imposes": [{"sanction": "dismissal", "on": "r1"}],
    }
    assert refused(case, "05-11 19:00", "dismiss", members[0], votes=votes(*members[:4]), **act) == "vote"
    n = case.take("05-11 19:00", "dismiss", members[0], votes=votes(*members), **act)
    case.note("05-14 10:00", "received", of=n, to=["r1"])
    assert days(case, "05-15 10:00")["appeal"] == ("2026-05-21", "running")
    lodged = case.take("05-21 22:00", "appeal", "r1", against=n)
    judges = {"appeal_committee": ["appeal_member-1", "appeal_member-2", "appeal_member-3"]}
    chosen = ["reasons for the choice"]
    case.take("05-26 10:00", "convene", "captain-1", strand=lodged, appoints=judges, with_=chosen)
    case.take(
        "06-09 19:00",
        "decide_appeal",
        "appeal_member-1",
        role="appeal_committee",
        strand=lodged,
        outcome="undone",
        votes=votes(*judges["appeal_committee"]),
        with_=["reasons"],
    )
    found = case.state("06-09 20:00")
    assert found.standing["r1"] == "clear"
    assert [str(each.state) for each in found.sanctions] == ["replaced"]
    assert found.stage == "closed"


def test_nobody_stands_in_for_a_chair_who_is_complained_about() -> None:
    """The text names nobody, and so the rules say that nobody can."""
    case = grievance()
    case.docket["parties"]["r1"]["person"] = "chair-1"
    for number in (2, 3, 4, 5):
        del case.docket["people"][f"chair-{number}"]
    case.changed()
    facts = {"meeting_day": "2026-04-02"}
    assert refused(case, "04-02 10:00", "meet_volunteer", "captain-1", facts=facts) == "nobody_able"


# --- the makerspace


def space(
    *, accused: str = "", near: tuple[str, ...] = (), complains: str = "", trustees: int = 5
) -> Journey:
    """A complaint of 23 March. `accused` and `complains` are trustees; `near` say that they are too near."""
    case = Journey(rulebook("makerspace"), holders=trustees)
    if accused:
        case.docket["parties"]["r1"]["person"] = accused
    if complains:
        case.docket["parties"]["c1"]["person"] = complains
    case.changed()
    case.take("03-23 10:00", "complain", "c1")
    for who in near:
        case.note("03-24 10:00", "conflict", who=who, ground="near to somebody concerned", said_by=who)
    return case


@pytest.mark.parametrize(
    ("trustees", "accused", "complains", "near", "left"),
    [
        (5, "", "", (), 5),
        (5, "trustee-1", "", (), 4),
        (6, "trustee-1", "trustee-2", (), 4),
        (5, "trustee-1", "", ("trustee-2",), 3),
        (5, "", "trustee-1", ("trustee-2",), 3),
        (4, "", "", ("trustee-1",), 3),
        (3, "", "", (), 3),
    ],
)
def test_fewer_than_four_trustees_leave_it_to_people_from_outside(
    trustees: int, accused: str, complains: str, near: tuple[str, ...], left: int
) -> None:
    case = space(trustees=trustees, accused=accused, complains=complains, near=near)
    assert len(case.state("03-25 10:00").bodies["trustees"].voting) == left
    assert ("sort" in case.may("03-25 10:00")) is (left >= 4)
    assert ("find_panel" in case.may("03-25 10:00")) is (left < 4)


def test_the_panel_from_outside_goes_on_in_the_trustees_place() -> None:
    """Through the whole way of a complaint about a member, here a trustee: two rules of the trustees stay."""
    case = space(accused="trustee-1", near=("trustee-2",))
    panel = ["outsider-1", "outsider-2", "outsider-3"]
    why = ["why the trustees cannot", "reasons for the choice"]
    case.take("03-25 10:00", "find_panel", "trustee-3", appoints={"outside_panel": panel}, with_=why)
    by: dict[str, Any] = {"role": "outside_panel", "votes": votes(*panel)}
    case.take("04-01 10:00", "sort_by_panel", panel[0], facts={"about": "member"}, **by)
    case.take("04-02 10:00", "share", panel[0], **{"for": ["r1"]}, **by)
    found: dict[str, Any] = {"outcome": "broken", "with_": ["findings"], "facts": {"rule_zero": True}}
    case.take("04-20 10:00", "find", panel[0], **found, **by)
    assert refused(case, "04-20 11:00", "impose", "trustee-3", role="trustees", outcome="in_order") in (
        "not_yours",
        "nobody_able",
    )
    imposed: dict[str, Any] = {
        "outcome": "in_order",
        "with_": ["reasons"],
        "imposes": [{"sanction": "formal_warning", "on": "r1"}, {"sanction": "induction_again", "on": "r1"}],
    }
    case.take("04-21 10:00", "impose", panel[0], **imposed, **by)
    assert case.state("04-21 11:00").standing["r1"] == "restricted"


@pytest.mark.parametrize(
    ("trustees", "for_", "enough"),
    [(5, 3, False), (5, 4, True), (5, 5, True), (4, 3, True), (7, 5, False), (7, 6, True)],
)
def test_a_ban_takes_all_trustees_but_one(trustees: int, for_: int, enough: bool) -> None:
    """Of those who may vote, whoever stays away or abstains counts against it."""
    case = space(trustees=trustees)
    every = [f"trustee-{number}" for number in range(1, trustees + 1)]
    whole: dict[str, Any] = {"role": "trustees", "votes": votes(*every)}
    case.take("03-25 10:00", "sort", every[0], facts={"about": "member"}, **whole)
    case.take("03-26 10:00", "share", every[0], **{"for": ["r1"]}, **whole)
    needs: dict[str, Any] = {"outcome": "broken", "with_": ["findings"], "facts": {"rule_zero": True}}
    case.take("04-20 10:00", "find", every[0], **needs, **whole)
    act: dict[str, Any] = {
        "role": "trustees",
        "outcome": "skipping",
        "with_": ["reasons", "what is extreme about it"],
        "imposes": [{"sanction": "ban", "on": "r1"}],
        "votes": {"for": every[:for_], "abstain": every[for_:]},
    }
    if enough:
        case.take("04-21 10:00", "impose", every[0], **act)
        assert case.state("04-21 11:00").standing["r1"] == "banned"
    else:
        assert refused(case, "04-21 10:00", "impose", every[0], **act) == "vote"


def test_a_temporary_ban_ends_with_the_case_and_not_before() -> None:
    """It has no last day; two weeks later it is over because the complaint is."""
    case = space()
    whole: dict[str, Any] = {"role": "trustees", "votes": votes(*TRUSTEES)}
    case.take("03-25 10:00", "sort", "trustee-1", facts={"about": "member"}, **whole)
    starts = [{"measure": "temporary_ban", "on": "r1"}]
    harm = ["who could come to harm"]
    case.take("03-25 11:00", "keep_out", "trustee-1", with_=harm, starts=starts, **whole)
    assert [each.last_day for each in case.state("04-08 10:00").measures] == [None]
    assert case.state("04-08 09:59").standing["r1"] == "restricted"
    case.take("04-08 10:00", "no_merit", "trustee-1", with_=["reasons"], **whole)
    found = case.state("04-08 10:00")
    assert (found.stage, found.standing["r1"]) == ("closed", "clear")
    assert {each.to for each in found.notices} == {"c1"}  # the member need not hear of it


def test_a_complaint_about_the_space_leads_to_changes_and_names_nobody() -> None:
    case = space()
    whole: dict[str, Any] = {"role": "trustees", "votes": votes(*TRUSTEES)}
    case.take("03-25 10:00", "sort", "trustee-1", facts={"about": "the space itself"}, **whole)
    cause: dict[str, Any] = {"with_": ["cause"], "facts": {"changes_needed": True}}
    case.take("04-08 10:00", "find_cause", "trustee-1", **cause, **whole)
    assert case.stages("04-08 11:00") == ["changing"]
    case.take("05-01 10:00", "change", "trustee-1", with_=["what was changed"], **whole)
    assert case.stages("05-01 11:00") == ["closed"]


# --- the foundation

GROUP = [f"group_member-{number}" for number in (1, 2, 3, 4, 5, 6)]


def evaluated(*, near: int = 0, meeting: str = "2026-04-02") -> Journey:
    """Reported on 23 March, acknowledged on the 28th, before a meeting; the last `near` are in conflict."""
    case = Journey(rulebook("foundation"), holders=6)
    case.take("03-23 10:00", "report", "c1")
    assert days(case, "03-24 10:00")["acknowledge"] == ("2026-03-30", "running")
    case.take("03-28 10:00", "acknowledge", GROUP[0], **{"for": ["k1"]})
    case.take("03-28 11:00", "call", GROUP[0], facts={"meeting": meeting})
    for who in GROUP[6 - near :]:
        ground = "conflict, without saying which"
        case.note("03-29 10:00", "conflict", who=who, ground=ground, said_by=who)
    return case


def act_on_it(case: Journey, at: str, ballot: dict[str, list[str]]) -> int:
    """The group votes for a warning."""
    return case.take(
        at,
        "vote",
        GROUP[0],
        role="group",
        outcome="act",
        votes=ballot,
        facts={"in_scope": True},
        with_=["evaluation", "plan"],
        imposes=[{"sanction": "warning", "on": "r1"}],
        findings=[{"allegation": "a1", "respondent": "r1", "finding": "proved"}],
    )


@pytest.mark.parametrize(
    ("near", "for_", "enough"),
    [(0, 4, True), (0, 3, False), (1, 4, True), (1, 3, False), (2, 3, True), (2, 2, False), (3, 2, True)],
)
def test_two_thirds_of_those_without_a_conflict(near: int, for_: int, enough: bool) -> None:
    """Six less those in conflict: 4 of 6, 4 of 5, 3 of 4, 2 of 3."""
    case = evaluated(near=near)
    free = GROUP[: 6 - near]
    ballot = {"for": free[:for_], "abstain": free[for_:]}
    if enough:
        act_on_it(case, "04-02 20:00", ballot)
        assert case.stages("04-02 21:00") == ["with_moderators"]
    else:
        with pytest.raises(NotPermitted) as no:
            act_on_it(case, "04-02 20:00", ballot)
        assert no.value.code == "vote"


def test_the_moderators_have_a_week_and_nothing_hangs_on_it() -> None:
    """Voted on 2 April: the aim is 9 April; an answer on the 20th still counts."""
    case = evaluated()
    act_on_it(case, "04-02 20:00", votes(*GROUP))
    assert days(case, "04-03 10:00")["moderators_answer"] == ("2026-04-09", "running")
    assert days(case, "04-10 02:00")["moderators_answer"] == ("2026-04-09", "missed")
    agree: dict[str, Any] = {"role": "moderators", "outcome": "agree", "votes": votes("moderator-1")}
    case.take("04-20 10:00", "moderators_answer", "moderator-1", **agree)
    assert case.stages("04-20 11:00") == ["telling"]


@pytest.mark.parametrize(
    ("meeting", "status", "follow_up"),
    [("2026-04-02", "2026-04-09", "2026-04-09"), ("2026-04-16", "2026-04-23", "2026-04-23")],
)
def test_the_reporter_hears_within_a_week_of_the_meeting(meeting: str, status: str, follow_up: str) -> None:
    """How it stands, or what was done: both from the day of the meeting, the later of two events."""
    case = evaluated(meeting=meeting)
    assert days(case, "03-30 10:00")["status"][0] == status
    why = ["evaluation", "why it is no violation"]
    facts = {"in_scope": True, "bad_faith": False}
    held = meeting[5:] + " 20:00"
    nothing: dict[str, Any] = {"role": "group", "outcome": "nothing", "votes": votes(*GROUP)}
    case.take(held, "vote", GROUP[0], facts=facts, with_=why, **nothing)
    assert days(case, held)["follow_up"] == (follow_up, "running")
    assert refused(case, held, "follow_up", GROUP[0], outcome="untold") == "outcome"
    case.take(held, "follow_up", GROUP[0], outcome="told")
    assert case.stages(held) == ["closed"]


def test_moderators_who_disagree_send_it_back_to_a_vote() -> None:
    case = evaluated()
    n = act_on_it(case, "04-02 20:00", votes(*GROUP))
    no: dict[str, Any] = {"role": "moderators", "outcome": "disagree", "votes": votes("moderator-1")}
    case.take("04-08 10:00", "moderators_answer", "moderator-1", with_=["why"], **no)
    again: dict[str, Any] = {"role": "group", "outcome": "vote_again", "votes": votes(*GROUP)}
    case.take("04-09 10:00", "go_ahead", GROUP[0], **again)
    found = case.state("04-09 11:00")
    assert (found.stage, found.strands[0].round) == ("evaluating", 2)
    assert [(each.act, str(each.state)) for each in found.sanctions] == [(n, "in force")]


# --- the national party


def suspended() -> Journey:
    """Submitted before Easter with a request to suspend, which the members on call grant on 9 April."""
    rules = rulebook("national-party")
    case = Journey(rules, holders=5)
    names = {name for role in rules.roles.values() for name in role.needs_training}
    words = sorted({need for role in rules.roles.values() for need in role.needs})
    for person in case.docket["people"].values():
        person |= {"training": dict.fromkeys(names, "2030-12-31"), "has": words}
    case.changed()
    case.take("04-02 10:00", "submit", "c1", facts={"requested_suspension": True})
    asked = case.take("04-08 10:00", "pass_suspension_request", "complaints_manager-1")
    case.take("04-09 10:00", "present", "complaints_manager-1")
    on_call = [f"on_call_member-{number}" for number in (1, 2, 3)]
    form = ["standard form", "likely further misconduct, or serious risk to reputation"]
    n = case.take(
        "04-09 12:00",
        "suspend",
        on_call[0],
        role="on_calls",
        strand=asked,
        outcome="suspended",
        votes=votes(*on_call),
        with_=[*form, "reasons for the respondent"],
        starts=[{"measure": "suspension_pending", "on": "r1"}],
    )
    case.take("04-10 09:00", "remove_access", "complaints_manager-1", strand=asked)
    case.note("04-10 12:00", "received", of=n, to=["r1"])
    return case


def test_easter_counts_for_weeks_and_not_for_working_days() -> None:
    """3 and 6 April are holidays: two working days from the 2nd end on the 8th, a week on the 9th."""
    case = Journey(rulebook("national-party"))
    case.take("04-02 10:00", "submit", "c1", facts={"requested_suspension": True})
    found = {step: last for step, (last, _) in days(case, "04-02 11:00").items()}
    assert found == {
        "confirm_submission": "2026-04-09",
        "present": "2026-04-09",
        "pass_suspension_request": "2026-04-08",
    }


def test_a_suspension_is_answered_reported_and_looked_at_again_in_time() -> None:
    """From 9 April: weekly reports, a review in three months. From the 10th, when it came: 28 days."""
    case = suspended()
    found = days(case, "04-10 13:00")
    assert {step: found[step] for step in ("suspend", "remove_access")} == {
        "suspend": ("2026-04-09", "met"),  # three working days from the complaint: 7, 8, 9 April
        "remove_access": ("2026-04-10", "met"),
    }
    assert found["report_to_suspended"][0] == "2026-04-16"
    assert found["refer"][0] == "2026-04-23"
    assert found["answer_suspension"][0] == "2026-05-08"
    assert found["review"][0] == "2026-07-09"
    assert days(case, "05-09 10:00")["first_review"][0] == "2026-05-11"  # a Friday ended: the Monday after it


def test_the_charge_is_due_twice_and_the_suspension_sets_the_earlier_day() -> None:
    """Two months from the allocation on 22 April, and two months from the suspension on 9 April."""
    case = suspended()
    group = ["dc_chair-1", "dc_deputy-1", "council_delegate-1"]
    case.take(
        "04-20 10:00",
        "refer",
        group[0],
        role="referral_group",
        outcome="disciplinary_committee",
        votes=votes(*group),
        facts={"upvam": False},
        with_=["standard form"],
    )
    pool = {"investigators": ["investigator-1", "investigator-2"]}
    chosen = ["reasons for the choice"]
    case.take("04-22 10:00", "allocate", "dc_chair-1", outcome="new_case", appoints=pool, with_=chosen)
    due = sorted(str(each.last_day) for each in case.state("04-22 11:00").deadlines if each.step == "charge")
    assert due == ["2026-06-09", "2026-06-22"]

"""The ways of a case under each shipped rulebook, step by step, so that every step and every outcome is come
to once. Data for `test_forms`: a step of a rulebook that stands in no course fails there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """A step with its outcome, `wait` days after the one before (on "meeting day": that fact's day).

    `agree`: parties who consent to it first. `doubt`: somebody of this role has a conflict, a party says.
    `facts` and `chosen` are what is recorded and imposed, `finds` is what is found. `names`: to which roles
    somebody is appointed, where the step need not name all.
    """

    step: str
    outcome: str = ""
    wait: float | str = 0.2
    agree: tuple[str, ...] = ()
    doubt: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    finds: str = "proved"


M = Move
PLAIN = {"band": "standard", "protected": False}
GRAVE = {"band": "complex", "protected": True}
BOTH = ("C1", "R1")

_IN = (M("receive"), M("screen"), M("acknowledge"), M("appoint_handlers", wait=1))


def _noticed(**facts: Any) -> tuple[Move, ...]:
    return (*_IN, M("assess", "investigate", wait=1, facts=PLAIN | facts), M("give_notice"))


def _reported(**facts: Any) -> tuple[Move, ...]:
    return (
        *_noticed(**facts),
        M("reply", wait=2),
        M("begin_investigation"),
        M("plan", wait=1),
        M("send_draft", wait=1),
        M("comment", wait=1),
        M("comment"),
        M("final_report"),
        M("appoint_examiners"),
    )


def _charged(**facts: Any) -> tuple[Move, ...]:
    return (*_reported(**facts), M("examine", "charge"), M("fix_hearing"), M("serve_bundle"))


def _found(outcome: str, wait: float = 0.2, **chosen: Any) -> tuple[Move, ...]:
    """The panel finds, and decides."""
    finds = "proved" if outcome == "breach" else "not proved"
    return (M("find", wait=wait, finds=finds), M("decide", outcome, chosen=chosen, finds=finds))


def _decided(**chosen: Any) -> tuple[Move, ...]:
    return (
        *_charged(),
        M("hear", wait="hearing"),
        *_found("breach", **chosen),
        M("give_reasons", wait=1),
    )


_ON_PAPERS = (
    M("go_on_papers", agree=("R1",)),
    *_found("no_breach", wait=1),
    M("give_reasons", wait=1),
)
_VETOED_TWICE = (
    *_charged(**GRAVE),
    *_ON_PAPERS,
    M("review_law", "vetoed"),
    M("fix_hearing", wait=1),
    M("serve_bundle"),
    *_ON_PAPERS,
    M("review_law", "outside"),
    M("send_outside", wait=1),
)
_LEAVING = (
    M("propose_exit"),
    M("replace_handler", names=("case_manager",)),
    M("give_exit_notice"),
    M("answer_exit", wait=1),
)

STANDARD: dict[str, tuple[Move, ...]] = {
    "from receipt to closure, and opened again": (
        *_IN,
        M("assess", "investigate", wait=1, facts=PLAIN),
        M("delay_notice"),
        M("give_notice", wait=1),
        M("extend_reply", wait=1),
        M("reply", wait=2),
        M("admit"),
        M("begin_investigation"),
        M("plan", wait=1),
        M("interview", wait=1),
        M("sign_interview", wait=1),
        M("take_evidence"),
        M("give_new_notice", wait=1),
        M("reply_anew", wait=1),
        M("extend_investigation"),
        M("update"),
        M("note_contact"),
        M("send_draft", wait=1),
        M("comment", wait=1),
        M("comment"),
        M("final_report"),
        M("appoint_examiners"),
        M("examine", "charge"),
        M("fix_hearing"),
        M("serve_bundle"),
        M("send_papers"),
        M("final_bundle"),
        M("adjourn"),
        M("hear", wait="hearing"),
        M("find"),
        M("admit_unproved", "admitted"),
        M("decide", "breach", chosen={"suspension": "3 months", "warning": "12 months"}),
        M("give_reasons", wait=1),
        M("appeal", wait=1),
        M("permit_appeal", "given"),
        M("decide_appeal", "varied", wait=1, chosen={"suspension": "2 months"}),
        M("enforce", wait=20),
        M("close"),
        M("set_retention"),
        M("reopen", wait=1),
        M("assess", "investigate", wait=1, facts=PLAIN),
    ),
    "opened by the organisation itself": (M("open_case"),),
    "somebody reports themselves": (M("refer_oneself"), M("screen")),
    "membership ends under the rules, and is decided again": (
        *_LEAVING,
        M("decide_exit", "ends", wait=1, chosen={"end_of_membership": None}),
        M("appeal", wait=1),
        M("permit_appeal", "given"),
        M("decide_appeal", "decided_again", wait=1),
        M("answer_exit", wait=1),
        M("decide_exit", "stays", wait=1),
    ),
    "membership is refused": (*_LEAVING, M("decide_exit", "refused", chosen={"no_admission": None})),
    "from the register, at its beginning": (M("take_from_register", "from_the_beginning"), M("screen")),
    "from the register, to be assessed": (
        M("take_from_register", "to_assess"),
        M("replace_handler", names=("assessor",)),
        M("assess", "investigate", facts=PLAIN),
    ),
    "from the register, to be investigated": (
        M("take_from_register", "to_investigate"),
        M("replace_handler", names=("investigator",)),
        M("plan"),
    ),
    "from the register, to be heard": (M("take_from_register", "to_hear"), M("fix_hearing")),
    "from the register, closed": (M("take_from_register", "nothing_left"),),
    "refused, referred, and assessed anew": (
        *_IN,
        M("extend_assessment"),
        M("replace_handler"),
        M("assess", "refuse", wait=1),
        M("ask_for_review", wait=1),
        M("review_refusal", "set_aside"),
        M("assess", "refer_out", wait=1),
        M("ask_for_review", wait=1),
        M("review_refusal", "upheld"),
    ),
    "settled": (
        *_IN,
        M("assess", "informal", wait=1, agree=BOTH, facts=PLAIN),
        M("settle", "failed", wait=1),
        M("assess", "informal", wait=1, agree=BOTH, facts=PLAIN),
        M("settle", "agreed", wait=1, agree=BOTH),
    ),
    "joined": (*_IN, M("take_in")),
    "gone over to another": (*_IN, M("go_over")),
    "handed over": (*_IN, M("hand_over", wait=1)),
    "split": (*_IN, M("split_case", wait=1)),
    "withdrawn": (
        *_IN,
        M("withdraw", wait=1),
        M("answer_withdrawal", "goes_on", wait=1),
        M("answer_withdrawal", "closed", wait=1),
    ),
    "a measure, eased, renewed and lifted": (
        *_IN,
        M("ask_for_measure", wait=1),
        M("decide_measure", "granted", chosen={"interim_suspension": None}),
        M("hear_on_measure", wait=1),
        M("review_measure", "stays", wait=1),
        M("review_measure", "eased", wait=1, chosen={"restriction": None}),
        M("form_measures_panel"),
        M("renew_measure", wait=1),
        M("review_measure", "lifted", wait=1),
    ),
    "an emergency, and a measure that lapses": (
        *_IN,
        M("act_in_emergency"),
        M("decide_measure", "refused"),
        M("ask_for_measure", wait=1),
        M("decide_measure", "granted", chosen={"no_contact": None}),
        M("note_lapse", wait=200),
    ),
    "the clock, the delay and the oversight body": (
        *_IN,
        M("stop_the_clock", "police"),
        M("start_the_clock", "police", wait=1),
        M("stop_the_clock", "illness"),
        M("start_the_clock", "illness", wait=1),
        M("stop_the_clock", "mediation", agree=BOTH),
        M("start_the_clock", "mediation", wait=1),
        M("settle_conflict", "conflict", doubt="clerk"),
        M("settle_conflict", "no_conflict", doubt="registrar"),
        M("report_at_six_months"),
        M("explain_delay"),
        M("take_over", "taken"),
        M("take_over", "transferred"),
    ),
    "one of two respondents let out": (
        *_IN,
        M("assess", "investigate", wait=1, facts=PLAIN),
        M("give_notice"),
        M("give_notice"),
        M("begin_investigation", wait=20),
        M("release"),
    ),
}

STANDARD_TO_THE_END: dict[str, tuple[Move, ...]] = {
    "no case, vetoed, advised": (
        *_reported(**GRAVE),
        M("examine", "close"),
        M("review_law", "vetoed_examination"),
        M("appoint_examiners", wait=1),
        M("examine", "advise", chosen={"reminder": None}),
        M("review_law", "verified"),
        M("appeal_as_complainant", wait=1),
        M("permit_appeal", "refused"),
    ),
    "no case, vetoed twice": (
        *_reported(**GRAVE),
        M("examine", "close"),
        M("review_law", "vetoed_examination"),
        M("appoint_examiners", wait=1),
        M("examine", "close"),
        M("review_law", "outside_examination"),
    ),
    "accepted, and examined again on appeal": (
        *_reported(),
        M("examine", "consensual", agree=("R1",), chosen={"apology": None}),
        M("appeal_as_complainant", wait=1),
        M("permit_appeal", "given"),
        M("decide_appeal", "examined_again", wait=1),
    ),
    "trained instead of charged": (
        *_reported(),
        M("examine", "educate", agree=("R1",), chosen={"training": None}),
    ),
    "earlier matters stay out": (
        *_charged(),
        M("hear", wait="hearing"),
        M("find"),
        M("admit_unproved", "kept_out"),
    ),
    "expelled, and let in again": (
        *_decided(expulsion=None),
        M("enforce", wait=40),
        M("close"),
        M("readmit", wait=400),
    ),
    "apology, stands on appeal": (
        *_decided(apology=None),
        M("appeal", wait=1),
        M("permit_appeal", "given"),
        M("decide_appeal", "stands", wait=1),
        M("enforce", wait=20),
        M("fulfil"),
    ),
    "conditions, reviewed and lifted": (
        *_decided(conditions="2 years"),
        M("enforce", wait=20),
        M("review_conditions", "stay", wait=180),
        M("review_conditions", "lifted", wait=180),
    ),
    "on papers, vetoed twice, decided outside": (*_VETOED_TWICE, M("enter_outside", "no_breach", wait=1)),
    "the same, and a breach was found there": (
        *_VETOED_TWICE,
        M("enter_outside", "breach", wait=1, chosen={"reminder": None}),
    ),
    "heard again on appeal": (
        *_decided(warning="6 months"),
        M("appeal", wait=1),
        M("permit_appeal", "given", facts={"appeal_way": "at a hearing"}),
        M("replace_appeal_panel"),
        M("fix_appeal_hearing"),
        M("decide_appeal", "heard_again", wait=1),
    ),
    "training, finished": (
        *_decided(training=None),
        M("enforce", wait=20),
        M("enrol"),
        M("finish_training", wait=1),
    ),
    "training, late": (
        *_decided(training=None),
        M("enforce", wait=20),
        M("appoint_panel_for_default", wait=70),
        M("judge_default", "more_time", wait=1),
    ),
    "training, never finished": (
        *_decided(training=None),
        M("appoint_panel_for_default", wait=90),
        M("judge_default", "other_sanction", wait=1, chosen={"warning": "6 months"}),
    ),
}

_UP = (M("complain"), M("acknowledge", wait=1))
_TAKEN = (*_UP, M("take_up", "take_up", wait=1))
_CALLED = (*_TAKEN, M("reply", wait=2), M("report", wait=1), M("call_meeting"))
_JUDGED = (*_CALLED, M("decide", "breach", wait="meeting", chosen={"suspension": "1 month"}))

_EXIT = (M("propose_exit"), M("answer_exit", wait=1))

SMALL_CLUB: dict[str, tuple[Move, ...]] = {
    "from complaint to closure, and opened again": (
        *_TAKEN,
        M("more_time", wait=1),
        M("replace_fact_finder"),
        M("reply", wait=2),
        M("report", wait=1),
        M("call_meeting"),
        M("decide", "breach", wait="meeting", chosen={"suspension": "1 month", "warning": None}),
        M("appeal", wait=1),
        M("form_appeal_panel"),
        M("decide_appeal", "varied", wait=1, chosen={"warning": None}),
        M("enter", wait=20),
        M("close"),
        M("reopen", wait=1),
    ),
    "opened by the committee": (M("open_case"),),
    "somebody in the club reports themselves": (M("refer_oneself"),),
    "a rule ends a membership, and it is decided again": (
        *_EXIT,
        M("decide_exit", "ends", wait=1, chosen={"end_of_membership": None}),
        M("appeal", wait=1),
        M("form_appeal_panel"),
        M("decide_appeal", "exit_again", wait=1),
        M("answer_exit", wait=1),
        M("decide_exit", "stays", wait=1),
    ),
    "a rule refuses a membership": (
        *_EXIT,
        M("decide_exit", "refused", wait=1, chosen={"no_admission": None}),
    ),
    "admitted, and an apology is enough": (
        *_CALLED,
        M("admit"),
        M("make_good", agree=("R1",), chosen={"apology": None}),
        M("fulfil"),
    ),
    "expelled from the club, and let in again": (
        *_CALLED,
        M("decide", "breach", wait="meeting", chosen={"expulsion": None}),
        M("enter", wait=20),
        M("close"),
        M("readmit", wait=400),
    ),
    "from the papers, at its beginning": (M("take_from_register", "from_the_beginning"),),
    "from the papers, to be heard": (
        M("take_from_register", "to_hear_both"),
        M("replace_fact_finder"),
        M("reply", wait=1),
        M("report", wait=1),
    ),
    "from the papers, to be decided": (
        M("take_from_register", "to_decide"),
        M("call_meeting"),
        M("decide", "no_breach", wait="meeting"),
    ),
    "from the papers, closed": (M("take_from_register", "nothing_left"),),
    "refused": (*_UP, M("take_up", "refuse", wait=1), M("object_to_refusal", wait=1)),
    "settled": (*_UP, M("take_up", "settled", wait=1, agree=BOTH)),
    "joined": (*_UP, M("join")),
    "gone over to another": (*_UP, M("go_over")),
    "handed over": (*_UP, M("hand_over", wait=1)),
    "split": (*_UP, M("split_case", wait=1)),
    "withdrawn": (*_UP, M("withdraw", wait=1), M("answer_withdrawal", "goes_on", wait=1)),
    "withdrawn and closed": (*_UP, M("withdraw", wait=1), M("answer_withdrawal", "closed", wait=1)),
    "staying away": (
        *_UP,
        M("ask_to_stay_away", wait=1),
        M("answer_measure", wait=1),
        M("look_again", "stays", wait=1),
        M("look_again", "lifted", wait=1),
    ),
    "no breach, and looked at again": (
        *_CALLED,
        M("decide", "no_breach", wait="meeting"),
        M("appeal", wait=1),
        M("form_appeal_panel"),
        M("decide_appeal", "again", wait=1),
    ),
    "the decision stands": (
        *_JUDGED,
        M("appeal", wait=1),
        M("form_appeal_panel"),
        M("decide_appeal", "stands", wait=1),
    ),
    "waiting, telling, settling conflicts": (
        *_UP,
        M("wait"),
        M("go_on", wait=1),
        M("tell_how_it_stands"),
        M("report_delay"),
        M("settle_conflict", "conflict", doubt="committee_member"),
        M("settle_conflict", "no_conflict", doubt="committee_member"),
    ),
}

_TOLD = (M("report"), M("acknowledge"), M("assign"))
_LOOKED = (*_TOLD, M("take_up", "look_into", wait=1), M("ask_for_side"))
_PROPOSED = (*_LOOKED, M("give_side", wait=1), M("propose", wait=1))
_HEARD = (*_PROPOSED, M("say_to_proposal", wait=1))
_HANDED_UP = (*_HEARD, M("hand_up", wait=1))
_ACTED = (*_TOLD, M("act_now", chosen={"block": None}))
_REFUSED = (*_TOLD, M("take_up", "not_against", wait=1))

_RULED_OUT = (M("propose_exit"), M("answer_exit", wait=1))

CONDUCT_TEAM: dict[str, tuple[Move, ...]] = {
    "from report to a ban, readmission and a new beginning": (
        *_LOOKED,
        M("more_time", wait=1),
        M("give_side", wait=1),
        M("propose", wait=1),
        M("say_to_proposal", wait=1),
        M("decide", "with_ban", wait=1, chosen={"ban": None}),
        M("close_access"),
        M("close", wait=40),
        M("ask_readmission", wait=190),
        M("answer_readmission", "not_yet", wait=1),
        M("object_to_not_yet", wait=1),
        M("decide_on_not_yet", "stands", wait=1),
        M("ask_readmission", wait=190),
        M("answer_readmission", "let_in", wait=1),
        M("reopen", wait=1),
    ),
    "banned, and let in again by others": (
        *_HEARD,
        M("decide", "with_ban", wait=1, chosen={"ban": None}),
        M("close_access"),
        M("close", wait=40),
        M("ask_readmission", wait=190),
        M("answer_readmission", "not_yet", wait=1),
        M("object_to_not_yet", wait=1),
        M("decide_on_not_yet", "let_in", wait=1),
    ),
    "opened by the team": (M("open_case"),),
    "somebody reports themselves to the team": (M("refer_oneself"), M("assign")),
    "a rule ends a membership, and others look at it": (
        *_RULED_OUT,
        M("decide_exit", "ends", wait=1, chosen={"end_of_membership": None}),
        M("ask_for_review", wait=1),
        M("decide_review", "exit_again", wait=1),
        M("answer_exit", wait=1),
        M("decide_exit", "stays", wait=1),
    ),
    "not admitted by a rule": (
        *_RULED_OUT,
        M("decide_exit", "refused", wait=1, chosen={"no_admission": None}),
    ),
    "admitted, and terms are enough": (
        *_HEARD,
        M("admit"),
        M("make_good", agree=("R1",), chosen={"terms": "3 months"}),
    ),
    "from the list, at its beginning": (M("take_from_register", "from_the_beginning"), M("acknowledge")),
    "from the list, to be looked into": (
        M("take_from_register", "to_look"),
        M("replace_lead"),
        M("ask_for_side"),
    ),
    "from the list, to be decided": (
        M("take_from_register", "to_agree"),
        M("decide", "not_against", wait=1),
    ),
    "from the list, closed": (M("take_from_register", "nothing_left"),),
    "an apology, looked at again: it stands": (
        *_HEARD,
        M("decide", "without_ban", wait=1, chosen={"apology": None}),
        M("ask_for_review", wait=1),
        M("decide_review", "stands", wait=1),
        M("fulfil", wait=1),
    ),
    "nothing found, looked at again: a warning": (
        *_HEARD,
        M("decide", "not_against", wait=1),
        M("ask_for_review", wait=1),
        M("decide_review", "varied", wait=1, chosen={"warning": "6 months"}),
    ),
    "dealt with where it happened": (*_TOLD, M("take_up", "handled", wait=1)),
    "not for this team": (*_TOLD, M("take_up", "not_ours", wait=1)),
    "not against the code, and looked at after all": (
        *_REFUSED,
        M("object", wait=1),
        M("decide_review", "again", wait=1),
    ),
    "the council decides: nothing": (*_HANDED_UP, M("decide_in_council", "not_against", wait=1)),
    "the council decides: a warning": (
        *_HANDED_UP,
        M("decide_in_council", "without_ban", wait=1, chosen={"warning": "6 months"}),
    ),
    "the council decides: a ban": (
        *_HANDED_UP,
        M("decide_in_council", "with_ban", wait=1, chosen={"time_ban": "30 days"}),
    ),
    "one acts at once: it ends": (*_ACTED, M("check_act", "ends")),
    "one acts at once: it stays, and ends": (
        *_ACTED,
        M("check_act", "stays"),
        M("answer_act", wait=1),
        M("look_again", "stays", wait=1),
        M("look_again", "ends", wait=1),
    ),
    "joined": (*_TOLD, M("join")),
    "gone over to another": (*_TOLD, M("go_over")),
    "handed over": (*_TOLD, M("hand_over", wait=1)),
    "split": (*_TOLD, M("split_case", wait=1)),
    "withdrawn": (*_TOLD, M("withdraw", wait=1), M("answer_withdrawal", "goes_on", wait=1)),
    "withdrawn and closed": (*_TOLD, M("withdraw", wait=1), M("answer_withdrawal", "closed", wait=1)),
    "waiting, telling, another lead, settling conflicts": (
        *_TOLD,
        M("wait"),
        M("go_on", wait=1),
        M("replace_lead"),
        M("tell_how_it_stands"),
        M("report_delay"),
        M("settle_conflict", "close", doubt="team_member"),
        M("settle_conflict", "not_close", doubt="team_member"),
    ),
}

COURSES = {
    "standard": (STANDARD, STANDARD_TO_THE_END),
    "small-club": (SMALL_CLUB,),
    "conduct-team": (CONDUCT_TEAM,),
}
"""The courses of each rulebook, in parts that are walked in a test each."""

TWO = frozenset({"one of two respondents let out", "split"})
"""The courses of a case with two respondents."""


def steps_of(course: tuple[Move, ...]) -> list[tuple[str, str]]:
    """Each step and outcome that a course takes."""
    return [(move.step, move.outcome) for move in course]

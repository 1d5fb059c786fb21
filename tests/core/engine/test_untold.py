"""Whom nobody writes to yet: respondents, until a letter of the rules has reached out to them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dueprocess.core import engine
from dueprocess.core.engine import untold
from dueprocess.core.rulebook import check, load
from dueprocess.core.rulebook.telling import tellers, tells_respondents

SHIPPED = Path("src/dueprocess/rules/shipped")
AT = datetime(2026, 3, 23, 10, tzinfo=UTC)
RULES = """
[rulebook]
id = "small"
version = "1"
title = "Small"
language = "en"
[roles]
secretary = { title = "Secretary" }
[stages]
received = { title = "Received" }
reply = { title = "Reply" }
closed = { title = "Closed", end = true }
[steps]
complain = { title = "Complain", clause = "1", stage = "start", by = ["complainant"], leads_to = "received" }
send = { title = "Send it", clause = "2", stage = "received", by = ["secretary"], TELLS leads_to = "reply" }
warn = { title = "Warn", stage = "reply", by = ["secretary"], imposes = ["warning"], leads_to = "closed" }
[sanctions]
warning = { title = "Warning", clause = "4", effect = "on the record only", lasts = "for good" }
"""
TELLS = 'tells = [{ to = ["respondent"], letter = "complaint" }],'


def state(*rows: dict, tells: str = TELLS, text: str = RULES) -> engine.State:
    rules = load(text.replace("TELLS", tells))
    acts = [{"n": 1, "at": AT.isoformat(), "step": "complain", "by": "c1"}, *rows]
    docket = {
        "docket": 1, "case": "A", "rulebook": rules.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}, "w1": {"is": "witness"}},
        "people": {"s1": {"roles": ["secretary"]}}, "acts": acts,
    }  # fmt: skip
    return engine.state({rules.hash: rules}, engine.Docket.parse(docket), AT.replace(day=30))


def row(n: int, **more: object) -> dict:
    return {"n": n, "at": AT.replace(hour=10 + n).isoformat(), **more}


SEND = row(2, step="send", by="s1")
SENT = row(3, note="sent", of=2, to=["r1"], by="post")


def test_a_respondent_is_written_to_once_a_letter_of_the_rules_has_gone_out() -> None:
    everybody = ["c1", "r1", "w1"]
    assert untold.untold(state(), everybody) == ("r1",)
    assert untold.untold(state(SEND), everybody) == ("r1",)  # owed, and not gone out
    assert untold.untold(state(SEND, SENT), everybody) == ()
    assert untold.untold(state(SEND, row(3, note="received", of=2, to=["r1"])), everybody) == ()
    annulled = row(4, note="annulled", act=3)
    assert untold.untold(state(SEND, SENT, annulled), everybody) == ("r1",)  # it never went out
    undone = row(4, note="annulled", act=2)
    assert untold.untold(state(SEND, SENT, undone), everybody) == ()  # what they read, they know


def test_the_refusal_names_the_step_its_rule_and_what_to_do() -> None:
    first = untold.refusal(state(), ["r1"])
    assert (first.code, first.clause) == ("untold", "2")
    assert "They are told by the step “Send it”." in first.reason
    owed = untold.refusal(state(SEND), ["r1"])
    assert owed.clause == "2"
    assert "The letter of “Send it” is owed to them. Have it reach them first." in owed.reason


def test_where_the_rules_have_no_letter_for_them_there_is_nothing_to_wait_for() -> None:
    assert untold.untold(state(tells=""), ["r1"]) == ()
    optional = 'tells = [{ to = ["respondent"], letter = "news", optional = true }],'
    assert untold.untold(state(tells=optional), ["r1"]) == ()
    for tells, warned in (("", True), (TELLS, False)):
        found = [each.what for each in check(RULES.replace("TELLS", tells))]
        assert any(each.startswith("No letter goes to respondents") for each in found) is warned


def test_whoever_was_written_to_by_hand_knows() -> None:
    message = row(2, note="message", by="s1", to=["r1"])
    assert untold.untold(state(message), ["r1"]) == ()
    assert untold.untold(state(message), ["r1"], before=2) == ("r1",)  # not by the message that is judged


@pytest.mark.parametrize(
    ("shipped", "step"),
    [("standard", "give_notice"), ("small-club", "take_up"), ("conduct-team", "ask_for_side")],
)
def test_each_shipped_rulebook_says_by_which_steps_a_respondent_is_told(shipped: str, step: str) -> None:
    rules = load((SHIPPED / f"{shipped}.toml").read_text())
    assert tells_respondents(rules)
    assert step in [each.id for each in tellers(rules)]

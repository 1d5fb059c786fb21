# ruff: noqa: E501 (tables are read row by row)
"""Rules of decision, quorums, when a body is too few, and ties: each on both sides of its boundary.

Every row goes through `decide` and `permitted` of a case of its own size. The numbers were worked out by hand.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dueprocess.core.engine import Docket, NotPermitted, decide, permitted, state
from dueprocess.core.rulebook import Rulebook, load

SEATS = 9
AT = "2026-03-03T12:00:00+00:00"

# rule · for, against, abstaining · present (0: not said) · who may vote · whether it is carried
RULES: list[tuple[str, int, int, int, int, int, bool]] = [
    ("majority", 2, 1, 0, 0, 7, True),
    ("majority", 3, 3, 0, 0, 7, False),  # 2 x 3 = 6 is not above 6
    ("majority", 1, 0, 5, 0, 7, True),  # abstentions are no votes
    ("majority", 2, 3, 0, 0, 7, False),
    ("majority", 0, 0, 3, 0, 7, False),
    ("majority of votes", 3, 2, 0, 0, 7, True),
    ("majority of those present", 3, 0, 0, 5, 7, True),
    ("majority of those present", 2, 0, 0, 4, 7, False),  # half of those present is no majority
    ("majority of those present", 2, 0, 2, 0, 7, False),  # whoever abstains is present
    ("majority of those present", 3, 0, 2, 3, 7, True),
    ("majority of those present", 2, 1, 0, 3, 7, True),
    ("majority of those eligible", 4, 0, 0, 0, 7, True),
    ("majority of those eligible", 3, 0, 0, 0, 7, False),
    ("majority of those eligible", 4, 0, 0, 0, 8, False),
    ("majority of those eligible", 5, 3, 0, 0, 8, True),
    ("majority of all seats", 5, 0, 0, 0, 7, True),  # of nine
    ("majority of all seats", 4, 0, 0, 0, 7, False),
    ("two thirds", 2, 1, 0, 0, 7, True),
    ("two thirds", 3, 2, 0, 0, 7, False),  # 9 of 10
    ("two thirds", 4, 2, 0, 0, 7, True),
    ("two thirds", 4, 3, 0, 0, 7, False),
    ("two thirds", 5, 2, 0, 0, 7, True),
    ("two thirds", 2, 1, 4, 0, 7, True),
    ("two thirds", 0, 0, 3, 0, 7, False),
    ("two thirds of those present", 4, 0, 0, 6, 7, True),
    ("two thirds of those present", 3, 0, 0, 5, 7, False),
    ("two thirds of those eligible", 5, 2, 0, 0, 7, True),  # 15 of 14
    ("two thirds of those eligible", 4, 0, 0, 0, 7, False),  # 12 of 14
    ("two thirds of those eligible", 4, 0, 0, 0, 6, True),
    ("two thirds of all seats", 6, 1, 0, 0, 7, True),
    ("two thirds of all seats", 5, 0, 0, 0, 7, False),
    ("three quarters", 3, 1, 0, 0, 7, True),
    ("three quarters", 2, 1, 0, 0, 7, False),
    ("three quarters", 5, 2, 0, 0, 7, False),  # 20 of 21
    ("three quarters", 6, 2, 0, 0, 8, True),
    ("three quarters", 5, 1, 0, 0, 7, True),
    ("three quarters", 0, 0, 3, 0, 7, False),
    ("three quarters of those present", 3, 0, 0, 4, 7, True),
    ("three quarters of those present", 3, 0, 0, 5, 7, False),
    ("three quarters of those eligible", 6, 0, 0, 0, 7, True),  # 24 of 21
    ("three quarters of those eligible", 5, 0, 0, 0, 7, False),  # 20 of 21
    ("three quarters of all seats", 7, 0, 0, 0, 7, True),  # 28 of 27
    ("three quarters of all seats", 6, 0, 0, 0, 7, False),
    ("consensus", 1, 0, 6, 0, 7, True),
    ("consensus", 6, 1, 0, 0, 7, False),
    ("consensus", 0, 0, 7, 0, 7, False),
    ("unanimous", 3, 0, 0, 0, 7, True),
    ("unanimous", 6, 0, 1, 0, 7, False),
    ("unanimous", 6, 1, 0, 0, 7, False),
    ("all but one", 6, 0, 0, 0, 7, True),  # of those eligible, unless it says otherwise
    ("all but one", 5, 0, 0, 0, 7, False),
    ("all but one", 0, 1, 0, 0, 1, False),  # nobody is not enough
    ("all but two", 5, 2, 0, 0, 7, True),
    ("all but two", 4, 0, 0, 0, 7, False),
    ("all but 3", 4, 0, 0, 0, 7, True),
    ("all but 3", 3, 0, 0, 0, 7, False),
    ("all but one of votes", 3, 1, 0, 0, 7, True),
    ("all but one of votes", 3, 2, 0, 0, 7, False),
    ("all but one of those present", 3, 0, 0, 4, 7, True),
    ("all but one of those present", 3, 0, 0, 5, 7, False),
    ("all but one of all seats", 8, 0, 0, 0, 9, True),
    ("all but one of all seats", 7, 0, 0, 0, 9, False),
    ("3 members", 3, 4, 0, 0, 7, True),  # as many as it says suffice, whatever the others say
    ("3 members", 2, 1, 0, 0, 7, False),
    ("any one", 1, 6, 0, 0, 7, True),
    ("any one", 0, 1, 0, 0, 7, False),
    ("consensus, majority", 3, 2, 0, 0, 7, True),
    ("consensus, majority", 2, 3, 0, 0, 7, False),
    ("unanimous, two thirds of all seats", 2, 0, 0, 0, 7, True),
    ("unanimous, two thirds of all seats", 6, 1, 0, 0, 7, True),
    ("unanimous, two thirds of all seats", 5, 1, 0, 0, 7, False),
    ("5 members, two thirds of those eligible", 5, 2, 0, 0, 7, True),
    ("5 members, two thirds of those eligible", 4, 1, 0, 0, 6, True),
    ("5 members, two thirds of those eligible", 3, 2, 0, 0, 6, False),
]  # fmt: skip

HEAD = """
[rulebook]
id = "votes"
version = "1"
title = "Votes"
language = "en"
[roles]
member = { title = "Member" }
chair = { title = "Chair" }
president = { title = "President", too_few = "stand_in" }
stand_in = { title = "Stand-in" }
other = { title = "Other" }
[conflicts]
soft = { title = "Soft", grounds = ["colleague"], bars = ["vote"] }
hard = { title = "Hard", grounds = ["family"], bars = ["see", "speak", "vote"] }
[stages]
open = { title = "Open" }
over = { title = "Over", end = true }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], leads_to = "open" }
close = { title = "Close", stage = "open", by = ["member"], leads_to = "over" }
"""


def listed(rules: str) -> str:
    """Rules as the rulebook writes them."""
    return "[" + ", ".join(f'"{rule}"' for rule in rules.split(", ")) + "]"


KINDS = list(dict.fromkeys(row[0] for row in RULES))
BY_RULE = load(
    HEAD
    + "".join(
        f'vote_{n} = {{ title = "Vote {n}", stage = "open", by = ["board"], again = true, decides_by = {listed(rules)} }}\n'
        for n, rules in enumerate(KINDS)
    )
    + f'[bodies]\nboard = {{ title = "Board", seats = {{ member = {SEATS} }} }}\n'
)


def names(first: int, number: int) -> list[str]:
    """So many members, from this one on."""
    return [f"m{n}" for n in range(first, first + number)]


def docket(book: Rulebook, members: int, *rows: dict[str, Any], **people: list[str]) -> dict[str, Any]:
    """A case with so many members and these other people."""
    first = {"n": 1, "at": "2026-03-02T10:00:00+00:00", "step": "begin", "by": "c1"}
    everybody = {**{who: ["member"] for who in names(1, members)}, **people}
    return {
        "docket": 1,
        "case": "votes",
        "rulebook": book.hash,
        "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}},
        "people": {who: {"roles": roles} for who, roles in everybody.items()},
        "acts": [first, *({"n": n, **row} for n, row in enumerate(rows, start=2))],
    }


def refusal(book: Rulebook, obj: dict[str, Any], step: str, **more: Any) -> str | None:
    """Why a vote is refused, or None; it must be refused as a vote."""
    row = {"at": AT, "step": step, "by": "m1", **more}
    try:
        decide({book.hash: book}, Docket.parse(obj), row)
    except NotPermitted as no:
        return no.reason if no.code == "vote" else f"{no.code}: {no.reason}"
    return None


def able(book: Rulebook, obj: dict[str, Any], step: str) -> tuple[str, ...]:
    """Who may take a step now."""
    now = state({book.hash: book}, Docket.parse(obj), datetime.fromisoformat(AT))
    return next(each for each in permitted(now) if each.step == step).who


@pytest.mark.parametrize(("rules", "yes", "no", "abstain", "present", "eligible", "carried"), RULES)
def test_rules_of_decision(
    rules: str, yes: int, no: int, abstain: int, present: int, eligible: int, carried: bool
) -> None:
    votes = {
        "for": names(1, yes),
        "against": names(1 + yes, no),
        "abstain": names(1 + yes + no, abstain),
    }
    more = {"present": names(1, present)} if present else {}
    why = refusal(BY_RULE, docket(BY_RULE, eligible), f"vote_{KINDS.index(rules)}", votes=votes, **more)
    assert (why is None) is carried, why
    if why is not None and yes != no:
        counted = f"Not carried ({yes} for, {no} against, {abstain} abstained)"
        said = rules.replace("all but two", "all but 2").replace("all but one", "all but 1")
        assert why == f"{counted}; it takes {said.replace(', ', ' or ')}."


def test_any_one_needs_no_vote() -> None:
    """Whoever acts is the one; other rules ask who voted how."""
    one, three = (f"vote_{KINDS.index(rules)}" for rules in ("any one", "3 members"))
    assert refusal(BY_RULE, docket(BY_RULE, 3), one) is None
    why = refusal(BY_RULE, docket(BY_RULE, 3), three)
    assert why == "Board decides by 3 members: name who voted how."


# --- quorum and too few

# The body · its keys (seats apart) · the step's own quorum
BODIES = {
    "three": ("quorum = 3", ""),
    "of_eligible": ('quorum = "majority of those eligible"', ""),
    "of_seats": ('quorum = "majority of all seats"', ""),
    "everybody": ('quorum = "all"', ""),
    "own": ("quorum = 2", 'quorum = "majority of all seats"'),
    "sits": ("quorum = 4, at_least = { sitting = 3 }", ""),
    "votes": ("quorum = 4, at_least = { voting = 3 }", ""),
    "both": ("at_least = { sitting = 4, voting = 2 }", ""),
    "more": ("quorum = 2, at_least = { voting = 4 }", ""),
    "none": ("at_least = { sitting = 1 }", ""),
}
BY_QUORUM = load(
    HEAD
    + "".join(
        f'by_{name} = {{ title = "By {name}", stage = "open", by = ["{name}"], again = true{", " + own if own else ""} }}\n'
        for name, (_, own) in BODIES.items()
    )
    + "[bodies]\n"
    + "".join(
        f'{name} = {{ title = "{name}", seats = {{ member = 5 }}, decides_by = "majority", {keys} }}\n'
        for name, (keys, _) in BODIES.items()
    )
)

# body · members, of them in a soft conflict (they sit and do not vote) · quorum, or None: too few
QUORUMS: list[tuple[str, int, int, int | None]] = [
    ("three", 5, 0, 3),
    ("three", 3, 0, 3),
    ("three", 2, 0, None),
    ("three", 5, 3, None),
    ("of_eligible", 5, 0, 3),
    ("of_eligible", 4, 0, 3),
    ("of_eligible", 3, 0, 2),
    ("of_eligible", 5, 2, 2),  # of the three who may vote
    ("of_eligible", 1, 0, 1),
    ("of_eligible", 0, 0, None),
    ("of_seats", 5, 0, 3),
    ("of_seats", 5, 2, 3),
    ("of_seats", 3, 0, 3),  # vacant seats are seats
    ("of_seats", 2, 0, None),
    ("everybody", 5, 0, 5),
    ("everybody", 4, 0, None),
    ("everybody", 5, 1, None),
    ("own", 3, 0, 3),  # what the step says goes before what the body says
    ("own", 2, 0, None),
    ("sits", 3, 0, 4),  # `at_least`, where it is given, alone says when others act instead
    ("sits", 3, 2, 4),
    ("sits", 2, 0, None),
    ("sits", 3, 3, None),  # without anybody who may vote it is always too few
    ("votes", 3, 0, 4),
    ("votes", 5, 2, 4),
    ("votes", 5, 3, None),
    ("both", 4, 2, 1),
    ("both", 3, 0, None),
    ("both", 4, 3, None),
    ("more", 4, 0, 2),
    ("more", 3, 0, None),
    ("none", 1, 1, None),
]


@pytest.mark.parametrize(("body", "members", "soft", "quorum"), QUORUMS)
def test_quorum_and_too_few(body: str, members: int, soft: int, quorum: int | None) -> None:
    """One fewer than the quorum is refused; when the body is too few nobody of it may act."""
    said = [
        {
            "at": "2026-03-03T09:00:00+00:00",
            "note": "conflict",
            "who": who,
            "ground": "colleague",
            "said_by": who,
        }
        for who in names(1 + members - soft, soft)
    ]
    obj = docket(BY_QUORUM, members, *said)
    voting = names(1, members - soft)
    assert list(able(BY_QUORUM, obj, f"by_{body}")) == ([] if quorum is None else voting)
    found = state({BY_QUORUM.hash: BY_QUORUM}, Docket.parse(obj), datetime.fromisoformat(AT)).bodies[body]
    assert (list(found.voting), found.seats) == (voting, 5)
    if body != "own":  # its quorum is the step's
        assert found.too_few is (quorum is None)
    if quorum is None:
        return
    for number in range(1, len(voting) + 1):
        why = refusal(BY_QUORUM, obj, f"by_{body}", votes={"for": names(1, number)})
        assert why == (None if number >= quorum else f"{number} voted; the quorum is {quorum}.")


# --- ties

BY_TIE = load(
    HEAD
    + """
fall = { title = "Fall", stage = "open", by = ["falls"], again = true }
lead = { title = "Lead", stage = "open", by = ["led"], again = true }
sign = { title = "Sign", stage = "open", by = ["signed"], again = true }
[bodies]
falls = { title = "Falls", seats = { chair = 1, member = 3 }, chair = "chair", decides_by = "majority" }
led = { title = "Led", seats = { chair = 1, member = 3 }, chair = "chair", decides_by = "majority", tie = "chair decides" }
signed = { title = "Signed", seats = { chair = 1, member = 3 }, chair = "chair", decides_by = "majority", tie = "president" }
"""
)
TIED = {"for": ["h1", "m1"], "against": ["m2", "m3"]}
AGAINST = {"for": ["m2", "m3"], "against": ["h1", "m1"]}
ASIDE = {"for": ["m1"], "against": ["m2"], "abstain": ["h1", "m3"]}
COUNTED = "(2 for, 2 against, 0 abstained)"
HELD = {"h1": ["chair"], "p1": ["president"], "p2": ["president"], "i1": ["stand_in"], "o1": ["other"]}


def tied(step: str, votes: dict[str, list[str]], *rows: dict[str, Any], **more: Any) -> str | None:
    """Why a tied vote is refused."""
    return refusal(BY_TIE, docket(BY_TIE, 3, *rows, **HELD), step, votes=votes, **more)


def test_a_tie_fails_unless_the_body_says_otherwise() -> None:
    """Also with the chair, or a signature, on the side of those for it."""
    signed = [{"by": "p1", "as": "president"}]
    assert tied("fall", TIED, countersigned=signed) == f"A tie {COUNTED}: it fails."


@pytest.mark.parametrize(("votes", "carried"), [(TIED, True), (AGAINST, False), (ASIDE, False)])
def test_the_chair_decides_a_tie_by_their_vote(votes: dict[str, list[str]], carried: bool) -> None:
    """Only a chair who voted for it."""
    why = tied("lead", votes)
    assert (why is None) is carried
    assert why is None or why.endswith("and the chair is not among those for it.")


def test_nobody_decides_when_there_is_no_vote_for_it() -> None:
    """Nought for and nought against is no tie to be broken."""
    nobody: dict[str, list[str]] = {"for": [], "against": [], "abstain": ["h1", "m1"]}
    assert str(tied("lead", nobody)).startswith("Not carried")
    assert str(tied("sign", nobody, countersigned=[{"by": "p1"}])).startswith("Not carried")


def test_a_chair_who_is_lost_by_one_vote_decides_nothing() -> None:
    """Two for with the chair, three against, is no tie; nor is it with a signature."""
    lost = {"for": ["h1"], "against": ["m1", "m2"]}
    assert str(tied("lead", lost)).startswith("Not carried")
    assert str(tied("sign", lost, countersigned=[{"by": "p1"}])).startswith("Not carried")


SAID = {"at": "2026-03-03T09:00:00+00:00", "note": "conflict", "ground": "family"}
P1_OUT = {**SAID, "who": "p1", "said_by": "p1"}
P2_OUT = {**SAID, "who": "p2", "said_by": "p2"}


@pytest.mark.parametrize(
    ("rows", "countersigned", "carried"),
    [
        ([], [], False),
        ([], [{"by": "p1", "as": "president"}], True),
        ([], [{"by": "p2"}], True),  # in what capacity can be left out
        ([], [{"by": "o1", "as": "other"}, {"by": "p2", "as": "president"}], True),
        ([], [{"by": "o1", "as": "president"}], False),  # does not hold it
        ([], [{"by": "o1"}], False),
        ([], [{"by": "p1", "as": "other"}], False),  # signed as something else
        ([], [{"by": "h1", "as": "president"}], False),
        ([], [{"by": "i1", "as": "stand_in"}], False),  # nobody acts instead while the president may
        ([P1_OUT], [{"by": "p1", "as": "president"}], False),  # in conflict
        ([P1_OUT], [{"by": "p2", "as": "president"}], True),
        ([P1_OUT, P2_OUT], [{"by": "i1", "as": "stand_in"}], True),  # now somebody does
    ],
)
def test_a_tie_that_takes_a_signature(
    rows: list[dict[str, Any]], countersigned: list[dict[str, str]], carried: bool
) -> None:
    """Of the office that the rulebook names, by somebody who may act in this case."""
    why = tied("sign", TIED, *rows, countersigned=countersigned)
    assert why == (None if carried else f"A tie {COUNTED}: President must countersign.")


def test_nobody_breaks_a_tie_by_signing_their_own_act() -> None:
    """The president who enters the act cannot be the second signature; the other one can."""
    by_p1 = {**HELD, "h1": ["chair", "president"]}
    obj = docket(BY_TIE, 3, **by_p1)
    signed = {"votes": TIED, "by": "h1"}
    why = refusal(BY_TIE, obj, "sign", countersigned=[{"by": "h1", "as": "president"}], **signed)
    assert why == f"A tie {COUNTED}: President must countersign."
    assert refusal(BY_TIE, obj, "sign", countersigned=[{"by": "p1", "as": "president"}], **signed) is None

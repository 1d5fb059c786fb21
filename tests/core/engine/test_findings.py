# ruff: noqa: E501 (rules are read row by row)
"""What a finding needs: a standard of proof, a notice that reached the respondent, and evidence that could be
answered; and when earlier matters may be seen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.engine import Decision, Docket, NotPermitted, decide, earlier, form, state
from dueprocess.core.rulebook import check, explain, load

TEXT = """
rulebook = { id = "found", version = "1", title = "Found", language = "en", standard_of_proof = "balance of probabilities", notices = ["charge"] }
calendar = { timezone = "Europe/London", received = { post = "3 days" } }
[roles]
clerk = { title = "Clerk" }
[stages]
open = { title = "Open" }
over = { title = "Over", end = true }
[sanctions]
warning = { title = "Warning", effect = "on the record only", lasts = "20 days" }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], leads_to = "open" }
charge = { title = "Charge", stage = "open", by = ["clerk"], again = true, tells = [{ to = ["respondent"], letter = "charge", within = "2 days" }] }
add = { title = "Add", stage = "open", by = ["clerk"], again = true, tells = [{ to = ["complainant"], letter = "added" }] }
rule = { title = "Rule", stage = "open", by = ["clerk"], again = true, needs = ["reasons"], outcomes = { let_in = { admits_unproved = true }, kept_out = { title = "Kept out" } } }
judge = { title = "Judge", stage = "open", clause = "3", by = ["clerk"], again = true, imposes = ["warning"], standard_of_proof = "clear and convincing" }
advise = { title = "Advise", stage = "open", by = ["clerk"], again = true }
weigh = { title = "Weigh", stage = "open", by = ["clerk"], again = true, needs = ["advice"] }
anew = { title = "Anew", stage = "open", by = ["clerk"], again = true }
end = { title = "End", stage = "open", by = ["clerk"], leads_to = "over" }
"""
BOOK = load(TEXT)
LIBRARY = {BOOK.hash: BOOK}
APPEALED = load(
    TEXT.replace(
        "[sanctions]\n",
        'appeal = { title = "Appeal" }\nheard = { title = "Heard", end = true }\n[sanctions]\n',
    )
    + """
object = { title = "Object", stage = "open", by = ["respondent"], appeals = ["judge"], due = { within = "14 days", after = "judge", kind = "limit" }, opens = "appeal" }
hear = { title = "Hear", stage = "appeal", by = ["clerk"], outcomes = { stands = { decision = "stands", leads_to = "heard" } } }
"""
)
PROVED: dict[str, Any] = {"allegation": "a1", "respondent": "r1", "finding": "proved"}


class Case:
    """One case under these rules, an act a day."""

    def __init__(self, book: Any = BOOK) -> None:
        self.book = book
        self.json: dict[str, Any] = {
            "docket": 1, "case": "found", "rulebook": book.hash, "people": {"s1": {"roles": ["clerk"]}},
            "parties": {"c1": {"is": "complainant"}, "r1": {"is": "respondent"}, "r2": {"is": "respondent"}},
            "acts": [],
        }  # fmt: skip
        self.do("begin", by="c1", allegations=[{"id": "a1", "respondent": "r1"}])

    def at(self, hour: int = 10) -> str:
        return f"2026-03-{2 + len(self.json['acts']):02}T{hour}:00:00+00:00"

    def try_(self, step: str, **more: Any) -> Decision:
        act = {"at": self.at(), "step": step, "by": "s1", **more}
        return decide({self.book.hash: self.book}, Docket.parse(self.json), act)

    def do(self, step: str, **more: Any) -> dict[str, Any]:
        made = self.try_(step, **more).act
        self.json["acts"].append(made)
        return made

    def note(self, note: str, **more: Any) -> None:
        made = {"n": len(self.json["acts"]) + 1, "at": self.at(), "note": note, **more}
        self.json["acts"].append(decide({self.book.hash: self.book}, Docket.parse(self.json), made).act)

    def served(self, *who: str) -> None:
        self.do("charge")
        self.note("received", of=len(self.json["acts"]), to=list(who or ("r1", "r2")))

    def lacks(self, *findings: dict[str, Any], step: str = "judge") -> list[tuple[str, str]]:
        try:
            self.try_(step, findings=list(findings))
        except NotPermitted as no:
            return [(str(need.code), str(need.item)) for need in no.needs]
        return []

    @property
    def state(self) -> Any:
        docket = Docket.parse(self.json)
        return state({self.book.hash: self.book}, docket, docket.acts[-1].at)

    def owed(self) -> list[tuple[int | None, str, str]]:
        return [(each.n, each.to, str(each.state)) for each in self.state.notices if each.letter == "charge"]


@pytest.fixture
def case() -> Case:
    found = Case()
    found.served()
    return found


def test_each_finding_says_by_which_standard_it_was_made(case: Case) -> None:
    by = [each["standard"] for each in case.try_("judge", findings=[PROVED]).act["findings"]]
    assert by == ["clear and convincing"], "the step's own goes before that of the rulebook"
    told = {**PROVED, "standard": "beyond reasonable doubt", "protected": True}
    assert case.try_("advise", findings=[told]).act["findings"] == [
        {**PROVED, "protected": True, "standard": "balance of probabilities"}
    ], "whoever writes it down does not choose it"
    assert form(case.state, "judge", "s1").standard_of_proof == "clear and convincing"


def test_rules_that_state_none_record_none() -> None:
    book = load(TEXT.replace(', standard_of_proof = "balance of probabilities", notices = ["charge"]', ""))
    here = Case(book)
    assert here.try_("advise", findings=[{**PROVED, "standard": "a hunch"}]).act["findings"] == [PROVED]


def test_nothing_is_found_against_who_was_not_told() -> None:
    here = Case()
    assert here.lacks(PROVED) == [("not_notified", "a1")]
    assert here.lacks({**PROVED, "finding": "not proved"}) == [], "it harms nobody"
    here.do("charge")
    assert here.lacks(PROVED) == [("not_notified", "a1")], "it is owed, and has not gone out"
    here.note("sent", of=2, to=["r1"], by="post")
    assert here.lacks(PROVED) == [("not_notified", "a1")], "it is on its way"
    here.note("received", of=2, to=["r1"])
    assert here.lacks(PROVED) == []


def test_what_is_presumed_to_have_come_has_come() -> None:
    here = Case()
    here.do("charge")
    here.note("sent", of=2, to=["r1"], by="post")
    for _day in range(4):
        here.do("anew")
    assert here.lacks(PROVED) == []


def test_a_new_allegation_needs_a_new_notice(case: Case) -> None:
    new = {**PROVED, "allegation": "a2"}
    added = case.do("add", allegations=[{"id": "a2", "respondent": "r1"}])
    assert case.lacks(PROVED, new) == [("not_notified", "a2")], "the first still stands"
    assert case.owed()[-1] == (added["n"], "r1", "owed"), "the notice is owed again, about the new act"
    assert [to for n, to, _how in case.owed() if n == added["n"]] == ["r1"], "and to nobody else"
    case.note("received", of=added["n"], to=["r1"])
    assert case.lacks(PROVED, new) == []


ANSWERED = load(
    TEXT
    + """
answer = { title = "Answer", stage = "open", by = ["respondent"], again = true, due = { within = "3 days", after = "service of charge" } }
"""
)


def test_a_finding_waits_until_the_notice_could_be_answered() -> None:
    here = Case(ANSWERED)
    here.served("r1")
    assert here.lacks(PROVED) == [("too_early", "a1")], "three days to answer"
    for _day in range(3):
        here.do("anew")
    assert here.lacks(PROVED) == []
    new = {**PROVED, "allegation": "a2"}
    added = here.do("add", allegations=[{"id": "a2", "respondent": "r1"}])
    here.note("received", of=added["n"], to=["r1"])
    assert here.lacks(PROVED, new) == [("too_early", "a2")], "a notice that is owed again gives the same time"
    here.do("answer", by="r1")
    assert here.lacks(PROVED, new) == [], "they have answered"


def test_an_allegation_that_is_changed_is_told_anew(case: Case) -> None:
    case.do("add", allegations=[{"id": "a1", "respondent": "r1", "code": "conduct", "clause": "9"}])
    assert case.lacks(PROVED) == [("not_notified", "a1")]


def test_an_act_that_tells_it_itself_owes_no_second_notice(case: Case) -> None:
    told = case.do("charge", allegations=[{"id": "a2", "respondent": "r1"}])
    assert [to for n, to, _how in case.owed() if n == told["n"]] == ["r1", "r2"]


def test_what_was_not_written_for_them_does_not_come_with_the_new_notice(case: Case) -> None:
    new = [{"id": "a2", "respondent": "r1"}]
    act = case.do("weigh", allegations=new, **{"with": ["advice"]})
    (notice,) = [each for each in case.state.notices if each.n == act["n"]]
    assert (notice.to, notice.letter, notice.withholds) == ("r1", "charge", ("advice",))


def test_nobody_is_found_to_have_done_what_nobody_alleged(case: Case) -> None:
    assert case.lacks({**PROVED, "allegation": "a9"}) == [("not_notified", "a9")]
    assert case.lacks({**PROVED, "respondent": "r2"}) == [("not_notified", "a1")], "it was another's"


def test_the_first_notice_is_not_owed_by_an_allegation() -> None:
    here = Case()
    here.do("add", allegations=[{"id": "a2", "respondent": "r1"}])
    assert here.owed() == [], "the step that tells it comes yet"


def test_a_sealed_account_is_never_the_only_or_the_decisive_basis(case: Case) -> None:
    alone = {**PROVED, "on": ["e1"], "sealed": ["e1"]}
    both = {**PROVED, "on": ["e1", "e2"], "sealed": ["e1"]}
    assert case.lacks(alone) == [("sole_basis", "a1")]
    assert case.lacks({**alone, "without_sealed": True}) == [("sole_basis", "a1")], "saying so is not enough"
    assert case.lacks(both) == [("sole_basis", "a1")], "it may be what bears it"
    assert case.lacks({**both, "without_sealed": True}) == []
    assert case.lacks({**PROVED, "sealed": ["e1"]}) == [("sole_basis", "a1")], (
        "who names nothing says nothing"
    )
    assert case.lacks({**alone, "finding": "not proved"}) == []


def test_a_rulebook_may_say_otherwise_on_advice() -> None:
    book = load(TEXT.replace('notices = ["charge"]', 'sealed_alone = "Advice of counsel, 3 March 2026"'))
    assert Case(book).lacks({**PROVED, "on": ["e1"], "sealed": ["e1"]}) == []
    assert form(Case(book).state, "judge", "s1").sealed_alone
    assert "Advice of counsel" in explain(book)


ITEMS = st.lists(st.sampled_from(["e1", "e2", "e3", "e4"]), unique=True, max_size=4)


@given(on=ITEMS, sealed=ITEMS, without=st.booleans())
def test_no_finding_against_anybody_stands_on_sealed_accounts(
    on: list[str], sealed: list[str], without: bool
) -> None:
    """Whatever is named: with anything sealed it needs other evidence, and to stand without the former."""
    here = _served()
    told = {
        **PROVED,
        "on": on,
        "sealed": [each for each in sealed if not on or each in on],
        "without_sealed": without,
    }
    open_ = set(on) - set(told["sealed"])
    assert (here.lacks(told) == []) == (not told["sealed"] or bool(open_ and without))


def _served(cache: list[Case] = []) -> Case:  # noqa: B006 (one case for every example)
    if not cache:
        cache.append(Case())
        cache[0].served()
    return cache[0]


def test_earlier_matters_wait_until_everything_is_found(case: Case) -> None:
    case.do("charge", allegations=[{"id": "a2", "respondent": "r2"}])
    case.note("received", of=len(case.json["acts"]), to=["r2"])
    assert not earlier(case.state).opens
    case.do("advise", findings=[PROVED])
    assert not earlier(case.state).opens, "one of two"
    case.do("advise", findings=[{"allegation": "a2", "respondent": "r2", "finding": "not proved"}])
    assert earlier(case.state).opens
    assert earlier(case.state).about == {"r1"}, "of whom nothing is found, nothing is told"


@pytest.mark.parametrize("finding", ["not decided", "not proved"])
def test_earlier_matters_stay_shut_where_nothing_is_found(case: Case, finding: str) -> None:
    """Else a panel would put off its finding, look, and find then."""
    case.do("advise", findings=[{**PROVED, "finding": finding}])
    assert not earlier(case.state).opens


def test_who_decides_an_appeal_finds_before_earlier_matters_are_seen() -> None:
    case = Case(APPEALED)
    case.served()
    case.do("judge", findings=[PROVED])
    assert earlier(case.state).opens
    case.do("object", by="r1")
    assert not earlier(case.state).opens
    case.do("hear", outcome="stands")
    assert earlier(case.state).opens


def test_unproved_matters_need_a_ruling(case: Case) -> None:
    case.do("rule", outcome="kept_out", **{"with": ["reasons"]})
    assert earlier(case.state).unproved is None
    made = case.do("rule", outcome="let_in", **{"with": ["reasons"]})
    assert earlier(case.state).unproved == made["n"]


def test_a_loader_asks_for_what_would_never_work() -> None:
    wrong = {
        "rulebook.notices": TEXT.replace('notices = ["charge"]', 'notices = ["added"]'),
        "steps.rule": TEXT.replace('needs = ["reasons"], outcomes', "outcomes"),
    }
    for place, text in wrong.items():
        assert [each.path for each in check(text) if each.severity == "error"] == [place]
    assert [each for each in check(TEXT) if each.severity == "error"] == []


REVIEWED = """
rulebook = { id = "reviewed", version = "1", title = "Reviewed", language = "en" }
calendar = { timezone = "Europe/London" }
[roles]
clerk = { title = "Clerk" }
reviewer = { title = "Reviewer" }
[facts]
vetoed = { title = "Vetoed", derived = { taken = "review: veto" } }
[stages]
hearing = { title = "Hearing" }
review = { title = "Review" }
outside = { title = "Before somebody outside" }
over = { title = "Over", end = true }
[steps]
begin = { title = "Begin", stage = "start", by = ["complainant"], leads_to = "hearing" }
judge = { title = "Judge", stage = "hearing", by = ["clerk"], leads_to = "review" }
end = { title = "End", stage = "outside", by = ["clerk"], leads_to = "over" }
[steps.review]
title = "Review"
stage = "review"
by = ["reviewer"]
outcomes.pass = { leads_to = "over" }
outcomes.veto = { when = { vetoed = false }, decision = "set aside", sends_back = "hearing" }
outcomes.second_veto = { title = "Veto again: it goes outside", when = { vetoed = true }, leads_to = "outside" }
"""


def test_a_second_veto_goes_outside() -> None:
    """Rules say it with two outcomes and the condition `taken`; no key of its own is needed."""
    here = Case(load(REVIEWED))
    here.json["people"] = {"s1": {"roles": ["clerk"]}, "v1": {"roles": ["reviewer"]}}

    def review(outcome: str) -> str:
        here.do("review", by="v1", outcome=outcome)
        return str(here.state.stage)

    here.do("judge")
    with pytest.raises(NotPermitted):
        here.try_("review", by="v1", outcome="second_veto")
    assert review("veto") == "hearing"
    here.do("judge")
    with pytest.raises(NotPermitted):
        here.try_("review", by="v1", outcome="veto")
    assert review("second_veto") == "outside"


def test_a_step_that_states_a_standard_makes_findings(case: Case) -> None:
    """And when they are made, later steps of the round ask no more for them."""
    assert form(case.state, "judge", "s1").findings
    assert not form(case.state, "advise", "s1").findings
    assert not form(case.state, "judge", "s1").found
    case.do("judge", findings=[PROVED])
    assert form(case.state, "judge", "s1").found


def test_who_was_found_against_before_is_placed_by_the_guidance() -> None:
    """Findings in an act before that of the sanction leave nobody out of it."""
    here = Case(
        load(
            TEXT.replace(
                'imposes = ["warning"], standard', 'imposes = ["warning"], by_guidance = true, standard'
            )
        )
    )
    here.served()
    here.do("advise", findings=[PROVED])
    with pytest.raises(NotPermitted) as no:
        here.try_("judge")
    assert [(str(each.code), each.item) for each in no.value.needs] == [("facts", "r1")]
    placed = {"on": "r1", "breach": "insult", "factors": [], "stands": "below"}
    with pytest.raises(NotPermitted) as no:
        here.try_("judge", guided=[placed])
    assert [(str(each.code), each.item) for each in no.value.needs] == [("departure", "r1")]
    here.try_("judge", guided=[placed | {"stands": "within"}])
    here.try_("judge", findings=[{**PROVED, "finding": "not proved"}])

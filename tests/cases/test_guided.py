"""Decisions by the sanctions guidance: what the house judges, what is kept, and what later decisions see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dueprocess.cases import actions, extracts
from dueprocess.cases.extracts import guided as seen
from dueprocess.cases.models import GuidanceUse, Via
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import guiding
from dueprocess.docket.actions import rebuild, rehearse, take_step
from dueprocess.docket.actions.erasing import ALL, erase
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import guided, world
from tests.ground import failing_trigger
from tests.guided import DECIDED, JULY, LONG, SHORT, WARNING, case, decide, end, told


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(guided.RULES)
        guided.adopt(adopted_on=world.ADOPTED)
    with clock.frozen(world.MONDAY):
        yield built


def counts(built: world.World, docket: Docket, who: str = "second", at: datetime = JULY) -> dict[str, int]:
    found = seen.holding(docket)
    assert found is not None
    with clock.frozen(at):
        return dict(seen._counts(found, docket, built[who], ["insult"]).get("insult", {}))


@pytest.mark.both
def test_where_a_decision_stands_is_judged_by_the_house_and_kept(federation: world.World) -> None:
    docket = case(federation)
    act = decide(federation, docket, "insult", WARNING, stands="above", rung="long")
    held = seen.holding(docket)
    assert held is not None
    assert act.facts["guided"] == [
        {"on": "R1", "breach": "insult", "factors": ["sorry"], "rung": "warning", "stands": "within",
         "guidance": held.hash},
    ], "what the act says of itself does not count"  # fmt: skip
    row = GuidanceUse.objects.get()
    assert (row.act, row.respondent, row.guidance) == (act.n, "R1", "example_guidance")
    assert (row.breach, row.rung, row.stands, row.factors) == ("insult", "warning", "within", ["sorry"])
    assert row.counts
    with clock.frozen(DECIDED):
        assert rebuild.docket(docket.pk) == 0
        assert list(state.faults()) == []


@pytest.mark.both
def test_where_the_entry_fails_nothing_is_saved(federation: world.World) -> None:
    docket = case(federation)
    failing_trigger("ledger_seq")
    with pytest.raises(DatabaseError), transaction.atomic():
        decide(federation, docket, "insult", WARNING)
    assert not GuidanceUse.objects.exists()
    assert not Act.objects.filter(name="decide").exists()


def test_a_departure_is_refused_without_reasons_and_told_with_them(federation: world.World) -> None:
    docket = case(federation)
    with pytest.raises(NotPermitted) as error:
        decide(federation, docket, "insult", LONG)
    assert (error.value.code, error.value.first.item) == ("departure", "R1")
    with pytest.raises(NotPermitted, match="heavier than the guidance"):
        decide(federation, docket, "insult", LONG, why="  ")
    act = decide(federation, docket, "insult", LONG, why="He chose the day on purpose.")
    assert (act.facts["guided"][0]["stands"], act.facts["guided"][0]["explained"]) == ("above", True)
    with clock.frozen(world.later(31)):
        actions.confirm_sent(docket=docket, of=act.n, to=["R1"], channel="post", by=federation.actor("owner"))
        actions.confirm_receipt(docket=docket, of=act.n, to="R1", by=federation.actor("owner"))
        letter = extracts.letter(world.fresh(docket), key="R1", act=act.n)
        owner = federation.actor("owner")
        timeline = extracts.case_page(world.fresh(docket), viewer=owner).docket.timeline
    assert letter is not None
    assert ("Why it departs from the guidance", "He chose the day on purpose.") in letter.texts
    assert (
        "By the sanctions guidance",
        "Insulting words; It was owned up to. Heavier than the guidance.",
    ) in (letter.details)
    told = "Ilse Marchetti: Insulting words; It was owned up to. Heavier than the guidance."
    assert ("By the guidance", told) in next(each.details for each in timeline if each.n == act.n)


def test_what_the_guidance_does_not_have_is_refused(federation: world.World) -> None:
    docket = case(federation)
    with pytest.raises(Malformed, match="no 'murder'"):
        decide(federation, docket, "murder", WARNING)
    with pytest.raises(Malformed, match="no 'rain'"):
        decide(federation, docket, "insult", WARNING, factors=["rain"])
    needs = Needs(act={"as": "committee", "guided": [{"on": "R1", "breach": "murder"}]})
    with clock.frozen(world.later(30)), pytest.raises(Malformed, match="no 'murder'"):
        rehearse(docket=docket, step="decide", by=federation.actor("second"), at=clock.now(), needs=needs)


def test_a_decision_by_a_type_of_breach_of_other_clauses_is_refused(federation: world.World) -> None:
    """The form does not offer it, and whoever posts it all the same gets around the range of what is alleged
    by one that fits the sanction: it is refused, taken, tried or proposed."""
    docket = case(federation)
    with pytest.raises(Malformed, match="no type of breach of what is found") as error:
        decide(federation, docket, "threat", LONG)
    assert "Insulting words" in str(error.value)
    needs = Needs(act={"as": "committee", "guided": [{"on": "R1", "breach": "threat"}], "imposes": [LONG]})
    with clock.frozen(world.later(30)), pytest.raises(Malformed, match="no type of breach"):
        rehearse(docket=docket, step="decide", by=federation.actor("second"), at=clock.now(), needs=needs)


def test_what_was_alleged_and_not_found_opens_no_wider_range(federation: world.World) -> None:
    """Two things are alleged, the lesser is found: by the graver no sanction is chosen."""
    docket = case(federation)
    alleged = [{"id": "a2", "respondent": "R1", "code": "conduct@2020", "clause": "2"}]
    graver = {"acts": [{"n": 1, "allegations": [{"id": "a1", "respondent": "R1", "code": "conduct@2020",
                                                 "clause": "1"}, *alleged]}]}  # fmt: skip
    found = [{"allegation": name, "respondent": "R1", "finding": how}
             for name, how in (("a1", "proved"), ("a2", "not proved"))]  # fmt: skip
    held = seen.holding(docket)
    assert held is not None
    for findings, open_to in (
        ([], ("insult", "threat")),
        (found, ("insult",)),
        (found[1:], ("insult", "threat")),
    ):
        clauses = guiding.clauses_of([*graver["acts"], {"findings": findings}])
        assert held.open_to(clauses["R1"]) == open_to
    annulled = [*graver["acts"], {"n": 2, "findings": found}, {"n": 3, "note": "annulled", "of": 2}]
    assert held.open_to(guiding.clauses_of(annulled)["R1"]) == ("insult", "threat")


def test_without_guidance_it_is_said(federation: world.World) -> None:
    with clock.frozen(world.later(days=1)):
        newer = guided.RULES.replace('id = "example"', 'id = "other"').replace("Example", "Other")
        version = world.adopt(newer)
    accused = PartyIdentity(kind="respondent", name="A")
    with clock.frozen(world.later(days=1)):
        docket = actions.receive_complaint(
            report=actions.Report(summary="Shouted.", respondents=[accused]),
            via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club, rulebook=version,
        ).docket  # fmt: skip
    assert seen.holding(docket) is None
    with clock.frozen(world.later(days=1, hours=1)):
        docket = told(federation, docket)
    with pytest.raises(Refused, match="No sanctions guidance was adopted"):
        decide(federation, docket, "insult", WARNING, at=world.later(31))


def test_five_cases_that_ended_before_the_quarter_are_told_of(federation: world.World) -> None:
    open_one = case(federation)
    for n, imposed in enumerate((WARNING, WARNING, SHORT, SHORT, SHORT)):
        docket = case(federation, f"Person {n}")
        assert counts(federation, open_one) == ({"warning": min(n, 2), "short": n - 2} if n > 2 else (
            {"warning": n} if n else {}
        ))  # fmt: skip
        done = end(federation, docket, decide(federation, docket, "insult", imposed))
    assert counts(federation, open_one) == {"warning": 2, "short": 3}
    assert counts(federation, open_one, at=world.later(60)) == {}, "none ended before this quarter began"
    assert counts(federation, done) == {"warning": 2, "short": 2}, "a case is not compared with itself"

    held, by = seen.holding(open_one), federation["second"]
    assert held is not None
    with clock.frozen(JULY):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            (found,) = seen.beside(held, open_one, by, ["insult", "insult"])
        assert len(queries) == 1
        act = {"guided": [{"on": "R1", "breach": "insult", "factors": ["again"]}], "imposes": [LONG]}
        (placed,) = seen.placed(held, open_one, by, act, {"R1": "Ilse Marchetti"})
        few = seen.beside(held, open_one, by, ["threat", "nonsense"])
    assert found.compared is not None
    assert (found.compared.cases, found.compared.place) == (5, "")
    assert [(each.title, each.cases) for each in found.compared.spans] == [
        ("No sanction", 0), ("Warning to Suspension of up to 3 months", 5), ("Longer suspension", 0),
    ]  # fmt: skip
    assert (placed.who, placed.rung, placed.departs) == ("Ilse Marchetti", "Longer suspension", True)
    assert placed.stands == "Heavier than the guidance."
    assert placed.aggravating == ("It happened again",)
    assert placed.breach.compared is not None
    assert placed.breach.compared.place == "This one would stand with the heavier ones."
    assert [each.here for each in placed.breach.compared.spans] == [False, False, True]
    assert "0 and this one" in placed.breach.compared.svg
    assert [each.compared for each in few] == [None]

    with clock.frozen(JULY):
        by_two = [federation.actor("owner"), federation.actor("overseer")]
        erase(dockets=[done.pk], by=by_two, at=JULY, basis={ALL: "Nothing keeps it."})
    assert counts(federation, open_one) == {"warning": 2, "short": 2}, "nobody knows any more who was in it"


def test_who_the_parties_are_changes_no_number(federation: world.World) -> None:
    """Else whoever adds somebody to a case, or looks at two, learns what that person's cases ended with."""
    earlier = case(federation)
    end(federation, earlier, decide(federation, earlier, "insult", WARNING))
    again, other = case(federation), case(federation, "Somebody Else")
    assert counts(federation, other) == counts(federation, again) == {"warning": 1}
    assert counts(federation, other, who="respondent") == {}, "the viewer was a party to it"


def test_a_case_counts_once_by_the_heaviest(federation: world.World) -> None:
    docket, other = case(federation, "One", "Two"), case(federation, "Three")
    local = Vault.of(docket).local
    votes = [local(federation[name].pk) for name in ("conflicted", "second", "third")]
    act = {
        "as": "committee", "votes": {"for": votes}, "imposes": [{**SHORT, "on": "R2"}, WARNING],
        "guided": [{"on": "R1", "breach": "insult"}, {"on": "R2", "breach": "insult"}],
    }  # fmt: skip
    with clock.frozen(world.later(30)):
        made = take_step(
            docket=docket, step="decide", by=federation.actor("second"), at=clock.now(), needs=Needs(act=act)
        )
    assert sorted(GuidanceUse.objects.values_list("respondent", "counts")) == [("R1", False), ("R2", True)]
    end(federation, docket, made)
    assert counts(federation, other) == {"short": 1}


def test_a_decision_that_was_set_aside_does_not_count(federation: world.World) -> None:
    docket = case(federation)
    act = decide(federation, docket, "insult", SHORT)
    with clock.frozen(act.at + timedelta(hours=1)):
        actions.confirm_receipt(docket=docket, of=act.n, to="R1", by=federation.actor("owner"))
        opened = take_step(
            docket=docket, step="appeal_to_elders", by=Actor(key="R1"), at=clock.now(),
            needs=Needs(act={"against": act.n}),
        )  # fmt: skip
    with clock.frozen(act.at + timedelta(days=3)):
        local = Vault.of(docket).local
        votes = [local(federation[name].pk) for name in ("elder_1", "elder_2", "elder_3")]
        take_step(
            docket=docket, step="decide_appeal", by=federation.actor("elder_1"), at=clock.now(),
            needs=Needs(
                act={"as": "elders", "votes": {"for": votes}, "outcome": "again", "strand": opened.n}
            ),
        )  # fmt: skip
        assert rebuild.docket(docket.pk) == 0
    assert not GuidanceUse.objects.exists()

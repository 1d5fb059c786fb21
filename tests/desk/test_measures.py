"""Measures from order to end: the board, what they touch, and what is said when they are undone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dueprocess.cases import extracts as cases
from dueprocess.cases.actions import Report, confirm_receipt, receive_complaint
from dueprocess.cases.extracts import Only
from dueprocess.cases.models import Via
from dueprocess.core.errors import Malformed
from dueprocess.docket import extracts as dockets
from dueprocess.docket import verify
from dueprocess.docket.actions import propose_annulment, rebuild, record_lapses, sign, take_note, take_step
from dueprocess.docket.actions.letters import deliver
from dueprocess.docket.extracts.annulling import changes
from dueprocess.docket.models import Act, Docket, Measure, Notice
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit import clock
from dueprocess.people import actions as register
from tests import world
from tests.cases.test_extracts import walk
from tests.desk.conftest import signed_in
from tests.desk.working import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
RULES = """
[measures]
away = { title = "Staying away", clause = "8", effect = "membership suspended", lasts = "3 months", cap = "6 months" }
apart = { title = "No contact", clause = "8", effect = ["no contact", "may not stand"], lasts = "until lifted" }
[steps.protect]
title = "Protect"
stage = "received"
by = ["secretary"]
again = true
starts = ["away", "apart"]
tells = [{ to = ["respondent"], letter = "away" }, { to = ["elder", "public"], letter = "status" }]
[steps.look]
title = "Review it"
stage = "received"
by = ["elder"]
due = { every = "30 days", after = "protect" }
[steps.go_on]
title = "Continue it"
stage = "received"
by = ["elder"]
again = true
continues = ["away"]
[steps.lift]
title = "Lift it"
stage = "received"
by = ["elder"]
again = true
lifts = ["away", "apart"]
[steps.withdraw]
title = "Withdraw"
stage = "received"
by = ["complainant"]
leads_to = "closed"
"""  # noqa: E501 (rules are read row by row)
BOARD = "/desk/board/measures/"
OUTSIDE = ("wrong_unit", "respondent", "complainant", "leader", "stranger")


@pytest.fixture
def federation(db: None) -> world.World:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + RULES)
        register.appoint(
            person=built["overseer"], role="secretary", unit=None, from_on=world.ADOPTED, by=None,
            reason="Elected",
        )  # fmt: skip
    return built


def protected(federation: world.World, *, days: float = 0, measure: str = "away") -> Docket:
    """A case in which the respondent is kept away, opened so many days after Monday."""
    with clock.frozen(world.later(days)):
        docket = world.open_case(federation, at=clock.now()).docket
        needs = Needs(
            act={"starts": [{"measure": measure, "on": "R1"}]}, content={"letter": "Stay away for now."}
        )
        take_step(docket=docket, step="protect", by=federation.actor("owner"), at=clock.now(), needs=needs)
    return docket


def board(federation: world.World, who: str, days: float, **more: Any) -> cases.InForce:
    with clock.frozen(world.later(days)):
        found = cases.in_force(federation[who], **more)
    walk(found, set())
    return found


def test_a_line_says_age_end_review_and_cap(federation: world.World) -> None:
    """From Monday 23 March three months; reviewed every 30 days; six months at most."""
    docket = protected(federation)
    [line] = board(federation, "owner", 10).lines
    assert (line.number, line.on, line.title, line.clause) == (docket.number, "R1", "Staying away", "8")
    assert line.code_name
    assert (str(line.since), line.age, str(line.last_on)) == ("2026-03-23", 10, "2026-06-23")
    assert (str(line.review_on), line.review_late) == ("2026-04-22", False)
    assert (str(line.cap_on), line.left, line.most) == ("2026-09-23", 174, 184)
    assert (line.soon, line.over, line.decide_on) == (False, False, None)
    late = board(federation, "owner", 31).lines[0]
    assert (late.review_late, late.soon) == (True, False)
    assert board(federation, "owner", 70).lines[0].soon


def test_a_review_that_was_held_moves_the_next_and_the_end_that_was_stated_stays(
    federation: world.World,
) -> None:
    docket = protected(federation)
    with clock.frozen(world.later(20)):
        take_step(docket=docket, step="look", by=federation.actor("elder_1"), at=clock.now())
    assert str(board(federation, "owner", 31).lines[0].review_on) == "2026-05-12"
    with clock.frozen(world.later(31)):
        take_step(docket=docket, step="go_on", by=federation.actor("elder_1"), at=clock.now())
    [line] = board(federation, "owner", 31).lines
    assert (str(line.last_on), str(line.cap_on)) == ("2026-07-23", "2026-09-23")
    with clock.frozen(world.later(32)):
        assert rebuild.docket(docket.pk) == 0
        case = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/effect/"))
        act = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/acts/2/"))
    for page in (case, act):
        assert "22 Apr 2026" in page, "the days that were fixed at the beginning are still said"
        assert "21 Jun 2026" in page


def test_nobody_sees_a_measure_in_a_file_that_is_shut_to_them(federation: world.World) -> None:
    protected(federation)
    for who in ("owner", "overseer", "elder_1"):
        assert (len(board(federation, who, 1).lines), board(federation, who, 1).counts.every) == (1, 1), who
    for who in OUTSIDE:
        found = board(federation, who, 1)
        assert (found.lines, found.counts.every, found.more) == ((), 0, ""), who


def test_it_is_narrowed_and_counted(federation: world.World) -> None:
    protected(federation)
    protected(federation, days=20, measure="apart")
    every = board(federation, "owner", 31)
    assert every.counts == cases.Counts(every=2, review=1, ending=0, undecided=0)
    assert [each.title for each in every.lines] == ["Staying away", "No contact"]
    open_ended = every.lines[1]
    assert (open_ended.last_on, open_ended.cap_on, open_ended.left) == (None, None, None)
    titles = {only: [each.title for each in board(federation, "owner", 70, only=only).lines] for only in Only}
    assert titles == {
        Only.EVERY: ["Staying away", "No contact"],
        Only.REVIEW: ["Staying away", "No contact"],
        Only.ENDING: ["Staying away"],
        Only.UNDECIDED: [],
    }


def test_pages_follow_one_another_and_a_cursor_of_nobody_is_refused(federation: world.World) -> None:
    for days in (0, 0.1, 0.1, 2, 3):
        protected(federation, days=days)
    seen: list[str] = []
    cursor = ""
    for _page in range(3):
        found = board(federation, "owner", 5, size=2, cursor=cursor)
        seen += [each.number for each in found.lines]
        cursor = found.more
    assert (len(seen), len(set(seen)), cursor) == (5, 5, "")
    with pytest.raises(Malformed):
        board(federation, "owner", 5, cursor="nonsense")
    assert signed_in(federation["owner"]).get(f"{BOARD}?after=nonsense").status_code == 400


def test_what_the_page_costs_does_not_grow_with_cases(federation: world.World) -> None:
    client = signed_in(federation["overseer"])
    protected(federation)
    costs = []
    for more in (0, 4):
        for number in range(more):
            protected(federation, days=number / 10)
        with clock.frozen(world.later(2)):
            client.get(BOARD)
            with CaptureQueriesContext(connection) as count:
                client.get(BOARD)
            costs.append(len(count))
    assert costs[0] == costs[1] <= 12


def test_the_board_in_words(federation: world.World) -> None:
    client = signed_in(federation["owner"])
    with clock.frozen(world.MONDAY):
        assert "No measure is in force" in text(client.get(BOARD))
    docket = protected(federation)
    with clock.frozen(world.later(31)):
        page = text(client.get(BOARD))
        assert "1 measure in force, 1 with a review that is overdue" in page
        assert "hold the review" in page
        assert "31 of 184 days" in page
        assert "Ilse Marchetti" not in page, "whoever it is on is named by the code name of the case"
        assert "None of these" in text(client.get(f"{BOARD}?only=ending"))
        assert "Interim measures" in text(client.get("/desk/board/"))
        oversight = text(signed_in(federation["overseer"]).get("/desk/oversight/"))
        assert "1 interim measure in force" in oversight
        assert "Measures whose review is overdue" in oversight
        assert docket.number in oversight


def test_whoever_decides_sees_what_it_touches(federation: world.World) -> None:
    office = register.add_office(title="Treasurer", unit=federation.club, roles=["elder"], seats=1, by=None)
    with clock.frozen(world.MONDAY):
        register.begin_term(
            office=office, person=federation["respondent"], from_on=world.ADOPTED,
            until_on=world.later(200).date(), by=None, reason="Elected",
        )  # fmt: skip
        docket = world.open_case(federation).docket
        form = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/steps/protect/0/"))
    suspended, apart = form.split("No contact", 1)
    assert "Treasurer (Elder) of Hollin Vale Ramblers until Fri 9 Oct 2026" in suspended
    assert "Committee member of Northern region" in suspended
    assert "Could not be exercised while the measure lasts: Treasurer (Elder)" in suspended
    assert "ould not be exercised" not in apart
    assert "Kept, but without contact with those named, without standing for it again: Treasurer" in apart
    assert "By the register they stand for no office." in apart
    assert "stand for no office" not in suspended


def test_of_one_in_force_the_form_says_since_when_and_leads_to_what_can_be_done(
    federation: world.World,
) -> None:
    docket = protected(federation)
    with clock.frozen(world.later(10)):
        page = signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/steps/protect/0/")
    away, apart = text(page).split("No contact", 1)
    said = "In force already: Ilse Marchetti, since Mon 23 Mar 2026, until and including Tue 23 Jun 2026."
    assert said in away
    assert "Its condition holds for nobody" not in away
    for step in ("go_on", "lift"):
        assert f'href="/desk/cases/{docket.number}/steps/{step}/1/"' in page.content.decode()
    assert "In force already" not in apart


def test_whoever_decides_sees_for_what_they_stand(federation: world.World) -> None:
    secretary = register.add_office(title="Secretary", unit=federation.south, roles=[], by=None)
    chair = register.add_office(title="Chair", unit=None, roles=[], by=None)
    respondent, today = federation["respondent"], world.MONDAY.date()
    with clock.frozen(world.MONDAY):
        register.stand(
            person=respondent,
            office=secretary,
            election_on=world.later(40).date(),
            by=None,
            reason="Nominated",
        )
        gone = register.stand(
            person=respondent, office=chair, election_on=world.later(40).date(), by=None, reason="Nominated"
        )
        register.withdraw(candidacy=gone, on=today, by=None, reason="Withdrew")
        docket = world.open_case(federation).docket
    stands = "Secretary of Southern region, decided on Sat 2 May 2026"
    with clock.frozen(world.later(1)):
        form = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/steps/protect/0/"))
    suspended, apart = form.split("No contact", 1)
    for part in (suspended, apart):
        assert f"Could not be a candidate while the measure lasts: {stands}." in part
        assert "Chair" not in part
    with clock.frozen(world.later(41)):  # it was held
        form = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/steps/protect/0/"))
    assert "candidate" not in form


def test_of_a_unit_the_decider_sees_its_offices_what_lies_below_it_and_its_members(
    federation: world.World,
) -> None:
    south = federation.south
    chair = register.add_office(title="Chair", unit=south, roles=["elder"], seats=1, by=None)
    below = register.add_office(title="Treasurer", unit=federation.other_club, roles=[], seats=1, by=None)
    register.add_person(full_name="Ottoline Brackwater", status="member", unit=south, by=None)
    with clock.frozen(world.MONDAY):
        for office in (chair, below):
            register.begin_term(
                office=office, person=federation["stranger"], from_on=world.ADOPTED, by=None, reason="Elected"
            )
            register.stand(
                person=federation["third"], office=office, election_on=world.later(40).date(), by=None,
                reason="Nominated",
            )  # fmt: skip
        docket = receive_complaint(
            report=Report(
                summary="The region keeps no minutes.",
                reporter=PartyIdentity(kind="complainant", person=federation["complainant"].pk),
                respondents=[PartyIdentity(kind="respondent", unit=south.pk, name=south.name)],
            ),
            via=Via.PORTAL, by=Actor(), at=world.MONDAY, unit=federation.club, rulebook=federation.rulebook,
        ).docket  # fmt: skip
        form = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/steps/protect/0/"))
    suspended, apart = form.split("No contact", 1)
    name = federation["stranger"].shown_name
    assert "Could not be exercised while the measure lasts: " in suspended
    assert f"Chair (Elder), held by {name}" in suspended
    stands = f"{federation['third'].shown_name} for Chair, decided on Sat 2 May 2026."
    assert f"Could not be a candidate while the measure lasts: {stands}" in suspended
    assert "Treasurer" not in suspended
    assert "Kept, but without contact with those named, without standing for it again: " in apart
    for part in (suspended, apart):
        assert "The units below it have 1 office or role." in part
        assert "It has 2 members." in part
        assert "not linked with the register" not in part


def test_a_case_that_is_withdrawn_undoes_it_and_everyone_who_was_told_is_owed_a_letter(
    federation: world.World,
) -> None:
    world.log_in(federation["respondent"])
    docket = protected(federation)
    with clock.frozen(world.later(0.1)):
        deliver(docket)
        take_note(
            docket=docket, note="sent", by=federation.actor("owner"), at=clock.now(),
            needs=Needs(act={"of": 2, "to": ["public"], "by": "post"}),
        )  # fmt: skip
    with clock.frozen(world.later(5)):
        take_step(docket=docket, step="withdraw", by=Actor(key="C1"), at=clock.now())
        assert Measure.objects.get().next_at is None
        assert board(federation, "owner", 5).lines == ()
        assert world.fresh(docket).wake_at == clock.now(), "it is written down with the next run"
        assert record_lapses(world.fresh(docket)) == 1
        note = Act.objects.get(docket=docket, name="lapsed")
        owed = Notice.objects.filter(docket=docket, act=note.n)
        assert set(owed.values_list("to_key", "letter", "state")) == {
            (who, "away_undone", "owed") for who in ("R1", "elder", "public")
        }
        assert {each.due_at for each in owed} == {datetime(2026, 3, 30, 23, tzinfo=UTC)}, "the end of Monday"
        assert record_lapses(world.fresh(docket)) == 0
        assert rebuild.docket(docket.pk) == 0
        page = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/letters/"))
        assert "Undone: Staying away" in page
        assert "which was ordered on Mon 23 Mar 2026, is undone." in page
        assert "Stay away for now." in page
        assert "The public was told of it" in page
        timeline = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/"))
        assert "Undone, since nothing was found: Staying away" in timeline
        deliver(world.fresh(docket))
    assert Notice.objects.get(docket=docket, act=note.n, to_key="R1").state in ("sent", "received")
    with clock.frozen(world.later(5.1)):
        letter = cases.letter(world.fresh(docket), key="R1", act=note.n)
        assert letter is not None
        confirm_receipt(docket=docket, of=note.n, to="R1", by=Actor(key="R1"))
        letter = cases.letter(world.fresh(docket), key="R1", act=note.n)
    assert letter is not None
    assert letter.title == "Away undone"
    [(_name, words)] = letter.texts
    assert "Nothing was found against whoever it was about." in words
    assert "Ilse Marchetti" not in words


def test_whoever_had_a_letter_about_an_order_is_told_that_it_is_annulled(federation: world.World) -> None:
    world.log_in(federation["respondent"])
    docket = protected(federation)
    with clock.frozen(world.later(0.1)):
        deliver(docket)
        proposal = propose_annulment(
            docket=world.fresh(docket), n=2, by=federation.actor("owner"), reason="It was for another case.",
            signer=federation["second"],
        )  # fmt: skip
        view = dockets.opened(world.fresh(docket), viewer=federation.actor("owner"))
        assert "This letter is owed then, the same working day: away undone, to Ilse Marchetti" in changes(
            view, 2
        )
        note = sign(proposal=proposal, by=federation.actor("second"))
        assert note is not None
    with clock.frozen(world.later(0.2)):
        assert not Measure.objects.exists()
        owed = Notice.objects.filter(docket=docket, act=note.n)
        assert set(owed.values_list("to_key", "letter", "state")) == {("R1", "away_undone", "owed")}
        before = rebuild.snapshot(world.fresh(docket))
        assert rebuild.docket(docket.pk) == 0
        assert rebuild.snapshot(world.fresh(docket)) == before
        page = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/letters/"))
        assert "Undone: Staying away, Ilse Marchetti" in page
        assert f"Its order was annulled on Mon 23 Mar 2026 (entry {note.n})." in page
        assert "counts as never ordered" in page
        assert "The public was told of it" not in page
        entry = text(signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/acts/{note.n}/"))
        assert "Counts as never ordered Staying away" in entry
        assert deliver(world.fresh(docket)) == 1
        confirm_receipt(docket=docket, of=note.n, to="R1", by=Actor(key="R1"))
        letter = cases.letter(world.fresh(docket), key="R1", act=note.n)
    assert letter is not None
    [(_name, words)] = letter.texts
    assert "“Staying away”, which was ordered on Mon 23 Mar 2026, counts as never ordered" in words
    assert "It was for another case." not in words
    assert list(verify.one(world.fresh(docket))) == []


def test_of_two_measures_whose_order_is_annulled_each_hears_of_those_they_were_told_of(db: None) -> None:
    """The complainant had a letter about one of them alone."""
    weigh = """
[steps.weigh]
title = "Weigh whether it is still needed"
stage = "received"
by = ["elder"]
again = true
tells = [{ to = ["complainant"], letter = "weighed" }]
outcomes.over = { title = "It is not", lifts = ["away"] }
outcomes.kept = { title = "It is" }
"""
    with clock.frozen(world.later(days=-1)):
        here = world.federation(world.EXAMPLE.read_text() + RULES + weigh)
    with clock.frozen(world.later(0)):
        docket = world.open_case(here, at=clock.now()).docket
        both = [{"measure": name, "on": "R1"} for name in ("away", "apart")]
        order = take_step(
            docket=docket, step="protect", by=here.actor("owner"), at=clock.now(),
            needs=Needs(act={"starts": both}),
        )  # fmt: skip
        kept = take_step(
            docket=docket, step="weigh", by=here.actor("elder_1"), at=clock.now(),
            needs=Needs(act={"outcome": "kept"}),
        )  # fmt: skip
        for of, to in ((order.n, "R1"), (kept.n, "C1")):
            confirm_receipt(docket=docket, of=of, to=to, by=here.actor("owner"))
        proposal = propose_annulment(
            docket=world.fresh(docket), n=order.n, by=here.actor("owner"), reason="It was for another case.",
            signer=here["second"],
        )  # fmt: skip
        note = sign(proposal=proposal, by=here.actor("second"))
        assert note is not None
        told = {}
        for to in ("R1", "C1"):
            confirm_receipt(docket=world.fresh(docket), of=note.n, to=to, by=here.actor("owner"))
            letter = cases.letter(world.fresh(docket), key=to, act=note.n)
            assert letter is not None
            told[to] = str(letter.texts)
    assert "Staying away" in told["R1"]
    assert "No contact" in told["R1"]
    assert "Staying away" in told["C1"]
    assert "No contact" not in told["C1"]

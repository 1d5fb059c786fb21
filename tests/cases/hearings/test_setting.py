"""A hearing is set on the day that the rules fixed, with notice; what speaks against its hour is said; who
is invited is told that there is something, and nothing else; and whoever is concerned no more is out at
once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from icalendar import Calendar

from dueprocess.cases import actions as cases
from dueprocess.cases.actions import add_party, declare_conflict
from dueprocess.cases.hearings import actions, extracts, mine, people
from dueprocess.cases.models import Invitation, Via
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import hearings
from dueprocess.docket.actions import rebuild
from dueprocess.docket.extracts import opened
from dueprocess.docket.hearings import Answer, Mode, Open, Special
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock, outbox
from dueprocess.kit.models import OutgoingMail
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment
from tests import world
from tests.cases.hearings.conftest import (
    COMPANION,
    DAY,
    LINK,
    PLACE,
    R1,
    at,
    complainant,
    fix,
    key,
    plan,
    reporter,
    set_up,
)
from tests.cases.test_splitting import sound
from tests.desk.conftest import signed_in

pytestmark = pytest.mark.django_db


def only(docket: Docket) -> hearings.Hearing:
    [found] = hearings.hearings(Act.objects.filter(docket=docket).order_by("n")).values()
    return found


def page(here: world.World, docket: Docket, by: str = "owner") -> extracts.HearingsPage:
    return extracts.hearings_page(world.fresh(docket), viewer=here.actor(by))[1]


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


@pytest.mark.both
def test_a_hearing_is_set_moved_and_cancelled_and_rebuilt_alike(here: world.World, docket: Docket) -> None:
    fix(here, docket)
    made = set_up(here, docket)
    assert made.name == "hearing_set"
    assert Invitation.objects.filter(docket=docket).count() == 5
    line = page(here, docket).lines[0]
    assert (line.place, line.link, line.state, line.waiting) == (PLACE, LINK, "coming", 5)
    assert line.against == ()
    later = plan(here, docket, from_at=at(hour=14), to_at=at(hour=16), invited=("R1", complainant(docket)))
    actions.move(docket=docket, hearing="h1", plan=later, reason="The hall is taken.", by=here.actor("owner"))
    found = only(docket)
    assert (found.from_at, found.sequence, len(found.dropped)) == (at(hour=14), 1, 3)
    assert {row.from_at for row in Invitation.objects.filter(docket=docket)} == {at(hour=14)}
    assert Invitation.objects.filter(docket=docket).count() == 2
    sound(docket)
    actions.cancel(docket=docket, hearing="h1", reason="Settled.", by=here.actor("owner"))
    assert only(docket).cancelled
    assert not Invitation.objects.exists()
    with pytest.raises(Refused) as refused:
        actions.cancel(docket=docket, hearing="h1", reason="Again.", by=here.actor("owner"))
    assert code(refused) == "cancelled"
    rebuild.docket(docket.pk)
    assert not Invitation.objects.exists()
    sound(docket)


def test_the_day_is_the_one_that_the_rules_fixed(here: world.World, docket: Docket) -> None:
    with pytest.raises(Refused, match="Fix the hearing") as refused:
        set_up(here, docket)
    assert (code(refused), refused.value.clause) == ("no_day", "9")
    fix(here, docket)
    other = {"from_at": at(DAY + timedelta(days=1)), "to_at": at(DAY + timedelta(days=1), 12)}
    with pytest.raises(Refused) as refused:
        set_up(here, docket, **other)
    assert code(refused) == "other_day"
    set_up(here, docket)
    set_up(here, docket, **other)  # a further day of the same hearing
    assert [each.number for each in page(here, docket).lines] == [1, 2]
    with pytest.raises(Refused) as refused:  # moving the first away would leave the second without it
        actions.move(
            docket=docket,
            hearing="h1",
            plan=plan(here, docket, **other),
            reason="Later.",
            by=here.actor("owner"),
        )
    assert code(refused) == "other_day"
    fix(here, docket, DAY + timedelta(days=7))
    assert [each.other_day for each in page(here, docket).lines] == [True, True], "what is set lags behind"


def test_the_notice_of_the_rules_holds(here: world.World, docket: Docket) -> None:
    """The step refuses a day too soon; a day that lies in notice by the step's own day stays so later."""
    with pytest.raises(Refused):
        fix(here, docket, date(2026, 4, 1))
    fix(here, docket)
    with clock.frozen(world.later(days=25)):
        set_up(here, docket)
    found = extracts.offers(
        docket, viewer=here.actor("owner"), first=date(2026, 3, 24), last=date(2026, 4, 9),
        starts=[at().time()], lasts=timedelta(hours=2), keys=["R1"],
    )  # fmt: skip
    days = {each.from_at.date(): each.against for each in found}
    assert min(days) == date(2026, 3, 26), "with the consent of all three working days are enough"
    assert "only with the consent" in days[date(2026, 3, 26)][0]
    assert days[date(2026, 4, 8)] == ()


def test_what_does_not_hold_together_is_named(here: world.World, docket: Docket) -> None:
    fix(here, docket)
    wrong = {"to_at": at(hour=9), "invited": (), "place": " ", "link": "http://open.example.invalid"}
    with pytest.raises(Malformed) as malformed:
        set_up(here, docket, **wrong)
    assert {each.path for each in malformed.value.problems} == {"lasts", "invited", "place", "link"}
    with pytest.raises(Refused) as refused:
        set_up(here, docket, invited=("R1", "W9"))
    assert code(refused) == "not_invited"
    assert not Act.objects.filter(name="hearing_set").exists()


def test_what_speaks_against_the_hour_needs_a_reason(here: world.World, docket: Docket) -> None:
    fix(here, docket)
    actions.away(docket=docket, key="R1", first=DAY, until=DAY, by=R1)
    with pytest.raises(Malformed, match="away") as malformed:
        set_up(here, docket)
    assert malformed.value.problems[0].path == "despite"
    set_up(here, docket, despite="They come by video.")
    line = page(here, docket).lines[0]
    assert line.against == (f"A Visitor is away on {DAY:%a} 20 Apr 2026.",)
    assert line.despite == "They come by video."
    assert Act.objects.get(name="hearing_set").facts["against"] == [["away", "R1"]]
    days = page(here, docket).away
    assert [(each.name, each.first, each.mine) for each in days] == [("A Visitor", DAY, True)]
    actions.available(docket=docket, n=days[0].n, by=R1)
    assert page(here, docket).lines[0].against == ()


@pytest.mark.both
def test_another_hearing_speaks_against_it_and_says_nothing_of_the_other_case(
    here: world.World, listed: Docket
) -> None:
    other = world.open_case(here).docket
    viewer = opened(other, viewer=here.actor("owner"))
    there = people.able(viewer)
    hour = people.Hour(at(), at() + timedelta(hours=1))
    found = people.diary(viewer, there.values(), people.around(hour)).against(hour)
    told = {there[each.who].name for each in found}
    assert told == {here[name].full_name for name in ("second", "third", "owner", "complainant")}
    assert "another appointment" in extracts.told(found, there.values())[0]


def test_that_somebody_is_a_party_elsewhere_is_told_to_whoever_may_read_that(
    here: world.World, listed: Docket
) -> None:
    """The complainant complains of something else in the other region: the officer there knows nothing of
    this."""
    other = cases.receive_complaint(
        report=cases.Report(summary="Once more.", reporter=reporter(here)),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=here.other_club,
        rulebook=here.rulebook,
    ).docket  # fmt: skip
    hour = people.Hour(at(), at() + timedelta(hours=1))

    def told(viewer: str) -> set[str]:
        view = opened(other, viewer=here.actor(viewer))
        me = complainant(other)
        among = [people.able(view)[me]]
        return {each.who for each in people.diary(view, among, people.around(hour)).against(hour)}

    assert told("wrong_unit") == set()
    assert told("overseer") == {complainant(other)}


def test_mail_says_that_there_is_an_appointment_and_nothing_else(here: world.World, docket: Docket) -> None:
    for name in ("second", "owner", "stranger"):
        signed_in(here[name])
    fix(here, docket)
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    set_up(here, docket)
    sent = [outbox._message(each).message() for each in OutgoingMail.objects.exclude(pk__in=before)]
    assert len(sent) == 3, "the respondent with their link, and two with a login"
    for each in sent:
        text = str(each)
        for word in (docket.number, PLACE, "Visitor", "hearing", "20 Apr", "10:00", here["owner"].full_name):
            assert word not in text
    assert sum("/portal/" in str(each) for each in sent) == 1


def test_nobody_is_invited_who_was_not_told_of_the_case(here: world.World, docket: Docket) -> None:
    fix(here, docket)
    add_party(
        docket=docket, identity=PartyIdentity(kind="respondent", name="Another"), by=here.actor("owner"),
        reason="Named later.",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        set_up(here, docket, invited=("R1", "R2"))
    assert code(refused) == "untold"
    assert [each.key for each in page(here, docket).able if each.untold] == ["R2"]


def test_who_sets_a_hearing(here: world.World, docket: Docket) -> None:
    fix(here, docket)
    for by, why in ((R1, "not_able"), (here.actor("overseer"), "no_part"), (Actor(), "not_able")):
        with pytest.raises(Refused) as refused:
            actions.set_up(docket=docket, plan=plan(here, docket), by=by)
        assert code(refused) == why
    declare_conflict(
        docket=docket, who=key(here, docket, "owner"), ground="knows them", by=here.actor("owner")
    )
    with pytest.raises(Refused) as refused:
        set_up(here, docket)
    assert code(refused) == "conflict"


@pytest.mark.both
def test_a_conflict_takes_somebody_out_at_once_and_tells_them(here: world.World, listed: Docket) -> None:
    third = here["third"]
    signed_in(third)
    assert mine.calendar_of_officer(world.fresh(listed), third, "h1") is not None
    assert [each.number for each in mine.coming(third)] == [listed.number]
    declare_conflict(docket=listed, who=key(here, listed, "third"), ground="family", by=here.actor("third"))
    assert mine.calendar_of_officer(world.fresh(listed), third, "h1") is None
    assert mine.coming(third) == ()
    [line] = page(here, listed).lines
    assert [each.name for each in line.invited if not each.stands] == [third.full_name]
    before = OutgoingMail.objects.count()
    assert actions.drop(world.fresh(listed)) == 1
    assert actions.drop(world.fresh(listed)) == 0
    assert OutgoingMail.objects.count() == before + 1
    assert only(listed).dropped == (key(here, listed, "third"),)
    sound(listed)


def test_an_office_that_ends_takes_somebody_out(here: world.World, listed: Docket) -> None:
    appointment = Appointment.objects.get(person=here["second"], role="committee_member")
    register.end_appointment(appointment=appointment, on=clock.now().date(), by=None, reason="Resigned.")
    with clock.frozen(world.later(days=2)):
        assert mine.calendar_of_officer(world.fresh(listed), here["second"], "h1") is None
        assert actions.drop(world.fresh(listed)) == 1


def test_a_decision_that_shuts_the_file_shuts_its_hearings(here: world.World, listed: Docket) -> None:
    world.decide_access(here, listed, "denied", "third")
    assert mine.coming(here["third"]) == ()
    assert actions.drop(world.fresh(listed)) == 1
    sound(listed)


def test_the_file_for_the_calendar_says_nothing_of_the_case(here: world.World, listed: Docket) -> None:
    given = {who: mine.calendar_of_party(listed, who, "h1") for who in ("R1", complainant(listed))}
    assert mine.calendar_of_party(listed, "W9", "h1") is None
    assert mine.calendar_of_party(listed, "R1", "h2") is None
    read = {who: Calendar.from_ical(data or b"").events[0] for who, data in given.items()}
    assert len({str(each["UID"]) for each in read.values()}) == 2, "nobody can tell that it is one"
    for data in given.values():
        text = (data or b"").decode()
        for word in (listed.number, "Visitor", "earing", LINK, "Shouted", here["owner"].full_name):
            assert word not in text
    event = read["R1"]
    assert (event["DTSTART"].dt, str(event["LOCATION"])) == (at(), PLACE)
    assert str(event["ATTENDEE"]) == "mailto:visitor@example.invalid"
    later = plan(here, listed, from_at=at(hour=14), to_at=at(hour=15), invited=("R1",))
    actions.move(docket=listed, hearing="h1", plan=later, reason="Later.", by=here.actor("owner"))
    moved = Calendar.from_ical(mine.calendar_of_party(world.fresh(listed), "R1", "h1") or b"")
    assert (moved["METHOD"], int(moved.events[0]["SEQUENCE"]), moved.events[0]["UID"]) == (
        "REQUEST", 1, event["UID"],
    )  # fmt: skip
    out = Calendar.from_ical(mine.calendar_of_party(world.fresh(listed), complainant(listed), "h1") or b"")
    assert out["METHOD"] == "CANCEL"
    assert PLACE not in str(out)
    assert int(out.events[0]["SEQUENCE"]) == 1


def test_a_party_reads_their_own_and_nobody_elses(here: world.World, listed: Docket) -> None:
    [own], days, able = mine.of_party(listed, "R1")
    assert (own.place, own.link, own.agenda, own.state, able) == (
        PLACE, LINK, "Both sides are heard.", "coming", True,
    )  # fmt: skip
    assert mine.of_party(listed, "W9") == ((), (), False)
    actions.reply(
        docket=listed, hearing="h1", key=complainant(listed), answer=Answer.LINK, words="I am ill.",
        by=here.actor("owner"),
    )  # fmt: skip
    assert mine.of_party(world.fresh(listed), "R1")[0] == (own,), "nothing of the other's answer"
    actions.cancel(docket=listed, hearing="h1", reason="Settled.", by=here.actor("owner"))
    [own], days, _able = mine.of_party(world.fresh(listed), "R1")
    assert (own.state, own.place, own.reason, days) == ("cancelled", "", "Settled.", ())


def test_answers(here: world.World, listed: Docket) -> None:
    def reply(by: Actor = R1, who: str = "R1", answer: Answer = Answer.COMES, words: str = "") -> Act:
        return actions.reply(
            docket=world.fresh(listed), hearing="h1", key=who, answer=answer, words=words, by=by
        )

    with pytest.raises(Malformed):
        reply(answer=Answer.CANNOT)
    for by, who in ((R1, complainant(listed)), (Actor(key="W9"), "W9"), (Actor(), "R1")):
        with pytest.raises(Refused, match="no party"):
            reply(by, who)
    reply(answer=Answer.CANNOT, words="A funeral.")
    line = page(here, listed).lines[0]
    assert [(each.name, each.words) for each in line.cannot] == [("A Visitor", "A funeral.")]
    reply(words="A chair with arms.")
    reply(here.actor("second"), "")
    line = page(here, listed).lines[0]
    assert (line.cannot, line.waiting) == ((), 3)
    only_room = plan(here, listed, mode=Mode.ROOM, link="")
    actions.move(docket=listed, hearing="h1", plan=only_room, reason="No link.", by=here.actor("owner"))
    assert page(here, listed).lines[0].waiting == 3, "the hour is the same: the answers stand"
    with pytest.raises(Malformed, match="room"):
        reply(answer=Answer.LINK)
    later = plan(here, listed, from_at=at(hour=15), to_at=at(hour=16))
    actions.move(docket=listed, hearing="h1", plan=later, reason="Later.", by=here.actor("owner"))
    assert page(here, listed).lines[0].waiting == 5, "another hour: everybody is asked again"
    with clock.frozen(at(hour=17)), pytest.raises(Refused):
        reply()


def test_days_on_which_somebody_cannot(here: world.World, docket: Docket) -> None:
    for first, until in ((DAY, DAY - timedelta(days=1)), (date(2026, 3, 1), date(2026, 3, 2))):
        with pytest.raises(Malformed):
            actions.away(docket=docket, key="R1", first=first, until=until, by=R1)
    with pytest.raises(Refused):
        actions.away(docket=docket, key=complainant(docket), first=DAY, until=DAY, by=R1)
    made = actions.away(docket=docket, key="", first=DAY, until=DAY, by=here.actor("second"))
    with pytest.raises(Refused):
        actions.available(docket=docket, n=made.n, by=R1)
    assert mine.of_party(world.fresh(docket), "R1")[1] == ()
    actions.available(docket=docket, n=made.n, by=here.actor("owner"))
    assert page(here, docket).away == ()


def test_a_case_at_its_end_takes_everybody_out(here: world.World, listed: Docket) -> None:
    Docket.objects.filter(pk=listed.pk).update(is_open=False)
    assert page(here, listed).able == ()
    assert mine.calendar_of_officer(world.fresh(listed), here["second"], "h1") is None
    read = Calendar.from_ical(mine.calendar_of_party(world.fresh(listed), "R1", "h1") or b"")
    assert read["METHOD"] == "CANCEL"
    assert actions.drop(world.fresh(listed)) == 5
    assert not Invitation.objects.exists()


def test_a_party_learns_that_the_hour_holds_no_more(here: world.World, listed: Docket) -> None:
    assert not mine.of_party(listed, "R1")[0][0].overtaken
    fix(here, listed, DAY + timedelta(days=7))
    assert mine.of_party(world.fresh(listed), "R1")[0][0].overtaken


def test_a_companion_is_invited_as_a_party(here: world.World, docket: Docket) -> None:
    fix(here, docket)
    add_party(docket=docket, identity=COMPANION, by=here.actor("owner"), reason="Comes along.")
    who = docket.parties.get(kind="companion").key
    set_up(here, docket, invited=("R1", who))
    assert mine.of_party(world.fresh(docket), who)[0][0].place == PLACE


def test_where_the_record_takes_no_entry_nothing_is_set(here: world.World, listed: Docket) -> None:
    rows = list(Invitation.objects.values())
    mails = OutgoingMail.objects.count()
    declare_conflict(docket=listed, who=key(here, listed, "third"), ground="family", by=here.actor("third"))
    listed = world.fresh(listed)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER no_entry BEFORE INSERT ON ledger_seq BEGIN SELECT RAISE(ABORT, 'no entry'); END"
        )
    by, again = here.actor("owner"), plan(here, listed, invited=("R1",))
    for act in (
        lambda: set_up(here, listed, invited=("R1",), despite="A second one."),
        lambda: actions.move(docket=listed, hearing="h1", plan=again, reason="Later.", by=by),
        lambda: actions.cancel(docket=listed, hearing="h1", reason="Settled.", by=by),
        lambda: actions.reply(docket=listed, hearing="h1", key="R1", answer=Answer.COMES, by=R1),
        lambda: actions.away(docket=listed, key="R1", first=DAY, until=DAY, by=R1),
        lambda: actions.drop(listed),
        lambda: actions.special(
            docket=listed, hearing="h1", key="R1", what=Special.BREAKS, reason="Ill.", by=by
        ),
        lambda: actions.plan_publicity(docket=listed, opens=Open.CLOSED, speakers="Nobody", by=by),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
        assert list(Invitation.objects.values()) == rows
        assert (world.fresh(listed).length, OutgoingMail.objects.count()) == (listed.length, mails)

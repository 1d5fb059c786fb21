"""A pause of all cases: two people, what it moves shown before, every case and the public told of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import jobs, verify
from dueprocess.docket.actions import settle_pause
from dueprocess.docket.models import Deadline, Docket
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Login, Power
from dueprocess.rules import actions, rulebooks
from dueprocess.rules import extracts as rules
from dueprocess.rules.models import OrganisationPause
from tests import world
from tests.desk.conftest import SignIn

ELECTION = 'election = { title = "Election period", clause = "9", lasts = "up to 6 weeks", for_all = true }\n'
RULES = world.EXAMPLE.read_text().replace("[pauses]\n", f"[pauses]\n{ELECTION}")
FIRST, LAST = date(2026, 3, 24), date(2026, 4, 12)
NOBODY = world.EXAMPLE.read_text()


def built(text: str) -> world.World:
    with clock.frozen(world.later(days=-1)):
        found = world.federation(text)
        for name in ("owner", "admin"):
            register.grant(
                person=found[name], power=Power.ADOPT_RULES, by=None, reason="Board", from_on=world.ADOPTED
            )
        for name in ("owner", "admin", "overseer"):  # whom the assembly made the overseer
            Login.objects.create(email=f"{name}@login.example", person=found[name])
    return found


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    found = built(RULES)
    with clock.frozen(world.MONDAY):
        yield found


def typed(first: date, last: date | None, **more: str) -> dict[str, str]:
    found = {"pause": "election", "decided_by": "The board on 20 March", **more}
    for name, day in (("first_on", first), ("last_on", last)):
        if day is not None:
            found |= {
                f"{name}_day": str(day.day),
                f"{name}_month": str(day.month),
                f"{name}_year": str(day.year),
            }
    return found


def post(client: Client, address: str, sent: dict[str, str]) -> Any:
    found = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return client.post(address, {"once": found[1], **sent})


def proposed(people: world.World, first: date = FIRST, last: date | None = LAST) -> OrganisationPause:
    return actions.propose_pause(
        pause="election", first_on=first, last_on=last, decided_by="Board", by=people["owner"]
    )


def agreed(people: world.World, first: date = FIRST, last: date | None = LAST) -> OrganisationPause:
    made = proposed(people, first, last)
    return settle_pause(proposal=made.pk, agree=True, by=people["overseer"])


def last_days(docket: Docket) -> dict[str, date | None]:
    return dict(Deadline.objects.filter(docket=docket).values_list("step", "last_day"))


@pytest.mark.both
def test_two_people_pause_all_cases(federation: world.World, sign_in: SignIn) -> None:
    receipt = world.open_case(federation)
    docket = receipt.docket
    assert last_days(docket) == {"acknowledge": date(2026, 3, 25)}
    one = sign_in(federation["owner"])
    address = reverse("desk:pause_propose")
    check = post(one, address, typed(FIRST, LAST)).content.decode()
    assert "1 open case, 1 deadline<" in check
    assert not OrganisationPause.objects.exists()
    assert post(one, address, typed(FIRST, LAST, checked="1")).status_code == 302
    made = OrganisationPause.objects.get()
    assert (made.proposed_by, made.agreed) == (federation["owner"], False)
    assert rulebooks.pauses() == []
    drain()
    assert sorted(to for each in mail.outbox for to in each.to) == [
        "admin@login.example",
        "overseer@login.example",
    ]

    page = reverse("desk:pause", args=[made.pk])
    assert "somebody else has to agree" in one.get(page).content.decode()
    assert "takes two people" in post(one, page, {"agree": "1"}).content.decode()
    two = sign_in(federation["overseer"])
    assert "1 open case, 1 deadline<" in two.get(page).content.decode()
    assert post(two, page, {"agree": "1"}).status_code == 302
    made.refresh_from_db()
    assert (made.settled_by, made.agreed) == (federation["overseer"], True)
    jobs.wake()
    drain()
    assert last_days(docket) == {"acknowledge": date(2026, 3, 25)}  # it has not begun

    listed = two.get(reverse("desk:pauses")).content.decode()
    assert all(each in listed for each in (federation["owner"].shown_name, federation["overseer"].shown_name))
    line = "Deadlines stand still from Tue 24 Mar 2026 to Sun 12 Apr 2026"
    assert line in one.get(reverse("desk:case", args=[docket.number])).content.decode()
    assert line in Client().get(reverse("public:how")).content.decode()
    with clock.frozen(world.later(1)):
        jobs.wake()
        drain()
        assert last_days(docket) == {"acknowledge": date(2026, 4, 14)}
        party = sign_in(federation["complainant"])
        mine = reverse("portal:choose", args=[receipt.number])
        assert line in party.get(mine, follow=True).content.decode()
    with clock.frozen(world.later(2)):
        assert [each for each in state.faults() if each.check.startswith(("docket.", "rules."))] == []
    told = RecordAct.objects.filter(kind="rules.paused").order_by("pk").values_list("payload", flat=True)
    assert [each["by"] for each in told] == [federation["owner"].pk, federation["overseer"].pk]


def test_it_is_ended_earlier_by_two(federation: world.World, sign_in: SignIn) -> None:
    docket = world.open_case(federation).docket
    pause = agreed(federation)
    with clock.frozen(world.later(2)):
        jobs.wake()
        assert last_days(docket) == {"acknowledge": date(2026, 4, 14)}
        one = sign_in(federation["owner"])
        address = reverse("desk:pause_end", args=[pause.pk])
        last = {
            k: v for k, v in typed(FIRST, date(2026, 3, 29)).items() if not k.startswith(("pause", "first"))
        }
        assert "1 open case, 1 deadline<" in post(one, address, last).content.decode()
        assert post(one, address, last | {"checked": "1"}).status_code == 302
        end = OrganisationPause.objects.get(ends=pause)
        settle_pause(proposal=end.pk, agree=True, by=federation["admin"])
        jobs.wake()
        assert last_days(docket) == {"acknowledge": date(2026, 3, 31)}
        assert [(each.first_on, each.last_on) for each in rules.still()] == [(FIRST, date(2026, 3, 29))]
    with clock.frozen(world.later(9)):
        assert rules.still() == ()
        assert one.get(address).status_code == 404
        with pytest.raises(Refused, match="does not run"):
            actions.propose_end(
                of=pause.pk, last_on=date(2026, 4, 2), decided_by="Board", by=federation["owner"]
            )


def test_one_that_has_not_begun_is_called_off(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    pause = agreed(federation, date(2026, 3, 25))
    end = actions.propose_end(
        of=pause.pk, last_on=date(2026, 3, 24), decided_by="Board", by=federation["owner"]
    )
    settle_pause(proposal=end.pk, agree=True, by=federation["admin"])
    assert rules.still() == ()
    with clock.frozen(world.later(3)):
        jobs.wake()
        assert last_days(docket) == {"acknowledge": date(2026, 3, 25)}
        assert not dockets.page(world.fresh(docket), viewer=federation.actor("owner")).pauses


DAYS: dict[str, tuple[date, date | None, str]] = {
    "today": (date(2026, 3, 23), LAST, "tomorrow at the earliest"),
    "backwards": (LAST, FIRST, "before the first"),
    "longer than the rulebook allows": (FIRST, date(2026, 5, 5), "Mon 4 May 2026|4 May"),
    "open where it may not be": (FIRST, None, "wants its end named"),
}


@pytest.mark.parametrize("name", DAYS)
def test_days_that_cannot_be_are_refused(federation: world.World, name: str) -> None:
    first, last, said = DAYS[name]
    with pytest.raises(Malformed, match=said):
        proposed(federation, first, last)


def test_the_longest_that_the_rulebook_allows_is_taken(federation: world.World) -> None:
    assert proposed(federation, FIRST, date(2026, 5, 4)).to_at is not None


Act = Callable[[world.World], object]
REFUSALS: dict[str, tuple[Act, str]] = {
    "without the power": (
        lambda people: actions.propose_pause(
            pause="election", first_on=FIRST, last_on=LAST, decided_by="Board", by=people["second"]
        ),
        "no_power",
    ),
    "a pause of one case": (
        lambda people: actions.propose_pause(
            pause="police", first_on=FIRST, last_on=LAST, decided_by="Board", by=people["owner"]
        ),
        "no_such_pause",
    ),
    "twice": (lambda people: [proposed(people), proposed(people)], "done_already"),
    "agreed by oneself": (
        lambda people: settle_pause(proposal=proposed(people).pk, agree=True, by=people["owner"]),
        "oneself",
    ),
    "agreed without a power": (
        lambda people: settle_pause(proposal=proposed(people).pk, agree=True, by=people["second"]),
        "no_power",
    ),
    "declined without a power": (
        lambda people: settle_pause(proposal=proposed(people).pk, agree=False, by=people["second"]),
        "no_power",
    ),
    "settled before": (
        lambda people: settle_pause(proposal=agreed(people).pk, agree=False, by=people["admin"]),
        "done_already",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused(federation: world.World, name: str) -> None:
    act, code = REFUSALS[name]
    with pytest.raises(Refused) as error:
        act(federation)
    assert error.value.code == code


def test_what_was_proposed_too_long_ago_is_not_agreed_to(federation: world.World) -> None:
    made = proposed(federation)
    with clock.frozen(world.later(1)), pytest.raises(Refused) as error:
        settle_pause(proposal=made.pk, agree=True, by=federation["admin"])
    assert error.value.code == "too_late"
    settle_pause(proposal=made.pk, agree=False, by=federation["owner"])  # taken back
    assert [each.state for each in rules.pauses()] == ["declined"]


def test_a_rulebook_without_such_a_pause_says_so(db: None, sign_in: SignIn) -> None:
    people = built(NOBODY)
    with clock.frozen(world.MONDAY):
        client = sign_in(people["owner"])
        for name in ("desk:pauses", "desk:pause_propose"):
            assert "no pause of the whole organisation" in client.get(reverse(name)).content.decode()
        with pytest.raises(Refused) as error:
            proposed(people)
    assert error.value.code == "no_such_pause"


def test_many_cases_wake_without_waiting(federation: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [world.open_case(federation).docket for _ in range(3)]
    agreed(federation)
    monkeypatch.setattr(jobs, "MOST", 1)
    with clock.frozen(world.later(1) + timedelta(minutes=1)):
        jobs.wake()
        drain()
        assert {last_days(docket)["acknowledge"] for docket in many} == {date(2026, 4, 14)}


def test_cases_that_wake_for_a_pause_are_looked_at_before_they_do(federation: world.World) -> None:
    """What was agreed counts at once; the copies, and the check of them, speak of the time before it."""
    docket = world.open_case(federation).docket
    with clock.frozen(world.later(hours=1)):
        agreed(federation)
        docket = world.fresh(docket)
        assert docket.wake_at == clock.now()
        assert list(verify.one(docket)) == []
        jobs.wake()
        assert list(verify.one(world.fresh(docket))) == []
        Deadline.objects.filter(docket=docket).update(clause="9")
        Docket.objects.filter(pk=docket.pk).update(wake_at=clock.now())
        assert "copy-deadlines" in {fault.check for fault in verify.one(world.fresh(docket))}

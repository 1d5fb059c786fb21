"""Reminders: to whoever owes the step, on their day, once; nothing of the matter in the mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import my_work
from dueprocess.docket import jobs
from dueprocess.docket.actions import rebuild, remind, take_step
from dueprocess.docket.extracts import page
from dueprocess.docket.models import Docket, Reminder
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger import state
from dueprocess.people import actions as people
from dueprocess.people.models import Login
from tests import world

RULES = (
    world.EXAMPLE.read_text()
    .replace(
        'due = { within = "2 working days", after = "complain" }',
        'due = { within = "20 days", after = "complain", remind = ["14 days", "3 days", "30 days"] }',
    )
    .replace(
        'due = { within = "10 working days", after = "service of send" } }',
        'due = { within = "10 working days", after = "service of send", remind = ["3 working days"] } }',
    )
)
"""The secretary has until Sunday 12 April to acknowledge and is reminded on 29 March and 9 April (the 30 days
would lie before the complaint); the respondent is reminded three working days before the answer is due."""


@pytest.fixture
def reminding(db: None) -> world.World:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        for name in ("owner", "respondent", "wrong_unit", "second", "third"):
            person = built[name]
            person.email = f"{name}@post.example"
            person.save(update_fields=["email"])
            Login.objects.create(email=f"{name}@login.example", person=person)
    return built


def opened(built: world.World) -> Docket:
    with clock.frozen(world.MONDAY):
        return world.open_case(built).docket


def work(day: date, hour: int = 9, minute: int = 0) -> list[str]:
    """Let the scheduler's jobs run at an hour in London; return to whom mail went."""
    mail.outbox.clear()
    with clock.frozen(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/London"))):
        jobs.wake()
        jobs.send_reminders()
        drain()
    return sorted(to for message in mail.outbox for to in message.to)


def of(*days: tuple[int, int]) -> set[date]:
    return {date(2026, month, day) for month, day in days}


@pytest.mark.both
def test_the_owner_is_reminded_on_the_day_and_once(reminding: world.World) -> None:
    docket = opened(reminding)
    assert work(date(2026, 3, 28)) == []
    assert work(date(2026, 3, 29), 6, 59) == []  # in London, where summer time began that night
    assert work(date(2026, 3, 29), 7) == ["owner@login.example"]
    message = mail.outbox[0]
    said = f"{message.subject} {message.body}"
    secrets = [docket.number, *reminding["respondent"].full_name.split(), "Hollin", "Acknowledge"]
    assert not [word for word in secrets if word in said]
    assert "/desk/" in said
    for day in (date(2026, 3, 29), date(2026, 3, 30), date(2026, 4, 8)):
        assert work(day) == []
    assert work(date(2026, 4, 9)) == ["owner@login.example"]
    assert work(date(2026, 4, 10)) == []
    assert set(Reminder.objects.values_list("on", flat=True)) == of((3, 29), (4, 9))
    with clock.frozen(world.later(18)):
        assert [fault for fault in state.faults() if fault.check.startswith("docket.")] == []


def test_a_job_that_is_killed_reminds_no_less_and_no_more(reminding: world.World) -> None:
    docket = opened(reminding)
    with clock.frozen(world.later(7)):
        with transaction.atomic():
            assert remind(docket) == 1
            transaction.set_rollback(True)  # killed before its end
        assert not Reminder.objects.exists()
        drain()
        assert mail.outbox == []
        assert remind(docket) == 1
        assert remind(docket) == 0
        drain()
    assert len(mail.outbox) == 1


def test_after_an_outage_one_mail_makes_up_for_all_days(reminding: world.World) -> None:
    docket = opened(reminding)
    assert work(date(2026, 4, 10)) == ["owner@login.example"]
    rows = Reminder.objects.filter(docket=docket)
    assert {(row.on, row.readers) for row in rows} == {(day, 1) for day in of((3, 29), (4, 9))}
    assert work(date(2026, 4, 10), 17) == []


def test_many_cases_on_one_day_are_one_mail(reminding: world.World) -> None:
    first, second = opened(reminding), opened(reminding)
    assert work(date(2026, 3, 29)) == ["owner@login.example"]
    assert {row.docket_id for row in Reminder.objects.all()} == {first.pk, second.pk}


def test_what_is_done_or_late_reminds_nobody(reminding: world.World) -> None:
    done, late = opened(reminding), opened(reminding)
    with clock.frozen(world.later(2)):
        take_step(docket=done, step="acknowledge", by=reminding.actor("owner"), at=clock.now())
    assert world.fresh(done).remind_at is None
    assert work(date(2026, 4, 14)) == []  # nothing ran until the last day was over
    assert world.fresh(late).remind_at is None
    assert not Reminder.objects.exists()


def test_without_the_owner_whoever_may_act_is_reminded_and_nobody_shut_out(reminding: world.World) -> None:
    docket = opened(reminding)
    with clock.frozen(world.later(1)):
        people.appoint(
            person=reminding["second"], role="secretary", unit=reminding.north, from_on=world.ADOPTED,
            by=None, reason="Helps out",
        )  # fmt: skip
        people.appoint(
            person=reminding["third"], role="secretary", unit=reminding.north, from_on=world.ADOPTED,
            by=None, reason="Helps out",
        )  # fmt: skip
        world.decide_access(reminding, docket, "denied", "third")
        world.decide_access(reminding, docket, "denied", "owner", signer="second")
    assert work(date(2026, 3, 29)) == ["second@login.example"]


def test_a_party_is_reminded_where_they_can_be_reached(reminding: world.World) -> None:
    docket = opened(reminding)
    with clock.frozen(world.later(0.1)):
        for step in ("acknowledge", "send"):
            act = take_step(docket=docket, step=step, by=reminding.actor("owner"), at=clock.now())
        jobs.send()
        cases.confirm_receipt(docket=docket, of=act.n, to="R1", by=reminding.actor("owner"))
        drain()
    assert world.fresh(docket).remind_at is not None
    # received on 23 March: ten working days, without Good Friday and Easter Monday, end on 8 April
    assert work(date(2026, 3, 31)) == []
    assert work(date(2026, 4, 1)) == ["respondent@post.example"]
    assert "/portal/" in str(mail.outbox[0].body)


def test_nobody_can_be_reached_is_said(reminding: world.World) -> None:
    docket = opened(reminding)
    Login.objects.update(is_active=False)
    assert work(date(2026, 3, 29)) == []
    assert [row.readers for row in Reminder.objects.filter(docket=docket)] == [0]
    assert work(date(2026, 3, 30)) == []


FULFILLED = (
    RULES.replace(
        "[steps.decide_appeal]",
        """
order = { title = "Order training", stage = "received", by = ["secretary"], imposes = ["training"] }
show = { title = "Show the certificate", stage = "received", by = ["secretary"], fulfils = ["training"], \
due = { within = "60 days", after = "order", remind = ["30 days", "14 days", "3 days"] } }
[steps.decide_appeal]""".replace("\\\n", ""),
    )
    + 'training = { title = "Training", effect = "training", lasts = "until done" }\n'
)


def test_whoever_must_do_what_a_step_shows_as_done_is_reminded_too(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(FULFILLED)
        for name in ("owner", "respondent"):
            Login.objects.create(email=f"{name}@login.example", person=built[name])
        built["respondent"].email = "respondent@post.example"
        built["respondent"].save(update_fields=["email"])
    docket = opened(built)
    with clock.frozen(world.later(0.1)):
        by, needs = built.actor("owner"), Needs(act={"imposes": [{"sanction": "training", "on": "R1"}]})
        take_step(docket=docket, step="acknowledge", by=by, at=clock.now())
        take_step(docket=docket, step="order", by=by, at=clock.now(), needs=needs)
    both = ["owner@login.example", "respondent@post.example"]
    assert [work(day) for day in sorted(of((4, 22), (5, 8), (5, 19)))] == [both, both, both]


PAUSED = RULES.replace('by = ["committee"], again = true, pauses', 'by = ["secretary"], again = true, pauses')


def test_a_pause_moves_the_reminders(db: None) -> None:
    assert PAUSED != RULES
    with clock.frozen(world.later(days=-1)):
        built = world.federation(PAUSED)
        Login.objects.create(email="owner@login.example", person=built["owner"])
    docket = opened(built)
    with clock.frozen(world.later(1)):
        take_step(
            docket=docket, step="wait", by=built.actor("owner"), at=clock.now(),
            needs=Needs(act={"until": (clock.now() + timedelta(days=9)).date().isoformat()}),
        )  # fmt: skip
    moved = {each.on for line in lines(docket, built, world.later(1)) for each in line.reminders}
    assert moved == {day + timedelta(days=10) for day in of((3, 29), (4, 9))}
    assert work(date(2026, 3, 29)) == []
    assert work(date(2026, 4, 8)) == ["owner@login.example"]


def lines(docket: Docket, built: world.World, at: datetime) -> list[object]:
    with clock.frozen(at):
        found = page(world.fresh(docket), viewer=built.actor("owner"))
    return [each for each in found.deadlines if each.step == "acknowledge"]


def test_it_is_seen_on_the_case_and_in_my_work(reminding: world.World) -> None:
    docket = opened(reminding)
    work(date(2026, 3, 30))  # a day late
    (line,) = lines(docket, reminding, world.later(7.5))
    assert [(each.on, each.done_on, each.readers, each.coming) for each in line.reminders] == [
        (date(2026, 3, 29), date(2026, 3, 30), 1, False),
        (date(2026, 4, 9), None, 0, True),
    ]
    with clock.frozen(world.later(14)):
        (mine,) = my_work(reminding["owner"]).week
        assert mine.reminded_on == date(2026, 3, 29)
        client = Client()
        login = Login.objects.get(person=reminding["owner"])
        client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
        shown = client.get(reverse("desk:deadlines", args=[docket.number])).content.decode()
        assert "Reminder on Sun 29 Mar 2026, sent on Mon 30 Mar 2026" in shown
        assert "Reminder on Thu 9 Apr 2026<" in shown
        assert "reminded on Sun 29 Mar 2026" in client.get(reverse("desk:work")).content.decode()
        rebuild.docket(docket.pk)
        assert world.fresh(docket).remind_at == datetime(2026, 4, 9, 6, tzinfo=ZoneInfo("UTC"))

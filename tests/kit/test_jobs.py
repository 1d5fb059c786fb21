"""Jobs: queued with the act, run at least once, retried, given back, scheduled."""

from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from dueprocess.core.errors import Broken
from dueprocess.kit import jobs, outbox
from dueprocess.kit.jobs import registry, schedule, worker
from dueprocess.kit.models import Heartbeat, Once, OutgoingMail

ran: list[tuple[str, dict]] = []


@jobs.job("test.note")
def note(**codes):
    ran.append(("note", codes))


@jobs.job("test.fail", attempts=3)
def fail():
    raise ValueError("Wren Abara, 12 March")


@jobs.every("10 minutes")
@jobs.job("test.clock")
def by_clock():
    ran.append(("clock", {}))


@jobs.job("test.again")
def again(left: int):
    ran.append(("again", {"left": left}))
    if left:
        jobs.enqueue("test.again", key=f"again:{left - 1}", left=left - 1)


@pytest.fixture(autouse=True)
def nothing_ran():
    ran.clear()


@pytest.mark.both
def test_a_job_is_queued_with_the_act_or_not_at_all(db_fresh):
    def act_that_fails():
        with transaction.atomic():
            jobs.enqueue("test.note", key="1", act=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_that_fails()
    assert jobs.drain() == 0
    with transaction.atomic():
        jobs.enqueue("test.note", key="1", act=1)
    assert jobs.drain() == 1
    assert ran == [("note", {"act": 1})]


@pytest.mark.both
def test_the_same_key_is_queued_once(db_fresh):
    for _ in range(3):
        jobs.enqueue("test.note", key="1", act=1)
    jobs.enqueue("test.note", key="2", act=2)
    assert jobs.drain() == 2
    jobs.enqueue("test.note", key="1", act=1)
    assert jobs.drain() == 0


def test_what_people_wrote_cannot_be_queued(db):
    with pytest.raises(Broken, match="codes only"):
        jobs.enqueue("test.note", key="1", text="Wren Abara")
    with pytest.raises(Broken, match="no job named"):
        jobs.enqueue("test.gone", key="1")
    assert not DBTaskResult.objects.exists()


def test_a_job_waits_until_its_time(db_fresh):
    jobs.enqueue("test.note", key="later", run_after=datetime.now(UTC) + timedelta(hours=1))
    assert jobs.drain() == 0
    DBTaskResult.objects.update(run_after=datetime.now(UTC) - timedelta(seconds=1))
    assert jobs.drain() == 1


@pytest.mark.both
def test_a_failing_job_is_tried_again_and_then_given_up(db_fresh, caplog):
    jobs.enqueue("test.fail", key="1")
    for wait in (timedelta(seconds=30), timedelta(seconds=120), None):
        began = datetime.now(UTC)
        assert jobs.drain() == 1
        row = DBTaskResult.objects.get()
        assert (row.status == "READY") == (wait is not None)
        if wait is not None:
            assert began + wait * 0.9 <= row.run_after <= datetime.now(UTC) + wait * 1.1
            DBTaskResult.objects.update(run_after=datetime.now(UTC))
    [(name, _, kind)] = jobs.failed()
    assert (name, kind) == ("test.fail", "builtins.ValueError")
    row = DBTaskResult.objects.get()
    assert "Wren" not in row.traceback + caplog.text
    assert "test_jobs.py" in row.traceback


def test_delays_grow_to_three_hours():
    seconds = [worker.delay(attempt).total_seconds() for attempt in range(1, 9)]
    assert 27 <= seconds[0] <= 33
    assert 0.9 * 3 * 3600 <= seconds[-1] <= 1.1 * 3 * 3600


def test_one_job_may_queue_the_next(db_fresh):
    jobs.enqueue("test.again", key="again:3", left=3)
    assert jobs.drain() == 4


@pytest.mark.both
def test_a_dead_workers_task_is_given_back(db_fresh):
    jobs.enqueue("test.note", key="1")
    old = datetime.now(UTC) - timedelta(minutes=10)
    DBTaskResult.objects.update(status="RUNNING", started_at=old, worker_ids=["dead:1"])
    Heartbeat.objects.create(name="dead:1", role="worker", started_at=old, beat_at=datetime.now(UTC))
    assert jobs.sweep() == 0  # it lives
    Heartbeat.objects.update(beat_at=old)
    assert jobs.sweep() == 1
    DBTaskResult.objects.update(run_after=datetime.now(UTC))
    assert jobs.drain() == 1
    assert ran


def test_a_task_that_kills_its_workers_ends(db_fresh):
    jobs.enqueue("test.note", key="1")
    old = datetime.now(UTC) - timedelta(minutes=10)
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        DBTaskResult.objects.update(status="RUNNING", started_at=old, worker_ids=["dead"] * attempt)
        assert jobs.sweep() == 1
    assert [kind for _, _, kind in jobs.failed()] == ["builtins.TimeoutError"]


def test_a_slow_worker_cannot_finish_what_was_given_to_another(db_fresh):
    jobs.enqueue("test.note", key="1")
    slow = worker.Worker()
    task = slow._claim()
    assert task is not None
    DBTaskResult.objects.update(started_at=datetime.now(UTC) + timedelta(seconds=5), worker_ids=["a", "b"])
    assert worker._mine(task).update(status="SUCCESSFUL") == 0


def test_the_schedule_runs_each_job_once_a_period(db_fresh):
    noon = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    for minute in (0, 3, 9):
        schedule.tick(noon + timedelta(minutes=minute))
    jobs.drain()
    assert ran.count(("clock", {})) == 1
    schedule.tick(noon + timedelta(minutes=10))
    jobs.drain()
    assert ran.count(("clock", {})) == 2
    assert schedule.next_runs(noon)["test.clock"] == noon + timedelta(minutes=10)


@pytest.mark.parametrize("period", ["10 fortnights", "x minutes"])
def test_a_period_is_a_number_and_a_unit(period):
    with pytest.raises((KeyError, ValueError)):
        jobs.every(period)


def test_every_stands_above_job():
    with pytest.raises(Broken, match="above"):
        jobs.every("1 day")(lambda: None)
    with pytest.raises(Broken, match="two jobs"):
        jobs.job("test.note")(lambda: None)


def test_house_keeping_drops_what_is_old(db_fresh, var):
    jobs.enqueue("test.note", key="1")
    jobs.drain()
    Once.objects.create(token="a", used_at=datetime.now(UTC) - timedelta(days=8))
    Once.objects.create(token="b", used_at=datetime.now(UTC))
    for key, hours in (("ended", -1), ("sits", 1)):
        ends = datetime.now(UTC) + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for name, hours in (("old", 25), ("new", 23)):
        AccessAttempt.objects.create(username=name, failures_since_start=1)
        tried = datetime.now(UTC) - timedelta(hours=hours)
        AccessAttempt.objects.filter(username=name).update(attempt_time=tried)
    registry.find("kit.prune").run()
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(finished_at=datetime.now(UTC) - timedelta(days=31))
    registry.find("kit.prune").run()
    assert DBTaskResult.objects.count() == 0
    assert [once.token for once in Once.objects.all()] == ["b"]
    assert [each.session_key for each in Session.objects.all()] == ["sits"]
    assert [each.username for each in AccessAttempt.objects.all()] == ["new"]


@pytest.mark.both
def test_mail_goes_out_once_and_leaves_no_text(db_fresh, var):
    with transaction.atomic():
        code = outbox.put("wren@example.org", "News in K7F3", "There is a new message.", "<p>New</p>")
    assert b"wren" not in bytes(OutgoingMail.objects.get().sealed)
    assert outbox.waiting() == 1
    jobs.drain()
    outbox.send(code)
    [letter] = mail.outbox
    assert letter.to == ["wren@example.org"]
    assert letter.extra_headers["Message-ID"].startswith(f"<{code}@")
    assert bytes(OutgoingMail.objects.get().sealed) == b""
    OutgoingMail.objects.update(sent_at=datetime.now(UTC) - timedelta(days=31))
    assert outbox.prune() == 1


@pytest.mark.parametrize("to", ["a@example.org\nBcc: b@example.org", "a\r@example.org"])
def test_no_header_can_be_slipped_in(db, var, to):
    with pytest.raises(ValueError, match="line break"):
        outbox.put(to, "x", "x")

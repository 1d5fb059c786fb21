"""Outgoing mail against a real SMTP server: tried again, refused, uncertain; never sent twice by itself."""

import os
import signal

import pytest
from django.db import connections, transaction
from django_tasks_db.models import DBTaskResult

from dueprocess.kit import jobs, outbox
from dueprocess.kit.models import OutgoingMail
from dueprocess.kit.outbox import State
from dueprocess.kit.posting import NotNow
from tests.databases import in_child
from tests.kit.smtp import serving


@pytest.fixture
def server():
    with serving() as found:
        yield found


def put(**more):
    with transaction.atomic():
        return outbox.put("wren@example.org", "Käse\u2028 and more", "A line\n.a dot\n..two\n", **more)


def row():
    return OutgoingMail.objects.get()


def due():
    """Let what waits for its next try be due."""
    DBTaskResult.objects.update(run_after=DBTaskResult.objects.first().enqueued_at)


@pytest.mark.both
def test_a_message_arrives_whole_with_its_headers(db_fresh, var, server, settings):
    settings.DUEPROCESS_MAILBOX = "complaints@federation.example"
    code = put(reply_to="complaints+TOKEN@example.org", answers="<their@id>", answer=True)
    jobs.drain()
    got = server.message()
    assert got["Message-ID"].strip() == f"<{code}@{outbox.domain()}>"
    assert got["Reply-To"] == "complaints+TOKEN@example.org"
    assert (got["In-Reply-To"], got["Auto-Submitted"]) == ("<their@id>", "auto-replied")
    assert got.get_payload(decode=True).decode().splitlines() == ["A line", ".a dot", "..two"]
    [sender] = server.senders
    assert sender == outbox.returns_to(code)
    assert got["From"] == settings.DEFAULT_FROM_EMAIL
    token = sender.partition("dpr-")[2].partition("@")[0]
    assert outbox.returned(code, [token.upper()])
    assert not outbox.returned(outbox.new_code(), [token])
    assert (row().state, bytes(row().sealed)) == (State.SENT, b"")
    outbox.send(code)
    assert len(server.got) == 1


def test_greylisting_is_waited_out(db_fresh, var, server):
    server.recipients = ["451 come back later", "450 not yet"]
    put()
    jobs.drain()
    assert (row().state, row().tries, row().why) == (State.WAITING, 1, "recipient 451")
    assert outbox.waiting() == 1
    due()
    jobs.drain()
    assert (row().state, row().tries) == (State.WAITING, 2)
    due()
    jobs.drain()
    assert (row().state, len(server.got)) == (State.SENT, 1)


def test_a_refused_recipient_is_not_tried_again_and_a_room_is_told(db_fresh, var, server, monkeypatch):
    told = []
    monkeypatch.setattr(outbox, "_refused", [told.append])
    server.recipients = ["550 no such person"]
    code = put()
    jobs.drain()
    assert (row().state, row().why, server.asked) == (State.REFUSED, "recipient 550", 1)
    assert told == [code]
    assert [each.id for each in outbox.troubled()] == [code]
    outbox.send(code)
    assert server.asked == 1
    assert outbox.again(code)
    jobs.drain()
    assert (row().state, len(server.got)) == (State.SENT, 1)
    assert not outbox.again(code)


def test_a_message_that_is_put_off_for_a_day_is_refused(db_fresh, var, server, monkeypatch):
    told = []
    monkeypatch.setattr(outbox, "_refused", [told.append])
    server.contents = ["452 full"] * outbox.MOST_TRIES
    code = put()
    for _ in range(outbox.MOST_TRIES):
        jobs.drain()
        due()
    assert (row().state, row().why, told) == (State.REFUSED, "content 452", [code])
    assert server.got == []


def lose(smtp):
    smtp.transport.close()
    return "250 OK"


def test_a_connection_lost_after_the_last_line_is_left_to_a_person(db_fresh, var, server):
    server.contents = [lose]
    code = put()
    jobs.drain()
    assert (row().state, row().why) == (State.UNCERTAIN, "no answer")
    outbox.send(code)
    assert len(server.got) == 1  # the server has it, and it does not go again by itself
    assert outbox.leave(code)
    assert (row().state, bytes(row().sealed)) == (State.LEFT, b"")
    assert not outbox.again(code)


def test_a_connection_lost_before_the_last_line_is_tried_again(db_fresh, var, server):
    server.recipients = [lose]
    code = put()
    with pytest.raises(NotNow):
        outbox.send(code)
    assert (row().state, row().why) == (State.WAITING, "connection")
    outbox.send(code)
    assert (row().state, len(server.got)) == (State.SENT, 1)


def test_nobody_listens(db_fresh, var, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    code = put()
    with pytest.raises(NotNow):
        outbox.send(code)
    assert (row().state, row().why) == (State.WAITING, "connection")


def test_an_address_that_cannot_travel_is_refused(db_fresh, var, server):
    with transaction.atomic():
        code = outbox.put("zaunkönig@example.org", "x", "x")
    outbox.send(code)
    assert (row().state, row().why, server.asked) == (State.REFUSED, "address", 0)


@pytest.mark.both
def test_a_worker_killed_between_acceptance_and_its_note_sends_nothing_twice(db_fresh, var, server):
    code = put()
    connections.close_all()
    child: list[int] = []

    def kill(_smtp):
        os.kill(child[0], signal.SIGKILL)
        return "250 OK"

    server.contents = [kill]
    ready, go = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            in_child()
            os.read(ready, 1)
            outbox.send(code)
        finally:
            os._exit(0)
    child.append(pid)
    os.write(go, b"x")
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    assert (row().state, len(server.got)) == (State.HANDING, 1)
    outbox.send(code)
    outbox.send(code)
    assert (row().state, row().why, len(server.got)) == (State.UNCERTAIN, "cut short", 1)

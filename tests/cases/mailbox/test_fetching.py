"""Fetching from files, a maildir and a real IMAP server: each message once, whatever dies or breaks."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from imap_tools import MailBoxUnencrypted

from dueprocess.cases.mailbox import actions, sources
from dueprocess.cases.mailbox.jobs import fetch
from dueprocess.cases.mailbox.models import Arrival, Fetching
from dueprocess.cases.mailbox.sources import Imap, Maildir
from dueprocess.kit import clock
from dueprocess.kit.models import OutgoingMail
from dueprocess.ledger import doctor
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.conftest import build
from tests.cases.mailbox.mails import simple
from tests.databases import in_child


@pytest.fixture
def fresh(db_fresh, house):
    """The federation in a database of its own."""
    cast = build()
    with clock.frozen(world.MONDAY):
        yield cast


def maildir(folder, *messages):
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for n, data in enumerate(messages):
        path = folder / "new" / f"{n}.host"
        path.write_bytes(data)
        at = world.later(hours=-2).timestamp() + n
        os.utime(path, (at, at))
    return Maildir(folder)


def told(text):
    return [each.what for each in doctor.findings() if text in each.what]


def test_a_maildir_is_taken_in_oldest_first_and_moved(federation, tmp_path):
    source = maildir(tmp_path / "box", simple(), mails.away(message_id="<2@x>"))
    assert actions.fetch(source) == 2
    assert list(Arrival.objects.order_by("pk").values_list("why", flat=True)) == ["", "unsure"]
    assert not list((tmp_path / "box" / "new").iterdir())
    assert len(list((tmp_path / "box" / ".Taken in" / "cur").iterdir())) == 2
    assert actions.fetch(source) == 0
    assert Fetching.objects.get().trouble == ""


def test_a_message_stays_where_it_is_until_it_is_committed(federation, tmp_path, monkeypatch):
    source = maildir(tmp_path / "box", simple(), simple(message_id="<2@x>"))
    real, failed = actions.fetching.take_in, []

    def first_fails(incoming):
        if not failed:
            failed.append(1)
            raise RuntimeError
        return real(incoming)

    monkeypatch.setattr(actions.fetching, "take_in", first_fails)
    assert actions.fetch(source) == 1
    assert len(list((tmp_path / "box" / "new").iterdir())) == 1
    assert Fetching.objects.get().trouble == "message"
    assert actions.fetch(source) == 1
    assert Fetching.objects.get().trouble == ""


def test_one_run_takes_only_so_many_and_the_next_goes_on(federation, tmp_path, monkeypatch):
    source = maildir(tmp_path / "box", *(simple(message_id=f"<{n}@x>") for n in range(4)))
    real = actions.fetching.take_in

    def first_fails(incoming):
        if not failed:
            failed.append(1)
            raise RuntimeError
        return real(incoming)

    failed: list[int] = []
    monkeypatch.setattr(actions.fetching, "take_in", first_fails)
    assert actions.fetch(source, most=2) == 2, "the one that failed does not count"
    assert len(list((tmp_path / "box" / "new").iterdir())) == 2
    assert actions.fetch(source, most=2) == 2
    assert Arrival.objects.count() == 4


def test_what_is_above_the_limit_comes_in_by_its_beginning(federation, tmp_path, settings):
    settings.DUEPROCESS_MESSAGE_LIMIT = 100_000
    source = maildir(tmp_path / "box", simple(files=[("a.bin", bytes(400_000))]))
    assert actions.fetch(source) == 1
    from dueprocess.docket.models import Act

    assert Act.objects.get(name="arrived").facts["warnings"] == ["too_large"]


TOOK = "Received: from b by mx.federation.example with ESMTPS id 4; {}\r\n"
BELOW = TOOK.format("Tue, 6 Jan 2015 09:00:00 +0000")
"""As a sender may have written it: only the topmost is the last server's."""


@pytest.mark.parametrize(
    ("above", "day"),
    [
        (TOOK.format("Mon, 7 Jul 2025 10:11:12 +0200 (CEST)") + BELOW, "2025-07-07"),
        (TOOK.format("no day at all") + BELOW, "2026-03-23"),
        (TOOK.format("Mon, 7 Jul 2325 10:11:12 +0200"), "2026-03-23"),
        ("", "2026-03-23"),
    ],
)
def test_old_mail_arrived_when_the_last_server_took_it(federation, tmp_path, capsys, above, day):
    source = maildir(tmp_path / "box", above.encode() + simple())
    call_command("mailbox", "fetch", "--maildir", str(source.folder), "--dry-run")
    assert f"{day}  " in capsys.readouterr().out
    call_command("mailbox", "fetch", "--maildir", str(source.folder))
    assert Arrival.objects.get().arrived_at.date().isoformat() == day


def test_what_the_mailbox_gets_now_arrived_when_it_came_whatever_it_says(federation, tmp_path):
    above = TOOK.format("Mon, 7 Jul 2025 10:11:12 +0200")
    actions.fetch(maildir(tmp_path / "box", above.encode() + simple()))
    assert Arrival.objects.get().arrived_at.date().isoformat() == "2026-03-23"


def test_the_command_takes_files_and_says_what_would_come_in(federation, tmp_path, capsys):
    path = tmp_path / "a.eml"
    path.write_bytes(simple(files=[("a.txt", b"x")]))
    call_command("mailbox", "fetch", "--eml", str(path), "--dry-run")
    assert "nothing taken in" in capsys.readouterr().out
    assert not Arrival.objects.exists()
    call_command("mailbox", "fetch", "--eml", str(path))
    call_command("mailbox", "fetch", "--eml", str(path))
    out = capsys.readouterr().out
    assert "1 messages, 1 new" in out
    assert "1 messages, 0 new" in out
    assert path.exists()


def test_a_missing_folder_a_missing_and_an_open_password_are_told(federation, tmp_path, settings):
    settings.DUEPROCESS_MAILDIR = str(tmp_path / "none")
    fetch()
    assert told("maildir is not fetched: no_folder")
    settings.DUEPROCESS_MAILDIR = ""
    settings.DUEPROCESS_IMAP = "imaps://user@mail.example/INBOX"
    settings.DUEPROCESS_IMAP_PASSWORD = str(tmp_path / "password")
    assert told("imap: never fetched")
    fetch()
    assert told("imap is not fetched: no_password")
    (tmp_path / "password").write_text("secret")
    (tmp_path / "password").chmod(0o644)
    fetch()
    assert told("imap is not fetched: open_password")
    (tmp_path / "password").chmod(0o600)
    settings.DUEPROCESS_IMAP = "imap://user@mail.example/INBOX"
    fetch()
    assert told("imap is not fetched: settings")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real IMAP server (pymap), with one login."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [Path(sys.executable).with_name("pymap"), "--host", "127.0.0.1", "--port", str(port)]
    log = (tmp_path_factory.mktemp("pymap") / "log").open("wb")
    process = subprocess.Popen([*command, "dict", "--demo-data"], stdout=log, stderr=log)
    try:
        for _ in range(900):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def imap(port, password="demopass", folder="INBOX"):
    return Imap(f"imap://demouser@127.0.0.1:{port}/{folder}?done=Taken%20in", password)


@pytest.fixture
def inbox(server):
    """The server's folder, emptied; puts messages there."""
    box = MailBoxUnencrypted("127.0.0.1", server).login("demouser", "demopass")
    box.delete(box.uids())
    yield box
    box.logout()


def left(server, folder="INBOX"):
    with MailBoxUnencrypted("127.0.0.1", server).login("demouser", "demopass", folder) as box:
        return len(box.uids())


def put(box, *messages):
    for data in messages:
        box.append(data, "INBOX", dt=world.later(hours=-3))


def test_imap_messages_come_in_whole_and_are_moved(federation, server, inbox):
    big = simple(files=[("a.bin", os.urandom(1_500_000))], message_id="<big@x>")
    put(inbox, simple(), big)
    assert actions.fetch(imap(server)) == 2
    assert left(server) == 0
    assert left(server, "Taken in") >= 2
    first = Arrival.objects.order_by("pk").first()
    assert first.arrived_at == world.later(hours=-3)
    from dueprocess.docket.models import File
    from dueprocess.docket.sealing import Vault

    file = File.objects.filter(act__docket=Arrival.objects.order_by("pk").last().docket, n=1).get()
    told = Vault.of(file.act.docket).file(file, 1)
    assert told["size"] == len(big.replace(b"\n", b"\r\n"))
    assert Fetching.objects.get().validity


def test_a_message_that_was_stored_and_not_moved_comes_in_once(federation, server, inbox, monkeypatch):
    put(inbox, simple(message_id="<once@x>"))
    with monkeypatch.context() as patch:
        patch.setattr(Imap, "_taken", lambda *_: None)
        assert actions.fetch(imap(server)) == 1
    assert left(server) == 1
    assert actions.fetch(imap(server)) == 0
    assert left(server) == 0
    assert Arrival.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_a_folder_made_anew_brings_nothing_twice(federation, server, inbox):
    put(inbox, simple(message_id="<anew@x>"))
    actions.fetch(imap(server))
    row = Fetching.objects.get()
    row.validity = "1"
    row.save()
    put(inbox, simple(message_id="<anew@x>"))
    assert actions.fetch(imap(server)) == 0
    assert Arrival.objects.count() == 1


def test_a_wrong_password_a_missing_folder_and_no_server_are_told(federation, server, inbox):
    for source, code in (
        (imap(server, "wrong"), "login"),
        (imap(server, folder="Nowhere"), "folder"),
        (imap(9), "connection"),
    ):
        assert actions.fetch(source) == 0
        assert Fetching.objects.get().trouble == code
    assert actions.fetch(imap(server)) == 0
    assert Fetching.objects.get().trouble == ""


def test_a_connection_lost_half_way_loses_nothing(federation, server, inbox, monkeypatch):
    put(inbox, *(simple(message_id=f"<{n}@lost>") for n in range(3)))
    real, count = Imap._one, []

    def broken(self, box, uid):
        count.append(uid)
        if len(count) == 2:
            box.client.sock.shutdown(socket.SHUT_RDWR)
        return real(self, box, uid)

    with monkeypatch.context() as patch:
        patch.setattr(Imap, "_one", broken)
        assert actions.fetch(imap(server)) == 1
    assert Fetching.objects.get().trouble == "lost"
    assert actions.fetch(imap(server)) == 2
    assert (left(server), Arrival.objects.count()) == (0, 3)


@pytest.mark.both
def test_a_job_killed_after_storing_and_before_marking_brings_the_message_once(fresh, tmp_path):
    source = maildir(tmp_path / "box", simple())
    connections.close_all()
    pid = os.fork()
    if not pid:
        try:
            in_child()
            source._done = lambda _path: os.kill(os.getpid(), signal.SIGKILL)
            actions.fetch(source)
        finally:
            os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    assert (Arrival.objects.count(), len(list((tmp_path / "box" / "new").iterdir()))) == (1, 1)
    assert actions.fetch(maildir(tmp_path / "box")) == 0
    assert (Arrival.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert not list((tmp_path / "box" / "new").iterdir())
    assert sources.configured() == []

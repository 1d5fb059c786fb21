"""A message arrives: a docket with number, key, clock and owner at once; one answer; exactly once."""

import json

import pytest
from django.db import connection

from dueprocess.cases.mailbox.models import Arrival, Mailed
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import Act, Content, File
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, jobs, keys, outbox
from dueprocess.kit.models import OutgoingMail
from dueprocess.ledger.models import Entry
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.taking import docket, take


def letters():
    """What waits in the outbox, opened."""
    return [
        json.loads(keys.unseal_here(bytes(row.sealed), f"mail/{row.id}"))
        for row in OutgoingMail.objects.order_by("made_at")
    ]


def sound(found):
    assert list(verify.one(found)) == []
    assert rebuild.docket(found.pk) == 0


def said(found, n=1):
    vault = Vault.of(found)
    return {row.field: vault.content(row, n) for row in Content.objects.filter(act__docket=found, act__n=n)}


@pytest.mark.both
def test_a_message_has_its_number_clock_owner_and_answer_at_once(federation):
    at = world.later(hours=-2)
    taken = take(files=[("notes.txt", b"who, when, where")], at=at)
    found = docket(taken)
    assert (found.kind, found.length, found.is_open, found.received_at) == ("message", 1, True, at)
    assert found.owner in {person_tag(federation[name].pk) for name in ("owner", "second")}
    act = Act.objects.get(docket=found)
    assert (act.name, act.at, act.recorded_at, act.entry_type) == ("arrived", at, clock.now(), "act")
    content = said(found)
    assert content["text"].startswith("Somebody shouted")
    assert content["subject"] == "What happened on Monday"
    row = Arrival.objects.get()
    assert (row.docket, row.state, row.arrived_at, row.proposal) == (found, "waiting", at, "")
    vault = Vault.of(found)
    kinds = [vault.file(file, 1) for file in File.objects.filter(act=act).order_by("n")]
    assert [(each["name"], each["media_type"]) for each in kinds] == [
        ("message.eml", "message/rfc822"), ("notes.txt", "text/plain"),
    ]  # fmt: skip
    [answer] = letters()
    assert answer["to"] == "wren@example.org"
    assert found.number in answer["subject"]
    assert "24 March 2026" in answer["text"]  # one working day later
    assert "shouted" not in answer["text"] + answer["subject"]
    assert answer["reply_to"].startswith("complaints+dp-")
    assert answer["answers"] == "<one@example.org>"
    assert Mailed.objects.get().key == "sender"
    sound(found)


def test_no_case_is_counted_in_public_before_somebody_says_that_it_is_one(federation):
    before = list(Entry.objects.values_list("key", flat=True))
    take()
    [entry] = Entry.objects.exclude(key__in=before)
    assert b'"t":"act"' in bytes(entry.bytes).replace(b" ", b"")


@pytest.mark.both
def test_the_same_message_comes_in_once(federation):
    first, second = take(), take(at=world.later(hours=-1))
    assert (second.number, second.known) == (first.number, True)
    assert Arrival.objects.count() == 1
    assert len(letters()) == 1


def test_one_message_id_on_two_messages_is_two_messages(federation):
    assert take().number != take(text="Another text").number
    assert Arrival.objects.count() == 2


def test_messages_without_an_id_are_told_apart_by_when_they_came(federation):
    one = take(b"", at=world.later(hours=-1))
    assert take(b"", at=world.later(hours=-1)).known
    assert not take(b"", at=world.later(hours=-2)).known
    assert docket(one).length == 1
    assert letters() == []


def test_if_the_answer_cannot_be_queued_nothing_has_arrived(federation, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(outbox, "put", broken)
    with pytest.raises(RuntimeError):
        take()
    assert not Arrival.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "message",
    [mails.away(), mails.bounce("ab" * 16), mails.invitation_answer(), mails.simple(Precedence="bulk"),
     mails.simple(sender=f"Us <{mails.HOME}>"), mails.simple(sender="no-reply@example.org"),
     mails.simple(sender="a@b.example, c@d.example"), b"", b"\x00\xff" * 500],
)  # fmt: skip
def test_machines_and_nobody_are_not_answered_but_numbered(federation, message):
    taken = take(message)
    assert not taken.answered
    assert letters() == []
    sound(docket(taken))


def test_a_forged_sender_is_not_answered(federation, settings):
    settings.DUEPROCESS_AUTHSERV = "mx.federation.example"
    taken = take(Authentication_Results="mx.federation.example; dmarc=fail")
    assert not taken.answered
    assert "forged" in Act.objects.get(docket=docket(taken)).facts["warnings"]


@pytest.mark.both
def test_two_machines_that_answer_each_other_stop(federation):
    answered = [take(message_id=f"<{n}@loop.example>").answered for n in range(7)]
    assert answered == [True] * 5 + [False] * 2
    with clock.frozen(world.later(days=1, hours=1)):
        assert take(message_id="<next@loop.example>").answered


def test_what_lay_longer_than_a_day_says_so(federation):
    taken = take(at=world.later(days=-5))
    act = Act.objects.get(docket=docket(taken))
    assert act.late_entry
    assert "mailbox" in said(docket(taken))["late_reason"]
    assert docket(taken).received_at == world.later(days=-5)


def test_a_message_from_tomorrow_arrived_now(federation):
    assert docket(take(at=world.later(days=1))).received_at == clock.now()


@pytest.mark.both
def test_the_file_is_shut_for_whoever_may_have_written_it(federation):
    found = docket(take(sender="Somebody <second@example.org>"))
    assert not wall.sees(found, federation["second"])
    assert wall.sees(found, federation["owner"])
    assert found.owner == person_tag(federation["owner"].pk)
    by_name = docket(take(sender=f"{federation['owner'].full_name} <x@else.example>"))
    assert not wall.sees(by_name, federation["owner"])
    assert wall.sees(by_name, federation["second"])
    assert not wall.sees(found, federation["stranger"])
    sound(found)


def test_what_is_not_taken_as_a_file_stays_in_the_message(federation):
    taken = take(files=[("run.exe", b"MZ" + bytes(3000)), ("fine.txt", b"text")])
    found = docket(taken)
    mail = said(found)["mail"]
    assert [each[0] for each in mail["left"]] == ["run.exe"]
    assert "not_taken" in mail["warnings"]
    assert File.objects.filter(act__docket=found).count() == 2
    sound(found)


def test_a_message_above_the_limit_is_numbered_and_its_sender_told(federation):
    taken = take(mails.simple(files=[("a.bin", bytes(5000))])[:1500], cut=True)
    [answer] = letters()
    assert "larger than 60 MB" in answer["text"]
    assert said(docket(taken))["mail"]["warnings"] == ["too_large"]


def test_encrypted_mail_is_kept_and_another_way_is_told(federation):
    taken = take(mails.encrypted())
    assert "cannot read it" in letters()[0]["text"]
    assert File.objects.filter(act__docket=docket(taken)).count() == 3


def test_no_rulebook_no_arrival(federation):
    from dueprocess.core.errors import Refused

    with clock.frozen(world.later(days=-300)), pytest.raises(Refused):
        take(at=world.later(days=-301))
    assert not Arrival.objects.exists()


def test_arrival_costs_a_bounded_number_of_statements(federation, django_assert_max_num_queries):
    take()
    with django_assert_max_num_queries(60, connection=connection):
        take(text="Second", message_id="<2@x>")


def test_answers_go_out(federation, mailoutbox):
    take()
    jobs.drain()
    [sent] = mailoutbox
    assert sent.extra_headers["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize(
    "change",
    ["UPDATE cases_arrival SET state = 'automatic'", "UPDATE cases_arrival SET sender = ''",
     "UPDATE cases_arrival SET arrived_at = '2026-03-01 10:00:00'", "DELETE FROM cases_arrival",
     "UPDATE cases_mailed SET token = 'x'", "UPDATE docket_docket SET is_open = FALSE",
     "UPDATE docket_docket SET kind = 'case'"],
)  # fmt: skip
def test_whoever_writes_into_the_tables_is_found_out(federation, change):
    found = docket(take())
    with connection.cursor() as cursor:
        cursor.execute(change)
    found.refresh_from_db()
    assert list(verify.one(found))

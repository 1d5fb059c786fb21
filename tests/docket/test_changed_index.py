"""The index key is changed: every tag is stored anew, whoever stole the former key finds nobody, and a run
that is killed or refused changed nothing."""

import hmac
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.core.errors import Refused
from dueprocess.docket import replies, search, wall
from dueprocess.docket.models import Docket, PersonKey, Reach
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import person_tag
from dueprocess.docket.search import Filters
from dueprocess.kit import clock, keys, outbox, tags, words
from dueprocess.ledger import changing, doctor, state, triggers
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Appointment, Login, Person
from tests import outer, world
from tests.crash.killing import forked
from tests.docket.planting import MARKER, on_disk, plant
from tests.ground import failing_trigger, own_folder

SAID = {"by": "board", "reason": "M-2026-52"}
NONE = "A" * 43 + "="
"""The line that stands for no outer key."""
MAILBOX = "complaints@club.example"


@pytest.fixture
def var(db_fresh, tmp_path, settings):
    """A folder of its own with keys, and no outer key yet."""
    settings.DUEPROCESS_MAILBOX = MAILBOX
    with own_folder(tmp_path / "var", settings) as folder:
        path = folder / "keys" / "index.key"
        path.write_text(f"{path.read_text().split()[0]}\n{NONE}\n")
        keys.forget_ring()
        outer.without()
        yield folder


@pytest.fixture
def cast(var) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built


def rotate() -> changing.Changed:
    return changing.index_key(**SAID, say=lambda name, done: None)


def former_tags() -> dict[str, str]:
    """What a thief of the first index key makes: a tag of everything there is to be guessed."""
    found = {
        keys.tag("person", str(pk)): f"person {pk}" for pk in Person.objects.values_list("pk", flat=True)
    }
    found |= {keys.tag("login", str(pk)): f"login {pk}" for pk in Login.objects.values_list("pk", flat=True)}
    for pk in Appointment.objects.values_list("pk", flat=True):
        found[keys.tag("appointment", str(pk))] = f"appointment {pk}"
    for row in PersonKey.objects.select_related("docket"):
        found[replies.tag_of(row.docket, row.key)] = f"answers of {row.key}"
    for address in (f"{MARKER.lower()}@example.invalid", f"{MARKER}@example.invalid"):
        found[keys.tag("sender", address)] = "a sender"
    found[keys.tag("imported register", "Old register")] = "a register"
    for word in words.words(f"The {MARKER} was there person another"):
        key = words._key(keys.ring().index)
        found[hmac.digest(key, word.encode(), "sha256")[:10].hex()] = f"the word {word}"
    return found


def lying_there() -> bytes:
    """Return all that a thief copies of the database: SQLite's files, PostgreSQL's rows as text."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(FULL)")
        return on_disk()
    with connection.cursor() as cursor:
        found = []
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found += [str(row) for (row,) in cursor.fetchall()]
    return "\n".join(found).encode()


def found_by(tags_: dict[str, str], raw: bytes) -> set[str]:
    """Return what of these tags lies there."""
    return {what for tag, what in tags_.items() if tag.encode() in raw}


def works(cast: world.World, docket: Docket, code: str) -> None:
    """Look for a docket in each of the ways that need a tag, and ask whether all of it still fits."""
    assert not list(state.faults())  # copies are worked out anew from acts and content, and compared
    assert triggers.missing() == []
    assert Docket.objects.get(pk=docket.pk).owner == person_tag(cast["second"].pk)
    assert [wall.sees(docket, cast[name]) for name in ("second", "third", "stranger")] == [True, False, True]
    every = wall.visible_to(cast["second"])
    assert docket in search.narrow(every, Filters(text=MARKER, is_open=None), at=clock.now()).dockets
    assert docket in search.narrow(every, Filters(owner=cast["second"].pk), at=clock.now()).dockets
    assert cases.find_by_code(code).docket.number


def complain(cast: world.World) -> str:
    """Take a complaint in; return its receipt code."""
    made = cases.receive_complaint(
        report=cases.Report(
            summary="A complaint with a code",
            reporter=PartyIdentity(kind="complainant", name="Wren Abara"),
            respondents=[PartyIdentity(kind="respondent", person=cast["conflicted"].pk)],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=cast.club,
    )  # fmt: skip
    return made.code


@pytest.mark.both
def test_every_tag_is_stored_anew_and_a_thief_of_the_former_key_finds_nobody(cast):
    world.log_in(cast["second"])
    docket, code = plant(cast), complain(cast)
    stolen = former_tags()
    stolen[keys.tag("receipt", keys.normal(code))] = "a receipt code"
    before = lying_there()
    could = found_by(stolen, before)
    assert {"a receipt code", "a sender", f"the word {MARKER.lower()}"} <= could  # the test can fail
    for name in ("owner", "second", "third", "stranger", "conflicted"):
        assert f"person {cast[name].pk}" in could
    assert [what for what in could if what.startswith("login")]
    assert [what for what in could if what.startswith("appointment")]
    works(cast, docket, code)

    made = rotate()
    assert (made.old, made.new) == ("", keys.outer().id)
    assert found_by(stolen, lying_there()) == set()
    assert found_by(stolen, before) == could  # who has an older copy too has what that copy tells
    works(cast, docket, code)
    again = rotate()
    assert again.old == made.new != again.new
    works(cast, docket, code)
    changing.finish_index()
    assert list(keys.ring().outers) == [again.new]
    works(cast, docket, code)
    told = [row.payload for row in RecordAct.objects.filter(kind="keys.changed").order_by("id")]
    assert [(each["what"], each["old"], each["new"]) for each in told] == [
        ("index", [], made.new),
        ("index", [made.new], again.new),
    ]


def test_what_happens_after_a_rotation_is_stored_under_the_new_key(cast):
    stolen = former_tags()
    rotate()
    docket, code = plant(cast), complain(cast)
    stolen |= former_tags() | {keys.tag("receipt", keys.normal(code)): "a receipt code"}
    assert found_by(stolen, lying_there()) == set()
    works(cast, docket, code)


def test_every_column_with_a_tag_is_known(cast):
    """A tag in whichever column of whichever table, without an outer key: it is one that is stored anew."""
    plant(cast)
    code = complain(cast)
    known = {
        (table.name, name) for table in tags.tables() for name in (*table.tags, *table.words, *table.json)
    }
    guessed = former_tags() | {keys.tag("receipt", keys.normal(code)): "a receipt code"}
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if not isinstance(
                field, models.CharField | models.TextField | models.JSONField | models.BinaryField
            ):
                continue
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT DISTINCT "{field.column}" FROM "{model._meta.db_table}"')
                text = "\n".join(str(value) for (value,) in cursor.fetchall())
            if any(tag in text for tag in guessed):
                found.add((model._meta.db_table, str(field.column)))
    assert ("docket_docket", "owner") in found
    assert found <= known
    by_kind = {
        name for table in tags.tables() for name in (*table.tags, *table.words) if table.name == "docket_word"
    }
    assert by_kind == {"tag"}
    for table in tags.tables():
        key = next(each for each in apps.get_models() if each._meta.db_table == table.name)._meta.pk
        whole = isinstance(getattr(key, "target_field", key), models.IntegerField)
        assert whole, f"{table.name} is written by whole numbers as keys"


def test_columns_that_are_named_as_tags_are_columns_of_tags():
    """What a model calls a tag, and every column of that length but for names that are drawn by lot."""
    drawn = {"pseudonym", "code", "stored", "id", "into", "kind", "about", "uid"}
    # `about`: another one's pseudonym; `uid`: of a file for a calendar
    for model in apps.get_models():
        if not model.__module__.startswith("dueprocess."):
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField) and field.max_length == 32 and field.name not in drawn:
                assert isinstance(field, tags.TagField | tags.WordTagField), f"{model.__name__}.{field.name}"


def test_a_tag_is_found_by_being_equal_and_nothing_else(cast):
    rotate()
    for lookup in ("startswith", "contains", "gt", "iexact"):
        with pytest.raises(FieldError, match="compared by"):
            Reach.objects.filter(**{f"tag__{lookup}": "a"}).exists()


@pytest.mark.both
@pytest.mark.parametrize("table", ["docket_act", "docket_word", "portal_draft"])
def test_a_run_that_is_killed_changed_nothing_and_is_done_again(cast, engine, table):
    docket, code = plant(cast), complain(cast)
    before, length = lying_there_by_table(), RecordAct.objects.count()

    def work(told):
        def say(name, _done):
            if name == table:
                told()
                os.kill(os.getpid(), signal.SIGKILL)

        changing.index_key(**SAID, say=say)

    pid, pipe = forked(work)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    assert os.read(pipe, 1) == b"."
    os.close(pipe)
    keys.forget_ring()
    assert lying_there_by_table() == before
    assert keys.outer().id == ""
    assert len(keys.ring().outers) == 2  # the new key waits
    [waits] = [each for each in doctor.findings() if each.what.startswith("index key")]
    assert "keys rotate index" in waits.mend
    works(cast, docket, code)
    with pytest.raises(Refused, match="Run `dueprocess keys rotate index` once more"):
        changing.finish_index()
    newest = keys.ring().newest.id
    eventually_alone()
    assert rotate().new == newest  # no further key is made
    assert len(keys.ring().outers) == 2
    assert RecordAct.objects.count() == length + 1
    works(cast, docket, code)


def eventually_alone() -> None:
    """Wait until PostgreSQL has noticed that the killed process is gone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def lying_there_by_table() -> dict[str, list[str]]:
    """All rows that hold tags, as they are stored."""
    found = {}
    with connection.cursor() as cursor:
        for table in tags.tables():
            names = ", ".join(f'"{name}"' for name in (table.key, *table.tags, *table.words, *table.json))
            cursor.execute(f'SELECT {names} FROM "{table.name}" ORDER BY 1')
            found[table.name] = [repr(row) for row in cursor.fetchall()]
    return found


@pytest.mark.both
def test_a_run_that_cannot_be_logged_changed_nothing(cast, engine):
    plant(cast)
    before = lying_there_by_table()
    failing_trigger("ledger_entry")
    with pytest.raises(IntegrityError):
        rotate()
    assert lying_there_by_table() == before
    assert keys.outer().id == ""
    assert triggers.missing() == []


@pytest.mark.both
def test_nobody_else_may_have_the_database_open(cast, engine, monkeypatch):
    monkeypatch.setattr("dueprocess.ledger.alone._WAIT", 100)
    before = lying_there_by_table()
    with other_process(), pytest.raises(Refused, match="this database open"):
        rotate()
    assert lying_there_by_table() == before
    assert list(keys.ring().outers) == [""]  # no key was made either
    eventually_alone()
    rotate()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class other_process:  # noqa: N801 (reads as a sentence)
    """A process that has the database open and does nothing."""

    def __enter__(self) -> None:
        def work(told):
            Docket.objects.exists()
            told()
            signal.pause()

        self.pid, pipe = forked(work)
        os.read(pipe, 1)
        os.close(pipe)

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


@pytest.mark.both
def test_a_process_that_knew_the_former_key_takes_up_the_new_one_or_refuses(cast, engine, var):
    path = var / "keys" / "index.key"
    former = path.read_text()
    rotate()
    newer = path.read_text()
    tag = person_tag(cast["second"].pk)
    connection.close()
    path.write_text(former)
    keys.forget_ring()
    keys.ring()  # what a process knows that was started before
    with pytest.raises(keys.UnknownOuter, match="which is not among the keys of this installation"):
        Reach.objects.filter(tag=tag).exists()
    with pytest.raises(keys.UnknownOuter):
        call_command("work", once=True)
    [finding] = [each for each in doctor.findings() if "outer key" in each.what]
    assert finding.health is doctor.Health.FAIL
    path.write_text(newer)  # and once the file is there, it is found without a restart
    docket = world.open_case(cast).docket
    assert PersonKey.objects.filter(docket=docket).exclude(tag="").exists()
    assert not list(state.faults())


def test_a_tag_that_is_none_stops_the_run_and_is_named(cast):
    docket = world.open_case(cast).docket
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_docket SET owner = 'nobody' WHERE id = %s", [docket.pk])
    with pytest.raises(Exception, match=r"docket_docket\.owner holds what is no tag"):
        rotate()
    assert keys.outer().id == ""


def test_answers_to_older_mail_are_known_until_the_change_is_finished(cast):
    docket = world.open_case(cast).docket
    code = outbox.new_code()
    old, sent = replies.token(docket, "C1"), outbox.returns_to(code)
    of_mail = sent.split("dpr-")[1].split("@")[0]
    tag = replies.tag_of(docket, "C1")
    assert (len(old), len(of_mail)) == (24, 24)
    rotate()
    new, newer = replies.token(docket, "C1"), outbox.returns_to(code).split("dpr-")[1].split("@")[0]
    assert (len(new), len(newer)) == (26, 26)
    assert tag in replies.tags([new])
    assert replies.tags([old.upper()]) == [tag]
    assert replies.tag_of(docket, "C1") == tag  # what is stored of it does not change
    assert outbox.returned(code, [newer])
    assert outbox.returned(code, [of_mail])
    rotate()
    assert tag in replies.tags([new])
    changing.finish_index()
    assert replies.tags([old]) == []  # whoever has the first key makes this one, and it opens nothing
    assert tag not in replies.tags([new])
    assert not outbox.returned(code, [of_mail, newer, "", "a" * 26, "é" * 26])
    assert tag in replies.tags([replies.token(docket, "C1")])


def test_what_is_told_once_is_not_told_again_after_a_rotation(cast):
    first = outbox.put("wren@example.org", "News", "Text", once="news")
    rotate()
    assert outbox.put("wren@example.org", "News", "Text", once="news") == first
    other = outbox.put("rook@example.org", "News", "Text", once="news")
    assert other not in {keys.tag("mail once", "news/rook@example.org"), first}


def test_keys_that_lie_elsewhere_are_changed_there(cast, settings, monkeypatch, capsys):
    path = Path(settings.DUEPROCESS_KEYS)
    first = (path / "index.key").read_text()
    monkeypatch.setenv("CLUB_WRAPPING_KEY", (path / "wrapping.key").read_text())
    monkeypatch.setenv("CLUB_INDEX_KEY", first)
    settings.DUEPROCESS_KEYS = "env:CLUB"
    keys.forget_ring()
    with pytest.raises(CommandError, match="index key as its second line"):
        call_command("keys", "rotate", "index", "--by", "board", "--reason", "M")
    new = "bmV3IG91dGVyIGtleSBvZiB0aGUgY2x1YiwgMzIgYnk="
    monkeypatch.setenv("CLUB_INDEX_KEY", f"{first.split()[0]} {new} {NONE}")
    keys.forget_ring()
    call_command("keys", "rotate", "index", "--by", "board", "--reason", "M")
    assert keys.outer().id == keys.ring().newest.id != ""
    assert keys.outer().id in capsys.readouterr().out


def test_commands_say_what_there_is_and_what_to_do(cast, capsys):
    call_command("keys", "show")
    assert "index: no outer key, present" in capsys.readouterr().out
    with pytest.raises(Refused, match="--by and --reason"):
        call_command("keys", "rotate", "index")
    call_command("keys", "rotate", "index", "--by", "board", "--reason", "M")
    name = keys.outer().id
    out = capsys.readouterr().out
    assert name in out
    assert "Back up the keys" in out
    call_command("keys", "show")
    out = capsys.readouterr().out
    assert f"index: outer key {name}, present" in out
    assert "index: no outer key, former" in out
    found = [each.what for each in doctor.findings() if "outer key" in each.what]
    assert any("former outer keys: 1" in each for each in found)
    call_command("keys", "finish", "index")
    assert "1 former outer keys are gone" in capsys.readouterr().out
    call_command("keys", "finish", "index")
    assert "0 former outer keys are gone" in capsys.readouterr().out


def test_the_first_line_is_a_key(var):
    path = var / "keys" / "index.key"
    path.write_text(NONE + "\n")
    keys.forget_ring()
    with pytest.raises(ImproperlyConfigured, match="first line of the index key"):
        keys.tag("person", "1")

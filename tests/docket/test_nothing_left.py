"""After an erasure a thief finds nothing: neither what people wrote, however it is spelt, nor what it was
sealed in, nor the keys and tags; in the database and its logs, among files, in temporary folders."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.models import DeliberationNote, SavedView
from dueprocess.docket import wall
from dueprocess.docket.actions import decline, record_lapses, sign, take_step
from dueprocess.docket.actions.erasing import ALL, erase, finishing
from dueprocess.docket.actions.erasing.people import erase_people
from dueprocess.docket.models import AccessRule, Content, Docket, File, PersonKey, Proposal, Reach, Read, Word
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, files, tags
from dueprocess.ledger import state
from dueprocess.people import actions as register
from dueprocess.people.imports.actions import sending
from dueprocess.people.models import (
    Listing,
    MemberList,
    Person,
    PersonErasure,
    Power,
    QualificationKind,
    SentList,
    Step,
)
from tests import retaining, world
from tests.conftest import DATABASES
from tests.databases import Postgresql
from tests.docket.planting import MARKER, everything, forms, on_disk, plant
from tests.docket.test_every_table import left, written
from tests.retaining import DIRECT

LATER = world.later(400)


@pytest.fixture
def cast(db_fresh: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built


def end(cast: world.World, docket: Docket) -> None:
    """Bring a case in which the committee can act to its end."""
    owner = cast.actor("owner")
    docket.refresh_from_db()
    with clock.frozen(world.later(1)):
        for waiting in Proposal.objects.filter(docket=docket, ended_at=None):
            name = "second" if waiting.signatures.filter(key=second(cast, docket)).exists() else "overseer"
            decline(proposal=waiting, by=cast.actor(name), reason=MARKER)
        if docket.stage == "received":
            for step in ("acknowledge", "send"):
                take_step(
                    docket=docket, step=step, by=owner, at=clock.now(), needs=Needs(content={"a": MARKER})
                )
        sent = docket.acts.filter(name="send").get()
        cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=owner)
    with clock.frozen(world.later(30)):
        local = Vault.of(docket).local
        votes = [local(cast[name].pk) for name in ("conflicted", "second", "third")]
        needs = Needs(act={"as": "committee", "votes": {"for": votes}}, content={"reasons": MARKER})
        decision = take_step(
            docket=docket, step="decide", by=cast.actor("second"), at=clock.now(), needs=needs
        )
    with clock.frozen(world.later(31)):
        for key in docket.parties.filter(kind__in=("complainant", "respondent")).values_list(
            "key", flat=True
        ):
            cases.confirm_receipt(docket=docket, of=decision.n, to=key, by=owner)
    with clock.frozen(LATER):
        record_lapses(docket)
    docket.refresh_from_db()
    assert not docket.is_open


def second(cast: world.World, docket: Docket) -> str:
    return Vault.of(docket).local(cast["second"].pk)


def secrets(dockets: Iterable[Docket]) -> dict[str, bytes]:
    """Return what lies sealed of these dockets, and the keys and tags that belong to them alone."""
    found: dict[str, bytes] = {}
    for docket in dockets:
        found[f"key of {docket.pk}"] = bytes(docket.key_wrapped or b"")[5:]
        of_acts = ("content", Content), ("file", File)
        of_dockets = ("person", PersonKey), ("rule", AccessRule), ("read", Read), ("proposal", Proposal)
        for what, model in of_acts:
            for row in model._default_manager.filter(act__docket=docket):
                found[f"{what} {row.pk}"] = bytes(row.sealed)[:24]
                found[f"salt of {what} {row.pk}"] = bytes(row.salt)
        for what, model in of_dockets:
            for row in model._default_manager.filter(docket=docket):
                found[f"{what} {row.pk}"] = bytes(row.sealed)[:24]
    for note in DeliberationNote.objects.filter(deliberation__docket__in=dockets):
        found[f"note {note.pk}"] = bytes(note.sealed)[:24]
        found[f"key of note {note.pk}"] = bytes(note.deliberation.key_wrapped)[5:]
    others = Docket.objects.exclude(pk__in=[each.pk for each in dockets])
    for what, table in (("word", Word), ("reach", Reach), ("tag", PersonKey)):
        mine = set(table._default_manager.filter(docket__in=dockets).values_list("tag", flat=True))
        mine -= set(table._default_manager.filter(docket__in=others).values_list("tag", flat=True))
        stored = {tag: tag if table is Word else tags.stored(tag) for tag in mine if tag}
        found |= {f"{what} {tag}": stored[tag].encode() for tag in stored}
    return found


def database() -> bytes:
    """Everything that the database keeps on the disk."""
    if connection.vendor == "sqlite":
        return on_disk()
    engine = DATABASES.engine
    assert isinstance(engine, Postgresql)
    if engine.binaries is None:
        pytest.skip("somebody else's PostgreSQL: its folder cannot be read")
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    data = engine.folder / "data"
    return everything(data / "base" / str(oid)) + everything(data / "pg_wal")


def is_nowhere(after: bytes, temporary: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Look for the marker in the database as it lies on the disk, and wherever else something may lie."""
    logs = json.dumps([each.getMessage() for each in caplog.records if each.name != "django.db.backends"])
    places = {
        "the database": after,
        "VAR": everything(Path(str(settings.DUEPROCESS_VAR))),
        "temporary folders": everything(temporary),
        "logs": logs.encode(),
    }
    for form, raw in forms(MARKER).items():
        for place, content in places.items():
            assert raw not in (content.lower() if form == "lower case" else content), f"{form} in {place}"


@pytest.mark.both
def test_nothing_is_left(
    cast: world.World, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    docket = plant(cast)
    with transaction.atomic():
        world.decide_access(cast, docket, "end denied", "third", signer="second", reason=MARKER)
    other = Docket.objects.exclude(pk=docket.pk).filter(kind="case").order_by("pk").first()
    assert other is not None
    for each in (docket, other):
        end(cast, each)
    waiting = Proposal.objects.get(ended_at=None, docket__kind="message")
    sign(proposal=waiting, by=cast.actor("overseer"))
    gone = [docket, other, *Docket.objects.filter(kind="message", is_open=False)]
    gone = [world.fresh(each) for each in gone]
    assert len(gone) == 4

    assert all(left(each) for each in gone)  # so does the walk over all tables
    found = secrets(gone)
    before = database()
    assert [name for name, raw in found.items() if raw not in before] == []  # the search can find them
    stored = list(File.objects.filter(act__docket__in=gone).values_list("stored", flat=True))
    stored += [name for each in Proposal.objects.filter(docket__in=gone) for name in each.files]
    assert any(files.path_of(name).exists() for name in stored)
    with clock.frozen(LATER):
        by = [cast.actor("overseer"), cast.actor("leader")]
        n = erase(dockets=[each.pk for each in gone], by=by, at=LATER, basis={ALL: "Schedule 3"})
        assert n > 10
        finishing.finish()
        finishing.compact()
    after = database()
    assert sorted(name for name, raw in found.items() if raw in after) == []
    assert not any(files.path_of(name).exists() for name in stored)
    assert list(state.faults(skip=DIRECT)) == []
    assert [left(each) for each in gone] == [[]] * len(gone)
    is_nowhere(after, tmp_path, caplog)
    shutil.rmtree(tmp_path)


@pytest.mark.both
def test_nothing_is_left_of_a_person(
    cast: world.World, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has left: in every column of the register that holds text, in a member list, by a login."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    with clock.frozen(LATER - timedelta(days=30)):
        retaining.adopt(rulebook_of(cast))
    people = [member(cast, n) for n in range(2)]
    assert all(written(each) for each in people)  # so does the walk over all columns
    before = database()
    assert [form for form, raw in forms(MARKER).items() if form == "UTF-8" and raw not in before] == []
    tags = {tag for each in people for tag in (person_tag(each.pk),)}
    with clock.frozen(LATER):
        by = [cast.actor("overseer"), cast.actor("leader")]
        basis = {each.pk: "Schedule 3" for each in people}
        n = erase_people(people=[each.pk for each in people], by=by, at=LATER, basis=basis)
        assert n > 10
        finishing.finish()
        finishing.compact()
    assert not PersonErasure.objects.filter(done_at=None).exists()
    after = database()
    assert list(state.faults(skip=DIRECT)) == []
    is_nowhere(after, tmp_path, caplog)
    assert not [tag for tag in tags if tag.encode() in after]
    assert [written(each) for each in people] == [[], []]


def rulebook_of(cast: world.World) -> str:
    """A schedule by which former members go after a month."""
    text = retaining.SCHEDULE.replace('"example"', f'"{cast.rulebook.rulebook_id}"')
    text = text[: text.index("[classes")]
    return (
        text
        + """
[classes.former]
title = "Former members"
reason = "No reason to keep them."
of = "person"
keep = "1 month"
"""
    )


def member(cast: world.World, n: int) -> Person:
    """Somebody with the marker everywhere, who held everything, and left."""
    day, text = world.ADOPTED, f"{MARKER} {n}"
    who = register.add_person(
        full_name=f"{MARKER} Person{n}", known_as=text, sort_name=text, member_number=f"{MARKER}-{n}",
        by=None, aliases=[f"Other {MARKER}"], email=f"{MARKER}{n}@example.invalid", phone=text, address=text,
        born_on=day, joined_on=day, language=MARKER, unit=cast.club,
    )  # fmt: skip
    register.change_person(person=who, by=None, reason=text, address=f"{text}, elsewhere")
    kind = QualificationKind.TRAINING
    register.qualify(person=who, kind=kind, name="chairing", from_on=day, by=None, source=text)
    register.appoint(person=who, role="secretary", unit=cast.club, from_on=day, by=None, reason=text)
    role = who.appointments.get()
    register.delegate(appointment=role, to=cast["stranger"], from_on=day, until_on=day, reason=text, by=None)
    register.end_appointment(appointment=role, on=day, by=None, reason=text)
    given = register.grant(person=who, power=Power.HOLD, by=None, reason=text, from_on=day)
    wall.take_out(who, "cases.csv", text, 1)
    register.end_grant(grant=given, on=world.MONDAY.date(), by=None, reason=text)
    login = register.give_login(person=who, email=f"{MARKER}{n}@example.invalid", by=None)
    EmailAddress.objects.create(user=login, email=login.email, verified=True, primary=True)
    register.close_login(login=login, by=None, reason=text)
    SavedView.objects.create(code=f"{n}" * 32, person=who, sealed=text.encode(), made_at=clock.now())
    members = MemberList.objects.get_or_create(title="Members")[0]
    Listing.objects.create(list=members, key=f"{MARKER}-{n}", person=who)
    said = {"title": "Members", "lines": [{"rows": [["a.csv", 1, text, "name", text, text]]}]}
    sent = SentList.objects.create(by=cast["admin"], made_at=clock.now(), map="", step=Step.TAKEN)
    SentList.objects.filter(pk=sent.pk).update(sealed=sending._sealed(sent, said))
    left = {"status": "left", "left_on": world.MONDAY.date()}
    return register.change_person(person=who, by=None, reason=text, **left)

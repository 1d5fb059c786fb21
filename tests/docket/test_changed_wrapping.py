"""The wrapping key is changed: every row that holds a wrapped key is found, killed runs go on, and nothing
needs the former key afterwards."""

import base64
import os
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.models import Docket, Read
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys, outbox
from dueprocess.kit.keys import wrapping
from dueprocess.kit.signin import MFAAdapter
from dueprocess.ledger import changing
from dueprocess.ledger.models import RecordAct
from tests import world
from tests.ground import own_folder

SAID = {"by": "board", "reason": "M-2026-41"}


@pytest.fixture
def cast(db_fresh, tmp_path, settings):
    with own_folder(tmp_path / "var", settings):
        with clock.frozen(world.later(days=-1)):
            built = world.federation()
        with clock.frozen(world.MONDAY):
            for number in range(7):
                world.open_case(built, summary=f"Complaint {number}")
            world.import_case("A-1")
            login = world.log_in(built["owner"])
            Authenticator.objects.create(
                user=login, type="totp", data={"secret": MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")}
            )
            Authenticator.objects.create(
                user=login, type="recovery_codes", data={"seed": MFAAdapter().encrypt("seed"), "used_mask": 3}
            )
            wall.take_out(built["owner"], "cases", "all", 7)
            cases.save_view(by=built["owner"], name="Mine", query={"stage": "received"})
            yield built


def former() -> set[bytes]:
    return set(keys.ring().wrapping) - {keys.ring().current}


def everything_opens() -> None:
    for docket in Docket.objects.exclude(key_wrapped=None):
        Vault.of(docket)
    for row in Authenticator.objects.all():
        assert MFAAdapter().decrypt(row.data.get("secret") or row.data["seed"]) in (
            "JBSWY3DPEHPK3PXP",
            "seed",
        )
    assert wall.taken_out()


@pytest.mark.both
def test_every_key_is_wrapped_anew_and_the_former_one_can_go(cast):
    before = {row.pk: bytes(row.key_wrapped) for row in Docket.objects.exclude(key_wrapped=None)}
    content = {
        pk: bytes(sealed)
        for pk, sealed in apps.get_model("docket.Content").objects.values_list("pk", "sealed")
    }
    [old] = keys.ring().wrapping
    count = changing.wrapping_key(lambda name, done: None)
    assert count > len(before) + 3
    assert former() == {old}
    everything_opens()
    assert all(
        bytes(row.key_wrapped)[1:5] == keys.ring().current for row in Docket.objects.exclude(key_wrapped=None)
    )
    after = {
        pk: bytes(sealed)
        for pk, sealed in apps.get_model("docket.Content").objects.values_list("pk", "sealed")
    }
    assert after == content  # no content was opened or written
    mask = Authenticator.objects.get(type="recovery_codes").data["used_mask"]
    assert mask == 3
    assert changing.wrapping_key(lambda name, done: None) == 0  # asked again
    assert changing.finish_wrapping(**SAID) == [old.hex()]
    assert former() == set()
    everything_opens()
    bound = RecordAct.objects.get(kind="keys.changed").payload
    assert (bound["old"], bound["new"]) == ([old.hex()], keys.ring().current.hex())
    assert changing.finish_wrapping(**SAID) == []


@pytest.mark.both
def test_a_run_that_is_killed_goes_on_where_it_was(cast, monkeypatch):
    monkeypatch.setattr(wrapping, "_AT_ONCE", 2)
    real, done = wrapping.Place.exchange, []

    def killed(place, pk, stored, sealed):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(pk)
        return real(place, pk, stored, sealed)

    whole = sum(1 for place in wrapping._places for _, stored in place.rows() if place.sealed(stored))
    monkeypatch.setattr(wrapping.Place, "exchange", killed)
    with pytest.raises(KeyboardInterrupt):
        changing.wrapping_key(lambda name, done: None)
    monkeypatch.setattr(wrapping.Place, "exchange", real)
    everything_opens()
    assert len(keys.ring().wrapping) == 2
    left = sum(keys.under_others().values())
    assert 0 < left < whole
    with pytest.raises(Refused, match="still need a former key"):
        changing.finish_wrapping(**SAID)
    assert changing.wrapping_key(lambda name, done: None) == left
    assert len(keys.ring().wrapping) == 2
    changing.finish_wrapping(**SAID)
    everything_opens()


def test_a_process_that_read_the_keys_before_opens_what_was_wrapped_since(cast, tmp_path):
    stale = keys.ring()
    changing.wrapping_key(lambda name, done: None)
    keys.forget_ring()
    path = Path(tmp_path / "var" / "keys" / "wrapping.key")
    both = path.read_text()
    path.write_text(both.split()[1] + "\n")  # as this process knew it
    assert set(keys.ring().wrapping) == set(stale.wrapping)
    path.write_text(both)
    everything_opens()


def test_a_process_that_runs_on_wraps_under_the_new_key_from_then_on(cast, tmp_path):
    first, path = keys.wrap(bytes(32)), Path(tmp_path / "var" / "keys" / "wrapping.key")
    path.write_text(base64.b64encode(os.urandom(32)).decode() + "\n" + path.read_text())  # by another process
    second = keys.wrap(bytes(32))
    assert first[1:5] != second[1:5]
    assert keys.unwrap(first) == keys.unwrap(second)


def test_a_row_that_was_written_meanwhile_is_not_overwritten(cast):
    [docket, *_] = Docket.objects.exclude(key_wrapped=None)
    place = next(each for each in wrapping._places if each.model == "docket.Docket")
    stored = bytes(docket.key_wrapped)
    newer = keys.wrap(keys.unwrap(stored))
    Docket.objects.filter(pk=docket.pk).update(key_wrapped=newer)
    assert not place.exchange(docket.pk, stored, keys.wrap(keys.unwrap(stored)))
    assert bytes(Docket.objects.get(pk=docket.pk).key_wrapped) == newer


def test_every_column_that_holds_a_wrapped_key_is_registered(cast):
    """Whatever begins with the id of a wrapping key, in whichever table."""
    current, known = keys.ring().current, {(each.model.lower(), each.field) for each in wrapping._places}
    outbox_model = apps.get_model("kit.OutgoingMail")
    assert (outbox_model._meta.label_lower, "sealed") in known
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.BinaryField):
                continue
            for value in model._default_manager.exclude(**{f"{field.name}__isnull": True}).values_list(
                field.name, flat=True
            ):
                if bytes(value)[:5] == b"\x02" + current:
                    found.add((model._meta.label_lower, field.name))
    assert found
    assert found <= known


def test_keys_that_lie_elsewhere_are_changed_there(cast, settings, monkeypatch, capsys):
    path = Path(settings.DUEPROCESS_KEYS)
    monkeypatch.setenv("CLUB_WRAPPING_KEY", (path / "wrapping.key").read_text())
    monkeypatch.setenv("CLUB_INDEX_KEY", (path / "index.key").read_text())
    settings.DUEPROCESS_KEYS = "env:CLUB"
    keys.forget_ring()
    with pytest.raises(CommandError, match="Put the new wrapping key before the old one"):
        call_command("keys", "rotate", "wrapping")
    settings.DUEPROCESS_KEYS = str(path)
    keys.forget_ring()
    call_command("keys", "rotate", "wrapping")
    assert "wrapped anew" in capsys.readouterr().out
    call_command("keys", "show")
    assert ", former" in capsys.readouterr().out
    call_command("keys", "finish", "wrapping", "--by", "board", "--reason", "M")
    assert "Gone: " in capsys.readouterr().out
    assert Read.objects.exists()
    assert outbox.waiting() >= 0

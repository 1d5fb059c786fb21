"""Sanctions guidance: adopted whole or not at all, by two at the desk, bound, found by its rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import actions, guidance
from dueprocess.rules import extracts as rules
from dueprocess.rules.models import GuidanceVersion
from tests import guided, world
from tests.ground import failing_trigger

NEXT = guided.TEXT.replace('version = "1"', 'version = "2"').replace("Insulting words", "Insults")


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(guided.RULES)
        for name in ("owner", "elder_1"):
            register.grant(person=built[name], power=Power.ADOPT_RULES, by=None, reason="Board")
    with clock.frozen(world.MONDAY):
        yield built


def faults() -> list[str]:
    return [each.what for each in state.faults() if each.check.startswith("rules.")]


@pytest.mark.both
def test_the_one_adopted_last_holds_and_each_is_bound(federation: world.World) -> None:
    assert guidance.current("example") is None
    first = guided.adopt()
    assert (first.rulebook_id, first.guidance_id, first.version) == ("example", "example_guidance", "1")
    assert guided.adopt() == first, "the same text is adopted once"
    with clock.frozen(world.later(days=1)):
        second = guided.adopt(NEXT)
        held = guidance.current("example")
    assert held is not None
    assert held.hash == second.pk
    assert guidance.get(first.pk).version == "1"
    assert guidance.current("standard") is None
    kinds = RecordAct.objects.filter(kind="guidance.adopted").values_list("payload__row__hash", flat=True)
    assert list(kinds) == [first.pk, second.pk]
    assert faults() == []


@pytest.mark.both
def test_where_the_entry_fails_nothing_is_saved(federation: world.World) -> None:
    actions.adopt_code(text=guided.CODE, adopted_by="Board", adopted_on=date(2026, 3, 20), by=None)
    failing_trigger("ledger_seq")
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.adopt_guidance(text=guided.TEXT, adopted_by="Board", adopted_on=date(2026, 3, 20), by=None)
    assert not GuidanceVersion.objects.exists()


def test_what_is_faulty_is_refused_whole(federation: world.World) -> None:
    for text, said in (
        (guided.TEXT.replace('["warning"]', '["warning", "exile"]'), "no “exile”"),
        (guided.TEXT.replace('"conduct/2"', '"conduct/3"'), "no “conduct/3”"),
        (guided.TEXT.replace('rulebook = "example"', 'rulebook = "standard"'), "No rulebook standard"),
        ("[about", "This is not TOML"),
    ):
        with pytest.raises(Malformed, match=said):
            guided.adopt(text)
    with pytest.raises(Malformed, match="No body is named"):
        guided.adopt(adopted_by=" ")
    guided.adopt()
    with pytest.raises(Refused) as error:
        guided.adopt(guided.TEXT + "\n# more")
    assert error.value.code == "version_taken"
    assert GuidanceVersion.objects.count() == 1


def test_it_takes_two(federation: world.World) -> None:
    actions.adopt_code(text=guided.CODE, adopted_by="Board", adopted_on=date(2026, 3, 20), by=None)
    one, two = federation["owner"], federation["elder_1"]
    given: dict[str, Any] = {"text": guided.TEXT, "adopted_by": "Board", "adopted_on": date(2026, 3, 20)}
    with pytest.raises(Refused) as error:
        actions.adopt_guidance(**given, by=one)
    assert error.value.code == "second_person"
    row = actions.propose_adoption(what=actions.GUIDANCE, **given, by=one)
    assert not GuidanceVersion.objects.exists()
    with pytest.raises(Refused) as error:
        actions.settle_adoption(proposal=row.pk, agree=True, by=one)
    assert error.value.code == "oneself"
    actions.settle_adoption(proposal=row.pk, agree=True, by=two)
    assert GuidanceVersion.objects.get().pk == row.hash
    assert faults() == []


def test_what_was_changed_behind_the_record_is_found(federation: world.World) -> None:
    row = guided.adopt()
    GuidanceVersion.objects.update(text=row.text.replace('highest = "short"', 'highest = "long"'))
    assert f"guidance.adopted {row.pk}: its text was changed" in faults()
    GuidanceVersion.objects.update(text=row.text, adopted_by="The president")
    assert faults() == [f"guidance.adopted {row.pk} is not as it was adopted: adopted_by"]


def test_everybody_reads_it(federation: world.World, client: Client) -> None:
    assert client.get("/guidance/").status_code == 404
    assert "/guidance/" not in client.get("/how/").content.decode()
    row = guided.adopt()
    page = rules.guidance(world.MONDAY.date())
    assert page is not None
    assert (page.hash, page.breaches[1].places) == (row.pk, (3, 2, 3))
    shown = client.get("/guidance/").content.decode()
    for words in (
        "Begin where a breach begins.",
        "Suspension of up to 3 months",
        "It was owned up to",
        row.pk,
    ):
        assert words in shown
    assert 'href="/guidance/"' in client.get("/how/").content.decode()


def test_the_command(federation: world.World, tmp_path: Path) -> None:
    file = tmp_path / "guidance.toml"
    file.write_text(guided.TEXT)
    out = StringIO()
    call_command("guidance", "check", "standard", "--rulebook", "standard", "--code", "conduct", stdout=out)
    call_command("guidance", "explain", str(file), stdout=out)
    assert "standard: sound (10 types of breach, against standard)." in out.getvalue()
    assert "1. Warning (warning)" in out.getvalue()
    with pytest.raises(CommandError, match="on no rung"):
        call_command("guidance", "check", str(file), "--rulebook", "standard")
    with pytest.raises(CommandError, match="Name the rulebook too"):
        call_command("guidance", "check", str(file), "--code", "conduct")
    with pytest.raises(CommandError, match="no “conduct/1”"):
        call_command("guidance", "adopt", str(file), "--by", "Board")
    actions.adopt_code(text=guided.CODE, adopted_by="Board", adopted_on=date(2026, 3, 20), by=None)
    call_command("guidance", "adopt", str(file), "--by", "Board", "--on", "2026-03-20", stdout=out)
    assert GuidanceVersion.objects.get().adopted_on == date(2026, 3, 20)

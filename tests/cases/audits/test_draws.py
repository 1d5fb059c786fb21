"""Announcing, drawing and handing over say no where the rule does, save all or nothing, and are found out
where somebody changes them behind the application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from dueprocess.cases.audits import actions, extracts, verify
from dueprocess.cases.audits.models import Draw
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.models import Read
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from tests import world
from tests.cases.audits.auditing import VERIFIER, accredit, announce, check, number, published
from tests.cases.test_splitting import SPLITTING, two
from tests.desk.test_handing_out import verifier
from tests.ground import begin, failing_trigger, own_folder
from tests.people.test_auditors import refused


@pytest.fixture
def here(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        begin(settings, origin="tests.invalid")
        built = world.federation(SPLITTING)
        two(built)
        accredit(built)
        published()
        yield built


def accredited(here: world.World) -> Any:
    found = actions.accredited(here["auditor"], clock.now().date())
    assert found is not None
    return found


def draw(here: world.World, **how: Any) -> Draw:
    """Announced, published and drawn."""
    made = announce(here, accredited(here), **how)
    published()
    return actions.draw_lot(draw=made, number=number().hex(), by=here["auditor"])


def test_who_announces_oversees_and_the_auditor_is_accredited(here: world.World) -> None:
    with refused("no_power"):
        announce(here, accredited(here), by=here["owner"])
    announce(here, accredited(here))
    with refused("sealed_before"):
        announce(here, accredited(here))
    over = accredited(here).until_on + timedelta(days=1)
    found = accredited(here)
    after = world.later(days=(over - world.MONDAY.date()).days)
    with clock.frozen(after), refused("not_accredited"):
        announce(here, found, seal="ab" * 32)
    assert Draw.objects.count() == RecordAct.objects.filter(kind=actions.ANNOUNCED).count() == 1


@pytest.mark.parametrize(
    ("how", "path"),
    [
        ({"seal": "short"}, "seal"),
        ({"sample": 0}, "sample"),
        ({"sample": 100_000}, "sample"),
        ({"last_on": date(2025, 1, 1)}, "last_on"),
        ({"first_on": date(2025, 1, 1), "last_on": date(2025, 2, 1)}, "first_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(here: world.World, how: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as malformed:
        announce(here, accredited(here), **how)
    assert [each.path for each in malformed.value.problems] == [path]
    assert not Draw.objects.exists()


def test_the_days_choose_the_entries(here: world.World) -> None:
    with clock.frozen(world.later(3)):
        world.open_case(here, at=clock.now())
        made = announce(here, accredited(here), first_on=world.later(1).date(), last_on=world.later(3).date())
    assert made.end - made.first == 1
    assert made.end == RecordAct.objects.get(pk=made.announced_id).entry.seq.idx


def test_only_their_auditor_draws_and_only_once(here: world.World) -> None:
    made = announce(here, accredited(here))
    with refused("not_witnessed"):
        actions.draw_lot(draw=made, number=number().hex(), by=here["auditor"])
    published()
    with refused("not_yours"):
        actions.draw_lot(draw=made, number=number().hex(), by=here["overseer"])
    for wrong in ("", "x", "ab" * 32, number().hex()[:-2]):
        with pytest.raises(Malformed):
            actions.draw_lot(draw=made, number=wrong, by=here["auditor"])
    world.open_case(here)
    published()  # a later checkpoint changes nothing: the first one after the announcement counts
    drawn = actions.draw_lot(draw=made, number=f" {number().hex().upper()} ", by=here["auditor"])
    assert drawn.size == RecordAct.objects.get(pk=made.announced_id).entry.seq.idx + 1
    with refused("already_done"):
        actions.draw_lot(draw=made, number=number().hex(), by=here["auditor"])


def test_nothing_is_handed_over_unbound_or_unpublished(here: world.World) -> None:
    made = announce(here, accredited(here))
    with refused("not_drawn"):
        actions.hand_over(draw=made, by=here["auditor"], bound=True)
    published()
    made = actions.draw_lot(draw=made, number=number().hex(), by=here["auditor"])
    with refused("not_bound"):
        actions.hand_over(draw=made, by=here["auditor"], bound=False)
    with refused("not_yours"):
        actions.hand_over(draw=made, by=here["overseer"], bound=True)
    docket = world.Docket.objects.get()
    world.take_step(docket=docket, step="acknowledge", by=here.actor("owner"), at=clock.now())
    with refused("not_published"):
        actions.hand_over(draw=made, by=here["auditor"], bound=True)
    published()
    actions.hand_over(draw=made, by=here["auditor"], bound=True)
    held = accredited(here).grant
    register.end_grant(grant=held, on=clock.now().date(), by=None, reason="Left")
    with refused("not_accredited"):
        actions.hand_over(draw=made, by=here["auditor"], bound=True)


@pytest.mark.both
@pytest.mark.parametrize("act", ["announce", "draw", "hand_over"])
def test_where_the_entry_fails_nothing_is_saved(here: world.World, act: str) -> None:
    made = announce(here, accredited(here)) if act == "draw" else draw(here) if act == "hand_over" else None
    published()
    failing_trigger("ledger_seq")
    auditor = here["auditor"]
    do = {
        "announce": lambda: announce(here, accredited(here)),
        "draw": lambda: actions.draw_lot(draw=made, number=number().hex(), by=auditor),
        "hand_over": lambda: actions.hand_over(draw=made, by=auditor, bound=True),
    }[act]
    with pytest.raises(DatabaseError), transaction.atomic():
        do()
    assert Draw.objects.filter(handed_at__isnull=False).count() == 0
    assert Draw.objects.filter(drawn_at__isnull=False).count() == (act == "hand_over")
    assert Draw.objects.count() == (act != "announce")
    assert not Read.objects.filter(what="audit").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"sample": 1},
        {"first": 2},
        {"end": 9},
        {"code": "other"},
        {"by": None},
        {"root": "cd" * 32},
        {"announced_at": world.later(1)},
        {"drawn_at": world.later(1)},
        {"handed_at": world.later(1)},
        {"drawn": None},
        {"handed": None},
        {"seal": "cd" * 32},
        {"indices": [3, 4]},
        {"size": 3},
        {"answers": []},
        {"number": "cd" * 32},
        {"whole": False},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_draw_that_was_changed_behind_the_application_is_found(
    here: world.World, changed: dict[str, Any]
) -> None:
    made = draw(here)
    published()
    actions.hand_over(draw=made, by=here["auditor"], bound=True)
    assert list(verify.draws()) == []
    Draw.objects.filter(pk=made.pk).update(**changed)
    assert list(verify.draws())


def test_an_answer_of_another_file_is_found(here: world.World) -> None:
    made = draw(here)
    published()
    made = actions.hand_over(draw=made, by=here["auditor"], bound=True)
    answers = [{**each, "docket": 9} if each["docket"] else each for each in made.answers]
    Draw.objects.filter(pk=made.pk).update(answers=answers)
    assert list(verify.draws())


def test_a_draw_that_is_gone_is_missed(here: world.World) -> None:
    draw(here)
    Draw.objects.all().delete()
    assert len(list(verify.draws())) == 2


def test_it_is_seen_by_oversight_and_by_its_auditor_alone(here: world.World) -> None:
    made = draw(here)
    for who in ("overseer", "auditor"):
        assert [each.code for each in extracts.draws(here[who])] == [made.code]
    assert extracts.draw(made.code, here["auditor"])[1].state == "drawn"
    for who in ("owner", "leader", "stranger"):
        assert extracts.draws(here[who]) == ()
        with pytest.raises(Hidden):
            extracts.draw(made.code, here[who])


def test_commands_do_it_from_end_to_end(here: world.World, tmp_path: Path, capsys: Any) -> None:
    said = verifier(tmp_path, "number")[1].split()
    secret, seal = said[1], said[3]
    span = ["--from", "2026-01-01", "--to", "2026-12-31", "--sample", "5"]
    call_command("audit", "announce", str(accredited(here).pk), *span, "--seal", seal)
    code = Draw.objects.get().code
    assert f"Announced as {code}" in capsys.readouterr().out
    with pytest.raises(Refused):
        call_command("audit", "draw", code, "--number", secret)
    published()
    call_command("audit", "draw", code, "--number", secret)
    target = tmp_path / "handed.dpp"
    with pytest.raises(Refused):
        call_command("audit", "package", code, "--to", str(target))
    call_command("audit", "package", code, "--to", str(target), "--bound")
    passphrase = capsys.readouterr().out.split("only now: ")[1].split()[0]
    with pytest.raises(CommandError, match="is there already"):
        call_command("audit", "package", code, "--to", str(target), "--bound")
    (tmp_path / "code").write_text(passphrase)
    done, opened = verifier(tmp_path, "unpack", "handed.dpp", "out", "--passphrase-file", "code")
    assert (done, opened[:6]) == (0, "OPENED"), opened
    done, checked = check(tmp_path / "out", tmp_path / "var" / "record")
    assert (done, checked[:8]) == (0, "VERIFIED"), checked
    call_command("audit", "list")
    listed = capsys.readouterr().out
    assert f"draw {code}: handed" in listed
    assert "Eskildsen" not in listed
    with pytest.raises(CommandError, match="no such draw"):
        call_command("audit", "draw", "nothing", "--number", secret)
    assert VERIFIER.exists()

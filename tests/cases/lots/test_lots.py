"""Handlers drawn by lot: nobody chooses who comes up, nobody draws again until they like it, and anybody can
check it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dueprocess.cases.lots import actions, extracts, verify
from dueprocess.core.errors import Refused
from dueprocess.docket.actions import take_note
from dueprocess.docket.actions.proposing import propose_annulment
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.ledger import lots
from dueprocess.tlog import lot
from tests import world
from tests.cases.audits.auditing import VERIFIER, published
from tests.cases.lots.drawing import DECLARING, POOL, RULES, announce, conflicted, draw, drawn, keys, name
from tests.cases.test_splitting import STEPS, sound, split, two
from tests.docket.conftest import entries_fail
from tests.ground import begun_folder

__all__ = ["entries_fail"]


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any) -> Iterator[Path]:
    with clock.frozen(world.MONDAY), begun_folder(tmp_path / "var", settings) as given:
        yield given


@pytest.fixture
def here(folder: Path) -> world.World:
    return built(RULES)


@pytest.fixture
def federation(here: world.World) -> world.World:
    return here


def built(rules: str) -> world.World:
    made = world.federation(rules)
    for who in POOL:
        world.appoint(made[who], "handler")
    return made


@pytest.fixture
def docket(here: world.World) -> Docket:
    return world.open_case(here).docket


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code


@pytest.mark.both
def test_announced_published_drawn_and_appointed_in_that_order(here: world.World, docket: Docket) -> None:
    said = announce(here, docket)
    assert said.facts["among"] == keys(docket, here, *POOL)
    refused("not_witnessed", lambda: actions.draw(docket=docket, role="handler", by=here.actor("owner")))
    with pytest.raises(Refused, match="chosen by lot"):
        name(here, docket, POOL[0])
    made = draw(here, docket)
    leaf, root = bytes(said.entry.leaf), bytes.fromhex(made.facts["root"])
    places = lot.order(announcement=leaf, root=root, among=3)
    assert made.facts["order"] == [said.facts["among"][at] for at in places]
    order = [POOL[at] for at in places]
    for late in order[1:]:
        with pytest.raises(Refused, match="chosen by lot"):
            name(here, docket, late)
    name(here, docket, order[0])
    assert list(verify.drawn()) == []
    sound(docket)


def test_whoever_draws_and_whenever_the_same_comes_up(here: world.World, docket: Docket) -> None:
    said = announce(here, docket)
    published()
    first = lots.seed_of(said.entry_id)
    world.open_case(here)
    published()
    assert lots.seed_of(said.entry_id) == first
    made = actions.draw(docket=world.fresh(docket), role="handler", by=here.actor("elder_1"))
    assert first is not None
    assert (made.facts["size"], made.facts["root"]) == (first.size, first.root.hex())


def test_nobody_announces_withdraws_or_draws_again(here: world.World, docket: Docket) -> None:
    """Neither before the record is published, nor when it can be seen what will come up, nor after that."""
    said = announce(here, docket)
    refused("announced", lambda: announce(here, docket))
    published()
    refused("announced", lambda: announce(here, docket))
    made = draw(here, docket)
    refused("drawn_before", lambda: announce(here, docket))
    refused("not_announced", lambda: actions.draw(docket=docket, role="handler", by=here.actor("owner")))
    for act in (said, made):
        refused("not_annulled", lambda act=act: annul(here, docket, act.n))
    order = [POOL[keys(docket, here, *POOL).index(key)] for key in made.facts["order"]]
    name(here, docket, order[2], reasons="The others live too far away.")
    refused("drawn_before", lambda: announce(here, docket))
    refused("not_announced", lambda: actions.draw(docket=docket, role="handler", by=here.actor("owner")))


def annul(here: world.World, docket: Docket, n: int) -> None:
    propose_annulment(
        docket=world.fresh(docket), n=n, by=here.actor("owner"), reason="A mistake.", signer=here["elder_1"]
    )


def test_a_pool_that_changes_after_the_announcement_changes_no_list(
    here: world.World, docket: Docket
) -> None:
    announce(here, docket)
    world.appoint(here["second"], "handler")
    conflicted(here, docket, POOL[0])
    made = draw(here, docket)
    assert sorted(made.facts["order"]) == sorted(keys(docket, here, *POOL))
    names = dict(zip(keys(docket, here, *POOL), POOL, strict=True))
    left = [names[key] for key in made.facts["order"] if names[key] != POOL[0]]
    for other in ("second", left[1]):
        with pytest.raises(Refused, match="chosen by lot"):
            name(here, docket, other)
    with pytest.raises(Refused, match="conflict of interest"):
        name(here, docket, POOL[0], reasons="I want them.")
    name(here, docket, left[0])


def test_whoever_has_a_conflict_is_not_on_the_list_and_the_list_says_who_was_not(
    here: world.World, docket: Docket
) -> None:
    conflicted(here, docket, POOL[1])
    said = announce(here, docket)
    assert said.facts["among"] == keys(docket, here, POOL[0], POOL[2])
    assert said.facts["but"] == keys(docket, here, POOL[1])


def test_too_few_draw_no_lot_and_a_new_one_is_among_those_who_were_not_drawn(
    here: world.World, docket: Docket
) -> None:
    order = drawn(here, docket)
    for who in order:
        refused("drawn_before", lambda: announce(here, docket))
        conflicted(here, docket, who)
    refused("too_few", lambda: announce(here, docket))
    world.appoint(here["second"], "handler")
    assert drawn(here, docket) == ["second"]
    name(here, docket, "second")
    assert list(verify.drawn()) == []


def test_only_whoever_may_appoint_announces_and_only_what_the_lot_chooses(
    here: world.World, docket: Docket
) -> None:
    refused("not_now", lambda: announce(here, docket, by="elder_1"))
    for name_ in ("stranger", "respondent", "leader"):
        refused("no_case", lambda name_=name_: announce(here, docket, by=name_))
        refused(
            "no_case", lambda name_=name_: actions.draw(docket=docket, role="handler", by=here.actor(name_))
        )
    for role in ("secretary", "panel", "nobody"):
        refused(
            "not_by_lot",
            lambda role=role: actions.announce(docket=docket, role=role, by=here.actor("owner")),
        )
    with pytest.raises(Refused, match="changed meanwhile"):
        announce(here, docket, length=0)


def test_whoever_does_not_declare_is_not_passed_over_without_reasons(folder: Path) -> None:
    here = built(DECLARING)
    docket = world.open_case(here).docket
    order = drawn(here, docket)
    assert sorted(order) == sorted(POOL)  # nobody has declared, everybody is on the list
    line = extracts.of_case(docket, viewer=here.actor("owner"))[0]
    assert line.turn == (here[order[0]].shown_name,)


def test_the_page_says_where_it_stands_and_by_what_to_check_it(here: world.World, docket: Docket) -> None:
    def line(who: str = "owner") -> extracts.LotLine:
        [found] = extracts.of_case(world.fresh(docket), viewer=here.actor(who))
        return found

    assert (line().state, line("elder_1").state) == ("open", "not_now")
    assert line().able == tuple(here[who].shown_name for who in POOL)
    said = announce(here, docket)
    assert (line().state, line("elder_1").state) == ("waits", "waits")
    published()
    assert line().state == "ready"
    made = draw(here, docket)
    now = line()
    assert now.state == "drawn"
    [drawing] = now.drawings
    assert (drawing.announced, drawing.drawn) == (said.n, made.n)
    assert drawing.leaf == bytes(said.entry.leaf).hex()
    assert [ball.key for ball in drawing.order] == made.facts["order"]
    assert [ball.turn for ball in drawing.order] == [True, False, False]


@pytest.mark.both
def test_where_the_entry_fails_nothing_was_saved(
    here: world.World, docket: Docket, entries_fail: Callable[[], None]
) -> None:
    other = world.open_case(here).docket
    announce(here, other)
    published()
    before = Act.objects.count()
    entries_fail()
    for act in (
        lambda: announce(here, docket),
        lambda: actions.draw(docket=world.fresh(other), role="handler", by=here.actor("owner")),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert Act.objects.count() == before


def test_a_part_that_is_split_off_brings_along_what_was_drawn(folder: Path) -> None:
    here = built(
        RULES.replace("[stages]\n", '[stages]\nmoved = { title = "Handed over", end = true }\n') + STEPS
    )
    docket = two(here).docket
    order = drawn(here, docket)
    with clock.frozen(world.later(hours=1)):
        there = split(here, world.fresh(docket), parties=["R2"])
        refused("drawn_before", lambda: announce(here, there))
        with pytest.raises(Refused, match="chosen by lot"):
            name(here, there, order[1])
        name(here, there, order[0])
        [line] = extracts.of_case(there, viewer=here.actor("owner"))
        assert line.turn == (here[order[0]].shown_name,)
        assert line.drawings[0].announced == 0  # what was announced stayed behind
        assert list(verify.drawn()) == []
        sound(docket, there)


def test_an_outsider_draws_again_with_the_verifier_alone(
    here: world.World, docket: Docket, folder: Path
) -> None:
    said = announce(here, docket)
    made = draw(here, docket)

    def check(leaf: str, count: int) -> tuple[int, str]:
        words = ["lot", leaf, count, "--log", folder / "record", "--policy", folder / "record" / "policy"]
        done = subprocess.run(
            [sys.executable, "-I", str(VERIFIER), *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    code, text = check(made.facts["leaf"], 3)
    places = [said.facts["among"].index(key) + 1 for key in made.facts["order"]]
    assert code == 0, text
    assert "\n  " + " ".join(map(str, places)) + "\n" in text
    assert made.facts["root"] in text
    code, text = check("ab" * 32, 3)
    assert (code, "no entry of this log has that leaf hash" in text) == (1, True), text
    assert check("ab", 3)[0] == 2


@pytest.mark.parametrize(
    ("how", "what"),
    [
        (lambda facts: facts | {"order": facts["order"][::-1]}, "did not fall as the lot falls"),
        (lambda facts: facts | {"among": facts["among"][::-1]}, "announced among others"),
        (lambda facts: facts | {"root": "ab" * 32}, "not by the first record"),
        (lambda facts: facts | {"leaf": "ab" * 32}, "never announced"),
        (lambda facts: {"note": "drawn", "role": "handler", "order": facts["order"]}, "does not say by what"),
    ],
)
def test_verify_state_finds_what_did_not_fall_so(
    here: world.World, docket: Docket, how: Any, what: str
) -> None:
    """Whoever can write the notes of a case without the action that draws."""
    said = announce(here, docket)
    published()
    head = lots.seed_of(said.entry_id)
    assert head is not None
    leaf, among = bytes(said.entry.leaf), said.facts["among"]
    facts = {
        "role": "handler", "announced": said.n, "leaf": leaf.hex(), "size": head.size,
        "root": head.root.hex(), "among": among, "order": actions.fell(leaf, head.root, among),
    }  # fmt: skip
    needs = Needs(act=how(facts))
    take_note(docket=world.fresh(docket), note="drawn", by=here.actor("owner"), at=clock.now(), needs=needs)
    assert what in "\n".join(verify.drawn())

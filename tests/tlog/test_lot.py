"""The lot: whoever has the seed draws the same, nobody is likelier to be drawn, nothing is drawn twice."""

import hashlib
import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import entry, lot
from dueprocess.tlog.errors import BadBytes
from tests.tlog.published import some_entries

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
OWN, ORDERS = VECTORS["lots"], VECTORS["orders"]
SEEDS = st.binary(min_size=32, max_size=32)


def verifier() -> ModuleType:
    """The single file, as a module: a second implementation of the same."""
    path = Path(__file__).parents[2] / "verifier" / "verify.py"
    spec = importlib.util.spec_from_file_location("verify_single_file", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = verifier()


def test_lots_fall_as_they_always_fell_in_both_implementations() -> None:
    for case in OWN:
        announcement, root, number = (bytes.fromhex(case[name]) for name in ("leaf", "root", "number"))
        assert lot.seal(number).hex() == VERIFIER.seal_of(number) == case["seal"]
        seed = lot.seed(announcement=announcement, root=root, number=number)
        assert seed.hex() == case["seed"]
        drawn = lot.positions(seed, among=case["among"], sample=case["sample"])
        assert list(drawn) == VERIFIER.lot(seed, range(case["among"]), case["sample"]) == case["drawn"]


def test_lists_come_up_as_they_always_did_in_both_implementations() -> None:
    for case in ORDERS:
        leaf, root, among = bytes.fromhex(case["leaf"]), bytes.fromhex(case["root"]), case["among"]
        found = lot.order(announcement=leaf, root=root, among=among)
        assert list(found) == VERIFIER.order_of(leaf, root, among) == case["order"]
        assert sorted(found) == list(range(among))


def test_an_order_takes_a_whole_leaf_hash_and_a_whole_root() -> None:
    for leaf, root in ((b"\1" * 31, b"\1" * 32), (b"\1" * 32, b"")):
        with pytest.raises(BadBytes):
            lot.order(announcement=leaf, root=root, among=3)


@given(seed=SEEDS, among=st.integers(0, 400), sample=st.integers(0, 450))
def test_a_lot_repeats_nothing_and_leaves_nothing_out_that_was_asked_for(
    seed: bytes, among: int, sample: int
) -> None:
    drawn = lot.positions(seed, among=among, sample=sample)
    assert len(drawn) == len(set(drawn)) == min(among, sample)
    assert all(0 <= each < among for each in drawn)
    assert drawn == tuple(VERIFIER.lot(seed, range(among), sample))


@given(seed=SEEDS, among=st.integers(1, 400), sample=st.integers(1, 100))
def test_a_larger_sample_begins_with_the_smaller_one(seed: bytes, among: int, sample: int) -> None:
    assert lot.positions(seed, among=among, sample=sample + 9)[:sample] == lot.positions(
        seed, among=among, sample=min(sample, among)
    )


@pytest.mark.parametrize("among", [7, 10, 256])
def test_nothing_is_likelier_than_another(among: int) -> None:
    rounds = 4000
    seeds = (hashlib.sha256(b"%d" % each).digest() for each in range(rounds))
    drawn = Counter(at for seed in seeds for at in lot.positions(seed, among=among, sample=3))
    expected = rounds * 3 / among
    chi = sum((drawn[at] - expected) ** 2 / expected for at in range(among))
    # Of among - 1 degrees of freedom; ten standard deviations above the mean would be no accident.
    assert chi < among - 1 + 10 * (2 * (among - 1)) ** 0.5


def test_the_population_is_every_act_and_nothing_else() -> None:
    entries = some_entries(40)
    other = entry.encode("access.sealed", {"cm": b"\1" * 32, "d": "2026-03-05"})
    found = lot.population(enumerate([*entries, other]))
    assert found == tuple(range(1, 40))  # neither the genesis nor the sealed journal
    assert tuple(each for each in VERIFIER.TYPES if each in lot.DRAWN_FROM) == VERIFIER.DRAWN_FROM
    assert lot.draw(b"\7" * 32, among=found, sample=3) == tuple(
        found[at] for at in lot.positions(b"\7" * 32, among=39, sample=3)
    )


def test_what_is_no_seed_draws_nothing() -> None:
    with pytest.raises(BadBytes):
        lot.positions(b"short", among=5, sample=1)
    with pytest.raises(BadBytes):
        lot.seal(b"short")
    with pytest.raises(BadBytes):
        lot.positions(bytes(32), among=-1, sample=1)


def test_every_part_of_a_seed_counts() -> None:
    parts = {"announcement": b"\1" * 32, "root": b"\2" * 32, "number": b"\3" * 32}
    seeds = {lot.seed(**parts)} | {lot.seed(**(parts | {name: b"\4" * 32})) for name in parts}
    assert len(seeds) == 4

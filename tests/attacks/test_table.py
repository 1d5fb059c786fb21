"""Every numbered attack is tried, has a control, and is shown to be caught by the check named for it."""

import ast
from functools import cache
from pathlib import Path

import pytest

from dueprocess.ledger import signer, state
from dueprocess.tlog import verify
from tests.attacks import behind
from tests.attacks.table import NAMES, TABLE, Shown

ROOT = Path(__file__).resolve().parents[2]
ROWS = [row for row in TABLE if row.number]


@cache
def functions(path: str) -> frozenset[str]:
    """The tests of a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("number", NAMES)
def test_every_number_is_shown(number: int) -> None:
    shown = [row for row in ROWS if row.number == number]
    assert shown, f"{number}: {NAMES[number]}"
    assert all(row.how and row.looks and row.check for row in shown)


def test_the_numbers_are_those_of_the_threat_model() -> None:
    assert list(NAMES) == list(range(1, 23))
    assert {row.number for row in TABLE} <= {0, *NAMES}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.number} {row.looks} {row.check} {row.how[:40]}")
def test_a_row_has_its_test_its_control_and_its_switch(row: Shown) -> None:
    for place in (row.test, row.control, row.off):
        path, _, name = place.partition("::")
        assert name in functions(path), f"there is no test {place}"
    assert row.control not in (row.test, row.off)


def test_every_check_named_is_one_that_there_is() -> None:
    """Names of checks are part of the public interface: a row cannot name one that nobody can meet."""
    known = {*verify.CHECKS, *signer.CHECKS, *state.names(), *(attack.check for attack in behind.ATTACKS)}
    assert {row.check for row in TABLE} <= known
    assert {attack.part for attack in behind.ATTACKS} <= set(state.names())


def test_every_check_of_the_signer_and_of_the_readers_catches_something() -> None:
    """But for forms, which have no value that could be passed on (tests/tlog/test_damage.py), and the
    signer's `order`, which needs a signer that stood still for days (tests/ledger/test_attacks.py)."""
    by_signer = {row.check for row in TABLE if row.looks == "the signer"}
    by_readers = {row.check for row in TABLE if row.looks != "the signer"}
    assert signer.CHECKS.keys() - by_signer == {"order"}
    forms = {"checkpoint-format", "proof-format", "opening-format", "contiguity", "entry-bundle", "tile"}
    forms |= {"report-format"}
    assert verify.CHECKS.keys() - by_readers == forms | {"consistency"}

"""The numbered attacks of the threat model: how each is tried, who looks, and the check that must name it.

`TABLE` is put together from the lists that the tests themselves run, so that no row can be of a test that is
not there. A part of the house that can be attacked in its own way has a list of its own, and adds its rows to
`TABLE` in one line. `docs/reference/attacks.md` is made from it; `test_table` holds it whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.attacks import behind
from tests.ledger import test_attacks as signing
from tests.tlog import attacks as published
from tests.tlog import reported

NAMES = {
    1: "A complaint deleted before a checkpoint",
    2: "A complaint deleted after a checkpoint",
    3: "An act dated back",
    4: "An act dated forward, or held back",
    5: "Evidence or text altered",
    6: "An entry rewritten and the tree recomputed",
    7: "Two views for two readers",
    8: "A stale view",
    9: "An old backup restored",
    10: "Statistics forged",
    11: "Definitions of statistics changed",
    12: "Acts put in another order",
    13: "A key, salt or payload erased to bury evidence",
    14: "A false entry over a true payload",
    15: "Fake cases or withdrawals to improve the figures",
    16: "Cases split or merged to shift ages",
    17: "A signing key stolen",
    18: "Colluding or restored log witnesses",
    19: "Tables edited behind the application",
    20: "An act written without an entry",
    21: "Fields that would identify someone placed in an entry",
    22: "Malformed proofs, encodings, numbers, doubled keys",
}


@dataclass(frozen=True)
class Shown:
    """One way in which an attack is tried, and what must see it.

    `test` names the check, `control` is the same without an attack and finds nothing, `off` is the same with
    that check switched off, and nobody sees the attack: each a test by file and name.
    """

    number: int
    how: str
    looks: str
    check: str
    test: str
    control: str
    off: str


FIGURES = "tests/tlog/test_reports.py::"
PUBLISHED, PROGRAM = "tests/tlog/test_attacks.py::", "tests/foreign/test_single_file.py::"
LEDGER, STATE = "tests/ledger/test_attacks.py::", "tests/attacks/test_behind.py::"


def sentence(work: Callable[..., Any]) -> tuple[int, str]:
    """The number and the words of a docstring such as `Attack 3: an act …` or `3: an act …`; else 0."""
    words = " ".join((work.__doc__ or "").split()).removeprefix("Attack ")
    number, colon, rest = words.partition(": ")
    if colon and number.isdecimal():
        return int(number), rest[0].upper() + rest[1:]
    return 0, words


def by_readers() -> Iterable[Shown]:
    """What readers of the published log and holders of receipts see, by each of the two verifiers."""
    for attack in published.ATTACKS:
        _, how = sentence(attack.act)
        for looks, place, off in (
            ("`dueprocess verify`", PUBLISHED, "test_an_attack_is_caught_by_the_check_that_is_named"),
            ("`verify.py`", PROGRAM, "test_in_a_copy_without_the_check_the_attack_passes"),
        ):
            yield Shown(
                attack.number,
                how,
                looks,
                attack.check,
                f"{place}test_an_attack_is_caught_by_the_check_that_is_named",
                f"{place}test_the_honest_log_passes",
                f"{place}{off}",
            )


def by_readers_of_figures() -> Iterable[Shown]:
    """What somebody sees who has a published report, or the log alone."""
    for attack in reported.ATTACKS:
        _, how = sentence(attack.act)
        for looks, named, control, off in (
            (
                "`dueprocess verify`", f"{FIGURES}test_an_attack_is_caught_by_the_check_that_is_named",
                f"{FIGURES}test_honest_reports_pass",
                f"{FIGURES}test_an_attack_is_caught_by_the_check_that_is_named",
            ),
            (
                "`verify.py`", f"{PROGRAM}test_an_attack_on_figures_is_caught_by_the_check_that_is_named",
                f"{PROGRAM}test_honest_reports_pass_and_say_who_can_check_what",
                f"{PROGRAM}test_in_a_copy_without_the_check_the_attack_on_figures_passes",
            ),
        ):  # fmt: skip
            yield Shown(attack.number, how, looks, attack.check, named, control, off)


def by_the_signer() -> Iterable[Shown]:
    """What the signer sees before it signs."""
    for attack, check, _ in signing.REFUSED:
        number, how = sentence(attack)
        yield Shown(
            number,
            how,
            "the signer",
            check,
            f"{LEDGER}test_the_signer_refuses_by_name",
            f"{LEDGER}test_an_honest_log_is_sealed",
            f"{LEDGER}test_with_the_check_switched_off_the_attack_passes",
        )


def by_the_operator() -> Iterable[Shown]:
    """What `record verify-state` sees in the database and on the disk."""
    for attack in behind.ATTACKS:
        named = "test_an_attack_is_named_and_nothing_else_sees_it"
        yield Shown(
            attack.number,
            attack.says,
            "`record verify-state`",
            attack.check,
            STATE + named,
            f"{STATE}test_an_honest_database_has_no_fault",
            STATE + named,
        )


HEAD = """# Attacks and the checks that name them

Made from the tests (`tests/attacks/table.py`). Each row is tried in the suite: the check named must see
it, an honest log, database or receipt must pass, and with that one check switched off nobody sees the
attack. The checks of readers are explained in [record.md](record.md), those of the signer in
[the explanation](../explanation/record.md). `verify.py` has no switches: a check is taken out of a copy
of it. Limits that no check can lift stand in the explanation too.
"""
TABLE: list[Shown] = [
    *by_readers(),
    *by_readers_of_figures(),
    *by_the_signer(),
    *by_the_operator(),
]


def page() -> str:
    """The reference page: every number, and in a table how it is tried, who looks, and the check."""
    lines = [HEAD]
    for number, name in NAMES.items():
        rows = [row for row in TABLE if row.number == number]
        lines += [f"## {number}. {name}", ""]
        lines += ["| how | who looks | check | tests |", "|---|---|---|---|"]
        for row in _together(rows):
            lines.append("| " + " | ".join(row) + " |")
        lines.append("")
    others = sorted({row.how for row in TABLE if row.number == 0})
    lines += ["## Besides", ""] + [f"- {how}" for how in others]
    return "\n".join(lines) + "\n"


def _together(rows: list[Shown]) -> list[tuple[str, ...]]:
    """Rows that differ only in who looks, as one."""
    found: dict[tuple[str, str], list[Shown]] = {}
    for row in rows:
        found.setdefault((row.how, row.check), []).append(row)
    return [
        (
            how.replace("|", "\\|"),
            ", ".join(dict.fromkeys(each.looks for each in same)),
            f"`{check}`",
            ", ".join(dict.fromkeys(f"`{each.test.partition('::')[0]}`" for each in same)),
        )
        for (how, check), same in found.items()
    ]

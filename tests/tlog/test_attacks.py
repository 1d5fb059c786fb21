"""Every attack is caught by a check with a name; without the check it passes.

That `verifier/verify.py`, run as a program, names the same check is tests/foreign/test_single_file.py.
"""

from pathlib import Path

import pytest

from dueprocess.tlog import verify
from dueprocess.tlog.errors import NotVerified
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Folder
from tests.tlog import reported
from tests.tlog.attacks import ATTACKS, VICTIM, Attack, Scene, deleted_and_files_cut, honest

COMMANDS = ["log", "dates", "receipt", "docket"]


def by_tlog(scene: Scene, skip: frozenset[str] = frozenset()) -> None:
    read, trusted = Folder(scene.log.folder), Policy.parse(scene.policy)
    match scene.command:
        case "log":
            verify.log(read, trusted, known=scene.known, now=scene.now, max_age=scene.max_age, skip=skip)
        case "dates":
            verify.dates(read, trusted, known=scene.known, skip=skip)
        case "receipt":
            data = scene.receipt or scene.proof(VICTIM)
            report = verify.receipt(data, trusted, skip=skip)
            for entry, opened in scene.acts:
                if entry == report.entry:
                    verify.opening(entry, opened.to_bytes(), skip=skip)
        case "docket":
            verify.docket([(entry, opened.to_bytes()) for entry, opened in scene.acts], skip=skip)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_honest_log_passes(command: str, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    scene.command = command
    scene.known = scene.log.notes if command == "log" else []
    by_tlog(scene)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.number}-{attack.act.__name__}")
def test_an_attack_is_caught_by_the_check_that_is_named(attack: Attack, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    attack.act(scene)
    for skip in (frozenset[str](), attack.also):
        with pytest.raises(NotVerified) as caught:
            by_tlog(scene, skip)
        assert caught.value.check == attack.check, caught.value
    by_tlog(
        scene, attack.also | {attack.check}
    )  # without the check nothing sees it: the check is what catches it


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """2: nothing can be read where nothing is, so this check cannot be turned off."""
    scene = honest(tmp_path / "log")
    deleted_and_files_cut(scene)
    with pytest.raises(NotVerified) as caught:
        by_tlog(scene)
    assert (caught.value.check, caught.value.where) == ("contiguity", "tile/entries/001.p/44")


def test_only_known_checks_can_be_turned_off(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no check rooot"):
        by_tlog(honest(tmp_path / "log"), frozenset({"rooot"}))


def test_every_check_has_an_attack_or_a_test_that_names_it() -> None:
    elsewhere = {"checkpoint-format", "proof-format", "contiguity", "entry-bundle", "tile"}  # test_damage
    elsewhere |= {"opening-format", "consistency"}  # test_opening, test_tree
    elsewhere |= {attack.check for attack in reported.ATTACKS} | {"report-format"}  # test_reports
    assert {attack.check for attack in ATTACKS} | elsewhere == verify.CHECKS.keys()

"""`verifier/verify.py` as its users run it, as a program: every attack is named, every command exists."""

import importlib.util
import io
import re
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.tlog import figures
from dueprocess.tlog.figures import Counts, Kind
from dueprocess.tlog.period import Granularity
from tests.effort import examples
from tests.foreign.switched_off import copy
from tests.tlog import reported
from tests.tlog.attacks import ATTACKS, VICTIM, Attack, Scene, deleted_and_files_cut, honest
from tests.tlog.test_lot import VERIFIER as AS_IT_IS

ROOT = Path(__file__).parents[2]
VERIFIER = ROOT / "verifier" / "verify.py"
GUIDE = (ROOT / "docs" / "how-to" / "verify.md").read_text()
COMMANDS = ["log", "dates", "receipt", "docket"]


@pytest.fixture(scope="module")
def verify() -> ModuleType:
    """The single file as a module."""
    spec = importlib.util.spec_from_file_location("verify", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_program(scene: Scene, folder: Path) -> tuple[int, str]:
    """Exit code and output of the single file."""
    command = [sys.executable, "-I", str(VERIFIER), *words(scene, folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def by_file(scene: Scene, folder: Path, file: ModuleType = AS_IT_IS) -> tuple[int, str]:
    """Exit code and output of the single file, or of a copy of it, in this process: to start Python takes
    longer than to check such a log."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = file.main(words(scene, folder))
    assert not err.getvalue(), err.getvalue()
    return code, out.getvalue()


def by_copy(checks: Iterable[str], scene: Scene, folder: Path) -> tuple[int, str]:
    """Exit code and output of a copy of it without these checks."""
    return by_file(scene, folder, copy(frozenset(checks)))


def words(scene: Scene, folder: Path) -> list[str]:
    """What stands behind the program's name, and the files that it says, written."""
    (folder / "policy").write_bytes(scene.policy)
    arguments: list[object] = []
    match scene.command:
        case "log" | "dates":
            arguments = [scene.log.folder]
            for number, data in enumerate(scene.known):
                (folder / f"known{number}").write_bytes(data)
                arguments += ["--known", folder / f"known{number}"]
            if scene.max_age is not None:
                # The program has a clock of its own: by it, a log of the year 2026 made here is at least this
                # old.
                arguments += ["--max-age", "1h"]
        case "receipt":
            (folder / "receipt").write_bytes(scene.receipt or scene.proof(VICTIM))
            arguments = [folder / "receipt"]
            for entry, opened in scene.acts:
                if entry == scene.log.entries[VICTIM]:
                    (folder / "opening").write_bytes(opened.to_bytes())
                    arguments += ["--opening", folder / "opening"]
        case "docket":
            for entry, opened in scene.acts:
                name = folder / f"act{scene.log.entries.index(entry)}"
                name.with_suffix(".tlog-proof").write_bytes(scene.proof(scene.log.entries.index(entry)))
                name.with_suffix(".opening").write_bytes(opened.to_bytes())
                arguments.append(name.with_suffix(".tlog-proof"))
        case "stats" if scene.receipt:
            (folder / "report.json").write_bytes(scene.receipt)
            arguments = [folder / "report.json", "--log", scene.log.folder]
        case "stats":
            arguments = [scene.log.folder]
    return [str(word) for word in (scene.command, *arguments, "--policy", folder / "policy")]


def only_the_named_check_sees(attack: Attack, scene: Scene, folder: Path) -> None:
    """Without all that would see it too, the named check alone sees it; without that one nobody does."""
    if attack.also:
        code, said = by_copy(attack.also, scene, folder)
        assert (code, said.splitlines()[0]) == (1, f"NOT VERIFIED: {attack.check}"), said
    code, said = by_copy({*attack.also, attack.check}, scene, folder)
    assert (code, said.partition(":")[0]) == (0, "VERIFIED"), said


@pytest.mark.parametrize("command", COMMANDS)
def test_the_honest_log_passes(command: str, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    scene.command = command
    scene.known = scene.log.notes if command == "log" else []
    code, said = by_program(scene, tmp_path)
    assert (code, said.partition(":")[0]) == (0, "VERIFIED")
    assert "Not proved:" in said


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.number}-{attack.act.__name__}")
def test_an_attack_is_caught_by_the_check_that_is_named(attack: Attack, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    attack.act(scene)
    code, said = by_file(scene, tmp_path)
    assert (code, said.splitlines()[0]) == (1, f"NOT VERIFIED: {attack.check}"), said


def test_honest_reports_pass_and_say_who_can_check_what(tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    code, said = by_program(scene, tmp_path)
    assert (code, said.splitlines()[0]) == (0, "VERIFIED: the report.")
    assert "recomputed here from public entries, and right: flow.carried_in" in said
    assert "an auditor who is given openings can check: closed.route" in said
    assert "nobody can check: mailbox" in said
    scene.receipt = b""
    code, said = by_program(scene, tmp_path)
    assert (code, said.splitlines()[0]) == (0, "VERIFIED: all 3 reports that were published.")
    assert "A later release takes its place" in said


@pytest.mark.parametrize(
    "attack", reported.ATTACKS, ids=lambda attack: f"{attack.number}-{attack.act.__name__}"
)
def test_an_attack_on_figures_is_caught_by_the_check_that_is_named(attack: Attack, tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    attack.act(scene)
    code, said = by_file(scene, tmp_path)
    assert (code, said.splitlines()[0]) == (1, f"NOT VERIFIED: {attack.check}"), said


@pytest.mark.parametrize(
    "attack", reported.ATTACKS, ids=lambda attack: f"{attack.number}-{attack.act.__name__}"
)
def test_in_a_copy_without_the_check_the_attack_on_figures_passes(attack: Attack, tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    attack.act(scene)
    only_the_named_check_sees(attack, scene, tmp_path)


def test_what_is_no_report_is_refused(verify: ModuleType) -> None:
    for name in reported.MALFORMED:
        with pytest.raises(ValueError, match=r"."):
            verify.read_report(reported.malformed(name))


@settings(max_examples=examples(60), deadline=None)
@given(kinds=st.lists(reported.KINDS, max_size=30), quarters=st.integers(1, 9))
def test_both_implementations_recompute_the_same(
    verify: ModuleType, kinds: list[Kind], quarters: int
) -> None:
    counts, shown = Counts(), figures.quarters("2024-Q1", "2026-Q4")[-quarters:]
    for kind in kinds:
        counts.add(kind)
    entries = [{name: value for name, value in kind._asdict().items() if value} for kind in kinds]
    assert verify.recompute(entries, "2026-Q4", shown) == counts.recompute("2026-Q4", shown)
    for grain in ("day", "week", "month"):
        assert verify.whole_quarter(shown[0], grain) == figures.labels(shown[0], Granularity(grain))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.number}-{attack.act.__name__}")
def test_in_a_copy_without_the_check_the_attack_passes(attack: Attack, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    attack.act(scene)
    only_the_named_check_sees(attack, scene, tmp_path)


def test_a_copy_with_every_check_is_the_verifier(tmp_path: Path) -> None:
    """What the copies are made by changes nothing but the checks: one that takes out none judges alike."""
    scene = honest(tmp_path / "log")
    assert by_copy((), scene, tmp_path) == by_file(scene, tmp_path) == by_program(scene, tmp_path)
    ATTACKS[0].act(scene)
    assert by_copy((), scene, tmp_path) == by_file(scene, tmp_path) == by_program(scene, tmp_path)
    with pytest.raises(ValueError, match="no check 'rooot'"):
        copy(frozenset({"rooot"}))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    deleted_and_files_cut(scene)
    code, said = by_program(scene, tmp_path)
    assert code == 1
    assert "NOT VERIFIED: contiguity" in said
    assert "Where: tile/entries/001.p/44" in said


def test_the_commands_of_the_guide_exist() -> None:
    for command in sorted(set(re.findall(r"^python verify\.py (\w+)", GUIDE, re.MULTILINE))):
        helped = subprocess.run(
            [sys.executable, "-I", VERIFIER, command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        lines = [line for line in GUIDE.split("\n") if line.startswith(f"python verify.py {command} ")]
        for option in re.findall(r"--[a-z-]+", " ".join(lines)):
            assert option in helped, option

"""What an auditor is handed over of a draw by lot, checked by `verifier/verify.py`: every attack on it is
caught by the check that is named, and by that one alone; an honest package passes."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from shutil import copytree

import pytest

from tests.tlog import drawn
from tests.tlog.drawn import ATTACKS, Attack, Drawn
from tests.tlog.test_lot import VERIFIER

PROGRAM = Path(VERIFIER.__file__ or "")


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drawn]:
    """Each kind of honest package, made once."""
    folder = tmp_path_factory.mktemp
    return {
        "whole": drawn.made(folder("whole")),
        "single": drawn.made(folder("single"), whole=False),
        "hashes": drawn.made(folder("hashes"), publish="hashes"),
        "ahead": drawn.made(folder("ahead"), ahead=3),
    }


@pytest.fixture
def package(packages: dict[str, Drawn], tmp_path: Path) -> Drawn:
    return copied(packages["whole"], tmp_path / "here")


def copied(it: Drawn, folder: Path) -> Drawn:
    """The same package in another folder, to be harmed there."""
    copytree(it.folder, folder / "package")
    manifest = drawn.json.loads((it.folder / "manifest.json").read_bytes())
    (folder / "policy").write_bytes((it.folder.parent / "policy").read_bytes())
    return drawn.Drawn(
        it.log.copy(folder / "log"), folder / "package", it.opened, it.dockets, it.announced, it.number,
        manifest, it.whole,
    )  # fmt: skip


def by_program(it: Drawn, *more: str) -> tuple[int, str]:
    """Exit code and output of the single file."""
    policy = it.folder.parent / "policy"
    words = [sys.executable, "-I", PROGRAM, "openings", it.folder, "--log", it.log.folder, "--policy", policy]
    done = subprocess.run([*map(str, words), *more], capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def by_file(it: Drawn) -> tuple[int, str]:
    """The same in this process: to start Python takes longer than to check such a package."""
    out, err = io.StringIO(), io.StringIO()
    policy = it.folder.parent / "policy"
    words = ["openings", it.folder, "--log", it.log.folder, "--policy", policy]
    with redirect_stdout(out), redirect_stderr(err):
        code = VERIFIER.main([*map(str, words)])
    assert not err.getvalue(), err.getvalue()
    return code, out.getvalue()


def without(it: Drawn, *checks: str) -> None:
    """Check it with some of the checks turned off."""
    demand = VERIFIER.demand
    policy = VERIFIER.Policy((it.folder.parent / "policy").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            VERIFIER,
            "demand",
            lambda holds, check, what, where="": check in checks or demand(holds, check, what, where),
        )
        VERIFIER.verify_openings(it.folder, VERIFIER.Place(str(it.log.folder)), policy)


def test_an_honest_package_says_what_was_proved_and_what_was_not(package: Drawn) -> None:
    code, said = by_program(package)
    assert (code, said.partition(":")[0]) == (0, "VERIFIED"), said
    assert "Not proved:" in said
    for words in (
        "answered with the whole docket",
        "its docket was erased",
        "another auditor must look",
        "an act of the record itself",
        "2 attached files",
        "Left closed: file.1 (1)",
        "Left closed: text (2)",
    ):
        assert words in said, said


def test_single_entries_may_be_drawn(packages: dict[str, Drawn]) -> None:
    code, said = by_program(packages["single"])
    assert (code, said.partition(":")[0]) == (0, "VERIFIED"), said
    assert "the opening of that entry alone" in said


def test_a_log_of_hashes_is_drawn_from_what_the_auditor_is_given(
    packages: dict[str, Drawn], tmp_path: Path
) -> None:
    it = copied(packages["hashes"], tmp_path / "here")
    for path in sorted(it.log.folder.glob("tile/entries/*"), reverse=True):
        for part in path.glob("*") if path.is_dir() else [path]:
            part.unlink()
    end = it.opened[it.announced].payload["end"]
    given = b"".join(len(each).to_bytes(2) + each for each in it.log.entries[1:end])
    it.write("population", given)
    assert by_program(it, "--hashes-only")[0] == 0
    it.write("population", given.replace(b'"t":"act"', b'"t":"ac7"', 1))
    assert by_program(it, "--hashes-only")[1].startswith("NOT VERIFIED: leaf")
    (it.folder / "population").unlink()
    assert by_program_failing(it, "--hashes-only") == 3


def by_program_failing(it: Drawn, *more: str) -> int:
    """Exit code of a run that says on the error stream what it cannot read."""
    policy = it.folder.parent / "policy"
    words = [sys.executable, "-I", PROGRAM, "openings", it.folder, "--log", it.log.folder, "--policy", policy]
    done = subprocess.run([*map(str, words), *more], capture_output=True, text=True, check=False)
    assert "population" in done.stderr
    return done.returncode


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.act.__name__)
def test_an_attack_is_caught_by_the_check_that_is_named(attack: Attack, package: Drawn) -> None:
    attack.act(package)
    code, said = by_file(package)
    assert (code, said.splitlines()[0]) == (1, f"NOT VERIFIED: {attack.check}"), said


@pytest.mark.parametrize(
    "attack",
    [each for each in ATTACKS if each.check != "package-format"],
    ids=lambda attack: attack.act.__name__,
)
def test_without_that_check_it_passes(attack: Attack, package: Drawn) -> None:
    attack.act(package)
    with pytest.raises(VERIFIER.Failed, match=attack.check):
        without(package, *attack.also)
    without(package, attack.check, *attack.also)


def test_a_draw_from_entries_that_were_to_come_is_no_announcement(packages: dict[str, Drawn]) -> None:
    it = packages["ahead"]
    code, said = by_program(it)
    assert (code, said.splitlines()[0]) == (1, "NOT VERIFIED: announcement"), said
    without(it, "announcement")


def test_a_log_that_was_rewritten_is_not_the_one_that_was_handed_over(package: Drawn) -> None:
    log = package.log
    log.forge([*log.entries[:3], *log.entries[4:], log.entries[-1]], resign=False)
    assert by_program(package)[1].startswith("NOT VERIFIED: root")


@pytest.mark.parametrize(
    "broken",
    [b"", b"{}", b"[]", b'{"v":1}', b"\xff", b'{"a":1.5}', b"[" * 5000],
    ids=["empty", "nothing", "list", "little", "bytes", "float", "deep"],
)
@pytest.mark.parametrize("path", ["manifest.json", "tables"])
def test_a_broken_file_is_named_and_nothing_is_said_of_the_rest(
    package: Drawn, path: str, broken: bytes
) -> None:
    path = path if path == "manifest.json" else f"tables/{drawn.shown(package)}.json"
    package.write(path, broken)
    assert by_program(package)[1].startswith("NOT VERIFIED: package-format")


def test_a_number_and_its_seal_are_made_offline() -> None:
    words = [sys.executable, "-I", str(PROGRAM), "number"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    number, seal = said[0].split()[1], said[1].split()[1]
    assert VERIFIER.seal_of(bytes.fromhex(number)) == seal

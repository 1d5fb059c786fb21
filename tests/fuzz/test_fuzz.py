"""Every parser with mutated input: a value, or one of the errors that it promises, within the time limit.

Here each gets a few hundred inputs, another few hundred in every run; `python3 dev.py soak fuzz` gives each
its share of hours. A find names the seed and the bytes: it becomes a line of `FOUND` below.
"""

import ast
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import effort
from tests.fuzz.running import Found, Hang, Target, Told, one, run
from tests.fuzz.targets import TARGETS, rules
from tests.soak import rows
from tests.soak.__main__ import added, fuzz, fuzzed

SRC = Path(__file__).resolve().parents[2] / "src" / "dueprocess"
BY_NAME = {target.name: target for target in TARGETS}
PARSES = frozenset({"parse", "load", "loads", "read", "parsed", "decode", "split"})
"""The words by which a function that reads what comes from outside is named."""
ROOMS = (
    "tlog",
    "core",
    "cases/imports",
    "cases/mailbox",
    "cases/evidence/reading",
    "people/imports",
    "kit/tables",
    "kit/files",
    "kit/fields",
    "standing",
)
NO_PARSERS = {
    "dueprocess.cases.evidence.reading.ocr.read": "what was drawn here; what Tesseract writes has its target",
    "dueprocess.cases.imports.history.read": "rows of our own database",
    "dueprocess.cases.imports.prepared.read": "what this installation sealed itself",
    "dueprocess.cases.mailbox.actions.answering.read_by": "rows of our own database",
    "dueprocess.cases.mailbox.actions.classifying.read_by_nobody": "rows of our own database",
    "dueprocess.core.engine.apart.split_off": "a docket that was read",
    "dueprocess.core.engine.fold.Fold.read": "acts that were read",
    "dueprocess.core.letters.kept.read": "what this installation sealed itself",
    "dueprocess.core.statistics.Tally.split": "a count",
    "dueprocess.kit.files.keep.read": "frames, by their own target, under a name of ours",
    "dueprocess.kit.files.keep.SealedFile.read": "pieces that were opened",
    "dueprocess.tlog.verify.heads.read_kept": "checkpoints, by their own target",
}
"""Functions named so that read nothing from outside, and why."""


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_parser_answers_or_refuses(target: Target) -> None:
    """Or in `make soak` for as long as was asked."""
    seed = random.SystemRandom().randrange(2**32)
    if effort.SOAK:
        told = run(target, seed=seed, seconds=effort.seconds())
    else:
        told = run(target, seed=seed, inputs=target.few)
    rows.fuzzed(told)
    assert told.inputs == told.taken + told.refused
    if target.allowed and told.inputs > 5_000:
        assert told.refused, "nothing that was given was refused: nothing was tested"


def functions() -> Iterator[str]:
    """Every public function and class method so named of the rooms that read from outside."""
    for room in ROOMS:
        for path in sorted((SRC / room).rglob("*.py")):
            module = ".".join(["dueprocess", *path.relative_to(SRC).with_suffix("").parts])
            for name in _named(ast.parse(path.read_text("utf-8"))):
                yield f"{module}.{name}"


def _named(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield from _if_parser("", node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    yield from _if_parser(f"{node.name}.", each)


def _if_parser(before: str, node: ast.FunctionDef) -> Iterator[str]:
    if not node.name.startswith("_") and PARSES & set(node.name.split("_")):
        yield before + node.name


def test_every_parser_has_a_target() -> None:
    covered = {name for target in TARGETS for name in target.covers}
    assert sorted(set(functions()) - covered - NO_PARSERS.keys()) == []


def test_no_target_and_no_exception_is_of_what_is_gone() -> None:
    there = set(functions())
    elsewhere = {name for target in TARGETS for name in target.covers} - there
    for name in elsewhere:  # of other rooms, named otherwise: they must exist all the same
        *module, function = name.removeprefix("dueprocess.").split(".")
        module = module if module[-1].islower() else module[:-1]
        assert f"def {function}(" in SRC.joinpath(*module).with_suffix(".py").read_text("utf-8"), name
    assert NO_PARSERS.keys() - there == set()
    assert len(BY_NAME) == len(TARGETS)


def test_a_find_names_the_seed_and_the_bytes() -> None:
    """A parser that fails, hangs or lets an error of another kind through is found: this test can fail."""

    def fails(data: bytes) -> None:
        if b"x" in data:
            raise KeyError(data)

    told = Told("broken", 7)
    broken = Target("broken", fails, lambda: [b"a"], (ValueError,))
    one(broken, b"a", told)
    with pytest.raises(Found, match=r"broken, seed 7, input 2: KeyError.*\n.*b'x'"):
        one(broken, b"x", told)
    with pytest.raises(Found, match="KeyError"):
        run(broken, seed=1, inputs=100_000)

    def hangs(_: bytes) -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001 (no parser may catch it)
                continue

    with pytest.raises(Found, match=r"no answer within 0\.05 s") as caught:
        one(Target("slow", hangs, lambda: [b"a"], ()), b"a", told, limit=0.05)
    assert isinstance(caught.value.__cause__, Hang)


def test_valid_input_that_is_refused_is_a_fault_too() -> None:
    def refuses(_: bytes) -> None:
        raise ValueError

    with pytest.raises(AssertionError, match="valid input was refused"):
        run(Target("strict", refuses, lambda: [b"a"], (ValueError,)), seed=1)


def test_the_same_seed_gives_the_same_inputs() -> None:
    seen: list[list[bytes]] = []
    for _ in range(2):
        given: list[bytes] = []
        for target in (BY_NAME["entry"], BY_NAME["docket"], BY_NAME["workbook"]):
            corpus = list(target.corpus())
            chance = random.Random(11)
            given += [target.mutation(chance, corpus) for _ in range(50)]
        seen.append(given)
    assert seen[0] == seen[1]
    assert len(set(seen[0])) > 120


def test_what_parsers_had_adds_up_until_something_is_found() -> None:
    def row(name: str, seconds: int, longest: float) -> dict[str, object]:
        return {"name": name, "seconds": seconds, "inputs": 2000, "taken": 1500, "refused": 500} | {
            "longest": longest,
            "seed": seconds,
        }

    page = "\n".join(fuzz([row("a: b", 600, 0.012), row("c", 70, 1.5), row("d", 5, 0.001)]))
    before = fuzzed(page)
    assert before == {"a: b": row("a: b", 600, 0.012), "c": row("c", 70, 1.5), "d": row("d", 5, 0.001)}
    after = {each["name"]: each for each in added(before, [row("a: b", 30, 0.5)], ["a: b", "c"])}
    assert after.keys() == {"a: b", "d"}  # c was asked and gave nothing
    assert after["d"] == before["d"]
    assert after["a: b"] == row("a: b", 630, 0.5) | {
        "inputs": 4000,
        "taken": 3000,
        "refused": 1000,
        "seed": 30,
    }


LONG = b"9" * 5000
FOUND: list[tuple[str, bytes]] = [
    ("canonical JSON", LONG),  # Python reads no number of more than 4,300 digits, and said so by itself
    ("entry", b'{"cm":' + LONG + b"}"),
    ("opening", b'{"fields":{},"payload":{"s":' + LONG + b'},"salt":"00","v":1}'),
    ("checkpoint: text", b"\xff\n1\n\n"),
    ("docket", b'{"docket":1,"case":"c","rulebook":"r","people":{"a":{"roles":7}}}'),
    ("map of members", b"title = " + LONG),
    ("map of a register", b"a = " + b"[" * 3000),
    ("cursor of a page: content", b'["2026-03-23T10:00:00+00:00",Infinity]'),
    ("cursor of a page: content", b'["0001-01-01T00:00:00+14:00",1]'),
    ("cursor of a page: content", b"[null," + b"9" * 30 + b"]"),
    ("cursor of a page: content", b"[" * 100_000),
    ("definitions of figures", b"[" * 100_000),
    ("list of a backup", b'"x"'),
    ("list of a backup", b'{"version":1,"files":7}'),
]
"""What was found once: each is refused now, by the error that was promised."""


@pytest.mark.parametrize(("name", "data"), FOUND, ids=[f"{name} {at}" for at, (name, _) in enumerate(FOUND)])
def test_what_was_found_is_refused(name: str, data: bytes) -> None:
    target, told = BY_NAME[name], Told(name, 0)
    one(target, data, told)
    assert told.refused == 1


@pytest.mark.parametrize(
    "page",
    [
        b"<" + b"a" * 250_000,
        b"x" * 200_000 + b"<a href=x></a>" * 50_000,
        b"<a " * 60_000,
        b"<!--" * 60_000,
        b'<a href="' * 60_000,
        b"&#" + b"9" * 200_000 + b";",
    ],
)
def test_no_page_takes_the_square_of_the_time(page: bytes) -> None:
    """Found: 70,000 letters after a `<` took seven seconds: the tag's name was tried at every length. A
    reference to a character of 5,000 digits ended in an error, and so would every look into that mailbox."""
    one(BY_NAME["HTML of a message"], page, Told("HTML", 0), limit=3.0)


def test_a_name_that_looks_like_a_day_is_no_day() -> None:
    """Found: verify.py refused a log called 2026-02-30, as if it were dated so."""
    genesis = BY_NAME["verify.py: entry"].corpus()[0]
    named = genesis.replace(b'"origin":"clubs.example.invalid/record"', b'"origin":"2026-02-30"')
    assert named != genesis
    told = Told("entry", 0)
    one(BY_NAME["verify.py: entry"], named, told)
    assert told.taken == 1


def test_a_package_without_a_frame_is_refused_by_name() -> None:
    """Found: cut off behind its header it ended in a traceback of the ZIP library."""
    [package] = BY_NAME["verify.py: package"].corpus()
    one(BY_NAME["verify.py: package"], package[:56], told := Told("package", 0))
    assert told.taken == 1


def test_a_workbook_of_a_version_to_come_is_refused_by_name() -> None:
    """Found: a bit of the archive's list asked for version 10.2 of ZIP, which no library reads."""
    [book] = BY_NAME["workbook"].corpus()
    at = book.rindex(b"PK\x01\x02") + 6
    told = Told("workbook", 0)
    one(BY_NAME["workbook"], book[:at] + b"\x66\x00" + book[at + 2 :], told)
    assert told.refused == 1


def test_rulebooks_nested_too_deeply_are_refused_by_name() -> None:
    one(BY_NAME["rulebook"], b"a = " + b"[" * 50_000, told := Told("rulebook", 0))
    assert told.refused == 1
    assert rules.rulebooks()


def test_a_sheet_without_a_place_is_refused_by_name() -> None:
    """Found: a sheet of which the workbook does not say where it lies ended in a StopIteration."""
    [book] = BY_NAME["workbook"].corpus()
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'r:id="rId1"', b"")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    one(BY_NAME["workbook"], packed.getvalue(), told := Told("workbook", 0))
    assert told.refused == 1

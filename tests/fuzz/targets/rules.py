"""Rulebooks, codes, retention schedules, letters, guidance, training requirements, dockets and reports of
figures, as they come from outside."""

import json
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from dueprocess.core import codes, guidance, letters, reports, requirements, retention, rulebook
from dueprocess.core.deadlines import Clock
from dueprocess.core.engine import Docket
from dueprocess.core.errors import Malformed, Problem
from tests.fuzz.mutating import of_json
from tests.fuzz.running import Target
from tests.tlog import reported

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "src/dueprocess/rules/shipped"
ENGINE = ROOT / "tests/core/engine"
BAD = (Malformed,)


def text(data: bytes) -> str:
    """Text as `Path.read_text` or a page would give it; what is no UTF-8 is refused there already."""
    return data.decode("utf-8", "replace")


def rulebooks() -> list[bytes]:
    return [
        (SHIPPED / "small-club.toml").read_bytes(),
        *(path.read_bytes() for path in sorted((ENGINE / "rulebooks").glob("*.toml"))[:3]),
    ]


@cache
def small() -> str:
    return (SHIPPED / "small-club.toml").read_text("utf-8")


def said(problems: list[Problem]) -> None:
    """Each problem says where it is, what is wrong and how to mend it."""
    for problem in problems:
        if not (problem.what and problem.mend and str(problem)):
            raise AssertionError(f"a problem without words: {problem!r}")


def checked(data: bytes) -> None:
    problems = rulebook.check(text(data), small())
    said(problems)
    loaded = rulebook.load(text(data))
    if any(problem.severity == "error" for problem in problems) and loaded.text == small():
        raise AssertionError("loaded in spite of errors")


def code(data: bytes) -> None:
    said(codes.check(text(data)))
    codes.load(text(data))


def conduct() -> list[bytes]:
    return [(SHIPPED / "conduct.toml").read_bytes()]


def dockets() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ENGINE / "rulebooks").glob("*.json"))]


def docket(data: bytes) -> None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return  # `rulebook replay` says so: no JSON reaches the engine
    Docket.parse(value)


def schedule(data: bytes) -> None:
    said(retention.check(text(data)))
    retention.load(text(data))


def schedules() -> list[bytes]:
    return [path.read_bytes() for path in sorted((SHIPPED / "retention").glob("*.toml"))]


def lettered(data: bytes) -> None:
    """What loads can be filled in for each audience that it has words for."""
    said(letters.check(text(data), sent()))
    found = letters.load(text(data))
    for letter in found.letters.values():
        for audience in letter.to or ("anybody",):
            letters.render(found, letter.id, [audience], letters.examples())


@cache
def sent() -> letters.Sent:
    return letters.sent_by([rulebook.load(small())])


def several_letters() -> list[bytes]:
    return [(SHIPPED / "letters" / "small-club.toml").read_bytes()]


def guiding(data: bytes) -> None:
    """What loads can be told in words, and judges whatever is imposed."""
    said(guidance.check(text(data), guidance.named_by([rulebook.load(small())])))
    found = guidance.load(text(data))
    guidance.explain(found)
    for breach in found.breaches:
        guidance.judge(found, breach, [{"sanction": "warning", "lasts": "6 months"}])


def several_guidances() -> list[bytes]:
    return [(SHIPPED / "guidance" / "small-club.toml").read_bytes()]


def requiring(data: bytes) -> None:
    """What loads can be told in words, and says of somebody who is bound by all of it where they stand."""
    book = rulebook.load(small())
    said(requirements.check(text(data), requirements.named_by([book])))
    found = requirements.bound_by(requirements.load(text(data)), book)
    requirements.explain(found, book)
    whole = requirements.Book(clock=Clock.of(book.calendar), versions=((date(2026, 1, 1), found),))
    held = requirements.What.ROLE
    person = requirements.Person(
        holdings=tuple(
            requirements.Holding(what=held, name=role, title=role, from_on=date(2026, 2, 1))
            for role in book.roles
        ),
        orders=tuple(requirements.Order(each, date(2026, 3, 1)) for each in book.sanctions),
        done=(requirements.Done(programme="fair_decisions", on=date(2026, 4, 1)),),
    )
    for status in requirements.statuses(whole, person, date(2030, 1, 1)):
        requirements.because(status)


def several_requirements() -> list[bytes]:
    return [path.read_bytes() for path in sorted((SHIPPED / "requirements").glob("*.toml"))]


def definitions() -> list[bytes]:
    return [(ROOT / "src/dueprocess/cases/reports/definitions/1.json").read_bytes()]


@cache
def published() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return reported.honest(Path(folder) / "log").receipt


C = "dueprocess.core."
TARGETS = [
    Target(
        "rulebook", checked, rulebooks, BAD, (C + "rulebook.loader.load", C + "rulebook.loader.check"), few=40
    ),
    Target("code of conduct", code, conduct, BAD, (C + "codes.load", C + "codes.check")),
    Target(
        "retention schedule",
        schedule,
        schedules,
        BAD,
        (C + "retention.reading.load", C + "retention.reading.check", C + "rulebook.parsed.parsed"),
        few=40,
    ),
    Target(
        "letters",
        lettered,
        several_letters,
        BAD,
        (C + "letters.reading.load", C + "letters.reading.check"),
        few=40,
    ),
    Target(
        "sanctions guidance",
        guiding,
        several_guidances,
        BAD,
        (C + "guidance.reading.load", C + "guidance.reading.check"),
        few=40,
    ),
    Target(
        "training requirements",
        requiring,
        several_requirements,
        BAD,
        (C + "requirements.reading.load", C + "requirements.reading.check"),
        few=40,
    ),
    Target("report of figures", reports.read, lambda: [published()], BAD, (C + "reports.read",), of_json),
    Target("report of figures, bytes", reports.read, lambda: [published()], BAD),
    Target(
        "definitions of figures",
        reports.read_definitions,
        definitions,
        BAD,
        (C + "reports.read_definitions",),
        of_json,
    ),
    Target("docket", docket, dockets, BAD, (C + "engine.docket.Docket.parse",), of_json),
]

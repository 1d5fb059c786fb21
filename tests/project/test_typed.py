"""What the documentation tells somebody to type exists: commands with verbs and options, verify.py's."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from dueprocess.conf import commands
from tests.project.tree import ROOT, named, short

CODE = re.compile(r"```[^\n]*\n(.*?)```|`([^`\n]+)`|^ {4}(\S.*)$", re.DOTALL | re.MULTILINE)
OURS = re.compile(r"(?:^|[\s/])dueprocess((?:\s+(?![|#<>&])\S+)+)")
PAGES = [path for path in named(".md") if path.name != "CHANGELOG.md" and "adr" not in path.parts]


def typed(text: str) -> Iterator[list[str]]:
    """The words after each `dueprocess` in what is marked as code."""
    for found in CODE.finditer(text):
        for line in (found[1] or found[2] or found[3]).splitlines():
            for words in OURS.findall(re.split(r"\s+#|&&|\s\|\s", line)[0]):
                yield words.split()


def fault(words: list[str]) -> str:
    """Say which word of a command does not exist, "" where all do."""
    name, *rest = words
    if not re.fullmatch(r"[a-z]+", name):
        return ""  # a place for a word: COMMAND, …
    loaded = commands.command(name)
    if loaded is None:
        return name
    parser: argparse.ArgumentParser = loaded.create_parser("dueprocess", name)
    for word in rest:
        verbs = next((a for a in parser._actions if isinstance(a, argparse._SubParsersAction)), None)
        if verbs and re.fullmatch(r"[a-z-]+", word):
            if word not in verbs.choices:
                return f"{name} {word}"
            parser = verbs.choices[word]
        elif (
            re.match(r"--[a-z]", word) and word.split("=")[0].rstrip("]") not in parser._option_string_actions
        ):
            return f"{name} … {word}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_what_is_to_be_typed_exists(page: object) -> None:
    faults = [(words, wrong) for words in typed((ROOT / str(page)).read_text()) if (wrong := fault(words))]
    assert not faults


def test_a_word_that_is_none_is_found() -> None:
    assert fault(["record", "kee"]) == "record kee"
    assert fault(["assessment", "--too", "x"]) == "assessment … --too"
    assert fault(["vertify"]) == "vertify"
    assert list(typed("`dueprocess record key`\n```\nvenv/bin/dueprocess doctor  # all well?\n```\n")) == [
        ["record", "key"],
        ["doctor"],
    ]


def test_what_verify_py_is_told_exists() -> None:
    known = subprocess.run(
        [sys.executable, ROOT / "verifier" / "verify.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for page in PAGES:
        for word in re.findall(r"^\S*python\S* (?:\S*/)?verify\.py ([a-z]+)", page.read_text(), re.MULTILINE):
            assert re.search(rf"\b{word}\b", known), f"{short(page)}: verify.py {word}"

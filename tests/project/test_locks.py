"""The lock files say what the project file says, with hashes and without addresses."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.project.tree import ROOT


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(name: str) -> dict[str, str]:
    """Return name and version of each requirement in a lock file."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return {
        normal(found[1]): found[2] for found in re.finditer(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(lines: list[str]) -> list[tuple[str, str]]:
    found = [re.match(r"([\w.-]+)(?:\[[^\]]*\])?\s*(?:==([^\s;]+))?", line) for line in lines]
    return [(normal(match[1]), match[2] or "") for match in found if match]


def in_step(asked: list[str], locked: dict[str, str]) -> list[str]:
    """Return what was asked for and is not locked, or is locked in another version."""
    return [
        f"{name} {version}"
        for name, version in wanted(asked)
        if name not in locked or (version and locked[name] != version)
    ]


def test_python_locks_are_in_step(project: dict[str, Any]) -> None:
    groups = project["dependency-groups"]
    assert in_step(project["project"]["dependencies"], pins("run")) == []
    assert in_step([*project["project"]["dependencies"], *groups["test"], *groups["dev"]], pins("dev")) == []
    assert in_step(groups["node"], pins("node")) == []
    assert in_step(groups["uv"], pins("uv")) == []


def test_one_version_of_each_package_everywhere() -> None:
    run, dev = pins("run"), pins("dev")
    assert {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version} == {}


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_every_requirement_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    blocks = re.split(r"\n(?=[\w])", text.strip())
    bare = [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
    assert not bare


def test_npm_lock_is_in_step_and_names_no_address() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    root = lock["packages"][""]
    for group in ("dependencies", "devDependencies"):
        assert root.get(group, {}) == package.get(group, {})
    for name, entry in lock["packages"].items():
        if name:
            assert "resolved" not in entry, name
            assert entry.get("integrity", "").startswith("sha512-"), name


def test_node_packages_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    loose = {
        name: version
        for group in ("dependencies", "devDependencies")
        for name, version in package[group].items()
        if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    }
    assert not loose

"""What templates name exists: assets, components; and nothing inline that the content policy forbids."""

import re
from pathlib import Path

import pytest

from tests.project.tree import PACKAGE, named, short

TEMPLATES = [path for path in named(".html") if path.is_relative_to(PACKAGE)]
COMPONENTS = {
    path.stem.replace("_", "-") for path in TEMPLATES if path.parent.name == "cotton"
} | {"slot", "vars"}  # fmt: skip
SOURCES = PACKAGE / "kit" / "static-src"


def texts() -> list[tuple[Path, str]]:
    return [(path, path.read_text()) for path in TEMPLATES]


def test_every_component_used_exists() -> None:
    unknown = [
        f"{short(path)}: c-{name}"
        for path, text in texts()
        for name in re.findall(r"<c-([\w.-]+)", re.sub(r"\{#.*?#\}", "", text))
        if name.split(".")[0] not in COMPONENTS
    ]
    assert not unknown, "\n".join(unknown)


def test_every_component_says_how_it_is_used() -> None:
    silent = [
        short(path)
        for path, text in texts()
        if path.parent.name == "cotton"
        and path.is_relative_to(PACKAGE / "kit")
        and not text.startswith("{# <c-")
    ]
    assert not silent


def test_every_asset_named_is_built() -> None:
    manifest = PACKAGE / "static" / "built" / "staticfiles.json"
    if not manifest.exists():
        pytest.fail("the assets are not built: run `python3 dev.py setup`")
    built = manifest.read_text()
    missing = [
        f"{short(path)}: {name}"
        for path, text in texts()
        for name in re.findall(r"""\{%\s*static\s+["']([^"']+)["']""", text)
        if f'"{name}"' not in built
    ]
    assert not missing, "\n".join(missing)


def test_no_template_holds_inline_script_or_style() -> None:
    faults = []
    for path, text in texts():
        faults += [
            f"{short(path)}: {found}"
            for found in re.findall(
                r"\sstyle=\"[^\"]*\"|<style|\son(?:click|load|change|submit|error|input|key\w+|focus|blur)=",
                text,
            )
        ]
        for tag in re.findall(r"<script[^>]*>", text):
            if "src=" not in tag and 'type="application/json"' not in tag:
                faults.append(f"{short(path)}: {tag}")
    assert not faults, "\n".join(faults)


def test_nothing_is_marked_safe_but_pictures() -> None:
    """What somebody wrote never becomes markup. Pictures are drawn by our own code, which escapes."""
    faults = []
    for path, text in texts():
        shown = re.sub(r"\{#.*?#\}", "", text)
        faults += [
            f"{short(path)}: {found}"
            for found in re.findall(r"\{\{[^}]*\|\s*safe\b[^}]*\}\}|\{%\s*autoescape off", shown)
            if not re.match(r"\{\{\s*[\w.]*(diagram|chart|svg)\s*\|\s*safe\s*\}\}", found)
        ]
    assert not faults


def test_no_script_builds_markup_from_text() -> None:
    faults = [
        short(path)
        for path in named(".js")
        if re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text())
    ]
    assert not faults

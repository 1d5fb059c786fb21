"""What no file of the project may hold, and what each kind of file must."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.project.tree import PACKAGE, ROOT, files, named, short

TEXT = (
    ".py", ".md", ".toml", ".txt", ".json", ".html", ".scss", ".js", ".svg", ".yml", ".yaml", ".cfg", ".po",
    "Makefile", "run", ".npmrc", ".gitignore",
)  # fmt: skip
# Pieced together, so that this file does not break its own rule.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "test.py" + "pi"]
PLACES = ["/ro" + "ot/", "/wo" + "rk/", "/opt/py" + "pi", "/ho" + "me/"]
MARKS = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
BANNED_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "service",
    "services",
    "manager",
    "handler",
    "handlers",
    "data",
}


def readable(*paths: Path) -> list[tuple[Path, str]]:
    return [(path, path.read_text(encoding="utf-8")) for path in paths or named(*TEXT)]


def test_no_file_names_a_package_index_or_a_place_on_one_machine() -> None:
    faults = [
        f"{short(path)}:{number}: {word}"
        for path, text in readable()
        for number, line in enumerate(text.splitlines(), 1)
        for word in (*HOSTS, *PLACES)
        if word in line
    ]
    assert not faults, "\n".join(faults)


def test_nothing_is_left_for_later() -> None:
    pattern = re.compile(rf"\b({'|'.join(MARKS)})\b")
    faults = [
        f"{short(path)}:{number}: {line.strip()}"
        for path, text in readable(*named(".py", ".html", ".scss", ".js", ".toml", ".md"))
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not faults, "\n".join(faults)


def test_no_module_passes_400_lines() -> None:
    long = {
        short(path): lines
        for path in named(".py")
        if path.name == "dev.py" or path.is_relative_to(PACKAGE)
        if "migrations" not in path.parts
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert not long, f"make each a package of the same name: {long}"


def test_names_say_what_a_module_is_for() -> None:
    vague = [
        short(path) for path in named(".py") if path.is_relative_to(PACKAGE) and path.stem in BANNED_NAMES
    ]
    assert not vague


def test_every_module_says_what_it_knows() -> None:
    silent = [
        short(path)
        for path in named(".py")
        if path.is_relative_to(PACKAGE) and "migrations" not in path.parts
        if path.read_text().strip() and not path.read_text().lstrip().startswith(('"""', 'r"""'))
    ]
    assert not silent


def test_secrets_databases_and_builds_are_not_kept() -> None:
    kept = [
        short(path)
        for path in files()
        if path.suffix in {".sqlite3", ".pem", ".key", ".pyc", ".whl", ".woff2"}
    ]
    kept += [short(path) for path in files() if path.name == "secret-key" or "node_modules" in path.parts]
    assert not kept


# --- documents --------------------------------------------------------------------------------------

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as renderers make them."""
    made = set()
    for heading in re.findall(r"^#+\s+(.*)$", text, re.MULTILINE):
        words = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        made.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", words)))
    return made


def test_links_in_documents_lead_somewhere() -> None:
    broken = []
    for path, text in readable(*named(".md")):
        outside_code = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
        for groups in LINK.findall(outside_code):
            link = groups[0] or groups[1]
            if re.match(r"[a-z]+:", link):
                continue
            place, _, anchor = link.partition("#")
            target = (path.parent / place).resolve() if place else path
            if not target.exists():
                broken.append(f"{short(path)}: {link}")
            elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text()):
                broken.append(f"{short(path)}: {link} (no such heading)")
    assert not broken, "\n".join(broken)


def test_changelog_is_kept_in_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert text.startswith("# Changelog\n")
    assert "Keep a Changelog" in text
    sections = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert sections
    assert sections[0] == "[Unreleased]"
    for section in sections[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", section), section
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}, kinds
    openings = Counter(line[:60] for line in text.splitlines() if line.startswith("- "))
    assert [opening for opening, number in openings.items() if number > 1] == [], "told twice"


def test_decision_records_are_short_and_whole() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert records
    numbers = [path.name[:4] for path in records]
    assert len(set(numbers)) == len(numbers), "two decision records have one number"
    for path in records:
        text = path.read_text()
        assert len(text.splitlines()) < 60, f"{path.name} is too long"
        headings = [heading.casefold() for heading in re.findall(r"^## (.*)$", text, re.MULTILINE)]
        for wanted in ("context", "options", "decision", "consequences"):
            assert any(heading.startswith(wanted) for heading in headings), (
                f"{path.name}: no section {wanted}"
            )


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_what_a_visitor_looks_for_is_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 300

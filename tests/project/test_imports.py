"""Who may know whom: the layers, and what the pure rooms may import."""

import ast
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.project.tree import PACKAGE, ROOT, short

ALLOWED = {
    "core": set(),
    "tlog": {"cryptography"},
    "names": {"rapidfuzz", "jellyfish", "anyascii"},
    "papers": {"typst", "pikepdf", "pypdfium2", "PIL"},
}
DOORS = ("desk", "portal", "public", "api")
ROOM_MODELS = re.compile(r"dueprocess\.(docket|ledger|people|rules|cases)(\.|$)")
# What changes a row; allowed in the rooms' actions, projectors and bulk import, never behind a door.
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "update",
}


def modules(room: str) -> list[Path]:
    return sorted((PACKAGE / room).rglob("*.py"))


def imported(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append((node.lineno, node.module or ""))
    return found


def test_imports_go_down_never_up_or_sideways() -> None:
    program = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", ALLOWED)
def test_pure_rooms_import_little(room: str) -> None:
    faults = []
    for path in modules(room):
        for line, name in imported(ast.parse(path.read_text())):
            top = name.partition(".")[0]
            own = name == "dueprocess" or name.startswith(f"dueprocess.{room}")
            if not (own or top in sys.stdlib_module_names or top in ALLOWED[room]):
                faults.append(f"{short(path)}:{line}: {name}")
    assert not faults, "\n".join(faults)


def test_pure_rooms_have_no_clock_and_no_network() -> None:
    faults = []
    for path in modules("core"):
        tree = ast.parse(path.read_text())
        faults += [
            f"{short(path)}:{line}: {name}"
            for line, name in imported(tree)
            if name.partition(".")[0] in {"socket", "http", "urllib", "requests", "random", "secrets", "os"}
        ]
        faults += [
            f"{short(path)}:{node.lineno}: asks the clock"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if node.func.attr in {"now", "today", "utcnow"}
        ]
    assert not faults, "\n".join(faults)


def test_doors_write_nothing_of_the_rooms() -> None:
    """A door calls actions; it never changes a room's row with its own hands."""
    faults = []
    for door in DOORS:
        for path in modules(door):
            tree = ast.parse(path.read_text())
            rows = {
                alias.asname or alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and ROOM_MODELS.match(node.module or "")
                for alias in node.names
            }
            for node in ast.walk(tree):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                receiver = ast.unparse(node.func.value)
                if node.func.attr in WRITES and receiver.partition(".objects")[0] in rows:
                    faults.append(f"{short(path)}:{node.lineno}: {receiver}.{node.func.attr}")
    assert not faults, "\n".join(faults)


def test_no_signals_carry_rules() -> None:
    faults = [
        f"{short(path)}:{line}: {name}"
        for path in PACKAGE.rglob("*.py")
        for line, name in imported(ast.parse(path.read_text()))
        if name == "django.dispatch"
    ]
    assert not faults, "\n".join(faults)

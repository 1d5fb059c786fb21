"""The files that make up the project: what git keeps, or would keep."""

import functools
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "dueprocess"
LEFT_OUT = {
    ".git", ".venv", ".tools", "node_modules", "var", "dist", "__pycache__", "built", ".pytest_cache",
    ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache",
}  # fmt: skip


@functools.cache
def files() -> tuple[Path, ...]:
    """Return every file that is kept, also where the project was unpacked without git."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ) if shutil.which("git") and (ROOT / ".git").exists() else None  # fmt: skip
    if asked and asked.returncode == 0:
        found = [ROOT / name for name in asked.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def named(*endings: str) -> list[Path]:
    """Return the kept files whose names end in one of `endings`."""
    return [path for path in files() if path.name.endswith(endings)]


def short(path: Path) -> str:
    """Return a path as one says it: from the project's folder."""
    return str(path.relative_to(ROOT))

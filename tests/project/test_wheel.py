"""A wheel built from this tree carries its assets and runs without Node."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project.tree import PACKAGE, ROOT

TRY = """
import re, sys
import django
django.setup()
import dueprocess
assert "unpacked" in dueprocess.__file__, dueprocess.__file__
from django.core.management import call_command
from django.test import Client
call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
client = Client(SERVER_NAME="localhost")
page = client.get("/account/sign-in/")
assert page.status_code == 200, page.status_code
assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.content.decode())
assert len(assets) >= 4, assets
for asset in assets:
    answer = client.get(asset)
    assert answer.status_code == 200, (asset, answer.status_code)
    assert "immutable" in answer.headers["Cache-Control"], asset
    assert len(b"".join(answer)) > 100, asset
verifier = client.get("/record/verify.py")
assert verifier.status_code == 200 and b"def main" in verifier.content
page = client.get("/record/verify.html")
assert page.status_code == 200 and b"</html>" in page.content
print(len(assets), "assets")
"""


@pytest.mark.slow
def test_a_wheel_serves_its_pages_by_itself(tmp_path: Path) -> None:
    if not (PACKAGE / "static" / "built" / "staticfiles.json").exists():
        pytest.fail("the assets are not built: run `python3 dev.py setup`")
    built = tmp_path / "dist"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = built.glob("*.whl")
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
        names = archive.namelist()
    assert any(name.endswith("static/built/staticfiles.json") for name in names)
    assert any(name.endswith(".woff2") for name in names)
    assert {"report.typ", "OFL.txt"} <= {Path(name).name for name in names if "/papers/" in name}
    assert sum(name.endswith(".ttf") for name in names) == 2
    assert any(name.endswith("entry_points.txt") for name in names)
    environment = {
        "PATH": str(tmp_path / "no-programs-here"),
        "PYTHONPATH": str(unpacked),
        "DUEPROCESS_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "dueprocess.conf.settings",
        "HOME": os.environ.get("HOME", str(tmp_path)),
    }
    done = subprocess.run(
        [sys.executable, "-c", TRY],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "assets" in done.stdout

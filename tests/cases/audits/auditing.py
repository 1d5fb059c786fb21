"""An accredited auditor, and what they are handed, checked as they would check it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from dueprocess.cases.audits import actions, package
from dueprocess.cases.audits.models import Draw
from dueprocess.kit import clock, zipping
from dueprocess.ledger import signer
from dueprocess.people import actions as register
from dueprocess.people.models import Accreditation, Power
from dueprocess.tlog import lot
from tests import world

VERIFIER = Path(__file__).parents[3] / "verifier" / "verify.py"
BODY = "Chamber of Auditors"
DUTY = "What I read I tell nobody but in my report, which names nobody."


def published() -> None:
    """Seal and publish what there is."""
    signer.seal()
    signer.beat(force=True)


def number(of: object = 0) -> bytes:
    """The auditor's number: the same in every run."""
    return hashlib.sha256(f"number {of}".encode()).digest()


def accredit(here: world.World, who: str = "auditor") -> Accreditation:
    """Accredit somebody from outside, as two people do it."""
    if who not in here.people:
        here.people[who] = world.person("Ravindra Eskildsen")
    if "appointer" not in here.people:
        here.people["appointer"] = world.person("Henrike Osei")
        register.grant(
            person=here["appointer"], power=Power.APPOINT, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    on = clock.now().date()
    asked = register.propose_auditor(
        person=here[who], body=BODY, duty=DUTY, from_on=on, until_on=on + timedelta(days=365),
        by=here["appointer"],
    )  # fmt: skip
    return register.sign_auditor(proposal=asked, by=here["overseer"])


def announce(here: world.World, accredited: Accreditation, **how: Any) -> Draw:
    """Announce a draw from all that was recorded until today."""
    today = clock.now().date()
    asked = {"first_on": date(2026, 1, 1), "last_on": today, "sample": 500, "whole": True, **how}
    asked.setdefault("seal", lot.seal(number()).hex())
    asked.setdefault("by", here["overseer"])
    return actions.announce(accreditation=accredited, **asked)


def unpacked(draw: Draw, folder: Path) -> Path:
    """What is handed over, in a folder."""
    data = b"".join(zipping.pieces(package.members(draw)))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder


def check(folder: Path, log: Path, *more: str) -> tuple[int, str]:
    """Check it with the single file, as a program."""
    words = ["openings", folder, "--log", log, "--policy", folder / "policy", *more]
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *map(str, words)], capture_output=True, text=True, check=False
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout

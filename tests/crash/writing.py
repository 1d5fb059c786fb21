"""Eight processes that write at once for a time, on dockets that they share, while the signer seals.

Every writer takes in complaints, writes messages, and acknowledges what is newest: of those who want to
acknowledge the same case on the strength of the same page, one may.
"""

import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connections

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Refused
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.kit.http import CROSSED
from dueprocess.ledger import signer
from tests.crash.killing import BREATH
from tests.crash.scenarios import Complaints
from tests.databases import in_child

WRITERS = 8
NEWEST = 6  # cases among which a writer chooses: few, so that they meet


@dataclass
class Written:
    """What the writers did together, and the keys of the entries that they were told are written."""

    counts: Counter[str] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    seals: int = 0


def write(scene: Complaints, *, seconds: float, folder: Path, seed: int) -> Written:
    """Let eight writers and the signer work for so long. Raises AssertionError for one that ended early."""
    connections.close_all()
    until = time.monotonic() + seconds
    children = [_fork(_writer, scene, folder / f"{n}", until, seed + n) for n in range(WRITERS)]
    children.append(_fork(_sealing, scene, folder / "signer", until, seed))
    failed = [number for number, pid in enumerate(children) if os.waitpid(pid, 0)[1]]
    found = Written()
    for path in sorted(folder.iterdir()):
        said = json.loads(path.read_text("utf-8") or "{}")
        if path.name == "signer":
            found.seals = said.get("seals", 0)
        found.counts.update(said.get("counts", {}))
        found.acknowledged += said.get("acknowledged", [])
        if "error" in said:
            raise AssertionError(f"{path.name}: {said['error']}")
    if failed:
        raise AssertionError(f"writers {failed} ended without a word")
    return found


def _fork(work, scene: Complaints, path: Path, until: float, seed: int) -> int:
    if pid := os.fork():
        return pid
    failed = 1
    try:
        in_child()
        try:
            said = work(scene, until, random.Random(seed))
        except BaseException as error:  # noqa: BLE001 (the parent reads what it was)
            said = {"error": f"{type(error).__name__}: {error}"}
        path.write_text(json.dumps(said), "utf-8")
        failed = 0
    finally:
        os._exit(failed)


def _writer(scene: Complaints, until: float, chance: random.Random) -> dict[str, object]:
    counts: Counter[str] = Counter()
    acknowledged: list[str] = []
    while time.monotonic() < until:
        time.sleep(BREATH)
        what = chance.choice(("complaints", "messages", "acknowledged", "acknowledged"))
        try:
            key = _one(scene, what, chance)
        except Refused as error:
            if error.code not in CROSSED:
                raise
            counts["conflicts"] += 1
            continue
        if key:
            counts[what] += 1
            acknowledged.append(key)
    return {"counts": counts, "acknowledged": acknowledged}


def _one(scene: Complaints, what: str, chance: random.Random) -> str:
    if what == "complaints":
        return str(scene.complain(clock.now(), f"Written {chance.random()}.").act.entry_id)
    newest = Docket.objects.filter(kind="case").order_by("-pk")[:NEWEST]
    docket = chance.choice(list(newest))
    if what == "messages":
        act = cases.send_message(docket=docket, by=Actor(key="c1"), text=f"{chance.random()}")
        return str(act.entry_id)
    if docket.acts.filter(name="acknowledge").exists():
        return ""
    time.sleep(chance.uniform(0, 0.02))  # somebody reads the page
    by = scene.world.actor("owner")
    act = take_step(docket=docket, step="acknowledge", by=by, at=clock.now(), length=docket.length)
    return str(act.entry_id)


def _sealing(_: Complaints, until: float, __: random.Random) -> dict[str, object]:
    seals = 0
    while time.monotonic() < until:
        signer.seal()
        seals += 1
        time.sleep(0.2)
    return {"seals": seals}

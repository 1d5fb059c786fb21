"""A case is handed over to somebody outside: the sealed copy opens with the passphrase that was shown, and is
checked with the verifier alone, offline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dueprocess.cases import figures
from dueprocess.core.errors import Refused
from dueprocess.docket.actions import propose, sign, take_step
from dueprocess.docket.models import Docket, Read
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger import signer
from tests import world
from tests.cases.test_splitting import FIRST, SPLITTING, sound, two
from tests.desk.conftest import signed_in
from tests.desk.working import text
from tests.ground import begin, own_folder

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify.py"


def handed_out(here: world.World) -> Docket:
    """A case with a file, handed over to an ombudsman by its secretary and an elder."""
    docket = two(here).docket
    elder = Vault.of(docket).local(here["elder_1"].pk)
    needs = Needs(
        act={"as": "secretary", "out": {"outside": True}, "countersigned": [{"by": elder, "as": "elder"}]},
        content={"reasons": "It is the ombudsman's.", "handed over to": "The ombudsman"},
    )
    waiting = propose(docket=docket, step="hand_over", by=here.actor("owner"), at=clock.now(), needs=needs)
    sign(proposal=waiting, by=here.actor("elder_1"))
    return world.fresh(docket)


def verifier(folder: Path, *words: object) -> tuple[int, str]:
    """Run the single file as its users do, in that folder."""
    command = [sys.executable, "-I", str(VERIFIER), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_the_copy_opens_with_its_passphrase_and_is_checked_offline(
    db_fresh: None, tmp_path: Path, settings: Any
) -> None:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        begin(settings, origin="tests.invalid")
        here = world.federation(SPLITTING)
        docket = handed_out(here)
        client, address = signed_in(here["owner"]), f"/desk/cases/{docket.number}/package/"
        assert "The ombudsman" in text(client.get(f"/desk/cases/{docket.number}/"))
        page = client.get(address)
        code = {"passphrase": page.context["passphrase"]}
        assert client.post(address, code).status_code == 403  # the signer has not sealed it yet
        signer.seal()
        signer.beat(force=True)
        taken = client.post(address, code)
        data = b"".join(taken.streaming_content)
        assert client.post(address, {"passphrase": "guessed"}).status_code == 404
        assert Read.objects.filter(docket=docket, what="package taken").exists()
        assert signed_in(here["respondent"]).get(address).status_code == 404
        assert signed_in(here["overseer"]).get(address).status_code == 404  # who only looks on takes none out
        sound(docket)
    assert FIRST.encode() not in data
    assert b"minutes" not in data
    (tmp_path / "case.dpp").write_bytes(data)
    (tmp_path / "wrong").write_text("0000-0000")
    (tmp_path / "right").write_text(code["passphrase"].lower().replace("0", "o").replace("1", "l"))
    assert verifier(tmp_path, "unpack", "case.dpp", "no", "--passphrase-file", "wrong")[0] == 1
    done, said = verifier(tmp_path, "unpack", "case.dpp", "case", "--passphrase-file", "right")
    assert (done, said[:6]) == (0, "OPENED"), said
    folder = tmp_path / "case"
    assert FIRST in (folder / "case.json").read_text()
    assert (folder / "files" / "1-1-minutes.txt").read_bytes() == b"The minutes of the meeting."
    proofs = sorted(folder.glob("proofs/*.tlog-proof"))
    check = ("docket", *proofs, "--files", "files", "--policy", "policy")
    done, said = verifier(folder, *check)
    assert (done, said[:8]) == (0, "VERIFIED"), said
    assert "1 attached files are those" in said
    assert all(
        word in (folder / "README.txt").read_text() for word in ("docket", "--files files", proofs[0].name)
    )
    opened = ("--opening", proofs[0].with_suffix(".opening"), "--log", tmp_path / "var" / "record")
    done, said = verifier(folder, "receipt", proofs[0], *opened, "--policy", "policy")
    assert (done, said[:8]) == (0, "VERIFIED"), said
    (folder / "files" / "1-1-minutes.txt").write_bytes(b"Other minutes.")
    done, said = verifier(folder, *check)
    assert (done, said.splitlines()[0]) == (1, "NOT VERIFIED: files")


@pytest.fixture
def federation(db: None) -> Any:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING)
    with clock.frozen(world.MONDAY):
        yield built


def test_it_is_closed_counted_and_still_open_to_its_parties(federation: world.World) -> None:
    docket = handed_out(federation)
    assert not docket.is_open
    assert docket.parties.count() == 3
    assert Docket.objects.count() == 1
    tally, _ = figures.tally(ZoneInfo("Europe/London"))
    assert (tally.care().handed_over, tally.split) == (1, 0)
    sound(docket)


def test_nobody_hands_a_case_over_alone(db: None) -> None:
    alone = SPLITTING.replace('countersigned_by = ["elder"]\n', "")
    with clock.frozen(world.MONDAY):
        here = world.federation(alone)
        docket = two(here).docket
        needs = Needs(act={"as": "secretary", "out": {"outside": True}}, content={"reasons": "It is theirs."})
        with pytest.raises(Refused) as refused:
            take_step(docket=docket, step="hand_over", by=here.actor("owner"), at=clock.now(), needs=needs)
    assert refused.value.code == "second_person"
    assert world.fresh(docket).is_open


def test_nothing_is_taken_out_of_a_case_that_was_not_handed_over(federation: world.World) -> None:
    docket = two(federation).docket
    page = signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/package/")
    assert page.status_code == 404

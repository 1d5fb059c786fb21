"""Our log witness before clients and beside a witness that others wrote."""

import base64
import json
from pathlib import Path

import metamorphic_log
import pytest
import witness_log

from dueprocess.tlog import note, tree, witness
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.policy import Log
from dueprocess.tlog.witness import Request
from dueprocess.witness.cosigning import Cosigner
from dueprocess.witness.folder import Folder
from tests.tlog.published import LOG_KEY, ORIGIN, seeded_key
from tests.witness.scene import day_of
from tests.witness.serving import serving

NAME = "elm.example/witness"

# The example of a request in c2sp.org/tlog-witness, byte for byte.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501


def test_the_example_of_the_standard_is_read_and_written_alike(tmp_path: Path) -> None:
    asked = Request.parse(EXAMPLE.encode())
    assert asked.to_bytes() == EXAMPLE.encode()
    assert (asked.old, len(asked.proof)) == (20852014, 4)
    folder = Folder(tmp_path / "w")
    folder.make_key(NAME)
    folder.watch([Log(LOG_KEY.verifier)], 0.0)
    assert Cosigner(folder).answer(EXAMPLE.encode(), 1.0).status == 404
    folder.watch([Log(seeded_key("example.com/behind-the-sofa").verifier)], 0.0)
    assert Cosigner(folder).answer(EXAMPLE.encode(), 1.0).status == 403


def test_a_client_of_others_has_its_log_cosigned_over_http(tmp_path: Path) -> None:
    """PyPI witness-log submits as it does to every witness, and accepts what ours answers."""
    log = witness_log.WitnessLog.generate()
    folder = Folder(tmp_path / "w")
    key = folder.make_key(NAME)
    origin = log.canonical_origin()
    with serving(folder.path, "--log", log.c2sp_vkey(origin)) as served:
        entry = witness_log.witness_entry_independent(NAME, "Elm", served.url, key.public.hex())
        directory = {"witnesses": [json.loads(entry)]}
        state = str(tmp_path / "state.json")
        for count in (1, 4, 700):
            for number in range(count):
                log.append_memory(b"%d" % number)
            done = witness_log.submit_round(log, directory, state)
            assert [each["status"] for each in done.outcomes] == [200], done.outcomes
            assert Folder(folder.path).state(origin).size == log.tree_size()
        # and it is told the size where it forgot it
        Path(state).unlink()
        log.append_memory(b"more")
        done = witness_log.submit_round(log, directory, state)
        assert [each["status"] for each in done.outcomes] == [200], done.outcomes


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300])
def test_a_cosignature_of_ours_is_valid_to_a_verifier_of_others(tmp_path: Path, size: int) -> None:
    folder = Folder(tmp_path / "w")
    key = folder.make_key(NAME)
    folder.watch([Log(LOG_KEY.verifier)], 0.0)
    hashes = tree.Levels(tree.leaf_hash(item) for item in day_of(size))
    signed = Checkpoint(ORIGIN, size, tree.root(size, hashes)).sign(LOG_KEY).to_bytes()
    answer = Cosigner(folder).answer(witness.request(0, signed, hashes).to_bytes(), 1_770_000_000.0)
    whole = (signed + answer.body).decode()
    assert metamorphic_log.verify_signed_note(whole, [str(LOG_KEY.verifier)]) == 1
    head = metamorphic_log.checkpoint_verify(whole, [str(LOG_KEY.verifier)])
    assert head.size == size
    text = note.Note.parse(signed).text
    assert note.Note.parse(whole.encode()).verify([key]) == {key: 1_770_000_000}
    line = answer.body.decode().split(" ")[2]
    assert base64.b64decode(line)[:4] == key.id
    assert note.cosigned(text, 1_770_000_000).startswith(
        b"cosignature/v1\ntime 1770000000\n" + ORIGIN.encode()
    )


def test_a_log_of_others_may_add_lines_to_its_checkpoint(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "w")
    key = folder.make_key(NAME)
    folder.watch([Log(LOG_KEY.verifier)], 0.0)
    text = Checkpoint(ORIGIN, 1, tree.leaf_hash(b"one")).text() + b"Timestamp: 1770000000\n"
    signed = note.sign(text, LOG_KEY).to_bytes()
    cosigner = Cosigner(folder)
    answer = cosigner.answer(Request(0, (), signed).to_bytes(), 1_770_000_000.0)
    assert answer.status == 200
    assert note.Note.parse(signed + answer.body).verify([key]) == {key: 1_770_000_000}
    assert folder.state(ORIGIN).signed.encode() == signed
    empty = (
        note.Note(text, note.Note.parse(signed).signatures).to_bytes().replace(b"Timestamp", b"\nTimestamp")
    )
    assert cosigner.answer(Request(1, (), signed).to_bytes().replace(signed, empty), 1.0).status == 400


def test_ours_and_a_witness_of_others_answer_alike(tmp_path: Path) -> None:
    """The same requests in the same order, honest and not, to both."""
    folder = Folder(tmp_path / "w")
    folder.make_key(NAME)
    folder.watch([Log(LOG_KEY.verifier)], 0.0)
    ours = Cosigner(folder)
    theirs = witness_log.WitnessService.new("oak.example/witness", b"9" * 32)
    assert theirs.add_log(ORIGIN, str(LOG_KEY.verifier))
    hashes = tree.Levels(tree.leaf_hash(item) for item in day_of(300))

    def signed(size: int, root: bytes | None = None) -> bytes:
        return Checkpoint(ORIGIN, size, root or tree.root(size, hashes)).sign(LOG_KEY).to_bytes()

    stranger = Checkpoint("other.example", 3, bytes(32)).sign(seeded_key("other.example")).to_bytes()
    forged = Checkpoint(ORIGIN, 3, bytes(32)).sign(seeded_key(ORIGIN, seed=2)).to_bytes()
    honest = witness.request(100, signed(200), hashes)
    asked = [
        (Request(0, (), stranger).to_bytes(), 404),
        (Request(0, (), forged).to_bytes(), 403),
        (witness.request(0, signed(100), hashes).to_bytes(), 200),
        (witness.request(0, signed(200), hashes).to_bytes(), 409),
        (Request(100, honest.proof[:-1], honest.checkpoint).to_bytes(), 422),
        (Request(100, (), signed(50)).to_bytes(), 400),
        (honest.to_bytes(), 200),
        (Request(200, (), signed(200)).to_bytes(), 200),
        (witness.request(100, signed(150), hashes).to_bytes(), 409),
        (b"nonsense\n\n" + signed(250), 400),
    ]
    for body, status in asked:
        answer = ours.answer(body, 1_770_000_000.0)
        found, kind, text = theirs.handle_add_checkpoint_http(body.decode(), 1_770_000_000)
        assert (answer.status, found) == (status, status), json.dumps(text)
        if status == 409:
            assert (answer.content_type, answer.body.decode()) == (kind, text)

"""Our log before witnesses of ours: programs of their own, asked over HTTP, as outside bodies run them."""

import json
import shutil
from pathlib import Path

import pytest

from dueprocess.core.errors import Refused
from dueprocess.ledger import actions, doctor, extracts, places, policy, quorum, signer
from dueprocess.ledger.signer import state as memory
from dueprocess.tlog import reader, verify
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.policy import Policy as Trust
from dueprocess.witness.folder import Folder
from tests.ground import some
from tests.tlog.published import seeded_key
from tests.witness import program
from tests.witness.serving import Served, serving

ORIGIN = "log.example/record"


def trust() -> Trust:
    return Trust.parse(places.policy().read_bytes())


def listed(*organisations: tuple[str, str, str], wanted: int | None = None) -> bytes:
    return quorum.over(trust(), organisations, wanted).to_bytes()


def adopt(content: bytes) -> None:
    actions.change_policy(rules=policy.current(), witnesses=content, reason="M", by="board")


def key_of(served: Served) -> str:
    return str(Folder(served.folder).signers()[-1].verifier)


@pytest.fixture
def two(log: Path, tmp_path: Path):
    """Two organisations that watch this log, each with a full copy."""
    places_of = []
    for name in ("press", "union"):
        folder = Folder(tmp_path / name)
        folder.make_key(f"{name}.example/witness")
        places_of.append(folder.path)
    words = ("--log", memory.public_key(), places.record(), "--mirror", "--every", "0.2")
    with serving(places_of[0], *words) as press, serving(places_of[1], *words) as union:
        adopt(listed(("press", key_of(press), press.url), ("union", key_of(union), union.url)))
        yield press, union


def beat(count: int = 3) -> object:
    some(count)
    signer.seal()
    return signer.beat(force=True)


def test_both_cosign_and_the_record_verifies_under_the_quorum(two):
    for _ in range(3):
        beat(200)
    report = verify.log(reader.Folder(places.record()), trust())
    assert (report.size, set(report.times)) == (602, {"press", "union"})
    inside = extracts.inside()
    assert inside is not None
    assert [(each.name, each.size, each.why, each.missed) for each in inside.witnesses] == [
        ("press", 602, "", 0), ("union", 602, "", 0),
    ]  # fmt: skip
    for served in two:
        assert Folder(served.folder).state(ORIGIN).size == 602
        assert program.run("check", served.folder, cwd=served.folder)[0] == 0
        copy = Folder(served.folder).mirror(ORIGIN)
        wait_for(
            lambda copy=copy: (
                (copy / "checkpoint").exists() and b"\n602\n" in (copy / "checkpoint").read_bytes()
            )
        )
        assert verify.log(reader.Folder(copy), trust()).size == 602


def wait_for(what):
    import time

    until = time.monotonic() + 15
    while not what():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.05)


def test_a_witness_that_is_away_is_named_everywhere_until_it_is_back(log, tmp_path):
    folder = Folder(tmp_path / "press")
    folder.make_key("press.example/witness")
    words = ("--log", memory.public_key(), places.record())
    away = str(seeded_key("union.example/witness", 4).verifier)
    with serving(folder.path, *words) as press:
        adopt(listed(("press", key_of(press), press.url), ("union", away, "http://127.0.0.1:1/"), wanted=1))
        for missed in (1, 2, 3):
            beat()
            [_, union] = extracts.inside().witnesses
            assert (union.missed, union.silent, union.at) == (missed, missed == 3, None)
            assert "cannot be reached" in union.why
        found = {f.what.split(":")[0]: f.health for f in doctor.findings() if f.what.startswith("witness")}
        assert found == {"witness press": doctor.Health.OK, "witness union": doctor.Health.FAIL}
        record = extracts.record()
        assert (record.needed, record.organisations, record.met) == (1, 2, True)
        assert [(each.name, each.size, each.current) for each in record.witnesses] == [
            ("press", 11, True), ("union", 0, False),
        ]  # fmt: skip
        one = signer.Signer()
        one.step()
        assert one.doing.endswith("without the witnesses union")


def test_the_doctor_misses_witnesses_where_none_is_asked(log):
    signer.seal()
    signer.beat()
    [found] = [each for each in doctor.findings() if "no outside witness" in each.what]
    assert found.health == doctor.Health.LOOK


def test_what_an_absent_witness_saw_last_is_read_from_our_checkpoints(two):
    beat()
    names = zip(("press", "union"), two, strict=True)
    adopt(listed(*[(name, key_of(each), each.url) for name, each in names], wanted=1))
    two[1].end()
    beat()
    beat()
    press, union = extracts.record().witnesses
    assert (press.size, press.current) == (12, True)
    assert (union.size, union.current) == (5, False)
    assert union.cosigned_at <= press.cosigned_at
    assert union.organisation == "union"


# ── attacks 9 and 18: everything here is set back, the signer's memory too ──────────────────────────────────


@pytest.mark.parametrize("off", [False, True], ids=["caught", "switched-off"])
def test_a_signer_set_back_with_its_memory_is_caught_by_the_witnesses(two, off, tmp_path):
    beat()
    kept = tmp_path / "kept"
    shutil.copytree(places.signer(), kept)
    old = {path: path.read_bytes() for path in places.sealed().rglob("*") if path.is_file()}
    beat(5)
    assert Folder(two[0].folder).state(ORIGIN).size == 10
    shutil.rmtree(places.signer())
    kept.rename(places.signer())
    shutil.rmtree(places.sealed())
    for path, content in old.items():
        places.write(path, content)
    if off:
        assert isinstance(signer.beat(force=True, without=frozenset({"witness"})), signer.Waiting)
        assert signer.load().frozen is None
        return
    with pytest.raises(signer.Frozen) as caught:
        signer.beat(force=True)
    assert caught.value.check == "witness"
    assert "10 entries" in caught.value.reason
    with pytest.raises(signer.Frozen):
        signer.seal()
    assert any(f.health == doctor.Health.FAIL and "frozen (witness)" in f.what for f in doctor.findings())
    signer.resume()  # the database was not set back: it holds all that was cosigned
    assert signer.beat(force=True).size == 10


def test_an_honest_log_is_not_frozen_by_its_witnesses(two):
    beat()
    path = places.signer() / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"witnesses": {}}))  # only that was forgotten
    assert beat().size == 8


# ── keys of a witness that change ───────────────────────────────────────────────────────────────────────────


def test_a_witness_changes_its_key_while_the_record_goes_on(log, tmp_path):
    folder = Folder(tmp_path / "press")
    folder.make_key("press.example/witness")
    words = ("--log", memory.public_key(), places.record())
    with serving(folder.path, *words) as press:
        old = key_of(press)
        adopt(listed(("press", old, press.url)))
        beat()
    rotate = ("keys", folder.path, "--name", "press.example/witness", "--rotate")
    assert program.run(*rotate, cwd=tmp_path)[0] == 0
    new = next(str(key.verifier) for key in folder.signers() if str(key.verifier) != old)
    with serving(folder.path) as press:
        adopt(trust().to_bytes().replace(press_url(), press.url.encode()))
        beat()  # the list still names the old key only
        both = quorum.over(trust(), [("press", old, press.url), ("press", new, press.url)], None)
        adopt(both.to_bytes())
        assert both.witnesses.keys() == {"press-1", "press-2"}
        beat()
        assert verify.log(reader.Folder(places.record()), trust()).times.keys() == {"press-1", "press-2"}
        assert [each.organisation for each in extracts.record().witnesses] == ["press", "press"]
    assert program.run("keys", folder.path, "--retire", old.split("+")[1], cwd=tmp_path)[0] == 0
    with serving(folder.path) as press:
        adopt(trust().to_bytes().replace(press_url(), press.url.encode()))
        beat()
        report = verify.log(reader.Folder(places.record()), trust())
        assert report.times.keys() == {"press-2"}
        asked = {each.name: each.why for each in extracts.inside().witnesses}
        assert asked == {"press-1": "it did not sign with this key", "press-2": ""}


def press_url() -> bytes:
    return next(iter(trust().witnesses.values())).url.encode()


# ── the list of keys ────────────────────────────────────────────────────────────────────────────────────────


def vkey(name: str, seed: int = 1) -> str:
    return str(seeded_key(name, 4, seed).verifier)


def test_a_quorum_counts_organisations_not_keys(log):
    made = quorum.over(
        trust(),
        [
            ("press", vkey("press.example/a"), "https://press.example/w"),
            ("press", vkey("press.example/b"), ""),
            ("union", vkey("union.example/w"), ""),
        ],
    )
    assert not made.satisfied(["press-1", "press-2"])
    assert made.satisfied(["press-2", "union"])
    assert made.organisation("press-1") == made.organisation("press-2") == "press"
    assert made.organisation("union") == "union"


@pytest.mark.parametrize(
    "lines",
    [
        "witness a {a}\nwitness b {b}\ngroup q 2 a b\nquorum q\n",
        "witness a {a}\nwitness b {b}\nwitness c {c}\ngroup one all a b\ngroup q 2 one c\nquorum q\n",
        "witness a {a}\nwitness b {b}\nwitness c {c}\ngroup one any a c\ngroup q 2 one b\nquorum q\n",
        "witness a {own}\nwitness c {c}\ngroup q any a c\nquorum q\n",
        "witness a {own}\nquorum a\n",
        "witness a {a}\nwitness d {dot}\ngroup q 2 a d\nquorum q\n",
        "witness a {a}\nwitness s {sub}\ngroup q 2 a s\nquorum q\n",
        "witness c {c}\nwitness w {beneath}\ngroup q 2 c w\nquorum q\n",
        "witness c {c}\nwitness w {above}\ngroup q any c w\nquorum q\n",
    ],
)
def test_a_list_in_which_an_organisation_counts_twice_is_refused(log, lines):
    content = f"log {memory.public_key()}\n" + lines.format(
        a=vkey("press.example/a"),
        b=vkey("Press.example:8443/b"),
        c=vkey("union.example"),
        own=vkey("log.example/w"),
        dot=vkey("press.example./b"),
        sub=vkey("log.press.example/b"),
        beneath=vkey("witness.log.example"),
        above=vkey("example"),
    )
    before = places.policy().read_bytes()
    with pytest.raises(Refused, match="example"):
        adopt(content.encode())
    assert places.policy().read_bytes() == before
    assert extracts.record().policy.encode() == before


def test_organisations_that_are_different_are_accepted(log):
    keys = [("a", "press.example/a"), ("b", "press.example/b"), ("c", "union.example")]
    lines = [f"log {memory.public_key()}", *(f"witness {name} {vkey(key)}" for name, key in keys)]
    adopt(("\n".join([*lines, "group one any a b", "group q all one c", "quorum q"]) + "\n").encode())


def test_a_list_that_cannot_be_is_refused(log):
    press = ("press", vkey("press.example/a"), "")
    for organisations, wanted in (([], None), ([press], 2), ([press], 0), ([("two words", press[1], "")], 1)):
        with pytest.raises(BadBytes):
            quorum.over(trust(), organisations, wanted)
    with pytest.raises(BadBytes):
        quorum.over(trust(), [("press", memory.public_key(), "")], 1)

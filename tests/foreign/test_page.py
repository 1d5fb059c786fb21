"""The checks of `verifier/verify.html`, a third writing of the reference beside `verify.py`, a second one.
Both give the same verdict, name and place, on honest, attacked and damaged files.

That the page shows it in a real browser is tests/journeys/test_verifier_page.py.
"""

import hashlib
import io
import json
import random
import re
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import entry, opening, tree, verify
from tests.effort import brief, examples, seeds
from tests.foreign.page import Page, Refused, running
from tests.tlog import reported
from tests.tlog.attacks import ATTACKS, VICTIM, Attack, Scene, honest
from tests.tlog.published import Published, publish, two_of_three
from tests.tlog.test_damage import Memory, judge_otherwise, other
from tests.tlog.test_vectors import OWN

PAGE = Path(__file__).parents[2] / "verifier" / "verify.html"
TRUSTED = two_of_three().to_bytes()
COMMANDS = ["log", "dates", "receipt", "docket", "stats"]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with running() as found:
        yield found


def job(scene: Scene) -> dict[str, Any]:
    """What somebody who looks at this scene gives the page."""
    asked: dict[str, Any] = {"policy": scene.policy, "maxAge": scene.max_age, "now": scene.now}
    match scene.command:
        case "log" | "dates":
            known = [{"name": f"known{number}", "data": data} for number, data in enumerate(scene.known)]
            asked |= {"files": scene.log.files(), "known": known}
        case "receipt":
            opened = [item.to_bytes() for data, item in scene.acts if data == scene.log.entries[VICTIM]]
            asked["proofs"] = [{"name": "a.tlog-proof", "data": scene.receipt or scene.proof(VICTIM)}]
            asked["openings"] = [{"name": "b.opening", "data": data} for data in opened]
        case "docket":
            asked |= {"proofs": [], "openings": []}
            for data, item in reversed(scene.acts):  # the page puts them in their order
                index = scene.log.entries.index(data)
                asked["proofs"].append({"name": f"act{index}.tlog-proof", "data": scene.proof(index)})
                asked["openings"].append({"name": f"act{index}.opening", "data": item.to_bytes()})
        case "stats":
            asked |= {"files": scene.log.files(), "everyReport": not scene.receipt}
            asked["reports"] = [{"name": "report.json", "data": scene.receipt}] if scene.receipt else []
    return asked


def control(command: str, folder: Path) -> Scene:
    """An honest log with what its readers hold."""
    scene = reported.honest(folder) if command == "stats" else honest(folder)
    scene.command = command
    scene.known = scene.log.notes if command == "log" else []
    return scene


@pytest.mark.parametrize("command", COMMANDS)
def test_the_honest_log_passes(command: str, page: Page, tmp_path: Path) -> None:
    found = page.judge(**job(control(command, tmp_path / "log")))
    assert found["failed"] is None
    assert len(found["passed"]) > 4


@pytest.mark.parametrize(
    "attack", [*ATTACKS, *reported.ATTACKS], ids=lambda attack: f"{attack.number}-{attack.act.__name__}"
)
def test_an_attack_is_caught_by_the_check_that_is_named(attack: Attack, page: Page, tmp_path: Path) -> None:
    scene = (reported.honest if attack in reported.ATTACKS else honest)(tmp_path / "log")
    attack.act(scene)
    found = page.judge(**job(scene))
    assert found["failed"]["check"] == attack.check
    assert attack.check not in found["passed"]


@pytest.mark.parametrize("name", reported.MALFORMED)
def test_what_is_no_report_is_refused(name: str, page: Page, tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    scene.receipt = reported.malformed(name)
    assert page.verdict(**job(scene))[0] == "report-format"


# ── the tables ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_tables_are_those_of_the_other_verifier(page: Page) -> None:
    found = page.ask("constants")
    assert found["names"] == list(other.TYPES)
    for name in other.TYPES:
        assert page.ask("pattern", name) == other.pattern(name).decode()
    assert {**found["checks"], **found["report"]} == {
        name: what for name, what in verify.CHECKS.items() if name != "consistency"
    }
    assert found["definitions"] == other.DEFINITIONS


def test_entries_and_hashes_are_what_they_always_were(page: Page) -> None:
    for case in OWN["entries"]:
        assert page.ask("checkEntry", case["bytes"]) == list(entry.TYPES).index(case["type"])
        assert page.ask("leaf", case["bytes"].encode()).hex() == case["leaf"]
    for case in OWN["not_entries"]:
        with pytest.raises(Refused):
            page.ask("checkEntry", case.encode().decode("latin-1"))
    for size, expected in OWN["roots"].items():
        leaves = b"".join(tree.leaf_hash(str(number).encode()) for number in range(int(size)))
        assert page.ask("treeRoot", leaves).hex() == expected
    assert page.verdict(policy=OWN["policy"].encode(), proofs=[{"name": "a", "data": OWN["proof"].encode()}])[
        0
    ] == ("verified")


def test_the_pages_policy_names_each_of_its_scripts_and_styles() -> None:
    text = PAGE.read_text()
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        named = re.findall(r"'(sha256-[^']+)'", text.split(directive)[1].split(";")[0])
        held = re.findall(rf"<{tag}(?: id=\"core\")?>(.*?)</{tag}>", text, re.DOTALL)
        digests = [hashlib.sha256(each.encode()).digest() for each in held]
        assert named == [f"sha256-{b64encode(digest).decode()}" for digest in digests]


def test_both_know_the_same_calendar(page: Page) -> None:
    @brief(200)
    @given(st.from_regex(other.PERIOD.decode(), fullmatch=True))
    def compare(text: str) -> None:
        compare_spans(page, text)

    compare()
    for text in (
        "2026-W53",
        "2020-W53",
        "0000-01",
        "0001-01-01",
        "9999-12",
        "9999-W52",
        "2028-02-29",
        "2027-02-29",
    ):
        compare_spans(page, text)


def compare_spans(page: Page, text: str) -> None:
    try:
        first, last = other.span(text)
        expected = [(first - date(1970, 1, 1)).days, (last - date(1970, 1, 1)).days]
    except other.Bad:
        expected = []
    try:
        found = page.ask("span", text)
    except Refused:
        found = []
    assert found == expected, text


# ── hashes and signatures ───────────────────────────────────────────────────────────────────────────────────

# RFC 8032 s7.1, tests 1 to 3: public key and message (- for none), and the two halves of the signature.
RFC_8032 = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a -
e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c 72
92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025 af82
6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
"""
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("function", ["ed25519", "ed25519Slow"])
def test_signatures_are_those_of_the_standard(function: str, page: Page) -> None:
    lines = RFC_8032.split("\n")[1:-1]
    for at in range(0, len(lines), 3):
        public, said = (bytes.fromhex(text.strip("-")) for text in lines[at].split(" "))
        good = bytes.fromhex(lines[at + 1] + lines[at + 2])
        assert page.ask(function, public, said, good)
        assert not page.ask(function, public, said + b".", good)
        for place in (0, 31, 32, 63):
            bad = bytearray(good)
            bad[place] ^= 1
            assert not page.ask(function, public, said, bad)
        # RFC 8032 s5.1.7: what is above the order is refused, or a signature would have a second form.
        high = int.from_bytes(good[32:], "little") + ORDER
        assert not page.ask(function, public, said, good[:32] + high.to_bytes(32, "little"))
        assert not page.ask(function, b"\xff" * 32, said, good)


def test_our_own_arithmetic_agrees_with_the_library(page: Page) -> None:
    chosen = random.Random(7)
    for _ in range(examples(8)):
        key = Ed25519PrivateKey.from_private_bytes(chosen.randbytes(32))
        message = chosen.randbytes(chosen.randrange(200))
        assert page.ask("ed25519Slow", key.public_key().public_bytes_raw(), message, key.sign(message))


def test_hashes_are_those_of_the_standard(page: Page) -> None:
    chosen = random.Random(8)
    for length in [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000, 200_000]:
        content = chosen.randbytes(length)
        assert page.ask("sha256", content) == hashlib.sha256(content).digest()
        assert page.ask("sha512Slow", content) == hashlib.sha512(content).digest()


def test_without_the_browsers_cryptography_the_verdicts_are_the_same(tmp_path: Path) -> None:
    """A page that is not served securely has none."""
    with running(bare=True) as page:
        scene = honest(tmp_path / "log")
        assert page.verdict(**job(scene)) == ("verified", "")
        data = bytearray(scene.log.read("checkpoint"))
        data[-20] ^= 1
        scene.log.write("checkpoint", bytes(data))
        expected = judge_otherwise(Memory(scene.log), scene.policy)
        assert page.verdict(**job(scene)) == expected
        assert expected[0] in ("cosignature", "checkpoint-format")


# ── damage, by chance ───────────────────────────────────────────────────────────────────────────────────────


def damaged(data: bytes, chosen: random.Random) -> bytes:
    """The same bytes but for one."""
    found = bytearray(data)
    match chosen.randrange(4):
        case 0 if found:
            found[chosen.randrange(len(found))] ^= chosen.randrange(1, 256)
        case 1 if found:
            del found[chosen.randrange(len(found))]
        case 2 if found:
            del found[chosen.randrange(len(found)) :]
        case _:
            found.insert(chosen.randrange(len(found) + 1), chosen.choice(b'0 \n+={}",A\xc3\t\x85'))
    return bytes(found)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish(tmp_path_factory.mktemp("log"), 600, step=200)


@pytest.mark.parametrize("seed", seeds(60))
def test_both_find_the_same_damage_in_a_log(seed: int, page: Page, whole: Published) -> None:
    chosen = random.Random(seed)
    files = whole.files()
    path = chosen.choice(sorted(files))
    match chosen.randrange(8):
        case 0:
            changed: dict[str, bytes | None] = {path: None}
        case 1:
            changed = {path: files[chosen.choice(sorted(files))]}
        case _:
            changed = {path: damaged(files[path], chosen)}
    log = Memory(whole, changed)
    there = {name: data for name, data in log.files.items() if data is not None}
    known = [{"name": "kept", "data": whole.notes[0]}]
    expected = judge_otherwise(log, TRUSTED, [whole.notes[0]])
    assert page.verdict(policy=TRUSTED, files=there, known=known) == expected, (path, changed)


def test_both_verify_logs_of_every_shape(page: Page, tmp_path: Path) -> None:
    for size in (0, 1, 2, 255, 256, 257, 511, 512, 513):
        made = publish(tmp_path / str(size), size, step=max(size // 3, 1))
        assert page.verdict(policy=TRUSTED, files=made.files()) == ("verified", "")


def test_hashes_alone_are_verified_where_that_is_asked(page: Page, whole: Published) -> None:
    hashes = {path: data for path, data in whole.files().items() if "entries" not in path}
    assert page.verdict(policy=TRUSTED, files=hashes)[0] == "contiguity"
    found = page.judge(policy=TRUSTED, files=hashes, hashesOnly=True)
    assert found["failed"] is None
    assert "leaf" not in found["passed"]
    hashes["tile/0/000"] = b"\1" + hashes["tile/0/000"][1:]
    assert page.verdict(policy=TRUSTED, files=hashes, hashesOnly=True)[0] == "tile"


def test_a_deleted_partial_tile_is_read_from_the_full_one(page: Page, tmp_path: Path) -> None:
    made = publish(tmp_path, 600, step=300)
    old = {"checkpoint": made.notes[0], "checkpoints": made.notes[0]}
    first = {path: data for path, data in made.files().items() if "1.p/44" not in path} | old
    assert page.verdict(policy=TRUSTED, files=first) == ("verified", "")


@pytest.mark.parametrize("seed", seeds(60))
def test_both_refuse_the_same_proofs_and_openings(seed: int, page: Page, tmp_path: Path) -> None:
    chosen = random.Random(seed)
    scene = honest(tmp_path / "log")
    proof, opened = scene.proof(VICTIM), scene.acts[1][1].to_bytes()
    if seed % 2:
        proof = damaged(proof, chosen)
    else:
        opened = damaged(opened, chosen)
    try:
        _, _, data = other.verify_receipt(proof, other.Policy(scene.policy))
        other.verify_opening(opened, data)
        expected = ("verified", "")
    except other.Failed as failed:
        expected = (failed.check, failed.where)
    pair = {"proofs": [{"name": "a", "data": proof}], "openings": [{"name": "a", "data": opened}]}
    assert page.verdict(policy=scene.policy, **pair) == expected, (proof, opened)


def both_read(page: Page, policy: bytes) -> None:
    """Fail where one reads this policy and the other does not."""
    try:
        expected: str | None = other.Policy(policy).quorum
    except other.Bad:
        expected = None
    try:
        found = page.ask("readPolicy", policy)
    except Refused:
        found = None
    assert found == expected, policy


@pytest.mark.parametrize("seed", seeds(60))
def test_both_read_the_same_policies(seed: int, page: Page) -> None:
    chosen = random.Random(seed)
    data = bytearray(TRUSTED)
    data[chosen.randrange(len(data))] = chosen.choice(b" \n\t#+a0\x00\xc3\x7f")
    both_read(page, bytes(data))


ODD_NAMES = [
    "a\u00a0b",
    "a\u0085b",
    "a\ufeffb",
    "a\u200bb",
    "ä",
    "a\u3000b",
    "🜂",
    "a\u2028b",
    "a+b",
    "a b",
    "é",
]


def test_both_allow_the_same_names(page: Page) -> None:
    for name in ODD_NAMES:
        public = b"\1" + b"7" * 32
        id_ = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
        key = f"{name}+{id_}+{b64encode(public).decode()}"
        both_read(page, f"log {key}\nquorum none\n".encode())


# Written otherwise, each the same value to some reader: only one form is allowed.
OTHERWISE: dict[str, tuple[bytes, bytes]] = {
    "a key twice": (b'"v":1', b'"v":1,"v":1'),
    "a fraction": (b'"s":1', b'"s":1.0'),
    "an exponent": (b'"s":1', b'"s":1e0'),
    "minus nought": (b'"s":1', b'"s":-0'),
    "a sign": (b'"s":1', b'"s":+1'),
    "a leading nought": (b'"s":1', b'"s":01'),
    "a number beyond 2^53": (b'"s":1', b'"s":9007199254740992'),
    "no number": (b'"s":1', b'"s":NaN'),
    "a space": (b'"v":1', b'"v": 1'),
    "an order": (b'"c":"x","f"', b'"f":{},"c":"x","g"'),
    "an escape without need": (b'"x"', b'"\\u0078"'),
    "half a letter": (b'"x"', b'"\\ud800"'),
    "another normal form": (b'"x"', '"e\u0301"'.encode()),
    "a key that is not ASCII": (b'"c"', '"ä"'.encode()),
    "a byte order mark": (b'{"fields"', b'\xef\xbb\xbf{"fields"'),
    "not UTF-8": (b'"x"', b'"\xff"'),
    "a comment": (b'"v":1', b'"v":1/**/'),
    "a comma too many": (b'"v":1', b'"v":1,'),
    "a newline after it": (b'"v":1}', b'"v":1}\n'),
    "nothing": (b'"v":1', b'"v":null'),
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_an_opening_has_one_form(name: str, page: Page, tmp_path: Path) -> None:
    item = opening.Field("ä", b"1" * 32)
    payload = {"c": "x", "f": {"text": item.commitment().hex()}, "s": 1}
    opened = opening.Opening(payload, b"2" * 32, {"text": item})
    data = entry.encode("act", {"cm": entry.commit(payload, opened.salt), "d": "2026-03-02"})
    good = opened.to_bytes()
    assert page.ask("verifyOpening", good, data)["payload"] == payload
    before, after = OTHERWISE[name]
    assert before in good
    bad = good.replace(before, after)
    with pytest.raises(Refused) as refused:
        page.ask("verifyOpening", bad, data)
    with pytest.raises(other.Failed) as failed:
        other.verify_opening(bad, data)
    assert refused.value.check == failed.value.check == "opening-format"


# ── time and figures ────────────────────────────────────────────────────────────────────────────────────────

ZONES = ["UTC", "Europe/Lisbon", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo",
         "Asia/Beirut", "America/Havana", "Australia/Lord_Howe"]  # fmt: skip


def test_both_begin_a_day_at_the_same_moment(page: Page) -> None:
    """Also where clocks are turned at midnight, and where a day was left out (Apia, 30 December 2011)."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 365, 3)]
    days += [date(2018, 11, 4), date(2026, 4, 24), date(2026, 3, 29), date(2026, 3, 8), date(2026, 11, 1)]
    for zone in ZONES:
        for day in days:
            expected = other.seconds(zone, day, 0)
            assert page.ask("midnight", zone, (day - date(1970, 1, 1)).days) == expected, (zone, day)


def test_a_time_zone_that_there_is_not_is_named(page: Page) -> None:
    with pytest.raises(Refused, match="Nowhere/Land") as refused:
        page.ask("midnight", "Nowhere/Land", 0)
    assert refused.value.check == "dates"


def test_both_count_the_same_figures(page: Page) -> None:
    @brief(40)
    @given(st.lists(reported.KINDS, max_size=30))
    def compare(kinds: list[Any]) -> None:
        moves = [{key: value for key, value in kind._asdict().items() if value} for kind in kinds]
        shown = ["2025-Q4", "2026-Q1", "2026-Q2"]
        assert page.ask("recompute", moves, shown[-1], shown) == other.recompute(moves, shown[-1], shown)

    compare()


@pytest.mark.parametrize("quarter", ["2026-Q1", "2026-Q4", "2020-Q4", "2021-Q1", "2032-Q3"])
@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_both_know_the_periods_of_a_quarter(quarter: str, grain: str, page: Page) -> None:
    assert page.ask("wholeQuarter", quarter, grain) == list(other.whole_quarter(quarter, grain))


@pytest.mark.parametrize("seed", seeds(40))
def test_both_find_the_same_fault_in_a_report(seed: int, page: Page, tmp_path: Path) -> None:
    chosen = random.Random(seed)
    scene = reported.honest(tmp_path / "log")
    told = json.loads(scene.receipt)
    figure = chosen.choice(told["figures"])
    match chosen.randrange(5):
        case 0:
            cell = chosen.choice(figure["cells"])
            cell["value"], cell["state"] = chosen.choice([(9, "given"), (None, "hidden"), (None, "none")])
        case 1:
            figure["checked"] = chosen.choice(["anyone", "auditor", "stated"])
        case 2:
            del figure["cells"][chosen.randrange(len(figure["cells"]))]
        case 3:
            figure["total"] = chosen.choice(["", "flow.closed/2026-Q2", "ages/0-2", "nothing/here"])
        case 4:
            told[chosen.choice(["size", "first", "zone", "quarters", "reason", "to_on"])] = chosen.choice(
                [3, "2026-04-02", "Europe/Lisbon", ["2026-Q2"], "A reason."]
            )
    report = reported.reports.canonical(told)
    # It was published like this, so that what it says is looked at.
    made = reported.Writing(date(2026, 1, 2))
    made.entries = list(scene.log.entries[:-1])
    last = entry.parse(scene.log.entries[-1])
    fields = {key: value for key, value in last.items() if key not in ("t", "v")}
    made.entries.append(
        entry.encode("stats.published", fields | {"report": hashlib.sha256(report).hexdigest()})
    )
    reported.begun_anew(scene, made.entries)
    scene.receipt = report
    log = other.verify_log(other.Place(str(scene.log.folder)), other.Policy(scene.policy), count=True)
    try:
        other.check_stock(log)
        other.verify_report(log, report, "report.json")
        expected = "verified"
    except other.Failed as failed:
        expected = failed.check
    assert page.verdict(**job(scene))[0] == expected, report


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED, *, wide: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for path, data in files.items():
            with archive.open(zipfile.ZipInfo(path), "w", force_zip64=wide) as member:
                member.write(data)
    return made.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("wide", [False, True])
def test_a_zip_is_read(method: int, wide: bool, page: Page) -> None:
    files = {"log/checkpoint": b"a" * 5_000, "log/tile/0/000": random.Random(1).randbytes(8_192), "ä": b""}
    found = page.ask("unzipped", zipped(files, method, wide=wide))
    assert dict(found) == files


def test_a_zip_that_is_damaged_is_refused(page: Page) -> None:
    good = zipped({"log/checkpoint": b"a" * 5_000}, zipfile.ZIP_DEFLATED)
    listed = good.index(b"PK\x01\x02")
    shorter = good[: listed + 24] + (4_000).to_bytes(4, "little") + good[listed + 28 :]  # it says 4,000 bytes
    locked = good[: listed + 8] + b"\x01\x00" + good[listed + 10 :]
    other_method = good[: listed + 10] + b"\x0c\x00" + good[listed + 12 :]
    for bad in (
        b"PK\x03\x04",
        good[:-30],
        good[40:],
        shorter,
        locked,
        other_method,
        good.replace(b"PK\x01\x02", b"PK\x01\x03"),
    ):
        with pytest.raises(Refused) as refused:
            page.ask("unzipped", bad)
        assert refused.value.kind in ("Unreadable", "RangeError"), refused.value


def test_a_zip_that_holds_a_path_twice_is_refused(page: Page) -> None:
    """Two programs might read two files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("log/checkpoint", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("log/checkpoint", b"two")
    with pytest.raises(Refused, match="twice"):
        page.ask("unzipped", made.getvalue())


def test_each_kind_of_file_is_known_by_its_content(page: Page, tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    acts = honest(tmp_path / "other")
    kinds = {
        "zip": zipped({"a": b"b"}), "proof": acts.proof(VICTIM), "checkpoint": scene.log.notes[0],
        "opening": acts.acts[0][1].to_bytes(), "report": scene.receipt, "policy": TRUSTED,
        "entry": scene.log.entries[0], "unknown": b"\x89PNG",
    }  # fmt: skip
    assert {kind: page.ask("kindOfFile", data) for kind, data in kinds.items()} == {
        kind: kind for kind in kinds
    }


def test_a_log_is_found_among_files(page: Page) -> None:
    inside = ["checkpoint", "checkpoints", "policy", "tile/0/000", "tile/entries/x001/000", "reports/a.json"]
    beside = ["readme.txt", "a.tlog-proof", "checkpoint.old"]
    for root in ("", "log/", "a/b/tiles/"):
        paths = [root + path for path in [*inside, *beside]] + ["kept/checkpoint"]
        assert sorted(page.ask("logAmong", paths)) == sorted(inside)
    assert page.ask("logAmong", ["log/tile/0/000", "log/mirror/tile/0/000"]) == ["tile/0/000"]
    assert page.ask("logAmong", ["checkpoint", "percentile/0"]) is None


def test_what_cannot_begin_says_why(page: Page, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    opened = [{"name": "a.opening", "data": b"{}"}]
    for asked, words in (
        ({"policy": b"nonsense\n", "files": {}}, "line 1 of the policy"),
        ({"policy": TRUSTED}, "nothing to check"),
        ({"policy": TRUSTED, "reports": opened, "proofs": opened}, "choose the log too"),
        (
            {"policy": TRUSTED, "files": scene.log.files(), "openings": opened},
            "no proof file of the same name",
        ),
    ):
        failed = page.judge(**asked)["failed"]
        assert failed["kind"] == "bad"
        assert words in failed["what"]
    bare = b"\n".join(line for line in scene.proof(VICTIM).split(b"\n") if not line.startswith(b"extra"))
    failed = page.judge(policy=TRUSTED, proofs=[{"name": "a", "data": bare}])["failed"]
    assert (failed["check"], "holds no entry" in failed["what"]) == ("proof-format", True)
    given_too = page.judge(
        policy=TRUSTED, proofs=[{"name": "a", "data": bare}], entry=scene.log.entries[VICTIM]
    )
    assert given_too["failed"] is None


def test_the_published_log_must_still_hold_what_was_proved(page: Page, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    proofs = [{"name": "a", "data": scene.proof(VICTIM)}]
    assert page.verdict(policy=TRUSTED, files=scene.log.files(), proofs=proofs)[0] == "verified"
    shorter = dict(scene.log.files())
    shorter |= {"checkpoint": scene.log.notes[0], "checkpoints": scene.log.notes[0]}
    assert page.verdict(policy=TRUSTED, files=shorter, proofs=proofs)[0] == "rollback"
    assert b64decode(proofs[0]["data"].split(b"\n")[1][6:]) == scene.log.entries[VICTIM]

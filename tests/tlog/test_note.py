"""Notes, keys and checkpoints: round trips, and every form that must be refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import checkpoint, note
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import COSIGNATURE, ED25519, Note, Signature, SignerKey, VerifierKey
from tests.effort import brief
from tests.tlog.published import LOG_KEY, ORIGIN, WITNESS_KEYS, seeded_key

ROOT = b"\x07" * 32
HEAD = Checkpoint(ORIGIN, 42, ROOT)
SIGNED = HEAD.sign(LOG_KEY).to_bytes()
names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1, max_size=20
)
good_names = names.filter(lambda n: not any(c.isspace() for c in n))


# ── base64 and numbers ──────────────────────────────────────────────────────────────────────────────────────


@brief(10)
@given(st.binary(max_size=80))
def test_base64_is_read_in_one_form_only(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert note.decode_base64(text) == data
    for wrong in (
        text + "\n",
        text + "=",
        " " + text,
        text.rstrip("=") if text.endswith("=") else text + "A",
    ):
        with pytest.raises(BadBytes):
            note.decode_base64(wrong)


@pytest.mark.parametrize("text", ["-_-_", "QQ=A", "QR==", "QUJ=", "Q Q=", "QQ==QQ==", "ＱＱ=="])
def test_other_base64_is_refused(text: str) -> None:
    with pytest.raises(BadBytes):
        note.decode_base64(text)


@brief(10)
@given(st.integers(0, 2**63 - 1))
def test_numbers_are_read_in_one_form_only(number: int) -> None:
    assert note.decode_number(str(number)) == number
    for wrong in (
        f"0{number}",
        f"+{number}",
        f"-{number}",
        f" {number}",
        f"{number} ",
        f"{number}.0",
        hex(number),
    ):
        with pytest.raises(BadBytes):
            note.decode_number(wrong)


@pytest.mark.parametrize("text", ["", "1_000", "٤٢", "²", str(2**63), "9" * 5000, "1e3", "0x1"])
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(BadBytes):
        note.decode_number(text)


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────


@brief(10)
@given(good_names, st.sampled_from([ED25519, COSIGNATURE]))
def test_keys_are_read_back(name: str, kind: int) -> None:
    key = SignerKey.generate(name, kind)
    assert SignerKey.parse(key.secret()) == key
    assert VerifierKey.parse(str(key.verifier)) == key.verifier
    assert key.secret().split("+", 4)[4] not in repr(key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "a\u00a0b", "a\nb", "a\x7fb"])
def test_names_that_could_not_be_told_apart_are_refused(name: str) -> None:
    with pytest.raises(BadBytes):
        SignerKey.generate(name)
    with pytest.raises(BadBytes):
        VerifierKey.parse(str(VerifierKey(name, ED25519, b"x" * 32)))


def test_a_malformed_public_key_is_refused() -> None:
    good = LOG_KEY.verifier
    name, hex_id, encoded = str(good).split("+", 2)
    other_id = "00000000" if hex_id != "00000000" else "00000001"
    for wrong in (
        "",
        name,
        f"{name}+{hex_id}",
        f"{name}+{other_id}+{encoded}",
        f"{name}+{hex_id.upper()}+{encoded}",
        f"{name}+{hex_id}+{encoded[:-4]}",
        f"{name}+{hex_id}+{encoded}\n",
        f"{name}x+{hex_id}+{encoded}",
        str(VerifierKey(name, 2, good.public)),
        str(VerifierKey(name, ED25519, good.public + b"x")),
    ):
        with pytest.raises(BadBytes):
            VerifierKey.parse(wrong)


def test_a_malformed_private_key_is_refused_without_showing_it() -> None:
    secret = LOG_KEY.secret()
    for wrong in (
        secret[:-4],
        secret.replace("PRIVATE", "PUBLIC"),
        secret.replace(ORIGIN, "other.example"),
        "x",
    ):
        with pytest.raises(BadBytes) as caught:
            SignerKey.parse(wrong)
        assert secret.split("+", 4)[4][:20] not in str(caught.value)


def test_base64_may_hold_a_plus() -> None:
    key = next(
        k for k in (seeded_key("plus.example", seed=n) for n in range(99)) if "+" in str(k.verifier)[30:]
    )
    assert VerifierKey.parse(str(key.verifier)) == key.verifier
    assert SignerKey.parse(key.secret()) == key


# ── notes ───────────────────────────────────────────────────────────────────────────────────────────────────


@brief(10)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=60))
def test_a_text_is_told_from_its_signatures(text: str) -> None:
    body = (text + "\n").encode()
    made = note.sign(body, LOG_KEY)
    assert Note.parse(made.to_bytes()) == made
    assert made.verify([LOG_KEY.verifier]) == {LOG_KEY.verifier: None}


def lines_of(data: bytes) -> list[str]:
    return data.decode().split("\n")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (lambda s: s[:-1], ""),
        (lambda s: s + "\n", ""),
        (lambda s: s.replace("\n\n", "\n"), ""),
        (lambda s: s.replace("\u2014 ", "- "), "line 5"),
        (lambda s: s.replace("\u2014 ", "\u2014  "), "line 5"),
        (lambda s: s.rstrip("\n") + " \n", "line 5"),
        (lambda s: s.replace("42", "4\t2"), "line 2"),
        (lambda s: s.replace("42", "4\r2"), "line 2"),
        (lambda s: s.rpartition(" ")[0] + " AAAAAA==\n", "line 5"),
        (lambda s: s.rpartition(" ")[0] + " QQ\n", "line 5"),
        (lambda s: s.rpartition(" ")[0] + "\n", "line 5"),
        (lambda s: s + "garbage\n", "line 6"),
        (lambda s: s + s.split("\n")[4] + "\n" + "x" * (1 << 20), ""),
        (lambda s: s + (s.split("\n")[4] + "\n") * 100, ""),
    ],
)
def test_a_malformed_note_is_refused_and_the_line_named(changed: object, where: str) -> None:
    assert callable(changed)
    with pytest.raises(BadBytes) as caught:
        Note.parse(changed(SIGNED.decode()).encode())
    assert caught.value.where == where


def test_bytes_that_are_not_utf8_are_refused_and_the_byte_named() -> None:
    with pytest.raises(BadBytes) as caught:
        Note.parse(SIGNED.replace(b"42", b"\xff2"))
    assert caught.value.where == f"byte {SIGNED.index(b'42')}"


def test_unknown_keys_are_ignored_and_false_signatures_of_known_keys_are_not() -> None:
    other = seeded_key("other.example")
    made = note.sign(HEAD.text(), LOG_KEY, other)
    assert made.verify([LOG_KEY.verifier]) == {LOG_KEY.verifier: None}
    assert made.verify([]) == {}
    false = Signature(other.name, other.verifier.id, b"x" * 64)
    tampered = made.with_signatures([false])
    assert len(tampered.signatures) == 2
    tampered.verify([LOG_KEY.verifier])
    with pytest.raises(NotVerified):
        tampered.verify([LOG_KEY.verifier, other.verifier])


def test_every_signature_of_a_known_key_must_hold() -> None:
    good = LOG_KEY.sign(HEAD.text())
    bad = Signature(good.name, good.key_id, bytes(64))
    for signatures in ((good, bad), (bad, good)):
        with pytest.raises(NotVerified):
            Note(HEAD.text(), signatures).verify([LOG_KEY.verifier])
    assert Note(HEAD.text(), (good, good)).verify([LOG_KEY.verifier])


@brief(10)
@given(st.integers(0, 2**63 - 1))
def test_a_cosignature_binds_its_time(at: int) -> None:
    key = WITNESS_KEYS[0]
    signature = key.sign(HEAD.text(), at)
    assert key.verifier.check(HEAD.text(), signature.signature) == at
    moved = (at ^ 1).to_bytes(8) + signature.signature[8:]
    with pytest.raises(NotVerified):
        key.verifier.check(HEAD.text(), moved)


def test_a_cosignature_needs_a_time_below_2_63() -> None:
    for at in (None, -1, 2**63):
        with pytest.raises(BadBytes):
            WITNESS_KEYS[0].sign(HEAD.text(), at)
    with pytest.raises(NotVerified):
        WITNESS_KEYS[0].verifier.check(HEAD.text(), b"\xff" * 72)
    with pytest.raises(NotVerified):
        WITNESS_KEYS[0].verifier.check(HEAD.text(), b"\x00" * 71)


def test_a_signature_is_not_taken_for_a_cosignature() -> None:
    """The same private key under both types has two ids, and neither signature passes for the other."""
    plain, timed = (SignerKey("both.example", kind, b"k" * 32) for kind in (ED25519, COSIGNATURE))
    assert plain.verifier.id != timed.verifier.id
    with pytest.raises(NotVerified):
        plain.verifier.check(HEAD.text(), timed.sign(HEAD.text(), 5).signature[8:])


# ── checkpoints ─────────────────────────────────────────────────────────────────────────────────────────────


@brief(10)
@given(good_names, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_back(origin: str, size: int, root: bytes) -> None:
    head = Checkpoint(origin, size, root)
    key = SignerKey.generate(origin)
    assert checkpoint.parse_text(head.text()) == head
    assert checkpoint.verify(head.sign(key).to_bytes(), [key.verifier]) == head


@pytest.mark.parametrize(
    "changed",
    [
        lambda s: s.replace("\n42\n", "\n042\n"),
        lambda s: s.replace("\n42\n", "\n-42\n"),
        lambda s: s.replace("\n42\n", "\n+42\n"),
        lambda s: s.replace("\n42\n", "\n42.0\n"),
        lambda s: s.replace("\n42\n", "\n٤٢\n"),
        lambda s: s.replace("\n42\n", "\n42 \n"),
        lambda s: s.replace("\n42\n", "\n42\nextension\n"),
        lambda s: s.replace("\n42\n", "\n"),
        lambda s: "\n" + s.partition("\n")[2],
        lambda s: s.replace("Bwc=\n\n", "Bwd=\n\n"),
        lambda s: s.replace("Bwc=\n\n", "Bwc\n\n"),
        lambda s: s.replace("BwcH", "", 1),
    ],
)
def test_a_malformed_checkpoint_is_refused(changed: object) -> None:
    assert callable(changed)
    text = changed(HEAD.text().decode() + "\n").removesuffix("\n")
    signed = Note(text.encode(), (LOG_KEY.sign(text.encode()),)).to_bytes()
    with pytest.raises(BadBytes):
        checkpoint.verify(signed, [LOG_KEY.verifier])


def test_only_the_logs_own_key_speaks_for_it() -> None:
    other = seeded_key("other.example")
    with pytest.raises(BadBytes):
        HEAD.sign(other)
    foreign = note.sign(HEAD.text(), other).to_bytes()
    for keys in ([other.verifier], [LOG_KEY.verifier], []):
        with pytest.raises(NotVerified) as caught:
            checkpoint.verify(foreign, keys)
        assert caught.value.check == "checkpoint-signature"


@brief(10)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_byte_of_a_checkpoint_can_be_changed(place: int, by: int) -> None:
    changed = bytearray(SIGNED)
    changed[place] ^= by
    with pytest.raises((BadBytes, NotVerified)):
        checkpoint.verify(bytes(changed), [LOG_KEY.verifier])


@brief(10)
@given(st.lists(st.integers(0, 10**6), max_size=6))
def test_a_history_is_split_into_its_checkpoints(sizes: list[int]) -> None:
    notes = [
        note.sign(Checkpoint(ORIGIN, size, ROOT).text(), LOG_KEY, seeded_key("x.example")).to_bytes()
        for size in sizes
    ]
    assert checkpoint.split(checkpoint.join(notes)) == notes


@pytest.mark.parametrize(
    "changed",
    [
        lambda h: h[:-1],
        lambda h: h + b"\n",
        lambda h: h.replace(b"\n42\n", b"\n042\n"),
        lambda h: h + b"x\n\n",
        lambda h: b"\n" + h,
    ],
)
def test_a_malformed_history_is_refused(changed: object) -> None:
    assert callable(changed)
    with pytest.raises(BadBytes):
        checkpoint.split(changed(checkpoint.join([SIGNED, SIGNED])))

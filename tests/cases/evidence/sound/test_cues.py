"""What is said, read from what people type and from captions, written, and compared."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.cases.evidence.sound import cues
from dueprocess.cases.evidence.sound.cues import LONGEST_MS, Change, Cue, read
from dueprocess.core.errors import Malformed
from tests.cases.evidence.sound.recordings import CUES


def test_what_is_typed_is_read_with_who_speaks_and_until_when() -> None:
    text = """
    0:12 Ilse: I saw him there:
      by the door.
    [0:14.5] - [0:16] : (a door shuts)
    1:02:05 Nobody is named here
    """
    assert read(text) == (
        Cue(12_000, 14_500, "Ilse", "I saw him there: by the door."),
        Cue(14_500, 16_000, "", "(a door shuts)"),
        Cue(3_725_000, 3_730_000, "", "Nobody is named here"),
    )


def test_captions_of_both_kinds_are_read() -> None:
    vtt = (
        "\ufeffWEBVTT - made by ear\n\nNOTE nothing --- here\n\nSTYLE\n::cue { color: red }\n\nfirst\n"
        "00:01.000 --> 00:02.500 align:start\n<v Ilse Marchetti>Was it <i>you</i> &amp; me?\n<v Wren>No.\n\n"
        "01:00:00.000 --> 01:00:01.000\nTwo\nlines\n"
    )
    assert read(vtt) == (
        Cue(1000, 2500, "Ilse Marchetti", "Was it you & me?"),
        Cue(1000, 2500, "Wren", "No."),
        Cue(3_600_000, 3_601_000, "", "Two lines"),
    )
    srt = "1\n00:00:01,500 --> 00:00:02,000\n<b>Hello</b>\n\n2\n00:00:03,000 --> 00:00:04,000\nYes\n"
    srt = srt.replace("\n", "\r\n")
    assert read(srt) == (Cue(1500, 2000, "", "Hello"), Cue(3000, 4000, "", "Yes"))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", None, "no passage"),
        ("Ilse: hello", 1, "begins without a time"),
        ("0:01 a: b\n0:75 Ilse: late", 2, "cannot be read"),
        ("1:75:00 Ilse: late", 1, "cannot be read"),
        ("0:10-0:05 Ilse: back", None, "ends before it begins"),
        ("WEBVTT\n\n00:61.000 --> 00:02.000\nx", 3, "cannot be read"),
        ("WEBVTT\n\nno time --> here\nx", 3, "cannot be read"),
        (f"0:01 {'a' * 101}: b", None, "too long"),
        ("\n".join(f"0:01 a: {n}" for n in range(20_001)), None, "too many"),
        ("a" * 2_000_001, None, "too long"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, line: int | None, says: str) -> None:
    with pytest.raises(Malformed) as said:
        read(text)
    assert [(each.line, says in each.what, bool(each.mend)) for each in said.value.problems[:1]] == [
        (line, True, True)
    ]


def test_a_file_is_text_in_utf_8_or_says_what_it_is() -> None:
    assert cues.decoded("\ufeff0:01 Ünal: ja".encode(), 100) == "0:01 Ünal: ja"
    assert cues.decoded("0:01 a: b".encode("utf-16"), 100) == "0:01 a: b"
    for data in (b"0:01 \xfc: x", b"a" * 101):
        with pytest.raises(Malformed) as said:
            cues.decoded(data, 100)
        assert said.value.problems[0].path == "attached"


WORDS = st.text("aé:.>-–<&;[]v/01 \n\t\x0b\x85\u2028\ufeff٣", max_size=25)
PASSAGES = st.lists(
    st.builds(
        lambda start, length, who, text: Cue(start, min(start + length, LONGEST_MS), who, text),
        st.integers(0, LONGEST_MS), st.integers(0, 100_000), WORDS, WORDS,
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=40)
@given(PASSAGES)
def test_what_was_read_is_written_and_read_the_same(passages: list[Cue]) -> None:
    """Both as it is typed and as captions, whatever people say in it."""
    try:
        found = read(cues.vtt(passages))
    except Malformed:
        return  # nothing was said
    assert read(cues.typed(found)) == found
    assert [each.text for each in read(cues.vtt(found))] == [each.text for each in found]


def test_captions_say_who_speaks_and_nothing_said_breaks_them() -> None:
    wild = Cue(61_001, 61_001, "A <b>", "x --> y & <script>")
    told = cues.vtt([wild], ["signed --> by\nme"])
    assert told == (
        "WEBVTT\n\nNOTE signed — by me\n\n00:01:01.001 --> 00:01:01.002\n"
        "<v A &lt;b&gt;>x --&gt; y &amp; &lt;script&gt;\n"
    )


def test_what_a_correction_changed_is_told_place_by_place() -> None:
    first, door, last = CUES
    mended = Cue(first.start, first.end, "Ilse Marchetti", "I heard the theremin.")
    assert cues.changes(CUES, (mended, last)) == (Change(first, mended), Change(door, None))
    assert cues.changes(CUES, (*CUES, mended)) == (Change(None, mended),)
    assert cues.changes(CUES, CUES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "0:01 a: b\n" + "c\n" * 300_000, "0:99 a\n" * 250_000, "00:01 --> 00:02\n" + "<v " * 600_000,
        "00:01 --> 00:02\n<v" + " " * 1_900_000, "0:01" + " " * 1_900_000 + "-", "0:01 a: b\n" * 20_000,
    ],
    ids=["lines", "faults", "voices", "blanks", "no end", "the same"],
)  # fmt: skip
def test_nothing_that_can_be_sent_holds_it_up(text: str) -> None:
    """A reading that took the square of the length would not come to an end."""
    with suppress(Malformed):
        found = read(text)
        cues.changes(found, found[1:])
        cues.changes(found, [*found[:9], *found[:9]])


def test_a_place_in_an_address_is_a_number_of_seconds() -> None:
    assert [cues.fragment(each) for each in ("12", "12.500", "-1", "1e5", "٣", "1.2345", "")] == [
        "12", "12.500", "", "", "", "", "",
    ]  # fmt: skip

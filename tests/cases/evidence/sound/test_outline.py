"""How loud a recording is, where: by a program apart that may fail."""

from __future__ import annotations

import sys
from array import array
from pathlib import Path

import pytest

from dueprocess.cases.evidence.sound import decoding
from dueprocess.cases.evidence.sound.outline import Outline, outline
from dueprocess.papers import outline as picture
from tests.cases.evidence.sound.recordings import tone

LONG = 12 * 3600 * 1000
FAKE = """#!{python}
import os, sys
if sys.argv[1:] == ["-version"]:
    print("ffmpeg version 99.1 of a test")
    sys.exit()
path, kind = sys.argv[sys.argv.index("-i") + 1], sys.argv[sys.argv.index("-f") + 1]
data = open(path, "rb").read()
if data == b"slow":
    while True:
        pass
if data == b"writes":
    os.write(os.open("{folder}/leak", os.O_CREAT | os.O_WRONLY), data)
sys.exit(3) if data == b"broken" else sys.stdout.buffer.write(kind.encode().ljust(800, b"\\x7f") * 10)
"""


def heard(data: bytes, kind: str, longest: int = LONG) -> Outline | None:
    decoder = decoding.decoder_for(kind)
    assert decoder is not None
    with decoding.samples(decoder, [data]) as samples:
        return outline(samples, longest_ms=longest)


@pytest.fixture
def no_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program of that name, which says what it was asked."""
    program = tmp_path / "ffmpeg"
    program.write_text(FAKE.format(python=sys.executable, folder=tmp_path))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("no_ffmpeg")
def test_an_hour_and_a_half_is_drawn_with_its_silences() -> None:
    found = heard(tone(5400, silent=range(1800, 1860), rate=800), "audio/x-wav")
    assert found is not None
    assert abs(found.ms - 5_400_000) < 100
    assert len(found.columns) <= 800
    (start, end), = found.quiet  # fmt: skip
    assert (abs(start - 1_800_000) <= 200, abs(end - 1_860_000) <= 200) == (True, True)
    assert [heard for *_at, heard in found.passages()] == [True, False, True]
    assert 60 < max(found.columns) < 100
    assert Outline.of(found.plain()) == found
    svg = picture.draw(found.columns, pale_below=3)
    assert svg.startswith("<svg ")
    assert len(svg) < 40_000
    assert "<text" not in svg  # for the eye alone


@pytest.mark.usefixtures("no_ffmpeg")
def test_what_is_no_sound_fails_in_its_own_process() -> None:
    for data in (b"", b"rubbish", tone(1)[:30]):
        with pytest.raises(decoding.NotDecoded):
            assert heard(data, "audio/x-wav") is None
    assert decoding.decoder_for("audio/mp4") is None  # said, not tried
    assert decoding.decoder_for("text/plain") is None


def test_what_is_enough_ends_the_program(no_ffmpeg: None) -> None:
    found = heard(tone(60), "audio/x-wav", longest=1000)
    assert found is not None
    assert found.ms == 1000


def test_loudness_is_told_in_hundredths_and_the_last_step_counts() -> None:
    samples = array("h", [0] * 400 + [16384] * 400 + [-32768] * 100)
    if sys.byteorder == "big":
        samples.byteswap()
    data = samples.tobytes()
    found = outline([data[:333], data[333:]], longest_ms=LONG)  # cut within a sample
    assert found == Outline(225, (0, 50, 100), ())
    assert outline([], longest_ms=LONG) is None


def test_ffmpeg_is_told_the_kind_that_was_found_and_may_do_nothing_else(
    ffmpeg: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = decoding.decoder_for("video/mp4")
    assert decoder is not None
    assert decoder.name == "ffmpeg 99.1"
    assert decoder.before[decoder.before.index("-protocol_whitelist") + 1] == "file"  # no network
    with decoding.samples(decoder, [b"film"]) as samples:
        assert b"".join(samples).startswith(b"mov\x7f")
    with pytest.raises(decoding.NotDecoded), decoding.samples(decoder, [b"broken"]) as samples:
        assert outline(samples, longest_ms=LONG) is None
    with pytest.raises(decoding.NotDecoded), decoding.samples(decoder, [b"writes"]) as samples:
        assert outline(samples, longest_ms=LONG) is None
    assert (ffmpeg / "leak").stat().st_size == 0
    monkeypatch.setattr(decoding, "SECONDS", 1)
    with pytest.raises(decoding.NotDecoded), decoding.samples(decoder, [b"slow"]) as samples:
        assert outline(samples, longest_ms=LONG) is None

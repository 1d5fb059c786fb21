"""Recordings of known loudness, made here."""

from __future__ import annotations

import io
import math
import wave

from dueprocess.cases.evidence.sound.cues import Cue

CUES = (
    Cue(0, 2500, "Ilse Marchetti", "I saw the theremin in the corridor."),
    Cue(2500, 4000, "", "(a door shuts)"),
    Cue(4000, 9000, "A voice", "Nobody was there: I looked."),
)


def tone(seconds: int, *, silent: range = range(0), rate: int = 2000, loud: int = 100) -> bytes:
    """A WAV of one tone (8 bits, one channel), with silence in some of its seconds."""
    out = io.BytesIO()
    sound = bytes(128 + round(loud * math.sin(n * math.pi / 5)) for n in range(rate))
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(b"".join(bytes([128]) * rate if n in silent else sound for n in range(seconds)))
    return out.getvalue()

"""What is said in a recording, with times: read from what people type, from WebVTT (W3C, 2019) and from
SubRip, and written again. Pure: text in, values out.

What is typed has one line for each passage: the time, who speaks, a colon, what is said.

    0:12 Ilse: I saw him there.
    0:14.5-0:16 : (a door shuts)
    and a line without a time goes on with the one before
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem

MOST_CUES, MOST_LETTERS, MOST_WHO, MOST_FAULTS = 20_000, 2_000_000, 100, 20
LONGEST_MS = 100 * 3600 * 1000 - 1
LAST_MS = 5000
"""How long the last passage lasts where nothing says when it ends."""
_TIME = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TYPED = re.compile(rf"\[?{_TIME}\]?(?:\s*[-–—]\s*\[?{_TIME}\]?)?(?=\s|$)\s*(.*)")
_ARROW = re.compile(rf"{_TIME}\s*-->\s*{_TIME}(?=\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?[ \t]{1,9}([^<>]{0,300})>")
_TAG = re.compile(r"</?(?:[cbiuv]|lang|ruby|rt|font|\d)[^<>]*>", re.IGNORECASE)
_DASHES = ("-", "–", "—")
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,3})?", re.ASCII)
_BLANKS = re.compile(r"\s+")
_UNSAID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cue:
    """One passage: from when to when in milliseconds, who speaks ("": nobody is named), what is said."""

    start: int
    end: int
    who: str
    text: str


def read(text: str) -> tuple[Cue, ...]:
    """Return the passages of a transcript as typed, or as a caption file of either kind, in their order.
    Raises Malformed, naming each line that cannot be read."""
    if len(text) > MOST_LETTERS:
        raise _refuse(_("The transcript is too long."), _("Divide the recording into items."))
    lines = _UNSAID.sub("", text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    captions = lines[0].startswith("WEBVTT") or any(_ARROW.match(each.strip()) for each in lines)
    found, faults = _captions(lines) if captions else _typed(lines)
    found = [replace(each, who=_tidy(each.who.replace(":", " ")), text=_tidy(each.text)) for each in found]
    found = sorted((each for each in found if each.text), key=lambda each: each.start)
    if not faults:
        faults += [
            _fault(None, _("The passage at {time} ends before it begins.").format(time=clock(each.start)),
                   _("Put the later time second."))
            for each in found if each.end < each.start
        ]  # fmt: skip
        faults += [
            _fault(None, _("At {time} the name is too long.").format(time=clock(each.start)),
                   _("Before the colon stands only who speaks."))
            for each in found if len(each.who) > MOST_WHO
        ]  # fmt: skip
    if not faults and not found:
        faults.append(_fault(None, _("There is no passage."), _("Write at least one line with its time.")))
    if len(found) > MOST_CUES:
        faults.append(
            _fault(None, _("There are too many passages."), _("Write longer ones, one for each speaker."))
        )
    if faults:
        raise Malformed(faults[:MOST_FAULTS])
    return tuple(found)


def decoded(data: bytes, most: int) -> str:
    """Return the text of a caption file: UTF-8, or UTF-16 with its mark. Raises Malformed for anything else,
    and for more than `most` bytes."""
    if len(data) > most:
        raise _refuse(_("The file is too large."), _("Divide the recording into items."), "attached")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        said = _("The file is no text in UTF-8.")
        raise _refuse(said, _("Save it as UTF-8, or paste what is in it."), "attached") from None


def fragment(text: str) -> str:
    """Return a place in a recording as an address says it, in seconds; "" for what is none."""
    return text if _SECONDS.fullmatch(text) else ""


def _typed(lines: Sequence[str]) -> tuple[list[Cue], list[Problem]]:
    found: list[tuple[int, int | None, list[str]]] = []
    faults: list[Problem] = []
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or len(faults) >= MOST_FAULTS:
            continue
        if match := _TYPED.fullmatch(line):
            start, end = _ms(match.groups()[:4]), _ms(match.groups()[4:8])
            if start is None or (match[6] is not None and end is None):
                faults.append(_bad_time(number))
            else:
                found.append((start, end, [match[9]]))
        elif found:
            found[-1][2].append(line)
        elif not faults:
            said = _("Line {n} begins without a time.").format(n=number)
            faults.append(_fault(number, said, _("Begin it with one, such as 0:12.")))
    ends = _ends(start for start, _end, _said in found)
    cues = []
    for start, end, parts in found:
        said = " ".join(parts)
        who, colon, words = said.partition(":")
        end = ends[start] if end is None else end
        cues.append(Cue(start, end, who if colon else "", words if colon else said))
    return cues, faults


def _ends(starts: Iterable[int]) -> dict[int, int]:
    """Return when a passage ends that does not say so: where the next begins."""
    every = sorted(set(starts))
    found = dict(pairwise(every))
    return found | {each: min(each + LAST_MS, LONGEST_MS) for each in every[-1:]}


def _captions(lines: Sequence[str]) -> tuple[list[Cue], list[Problem]]:
    found: list[Cue] = []
    faults: list[Problem] = []
    at: tuple[int, int] | None = None
    said: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if "-->" in line:
            if at is not None:
                found += _voices(*at, said)
            match = _ARROW.match(line.strip())
            start, end = (_ms(match.groups()[:4]), _ms(match.groups()[4:8])) if match else (None, None)
            at, said = (start, end) if start is not None and end is not None else None, []
            if at is None and len(faults) < MOST_FAULTS:
                faults.append(_bad_time(number))
        elif not line.strip() and at is not None:
            found += _voices(*at, said)
            at, said = None, []
        elif at is not None:
            said.append(line)
    return found, faults


def _voices(start: int, end: int, lines: Iterable[str]) -> list[Cue]:
    """Return the passages of one caption: one for each voice that it names."""
    parts = _VOICE.split(" ".join(lines))
    given = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    return [
        Cue(start, end, html.unescape(who), html.unescape(_TAG.sub("", words)))
        for who, words in given
        if words.strip()
    ]


def _ms(parts: Sequence[str | None]) -> int | None:
    hours, minutes, seconds, rest = parts
    if minutes is None or seconds is None or int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((rest or "0").ljust(3, "0"))


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", _UNSAID.sub("", text)).strip()


def _bad_time(number: int) -> Problem:
    said = _("The time in line {n} cannot be read.").format(n=number)
    return _fault(number, said, _("Write minutes and seconds, such as 1:05, or 1:02:05 with hours."))


def _fault(line: int | None, what: str, mend: str) -> Problem:
    return Problem("transcript", line, what, mend)


def _refuse(what: str, mend: str, path: str = "transcript") -> Malformed:
    return Malformed([Problem(path, None, what, mend)])


def clock(ms: int, *, whole: bool = False) -> str:
    """Write a place in a recording, such as 0:12, 1:02:05 or 0:14.5; with `whole` seconds only."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    told = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return told if whole or not rest else f"{told}.{f'{rest:03}'.rstrip('0')}"


def typed(cues: Sequence[Cue]) -> str:
    """Write passages as people type them; `read` gives the same passages again."""
    ends = _ends(each.start for each in cues)
    lines = []
    for each in cues:
        plain = ends[each.start] == each.end and not (each.who or each.text).startswith(_DASHES)
        end = "" if plain else f"-{clock(each.end)}"
        who = f" {each.who}:" if each.who else " :" if ":" in each.text else ""
        lines.append(f"{clock(each.start)}{end}{who} {each.text}")
    return "\n".join(lines)


def vtt(cues: Sequence[Cue], notes: Sequence[str] = ()) -> str:
    """Write passages as WebVTT, each with its voice; `notes` stand at the head, for readers."""
    blocks = ["WEBVTT", *(f"NOTE {_tidy(each).replace('-->', '—')}" for each in notes)]
    for each in cues:
        text = html.escape(each.text, quote=False)
        voice = f"<v {html.escape(each.who, quote=False)}>" if each.who else ""
        blocks.append(f"{_stamp(each.start)} --> {_stamp(max(each.end, each.start + 1))}\n{voice}{text}")
    return "\n\n".join(blocks) + "\n"


def _stamp(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction changed in one place: what stood there and what stands there; None for nothing."""

    before: Cue | None
    after: Cue | None


def changes(old: Sequence[Cue], new: Sequence[Cue]) -> tuple[Change, ...]:
    """Return in which places two versions differ, in the order of the recording."""
    found: list[Change] = []
    for kind, a, to_a, b, to_b in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            left, right = list(old[a:to_a]), list(new[b:to_b])
            for n in range(max(len(left), len(right))):
                found.append(Change(left[n] if n < len(left) else None, right[n] if n < len(right) else None))
    return tuple(found)

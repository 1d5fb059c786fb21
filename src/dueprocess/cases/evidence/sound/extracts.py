"""A recording as its page plays it: its outline, what is said in it, and the bytes, piece by piece. Frozen
values; ask the wall first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.evidence.extracts import ItemPage, item_in
from dueprocess.cases.evidence.sound import drawing
from dueprocess.cases.evidence.sound.cues import Cue, changes, clock, typed, vtt
from dueprocess.cases.evidence.sound.drawing import Drawn
from dueprocess.cases.evidence.sound.outline import QUIET
from dueprocess.cases.evidence.sound.played import PLAYED, is_film, is_recording
from dueprocess.cases.extracts import CasePage
from dueprocess.cases.extracts.party import seen_by
from dueprocess.docket import evidence, kept_back
from dueprocess.docket import extracts as dockets
from dueprocess.docket.evidence import WORDS, Item
from dueprocess.docket.extracts import FileLine, Opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.components import absolute
from dueprocess.kit.http import Hidden
from dueprocess.papers import outline as picture
from dueprocess.people.models import Person

ONE_LOOK = timedelta(hours=1)
"""A player fetches a recording in many pieces: within this they are one listening."""


@dataclass(frozen=True, slots=True)
class Line:
    """One passage on a page: from and to in ms, where it begins as an address says it and as people do, who
    speaks, what is said."""

    start: int
    end: int
    seconds: str
    at: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a transcript: the entry that has it, whose it is, and who signed it off (""), when, by
    which entry. `mine`: whoever looks wrote it. `why`: what was said of the correction. `changed`: in how
    many places it differs from the version before."""

    number: int
    n: int
    by: str
    at: datetime
    why: str
    mine: bool
    signed_by: str
    signed_at: datetime | None
    signed_n: int
    changed: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a recording in which something (`heard`) or next to nothing is heard: where it begins as an
    address says it, from and to as people do."""

    seconds: str
    at: str
    to: str
    heard: bool


@dataclass(frozen=True, slots=True)
class Player:
    """What a page needs to play a file: under which type (""; a page cannot play it), whether it has
    pictures; its outline as SVG, how long it is, and in words; `lack` why there is none; `tool` what drew
    it. `lines` are those of version `version` (0: nobody has written down what is said)."""

    file: FileLine
    plays: str
    film: bool
    svg: str
    length: str
    ms: int
    passages: tuple[Passage, ...]
    lack: str
    lack_said: str
    tool: str
    version: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PlayPage:
    """A recording at the desk: the player, the versions of its transcript (the last first), the one that is
    shown, where it differs from the one before, and as it is typed."""

    player: Player
    versions: tuple[Version, ...]
    shown: Version | None
    changes: tuple[tuple[Line | None, Line | None], ...]
    typed: str


def seconds(ms: int) -> str:
    """Write a place in a recording as a media fragment has it (W3C Media Fragments, 4.2.1)."""
    return f"{ms // 1000}.{ms % 1000:03}"


def recording(docket: Docket, person: Person, item: str) -> FileLine:
    """Return the file of an item that somebody may open at the desk and a page plays. Raises Hidden."""
    found = evidence.items(kept_back.notes(Docket.objects.filter(pk=docket.pk))).get(item)
    if found is None or found.file == WORDS:
        raise Hidden("no such item")
    file = dockets.file_bytes(docket, found.act, found.file, viewer=person)[0]
    if file.media_type not in PLAYED:
        raise Hidden("no page plays it")
    return file


def play_page(
    docket: Docket, *, viewer: Actor, item: str, version: int | None = None, at: datetime | None = None
) -> tuple[CasePage, Item, ItemPage, PlayPage]:
    """Return the page of a case that `wall.open` has just read, one of its items, and the item to be played,
    with one version of its transcript (None: the last). Raises Hidden for an item that is not there, not open
    to them or no recording, and for a version that is not there."""
    view = dockets.opened(docket, viewer=viewer, at=at, fresh=True)
    page, found, shown = item_in(view, item, reads=False)
    if shown.line.file is None or not is_recording(shown.line.file.media_type):
        raise Hidden("no recording")
    every = _versions(view, found)
    number = len(every) if version is None else version
    if number < 0 or number > len(every) or (version == 0 and every):
        raise Hidden("no such version")
    cues = _cues(view, found, number)
    before = _cues(view, found, number - 1) if number > 1 else ()
    told = changes(before, cues) if number > 1 else ()
    player = _player(docket, found, shown.line.file, number, cues)
    return page, found, shown, PlayPage(
        player, every[::-1], every[number - 1] if number else None,
        tuple((_line(each.before), _line(each.after)) for each in told), typed(cues),
    )  # fmt: skip


def heard_by(docket: Docket, *, key: str, file: FileLine) -> tuple[Player, Version | None]:
    """Return a file that a party may open (the door has asked) as their page plays it, with the last version
    of what is said in it that somebody signed off. Nothing is told of an item that is privileged, or whose
    source is protected, nor of one on whose use somebody has to rule, but to whoever brought it. Raises
    Hidden for what is no recording."""
    if not is_recording(file.media_type):
        raise Hidden("no recording")
    view = seen_by(docket, key)
    items = evidence.items(view.acts).values()
    found = next((each for each in items if (each.act, each.file) == (file.n, file.number)), None)
    waits = found is not None and found.unruled and key not in found.brought_by
    if found is None or found.privileged or found.protected or waits:
        return _player(docket, None, file, 0, ()), None
    number = max((version for version, _note in found.signed), default=0)
    version = _versions(view, found)[number - 1] if number else None
    return _player(docket, found, file, number, _cues(view, found, number)), version


def captions(cues: Sequence[Line]) -> str:
    """Return passages as WebVTT, for the player."""
    return vtt([Cue(each.start, each.end, each.who, each.text) for each in cues])


def exported(page: CasePage, item: ItemPage, play: PlayPage) -> str:
    """Return the shown version of a transcript as WebVTT, with what it is of, whose it is and who signed."""
    file, shown = play.player.file, play.shown
    if shown is None:
        raise Hidden("no transcript")
    notes = [
        _("Transcript of item {n} of case {number}: {title}").format(
            n=item.line.number, number=page.docket.number, title=item.line.title
        ),
        _("Recording: SHA-256 {sha256}").format(sha256=file.sha256),
        _("Version {n} by {name}, {day} (entry {entry})").format(
            n=shown.number, name=shown.by, day=absolute(shown.at, time=True), entry=shown.n
        ),
    ]
    if shown.signed_at is not None:
        said = _("Signed off by {name}, {day} (entry {entry})")
        day = absolute(shown.signed_at, time=True)
        notes.append(said.format(name=shown.signed_by, day=day, entry=shown.signed_n))
    else:
        notes.append(_("Nobody has signed this version off."))
    if shown.number < len(play.versions):
        notes.append(_("There is a later version."))
    lines = [Cue(each.start, each.end, each.who, each.text) for each in play.player.lines]
    return vtt(lines, notes)


def _player(docket: Docket, item: Item | None, file: FileLine, version: int, cues: Sequence[Cue]) -> Player:
    drawn = drawing.drawn(docket, item.key, file.media_type) if item is not None else Drawn(None, None)
    outline = drawn.outline
    return Player(
        file=file,
        plays=PLAYED.get(file.media_type, ""),
        film=is_film(file.media_type),
        svg=picture.draw(outline.columns, pale_below=QUIET) if outline else "",
        length=clock(outline.ms, whole=True) if outline else "",
        ms=outline.ms if outline else 0,
        passages=tuple(
            Passage(seconds(start), clock(start, whole=True), clock(end, whole=True), heard)
            for start, end, heard in (outline.passages() if outline else ())
        ),
        lack=str(drawn.lack or ""),
        lack_said=str(drawn.lack.label) if drawn.lack else "",
        tool=drawn.tool,
        version=version,
        lines=tuple(found for each in cues if (found := _line(each))),
    )


def _line(cue: Cue | None) -> Line | None:
    if cue is None:
        return None
    return Line(cue.start, cue.end, seconds(cue.start), clock(cue.start), cue.who, cue.text)


def _versions(view: Opened, item: Item) -> tuple[Version, ...]:
    rows = {act.n: act for act in view.acts}
    signed = dict(item.signed)
    found: list[Version] = []
    before: tuple[Cue, ...] = ()
    for number, n in enumerate(item.transcripts, 1):
        act, note = rows[n], rows.get(signed.get(number, 0))
        cues = _cues(view, item, number)
        found.append(
            Version(
                number, n, view.name(act.by_key), act.at, str(view.contents.get(n, {}).get("reason", "")),
                act.by_key == view.me, view.name(note.by_key) if note else "", note.at if note else None,
                note.n if note else 0, len(changes(before, cues)) if number > 1 else 0,
            )
        )  # fmt: skip
        before = cues
    return tuple(found)


def _cues(view: Opened, item: Item, version: int) -> tuple[Cue, ...]:
    if not version:
        return ()
    told: list[Any] = view.contents.get(item.transcripts[version - 1], {}).get(evidence.TRANSCRIPT, [])
    return tuple(Cue(int(start), int(end), str(who), str(text)) for start, end, who, text in told)

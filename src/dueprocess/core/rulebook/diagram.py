"""A rulebook as a picture: each strand a lane, each stage a box that says what leads on from it.

Knows layout and nothing of procedure. The SVG carries classes and presentation attributes only, no
styles and no scripts, so that it works under a strict content security policy and in a plain image viewer.
Forward moves run on the right of their lane, moves back on the left; a move into another lane is said in
words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.rulebook.phrases import listed
from dueprocess.core.rulebook.ways import MAIN, Edge, Move, Ways

BOX = 336  # width of a box, in the picture's units
LINE = 19  # height of a line of text
PAD = 14
GAP = 26  # between two boxes
TRACK = 13  # between two lines in a channel
HEAD = 62  # height of a lane's heading
LETTERS = 44  # letters of a line of text in a box

INK, SOFT, LINE_INK, PAPER, HERE, ENDED = "#1b2733", "#4a5866", "#5d6d7e", "#ffffff", "#fff3c4", "#e8edf2"


@dataclass(slots=True)
class _Exit:
    """One line in a box: what leads on, and where to."""

    words: list[str]
    target: str | None  # a stage of the same lane, to which a line is drawn
    late: bool
    inset: bool = False  # an outcome, under the title of its step
    y: float = 0


@dataclass(slots=True)
class _Box:
    stage: str
    title: list[str]
    exits: list[_Exit]
    here: bool
    end: bool
    y: float = 0

    @property
    def height(self) -> float:
        """Of the whole box."""
        lines = sum(len(way.words) for way in self.exits)
        return PAD * 2 + LINE * (len(self.title) + lines) + (6 if self.exits else 0)

    @property
    def entry(self) -> float:
        """Where lines come in."""
        return self.y + PAD + LINE / 2


@dataclass(slots=True)
class _Lane:
    title: str
    opened: list[str]
    boxes: list[_Box]
    right: dict[str, int] = field(default_factory=dict)  # target stage: its track
    left: dict[str, int] = field(default_factory=dict)

    @property
    def width(self) -> float:
        """With both channels."""
        return BOX + 2 * PAD + TRACK * (len(set(self.right.values())) + len(set(self.left.values())) + 2)

    @property
    def height(self) -> float:
        """With the heading."""
        last = self.boxes[-1]
        return last.y + last.height

    @property
    def x(self) -> float:
        """Where its boxes begin."""
        return TRACK * (len(set(self.left.values())) + 1) + PAD


Link = Callable[[str], str]
"""Gives the address of a stage's page."""


def diagram_svg(
    rulebook: Rulebook, at: Collection[str] = (), *, stacked: bool = False, link: Link | None = None
) -> str:
    """The way of a case as SVG; stages in `at` are marked as where it is now.

    With `link` each box leads to the page of its stage. `stacked` puts the side strands below the main one
    instead of beside it, for narrow screens.
    """
    lanes = [_lane(rulebook, lane, frozenset(at)) for lane in _order(rulebook)]
    for lane in lanes:
        _place(lane)
    places: list[tuple[float, float]] = []
    x = y = 0.0
    below = 0.0
    for index, lane in enumerate(lanes):
        if stacked or index < 2:
            places.append((0 if stacked else x, y))
            below = y + lane.height + 2 * GAP
            x += lane.width + GAP
            y = below if stacked else 0
        else:  # the side strands share a column
            x_side = lanes[0].width + GAP
            places.append((x_side, below))
            below += lane.height + 2 * GAP
    width = max(px + lane.width for (px, _), lane in zip(places, lanes, strict=True))
    height = max(py + lane.height for (_, py), lane in zip(places, lanes, strict=True)) + GAP
    parts = list(_open(rulebook, width, height, at))
    for (px, py), lane in zip(places, lanes, strict=True):
        parts += [f'<g class="lane" transform="translate({px:.0f} {py:.0f})">', *_draw(lane, link), "</g>"]
    parts.append("</svg>")
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class StageWords:
    """One stage of a lane in words: what leads on from it, outcomes under the title of their step."""

    stage: str
    title: str
    clause: str
    end: bool
    exits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaneWords:
    """One lane in words: what opens it, and its stages."""

    title: str
    opened: tuple[str, ...]
    stages: tuple[StageWords, ...]


def diagram_words(rulebook: Rulebook) -> tuple[LaneWords, ...]:
    """Say what the picture shows, lane by lane: for those who do not see it, and for narrow screens."""
    found = []
    for lane in (_lane(rulebook, name, frozenset()) for name in _order(rulebook)):
        stages = tuple(
            StageWords(
                box.stage,
                rulebook.stages[box.stage].title,
                rulebook.stages[box.stage].clause or "",
                box.end,
                tuple(" ".join(way.words) for way in box.exits),
            )
            for box in lane.boxes
        )
        found.append(LaneWords(lane.title, tuple(lane.opened), stages))
    return tuple(found)


def _open(rulebook: Rulebook, width: float, height: float, at: Collection[str]) -> Iterator[str]:
    now = [rulebook.stages[one].title for one in at if one in rulebook.stages]
    here = f" The case is now at: {', '.join(now)}." if now else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="way" role="graphics-document" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'aria-labelledby="way-title way-desc" font-family="system-ui, sans-serif" font-size="13">'
    )
    yield f'<title id="way-title">{escape(rulebook.title)}: the way of a case</title>'
    yield (
        '<desc id="way-desc">Each column of boxes is a strand: the main one first, then those that open '
        "beside it. Each box is a stage, with the steps that lead on and where they lead."
        f"{escape(here)}</desc>"
    )
    yield (
        f'<defs><marker id="way-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0 8 4 0 8z" fill="{LINE_INK}" class="arrow"/></marker></defs>'
    )


def _order(rulebook: Rulebook) -> list[str]:
    ways = Ways(rulebook)
    stages = list(rulebook.stages)
    lanes = [lane for lane in ways.lanes if ways.lanes[lane]]
    return sorted(lanes, key=lambda lane: stages.index(lane) if lane != MAIN else -1)


def _lane(rulebook: Rulebook, name: str, at: frozenset[str]) -> _Lane:
    ways = Ways(rulebook)
    stages = [one for one in rulebook.stages if one in ways.lanes[name]]
    title = "Main strand" if name == MAIN else f"Side strand: {rulebook.stages[name].title}"
    move = Move.STARTS if name == MAIN else Move.OPENS
    opening = [
        edge.step for edge in ways.edges if edge.move is move and edge.target_lane == name and edge.step
    ]
    opened = [rulebook.steps[step].title for step in opening]
    boxes = []
    for stage in stages:
        row = rulebook.stages[stage]
        exits = _exits(rulebook, [edge for edge in ways.edges if edge.lane == name and edge.source == stage])
        title_lines = wrap(row.title, LETTERS - 4) or [row.title]
        boxes.append(_Box(stage, title_lines, exits, stage in at, row.end))
    return _Lane(title, list(dict.fromkeys(opened)), boxes)


def _exits(rulebook: Rulebook, edges: list[Edge]) -> list[_Exit]:
    """What leads on from a box: outcomes under the title of their step, those with one target together."""
    ways: dict[str | None, dict[tuple[Move, str, bool, bool], list[str]]] = {}
    for edge in edges:
        step = rulebook.steps[edge.step] if edge.step else None
        same = edge.lane == edge.target_lane
        if (same and edge.source == edge.target) or (step and (step.any or step.any_strand)):
            continue  # possible everywhere: said once in the heading of its lane, not in every box
        key = (edge.move, edge.target, same, edge.conditional)
        endings = ways.setdefault(edge.step, {}).setdefault(key, [])
        if step and edge.outcome:
            endings.append(step.outcomes[edge.outcome].title)
    found = []
    for name, targets in ways.items():
        step = rulebook.steps[name] if name else None
        title = step.title if step else "By itself"
        several = len(targets) > 1 and any(targets.values())
        if several:
            found.append(_Exit(wrap(title, LETTERS) or [title], None, late=False))
        for (move, target, same, sometimes), endings in targets.items():
            said = listed(dict.fromkeys(endings), "or")
            every = step is not None and len(set(endings)) == len(step.outcomes)
            words = (said or title) if several else title if every or not said else f"{title}: {said}"
            late = " (late)" if move is Move.LATE else ""
            how = {Move.OPENS: "opens ", Move.BACK: "back to "}.get(move, "")
            text = f"{words}{late} → {how}{rulebook.stages[target].title}{' (in some cases)' * sometimes}"
            indent = "– " if several else ""
            lines = wrap(indent + text, LETTERS - 2 * several) or [text]
            found.append(_Exit(lines, target if same else None, move is Move.LATE, inset=several))
    return found


def _place(lane: _Lane) -> None:
    y = float(HEAD + LINE * max(0, len(_heading(lane)) - 1))
    for box in lane.boxes:
        box.y = y
        line = y + PAD + LINE * len(box.title) + 6
        for way in box.exits:
            way.y = line + LINE / 2
            line += LINE * len(way.words)
        y += box.height + GAP
    where = {box.stage: index for index, box in enumerate(lane.boxes)}
    spans: dict[bool, dict[str, tuple[float, float]]] = {True: {}, False: {}}
    for index, box in enumerate(lane.boxes):
        for way in box.exits:
            if way.target is None or way.target not in where:
                continue
            forward = where[way.target] > index
            low, high = sorted((way.y, lane.boxes[where[way.target]].entry))
            known = spans[forward].get(way.target, (low, high))
            spans[forward][way.target] = (min(low, known[0]), max(high, known[1]))
    lane.right, lane.left = _tracks(spans[True]), _tracks(spans[False])


def _tracks(spans: dict[str, tuple[float, float]]) -> dict[str, int]:
    """A track for each target, so that lines to different targets never lie upon one another."""
    tracks: list[list[tuple[float, float]]] = []
    found: dict[str, int] = {}
    for target, span in sorted(spans.items(), key=lambda one: one[1][1] - one[1][0]):
        free = (
            number
            for number, taken in enumerate(tracks)
            if all(span[1] < low or high < span[0] for low, high in taken)
        )
        number = next(free, len(tracks))
        if number == len(tracks):
            tracks.append([])
        tracks[number].append(span)
        found[target] = number
    return found


def _heading(lane: _Lane) -> list[str]:
    return wrap("Opened by: " + "; ".join(lane.opened), LETTERS + 6) if lane.opened else []


def _draw(lane: _Lane, link: Link | None) -> Iterator[str]:
    x = lane.x
    yield _text(x, 22, "lane-title", lane.title, f'font-size="17" font-weight="600" fill="{INK}"')
    for index, words in enumerate(_heading(lane)):
        yield _text(x, 42 + index * LINE, "lane-note", words, f'fill="{SOFT}"')
    where = {box.stage: box for box in lane.boxes}
    yield f'<g class="moves" fill="none" stroke="{LINE_INK}" stroke-width="1.4">'
    for box in lane.boxes:
        for way in box.exits:
            if way.target in where:
                yield _line(lane, way, where[way.target], x)
    yield "</g>"
    for box in lane.boxes:
        yield from _draw_box(box, x, link)


def _line(lane: _Lane, way: _Exit, target: _Box, x: float) -> str:
    forward = target.y > way.y
    if forward:
        edge, channel, turn = x + BOX, x + BOX + TRACK * (lane.right[target.stage] + 1), 1
    else:
        edge, channel, turn = x, x - TRACK * (lane.left[target.stage] + 1), -1
    down = 5 if target.entry > way.y else -5
    dash = ' stroke-dasharray="5 4"' if not forward or way.late else ""
    kind = "move" if forward else "move back"
    return (
        f'<path class="{kind}{" late" if way.late else ""}"{dash} marker-end="url(#way-arrow)" '
        f'd="M{edge:.0f} {way.y:.0f}H{channel - 5 * turn:.0f}'
        f"Q{channel:.0f} {way.y:.0f} {channel:.0f} {way.y + down:.0f}"
        f"V{target.entry - down:.0f}Q{channel:.0f} {target.entry:.0f} "
        f"{channel - 5 * turn:.0f} {target.entry:.0f}"
        f'H{edge + turn:.0f}"/>'
    )


def _draw_box(box: _Box, x: float, link: Link | None) -> Iterator[str]:
    kind = "stage" + (" here" if box.here else "") + (" end" if box.end else "")
    fill = HERE if box.here else ENDED if box.end else PAPER
    current = ' aria-current="step"' if box.here else ""
    yield f'<g class="{kind}" data-stage={quoteattr(box.stage)}{current}>'
    if link is not None:
        yield f"<a href={quoteattr(link(box.stage))}>"
    yield (
        f'<rect x="{x:.0f}" y="{box.y:.0f}" width="{BOX}" height="{box.height:.0f}" '
        f'rx="{14 if box.end else 6}" '
        f'fill="{fill}" stroke="{INK}" stroke-width="{3 if box.here else 1.4}"/>'
    )
    y = box.y + PAD + LINE - 5
    for words in box.title:
        yield _text(x + PAD, y, "stage-title", words, f'font-size="15" font-weight="600" fill="{INK}"')
        y += LINE
    if box.here:
        place = box.y + PAD + LINE - 5
        look = f'text-anchor="end" font-weight="600" fill="{INK}"'
        yield _text(x + BOX - PAD, place, "now", "● now", look)
    y += 6
    for way in box.exits:
        for words in way.words:
            yield _text(x + PAD + 10 * way.inset, y, "exit", words, f'fill="{SOFT}"')
            y += LINE
    yield "</a></g>" if link is not None else "</g>"


def _text(x: float, y: float, kind: str, words: str, look: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" {look}>{escape(words)}</text>'


def diagram_mermaid(rulebook: Rulebook) -> str:
    """The way of a case as a Mermaid flowchart, one subgraph for each strand."""
    ways = Ways(rulebook)
    lines = ["flowchart TD"]
    for number, lane in enumerate(_order(rulebook)):
        title = "Main strand" if lane == MAIN else f"Side strand: {rulebook.stages[lane].title}"
        lines.append(f'  subgraph lane{number}["{_quoted(title)}"]')
        for stage in (one for one in rulebook.stages if one in ways.lanes[lane]):
            shape = ('(["', '"])') if rulebook.stages[stage].end else ('["', '"]')
            lines.append(f"    l{number}_{stage}{shape[0]}{_quoted(rulebook.stages[stage].title)}{shape[1]}")
        lines.append("  end")
    numbers = {lane: number for number, lane in enumerate(_order(rulebook))}
    said: dict[str, None] = {}
    for edge in ways.edges:
        step = rulebook.steps[edge.step] if edge.step else None
        if edge.source is None or (step and (step.any or step.any_strand)):
            continue
        words = step.title if step else "By itself"
        if step and edge.outcome:
            words += f": {step.outcomes[edge.outcome].title}"
        arrow = "-->" if edge.move in (Move.LEADS, Move.THEN) else "-.->"
        source = f"l{numbers[edge.lane]}_{edge.source}"
        target = f"l{numbers[edge.target_lane]}_{edge.target}"
        said[f'  {source} {arrow}|"{_quoted(words)}"| {target}'] = None
    return "\n".join([*lines, *said]) + "\n"


def _quoted(text: str) -> str:
    return escape(" ".join(text.split())).replace('"', "#quot;")

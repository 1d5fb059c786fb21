"""Which papers of a docket may be in a bundle, why others may not, and what is printed of each.

What is privileged, and what repeats it, may not, whoever asks and whenever it became so: each action and each
round of the worker asks `Shut` again. Knows the docket; nothing of pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dueprocess.cases.evidence import derived
from dueprocess.cases.evidence.reading.ocr import turn
from dueprocess.cases.statements.actions import minors
from dueprocess.cases.statements.extracts import statement_text, statement_title
from dueprocess.docket import company, evidence, house, kept_back, parted, roster, statements
from dueprocess.docket.evidence import WORDS, Item, Ruling
from dueprocess.docket.extracts import Opened, opened, telling
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.docket.statements import State
from dueprocess.docket.withholding import Withheld
from dueprocess.kit import files
from dueprocess.papers.bundle import recognised
from dueprocess.papers.bundle.inputs import as_pdf
from dueprocess.papers.bundle.model import Document, Unfit
from dueprocess.papers.redaction import Unreadable, Word
from dueprocess.rules.actions import organisation

WRITTEN = ("information", "message", house.STATEMENT)
"""Notes of which the words may be a paper; of steps they always may."""
ANSWERED = frozenset({State.SIGNED, State.DISPUTED, State.SILENT})
"""Where a version of a statement stands that may be a paper: with what was answered to it."""
TOLD = ("facts", "allegations", "findings", "starts", "imposes", "grounds")
"""Facts of an act that are printed with its words: what was alleged, found and ordered, and nobody's name who
works on the case."""


@dataclass(frozen=True, slots=True)
class Shut:
    """What keeps papers of a docket out of bundles: what evidence keeps `back`, entries that are `gone` (into
    another case, or annulled), `items` by the paper that they are. `guarded`: papers whose source is
    protected, or that are a copy of such, `in_part` those of them of which rulings let parties have what a
    redaction leaves; `gists`: by paper, who has the gist alone of what it is, or of what came in the mail
    that it is, or comes with or acts for somebody who has. `whys`: what parties are told of why, by paper
    and reader ("": every party). `stated`: where versions of statements stand, by their notes."""

    back: Withheld
    gone: frozenset[int]
    items: Mapping[tuple[int, int], Item]
    guarded: frozenset[tuple[int, int]]
    gists: Mapping[tuple[int, int], frozenset[str]]
    in_part: frozenset[tuple[int, int]] = frozenset()
    whys: Mapping[tuple[int, int, str], str] = field(default_factory=dict)
    stated: Mapping[int, State] = field(default_factory=dict)

    def why_not(self, act: int, file: int) -> str:
        """Return why a paper may not be in a bundle; "" for one that may."""
        item = self.items.get((act, file))
        if act in self.gone:
            return _("Its entry was annulled, or went into another case.")
        if item is not None and item.privileged:
            return _("It is privileged: it enters no bundle.")
        if item is not None and (item.unruled or item.waits_for_ruling):
            return _("What was obtained in this way is put before nobody until a ruling has admitted it.")
        if (act, file) in self.back.files or (file == WORDS and act in self.back.words):
            return _("It repeats what is privileged, or tells of a protected source: it enters no bundle.")
        if item is not None and item.ruling == Ruling.REFUSED:
            return _("A ruling has refused its use.")
        state = self.stated.get(act, State.SIGNED) if file == WORDS else State.SIGNED
        if state == State.REPLACED:
            return _("A later version took its place before anybody had signed it.")
        if state not in ANSWERED:
            return _("It waits for whoever stated it to sign or dispute it: it goes in once they have.")
        return ""

    def why_withdrawn(self, act: int, file: int) -> str:
        """Return what readers are told of why a paper that was served is in no later version; "" for one that
        may be. Nobody is told that something is privileged."""
        item = self.items.get((act, file))
        if not self.why_not(act, file):
            return ""
        if act in self.gone:
            return _("Its entry was annulled, or went into another case.")
        if item is not None and item.ruling == Ruling.REFUSED:
            return _("A ruling has refused its use.")
        if item is not None and (item.unruled or item.waits_for_ruling):
            return _("Somebody has to rule on its use first.")
        return _("It was taken back.")

    def why(self, act: int, file: int, reader: str) -> str:
        """Return what a reader is told of why they get the gist of a paper alone, or nothing of it."""
        return self.whys.get((act, file, reader), "") or self.whys.get((act, file, ""), "")

    def protected(self, act: int, file: int) -> bool:
        """Tell whether the source of a paper is protected."""
        return (act, file) in self.guarded

    def gist_alone(self, act: int, file: int, reader: str) -> bool:
        """Tell whether a reader has no more than the gist of a paper: then no copy of theirs has it."""
        return reader in self.gists.get((act, file), ())


def shut(docket: Docket) -> Shut:
    """Return what keeps papers of a docket out of bundles; two queries, and one more each where a source is
    protected or a gist was given, and where there are statements."""
    acts = list(Act.objects.filter(docket=docket).order_by("n"))
    items = evidence.items(acts)
    gone = set(roster.annulled(acts))
    for act in acts:
        gone.update(act.introduces.get(parted.PARTED_INTO, {}).get("acts") or ())
    by_paper = {(each.act, each.file): each for each in items.values()}
    guarded: set[tuple[int, int]] = set()
    in_part: set[tuple[int, int]] = set()
    gists: dict[tuple[int, int], frozenset[str]] = {}
    said: dict[tuple[int, int, str], int] = {}
    for item in items.values():
        line = list(item.line())
        if shielded := [each for each in line if each.protected]:
            guarded.add((item.act, item.file))
            said[item.act, item.file, ""] = shielded[0].ruled
            if all(each.in_part for each in shielded):
                in_part.add((item.act, item.file))
        for each in line:
            for who in each.gists:
                for file in item.lies_in:
                    paper, alone = (item.act, file), {who, *company.of(acts, {who})}
                    gists[paper] = gists.get(paper, frozenset()) | alone
                    said |= {(*paper, reader): each.given_to[who] for reader in alone}
    return Shut(
        kept_back.from_outside(docket), frozenset(gone), by_paper, frozenset(guarded), gists,
        frozenset(in_part), _told(docket, said), _stated(docket, acts),
    )  # fmt: skip


def _told(docket: Docket, said: Mapping[tuple[int, int, str], int]) -> dict[tuple[int, int, str], str]:
    """Return what parties are told of why, for the notes that say so."""
    if not said:
        return {}
    vault = Vault.of(docket)
    rows = Content.objects.filter(
        act__docket=docket, act__n__in=set(said.values()), field=evidence.WHY_WITHHELD
    ).select_related("act")
    words = {row.act.n: str(vault.content(row, row.act.n)) for row in rows}
    return {paper: words[n] for paper, n in said.items() if n in words}


def _stated(docket: Docket, acts: Sequence[Act]) -> Mapping[int, State]:
    if not any(act.is_note and act.name == house.STATEMENT for act in acts):
        return {}
    return statements.standing(acts, minors(docket))


def kept_since(notes: Sequence[Act], served: Act, reader: str) -> bool:
    """Tell whether something in a copy that was served on a party is kept from them since: its source became
    protected, they were given the gist alone, or its use was refused or has to be ruled on first. `notes` are
    those of the docket, in their order."""
    now, then = (evidence.items(notes), evidence.items([each for each in notes if each.n < served.n]))
    papers = set(served.facts["papers"])
    return any(
        (item.protected and not (key in then and then[key].protected))
        or (reader in item.gists and not (key in then and reader in then[key].gists))
        or (item.ruling == Ruling.REFUSED and not (key in then and then[key].ruling == Ruling.REFUSED))
        or (item.unruled and reader not in item.brought_by)
        for key, item in now.items()
        if not papers.isdisjoint(f"{item.act}/{file}" for file in item.lies_in)
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """A paper that a bundle may hold: `kind` groups it, `title` and `on` are what is proposed for the index,
    `name` is what its file is called. `why_not`: why it may not be in one, "" where it may."""

    act: int
    file: int
    kind: str
    title: str
    name: str
    on: date
    size: int
    why_not: str
    protected: bool


ITEM, LETTER, ACT, FILE = "item", "letter", "act", "file"


def offered(view: Opened, closed: Shut) -> tuple[Offered, ...]:
    """Return the papers of a docket that whoever looks may read: items of evidence, letters as they went out,
    what was decided or written, other files."""
    titles = telling.notes()
    found: list[Offered] = []
    for act in view.acts:
        if act.n in view.annulled or (act.is_note and act.name in house.OF_BUNDLES):
            continue
        row = telling.row(view, act, titles)
        kind = LETTER if act.is_note and act.name == "sent" else FILE
        on = timezone.localtime(act.at).date()
        rows: list[tuple[int, str, str, str, int]] = [
            (each.number, kind, row.title if kind == LETTER else each.name, each.name, each.size)
            for each in row.files
        ]
        if _speaks(act) and words(view, act, Withheld()):
            called = " · ".join(filter(None, (row.title, row.outcome)))
            if act.n in closed.stated:
                called = statement_title(act.facts, closed.stated[act.n])
            rows.append((WORDS, ACT, called, "", 0))
        for file, kind_of, title, name, size in rows:
            item = closed.items.get((act.n, file))
            if item is not None:
                said = view.contents.get(item.descriptions[-1], {})
                title = str(said.get(evidence.TITLE, "")) or title
            found.append(
                Offered(
                    act.n, file, ITEM if item else kind_of, title, name, on, size,
                    closed.why_not(act.n, file), closed.protected(act.n, file),
                )
            )  # fmt: skip
    return tuple(found)


def _speaks(act: Act) -> bool:
    return not act.is_note or act.name in WRITTEN


def words(view: Opened, act: Act, back: Withheld) -> str:
    """Return what was written in an entry, and what it decided, as it is printed; "" where nothing was."""
    if act.is_note and act.name == house.STATEMENT:
        return statement_text(view, act.n)
    row = telling.row(view, act, telling.notes())
    content = view.contents.get(act.n, {})
    said = [
        (name, value)
        for name, value in content.items()
        if isinstance(value, str) and name not in telling.HIDDEN and not back.hides(act.n, name)
    ]
    kept = {name: act.facts[name] for name in TOLD if name in act.facts}
    told = list(telling.coded(view, kept)) if not act.is_note else []
    if not said and not told:
        return ""
    lines = [row.title, *([row.outcome] if row.outcome else []), *([row.role] if row.role else []), ""]
    lines += [f"{label}: {value}" for label, value in told]
    for name, value in said:
        heading = [] if len(said) == 1 and not told else [name.replace("_", " ").capitalize()]
        lines += ["", *heading, value]
    return "\n".join(lines).strip() + "\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was recognised on the pictures of a paper: words with their places, and by how many degrees
    clockwise pages have to be turned."""

    words: tuple[Word, ...] = ()
    turns: Mapping[int, int] = field(default_factory=dict)


NOTHING_SEEN = Seen()


class Reading:
    """Reads papers of a docket, as whoever works for the docket itself: what may not be read is asked of
    `Shut` before. Words are told in the language and zone of the organisation, so that they are the same
    each time."""

    def __init__(self, docket: Docket) -> None:
        self.docket = docket
        self.vault = Vault.of(docket)
        self._view: Opened | None = None

    def paper(self, act: int, file: int) -> tuple[bytes, str]:
        """Return the bytes of a paper and their hash where the record has one (hexadecimal, else ""). Raises
        LookupError where there is none."""
        if file == WORDS:
            return self._words(act), ""
        row = File.objects.filter(act__docket=self.docket, act__n=act, n=file).select_related("act").first()
        if row is None:
            raise LookupError("no such file")
        content = b"".join(files.read(self.vault.key, row.stored, self.vault.files))
        return content, str(self.vault.file(row, act)["sha256"])

    def recognised(self, item: Item | None, content: bytes) -> Seen:
        """Return the words that were read from the pictures of an item of evidence, with their places on the
        pages of the paper, and how its pages have to be turned by them; nothing where its pages cannot be
        seen."""
        placed = derived.placed(self.docket, self.vault, item.key) if item is not None else {}
        if not placed:
            return NOTHING_SEEN
        try:
            pages = as_pdf(Document("1", "", content))
            assert isinstance(pages, bytes)
            words = recognised.words(content, pages, placed)
        except (Unfit, Unreadable):
            return NOTHING_SEEN
        turns = {page: turn(found) for page, found in placed.items()}
        return Seen(words, {page: degrees for page, degrees in turns.items() if degrees})

    def _words(self, n: int) -> bytes:
        zone = ZoneInfo(organisation().timezone)
        with translation.override(settings.LANGUAGE_CODE), timezone.override(zone):
            if self._view is None:
                self._view = opened(self.docket)
            act = next((each for each in self._view.acts if each.n == n), None)
            text = words(self._view, act, kept_back.from_outside(self.docket)) if act is not None else ""
        if not text:
            raise LookupError("no words")
        return text.encode()

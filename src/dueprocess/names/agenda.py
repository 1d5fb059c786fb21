"""Names in an agenda that somebody has pasted: found and proposed, for a person to look at.

Knows how agendas are written and how names look; must not know who anybody is. It proposes too much rather
than too little: what is no name is crossed out by whoever pasted it, what was not found is added.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 20_000
"""Characters of an agenda that are read."""
MOST = 200
"""Names that are proposed at most."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_LABELS = {
    "speaker": _words(
        "speaker speakers speaks speaking keynote talk lecture address panel panellist panellists presenter",
        "presenters by with featuring feat introduces introduction",
    ),
    "guest": _words(
        "guest guests visitor visitors",
    ),
    "host": _words(
        "host hosts hosted chair chairs chaired chairing moderator moderators moderated facilitator",
        "facilitated compere",
    ),
    "co-organiser": _words(
        "organiser organisers organised organizer organizers organized co-organiser co-organisers co-",
        "organizer partner partners together",
    ),
    "trainer": _words(
        "trainer trainers training tutor tutors workshop instructor led",
    ),
}
_AS = {word: kind for kind, words in _LABELS.items() for word in words}
"""Words of an agenda that say as what somebody named after them comes."""
_PARTICLES = _words(
    "al ap ben bin bint da das de del dela della den der di do dos du e el ibn la las le lo los mac mc ní st",
    "ten ter van vel von y zu zum zur ó",
)
_TITLES = _words(
    "baron baroness bishop brother canon captain cllr councillor cpt dame dr father fr frau herr imam judge",
    "lady lord m madame miss mme mr mrs ms mx prof professor rabbi rev revd reverend señor señora sir sister",
    "sr sra",
)
_NO_NAME = _words(
    "a afternoon agenda all an and annual any apologies april at auditorium august avenue award bar branch",
    "break breakfast building business campaign center centre chapel church city club coffee college",
    "committee community conference congress county debate december delegates dinner discussion door doors",
    "drinks election end evening event february federation first for forum friday from general group hall",
    "house in item january july june library lunch manifesto march may meeting members minutes monday",
    "morning motion motions music national new news november october on online open opening other our party",
    "plenary program programme pub q&a question questions raffle refreshments region registration report",
    "reports road room saturday school second section september session social society speech speeches",
    "square stall start street summer sunday tea the theatre third thursday time to today tomorrow town",
    "treasurer tuesday union university venue vote wednesday welcome winter year your youth zoom",
) | frozenset(_AS)
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:[-\u2013\u2014]|to|until)\s*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?"
    r"|\b\d{1,2}[:.h]\d{2}\s*(?:[ap]\.?m\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BULLET = re.compile(r"^[\s\W\d_]*(?=\w)|^\s*\d+[.)]\s*")
_PARTS = re.compile(
    r"[,;/|&+:\uff1a\u2022\u3001\u060c]|\s[-\u2013\u2014]\s|\band\b|\bwith\b|\bby\b|\bfrom\b|\bon\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*([^\W\d_][\w\s-]{1,40}?)\s*[:\uff1a]\s*(.+)$")
_LEAD = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _AS), key=len, reverse=True)) + r")\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A name as it stands there, as what whoever bears it comes, and the line it stands on (from 1).
    `sure`: a word of the line says so; else it only looks like a name."""

    name: str
    appears: str
    line: int
    sure: bool


def proposed(text: str) -> list[Proposed]:
    """Return the names that a pasted agenda seems to hold, each once, in the order of the text.

    A name is looked for after a word such as “Speaker:” or “chaired by”, in any script, and elsewhere where
    two to six words follow each other that are written as names are. Of a name that stands there twice the
    first place that says as what somebody comes counts. At most `MOST`, from the first `LONGEST` characters.
    """
    found: dict[str, Proposed] = {}
    for number, line in enumerate(unicodedata.normalize("NFC", text[:LONGEST]).splitlines(), start=1):
        for each in _of_line(line, number):
            key = each.name.casefold()
            if key not in found or (each.sure and not found[key].sure):
                found[key] = each
            if len(found) == MOST:
                return list(found.values())
    return list(found.values())


def _of_line(line: str, number: int) -> Iterator[Proposed]:
    plain = _BULLET.sub("", _TIME.sub(" ", _ASIDE.sub(" ", line)), count=1).strip()
    label = _LABEL.match(plain)
    kind = _kind(label.group(1)) if label else None
    if label and kind:
        for part in _PARTS.split(label.group(2)):
            if name := _name(part, after_label=True):
                yield Proposed(name, kind, number, sure=True)
        return
    last = None
    for part, lead in _led(plain):
        last = lead or last
        if name := _name(part, after_label=False):
            yield Proposed(name, last or "speaker", number, sure=last is not None)


def _kind(words: str) -> str | None:
    return next((_AS[word] for word in words.casefold().split() if word in _AS), None)


def _led(plain: str) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a line with what the words before each say."""
    at = 0
    lead: str | None = None
    for found in [*_PARTS.finditer(plain), None]:
        part = plain[at : found.start() if found else len(plain)]
        lead = next((_AS[word.casefold()] for word in reversed(_LEAD.findall(part))), lead)
        yield part, lead
        at = found.end() if found else at


def _name(part: str, *, after_label: bool) -> str | None:
    stripped = (word.strip(".\u2019'\"\u201c\u201d!?*_()") for word in part.split())
    words = [word for word in stripped if word]
    while words and words[0].casefold() in _TITLES | _NO_NAME:
        del words[0]
    run: list[str] = []
    for word in words:
        if _written_as_name(word) or (run and word.casefold() in _PARTICLES):
            run.append(word)
        elif run:
            break
        elif not after_label or word[0].islower():
            run = []
    while run and (run[-1].casefold() in _PARTICLES or run[-1].casefold() in _NO_NAME):
        run.pop()
    if not 1 <= len(run) <= 6 or any(word.casefold() in _NO_NAME for word in run):
        return None
    if len(run) == 1 and not (after_label or _caseless(run[0])):
        return None
    return " ".join(run)


def _written_as_name(word: str) -> bool:
    """Tell whether a word begins as names do: with a capital, or in a script that has none."""
    first = word[0]
    return first.isupper() or first.istitle() or (first.isalpha() and _caseless(word))


def _caseless(word: str) -> bool:
    return word.lower() == word.upper() and any(letter.isalpha() for letter in word)

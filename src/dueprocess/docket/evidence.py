"""What lies in a docket as evidence, by the notes that say so: its items, as what each counts, and what of it
leaves the docket for nobody. Pure: acts come in, values go out.

An item is a file of an act, or the words of an act; it never copies either. The notes are the only source:
no table of items has to be kept in step with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket import house
from dueprocess.docket.models.source import CARRIED
from dueprocess.docket.sealing import OFFICER

TITLE, SOURCE = "evidence title", "evidence source"
ADDRESS, SHOWS, CAPTURED_BY = "evidence address", "evidence words", "captured by"
"""Content fields of a note that describes an item: what it is, where it is from, at which address it stood,
what it shows, and who took it, where that is nobody in the case."""
TEXT = "evidence text"
"""The content field of a note that puts right what was read on a page of an item."""
WHY_WITHHELD = "why withheld"
"""The content field of a ruling that parties read, where the source of an item is protected."""
GIST = "gist"
"""The content field of a note that gives a party the gist of an item alone; why, stands in `WHY_WITHHELD`."""
TRANSCRIPT = "transcript"
"""The content field with what is said in a recording: passages of from, to (ms), who speaks, what is said."""
OF_MAIL, AS_IT_CAME = ("from", "mail"), 1
"""Of a message that came by mail: the content fields with who sent it, and the file that holds all of it."""
ELSEWHERE = "elsewhere"
"""In the place of the key of a party who stayed in the case out of which this one came."""
OF_BUNDLE = (1, 2)
"""Of a note by which a bundle was served: the files that are the copy and its manifest."""
FREE = ("message", "information", house.ARRIVED)
"""Notes of which the words are what somebody wrote, and no act of the procedure."""
WORDS = 0
"""In the place of a file's number: the words of the act, not a file."""
_KEY = re.compile(r"e([1-9][0-9]{0,5})")
_OF_AN_ITEM = (
    house.CLASSED, house.RULED, house.GIST, house.READ, house.TRANSCRIBED, house.TRANSCRIPT_SIGNED,
)  # fmt: skip


class Kind(models.TextChoices):
    """What an item is."""

    DOCUMENT = "document", _("A document")
    PICTURE = "picture", _("A picture")
    SOUND = "sound", _("A sound recording")
    FILM = "film", _("A film")
    MAIL = "mail", _("An e-mail or a chat")
    CAPTURE = "capture", _("A post or a web page, as it was seen")
    STATEMENT = "statement", _("What somebody said or wrote")
    THING = "thing", _("A thing, or a picture of it")


def kind_of(media_type: str) -> Kind:
    """Return of what kind a file most likely is, by its media type; somebody says it in the end."""
    for begins, kind in _BY_TYPE.items():
        if media_type.startswith(begins):
            return kind
    return Kind.DOCUMENT if media_type else Kind.STATEMENT


_BY_TYPE = {"image/": Kind.PICTURE, "audio/": Kind.SOUND, "video/": Kind.FILM, "message/": Kind.MAIL}


class Obtained(models.TextChoices):
    """How an item came to be known."""

    OPEN = "open", _("In the open: it was there to be seen, or was asked for")
    OFFERED = "offered", _("A party or a witness offered it")
    COVERT = "covert", _("Covertly: somebody was recorded or watched without knowing")
    LEAKED = "leaked", _("Leaked: whoever gave it may not have been allowed to")
    PARTIAL = "partial", _("In part: an extract, of which the rest is missing")
    OLD = "old", _("It is years old")


WAITS = _("Somebody has to rule on its use first. Until then those alone read it who rule or brought it.")
"""What everybody else is told of an item that was obtained so."""
NEEDS_RULING = frozenset({Obtained.COVERT, Obtained.LEAKED, Obtained.PARTIAL, Obtained.OLD})
"""What was obtained so is relied on only once a ruling admits it."""


class Class(models.TextChoices):
    """As what an item counts."""

    RELIED = "relied", _("Relied on")
    UNUSED = "unused", _("Unused")
    PRIVILEGED = "privileged", _("Privileged")


class Ruling(models.TextChoices):
    """What was ruled on the use of an item."""

    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Refused")


class Told(Protocol):
    """A row of a docket, as a model or as plain values."""

    @property
    def n(self) -> int: ...
    @property
    def is_note(self) -> bool: ...
    @property
    def name(self) -> str: ...
    @property
    def by_key(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def introduces(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of evidence: the file, or the words (`file` is `WORDS`), of act `act`.

    `notes` are the numbers of the notes about it, `descriptions` those of them that say what it is;
    `classed` and `ruled` those of its class and of the ruling that hold now (0: none). `capturer` and
    `offered_by` are local keys, `captured_at` is a moment (ISO). `copy_of` is the key of the item of which
    this is a copy that somebody made. `by`: who (local keys) described or classed it. `quoted`: the notes
    that repeat a sentence of its words, or of what a party said it shows. `mailed`: the act is a message
    that came by mail. `wrote`: the local key of whoever made the act (`ELSEWHERE`: a party of the case out
    of which this one came), of a statement of whoever stated it. `given_to`: by party, the last note that
    gives them something of it, `gists` those of them who have its gist alone. `offered`: a party brought it
    in as evidence, so that somebody has to rule on it. `transcripts`: the notes with the versions of what is
    said in it, the first first; `signed`: which versions somebody signed off, each with the note that says
    so. `bundled`: the notes by which a bundle was served that holds it, `held_back` the parties from whose
    copy of one it was withheld. `texts`: page and note of each text of it that somebody put right.
    `original`: of a copy, the item of which it is one. `shut`: nobody has sorted it, and it is a copy of what
    is privileged (or of an item that is not there any more); so it is privileged from its birth. `covert`: it
    was once said to be obtained so that a ruling has to admit it; what is said later takes that away no more.
    `in_part`: the ruling that protects its source lets parties have what a redaction leaves of it. `acted`:
    its words are those of an act of the procedure. `stated`: its words are this statement (its key).
    """

    key: str
    act: int
    file: int
    kind: str
    obtained: str
    notes: tuple[int, ...]
    descriptions: tuple[int, ...]
    by: frozenset[str]
    offered_by: str = ""
    capturer: str = ""
    captured_at: str = ""
    copy_of: str = ""
    given: str = ""
    helpful: bool = False
    classed: int = 0
    ruling: str = ""
    protected: bool = False
    ruled: int = 0
    ruled_by: str = ""
    quoted: tuple[int, ...] = ()
    mailed: bool = False
    wrote: str = ""
    given_to: Mapping[str, int] = field(default_factory=dict)
    gists: frozenset[str] = frozenset()
    offered: bool = False
    transcripts: tuple[int, ...] = ()
    signed: tuple[tuple[int, int], ...] = ()
    bundled: tuple[int, ...] = ()
    texts: tuple[tuple[int, int], ...] = ()
    shut: bool = False
    held_back: frozenset[str] = frozenset()
    original: Item | None = None
    covert: bool = False
    in_part: bool = False
    acted: bool = False
    stated: str = ""

    @property
    def counts_as(self) -> str:
        """Return as what it counts: the class it was given; unused where a ruling refused it. "" where nobody
        has sorted it."""
        if self.shut:
            return str(Class.PRIVILEGED)
        if self.given != Class.PRIVILEGED and self.ruling == Ruling.REFUSED:
            return str(Class.UNUSED)
        return self.given

    @property
    def privileged(self) -> bool:
        """Whether it leaves the docket for nobody."""
        return self.shut or self.given == Class.PRIVILEGED

    @property
    def relied(self) -> bool:
        """Whether findings may rest on it."""
        return self.counts_as == Class.RELIED

    @property
    def lies_in(self) -> tuple[int, ...]:
        """Return the files of its act that hold it: itself, and the mail as it came."""
        return (self.file, AS_IT_CAME) if self.mailed and self.file != AS_IT_CAME else (self.file,)

    def line(self) -> Iterator[Item]:
        """Yield this, that of which it is a copy, and so on: what keeps one back keeps back its copies."""
        item: Item | None = self
        while item is not None:
            yield item
            item = item.original

    def sealed_for(self, respondent: str, known: Collection[str]) -> bool:
        """Tell whether a respondent cannot answer it in full: its source is protected, they have its gist
        alone, it was withheld from their copy of a bundle, or it comes from a party who is not among the
        `known`. So is a copy of what is; but they can answer one that they were given all of, where only the
        gist of the rest is theirs."""
        return self._nameless(known) or self._kept_from(respondent)

    def _nameless(self, known: Collection[str]) -> bool:
        of = {self.offered_by, self.capturer, self.wrote} - {""}
        if self.protected or any(not each.startswith(OFFICER) and each not in known for each in of):
            return True
        return self.original is not None and self.original._nameless(known)

    def _kept_from(self, respondent: str) -> bool:
        if respondent in self.given_to:
            return respondent in self.gists
        of = self.original
        return respondent in self.held_back or (of is not None and of._kept_from(respondent))

    @property
    def waits_for_ruling(self) -> bool:
        """Whether somebody has to rule on its use before it is relied on."""
        return (self.offered or self.covert) and not self.ruling

    @property
    def unruled(self) -> bool:
        """Whether it, or its original, was obtained so that a ruling has to admit it; and nobody ruled."""
        line = list(self.line())
        waits = any(each.covert for each in line) and not any(each.ruling for each in line)
        return waits and not self.privileged

    @property
    def brought_by(self) -> frozenset[str]:
        """Return who (local keys) brought it in, took it or offered it."""
        return frozenset({self.wrote, self.offered_by, self.capturer} - {"", ELSEWHERE})


Items = Mapping[str, Item]


def items(acts: Iterable[Told]) -> dict[str, Item]:
    """Return the items of a docket by their keys, in the order in which they were first described."""
    found: dict[str, Item] = {}
    quoted: dict[int, tuple[int, ...]] = {}
    mails, acted = set[int](), set[int]()
    wrote, stated, served = dict[int, str](), dict[int, str](), list[Told]()
    for act in acts:
        if act.name == house.ARRIVED or house.BY_MAIL in act.introduces:
            mails.add(act.n)
        if not (act.is_note and act.name in FREE):
            acted.add(act.n)
        carried = CARRIED in act.introduces and act.n not in mails
        wrote[act.n] = act.by_key or (ELSEWHERE if carried else "")
        if act.is_note and act.name == house.STATEMENT:  # an officer only wrote it down
            wrote[act.n], stated[act.n] = str(act.facts["to"][0]), str(act.facts["statement"])
        if not act.is_note:
            continue
        if of := act.introduces.get(house.QUOTES):
            quoted[of] = (*quoted.get(of, ()), act.n)
        elif act.name == house.EVIDENCE:
            _described(found, act)
        elif act.name == house.BUNDLE_SERVED:
            served.append(act)
        elif act.name in _OF_AN_ITEM and (item := found.get(str(act.facts["item"]))):
            found[item.key] = _more(item, act)
    for item in list(found.values()):
        of, mailed = wrote.get(item.act, ""), item.act in mails
        says = stated.get(item.act, "") if item.file == WORDS else ""
        item = replace(item, mailed=mailed, wrote=of, acted=item.act in acted, stated=says)
        said = (*item.descriptions, *((item.act,) if item.file == WORDS else ()))
        repeated = tuple(n for of in said for n in quoted.get(of, ()))
        found[item.key] = replace(_bundled(item, served), quoted=repeated)
    found = {key: _taken_over(item, found) for key, item in found.items()}
    return {key: _with_original(found, item, {key}) for key, item in found.items()}


def _bundled(item: Item, served: Sequence[Told]) -> Item:
    """Return an item with the notes by which bundles that hold it were served, and from whose copy it was
    withheld: it lacks what another copy of the same version has, and they got it in no other."""
    mine = {f"{item.act}/{file}" for file in item.lies_in}
    holds = [act for act in served if not mine.isdisjoint(act.facts["papers"])]
    if not holds:
        return item
    versions = {(act.facts["bundle"], act.facts["version"]) for act in holds}
    have = {item.wrote, item.offered_by, *(who for act in holds for who in act.facts.get("to", ()))}
    lack = {
        who
        for act in served
        if (act.facts["bundle"], act.facts["version"]) in versions
        for who in act.facts.get("to", ())
    }
    return replace(item, bundled=tuple(act.n for act in holds), held_back=frozenset(lack - have))


def _taken_over(item: Item, found: Items) -> Item:
    """Return an item with what it takes over from that of which it is a copy, until somebody says otherwise:
    that it is privileged, and that its source is protected."""
    above = list(_originals(item, found))
    if not item.given:
        like = next((each for each in above if each is None or each.given), item)
        item = replace(item, shut=like is None or like.given == Class.PRIVILEGED)
    if not item.ruled:
        judged = next((each for each in above if each is not None and each.ruled), item)
        if judged.protected:
            item = replace(item, protected=True, ruled=judged.ruled, in_part=judged.in_part)
            item = replace(item, ruled_by=judged.ruled_by)
    return item


def _originals(item: Item, found: Items) -> Iterator[Item | None]:
    """Yield that of which an item is a copy, that of which this is one, and so on; None for one that is not
    there, at the end."""
    seen = {item.key}
    while item.copy_of and item.copy_of not in seen:
        seen.add(item.copy_of)
        original = found.get(item.copy_of)
        yield original
        if original is None:
            return
        item = original


def _with_original(found: Items, item: Item, seen: set[str]) -> Item:
    """Return an item with what it is a copy of; what was said in a circle ends where it began."""
    of = found.get(item.copy_of)
    if of is None or of.key in seen:
        return item
    return replace(item, original=_with_original(found, of, {*seen, of.key}))


def _described(found: dict[str, Item], act: Told) -> None:
    facts, before = act.facts, found.get(str(act.facts["item"]))
    named = ("kind", "obtained", "offered_by", "capturer", "captured_at", "copy_of")
    given: dict[str, Any] = {name: str(facts[name]) for name in named if name in facts}
    if before is not None:  # the thing itself stays what it was
        emptied = dict.fromkeys(("capturer", "captured_at", "copy_of"), "")
        if not before.offered:  # whose a party brought in, nobody says otherwise
            emptied["offered_by"] = ""
        else:
            given["offered_by"] = before.offered_by
        found[before.key] = replace(
            before, **(emptied | given), notes=(*before.notes, act.n),
            covert=before.covert or given["obtained"] in NEEDS_RULING,
            descriptions=(*before.descriptions, act.n), by=before.by | {act.by_key},
        )  # fmt: skip
        return
    key = str(facts["item"])
    found[key] = Item(
        key=key, act=int(facts.get("act", act.n)), file=int(facts.get("file", WORDS)), notes=(act.n,),
        descriptions=(act.n,), by=frozenset({act.by_key}), offered=bool(facts.get("offer")),
        covert=given["obtained"] in NEEDS_RULING, **given,
    )  # fmt: skip


def _more(item: Item, act: Told) -> Item:
    notes = (*item.notes, act.n)
    if act.name == house.TRANSCRIBED:
        return replace(item, transcripts=(*item.transcripts, act.n), notes=notes)
    if act.name == house.TRANSCRIPT_SIGNED:
        return replace(item, signed=(*item.signed, (int(act.facts["version"]), act.n)), notes=notes)
    if act.name == house.READ:
        return replace(item, texts=(*item.texts, (int(act.facts["page"]), act.n)), notes=notes)
    if act.name == house.CLASSED:
        return replace(
            item, given=str(act.facts["class"]), helpful=bool(act.facts.get("helpful")), classed=act.n,
            notes=notes, by=item.by | {act.by_key},
        )  # fmt: skip
    if act.name == house.GIST:
        to = [str(each) for each in act.facts["to"]]
        gists = item.gists - set(to) if act.facts.get("full") else item.gists | set(to)
        return replace(item, notes=notes, given_to={**item.given_to, **dict.fromkeys(to, act.n)}, gists=gists)
    return replace(
        item, ruling=str(act.facts["ruling"]), protected=bool(act.facts.get("protected")), ruled=act.n,
        ruled_by=act.by_key, notes=notes, in_part=bool(act.facts.get("in_part")),
    )  # fmt: skip


def next_key(acts: Iterable[Told]) -> str:
    """Return the key of the next item: no key is ever used twice."""
    return f"e{max((number(key) for key in items(acts)), default=0) + 1}"


def number(key: str) -> int:
    """Return the number in the key of an item; 0 for what is none."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else 0

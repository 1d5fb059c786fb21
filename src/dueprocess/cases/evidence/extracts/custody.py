"""The chain of custody of one item: who took it, how it came in, what was said of it, who opened it, where it
went. Nothing of it is kept for its own sake: it is read from the entries of the case, from its letters, from
the working copies and from the read journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from dueprocess.cases.evidence.extracts.copies import CopyLine
from dueprocess.docket import evidence, house, parted, wall, withholding
from dueprocess.docket.evidence import AS_IT_CAME, WORDS, Item
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.models import Act, Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.kit.http import Hidden
from dueprocess.kit.keys import Damaged

SHOWN_WITH = timedelta(minutes=2)
"""A picture that is fetched so soon after the page on which it stands is one look with it."""
OUT = ("package taken", "audit")
"""The whole case went out, without what was kept back then."""
MOST = 500
"""So many readings of one item are shown, the last ones; the read journal has them all."""


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One thing that happened to an item: when, in words what, by or to whom, and for what. `act`: the entry
    that says so, 0 where the read journal or a working copy does. `read`: somebody only looked."""

    at: datetime
    what: str
    who: str = ""
    why: str = ""
    act: int = 0
    read: bool = False


def codes(item: Item) -> tuple[str, ...]:
    """Return under which codes the read journal knows that an item was opened, compared or taken out."""
    mine = [
        f"{way} {item.key}" for way in ("item", "check", "copy", "shown", "transcript", "bundled", "words")
    ]
    mine += [*OUT, f"cover {item.act}/{item.file}", *(f"file {n}/1" for n in item.bundled)]
    if item.file != WORDS:
        mine += [f"{way} {item.act}/{item.file}" for way in ("bare", "play", "sound")]
        mine += [f"play {item.key}", f"sound {item.key}"]
        mine += [f"file {item.act}/{file}" for file in item.lies_in]
    if item.stated:
        mine.append(f"statement {item.stated}")
    return tuple(mine)


def custody(view: Opened, item: Item, copies: Sequence[CopyLine], *, reads: bool) -> tuple[CustodyLine, ...]:
    """Return the chain of custody of an item, oldest first; with `reads`, who opened it too (one query)."""
    lines = [*_came(view, item), *_said(view, item), *_went(view, item)]
    lines += [CustodyLine(each.made_at, _("Working copy: {what}").format(what=each.kind_said), each.tool)
              for each in copies]  # fmt: skip
    if reads:
        lines += _read(view, item)
    return tuple(sorted(lines, key=lambda each: each.at))


def _came(view: Opened, item: Item) -> Iterator[CustodyLine]:
    facts = view.contents.get(item.descriptions[-1], {})
    if item.captured_at:
        by = view.name(item.capturer) if item.capturer else str(facts.get("captured by", ""))
        yield CustodyLine(datetime.fromisoformat(item.captured_at), _("Taken"), by, act=item.descriptions[-1])
    act = next((each for each in view.acts if each.n == item.act), None)
    if act is not None:
        what = telling.row(view, act, telling.notes()).title
        mine = act.n == item.descriptions[0]
        said = _("Brought in") if mine else _("Came into the case: {what}").format(what=what)
        yield CustodyLine(act.at, said, view.name(act.by_key) if act.by_key else "", act=act.n)


def _said(view: Opened, item: Item) -> Iterator[CustodyLine]:
    titles = telling.notes()
    for act in view.acts:
        if act.n in item.notes:
            again = act.n in item.descriptions[1:]
            what = _("Described anew") if again else titles.get(act.name, act.name)
            yield CustodyLine(act.at, what, view.name(act.by_key), act=act.n)
        elif act.is_note and act.name == house.EVIDENCE and act.facts.get("copy_of") == item.key:
            what = _("A copy of it came in: {item}").format(item=act.facts["item"])
            yield CustodyLine(act.at, what, view.name(act.by_key), act=act.n)


def _went(view: Opened, item: Item) -> Iterator[CustodyLine]:
    paper = item.file != WORDS and any(
        each["number"] == item.file and each.get("paper") for each in view.files.get(item.act, ())
    )
    for notice in view.state.notices:
        if paper and notice.n == item.act and notice.sent_at is not None:
            yield CustodyLine(notice.sent_at, _("Went out with a letter"), view.name(notice.to), act=item.act)
    for act in view.acts:
        if act.n in item.bundled:
            to = ", ".join(map(view.name, act.facts.get("to", ()))) or _("Those who decide the case")
            yield CustodyLine(act.at, _served(act), to, act=act.n)
        elif act.is_note and act.name == house.BUNDLE_RECEIVED and act.facts["of"] in item.bundled:
            of = next(each for each in view.acts if each.n == act.facts["of"])
            who = view.name(act.by_key)
            yield CustodyLine(act.at, _("Opened: {what}").format(what=_served(of)), who, act=act.n)
        elif act.is_note and act.name == parted.CAME:
            yield CustodyLine(act.at, _("Came out of another case with it"), act=act.n)
        elif told := act.introduces.get(parted.PARTED_INTO):
            moved = item.act in told["acts"]
            what = _("Went into another case") if moved else _("A part of the case went into another")
            yield CustodyLine(act.at, what, act=act.n)
        elif act.facts.get("out", {}).get("outside"):
            to = str(view.contents.get(act.n, {}).get(parted.RECIPIENT, ""))
            yield CustodyLine(act.at, _("The case was handed over outside"), to, act=act.n)


def _served(act: Act) -> str:
    said = _("Served in bundle {n}, version {version}")
    return said.format(n=act.facts["bundle"], version=act.facts["version"])


def _read(view: Opened, item: Item) -> Iterator[CustodyLine]:
    said = {
        f"file {item.act}/{AS_IT_CAME}": _("The whole message taken out, as it came"),
        f"file {item.act}/{item.file}": _("Taken out"),
        f"bare {item.act}/{item.file}": _("Taken out, without what it says of whoever took it"),
        f"cover {item.act}/{item.file}": _("A page of it shown, to cover words"),
        f"statement {item.stated}": _("Read as a statement"),
        f"words {item.key}": _("Its words read on a party’s own pages"),
        f"play {item.act}/{item.file}": _("The player opened"),
        f"play {item.key}": _("The player opened"),
        f"sound {item.act}/{item.file}": _("Listened to"),
        f"sound {item.key}": _("Listened to"),
        f"transcript {item.key}": _("Its transcript taken out"),
        f"item {item.key}": _("Looked at"),
        f"check {item.key}": _("Compared with its fingerprint"),
        f"copy {item.key}": _("A working copy taken out"),
        f"shown {item.key}": _("Its picture shown"),
        f"bundled {item.key}": _("Taken out, or read, in a copy of a bundle"),
        **{f"file {n}/1": _("Taken out in a bundle that was served") for n in item.bundled},
        "package taken": _("Taken out with the copy of the case"),
        "audit": _("Shown to an auditor with the case"),
    }
    rows = list(wall.readers(view.docket, limit=MOST, what=codes(item)))
    pages = [
        (name, datetime.fromisoformat(at)) for _pk, at, name, what, _why in rows if what.startswith("item")
    ]
    for _pk, at, name, what, purpose in rows:
        moment, who = datetime.fromisoformat(at), view.names.get(name, name)
        with_page = any(each == name and timedelta() <= moment - seen <= SHOWN_WITH for each, seen in pages)
        if what in OUT and _was_kept_back(view, item, moment):
            continue
        if not (what.startswith("shown") and with_page):
            yield CustodyLine(moment, said[what], who, purpose, read=True)


def _was_kept_back(view: Opened, item: Item, at: datetime) -> bool:
    """Whether an item left the case for nobody at that moment, or was not there yet."""
    then = evidence.items([act for act in view.acts if act.recorded_at <= at])
    mine = then.get(item.key)
    if mine is None:
        return all(act.n != item.act or act.recorded_at > at for act in view.acts)
    back = withholding.withheld(then, leaving=True)
    return (mine.act, mine.file) in back.files or (mine.file == WORDS and mine.act in back.words)


def check(docket: Docket, item: Item) -> bool:
    """Read the whole file of an item and compare it with the fingerprint that was recorded; tell whether it
    is the same. Raises Hidden for one that is no file, or of which the bytes are gone."""
    row = File.objects.filter(act__docket=docket, act__n=item.act, n=item.file).select_related("act").first()
    if row is None:
        raise Hidden("no file")
    vault = Vault.of(docket)
    try:
        files.verify(vault.key, row.stored, vault.files, vault.file(row, item.act)["sha256"])
    except (Damaged, FileNotFoundError):
        return False
    return True

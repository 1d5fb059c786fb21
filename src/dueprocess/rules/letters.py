"""Sets of letters as adopted: which one holds for a rulebook; one letter with its values as a document. Must
not know dockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from dueprocess.core.errors import Broken
from dueprocess.core.letters import Letters, Rendered, Sent, Value, load, render, sent_by
from dueprocess.papers import letter as paper
from dueprocess.people import holders
from dueprocess.rules import rulebooks
from dueprocess.rules.models import LettersVersion

_kept: dict[int, dict[str, Letters]] = {}


def current(rulebook: str) -> Letters | None:
    """Return the letters that were adopted last for a rulebook (by its id); None where there are none. Kept
    under the register's stamp, which an adoption changes too. Raises Broken for a stored text that no longer
    has its hash."""
    now = holders.stamp()
    if not now or now not in _kept:
        _kept.clear()
        _kept[now] = {}
    kept = _kept[now]
    if rulebook not in kept:
        row = LettersVersion.objects.filter(rulebook_id=rulebook).order_by("-recorded_at", "-version").first()
        if row is None:
            return None
        kept[rulebook] = get(row.pk)
    return kept[rulebook]


def get(hash_: str) -> Letters:
    """Return an adopted version. Raises DoesNotExist for none, Broken as `current`."""
    found = load(LettersVersion.objects.get(pk=hash_).text)
    if found.hash != hash_:
        raise Broken(f"The stored text of letters {hash_} was changed.")
    return found


def sent(rulebook: str) -> Sent:
    """Return which letters the adopted versions of a rulebook (by its id) send, and to whom: a case stays
    under the version under which it was opened. Raises Malformed where none was adopted."""
    return sent_by(rulebooks.called(rulebook, "about.rulebook"))


def filled(letters: Letters, name: str, audiences: Sequence[str], values: Mapping[str, Value]) -> Rendered:
    """Return a letter with its values, its days written as its own language does. Raises as
    `core.letters.render`."""

    def written(value: date) -> str:
        day = dateformat.format(value, _("j F Y"))
        return f"{day}, {value:%H:%M} {value:%Z}".rstrip() if isinstance(value, datetime) else day

    with translation.override(letters.language):
        return render(letters, name, audiences, values, written)


def document(letter: Rendered, to: Sequence[str] = ()) -> paper.Letter:
    """Return a letter with its values as a document; `to` are the lines of the address."""
    return paper.Letter(
        title=letter.title,
        owner=letter.owner,
        language=letter.language,
        rtl=letter.rtl,
        head=letter.head,
        back=" · ".join(letter.head) if to else "",
        to=tuple(to),
        beside=letter.beside,
        blocks=tuple(paper.Block(each.kind, each.texts) for each in letter.blocks),
        closing=letter.closing,
        may_tell=letter.may_tell,
        trusted=letter.trusted,
        foot=letter.foot,
        page=letter.page,
    )

"""Sets of letters as adopted: which one holds for a rulebook; one letter with its values as a document. Must
not know dockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from dueprocess.core.letters import Letters, Rendered, Sent, Value, load, render, sent_by
from dueprocess.papers import letter as paper
from dueprocess.rules import rulebooks
from dueprocess.rules.held import Held
from dueprocess.rules.models import LettersVersion

_held = Held(LettersVersion, load, "letters")
current, get = _held.current, _held.get


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

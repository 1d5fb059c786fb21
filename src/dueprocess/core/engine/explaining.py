"""How a deadline was worked out, in words. Knows sentences; not how it stands, nor how days are counted."""

from __future__ import annotations

from datetime import date

from dueprocess.core.engine.reckoning import Reckoned
from dueprocess.core.engine.said import clauses, each_of, said_day, said_event, said_period
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_many as ngettext

_CHANGED = {
    "extends": _("%(text)s; extended to %(day)s by entry %(n)s"),
    "shortens": _("%(text)s; shortened to %(day)s by entry %(n)s"),
    "restores": _("%(text)s; given back to %(day)s by entry %(n)s"),
    "version": _("%(text)s; kept at %(day)s by the change of version in entry %(n)s"),
}


def ruled(text: Said, clause: str | None, version: str | None) -> Said:
    """Put the rule before the sentence, with its version where a case has lived under several."""
    if not clause:
        return text
    several = clauses(clause)
    if version:
        return ngettext(
            "Rule %(clauses)s of version %(version)s: %(text)s",
            "Rules %(clauses)s of version %(version)s: %(text)s",
            len(several),
            clauses=each_of(several),
            version=version,
            text=text,
        )
    return ngettext(
        "Rule %(clauses)s: %(text)s",
        "Rules %(clauses)s: %(text)s",
        len(several),
        clauses=each_of(several),
        text=text,
    )


def counted(rulebook: Rulebook, found: Reckoned, day: date | None) -> Said:
    """From what, and how long: `10 working days after “Send” was done on 27 March 2026`."""
    due, what = found.due, said_event(rulebook, found.event.what)
    on = said_day(day) if day else None
    if due.on is not None:
        return _("on %(event)s, %(day)s", event=what, day=on) if on else _("on %(event)s", event=what)
    period = said_period(found.period) if found.period else _("at once")
    if due.before is not None:
        if on:
            return _("at least %(period)s before %(event)s (%(day)s)", period=period, event=what, day=on)
        return _("at least %(period)s before %(event)s", period=period, event=what)
    if due.every is not None and found.cycle:
        if on:
            return _("again every %(period)s after %(event)s on %(day)s", period=period, event=what, day=on)
        return _("again every %(period)s after %(event)s", period=period, event=what)
    if on:
        return _("%(period)s after %(event)s on %(day)s", period=period, event=what, day=on)
    return _("%(period)s after %(event)s", period=period, event=what)


def bounded(text: Said, found: Reckoned) -> Said:
    """Add the bound that moved it, if one did."""
    if found.bounded is None:
        return text
    period = said_period(found.bounded.within)
    if found.bounded is found.due.but_not_after:
        return _("%(text)s, but no later than %(period)s", text=text, period=period)
    return _("%(text)s, but no earlier than %(period)s", text=text, period=period)


def changed(text: Said, found: Reckoned) -> Said:
    """Add what acts, or a change of version, have made of its last day."""
    for change in found.changes:
        text = _(_CHANGED[change.kind], text=text, day=said_day(change.day), n=change.n)
    return text

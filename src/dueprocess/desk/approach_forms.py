"""The forms by which an approach is entered in under a minute, corrected, replied to and weighed.

Knows fields and the words of the questions; what is written down, `cases.approaches.actions` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.approaches.actions import Entry
from dueprocess.cases.approaches.models import About, Channel, Done, Kind, Lane, Told
from dueprocess.kit import fields
from dueprocess.people import extracts as people


class Approach(fields.Form):
    """One page: who came, how, what was said. Everything else may be left as it is."""

    who = fields.TextField(
        label=gettext_lazy("Who was it?"),
        hint=gettext_lazy("Their membership number if you know it: then they can reply. Else their name."),
    )
    office = fields.TextField(
        label=gettext_lazy("For whose office or body did they speak?"), required=False,
        hint=gettext_lazy("Such as the president’s office, a newspaper, nobody but themselves."),
    )  # fmt: skip
    kind = fields.SelectField(
        label=gettext_lazy("What was it?"), options=list(Kind.choices),
        hint=gettext_lazy("Pressure: to decide, drop, delay or soften something."),
    )  # fmt: skip
    channel = fields.SelectField(label=gettext_lazy("How did it reach you?"), options=list(Channel.choices))
    on = fields.DateField(label=gettext_lazy("When?"))
    words = fields.LongTextField(
        label=gettext_lazy("Their words, as near as you can"), rows=3,
        hint=gettext_lazy("The person named can read this, and not who wrote it. Name no party here."),
    )  # fmt: skip
    asked = fields.TextField(label=gettext_lazy("What did they ask for?"))
    done = fields.RadiosField(
        label=gettext_lazy("What did you answer?"), options=list(Done.choices),
        hint=gettext_lazy("The protocol allows the first four. Nobody may promise a day or an outcome."),
    )  # fmt: skip
    reply = fields.LongTextField(
        label=gettext_lazy("What was said, done or promised, in full"), rows=2, required=False,
        hint=gettext_lazy("Needed only where it was more than the protocol allows."),
    )  # fmt: skip
    about = fields.TextField(
        label=gettext_lazy("Which case, or which inquiry?"), required=False,
        hint=gettext_lazy(
            "Number or code name, as you heard it. You need not be able to see the case, and you are not "
            "told whether there is one."
        ),
    )  # fmt: skip
    about_what = fields.RadiosField(
        label=gettext_lazy("What is it about?"), options=list(About.choices), initial=About.CASE
    )
    lane = fields.SelectField(
        label=gettext_lazy("Do they have a lane of their own?"), options=list(Lane.choices),
        initial=Lane.NONE, required=False,
        hint=gettext_lazy("Witnesses, complainants and line managers may ask certain things, at one place."),
    )  # fmt: skip
    place = fields.TextField(
        label=gettext_lazy("Where can it be found, if it was said in public?"), required=False
    )
    told = fields.RadiosField(
        label=gettext_lazy("May they read what is entered about them?"), options=list(Told.choices),
        initial=Told.NOW,
    )  # fmt: skip
    why = fields.TextField(label=gettext_lazy("If not yet: why?"), required=False)

    first = ("who", "office", "kind", "channel", "words", "asked", "done")

    def __init__(self, *args: Any, today: date, about: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        self.fields["about"].initial = about

    def sections(self) -> Iterator[tuple[str, list[Any]]]:
        """The questions under their headings."""
        for title, names in (
            (_("Who and how"), ("who", "office", "kind", "channel", "on")),
            (_("What was said"), ("words", "asked", "done", "reply")),
            (_("About what"), ("about_what", "about", "place")),
            (_("Who may read it"), ("lane", "told", "why")),
            (_("The correction"), ("wrong",)),
        ):
            if found := [self[name] for name in names if name in self.fields]:
                yield title, found

    def entry(self) -> Entry:
        """What was typed, with who it is where the register has the number."""
        typed = self.cleaned_data
        known = people.by_number(typed["who"]) if "who" in typed else None
        texts = ("office", "words", "asked", "reply", "about", "place", "why")
        return Entry(
            who=known.name if known else typed.get("who", "-"),
            person=known.pk if known else None,
            kind=Kind(typed["kind"]),
            channel=Channel(typed["channel"]),
            on=typed["on"],
            done=Done(typed["done"]),
            lane=Lane(typed["lane"] or Lane.NONE),
            about_what=About(typed["about_what"]),
            told=Told(typed["told"]),
            **{name: typed[name] or "" for name in texts},
        )


class Amended(Approach):
    """The same as it reads now, and what of it was wrong. Who came stays, but for what was `forwarded`: that
    is completed, and nothing need be wrong with it."""

    def __init__(self, *args: Any, today: date, forwarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        if forwarded:
            return
        del self.fields["who"]
        self.fields["wrong"] = fields.LongTextField(
            label=_("What was wrong, and how do you know?"), rows=3,
            hint=_("The first entry stays as it is; this one stands beside it."),
        )  # fmt: skip


class Reply(fields.Form):
    """What the person named replies, as it reached the desk."""

    text = fields.LongTextField(label=gettext_lazy("Their reply, in their words"), rows=5)
    on = fields.DateField(label=gettext_lazy("When did it reach you?"))


class Weighed(fields.Form):
    """What oversight says to an approach."""

    follows = fields.LongTextField(
        label=gettext_lazy("What follows from it?"), rows=4,
        hint=gettext_lazy("Such as: nothing; the person was written to; a case is opened under the code."),
    )  # fmt: skip
    told = fields.RadiosField(
        label=gettext_lazy("May the person named read what is entered about them?"),
        options=list(Told.choices),
    )  # fmt: skip

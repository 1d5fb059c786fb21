"""Forms about items of evidence. Knows fields; what they mean, `docket.evidence` knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.extracts import CasePage
from dueprocess.docket.evidence import Class, Kind, Obtained, Ruling
from dueprocess.kit import fields

OTHER = "other"
"""Whoever took it is nobody in the case."""


class Describe(fields.Form):
    """What an item is. With `upload` the file comes with it."""

    def __init__(
        self, page: CasePage, items: Sequence[tuple[str, str]], *args: Any, upload: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        docket = page.docket
        parties = [(each.key, each.name) for each in docket.parties]
        if upload:
            self.fields["attached"] = fields.FilesField(
                label=_("The file"), required=True, most=1,
                hint=_("As it was taken: nothing cut, nothing marked. It is kept sealed and never altered."),
            )  # fmt: skip
        self.fields["title"] = fields.TextField(
            label=_("What is it, in a few words?"), max_length=150,
            hint=_("Such as: Film of the corridor, 3 May. Parties read this in lists: name nobody in it."),
        )  # fmt: skip
        self.fields["kind"] = fields.SelectField(label=_("Of what kind?"), options=Kind.choices)
        self.fields["obtained"] = fields.RadiosField(label=_("How did it come?"), options=Obtained.choices)
        self.fields["offered_by"] = fields.SelectField(
            label=_("Who offered it?"),
            options=parties,
            required=False,
            hint=_("Only where somebody did. A party who is named here, or as who took it, stays named."),
        )
        self.fields["captured_at"] = fields.MomentField(
            label=_("When was it taken?"), required=False,
            hint=_("When it was recorded, saved or written. Leave it empty where nobody knows."),
        )  # fmt: skip
        me = [(docket.me, _("I did"))] if docket.me else []
        self.fields["capturer"] = fields.SelectField(
            label=_("Who took it?"), options=[*me, *parties, (OTHER, _("Somebody else, named below"))],
            required=False,
        )  # fmt: skip
        self.fields["captured_by"] = fields.TextField(
            label=_("Name of somebody else"), required=False, max_length=150
        )
        self.fields["address"] = fields.TextField(
            label=_("At which address did it stand?"), required=False, max_length=2000,
            hint=_("Of a post or a page, with https:// before it."),
        )  # fmt: skip
        self.fields["source"] = fields.LongTextField(
            label=_("Where is it from?"), rows=2, required=False, max_length=4000,
            hint=_("From whom or what, and by which ways, before it came here."),
        )  # fmt: skip
        self.fields["shows"] = fields.LongTextField(
            label=_("What does it show?"), rows=4, required=False, max_length=10_000
        )
        if items:
            self.fields["copy_of"] = fields.SelectField(
                label=_("Is it a copy of another item?"), options=items, required=False,
                hint=_("Such as a recording made clearer, or an extract."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for the name of somebody else, and take it only where there is somebody else."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("capturer") == OTHER:
            typed["capturer"] = ""
            if not typed.get("captured_by"):
                self.add_error("captured_by", _("Write the name, or choose who took it."))
        return typed


class Sort(fields.Form):
    """As what an item counts."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        hints = {
            Class.RELIED: _("Findings may rest on it."),
            Class.UNUSED: _("It was gathered, and nothing rests on it. Respondents get it on a list."),
            Class.PRIVILEGED: _(
                "Such as the advice of a lawyer. It enters no list, bundle, sample or copy, and only the "
                "owner of the case and whoever sorted or described it read it."
            ),
        }
        options = [fields.Option(str(each), each.label, hints[each]) for each in Class]
        self.fields["as_class"] = fields.RadiosField(label=_("As what does it count?"), options=options)
        self.fields["helpful"] = fields.TickField(
            label=_("It may help the respondent"),
            hint=_("Where it is unused, they can open it with the list."),
        )
        self.fields["reason"] = fields.LongTextField(
            label=_("Why?"), rows=3, required=False, max_length=4000,
            hint=_("Needed where it is privileged, or was sorted before. Whoever reads the case reads this."),
        )  # fmt: skip


class Rule(fields.Form):
    """Whether an item may be used, and whether its source is protected."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["ruling"] = fields.RadiosField(label=_("May it be used?"), options=Ruling.choices)
        self.fields["reason"] = fields.LongTextField(
            label=_("Why?"), rows=4, max_length=10_000, hint=_("Whoever offered it is told the reasons.")
        )
        self.fields["protects"] = fields.TickField(
            label=_("Its source is protected"),
            hint=_(
                "Where it is from, and the name of somebody else who took it, is then told to nobody but "
                "those who said so and the owner of the case; on lists for parties only that an item is "
                "withheld. A party who is named as having taken or offered it stays named."
            ),
        )
        self.fields["in_part"] = fields.TickField(
            label=_("Parties may have what a redaction leaves of it"),
            hint=_(
                "Only where the source is protected. Somebody else than who covered it has then to find "
                "that this protects the source. Without this no party gets anything of it."
            ),
        )
        self.fields["withheld"] = fields.LongTextField(
            label=_("What are parties told of why it is withheld?"), rows=3, required=False, max_length=4000,
            hint=_("Only where the source is protected. Name nobody, and nothing that leads to them."),
        )  # fmt: skip


class Words(fields.Form):
    """What is said in a recording."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["transcript"] = fields.LongTextField(
            label=_("What is said, and when"), rows=18, required=False, max_length=2_000_000,
            hint=_(
                "One line for each passage: the time, who speaks, a colon, what is said. Such as 0:12 Ilse: "
                "I saw him. A time may have an end, such as 0:12-0:15. What nobody says stands after a colon "
                "alone: 0:14 : a door shuts. WebVTT or SubRip can be pasted."
            ),
        )  # fmt: skip
        self.fields["attached"] = fields.FilesField(
            label=_("Or a file of captions"), required=False, most=1,
            hint=_("WebVTT (.vtt) or SubRip (.srt). It then stands in place of what is written above."),
        )  # fmt: skip
        self.fields["reason"] = fields.LongTextField(
            label=_("How was it made, or what was wrong?"), rows=2, required=False, max_length=4000,
            hint=_("Such as: by ear, or by which program. Whoever reads the case reads this."),
        )  # fmt: skip


class Give(fields.Form):
    """To which respondents the list of unused items goes."""

    def __init__(self, respondents: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"] = fields.CheckboxesField(label=_("To whom?"), options=respondents)


class Gist(fields.Form):
    """What parties get of an item: all of it, or its gist and why."""

    def __init__(self, parties: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"] = fields.CheckboxesField(label=_("Who gets it?"), options=parties)
        self.fields["what"] = fields.RadiosField(
            label=_("What do they get?"),
            options=[
                fields.Option(
                    "gist", _("Its gist alone"), _("No finding against them may then rest on it alone.")
                ),
                fields.Option("full", _("All of it"), _("They open it on their own pages.")),
            ],
        )
        self.fields["gist"] = fields.LongTextField(
            label=_("What do they need to know of it?"), rows=6, required=False, max_length=10_000,
            hint=_("Enough to answer it: what is said, of which day and place. Nothing that leads further."),
        )  # fmt: skip
        self.fields["why"] = fields.LongTextField(
            label=_("Why do they not get it in full?"), rows=3, required=False, max_length=4000,
            hint=_("They read this. Name nobody, and nothing that leads to them."),
        )  # fmt: skip


class Correct(fields.Form):
    """What stands on a page of an item, by whoever looked at it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"] = fields.LongTextField(
            label=_("What stands on this page?"), rows=18, max_length=200_000,
            hint=_("Word for word, mistakes included. What the machine read stays readable beside it."),
        )  # fmt: skip
        self.fields["reason"] = fields.LongTextField(
            label=_("What was wrong?"), rows=2, required=False, max_length=2000
        )

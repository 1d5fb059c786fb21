"""Forms about bundles. Knows fields; what they mean, `cases.bundles` knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.bundles.extracts import ReaderLine, RedactPage
from dueprocess.kit import fields


class Begin(fields.Form):
    """What a new bundle is called, and for whom it is."""

    def __init__(self, readers: Iterable[ReaderLine], *args: Any) -> None:
        readers = tuple(readers)
        chosen = [each.key for each in readers if each.chosen]
        super().__init__(*args, initial={"readers": chosen})
        self.fields["title"] = fields.TextField(
            label=_("What is it called?"), max_length=150, hint=_("Such as: Hearing of 3 December.")
        )
        self.fields["readers"] = fields.CheckboxesField(
            label=_("Who gets a copy?"), options=[(each.key, each.name) for each in readers],
            hint=_("Each gets one of their own: what they may not read is covered or held back in it."),
        )  # fmt: skip


class Cover(fields.Form):
    """What is covered on a page, on which ground, and who may still read it."""

    def __init__(self, page: RedactPage, *args: Any) -> None:
        super().__init__(*args)
        grounds = [(code, f"{code}: {_(words)}") for code, words in page.grounds]
        self.fields["ground"] = fields.SelectField(
            label=_("On which ground?"), options=grounds, hint=_("Its letters are printed on the box.")
        )
        self.fields["why"] = fields.LongTextField(
            label=_("Why, in a few words?"), rows=2, required=False, max_length=500,
            hint=_("Only whoever works on the case reads this."),
        )  # fmt: skip
        self.fields["readers"] = fields.CheckboxesField(
            label=_("Who may still read what lies beneath?"), options=page.readers, required=False,
            hint=_("Tick nobody to cover it in every copy. Whoever comes in later reads it in none."),
        )  # fmt: skip
        self.fields["phrase"] = fields.TextField(
            label=_("Cover words wherever they stand"), required=False, max_length=200,
            hint=_("In the whole paper, also within longer words and across the ends of lines."),
        )  # fmt: skip
        self.fields["whole"] = fields.TickField(label=_("Cover all of page {n}").format(n=page.page))
        for name, label in (
            ("left", _("Left")), ("top", _("Top")), ("width", _("Width")), ("height", _("Height")),
        ):  # fmt: skip
            self.fields[name] = fields.NumberField(label=label, required=False, min_value=0)

    def box(self) -> tuple[int, int, int, int] | None:
        """Return left, top, right and bottom of a place that was drawn or typed; None where none was. Raises
        ValueError where only a part of it was given. Call it on a valid form."""
        told = [self.cleaned_data[name] for name in ("left", "top", "width", "height")]
        if all(each is None for each in told):
            return None
        if any(each is None for each in told):
            raise ValueError("not all of four")
        left, top, width, height = told
        return left, top, left + width, top + height

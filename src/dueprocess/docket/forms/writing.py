"""What is written in a form: papers, the letter, files and notes, and when it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dueprocess.docket.forms import naming
from dueprocess.kit import fields

if TYPE_CHECKING:
    from dueprocess.docket.forms.build import StepForm


def papers(form: StepForm) -> None:
    """What the act must carry in words."""
    form.group(_("In words"))
    for n, paper in enumerate(form.asked.papers):
        hint = (
            _("Only if “{title}” is chosen. Write it here, or attach it below.").format(title=paper.why)
            if paper.why
            else _("Write it here, or attach it below.")
        )
        form.put(
            f"paper_{n}",
            fields.LongTextField(label=naming.words(paper.words), hint=hint, required=False, rows=5),
            ("with", paper.words),
            needed=paper.required,
        )
    if form.asking.own:
        form.put("note", fields.LongTextField(label=_("What you want to say"), required=False, rows=7))


def letter(form: StepForm) -> None:
    """What goes out to those who are told."""
    if (form.asked.tells or form.asked.letters) and not form.asking.own:
        form.group(_("The letter"))
        form.put(
            "letter",
            fields.LongTextField(
                label=_("What is written to those who are told"), required=False, rows=6,
                hint=_("They read it in their letter, with the outcome and what was written above."),
            ),
        )  # fmt: skip


def attached(form: StepForm) -> None:
    """Files, which papers they are, and notes for whoever works on the case."""
    form.group(_("Files") if form.asking.own else _("Files and notes"))
    form.put(
        "files",
        fields.FilesField(
            label=_("Files"), hint=_("Each is kept sealed, and its fingerprint goes into the record.")
        ),
    )
    if form.asked.papers:
        options = [(str(n), naming.words(paper.words)) for n, paper in enumerate(form.asked.papers)]
        form.put(
            "files_are",
            fields.RadiosField(
                label=_("What are these files?"), options=[*options, ("", _("Something else"))],
                required=False, initial="0" if len(options) == 1 else "",
            ),
        )  # fmt: skip
    if not form.asking.own:
        form.put(
            "note",
            fields.LongTextField(
                label=_("Notes for the file"), required=False, rows=3,
                hint=_("Whoever works on the case reads them. They go into no letter."),
            ),
        )  # fmt: skip


def when(form: StepForm) -> None:
    """The day and time, where it is not now."""
    if form.asking.own:
        return
    form.group(_("When did this happen?"), folded=True)
    form.put(
        "at",
        fields.MomentField(
            label=_("Day and time"), required=False, zone=form.asking.zone,
            hint=_("Leave it empty if it happens now. The clock of the rules runs by this."),
        ),
    )  # fmt: skip
    form.put(
        "late_reason",
        fields.LongTextField(
            label=_("Why is it written down only now?"), required=False, rows=2,
            hint=_("Needed if it happened more than a day ago. It is shown beside the deadline."),
        ),
    )  # fmt: skip


def letters(form: StepForm) -> None:
    """Add the letters that may be left out: none goes unless it is asked for. It can still be sent later."""
    asked, names = form.asked, form.asking.names
    if not asked.letters:
        return
    form.group(_("Tell them?"))
    options = [(str(each.place), naming.words(naming.spoken(each.text, names))) for each in asked.letters]
    label = _("Letters that may be left out")
    hint = _("Not ticked: it does not go out now, and can be sent later from the letters of the case.")
    form.put(
        "letters",
        fields.CheckboxesField(label=label, hint=hint, options=options, required=False),
        ("tells", ""),
    )

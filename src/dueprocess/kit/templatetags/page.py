"""Tags and filters that every template has (built in): dates, queries, one-time tokens."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dueprocess.kit import components, http

register = template.Library()

register.filter("grouped", components.grouped)
register.filter("working_days", components.working_days)
register.filter("relative", components.relative)
register.filter("last_moment", components.last_moment)
register.filter("by_rule", components.by_rule)
register.filter("worded", components.worded)
register.filter("mended", components.mended)


@register.filter
def period(text: Any) -> str:
    """Return a month (`2023-11`) or day (`2023-11-30`) of the record as words; anything else as it is."""
    try:
        if len(str(text)) == len("2023-11-30"):
            return components.absolute(date.fromisoformat(str(text)))
        return date_format(datetime.strptime(str(text), "%Y-%m").date(), _("F Y"))  # noqa: DTZ007 (a month)
    except ValueError:
        return str(text)


@register.filter
def rows_for(text: Any, least: Any) -> int:
    """How many rows a box needs: `least`, and more where more lines were typed, up to 20."""
    return max(int(least), min(str(text or "").count("\n") + 2, 20))


@register.filter
def spoken(text: Any) -> Any:
    """`{{ step.title|spoken }}`: a text of the rulebook, marked with its language where the page speaks
    another (WCAG 3.1.2); any other text as it is."""
    language = getattr(text, "language", "")
    if not language or _primary(language) == _primary(get_language() or ""):
        return text
    return format_html('<span lang="{}">{}</span>', language, str(text))


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


@register.filter
def absolute(moment: date | datetime | None, with_time: object = "") -> str:
    """`{{ act.at|absolute }}`, or `{{ act.at|absolute:"time" }}` with the time of day."""
    return components.absolute(moment, time=bool(with_time))


@register.filter
def left(day: date | datetime | None, working_days: int | None) -> str:
    """`{{ due.last_day|left:due.working_days }}`: in working days where the rule counts those."""
    return components.relative(day) if working_days is None else components.working_days(working_days)


@register.simple_tag
def day(
    at: date | datetime | None,
    *,
    time: object = "",
    working_days: int | str | None = None,
    late: object = "",
    plain: object = "",
) -> SafeString:
    """`{% day due.due_at working_days=3 late=1 %}`: a day (and with `time` the time), its distance beside it
    unless it stands `plain`; in working days as the engine counted them. Nothing for None."""
    if not at:
        return SafeString("")
    far: str | SafeString = ""
    if not plain:
        said = components.relative(at)
        if working_days is not None and working_days != "":
            said = components.working_days(working_days)
        far = format_html(' <span class="dp-date__relative">({})</span>', said)
    kind = "dp-date dp-date--late" if late else "dp-date"
    words = components.absolute(at, time=bool(time))
    return format_html(
        '<span class="{}"><time datetime="{}">{}</time>{}</span>', kind, at.isoformat(), words, far
    )


@register.filter
def is_past(moment: date | datetime | None) -> bool:
    """`{% if due|is_past %}`."""
    return moment is not None and components.is_past(moment)


@register.filter
def machine(moment: date | datetime) -> str:
    """Return the form that `<time datetime>` takes."""
    return moment.isoformat()


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """`?{% query sort="due" page=None %}`: this page's query with some values changed or dropped."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = str(value)
    return str(values.urlencode())


@register.simple_tag
def once() -> SafeString:
    """Write the hidden token by which a form that is sent twice is found (see `kit.http.once`)."""
    return format_html('<input type="hidden" name="once" value="{}">', http.new_token())


@register.filter
def error_summary(form: BaseForm) -> list[tuple[str, str]]:
    """Return each fault of a form with the id of the box to mend; faults of the whole form have none."""
    found = [("", str(text)) for text in form.non_field_errors()]
    for bound in form:
        target = getattr(bound, "error_target", bound.auto_id)
        found += [(target, str(text)) for text in bound.errors]
    return found

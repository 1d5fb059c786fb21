"""The docket itself: its number, key and rulebook, and the indexed copies that lists are made from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from dueprocess.kit.tags import TagField
from dueprocess.people.models import Unit
from dueprocess.rules.models import RulebookVersion

if TYPE_CHECKING:
    from collections.abc import Iterable


YES = (True,)
NO = (False,)
"""For filters on yes-or-no columns: Django writes `is_open=True` as the bare column, for which SQLite uses
no index; `is_open__in=YES` uses it."""


class Plain(models.Func):
    """A column as a plain value: SQLite may not choose an index by it, whatever it guesses of its values.

    PostgreSQL counts what its tables hold and chooses better by itself, so it gets the column.
    """

    template = "+%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write the column alone."""
        return self.as_sql(compiler, connection, template="%(expressions)s", **more)


class Asked(models.Func):
    """A condition in SQL, with `{}` for each of its columns (names or expressions) and `%s` for each value.
    Each query of a page asks what the wall asks: written as querysets, that took longer to write than to
    answer."""

    output_field: Any = models.BooleanField()

    def __init__(self, text: str, *columns: Any, values: Iterable[Any] = ()) -> None:
        super().__init__(*columns)
        self.text, self.values = text, tuple(values)

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> Any:
        """Write the columns, which have no values of their own, into the text."""
        columns = [compiler.compile(each)[0] for each in self.source_expressions]
        moment = connection.ops.adapt_datetimefield_value
        return self.text.format(*columns), [
            moment(each) if isinstance(each, datetime) else each for each in self.values
        ]


class Listed(models.Func):
    """A key that is in a list of few, written in SQL. PostgreSQL is made to draw the list up once: joining to
    it, it may draw it up for every row, where it expects a single one."""

    output_field: Any = models.BooleanField()

    def __init__(self, column: str | models.Func, text: str, values: Iterable[Any]) -> None:
        super().__init__(column)
        self.text, self.values = text, tuple(values)

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> Any:
        """Write the column in the list."""
        column, _none = compiler.compile(self.source_expressions[0])
        array = connection.vendor == "postgresql"
        return f"{column} = ANY(ARRAY({self.text}))" if array else f"{column} IN ({self.text})", self.values


OPENING = "opening"
"""The kind of a docket that was set aside and has no act yet (`docket.actions.openings`)."""
MESSAGE = "message"
"""The kind of a docket that a message has opened and nobody has classified (`docket.actions.arriving`)."""


PLAN = "plan"
"""The kind of the docket of a start-up plan, which concerns nobody and has pages of its own."""
APPROACH = "approach"
"""The kind of a docket in which it stands that somebody without a role spoke to somebody about a case."""


class DocketQuerySet(models.QuerySet["Docket"]):
    """Questions about dockets. `visible_to` is put in by `docket.wall`, which all doors must ask.

    `opened_by` holds what the wall let through where that is not everything: dockets, or keys of dockets,
    each part to be found by an index of its own. Few are found sooner that way than among all
    (`docket.search`). `unshut` is what the wall asks beside that, `unroled` that no role opens a docket; a
    queryset narrowed further has neither. `few`: how many they are at most, where they are few and found by
    what leads to them. `parts`: the same dockets in parts that do not overlap, each found by an index of its
    own, where there are such: those open by name, and what each role opens; a queryset narrowed further
    has none.
    """

    opened_by: tuple[models.QuerySet[Any, Any], ...] | None = None
    unshut: models.Q | None = None
    unroled: models.Q | None = None
    parts: tuple[models.QuerySet[Any, Any], ...] | None = None
    few: int | None = None

    def _clone(self) -> Self:
        made: Self = super()._clone()  # type: ignore[misc]
        made.opened_by, made.few = self.opened_by, self.few
        return made

    def locked(self, pk: int) -> Docket:
        """Return the row, locked until the end of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def open(self) -> Self:
        """Return those whose main strand is not at an end."""
        return self.filter(is_open__in=YES)

    def under(self, rulebook: str) -> Self:
        """Return the open ones that stand at a stage, and that came to this version (a hash) last."""
        return self.open().filter(rulebook_id=rulebook).exclude(stage="")

    def overdue(self, at: datetime) -> Self:
        """Return the open ones in which something owed was due before that moment."""
        return self.filter(is_open__in=YES, due_at__lt=at)


class Docket(models.Model):
    """A file under a rulebook. `length` is the number of its acts; all below `# copies` is rebuilt from
    them. `asked_at`: since when a party waits for an answer (`docket.answers`), the longest if several do;
    `asked_by` is their local key."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20)
    rulebook = models.ForeignKey(RulebookVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    pseudonym = models.CharField(max_length=32, unique=True)
    key_wrapped = models.BinaryField(null=True)
    length = models.PositiveIntegerField(default=0)
    # copies
    stage = models.CharField(max_length=80, blank=True)
    strands = models.JSONField(default=dict)
    is_open = models.BooleanField(default=True)
    received_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_step = models.CharField(max_length=80, blank=True)
    wake_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    owner = TagField(max_length=32, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=20, blank=True)
    copied = models.JSONField(default=dict)

    objects: ClassVar[DocketQuerySet] = DocketQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["kind", "is_open", "due_at", "id"], name="docket_by_due"),
            models.Index(fields=["kind", "is_open", "received_at", "id"], name="docket_by_age"),
            models.Index(fields=["kind", "is_open", "changed_at", "id"], name="docket_by_change"),
            models.Index(fields=["kind", "due_at", "id"], name="docket_all_by_due"),
            models.Index(fields=["kind", "received_at", "id"], name="docket_all_by_age"),
            models.Index(fields=["kind", "changed_at", "id"], name="docket_all_by_change"),
            models.Index(fields=["stage", "kind", "is_open", "due_at"], name="docket_by_stage"),
            models.Index(fields=["unit", "kind", "is_open", "due_at", "owner"], name="docket_by_unit"),
            models.Index(fields=["owner", "kind", "is_open", "due_at"], name="docket_by_owner"),
            models.Index(fields=["rulebook", "kind", "is_open"], name="docket_by_rulebook"),
            models.Index(
                fields=["owner", "asked_at"],
                name="docket_by_message",
                condition=models.Q(asked_at__isnull=False),
            ),
            models.Index(
                fields=["wake_at"],
                name="docket_by_wake",
                condition=models.Q(wake_at__isnull=False),
            ),
            models.Index(
                fields=["remind_at"],
                name="docket_by_reminder",
                condition=models.Q(remind_at__isnull=False),
            ),
        ]

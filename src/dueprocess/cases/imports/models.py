"""By what an imported row is known again. Knows keyed tags and dockets, no old number in the clear."""

from django.db import models

from dueprocess.docket.models import Docket
from dueprocess.kit.tags import TagField
from dueprocess.people.models import Person


class ImportedRow(models.Model):
    """One row of an old register: `register` is the tag of its title, `tag` that of the title and the row's
    id there, `digest` that of what it last said ("": that it was missing), `release` the date of the latest
    release that had it so.

    Tags are keyed (`kit.keys.tag`), so that a stolen disk tells neither the old number nor the values.
    """

    docket = models.OneToOneField(
        Docket, primary_key=True, on_delete=models.CASCADE, related_name="imported_row"
    )
    tag = TagField(max_length=32, unique=True)
    digest = TagField(max_length=32, blank=True)
    register = TagField(max_length=32, blank=True, db_index=True)
    release = models.CharField(max_length=10, blank=True)

    class Meta:
        app_label = "cases"


class Import(models.Model):
    """An import that somebody prepares at the desk. `sealed` holds the names, the map and the report;
    `stored` is the sealed file, "" once it was thrown away. `rows` have been read by the job that runs."""

    code = models.CharField(max_length=32, unique=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=20)
    runs = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    key_wrapped = models.BinaryField()
    stored = models.CharField(max_length=32, blank=True)
    sealed = models.BinaryField()

    class Meta:
        app_label = "cases"

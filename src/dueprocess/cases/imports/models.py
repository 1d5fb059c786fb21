"""By what an imported row is known again. Knows keyed tags and dockets, no old number in the clear."""

from django.db import models

from dueprocess.docket.models import Docket


class ImportedRow(models.Model):
    """One row of an old register: `tag` of its title and the row's id there, `digest` of what it said.

    Both are keyed tags (`kit.keys.tag`), so that a stolen disk tells neither the old number nor the values.
    """

    docket = models.OneToOneField(
        Docket, primary_key=True, on_delete=models.CASCADE, related_name="imported_row"
    )
    tag = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=32)

    class Meta:
        app_label = "cases"

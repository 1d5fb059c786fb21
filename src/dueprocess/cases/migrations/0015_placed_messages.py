from typing import Any

from django.db import migrations, models


def where_they_are(apps: Any, _editor: Any) -> None:
    """Let messages that were put into a case before say into which: their notes tell."""
    dockets, acts = apps.get_model("docket", "Docket"), apps.get_model("docket", "Act")
    arrivals = apps.get_model("cases", "Arrival").objects
    for docket in dockets.objects.filter(arrivals__state="part", kind="message").distinct().iterator():
        note = acts.objects.filter(docket=docket, name="classified").order_by("n").last()
        if note is not None:
            arrivals.filter(docket=docket).update(into=note.introduces.get("into", ""))


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_how_urgent'),
        ('docket', '0007_owners_of_a_unit'),
    ]

    operations = [
        migrations.AddField(
            model_name='arrival',
            name='into',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name='arrival',
            name='state',
            field=models.CharField(choices=[('waiting', 'Nobody has said yet what it is'), ('placed', 'Put to a case, not confirmed'), ('complaint', 'Complaint'), ('part', 'Part of a case'), ('not_complaint', 'Not a complaint'), ('automatic', 'Automatic')], default='waiting', max_length=20),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(condition=models.Q(('into', ''), _negated=True), fields=['-settled_at', '-id'], name='arrival_put'),
        ),
        migrations.RunPython(where_they_are, migrations.RunPython.noop),
    ]

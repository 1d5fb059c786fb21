from django.db import migrations, models


def sent(apps, schema_editor):
    """What was sent before this version was sent."""
    apps.get_model("kit", "OutgoingMail").objects.exclude(sent_at=None).update(state="sent")


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0001_initial'),
    ]

    operations = [
        migrations.AddField('OutgoingMail', 'state', models.CharField(default='waiting', max_length=10)),
        migrations.AddField('OutgoingMail', 'tries', models.PositiveSmallIntegerField(default=0)),
        migrations.AddField('OutgoingMail', 'why', models.CharField(blank=True, default='', max_length=40)),
        migrations.AddField('OutgoingMail', 'handed_at', models.DateTimeField(null=True)),
        migrations.AddIndex('OutgoingMail', models.Index(fields=['state', 'made_at'], name='outgoing_by_state')),
        migrations.RunPython(sent, migrations.RunPython.noop),
    ]

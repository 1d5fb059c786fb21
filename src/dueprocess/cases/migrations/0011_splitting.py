import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_counted_by_month'),
        ('docket', '0006_measures_to_decide'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='split_act',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='split_from',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='docket.docket'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('split_from__isnull', False)), fields=['split_from'], name='case_by_origin'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0002_outgoing_state'),
    ]

    operations = [
        migrations.CreateModel(
            name='OuterKey',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=8)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('id', 1)), name='kit_one_outer_key'),
                ],
            },
        ),
    ]

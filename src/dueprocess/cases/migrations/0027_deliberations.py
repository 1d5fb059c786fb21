import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0026_priority'),
        ('docket', '0011_measures_in_force'),
    ]

    operations = [
        migrations.AlterField(
            model_name='batch',
            name='kind',
            field=models.CharField(choices=[('assign', 'Give them to somebody'), ('write', 'Write to parties'), ('letter', 'Send a letter of the rules')], max_length=20),
        ),
        migrations.CreateModel(
            name='Deliberation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_wrapped', models.BinaryField()),
                ('docket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='deliberation', to='docket.docket')),
            ],
        ),
        migrations.CreateModel(
            name='DeliberationNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True)),
                ('sealed', models.BinaryField()),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cases.deliberation')),
            ],
        ),
    ]

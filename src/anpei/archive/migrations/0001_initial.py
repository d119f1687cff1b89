import anpei.core.clock
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('claims', '0001_initial'),
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bundles', to='claims.claim')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('manifest_sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('sequence', models.PositiveSmallIntegerField(default=1, help_text='A reopened case is archived again; the earlier bundle stays.')),
                ('keep_until', models.DateField(help_text='Longest retention that applies (Insurance Law art. 87, Anti-Money-Laundering Law art. 34).')),
            ],
            options={
                'ordering': ['sequence'],
                'constraints': [models.UniqueConstraint(fields=('claim', 'sequence'), name='one_bundle_per_sequence')],
                'indexes': [],
            },
        ),
    ]

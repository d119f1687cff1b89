import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Stopped')], default='waiting', max_length=8)),
                ('dry_run', models.BooleanField()),
                ('files', models.JSONField(default=list)),
                ('kept', models.JSONField(default=list)),
                ('by_kind', models.CharField(max_length=10)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('by_role', models.CharField(blank=True, max_length=20)),
                ('unit', models.ForeignKey(help_text='Writes into it and below; empty for the whole house.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('step', models.PositiveIntegerField(default=0)),
                ('row', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict, help_text='Table code to {created, updated, unchanged, rejected}.')),
                ('finished_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-id'], name='import_of_unit')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ReportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='importing.importrun')),
                ('kind', models.CharField(max_length=8)),
                ('body', anpei.core.fields.EncryptedTextField()),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'kind', 'id'], name='import_report')],
                'constraints': [],
            },
        ),
    ]

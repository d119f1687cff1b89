import anpei.clocks.rules
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule_id', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('law', 'law'), ('promise', 'promise'), ('internal', 'internal'), ('reminder', 'reminder'), ('warning', 'warning'), ('retention', 'retention')], max_length=16)),
                ('audience', models.CharField(choices=[('customer', 'customer'), ('staff', 'staff')], max_length=16)),
                ('subject', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('owner_id', models.BigIntegerField(blank=True, null=True)),
                ('unit_path', models.CharField(blank=True, max_length=255)),
                ('started_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('internal_due_at', models.DateTimeField()),
                ('promised_on', models.DateField(blank=True, null=True)),
                ('provisional', models.BooleanField(default=False)),
                ('extended_from', models.DateField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('running', 'running'), ('paused', 'paused'), ('met', 'kept'), ('missed', 'late'), ('cancelled', 'no longer needed')], default='running', max_length=16)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('warn_at', models.DateTimeField(blank=True, null=True)),
                ('warned_at', models.DateTimeField(blank=True, null=True)),
                ('delay_at', models.DateTimeField(blank=True, null=True)),
                ('delay_flagged_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'subject_id', 'due_at'], name='clock_by_subject'), models.Index(condition=models.Q(('state', 'running')), fields=['due_at', 'id'], name='clock_due'), models.Index(condition=models.Q(('state', 'running')), fields=['owner_id', 'due_at', 'id'], name='clock_due_of_owner'), models.Index(condition=models.Q(('kind__in', (anpei.clocks.rules.Kind['PROMISE'], anpei.clocks.rules.Kind['INTERNAL']))), fields=['rule_id', 'started_at'], name='clock_of_rule'), models.Index(condition=models.Q(('state', 'running'), ('warned_at__isnull', True)), fields=['warn_at'], name='clock_to_warn'), models.Index(condition=models.Q(('state', 'running'), ('delay_flagged_at__isnull', True)), fields=['delay_at'], name='clock_to_flag_delay'), models.Index(condition=models.Q(('state', 'running'), ('escalated_at__isnull', True), ('kind__in', (anpei.clocks.rules.Kind['LAW'], anpei.clocks.rules.Kind['PROMISE'], anpei.clocks.rules.Kind['INTERNAL'], anpei.clocks.rules.Kind['REMINDER']))), fields=['due_at'], name='clock_to_escalate'), models.Index(condition=models.Q(('provisional', True), ('state__in', ('running', 'paused'))), fields=['id'], name='clock_provisional')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('running', 'paused'))), fields=('subject', 'subject_id', 'rule_id'), name='clock_one_open_per_rule'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('running', 'paused')), ('stopped_at__isnull', True)), models.Q(('state__in', ('met', 'missed', 'cancelled')), ('stopped_at__isnull', False)), _connector='OR'), name='clock_stopped_has_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='SpecialDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('kind', models.CharField(choices=[('holiday', 'holiday'), ('workday', 'workday')], max_length=16)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('source', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='HolidayImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('years', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('imported_at', models.DateTimeField()),
                ('by_kind', models.CharField(max_length=20)),
                ('by_id', models.CharField(max_length=64)),
                ('by_name', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='deadlines.clock')),
                ('kind', models.CharField(choices=[('supplement', 'supplement'), ('investigation', 'investigation')], max_length=16)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('clock', 'kind'), name='pause_one_open_per_kind'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='pause_ends_after_it_begins')],
                'indexes': [],
            },
        ),
    ]

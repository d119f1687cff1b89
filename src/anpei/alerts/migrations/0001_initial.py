import anpei.core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('claims', '0001_initial'),
        ('organisation', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('peril', models.CharField(blank=True, help_text='A peril of library/alerts; empty: a warning calls it what we do not know, a person says.', max_length=20)),
                ('level', models.CharField(choices=[('blue', 'Blue'), ('yellow', 'Yellow'), ('orange', 'Orange'), ('red', 'Red')], max_length=6)),
                ('areas', models.JSONField(default=list, help_text='GB/T 2260 prefixes of 2, 4 or 6 digits; none means everywhere.')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('lines', models.JSONField(help_text='Lines of business concerned.')),
                ('products', models.JSONField(default=list, help_text='Product codes; none means all products of the lines.')),
                ('who', models.CharField(default='anyone', help_text='A kind of people of library/alerts.', max_length=12)),
                ('words', models.JSONField()),
                ('source', models.CharField(choices=[('manual', 'Written here'), ('schedule', 'The season'), ('cap', 'A warning service')], default='manual', max_length=8)),
                ('issuer', models.CharField(blank=True, help_text='Who issued the warning it tells about.', max_length=120)),
                ('season_key', models.CharField(help_text='Schedule, year and unit: one draft each.', max_length=60, null=True, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('previewed', 'Counted, to be approved'), ('approved', 'Approved'), ('sending', 'Being sent'), ('sent', 'Sent'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, help_text='Grows with every change; a count belongs to one version.')),
                ('counted', models.JSONField(help_text='The preview: {reached, left_out: {reason: n}, no_place}.', null=True)),
                ('counted_at', models.DateTimeField(null=True)),
                ('counting', models.BooleanField(default=False)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_at', models.DateTimeField(null=True)),
                ('sending_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_up_to', models.BigIntegerField(default=0, help_text='Id of the last person decided on: the next batch starts after it.')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=300)),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='alerts.alert')),
                ('over_told_up_to', models.BigIntegerField(default=0, help_text='Id of the last Reach told that the alert is withdrawn.')),
                ('effect', models.JSONField(help_text='See alerts.effect.', null=True)),
                ('effect_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'id'], name='alert_of_unit'), models.Index(condition=models.Q(('state', 'sent')), fields=['ends_at'], name='alert_sent_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='alert_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(('state__in', ['approved', 'sending', 'sent']), _negated=True), _connector='OR'), name='alert_leaves_only_approved'), models.CheckConstraint(condition=models.Q(models.Q(('peril', ''), _negated=True), ('state__in', ['draft', 'withdrawn']), _connector='OR'), name='alert_goes_on_with_a_peril'), models.CheckConstraint(condition=models.Q(models.Q(('level', 'red'), _negated=True), ('approved_by__isnull', True), ('drafted_by__isnull', True), models.Q(('approved_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='alert_red_needs_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), models.Q(('state', 'withdrawn'), _negated=True), _connector='OR'), name='alert_withdrawn_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='AlertChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alert_choice', to='parties.party')),
                ('serious_only', models.BooleanField()),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Reach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reaches', to='alerts.alert')),
                ('insured', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alert_reaches', to='parties.party')),
                ('left_out', models.CharField(blank=True, choices=[('erased', 'asked us to erase their data'), ('deceased', 'has died'), ('age_unknown', 'birth date not known, and the alert is for an age'), ('spared', 'mourns or lies in hospital, spared the lower levels'), ('opted_out', 'wants serious alerts only'), ('budget', 'had enough alerts lately'), ('no_way', 'no phone and no other way known')], max_length=12)),
                ('sent_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('done', models.JSONField(default=list, help_text='Numbers of the steps of “before” they ticked, from 0.')),
                ('done_at', models.DateTimeField(null=True)),
                ('help_at', models.DateTimeField(null=True)),
                ('call', models.ForeignKey(help_text='The help asked for.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='claims.callrequest')),
            ],
            options={
                'verbose_name_plural': 'reaches',
                'indexes': [models.Index(fields=['addressee', 'sent_at'], name='reach_of_addressee'), models.Index(fields=['alert', 'left_out'], name='reach_by_reason')],
                'constraints': [models.UniqueConstraint(fields=('alert', 'insured'), name='alert_decides_once_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('left_out', ''), ('sent_at__isnull', False)), models.Q(models.Q(('left_out', ''), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='reach_told_or_left_out')],
            },
        ),
        migrations.CreateModel(
            name='CapMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('sender', models.CharField(max_length=200)),
                ('identifier', models.CharField(max_length=200)),
                ('kind', models.CharField(help_text='Alert, Update or Cancel.', max_length=6)),
                ('event', models.CharField(blank=True, help_text='What the message calls it.', max_length=80)),
                ('event_codes', models.JSONField(default=list, help_text='scheme=code, as it came.')),
                ('sent_at', models.DateTimeField()),
                ('sha256', models.CharField(max_length=64)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cap_messages', to='alerts.alert')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sender', 'identifier'), name='one_cap_message_per_identifier')],
                'indexes': [],
            },
        ),
    ]

import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates_given', to='parties.party')),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates_held', to='parties.party')),
                ('agent_name', anpei.core.fields.EncryptedTextField()),
                ('agent_phone', anpei.core.fields.EncryptedTextField()),
                ('agent_phone_hash', models.CharField(max_length=64)),
                ('relation', models.CharField(choices=[('family', 'Somebody of the family'), ('agent', 'Insurance agent'), ('lawyer', 'Lawyer'), ('other', 'Another trusted person')], max_length=8)),
                ('powers', models.JSONField(help_text='Codes of Power; see is always among them.')),
                ('collects', models.BooleanField(default=False, help_text='Whether the money itself may go to the agent.')),
                ('claim_id', models.BigIntegerField(help_text='The one case it is for; empty: every case of the person.', null=True)),
                ('claim_number', models.CharField(blank=True, max_length=24)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(help_text='Last day.')),
                ('how', models.CharField(choices=[('portal', 'In the portal, confirmed by code'), ('paper', 'On paper')], max_length=6)),
                ('document', models.CharField(blank=True, help_text='What the paper is: power of attorney, notarised or not, its date.', max_length=200)),
                ('document_sha256', models.CharField(blank=True, help_text='Its picture in the vault.', max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'Not confirmed yet'), ('active', 'In force'), ('refused', 'Not accepted'), ('ended', 'Ended')], default='waiting', max_length=8)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refused_because', models.CharField(blank=True, max_length=300)),
                ('given_at', models.DateTimeField(help_text='Since when it counts.', null=True)),
                ('warned_at', models.DateTimeField(help_text='When both heard that it ends soon.', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, choices=[('revoked', 'Taken back'), ('renounced', 'Given up by the person acting'), ('expired', 'The time is over'), ('death', 'The person represented died'), ('unconfirmed', 'Never confirmed')], max_length=11)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'active')), fields=['agent_phone_hash'], name='mandate_held'), models.Index(fields=['principal', '-id'], name='mandate_given'), models.Index(condition=models.Q(('claim_id__isnull', False)), fields=['claim_id'], name='mandate_of_claim')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='mandate_has_a_term'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), models.Q(('end_reason', ''), _negated=True), ('ended_at__isnull', False)), models.Q(models.Q(('state', 'ended'), _negated=True), ('end_reason', ''), ('ended_at__isnull', True)), _connector='OR'), name='mandate_ended_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refused_because', ''), _negated=True), _connector='OR'), name='mandate_refused_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), ('given_at__isnull', False), _connector='OR'), name='mandate_in_force_since'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'portal'), ('recorded_by__isnull', True)), models.Q(('how', 'paper'), ('recorded_by__isnull', False), models.Q(('document', ''), _negated=True)), _connector='OR'), name='mandate_on_paper_is_recorded'), models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), models.Q(('checked_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='mandate_checked_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'paper'), ('state', 'active'), _negated=True), ('checked_by__isnull', False), _connector='OR'), name='mandate_on_paper_is_checked'), models.CheckConstraint(condition=models.Q(('collects', False), ('how', 'paper'), _connector='OR'), name='mandate_to_collect_is_on_paper')],
            },
        ),
    ]

import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('direction', models.CharField(choices=[('out', 'Sent'), ('in', 'Received')], default='out', max_length=3)),
                ('channel', models.CharField(choices=[('in_app', 'In the app'), ('sms', 'Text message'), ('email', 'E-mail'), ('wechat', 'WeChat')], max_length=8)),
                ('recipient_kind', models.CharField(help_text='party, reporter or staff', max_length=10)),
                ('recipient_id', models.CharField(max_length=40)),
                ('address', anpei.core.fields.EncryptedTextField(blank=True, help_text='Phone number or e-mail address at the time of writing.')),
                ('fallback', anpei.core.fields.EncryptedTextField(blank=True, help_text='Phone number for a text message when the channel cannot reach the person.')),
                ('subject', models.CharField(blank=True, help_text='What it is about: claim, policy, …', max_length=20)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('template', models.CharField(blank=True, max_length=60)),
                ('language', models.CharField(default='zh-hans', max_length=8)),
                ('body', anpei.core.fields.EncryptedTextField()),
                ('values', anpei.core.fields.EncryptedTextField(blank=True, help_text='What was filled into the template, as JSON: other words are tried on it.')),
                ('sender_name', models.CharField(blank=True, max_length=80)),
                ('dedupe', models.CharField(max_length=120, null=True)),
                ('legal', models.BooleanField(default=False, help_text='Needs stored delivery proof.')),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('failed', 'Could not be sent')], default='queued', max_length=10)),
                ('send_after', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('proof', models.CharField(blank=True, max_length=200)),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'subject_id', 'id'], name='messaging_m_subject_9a5577_idx'), models.Index(fields=['recipient_kind', 'recipient_id', 'id'], name='messaging_m_recipie_84a6a0_idx'), models.Index(condition=models.Q(('channel', 'in_app')), fields=['template', 'id'], name='message_by_template')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('dedupe__isnull', False)), fields=('dedupe', 'channel'), name='nothing_is_sent_twice')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('template', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('texts', models.JSONField(help_text='Language to text, the variables in braces.')),
                ('reason', models.CharField(help_text='Why the words change.', max_length=300)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_use', 'In use'), ('replaced', 'Replaced'), ('discarded', 'Discarded')], default='draft', max_length=9)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('template', 'version'), name='one_wording_per_version'), models.UniqueConstraint(condition=models.Q(('state', 'in_use')), fields=('template',), name='one_wording_in_use'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('template',), name='one_draft_of_a_wording'), models.CheckConstraint(condition=models.Q(models.Q(('published_by__isnull', True), ('state__in', ['draft', 'discarded'])), models.Q(('published_by__isnull', False), ('state__in', ['in_use', 'replaced']), models.Q(('published_by', models.F('written_by')), _negated=True)), _connector='OR'), name='a_second_person_publishes_words')],
                'indexes': [],
            },
        ),
    ]

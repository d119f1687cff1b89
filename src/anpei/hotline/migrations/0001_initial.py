import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('claims', '0001_initial'),
        ('messaging', '0001_initial'),
        ('organisation', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('exchange', models.CharField(help_text='Which exchange, where there are several.', max_length=20)),
                ('exchange_id', models.CharField(max_length=64)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('direction', models.CharField(choices=[('in', 'Incoming call'), ('out', 'Outgoing call')], max_length=3)),
                ('number', anpei.core.fields.EncryptedTextField(blank=True, help_text='Of the customer; empty where it is withheld.')),
                ('number_hash', models.CharField(blank=True, max_length=64)),
                ('began_at', models.DateTimeField()),
                ('queued_at', models.DateTimeField(help_text='When the caller asked for a person.', null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('abandoned_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to=settings.AUTH_USER_MODEL)),
                ('recording', anpei.core.fields.EncryptedTextField(blank=True, help_text='https address of the recording.')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='parties.party')),
                ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='claims.claim')),
                ('known_by', models.CharField(blank=True, choices=[('name_birth', 'Name and date of birth'), ('id_last4', 'Name and last 4 of the ID number'), ('case_number', 'Name and case number')], max_length=12)),
                ('linked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('callback', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='claims.callrequest')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-began_at', '-id'], name='call_of_unit'), models.Index(fields=['-began_at', '-id'], name='call_by_age'), models.Index(fields=['number_hash', '-began_at'], name='call_of_number'), models.Index(fields=['party', '-began_at'], name='call_of_party'), models.Index(condition=models.Q(('direction', 'in')), fields=['queued_at'], name='call_asked_for_person')],
                'constraints': [models.UniqueConstraint(fields=('exchange', 'exchange_id'), name='one_call_per_exchange_id'), models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('abandoned_at__isnull', True), _connector='OR'), name='call_answered_or_abandoned'), models.CheckConstraint(condition=models.Q(models.Q(('known_by', ''), ('linked_by__isnull', True), ('party__isnull', True)), models.Q(('linked_by__isnull', False), ('party__isnull', False), models.Q(('known_by', ''), _negated=True)), _connector='OR'), name='call_linked_by_somebody_who_asked'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='call_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='claims.callrequest')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reached', models.BooleanField()),
                ('note', anpei.core.fields.EncryptedTextField(blank=True)),
                ('next_at', models.DateTimeField(help_text='When it is tried again; empty when it is not.', null=True)),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reached', False), ('next_at__isnull', True), _connector='OR'), name='attempt_reached_is_the_last')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Inbound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('channel', models.CharField(choices=[('in_app', 'In the app'), ('sms', 'Text message'), ('email', 'E-mail'), ('wechat', 'WeChat')], max_length=8)),
                ('external_id', models.CharField(help_text="The gateway's own id of this message.", max_length=200)),
                ('sender', anpei.core.fields.EncryptedTextField(help_text='Phone number, e-mail address or openid.')),
                ('sender_hash', models.CharField(db_index=True, max_length=64)),
                ('title', anpei.core.fields.EncryptedTextField(blank=True, help_text='Subject of an e-mail.')),
                ('text', anpei.core.fields.EncryptedTextField()),
                ('received_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('claim', models.ForeignKey(help_text='The case it became a report of.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('placed_at', models.DateTimeField(help_text='When it was put into a conversation.', null=True)),
                ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_aside_at', models.DateTimeField(null=True)),
                ('set_aside_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, help_text="Why it is nobody's message.", max_length=200)),
            ],
            options={
                'verbose_name_plural': 'inbound messages',
                'indexes': [models.Index(condition=models.Q(('placed_at__isnull', True), ('set_aside_at__isnull', True)), fields=['received_at', 'id'], name='inbound_unassigned')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'external_id'), name='one_inbound_per_gateway_id'), models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', True), ('party__isnull', True), ('placed_at__isnull', True)), models.Q(('placed_at__isnull', False), models.Q(('party__isnull', False), ('claim__isnull', False), _connector='OR')), _connector='OR'), name='inbound_placed_with_a_person_or_a_case'), models.CheckConstraint(condition=models.Q(models.Q(('set_aside_at__isnull', True), ('set_aside_by__isnull', True)), models.Q(('placed_at__isnull', True), ('set_aside_at__isnull', False), ('set_aside_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='inbound_set_aside_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hotline.call')),
                ('kind', models.CharField(choices=[('ringing', 'Rang'), ('queued', 'Asked for a person'), ('answered', 'Picked up by a person'), ('abandoned', 'Caller hung up before a person answered'), ('hung_up', 'Hung up'), ('recorded', 'Recording')], max_length=10)),
                ('at', models.DateTimeField()),
                ('fingerprint', models.CharField(help_text='Keyed hash of everything it said.', max_length=64)),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('call', 'kind'), name='one_event_per_call_and_kind')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='FirstContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='first_contact', to='claims.claim')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='hotline.call')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='messaging.message')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('call__isnull', False), ('message__isnull', True)), models.Q(('call__isnull', True), ('message__isnull', False)), _connector='OR'), name='first_contact_is_a_call_or_a_message')],
                'indexes': [],
            },
        ),
    ]

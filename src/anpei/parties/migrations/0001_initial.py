import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('person', 'Person'), ('company', 'Company')], default='person', max_length=8)),
                ('external_ref', models.CharField(help_text='Key in the source system of an import.', max_length=40, null=True, unique=True)),
                ('name', anpei.core.fields.EncryptedTextField()),
                ('name_hash', models.CharField(db_index=True, max_length=64)),
                ('id_type', models.CharField(blank=True, choices=[('resident_id', 'Resident ID card'), ('passport', 'Passport'), ('uscc', 'Unified social credit code'), ('other', 'Other document')], max_length=12)),
                ('id_number', anpei.core.fields.EncryptedTextField(blank=True)),
                ('id_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('phone', anpei.core.fields.EncryptedTextField(blank=True)),
                ('phone_hash', models.CharField(blank=True, db_index=True, max_length=64)),
                ('birth_on', models.DateField(null=True)),
                ('sex', models.CharField(choices=[('male', 'Male'), ('female', 'Female'), ('unknown', 'Not stated')], default='unknown', max_length=7)),
                ('address', anpei.core.fields.EncryptedTextField(blank=True)),
                ('region_code', models.CharField(blank=True, max_length=6)),
                ('language', models.CharField(default='zh-hans', max_length=8)),
                ('preferred_channel', models.CharField(default='sms', max_length=8)),
                ('email', anpei.core.fields.EncryptedTextField(blank=True)),
                ('email_hash', models.CharField(blank=True, db_index=True, max_length=64)),
                ('wechat_openid', anpei.core.fields.EncryptedTextField(blank=True, help_text='Who this person is to our official account.')),
                ('wechat_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('write_at_night', models.BooleanField(default=False, help_text='The person does not mind being woken.')),
                ('quiet_from', models.TimeField(help_text="Own quiet hours, local; empty: the house's.", null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('guardian', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='parties.party')),
                ('care_note', anpei.core.fields.EncryptedTextField(blank=True, help_text='What staff should know to be kind: hearing, living alone, mourning.')),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['region_code', 'id'], name='party_of_region')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='party_quiet_hours_have_both_ends')],
            },
        ),
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='parties.party')),
                ('holder_name', anpei.core.fields.EncryptedTextField()),
                ('number', anpei.core.fields.EncryptedTextField()),
                ('number_hash', models.CharField(db_index=True, max_length=64)),
                ('last4', models.CharField(max_length=4)),
                ('bank_name', models.CharField(max_length=80)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('party', 'number_hash'), name='one_row_per_account_and_party')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='parties.party')),
                ('phone_hash', models.CharField(blank=True, help_text='Who agreed before becoming a known party.', max_length=64)),
                ('purpose', models.CharField(choices=[('privacy_notice', 'Privacy notice read'), ('health_data', 'Use of health data to settle a claim'), ('bank_data', 'Use of a bank account to pay a claim'), ('health_provider', 'Health data to a service provider'), ('marketing', 'Offers and events'), ('health_advice', 'Use of health data from claims to advise you')], max_length=20)),
                ('basis', models.CharField(choices=[('separate_consent', 'Separate consent'), ('contract', 'Necessary for the insurance contract'), ('legal_duty', 'Required by law'), ('guardian_consent', 'Consent of the guardian')], max_length=20)),
                ('text_version', models.CharField(max_length=20)),
                ('channel', models.CharField(max_length=12)),
                ('given_by', models.CharField(help_text='Person who agreed: the party or the guardian.', max_length=80)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['party', 'purpose'], name='parties_con_party_i_c94a7d_idx')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('ref', models.CharField(max_length=24, unique=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='parties.party')),
                ('kind', models.CharField(choices=[('access', 'See my data'), ('copy', 'Get a copy of my data'), ('correction', 'Correct my data'), ('erasure', 'Erase my data')], max_length=12)),
                ('text', anpei.core.fields.EncryptedTextField(blank=True)),
                ('due_on', models.DateField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', anpei.core.fields.EncryptedTextField(blank=True)),
                ('answered_by', models.BigIntegerField(null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
    ]

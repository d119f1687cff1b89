import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
        ('parties', '0001_initial'),
        ('products', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('product_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='products.productversion')),
                ('policyholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies_held', to='parties.party')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('group', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('in_force', 'In force'), ('lapsed', 'Lapsed'), ('terminated', 'Terminated'), ('surrendered', 'Surrendered')], default='in_force', max_length=12)),
                ('issued_on', models.DateField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(help_text='Last day covered.')),
                ('terminated_on', models.DateField(help_text='First day no longer covered.', null=True)),
                ('first_started_on', models.DateField(help_text='Start of unbroken cover: renewals carry it, the waiting period reads it.')),
                ('premium_fen', anpei.core.fields.FenField(default=0)),
            ],
            options={
                'verbose_name_plural': 'policies',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='policy_ends_after_start')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='InsuredMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='policies.policy')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='parties.party')),
                ('plan', models.CharField(blank=True, max_length=20)),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(help_text='First day no longer insured.', null=True)),
                ('first_joined_on', models.DateField(help_text='Start of unbroken membership; the waiting period reads it.')),
                ('social_insured', models.BooleanField(default=True)),
                ('sums_insured', models.JSONField(default=dict, help_text='Benefit code to fen.')),
                ('place_code', models.CharField(blank=True, help_text='GB/T 2260, where what is insured lies; empty: with the person.', max_length=6)),
            ],
            options={
                'indexes': [models.Index(fields=['party', 'policy'], name='policies_in_party_i_955560_idx'), models.Index(fields=['place_code', 'party'], name='policies_in_place_c_15b9fd_idx')],
                'constraints': [models.UniqueConstraint(fields=('policy', 'party', 'joined_on'), name='one_membership_per_join'), models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='member_leaves_after_joining')],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='policies.policy')),
                ('number', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('endorsement', 'Endorsement'), ('special_agreement', 'Special agreement'), ('rider', 'Rider')], default='endorsement', max_length=17)),
                ('effective_on', models.DateField()),
                ('summary', models.CharField(max_length=200)),
                ('terms', models.JSONField(default=dict, help_text='Overrides of terms: path in the product file to value.')),
            ],
            options={
                'ordering': ['effective_on', 'id'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='InsuredVehicle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='vehicle', to='policies.insuredmember')),
                ('plate', anpei.core.fields.EncryptedTextField()),
                ('plate_hash', models.CharField(db_index=True, max_length=64)),
                ('vin', anpei.core.fields.EncryptedTextField(blank=True)),
                ('model', models.CharField(blank=True, max_length=80)),
                ('vehicle_class', models.CharField(choices=[('car', 'Car, fewer than 10 seats'), ('bus', 'Bus, 10 seats and more'), ('micro_truck', 'Micro truck'), ('trailer_truck', 'Truck with trailer'), ('slow', 'Low-speed truck or three-wheeler'), ('other', 'Other vehicle')], max_length=14)),
                ('use', models.CharField(choices=[('family', 'Family'), ('non_business', 'Office or company'), ('rental', 'Rental'), ('business', 'Business')], max_length=14)),
                ('energy', models.CharField(choices=[('fuel', 'Fuel'), ('electric', 'Battery electric'), ('hybrid', 'Plug-in hybrid'), ('fuel_cell', 'Fuel cell')], default='fuel', max_length=10)),
                ('first_registered_on', models.DateField()),
                ('new_price_fen', anpei.core.fields.FenField(help_text='Price of a new one of the same kind when the policy was issued.')),
                ('seats', models.PositiveSmallIntegerField(help_text="Seats insured, the driver's included.", null=True)),
                ('agreed_deductible_fen', anpei.core.fields.FenField(default=0)),
                ('absolute_deductible_bp', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('agreed_deductible_fen__gte', 0), ('new_price_fen__gte', 0)), name='vehicle_amounts_not_negative')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Beneficiary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beneficiaries', to='policies.insuredmember')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('name', anpei.core.fields.EncryptedTextField()),
                ('relationship', models.CharField(max_length=20)),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('share_bp', models.PositiveIntegerField()),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='AccumulatorEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accumulator_entries', to='policies.insuredmember')),
                ('key', models.CharField(max_length=60)),
                ('period_start', models.DateField(null=True)),
                ('amount_fen', anpei.core.fields.FenField()),
                ('source', models.CharField(max_length=40)),
            ],
            options={
                'indexes': [models.Index(fields=['member', 'key', 'period_start'], name='policies_ac_member__965652_idx')],
                'constraints': [models.UniqueConstraint(fields=('member', 'key', 'period_start', 'source'), name='one_entry_per_source_and_period'), models.UniqueConstraint(condition=models.Q(('period_start__isnull', True)), fields=('member', 'key', 'source'), name='one_lifetime_entry_per_source')],
            },
        ),
    ]

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
        ('parties', '0001_initial'),
        ('settlement', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Payee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payees', to='claims.claim')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.bankaccount')),
                ('capacity', models.CharField(choices=[('insured', 'Insured person'), ('beneficiary', 'Beneficiary'), ('claimant', 'Injured or damaged side'), ('guardian', 'Guardian'), ('authorised', 'Authorised person')], max_length=12)),
                ('authority_reason', models.CharField(blank=True, max_length=200)),
                ('share_bp', models.PositiveIntegerField(default=10000)),
                ('entitlement', models.CharField(blank=True, help_text='Whose part of the result this is (settlement.entitlement); empty: by share.', max_length=40)),
                ('name_matches', models.BooleanField()),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verified_at', models.DateTimeField(null=True)),
                ('verified_how', models.CharField(blank=True, choices=[('rule', 'By rule'), ('person', 'By a person')], max_length=6)),
                ('verification', models.JSONField(default=dict, help_text='What was compared: {check: result} (Anti-Money-Laundering Law art. 28 to 30).')),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('active', True)), fields=('claim', 'party'), name='one_active_payee_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'authorised'), _negated=True), models.Q(('authority_reason', ''), _negated=True), _connector='OR'), name='authorised_payee_says_why'), models.CheckConstraint(condition=models.Q(('name_matches', True)), name='payee_name_matches_account'), models.CheckConstraint(condition=models.Q(('share_bp__gt', 0), ('share_bp__lte', 10000)), name='payee_share_is_a_share'), models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_how', '')), models.Q(('verified_at__isnull', False), ('verified_by__isnull', True), ('verified_how', 'rule')), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False), ('verified_how', 'person')), _connector='OR'), name='payee_verification_is_signed')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SimulatedTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('amount_fen', anpei.core.fields.FenField()),
                ('holder_name', anpei.core.fields.EncryptedTextField()),
                ('last4', models.CharField(max_length=4)),
                ('plan', models.CharField(max_length=12)),
                ('bank_ref', models.CharField(max_length=60)),
                ('received_at', models.DateTimeField()),
                ('calls', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Instruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='instructions', to='claims.claim')),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='settlement.decision')),
                ('advance', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='settlement.advance')),
                ('payee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='payments.payee')),
                ('part', models.CharField(default='full', help_text='full, undisputed, rest or advance', max_length=12)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('amount_fen', anpei.core.fields.FenField()),
                ('state', models.CharField(choices=[('ready', 'Ready'), ('sent', 'Sent to the bank'), ('paid', 'Paid'), ('returned', 'Came back'), ('cancelled', 'Cancelled')], default='ready', max_length=10)),
                ('needs_release', models.BooleanField(default=False, help_text='Above the limit: a payments officer looks first.')),
                ('released_at', models.DateTimeField(null=True)),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(help_text='Set before the bank is called: from here on it cannot be taken back.', null=True)),
                ('acknowledged_at', models.DateTimeField(help_text='The bank has it; until then the same key is sent again.', null=True)),
                ('bank_ref', models.CharField(blank=True, max_length=60)),
                ('settled_at', models.DateTimeField(null=True)),
                ('return_reason', models.CharField(blank=True, max_length=120)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='payments.instruction')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'id'], name='instruction_work')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='instruction_pays_something'), models.CheckConstraint(condition=models.Q(models.Q(('advance__isnull', True), ('decision__isnull', False)), models.Q(('advance__isnull', False), ('decision__isnull', True)), _connector='OR'), name='instruction_of_one_decision_or_advance'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'paid']), _negated=True), models.Q(('released_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='only_released_money_leaves'), models.CheckConstraint(condition=models.Q(('needs_release', False), ('released_at__isnull', True), ('released_by__isnull', False), _connector='OR'), name='large_payment_released_by_person'), models.UniqueConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'paid'])), fields=('decision', 'payee', 'part'), name='one_living_transfer_per_part'), models.UniqueConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'paid'])), fields=('advance', 'payee'), name='one_living_transfer_per_advance')],
            },
        ),
        migrations.CreateModel(
            name='BankAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('instruction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='payments.instruction')),
                ('message_id', models.CharField(max_length=60, unique=True)),
                ('status', models.CharField(max_length=12)),
                ('reason', models.CharField(blank=True, max_length=120)),
                ('raw', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
    ]

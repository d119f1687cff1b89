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
        ('policies', '0001_initial'),
        ('products', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entitlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entitlements', to='claims.claim')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entitlements', to='policies.insuredmember')),
                ('state', models.CharField(choices=[('may', 'May be claimed as well'), ('not', 'Does not fit'), ('claimed', 'Claimed as well'), ('not_wanted', 'Not wanted')], max_length=10)),
                ('benefits', models.JSONField(default=list, help_text='Codes of the benefits that may pay.')),
                ('why', models.JSONField(help_text='[{zh, en, clause}] for staff: what fits, or why it does not.')),
                ('claim_by_on', models.DateField(help_text='Last day of the limitation counted from the event (Insurance Law art. 26); it may run longer.')),
                ('found_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(help_text='When the customer was told; once.', null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('claimed_as', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entitled_by', to='claims.claim')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('state', 'may')), fields=['claim_by_on', 'id'], name='advice_entitlement_open')],
                'constraints': [models.UniqueConstraint(fields=('claim', 'member'), name='advice_one_look_per_contract'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'may'), _negated=True), models.Q(('benefits', []), _negated=True), _connector='OR'), name='advice_may_names_a_benefit'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_as__isnull', False), ('state', 'claimed')), models.Q(models.Q(('state', 'claimed'), _negated=True), ('claimed_as__isnull', True)), _connector='OR'), name='advice_claimed_as_a_case')],
            },
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ideas', to='parties.party')),
                ('code', models.CharField(max_length=30)),
                ('rule_set', models.CharField(max_length=30)),
                ('kind', models.CharField(choices=[('improvement', 'Something to do'), ('cover', 'A gap in cover')], max_length=11)),
                ('product_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.productversion')),
                ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('figures', anpei.core.fields.EncryptedTextField(help_text='JSON of what the sentences read; amounts in fen, days as ISO dates.')),
                ('fingerprint', models.CharField(help_text='Keyed hash of rule, product and figures.', max_length=64)),
                ('state', models.CharField(choices=[('shown', 'Shown'), ('dismissed', 'Put away'), ('not_interested', 'Not interested'), ('asked', 'Asked a person')], default='shown', max_length=14)),
                ('shown_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('party', 'code', 'fingerprint'), name='advice_idea_shown_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'shown')), models.Q(models.Q(('state', 'shown'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='advice_idea_answer_has_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'cover'), ('product_version__isnull', False)), models.Q(('kind', 'improvement'), ('product_version__isnull', True)), _connector='OR'), name='advice_only_a_cover_names_a_product')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Means',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='means', to='parties.party')),
                ('answer', models.CharField(choices=[('yes', 'Yes, that would be fine'), ('not_now', 'Not at the moment'), ('rather_not', 'I would rather not say')], max_length=10)),
                ('answered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-answered_at', '-id'],
                'indexes': [models.Index(fields=['party', '-answered_at'], name='advice_means_of_party')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='CustomerLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='parties.party')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('purpose', models.CharField(help_text='Code of library/advice/customer-view.', max_length=20)),
                ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('words', anpei.core.fields.EncryptedTextField(blank=True, help_text='What for, in the words of whoever looked.')),
                ('channel', models.CharField(choices=[('workbench', 'Workbench'), ('api', 'Partner system')], max_length=9)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['party', '-at'], name='advice_looks_of_party')],
                'constraints': [],
            },
        ),
    ]

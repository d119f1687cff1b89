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
        ('organisation', '0001_initial'),
        ('parties', '0001_initial'),
        ('policies', '0001_initial'),
        ('products', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('channel', models.CharField(choices=[('portal', 'Portal'), ('workbench', 'Workbench'), ('api', 'Partner system'), ('disclosure', 'Before buying')], max_length=10)),
                ('phone_hash', models.CharField(blank=True, help_text='Who asked, by the phone they proved.', max_length=64)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='parties.party')),
                ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='claims.claim')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy')),
                ('product_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.productversion')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('asked_by', models.CharField(help_text='kind:id of the actor who typed it.', max_length=120)),
                ('language', models.CharField(default='zh-hans', max_length=8)),
                ('question', anpei.core.fields.EncryptedTextField()),
                ('answer', anpei.core.fields.EncryptedTextField(help_text='What was answered, with its citations, as JSON.')),
                ('sure_bp', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('answered', 'Answered at once'), ('waiting', 'Waits for a person'), ('replied', 'Answered by a person'), ('withdrawn', 'Taken back')], max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('urgent', 'May harm themselves'), ('unsure', 'Not sure'), ('human', 'Asked for a person'), ('decision', 'Asks for a decision or a promise'), ('other_person', 'About somebody else'), ('medical_advice', 'Medical advice'), ('legal_advice', 'A dispute at law'), ('advice', 'What to buy'), ('outside', 'Not about insurance')], max_length=14)),
                ('understood', models.BooleanField(help_text='What the customer said of the answer.', null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to=settings.AUTH_USER_MODEL)),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('reply', anpei.core.fields.EncryptedTextField(blank=True)),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replied_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'enquiries',
                'indexes': [models.Index(fields=['claim', 'id'], name='enquiry_of_claim'), models.Index(fields=['phone_hash', 'id'], name='enquiry_of_visitor'), models.Index(condition=models.Q(('state', 'waiting')), fields=['unit', 'due_at', 'id'], name='enquiry_waiting_unit'), models.Index(condition=models.Q(('state', 'waiting')), fields=['person', 'due_at', 'id'], name='enquiry_waiting_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'answered'), models.Q(('due_at__isnull', False), ('handed_over_at__isnull', False), ('person__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='enquiry_handed_over_names_person_and_date'), models.CheckConstraint(condition=models.Q(models.Q(('replied_at__isnull', False), ('replied_by__isnull', False), ('state', 'replied')), models.Q(models.Q(('state', 'replied'), _negated=True), ('replied_at__isnull', True), ('replied_by__isnull', True)), _connector='OR'), name='enquiry_reply_is_signed')],
            },
        ),
        migrations.CreateModel(
            name='KnowledgeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('code', models.CharField(max_length=80, unique=True)),
                ('content', models.JSONField(help_text='The entry, as in a file of the library.')),
                ('origin', models.CharField(choices=[('import', 'Imported'), ('promoted', 'From an answer')], max_length=8)),
                ('enquiry', models.OneToOneField(help_text='Whose answer it was.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promoted', to='enquiries.enquiry')),
                ('sha256', models.CharField(max_length=64)),
                ('kept_by', models.CharField(max_length=80)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'knowledge entries',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('enquiry__isnull', False), ('origin', 'promoted')), models.Q(('enquiry__isnull', True), ('origin', 'import')), _connector='OR'), name='knowledge_promoted_from_an_enquiry')],
                'indexes': [],
            },
        ),
    ]

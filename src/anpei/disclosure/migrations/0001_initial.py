import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('enquiries', '0001_initial'),
        ('organisation', '0001_initial'),
        ('parties', '0001_initial'),
        ('policies', '0001_initial'),
        ('products', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DisclosureText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('product_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='products.productversion')),
                ('language', models.CharField(max_length=8)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('content', models.TextField(help_text='The sections as JSON, as they were shown.')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('policy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delivery', to='policies.policy')),
                ('way', models.CharField(choices=[('app', 'In the app'), ('paper', 'On paper'), ('courier', 'By courier')], max_length=8)),
                ('received_on', models.DateField()),
                ('confirmed_at', models.DateTimeField(help_text='When the holder said so in the app; empty where it was recorded for them.', null=True)),
                ('cooling_off_until', models.DateField(help_text='Last day; empty where the product has none.', null=True)),
                ('recorded_by', models.CharField(max_length=80)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ReturnVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('policy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='return_visit', to='policies.policy')),
                ('state', models.CharField(choices=[('due', 'To be made'), ('done', 'Made, all clear'), ('problem', 'A problem was found'), ('solved', 'Problem solved'), ('no_need', 'Not needed, the contract has ended')], default='due', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='return_visits', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(null=True)),
                ('answers', models.JSONField(default=dict, help_text='Question of the script to yes or no.')),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Calls nobody answered.')),
                ('problem', anpei.core.fields.EncryptedTextField(blank=True)),
                ('problem_due_at', models.DateTimeField(null=True)),
                ('solved_at', models.DateTimeField(null=True)),
                ('solved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('solution', anpei.core.fields.EncryptedTextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at', 'id'], name='visit_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', True), ('state__in', ('due', 'no_need'))), models.Q(models.Q(('state__in', ('due', 'no_need')), _negated=True), ('made_at__isnull', False), ('person__isnull', False)), _connector='OR'), name='visit_made_by_a_named_person'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'solved'), _negated=True), models.Q(('solved_at__isnull', False), ('solved_by__isnull', False)), _connector='OR'), name='visit_problem_solved_by_a_named_person')],
            },
        ),
        migrations.CreateModel(
            name='ChangeOfMind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_of_mind', to='policies.policy')),
                ('state', models.CharField(choices=[('asked', 'A colleague sees to it'), ('ended', 'Contract ended, the premium goes back'), ('paid', 'Contract ended, premium paid back'), ('kept', 'Contract kept after a talk'), ('withdrawn', 'Contract kept, the holder thought better of it')], default='asked', max_length=9)),
                ('asked_at', models.DateTimeField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_of_mind', to=settings.AUTH_USER_MODEL)),
                ('due_at', models.DateTimeField(help_text='Until when the person has called and seen to it.')),
                ('words', anpei.core.fields.EncryptedTextField(blank=True, help_text='Why, if the holder cares to say.')),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', anpei.core.fields.EncryptedTextField(blank=True, help_text='Kept: what the holder said in the talk.')),
                ('ended_on', models.DateField(help_text='First day no longer covered.', null=True)),
                ('cost_fen', anpei.core.fields.FenField(help_text='What was kept of the premium.', null=True)),
                ('refund_fen', anpei.core.fields.FenField(null=True)),
                ('refund_by', models.DateField(help_text='Last day for the money to go back.', null=True)),
                ('paid_on', models.DateField(help_text='When the money went back.', null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ('asked', 'ended'))), fields=['due_at', 'id'], name='change_of_mind_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('policy',), name='one_open_change_of_mind'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='change_of_mind_open_or_closed'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('ended', 'paid', 'kept')), _negated=True), ('closed_by__isnull', False), _connector='OR'), name='change_of_mind_closed_by_a_named_person'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('ended', 'paid')), _negated=True), models.Q(('cost_fen__gte', 0), ('ended_on__isnull', False), ('refund_by__isnull', False), ('refund_fen__gte', 0)), _connector='OR'), name='change_of_mind_ended_with_its_refund'), models.CheckConstraint(condition=models.Q(models.Q(('paid_on__isnull', False), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('paid_on__isnull', True)), _connector='OR'), name='change_of_mind_paid_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PolicyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='policies.policy')),
                ('kind', models.CharField(choices=[('renewal', 'Renewal'), ('lapse', 'Lapse')], max_length=8)),
                ('about_on', models.DateField(help_text='Renewal: the last day covered. Lapse: the first day not covered.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('policy', 'kind', 'about_on'), name='one_notice_per_end_of_cover')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ReadThrough',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='disclosure.disclosuretext')),
                ('token', models.CharField(help_text='Known to the page that reads, nobody else.', max_length=43, unique=True)),
                ('way', models.CharField(choices=[('portal', 'On their own phone'), ('adviser', 'Face to face with an adviser')], max_length=8)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='policies.policy')),
                ('reader', anpei.core.fields.EncryptedTextField(blank=True, help_text='Name as given, while nobody is a customer yet.')),
                ('phone_hash', models.CharField(blank=True, max_length=64)),
                ('adviser', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('began_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('measured', models.BooleanField(default=False, help_text='The page could measure how long each part was shown.')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-id'], name='reading_of_unit'), models.Index(fields=['phone_hash', '-id'], name='reading_of_phone')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('adviser__isnull', False), ('way', 'adviser')), models.Q(('adviser__isnull', True), ('way', 'portal')), _connector='OR'), name='reading_face_to_face_names_adviser'), models.CheckConstraint(condition=models.Q(('acknowledged_at__isnull', True), ('acknowledged_at__gte', models.F('began_at')), _connector='OR'), name='reading_acknowledged_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='SectionRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='disclosure.readthrough')),
                ('section', models.CharField(max_length=20)),
                ('seconds', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reading', 'section'), name='one_row_per_part_of_a_reading')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ReadingQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='disclosure.readthrough')),
                ('enquiry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reading', to='enquiries.enquiry')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
    ]

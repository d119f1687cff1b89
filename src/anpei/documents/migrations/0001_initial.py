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
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(max_length=60)),
                ('pages', models.PositiveIntegerField(default=1)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Guide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guide', to='claims.claim')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guides', to=settings.AUTH_USER_MODEL)),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assigned_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='claims.claim')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='papers', to='claims.checklistitem')),
                ('file', models.ForeignKey(help_text='Empty for an original seen on paper only.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='documents.storedfile')),
                ('filename', models.CharField(blank=True, max_length=160)),
                ('origin', models.CharField(choices=[('portal', 'Portal'), ('counter', 'Counter'), ('courier', 'Courier'), ('pickup', 'Home pick-up'), ('api', 'Partner system'), ('staff', 'Uploaded by staff'), ('voice', 'Voice message'), ('feed', 'Hospital data')], max_length=8)),
                ('state', models.CharField(choices=[('received', 'Received'), ('replaced', 'Replaced'), ('withdrawn', 'Taken back')], default='received', max_length=10)),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paper')),
                ('tracking', models.CharField(blank=True, help_text='Courier number.', max_length=60)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('parts_proposed_at', models.DateTimeField(help_text='When what was read in the file became a proposal on this case.', null=True)),
                ('received_at', models.DateTimeField()),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['claim', 'state'], name='documents_p_claim_i_824bc4_idx')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='FileReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='documents.storedfile')),
                ('engine', models.CharField(help_text='Reader and version.', max_length=60)),
                ('state', models.CharField(choices=[('queued', 'Waiting to be read'), ('reading', 'Being read'), ('read', 'Read'), ('parked', 'Could not be read')], default='queued', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Counted before reading: one that kills the process counts too.')),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, help_text='Why the last attempt failed.', max_length=300)),
                ('pages', models.JSONField(default=list, help_text='How each page stands upright: recognition.PageView.')),
                ('result', anpei.core.fields.EncryptedTextField(blank=True, help_text='recognition.Reading as JSON.')),
                ('likeness', models.CharField(blank=True, help_text='recognition.likeness.fingerprint', max_length=16)),
                ('quarter_1', models.PositiveIntegerField(db_index=True, null=True)),
                ('quarter_2', models.PositiveIntegerField(db_index=True, null=True)),
                ('quarter_3', models.PositiveIntegerField(db_index=True, null=True)),
                ('quarter_4', models.PositiveIntegerField(db_index=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'engine'), name='one_reading_per_file_and_engine'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'read'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='what_is_read_has_an_end')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('token', models.CharField(max_length=32, unique=True)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='claims.claim')),
                ('sender', models.CharField(help_text='Kind and id of the actor; nobody else goes on with it.', max_length=80)),
                ('origin', models.CharField(choices=[('portal', 'Portal'), ('counter', 'Counter'), ('courier', 'Courier'), ('pickup', 'Home pick-up'), ('api', 'Partner system'), ('staff', 'Uploaded by staff'), ('voice', 'Voice message'), ('feed', 'Hospital data')], max_length=8)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='claims.checklistitem')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='documents.paper')),
                ('filename', models.CharField(blank=True, max_length=160)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(blank=True, help_text='As the sender computed it; empty: not said.', max_length=64)),
                ('received', models.PositiveIntegerField(default=0, help_text='Bytes that have arrived.')),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.paper')),
                ('known', models.BooleanField(default=False, help_text='The file was on the case already.')),
            ],
            options={
                'indexes': [models.Index(fields=['claim', 'sender'], name='upload_of_sender')],
                'constraints': [models.CheckConstraint(condition=models.Q(('received__lte', models.F('size'))), name='no_more_arrives_than_was_said')],
            },
        ),
        migrations.CreateModel(
            name='PaperPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='documents.paper')),
                ('reading', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.filereading')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='claims.checklistitem')),
                ('position', models.PositiveSmallIntegerField()),
                ('read_kind', models.CharField(blank=True, help_text='As read; empty: not a paper of a claim.', max_length=40)),
                ('kind', models.CharField(blank=True, help_text='terms.papers.PaperKind that holds now.', max_length=40)),
                ('kind_confidence_bp', models.PositiveSmallIntegerField(default=0)),
                ('kind_said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('side', models.CharField(blank=True, max_length=5)),
                ('first_page', models.PositiveSmallIntegerField(default=0)),
                ('last_page', models.PositiveSmallIntegerField(default=0)),
                ('region', models.JSONField(help_text='recognition.Box as JSON, where a page holds several.', null=True)),
                ('findings', anpei.core.fields.EncryptedTextField(blank=True, help_text='recognition.Finding as JSON, noticed when reading.')),
                ('number_hash', models.CharField(blank=True, help_text='Code and number of a receipt or invoice, to find it elsewhere.', max_length=64)),
                ('verification', models.CharField(choices=[('unverified', 'Not verified'), ('matches', 'The platform holds the same number and amount'), ('differs', 'The platform holds another amount or date'), ('not_found', 'The platform does not know this number')], default='unverified', max_length=10)),
                ('verified_at', models.DateTimeField(null=True)),
                ('told_kind', models.CharField(blank=True, help_text='What the customer says it is.', max_length=40)),
                ('told_at', models.DateTimeField(help_text='When the customer looked at it and said so.', null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['paper_id', 'position'],
                'indexes': [models.Index(fields=['number_hash'], name='part_by_number')],
                'constraints': [models.UniqueConstraint(fields=('paper', 'position'), name='one_part_per_position'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='a_person_confirms_a_part')],
            },
        ),
        migrations.CreateModel(
            name='UploadPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='documents.upload')),
                ('offset', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('upload', 'offset'), name='one_piece_at_a_place')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PartField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fields', to='documents.paperpart')),
                ('position', models.PositiveSmallIntegerField()),
                ('row', models.PositiveSmallIntegerField(help_text='Item row of a bill; empty in the head.', null=True)),
                ('name', models.CharField(max_length=40)),
                ('kind', models.CharField(help_text='money, date, number, identity, account, text', max_length=8)),
                ('read_text', anpei.core.fields.EncryptedTextField(blank=True)),
                ('read_value', anpei.core.fields.EncryptedTextField(blank=True, help_text='Money in fen, a date as ISO, else the cleaned text.')),
                ('value', anpei.core.fields.EncryptedTextField(blank=True, help_text='What holds now: as read until a person changes it.')),
                ('told_value', anpei.core.fields.EncryptedTextField(blank=True, help_text='What the customer says stands there, where it differs from the value.')),
                ('confidence_bp', models.PositiveSmallIntegerField()),
                ('box', models.JSONField(help_text='recognition.Box as JSON: the place on the upright page.', null=True)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('confirmed', 'Confirmed'), ('corrected', 'Corrected')], default='proposed', max_length=9)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['part_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('part', 'position'), name='one_field_per_position'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='a_person_checks_a_field')],
                'indexes': [],
            },
        ),
    ]

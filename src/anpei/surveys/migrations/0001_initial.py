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
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='surveys', to='claims.claim')),
                ('kind', models.CharField(choices=[('survey', 'Survey'), ('investigation', 'Investigation')], max_length=14)),
                ('reason', models.CharField(max_length=300)),
                ('questions', models.TextField(blank=True, help_text='What has to be found out.')),
                ('assignee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to=settings.AUTH_USER_MODEL)),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('assigned', 'Assigned'), ('under_way', 'Under way'), ('reported', 'Report handed in'), ('cancelled', 'Cancelled')], default='assigned', max_length=10)),
                ('started_at', models.DateTimeField(null=True)),
                ('findings', anpei.core.fields.EncryptedTextField(blank=True)),
                ('conclusion', models.CharField(blank=True, choices=[('confirmed', 'The event is as reported'), ('differs', 'The event differs from the report'), ('unclear', 'Remains unclear')], max_length=12)),
                ('reported_at', models.DateTimeField(null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['assignee', 'state', 'due_at'], name='surveys_sur_assigne_fb93a9_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='survey_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reported'), _negated=True), models.Q(('reported_at__isnull', False), models.Q(('conclusion', ''), _negated=True)), _connector='OR'), name='survey_report_concludes'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='survey_cancelled_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='SurveyPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='surveys.survey')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('taken_at', models.DateTimeField()),
                ('place', anpei.core.fields.EncryptedTextField(blank=True)),
                ('latitude_e6', models.IntegerField(help_text='Degrees times one million.', null=True)),
                ('longitude_e6', models.IntegerField(null=True)),
                ('caption', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='surveys.survey')),
                ('person', anpei.core.fields.EncryptedTextField()),
                ('role', models.CharField(max_length=60)),
                ('text', anpei.core.fields.EncryptedTextField()),
                ('taken_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
    ]

import anpei.core.clock
import anpei.core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True)),
                ('display_name', models.CharField(max_length=60)),
                ('role', models.CharField(max_length=20)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='organisation.unit')),
                ('employee_no', models.CharField(max_length=30, unique=True)),
                ('phone', anpei.core.fields.EncryptedTextField(blank=True, default='')),
                ('is_active', models.BooleanField(default=True)),
                ('language', models.CharField(choices=[('zh-hans', '简体中文'), ('en', 'English')], default='zh-hans', max_length=10)),
                ('on_leave_until', models.DateField(blank=True, null=True)),
                ('delegate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('demo', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'role'], name='staff_by_unit_and_role')],
                'constraints': [models.CheckConstraint(condition=models.Q(('delegate__isnull', True), models.Q(('delegate', models.F('id')), _negated=True), _connector='OR'), name='staff_is_not_own_delegate')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone_hash', models.CharField(max_length=64)),
                ('ip_hash', models.CharField(max_length=64)),
                ('code_hash', models.CharField(max_length=64)),
                ('purpose', models.CharField(choices=[('login', 'Log in'), ('confirm_phone', 'Confirm a phone number'), ('sign', 'Confirm an agreement')], default='login', max_length=20)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('requested_by', models.CharField(max_length=80)),
                ('sealed', anpei.core.fields.EncryptedTextField(blank=True, default='')),
                ('sent_at', models.DateTimeField()),
                ('sent_minute', models.BigIntegerField()),
                ('expires_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['phone_hash', '-sent_at'], name='code_by_phone'), models.Index(fields=['ip_hash', '-sent_at'], name='code_by_address')],
                'constraints': [models.UniqueConstraint(fields=('phone_hash', 'sent_minute'), name='one_code_a_minute_per_phone'), models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='one_time_code_five_attempts')],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='organisation.unit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to=settings.AUTH_USER_MODEL)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('substitute', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, default='', help_text='Why another person, or why not at all.', max_length=200)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('cancelled_at__isnull', True)), fields=['ends_at', 'starts_at'], name='shift_standing')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='shift_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('substitute__isnull', True), models.Q(('substitute', models.F('person')), _negated=True), _connector='OR'), name='shift_substitute_is_another'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('substitute__isnull', True)), models.Q(('reason', ''), _negated=True), _connector='OR'), name='shift_change_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='ApiClient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('key_id', models.CharField(max_length=24, unique=True)),
                ('secret_hash', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('signs_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now)),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
    ]

import anpei.core.clock
import anpei.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('seq', models.PositiveIntegerField()),
                ('type', models.CharField(max_length=80)),
                ('audience', models.CharField(choices=[('customer', 'Customer and staff'), ('staff', 'Staff of the case'), ('restricted', 'Named persons only')], max_length=12)),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_id', models.CharField(max_length=64)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('actor_role', models.CharField(blank=True, max_length=40)),
                ('for_id', models.CharField(blank=True, help_text='Whom it was done for, where somebody acted for another person.', max_length=64)),
                ('at', models.DateTimeField()),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('data', models.JSONField(default=dict)),
                ('personal', anpei.core.fields.EncryptedTextField(null=True)),
                ('personal_salt', models.CharField(max_length=64, null=True)),
                ('personal_hash', models.CharField(blank=True, max_length=64)),
                ('prev_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('for_id', ''), _negated=True), fields=['for_id', 'id'], name='audit_event_done_for')],
                'constraints': [models.UniqueConstraint(fields=('subject', 'subject_id', 'seq'), name='audit_event_place'), models.CheckConstraint(condition=models.Q(models.Q(('actor_kind', ''), _negated=True), models.Q(('actor_id', ''), _negated=True)), name='audit_event_actor'), models.CheckConstraint(condition=models.Q(models.Q(('personal__isnull', True), ('personal_salt__isnull', True)), models.Q(('personal__isnull', False), ('personal_salt__isnull', False)), _connector='OR'), name='audit_event_personal_pair')],
            },
        ),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('subject', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('length', models.PositiveIntegerField(default=0)),
                ('head', models.CharField(blank=True, max_length=64)),
                ('unsealed', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('unsealed', True)), fields=['id'], name='audit_chain_unsealed')],
                'constraints': [models.UniqueConstraint(fields=('subject', 'subject_id'), name='audit_chain_subject')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('heads', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('prev_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='SealedHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seal_seq', models.PositiveIntegerField()),
                ('subject', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('length', models.PositiveIntegerField()),
                ('head', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['seal_seq'], name='audit_sealed_head_seal')],
                'constraints': [models.UniqueConstraint(fields=('subject', 'subject_id', 'length'), name='audit_sealed_head_place')],
            },
        ),
    ]

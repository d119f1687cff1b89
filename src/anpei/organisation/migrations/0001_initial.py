import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, default='', max_length=120)),
                ('kind', models.CharField(choices=[('head_office', 'Head office'), ('branch', 'Branch'), ('sub_branch', 'Sub-branch'), ('team', 'Team')], max_length=12)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisation.unit')),
                ('path', models.CharField(db_index=True, default='', editable=False, max_length=200)),
                ('region_code', models.CharField(max_length=6, validators=[django.core.validators.RegexValidator('^[1-9]\\d{5}$')])),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('address', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'head_office'), ('parent__isnull', True)), models.Q(models.Q(('kind', 'head_office'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='unit_only_head_office_has_no_parent')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, validators=[django.core.validators.RegexValidator('^[1-9]\\d{5}$')])),
                ('name', models.CharField(max_length=60)),
                ('name_en', models.CharField(blank=True, default='', max_length=120)),
                ('valid_from', models.DateField(null=True)),
                ('valid_until', models.DateField(help_text='Last day; empty: still in use.', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='division_ends_after_it_begins')],
                'indexes': [],
            },
        ),
    ]

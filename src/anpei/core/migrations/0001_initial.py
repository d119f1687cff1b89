import anpei.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=anpei.core.clock.now, editable=False)),
                ('scope', models.CharField(max_length=100)),
                ('key', models.CharField(max_length=200)),
                ('fingerprint', models.CharField(max_length=64)),
                ('token', models.UUIDField()),
                ('result', models.TextField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='core_idempotency_age')],
                'constraints': [models.UniqueConstraint(fields=('scope', 'key'), name='core_idempotency_key')],
            },
        ),
    ]

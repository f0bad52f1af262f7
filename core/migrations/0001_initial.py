import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),  # likeness of two texts
        migrations.CreateModel(
            name='AuditPending',
            fields=[
                ('row_id', models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='AuditRelease',
            fields=[
                ('seal', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='year')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'covered year',
                'verbose_name_plural': 'covered years',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='AuditRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.CharField(max_length=40)),
                ('actor_role', models.CharField(max_length=80)),
                ('thing_kind', models.CharField(max_length=80)),
                ('thing_id', models.CharField(max_length=40)),
                ('ocid', models.CharField(blank=True, db_index=True, max_length=60)),
                ('verb', models.CharField(max_length=60)),
                ('before', models.CharField(blank=True, max_length=50)),
                ('after', models.CharField(blank=True, max_length=50)),
                ('at', models.DateTimeField(db_index=True)),
                ('reason', models.TextField(blank=True)),
                ('detail', models.JSONField(default=dict)),
                ('seal', models.CharField(blank=True, db_index=True, max_length=60)),
                ('party', models.CharField(blank=True, db_index=True, max_length=40)),
            ],
            options={
                'verbose_name': 'audit row',
                'indexes': [models.Index(fields=['thing_kind', 'thing_id', 'id'], name='audit_of_thing')],
            },
        ),
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('hash', models.CharField(max_length=64)),
                ('row', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='link', to='core.auditrow')),
            ],
        ),
        migrations.CreateModel(
            name='ClockOffset',
            fields=[
                ('only', models.BooleanField(default=True, editable=False, primary_key=True, serialize=False)),
                ('shifted_by', models.DurationField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='clock_offset_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('date', models.DateField(primary_key=True, serialize=False, verbose_name='day')),
                ('is_off', models.BooleanField(verbose_name='day off')),
                ('name', models.CharField(max_length=80, verbose_name='holiday')),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ['date'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='holiday_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=160, unique=True)),
                ('payload', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('dead_at', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'outbox message',
                'indexes': [models.Index(condition=models.Q(('dead_at__isnull', True), ('delivered_at__isnull', True)), fields=['due_at', 'id'], name='outbox_waiting'), models.Index(condition=models.Q(('dead_at__isnull', False)), fields=['dead_at'], name='outbox_dead')],
            },
        ),
    ]

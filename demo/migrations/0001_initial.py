from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Story',
            fields=[
                ('key', models.SlugField(primary_key=True, serialize=False)),
                ('order', models.PositiveSmallIntegerField(unique=True)),
                ('ocid', models.CharField(max_length=60, unique=True)),
                ('is_told', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name_plural': 'stories',
                'ordering': ['order'],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_bigrams"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("key", models.CharField(max_length=22, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]

from django.db import migrations

# Dear, so that the planner asks the index before it reads every row.
BIGRAMS = """
CREATE FUNCTION linli_bigrams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT ARRAY(SELECT DISTINCT substr(upper(words), at, 2) FROM generate_series(1, length(words) - 1) AS at)
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_holidays'),
    ]

    operations = [
        migrations.RunSQL(BIGRAMS, 'DROP FUNCTION linli_bigrams(text)'),
    ]

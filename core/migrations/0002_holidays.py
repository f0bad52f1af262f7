"""Fill the holiday table with every year that chinesecalendar knows; going back leaves the rows to the table's own end."""

from django.db import migrations

from core.law.seed import seed_holidays


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(seed_holidays, migrations.RunPython.noop)]

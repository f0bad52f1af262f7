import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_registers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('TREASURY', 'Treasury money'), ('EXPENSE', 'Services bought'), ('PAYABLE', 'Owed to a supplier'), ('HELD', 'Held for somebody')], max_length=10, verbose_name='kind')),
                ('currency', models.CharField(default='CNY', max_length=3, verbose_name='currency')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_accounts', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'account',
                'constraints': [models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='account_currency_is_iso'), models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='account_has_code')],
            },
        ),
        migrations.CreateModel(
            name='LedgerTransaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('business_key', models.CharField(max_length=120, unique=True, verbose_name='business key')),
                ('ocid', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='OCID')),
                ('text', models.CharField(max_length=200, verbose_name='text')),
                ('line_count', models.PositiveSmallIntegerField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField(verbose_name='booked at')),
            ],
            options={
                'verbose_name': 'ledger transaction',
                'constraints': [models.CheckConstraint(condition=models.Q(('business_key', ''), _negated=True), name='ledger_transaction_has_key'), models.CheckConstraint(condition=models.Q(('line_count__gte', 2)), name='ledger_transaction_has_two_lines')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount (fen)')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='payments.account')),
                ('transaction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='payments.ledgertransaction')),
            ],
            options={
                'verbose_name': 'ledger entry',
                'ordering': [models.OrderBy(models.F('pk'))],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_fen', 0), _negated=True), name='ledger_entry_is_not_zero')],
            },
        ),
    ]

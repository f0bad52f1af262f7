"""The books: accounts, and transactions whose entries sum to zero. Nothing here is ever changed or deleted.

A debit is positive, a credit negative, both in integer minor units. The database refuses a transaction that does not
balance, one with entries missing or added later, and an entry in another currency than its account's.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database.promises import AppendOnly, promise
from core.money import CURRENCY
from payments.ledger.queries import AccountQuerySet, EntryQuerySet, LedgerCheckQuerySet
from payments.ledger.wording import booked


class AccountKind(models.TextChoices):
    """What an account counts."""

    TREASURY = "TREASURY", _("Treasury money")
    EXPENSE = "EXPENSE", _("Services bought")
    PAYABLE = "PAYABLE", _("Owed to a supplier")
    HELD = "HELD", _("Held for somebody")
    DEFERRED = "DEFERRED", _("Performance part that waits for the next period")
    RELEASED = "RELEASED", _("Performance part released, not invoiced yet")
    WITHHELD = "WITHHELD", _("Withheld by ratings")
    CLAIM = "CLAIM", _("To be paid back by a supplier")
    INTEREST = "INTEREST", _("Overdue interest")


class Account(AppendOnly):
    """One account of one organisation, in one currency."""

    code = models.CharField(_("code"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=AccountKind.choices)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        related_name="ledger_accounts",
        verbose_name=_("organisation"),
    )
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)

    objects = AccountQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("account")
        constraints = [
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="account_currency_is_iso"),
            models.CheckConstraint(condition=~Q(code=""), name="account_has_code"),
        ]

    def __str__(self) -> str:
        return self.code


class LedgerTransaction(AppendOnly):
    """One business fact in the books, under a key of the business: the same fact is booked once."""

    business_key = models.CharField(_("business key"), max_length=120, unique=True)
    ocid = models.CharField("OCID", max_length=60, blank=True, db_index=True)
    text = models.CharField(_("text"), max_length=200)
    # Both let the database and `manage.py ledger check` see that nothing is missing, added or altered.
    line_count = models.PositiveSmallIntegerField()
    content_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("booked at"))

    # Under which seal the record of acts keeps the booking, and who reads it there; set by whoever books.
    sealed: tuple[str, str] = ("", "")

    class Meta:
        app_label = "payments"
        verbose_name = _("ledger transaction")
        constraints = [
            models.CheckConstraint(condition=~Q(business_key=""), name="ledger_transaction_has_key"),
            models.CheckConstraint(condition=Q(line_count__gte=2), name="ledger_transaction_has_two_lines"),
        ]

    def __str__(self) -> str:
        return self.business_key

    @property
    def in_words(self) -> str:
        """What was booked, in the reader's language."""
        return booked(self.text)

    def audit_confinement(self) -> tuple[str, str]:
        """What was booked under a seal is read by its party alone until the seal is broken."""
        return self.sealed


class Entry(AppendOnly):
    """One line of a transaction: debit positive, credit negative, in minor units."""

    transaction = models.ForeignKey(LedgerTransaction, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    currency = models.CharField(_("currency"), max_length=3)

    objects = EntryQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("ledger entry")
        ordering = [F("pk").asc()]
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="ledger_entry_is_not_zero")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount_fen} {self.currency}"

    @property
    def debit_fen(self) -> int:
        """The amount where it is a debit, else 0."""
        return max(self.amount_fen, 0)

    @property
    def credit_fen(self) -> int:
        """The amount where it is a credit, else 0."""
        return max(-self.amount_fen, 0)


class LedgerCheck(AppendOnly):
    """One recomputation of all the books: when, how many transactions, and every fault as a sentence."""

    at = models.DateTimeField(_("checked at"))
    transactions = models.PositiveIntegerField(_("transactions"))
    faults = models.JSONField(_("faults"), default=list)

    objects = LedgerCheckQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("check of the books")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {len(self.faults)}"


# Deferred to the commit, because a transaction balances only when its last line is written.
promise(
    "payments",
    "ledger_balances",
    """
    -- A plan that was made while the books were short would read all of them for every entry.
    CREATE OR REPLACE FUNCTION payments_ledger_balances() RETURNS trigger LANGUAGE plpgsql
        SET plan_cache_mode = force_custom_plan AS $$
    DECLARE
        booked bigint;
        expected integer;
        found integer;
        odd bigint;
        stray bigint;
    BEGIN
        IF TG_TABLE_NAME = 'payments_entry' THEN booked := NEW.transaction_id; ELSE booked := NEW.id; END IF;
        SELECT line_count INTO expected FROM payments_ledgertransaction WHERE id = booked;
        SELECT count(*) INTO found FROM payments_entry WHERE transaction_id = booked;
        IF found IS DISTINCT FROM expected THEN
            RAISE EXCEPTION 'ledger transaction % has % entries, not %', booked, found, expected
                USING ERRCODE = 'check_violation';
        END IF;
        SELECT count(*) INTO odd FROM (
            SELECT 1 FROM payments_entry WHERE transaction_id = booked GROUP BY currency HAVING sum(amount_fen) <> 0
        ) unbalanced;
        IF odd > 0 THEN
            RAISE EXCEPTION 'ledger transaction % does not sum to zero', booked USING ERRCODE = 'check_violation';
        END IF;
        SELECT count(*) INTO stray FROM payments_entry e JOIN payments_account a ON a.id = e.account_id
            WHERE e.transaction_id = booked AND e.currency <> a.currency;
        IF stray > 0 THEN
            RAISE EXCEPTION 'ledger transaction % mixes the currencies of its accounts', booked
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS ledger_entries_balance ON payments_entry;
    CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON payments_entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_ledger_balances();
    DROP TRIGGER IF EXISTS ledger_transaction_balances ON payments_ledgertransaction;
    CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON payments_ledgertransaction
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_ledger_balances();
    """,
)

"""The books as pages: who reads which account, what a statement shows and takes away, and what it costs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Notification
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role
from core.audit.outbox import relay
from core.transitions import CLOCK
from payments.ledger.models import Account, AccountKind, Entry, LedgerCheck
from payments.ledger.services import Line, open_account, post
from payments.ledger.tasks import check_ledger
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.pages import Browser, counted, queries_of, statuses

pytestmark = pytest.mark.django_db
OCID = "ocds-linli1-2026-000001"


@pytest.fixture
def finance() -> Any:
    return MembershipFactory.create(organisation__kind=OrganisationKind.BUYER, role=Role.FINANCE)


@pytest.fixture
def supplier() -> Any:
    return MembershipFactory.create()


def accounts_of(finance: Any, supplier: Any) -> tuple[Account, Account]:
    buyer, payee = finance.organisation_id, supplier.organisation_id
    return (
        open_account(f"buyer:{buyer}:services", kind=AccountKind.EXPENSE, organisation_id=buyer),
        open_account(f"supplier:{payee}:payable", kind=AccountKind.PAYABLE, organisation_id=payee),
    )


@pytest.fixture
def books(finance: Any, supplier: Any) -> tuple[Account, Account]:
    services, owed = accounts_of(finance, supplier)
    for number, amount in enumerate((10_000, 250), start=1):
        lines = [Line(services, amount), Line(owed, -amount)]
        post(key=f"payout:{number}:owed", ocid=OCID, text=f"=应付 {number}", lines=lines, by=CLOCK)
    return services, owed


def fill(services: Account, owed: Account, number: int, first: int = 1) -> None:
    """Write many bookings at once, as the years would leave them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_ledgertransaction (business_key, ocid, text, line_count, content_sha256, at) "
            "SELECT 'fill:' || n, %s, 'x', 2, '', now() FROM generate_series(%s, %s) n",
            [OCID, first, number],
        )
        cursor.execute(
            "INSERT INTO payments_entry (transaction_id, account_id, amount_fen, currency) "
            "SELECT t.id, a.account, a.amount, 'CNY' FROM payments_ledgertransaction t, "
            "(VALUES (%s, 100), (%s, -100)) a(account, amount) WHERE t.business_key LIKE 'fill:%%' "
            "AND NOT EXISTS (SELECT 1 FROM payments_entry e WHERE e.transaction_id = t.id)",
            [services.pk, owed.pk],
        )


class TestReading:
    def test_each_side_reads_its_own_accounts(self, finance: Any, supplier: Any, books: Any) -> None:
        services, owed = books
        for member, mine, theirs in ((finance, services, owed), (supplier, owed, services)):
            page = Browser(member.person).get("ledger").content.decode()
            assert f'{reverse("account", args=[mine.pk])}"' in page
            assert f'{reverse("account", args=[theirs.pk])}"' not in page
            assert statuses({"me": member.person}, "account", theirs.pk) == {"me": 404}
            assert statuses({"me": member.person}, "ledger_organisation", theirs.organisation_id) == {"me": 404}

    def test_who_has_no_books_is_told_so(self, books: Any) -> None:
        resident = UserFactory.create()
        for name, args in (("ledger", ()), ("account", (books[0].pk,)), ("ledger_purchase", (OCID,))):
            assert statuses({"resident": resident}, name, *args) == {"resident": 403}
            assert Browser().get(name, *args).status_code == 302

    def test_an_account_of_nobody_is_on_no_page(self, finance: Any, books: Any) -> None:
        sealed = open_account("deposit:abc", kind=AccountKind.HELD)
        card = open_account("card:clearing", kind=AccountKind.TREASURY)
        post(key="d", ocid=OCID, text="deposit", lines=[Line(card, 5), Line(sealed, -5)], by=CLOCK)
        browser = Browser(finance.person)
        assert browser.get("account", sealed.pk).status_code == 404
        for page in (browser.get("ledger"), browser.get("ledger_purchase", OCID)):
            assert "deposit" not in page.content.decode().replace("deposits", "")

    def test_a_purchase_without_entries_is_not_there(self, finance: Any, books: Any) -> None:
        assert Browser(finance.person).get("ledger_purchase", "ocds-linli1-2026-000404").status_code == 404

    @pytest.mark.parametrize("page", ["account", "ledger_organisation", "ledger_purchase"])
    def test_a_statement_runs(self, supplier: Any, books: Any, page: str) -> None:
        owed = books[1]
        key = {"account": owed.pk, "ledger_organisation": owed.organisation_id, "ledger_purchase": OCID}[page]
        content = Browser(supplier.person).get(page, key).content.decode()
        for amount in ("¥100.00", "¥2.50", "-¥102.50", "-¥100.00"):
            assert amount in content
        assert "&lt;" not in content.partition("<title>")[2].partition("</title>")[0]
        assert "<span" not in content.partition("<title>")[2].partition("</title>")[0]


class TestTakingAway:
    def test_csv_escapes_formulas_and_adds_up(self, supplier: Any, books: Any) -> None:
        answer = Browser(supplier.person).get("account", books[1].pk, query="?as=csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row[4] for row in rows[1:]] == ["'=应付 1", "'=应付 2"]
        assert [row[6:9] for row in rows[1:]] == [["", "100.00", "-100.00"], ["", "2.50", "-102.50"]]

    def test_xlsx_holds_the_same(self, supplier: Any, books: Any) -> None:
        answer = Browser(supplier.person).get("account", books[1].pk, query="?as=xlsx")
        sheet = load_workbook(io.BytesIO(answer.content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert [float(row[8]) for row in rows[1:]] == [-100.0, -102.5]
        assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}


class TestSize:
    @pytest.mark.parametrize("page", ["ledger", "account", "ledger_organisation", "ledger_purchase"])
    def test_two_thousand_entries_cost_the_queries_of_two(self, finance: Any, supplier: Any, page: str) -> None:
        services, owed = accounts_of(finance, supplier)
        fill(services, owed, 1)
        keys = {"account": [services.pk], "ledger_organisation": [services.organisation_id], "ledger_purchase": [OCID]}
        before = queries_of(finance.person, page, *keys.get(page, []))
        fill(services, owed, 1_000, first=2)
        assert Entry.objects.count() == 2_000
        assert queries_of(finance.person, page, *keys.get(page, [])) == before <= 15

    @pytest.mark.parametrize("number", [1, 10_000])
    def test_balances_take_one_query(self, finance: Any, supplier: Any, number: int) -> None:
        services, owed = accounts_of(finance, supplier)
        fill(services, owed, number)
        with counted() as queries:
            balances = dict(Account.objects.with_balance().values_list("pk", "balance_fen"))
            turnover = Entry.objects.on_account(owed.pk).turnover()
        assert queries() == 2
        assert balances == {services.pk: 100 * number, owed.pk: -100 * number}
        assert turnover == {"debit": 0, "credit": 100 * number, "balance": -100 * number}


class TestEveryNight:
    def test_sound_books_are_noted(self, finance: Any, books: Any) -> None:
        check_ledger()
        assert [(one.transactions, one.faults) for one in LedgerCheck.objects.all()] == [(2, [])]
        assert "all 2 transactions are sound" in Browser(finance.person).get("ledger").content.decode()

    def test_faults_are_kept_and_told(self, finance: Any, books: Any, caplog: Any) -> None:
        operator = UserFactory.create(is_superuser=True)
        fill(*books, 1)  # a booking that no act stands behind
        check_ledger()
        assert LedgerCheck.objects.get().faults != []
        relay()
        told = Notification.objects.get(recipient=operator)
        assert told.topic == "ledger.unsound"
        assert "not sound" in caplog.text
        assert "The books are not sound" in Browser(finance.person).get("ledger").content.decode()

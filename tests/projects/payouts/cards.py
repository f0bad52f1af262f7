"""A supplier with an account at the card provider, an office with money there, and a payout between them."""

from __future__ import annotations

from typing import Any

from accounts.models import Organisation
from core.time import today
from payments.payees.services import open_payee_account, refresh
from payments.rail.models import PayeeAccount
from payments.transfers.services import Voucher, confirm_top_up, record_top_up
from projects.payouts import services
from projects.payouts.models import Payout
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.fakes.stripe import FakeStripe
from tests.projects.story import Story

BACK = "http://127.0.0.1/org/card-account/"
BASE_FEN = 9_000_000


def ready(fake: FakeStripe, supplier: Organisation, by: Any) -> PayeeAccount:
    """Let the supplier begin its account, tell the provider who it is, and come back."""
    open_payee_account(supplier.pk, back_url=BACK, by=by)
    account = PayeeAccount.objects.of_organisation(supplier.pk)
    fake.books.complete_account(account.account_id)
    refresh(account.account_id)
    return PayeeAccount.objects.get(pk=account.pk)


def fund(fake: FakeStripe, story: Story, amount_fen: int, voucher: str = "PZ-CARD-1") -> None:
    """Let the office's treasury send money to the provider."""
    fake.books.add_funds(amount_fen)
    paper = Voucher(voucher, "vouchers/1/pz.pdf", today())
    top_up = record_top_up(story.cast.office.pk, amount_fen=amount_fen, voucher=paper, by=story.cast.finance)
    confirm_top_up(top_up.pk, by=story.cast.approver)


def approved(story: Story, contract: Any) -> Payout:
    """A base part of an accepted milestone, approved by the second person."""
    payout = PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
    return services.approve_payout(payout.pk, by=story.cast.approver)


def again(payout: Payout) -> Payout:
    """Read a payout anew."""
    return Payout.objects.with_ground().get(pk=payout.pk)

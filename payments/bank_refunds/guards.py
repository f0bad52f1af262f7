"""Questions that a step of a refund by bank transfer asks, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.transitions import guard

if TYPE_CHECKING:
    from payments.bank_refunds.models import BankRefund


@guard(_("Enter the number of the payment order."))
def has_order_number(refund: BankRefund) -> bool:
    """Whether the payment order is named."""
    return bool(refund.order_number)


@guard(_("Enter the number of the treasury's voucher."))
def has_voucher(refund: BankRefund) -> bool:
    """Whether the voucher is named."""
    return bool(refund.voucher_number)

"""Why a step of what is owed besides the payments may not be taken."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.transitions import guard


@guard(_("Enter the number of the treasury's voucher."))
def has_voucher(thing: Any) -> bool:
    """Whether the treasury's voucher is named."""
    return bool(thing.voucher_number.strip())


@guard(_("Enter the number under which the bank has sent the money."))
def has_transfer_number(thing: Any) -> bool:
    """Whether the supplier's transfer is named."""
    return bool(thing.transfer_number.strip())

"""An organisation's account at the card provider: begun here, finished on the provider's page, looked after since."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.record import record
from core.time import CoreNow
from core.transitions import check, refuse
from payments import gateway
from payments.gateway import ConnectedAccount, Declined, Unknown
from payments.rail.models import PayeeAccount, PayeeStatus
from payments.rail.services import new_reference
from payments.rail.switch import is_on

NO_RAIL = _("There is no card rail here: money comes by bank transfer alone.")


def open_payee_account(organisation_id: int, *, back_url: str, by: Any) -> str:
    """Begin an organisation's account at the provider, or go on with it; return the page where its owner goes on.

    Calls the provider, so it is no part of a transaction. Raises Refused, gateway.Unknown and gateway.Declined.
    """
    account = _begun(organisation_id, by)
    if not account.account_id:
        note(gateway.open_account(key=f"account:{account.reference}", reference=account.reference))
        account.refresh_from_db()
    return gateway.account_page(account.account_id, back_url=back_url)


@transaction.atomic
def _begun(organisation_id: int, by: Any) -> PayeeAccount:
    """Return the organisation's row, written before the provider is asked, so that no account is opened twice."""
    known = PayeeAccount.objects.of_organisation(organisation_id)
    account = known or PayeeAccount(organisation_id=organisation_id, reference=new_reference("A"))
    check("payments.open_payee_account", by=by, thing=account)
    if not is_on():
        raise refuse(NO_RAIL)
    if account.status == PayeeStatus.REFUSED:
        raise refuse(_("The card provider has refused this account. Payments reach you by bank transfer."))
    if known is None:
        reference = account.reference
        account, _is_new = PayeeAccount.objects.get_or_create(
            organisation_id=organisation_id, defaults={"reference": reference, "created_at": CoreNow()}
        )
        record(account, verb="open", by=by, role="payments.open_payee_account")
    return account


def note(found: ConnectedAccount) -> None:
    """Write down how an account stands; `found` comes fresh from the provider."""
    PayeeAccount.objects.filter(reference=found.reference).update(
        account_id=found.id,
        is_submitted=found.is_submitted,
        may_be_paid=found.may_be_paid,
        hindrance=found.hindrance[:80],
    )


def refresh(account_id: str) -> None:
    """Ask the provider how an account of ours stands, and note it. Raises Unknown and Declined."""
    if PayeeAccount.objects.filter(account_id=account_id).exists():
        note(gateway.read_account(account_id))


def refresh_unsettled() -> None:
    """Ask after every account that may not be paid yet; a provider that does not answer ends the round."""
    for account in PayeeAccount.objects.unsettled()[:100]:
        try:
            refresh(account.account_id)
        except Unknown:
            break
        except Declined:
            continue

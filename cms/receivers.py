"""What the public site hears: a tender is published, cancelled; a contract is published. Inside their transactions."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cms.tree import put_up, put_up_project
from procurement.signals import tender_cancelled, tender_published
from projects.signals import contract_published


@receiver(tender_published, dispatch_uid="cms.tender_published")
def show_the_tender(sender: Any, tender: Any, **kwargs: Any) -> None:
    """Put up the page. A failure ends the publication: what has no public page is not published."""
    put_up(tender)


@receiver(tender_cancelled, dispatch_uid="cms.tender_cancelled")
def keep_the_cancellation(sender: Any, tender: Any, **kwargs: Any) -> None:
    """See that the page is there: a cancelled tender stays readable, with its reason."""
    put_up(tender)


@receiver(contract_published, dispatch_uid="cms.contract_published")
def show_the_project(sender: Any, contract: Any, **kwargs: Any) -> None:
    """Put up the page of what is delivered."""
    put_up_project(contract)

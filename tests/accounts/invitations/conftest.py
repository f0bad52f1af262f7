"""An office, who invites for it, and one invitation; and what a worker does with it."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from accounts.invitations.services import invite_member
from accounts.models import Invitation, Organisation, User
from accounts.notifications.sending import deliver_due
from accounts.roles import Role
from core.audit.outbox import relay
from tests.factories.accounts import OrganisationFactory, member


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def office(db: None) -> Organisation:
    return OrganisationFactory.create(buyer=True)


@pytest.fixture
def approver(office: Organisation) -> User:
    return member(office, Role.APPROVER)


@pytest.fixture
def invitation(office: Organisation, approver: User) -> Invitation:
    return invite_member(office.pk, email="Wang@Example.org", role=Role.FINANCE, by=approver)


def send() -> None:
    """What a worker does: the words of the outbox become mails, and these go."""
    relay()
    deliver_due()

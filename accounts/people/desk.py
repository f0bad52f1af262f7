"""What waits on people among the residents, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Resident
from accounts.people.queries import ResidentQuerySet
from accounts.roles import Role, held, roles_of
from core.desk import Place, places, waits_in
from core.words import TitleColumn


@waits_in(
    Role.GRID_WORKER,
    todo=_("Verify that this person lives here"),
    page="verify_resident",
    title=Concat("name", Value(" · "), TitleColumn("community__name_zh", "community__name_en")),
)
def to_verify(user: Any) -> ResidentQuerySet:
    """Residents of the grid who wait for their verification."""
    return Resident.objects.to_verify_by(user).order_by("pk")


@places(Role.GRID_WORKER)
def residents(user: Any) -> Iterator[Place]:
    """Where the residents of the grid stand."""
    what = _("Who lives in your communities, and who waits for you to verify it.")
    yield Place(reverse("desk_residents"), _("Residents"), what)


@places(Role.REGISTRAR, Role.SUPERVISOR)
def experts(user: Any) -> Iterator[Place]:
    """Where the register of experts stands."""
    what = _("Who may be drawn, for which services, and what binds them.")
    yield Place(reverse("desk_experts"), _("Experts"), what)


@places(Role.REGISTRAR, Role.GRID_WORKER)
def accounts(user: Any) -> Iterator[Place]:
    """Where accounts are offered."""
    what = _("For somebody who has none; then they are appointed or verified.")
    yield Place(reverse("invite_person"), _("Offer an account"), what)


@places()
def kept_accounts(user: Any) -> Iterator[Place]:
    """Where the operator helps with accounts."""
    if user.is_superuser:
        what = _("A lost telephone, a stolen account, somebody who has gone for good.")
        yield Place(reverse("keep_account"), _("Help with an account"), what)


@places()
def home(user: Any) -> Iterator[Place]:
    """Where somebody without any role says where they live."""
    if roles_of(user) or held(user) or user.is_superuser:
        return
    if Resident.objects.application_of(user) is None:
        what = _("Once it is verified you can bring needs and stand behind others.")
        yield Place(reverse("apply_as_resident"), _("Say where I live"), what)

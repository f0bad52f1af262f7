"""What waits on people among the organisations, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.organisations.queries import OrganisationQuerySet
from accounts.roles import Role, is_resident, paths_of
from core.desk import MOST, Place, Waiting, article_of, places, waits, waits_in
from core.time import SHANGHAI, today
from core.views import thing_url
from core.words import TitleColumn


@waits_in(
    Role.REGISTRAR,
    todo=_("Compare the facts with the public register and verify them"),
    page="organisation",
    title=Concat("name", Value(" · "), TitleColumn("area__name_zh", "area__name_en")),
)
def to_verify(user: Any) -> OrganisationQuerySet:
    """Applications in the registrar's area, filed by somebody else."""
    return Organisation.objects.to_verify_by(user).order_by("pk")


@waits_in(todo=_("Add what the registrar needs, then it is verified"), page="organisation", title="name")
def to_complete(user: Any) -> OrganisationQuerySet:
    """The person's own registrations that lack their certificate or what the registrar has asked for."""
    return Organisation.objects.to_complete_by(user).order_by("pk")


@waits(Role.SUPPLIER)
def reports_to_file(user: Any) -> Iterator[Waiting]:
    """Last year's annual report of the person's social organisations, while the registrar has not received it."""
    year = today().year - 1
    for organisation in Organisation.objects.of_person(user).owing_a_report(year)[:MOST]:
        too_late = datetime.combine(organisation.report_due_on(year) + timedelta(days=1), time.min, SHANGHAI)
        yield Waiting(
            organisation.name,
            _("File last year's annual report with the registrar"),
            thing_url(organisation),
            too_late,
            basis=article_of("annual_report"),
        )


READERS = (Role.REGISTRAR, Role.SUPERVISOR, Role.BUYER_OFFICER, Role.APPROVER)


@places(*READERS)
def register(user: Any) -> Iterator[Place]:
    """Where the register is read."""
    what = _("Who they are, whether they may take part, what the registers say about them.")
    yield Place(reverse("desk_organisations"), _("Organisations"), what)


@places()
def register_of_operator(user: Any) -> Iterator[Place]:
    """Where the operator registers and verifies the first office."""
    if user.is_superuser and not paths_of(user, *READERS):
        what = _("The first office is registered by one operator and verified by another.")
        yield Place(reverse("desk_organisations"), _("Organisations"), what)


@places()
def own(user: Any) -> Iterator[Place]:
    """Where everybody finds the organisations for which they act; a resident who acts for none is not asked."""
    if is_resident(user) and not Organisation.objects.of_person(user).exists():
        return
    what = _("Those for which you act; register the one that you work for.")
    yield Place(reverse("my_organisations"), _("My organisations"), what)

"""Pages of who acts for whom: appointing people to an organisation, and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.people import services
from accounts.people.forms import AppointmentForm, EndForm
from accounts.people.models import Membership
from core.acts import denied, said
from core.templatetags.linli import day
from core.time import today
from core.transitions import Manner, Reason
from core.views import ActView, thing_url

RIGHT = "accounts.appoint_member"


class AppointMember(ActView):
    """A registrar, an approver or a representative gives a role to somebody who has acted for the organisation before.

    Everybody else is invited: an address is never looked up, so that nobody learns here who has an account.
    """

    service = services.appoint_member
    title = _("Appoint somebody")
    promise = _("The person acts for the organisation in this role from the first day on; nobody appoints themselves.")
    done = _("Appointed.")

    def things(self) -> Any:
        """Organisations that the person may see."""
        return Organisation.objects.visible_to(self.request.user).select_related("area")

    def form(self, data: Any = None, files: Any = None) -> AppointmentForm:
        """The people who are known there, and the roles that an organisation of its kind has."""
        return AppointmentForm(data, files, kind=self.about().kind, people=self.people(), initial=self.initial())

    def people(self) -> dict[int, str]:
        """Who is known there beside oneself, by number, read once a request."""
        if not hasattr(self, "_people"):
            user = self.request.user
            known = Membership.objects.visible_to(user).of_organisation(self.about().pk)
            self._people = {one.person_id: one.person.name for one in known if one.person_id != user.pk}
        return self._people

    def given(self) -> dict[str, Any]:
        """In which organisation."""
        return {"organisation_id": self.about().pk}

    def act(self, form: Any) -> Organisation:
        """Hand over who was chosen."""
        super().act(form)
        organisation: Organisation = self.about()
        return organisation

    def reasons(self) -> list[Any]:
        """Only who may appoint, where there is somebody."""
        refused = denied(self.request.user, RIGHT, self.about())
        if not refused and not self.people():
            refused = [Reason(_("Nobody else has acted for this organisation yet: invite a colleague instead."))]
        return refused


class EndMembership(ActView):
    """Somebody's role in an organisation ends on a day."""

    template_name = "core/act_on_facts.html"
    form_class = EndForm
    title = _("End this membership")
    promise = _("The person no longer acts for the organisation, at once or from the day after the last one.")
    done = _("The membership has an end.")
    manner = Manner.ENDING
    asks_who = True  # whoever finds the browser open would turn its owner out

    def membership(self) -> Membership:
        """The membership, read once a request."""
        if not hasattr(self, "_membership"):
            self._membership = Membership.objects.seen_by_or_404(self.request.user, self.kwargs["pk"])
        return self._membership

    def about(self) -> Organisation:
        """The organisation."""
        return self.membership().organisation

    def act(self, form: Any) -> Membership:
        """Hand the last day over; who has ended the own membership at once is signed out here too."""
        user = self.request.user
        ended = services.end_membership(self.membership().pk, by=user, until=form.cleaned_data["until"])
        if ended.person_id == user.pk and ended.until is not None and ended.until < today():
            logout(self.request)
        return ended

    def onward(self, outcome: Membership) -> str:
        """Back to the organisation, or to the door."""
        return thing_url(outcome.organisation) if self.request.user.is_authenticated else reverse("account_login")

    def reasons(self) -> list[Any]:
        """Only who may appoint ends a membership."""
        return denied(self.request.user, RIGHT, self.about())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whose membership it is."""
        one = self.membership()
        facts = [(_("Person"), said(one.person)), (_("Role"), one.get_role_display()), (_("First day"), day(one.since))]
        return super().get_context_data(facts=facts, **kwargs)

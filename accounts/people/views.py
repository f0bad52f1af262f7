"""Pages of who acts for whom: appointing people to an organisation, and ending it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.people import services
from accounts.people.forms import AccountForm, AppointmentForm, EndForm
from accounts.people.models import Membership, User
from core.acts import denied, said
from core.templatetags.linli import day
from core.transitions import check, refuse
from core.views import ActView, thing_url

RIGHT = "accounts.appoint_member"


class AppointMember(ActView):
    """A registrar, an approver or a representative appoints somebody with an account."""

    title = _("Appoint somebody")
    promise = _("The person acts for the organisation in this role from the first day on; nobody appoints themselves.")
    done = _("Appointed.")

    def things(self) -> Any:
        """Organisations that the person may see."""
        return Organisation.objects.visible_to(self.request.user).select_related("area")

    def form(self, data: Any = None, files: Any = None) -> AppointmentForm:
        """The roles that an organisation of its kind has."""
        return AppointmentForm(data, files, kind=self.about().kind, initial=self.initial())

    def act(self, form: Any) -> Organisation:
        """Look the account up, for those only who may appoint, and hand it over."""
        written, organisation = dict(form.cleaned_data), self.about()
        check(RIGHT, by=self.request.user, thing=organisation)
        person = User.objects.with_address(written.pop("email"))
        if person is None:
            raise refuse(_("Nobody has an account with this address: a registrar or a grid worker makes one."))
        services.appoint_member(organisation.pk, person_id=person.pk, by=self.request.user, **written)
        return organisation

    def reasons(self) -> list[Any]:
        """Only who may appoint."""
        return denied(self.request.user, RIGHT, self.about())


class RegisterPerson(ActView):
    """A registrar or a grid worker makes an account for somebody."""

    service = services.register_person
    form_class = AccountForm
    title = _("Make an account")
    promise = _("For somebody who has none; what they may do follows when they are appointed or verified.")
    done = _("The account is made. The person signs in with the e-mail address and the first password.")

    def reasons(self) -> list[Any]:
        """Only a registrar or a grid worker."""
        return denied(self.request.user, "accounts.register_person", self.request.user)

    def onward(self, outcome: User) -> str:
        """Back to the desk."""
        return reverse("desk")


class EndMembership(ActView):
    """Somebody's role in an organisation ends on a day."""

    template_name = "core/act_on_facts.html"
    form_class = EndForm
    title = _("End this membership")
    promise = _("The person no longer acts for the organisation, at once or from the day after the last one.")
    done = _("The membership has an end.")

    def membership(self) -> Membership:
        """The membership, read once a request."""
        if not hasattr(self, "_membership"):
            self._membership = Membership.objects.seen_by_or_404(self.request.user, self.kwargs["pk"])
        return self._membership

    def about(self) -> Organisation:
        """The organisation."""
        return self.membership().organisation

    def act(self, form: Any) -> Membership:
        """Hand the last day over."""
        return services.end_membership(self.membership().pk, by=self.request.user, until=form.cleaned_data["until"])

    def onward(self, outcome: Membership) -> str:
        """Back to the organisation."""
        return thing_url(outcome.organisation)

    def reasons(self) -> list[Any]:
        """Only who may appoint ends a membership."""
        return denied(self.request.user, RIGHT, self.about())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whose membership it is."""
        one = self.membership()
        facts = [(_("Person"), said(one.person)), (_("Role"), one.get_role_display()), (_("First day"), day(one.since))]
        return super().get_context_data(facts=facts, **kwargs)

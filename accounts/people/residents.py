"""Pages of residents: who lives where, entered and verified by the grid worker."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.awaited import APPLIED
from accounts.people import services
from accounts.people.forms import ApplicationForm, NotHereForm, ResidentFilter, ResidentForm
from accounts.people.models import Resident, Stratum
from accounts.people.refusals import RIGHT, refuse_resident
from accounts.roles import Role, paths_of
from core.acts import Act, denied, said
from core.lists import Line, ListView
from core.rights import Denial
from core.transitions import Manner, Reason
from core.views import ActView

REGISTER = _("Enter a resident")
REGISTRATION = _("Also somebody without an account, whose voice and ratings you write down.")


class Residents(ListView):
    """The residents of a grid worker's communities; to anybody else, oneself."""

    title = _("Residents")
    promise = _("Who lives in your communities, and who waits for you to verify it.")
    empty = _("Nobody here.")
    order = ("name", "pk")
    filter_class = ResidentFilter

    def rows(self, asked: dict[str, Any]) -> Any:
        """The residents that the person may see, as filtered."""
        rows = Resident.objects.visible_to(self.request.user).select_related("community")
        return rows.waiting() if asked.get("waiting") else rows

    def line(self, row: Resident) -> Line:
        """Where, whether verified, whether with an account."""
        account = gettext("with an account") if row.user_id else gettext("without an account")
        if row.is_verified:
            return Line(row, "", row.name, (row.community.name, gettext("verified"), account))
        url = reverse("verify_resident", args=[row.pk])
        return Line(row, url, row.name, (row.community.name, gettext("to be verified"), account))

    def acts(self) -> list[Act]:
        """A grid worker enters residents."""
        works = bool(paths_of(self.request.user, Role.GRID_WORKER))
        return [Act(REGISTER, REGISTRATION, reverse("register_resident"))] if works else []


class RegisterResident(ActView):
    """A grid worker enters somebody who lives in the grid."""

    service = services.register_resident
    title = REGISTER
    promise = REGISTRATION
    done = _("Entered. Verify it once you have seen that the person lives there.")

    def communities(self) -> list[Area]:
        """The communities of the person's grid, read once a request."""
        if not hasattr(self, "_communities"):
            paths = paths_of(self.request.user, Role.GRID_WORKER)
            self._communities = list(Area.objects.below(paths).communities()) if paths else []
        return self._communities

    def form(self, data: Any = None, files: Any = None) -> ResidentForm:
        """The communities to choose from."""
        return ResidentForm(data, files, communities=self.communities(), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """The only community is chosen; most rate by themselves."""
        only = self.communities()[0].pk if len(self.communities()) == 1 else ""
        return {"stratum": Stratum.SELF, "community_id": only}

    def reasons(self) -> list[Any]:
        """Only a grid worker."""
        if self.communities():
            return []
        return [Reason(_("Only a grid worker enters residents of the own communities."), denial=Denial.WRONG_ROLE)]

    def onward(self, outcome: Resident) -> str:
        """On to the verification."""
        return reverse("verify_resident", args=[outcome.pk])


class ApplyAsResident(ActView):
    """Somebody with an account says where they live."""

    service = services.apply_as_resident
    title = _("Say where I live")
    promise = _("The grid worker of your community verifies it; then you can bring needs and stand behind others.")
    done = _("The grid worker of your community verifies it now.")

    def reasons(self) -> list[Any]:
        """Not while what was said before still waits."""
        return [Reason(APPLIED)] if Resident.objects.application_of(self.request.user) else []

    def form(self, data: Any = None, files: Any = None) -> ApplicationForm:
        """All communities to choose from."""
        communities = Area.objects.communities().in_order()
        return ApplicationForm(data, files, communities=communities, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """The account's name."""
        user: Any = self.request.user
        return {"name": user.name, "stratum": Stratum.SELF}

    def onward(self, outcome: Resident) -> str:
        """Back to the desk."""
        return reverse("desk")


class _OnApplication(ActView):
    """A grid worker decides on what somebody has said."""

    template_name = "core/act_on_facts.html"

    def resident(self) -> Resident:
        """The resident, read once a request."""
        if not hasattr(self, "_resident"):
            self._resident = Resident.objects.seen_by_or_404(self.request.user, self.kwargs["pk"])
        return self._resident

    def reasons(self) -> list[Any]:
        """Only the grid worker, and once."""
        if self.resident().is_verified:
            return [Reason(_("The resident has been verified already."))]
        return denied(self.request.user, RIGHT, self.resident())

    def onward(self, outcome: Resident) -> str:
        """Back to what else waits."""
        return reverse("desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who it is, and by what the grid worker knows or reaches them."""
        one = self.resident()
        facts = [
            (_("Name"), said(one.name)),
            (_("Community"), one.community.name),
            (_("Building, entrance and flat"), said(one.home) if one.home else _("not said")),
            (_("Rates"), one.get_stratum_display()),
        ]
        if one.user is not None:
            reached = " · ".join(filter(None, (one.user.phone, one.user.email)))
            facts.insert(3, (_("Telephone and e-mail of the account"), reached or "–"))
        return super().get_context_data(facts=facts, resident=one, **kwargs)


class VerifyResident(_OnApplication):
    """A grid worker has seen that the person lives there."""

    template_name = "accounts/residents/verify.html"
    title = _("Verify that this person lives here")
    promise = _("From then on the person may bring needs and stand behind them; nobody verifies themselves.")
    button = _("Verified: the person lives here")
    done = _("Verified. The person may now bring needs, stand behind others and comment on drafts.")

    def act(self, form: Any) -> Resident:
        """Hand over who is verified."""
        return services.verify_resident(self.resident().pk, by=self.request.user)


class RefuseResident(_OnApplication):
    """A grid worker could not find that the person lives there."""

    template_name = "accounts/residents/refuse.html"
    form_class = NotHereForm
    title = _("Not verified")
    promise = _("The application is taken away. The person is told why, and may say again where they live.")
    button = _("Refuse it, with this reason")
    done = _("Refused. The person has been told why.")
    manner = Manner.ASIDE

    def act(self, form: Any) -> Resident:
        """Hand the reason over."""
        return refuse_resident(self.resident().pk, reason=form.cleaned_data["reason"], by=self.request.user)

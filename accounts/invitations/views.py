"""Pages of invitations: asking somebody in, taking it back, and the page behind the link."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateResponseMixin, View

from accounts.invitations import services
from accounts.invitations.forms import AddressForm, InvitationForm, NewAccountForm
from accounts.invitations.models import Invitation
from accounts.organisations.models import Organisation
from accounts.people.services import right_to_appoint
from accounts.roles import ROLES_OF_KIND
from core.acts import denied, may, said
from core.forms import Form
from core.limits import too_many
from core.templatetags.linli import moment
from core.transitions import Manner, Refused
from core.views import ActView, NoAnswers, thing_url

RIGHT = "accounts.appoint_member"


class Invite(ActView):
    """Somebody is asked in by a link to one address."""

    template_name = "accounts/invitations/invite.html"
    button = _("Send the invitation")
    done = _("The invitation is on its way.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nobody fills other people's mailboxes from here."""
        if not ratelimit.consume(request, action="invite", user=request.user):
            return too_many(request, minutes=60)
        if self.reasons():
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Invitation:
        """Invite; the demo, which sends no mail, shows the link."""
        invitation: Invitation = super().act(form)
        if settings.DEMO_BAR:
            messages.info(self.request, _("Demo: the link is %(link)s") % {"link": services.link_of(invitation)})
        return invitation

    def waiting(self) -> Any:
        """Those who have been invited and have not come yet."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With those who are awaited."""
        return super().get_context_data(invitations=[] if kwargs["is_closed"] else self.waiting(), **kwargs)


class InviteMember(Invite):
    """A registrar, an approver or a representative invites somebody by e-mail or telephone."""

    service = services.invite_member
    title = _("Invite a colleague")
    promise = _("The person gets a link that works once within seven days; whoever accepts acts for the organisation.")

    def things(self) -> Any:
        """Organisations that the person may see."""
        return Organisation.objects.visible_to(self.request.user).select_related("area")

    def form(self, data: Any = None, files: Any = None) -> InvitationForm:
        """The roles that this person may give in an organisation of this kind."""
        organisation, user = self.about(), self.request.user
        given = [one for one in ROLES_OF_KIND[organisation.kind] if may(user, right_to_appoint(one), organisation)]
        roles = sorted((one.value, one.label) for one in given)
        return InvitationForm(data, files, roles=roles, initial=self.initial())

    def given(self) -> dict[str, Any]:
        """To which organisation."""
        return {"organisation_id": self.about().pk}

    def reasons(self) -> list[Any]:
        """Only who may appoint."""
        return denied(self.request.user, RIGHT, self.about())

    def onward(self, outcome: Invitation) -> str:
        """To the list of those who are awaited."""
        return reverse("invite_member", args=[outcome.organisation_id])

    def waiting(self) -> Any:
        """Those of the organisation."""
        return (
            Invitation.objects.visible_to(self.request.user).running().of_organisation(self.about().pk).with_delivery()
        )


class InvitePerson(Invite):
    """A registrar or a grid worker offers somebody an account."""

    service = services.invite_person
    form_class = AddressForm
    title = _("Offer an account")
    promise = _(
        "For somebody who has none: a link that works once within seven days, behind which the person chooses the "
        "password. What the person may do follows once somebody appoints or verifies them."
    )

    def reasons(self) -> list[Any]:
        """Only a registrar or a grid worker."""
        return denied(self.request.user, services.RIGHT_TO_ACCOUNTS, None)

    def onward(self, outcome: Invitation) -> str:
        """To the list of those who are awaited."""
        return reverse("invite_person")

    def waiting(self) -> Any:
        """Those whom this person has invited."""
        return Invitation.objects.to_an_account(self.request.user).running().with_delivery()


class RevokeInvitation(ActView):
    """An invitation is taken back before it is accepted."""

    template_name = "core/act_on_facts.html"
    title = _("Take this invitation back")
    promise = _("Its link opens nothing any more.")
    done = _("Taken back.")
    manner = Manner.ENDING

    def invitation(self) -> Invitation:
        """The invitation, read once a request."""
        if not hasattr(self, "_invitation"):
            self._invitation = Invitation.objects.seen_by_or_404(self.request.user, self.kwargs["pk"])
        return self._invitation

    def about(self) -> Organisation | None:
        """The organisation; None where only an account is offered."""
        return self.invitation().organisation

    def reasons(self) -> list[Any]:
        """Only who may offer the same."""
        return denied(self.request.user, *services.right_to(self.invitation()))

    def act(self, form: Form) -> Invitation:
        """Hand the number over."""
        return services.revoke_invitation(self.invitation().pk, by=self.request.user)

    def onward(self, outcome: Invitation) -> str:
        """Back to the organisation, or to the accounts that one has offered."""
        return thing_url(outcome.organisation) if outcome.organisation else reverse("invite_person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whom it was sent to."""
        one = self.invitation()
        facts = [(_("Sent to"), one.address), (_("Works until"), moment(one.ends_at))]
        if one.role:
            facts.insert(1, (_("Role"), one.get_role_display()))
        return super().get_context_data(facts=facts, **kwargs)


class InvitationView(TemplateResponseMixin, View):
    """The page behind the link: what is offered, and one button. Opening it changes nothing."""

    template_name = "accounts/invitations/invitation.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the invitation; a link that is none of ours is not there."""
        super().setup(request, *args, **kwargs)
        found = services.invitation_of(kwargs["token"])
        if found is None:
            raise Http404
        self.invitation = found

    def form(self, data: Any = None) -> Form:
        """Name and password where nobody has an account with this address; else nothing but "yes"."""
        if self.account is not None or self.request.user.is_authenticated:
            return NoAnswers(data)
        return NewAccountForm(data, invitation=self.invitation)

    @property
    def account(self) -> Any:
        """The account that has the address, asked once a request."""
        if not hasattr(self, "_account"):
            self._account = services.account_of(self.invitation)
        return self._account

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what is offered, or why it is over."""
        closed = services.why_closed(self.invitation)
        return self.show(self.form(), closed=closed, status=HTTPStatus.GONE if closed else HTTPStatus.OK)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        user: Any = request.user
        try:
            services.accept_invitation(self.invitation.pk, by=user, **form.cleaned_data)
        except Refused as refused:
            return self.show(form, reasons=list(refused.reasons), status=HTTPStatus.CONFLICT)
        if user.is_authenticated:
            if self.invitation.role:
                messages.success(request, _("Accepted. You act for the organisation now."))
            return redirect("desk")
        messages.success(request, _("Your account is made. Sign in with it now."))
        return redirect("account_login")

    def show(
        self, form: Form, *, closed: Any = None, reasons: list[Any] | None = None, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        """Render the page."""
        one, user = self.invitation, self.request.user
        is_other = user.is_authenticated and (self.account is None or self.account.pk != user.pk)
        facts = [(_("Invited by"), said(one.invited_by)), (_("Works until"), moment(one.ends_at))]
        if one.organisation:
            facts = [(_("Organisation"), said(one.organisation)), (_("Role"), one.get_role_display()), *facts]
        context = {
            "invitation": one,
            "facts": [] if closed else facts,
            "form": form,
            "closed": closed,
            "reasons": reasons,
            "is_other": is_other,
            "must_sign_in": not user.is_authenticated and self.account is not None,
            "sign_in_url": f"{reverse('account_login')}?next={self.request.path}",
        }
        return self.render_to_response(context, status=status)

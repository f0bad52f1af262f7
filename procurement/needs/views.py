"""Pages of needs: what residents miss, who stands behind it, and what the buyer answered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.awaited import APPLIED
from accounts.models import Resident
from accounts.roles import held, is_resident, roles_of
from core.acts import Act, ActingThing, StepOnFacts, denied, link, said
from core.lists import Line, ListView
from core.rights import Denial
from core.templatetags.linli import moment
from core.transitions import Reason
from core.views import ActView, StepView
from procurement.needs import services
from procurement.needs.forms import MergeForm, NeedFilter, ProposalForm, ReasonForm, VoiceForm
from procurement.needs.models import Need
from procurement.needs.states import WAITING
from procurement.needs.voices import (
    areas_to_speak_of,
    reasons_against_own_voice,
    residents_without_voice,
    writes_down,
)

PROPOSE = _("Say what is missing")
PROPOSAL = _("The need is public at once; neighbours can stand behind it, and the street office answers.")


def residents_behind(number: int) -> str:
    """How many residents stand behind a need, in words."""
    words = ngettext("%(number)s resident behind it", "%(number)s residents behind it", number)
    return words % {"number": number}


class Needs(ListView):
    """The needs of a person's areas."""

    title = _("Needs")
    promise = _("What residents miss, in their own words, and how many stand behind it.")
    empty = _("No such need in your areas.")
    order = ("-proposed_at", "-pk")
    filter_class = NeedFilter

    def rows(self, asked: dict[str, Any]) -> Any:
        """The needs of the person's areas, as filtered."""
        rows = Need.objects.at_desk_of(self.request.user).for_list()
        return rows.in_state(asked.get("state", "")).for_service(asked.get("service_kind", ""))

    def line(self, row: Any) -> Line:
        """Where it is, which service, how many stand behind it."""
        what = (row.area.name, row.get_service_kind_display(), residents_behind(row.support_count))
        return Line(row, reverse("need", args=[row.pk]), row.title, what)

    def acts(self) -> list[Act]:
        """Whoever speaks for an area brings a need."""
        return [Act(PROPOSE, PROPOSAL, reverse("propose_need"))] if areas_to_speak_of(self.request.user) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A resident reads no internal words."""
        self.reader = "officer" if held(self.request.user) else "public"
        return super().get_context_data(**kwargs)


class NeedView(ActingThing):
    """One need at the desk."""

    model = Need
    template_name = "procurement/needs/need.html"
    elsewhere = frozenset({"support"})  # the voice that reaches the threshold takes it

    def get_queryset(self) -> Any:
        """With its area and what it was merged into."""
        return super().get_queryset().select_related("area", "merged_into", "proposed_by").with_purchases()

    def facts(self) -> list[tuple[Any, Any]]:
        """What is missing, where, and who stands behind it."""
        need = self.object
        voices = gettext("%(number)s; %(needed)s make the street office answer") % {
            "number": need.supports.count(),
            "needed": need.area.support_threshold,
        }
        lines = [
            (_("Service"), need.get_service_kind_display()),
            (_("Area"), need.area.name),
            (_("In their words"), said(need.text)),
            (_("Residents behind it"), voices),
            (_("Proposed"), moment(need.proposed_at)),
        ]
        if need.decline_reason:
            lines.append((_("Why it was not taken up"), said(need.decline_reason)))
        if need.merged_into:
            lines.append((_("Goes on in"), link(need.merged_into)))
        for one in need.purchases:
            address = reverse("opportunity", args=[one.ocid])
            lines.append((_("Purchase"), format_html('<a href="{}">{}</a>', address, said(one.title))))
        return lines

    def acts(self) -> list[Act]:
        """A voice of one's own, and the voices that a grid worker writes down."""
        user, need = self.request.user, self.object
        acts = []
        if is_resident(user):
            acts.append(
                Act(
                    _("Stand behind this need"),
                    _("You give it your voice, once; nobody reads your name."),
                    reverse("need_support", args=[need.pk]),
                    reasons_against_own_voice(user, need),
                )
            )
        if need.state in WAITING and writes_down(user, need):
            promise = _("For a resident without an account, who tells you in person.")
            acts.append(Act(_("Write down a resident's voice"), promise, reverse("need_write_down", args=[need.pk])))
        return acts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the needs that read alike; who acts for no organisation reads no internal words."""
        self.reader = "officer" if held(self.request.user) else "public"
        return super().get_context_data(likes=Need.objects.alike(self.object), **kwargs)


class ProposeNeed(ActView):
    """A resident, or a grid worker for one, says what is missing."""

    template_name = "procurement/needs/propose.html"
    service = services.propose_need
    title = PROPOSE
    promise = PROPOSAL
    done = _("Your need is published. Now your neighbours can stand behind it.")
    asks_twice = True

    def areas(self) -> list[Any]:
        """The areas for which the person may speak, read once a request."""
        if not hasattr(self, "_areas"):
            self._areas = areas_to_speak_of(self.request.user)
        return self._areas

    def form(self, data: Any = None, files: Any = None) -> ProposalForm:
        """The form with the person's own area chosen."""
        return ProposalForm(data, files, areas=self.areas(), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """A resident's own community."""
        return {"area_id": self.areas()[0].pk} if self.areas() else {}

    def reasons(self) -> list[Any]:
        """Only who speaks for an area brings a need."""
        if self.areas():
            return []
        if Resident.objects.application_of(self.request.user):
            return [Reason(APPLIED, denial=Denial.WRONG_ROLE)]
        if roles_of(self.request.user):
            return [
                Reason(_("Residents and grid workers bring needs; you act in another role."), denial=Denial.WRONG_ROLE)
            ]
        return [
            Reason(
                _("Only verified residents and grid workers bring a need: ask the grid worker to verify you."),
                denial=Denial.WRONG_ROLE,
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Before it is published, the needs that read alike are shown."""
        likes: Any = []
        if kwargs.get("check"):
            written = kwargs["form"].cleaned_data
            area = next(area for area in self.areas() if area.pk == written["area_id"])
            likes = Need.objects.alike(Need(area=area, service_kind=written["service_kind"], title=written["title"]))
        return super().get_context_data(likes=likes, **kwargs)


class SupportNeed(StepView):
    """A resident gives a need their voice."""

    model = Need
    step = "support"
    service = services.support_need
    title = _("Stand behind this need")
    promise = _("You give it your voice, once; nobody reads your name.")
    done = _("Your voice is counted.")

    def reasons(self) -> list[Any]:
        """A voice is not yet the transition, which needs enough of them."""
        return reasons_against_own_voice(self.request.user, self.about())


class WriteDownVoice(StepView):
    """A grid worker writes down the voice of a resident without an account."""

    model = Need
    step = "support"
    service = services.support_need
    title = _("Write down a resident's voice")
    promise = _("For a resident without an account, who tells you in person; it counts as that resident's one voice.")
    done = _("The voice is counted.")

    def form(self, data: Any = None, files: Any = None) -> VoiceForm:
        """The residents whose voice can be written down."""
        need: Any = self.about()
        residents = residents_without_voice(self.request.user, need)
        return VoiceForm(data, files, residents=residents, initial=self.initial())

    def reasons(self) -> list[Any]:
        """Only a grid worker of the area, while the need takes voices."""
        need: Any = self.about()
        if need.state not in WAITING:
            return [Reason(_("This need has been answered already; it takes no more voices."))]
        if not writes_down(self.request.user, need):
            return [
                Reason(
                    _("Only a grid worker of the resident's community writes down the voice."), denial=Denial.WRONG_ROLE
                )
            ]
        return []


class AdoptNeed(StepOnFacts):
    """The buyer takes a need up."""

    model = Need
    step = "adopt"
    service = services.adopt_need
    done = _("The need is taken up. Its supporters have been told.")

    def facts(self) -> list[tuple[Any, Any]]:
        """What the residents ask for."""
        need: Any = self.about()
        return [(_("In their words"), said(need.text)), (_("Residents behind it"), need.supports.count())]


class DeclineNeed(StepView):
    """The buyer answers that a need is not taken up."""

    model = Need
    step = "decline"
    service = services.decline_need
    form_class = ReasonForm
    asks_twice = True
    done = _("The reason is public, and those behind the need are told.")


class MergeNeed(StepView):
    """The buyer lets a need go on in a like one."""

    model = Need
    step = "merge"
    service = services.merge_need
    asks_twice = True
    done = _("The needs go on together; each supporter counts once.")

    def likes(self) -> list[Any]:
        """The needs that read alike, read once a request."""
        if not hasattr(self, "_likes"):
            need: Any = self.about()
            self._likes = list(Need.objects.alike(need))
        return self._likes

    def form(self, data: Any = None, files: Any = None) -> MergeForm:
        """The like needs to choose from."""
        return MergeForm(data, files, likes=self.likes(), initial=self.initial())

    def reasons(self) -> list[Any]:
        """The machine's answer; else that no other need reads alike."""
        reasons = super().reasons() or denied(self.request.user, "procurement.merge_need", self.about())
        if not reasons and not self.likes():
            return [Reason(_("No other need for this service nearby reads alike."))]
        return reasons

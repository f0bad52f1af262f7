"""Needs: what residents miss, and who stands behind it."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from accounts.service_kinds import ServiceKind
from core.time import core_now
from core.transitions import Machine, StateField, StateNames
from procurement.needs import guards
from procurement.needs.queries import NeedQuerySet
from procurement.needs.states import BOUGHT, NEED_STATE_NAMES, WAITING, NeedState


class Need(Machine):
    """What residents of an area miss, in their own words; public from its proposal on."""

    INITIAL = frozenset({NeedState.PROPOSED})
    STATE_NAMES = NEED_STATE_NAMES

    state = StateField(_("state"), default=NeedState.PROPOSED, choices=NeedState.choices, protected=True)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what is missing"))
    service_kind = models.CharField(_("service"), max_length=30, choices=ServiceKind.choices)
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="needs", verbose_name=_("area"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposed_needs")
    proposed_at = models.DateTimeField(_("proposed at"), default=core_now)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    decline_reason = models.TextField(_("why it was declined"), blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        verbose_name = _("need")
        indexes = [models.Index(fields=["area", "service_kind", "state"], name="need_by_area_and_service")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=NeedState.MERGED, merged_into__isnull=False)
                | (~Q(state=NeedState.MERGED) & Q(merged_into__isnull=True)),
                name="need_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="need_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(state=NeedState.DECLINED) ^ Q(decline_reason=""), name="need_declined_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def names(self) -> StateNames:
        """Once it is being bought, that is what comes next of it."""
        names = super().names
        return replace(names, next_step=BOUGHT) if getattr(self, "purchases", None) else names

    @transition(
        state,
        source=NeedState.PROPOSED,
        target=NeedState.SUPPORTED,
        conditions=[guards.enough_residents_support_it],
        permission="procurement.carry_need",
        custom={"label": _("Reach the support it needs")},
    )
    def support(self) -> None:
        """Enough residents stand behind the need; the street office has to answer it."""

    @transition(
        state,
        source=NeedState.SUPPORTED,
        target=NeedState.ADOPTED,
        permission="procurement.adopt_need",
        custom={"label": _("Adopt")},
    )
    def adopt(self) -> None:
        """The street office takes the need up; a plan item will carry it with a budget."""

    @transition(
        state,
        source=WAITING,
        target=NeedState.DECLINED,
        permission="procurement.decline_need",
        custom={"label": _("Decline")},
    )
    def decline(self, why: str) -> None:
        """The need is not taken up; the reason is public and its supporters are told."""
        self.decline_reason = why

    @transition(
        state,
        source=WAITING,
        target=NeedState.MERGED,
        permission="procurement.merge_need",
        custom={"label": _("Merge")},
    )
    def merge(self, into: Need) -> None:
        """The need goes on in a like one, and its supporters with it, each counted once."""
        self.merged_into = into


class NeedSupport(models.Model):
    """One resident's voice for one need."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="supports")
    resident = models.ForeignKey("accounts.Resident", models.PROTECT, related_name="supports")
    # The resident, or the grid worker who wrote down the voice of a resident without an account.
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given at"), default=core_now)

    class Meta:
        app_label = "procurement"
        verbose_name = _("support of a need")
        constraints = [models.UniqueConstraint(fields=["need", "resident"], name="need_supported_once")]

    def __str__(self) -> str:
        return f"{self.need_id} · {self.resident_id}"

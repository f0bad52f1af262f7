"""Organisations: every buyer, supplier, supervisor and agency, and their steps into and out of the register."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from accounts import roles
from accounts.areas.models import Area
from accounts.organisations import guards
from accounts.organisations.kinds import SUPPLIER_KINDS, Funding, OrganisationKind, PaperKind
from accounts.organisations.queries import OrganisationQuerySet
from accounts.organisations.states import ORGANISATION_STATE_NAMES, OrganisationState
from core.law.credit_codes import in_capitals, why_not
from core.law.rulebook import rule
from core.transitions import Machine, Reason, StateField

if TYPE_CHECKING:
    from accounts.organisations.registers import CreditEntry


FAULTS = {
    "length": _("A unified social credit code has 18 characters."),
    "alphabet": _("A unified social credit code has no letters I, O, S, V and Z, and no other signs."),
    "region": _(
        "The third to eighth characters of the credit code are not an area: compare them with the certificate."
    ),
    "organisation_check": _("The 9th to 17th characters of the credit code do not fit together: look for a slip."),
    "check": _("The last character of the credit code does not fit the others: look for a slip."),
}


def lawful_credit_code(code: str) -> None:
    """Refuse a text that is no unified social credit code (GB 32100-2015); raises ValidationError."""
    fault = why_not(in_capitals(code))
    if fault:
        raise ValidationError(FAULTS[fault], code=fault)


class Organisation(Machine):
    """An organisation in the register: buyers, suppliers, supervisors and agencies alike."""

    INITIAL = frozenset({OrganisationState.APPLIED})
    STATE_NAMES = ORGANISATION_STATE_NAMES

    state = StateField(_("state"), default=OrganisationState.APPLIED, choices=OrganisationState.choices, protected=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    credit_code = models.CharField(_("credit code"), max_length=18, validators=[lawful_credit_code])
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind.choices)
    funding = models.CharField(_("state funding"), max_length=10, choices=Funding.choices, blank=True, default="")
    area = models.ForeignKey(Area, models.PROTECT, related_name="organisations", verbose_name=_("area"))
    registered_on = models.DateField(_("registered on"))
    small_micro = models.BooleanField(_("small or micro enterprise"), default=False)
    # No advantage in the evaluation, but the law's time to be paid and its interest (保障中小企业款项支付条例).
    medium = models.BooleanField(_("medium-sized enterprise"), default=False)
    legal_representative = models.CharField(_("legal representative"), max_length=100, blank=True)
    controller = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="controls", verbose_name=_("controlled by")
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="registered_organisations"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="verified_organisations"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    # Kept while the organisation is suspended, also under a bar that came on top of it.
    suspended_at = models.DateTimeField(null=True, blank=True)
    # The last day of the bar.
    barred_until = models.DateField(_("barred until"), null=True, blank=True)

    # What the registrar has last asked for, or why the registration was refused.
    answer = models.TextField(_("answer of the registrar"), blank=True, default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            # Whoever was refused keeps the code from nobody.
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(state=OrganisationState.REFUSED),
                name="one_organisation_a_credit_code",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="organisation_verified_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(state=OrganisationState.BARRED, barred_until__isnull=False)
                | (~Q(state=OrganisationState.BARRED) & Q(barred_until__isnull=True)),
                name="organisation_barred_until_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state=OrganisationState.BARRED)
                | Q(state=OrganisationState.SUSPENDED, suspended_at__isnull=False)
                | (~Q(state=OrganisationState.SUSPENDED) & Q(suspended_at__isnull=True)),
                name="organisation_suspended_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"), name="organisation_credit_code_alphabet"
            ),
            models.CheckConstraint(
                condition=Q(small_micro=False)
                | ~Q(kind__in=[OrganisationKind.SOCIAL, OrganisationKind.INSTITUTION, OrganisationKind.BUYER]),
                name="organisation_small_micro_is_an_enterprise",
            ),
            models.CheckConstraint(
                condition=Q(medium=False)
                | (
                    Q(small_micro=False)
                    & ~Q(kind__in=[OrganisationKind.SOCIAL, OrganisationKind.INSTITUTION, OrganisationKind.BUYER])
                ),
                name="organisation_medium_is_an_enterprise",
            ),
            models.CheckConstraint(condition=~Q(controller=F("id")), name="organisation_does_not_control_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the code is kept in capitals, and whoever acts for the organisation is asked anew."""
        self.credit_code = in_capitals(self.credit_code.strip())
        super().save(*args, **kwargs)
        roles.forget()

    @property
    def display_name(self) -> str:
        """The name in the reader's language, where there is one."""
        return self.name_en if self.name_en and str(get_language()).startswith("en") else self.name

    @property
    def is_sme(self) -> bool:
        """Whether the law on payments to small and medium enterprises protects it."""
        return self.small_micro or self.medium

    @property
    def credit_code_fault(self) -> str:
        """What is wrong with the credit code; empty when it is lawful."""
        return why_not(self.credit_code)

    @property
    def is_registered_by_its_own(self) -> bool:
        """Whether somebody has registered a supplier for which they are to act: then its certificate is looked at."""
        return self.kind in SUPPLIER_KINDS and self.memberships.filter(person_id=self.registered_by_id).exists()

    @property
    def has_certificate(self) -> bool:
        """Whether the certificate has been handed in."""
        return self.papers.filter(kind=PaperKind.CERTIFICATE).exists()

    def is_barred_on(self, day: date) -> bool:
        """Whether a bar runs on a day; its last day is included."""
        return self.barred_until is not None and day <= self.barred_until

    def may_supply_on(self, day: date) -> list[Reason]:
        """Return every reason why it may not supply on a day (L22, 102§6–8); an empty list means it may."""
        return guards.reasons_against_supplying(self, day)

    def may_buy_on(self, day: date) -> list[Reason]:
        """Return every reason why it may not buy on a day (102§5, 102§8); an empty list means it may."""
        return guards.reasons_against_buying(self, day)

    def may_be_graded_on(self, day: date) -> list[Reason]:
        """Return every reason why it may not be graded on a day; an empty list means it may."""
        return guards.reasons_against_grading(self, day)

    def grade_on(self, day: date) -> int | None:
        """Return the grade that holds on a day (1 to 5, for 1A to 5A), or None."""
        held = self.grades.filter(granted_on__lte=day, expires_on__gte=day).order_by("-granted_on", "-pk").first()
        return held.level if held else None

    def entries_on(self, day: date) -> list[CreditEntry]:
        """Return the entries on credit lists that stand on a day."""
        standing = [
            entry
            for entry in self.credit_entries.all()
            if entry.listed_on <= day and (entry.removed_on is None or entry.removed_on > day)
        ]
        return sorted(standing, key=lambda entry: (entry.listed_on, entry.pk))

    def serious_entries_on(self, day: date) -> list[CreditEntry]:
        """Return the entries that stand on a day and weigh as serious; so does abnormal activity after two years."""
        return [entry for entry in self.entries_on(day) if entry.is_serious_on(day)]

    def reports_missing_on(self, day: date) -> list[int]:
        """Return the years whose annual report should have been filed before a day and was not."""
        if self.kind != OrganisationKind.SOCIAL:
            return []
        filed = {report.year for report in self.annual_reports.all() if report.filed_on <= day}
        first = self.registered_on.year + 1  # the first whole year of the organisation
        return [year for year in range(first, day.year) if year not in filed and self.report_due_on(year) < day]

    def report_due_on(self, year: int) -> date:
        """Return the last day for the registrar to receive the report on a year: 31 May, a foundation's 31 March."""
        supervisor, registrar = rule("annual_report").value
        last = supervisor if self.credit_code.startswith("53") else registrar
        return date.fromisoformat(f"{year + 1}-{last}")

    @transition(
        state,
        source=OrganisationState.APPLIED,
        target=OrganisationState.VERIFIED,
        conditions=[
            guards.credit_code_is_valid,
            guards.credit_code_fits_kind,
            guards.is_registered_already,
            guards.has_a_head,
            guards.certificate_is_there,
            guards.is_on_no_serious_list,
        ],
        permission="accounts.verify_organisation",
        custom={"label": _("Verify")},
    )
    def verify(self, *, verified_by: Any, verified_at: datetime) -> None:
        """The organisation stands in the public register, and its people may act for it."""
        self.verified_by, self.verified_at, self.answer = verified_by, verified_at, ""

    @transition(
        state,
        source=OrganisationState.APPLIED,
        target=OrganisationState.INCOMPLETE,
        permission="accounts.verify_organisation",
        custom={"label": _("Ask for more")},
    )
    def ask_for_more(self, *, answer: str) -> None:
        """The applicant reads what is missing, adds it, and hands the registration in again."""
        self.answer = answer

    @transition(
        state,
        source=OrganisationState.INCOMPLETE,
        target=OrganisationState.APPLIED,
        conditions=[guards.certificate_was_added],
        permission="accounts.hand_in_organisation",
        custom={"label": _("Hand in again")},
    )
    def hand_in_again(self) -> None:
        """The registrar looks at the registration once more."""

    @transition(
        state,
        source=[OrganisationState.APPLIED, OrganisationState.INCOMPLETE],
        target=OrganisationState.REFUSED,
        permission="accounts.verify_organisation",
        custom={"label": _("Refuse the registration")},
    )
    def refuse(self, *, answer: str) -> None:
        """The registration ends; the applicant reads why, and the credit code is free again."""
        self.answer = answer

    @transition(
        state,
        source=OrganisationState.VERIFIED,
        target=OrganisationState.SUSPENDED,
        permission="accounts.suspend_organisation",
        custom={"label": _("Suspend")},
    )
    def suspend(self, *, suspended_at: datetime) -> None:
        """The organisation takes no new part in purchases until it is reinstated; running contracts go on."""
        self.suspended_at = suspended_at

    @transition(
        state,
        source=OrganisationState.SUSPENDED,
        target=OrganisationState.VERIFIED,
        conditions=[guards.is_on_no_serious_list],
        permission="accounts.reinstate_organisation",
        custom={"label": _("Reinstate")},
    )
    def reinstate(self) -> None:
        """The organisation may take part again."""
        self.suspended_at = None

    @transition(
        state,
        source=[OrganisationState.VERIFIED, OrganisationState.SUSPENDED, OrganisationState.BARRED],
        target=OrganisationState.BARRED,
        permission="accounts.bar_organisation",
        custom={"label": _("Bar until a date")},
    )
    def bar(self, *, until: date) -> None:
        """The organisation takes no part in purchases up to and including a day; a later decision replaces it."""
        self.barred_until = until

    @transition(
        state,
        source=OrganisationState.BARRED,
        target=OrganisationState.VERIFIED,
        conditions=[guards.bar_has_ended, guards.was_not_suspended],
        custom={"clock": True, "label": _("The bar ends")},
    )
    def lift_bar(self) -> None:
        """The bar has ended on its day; the organisation may take part again."""
        self.barred_until = None

    @transition(
        state,
        source=OrganisationState.BARRED,
        target=OrganisationState.SUSPENDED,
        conditions=[guards.bar_has_ended, guards.was_suspended],
        custom={"clock": True, "label": _("The bar ends, the suspension goes on")},
    )
    def lift_bar_to_suspension(self) -> None:
        """The bar has ended on its day; the suspension from before it still stands."""
        self.barred_until = None

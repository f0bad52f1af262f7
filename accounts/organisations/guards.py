"""The questions that stand before a step of an organisation, and the reasons why it may not supply or buy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import NEITHER_BUYS_NOR_SUPPLIES, SUPPLIER_KINDS, Funding, OrganisationKind
from accounts.organisations.states import UNVERIFIED
from accounts.organisations.terms import years_before
from core.law.rulebook import rule
from core.time import today
from core.transitions import Reason, guard

if TYPE_CHECKING:
    from accounts.organisations.models import Organisation

# The first two characters of a credit code say what the register knows the organisation as (GB 32100-2015).
PREFIXES: dict[str, tuple[str, ...]] = {
    OrganisationKind.SOCIAL: ("51", "52", "53", "59"),
    OrganisationKind.ENTERPRISE: ("31", "91", "92", "93"),
    OrganisationKind.INSTITUTION: ("12",),
    OrganisationKind.COLLECTIVE: ("N1", "N2", "N3"),
}


@guard(_("The credit code is not one: compare it with the certificate and correct it."), "credit_code")
def credit_code_is_valid(organisation: Organisation) -> bool:
    return organisation.credit_code_fault == ""


@guard(_("The credit code belongs to another kind of organisation: correct the kind or the code."), "credit_code")
def credit_code_fits_kind(organisation: Organisation) -> bool:
    prefixes = PREFIXES.get(organisation.kind)
    return prefixes is None or organisation.credit_code.startswith(prefixes)


@guard(_("The day of registration lies in the future: correct it."))
def is_registered_already(organisation: Organisation) -> bool:
    return organisation.registered_on <= today()


@guard(
    _("A supplier answers for itself: fill in its legal representative."),
    "supplier_conditions",
)
def has_a_head(organisation: Organisation) -> bool:
    return organisation.kind not in SUPPLIER_KINDS or bool(organisation.legal_representative.strip())


@guard(_("The certificate has not been handed in: ask the applicant for it."))
def certificate_is_there(organisation: Organisation) -> bool:
    return not organisation.is_registered_by_its_own or organisation.has_certificate


@guard(_("Add the certificate first: the registrar compares it with the public register."))
def certificate_was_added(organisation: Organisation) -> bool:
    return not organisation.is_registered_by_its_own or organisation.has_certificate


@guard(_("The organisation still stands on a serious list: have the entry removed first."), "supplier_conditions")
def is_on_no_serious_list(organisation: Organisation) -> bool:
    return not organisation.serious_entries_on(today())


@guard(_("The bar has not ended yet."), "supplier_ban")
def bar_has_ended(organisation: Organisation) -> bool:
    return organisation.barred_until is not None and organisation.barred_until < today()


@guard(_("The organisation was suspended before it was barred: it goes back to that."))
def was_not_suspended(organisation: Organisation) -> bool:
    return organisation.suspended_at is None


@guard(_("The organisation was not suspended before it was barred."))
def was_suspended(organisation: Organisation) -> bool:
    return organisation.suspended_at is not None


def standing_on(organisation: Organisation, day: date) -> list[Reason]:
    """Return why the organisation's place in the register forbids it to take part on a day; a bar ends by itself."""
    if organisation.state in UNVERIFIED:
        return [Reason(_("The organisation has not been verified yet: ask the registrar."))]
    if organisation.is_barred_on(day):
        sentence = gettext("The organisation is barred from public purchases until %(day)s.") % {
            "day": organisation.barred_until
        }
        return [Reason(sentence, rule("supplier_ban").article)]
    if organisation.suspended_at is not None:
        return [Reason(_("The organisation is suspended: ask the registrar what has to be mended."))]
    return []


def reasons_against_supplying(organisation: Organisation, day: date) -> list[Reason]:
    """Return every reason why the organisation may not supply on a day (L22, 102§6–8); none when it may."""
    reasons = standing_on(organisation, day)
    if organisation.kind not in SUPPLIER_KINDS:
        reasons.append(Reason(_("An organisation of this kind is not a supplier."), rule("suppliers").article))
    elif organisation.kind == OrganisationKind.INSTITUTION and organisation.funding not in (
        Funding.CLASS_TWO,
        Funding.BUSINESS,
        *NEITHER_BUYS_NOR_SUPPLIES,
    ):
        why = _("Of public institutions only those of class two or that run a business supply: state its class.")
        reasons.append(Reason(why, rule("suppliers").article))
    if organisation.funding in NEITHER_BUYS_NOR_SUPPLIES:
        reasons.append(_neither())
    for entry in organisation.serious_entries_on(day):
        sentence = gettext("The organisation stands on a serious list since %(day)s: %(list)s.") % {
            "day": entry.listed_on,
            "list": entry.get_list_kind_display(),
        }
        reasons.append(Reason(sentence, rule("supplier_conditions").article))
    return reasons


def reasons_against_buying(organisation: Organisation, day: date) -> list[Reason]:
    """Return every reason why the organisation may not buy on a day (102§5, 102§8); none when it may."""
    reasons = standing_on(organisation, day)
    if organisation.kind != OrganisationKind.BUYER:
        reasons.append(Reason(_("An organisation of this kind is not a buyer.")))
    if organisation.funding in NEITHER_BUYS_NOR_SUPPLIES:
        reasons.append(_neither())
    return reasons


def _neither() -> Reason:
    sentence = _("Public institutions of class one and budget-funded mass organisations neither buy nor supply.")
    return Reason(sentence, rule("not_suppliers").article)


def reasons_against_grading(organisation: Organisation, day: date) -> list[Reason]:
    """Return why the organisation may not be graded on a day; none when it may."""
    reasons = standing_on(organisation, day)
    if organisation.kind != OrganisationKind.SOCIAL:
        reasons.append(Reason(_("Only social organisations are graded.")))
        return reasons
    if not organisation.grades.exists() and organisation.registered_on > years_before(
        day, rule("grade_earliest").value
    ):
        why = _("An organisation is graded at the earliest two years after its registration.")
        reasons.append(Reason(why, rule("grade_earliest").article))
    if organisation.grade_on(day):
        reasons.append(Reason(_("The present grade still runs."), rule("grade_earliest").article))
    if organisation.entries_on(day):
        reasons.append(Reason(_("The organisation stands on a credit list."), rule("grade_earliest").article))
    return reasons + _reasons_from_reports(organisation, day)


def _reasons_from_reports(organisation: Organisation, day: date) -> list[Reason]:
    article = rule("grade_earliest").article
    if organisation.reports_missing_on(day):
        return [Reason(_("An annual report is missing."), article)]
    newest = list(organisation.annual_reports.filter(filed_on__lte=day).order_by("-year")[:2])
    if newest and newest[0].conclusion == "FAILED":
        return [Reason(_("The last annual report was not qualified."), article)]
    if len(newest) == 2 and all(report.conclusion == "BASIC" for report in newest):
        return [Reason(_("Two annual reports running were only basically qualified."), article)]
    return []

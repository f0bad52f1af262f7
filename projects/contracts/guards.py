"""Why a step of a contract may not be taken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.law.rulebook import rule
from core.time import day_of, today
from core.transitions import guard
from payments.deposits.models import Deposit
from payments.deposits.states import SECURED
from procurement.awards.states import AwardState
from projects.contracts.states import Party
from projects.contracts.text import compose
from projects.periods import last_day
from projects.rates.models import PrimeRate

if TYPE_CHECKING:
    from projects.contracts.models import Contract

STANDING = frozenset({AwardState.PUBLISHED, AwardState.FINAL})


def last_day_to_sign(contract: Contract) -> date:
    """Return the last day to sign; where it cannot be computed yet, the earliest that it can be."""
    assert contract.award.published_at is not None  # a contract is drawn up when its award is published
    letter = day_of(contract.award.published_at)
    return (
        contract.sign_by
        or last_day("contract_sign", letter)
        or letter + timedelta(days=rule("contract_sign").whole)  # holidays can only move it later
    )


@guard(_("The award behind this contract does not stand: it is not published, or it was revoked."), "contract_sign")
def award_stands(contract: Contract) -> bool:
    """Whether there is an award letter to sign on; an open challenge window does not keep anybody from signing."""
    return contract.award.state in STANDING


@guard(
    _("The time for signing has run out. Give the contract up; the award then goes to the next candidate."),
    "contract_sign",
)
def signing_period_runs(contract: Contract) -> bool:
    """Whether the 30 days from the award letter still run; the last day counts."""
    return today() <= last_day_to_sign(contract)


@guard(_("The amount is not the price of the bid that won."), "price_deduction_effect")
def amount_is_the_bid(contract: Contract) -> bool:
    """Whether the contract has the raw price of the bid: deductions change the evaluation only."""
    return contract.amount_fen == contract.award.amount_fen == contract.award.bid.price_fen


@guard(
    _("The term is missing or longer than three years; a service contract may not run longer."),
    "contract_term_extended",
)
def term_is_lawful(contract: Contract) -> bool:
    """Whether the tender fixed a term within what the law allows at most."""
    return contract.term_months is not None and contract.term_months <= rule("contract_term_extended").whole * 12


@guard(
    _("A small or medium supplier has to be paid within 60 days of the acceptance. Agree on fewer days."),
    "payment_sme_longest",
)
def payment_days_are_lawful(contract: Contract) -> bool:
    """Whether the days agreed with a small or medium supplier stay within the law's most."""
    longest = rule("payment_sme_longest").whole
    return not contract.supplier.is_sme or (contract.payment_days or 0) <= longest


@guard(
    _(
        "The overdue interest agreed with a small or medium supplier lies below the one-year loan prime rate, or no "
        "such rate is recorded yet. Agree on a higher rate, or on none: then the law's 0.05 percent a day holds."
    ),
    "overdue_interest",
)
def overdue_interest_is_lawful(contract: Contract) -> bool:
    """Whether the interest agreed with a small or medium supplier reaches the prime rate of the day."""
    if contract.overdue_percent is None or not contract.supplier.is_sme:
        return True
    least = PrimeRate.objects.percent_on(today())
    return least is not None and contract.overdue_percent >= least


@guard(
    _("The text differs from the tender and the bid. A contract is drawn up without substantive change."),
    "contract_no_substantive_change",
)
def text_follows_tender_and_bid(contract: Contract) -> bool:
    """Whether the text is what tender and bid say, part by part."""
    return contract.text == compose(contract)


@guard(_("The supplier has refused to sign. Give the contract up."), "winner_refuses")
def supplier_has_not_refused(contract: Contract) -> bool:
    """Whether the supplier still means to sign."""
    return contract.refused_at is None


@guard(_("The supplier signs first. Wait for its signature."), "contract_sign")
def supplier_has_signed(contract: Contract) -> bool:
    """Whether the supplier's signature is there."""
    return bool(contract.signatures.signers(Party.SUPPLIER))


@guard(
    _("The performance deposit has not been received. The supplier pays it, or claims its exemption, before you sign."),
    "performance_deposit",
)
def performance_deposit_is_secured(contract: Contract) -> bool:
    """Whether the deposit that the tender names is held or waived, by whichever way it was paid."""
    asked = Deposit.objects.performance_of_contract(contract.lot_id, contract.supplier_id)
    return not asked.exclude(state__in=SECURED).exists()


@guard(
    _("The time for signing still runs and the supplier has not refused. Wait, or let the supplier refuse."),
    "winner_refuses",
)
def signing_has_failed(contract: Contract) -> bool:
    """Whether nobody signed in time, the supplier has refused, or the award no longer stands."""
    return contract.refused_at is not None or not signing_period_runs(contract) or not award_stands(contract)


@guard(_("A milestone is not paid yet."), "phased_acceptance")
def every_milestone_is_paid(contract: Contract) -> bool:
    """Whether there are milestones, and all of them are paid."""
    milestones = list(contract.milestones.all())
    return bool(milestones) and all(one.is_paid for one in milestones)


@guard(
    _("The performance part is not settled: residents' rating has to decide it, and what it released has to be paid."),
    "rating_payment",
)
def performance_is_settled(contract: Contract) -> bool:
    """Whether all of the performance part was decided, and all that was released is paid."""
    decided = list(contract.performance_decisions.all())
    paid = sum(one.amount_fen for one in contract.payouts.all() if one.is_paid and one.decision_id)
    at_stake = sum(one.performance_fen for one in contract.milestones.all())
    return at_stake == sum(one.stake_fen for one in decided) and paid == sum(one.amount_fen for one in decided)


@guard(_("The supplier still has to pay back what a rating has asked for. Wait until it has arrived."))
def nothing_is_to_be_paid_back(contract: Contract) -> bool:
    """Whether every repayment has arrived."""
    owed = getattr(contract, "owes_back", None)  # read with the contract where a page asks for all of it
    return not (contract.repayments.open().exists() if owed is None else owed)


@guard(_("A payment is still under way. Wait until it has arrived, or cancel it."))
def no_payment_is_open(contract: Contract) -> bool:
    """Whether no payout waits for anything."""
    return not any(one.is_open for one in contract.payouts.all())

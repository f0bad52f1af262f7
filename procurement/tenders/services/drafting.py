"""Writing the document: from the facts of a sheet to a draft, and mending the draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.organisations.kinds import OrganisationKind
from accounts.organisations.states import OrganisationState
from core.audit.record import record
from core.time import today
from core.transitions import Refused, check, refuse
from procurement.plans.models import PlanItem
from procurement.plans.states import PlanItemState
from procurement.tenders.facts import LotFacts, MilestoneFacts, SectionFacts, TenderFacts
from procurement.tenders.models import Lot, PlannedMilestone, ScoringItem, ScoringSection, Tender
from procurement.tenders.services.locks import locked_tender
from procurement.tenders.states import TenderState

# A plan item that may carry a draft; only a published one carries an open tender.
DRAFTED_ON = frozenset({PlanItemState.APPROVED, PlanItemState.PUBLISHED, PlanItemState.USED})
WHOLE_DOCUMENT = (
    "title",
    "title_en",
    "method",
    "objective",
    "requirements",
    "term_text",
    "term_months",
    "longest_months",
    "scope",
    "expected_effect",
    "qualification",
    "documents_asked",
    "budget_fen",
    "ceiling_fen",
    "small_micro_deduction",
    "deposit_percent",
    "performance_deposit_percent",
)
# What an officer fills or corrects one by one.
FIELDS = frozenset(
    {
        *WHOLE_DOCUMENT,
        "lang",
        "long_term_grounds",
        "is_complex",
        "deposit_waiver",
        "performance_percent",
        "payout_policy",
        "tie_price",
        "low_price_rates",
        "deadline",
    }
)
NOT_CHECKED_HERE = {"state"}  # a protected state takes no assignment, not even of itself


@transaction.atomic
def draft_tender(plan_item_id: int, *, facts: TenderFacts, by: User) -> Tender:
    """Write a draft on a plan item from the facts of a sheet, with its lots, scoring sheet and instalments.

    What the facts leave open stays open; the tender can be submitted when it is filled. By the buyer's officer.
    """
    item = PlanItem.objects.select_for_update(of=("self",)).select_related("buyer", "area").get(pk=plan_item_id)
    check("procurement.draft_tender", by=by, thing=item)
    reasons = item.buyer.may_buy_on(today())
    if reasons:
        raise Refused(*reasons)
    if item.state not in DRAFTED_ON:
        raise refuse(
            _("The plan item is not approved, or was withdrawn. Choose one with its money approved."), "budget_first"
        )
    if Tender.objects.filter(plan_item=item).standing().exists():
        raise refuse(_("A tender stands on this plan item already. Go on with that one, or cancel it first."))
    tender = Tender(plan_item=item, buyer=item.buyer, drafted_by=by, writers=[by.pk])
    _write(tender, facts)
    record(
        tender,
        verb="draft",
        by=by,
        role="procurement.draft_tender",
        after=tender.state,
        detail={"source": facts.source.get("source") or ""},
    )
    return tender


@transaction.atomic
def revise_tender(
    tender_id: int,
    *,
    by: User,
    facts: TenderFacts | None = None,
    percents: Sequence[Decimal] | None = None,
    lot_budgets: Mapping[str, int] | None = None,
    lots: Sequence[LotFacts] | None = None,
    sections: Sequence[SectionFacts] | None = None,
    milestones: Sequence[MilestoneFacts] | None = None,
    **fields: Any,
) -> Tender:
    """Mend a draft: rewrite it from new facts, give the instalments their percents, the lots their fen, or fill fields.

    `lots`, `sections` and `milestones` rewrite that part of the document and leave the others as they are. By an
    officer of the buyer or of its agency; whoever has written a word does not publish. Money in fen.
    """
    tender = locked_tender(tender_id)
    check("procurement.revise_tender", by=by, thing=tender)
    if tender.state != TenderState.DRAFT:
        raise refuse(_("The document is out of its draft. Return it to draft first; from then on it can be mended."))
    unknown = sorted(set(fields) - FIELDS)
    if unknown:
        raise refuse(_("This is no part of the document: %(fields)s.") % {"fields": ", ".join(unknown)})
    if facts is not None:
        _write(tender, facts)
    if lots is not None:
        _write_lots(tender, lots)
    if sections is not None:
        _write_sheet(tender, sections)
    if milestones is not None:
        _write_milestones(tender, milestones)
    if percents is not None:
        _give_percents(tender, percents)
    if lot_budgets is not None:
        _give_budgets(tender, lot_budgets)
    for name, value in fields.items():
        setattr(tender, name, value)
    if by.pk not in tender.writers:
        tender.writers = [*tender.writers, by.pk]
    _save(tender)
    if "budget_fen" in fields and lot_budgets is None and lots is None and tender.lots.count() == 1:
        tender.lots.update(budget_fen=tender.budget_fen)
    parts = {
        "facts": facts,
        "percents": percents,
        "lots": lots if lots is not None else lot_budgets,
        "sections": sections,
        "milestones": milestones,
    }
    changed = sorted({*fields, *(name for name, given in parts.items() if given is not None)})
    record(
        tender, verb="revise", by=by, role="procurement.revise_tender", after=tender.state, detail={"changed": changed}
    )
    return tender


@transaction.atomic
def mandate_agency(tender_id: int, *, agency_id: int | None, by: User) -> Tender:
    """Let an agency run the procedure for the buyer, or (None) end its mandate. It decides nothing."""
    tender = locked_tender(tender_id)
    check("procurement.mandate_agency", by=by, thing=tender)
    if tender.state not in (TenderState.DRAFT, TenderState.REVIEW):
        raise refuse(_("The tender is public: its agency stands in the notice and is not changed any more."))
    agency = Organisation.objects.filter(pk=agency_id).first() if agency_id is not None else None
    if agency_id is not None and (
        agency is None or agency.kind != OrganisationKind.AGENCY or agency.state != OrganisationState.VERIFIED
    ):
        raise refuse(_("Choose a verified agency."))
    tender.agency = agency
    tender.save(update_fields=["agency"])
    record(tender, verb="mandate", by=by, role="procurement.mandate_agency", detail={"agency": agency_id})
    return tender


@contextmanager
def as_if_revised(tender_id: int, *, by: User, **changes: Any) -> Iterator[Tender]:
    """Yield the draft as it would stand after a revision; nothing of it is kept, not even in the record."""
    with transaction.atomic():
        revise_tender(tender_id, **changes, by=by)
        yield Tender.objects.with_document().get(pk=tender_id)
        transaction.set_rollback(True)


def _write(tender: Tender, facts: TenderFacts) -> None:
    for name in WHOLE_DOCUMENT:
        setattr(tender, name, getattr(facts, name))
    tender.title = facts.title or tender.plan_item.title
    tender.source_facts = facts.source
    _save(tender)
    _write_lots(tender, facts.lots)
    _write_sheet(tender, facts.sections)
    _write_milestones(tender, facts.milestones)


def _write_lots(tender: Tender, lots: Sequence[LotFacts]) -> None:
    codes = [lot.code for lot in lots]
    if len(set(codes)) != len(codes):
        raise refuse(_("Two lots have the same code. Give each its own."))
    tender.lots.all().delete()
    for lot in lots:
        Lot.objects.create(
            tender=tender,
            code=lot.code,
            title=lot.title or tender.title,
            budget_fen=lot.budget_fen,
            ceiling_fen=lot.ceiling_fen,
            winners=lot.winners,
        )


def _write_sheet(tender: Tender, sections: Sequence[SectionFacts]) -> None:
    tender.sections.all().delete()
    for place, section in enumerate(sections):
        row = ScoringSection.objects.create(
            tender=tender, order=place, name_zh=section.name_zh, name_en=section.name_en, weight=section.weight
        )
        ScoringItem.objects.bulk_create(
            ScoringItem(
                section=row,
                order=line,
                name_zh=item.name_zh,
                name_en=item.name_en,
                weight=item.weight,
                kind=item.kind,
                scale=item.scale,
                note=item.note,
            )
            for line, item in enumerate(section.items)
        )


def _write_milestones(tender: Tender, milestones: Sequence[MilestoneFacts]) -> None:
    tender.milestones.all().delete()
    PlannedMilestone.objects.bulk_create(
        PlannedMilestone(
            tender=tender,
            order=place,
            title=milestone.title,
            title_en=milestone.title_en,
            percent=milestone.percent,
            due_after_days=milestone.due_after_days,
            outputs=milestone.outputs,
        )
        for place, milestone in enumerate(milestones)
    )


def _save(tender: Tender) -> None:
    """Save a document whose fields hold what they may; refuses with the fields' own sentences."""
    try:
        tender.clean_fields(exclude=NOT_CHECKED_HERE)
        tender.validate_constraints()
    except ValidationError as wrong:
        raise refuse(" ".join(wrong.messages)) from wrong
    tender.save()


def _give_percents(tender: Tender, percents: Sequence[Decimal]) -> None:
    milestones = list(tender.milestones.order_by("order"))
    if len(milestones) != len(percents):
        raise refuse(_("Give one percent for each instalment, in their order."))
    if any(not Decimal(0) < percent <= 100 for percent in percents):
        raise refuse(_("Each percent lies above 0 and is at most 100."))
    for milestone, percent in zip(milestones, percents, strict=True):
        milestone.percent = percent
    PlannedMilestone.objects.bulk_update(milestones, ["percent"])


def _give_budgets(tender: Tender, budgets: Mapping[str, int]) -> None:
    lots = {lot.code: lot for lot in tender.lots.all()}
    if not set(budgets) <= set(lots):
        raise refuse(_("One of the codes is no lot of this tender."))
    if any(isinstance(fen, bool) or not isinstance(fen, int) or fen <= 0 for fen in budgets.values()):
        raise refuse(_("The budget of a lot is an amount above zero."))
    for code, fen in budgets.items():
        tender.lots.filter(pk=lots[code].pk).update(budget_fen=fen)

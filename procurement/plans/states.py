"""The states of a plan item, each with its three names, and the words a plan item chooses from."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class PlanItemState(TextChoices):
    """Where a plan item stands on its way to a tender."""

    DRAFT = "DRAFT", _("Draft")
    APPROVED = "APPROVED", _("Approved")
    PUBLISHED = "PUBLISHED", _("Published")
    USED = "USED", _("Used")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class Quarter(IntegerChoices):
    """The quarter in which the tender is meant to open."""

    FIRST = 1, _("First quarter")
    SECOND = 2, _("Second quarter")
    THIRD = 3, _("Third quarter")
    FOURTH = 4, _("Fourth quarter")


class Method(TextChoices):
    """The ways of buying, named as the rulebook names them."""

    OPEN_TENDER = "open_tender", _("Open tender")
    CONSULTATION = "consultation", _("Competitive consultation")
    NEGOTIATION = "negotiation", _("Competitive negotiation")
    SINGLE_SOURCE = "single_source", _("Single source")


class BudgetSource(TextChoices):
    """Where the money of a plan item comes from."""

    FINANCE = "FINANCE", _("Public finance")
    CO_CONSTRUCTION = "CO_CONSTRUCTION", _("Co-construction")
    SELF_RAISED = "SELF_RAISED", _("Self-raised")


class NegativePoint(TextChoices):
    """What may not be bought as a service (财政部令第102号第十条), named as the rulebook names them."""

    NOT_A_GOVERNMENT_DUTY = "not_a_government_duty", _("It is not a duty of the government.")
    MUST_BE_DONE_BY_GOVERNMENT = "must_be_done_by_government", _("The government has to do it with its own hands.")
    GOODS_OR_WORKS = "goods_or_works", _("It is goods or works, or works bundled with services.")
    FINANCING = "financing", _("It is financing.")
    HIRING = "hiring", _("It is hiring, labour dispatch or a public-welfare post.")
    OTHER = "other", _("Another law forbids to buy it as a service.")


PLAN_ITEM_STATE_NAMES: dict[str, StateNames] = {
    PlanItemState.DRAFT: StateNames(
        _("Draft"), _("Being planned"), _("A second person approves it, once its money is named by source.")
    ),
    PlanItemState.APPROVED: StateNames(
        _("Approved"), _("Planned, not yet published"), _("The buyer publishes it; supporters of its needs are told.")
    ),
    PlanItemState.PUBLISHED: StateNames(
        _("Published"), _("In the published plan"), _("A tender opens on it in the quarter named.")
    ),
    PlanItemState.USED: StateNames(_("Used"), _("A tender has opened"), _("Follow the tender.")),
    PlanItemState.WITHDRAWN: StateNames(
        _("Withdrawn"), _("Taken out of the plan"), _("Nothing follows."), tone="ended"
    ),
}

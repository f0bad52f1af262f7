"""What makes a scoring sheet unlawful or incomplete: each case is refused, and its lawful neighbour is not."""

from decimal import Decimal

import pytest

from core.law.refusals import BadInput, DoesNotApply
from core.law.scoring import Criterion, ScoredBid, ScoreSheet, score_sheet


def score(price_weight: str | None = "10", maxima: tuple = ("90",), scores: tuple = ((80, 80),), price="88", **given):
    criteria = tuple(Criterion(f"c{number}", Decimal(each)) for number, each in enumerate(maxima))
    weight = Decimal(price_weight) if price_weight is not None else None
    sheet = ScoreSheet(**{"method": "open_tender", "price_weight": weight, "criteria": criteria, **given})
    points = {f"c{number}": [Decimal(each) for each in row] for number, row in enumerate(scores)}
    return score_sheet(sheet, [ScoredBid("a", Decimal(price) if price else None, scores=points)]).result


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"price_weight": "60", "maxima": ("40",), "scores": ((40,),)},
        {"price_weight": "30", "maxima": ("70",), "scores": ((70,),), "method": "consultation"},
        {"price_weight": "31", "maxima": ("69",), "scores": ((60,),), "method": "consultation", "approved": True},
        {"price_weight": "5", "maxima": ("95",), "scores": ((60,),), "method": "consultation", "approved": True},
        {"price_weight": "10.5", "maxima": ("89.5",), "scores": ((89.5,),)},
        {"price_weight": None, "maxima": ("100",), "fixed_price": True},
        {"price_weight": "0", "maxima": ("100",), "fixed_price": True},
        {"price_weight": None, "maxima": ("100",), "fixed_price": True, "price": None},
        {"maxima": ("80", "10"), "scores": ((80, 80, 80), (10,))},  # one agreed figure for an objective criterion
    ],
)
def test_a_lawful_sheet(given):
    assert score(**given)[0].rank == 1


@pytest.mark.parametrize(
    "given",
    [
        {"price_weight": None},
        {"price_weight": "9.99", "maxima": ("90.01",)},
        {"price_weight": "9", "maxima": ("91",), "approved": True},  # an approval is for consultations
        {"price_weight": "10", "maxima": ("89.99",)},
        {"price_weight": "10", "maxima": ("90.01",)},
        {"maxima": ("45.00000000000000000000000000000001", "45"), "scores": ((1,), (1,))},
        {"price_weight": "-10", "maxima": ("110",)},
        {"price_weight": "101", "maxima": ()},
        {"price_weight": "9", "maxima": ("91",), "method": "consultation"},
        {"price_weight": "31", "maxima": ("69",), "scores": ((60,),), "method": "consultation"},
        {"price_weight": "0", "maxima": ("100",), "method": "consultation", "approved": True},
        {"price_weight": "10", "maxima": ("90",), "fixed_price": True},
        {"price_weight": None, "maxima": ("99",), "fixed_price": True},
        {"price_weight": None, "fixed_price": True, "criteria": None},
        {"maxima": ("100", "-10"), "scores": ((80,), (0,))},
        {"maxima": ("90", "0"), "scores": ((80,), (0,))},
        {"scores": ((91,),)},
        {"scores": ((-1,),)},
        {"scores": ((),)},
        {"scores": ()},
        {"scores": ((80,), (80,))},  # scores for a criterion that is not on the sheet
        {"maxima": ("80", "10"), "scores": ((80, 80, 80), (10, 10))},
        {"price": "0"},
        {"price": "-88"},
        {"price": None},
        {"ceiling": Decimal(0)},
        {"deduction": Decimal("0.0999")},
        {"deduction": Decimal("0.2001")},
        {"deduction": Decimal(0)},
        {"deduction": Decimal("-0.1")},
        {"tie_price": "lowest"},
        {"method": "lowest_price", "fixed_price": True},
    ],
)
def test_an_unlawful_or_incomplete_sheet(given):
    with pytest.raises(BadInput):
        score(**given)


@pytest.mark.parametrize("method", ["negotiation", "single_source", "auction"])
def test_a_method_without_a_sheet(method):
    with pytest.raises(DoesNotApply):
        score(method=method)


def test_no_bids():
    with pytest.raises(BadInput):
        score_sheet(ScoreSheet("lowest_price"), [])


def test_the_same_bid_twice():
    with pytest.raises(BadInput, match="twin"):
        score_sheet(ScoreSheet("lowest_price"), [ScoredBid("twin", Decimal(1)), ScoredBid("twin", Decimal(2))])


def test_the_same_criterion_twice():
    twins = (Criterion("twin", Decimal(45)), Criterion("twin", Decimal(45)))
    with pytest.raises(BadInput, match="twin"):
        score_sheet(ScoreSheet("open_tender", Decimal(10), twins), [ScoredBid("a", Decimal(1))])


def test_a_member_missing_for_one_bid():
    sheet = ScoreSheet("open_tender", Decimal(10), (Criterion("plan", Decimal(90)),))
    bids = [
        ScoredBid("a", Decimal(1), scores={"plan": [Decimal(5), Decimal(5)]}),
        ScoredBid("b", Decimal(1), scores={"plan": [Decimal(5)]}),
    ]
    with pytest.raises(BadInput, match="plan"):
        score_sheet(sheet, bids)

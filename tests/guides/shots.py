"""The pictures of the guides: who looks, from which page, and which links are followed before the picture is taken."""

from __future__ import annotations

from dataclasses import dataclass

PHONE, DESK = (390, 760), (1100, 760)


@dataclass(frozen=True)
class Shot:
    """One picture. `follow` names pieces of addresses: of each, the first link of the page that carries it is taken."""

    name: str
    person: str | None
    address: str
    follow: tuple[str, ...] = ()
    size: tuple[int, int] = DESK
    is_in_guide: bool = True  # others are taken on demand, for whoever writes or reviews


OFFICER, APPROVER, GRID = "officer@ludong.example", "approver@ludong.example", "grid@ludong.example"
RESIDENT, SUPPLIER = "resident1@zinan.example", "xintian@xintian.example"
EXPERT = "leader"  # the seat: the draw decides anew in every demo who has it
BIDDER = "yangguang@yangguang.example"  # in the middle of a bid
SUPERVISOR, FINANCE = "supervisor@houma-finance.example", "finance@ludong.example"

SHOTS = (
    Shot("resident-needs", RESIDENT, "/needs/", size=PHONE),
    Shot("resident-propose", RESIDENT, "/desk/needs/propose/", size=PHONE),
    Shot("officer-desk", OFFICER, "/desk/"),
    Shot("officer-tender", OFFICER, "/desk/tenders/", ("/desk/tenders/",)),
    Shot("approver-award", APPROVER, "/desk/awards/", ("/desk/awards/",)),
    Shot("custodian-opening", "custodian_a1@ludong.example", "/desk/openings/", ("/opening/",)),
    Shot("expert-committee", EXPERT, "/evaluate/", ("/evaluate/",)),
    Shot("supplier-bid", BIDDER, "/org/bids/", ("/desk/bids/",)),
    Shot("supervisor", SUPERVISOR, "/supervise/"),
    Shot("finance-payments", FINANCE, "/desk/payments/"),
    Shot("registrar", "registrar@linfen-civil.example", "/desk/organisations/"),
    Shot("public-tender", None, "/opportunities/", ("/opportunities/ocds-",)),
    Shot("grid-desk", GRID, "/desk/", is_in_guide=False),
    Shot("public-home", None, "/", is_in_guide=False),
    Shot("public-notices", None, "/notices/", is_in_guide=False),
    Shot("public-projects", None, "/projects/", is_in_guide=False),
    Shot("public-calculators", None, "/open/calculator/", is_in_guide=False),
    Shot("supplier-results", SUPPLIER, "/org/results/", is_in_guide=False),
    Shot("finance-books", FINANCE, "/desk/books/", is_in_guide=False),
)

"""Every address of the product with an example of each, in the world that the demo's stories leave behind."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import (
    Area,
    Expert,
    Invitation,
    Membership,
    Notification,
    Organisation,
    OrganisationPaper,
    Resident,
)
from core.models import ArchivedDocument
from demo.models import Story
from payments.models import (
    Account,
    BankReceipt,
    BankRefund,
    Deposit,
    Difference,
    LateInterest,
    OfficeAccount,
    Share,
    TopUp,
)
from procurement.models import (
    Admission,
    Award,
    Bid,
    BidFile,
    ClauseComment,
    CustodianKey,
    Evaluation,
    Lot,
    LowPriceQuery,
    Need,
    Question,
    ResultNotice,
    Tender,
)
from projects.contracts.models import Amendment
from projects.models import Ballot, BankLine, Contract, Milestone, OverdueInterest, Payout, RatingRound, Repayment
from projects.payouts.models import PerformanceDecision

OURS = ("zh-hans/", "en/", "accounts/", "health/", "ready/", "i18n/", "elder/")  # Wagtail's own admin has its own door
NOBODYS = {"wagtailcore_login", "wagtail_serve"}

PEOPLE = {
    "anonymous": "",
    "resident": "resident1@zinan.example",
    "grid worker": "grid@ludong.example",
    "officer": "officer@ludong.example",
    "approver": "approver@ludong.example",
    "custodian A": "custodian_a1@ludong.example",
    "custodian B": "custodian_b1@houma-finance.example",
    "finance": "finance@ludong.example",
    "supervisor": "supervisor@houma-finance.example",
    "winner": "hexie@hexie.example",
    "other bidder": "xintian@xintian.example",
    "no bidder": "bohai@bohai.example",
    "other officer": "fh_officer@fenghuang.example",
    "expert": "expert1@experts.example",
    "registrar": "registrar@linfen-civil.example",
    "operator": "operator@linli.example",
}


@dataclass(frozen=True)
class Address:
    """One address by its name, and the story that its example comes from."""

    name: str
    story: str
    url: str

    @property
    def key(self) -> str:
        """How the matrix names it."""
        return f"{self.name} ({self.story})" if self.story else self.name


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Every named address of ours: name, route, pattern."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif one.name and route.startswith(OURS) and one.name not in NOBODYS:
            yield one.name, route, one


def _first(rows: Any) -> int:
    found = rows.order_by("pk").first()
    return found.pk if found else 0


def _last(rows: Any) -> int:
    found = rows.order_by("pk").last()
    return found.pk if found else 0


def _archived() -> str:
    """The token of an archived tender; of a report the draw of its committee decides who reads it."""
    return ArchivedDocument.objects.filter(kind="tender").order_by("pk").values_list("token", flat=True)[0]


def _of(story: str) -> dict[str, int]:
    ocid = Story.objects.get(key=story).ocid
    tender = Tender.objects.get(plan_item__ocid=ocid)
    lots = Lot.objects.filter(tender=tender)
    bids = Bid.objects.filter(lot__tender=tender)
    return {
        "item": tender.plan_item_id,
        "tender": tender.pk,
        "lot": _first(lots),
        "bid": _first(bids),
        "question": _first(Question.objects.filter(tender=tender)),
        "comment": _first(ClauseComment.objects.filter(tender=tender)),
        "key": _first(CustodianKey.objects.filter(tender=tender)),
        "file": _first(BidFile.objects.filter(bid__lot__tender=tender)),
    }


# Which example a number in an address means: by the beginning of the address's name, the longest that fits.
MEANS: dict[str, str] = {
    "organisation": "organisation",
    "organisation_paper": "paper",
    "organisation_papers": "organisation",
    "organisation_remove_paper": "paper",
    "appoint_member": "organisation",
    "invite_member": "organisation",
    "revoke_invitation": "invitation",
    "usersession_end": "session",
    "area": "area",
    "expert": "expert",
    "end_membership": "membership",
    "notification": "notification",
    "need": "need",
    "public_need": "need",
    "admission": "admission",
    "planitem": "item",
    "tender": "tender",
    "mandate_agency": "tender",
    "ask_question": "tender",
    "comment_on_tender": "tender",
    "make_key": "tender",
    "answer_question": "question",
    "answer_comment": "comment",
    "prove_key": "key",
    "begin_bid": "lot",
    "lot": "lot",
    "bid": "bid",
    "add_bid_file": "bid",
    "remove_bid_file": "bid",
    "bid_file": "file",
    "lowpricequery": "low price",
    "answer_low_price": "low price",
    "award": "award",
    "result": "award",
    "result_letter": "bid",
    "notice": "notice",
    "verify_resident": "resident",
    "refuse_resident": "resident",
    "contract": "contract",
    "ratinground_open": "contract",
    "amendment": "amendment",
    "milestone": "milestone",
    "payout_request": "milestone",
    "payout": "payout",
    "deposit": "deposit",
    "bankrefund": "bank refund",
    "bankreceipt": "bank receipt",
    "officeaccount": "office account",
    "topup": "top up",
    "lateinterest": "interest",
    "difference": "difference",
    "share": "share",
    "overdueinterest": "overdue interest",
    "repayment": "repayment",
    "payout_request_performance": "decision",
    "account": "account",
    "ledger_organisation": "organisation",
    "bankline": "bank line",
    "ratinground": "round",
    "ballot": "ballot",
}
# Two stories for whatever a sealed bid could leak through: one opened long ago, one still open.
TWICE = ("tender", "lot", "bid", "begin_bid", "add_bid_file", "ask_question", "comment_on_tender", "opportunity")


def meaning(name: str) -> str:
    """What the number in an address stands for; an evaluation where nothing else is said."""
    fitting = [start for start in MEANS if name.startswith(start)]
    return MEANS[max(fitting, key=len)] if fitting else "evaluation"


@cache
def _routes() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(pattern.pattern.converters) or _nested(route)) for name, route, pattern in patterns())


def _nested(route: str) -> tuple[str, ...]:
    return tuple(part.split(":")[-1].rstrip(">") for part in route.split("/") if part.startswith("<"))


def leads_to_a_page(url: str) -> bool:
    """Whether an address leads to a page, and not to a file that is saved or a word from one machine to another."""
    is_file = url.endswith(("/present/", "/file/", "/health/", "/ready/")) or re.search(r"/papers/\d+/$", url)
    return url.endswith("/") and "." not in url and not is_file


TABLE = Path(__file__).with_name("authorization_matrix.csv")


def readers() -> dict[str, set[str]]:
    """The first and the last of those who are shown each address, by the committed table, which its own test holds."""
    found = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            shown = [who for who, status in row.items() if status == "200"]
            found[row["address"]] = {*shown[:1], *shown[-1:]}
    return found


def addresses() -> list[Address]:
    """Every address with its examples; the demo's stories have to be there."""
    care, childcare = _of("home_care"), _of("childcare")
    common: dict[str, int] = {
        "organisation": Organisation.objects.get(memberships__person__email=PEOPLE["winner"]).pk,
        "paper": _first(OrganisationPaper.objects.filter(organisation__memberships__person__email=PEOPLE["winner"])),
        "invitation": _first(Invitation.objects),
        "session": 0,
        "area": Area.objects.get(code="141081001001").pk,
        "expert": _first(Expert.objects),
        "membership": Membership.objects.get(person__email=PEOPLE["winner"]).pk,
        "notification": _first(Notification.objects.filter(recipient__email=PEOPLE["officer"])),
        "need": _first(Need.objects),
        "admission": _first(Admission.objects),
        "evaluation": _last(Evaluation.objects),
        "low price": _first(LowPriceQuery.objects),
        "award": _first(Award.objects),
        "notice": _first(ResultNotice.objects),
        "resident": _last(Resident.objects),
        "contract": _first(Contract.objects),
        "amendment": _first(Amendment.objects),
        "milestone": _first(Milestone.objects),
        "payout": _first(Payout.objects),
        "deposit": _first(Deposit.objects),
        "bank refund": _first(BankRefund.objects),
        "bank receipt": _first(BankReceipt.objects),
        "office account": _first(OfficeAccount.objects),
        "top up": _first(TopUp.objects),
        "interest": _first(LateInterest.objects),
        "difference": _first(Difference.objects),
        "share": _first(Share.objects),
        "overdue interest": _first(OverdueInterest.objects),
        "repayment": _first(Repayment.objects),
        "decision": _last(PerformanceDecision.objects),
        "account": _first(Account.objects),
        "bank line": _first(BankLine.objects),
        "round": _first(RatingRound.objects),
        "ballot": _first(Ballot.objects),
    }
    found = []
    for name, wanted in _routes():
        stories = {"home_care": care, "childcare": childcare} if name.startswith(TWICE) and wanted else {"": care}
        for story, of_story in stories.items():
            given = _given(name, wanted, {**common, **of_story}, story or "home_care")
            found.append(Address(name, story, reverse(name, kwargs=given)))
    return found


def _given(name: str, wanted: tuple[str, ...], numbers: dict[str, int], story: str) -> dict[str, Any]:
    ocid: Callable[[], str] = lambda: Story.objects.get(key=story).ocid  # noqa: E731
    words: dict[str, Any] = {
        "ocid": ocid,
        "item": lambda: numbers["item"],
        "part": lambda: "price" if "bid" in name else "objective",
        "group": lambda: "A",
        "letter": lambda: "A",
        "number": lambda: 1,
        "line": lambda: 1,
        "key": lambda: "deadline",
        "token": lambda: _archived() if name.startswith("archiveddocument") else "not-a-token",
        "file": lambda: numbers["file"],
        "member": lambda: 0,
        "query": lambda: numbers["low price"],
        "place": lambda: 0,
        "person": lambda: 0,
    }
    return {word: numbers[meaning(name)] if word == "pk" else words[word]() for word in wanted}

"""From what somebody was told to the page that it is about, by the names of the pages: they belong to later stages."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from accounts.notifications.models import Notification

# What a payload calls the thing, alone or with "_id" after it, and the name of the thing's page; the latest stage last.
PAGES = {
    "organisation": "organisation",
    "need": "need",
    "admission": "admission",
    "plan_item": "planitem",
    "tender": "tender",
    "bid": "bid",
    "evaluation": "evaluation",
    "query": "lowpricequery",
    "award": "award",
    "contract": "contract",
    "milestone": "milestone",
    "payout": "payout",
    "rating_round": "ratinground",
    "overdueinterest": "overdueinterest",
    "repayment": "repayment",
    "deposit": "deposit",
    "share": "share",
}


def link_of(notification: Notification) -> str:
    """Return the address of what it is about: its own, else the page of what its payload names; "" for none."""
    if notification.url.startswith("/") and not notification.url.startswith("//"):
        return notification.url
    told = notification.payload
    if "thing_kind" in told:  # a clock's: "procurement.Tender" and its number
        page = _page(str(told["thing_kind"]).rsplit(".", 1)[-1].lower(), told.get("thing_id"))
        return page or _purchase(told.get("ocid"))
    named = [(page, name, f"{name}_id") for name, page in reversed(PAGES.items())]
    found = (_page(page, told[name]) for page, *names in named for name in names if name in told)
    return next((url for url in found if url), "") or _purchase(told.get("ocid"))


def _purchase(ocid: object) -> str:
    """The public page of a purchase, with the thread of all its stages."""
    try:
        return reverse("opportunity", args=[str(ocid)]) if ocid else ""
    except NoReverseMatch:
        return ""


def _page(name: str, number: object) -> str:
    try:
        return reverse(name, args=[int(str(number))])
    except (NoReverseMatch, ValueError):
        return ""

"""What was booked, in the reader's language: the books keep one Chinese word and a number, and nothing else."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from core.instants import months

BOOKED: dict[str, Promise | str] = {
    "应付": pgettext_lazy("books", "Owed"),
    "已付": pgettext_lazy("books", "Paid"),
    "冲销": pgettext_lazy("books", "Reversed"),
    "退回": pgettext_lazy("books", "Came back"),
    "应付逾期利息": pgettext_lazy("books", "Overdue interest owed"),
    "已付逾期利息": pgettext_lazy("books", "Overdue interest paid"),
    "应退回": pgettext_lazy("books", "To be paid back"),
    "已收退款": pgettext_lazy("books", "Repayment received"),
    "绩效部分递延": pgettext_lazy("books", "Performance part deferred"),
    "绩效部分核定": pgettext_lazy("books", "Performance part decided"),
    "收到保证金": pgettext_lazy("books", "Deposit received"),
    "保证金公开": pgettext_lazy("books", "Deposit disclosed"),
    "退还保证金": pgettext_lazy("books", "Deposit refunded"),
    "退款被退回": pgettext_lazy("books", "Refund came back"),
    "不予退还保证金": pgettext_lazy("books", "Deposit kept"),
    "转为履约保证金": pgettext_lazy("books", "Turned into a performance deposit"),
    "逾期退还占用费": pgettext_lazy("books", "Interest on a late refund"),
    "已付占用费": pgettext_lazy("books", "Interest on a late refund paid"),
    "居民付费": pgettext_lazy("books", "Resident's share"),
    "退还居民付费": pgettext_lazy("books", "Resident's share refunded"),
}


def booked(text: str) -> str:
    """Return the text of a booking as its reader says it; a text of other words stays as it is."""
    word, gap, number = text.partition(" ")
    return f"{BOOKED[word]}{gap}{months(number)}" if word in BOOKED else text

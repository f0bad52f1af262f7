"""What was booked is said in the reader's language, and no booking writes a word that nobody can translate."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation

from payments.ledger.wording import BOOKED, booked

ROOT = Path(__file__).resolve().parents[3]
BOOKS = ("projects/*/books.py", "payments/*/books.py", "payments/shares/settling.py")
WORD = re.compile(r'f?"([\u4e00-\u9fff]+)(?: \{[^"]*)?"')


def test_a_booking_is_read_in_either_language() -> None:
    with translation.override("en"):
        assert booked("已付 凭证-000004") == "Paid 凭证-000004"
        assert booked("更正 第3号") == "更正 第3号"
        assert booked("绩效部分核定 2025-02/2026-02") == "Performance part decided February 2025 to February 2026"
    with translation.override("zh-hans"):
        assert {word: booked(f"{word} 1") for word in BOOKED} == {word: f"{word} 1" for word in BOOKED}


def test_every_word_that_is_booked_is_known() -> None:
    found = {
        word for shape in BOOKS for path in ROOT.glob(shape) for word in WORD.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set(BOOKED)

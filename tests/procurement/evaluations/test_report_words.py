"""A report is kept in Chinese; whoever reads English reads the rules behind it in English."""

from __future__ import annotations

from django.utils import translation

from core.law.rulebook import rule
from procurement.evaluations.views.report import reason_in_words


def test_the_rules_behind_a_report_are_read_in_either_language() -> None:
    found = rule("payout_rounding")
    kept = {"rule": found.key, "article": "办法", "text": f"{found.text_zh} 附注"}
    with translation.override("zh-hans"):
        assert reason_in_words(kept) == {"text": kept["text"], "article": "办法"}
    with translation.override("en"):
        said = str(reason_in_words(kept)["text"])
        assert (said.startswith(found.text_en), found.text_zh in said, "附注" in said) == (True, False, True)
        unknown = reason_in_words({**kept, "rule": "gone"})
        assert found.text_zh[:4] in str(unknown["text"])

"""Sheets for tests: one that is right in every respect, and a way to spoil one place of it."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

LAWFUL: dict[str, Any] = {
    "project_code": "LL2026001",
    "title": {"zh": "紫南社区居家养老上门服务项目", "en": "Home care for the aged in Zinan"},
    "buyer": {"zh": "侯马市路东街道办事处", "en": "Ludong Subdistrict Office"},
    "service_kind": "elder_care",
    "procurement_method": "open_tender",
    "budget_yuan": "660000.00",
    "ceiling_yuan": None,
    "price_floor_or_cost_facts": [{"zh": "按180人折算", "en": "Per person", "value": "3666.67", "unit": "元/人/年"}],
    "price_preference": {"small_micro_percent": 10, "social_organisations_eligible": False},
    "term": {"months": 12, "renewals": 0, "signed": "yearly", "max_months": 12},
    "staff_required": 12,
    "lots": None,
    "objective": {"zh": "让老人在家得到照料", "en": "Care at home"},
    "requirements": [{"zh": "每人每年上门", "en": "Visits", "quantity": 30, "unit": "次/人/年"}],
    "scope": {"zh": "180名老人", "en": "180 old people"},
    "expected_effect": [{"zh": "满意度指数", "en": "Index", "target": "≥ 75", "unit": "分"}],
    "qualification": [{"zh": "能独立承担民事责任", "en": "Able to bear civil liability"}],
    "scoring": {
        "method": "comprehensive",
        "total": 100,
        "sections": [
            {
                "name_zh": "价格",
                "name_en": "Price",
                "weight": 10,
                "items": [
                    {
                        "name_zh": "投标报价",
                        "name_en": "Bid price",
                        "weight": 10,
                        "kind": "price",
                        "scale": [],
                        "note_zh": "基准价÷报价×权重",
                    }
                ],
            },
            {
                "name_zh": "技术部分",
                "name_en": "Technical",
                "weight": 65,
                "items": [
                    {
                        "name_zh": "服务计划",
                        "name_en": "Plan",
                        "weight": 40,
                        "kind": "subjective",
                        "scale": [
                            {
                                "part": 1,
                                "mode": "each",
                                "condition_zh": "每备一点（共五点）",
                                "points_percent": 12,
                                "cap_percent": 60,
                            },
                            {"part": 2, "mode": "best", "condition_zh": "优", "points_percent": 40, "judged": True},
                            {"part": 2, "mode": "best", "condition_zh": "差", "points_percent": 0, "judged": True},
                        ],
                        "note_zh": None,
                    },
                    {
                        "name_zh": "团队",
                        "name_en": "Team",
                        "weight": 25,
                        "kind": "objective",
                        "scale": [{"part": 1, "mode": "best", "condition_zh": "全员到岗承诺", "points_percent": 100}],
                        "note_zh": None,
                    },
                ],
            },
            {
                "name_zh": "综合实力",
                "name_en": "Organisation",
                "weight": 25,
                "items": [
                    {
                        "name_zh": "同类经验",
                        "name_en": "Experience",
                        "weight": Decimal("12.5"),
                        "kind": "objective",
                        "scale": [
                            {
                                "part": 1,
                                "mode": "each",
                                "condition_zh": "每个项目",
                                "points_percent": 25,
                                "cap_percent": 100,
                            }
                        ],
                        "note_zh": None,
                    },
                    {
                        "name_zh": "诚信情况",
                        "name_en": "Integrity",
                        "weight": Decimal("12.5"),
                        "kind": "objective",
                        "scale": [{"part": 1, "mode": "best", "condition_zh": "无不良记录", "points_percent": 100}],
                        "note_zh": None,
                    },
                ],
            },
        ],
    },
    "payment": [
        {"when_zh": "合同生效后", "when_en": "Start", "percent": 30},
        {"when_zh": "中期评估后", "when_en": "Middle", "percent": 50},
        {"when_zh": "验收合格后", "when_en": "Acceptance", "percent": 20},
    ],
    "payment_terms": {"invoice_days": 30},
    "performance_policy": {
        "zh": "按评价付款",
        "en": "Paid by rating",
        "grades": [
            {"name": "合格", "from": 60, "to": 100},
            {"name": "不合格", "from": 0, "to": 60, "to_excluded": True},
        ],
        "formula_zh": None,
    },
    "deposits": {"bid": {"required": False}, "performance": {"required": False, "percent": None}},
    "bidding": {"award_by": "committee", "clarification_days_before": 15},
    "documents_asked": [{"zh": "实施方案", "en": "Plan"}],
}

MISSING = object()


def sheet(**changed: Any) -> dict[str, Any]:
    """Return the lawful sheet with some of its own keys changed."""
    return {**copy.deepcopy(LAWFUL), **changed}


def spoiled(place: str, value: Any) -> dict[str, Any]:
    """Return the lawful sheet with another value at a place, as `scoring.sections[2].weight`; MISSING takes it out."""
    raw = copy.deepcopy(LAWFUL)
    keys = [int(key) if key.isdigit() else key for key in place.replace("]", "").replace("[", ".").split(".")]
    target: Any = raw
    for key in keys[:-1]:
        target = target[key]
    if value is MISSING:
        del target[keys[-1]]
    else:
        target[keys[-1]] = value
    return raw


def written(folder: Path, raw: Any) -> Path:
    """Return a file with a sheet as JSON, fractions as numbers."""
    path = folder / "sheet.json"
    path.write_text(json.dumps(raw, ensure_ascii=False, default=float), encoding="utf-8")
    return path

"""What an accepted milestone leaves in the supplier's track record."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from accounts.organisations.kinds import TrackRecordKind
from accounts.organisations.services import note_track_record
from projects.milestones.guards import names_of_outputs
from projects.milestones.models import Milestone

WHOLE = Decimal(1)


def note_delivery(milestone: Milestone) -> None:
    """Note the share that was delivered, whether it came on time, and how often it was rectified."""
    contract = milestone.contract
    lines = {
        TrackRecordKind.DELIVERED: share_delivered(milestone.outputs, milestone.delivered),
        TrackRecordKind.ON_TIME: Decimal(int(bool(milestone.is_on_time))),
        TrackRecordKind.RECTIFICATIONS: Decimal(milestone.rectifications),
    }
    for kind, value in lines.items():
        note_track_record(
            organisation_id=contract.supplier_id,
            ocid=contract.ocid,
            lot=contract.lot.code,
            kind=kind,
            value=value,
            period=f"M{milestone.order}",
            detail={"milestone": milestone.title, "due_on": milestone.due_on.isoformat()},
        )


def share_delivered(outputs: list[Any], delivered: dict[str, Any]) -> Decimal:
    """Return the mean over the outputs with a target of delivered ÷ target, each at most 1; 1 where none has one."""
    shares = []
    for name, output in zip(names_of_outputs(outputs), outputs, strict=True):
        target = number_of(output.get("target")) if isinstance(output, dict) else None
        if target:
            shares.append(min(WHOLE, (number_of(delivered.get(name)) or Decimal(0)) / target))
    mean = sum(shares, Decimal(0)) / len(shares) if shares else WHOLE
    return mean.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def number_of(value: Any) -> Decimal | None:
    """Return a figure that is above or equal to zero as an exact number; None for words and nothing."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).rstrip("%").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None

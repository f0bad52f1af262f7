"""The delivery of the home care: three milestones, one rectification, three base payments."""

from __future__ import annotations

from datetime import date

from demo.office import Office
from demo.player import Acts, at
from demo.world import World
from projects.contracts.models import Contract
from projects.milestones.guards import names_of_outputs
from projects.milestones.models import Milestone
from projects.milestones.services import (
    accept_milestone,
    send_back_milestone,
    submit_milestone,
    witness_milestone,
)
from projects.payouts.services import (
    Invoice,
    approve_payout,
    confirm_payout_paid,
    request_payout,
    send_payout,
)

EVIDENCE = ["上门服务签到表.xlsx", "服务照片（已去标识）.zip"]


def delivered_and_paid(world: World, office: Office, contract: Contract) -> Acts:
    """Play the three milestones; the second is sent back once."""
    supplier = world.people["hexie"]
    first, second, third = Milestone.objects.filter(contract=contract).order_by("order")

    yield at("2025-02-10 10:00")
    submit_milestone(first.pk, delivered=_report(first), evidence=EVIDENCE[:1], by=supplier)
    yield at("2025-02-12 15:00")
    _accepted(world, office, first, "人员已到岗，180名老人建档完成。", "180名服务对象建档、12名护理员到岗，符合合同。")
    yield from _paid(world, office, first, 1, "2025-02-14 10:00", "2025-02-20 10:00", "2025-02-26 16:00")

    yield at("2025-08-05 10:00")
    submit_milestone(second.pk, delivered=_report(second), evidence=EVIDENCE[:1], by=supplier)
    yield at("2025-08-07 16:00")
    send_back_milestone(second.pk, reason="6月有11户少上门一次，请补上门并补交签到表。", by=office.officer)
    yield at("2025-08-18 10:00")
    submit_milestone(second.pk, delivered=_report(second), evidence=EVIDENCE, by=supplier)
    yield at("2025-08-20 15:30")
    _accepted(world, office, second, "缺的上门已经补了，服务态度好。", "缺少的11次上门已补齐，签到表与照片相符。")
    yield from _paid(world, office, second, 2, "2025-08-21 10:00", "2025-08-26 10:00", "2025-09-02 16:00")

    yield at("2026-02-05 10:00")
    submit_milestone(third.pk, delivered=_report(third), evidence=EVIDENCE, by=supplier)
    yield at("2026-02-06 15:00")
    _accepted(world, office, third, "一年下来很放心。", "全年5,412次上门，完成率100.2%，验收合格。")
    yield from _paid(world, office, third, 3, "2026-02-09 10:00", "2026-02-11 10:00", "2026-02-26 16:00")


def _report(milestone: Milestone) -> dict[str, str]:
    """Return a figure for every planned output."""
    figures = {"上门完成率": "100.2", "居民满意度指数": "见本期评价"}
    return {name: figures.get(name, "已完成") for name in names_of_outputs(milestone.outputs)}


def _accepted(world: World, office: Office, milestone: Milestone, opinion: str, certificate: str) -> None:
    witness_milestone(milestone.pk, opinion=opinion, by=world.neighbours[5])
    accept_milestone(milestone.pk, certificate=certificate, by=office.officer)


def _paid(
    world: World, office: Office, milestone: Milestone, number: int, asked: str, approved: str, arrived: str
) -> Acts:
    """The supplier's invoice, the second person, the treasury's order and voucher."""
    yield at(asked)
    invoice = Invoice(
        number=f"2514{number:016d}",
        on=date.fromisoformat(asked[:10]),
        amount_fen=milestone.base_fen,
        file_name=f"发票-第{number}期.pdf",
    )
    payout = request_payout(milestone.pk, invoice=invoice, by=world.people["hexie"])
    yield at(approved)
    approve_payout(payout.pk, by=office.approver)
    send_payout(payout.pk, order_number=f"国库支付-{number:04d}", by=office.finance)
    yield at(arrived)
    confirm_payout_paid(payout.pk, voucher=f"凭证-{number:06d}", by=office.finance)

"""Next year's needs and plan; and ten tasks that departments hand down, one of them without its money."""

from __future__ import annotations

from core.money import fen
from core.transitions import Refused
from demo.office import Office, taken_up, wished
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import World
from procurement.admissions.services import admit_admission, apply_admission, refuse_admission, review_admission
from procurement.plans.services import approve_plan_item, draft_plan_item

ZINAN = "141081001001"
# The film was asked for by one whom the bar does not show, so that those whom it shows may stand behind it.
WISHES = (
    ("elder_care", "社区老年食堂", "希望开一个老年食堂，能送餐上门。", 26, 0),
    ("mental_health", "青少年心理辅导", "初中孩子压力大，希望社区有心理老师。", 12, 0),
    ("culture", "周末露天电影", "夏天想看露天电影，老人孩子都高兴。", 4, 20),
)


def play(world: World, told: Told) -> Acts:
    """Play the story; the plan item of the canteen is approved and not yet published."""
    office = Office.of(world, "ludong")
    yield at("2026-02-03 19:00")
    needs = [
        wished(world, area=ZINAN, kind=kind, title=title, text=text, voices=voices, asked_by=asked_by)
        for kind, title, text, voices, asked_by in WISHES
    ]
    yield at("2026-02-10 10:00")
    canteen = taken_up(office, needs[0])
    yield at("2026-03-02 10:00")
    item = draft_plan_item(
        buyer_id=office.buyer.pk,
        area_id=world.areas[ZINAN].pk,
        year=2027,
        quarter=1,
        title="紫南社区老年食堂运营",
        service_kind="elder_care",
        catalogue_code="A0801",
        method="open_tender",
        need_ids=[canteen.pk],
        budget={"FINANCE": fen("240000.00"), "SELF_RAISED": fen("160000.00")},
        by=office.officer,
    )
    told.begins("next_year", item)
    yield at("2026-03-04 10:00")
    approve_plan_item(item.pk, by=office.approver)
    yield from _tasks(world, office)


def _tasks(world: World, office: Office) -> Acts:
    """Ten tasks are handed down, one of each family; nine bring their money, the tenth is refused for want of it."""
    yield at("2026-03-05 14:00")
    asked = [
        apply_admission(
            department_id=world.organisations["houma_stats"].pk,
            area_id=world.areas[ZINAN].pk,
            title=task["title"],
            task_family=task["family"],
            reason=f"{task['family_zh']}条线的年度任务，需要社区协助。",
            money_fen=fen(task["money"]) if "money" in task else None,
            money_source="部门预算" if "money" in task else "",
            by=world.people["applicant"],
        )
        for task in world.tasks
    ]
    for task in asked:
        review_admission(task.pk, by=office.officer)
    yield at("2026-03-06 10:00")
    for task in asked:
        try:
            admit_admission(task.pk, by=office.approver)
        except Refused as refused:
            refuse_admission(task.pk, reason=str(refused.reasons[0].sentence), by=office.approver)

"""The tender: drafted part by part, discussed with the residents, locked by four custodians, published."""

from __future__ import annotations

from typing import Any

from tests.journeys.conftest import Story
from tests.journeys.needs_and_plan import ITEM
from tests.journeys.people import DESKTOP, PHONE, Person

PASSPHRASE = "four quiet words sealed"
CUSTODIANS = {
    "A": ("custodian_a1@ludong.example", "custodian_a2@ludong.example"),
    "B": ("custodian_b1@houma-finance.example", "custodian_b2@houma-finance.example"),
}
SHEET = (
    ("价格", "投标报价", "10", "price"),
    ("技术部分", "项目实施方案", "40", "subjective"),
    ("技术部分", "应急响应方案", "20", "subjective"),
    ("综合实力", "同类项目经验", "20", "objective"),
    ("综合实力", "诚信情况", "10", "objective"),
)
MILESTONES = (("人员到岗，老人建档", "30", "30"), ("服务满半年", "40", "180"), ("全年服务验收", "30", "350"))


def rows(names: tuple[str, ...], lines: tuple[tuple[Any, ...], ...]) -> dict[str, Any]:
    """What is written into a list of rows."""
    return {
        f"rows-{place}-{name}": value
        for place, line in enumerate(lines)
        for name, value in zip(names, line, strict=True)
    }


def the_officer_starts_the_tender(story: Story) -> None:
    """From the plan item at the desk to a draft that says what is missing in it."""
    officer = story.officer
    officer.from_desk(ITEM)
    officer.look("tender-start")
    officer.send()
    officer.look("tender-task-list-empty")
    story.places["tender"] = officer.here


def fill(officer: Person, part: str, **answers: Any) -> None:
    """Fill one part of the document and go back to the list."""
    officer.follow(f"/parts/{part}/")
    officer.write(**answers)
    officer.look(f"tender-{part}")
    officer.press(BACK)


BACK = "form:has([data-saved]) button.govuk-button:not(.govuk-button--secondary)"


def the_document_is_written(story: Story) -> None:
    """Part by part; what the law does not allow is said with its article as soon as it is saved."""
    officer = story.officer
    officer.open(story.places["tender"])
    fill(
        officer,
        "purpose",
        title=ITEM,
        title_en="Home care for the aged in Zinan",
        objective="让紫南社区180名高龄、独居和失能老人在家得到照料。",
        requirements="每位老人每年上门不少于30次\n助餐每年7200份\n护理员持证上岗",
        term_text="12个月",
        term_months="12",
        scope="紫南社区1685户、5216名居民中的180名服务对象。",
        expected_effect="居民满意度指数不低于75分\n上门完成率不低于95%",
    )
    fill(officer, "money", budget_fen="660000.00", ceiling_fen="650000.00")
    fill(
        officer,
        "conditions",
        qualification="能独立承担民事责任\n三年内无重大违法（声明）",
        documents_asked="登记证书\n上年度审计报告",
    )
    short_of_ten = rows(("section", "name_zh", "weight", "kind"), SHEET[:3])
    officer.follow("/parts/sheet/")
    officer.write(**short_of_ten)
    officer.press('button[name="more"]')
    officer.look("tender-sheet-not-yet-100")
    officer.reads("100")
    officer.write(**rows(("section", "name_zh", "weight", "kind"), SHEET))
    officer.look("tender-sheet")
    officer.press(BACK)
    fill(officer, "milestones", **rows(("title", "percent", "due_after_days"), MILESTONES))


def the_law_is_checked_as_it_is_typed(story: Story) -> None:
    """A deposit above two per cent is saved with a word on it; the article is named beside the part."""
    officer = story.officer
    officer.open(story.places["tender"])
    officer.follow("/parts/terms/")
    officer.write(
        deposit_percent="5", performance_deposit_percent="10", performance_percent="20", target="75", floor="50"
    )
    officer.page.locator("[data-saved]").filter(has_text=":").wait_for()
    officer.look("tender-terms-saves-itself")
    officer.press(BACK)
    officer.look("tender-deposit-too-high")
    fill(officer, "terms", deposit_percent="2", small_micro_deduction="10")
    officer.look("tender-complete")


def it_goes_to_review_and_before_the_residents(story: Story) -> None:
    """The approver lets the residents speak before anything is fixed."""
    story.officer.open(story.places["tender"])
    story.officer.take("submit")
    story.approver.from_desk(ITEM)
    story.approver.look("tender-in-review")
    story.approver.take("ask-public", until="2025-04-28T18:00")
    story.approver.look("tender-before-the-public")


def a_resident_comments(story: Story) -> None:
    """On the clause that concerns them."""
    resident = story.cast("resident5@zinan.example", DESKTOP, PHONE)
    resident.from_desk(ITEM)
    resident.look("draft-for-residents")
    resident.take("comment", clause="requirements", text="上门次数能不能写清楚每月至少两次？")
    resident.look("comment-sent")


def the_officer_answers_and_settles(story: Story) -> None:
    """Every comment has its outcome and its reason before the document goes on."""
    story.time_passes("2025-04-28 18:05")
    officer = story.officer
    officer.from_desk(ITEM)
    officer.look("tender-with-comment")
    officer.follow("/answer/")
    officer.write(outcome="partly", reason="全年不少于30次已写入要求；冬季和节日前后会更密，不按月平均。")
    officer.look("comment-answer")
    officer.send()
    officer.open(story.places["tender"])
    officer.take("settle")
    officer.look("tender-settled")


def four_custodians_make_their_keys(story: Story) -> None:
    """Each makes a key for this tender and proves that the passphrase opens it."""
    for group, people in CUSTODIANS.items():
        for email in people:
            keeper = story.cast(email)
            keeper.from_desk(ITEM)
            keeper.look("keys")
            keeper.follow(f"/make/{group}/")
            keeper.write(passphrase=PASSPHRASE, again=PASSPHRASE)
            keeper.look("make-key")
            keeper.send()
            keeper.follow("/prove/")
            keeper.write(passphrase=PASSPHRASE)
            keeper.look("prove-key")
            keeper.send()
    keeper.look("keys-ready")


def a_second_person_publishes_it(story: Story) -> None:
    """With the deadline of the law's earliest day or later."""
    story.time_passes("2025-04-29 09:00")
    approver = story.approver
    approver.from_desk(ITEM)
    approver.take("publish", deadline="2025-05-22T09:30")
    approver.look("tender-published")


def everybody_reads_it(story: Story) -> None:
    """The public page with its countdown, and the deadline for one's own calendar."""
    anybody = story.cast.anybody
    anybody.open("/zh-hans/opportunities/")
    anybody.look("opportunities")
    anybody.go_to(ITEM)
    anybody.page.locator("[data-left]").filter(has_text="天").first.wait_for()
    anybody.look("tender-public")
    story.places["public tender"] = anybody.here
    with anybody.page.expect_download() as download:
        anybody.page.locator('a[href$="deadline.ics"]').first.click()
    assert "20250522T013000Z" in download.value.path().read_text()


def a_supplier_asks_and_is_answered(story: Story) -> None:
    """Question and answer are public."""
    supplier = story.cast("xintian@xintian.example", DESKTOP, PHONE)
    supplier.open(story.places["public tender"])
    supplier.follow(story.places["tender"])
    supplier.look("tender-for-a-supplier")
    supplier.follow("/ask/")
    supplier.write(text="助餐是否包括节假日？")
    supplier.look("question")
    supplier.send()
    supplier.look("question-sent")
    officer = story.officer
    officer.from_desk(ITEM)
    officer.follow("/answer/")
    officer.write(answer="包括，节假日照常送餐。")
    officer.look("question-answer")
    officer.send()
    anybody = story.cast.anybody
    anybody.open(story.places["public tender"])
    anybody.reads("包括，节假日照常送餐。")
    anybody.look("tender-public-with-answer")


ACTS = [
    the_officer_starts_the_tender,
    the_document_is_written,
    the_law_is_checked_as_it_is_typed,
    it_goes_to_review_and_before_the_residents,
    a_resident_comments,
    the_officer_answers_and_settles,
    four_custodians_make_their_keys,
    a_second_person_publishes_it,
    everybody_reads_it,
    a_supplier_asks_and_is_answered,
]

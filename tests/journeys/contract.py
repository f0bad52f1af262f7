"""From the award to the payment: letters, challenge window, signatures, delivery, money."""

from __future__ import annotations

from demo.world import PASSWORD
from tests.journeys.bidding import PAPER
from tests.journeys.conftest import Story
from tests.journeys.needs_and_plan import ITEM
from tests.journeys.people import DESKTOP, PHONE, SURE, Person
from tests.journeys.tendering import MILESTONES

WINNER, LOSER = "hexie@hexie.example", "xintian@xintian.example"
FIRST = MILESTONES[0][0]


def the_award_is_confirmed_and_published(story: Story) -> None:
    """The officer confirms, a second person publishes."""
    story.time_passes("2025-05-26 10:00")
    story.officer.from_desk(ITEM, "/desk/awards/")
    story.officer.look("award-proposed")
    story.officer.reads("和谐养老")
    story.officer.take("confirm")
    story.approver.from_desk(ITEM, "/desk/awards/")
    story.approver.take("publish")
    story.approver.look("award-published")
    anybody = story.cast.stranger()
    anybody.open("/zh-hans/notices/")
    anybody.look("notices")
    anybody.go_to(ITEM)
    anybody.look("result-notice")


def winner_and_losers_read_their_letters(story: Story) -> None:
    """Own points beside the winner's, the reason, and the clock of the challenge."""
    for email in (WINNER, LOSER):
        supplier = story.cast(email, DESKTOP, PHONE)
        supplier.from_desk(ITEM, "/org/results/")
        supplier.look("letter-winner" if email == WINNER else "letter-loser")
    supplier.follow_into("/open/results/")
    supplier.look("matrix")


def the_contract_is_offered(story: Story) -> None:
    """After the time to challenge has passed."""
    story.time_passes("2025-06-12 09:00")
    officer = story.officer
    officer.from_desk(ITEM, "/desk/contracts/")
    officer.look("contract-prepared")
    story.places["contract"] = officer.here
    officer.take("offer", starts_on="2025-06-16")
    officer.look("contract-offered")


def _sign(person: Person, name: str) -> None:
    person.from_desk(ITEM, "/desk/contracts/")
    person.look(f"contract-before-{name}")
    person.follow("/sign/")
    person.write(read=True)
    person.look(f"sign-{name}")
    person.press("form button.govuk-button")
    person.write(password=PASSWORD)
    person.look(f"sign-{name}-once-more")
    person.press(SURE)
    person.look(f"contract-signed-{name}")


def both_sign_and_it_is_published(story: Story) -> None:
    """The supplier first, then the buyer's second person; then everybody reads it."""
    _sign(story.cast(WINNER, DESKTOP, PHONE), "supplier")
    _sign(story.approver, "buyer")
    story.officer.from_desk(ITEM, "/desk/contracts/")
    story.officer.take("publish")
    story.officer.take("file")
    story.officer.look("contract-in-force")
    anybody = story.cast.stranger()
    anybody.open("/zh-hans/projects/")
    anybody.look("projects")
    anybody.go_to(ITEM)
    anybody.look("project")
    story.places["project"] = anybody.here


def the_first_milestone_is_delivered(story: Story) -> None:
    """The supplier reports with evidence, a resident says whether it took place, the officer accepts."""
    story.time_passes("2025-07-10 10:00")
    supplier = story.cast(WINNER, DESKTOP, PHONE)
    supplier.from_desk(FIRST)
    supplier.look("milestone-to-deliver")
    supplier.take(
        "submit",
        note="12名护理员到岗，180名服务对象建档完成。",
        evidence={"name": "签到表.pdf", "mimeType": "application/pdf", "buffer": PAPER},
    )
    supplier.look("milestone-submitted")
    resident = story.cast("resident6@zinan.example", DESKTOP, PHONE)
    resident.from_desk(FIRST)
    resident.write(agrees="yes", opinion="护理员已经来过两次，建档也做了。")
    resident.look("opinion")
    resident.send()
    officer = story.officer
    officer.from_desk(FIRST)
    officer.look("milestone-to-accept")
    officer.take("accept", certificate="180名服务对象建档、12名护理员到岗，符合合同，验收合格。")
    officer.look("milestone-accepted")


def it_is_paid(story: Story) -> None:
    """Invoice, a second person's approval, the treasury's order and voucher."""
    supplier = story.cast(WINNER, DESKTOP, PHONE)
    supplier.from_desk(FIRST, "/invoice/")
    supplier.write(
        number="25140000000000000001",
        on="2025-07-10",
        amount_fen="143520.00",
        file={"name": "发票.pdf", "mimeType": "application/pdf", "buffer": PAPER},
    )
    supplier.look("invoice")
    supplier.send()
    supplier.look("payout-requested")
    story.approver.from_desk("和谐养老", "/desk/payments/")
    story.approver.take("approve")
    story.approver.look("payout-approved")
    story.time_passes("2025-07-14 10:00")
    finance = story.cast("finance@ludong.example")
    finance.from_desk("和谐养老", "/desk/payments/")
    finance.take("send", order_number="国库支付-0001")
    paper = {"name": "支付凭证.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    finance.take("confirm", voucher="凭证-000001", file=paper)
    finance.look("payout-paid")
    supplier.open("/zh-hans/org/money/")
    supplier.look("money-of-the-supplier")
    supplier.reads("143,520.00")


ACTS = [
    the_award_is_confirmed_and_published,
    winner_and_losers_read_their_letters,
    the_contract_is_offered,
    both_sign_and_it_is_published,
    the_first_milestone_is_delivered,
    it_is_paid,
]

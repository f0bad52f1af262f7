"""From the award to the payment: letters, challenge window, signatures, delivery, money."""

from __future__ import annotations

from tests.journeys.bidding import PAPER
from tests.journeys.conftest import Story
from tests.journeys.needs_and_plan import ITEM
from tests.journeys.people import DESKTOP, PHONE, SURE, Person, pay
from tests.journeys.tendering import MILESTONES

WINNER, LOSER = "hexie@hexie.example", "xintian@xintian.example"
FIRST, SECOND = MILESTONES[0][0], MILESTONES[1][0]


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
    anybody = story.cast.anybody
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
    person.prove()
    person.look(f"sign-{name}-once-more")
    person.press(SURE)
    person.look(f"contract-signed-{name}")


def the_winner_secures_its_performance(story: Story) -> None:
    """What the tender asks for is paid before the buyer signs; without it the buyer's step is refused."""
    winner = story.cast(WINNER, DESKTOP, PHONE)
    winner.from_desk(ITEM, "/org/deposits/")
    winner.look("performance-deposit-asked")
    pay(winner)
    winner.reads("保证金已到账")


def both_sign_and_it_is_published(story: Story) -> None:
    """The supplier first, then the buyer's second person; then everybody reads it."""
    _sign(story.cast(WINNER, DESKTOP, PHONE), "supplier")
    _sign(story.approver, "buyer")
    story.officer.from_desk(ITEM, "/desk/contracts/")
    story.officer.take("publish")
    story.officer.take("file")
    story.officer.look("contract-in-force")
    anybody = story.cast.anybody
    anybody.open("/zh-hans/projects/")
    anybody.look("projects")
    anybody.go_to(ITEM)
    anybody.look("project")
    story.places["project"] = anybody.here


def _report(story: Story, title: str, note: str) -> Person:
    """The supplier hands in what was done, with its evidence."""
    supplier = story.cast(WINNER, DESKTOP, PHONE)
    supplier.from_desk(title)
    supplier.look("milestone-to-deliver")
    paper = {"name": "签到表.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    supplier.take("submit", note=note, evidence=paper)
    supplier.look("milestone-submitted")
    return supplier


def _say(story: Story, number: int, title: str, agrees: str, opinion: str) -> None:
    """A resident says whether it took place."""
    resident = story.cast(f"resident{number}@zinan.example", DESKTOP, PHONE)
    resident.from_desk(title)
    resident.write(agrees=agrees, opinion=opinion)
    resident.look("opinion")
    resident.send()


def the_first_milestone_is_delivered(story: Story) -> None:
    """The supplier reports with evidence, a resident says whether it took place, the officer accepts."""
    story.time_passes("2025-07-10 10:00")
    _report(story, FIRST, "12名护理员到岗，180名服务对象建档完成。")
    _say(story, 6, FIRST, "yes", "护理员已经来过两次，建档也做了。")
    officer = story.officer
    officer.from_desk(FIRST)
    officer.look("milestone-to-accept")
    officer.take("accept", certificate="180名服务对象建档、12名护理员到岗，符合合同，验收合格。")
    officer.look("milestone-accepted")


def invoice(story: Story, title: str, step: str, number: str, amount: str) -> None:
    """The supplier asks for its money."""
    supplier = story.cast(WINNER, DESKTOP, PHONE)
    supplier.from_desk(title, step)
    supplier.write(
        number=number,
        on=story.today,
        amount_fen=amount,
        file={"name": "发票.pdf", "mimeType": "application/pdf", "buffer": PAPER},
    )
    supplier.look("invoice")
    supplier.send()
    supplier.look("payout-requested")


def pay_out(story: Story, until: str, number: int, second: str = "approver@ludong.example") -> None:
    """A second person approves, finance sends the treasury's order and writes down its voucher."""
    approver = story.cast(second)
    approver.from_desk("和谐养老", "/desk/payments/")
    approver.take("approve")
    approver.look("payout-approved")
    story.time_passes(until)
    finance = story.cast("finance@ludong.example")
    finance.from_desk("和谐养老", "/desk/payments/")
    finance.take("send", order_number=f"国库支付-{number:04}")
    paper = {"name": "支付凭证.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    finance.take("confirm", voucher=f"凭证-{number:06}", file=paper)
    finance.look("payout-paid")


def it_is_paid(story: Story) -> None:
    """Invoice, a second person's approval, the treasury's order and voucher."""
    invoice(story, FIRST, "/invoice/", "25140000000000000001", "143520.00")
    pay_out(story, "2025-07-14 10:00", 1)
    supplier = story.cast(WINNER, DESKTOP, PHONE)
    supplier.open("/zh-hans/org/money/")
    supplier.look("money-of-the-supplier")
    supplier.reads("143,520.00")


def the_second_milestone_is_sent_back_once(story: Story) -> None:
    """A resident says what is missing, the officer sends the work back, and accepts it the second time."""
    story.time_passes("2025-11-20 10:00")
    _report(story, SECOND, "半年来上门2700次，助餐3600份。")
    _say(story, 7, SECOND, "no", "八月有两次没有来，也没有补。")
    officer = story.officer
    officer.from_desk(SECOND)
    officer.take("send-back", reason="请补上八月缺的上门服务，并说明原因。")
    officer.look("milestone-sent-back")
    story.time_passes("2025-11-27 10:00")
    _report(story, SECOND, "八月缺的两次已于11月25日补上，原因是护理员生病。")
    _say(story, 8, SECOND, "yes", "缺的两次已经补了。")
    officer.from_desk(SECOND)
    officer.look("milestone-with-two-opinions")
    officer.take("accept", certificate="半年服务验收合格，缺的两次已补。")
    invoice(story, SECOND, "/invoice/", "25140000000000000002", "191360.00")
    pay_out(story, "2025-11-28 10:00", 2)


ACTS = [
    the_award_is_confirmed_and_published,
    winner_and_losers_read_their_letters,
    the_contract_is_offered,
    the_winner_secures_its_performance,
    both_sign_and_it_is_published,
    the_first_milestone_is_delivered,
    it_is_paid,
    the_second_milestone_is_sent_back_once,
]

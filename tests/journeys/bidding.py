"""The bids: written, sealed, opened by two custodians together, and checked."""

from __future__ import annotations

from tests.journeys.conftest import Story
from tests.journeys.needs_and_plan import ITEM
from tests.journeys.people import DESKTOP, PHONE, Person, pay
from tests.journeys.tendering import BACK, CUSTODIANS, PASSPHRASE

# Who bids, for how much: the first will win.
BIDDERS = {
    "hexie@hexie.example": "598000.00",
    "xintian@xintian.example": "612,000.00",
    "fenhe@fenhe.example": "575500",
}
DECLARED = {"no_serious_violation": True, "no_related_bidder": True, "meets_conditions": True}
ANSWER = "本机构按采购需求逐项响应，附人员、进度与质量控制安排。"
BEST = "24小时值班，15分钟到场"
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def _begin(story: Story, email: str) -> Person:
    """From the public page to a draft of one's own."""
    supplier = story.cast(email, DESKTOP, PHONE)
    supplier.open(story.places["public tender"])
    supplier.follow(story.places["tender"])
    supplier.follow("/bid/")
    supplier.send()
    return supplier


def a_supplier_writes_a_bid(story: Story) -> None:
    """It saves itself; what is wrong is said at the field, and nothing is lost."""
    story.time_passes("2025-05-12 14:03")
    supplier = _begin(story, "hexie@hexie.example")
    supplier.look("bid-begun")
    story.places["bid"] = supplier.here
    supplier.follow("/parts/technical/")
    supplier.write(term_months="12", answer_0=ANSWER, answer_1=f"{ANSWER}{BEST}。", answer_2="近三年同类项目4个。")
    supplier.page.locator("[data-saved]").filter(has_text="14:0").wait_for()
    supplier.look("bid-saves-itself")
    supplier.write(answer_3="三年内无行政处罚。")
    supplier.press(BACK)
    supplier.follow("/parts/price/")
    supplier.write(price_fen="很便宜")
    supplier.press(BACK, status=(422,))
    supplier.look("bid-price-not-understood")
    supplier.write(price_fen="999999")
    supplier.press(BACK, status=(422,))
    supplier.reads("650,000.00")
    supplier.write(price_fen=BIDDERS["hexie@hexie.example"])
    supplier.press(BACK)


def it_brings_its_papers(story: Story) -> None:
    """A file with its progress; a wrong one is refused with a sentence."""
    supplier = story.cast("hexie@hexie.example", DESKTOP, PHONE)
    supplier.open(story.places["bid"])
    supplier.follow("/parts/qualification/")
    supplier.write(**DECLARED)
    supplier.press(BACK)
    supplier.follow("/parts/qualification/")
    supplier.write(file={"name": "登记证书.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})
    supplier.main.locator("form[data-upload] button").click()
    supplier.main.locator(".govuk-error-summary, .govuk-error-message, .reasons").first.wait_for()
    supplier.look("bid-file-refused")
    supplier.write(file={"name": "登记证书.pdf", "mimeType": "application/pdf", "buffer": PAPER})
    supplier.main.locator("form[data-upload] button").click()
    supplier.main.locator(".file-list").filter(has_text="登记证书.pdf").wait_for()
    supplier.look("bid-file-kept")


def _secure(supplier: Person, bid: str) -> None:
    """Pay the deposit that the tender asks."""
    supplier.open(bid)
    supplier.follow_into("/org/deposits/")
    pay(supplier)
    supplier.reads("保证金已到账", "13,200.00")


def it_pays_its_deposit(story: Story) -> None:
    """By card, from the page of the bid; without it nothing is handed in."""
    supplier = story.cast("hexie@hexie.example", DESKTOP, PHONE)
    supplier.open(story.places["bid"])
    supplier.reads("投标保证金尚未缴纳")
    _secure(supplier, story.places["bid"])
    supplier.look("bid-deposit-held")


def it_is_sealed_and_handed_in(story: Story) -> None:
    """Once more everything on one page, then the receipt with its number."""
    supplier = story.cast("hexie@hexie.example", DESKTOP, PHONE)
    supplier.open(story.places["bid"])
    supplier.look("bid-complete")
    supplier.take("hand-in")
    supplier.reads("SHA-256")
    supplier.look("bid-receipt")


def two_others_bid(story: Story) -> None:
    """Each sees its own bid alone."""
    for email in ("xintian@xintian.example", "fenhe@fenhe.example"):
        supplier = _begin(story, email)
        supplier.follow("/parts/technical/")
        supplier.write(term_months="12", answer_0=ANSWER, answer_1=ANSWER, answer_2=ANSWER, answer_3=ANSWER)
        supplier.press(BACK)
        supplier.follow("/parts/qualification/")
        supplier.write(**DECLARED)
        supplier.press(BACK)
        supplier.follow("/parts/price/")
        supplier.write(price_fen=BIDDERS[email])
        supplier.press(BACK)
        bid = supplier.here
        _secure(supplier, bid)
        supplier.open(bid)
        supplier.take("hand-in")
        supplier.reads("SHA-256")


def the_deadline_passes(story: Story) -> None:
    """From that second on nothing is taken any more, whatever page stands open."""
    story.time_passes("2025-05-22 09:30")
    late = story.cast("kangning@kangning.example", DESKTOP, PHONE)
    late.open(story.places["tender"])
    late.look("tender-closed-for-a-late-supplier")
    assert late.main.locator('a[href$="/bid/"]').count() == 0
    anybody = story.cast.anybody
    anybody.open(story.places["public tender"])
    anybody.look("tender-public-closed")


def two_custodians_open(story: Story) -> None:
    """On two devices: the supervision takes off the outer seal, the buyer's custodian opens."""
    of_supervision, of_buyer = story.cast(CUSTODIANS["B"][0]), story.cast(CUSTODIANS["A"][0])
    of_buyer.from_desk(ITEM)
    of_buyer.look("opening-waits-for-supervision")
    of_supervision.from_desk(ITEM)
    of_supervision.write(passphrase="not the right words")
    of_supervision.prove()
    of_supervision.press(BUTTON_OF_SEAL, status=(409,))
    of_supervision.look("opening-wrong-passphrase")
    of_supervision.write(passphrase=PASSPHRASE)
    of_supervision.prove()
    of_supervision.press(BUTTON_OF_SEAL)
    of_supervision.look("opening-outer-seal-off")
    # The other device goes on by itself.
    of_buyer.main.locator('[name="passphrase"]').wait_for()
    of_buyer.look("opening-turn-of-the-buyer")
    of_buyer.write(passphrase=PASSPHRASE)
    of_buyer.prove()
    of_buyer.press(BUTTON_OF_SEAL)
    of_buyer.reads("598,000.00", "612,000.00", "575,500.00")
    of_buyer.look("opening-record")


BUTTON_OF_SEAL = "form:has([name=passphrase]) button"


def the_officer_checks_the_suppliers(story: Story) -> None:
    """One after another; then the lot goes on to its evaluation."""
    officer = story.officer
    officer.from_desk(ITEM)
    officer.look("lot-to-check")
    lot = officer.here
    bids = officer.main.locator('table a[href*="/desk/bids/"]').evaluate_all("all => all.map(a => a.pathname)")
    assert len(bids) == len(BIDDERS)
    for bid in bids:
        officer.open(lot)
        officer.follow(bid)
        officer.look("bid-to-check")
        officer.take("qualify")
    officer.open(lot)
    officer.look("lot-checked")
    assert officer.main.locator('a[href$="/start-evaluation/"]').count() == 1


ACTS = [
    a_supplier_writes_a_bid,
    it_brings_its_papers,
    it_pays_its_deposit,
    it_is_sealed_and_handed_in,
    two_others_bid,
    the_deadline_passes,
    two_custodians_open,
    the_officer_checks_the_suppliers,
]

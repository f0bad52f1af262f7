"""With a keyboard alone: a resident brings a need and rates a service, an officer takes a step; no mouse, no finger.
Tab leads through the pages of every role and out of them again, the menu opens, and what is wrong takes the focus.

Tab goes on, Space chooses, Enter follows and sends; within a group of choices the arrows move, as in every browser.
Wherever the focus stops on the way it is seen: on the screen, with a mark that was not there before.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from demo.world import PASSWORD, SECRET
from procurement.needs.models import Need
from procurement.needs.services import propose_need, support_need
from projects.ratings.models import token_hash
from projects.ratings.services import token_for
from tests.authenticator import code_now
from tests.factories.ratings import BeneficiaryFactory, RatingRoundFactory
from tests.journeys.conftest import VOICES, Story
from tests.journeys.people import PHONE
from tests.web.places import addresses

pytestmark = [pytest.mark.heavy, pytest.mark.allow_hosts(["127.0.0.1"])]
STOPS = 60  # of the Tab key on one page; whoever needs more gives up
# What is drawn around or behind the focused thing; a choice is drawn beside its box, on its label, or around both.
LOOK = """(one) => {
  const label = one.labels && one.labels[0];
  const around = [[one, null], [one.parentElement, null]];
  if (label) around.push([label, null], [label, '::before'], [label, '::after']);
  return around.map(([box, part]) => {
    const style = getComputedStyle(box, part);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.backgroundColor,
      style.borderColor, style.borderWidth].join(' ');
  }).join(' | ');
}"""
# The focused thing, whether it is on the screen, and how it looks with the focus and without.
FOCUS = f"""() => {{
  const look = {LOOK}, one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = (one.labels && one.type === 'radio' && one.labels[0] || one).getBoundingClientRect();
  const on = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1;
  const focused = look(one);
  one.blur();
  const plain = look(one);
  one.focus({{preventScroll: true, focusVisible: true}});
  return {{html: one.outerHTML.slice(0, 120), on, seen: focused !== plain}};
}}"""

# Whether the focus has left the page, stands where it stood, or somewhere new.
WHERE = """() => {
  const one = document.activeElement, is_same = one === window.stoodAt;
  window.stoodAt = one;
  return !one || one === document.body ? 'out' : is_same ? 'same' : 'new';
}"""
# Everything that takes part in the order of Tab: shown, not switched off; of a group of choices one.
STOPS_OF_PAGE = """() => {
  const can = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const groups = new Set();
  return [...document.querySelectorAll(can)].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== 'radio') return true;
    return !groups.has(one.name) && groups.add(one.name);
  }).length;
}"""
WALKED = {
    "anonymous": (
        "home",
        "opportunities",
        "opportunity (home_care)",
        "needs",
        "projects",
        "open",
        "calculator",
        "counted",
        "account_login",
    ),
    "resident": ("desk", "propose_need", "need", "message_choices", "our_shares"),
    "winner": ("my_organisations", "org_bids", "contract", "milestone"),
    "officer": ("desk", "tender (home_care)", "start_tender", "desk_plan", "draft_plan_item"),
    "finance": ("payouts", "ledger"),
    "supervisor": ("supervise",),
    "registrar": ("organisation", "register_expert"),
    "other officer": ("evaluation", "score_bid"),
}


class Hands:
    """Two hands on a keyboard before a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is on this; at each stop the focus can be seen."""
        expect(target).to_be_visible()
        for _stop in range(STOPS):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            self._sees_where_it_is()
        raise AssertionError(f"{target} is not reached with {STOPS} times Tab at {self.page.url}")

    def walk(self) -> None:
        """Press Tab from the first stop of the page until it is left, and go back in; every stop is seen."""
        stops, reached = self.page.evaluate(STOPS_OF_PAGE), 0
        for _press in range(2 * stops + STOPS):  # a date has a stop for each of its parts
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(WHERE)
            if stop == "out":
                break
            if stop == "new":
                reached += 1
                self._sees_where_it_is()
        assert stop == "out", f"the focus is caught on {self.page.url}"
        assert reached >= stops, f"Tab reaches {reached} of {stops} on {self.page.url}"
        self.page.keyboard.press("Shift+Tab")
        assert self.page.evaluate(WHERE) != "out", f"no way back into {self.page.url}"

    def _sees_where_it_is(self) -> None:
        focus = self.page.evaluate(FOCUS)
        if focus is None:  # the browser's own frame, between the end of the page and its beginning
            return
        assert focus["on"], f"the focus is off the screen at {self.page.url}: {focus['html']}"
        assert focus["seen"], f"the focus is not seen at {self.page.url}: {focus['html']}"

    def write(self, target: Locator, words: str) -> None:
        """Go to a field and type."""
        self.reach(target)
        self.page.keyboard.insert_text(words)

    def choose(self, group: Locator, value: str) -> None:
        """Go into a group of choices and move within it until this one is chosen."""
        wanted = group.and_(self.page.locator(f'[value="{value}"]'))
        self.reach(group.first)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if wanted.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()
        self._sees_where_it_is()

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link or a button, press the key, and wait for the page that answers."""
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def sign_in(self, email: str) -> None:
        """Through the log-in page, with the authenticator's code where one is asked."""
        page = self.page
        page.goto("/accounts/login/")
        self.write(page.locator("main input[name=login]"), email)
        self.write(page.locator("main input[name=password]"), PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        code = page.locator("main input[name=code]")
        if code.count():
            self.write(code, code_now(SECRET))
            with page.expect_navigation():
                page.keyboard.press("Enter")
        expect(page.locator("form[action*=logout]").first).to_be_attached()


def somebody(story: Story, *sizes: tuple[int, int]) -> Hands:
    """Hands before a page that nobody has signed in to."""
    page = story.cast.stranger(*sizes).page
    if sizes:
        page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
    return Hands(page)


@pytest.mark.parametrize("sizes", [(), (PHONE,)], ids=["desk", "phone"])
def test_a_resident_brings_a_need(story: Story, sizes: tuple[tuple[int, int], ...]) -> None:
    hands = somebody(story, *sizes)
    main = hands.page.locator("#main")
    hands.sign_in("resident1@zinan.example")
    hands.page.goto("/zh-hans/needs/")
    # The first stop of every page leads over the head of the page to its content.
    hands.page.keyboard.press("Tab")
    expect(hands.page.locator("a.govuk-skip-link")).to_be_focused()
    hands.page.keyboard.press("Enter")
    expect(hands.page.locator("#main")).to_be_focused()
    hands.press(main.locator('a[href$="/needs/propose/"]').first)
    hands.choose(main.locator("input[name=service_kind]"), "elder_care")
    hands.write(main.locator("[name=title]"), "希望楼道里装扶手")
    hands.write(main.locator("[name=text]"), "五号楼没有电梯，老人上下楼不方便。")
    hands.press(main.locator("form button.govuk-button").first)
    if main.locator("button[name=sure]").count():
        hands.press(main.locator("button[name=sure]"), "Space")
    expect(main).to_contain_text("希望楼道里装扶手")
    assert Need.objects.get().title == "希望楼道里装扶手"


def test_a_person_served_rates(story: Story) -> None:
    rating_round = RatingRoundFactory.create()
    token = token_for(rating_round, "one")
    BeneficiaryFactory.create(stratum__round=rating_round, person_key="one", token_hash=token_hash(token))
    hands = somebody(story, PHONE)
    main = hands.page.locator("#main")
    hands.page.goto(f"/r/{token}/")
    hands.choose(main.locator("input[name=level]"), "4")
    hands.choose(main.locator("input[name=took_place]"), "YES")
    hands.press(main.locator("form button.govuk-button"), "Space")
    expect(main.locator(".receipt")).to_be_visible()
    assert [ballot.level for ballot in rating_round.beneficiaries.get().ballots.all()] == [4]


def test_an_officer_takes_a_step(story: Story) -> None:
    residents: list[Any] = [User.objects.get(email=f"resident{n}@zinan.example") for n in range(1, VOICES + 2)]
    area = residents[0].resident.community_id
    need = propose_need(area_id=area, service_kind="elder_care", title="想要助餐", text="每天中午。", by=residents[0])
    for neighbour in residents[1:]:
        support_need(need.pk, by=neighbour)
    hands = somebody(story)
    main = hands.page.locator("#main")
    hands.sign_in("officer@ludong.example")
    hands.page.goto("/zh-hans/desk/")
    hands.press(main.locator(".desk-list > li").filter(has_text="想要助餐").locator("a").first)
    hands.press(main.locator('a[href$="/adopt/"]').first)
    hands.press(main.locator("form button.govuk-button").first)
    if main.locator("button[name=sure]").count():
        hands.press(main.locator("button[name=sure]"))
    assert str(Need.objects.get().state) == "ADOPTED"


@pytest.fixture
def urls(sessions: dict[str, str]) -> dict[str, str]:
    """Where the pages of the table are, read before a browser runs."""
    with translation.override("zh-hans"):
        return {place.key: place.url for place in addresses()}


@pytest.mark.parametrize("width", [1280, 360])
def test_tab_leads_through_every_page_and_out_again(
    urls: dict[str, str], sessions: dict[str, str], live_server: Any, chromium: Browser, width: int
) -> None:
    """No trap, and no stop in the dark: forward to the end of the page, and one step back."""
    for who, keys in WALKED.items():
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 800})
        if who in sessions:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": sessions[who], "url": live_server.url}
            context.add_cookies([cookie])
        hands = Hands(context.new_page())
        for key in keys:
            answer = hands.page.goto(urls[key])
            assert answer is not None
            assert answer.status == 200, key
            hands.walk()
        context.close()


def test_the_menu_of_a_phone_opens_and_shuts(story: Story) -> None:
    hands = somebody(story, PHONE)
    page = hands.page
    page.goto("/zh-hans/needs/")
    handle, link = page.locator(".menu__handle"), page.locator(".menu .main-nav a").first
    expect(link).to_be_hidden()
    hands.reach(handle)
    page.keyboard.press("Enter")
    hands.reach(link)
    hands.reach(page.locator("#main a, #main summary, #main button").first)  # through the menu and out of it
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.goto("/zh-hans/needs/")
    hands.reach(handle)
    page.keyboard.press("Space")
    expect(link).to_be_visible()
    page.keyboard.press("Space")
    expect(link).to_be_hidden()


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(story: Story) -> None:
    hands = somebody(story)
    page, main = hands.page, hands.page.locator("#main")
    hands.sign_in("resident1@zinan.example")
    page.goto("/zh-hans/desk/needs/propose/")
    hands.write(main.locator("[name=title]"), "想要助餐")
    hands.press(main.locator("form button.govuk-button").first)
    summary = main.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(main.locator("[name=title]")).to_have_value("想要助餐")
    ways = summary.locator("a")
    hands.reach(ways.first)
    page.keyboard.press("Enter")
    expect(main.locator("[name=service_kind]").first).to_be_focused()
    summary.focus()
    hands.reach(ways.last)
    page.keyboard.press("Enter")
    expect(main.locator("[name=text]")).to_be_focused()
    assert main.locator("[name=text]").get_attribute("aria-invalid") == "true"
    described = (main.locator("[name=text]").get_attribute("aria-describedby") or "").split()
    assert any(one.endswith("error") for one in described), "the field names its error"
